//! Findings as files keep them: what names them, and all that is needed to send their case again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::findings::ConfirmedFailure;
use super::isolate::turns;
use super::lanes::Work;
use crate::contract::{ClauseRef, Contract, Expectation, Level, validate};
use crate::generate::{Aim, Case, ItemKind, SavedCase, Step};
use crate::message::Exchange;
use crate::message::json::{Document, Kind};
use crate::report::{Finding, Place, Reproduction, Tool, indented, redacted_header};

/// The version of the form of saved findings.
const FORM: u32 = 1;

/// A finding that can be sent again, without headers that a user put on every request.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct SavedFinding {
    /// Version of this form.
    form: u32,
    /// The version of the program that found it.
    tool: String,
    /// The suite.
    pub suite: String,
    /// Version of the suite's clause set.
    pub(super) clause_set: String,
    /// Checksum of the model it was judged by, in hexadecimal.
    pub(super) model_checksum: String,
    /// Where it was found, without credentials.
    pub target: String,
    /// Id of the clause that broke.
    pub clause: String,
    /// The level of the breach.
    pub level: Level,
    /// The finding's signature, 16 hexadecimal digits.
    pub signature: String,
    /// Whether it came again when it was sent again.
    pub(super) reproduction: Reproduction,
    /// Ids of the clauses under which the checks tell it.
    pub(super) reported_under: Vec<String>,
    /// Ids of further clauses that broke in the same case.
    pub(super) beside: Vec<String>,
    /// It is a disagreement of several answers, in reading or in being read again.
    pub(super) is_disagreement: bool,
    /// The target served one connection at a time.
    pub(super) one_connection: bool,
    /// A valid request was not served.
    pub(super) is_unserved: bool,
    /// What to send.
    pub(super) case: SavedCase,
    /// What was due.
    #[serde(default)]
    pub(super) expected: String,
    /// What came.
    #[serde(default)]
    pub(super) actual: String,
    /// The place of the breach, if there is one.
    #[serde(default)]
    pub(super) place: Option<Place>,
    /// What stood there in the answer, as JSON text, unless that is long.
    #[serde(default)]
    pub(super) value: Option<String>,
    /// What was known of items, by their keys: also of those that an answer may hold unasked.
    pub(super) items: BTreeMap<String, ItemKind>,
    /// What the user told of items, by their keys.
    #[serde(default)]
    pub(super) told: BTreeMap<String, ItemKind>,
}

/// Why a text is no saved finding that can be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UnreadableFinding {
    /// It is not JSON, or a member is missing or wrong; the message tells line and column.
    #[error("this is no saved finding of batchspec: {0}")]
    NoFinding(serde_json::Error),
    /// Another version of batchspec wrote it.
    #[error(
        "this is a saved finding in form {found}, and form {FORM} is what this version of batchspec reads: \
         run it anew"
    )]
    OtherForm {
        /// The version of its form.
        found: u32,
    },
    /// Its signature is none.
    #[error("its signature is not made of 16 hexadecimal digits")]
    NoSignature,
}

impl SavedFinding {
    /// What is kept of a finding; `None` when it is no breach, or when a request holds what looks like a secret.
    pub(super) fn of(work: &Work, confirmed: &ConfirmedFailure, finding: &Finding) -> Option<Self> {
        let contract = &work.contract;
        let case = sent_again(work, confirmed);
        let mut headers = case.steps.iter().flat_map(|step| &step.request.headers);
        let has_secret = headers.any(|(name, value)| redacted_header(name, value) != *value);
        if has_secret || finding.level == Level::Note {
            return None;
        }
        let (failure, violation) = (&confirmed.failure, &confirmed.failure.violation);
        let ids = |clauses: &mut dyn Iterator<Item = ClauseRef>| {
            let mut ids: Vec<String> =
                clauses.map(|clause| contract.clauses.get(clause).id.clone()).collect();
            ids.sort();
            ids.dedup();
            ids
        };
        let beside = failure.co_failures.iter().chain(&violation.also).copied();
        Some(Self {
            form: FORM,
            tool: Tool::this().version,
            suite: finding.suite.clone(),
            clause_set: contract.version.clone(),
            model_checksum: format!("{:016x}", contract.model_checksum),
            target: work.target.url(),
            clause: finding.clause.id.clone(),
            level: finding.level,
            signature: finding.signature.clone(),
            reproduction: finding.reproduction,
            reported_under: ids(&mut reported_under(work, confirmed).into_iter()),
            beside: ids(&mut beside.into_iter()),
            is_disagreement: violation.is_disagreement() || violation.is_of_rereading(),
            one_connection: work.lanes == 1,
            is_unserved: !is_served(contract, &failure.case, &failure.exchanges),
            case: SavedCase::of(&case, contract),
            expected: finding.expected.clone(),
            actual: finding.actual.clone(),
            place: finding.place.clone(),
            value: finding.place.as_ref().and_then(|place| value_at(place, &failure.exchanges)),
            items: work.judge.kinds().clone(),
            told: work.judge.what_was_told().clone(),
        })
    }

