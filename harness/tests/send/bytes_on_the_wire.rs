//! What the server reads is what the generators wrote, to the byte.

use std::sync::Arc;

use batchspec_harness::message::{Body, Credentials, Framing, Request, Writing};
use batchspec_harness::send::{Lane, Target};
use tokio::io::AsyncWriteExt as _;
use tokio::sync::mpsc;

use crate::server::{GOOD, Server, answer_on, read_request};

/// What arrives when `request` is sent to a target that `change` has set up; `HOST` stands for the address.
async fn seen(request: &Request, label: &str, change: impl FnOnce(Target) -> Target, base: &str) -> String {
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let server = Server::start(move |_, mut stream| {
        let sender = sender.clone();
        async move {
            let bytes = read_request(&mut stream).await;
            sender.send(bytes).expect("a waiting test");
            stream.write_all(GOOD).await.expect("a connection");
        }
    })
    .await;
    let target = Target::new(&format!("{}{base}", server.url())).expect("a good URL");
    let attempt = Lane::new(Arc::new(change(target))).send(request, label).await;
    assert!(attempt.outcome.answer().is_some(), "{attempt:?}");
    let bytes = receiver.recv().await.expect("a request");
    let host = server.url().trim_start_matches("http://");
    bytes.escape_ascii().to_string().replace(host, "HOST").replace("\\r\\n", "\n").replace("\\\"", "\"")
}

fn plain(method: &'static str, path: &'static str, body: Body) -> Request {
    Request {
        method: method.into(),
        path: path.into(),
        headers: Vec::new(),
        body,
        credentials: Credentials::Own,
        writing: Writing::default(),
    }
}

fn agent() -> String {
    format!("batchspec/{}", env!("CARGO_PKG_VERSION"))
}

#[tokio::test]
async fn a_usual_request() {
    let mut request = plain("POST", "/a?b=c", Body::of("{\"k\": \u{fc}\0}".as_bytes().to_vec()));
    request.headers =
        vec![("Content-Type".into(), "application/json".into()), ("X-Twice".into(), "1".into())];
    request.headers.push(("x-twice".into(), "2".into()));
    let expected = format!(
        "POST /base/a?b=c HTTP/1.1\nhost: HOST\nuser-agent: {}\nx-batchspec-case: a/b#1\n\
         Content-Type: application/json\nX-Twice: 1\nx-twice: 2\ncontent-length: 10\n\n{{\"k\": \\xc3\\xbc\\x00}}",
        agent()
    );
    assert_eq!(seen(&request, "a/b#1", |target| target, "/base/").await, expected);
}

#[tokio::test]
async fn odd_methods_and_paths_go_out_as_given() {
    for (method, path) in [
        ("GET", "/"),
        ("get", "//a/../b/./"),
        ("PO-ST!", "/%zz%00/\u{fc}\"<>\\^`{|}#fragment"),
        ("OPTIONS", "*"),
        ("QUERY", "/a b"),
    ] {
        let request = plain(method, path, Body { bytes: Vec::new().into(), framing: Framing::None });
        let first_line = format!("{method} {path} HTTP/1.1");
        let first_line = first_line.as_bytes().escape_ascii().to_string().replace("\\\"", "\"");
        let expected = format!("{first_line}\nhost: HOST\nuser-agent: {}\n\n", agent());
        assert_eq!(seen(&request, "case", |target| target.with_case_header(false), "").await, expected);
    }
}

#[tokio::test]
async fn empty_bodies_differ_by_framing() {
    for (framing, tail) in [
        (Framing::Length, "content-length: 0\n\n"),
        (Framing::Chunked, "transfer-encoding: chunked\n\n0\n\n"),
        (Framing::None, "\n"),
    ] {
        let request = plain("POST", "/a", Body { bytes: Vec::new().into(), framing });
        let expected =
            format!("POST /a HTTP/1.1\nhost: HOST\nuser-agent: {}\nx-batchspec-case: x\n{tail}", agent());
        assert_eq!(seen(&request, "x", |target| target, "").await, expected);
    }
}

#[tokio::test]
async fn chunked_bodies_have_several_chunks() {
    let request = plain("POST", "/a", Body { bytes: "{\"ids\":[]}".into(), framing: Framing::Chunked });
    let text = seen(&request, "x", |target| target, "").await;
    let (head, body) = text.split_once("\n\n").expect("a blank line");
    assert!(head.ends_with("\ntransfer-encoding: chunked"), "{head}");
    assert_eq!(body, "3\n{\"i\n3\nds\"\n3\n:[]\n1\n}\n0\n\n");
}

#[tokio::test]
async fn the_users_headers_replace_all_others() {
    let mut request = plain("POST", "/a", Body::of("{}"));
    request.headers = vec![("Authorization".into(), "old".into()), ("Content-Type".into(), "a/b".into())];
    let own = [("HOST", "example.test"), ("authorization", "new"), ("X-BatchSpec-Case", ""), ("X-More", "1")];
    let own = own.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let text = seen(&request, "x", |target| target.with_headers(own).expect("good headers"), "").await;
    let expected = format!(
        "POST /a HTTP/1.1\nuser-agent: {}\nContent-Type: a/b\ncontent-length: 2\n\
         HOST: example.test\nauthorization: new\nX-BatchSpec-Case: \nX-More: 1\n\n{{}}",
        agent()
    );
    assert_eq!(text, expected);
}

#[tokio::test]
async fn the_requests_own_headers_replace_the_senders() {
    let mut request = plain("POST", "/a", Body::of("{}"));
    request.headers = [("Host", "h"), ("User-Agent", "u"), ("Content-Length", "02")]
        .map(|(name, value)| (name.into(), value.into()))
        .to_vec();
    let text = seen(&request, "a\r\nb: \u{fc}", |target| target, "").await;
    let expected = "POST /a HTTP/1.1\nx-batchspec-case: a\\\\r\\\\nb: \\\\u{fc}\n\
                    Host: h\nUser-Agent: u\nContent-Length: 02\n\n{}";
    assert_eq!(text, expected);
}

#[tokio::test]
async fn answers_are_not_decoded() {
    let gzip = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab\xae\x05\x00\x43\xbf\xa6\xa3\x02\x00\x00\x00";
    let mut reply = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 22\r\n\r\n".to_vec();
    reply.extend_from_slice(gzip);
    let server = Server::replying(reply).await;
    assert_eq!(answer_on(&mut server.lane()).await, (200, gzip.to_vec()));
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let server =
        Server::replying("HTTP/1.1 307 Go\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n").await;
    assert_eq!(answer_on(&mut server.lane()).await, (307, Vec::new()));
    assert_eq!(server.accepted(), 1);
}
