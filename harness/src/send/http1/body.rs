//! Reads one answer from a stream of bytes: interim answers, head, body, each within its bounds.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::{Buf as _, BufMut as _, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::sync::Notify;
use tokio::time::timeout;

use crate::message::{Answer, WireFault};

use super::head;
use super::head::{BodyEnd, Head, MAX_HEAD_BYTES};

/// A body of which so much has come is believed to be as long as it says.
const CREDIBLE_BYTES: usize = 256 * 1024;

/// 8 KiB at a time: one read for most answers.
const READ_BYTES: usize = 8 * 1024;

/// No protocol in use sends more than two or three interim (1xx) answers; a flood of them is a way to hang a client.
const MAX_INTERIM_ANSWERS: usize = 16;

/// 4 KiB for one line of chunk framing, room for signed chunk extensions.
const MAX_CHUNK_LINE_BYTES: usize = 4 * 1024;

/// A twentieth of a second: bytes sent together arrive together within this.
const QUOTE_PATIENCE: Duration = Duration::from_millis(50);

/// The room to make behind so many bytes, of which so many are still to come: no more than seven times what has come until
/// that is enough to believe what is announced. Few steps, since each leaves room behind that little else fits into.
fn growth(come: usize, missing: usize) -> usize {
    if come < CREDIBLE_BYTES { missing.min((7 * come).max(READ_BYTES)) } else { missing }
}

/// Reads answers from `stream`; bytes that came too early stay in `buffer`.
#[derive(Debug)]
pub(in crate::send) struct Reader<'a, S> {
    stream: S,
    buffer: &'a mut BytesMut,
    max_body_bytes: usize,
    /// Whether any byte has come since the reader was made.
    began: bool,
    /// Set once the final head has come.
    has_head: Option<&'a mut bool>,
    /// Told of what whoever holds a body back waits for.
    heard: Option<&'a Heard>,
}

/// Whether a body that is held back may go out, or need not any more.
#[derive(Debug, Default)]
pub(in crate::send) struct Heard {
    word: Notify,
    may_go_on: AtomicBool,
    has_asked: AtomicBool,
}

impl Heard {
    /// Waits for 100 (Continue) or a final head. Whether the body is asked for.
    pub(in crate::send) async fn word(&self) -> bool {
        self.word.notified().await;
        self.may_go_on.load(Ordering::Relaxed)
    }

    /// Whether 100 (Continue) has come, be it late.
    pub(in crate::send) fn has_asked(&self) -> bool {
        self.has_asked.load(Ordering::Relaxed)
    }

    fn tell(&self, may_go_on: bool) {
        self.may_go_on.store(may_go_on, Ordering::Relaxed);
        self.has_asked.fetch_or(may_go_on, Ordering::Relaxed);
        self.word.notify_one();
    }
}

/// A final answer, and what it says of its connection.
#[derive(Debug)]
pub(in crate::send) struct Came {
    pub(in crate::send) answer: Answer,
    /// Whether the connection may serve another request.
    pub(in crate::send) keeps: bool,
    /// The answer is HTTP/1.0.
    pub(in crate::send) is_old: bool,
}

impl<'a, S: AsyncRead + Unpin> Reader<'a, S> {
    pub(in crate::send) fn new(stream: S, buffer: &'a mut BytesMut, max_body_bytes: usize) -> Self {
        Self { stream, buffer, max_body_bytes, began: false, has_head: None, heard: None }
    }

    /// The same, which sets `has_head` once the final head has come.
    pub(in crate::send) fn telling(mut self, has_head: &'a mut bool) -> Self {
        self.has_head = Some(has_head);
        self
    }

    /// The same, which tells whoever holds a body back.
    pub(in crate::send) fn telling_of(mut self, heard: &'a Heard) -> Self {
        self.heard = Some(heard);
        self
    }

