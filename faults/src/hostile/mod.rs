//! Servers that break no promise of an API but those of HTTP, of JSON or of patience: raw sockets, each with one deed.

mod bodies;
mod breakdown;
mod misbehaviour;
mod server;

use misbehaviour::{Misbehaviour, Then};

pub use breakdown::{Breakdown, BreakdownServer, serve_breakdown};
pub use server::{HostileServer, serve_hostile};

/// A server that does to its clients what no client expects.
#[derive(Clone, Copy, Debug)]
pub struct Hostile {
    /// The kebab-case name.
    pub id: &'static str,
    /// What the server does, in one sentence.
    pub summary: &'static str,
    misbehaviour: Misbehaviour,
    /// Whether the connection of this number, from 1, is passed on to the plain reference instead.
    spares: fn(u64) -> bool,
    /// From the connection of this number on nobody listens.
    ends_at: u64,
}

const fn hostile(id: &'static str, summary: &'static str, misbehaviour: Misbehaviour) -> Hostile {
    Hostile { id, summary, misbehaviour, spares: |_| false, ends_at: u64::MAX }
}

const fn replying(id: &'static str, summary: &'static str, bytes: fn() -> Vec<u8>) -> Hostile {
    hostile(id, summary, Misbehaviour::Reply(bytes, Then::Close))
}

const fn saying(id: &'static str, summary: &'static str, body: fn() -> Vec<u8>) -> Hostile {
    hostile(id, summary, Misbehaviour::Say(body))
}

