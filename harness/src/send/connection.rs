//! One TCP connection that carries one exchange at a time.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use bytes::{Buf as _, Bytes, BytesMut};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::time::Instant;

use crate::message::{Answer, WireFault};

use super::body::Reader;

/// An open connection between exchanges.
#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    buffer: BytesMut,
    /// The last answer was slow enough for its second packet to have waited for our acknowledgement of the first.
    waited: bool,
}

impl Connection {
    /// Connects to the first of `addresses` that accepts.
    pub(super) async fn open(addresses: &[SocketAddr]) -> io::Result<Self> {
        let stream = TcpStream::connect(addresses).await?;
        // Requests are written whole; waiting to join them with later bytes would only add latency.
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: BytesMut::new(), waited: false })
    }

    /// Whether the connection is still open and silent, so that the next bytes on it will answer the next request.
    pub(super) fn is_idle(&self) -> bool {
        let stray = self.stream.try_read(&mut [0]);
        self.buffer.is_empty() && stray.is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock)
    }

    /// Sends a request and reads its answer; says also whether the connection may serve another request.
    ///
    /// `has_begun` tells, also to whoever gives up waiting, that the head of the answer came.
    ///
    /// Reading begins with the first byte written: a server may answer (413, say) and close before it has read the
    /// whole body. For the same reason a failed write decides nothing; the answer, or its absence, does.
    pub(super) async fn exchange(
        &mut self,
        head: &[u8],
        body: Bytes,
        method: &str,
        max_body_bytes: usize,
        has_begun: &mut bool,
    ) -> Result<(Answer, bool), WireFault> {
        let started = Instant::now();
        if self.waited {
            acknowledge_at_once(&self.stream);
        }
        let (read_half, mut write_half) = self.stream.split();
        let mut outgoing = head.chain(body);
        let mut reader = Reader::new(read_half, &mut self.buffer, max_body_bytes).telling(has_begun);
        let mut sent = None;
        let writing = write_half.write_all_buf(&mut outgoing);
        let reading = reader.answer(method);
        tokio::pin!(writing, reading);
        let (answer, keeps) = loop {
            tokio::select! {
                biased;
                written = &mut writing, if sent.is_none() => sent = Some(written.is_ok()),
                answer = &mut reading => break answer?,
            }
        };
        self.waited = started.elapsed() >= DELAYED_ACKNOWLEDGEMENT;
        Ok((answer, keeps && sent == Some(true)))
    }
}

/// Acknowledgements are delayed by 40 ms on Linux, and a server that writes head and body apart waits for them.
const DELAYED_ACKNOWLEDGEMENT: Duration = Duration::from_millis(35);

/// Asks the kernel not to delay its next acknowledgements; where that cannot be asked, answers only come later.
#[cfg(target_os = "linux")]
fn acknowledge_at_once(stream: &TcpStream) {
    let _unsupported = stream.set_quickack(true);
}

#[cfg(not(target_os = "linux"))]
fn acknowledge_at_once(_stream: &TcpStream) {}