    /// Reads the final answer to a request with `method`.
    pub(in crate::send) async fn answer(&mut self, method: &str) -> Result<Came, WireFault> {
        let head = self.final_head().await?;
        self.tell(false);
        if let Some(has_head) = &mut self.has_head {
            **has_head = true;
        }
        let end = head.body_end(method).map_err(not_http)?;
        let body = match end {
            BodyEnd::Length(length) => self.sized_body(length).await?,
            BodyEnd::LastChunk => self.chunked_body().await?,
            BodyEnd::Close => self.rest().await?,
        };
        let keeps = end != BodyEnd::Close && head.keeps_connection(method);
        let is_old = !head.is_1_1;
        let answer = Answer { status: head.status, headers: head.headers, body: body.into(), is_cut: false };
        Ok(Came { answer, keeps, is_old })
    }

    fn tell(&self, may_go_on: bool) {
        if let Some(heard) = self.heard {
            heard.tell(may_go_on);
        }
    }

    async fn final_head(&mut self) -> Result<Head, WireFault> {
        for _ in 0..=MAX_INTERIM_ANSWERS {
            let head = self.head().await?;
            // 101 is an answer for good: what follows it is another protocol.
            if !(100..200).contains(&head.status) || head.status == 101 {
                return Ok(head);
            }
            if head.status == 100 {
                self.tell(true);
            }
        }
        Err(not_http(format!("more than {MAX_INTERIM_ANSWERS} interim answers")))
    }

    async fn head(&mut self) -> Result<Head, WireFault> {
        let mut searched = 0;
        loop {
            if head::is_foreign(self.buffer) {
                return Err(self.foreign().await);
            }
            let end = head::find_end(self.buffer, searched);
            if end.unwrap_or(self.buffer.len()) > MAX_HEAD_BYTES {
                return Err(not_http(format!("a header section of more than {MAX_HEAD_BYTES} bytes")));
            }
            if let Some(length) = end {
                let parsed = head::parse(&self.buffer[..length]).map_err(not_http);
                self.buffer.advance(length);
                return parsed;
            }
            searched = self.buffer.len();
            self.require_more().await?;
        }
    }

    /// Waits a little for enough bytes to quote, so that the words do not depend on how the network cut them.
    async fn foreign(&mut self) -> WireFault {
        let quotable = async {
            while self.buffer.len() < head::QUOTED_BYTES && self.more().await.is_ok_and(|count| count > 0) {}
        };
        let _ = timeout(QUOTE_PATIENCE, quotable).await;
        not_http(head::describe_foreign(self.buffer))
    }

    async fn sized_body(&mut self, length: u64) -> Result<Vec<u8>, WireFault> {
        let mut body = Vec::new();
        self.take(length, &mut body).await?;
        Ok(body)
    }

    async fn chunked_body(&mut self) -> Result<Vec<u8>, WireFault> {
        let mut body = Vec::new();
        loop {
            let line = self.line().await?;
            let size = chunk_size(&line)?;
            if size == 0 {
                break;
            }
            // Bodies in small pieces are not copied for each of them.
            if body.len() == body.capacity() {
                body.reserve_exact(body.len() / 4);
            }
            self.take(size, &mut body).await?;
            if !self.line().await?.is_empty() {
                return Err(not_http("a chunk that is longer than its size says"));
            }
        }
        let mut trailer_bytes = 0;
        loop {
            let line = self.line().await?;
            if line.is_empty() {
                return Ok(body);
            }
            trailer_bytes += line.len();
            if trailer_bytes > MAX_HEAD_BYTES {
                return Err(not_http(format!("a trailer section of more than {MAX_HEAD_BYTES} bytes")));
            }
        }
    }

    /// Everything up to the orderly end of the connection.
    async fn rest(&mut self) -> Result<Vec<u8>, WireFault> {
        let mut body = Vec::new();
        loop {
            if body.len() + self.buffer.len() > self.max_body_bytes {
                return Err(self.too_large());
            }
            body.extend_from_slice(self.buffer);
            self.buffer.clear();
            if self.more().await? == 0 {
                return Ok(body);
            }
        }
    }