const REGISTER: [Hostile; 47] = [
    hostile("silent", "Reads requests and never answers.", Misbehaviour::Silence),
    hostile("slow", "Sends its answer a byte at a time, slower than anybody waits.", Misbehaviour::Drip),
    hostile(
        "head-without-end",
        "Sends header fields for ever.",
        Misbehaviour::Flood(b"HTTP/1.1 200 OK\r\n", b"a: b\r\n"),
    ),
    hostile(
        "body-without-end",
        "Sends a body for ever.",
        Misbehaviour::Flood(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[",
            b"[[[[[[[[[[[[[[[[",
        ),
    ),
    hostile(
        "chunks-without-end",
        "Sends chunks for ever.",
        Misbehaviour::Flood(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"8\r\n[[[[[[[[\r\n"),
    ),
    hostile(
        "status-line-without-end",
        "Sends one line for ever.",
        Misbehaviour::Flood(b"HTTP/1.1 200 ", b"OOOOOOOO"),
    ),
    hostile(
        "interim-without-end",
        "Sends interim answers for ever.",
        Misbehaviour::Flood(b"", b"HTTP/1.1 102 Wait\r\n\r\n"),
    ),
    hostile("closes-unread", "Closes connections at once.", Misbehaviour::Close),
    hostile("resets-unread", "Resets connections at once.", Misbehaviour::Reset),
    replying("closes-unanswered", "Closes connections when it has read a request.", Vec::new),
    hostile(
        "resets-unanswered",
        "Resets connections when it has read a request.",
        Misbehaviour::Reply(Vec::new, Then::Reset),
    ),
    replying("closes-in-head", "Closes within the head.", || b"HTTP/1.1 200 OK\r\nContent-Le".to_vec()),
    replying("closes-in-body", "Closes within the body.", || bodies::declared(100, b"{\"accounts\":[")),
    hostile(
        "resets-in-body",
        "Resets within the body.",
        Misbehaviour::Reply(|| bodies::declared(100, b"{\"accounts\":["), Then::Reset),
    ),
    hostile(
        "length-too-long",
        "Declares more than it sends, and waits.",
        Misbehaviour::Reply(|| bodies::declared(100, b"{}"), Then::Hold),
    ),
    hostile(
        "length-too-short",
        "Declares less than it sends, and keeps the connection.",
        Misbehaviour::Reply(|| bodies::declared(2, b"{\"accounts\":[],\"failedAccounts\":[]}"), Then::Again),
    ),
    replying("length-absurd", "Declares more than there is.", || bodies::declared(u64::MAX, b"{}")),
    replying("length-no-number", "Declares a length that is no number.", || {
        b"HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\n{}".to_vec()
    }),
    replying("lengths-disagree", "Declares two lengths.", || {
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}".to_vec()
    }),
    replying("chunk-too-long", "Sends less than a chunk's size.", || {
        bodies::chunked(b"ffff\r\n{}\r\n0\r\n\r\n")
    }),
    replying("chunk-too-short", "Sends more than a chunk's size.", || {
        bodies::chunked(b"1\r\n{}\r\n0\r\n\r\n")
    }),
    replying("chunk-size-huge", "Sends a chunk's size beyond all numbers.", || {
        bodies::chunked(b"ffffffffffffffffffff\r\n{}\r\n0\r\n\r\n")
    }),
    replying("chunk-size-no-number", "Sends a word as a chunk's size.", || {
        bodies::chunked(b"many\r\n{}\r\n0\r\n\r\n")
    }),
    replying("http-0-9", "Answers without a head.", || b"<html>hello</html>".to_vec()),
    replying("garbage", "Answers with bytes that are nothing.", || (0..=255).cycle().take(4096).collect()),
    replying("tls-record", "Answers with a record of TLS.", || b"\x15\x03\x01\x00\x02\x02\x28".to_vec()),
    replying("status-beyond", "Answers with a status of four digits.", || {
        b"HTTP/1.1 2000 OK\r\nContent-Length: 2\r\n\r\n{}".to_vec()
    }),
    hostile(
        "continues-first",
        "Sends 100 Continue, which nobody asked for, before every answer.",
        Misbehaviour::Reply(
            || [b"HTTP/1.1 100 Continue\r\n\r\n".to_vec(), bodies::declared(2, b"{}")].concat(),
            Then::Again,
        ),
    ),
    replying("no-content-with-body", "Answers 204 with a body.", || {
        b"HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n{}".to_vec()
    }),
    replying("redirects-to-itself", "Says that everything has moved to where it is.", || {
        b"HTTP/1.1 301 Moved\r\nLocation: /freetrialinfo/batchget\r\nContent-Length: 0\r\n\r\n".to_vec()
    }),
    replying("gzip-bomb", "Sends a body that is a hundred times its size when unpacked.", || {
        bodies::encoded("gzip", &bodies::bomb())
    }),
    replying("unknown-encoding", "Sends a body in a coding that nobody knows.", || {
        bodies::encoded("x-rot13", b"{\"nppbhagf\":[]}")
    }),
    saying("invalid-utf-8", "Sends a body that is not UTF-8.", || b"{\"accounts\":[\"\xff\xfe\"]}".to_vec()),
    saying("not-a-number", "Sends NaN in a body.", || b"{\"accounts\":NaN,\"failedAccounts\":[]}".to_vec()),
    saying("huge-number", "Sends a number beyond all others.", || {
        b"{\"accounts\":1e999999999,\"failedAccounts\":[-1E-99999999]}".to_vec()
    }),
    saying("deep-json", "Sends a hundred thousand lists, one in the other.", || bodies::deep(100_000)),
    saying("duplicate-names", "Sends a member ten thousand times.", || bodies::repeated(10_000)),
    saying("long-text", "Sends a string of 50 MB.", || bodies::long(50_000_000)),
    saying("wrong-answer", "Answers every request with the answer to another.", || {
        b"{\"accounts\":[{\"accountId\":\"123456789012\",\"freeTrialInfo\":[]}],\"failedAccounts\":[]}"
            .to_vec()
    }),
    seldom("seldom-silent", "Does not answer now and then.", Misbehaviour::Silence),
    seldom(
        "seldom-garbage",
        "Answers with bytes that are nothing, now and then.",
        Misbehaviour::Reply(|| vec![7; 99], Then::Close),
    ),
    seldom(
        "seldom-closes-in-body",
        "Closes within the body now and then.",
        Misbehaviour::Reply(|| bodies::declared(100, b"{\"accounts\":["), Then::Close),
    ),
    seldom(
        "seldom-without-end",
        "Sends a body for ever now and then.",
        Misbehaviour::Flood(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[",
            b"[[[[[[[[[[[[[[[[",
        ),
    ),
    seldom(
        "seldom-not-a-number",
        "Sends NaN now and then.",
        Misbehaviour::Say(|| b"{\"accounts\":NaN}".to_vec()),
    ),
    Hostile {
        spares: |number| number != 5,
        ..hostile("hiccups", "Resets one connection, and serves all others.", Misbehaviour::Reset)
    },
    Hostile {
        spares: |number| !(40..44).contains(&number),
        ..hostile(
            "comes-back",
            "Closes some connections in a row, and serves all before and after.",
            Misbehaviour::Close,
        )
    },
    Hostile {
        spares: |_| true,
        ends_at: 40,
        ..hostile("dies", "Serves some connections, and listens no more.", Misbehaviour::Close)
    },
];

/// One connection in so many meets the deed of a server that is hostile now and then.
const SELDOM: u64 = 200;

/// The same deed, now and then.
const fn seldom(id: &'static str, summary: &'static str, misbehaviour: Misbehaviour) -> Hostile {
    Hostile { spares: |number| !number.is_multiple_of(SELDOM), ..hostile(id, summary, misbehaviour) }
}

/// Every hostile server.
///
/// ```
/// assert!(batchspec_faults::hostiles().iter().any(|hostile| hostile.id == "silent"));
/// ```
pub fn hostiles() -> &'static [Hostile] {
    &REGISTER
}
