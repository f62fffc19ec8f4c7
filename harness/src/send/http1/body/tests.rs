//! Answers whole and broken, read at once and byte by byte.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::BytesMut;
use tokio::io::{AsyncRead, ReadBuf};

use super::Reader;
use crate::message::{Answer, WireFault};

const LIMIT: usize = 100;

/// Gives its bytes in pieces of `step`, then the end of the connection.
struct Pieces<'a> {
    bytes: &'a [u8],
    step: usize,
}

impl AsyncRead for Pieces<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let count = self.step.min(self.bytes.len()).min(room.remaining());
        let (now, later) = self.bytes.split_at(count);
        room.put_slice(now);
        self.bytes = later;
        Poll::Ready(Ok(()))
    }
}

/// Reads `bytes` whole and byte by byte, which must come to the same.
async fn read(method: &str, bytes: &[u8]) -> Result<(Answer, bool), WireFault> {
    let mut results = Vec::new();
    for step in [1, usize::MAX] {
        let mut buffer = BytesMut::new();
        let came = Reader::new(Pieces { bytes, step }, &mut buffer, LIMIT).answer(method).await;
        results.push(came.map(|came| (came.answer, came.keeps)));
    }
    assert_eq!(results[0], results[1], "{}", bytes.escape_ascii());
    results.remove(0)
}

/// An answer without its first line has this body, and keeps the connection or not.
async fn check(method: &str, rest: &str, body: &str, keeps: bool) {
    let bytes =
        if rest.starts_with("HTTP/") { rest.to_owned() } else { format!("HTTP/1.1 200 OK\r\n{rest}") };
    let (answer, kept) = read(method, bytes.as_bytes()).await.expect(rest);
    assert_eq!((answer.body.as_ref(), kept), (body.as_bytes(), keeps), "{rest}");
}

