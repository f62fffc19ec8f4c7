//! TCP connections, and the streams of bytes that lead to a server over them.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// A way for bytes to a server and back, whatever lies between: nothing, TLS, a proxy.
pub(super) trait Stream: AsyncRead + AsyncWrite + fmt::Debug + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + fmt::Debug + Send + Unpin> Stream for S {}

/// A TCP connection, which acknowledges what came as soon as more is waited for.
///
/// Kernels acknowledge late, 40 ms on Linux, and a server that writes head and body apart may wait for that before it sends
/// the body: then each answer would take so long.
#[derive(Debug)]
pub(super) struct Socket {
    stream: TcpStream,
    promptness: Promptness,
    has_read: bool,
}

/// Whether somebody waits for what comes on a socket; between exchanges nobody does.
#[derive(Debug, Clone, Default)]
pub(super) struct Promptness(Arc<AtomicBool>);

impl Promptness {
    /// Says whether somebody waits.
    pub(super) fn set(&self, is_awaited: bool) {
        self.0.store(is_awaited, Ordering::Relaxed);
    }
}

impl Socket {
    /// Connects to the first of `addresses` that accepts.
    pub(super) async fn connect(addresses: &[SocketAddr]) -> io::Result<Self> {
        let stream = TcpStream::connect(addresses).await?;
        // Requests are written whole; waiting to join them with later bytes would only add latency.
        stream.set_nodelay(true)?;
        let promptness = Promptness::default();
        promptness.set(true);
        Ok(Self { stream, promptness, has_read: false })
    }

    /// What tells it whether somebody waits.
    pub(super) fn promptness(&self) -> Promptness {
        self.promptness.clone()
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buf);
        if read.is_pending() && self.has_read && self.promptness.0.load(Ordering::Relaxed) {
            acknowledge_at_once(&self.stream);
        }
        self.has_read |= buf.filled().len() > before;
        read
    }
}

impl AsyncWrite for Socket {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        // What is read from here on is the answer to this.
        self.has_read = false;
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.has_read = false;
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// Asks the kernel to acknowledge what has come; where that cannot be asked, answers only come later.
#[cfg(target_os = "linux")]
fn acknowledge_at_once(stream: &TcpStream) {
    let _unsupported = stream.set_quickack(true);
}

#[cfg(not(target_os = "linux"))]
fn acknowledge_at_once(_stream: &TcpStream) {}
