//! Servers that fall over what clients may send by accident or malice.

use super::reach::{fail_on, internal, one_account};
use batchspec_fixtures::Ask;
use batchspec_fixtures::Fault;
use batchspec_fixtures::alteration::Alteration::{Draft, Refusal, Request, Settings};
use batchspec_fixtures::alteration::Ending;
use batchspec_fixtures::json::{Duplicates, Json, Reading, read};
use batchspec_fixtures::reference::refusal::Cause;

const HOSTILE: &str = "protocol/hostile-bytes-no-5xx";
const NO_500: &str = "protocol/no-server-error-on-bad-input";

const ONE: &str = r#"{"accountIds":["123456789012"]}"#;

fn entity(head: &str) -> Vec<Ask> {
    let item = r#"{"Catalog":"AWSMarketplace","EntityId":"example-123-abcd"}"#;
    vec![Ask::marketplace(format!("{{{head}\"EntityRequestList\":[{item}]}}"))]
}

fn holds(ask: &Ask, part: &str) -> bool {
    String::from_utf8_lossy(&ask.body).contains(part)
}

/// The greatest number of brackets that are open at once, strings included.
fn depth(ask: &Ask) -> usize {
    let mut open = 0_usize;
    let mut deepest = 0;
    for byte in &ask.body {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(open);
    }
    deepest
}

/// The greatest number of digits in a row outside of strings.
fn longest_integer(ask: &Ask) -> usize {
    let text = String::from_utf8_lossy(&ask.body);
    let outside = text.split('"').step_by(2);
    let runs = outside.flat_map(|part| part.split(|c: char| !c.is_ascii_digit()));
    runs.map(str::len).max().unwrap_or(0)
}

fn has_duplicate_names(ask: &Ask) -> bool {
    let strict = Reading { duplicates: Duplicates::Refused, ..Reading::default() };
    read(&ask.body, &Reading::default()).is_ok() && read(&ask.body, &strict).is_err()
}

