//! Every member of a success, at the first, the last and every item, with every change.

use super::change::{Change, change};
use super::place::Position;
use crate::mutants::mutant::{ExpectedVerdict, kebab, kept, mutant};
use batchspec_fixtures::Fault;
use batchspec_fixtures::Suite::{self, Inspector2, Marketplace};
use batchspec_fixtures::alteration::Alteration;

/// What the contract says about a member.
struct Member {
    suite: Suite,
    pointer: &'static [&'static str],
    /// The clause that demands its presence; nothing for an optional one.
    required: Option<&'static str>,
    null: ExpectedVerdict,
    /// The clause that fixes its type; nothing if any JSON value will do.
    typed: Option<&'static str>,
    /// What an empty value breaks; nothing if it is a value as any other.
    emptied: Option<&'static str>,
    /// What a string that holds its JSON breaks; nothing as before.
    stringified: Option<&'static str>,
    neighbour: ExpectedVerdict,
    /// It is part of the item's outcome, which must not depend on its place (`batch/permutation-invariant`).
    compared: bool,
    /// What lets a server choose the value, as long as it chooses the same at every place.
    free: &'static str,
}

/// A valid value that depends on the item's place.
const PLACE: ExpectedVerdict = ExpectedVerdict::Breaks(
    "batch/permutation-invariant",
    &["batch/split-invariant", "batch/removal-invariant", "batch/repeat-stable"],
);
/// A valid value that depends on the item's neighbours.
const BESIDE: ExpectedVerdict = ExpectedVerdict::Breaks(
    "batch/removal-invariant",
    &["batch/permutation-invariant", "batch/split-invariant", "batch/repeat-stable"],
);
/// What may follow from a value that is wrong at one place alone.
const RELATIONS: &[&str] = &[
    "batch/permutation-invariant",
    "batch/split-invariant",
    "batch/removal-invariant",
    "batch/repeat-stable",
    "batch/key-echo-exact",
    "batch/complete",
    "batch/no-strangers",
];
const SAME: ExpectedVerdict = ExpectedVerdict::Left("all items of the reference have the same value there");
const FAILURES: &str = "batch/repeat-stable: of a failure only the code counts";

const ACCOUNT: &str = "inspector2/response/account-members";
const TRIAL: &str = "inspector2/response/free-trial-members";
const FAILED: &str = "inspector2/response/failed-account-members";
const ACCOUNT_ID: &str = "inspector2/response/account-id-pattern";
const OPEN_ENUM: &str = "inspector2/response/free-trial-type-enum: it grows";
const NUMBER: &str = "inspector2/response/timestamps-number";
const ECHO: &str = "batch/key-echo-exact";
const DETAIL: &str = "marketplace/response/entity-member-types";
const ERROR: &str = "marketplace/response/error-detail-types";
const NOT_NULL: ExpectedVerdict = ExpectedVerdict::Breaks("marketplace/response/maps-not-null", RELATIONS);
const OPTIONAL_DETAIL: &str = "marketplace/response/entity-member-types: optional";
const OPTIONAL_ERROR: &str = "marketplace/response/error-detail-types: optional";

const fn required(pointer: &'static [&'static str], clause: &'static str) -> Member {
    Member {
        suite: Inspector2,
        pointer,
        required: Some(clause),
        null: ExpectedVerdict::Breaks(clause, &[]),
        typed: Some(clause),
        emptied: None,
        stringified: None,
        neighbour: BESIDE,
        compared: true,
        free: OPEN_ENUM,
    }
}

const fn optional(
    pointer: &'static [&'static str],
    typed: &'static str,
    form: Option<&'static str>,
    free: &'static str,
) -> Member {
    Member {
        suite: Marketplace,
        pointer,
        required: None,
        null: NOT_NULL,
        typed: Some(typed),
        emptied: form,
        stringified: form,
        neighbour: BESIDE,
        compared: true,
        free,
    }
}

const ACCOUNTS: [Member; 7] = [
    Member {
        emptied: Some(ACCOUNT_ID),
        stringified: Some(ECHO),
        neighbour: ExpectedVerdict::Breaks("batch/complete", &["batch/answered-once"]),
        ..required(&["accounts", "*", "accountId"], ACCOUNT)
    },
    Member {
        stringified: Some(ACCOUNT),
        free: "inspector2/response/account-members: the list may be empty",
        ..required(&["accounts", "*", "freeTrialInfo"], ACCOUNT)
    },
    Member {
        emptied: Some("inspector2/response/free-trial-type-enum"),
        ..required(&["accounts", "*", "freeTrialInfo", "+", "type"], TRIAL)
    },
    Member {
        typed: Some(NUMBER),
        emptied: Some("inspector2/response/start-before-end"),
        stringified: Some(NUMBER),
        ..required(&["accounts", "*", "freeTrialInfo", "+", "start"], TRIAL)
    },
    Member {
        typed: Some(NUMBER),
        emptied: Some("inspector2/response/start-before-end"),
        stringified: Some(NUMBER),
        ..required(&["accounts", "*", "freeTrialInfo", "+", "end"], TRIAL)
    },
    Member {
        emptied: Some("inspector2/response/free-trial-status-enum"),
        stringified: Some("inspector2/response/free-trial-status-enum"),
        ..required(&["accounts", "*", "freeTrialInfo", "+", "status"], TRIAL)
    },
    Member {
        required: None,
        null: ExpectedVerdict::Left("nothing says whether an optional member of a trial may be null"),
        emptied: Some("inspector2/response/cloud-provider-enum"),
        free: "inspector2/response/free-trial-members: cloudProvider is optional, and its enum open",
        ..required(&["accounts", "*", "freeTrialInfo", "+", "cloudProvider"], TRIAL)
    },
];

