//! What a test that stands alone demands: the promise that broke, as far as one or two answers show it.

use crate::contract::{
    Clause, ClauseRef, Collection, ConstraintKind, Contract, EntryKey, Expectation, ModelledError, NodeKind,
    Pattern, Refusals, Role, TimestampFormat,
};
use crate::generate::{Aim, Step};
use crate::judge::Requested;
use crate::message::Request;
use crate::report::SavedFinding;
use crate::run::replay::sent_again::Replay;

/// Rounds of requests whose answers are to agree: what changes once and for good is no disagreement.
const IN_TURN: u32 = 3;
/// Rounds of requests that are sent at the same time.
const AT_ONCE: u32 = 10;
/// Rounds for what does not come each time.
const UNSTEADY: u32 = 30;

/// A finding's requests, and what is demanded of the answers.
pub(super) struct Wanted<'f> {
    pub(super) saved: &'f SavedFinding,
    pub(super) contract: &'f Contract,
    pub(super) clause: &'f Clause,
    pub(super) steps: Vec<(&'f Step, Vec<Demand>)>,
    /// Answers that say otherwise of one item are wrong.
    pub(super) must_agree: bool,
    pub(super) at_once: bool,
    pub(super) rounds: u32,
    /// The promise is kept by the answers to several requests, or by something else that no demand says.
    pub(super) is_nearest: bool,
}

/// One demand on one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Demand {
    /// Exactly this status.
    Status(u16),
    /// No server error.
    NoServerError,
    /// Neither a success nor a server error.
    Refused,
    /// One of these errors, each with its status.
    Error(Vec<(u16, String)>),
    /// No success that holds one of these members.
    NotServed(Vec<String>),
    /// The body is JSON text.
    Json,
    /// The body is said to be of this JSON media type.
    JsonMediaType(&'static str),
    /// No object names a member twice.
    NamesOnce,
    /// Each of these items is answered once, and no other.
    EachOnce(Vec<String>),
    /// Every value at a place, as in `accounts[].accountId`, is as the rule says.
    At(String, Rule),
    /// The value at this JSON pointer is not this JSON text.
    IsNot(String, String),
}

/// What is demanded of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Rule {
    /// Its JSON type is one of these: null, boolean, number, string, array, object.
    Type(Vec<&'static str>),
    /// It is there, and not null.
    Present,
    /// It is not null.
    NotNull,
    /// Characters of a string, elements or members of others.
    Length(usize, usize),
    /// A string is one of these.
    OneOf(Vec<String>),
}

impl<'f> Wanted<'f> {
    pub(super) fn of(saved: &'f SavedFinding, contract: &'f Contract, replay: &'f Replay) -> Self {
        let clause = replay.clause();
        let case = replay.case();
        let must_agree = saved.is_disagreement && case.relation.is_some();
        let mut wanted = Self {
            saved,
            contract,
            clause: contract.clauses.get(clause),
            steps: Vec::new(),
            must_agree,
            at_once: case.is_at_once(),
            rounds: match () {
                () if !replay.is_steady() => UNSTEADY,
                () if case.is_at_once() => AT_ONCE,
                () if must_agree => IN_TURN,
                () => 1,
            },
            is_nearest: false,
        };
        let told = saved.place.as_ref().map_or(case.steps.len() - 1, |place| place.exchange);
        for (at, step) in case.steps.iter().enumerate() {
            // What is sent along to make the trouble show is not on trial.
            let is_told = must_agree || wanted.at_once || at == told || saved.place.is_none();
            let mut demands = match &case.aim {
                _ if !is_told => Vec::new(),
                Aim::Provoke(name) => contract.error(name).map(documented_error).into_iter().collect(),
                Aim::Plain | Aim::Clause(_) => vec![first(contract, step, saved)],
            };
            if is_told && !must_agree {
                wanted.own(clause, step, &mut demands);
            }
            wanted.steps.push((step, demands));
        }
        wanted.is_nearest = !must_agree && !wanted.is_said(clause);
        if wanted.is_nearest
            && let (Some(place), Some(value)) = (&saved.place, &saved.value)
            && let Some((_, demands)) = wanted.steps.get_mut(place.exchange)
        {
            demands.push(Demand::IsNot(place.pointer.clone(), value.clone()));
        }
        wanted
    }