    /// Appends exactly `length` bytes to `body`. Memory grows with what came, not with what was announced.
    async fn take(&mut self, length: u64, body: &mut Vec<u8>) -> Result<(), WireFault> {
        let room = self.max_body_bytes - body.len();
        let Some(mut missing) = usize::try_from(length).ok().filter(|length| *length <= room) else {
            return Err(self.too_large());
        };
        let at_hand = missing.min(self.buffer.len());
        if body.capacity() - body.len() < at_hand {
            body.reserve_exact(growth(body.len() + at_hand, missing - at_hand) + at_hand);
        }
        body.extend_from_slice(&self.buffer[..at_hand]);
        self.buffer.advance(at_hand);
        missing -= at_hand;
        while missing > 0 {
            if body.len() == body.capacity() {
                body.reserve_exact(growth(body.len(), missing));
            }
            // Large bodies go straight to their place, without the buffer between.
            let mut room = (&mut *body).limit(missing);
            match self.stream.read_buf(&mut room).await {
                Ok(0) | Err(_) => return Err(WireFault::CutShort),
                Ok(count) => missing -= count,
            }
        }
        Ok(())
    }

    /// One line of chunk framing, without its line end.
    async fn line(&mut self) -> Result<BytesMut, WireFault> {
        loop {
            if let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') {
                if end > MAX_CHUNK_LINE_BYTES {
                    return Err(chunk_line_too_long());
                }
                let mut line = self.buffer.split_to(end + 1);
                if !line.ends_with(b"\r\n") {
                    return Err(not_http("a chunk line that does not end with CR LF"));
                }
                line.truncate(end - 1);
                return Ok(line);
            }
            if self.buffer.len() > MAX_CHUNK_LINE_BYTES {
                return Err(chunk_line_too_long());
            }
            self.require_more().await?;
        }
    }

    async fn require_more(&mut self) -> Result<(), WireFault> {
        if self.more().await? == 0 { Err(self.broken()) } else { Ok(()) }
    }

    /// Reads what is there, at least one byte; 0 is the orderly end of the connection.
    async fn more(&mut self) -> Result<usize, WireFault> {
        self.buffer.reserve(READ_BYTES);
        let count = self.stream.read_buf(self.buffer).await.map_err(|error| self.failed(&error))?;
        self.began |= count > 0;
        Ok(count)
    }

    /// What a failed read means. Invalid data is what TLS calls a stream that is none any more, alerts among it.
    fn failed(&self, error: &io::Error) -> WireFault {
        match error.kind() {
            io::ErrorKind::InvalidData => not_http(format!("TLS broke off: {error}")),
            _ => self.broken(),
        }
    }

    fn broken(&self) -> WireFault {
        if self.began { WireFault::CutShort } else { WireFault::Dropped }
    }

    fn too_large(&self) -> WireFault {
        WireFault::TooLarge { limit_bytes: self.max_body_bytes }
    }
}

fn not_http(detail: impl Into<String>) -> WireFault {
    WireFault::NotHttp { detail: detail.into() }
}

fn chunk_line_too_long() -> WireFault {
    not_http(format!("a chunk line of more than {MAX_CHUNK_LINE_BYTES} bytes"))
}

/// The size a chunk line announces; extensions after a semicolon mean nothing to us.
fn chunk_size(line: &[u8]) -> Result<u64, WireFault> {
    let size = line.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii_end();
    let digits =
        std::str::from_utf8(size).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_hexdigit()));
    digits
        .and_then(|digits| u64::from_str_radix(digits, 16).ok())
        .ok_or_else(|| not_http(format!("bad chunk size \"{}\"", line[..line.len().min(24)].escape_ascii())))
}

#[cfg(test)]
mod tests;
