//! Signatures that are not right.

use super::{Expectation, Open, Refusal, Refusals};
use crate::contract::clause::ClauseRef;
use crate::contract::operation::Contract;
use crate::message::Credentials;

/// What must come of a request with such credentials; `of_message` says what would come of it with the right ones.
pub(super) fn read(contract: &Contract, credentials: Credentials, of_message: &Expectation) -> Expectation {
    let known = &contract.known;
    let is_invalid =
        matches!(of_message, Expectation::Refuse(refusal) if refusal.answers != Refusals::NotServed);
    match (credentials, of_message) {
        (Credentials::Own, _) => of_message.clone(),
        (Credentials::Missing, _) if is_invalid => refused(known.auth_before_validation),
        (_, Expectation::Refuse(_) | Expectation::Observe(_)) => Expectation::Observe(Open::Credentials),
        (Credentials::Missing, _) => refused(known.auth_unsigned_rejected),
        (Credentials::Unreadable, _) => refused(known.auth_malformed_header_rejected),
        (Credentials::UnknownKey, _) => refused(known.auth_unknown_key_rejected),
        (Credentials::WrongSignature | Credentials::Old | Credentials::Elsewhere, _) => {
            refused(known.auth_bad_signature_rejected)
        }
    }
}

fn refused(clause: ClauseRef) -> Expectation {
    Expectation::Refuse(Refusal {
        clause,
        also: Vec::new(),
        answers: Refusals::Unauthenticated,
        pointer: String::new(),
        among_others: false,
    })
}
