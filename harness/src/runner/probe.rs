//! What a target is, before cases are planned: does it serve the operation, and which items exist there?

use std::fmt;

use crate::contract::{Accepts, Contract, Expectation, validate};
use crate::generate::{Aim, Base, Case, ItemKind, Origin, Pool, Step, Subjects};
use crate::judge::{CollectionSide, ErrorType, Requested, entries};
use crate::message::json::{Document, Kind};
use crate::message::{Answer, Exchange, Outcome, WireFault};
use crate::send::Target;

use super::denial::denial;
use super::sender::Sender;

/// Subjects learned are kept up to here; more add nothing.
const LEARNED: usize = 60;

/// Full batches that are asked for to learn what exists.
const LEARNING: usize = 16;

/// Items that other operations told of and that are asked for alone: one refusal must not hide the others.
const HINTED: usize = 6;

/// Answers that suffice where the target is slow.
const ENOUGH: usize = 3;

/// What the probe found.
#[derive(Debug)]
pub(crate) enum Found {
    /// The operation is served; items learned to succeed and to fail, and how many valid requests were answered with success.
    Served(Subjects, u64),
    /// Something answers, but not this operation: an unknown path, no permission.
    NotServed(String),
    /// Nothing answers.
    Silent(String),
}

/// Asks for items that other operations told of, for documented examples and pool items, in batches of several sizes.
pub(crate) async fn probe(
    sender: &mut Sender,
    contract: &Contract,
    (base, pool): &(Base, Pool),
    known: &Subjects,
    hints: &[&str],
) -> Found {
    // Of a budget of requests no more than a twentieth goes into learning.
    let most = sender.budget_left().map_or(LEARNING, |left| usize::try_from(left / 20).unwrap_or(LEARNING));
    let mut requests = requests(contract, base, pool, known, most.min(LEARNING));
    requests.splice(0..0, hinted(contract, base, pool, hints).into_iter().take(most.max(1)));
    let mut learned = Learned::default();
    let mut refusals = Vec::new();
    let mut silent = 0;
    for (index, step) in (0..).zip(requests) {
        let case = Case {
            origin: Origin { family: "probe", variant: "subjects".to_owned(), index },
            aim: Aim::Plain,
            steps: vec![step],
            relation: None,
        };
        let exchanges = sender.send(&case).await;
        let Some(exchange) = exchanges.first() else { continue };
        match exchange.last().map(|attempt| &attempt.outcome) {
            Some(Outcome::Answered(answer)) => match refusal(contract, sender.target(), answer) {
                None => learned.read(contract, exchange),
                Some(why) => refusals.push(why),
            },
            Some(Outcome::Failed(fault)) => {
                silent += 1;
                let hopeless = silent >= 3
                    || matches!(
                        fault,
                        WireFault::Refused
                            | WireFault::Untrusted { .. }
                            | WireFault::NoWay { .. }
                            | WireFault::Unsigned { .. }
                    );
                if hopeless && learned.answers == 0 && refusals.is_empty() {
                    return Found::Silent(told(fault, sender.target()));
                }
            }
            None => {}
        }
        if learned.answers >= ENOUGH && sender.is_learning_over() {
            break;
        }
        // Three refusals of the whole operation and nothing else: asking on would only be noise in the target's log.
        if learned.answers == 0 && refusals.len() >= 3 {
            break;
        }
    }
    match refusals.into_iter().next() {
        Some(why) if learned.answers == 0 => Found::NotServed(why),
        None if sender.sent() == 0 && sender.is_learning_over() => {
            Found::NotServed("it was not asked: the time of the run was over".to_owned())
        }
        _ => match indifference(sender, contract, base, &learned).await {
            Some(why) => Found::NotServed(why),
            None => {
                let successes = learned.successes;
                // What was written once need not fare the same the next time.
                let is_lasting = contract.remembers_items();
                let subjects = if is_lasting { learned.into_subjects(known) } else { known.clone() };
                Found::Served(subjects, successes)
            }
        },
    }
}

/// Why a target that answers does not serve the operation: it gave valid requests no answer of the operation, and gives the
/// very same to what is no request at all.
async fn indifference(
    sender: &mut Sender,
    contract: &Contract,
    base: &Base,
    learned: &Learned,
) -> Option<String> {
    let told = learned.told.as_ref().filter(|told| !told.is_of(contract))?;
    let mut answers = Vec::new();
    for (index, body) in (0..).zip(["{}", "{"]) {
        let mut request = base.request(contract, []);
        request.body.bytes = body.into();
        let expectation = validate(contract, &request);
        let case = Case {
            origin: Origin { family: "probe", variant: "no-request".to_owned(), index },
            aim: Aim::Plain,
            steps: vec![Step { request, expectation, lane: 0 }],
            relation: None,
        };
        let exchanges = sender.send(&case).await;
        answers.push(exchanges.first()?.last()?.outcome.answer().map(Told::read));
    }
    answers.iter().all(|answer| answer.as_ref() == Some(told)).then(|| {
        let path =
            format!("{} {}{}", contract.binding.method, sender.target().base_path(), contract.binding.path);
        format!("it does not serve {path}: it answers {told} to everything, what is no request included")
    })
}

