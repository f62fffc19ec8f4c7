//! Pairs of answers that differ in one thing, to requests that are written in ways of their own.

use batchspec_harness::generate::RelationKind;
use batchspec_harness::message::WireFault;

use super::near_misses::{GOOD, Row, elsewhere, lists, one, row};
use super::scene::Scene;

const UNHEEDED: WireFault = WireFault::Unheeded { waited_ms: 1000 };

fn served() -> Scene {
    one().ok(lists(GOOD, ""))
}

/// The plain request again, served on the connection of the one before.
fn next() -> Scene {
    served().linked(1, true)
}

/// A plain request that is served, and what came of two others that must be answered like it.
fn wired(kind: RelationKind, others: [Scene; 2]) -> Scene {
    served().compared_with(kind, others)
}

/// Requests in turn on one connection, each with what it showed of that.
fn long_run(links: &[(u32, bool)]) -> Scene {
    let mut scenes = links.iter().map(|(before, stays)| served().linked(*before, *stays));
    let first = scenes.next().unwrap_or_else(served);
    first.repeated(RelationKind::LongRun, scenes.collect())
}
pub(super) const ROWS: &[Row] = &[
    row(
        "framing",
        "http/chunked-body",
        || {
            wired(
                RelationKind::Chunked,
                [one().in_chunks().error(400, "SerializationException", "{}"), next()],
            )
        },
        || wired(RelationKind::Chunked, [one().in_chunks().answered(411, &[], "length"), next()]),
    ),
    row(
        "framing",
        "http/chunked-body",
        || wired(RelationKind::Chunked, [one().in_chunks().ok(lists("", "")), next()]),
        || {
            let plain = served().in_http_1_0();
            plain.compared_with(RelationKind::Chunked, [one().in_chunks().answered(400, &[], ""), next()])
        },
    ),
    row(
        "framing",
        "http/split-anywhere",
        || wired(RelationKind::InPieces, [one().failed(WireFault::TimedOut { limit_ms: 1 }), next()]),
        || wired(RelationKind::InPieces, [served(), next()]),
    ),
    row(
        "framing",
        "http/expect-continue",
        || wired(RelationKind::Expected, [one().held_back().failed(UNHEEDED), next()]),
        || wired(RelationKind::Expected, [one().held_back().answered(417, &[], ""), next()]),
    ),
    row(
        "framing",
        "http/head-without-body",
        || {
            let stray = one().failed(WireFault::NotHttp { detail: "a body".to_owned() }).linked(1, false);
            wired(RelationKind::AfterHead, [one().with_method("HEAD").answered(405, &[], ""), stray])
        },
        || wired(RelationKind::AfterHead, [one().with_method("HEAD").answered(405, &[], ""), next()]),
    ),
    row(
        "framing",
        "http/next-request-unharmed",
        || {
            let spoilt = one().answered(400, &[], "bad request").linked(1, false);
            wired(RelationKind::NextRequest, [elsewhere().answered(404, &[], ""), spoilt])
        },
        || {
            let busy = one().error(429, "ThrottlingException", "{}").linked(1, true);
            wired(RelationKind::NextRequest, [elsewhere().answered(404, &[], ""), busy])
        },
    ),
    row(
        "framing",
        "http/next-request-unharmed",
        || {
            let spoilt = one().answered(400, &[], "bad request").linked(1, false);
            wired(RelationKind::Chunked, [one().in_chunks().ok(lists(GOOD, "")), spoilt])
        },
        || {
            // On a connection of its own it says nothing of what was left on the one before.
            let alone = one().error(500, "InternalServerException", "{}").linked(0, true);
            wired(RelationKind::Chunked, [one().in_chunks().ok(lists(GOOD, "")), alone])
        },
    ),
    row(
        "framing",
        "http/old-version-unchunked",
        || one().of_old_version().answered(200, &[("transfer-encoding", "chunked")], lists(GOOD, "")),
        || one().of_old_version().answered(505, &[("content-type", "text/html")], "<html>"),
    ),
    row("closing", "http/close-heeded", || served().ended(false), || served().ended(true)),
    row(
        "closing",
        "http/close-announced",
        || long_run(&[(0, true), (1, true), (0, true), (1, true), (0, true)]),
        || long_run(&[(0, true), (1, false), (0, true), (1, false), (0, true)]),
    ),
    row(
        "closing",
        "http/close-announced",
        || long_run(&[(0, true), (0, true), (0, true)]),
        || long_run(&[(0, true), (1, true), (2, true), (0, true), (1, true), (0, true)]),
    ),
];
