//! Every method served besides the documented one, every media type and range refused, other paths served.

use crate::mutants::mutant::{ExpectedVerdict, kept, mutant};
use batchspec_fixtures::Fault;
use batchspec_fixtures::Suite;
use batchspec_fixtures::alteration::Alteration;
use batchspec_fixtures::reference::settings::Settings;

const WRONG_METHOD: ExpectedVerdict = ExpectedVerdict::Breaks("protocol/wrong-method", &[]);
const PARAMETERS: ExpectedVerdict =
    ExpectedVerdict::Breaks("protocol/content-type-parameters-ignored", &["protocol/success-status"]);
const ACCEPT: ExpectedVerdict = ExpectedVerdict::Breaks(
    "protocol/accept-wildcards",
    &["protocol/success-status", "protocol/harmless-variation-accepted"],
);
const PATH: ExpectedVerdict = ExpectedVerdict::Breaks("protocol/unknown-path", &[]);

/// A server with another gate: its name, what it does, what that breaks, how it is set.
type Other = (&'static str, &'static str, ExpectedVerdict, fn(&mut Settings));

const GATES: [Other; 17] = [
    ("get-served", "GET is served.", WRONG_METHOD, |settings| settings.gate.methods = &["POST", "GET"]),
    ("put-served", "PUT is served.", WRONG_METHOD, |settings| settings.gate.methods = &["POST", "PUT"]),
    ("patch-served", "PATCH is served.", WRONG_METHOD, |settings| settings.gate.methods = &["POST", "PATCH"]),
    ("delete-served", "DELETE is served.", WRONG_METHOD, |settings| {
        settings.gate.methods = &["POST", "DELETE"];
    }),
    ("charset-refused", "A charset beside the media type is refused.", PARAMETERS, |settings| {
        settings.gate.parameters = |parameters| !parameters.contains("charset");
    }),
    ("any-parameter-refused", "A parameter beside the media type is refused.", PARAMETERS, |settings| {
        settings.gate.parameters = str::is_empty;
    }),
    ("any-range-refused", "Accept: */* is refused.", ACCEPT, |settings| {
        settings.gate.accepted = &["application/*", "application/json"];
    }),
    ("application-range-refused", "Accept: application/* is refused.", ACCEPT, |settings| {
        settings.gate.accepted = &["*/*", "application/json"];
    }),
    ("ranges-refused", "Every Accept with a wildcard is refused.", ACCEPT, |settings| {
        settings.gate.accepted = &["application/json"];
    }),
    ("path-without-case", "The path is served in any case.", PATH, |settings| {
        let path = settings.suite;
        settings.gate.path = match path {
            Suite::Inspector2 => |path| path.eq_ignore_ascii_case(Suite::Inspector2.path()),
            Suite::Marketplace => |path| path.eq_ignore_ascii_case(Suite::Marketplace.path()),
        };
    }),
    ("path-by-prefix", "Every path is served that begins like the operation's.", PATH, |settings| {
        settings.gate.path = match settings.suite {
            Suite::Inspector2 => |path| path.starts_with(Suite::Inspector2.path()),
            Suite::Marketplace => |path| path.starts_with(Suite::Marketplace.path()),
        };
    }),
    ("path-by-suffix", "Every path is served that ends like the operation's.", PATH, |settings| {
        settings.gate.path = match settings.suite {
            Suite::Inspector2 => |path| path.ends_with(Suite::Inspector2.path()),
            Suite::Marketplace => |path| path.ends_with(Suite::Marketplace.path()),
        };
    }),
    (
        "trailing-slash-served",
        "A slash may end the path.",
        ExpectedVerdict::Allowed("protocol/path-variants"),
        |settings| settings.gate.trailing_slash = true,
    ),
    (
        "query-refused",
        "A query is refused.",
        ExpectedVerdict::Allowed("protocol/path-variants"),
        |settings| {
            settings.gate.query_refused = true;
        },
    ),
    (
        "content-type-ignored",
        "Any media type of the request will do.",
        ExpectedVerdict::Allowed("protocol/content-type-unsupported"),
        |settings| settings.gate.content_type_enforced = false,
    ),
    (
        "content-type-demanded",
        "A request without a media type is refused.",
        ExpectedVerdict::Allowed("protocol/content-type-missing"),
        |settings| settings.gate.content_type_missing_refused = true,
    ),
    (
        "accept-ignored",
        "Any Accept will do.",
        ExpectedVerdict::Allowed("protocol/accept-unsatisfiable"),
        |settings| settings.gate.accept_enforced = false,
    ),
];

/// Bodies up to this size must be served, and may be refused above it.
const SIZES: [(usize, ExpectedVerdict); 5] = [
    (1 << 10, ExpectedVerdict::Breaks("protocol/success-status", TOO_SMALL)),
    (4 << 10, ExpectedVerdict::Breaks("protocol/hostile-bytes-no-5xx", TOO_SMALL)),
    (16 << 10, ExpectedVerdict::Breaks("protocol/hostile-bytes-no-5xx", TOO_SMALL)),
    (64 << 10, ExpectedVerdict::Allowed("protocol/hostile-bytes-no-5xx: above 64 KiB any 4xx is fine")),
    (256 << 10, ExpectedVerdict::Allowed("protocol/hostile-bytes-no-5xx: above 64 KiB any 4xx is fine")),
];
const TOO_SMALL: &[&str] = &[
    "protocol/hostile-bytes-no-5xx",
    "protocol/success-status",
    "protocol/harmless-variation-accepted",
    "inspector2/request/account-ids-max",
    "marketplace/request/entity-list-max",
];

pub(super) fn mutants() -> Vec<Fault> {
    let mut made = Vec::new();
    for suite in Suite::ALL {
        for (name, words, expected_verdict, set) in GATES {
            let alteration = Alteration::Settings(kept(Box::new(set)));
            made.extend(mutant(
                suite,
                format!("head/{}/{name}", suite.id()),
                words.to_owned(),
                expected_verdict,
                alteration,
            ));
        }
        for (size, expected_verdict) in SIZES {
            let alteration =
                Alteration::Settings(kept(Box::new(move |settings| settings.gate.max_body = size)));
            let id = format!("head/{}/body-up-to/{size}", suite.id());
            let summary = format!("A body of more than {size} bytes is refused.");
            made.extend(mutant(suite, id, summary, expected_verdict, alteration));
        }
    }
    made
}
