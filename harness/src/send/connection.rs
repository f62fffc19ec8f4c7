//! One TCP connection that carries one exchange at a time.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncWriteExt as _, ReadBuf};
use tokio::net::TcpStream;
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::time::{sleep, timeout};

use crate::message::WireFault;

use super::body::{Came, Heard, Reader};

/// How long the sender stops within a request: longer than a packet takes on one machine, short enough for a run that stops
/// in few of its requests.
const PAUSE: Duration = Duration::from_millis(5);
/// How long a body is held back for 100 (Continue): clients in wide use wait as long before they send it all the same.
const PATIENCE_FOR_CONTINUE: Duration = Duration::from_secs(1);

/// A request as bytes, and how they go out.
#[derive(Debug, Clone)]
pub(super) struct Outgoing<'r> {
    pub(super) head: &'r [u8],
    pub(super) body: Bytes,
    pub(super) method: &'r str,
    /// Bytes from the beginning of the head after which the sender stops for a moment, in order.
    pub(super) stops: &'r [usize],
    /// Whether the body waits for 100 (Continue).
    pub(super) is_held_back: bool,
}

/// How writing a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    Whole,
    /// The connection broke, or the body was not asked for.
    InPart,
    /// Nobody said whether the body was wanted.
    Unheeded,
}

/// An open connection between exchanges.
#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    buffer: BytesMut,
    /// Answers that it has carried.
    pub(super) carried: u32,
}

impl Connection {
    /// Connects to the first of `addresses` that accepts.
    pub(super) async fn open(addresses: &[SocketAddr]) -> io::Result<Self> {
        let stream = TcpStream::connect(addresses).await?;
        // Requests are written whole; waiting to join them with later bytes would only add latency.
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: BytesMut::new(), carried: 0 })
    }

    /// Whether the connection is still open and silent, so that the next bytes on it will answer the next request.
    pub(super) fn is_idle(&self) -> bool {
        let stray = self.stream.try_read(&mut [0]);
        self.buffer.is_empty() && stray.is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock)
    }

    /// Whether the connection is still open, whatever lies on it; that stays for the next answer.
    pub(super) fn is_open(&mut self) -> bool {
        let mut stray = [0; 64];
        match self.stream.try_read(&mut stray) {
            Ok(0) => !self.buffer.is_empty(),
            Ok(count) => {
                self.buffer.extend_from_slice(&stray[..count]);
                true
            }
            Err(error) => error.kind() == io::ErrorKind::WouldBlock || !self.buffer.is_empty(),
        }
    }

    /// Waits until the server ends the connection; what still comes on it is thrown away.
    pub(super) async fn end(&mut self) {
        let mut rest = [0; 1024];
        while self.stream.readable().await.is_ok() {
            match self.stream.try_read(&mut rest) {
                Ok(0) => break,
                Err(error) if error.kind() != io::ErrorKind::WouldBlock => break,
                Ok(_) | Err(_) => {}
            }
        }
    }

    /// Sends a request and reads its answer.
    ///
    /// `has_begun` tells, also to whoever gives up waiting, that the head of the answer came.
    ///
    /// Reading begins with the first byte written: a server may answer (413, say) and close before it has read the
    /// whole body. For the same reason a failed write decides nothing; the answer, or its absence, does.
    pub(super) async fn exchange(
        &mut self,
        outgoing: Outgoing<'_>,
        max_body_bytes: usize,
        has_begun: &mut bool,
    ) -> Result<Came, WireFault> {
        let (read_half, mut write_half) = self.stream.split();
        let heard = Heard::default();
        let mut reader = Reader::new(Prompt::new(read_half), &mut self.buffer, max_body_bytes)
            .telling(has_begun)
            .telling_of(&heard);
        let mut sent = None;
        let reading = reader.answer(outgoing.method);
        let writing = write(&mut write_half, outgoing.clone(), &heard);
        tokio::pin!(writing, reading);
        let came = loop {
            tokio::select! {
                biased;
                written = &mut writing, if sent.is_none() => sent = Some(written),
                came = &mut reading => break came?,
            }
            if sent == Some(Written::Unheeded) {
                let waited_ms = u64::try_from(PATIENCE_FOR_CONTINUE.as_millis()).unwrap_or(u64::MAX);
                return Err(WireFault::Unheeded { waited_ms });
            }
        };
        self.carried = self.carried.saturating_add(1);
        Ok(Came { keeps: came.keeps && sent == Some(Written::Whole), ..came })
    }
}

/// Writes a request; what fails decides nothing.
async fn write(half: &mut WriteHalf<'_>, outgoing: Outgoing<'_>, heard: &Heard) -> Written {
    let Outgoing { head, body, stops, is_held_back, .. } = outgoing;
    let written = if is_held_back {
        if write_in_pieces(half, head.chain(Bytes::new()), stops).await.is_err() {
            return Written::InPart;
        }
        match timeout(PATIENCE_FOR_CONTINUE, heard.word()).await {
            Err(_) => return Written::Unheeded,
            Ok(false) => return Written::InPart,
            Ok(true) => half.write_all_buf(&mut { body }).await,
        }
    } else {
        write_in_pieces(half, head.chain(body), stops).await
    };
    if written.is_ok() { Written::Whole } else { Written::InPart }
}

async fn write_in_pieces(half: &mut WriteHalf<'_>, mut bytes: impl Buf, stops: &[usize]) -> io::Result<()> {
    let mut written = 0;
    for stop in stops {
        let piece = stop.saturating_sub(written).min(bytes.remaining());
        half.write_all_buf(&mut (&mut bytes).take(piece)).await?;
        written += piece;
        sleep(PAUSE).await;
    }
    half.write_all_buf(&mut bytes).await
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
