//! What the contract says of a request, read from its bytes alone.
//!
//! The validator decides between accept, refuse and observe. It knows nothing of how a request was made, shares no
//! code with the generators, and is asked before every request is sent: a case never claims more than this.

mod body;
mod bound;
mod credentials;
mod head;
mod joined;
mod lenient;
mod open;
mod whole;

pub use open::Open;

use std::borrow::Cow;

use super::batch::BatchRule;
use super::clause::ClauseRef;
use super::constraint::ConstraintKind;
use super::operation::Contract;
use super::schema::NodeKind;
use crate::message::Request;

/// Bodies up to here must be served when valid (`protocol/hostile-bytes-no-5xx`).
pub const SERVED_BODY_BYTES: usize = 64 * 1024;
/// Above this size nothing is judged (`protocol/hostile-bytes-no-5xx`).
pub const JUDGED_BODY_BYTES: usize = 1024 * 1024;

/// What the contract says of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expectation {
    /// Certainly valid: it must be served.
    Accept {
        /// The clause that speaks for a valid but odd value, if the request holds one.
        odd: Option<ClauseRef>,
    },
    /// Certainly invalid, in exactly one place.
    Refuse(Refusal),
    /// The documentation leaves open what must come of it.
    Observe(Open),
}

/// Why and how a request must be refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The clause that demands it.
    pub clause: ClauseRef,
    /// Further clauses that demand the same here.
    pub also: Vec<ClauseRef>,
    /// Which answers keep the promise.
    pub answers: Refusals,
    /// JSON pointer to the breaking place; empty for the body as a whole or the request's head.
    pub pointer: String,
    /// Whether the breaking place lies inside one item of a batch of several.
    pub among_others: bool,
}

impl Refusal {
    /// Whether a list or a map has too many elements: such a body is large because of what is wrong with it.
    #[must_use]
    pub fn is_of_count(&self, contract: &Contract) -> bool {
        let mut own = contract.constraints.iter().filter(|constraint| constraint.clause == Some(self.clause));
        own.any(|constraint| {
            constraint.kind == ConstraintKind::LengthMax
                && contract.node_at(&constraint.place).is_some_and(|node| {
                    matches!(contract.node(node).kind, NodeKind::List { .. } | NodeKind::Map { .. })
                })
        })
    }
}

/// Sets of answers that refuse a request as documented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusals {
    /// 400 SerializationException, or the validation error at its own status.
    Parse,
    /// The validation error at its own status.
    Validation,
    /// Anything but a success; a lesser clause may ask for more.
    NoSuccess,
    /// Anything but a success: another place of the request may be refused first, in words of its own.
    Any,
    /// Anything but this operation's output.
    NotServed,
    /// 400, 401 or 403 with an error that speaks of the caller.
    Unauthenticated,
}

impl Refusals {
    /// The set in words.
    #[must_use]
    pub fn describe(self, contract: &Contract) -> String {
        let validation = match contract.validation_error() {
            Some(error) => format!("{} {}", error.status, error.name),
            None => "a 4xx error".to_owned(),
        };
        match self {
            Self::Parse => format!("400 SerializationException, or {validation}"),
            Self::Validation => validation,
            Self::NoSuccess | Self::Any => "a refusal (4xx)".to_owned(),
            Self::NotServed => "no 2xx with the operation's output".to_owned(),
            Self::Unauthenticated => "400, 401 or 403 with an error about the signature".to_owned(),
        }
    }
}

/// Reads one request and says what must come of it.
#[must_use]
pub fn validate(contract: &Contract, request: &Request) -> Expectation {
    let of_message = message(contract, request);
    if request.credentials.is_own() {
        return of_message;
    }
    credentials::read(contract, request.credentials, &of_message)
}

/// The whole input of a request as one JSON object, where items travel outside the body; the body elsewhere.
pub(crate) fn whole_input<'r>(contract: &Contract, request: &'r Request) -> Cow<'r, [u8]> {
    let body = &request.body.bytes;
    if !contract.binding.items_outside {
        return Cow::Borrowed(body);
    }
    match bound::members(contract, request) {
        Ok(members) => joined::whole(contract, body, &members).map_or(Cow::Borrowed(body), Cow::Owned),
        Err(_) => Cow::Borrowed(body),
    }
}

/// What must come of a request whose signature, if it needs one, is right.
fn message(contract: &Contract, request: &Request) -> Expectation {
    let size = request.body.bytes.len();
    let is_large = size > SERVED_BODY_BYTES;
    let read = contract.batch.as_ref().and_then(BatchRule::read_bytes).unwrap_or(SERVED_BODY_BYTES);
    if is_large && size > read {
        return Expectation::Observe(Open::LargeBody);
    }
    match read_message(contract, request) {
        // Of a large body nothing is certain but that it breaks a promise about bytes.
        Expectation::Refuse(refusal) if contract.known.batch_whole_promise_kept == Some(refusal.clause) => {
            Expectation::Refuse(refusal)
        }
        _ if is_large => Expectation::Observe(Open::LargeBody),
        expectation => expectation,
    }
}

fn read_message(contract: &Contract, request: &Request) -> Expectation {
    let head = head::read(contract, request);
    let body = match bound::members(contract, request) {
        Ok(members) => joined::read(contract, &request.body.bytes, &members),
        Err(why) => Expectation::Observe(why),
    };
    match (head, body) {
        (head::Head::Open(why), _) => Expectation::Observe(why),
        (head::Head::Good, body) => body,
        (head::Head::Wrong(clause), Expectation::Accept { .. }) => Expectation::Refuse(Refusal {
            clause,
            also: Vec::new(),
            answers: Refusals::NotServed,
            pointer: String::new(),
            among_others: false,
        }),
        (head::Head::Wrong(_), _) => Expectation::Observe(Open::HeadAndBody),
    }
}
