//! One exchange, read once for all checks.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::error_type::ErrorType;
use super::outcome::{ItemOutcome, Outcomes, has_usual_company, outcomes_of};
use super::requested::Requested;
use crate::contract::{ClauseRef, Contract, Expectation, ModelledError, NodeKind, Open};
use crate::generate::{Aim, Case, ItemKind, Origin, RelationKind, Step};
use crate::message::json::{Document, Kind, SyntaxFault, Value};
use crate::message::{Answer, Coded, Exchange, Framing, Link, Outcome, Request, WireFault};

/// What the codings of an exchange's answers make of their bodies. What was received stays as it is beside it.
#[derive(Debug)]
pub struct Contents(Vec<Coded>);

impl Contents {
    /// Undoes the codings of all answers.
    #[must_use]
    pub fn read(exchange: &Exchange) -> Self {
        let answers = exchange.attempts.iter().filter_map(|attempt| attempt.outcome.answer());
        Self(answers.map(Coded::of).collect())
    }

    fn of(&self, answer: usize) -> &Coded {
        self.0.get(answer).unwrap_or(&Coded::Plain)
    }
}

/// One exchange as the checks see it.
#[derive(Debug)]
pub struct Reading<'t> {
    /// What is promised.
    pub contract: &'t Contract,
    /// From where the case comes.
    pub origin: &'t Origin,
    /// What the case is made to show.
    pub aim: &'t Aim,
    /// The step within the case.
    pub step: usize,
    /// What was sent.
    pub request: &'t Request,
    /// What the contract says of it.
    pub expectation: &'t Expectation,
    /// Every answer in order; the last one counts, those before were documented and transient.
    pub answers: Vec<AnswerReading<'t>>,
    /// Why the attempt that counts brought no answer.
    pub failure: Option<&'t WireFault>,
    /// What the attempt that counts shows of its connection.
    pub link: Link,
    /// The items of the request, when they can be read.
    pub requested: Option<Requested>,
    /// It is there to be held against the case's plain request, by the check that knows how.
    is_compared: bool,
    outcomes: OnceCell<Option<Outcomes>>,
    /// Beside the items it says what all requests of the run say.
    is_usual: bool,
    kinds: &'t BTreeMap<String, ItemKind>,
    told: Option<&'t BTreeMap<String, ItemKind>>,
}

/// One answer with its body parsed.
#[derive(Debug)]
pub struct AnswerReading<'t> {
    /// The answer.
    pub answer: &'t Answer,
    /// What its codings make of the body.
    pub coded: &'t Coded,
    /// The body without its codings; `None` when it is empty.
    pub body: Option<Result<Document<'t>, SyntaxFault>>,
    /// The error it is, for statuses of 400 and above.
    pub error: Option<ErrorType>,
    /// The declared error of that type.
    pub modelled: Option<&'t ModelledError>,
}

impl<'t> AnswerReading<'t> {
    fn new(contract: &'t Contract, answer: &'t Answer, coded: &'t Coded) -> Self {
        let content = coded.content(answer);
        let body = (!content.is_empty()).then(|| Document::parse(content));
        let root = body.as_ref().and_then(|body| body.as_ref().ok()).map(Document::root);
        let object = root.filter(|root| root.kind() == Kind::Object);
        let error = if answer.status >= 400 { ErrorType::read(answer, object) } else { None };
        let modelled = error.as_ref().and_then(|error| contract.error(&error.name));
        Self { answer, coded, body, error, modelled }
    }

    /// Whether the body cannot be read because it is not in the coding that it is said to be in.
    #[must_use]
    pub fn is_mislabelled(&self) -> bool {
        matches!((self.coded, &self.body), (Coded::Mislabelled(_), Some(Err(_))))
    }

    /// The body's value, when it is JSON.
    #[must_use]
    pub fn json(&self) -> Option<Value<'_>> {
        self.body.as_ref()?.as_ref().ok().map(Document::root)
    }

    /// The body's value, when it is a JSON object.
    #[must_use]
    pub fn object(&self) -> Option<Value<'_>> {
        self.json().filter(|root| root.kind() == Kind::Object)
    }

    /// The status and the error type in words.
    #[must_use]
    pub fn describe(&self) -> String {
        match &self.error {
            Some(error) => {
                let name: String = error.name.chars().take(80).collect();
                format!("{} {name}", self.answer.status)
            }
            None if self.answer.status >= 400 => format!("{} without an error type", self.answer.status),
            None => self.answer.status.to_string(),
        }
    }

    /// Whether this is a declared error at its declared status.
    #[must_use]
    pub fn is_documented_error(&self) -> bool {
        self.modelled.is_some_and(|modelled| modelled.status == self.answer.status)
    }

    /// Whether this is a declared error that may come at any time, at its declared status.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        self.is_documented_error() && self.modelled.is_some_and(ModelledError::is_transient)
    }
}