    /// Adds what the clause itself demands of this answer.
    fn own(&self, clause: ClauseRef, step: &Step, demands: &mut Vec<Demand>) {
        let (contract, known) = (self.contract, &self.contract.known);
        let is_served = matches!(step.expectation, Expectation::Accept { .. } | Expectation::Observe(_));
        let partition = [
            known.batch_complete,
            known.batch_exclusive,
            known.batch_no_strangers,
            known.batch_answered_once,
            known.batch_key_echo_exact,
        ];
        if partition.contains(&clause) && is_served {
            demands.extend(keys(contract, &step.request).map(Demand::EachOnce));
        }
        if clause == known.duplicate_response_keys {
            demands.push(Demand::NamesOnce);
        }
        if clause == known.answer_is_json_text {
            demands.push(Demand::Json);
        }
        if [known.success_content_type_json, known.error_media_type_json].contains(&clause) {
            demands.push(Demand::JsonMediaType(contract.protocol.media_type()));
        }
        let own = contract.constraints.iter().filter(|constraint| constraint.clause == Some(clause));
        let spares = |keys: &Pattern| {
            let requested = Requested::read(contract, &step.request);
            requested.is_none_or(|requested| requested.keys.iter().any(|key| keys.is_match(key)))
        };
        for constraint in own.filter(|own| !own.except_keys.as_ref().is_some_and(spares)) {
            let place = match constraint.place.strip_prefix("output").filter(|_| is_served) {
                Some(place) => Some(place.trim_start_matches('.')),
                // The first part names the error, which another demand is about.
                None => constraint
                    .place
                    .strip_prefix("error.")
                    .filter(|_| !is_served)
                    .map(|place| place.split_once('.').map_or("", |(_, place)| place)),
            };
            let rule = self.rule(&constraint.place, constraint.kind);
            demands.extend(place.zip(rule).map(|(place, rule)| Demand::At(place.to_owned(), rule)));
        }
    }

    fn rule(&self, place: &str, kind: ConstraintKind) -> Option<Rule> {
        let node = self.contract.node(self.contract.node_at(place)?);
        Some(match kind {
            ConstraintKind::Type => {
                let own = match &node.kind {
                    NodeKind::Structure(_) | NodeKind::Union(_) | NodeKind::Map { .. } => vec!["object"],
                    NodeKind::List { .. } => vec!["array"],
                    NodeKind::String { .. } | NodeKind::Blob => vec!["string"],
                    NodeKind::Integer { .. } => vec!["number"],
                    NodeKind::Boolean => vec!["boolean"],
                    NodeKind::Float { .. } => vec!["number", "string"],
                    NodeKind::Timestamp { format: TimestampFormat::EpochSeconds, .. } => {
                        vec!["number"]
                    }
                    NodeKind::Timestamp { .. } => vec!["string"],
                    NodeKind::Document { .. } => return None,
                };
                // Whether null may stand there is another rule's matter, unless it is what was found.
                let is_null = self.saved.value.as_deref() == Some("null");
                Rule::Type(own.into_iter().chain((!is_null).then_some("null")).collect())
            }
            ConstraintKind::Required => Rule::Present,
            ConstraintKind::Null => Rule::NotNull,
            ConstraintKind::LengthMin | ConstraintKind::LengthMax => {
                let length = node.length?;
                let bound = |bound: Option<(usize, _)>| bound.map(|(bound, _)| bound);
                match kind {
                    ConstraintKind::LengthMin => Rule::Length(bound(length.min)?, usize::MAX),
                    _ => Rule::Length(0, bound(length.max)?),
                }
            }
            ConstraintKind::Enum => match &node.kind {
                NodeKind::String { values: Some((values, _)) } => Rule::OneOf(values.clone()),
                _ => return None,
            },
            _ => return None,
        })
    }

