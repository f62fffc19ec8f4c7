//! Servers that care about differences that make none: escapes, white space, member order, repetition.

use super::clauses::led;
use super::reach::{internal, one_account, parsed};
use batchspec_fixtures::Ask;
use batchspec_fixtures::Fault;
use batchspec_fixtures::alteration::Alteration::{Outcomes, Request, Settings};
use batchspec_fixtures::alteration::Ending;
use batchspec_fixtures::json::Json;
use batchspec_fixtures::reference::refusal::{Cause, Refusal};

const HARMLESS: &str = "protocol/harmless-variation-accepted";

fn body(ask: &Ask) -> String {
    String::from_utf8_lossy(&ask.body).into_owned()
}

pub(super) const FAULTS: &[Fault] = &[
    Fault::marketplace(
        "escapes-in-names-not-decoded",
        "Member names are compared as they are spelled.",
        &[HARMLESS, "protocol/success-status", "marketplace/request/entity-strict-accepted"],
        Settings(&|settings| settings.reading.lax.raw_names = true),
        || {
            let body =
                r#"{"Entity\u0052equestList":[{"Catalog":"AWSMarketplace","EntityId":"example-123-abcd"}]}"#;
            vec![Ask::marketplace(body)]
        },
    ),
    Fault::inspector2(
        "unicode-escapes-not-decoded",
        "Account ids keep their escapes as they are spelled.",
        &[
            HARMLESS,
            "protocol/success-status",
            "inspector2/request/account-id-strict-accepted",
            "inspector2/request/account-id-odd-accepted",
            "batch/key-echo-exact",
            "batch/complete",
            "batch/no-strangers",
        ],
        Settings(&|settings| settings.reading.lax.raw_escapes = true),
        || vec![Ask::inspector2(r#"{"accountIds":["\u0031\u00323456789012"]}"#)],
    ),
    Fault::inspector2(
        "surrogate-pairs-halved",
        "Each half of an escaped surrogate pair becomes a replacement character.",
        &[HARMLESS, "batch/key-echo-exact", "batch/complete", "batch/no-strangers"],
        Settings(&|settings| settings.reading.lax.halved_pairs = true),
        || vec![Ask::inspector2(r#"{"accountIds":["123456789012\ud83d\ude00"]}"#)],
    ),
    Fault::inspector2(
        "line-breaks-refused",
        "White space other than a blank is refused between tokens.",
        &[HARMLESS, "protocol/success-status", "inspector2/request/account-id-strict-accepted"],
        Settings(&|settings| settings.reading.lax.blanks_only = true),
        || vec![Ask::inspector2("{\n\t\"accountIds\": [\"123456789012\"]\n}")],
    ),
    Fault::marketplace(
        "member-order-matters",
        "An entity request must begin with its catalog.",
        &[HARMLESS, "protocol/success-status", "marketplace/request/entity-strict-accepted"],
        Request(&|ask, scene| {
            let text: String = body(ask).split_whitespace().collect();
            let refusal = Refusal::new(scene.suite, Cause::Missing, &scene.style);
            text.contains("{\"EntityId\"").then_some(Ending::Refused(refusal))
        }),
        || {
            vec![Ask::marketplace(
                r#"{"EntityRequestList":[{"EntityId":"example-123-abcd","Catalog":"AWSMarketplace"}]}"#,
            )]
        },
    ),
    Fault::marketplace(
        "unknown-member-500",
        "A request member that the server does not know makes it fail.",
        &[HARMLESS, "protocol/hostile-bytes-no-5xx"],
        Request(&|ask, scene| {
            let strange = |body: Json| body.members().iter().any(|(name, _)| name != "EntityRequestList");
            parsed(ask).is_some_and(strange).then(|| Ending::Refused(internal(scene)))
        }),
        || {
            let item = r#"{"Catalog":"AWSMarketplace","EntityId":"example-123-abcd"}"#;
            vec![Ask::marketplace(format!("{{\"EntityRequestList\":[{item}],\"MaxResults\":5}}"))]
        },
    ),
    Fault::inspector2(
        "duplicates-500",
        "An account that is asked for twice makes the server fail.",
        &[HARMLESS, "protocol/hostile-bytes-no-5xx"],
        Outcomes(&|outcomes, scene| (outcomes.len() < scene.items.len()).then(|| internal(scene))),
        || vec![Ask::accounts(&["123456789012", "123456789012"])],
    )
    .needing(2),
    Fault::inspector2(
        "long-ids-500",
        "An id longer than a column of the server's table makes it fail.",
        &led::<9>(
            HARMLESS,
            &[
                "inspector2/request/account-id-odd-accepted",
                "protocol/success-status",
                "protocol/hostile-bytes-no-5xx",
                "protocol/no-server-error-on-bad-input",
                "protocol/status-matches-scope",
                "batch/permutation-invariant",
                "batch/split-invariant",
                "batch/removal-invariant",
            ],
        ),
        Outcomes(&|outcomes, scene| {
            outcomes.iter().any(|outcome| outcome.id.len() > 64).then(|| internal(scene))
        }),
        || vec![Ask::accounts(&[&format!("{}123456789012", "x".repeat(100))])],
    ),
    Fault::inspector2(
        "accept-any-refused",
        "Accept: */* is not understood.",
        &["protocol/accept-wildcards", HARMLESS, "protocol/success-status"],
        Settings(&|settings| settings.gate.accepted = &["application/*", "application/json"]),
        || one_account().into_iter().map(|ask| ask.header("accept", "*/*")).collect(),
    ),
    Fault::marketplace(
        "accept-any-500",
        "Accept: */* makes the server fail.",
        &["protocol/accept-wildcards", HARMLESS, "protocol/success-status", "protocol/hostile-bytes-no-5xx"],
        Request(&|ask, scene| (ask.field("accept") == Some("*/*")).then(|| Ending::Refused(internal(scene)))),
        || vec![Ask::entities(&["example-123-abcd"]).header("accept", "*/*")],
    ),
    Fault::marketplace(
        "accept-application-any-refused",
        "Accept: application/* is not understood.",
        &["protocol/accept-wildcards", "protocol/success-status"],
        Settings(&|settings| settings.gate.accepted = &["*/*", "application/json"]),
        || vec![Ask::entities(&["example-123-abcd"]).header("accept", "application/*")],
    ),
];