impl<'t> Reading<'t> {
    /// Reads one exchange, that of the case's step number `at`.
    #[must_use]
    pub fn new(
        contract: &'t Contract,
        kinds: &'t BTreeMap<String, ItemKind>,
        case: &'t Case,
        (at, step): (usize, &'t Step),
        exchange: &'t Exchange,
        contents: &'t Contents,
    ) -> Self {
        let answers = exchange.attempts.iter().filter_map(|attempt| attempt.outcome.answer()).enumerate();
        let answers: Vec<_> =
            answers.map(|(at, answer)| AnswerReading::new(contract, answer, contents.of(at))).collect();
        let failure = match exchange.last().map(|attempt| &attempt.outcome) {
            Some(Outcome::Failed(fault)) => Some(fault),
            _ => None,
        };
        let accepted = |reading: &AnswerReading<'_>| reading.answer.status == contract.binding.status;
        let link = exchange.last().map(|attempt| attempt.link).unwrap_or_default();
        let requested = answers
            .last()
            .filter(|last| accepted(last))
            .and_then(|_| Requested::read(contract, &exchange.request));
        Self {
            contract,
            origin: &case.origin,
            aim: &case.aim,
            step: at,
            request: &exchange.request,
            expectation: freedom(&exchange.request, answers.last(), link).unwrap_or(&step.expectation),
            answers,
            failure,
            link,
            is_compared: is_compared(case, at, &exchange.request),
            requested,
            outcomes: OnceCell::new(),
            is_usual: has_usual_company(contract, &exchange.request),
            kinds,
            told: None,
        }
    }

    /// The same, with what the user told of items.
    #[must_use]
    pub fn with_told(mut self, told: &'t BTreeMap<String, ItemKind>) -> Self {
        self.told = Some(told);
        self
    }

    /// Whether the target may know nothing of what the request says beside its items, and refuse it for that.
    #[must_use]
    pub fn may_be_in_strange_company(&self) -> bool {
        self.contract.has_company() && !(self.contract.is_company_told && self.is_usual)
    }

    /// What the user told of an item.
    #[must_use]
    pub fn told(&self, key: &str) -> Option<ItemKind> {
        self.told.filter(|_| self.is_usual)?.get(key).copied()
    }

    /// The answer that counts.
    #[must_use]
    pub fn last(&self) -> Option<&AnswerReading<'t>> {
        if self.failure.is_some() { None } else { self.answers.last() }
    }

