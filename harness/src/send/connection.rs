//! One TCP connection that carries one exchange at a time.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Buf as _, Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncWriteExt as _, ReadBuf};
use tokio::net::TcpStream;
use tokio::net::tcp::ReadHalf;

use crate::message::{Answer, WireFault};

use super::body::Reader;

/// An open connection between exchanges.
#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    buffer: BytesMut,
}

impl Connection {
    /// Connects to the first of `addresses` that accepts.
    pub(super) async fn open(addresses: &[SocketAddr]) -> io::Result<Self> {
        let stream = TcpStream::connect(addresses).await?;
        // Requests are written whole; waiting to join them with later bytes would only add latency.
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: BytesMut::new() })
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
        let (read_half, mut write_half) = self.stream.split();
        let mut outgoing = head.chain(body);
        let mut reader =
            Reader::new(Prompt::new(read_half), &mut self.buffer, max_body_bytes).telling(has_begun);
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
        Ok((answer, keeps && sent == Some(true)))
    }
}

/// The receiving half of a connection, which acknowledges what came as soon as more is waited for.
///
/// Kernels acknowledge late, 40 ms on Linux, and a server that writes head and body apart may wait for that before it sends
/// the body: then each answer would take so long.
struct Prompt<'s> {
    half: ReadHalf<'s>,
    has_read: bool,
}

impl<'s> Prompt<'s> {
    fn new(half: ReadHalf<'s>) -> Self {
        Self { half, has_read: false }
    }
}

impl AsyncRead for Prompt<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let read = Pin::new(&mut self.half).poll_read(cx, buf);
        if read.is_pending() && self.has_read {
            acknowledge_at_once(self.half.as_ref());
        }
        self.has_read |= buf.filled().len() > before;
        read
    }
}

/// Asks the kernel to acknowledge what has come; where that cannot be asked, answers only come later.
#[cfg(target_os = "linux")]
fn acknowledge_at_once(stream: &TcpStream) {
    let _unsupported = stream.set_quickack(true);
}

#[cfg(not(target_os = "linux"))]
fn acknowledge_at_once(_stream: &TcpStream) {}
