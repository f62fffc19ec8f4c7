//! Requests in pieces, in chunks and held back, and requests on a certain connection.

use std::sync::Arc;

use batchspec_harness::message::{Body, Chunks, Framing, Outcome, Pause, Request, Which, WireFault, Writing};
use batchspec_harness::send::Lane;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

use crate::server::{GOOD, Server, hold, read_request, request};

/// The separate reads that a request with this writing takes, without the sender's own head.
async fn reads(request: Request) -> Vec<String> {
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let server = Server::start(move |_, mut stream| {
        let sender = sender.clone();
        async move {
            let mut reads: Vec<Vec<u8>> = Vec::new();
            while !reads.concat().ends_with(b"end") {
                let mut buffer = vec![0; 4096];
                let count = stream.read(&mut buffer).await.expect("a request");
                buffer.truncate(count);
                reads.push(buffer);
            }
            sender.send(reads).expect("a waiting test");
            stream.write_all(GOOD).await.expect("a connection");
        }
    })
    .await;
    let attempt = server.lane().send(&request, "case").await;
    assert!(attempt.outcome.answer().is_some(), "{attempt:?}");
    let reads = receiver.recv().await.expect("a request");
    reads.iter().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect()
}

fn with(body: &'static str, writing: Writing) -> Request {
    Request { body: Body::of(body), writing, ..request() }
}

#[tokio::test]
async fn pauses_cut_where_they_say() {
    for (pause, last) in [
        (Pause::BeforeBody, "{\"a\u{20ac}end"),
        (Pause::AfterFirstByte, "\"a\u{20ac}end"),
        (Pause::InName, "\u{20ac}end"),
        (Pause::BeforeLastByte, "d"),
    ] {
        let writing = Writing { pauses: vec![pause], ..Writing::default() };
        let reads = reads(with("{\"a\u{20ac}end", writing)).await;
        assert!(reads.len() >= 2, "{reads:?}");
        assert!(reads.concat().ends_with(last) && reads[1..].concat() == last, "{pause:?}: {reads:?}");
    }
}

/// The body as it arrives when it is sent in chunks.
async fn chunked(chunks: Chunks, headers: &[(&'static str, &'static str)]) -> String {
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let server = Server::start(move |_, mut stream| {
        let sender = sender.clone();
        async move {
            sender.send(read_request(&mut stream).await).expect("a waiting test");
            stream.write_all(GOOD).await.expect("a connection");
        }
    })
    .await;
    let mut request = with("{\"ids\":[\"0123456789\"]}", Writing::default());
    request.body.framing = Framing::Chunked;
    request.writing.chunks = Some(chunks);
    request.headers.extend(headers.iter().map(|(name, value)| ((*name).into(), (*value).into())));
    let attempt = server.lane().send(&request, "case").await;
    assert!(attempt.outcome.answer().is_some(), "{attempt:?}");
    let text = String::from_utf8_lossy(&receiver.recv().await.expect("a request")).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").expect("a head");
    assert_eq!(head.to_ascii_lowercase().matches("transfer-encoding: chunked").count(), 1, "{head}");
    body.replace("\r\n", "\n")
}

#[tokio::test]
async fn chunks_have_the_sizes_and_the_spelling_that_are_told() {
    let of = |sizes: &[u32]| Chunks { sizes: sizes.to_vec(), ..Chunks::default() };
    assert_eq!(chunked(of(&[]), &[]).await, "16\n{\"ids\":[\"0123456789\"]}\n0\n\n");
    assert_eq!(chunked(of(&[10, 11]), &[]).await, "a\n{\"ids\":[\"0\nb\n123456789\"]\n1\n}\n0\n\n");
    let capitals = Chunks { capitals: true, zeros: true, ..of(&[11]) };
    assert_eq!(chunked(capitals, &[]).await, "00B\n{\"ids\":[\"01\n00B\n23456789\"]}\n000\n\n");
    let extensions = Chunks { extensions: true, ..of(&[30]) };
    let expected = "16;batchspec=1\n{\"ids\":[\"0123456789\"]}\n0;batchspec=1\n\n";
    assert_eq!(chunked(extensions, &[("Transfer-Encoding", "Chunked")]).await, expected);
}

fn expecting() -> Request {
    let mut request = with("{}", Writing::default());
    request.headers.push(("expect".into(), "100-continue".into()));
    request
}

/// Reads what comes up to the end of a head.
async fn head(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        bytes.push(stream.read_u8().await.expect("a head"));
    }
    bytes
}

