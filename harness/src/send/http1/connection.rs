//! One connection, whatever it leads over, that carries one exchange at a time.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use tokio::io::{
    AsyncRead as _, AsyncReadExt as _, AsyncWrite as _, AsyncWriteExt as _, ReadBuf, ReadHalf, WriteHalf,
};
use tokio::task::unconstrained;
use tokio::time::{Instant, sleep, timeout};

use crate::message::WireFault;

use super::super::socket::{Promptness, Stream};
use super::body::{Came, Heard, Reader};

/// How long the sender stops within a request: longer than a packet takes on one machine, short enough for a run that stops
/// in few of its requests.
const PAUSE: Duration = Duration::from_millis(5);
/// How long a body is held back for 100 (Continue): as long as clients in wide use wait before they send it all the same. A target
/// that takes nearly as long for every word is not asked so (`is_slow` of a plan's options).
const PATIENCE_FOR_CONTINUE: Duration = Duration::from_secs(1);
/// How soon after its body a request is answered that was waited for. What takes longer, the target may have been busy with before:
/// slowness breaks no promise, since nothing says how soon 100 has to come, only that it must not wait for the body.
const SOON: Duration = Duration::from_millis(500);

/// A request as bytes, and how they go out.
#[derive(Debug, Clone)]
pub(in crate::send) struct Outgoing<'r> {
    pub(in crate::send) head: &'r [u8],
    pub(in crate::send) body: Bytes,
    pub(in crate::send) method: &'r str,
    /// Bytes from the beginning of the head after which the sender stops for a moment, in order.
    pub(in crate::send) stops: &'r [usize],
    /// Whether the body waits for 100 (Continue).
    pub(in crate::send) is_held_back: bool,
}

/// How writing a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    Whole,
    /// The connection broke, or the body was not asked for.
    InPart,
    /// Nobody said for long whether the body was wanted; then it was sent, as a client may do.
    Unasked(Instant),
}

/// An open connection between exchanges.
#[derive(Debug)]
pub(in crate::send) struct Connection {
    incoming: ReadHalf<Box<dyn Stream>>,
    outgoing: WriteHalf<Box<dyn Stream>>,
    promptness: Promptness,
    buffer: BytesMut,
    /// Answers that it has carried.
    pub(in crate::send) carried: u32,
}

/// What lies on a connection, looked at without waiting.
enum Stray {
    Nothing,
    Bytes,
    /// The other side has ended it, or it broke.
    End,
}

impl Connection {
    /// A connection over `stream`, whose socket is told by `promptness` whether somebody waits.
    pub(in crate::send) fn over(stream: Box<dyn Stream>, promptness: Promptness) -> Self {
        promptness.set(false);
        let (incoming, outgoing) = tokio::io::split(stream);
        Self { incoming, outgoing, promptness, buffer: BytesMut::new(), carried: 0 }
    }

    /// Whether the connection is still open and silent, so that the next bytes on it will answer the next request.
    pub(in crate::send) async fn is_idle(&mut self) -> bool {
        self.buffer.is_empty() && matches!(self.look().await, Stray::Nothing)
    }

    /// Whether the connection is still open, whatever lies on it; that stays for the next answer.
    pub(in crate::send) async fn is_open(&mut self) -> bool {
        !matches!(self.look().await, Stray::End) || !self.buffer.is_empty()
    }

    /// Takes what lies on the connection into the buffer, up to a few bytes.
    async fn look(&mut self) -> Stray {
        let mut space = [0; 64];
        let mut stray = ReadBuf::new(&mut space);
        let read = poll_fn(|cx| Poll::Ready(Pin::new(&mut self.incoming).poll_read(cx, &mut stray)));
        // A task that has done much in its turn would be told to wait, which would look like silence.
        match unconstrained(read).await {
            Poll::Pending => Stray::Nothing,
            Poll::Ready(Err(_)) => Stray::End,
            Poll::Ready(Ok(())) if stray.filled().is_empty() => Stray::End,
            Poll::Ready(Ok(())) => {
                self.buffer.extend_from_slice(stray.filled());
                Stray::Bytes
            }
        }
    }

