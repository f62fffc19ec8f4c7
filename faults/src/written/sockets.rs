//! Servers that read their sockets by hand, and wrongly.

use batchspec_fixtures::Ask;
use batchspec_fixtures::Fault;
use batchspec_fixtures::alteration::Alteration::Settings;
use batchspec_fixtures::reference::refusal::Cause;
use batchspec_fixtures::reference::wire::{AfterLastChunk, Expectation};

const CHUNKED: &str = "http/chunked-body";
const PIECES: &str = "http/split-anywhere";
const EXPECT: &str = "http/expect-continue";
const HEAD: &str = "http/head-without-body";
const NEXT: &str = "http/next-request-unharmed";
const CLOSE: &str = "http/close-announced";

/// Longer than a server reads at a time.
const LONG: usize = 40 << 10;

fn account() -> Ask {
    Ask::accounts(&["123456789012"])
}

fn entity() -> Ask {
    Ask::entities(&["example-123-abcd"])
}

/// The request with white space before the end of its body.
fn long(mut ask: Ask) -> Ask {
    let end = ask.body.pop();
    ask.body.resize(LONG, b' ');
    ask.body.extend(end);
    ask
}

pub(super) const FAULTS: &[Fault] = &[
    Fault::inspector2(
        "accounts-close-unheeded",
        "The loop over a connection asks only whether the socket is open, not whether the client is done.",
        &["http/close-heeded"],
        Settings(&|settings| {
            settings.wire.by_hand = true;
            settings.wire.ends_when_asked = false;
        }),
        || vec![account().header("connection", "close")],
    )
    .intermittent(),
    Fault::inspector2(
        "accounts-chunked-for-all",
        "Answers are streamed in chunks, to clients of HTTP/1.0 as to all others.",
        &["http/old-version-unchunked"],
        Settings(&|settings| {
            settings.wire.by_hand = true;
            settings.wire.chunks_answer = |ask| ask.target.starts_with("/freetrialinfo");
        }),
        || vec![account()],
    )
    .intermittent(),
    Fault::marketplace(
        "entities-close-unheeded",
        "The loop over a connection asks only whether the socket is open, not whether the client is done.",
        &["http/close-heeded"],
        Settings(&|settings| {
            settings.wire.by_hand = true;
            settings.wire.ends_when_asked = false;
        }),
        || vec![entity().header("connection", "close")],
    )
    .intermittent(),
    Fault::marketplace(
        "entities-chunked-for-all",
        "Answers are streamed in chunks, to clients of HTTP/1.0 as to all others.",
        &["http/old-version-unchunked"],
        Settings(&|settings| {
            settings.wire.by_hand = true;
            settings.wire.chunks_answer = |ask| ask.target.starts_with("/BatchDescribe");
        }),
        || vec![entity()],
    )
    .intermittent(),
    Fault::inspector2(
        "chunks-first-only",
        "Of a body in chunks the first one is read.",
        &[CHUNKED, NEXT],
        Settings(&|settings| {
            settings.wire.by_hand = true;
            settings.wire.most_chunks = 1;
        }),
        || vec![account().in_chunks(&[9])],
    ),
    Fault::marketplace(
        "chunk-sizes-decimal",
        "The sizes of chunks are read as decimal numbers.",
        &[CHUNKED, NEXT],
        Settings(&|settings| {
            settings.wire.by_hand = true;
            settings.wire.size = |line| line.split(';').next()?.trim().parse().ok();
        }),
        || vec![entity().in_chunks(&[16])],
    ),
    Fault::inspector2(
        "chunk-extensions-unknown",
        "The whole line before a chunk must be its size.",
        &[CHUNKED, NEXT],
        Settings(&|settings| {
            settings.wire.by_hand = true;
            settings.wire.size = |line| usize::from_str_radix(line, 16).ok();
        }),
        || vec![account().in_chunks(&[9]).with_chunk_extensions()],
    ),
    Fault::marketplace(
        "chunk-sizes-small-letters",
        "The sizes of chunks are read with small letters only.",
        &[CHUNKED, NEXT],
        Settings(&|settings| {
            settings.wire.by_hand = true;
            settings.wire.size = |line| {
                line.split(';')
                    .next()?
                    .trim()
                    .chars()
                    .try_fold(0_usize, |size, digit| Some(size * 16 + "0123456789abcdef".find(digit)?))
            };
        }),
        || vec![entity().in_chunks(&[10]).with_capital_sizes()],
    ),
    Fault::inspector2(
        "chunked-with-small-letters-only",
        "The coding is compared with \"chunked\" letter by letter.",
        &[CHUNKED, NEXT],
        Settings(&|settings| {
            settings.wire.by_hand = true;
            settings.wire.is_chunked = |value| value == "chunked";
        }),
        || vec![account().header("transfer-encoding", "Chunked").in_chunks(&[9])],
    ),
    Fault::inspector2(
        "last-chunk-half-read",
        "Reading stops at the size of the last chunk, and leaves the empty line behind it.",
        &[NEXT, CHUNKED],
        Settings(&|settings| {
            settings.wire.by_hand = true;
            settings.wire.after_last_chunk = AfterLastChunk::Nothing;
            // Without the empty line it is a request line that is looked at.
            settings.wire.skips_empty_lines = false;
        }),
        || vec![account().in_chunks(&[9]), account()],
    )
    .intermittent(),
    Fault::marketplace(
        "trailer-left-unread",
        "One line is read behind the last chunk, as if there were no trailers.",
        &[NEXT, CHUNKED],
        Settings(&|settings| {
            settings.wire.by_hand = true;
            settings.wire.after_last_chunk = AfterLastChunk::OneLine;
        }),
        || vec![entity().in_chunks(&[9]).with_trailer(), entity()],
    )
    .intermittent(),
    Fault::marketplace(
        "first-read-is-the-body",
        "The body is what one read brings.",
        &[PIECES, NEXT],
        Settings(&|settings| {
            settings.wire.by_hand = true;
            settings.wire.one_read = true;
        }),
        || vec![entity().in_pieces(&[0, 1])],
    )
    .intermittent(),
    Fault::inspector2(
        "characters-cut-by-reads",
        "Each read is decoded by itself.",
        &[PIECES, CHUNKED],
        Settings(&|settings| {
            settings.wire.by_hand = true;
            settings.wire.join = |pieces| {
                let texts = pieces.iter().map(|piece| String::from_utf8_lossy(piece).into_owned());
                texts.collect::<String>().into_bytes()
            };
        }),
        || vec![Ask::accounts(&["\u{20ac}123456789012"]).in_pieces(&[17])],
    )
    .intermittent(),
    Fault::inspector2(
        "expectations-unseen",
        "The body is waited for whatever the client waits for.",
        &[EXPECT],
        Settings(&|settings| {
            settings.wire.by_hand = true;
            settings.wire.expectation = Expectation::Unseen;
        }),
        || vec![account().header("expect", "100-continue")],
    ),
    Fault::marketplace(
        "entity-expectations-unseen",
        "The server knows nothing of Expect.",
        &[EXPECT],
        Settings(&|settings| {
            settings.wire.by_hand = true;
            settings.wire.expectation = Expectation::Unseen;
        }),
        || vec![entity().header("expect", "100-continue")],
    ),
    Fault::inspector2(
        "head-with-body",
        "HEAD is answered with the body of the refusal.",
        &[HEAD, NEXT],
        Settings(&|settings| {
            settings.wire.by_hand = true;
            settings.wire.head_with_body = true;
        }),
        || vec![Ask::inspector2("").method("HEAD"), account()],
    )
    .intermittent(),
    Fault::marketplace(
        "entity-head-with-body",
        "What answers other methods answers HEAD alike.",
        &[HEAD, NEXT],
        Settings(&|settings| {
            settings.wire.by_hand = true;
            settings.wire.head_with_body = true;
        }),
        || vec![Ask::marketplace("").method("HEAD"), entity()],
    )
    .intermittent(),
    Fault::inspector2(
        "unknown-path-unread",
        "A request to an unknown path is answered without reading its body.",
        &[NEXT],
        Settings(&|settings| {
            settings.wire.by_hand = true;
            settings.wire.leaves_unread = |cause| matches!(cause, Cause::UnknownPath);
        }),
        || vec![long(account()).target("/elsewhere"), account()],
    )
    .intermittent(),
    Fault::marketplace(
        "wrong-method-unread",
        "A request with another method is answered without reading its body.",
        &[NEXT],
        Settings(&|settings| {
            settings.wire.by_hand = true;
            settings.wire.leaves_unread = |cause| matches!(cause, Cause::WrongMethod);
        }),
        || vec![long(entity()).method("PUT"), entity()],
    )
    .intermittent(),
    Fault::inspector2(
        "media-type-unread",
        "A request of another media type is answered without reading its body.",
        &[NEXT],
        Settings(&|settings| {
            settings.wire.by_hand = true;
            settings.wire.leaves_unread = |cause| matches!(cause, Cause::ContentType);
        }),
        || vec![long(account()).header("content-type", "text/plain"), account()],
    )
    .intermittent(),
    Fault::marketplace(
        "broken-body-unread",
        "A body that does not begin with a brace is refused, and the rest of it not read.",
        &[NEXT],
        Settings(&|settings| {
            settings.wire.by_hand = true;
            settings.wire.looks_first = true;
        }),
        || vec![Ask::marketplace("!{}"), entity()],
    )
    .intermittent(),
    Fault::inspector2(
        "closes-after-ten",
        "Each connection ends after ten answers, without a word.",
        &[CLOSE],
        Settings(&|settings| {
            settings.wire.by_hand = true;
            settings.wire.most_answers = Some(10);
            settings.wire.announces = false;
        }),
        || vec![account(); 11],
    )
    .intermittent(),
    Fault::marketplace(
        "closes-after-each",
        "Each connection ends after its answer, without a word.",
        &[CLOSE],
        Settings(&|settings| {
            settings.wire.by_hand = true;
            settings.wire.most_answers = Some(1);
            settings.wire.announces = false;
        }),
        || vec![entity(); 2],
    )
    .intermittent(),
];