#[tokio::test]
async fn a_body_is_held_back_until_it_is_asked_for() {
    let server = Server::start(|_, mut stream| async move {
        head(&mut stream).await;
        stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await.expect("a connection");
        let mut body = [0; 2];
        stream.read_exact(&mut body).await.expect("a body");
        assert_eq!(&body, b"{}");
        stream.write_all(GOOD).await.expect("a connection");
        hold(&mut stream).await;
    })
    .await;
    let mut lane = server.lane();
    let attempt = lane.send(&expecting(), "case").await;
    assert_eq!(attempt.outcome.answer().map(|answer| answer.status), Some(200));
    assert!(attempt.link.stays && lane.keeps_connection());
}

#[tokio::test]
async fn a_final_answer_makes_the_body_needless_and_the_connection_useless() {
    let server = Server::start(|_, mut stream| async move {
        head(&mut stream).await;
        stream.write_all(b"HTTP/1.1 417 No\r\ncontent-length: 0\r\n\r\n").await.expect("a connection");
        hold(&mut stream).await;
    })
    .await;
    let mut lane = server.lane();
    let attempt = lane.send(&expecting(), "case").await;
    assert_eq!(attempt.outcome.answer().map(|answer| answer.status), Some(417));
    assert!(!lane.keeps_connection());
}

/// What comes of a body that nobody asks for, from a server that says this once it has the body.
async fn unasked(said: &'static [u8]) -> Outcome {
    let server = Server::start(move |_, mut stream| async move {
        head(&mut stream).await;
        let mut body = [0; 2];
        stream.read_exact(&mut body).await.expect("a body");
        stream.write_all(said).await.expect("a connection");
        stream.write_all(GOOD).await.expect("a connection");
        hold(&mut stream).await;
    })
    .await;
    server.lane().send(&expecting(), "case").await.outcome
}

#[tokio::test]
async fn a_server_that_waits_for_the_body_is_told_of() {
    match unasked(b"").await {
        Outcome::Failed(fault) => assert_eq!(fault, WireFault::Unheeded { waited_ms: 1000 }),
        answered @ Outcome::Answered(_) => panic!("{answered:?}"),
    }
}

#[tokio::test]
async fn a_late_word_about_the_body_is_slowness() {
    let late = unasked(b"HTTP/1.1 100 Continue\r\n\r\n").await;
    assert_eq!(late.answer().map(|answer| answer.status), Some(200));
}

/// A server that answers its first request with bytes too many, and goes on.
async fn spoilt() -> Server {
    Server::start(|_, mut stream| async move {
        read_request(&mut stream).await;
        stream.write_all(&[GOOD, b"stray"].concat()).await.expect("a connection");
        while !read_request(&mut stream).await.is_empty() {
            let _ = stream.write_all(GOOD).await;
        }
    })
    .await
}

#[tokio::test]
async fn what_lies_on_the_same_connection_is_the_beginning_of_the_answer() {
    let server = spoilt().await;
    let mut lane = server.lane();
    lane.send(&request(), "case").await;
    let next = Request { writing: Writing::on(Which::Same), ..request() };
    let attempt = lane.send(&next, "case").await;
    assert!(attempt.outcome.answer().is_none(), "{attempt:?}");
    assert_eq!((attempt.link.before, server.accepted()), (1, 1));
}

#[tokio::test]
async fn any_other_request_gets_another_connection_then() {
    for which in [Which::Any, Which::New] {
        let server = spoilt().await;
        let mut lane = server.lane();
        lane.send(&request(), "case").await;
        let next = Request { writing: Writing::on(which), ..request() };
        let attempt = lane.send(&next, "case").await;
        assert!(attempt.outcome.answer().is_some(), "{attempt:?}");
        assert_eq!((attempt.link.before, server.accepted()), (0, 2));
    }
}

#[tokio::test]
async fn a_closed_connection_is_replaced_and_that_shows() {
    let server = Server::start(|_, mut stream| async move {
        for _ in 0..2 {
            read_request(&mut stream).await;
            let _ = stream.write_all(GOOD).await;
        }
    })
    .await;
    let mut lane = Lane::new(Arc::new(server.target()));
    let mut links = Vec::new();
    for _ in 0..4 {
        let next = Request { writing: Writing::on(Which::Same), ..request() };
        let attempt = lane.send(&next, "case").await;
        assert!(attempt.outcome.answer().is_some(), "{attempt:?}");
        links.push((attempt.link.before, attempt.link.stays));
    }
    assert_eq!(links, [(0, true), (1, true), (0, true), (1, true)]);
}