/// What an answer tells of itself, without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    status: u16,
    error: Option<String>,
    media_type: String,
    is_object: bool,
}

impl Told {
    fn read(answer: &Answer) -> Self {
        let document = Document::parse(&answer.body).ok();
        let body = document.as_ref().map(Document::root).filter(|root| root.kind() == Kind::Object);
        let error = ErrorType::read(answer, body).filter(|_| answer.status >= 400);
        let media_type = answer.header("content-type").unwrap_or_default();
        let media_type = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        Self {
            status: answer.status,
            error: error.map(|error| error.name),
            media_type: media_type.chars().take(80).collect(),
            is_object: body.is_some(),
        }
    }

    /// Whether it is an answer of the operation, right or wrong: a success that is no page of something else, or an error
    /// that the operation or the protocol has. A server error may be anybody's.
    fn is_of(&self, contract: &Contract) -> bool {
        match &self.error {
            _ if self.status < 400 => {
                let is_page = !self.media_type.is_empty() && !self.media_type.contains("json");
                self.is_object || self.status != contract.binding.status || !is_page
            }
            Some(name) => {
                contract.error(name).is_some()
                    || matches!(name.as_str(), "SerializationException" | "ValidationError")
            }
            // Where nobody promised that this server has the operation, whatever fails for everything is not there.
            None => self.status >= 500 && contract.accepts == Accepts::Valid,
        }
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status)?;
        match &self.error {
            Some(name) => write!(f, " {}", name.chars().take(80).collect::<String>()),
            None if self.media_type.is_empty() => Ok(()),
            None => write!(f, " with {}", self.media_type),
        }
    }
}

/// Why nothing answers, and what might help.
fn told(fault: &WireFault, target: &Target) -> String {
    match fault {
        fault if fault.waited_ms().is_some() => format!("{fault}; --timeout gives a slow target longer"),
        // What a server of TLS does with a request that is none.
        WireFault::Dropped => match target.url().strip_prefix("http://") {
            Some(rest) => format!("{fault}; it may speak TLS: try https://{rest}"),
            None => fault.to_string(),
        },
        fault => fault.to_string(),
    }
}

/// Requests for items that may exist: each of the first few alone, then many together.
fn hinted(contract: &Contract, base: &Base, pool: &Pool, hints: &[&str]) -> Vec<Step> {
    let Some(batch) = &contract.batch else { return Vec::new() };
    let items: Vec<String> = hints.iter().map(|hint| pool.item_with_key(contract, 0, hint)).collect();
    let most = contract.node(batch.items_node).length.and_then(|length| length.max);
    let together: Vec<&str> =
        items.iter().map(String::as_str).take(most.map_or(LEARNED, |(most, _)| most)).collect();
    let alone = items.iter().take(HINTED).map(|item| vec![item.as_str()]);
    let step = |items: Vec<&str>| {
        let request = base.request(contract, items);
        let expectation = validate(contract, &request);
        Step { request, expectation, lane: 0 }
    };
    let mut steps: Vec<Step> =
        alone.chain((together.len() > 1).then_some(together.clone())).map(step).collect();
    steps.retain(|step| matches!(step.expectation, Expectation::Accept { .. }));
    steps
}

fn requests(contract: &Contract, base: &Base, pool: &Pool, known: &Subjects, learning: usize) -> Vec<Step> {
    let step = |items: &[&str]| {
        let request = base.request(contract, items.iter().copied());
        let expectation = validate(contract, &request);
        Step { request, expectation, lane: 0 }
    };
    let Some(batch) = &contract.batch else { return (0..3).map(|_| step(&[])).collect() };
    let max = contract
        .node(batch.items_node)
        .length
        .and_then(|length| length.max)
        .map_or(50, |(max, _)| max)
        .min(100);
    // Known items first: where they are given, a target that serves the operation shows it at once.
    let mut items: Vec<&str> = pool.present().map(|item| item.json.as_str()).collect();
    let rest = pool.items().iter().filter(|item| item.kind != ItemKind::Present);
    items.extend(rest.map(|item| item.json.as_str()));
    let mut steps: Vec<Step> = items.iter().take(2).map(|item| step(&[item])).collect();
    steps.extend(items.get(..2).map(step));
    if known.present.is_empty() {
        steps.extend(items.chunks(max.max(1)).take(learning).map(step));
    }
    let is_valid = |step: &Step| matches!(step.expectation, Expectation::Accept { .. });
    if steps.iter().any(is_valid) {
        steps.retain(is_valid);
    } else {
        // Who knows no request that is certainly valid asks at least whether the operation is there.
        let first = steps.first().cloned();
        steps.retain(|step| !matches!(step.expectation, Expectation::Refuse(_)));
        steps.truncate(ENOUGH);
        if steps.is_empty() {
            steps.extend(first);
        }
    }
    steps
}

