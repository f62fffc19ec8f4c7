//! Every member of every documented error, with every change.

use super::change::{Change, change};
use super::members::spelled;
use super::place::Position;
use crate::mutants::mutant::{ExpectedVerdict, kept, mutant};
use batchspec_fixtures::Fault;
use batchspec_fixtures::Suite::{self, Inspector2, Marketplace};
use batchspec_fixtures::alteration::Alteration;

/// What the contract says about a member of an error.
struct Member {
    suite: Suite,
    /// The errors that have it.
    errors: Errors,
    pointer: &'static [&'static str],
    /// The clause that fixes its type, and its presence where it is required.
    typed: &'static str,
    required: bool,
    emptied: ExpectedVerdict,
    stringified: ExpectedVerdict,
    recased: ExpectedVerdict,
    free: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Errors {
    Validation,
    /// Those that have nothing to do with the input.
    Others,
}

const VALIDATION: &str = "inspector2/error/validation-members";
const STATUSES: &str = "inspector2/error/modelled-statuses";
const ENTITY_VALIDATION: &str = "marketplace/error/validation-members";
const ENTITY_STATUSES: &str = "marketplace/error/modelled-statuses";
const TEXT: ExpectedVerdict = ExpectedVerdict::Allowed("protocol/error-message-text");
const CASING: ExpectedVerdict = ExpectedVerdict::Allowed("protocol/error-message-casing");
const NULL: ExpectedVerdict =
    ExpectedVerdict::Left("nothing says whether an optional member of an error may be null");
const TYPES_ONLY: &str = "marketplace/error/validation-members: optional, types only";

const fn required(pointer: &'static [&'static str], errors: Errors, typed: &'static str) -> Member {
    Member {
        suite: Inspector2,
        errors,
        pointer,
        typed,
        required: true,
        emptied: TEXT,
        stringified: TEXT,
        recased: ExpectedVerdict::Breaks(typed, &[]),
        free: "",
    }
}

const fn optional(pointer: &'static [&'static str], errors: Errors, typed: &'static str) -> Member {
    let allowed = ExpectedVerdict::Allowed(TYPES_ONLY);
    Member {
        suite: Marketplace,
        required: false,
        emptied: allowed,
        stringified: allowed,
        recased: allowed,
        free: TYPES_ONLY,
        ..required(pointer, errors, typed)
    }
}

const MEMBERS: [Member; 12] = [
    Member { recased: CASING, ..required(&["message"], Errors::Validation, VALIDATION) },
    Member {
        emptied: ExpectedVerdict::Breaks("inspector2/error/validation-reason-enum", &[]),
        stringified: ExpectedVerdict::Breaks("inspector2/error/validation-reason-enum", &[]),
        ..required(&["reason"], Errors::Validation, VALIDATION)
    },
    Member {
        suite: Inspector2,
        stringified: ExpectedVerdict::Breaks(VALIDATION, &[]),
        free: "inspector2/error/validation-members: fields is optional",
        ..optional(&["fields"], Errors::Validation, VALIDATION)
    },
    required(&["fields", "+", "name"], Errors::Validation, VALIDATION),
    required(&["fields", "+", "message"], Errors::Validation, VALIDATION),
    Member { recased: CASING, ..required(&["message"], Errors::Others, STATUSES) },
    Member {
        emptied: ExpectedVerdict::Breaks("marketplace/error/message-pattern", &[]),
        ..optional(&["Message"], Errors::Validation, ENTITY_VALIDATION)
    },
    Member {
        stringified: ExpectedVerdict::Breaks(ENTITY_VALIDATION, &[]),
        ..optional(&["ValidationExceptionFieldList"], Errors::Validation, ENTITY_VALIDATION)
    },
    Member {
        emptied: ExpectedVerdict::Breaks("marketplace/error/validation-reason-enum", &[]),
        ..optional(&["ValidationExceptionFieldList", "+", "Reason"], Errors::Validation, ENTITY_VALIDATION)
    },
    optional(&["ValidationExceptionFieldList", "+", "Field"], Errors::Validation, ENTITY_VALIDATION),
    optional(&["ValidationExceptionFieldList", "+", "Message"], Errors::Validation, ENTITY_VALIDATION),
    Member {
        emptied: ExpectedVerdict::Breaks("marketplace/error/message-pattern", &[]),
        ..optional(&["Message"], Errors::Others, ENTITY_STATUSES)
    },
];

impl Member {
    fn expected_verdict(&self, change: Change) -> ExpectedVerdict {
        let typed = ExpectedVerdict::Breaks(self.typed, &[]);
        match change {
            Change::Dropped if self.required => typed,
            Change::Dropped => ExpectedVerdict::Allowed(self.free),
            Change::Null if self.required => typed,
            Change::Null => NULL,
            Change::Retyped | Change::Wrapped => typed,
            Change::Recased => self.recased,
            Change::Emptied => self.emptied,
            Change::Stringified => self.stringified,
            Change::Doubled => ExpectedVerdict::Breaks("protocol/duplicate-response-keys", &[]),
            Change::Neighbour => ExpectedVerdict::Left("an error has no items"),
        }
    }
}

pub(super) fn mutants() -> Vec<Fault> {
    let mut made = Vec::new();
    for member in &MEMBERS {
        for what in Change::ALL {
            let Member { suite, errors, pointer, .. } = *member;
            let alteration = Alteration::Draft(kept(Box::new(move |draft, _| {
                let meant = match draft.error {
                    "ValidationException" => errors == Errors::Validation,
                    "AccessDeniedException"
                    | "ThrottlingException"
                    | "InternalServerException"
                    | "InternalServiceException" => errors == Errors::Others,
                    _ => false,
                };
                if let Some(body) = draft.body.as_mut().filter(|_| meant) {
                    change(body, pointer, Position::Every, what);
                }
            })));
            let (error, words) = match errors {
                Errors::Validation => ("validation", "a ValidationException"),
                Errors::Others => ("documented", "an error that has nothing to do with the input"),
            };
            let id =
                format!("error/{}-{error}/{}/{}", suite.id(), spelled(pointer, Position::Every), what.id());
            let summary = format!("/{} of {words} {}.", pointer.join("/"), what.words());
            made.extend(mutant(suite, id, summary, member.expected_verdict(what), alteration));
        }
    }
    made
}
