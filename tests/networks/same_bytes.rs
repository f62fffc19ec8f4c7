//! The same bytes on every way: plain, in TLS, in the tunnel of a proxy.

use std::sync::Arc;

use batchspec_harness::message::{Body, Chunks, Credentials, Framing, Pause, Request, Which, Writing};
use batchspec_harness::send::{Authority as Trusted, Lane, Network, Proxies, Target};
use tokio::runtime::Runtime;

use crate::certificates::Authority;
use crate::front::Front;
use crate::proxies::Proxy;
use crate::recorder::{Record, Recorder};
use crate::shell::Shell;

/// One server, and the ways to it.
struct Ways {
    runtime: Runtime,
    recorder: Recorder,
    lanes: Vec<(&'static str, Lane)>,
    proxy: Proxy,
    _front: Front,
    _shell: Shell,
}

impl Ways {
    fn open() -> Self {
        let (shell, authority) = (Shell::new(), Authority::new("the authority of this test"));
        let recorder = Recorder::start();
        let front = Front::before(recorder.address, authority.server("api.example", &["http/1.1"]));
        let proxy = Proxy::to(front.address);
        shell.write("ca.pem", &authority.pem());
        let file = Trusted::read(&shell.folder().join("ca.pem")).expect("a certificate");
        let direct = |port: u16| Network {
            authorities: vec![file.clone()],
            pins: vec![format!("api.example:{port}:127.0.0.1").parse().expect("a pin")],
            ..Network::default()
        };
        let address = proxy.url();
        let proxies = Proxies::of(&|name| (name == "HTTPS_PROXY").then(|| address.clone())).expect("a proxy");
        let through = Network { authorities: vec![file.clone()], proxies, ..Network::default() };
        let port = recorder.address.port();
        let lanes = vec![
            ("plain", lane(&format!("http://api.example:{port}"), &direct(port))),
            ("tls", lane(&format!("https://api.example:{}", front.port()), &direct(front.port()))),
            ("tunnel", lane("https://api.example", &through)),
        ];
        let runtime = Runtime::new().expect("a runtime");
        Self { runtime, recorder, lanes, proxy, _front: front, _shell: shell }
    }