    /// Whether the demands say what broke: those of its place, or a status that the answer did not have.
    fn is_said(&self, clause: ClauseRef) -> bool {
        let of_answer = self.saved.place.as_ref().is_some_and(|place| place.message == "answer");
        let own = |demand: &Demand| !matches!(demand, Demand::Status(_) | Demand::NoServerError);
        let area = self.contract.clauses.get(clause).area();
        let is_of_body = area == "response" || area == "batch" || of_answer;
        !is_of_body
            || clause == self.contract.known.batch_item_failure_keeps_200
            || clause == self.contract.known.batch_invalid_item_rejects_call
            || self.steps.iter().flat_map(|(_, demands)| demands).any(own)
    }
}

/// What any promise about this request presupposes: that it is served, or refused as documented.
fn first(contract: &Contract, step: &Step, saved: &SavedFinding) -> Demand {
    match &step.expectation {
        Expectation::Accept { .. } => Demand::Status(contract.binding.status),
        Expectation::Observe(_) => Demand::NoServerError,
        Expectation::Refuse(refusal) => {
            let validation = contract.validation_error().map(|error| (error.status, error.name.clone()));
            let parse = (400, "SerializationException".to_owned());
            match (refusal.answers, validation) {
                (Refusals::NotServed, _) => Demand::NotServed(members(contract)),
                (Refusals::Unauthenticated | Refusals::Any, _) => Demand::Refused,
                (Refusals::NoSuccess, _) if !speaks_of_errors(contract, saved) => Demand::Refused,
                (Refusals::Parse | Refusals::Validation, None) => Demand::Refused,
                (Refusals::NoSuccess | Refusals::Parse, validation) => {
                    Demand::Error(std::iter::once(parse).chain(validation).collect())
                }
                (Refusals::Validation, Some(validation)) => Demand::Error(vec![validation]),
            }
        }
    }
}

fn documented_error(error: &ModelledError) -> Demand {
    Demand::Error(vec![(error.status, error.name.clone())])
}

/// Whether the finding is about what errors are like, and not about whether there is one.
fn speaks_of_errors(contract: &Contract, saved: &SavedFinding) -> bool {
    let clause = contract.clauses.find(&saved.clause);
    clause.is_some_and(|clause| {
        contract.role(Role::TypeError) == Some(clause) || contract.clauses.get(clause).area() != "request"
    })
}

/// The members of a success.
fn members(contract: &Contract) -> Vec<String> {
    match &contract.node(contract.output).kind {
        NodeKind::Structure(members) => members.iter().map(|member| member.name.clone()).collect(),
        _ => Vec::new(),
    }
}

/// The keys of a request's items, each once; `None` where entries are told by more than a plain key.
pub(super) fn keys(contract: &Contract, request: &Request) -> Option<Vec<String>> {
    contract.batch.as_ref().filter(|batch| batch.is_simple())?;
    let mut keys = Requested::read(contract, request)?.keys;
    keys.sort();
    keys.dedup();
    (!keys.is_empty()).then_some(keys)
}

/// The documented members of an entry.
pub(super) fn documented(contract: &Contract, collection: &Collection) -> Vec<String> {
    let element = match contract.node(collection.node).kind {
        NodeKind::List { element, .. } => element,
        NodeKind::Map { value, .. } => value,
        _ => return Vec::new(),
    };
    match &contract.node(element).kind {
        NodeKind::Structure(members) => members.iter().map(|member| member.name.clone()).collect(),
        _ => Vec::new(),
    }
}

/// How an entry names its item: a member, `[]` for itself, `{}` for its name in the map.
pub(super) fn key_of(collection: &Collection) -> &str {
    match &collection.key {
        EntryKey::MapKey => "{}",
        EntryKey::Element => "[]",
        EntryKey::Member(member) => member,
        // Nothing is said of single items then: see `keys`.
        _ => "",
    }
}