const FAILED_ACCOUNTS: [Member; 3] = [
    Member {
        emptied: Some(ACCOUNT_ID),
        stringified: Some(ECHO),
        neighbour: ExpectedVerdict::Breaks("batch/complete", &["batch/answered-once"]),
        ..required(&["failedAccounts", "*", "accountId"], FAILED)
    },
    Member {
        emptied: Some("inspector2/response/failed-account-code-enum"),
        stringified: Some("inspector2/response/failed-account-code-enum"),
        neighbour: SAME,
        ..required(&["failedAccounts", "*", "code"], FAILED)
    },
    Member {
        neighbour: SAME,
        compared: false,
        free: FAILURES,
        ..required(&["failedAccounts", "*", "message"], FAILED)
    },
];

const ENTITIES: [Member; 5] = [
    Member {
        neighbour: ExpectedVerdict::Breaks("marketplace/response/entity-arn-shape", RELATIONS),
        ..optional(
            &["EntityDetails", "*", "EntityArn"],
            DETAIL,
            Some("marketplace/response/entity-arn-pattern"),
            OPTIONAL_DETAIL,
        )
    },
    Member {
        neighbour: ExpectedVerdict::Breaks("marketplace/response/entity-arn-shape", RELATIONS),
        ..optional(
            &["EntityDetails", "*", "EntityType"],
            DETAIL,
            Some("marketplace/response/entity-type-pattern"),
            OPTIONAL_DETAIL,
        )
    },
    Member {
        neighbour: ExpectedVerdict::Breaks("marketplace/response/entity-identifier-shape", RELATIONS),
        ..optional(
            &["EntityDetails", "*", "EntityIdentifier"],
            DETAIL,
            Some("marketplace/response/entity-identifier-pattern"),
            OPTIONAL_DETAIL,
        )
    },
    optional(
        &["EntityDetails", "*", "LastModifiedDate"],
        "marketplace/response/last-modified-format",
        Some("marketplace/response/last-modified-format"),
        OPTIONAL_DETAIL,
    ),
    Member {
        null: ExpectedVerdict::Left("clients read null as no document, and an optional member is not null"),
        stringified: Some("protocol/document-any-json"),
        ..optional(
            &["EntityDetails", "*", "DetailsDocument"],
            DETAIL,
            None,
            "marketplace/response/entity-member-types: optional, and any object",
        )
    },
];

const ERRORS: [Member; 2] = [
    optional(
        &["Errors", "*", "ErrorCode"],
        ERROR,
        Some("marketplace/response/error-code-pattern"),
        OPTIONAL_ERROR,
    ),
    Member {
        emptied: Some("marketplace/response/error-message-pattern"),
        neighbour: ExpectedVerdict::Allowed(FAILURES),
        compared: false,
        ..optional(&["Errors", "*", "ErrorMessage"], ERROR, None, OPTIONAL_ERROR)
    },
];

impl Member {
    /// What a value is worth that is valid by itself.
    const fn valid(&self, position: Position) -> ExpectedVerdict {
        match position {
            Position::First | Position::Last if self.compared => PLACE,
            _ => ExpectedVerdict::Allowed(self.free),
        }
    }

    fn expected_verdict(&self, change: Change, position: Position) -> ExpectedVerdict {
        let broken = match change {
            Change::Dropped => self.required,
            Change::Recased => Some(self.required.unwrap_or("protocol/response-member-names")),
            // The list is one still; what is in it is no trial.
            Change::Wrapped if self.pointer.ends_with(&["freeTrialInfo"]) => Some(TRIAL),
            Change::Retyped | Change::Wrapped => self.typed,
            Change::Emptied => self.emptied,
            Change::Stringified => self.stringified,
            Change::Doubled => Some("protocol/duplicate-response-keys"),
            Change::Null => return self.null,
            // Every account has another's id, and so another's trials.
            Change::Neighbour if self.pointer.ends_with(&["accountId"]) && position == Position::Every => {
                return if self.pointer.starts_with(&["accounts"]) { BESIDE } else { SAME };
            }
            Change::Neighbour => return self.neighbour,
        };
        broken.map_or_else(|| self.valid(position), |clause| ExpectedVerdict::Breaks(clause, RELATIONS))
    }
}

/// The pointer as a part of an id.
pub(super) fn spelled(pointer: &[&str], position: Position) -> String {
    let names = pointer.iter().map(|name| match *name {
        "*" => position.id().to_owned(),
        "+" => "each".to_owned(),
        name => kebab(name),
    });
    names.collect::<Vec<_>>().join("-")
}

pub(super) fn mutants() -> Vec<Fault> {
    let mut made = Vec::new();
    for member in ACCOUNTS.iter().chain(&FAILED_ACCOUNTS).chain(&ENTITIES).chain(&ERRORS) {
        for position in Position::ALL {
            for what in Change::ALL {
                let pointer = member.pointer;
                let alteration = Alteration::Draft(kept(Box::new(move |draft, _| {
                    if draft.cause.is_none()
                        && let Some(body) = &mut draft.body
                    {
                        change(body, pointer, position, what);
                    }
                })));
                let id = format!("answer/{}/{}", spelled(pointer, position), what.id());
                let summary = format!("/{} ({} item) {}.", pointer.join("/"), position.id(), what.words());
                made.extend(mutant(
                    member.suite,
                    id,
                    summary,
                    member.expected_verdict(what, position),
                    alteration,
                ));
            }
        }
    }
    made
}
