//! Every reason to refuse, refused in every other way than the documented one.

use crate::mutants::mutant::{ExpectedVerdict, kept, mutant};
use batchspec_fixtures::Fault;
use batchspec_fixtures::Suite;
use batchspec_fixtures::alteration::Alteration;
use batchspec_fixtures::reference::refusal::{Cause, Refusal};

/// Reasons to refuse: the cause, its name, and the clause that demands the refusal from each suite.
const CAUSES: [(Cause, &str, [&str; 2]); 8] = [
    (Cause::Syntax, "syntax", ["protocol/malformed-json-rejected"; 2]),
    (Cause::NotAnObject, "not-an-object", ["protocol/non-object-body-rejected"; 2]),
    (Cause::NullElement, "null-element", ["protocol/null-list-element-rejected"; 2]),
    (
        Cause::WrongType,
        "wrong-type",
        ["inspector2/request/account-ids-type-error", "marketplace/request/entity-list-type-error"],
    ),
    (Cause::TooFew, "too-few", ["inspector2/request/account-ids-min", "marketplace/request/entity-list-min"]),
    (
        Cause::TooMany,
        "too-many",
        ["inspector2/request/account-ids-max", "marketplace/request/entity-list-max"],
    ),
    (
        Cause::Pattern,
        "pattern",
        ["inspector2/request/account-id-pattern", "marketplace/request/catalog-pattern"],
    ),
    (
        Cause::Missing,
        "missing",
        ["inspector2/request/account-ids-required", "marketplace/request/entity-list-required"],
    ),
];

/// A way to refuse: its name, what it is, and how the refusal is altered.
type Way = (&'static str, &'static str, fn(&mut Refusal, Suite));

const WAYS: [Way; 8] = [
    ("other-status", "with the status of the other API's ValidationException", |refusal, _| {
        refusal.status = if refusal.status == 400 { 422 } else { 400 };
    }),
    ("internal", "as a failure of the server", |refusal, suite| {
        *refusal = Refusal::internal(suite, refusal.cause);
    }),
    ("success", "with status 200", |refusal, _| refusal.status = 200),
    ("conflict", "with status 409", |refusal, _| refusal.status = 409),
    ("not-found", "as an unknown operation", |refusal, _| {
        refusal.status = 404;
        refusal.error = "UnknownOperationException";
        refusal.modelled = false;
        refusal.reason = None;
    }),
    ("strange-error", "with an error that nobody documents", |refusal, _| {
        refusal.error = "InvalidParameterException";
        refusal.modelled = false;
        refusal.reason = None;
    }),
    ("serialization", "as unreadable", |refusal, _| *refusal = Refusal::serialization(refusal.cause)),
    ("validation", "as a failed validation", |refusal, suite| {
        let style = Default::default();
        let invalid = Refusal::new(suite, Cause::Pattern, &style);
        let reason = if suite == Suite::Inspector2 { "CANNOT_PARSE" } else { "CannotParse" };
        *refusal = Refusal { cause: refusal.cause, reason: Some(reason), ..invalid };
    }),
];

fn is_parse(cause: Cause) -> bool {
    matches!(cause, Cause::Syntax | Cause::NotAnObject | Cause::NullElement | Cause::WrongType)
}

fn expected_verdict(suite: Suite, cause: Cause, clause: &'static str, way: &str) -> ExpectedVerdict {
    const KNOWN: &[&str] = &[
        "protocol/error-known-set",
        "inspector2/error/validation-status",
        "marketplace/error/validation-status",
        "marketplace/request/entity-id-pattern",
    ];
    const SUCCESS: &[&str] = &[
        "protocol/status-matches-scope",
        "inspector2/error/validation-status",
        "marketplace/error/validation-status",
        "marketplace/request/entity-id-pattern",
    ];
    match way {
        "internal" => ExpectedVerdict::Breaks("protocol/no-server-error-on-bad-input", &[]),
        "serialization" if is_parse(cause) => ExpectedVerdict::Left("that is the reference's own way"),
        "validation" if is_parse(cause) => ExpectedVerdict::Allowed("docs/default-stacks.md, the parse set"),
        "validation" => {
            ExpectedVerdict::Allowed("docs/default-stacks.md, the parse set: the reason is not judged")
        }
        "success" if cause == Cause::WrongType && suite == Suite::Inspector2 => {
            ExpectedVerdict::Breaks("inspector2/request/account-ids-type", KNOWN)
        }
        "success" if cause == Cause::WrongType => {
            ExpectedVerdict::Breaks("marketplace/request/entity-list-type", KNOWN)
        }
        "success" => ExpectedVerdict::Breaks(clause, SUCCESS),
        _ => ExpectedVerdict::Breaks(clause, KNOWN),
    }
}

pub(super) fn mutants() -> Vec<Fault> {
    let mut made = Vec::new();
    for suite in Suite::ALL {
        for (cause, reason, clauses) in CAUSES {
            let clause = clauses[usize::from(suite == Suite::Marketplace)];
            for (way, words, alter) in WAYS {
                let alteration = Alteration::Refusal(kept(Box::new(move |refusal, scene| {
                    if refusal.cause == cause {
                        alter(refusal, scene.suite);
                    }
                })));
                let id = format!("refusal/{}-{reason}/{way}", suite.id());
                let summary = format!("What is wrong by {} is refused {words}.", reason.replace('-', " "));
                made.extend(mutant(
                    suite,
                    id,
                    summary,
                    expected_verdict(suite, cause, clause, way),
                    alteration,
                ));
            }
        }
    }
    made
}