    /// The answer that counts, when it is a success at the documented status.
    #[must_use]
    pub fn success(&self) -> Option<&AnswerReading<'t>> {
        let success = self.last().filter(|last| last.answer.status == self.contract.binding.status)?;
        if self.is_of_another_operation() {
            return None;
        }
        let elsewhere = matches!(
            self.expectation,
            Expectation::Observe(
                Open::PathSpelling
                    | Open::MethodAndPath
                    | Open::OtherMethod
                    | Open::TargetSpelling
                    | Open::TwoTargets
            )
        );
        (!elsewhere || self.is_output(success)).then_some(success)
    }

    /// Whether an answer holds a member of this operation's output: what stands at another path may be somebody else's.
    fn is_output(&self, answer: &AnswerReading<'_>) -> bool {
        let NodeKind::Structure(members) = &self.contract.node(self.contract.output).kind else {
            return true;
        };
        answer.object().is_some_and(|body| members.iter().any(|member| body.get(&member.name).is_some()))
    }

    /// Whether the request went to the documented method and path, in the user's name, with a body that is judged.
    #[must_use]
    pub fn is_addressed(&self) -> bool {
        let binding = &self.contract.binding;
        // What provokes an error may be a path of its own.
        let is_served = binding.is_path(&self.request.path) || self.provoked().is_some();
        self.request.method == binding.method
            && is_served
            && binding.is_named_by(self.request)
            && self.request.credentials.is_own()
            && self.request.body.bytes.len() <= crate::contract::SERVED_BODY_BYTES
    }

    /// Whether the request is none of this contract's, and neither is its answer.
    #[must_use]
    pub fn is_of_another_operation(&self) -> bool {
        matches!(self.expectation, Expectation::Observe(Open::OtherOperation))
    }

    /// Whether it is there to be held against the case's plain request, which every other check judges: what is wrong with
    /// this one alone is due to how it was sent.
    #[must_use]
    pub fn is_compared(&self) -> bool {
        self.is_compared
    }

    /// Whether the contract says what must come of the request.
    #[must_use]
    pub fn is_decided(&self) -> bool {
        !matches!(self.expectation, Expectation::Observe(_))
    }

    /// Whether the request should have been refused: a success is then wrong as a whole, and not worth reading on.
    #[must_use]
    pub fn is_to_be_refused(&self) -> bool {
        matches!(self.expectation, Expectation::Refuse(_)) || (self.is_of_spellings() && self.step % 3 == 2)
    }

    /// Whether the request belongs to a case of one breach in two spellings, and is not the one as documented. What it
    /// shows alone is shown by plainer cases: here it is held against the others.
    #[must_use]
    pub fn is_respelled(&self) -> bool {
        self.is_of_spellings() && !self.step.is_multiple_of(3)
    }

    /// Whether the request has the documented head in a case that is about another one.
    fn is_plain_beside(&self, clause: ClauseRef) -> bool {
        let known = &self.contract.known;
        let is_of_head = [known.media_type_case, known.content_coding].contains(&clause);
        is_of_head && self.request.headers == self.contract.binding.head()
    }

    fn is_of_spellings(&self) -> bool {
        matches!(self.aim, Aim::Clause(clause) if *clause == self.contract.known.every_spelling_is_checked)
    }

    /// The clause that the case was made for.
    #[must_use]
    pub fn aimed_clause(&self) -> Option<ClauseRef> {
        match self.aim {
            // No request alone breaks that one.
            Aim::Clause(_) if self.is_of_spellings() => None,
            // What is refused is not refused for how its connection is to end.
            Aim::Clause(clause) if self.contract.known.of_the_wire().contains(clause) => None,
            Aim::Clause(clause) if self.is_plain_beside(*clause) => None,
            Aim::Clause(clause) => Some(*clause),
            Aim::Plain | Aim::Provoke(_) => None,
        }
    }

    /// The error that the case asks for.
    #[must_use]
    pub fn provoked(&self) -> Option<&str> {
        match self.aim {
            Aim::Provoke(error) => Some(error),
            Aim::Plain | Aim::Clause(_) => None,
        }
    }

    /// Outcomes by item, where the answer is a plain success to a request of different items; without failures that may
    /// come and go by the contract.
    pub fn outcomes(&self) -> Option<impl Iterator<Item = &(Arc<str>, ItemOutcome)>> {
        let all = self.outcomes.get_or_init(|| self.read_outcomes()).as_ref()?;
        Some(all.iter().filter(|(_, outcome)| !outcome.is_passing()))
    }

    fn read_outcomes(&self) -> Option<Outcomes> {
        let requested = self.requested.as_ref().filter(|requested| requested.are_distinct())?;
        outcomes_of(self.contract, requested, self.success()?.object()?)
    }

    /// All outcomes by item, where the request was certainly valid.
    pub(super) fn into_outcomes(mut self) -> Option<Outcomes> {
        if !matches!(self.expectation, Expectation::Accept { .. }) || self.is_compared || !self.is_usual {
            return None;
        }
        self.outcomes.take().unwrap_or_else(|| self.read_outcomes())
    }

    /// Whether the target is known to answer about items: some were told, or seen in the answers to valid batches.
    #[must_use]
    pub fn has_seen_items(&self) -> bool {
        self.kinds.values().any(|kind| *kind != ItemKind::Drawn)
    }

    /// What is known of an item on this target.
    #[must_use]
    pub fn kind(&self, key: &str) -> Option<ItemKind> {
        self.kinds.get(key).copied().filter(|_| self.is_usual)
    }
}

static CHUNKED: Expectation = Expectation::Observe(Open::Chunked);
static EXPECTATION: Expectation = Expectation::Observe(Open::Expectation);

/// What is left open once a server has used a freedom that it has: to want a length (RFC 9110, section 15.5.12), to meet no
/// expectation (15.5.18), to speak HTTP/1.0, which has neither.
fn freedom(request: &Request, last: Option<&AnswerReading<'_>>, link: Link) -> Option<&'static Expectation> {
    let status = last?.answer.status;
    let is_chunked = request.body.framing == Framing::Chunked;
    if is_chunked && (status == 411 || link.is_old) {
        return Some(&CHUNKED);
    }
    let expects = request.header("expect").is_some();
    (expects && (status == 417 || link.is_old)).then_some(&EXPECTATION)
}

/// Whether a step is there to be held against a plain request of its case.
fn is_compared(case: &Case, at: usize, request: &Request) -> bool {
    case.relation.as_ref().is_some_and(|relation| {
        // Whether chunks are read at all, cases of their own tell.
        let by_chunks = request.body.framing == Framing::Chunked;
        relation.compares(at) || (relation.kind == RelationKind::BreachRespelled && by_chunks)
    })
}