pub(super) const FAULTS: &[Fault] = &[
    Fault::inspector2(
        "duplicate-names-500",
        "A request that names a member twice makes the server fail.",
        &[HOSTILE],
        Request(&|ask, scene| has_duplicate_names(ask).then(|| Ending::Refused(internal(scene)))),
        || vec![Ask::inspector2(ONE.replace('}', r#","accountIds":["123456789012"]}"#))],
    ),
    Fault::inspector2(
        "nul-drops-connection",
        "A NUL in the request ends the connection.",
        &[
            "protocol/hostile-bytes-no-5xx",
            "protocol/malformed-json-rejected",
            "inspector2/request/account-id-odd-accepted",
            "protocol/success-status",
            "protocol/no-server-error-on-bad-input",
        ],
        Request(&|ask, _| (holds(ask, "\0") || holds(ask, "\\u0000")).then_some(Ending::Dropped)),
        || vec![Ask::inspector2(r#"{"accountIds":["123456789012\u0000"]}"#)],
    ),
    Fault::marketplace(
        "lone-surrogate-500",
        "An escape of half a surrogate pair makes the server fail.",
        &[HOSTILE],
        Request(&|ask, scene| {
            let lone = read(&ask.body, &Reading::default()).is_err()
                && read(&ask.body, &Reading { lone_surrogates: true, ..Reading::default() }).is_ok();
            lone.then(|| Ending::Refused(internal(scene)))
        }),
        || entity(r#""x":"\ud800","#),
    ),
    Fault::inspector2(
        "deep-nesting-drops-connection",
        "A request nested deeper than 120 levels overflows a stack, and the connection ends.",
        &[HOSTILE, "protocol/malformed-json-rejected", NO_500],
        Request(&|ask, _| (depth(ask) > 120).then_some(Ending::Dropped)),
        || {
            vec![Ask::inspector2(
                ONE.replace('}', &format!(",\"x\":{}{}}}", "[".repeat(200), "]".repeat(200))),
            )]
        },
    ),
    Fault::marketplace(
        "deep-nesting-500",
        "A request nested deeper than 60 levels makes the server fail.",
        &[HOSTILE, NO_500],
        Request(&|ask, scene| (depth(ask) > 60).then(|| Ending::Refused(internal(scene)))),
        || entity(&format!("\"x\":{}{},", "[".repeat(80), "]".repeat(80))),
    ),
    Fault::inspector2(
        "middle-depth-500",
        "A request nested deeper than 100 levels makes the server fail; from 1,000 levels on a guard refuses it.",
        &[HOSTILE, NO_500],
        Request(&|ask, scene| (101..1000).contains(&depth(ask)).then(|| Ending::Refused(internal(scene)))),
        || {
            vec![Ask::inspector2(
                ONE.replace('}', &format!(",\"x\":{}{}}}", "[".repeat(300), "]".repeat(300))),
            )]
        },
    ),
    Fault::marketplace(
        "integer-of-65-bits-500",
        "An integer of 20 to 4,000 digits makes the server fail; longer ones are read as infinite.",
        &[HOSTILE, NO_500],
        Request(&|ask, scene| {
            (20..=4000).contains(&longest_integer(ask)).then(|| Ending::Refused(internal(scene)))
        }),
        || entity("\"x\":18446744073709551616,"),
    ),
    Fault::marketplace(
        "large-body-hangs",
        "A body of more than 24 KiB gets no answer.",
        &[HOSTILE, "protocol/success-status", "protocol/harmless-variation-accepted", NO_500],
        Request(&|ask, _| (ask.body.len() > 24 << 10).then_some(Ending::Never)),
        || vec![Ask::marketplace(" ".repeat(25 << 10))],
    ),
    Fault::inspector2(
        "large-body-refused",
        "A body of more than 16 KiB is refused.",
        &[
            HOSTILE,
            "protocol/success-status",
            "protocol/harmless-variation-accepted",
            "inspector2/request/account-id-odd-accepted",
        ],
        Settings(&|settings| settings.gate.max_body = 16 << 10),
        || vec![Ask::inspector2(format!("{}{ONE}", " ".repeat(17 << 10)))],
    ),
    Fault::inspector2(
        "chunked-request-500",
        "A request without a Content-Length makes the server fail.",
        &["http/chunked-body", HOSTILE, "protocol/success-status"],
        Request(&|ask, scene| ask.field("transfer-encoding").map(|_| Ending::Refused(internal(scene)))),
        || one_account().into_iter().map(|ask| ask.header("transfer-encoding", "chunked")).collect(),
    ),
    Fault::marketplace(
        "content-encoding-500",
        "A Content-Encoding makes the server fail.",
        &[HOSTILE],
        Refusal(&|refusal, scene| fail_on(refusal, scene, &[Cause::ContentType])),
        || entity("").into_iter().map(|ask| ask.header("content-encoding", "gzip")).collect(),
    ),
    Fault::inspector2(
        "byte-order-mark-500",
        "A byte order mark before the JSON makes the server fail.",
        &[HOSTILE],
        Request(&|ask, scene| {
            ask.body.starts_with(b"\xef\xbb\xbf").then(|| Ending::Refused(internal(scene)))
        }),
        || vec![Ask::inspector2(format!("\u{feff}{ONE}"))],
    ),
    Fault::marketplace(
        "invalid-utf8-drops-connection",
        "Bytes that are not UTF-8 end the connection.",
        &[HOSTILE, "protocol/malformed-json-rejected", NO_500],
        Request(&|ask, _| std::str::from_utf8(&ask.body).is_err().then_some(Ending::Dropped)),
        || vec![Ask::marketplace(b"\xff\xfe".to_vec())],
    )
    .needing(0),
    Fault::inspector2(
        "huge-number-500",
        "A number beyond the range of a double makes the server fail.",
        &[HOSTILE],
        Request(&|ask, scene| {
            let small = Reading { huge_numbers: false, ..Reading::default() };
            let huge = read(&ask.body, &Reading::default()).is_ok() && read(&ask.body, &small).is_err();
            huge.then(|| Ending::Refused(internal(scene)))
        }),
        || vec![Ask::inspector2(ONE.replace('}', ",\"x\":1e999999}"))],
    ),
    Fault::inspector2(
        "unmatched-id-hangs",
        "The pattern is tried from every place again and again: a long id that does not match gets no answer.",
        &[
            "protocol/no-server-error-on-bad-input",
            "inspector2/request/account-id-pattern",
            "batch/invalid-item-rejects-call",
            "protocol/hostile-bytes-no-5xx",
        ],
        Request(&|ask, _| {
            let body = read(&ask.body, &Reading::default()).ok()?;
            let Json::List(ids) = body.get("accountIds")?.clone() else {
                return None;
            };
            let bomb = |id: &Json| {
                id.as_text().is_some_and(|id| {
                    id.len() >= 24 && !batchspec_fixtures::reference::checks::account_id(id)
                })
            };
            ids.iter().any(bomb).then_some(Ending::Never)
        }),
        || vec![Ask::accounts(&["12345678901 12345678901 12345678901"])],
    ),
    Fault::marketplace(
        "malformed-json-shows-page",
        "A body that cannot be read is answered by the framework, with a page in HTML.",
        &[
            "protocol/malformed-json-rejected",
            "protocol/error-body-structure",
            "protocol/error-type-identified",
            "protocol/error-media-type-json",
            "protocol/error-known-set",
        ],
        Draft(&|draft, _| {
            if draft.cause == Some(Cause::Syntax) {
                draft.headers.clear();
                draft.media_type = "text/html";
                draft.body = Some(Json::text("<h1>Bad Request</h1>"));
            }
        }),
        || vec![Ask::marketplace("{[")],
    )
    .needing(0),
];