    /// As indented JSON with a final newline.
    #[must_use]
    pub fn to_json(&self) -> String {
        indented(self)
    }

    /// Reads what [`Self::to_json`] wrote.
    ///
    /// # Errors
    /// When the text is no saved finding, or one in another version of the form.
    pub fn from_json(text: &str) -> Result<Self, UnreadableFinding> {
        #[derive(Deserialize)]
        struct Form {
            form: u32,
        }
        // Asked first: whatever else is another then is no mistake.
        let Form { form: found } = serde_json::from_str(text).map_err(UnreadableFinding::NoFinding)?;
        if found != FORM {
            return Err(UnreadableFinding::OtherForm { found });
        }
        let finding: Self = serde_json::from_str(text).map_err(UnreadableFinding::NoFinding)?;
        let digits = finding.signature.bytes().filter(u8::is_ascii_hexdigit).count();
        if digits != 16 || finding.signature.len() != 16 {
            return Err(UnreadableFinding::NoSignature);
        }
        Ok(finding)
    }
}

/// Longer values are not kept: they say no more than the place.
const MAX_VALUE_BYTES: usize = 1024;

fn value_at(place: &Place, exchanges: &[Exchange]) -> Option<String> {
    let answer = exchanges.get(place.exchange)?.last()?.outcome.answer()?;
    let content = answer.content();
    let document = Document::parse(&content).ok().filter(|_| place.message == "answer")?;
    let value =
        place.pointer.split('/').skip(1).try_fold(document.root(), |value, part| match value.kind() {
            Kind::Array => value.elements().nth(part.parse().ok()?),
            _ => value.get(&part.replace("~1", "/").replace("~0", "~")),
        })?;
    let text = value.source();
    (text.len() <= MAX_VALUE_BYTES).then(|| text.to_owned())
}

/// Whether all valid requests of a case are answered with a success; true where there is none.
pub(super) fn is_served(contract: &Contract, case: &Case, exchanges: &[Exchange]) -> bool {
    let valid = |step: &Step| matches!(step.expectation, Expectation::Accept { .. });
    case.steps.iter().zip(exchanges).filter(|(step, _)| valid(step)).all(|(_, exchange)| {
        let answer = exchange.last().and_then(|attempt| attempt.outcome.answer());
        answer.is_some_and(|answer| answer.status == contract.binding.status)
    })
}

/// The clauses of which a check breaks one when the finding comes again.
fn reported_under(work: &Work, confirmed: &ConfirmedFailure) -> Vec<ClauseRef> {
    let (known, failure) = (&work.contract.known, &confirmed.failure);
    let mut clauses = vec![confirmed.signature.clause, failure.reported_under()];
    // Which law an inconsistency breaks is found out by experiments; the check tells it as answers that vary.
    clauses.extend(confirmed.isolated.then_some(known.batch_repeat_stable));
    // What comes and goes was taken from the clause that the case aims at.
    match failure.case.aim {
        Aim::Clause(aim) if confirmed.signature.clause == known.success_status => clauses.push(aim),
        _ => {}
    }
    clauses
}

/// The case to send: that of the failure, but where one request is answered in several ways, what showed that.
fn sent_again(work: &Work, confirmed: &ConfirmedFailure) -> Case {
    let case = &confirmed.failure.case;
    let [one, other] = case.steps.as_slice() else { return case.clone() };
    if !confirmed.isolated || one.request != other.request {
        return case.clone();
    }
    let mut refused = work.plan.base().request(&work.contract, []);
    refused.body.bytes = "{".into();
    let expectation = validate(&work.contract, &refused);
    let refused = Step { request: refused, expectation, lane: 0 };
    let mut history = case.clone();
    history.steps.clear();
    for (after_refusal, lane) in turns() {
        history.steps.extend(after_refusal.then(|| refused.clone()));
        history.steps.push(Step { lane, ..one.clone() });
    }
    if let Some(relation) = &mut history.relation {
        relation.variants = vec![0; history.steps.len()];
    }
    history
}