#[tokio::test]
async fn the_length_tells_the_end() {
    check("POST", "Content-Length: 2\r\n\r\nhi", "hi", true).await;
    check("POST", "Content-Length: 2\r\n\r\nhi+", "hi", true).await;
    check("POST", "Content-Length: 2, 2\r\nContent-Length: 2\r\n\r\nhi", "hi", true).await;
    check("POST", "Content-Length: 2\r\nConnection: a, Close\r\n\r\nhi", "hi", false).await;
    check("POST", "HTTP/1.1 200 OK\nContent-Length:2\n\nhi", "hi", true).await;
    check("POST", "HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n", "", true).await;
    check("POST", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", "hi", false).await;
    check("POST", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nhi", "hi", true)
        .await;
}

#[tokio::test]
async fn the_last_chunk_tells_the_end() {
    let chunks = "1\r\nh\r\n01 ;x=y\r\ni\r\n0\r\nt: u\r\n\r\n";
    check("POST", &format!("Transfer-Encoding: chunked\r\n\r\n{chunks}"), "hi", true).await;
    check("POST", "Transfer-Encoding: gzip, Chunked\r\n\r\n0\r\n\r\n", "", true).await;
    check("POST", "Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "", false).await;
}

#[tokio::test]
async fn the_end_of_the_connection_tells_the_end() {
    check("POST", "A: b\r\n\r\nhi", "hi", false).await;
    check("POST", "Transfer-Encoding: gzip\r\n\r\nhi", "hi", false).await;
}

#[tokio::test]
async fn some_answers_have_no_body() {
    check("HEAD", "Content-Length: 2\r\n\r\n", "", true).await;
    check("CONNECT", "A: b\r\n\r\ntunnel", "", false).await;
    check("POST", "HTTP/1.1 204 No\r\nContent-Length: 2\r\n\r\nhi", "", true).await;
    check("POST", "HTTP/1.1 304 No\r\nTransfer-Encoding: chunked\r\n\r\n", "", true).await;
    check("POST", "HTTP/1.1 101 Switch\r\n\r\n\0\0", "", false).await;
}

#[tokio::test]
async fn interim_answers_are_skipped() {
    let interim = "HTTP/1.1 100 Go\r\n\r\nHTTP/1.1 103 Hint\r\na: b\r\n\r\n";
    check("POST", &format!("{interim}HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"), "x", true).await;
}

#[tokio::test]
async fn headers_keep_order_and_bytes() {
    let bytes = b"HTTP/1.1 418 I'm\r\nB: 1\r\nA:\t\xff x \r\nb: \r\nContent-Length: 0\r\n\r\n";
    let (answer, _) = read("GET", bytes).await.expect("an answer");
    let expected: [(&str, &[u8]); 4] = [("b", b"1"), ("a", b"\xff x"), ("b", b""), ("content-length", b"0")];
    let seen: Vec<_> = answer.headers.iter().map(|(name, value)| (name.as_str(), value.as_slice())).collect();
    assert_eq!((answer.status, seen.as_slice()), (418, expected.as_slice()));
}

#[tokio::test]
async fn broken_answers_are_told_apart() {
    assert_eq!(read("POST", b"").await, Err(WireFault::Dropped));
    for cut in [
        "H",
        "HTTP/1.1 200",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 OK\r\na: b\r\n",
        "HTTP/1.1 100 Go\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhi",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nh",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n",
    ] {
        assert_eq!(read("POST", cut.as_bytes()).await, Err(WireFault::CutShort), "{cut}");
    }
}

/// An answer without its first line is refused with these words.
async fn check_refused(rest: &str, detail: &str) {
    let bytes = format!("HTTP/1.1 200 OK\r\n{rest}");
    let expected = WireFault::NotHttp { detail: detail.to_owned() };
    assert_eq!(read("POST", bytes.as_bytes()).await, Err(expected), "{rest:.60}");
}

#[tokio::test]
async fn first_lines_that_are_not_http_are_quoted() {
    for (line, detail) in [
        ("{\"accounts\":[]}", "it begins with \"{\\\"accounts\\\":[]}\""),
        ("<html>\n<body>a longer text", "it begins with \"<html>\\n<body>a longer te\""),
        ("\x15\x03\x01\0\x02\x02\x28", "it is TLS; an https URL may be meant"),
        ("HTTP/2 200\r\n\r\n", "it begins with \"HTTP/2 200\\r\\n\\r\\n\""),
        ("HTTP/1.2 200 OK\r\n\r\n", "bad status line \"HTTP/1.2 200 OK\""),
        ("HTTP/1.1 20 OK\r\n\r\n", "bad status line \"HTTP/1.1 20 OK\""),
        ("HTTP/1.1 2000 OK\r\n\r\n", "bad status line \"HTTP/1.1 2000 OK\""),
    ] {
        let expected = WireFault::NotHttp { detail: detail.to_owned() };
        assert_eq!(read("POST", line.as_bytes()).await, Err(expected), "{line}");
    }
}

#[tokio::test]
async fn bad_headers_are_quoted() {
    check_refused("no colon\r\n\r\n", "bad header line \"no colon\"").await;
    check_refused("a : b\r\n\r\n", "bad header line \"a : b\"").await;
    check_refused("a: b\r\n folded: c\r\n\r\n", "bad header line \" folded: c\"").await;
    check_refused("a: b\0c\r\n\r\n", "bad header line \"a: b\\x00c\"").await;
    check_refused("Content-Length: -1\r\n\r\n", "bad content-length \"-1\"").await;
    check_refused("Content-Length:\r\n\r\n", "bad content-length \"\"").await;
    let two_lengths = "Content-Length: 1\r\nContent-Length: 2\r\n\r\nhi";
    check_refused(two_lengths, "two content-length values that differ").await;
}

#[tokio::test]
async fn heads_are_bounded() {
    let long = format!("a: {}", "b".repeat(70_000));
    check_refused(&long, "a header section of more than 65536 bytes").await;
    check_refused(&format!("{long}\r\n\r\n"), "a header section of more than 65536 bytes").await;
    check_refused(&format!("{}\r\n", "a: b\r\n".repeat(257)), "more than 256 header lines").await;
    let flood = "HTTP/1.1 100 Go\r\n\r\n".repeat(20);
    let expected = WireFault::NotHttp { detail: "more than 16 interim answers".to_owned() };
    assert_eq!(read("POST", flood.as_bytes()).await, Err(expected));
}

#[tokio::test]
async fn bad_chunks_are_quoted() {
    for (chunks, detail) in [
        ("zz\r\n", "bad chunk size \"zz\""),
        ("+1\r\nx\r\n", "bad chunk size \"+1\""),
        ("1\nx\r\n", "a chunk line that does not end with CR LF"),
        ("1\r\nhi\r\n0\r\n\r\n", "a chunk that is longer than its size says"),
        (&"0".repeat(5000), "a chunk line of more than 4096 bytes"),
    ] {
        check_refused(&format!("Transfer-Encoding: chunked\r\n\r\n{chunks}"), detail).await;
    }
}

#[tokio::test]
async fn bodies_are_bounded_however_their_end_is_told() {
    let full = "x".repeat(LIMIT);
    for (head, tail) in [
        ("Content-Length: 100\r\n\r\n", ""),
        ("Transfer-Encoding: chunked\r\n\r\n64\r\n", "\r\n0\r\n\r\n"),
        ("A: b\r\n\r\n", ""),
    ] {
        let bytes = format!("HTTP/1.1 200 OK\r\n{head}{full}{tail}");
        assert!(read("POST", bytes.as_bytes()).await.is_ok_and(|(answer, _)| answer.body.len() == LIMIT));
    }
    for rest in [
        "Content-Length: 101\r\n\r\n".to_owned(),
        "Content-Length: 18446744073709551615\r\n\r\n".to_owned(),
        "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n".to_owned(),
        format!("Transfer-Encoding: chunked\r\n\r\n64\r\n{full}\r\n1\r\n"),
        format!("A: b\r\n\r\n{full}x"),
    ] {
        let bytes = format!("HTTP/1.1 200 OK\r\n{rest}");
        let expected = Err(WireFault::TooLarge { limit_bytes: LIMIT });
        assert_eq!(read("POST", bytes.as_bytes()).await, expected, "{bytes:.80}");
    }
}