/// Why an answer says that the whole operation is not served to this caller.
fn refusal(contract: &Contract, target: &Target, answer: &Answer) -> Option<String> {
    let content = answer.content();
    let document = Document::parse(&content).ok();
    let body = document.as_ref().map(Document::root).filter(|root| root.kind() == Kind::Object);
    let error = ErrorType::read(answer, body).map(|error| error.name);
    let named = error
        .clone()
        .map(|name| format!(" {}", name.chars().take(80).collect::<String>()))
        .unwrap_or_default();
    let binding = &contract.binding;
    if let Some(why) = denial(answer) {
        return Some(why);
    }
    let path = format!("{}{}", target.base_path(), binding.path);
    let mut advice = format!("; a target is named by its URL without {}", binding.path);
    if contract.aws.is_some() && target.signer().is_none() {
        advice.push_str(
            ", and one of many services may want a signature to tell them apart (--sign placeholder)",
        );
    }
    match answer.status {
        // Emulators say so of each operation that they lack, and need no advice about the address.
        501 if error.as_deref().is_some_and(|name| name.starts_with("NotImplemented")) => {
            Some(format!("it does not implement {} (501{named})", contract.operation))
        }
        300..=399 => Some(format!("it redirects ({}); point at the final address", answer.status)),
        405 | 501 => {
            Some(format!("it does not serve {} {} ({}{named}){advice}", binding.method, path, answer.status))
        }
        // Services of JSON protocols say so with 400.
        400 | 403 if error.as_deref().is_some_and(|name| is_unknown(contract, name)) => {
            Some(format!("it does not know {} ({}{named})", contract.operation, answer.status))
        }
        404 if error.as_deref().is_none_or(|name| name.starts_with("UnknownOperation")) => {
            Some(format!("it does not know {} {path} (404{named}){advice}", binding.method))
        }
        _ => None,
    }
}

/// Whether an error that the operation does not have says that the operation is unknown.
fn is_unknown(contract: &Contract, name: &str) -> bool {
    ["UnknownOperation", "InvalidAction"].iter().any(|unknown| name.starts_with(unknown))
        && contract.error(name).is_none()
}

#[derive(Default)]
struct Learned {
    answers: usize,
    successes: u64,
    /// What all answers told, while they told the same.
    told: Option<Told>,
    succeeded: Vec<String>,
    failed: Vec<String>,
}

impl Learned {
    fn read(&mut self, contract: &Contract, exchange: &Exchange) {
        self.answers += 1;
        let Some(answer) = exchange.last().and_then(|attempt| attempt.outcome.answer()) else { return };
        let told = Told::read(answer);
        let is_first = self.answers == 1;
        self.told = self.told.take().filter(|known| *known == told).or(is_first.then_some(told));
        if answer.status != contract.binding.status {
            return;
        }
        self.successes += 1;
        let Some(requested) = Requested::read(contract, &exchange.request) else { return };
        let content = answer.content();
        let Ok(document) = Document::parse(&content) else { return };
        for entry in entries(contract, &requested, document.root()).unwrap_or_default() {
            let Some(key) = entry.key.filter(|key| requested.keys.iter().any(|asked| asked == key)) else {
                continue;
            };
            let list =
                if entry.side == CollectionSide::Succeeded { &mut self.succeeded } else { &mut self.failed };
            if list.len() < LEARNED && !list.iter().any(|known| *known == key) {
                list.push(key.into_owned());
            }
        }
    }

    /// What the user said wins over what was learned.
    fn into_subjects(self, known: &Subjects) -> Subjects {
        let mut subjects = known.clone();
        let told = |key: &String| {
            [&known.present, &known.absent, &known.denied].iter().any(|listed| listed.contains(key))
        };
        let failed = self.failed;
        let steady = |key: &String| !failed.contains(key);
        subjects.present.extend(self.succeeded.iter().filter(|key| !told(key) && steady(key)).cloned());
        let wanting = known.absent.is_empty() && known.denied.is_empty();
        if wanting {
            subjects
                .absent
                .extend(failed.iter().filter(|key| !told(key) && !self.succeeded.contains(key)).cloned());
        }
        subjects
    }
}