    /// Waits until the server ends the connection; what still comes on it is thrown away.
    pub(in crate::send) async fn end(&mut self) {
        let mut rest = [0; 1024];
        while self.incoming.read(&mut rest).await.is_ok_and(|count| count > 0) {}
    }

    /// Sends a request and reads its answer.
    ///
    /// `has_begun` tells, also to whoever gives up waiting, that the head of the answer came.
    ///
    /// Reading begins with the first byte written: a server may answer (413, say) and close before it has read the
    /// whole body. For the same reason a failed write decides nothing; the answer, or its absence, does.
    pub(in crate::send) async fn exchange(
        &mut self,
        outgoing: Outgoing<'_>,
        max_body_bytes: usize,
        has_begun: &mut bool,
    ) -> Result<Came, WireFault> {
        self.promptness.set(true);
        let heard = Heard::default();
        let mut reader = Reader::new(&mut self.incoming, &mut self.buffer, max_body_bytes)
            .telling(has_begun)
            .telling_of(&heard);
        let mut sent = None;
        let reading = reader.answer(outgoing.method);
        let writing = write(&mut self.outgoing, outgoing.clone(), &heard);
        tokio::pin!(writing, reading);
        let came = loop {
            tokio::select! {
                biased;
                written = &mut writing, if sent.is_none() => sent = Some(written),
                came = &mut reading => break came?,
            }
        };
        if let Some(Written::Unasked(at)) = sent
            && !heard.has_asked()
            && at.elapsed() < SOON
        {
            let waited_ms = u64::try_from(PATIENCE_FOR_CONTINUE.as_millis()).unwrap_or(u64::MAX);
            return Err(WireFault::Unheeded { waited_ms });
        }
        self.promptness.set(false);
        self.carried = self.carried.saturating_add(1);
        Ok(Came { keeps: came.keeps && sent == Some(Written::Whole), ..came })
    }
}

impl Drop for Connection {
    /// Says farewell as TLS wants it, without waiting: servers log a connection that ends without.
    fn drop(&mut self) {
        let _ = Pin::new(&mut self.outgoing).poll_shutdown(&mut Context::from_waker(Waker::noop()));
    }
}

/// Writes a request; what fails decides nothing.
async fn write(half: &mut WriteHalf<Box<dyn Stream>>, outgoing: Outgoing<'_>, heard: &Heard) -> Written {
    let Outgoing { head, body, stops, is_held_back, .. } = outgoing;
    let written = if is_held_back {
        if write_in_pieces(half, Buf::chain(head, Bytes::new()), stops).await.is_err() {
            return Written::InPart;
        }
        match timeout(PATIENCE_FOR_CONTINUE, heard.word()).await {
            Err(_) => {
                let written = write_in_pieces(half, body, &[]).await;
                return if written.is_ok() { Written::Unasked(Instant::now()) } else { Written::InPart };
            }
            Ok(false) => return Written::InPart,
            Ok(true) => write_in_pieces(half, body, &[]).await,
        }
    } else {
        write_in_pieces(half, Buf::chain(head, body), stops).await
    };
    if written.is_ok() { Written::Whole } else { Written::InPart }
}

async fn write_in_pieces(
    half: &mut WriteHalf<Box<dyn Stream>>,
    mut bytes: impl Buf,
    stops: &[usize],
) -> io::Result<()> {
    let mut written = 0;
    for stop in stops {
        let piece = stop.saturating_sub(written).min(bytes.remaining());
        half.write_all_buf(&mut (&mut bytes).take(piece)).await?;
        // TLS may hold back what it is given.
        half.flush().await?;
        written += piece;
        sleep(PAUSE).await;
    }
    half.write_all_buf(&mut bytes).await?;
    half.flush().await
}