    /// What arrives of `request` on each way, the port of the host left out.
    fn send(&mut self, request: &Request) -> Vec<(&'static str, Record)> {
        let mut seen = Vec::new();
        for (name, lane) in &mut self.lanes {
            let attempt = self.runtime.block_on(lane.send(request, "case"));
            assert!(attempt.outcome.answer().is_some(), "{name}: {attempt:?}");
            let mut record = self.recorder.next();
            let host = format!("host: api.example:{}\r\n", lane.target().port());
            let text = record.bytes.escape_ascii().to_string();
            let short = text.replace(&host.escape_debug().to_string(), r"host: api.example\r\n");
            let removed = text.len() - short.len();
            // The port stands in the head, before every cut but one within the head.
            record.cuts.iter_mut().for_each(|cut| *cut -= removed);
            record.bytes = short.into_bytes();
            seen.push((*name, record));
        }
        seen
    }
}

fn lane(url: &str, network: &Network) -> Lane {
    let target = Target::new(&format!("{url}/base/")).expect("a good URL");
    Lane::new(Arc::new(target.with_network(network).expect("a way")))
}

fn request(method: &'static str, path: &'static str, body: Body) -> Request {
    Request {
        method: method.into(),
        path: path.into(),
        headers: vec![("Content-Type".into(), "application/json".into())],
        body,
        credentials: Credentials::Own,
        writing: Writing::default(),
    }
}

fn text() -> Request {
    request("POST", "/things/batchget", Body::of("{\"name\": \"a\u{20ac}\", \"ids\": [1, 2]}"))
}

fn in_chunks(chunks: Chunks) -> Request {
    let mut request = text();
    request.body.framing = Framing::Chunked;
    request.writing.chunks = Some(chunks);
    request
}

/// Asserts that all ways bring the same, and that it has this beginning and end.
fn same(seen: &[(&str, Record)], first_line: &str, end: &str) {
    for (name, record) in seen {
        let text = String::from_utf8_lossy(&record.bytes);
        assert_eq!(record.bytes, seen[0].1.bytes, "{name}: {text}");
        assert!(text.starts_with(&format!(r"{first_line} HTTP/1.1\r\n")), "{name}: {text}");
        assert!(text.ends_with(end), "{name}: {text}");
    }
}

#[test]
fn odd_methods_and_raw_paths_arrive_as_they_are() {
    let mut ways = Ways::open();
    for (method, path) in [
        ("POST", "/things/batchget?a=b&&c"),
        ("get", "//a/../b/./"),
        ("PO-ST!", "/%zz%00/\u{fc}\"<>\\^`{|}#fragment"),
        ("QUERY", "/a b"),
        ("M-SEARCH", "/%2e%2E/%7Ethings;v=1?"),
    ] {
        let odd = request(method, path, Body { bytes: Vec::new().into(), framing: Framing::None });
        let line = format!("{method} /base{path}").as_bytes().escape_ascii().to_string();
        same(&ways.send(&odd), &line, r"Content-Type: application/json\r\n\r\n");
    }
    let whole = request("OPTIONS", "*", Body { bytes: Vec::new().into(), framing: Framing::None });
    same(&ways.send(&whole), "OPTIONS *", r"\r\n\r\n");
    assert!(ways.proxy.asked().iter().all(|line| line == "CONNECT api.example:443 HTTP/1.1"));
}

#[test]
fn headers_keep_their_spelling_and_order_and_none_is_added() {
    let mut ways = Ways::open();
    let mut spelled = text();
    spelled.headers = [
        ("X-Twice", "1"),
        ("CONTENT-TYPE", "Application/JSON; Charset=UTF-8"),
        ("x-twice", "2"),
        ("aCCEPT-eNCODING", "GZIP , br"),
        ("X-Empty", ""),
        ("X-Spaced", "a \t b"),
    ]
    .map(|(name, value)| (name.into(), value.into()))
    .to_vec();
    let seen = ways.send(&spelled);
    let agent = format!(r"user-agent: batchspec/{}\r\n", env!("CARGO_PKG_VERSION"));
    let head = format!(
        "{}{agent}{}{}",
        r"POST /base/things/batchget HTTP/1.1\r\nhost: api.example\r\n",
        r"x-batchspec-case: case\r\nX-Twice: 1\r\nCONTENT-TYPE: Application/JSON; Charset=UTF-8\r\nx-twice: 2\r\n",
        r"aCCEPT-eNCODING: GZIP , br\r\nX-Empty: \r\nX-Spaced: a \t b\r\ncontent-length: 31\r\n\r\n",
    );
    for (name, record) in &seen {
        let text = String::from_utf8_lossy(&record.bytes);
        assert!(text.starts_with(&head), "{name}: {text}");
    }
    same(&seen, "POST /base/things/batchget", r#"\"ids\": [1, 2]}"#);
}

#[test]
fn chunks_trailers_expectations_and_versions_arrive_as_they_are() {
    let mut ways = Ways::open();
    let odd = Chunks { sizes: vec![1, 20], capitals: true, zeros: true, extensions: true, trailer: true };
    let trailer = r"x-batchspec-note: the last one\r\n\r\n";
    same(&ways.send(&in_chunks(odd)), "POST /base/things/batchget", trailer);
    same(&ways.send(&in_chunks(Chunks::default())), "POST /base/things/batchget", r"\r\n0\r\n\r\n");
    let mut empty = text();
    empty.body = Body { bytes: Vec::new().into(), framing: Framing::Chunked };
    same(&ways.send(&empty), "POST /base/things/batchget", r"transfer-encoding: chunked\r\n\r\n0\r\n\r\n");
    let mut expecting = text();
    expecting.headers.push(("Expect".into(), "100-continue".into()));
    let seen = ways.send(&expecting);
    same(&seen, "POST /base/things/batchget", r#"\"ids\": [1, 2]}"#);
    for (name, record) in &seen {
        // The body came by itself, since it was held back.
        assert!(!record.cuts.is_empty(), "{name}: {record:?}");
    }
    let mut old = text();
    old.writing.old_version = true;
    for (name, record) in ways.send(&old) {
        assert!(record.bytes.starts_with(b"POST /base/things/batchget HTTP/1.0"), "{name}: {record:?}");
    }
}

#[test]
fn cuts_are_where_they_are_asked_for() {
    let mut ways = Ways::open();
    for pause in [
        Pause::BeforeHeadEnds,
        Pause::BeforeBody,
        Pause::AfterFirstByte,
        Pause::InName,
        Pause::InCharacter,
        Pause::InBody,
        Pause::BeforeLastByte,
    ] {
        let mut cut = text();
        cut.writing.pauses = vec![pause];
        // A busy machine may read two pieces at once.
        let is_cut = (0..50).any(|_| {
            let seen = ways.send(&cut);
            same(&seen, "POST /base/things/batchget", r#"\"ids\": [1, 2]}"#);
            let last = |(_, record): &(&str, Record)| record.cuts.last().copied();
            last(&seen[0]).is_some() && seen.iter().all(|one| last(one) == last(&seen[0]))
        });
        assert!(is_cut, "{pause:?}");
    }
}

#[test]
fn requests_go_out_on_the_connection_that_is_asked_for() {
    let ways = Ways::open();
    for (name, mut lane) in ways.lanes {
        let mut before = Vec::new();
        for which in [Which::Any, Which::Same, Which::Any, Which::New, Which::Same] {
            let next = Request { writing: Writing::on(which), ..text() };
            let attempt = ways.runtime.block_on(lane.send(&next, "case"));
            assert!(attempt.outcome.answer().is_some() && attempt.link.stays, "{name}: {attempt:?}");
            before.push(attempt.link.before);
        }
        assert_eq!(before, [0, 1, 2, 0, 1], "{name}");
        assert!(lane.keeps_connection(), "{name}");
    }
}
