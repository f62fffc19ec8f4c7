//! Two answers to one request, held against one another.

use std::collections::BTreeMap;

use super::Aspect;
use super::values::{Values, media_type};
use crate::contract::{Contract, NodeKind, NodeRef};
use crate::judge::{CollectionSide, ErrorType, ItemOutcome, Requested, entries, outcomes};
use crate::message::json::{Document, Kind, Value};
use crate::message::{Answer, Exchange, Outcome};

/// What differs, where, and what each of the two says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Found {
    pub(super) aspect: Aspect,
    pub(super) place: String,
    pub(super) told: [String; 2],
}

impl Found {
    /// Whether this is the same difference: values differ from item to item, and all else is told in the same words.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.is_at(other) && (self.aspect == Aspect::Value || self.told == other.told)
    }

    /// Whether this is about the same thing.
    pub(super) fn is_at(&self, other: &Self) -> bool {
        (self.aspect, &self.place) == (other.aspect, &other.place)
    }
}

fn one(aspect: Aspect, told: [String; 2]) -> Vec<Found> {
    vec![Found { aspect, place: String::new(), told }]
}

/// Where the answers of two exchanges with one request differ.
pub(super) fn compare(contract: &Contract, pair: [&Exchange; 2], exact: bool) -> Vec<Found> {
    let ends = pair.map(|exchange| exchange.last().map(|attempt| &attempt.outcome));
    let [Some(first), Some(second)] = ends else { return Vec::new() };
    let (Outcome::Answered(first), Outcome::Answered(second)) = (first, second) else {
        return match (first, second) {
            (Outcome::Failed(_), Outcome::Failed(_)) => Vec::new(),
            (first, second) => one(Aspect::Answer, [first, second].map(ending)),
        };
    };
    let answers = [first, second];
    let contents = answers.map(Answer::content);
    let documents = contents.each_ref().map(|content| Document::parse(content).ok());
    let roots = documents.each_ref().map(|document| document.as_ref().map(Document::root));
    let errors = [0, 1].map(|side: usize| error(answers[side], roots[side]));
    if first.status != second.status {
        return one(
            Aspect::Status,
            [0, 1].map(|side: usize| named(answers[side].status, errors[side].as_ref())),
        );
    }
    if errors[0] != errors[1] {
        return one(Aspect::ErrorType, errors.map(|error| error.unwrap_or_else(|| "no type".to_owned())));
    }
    let mut found = Vec::new();
    let media = answers.map(media_type);
    if media[0] != media[1] {
        found.extend(one(Aspect::MediaType, media));
    }
    let values = Values { contract };
    match (exact, roots) {
        (true, [Some(first), Some(second)]) => found.extend(values.of_all(first, second)),
        (true, _) if contents[0] != contents[1] => {
            let lengths = contents.map(|content| format!("a body of {} bytes, no JSON", content.len()));
            found.extend(one(Aspect::Value, lengths));
        }
        (false, [Some(first), Some(second)]) if answers[0].status == contract.binding.status => {
            found.extend(of_success(&values, pair, [first, second]));
        }
        (false, [Some(_), None] | [None, Some(_)]) if answers[0].status == contract.binding.status => {
            let word = |root: Option<Value<'_>>| if root.is_some() { "JSON" } else { "no JSON" };
            found.extend(one(Aspect::Value, roots.map(|root| word(root).to_owned())));
        }
        _ => {}
    }
    found.sort();
    found.dedup_by(|later, earlier| later.is_like(earlier));
    found
}

fn ending(end: &Outcome) -> String {
    match end {
        Outcome::Answered(answer) => format!("it answers {}", answer.status),
        Outcome::Failed(fault) => fault.to_string(),
    }
}

fn error(answer: &Answer, root: Option<Value<'_>>) -> Option<String> {
    let body = root.filter(|root| root.kind() == Kind::Object);
    ErrorType::read(answer, body).filter(|_| answer.status >= 400).map(|error| error.name)
}

fn named(status: u16, error: Option<&String>) -> String {
    error.map_or_else(|| status.to_string(), |error| format!("{status} {error}"))
}

/// What becomes of each item, and what is told of those that succeed; of answers without items the whole.
fn of_success(values: &Values<'_>, pair: [&Exchange; 2], roots: [Value<'_>; 2]) -> Vec<Found> {
    let contract = values.contract;
    let both = pair.map(|exchange| {
        let mut outcomes = outcomes(contract, exchange)?;
        outcomes.retain(|_, outcome| !outcome.is_passing());
        Some(outcomes)
    });
    let ([Some(first), Some(second)], Some(requested)) = (&both, Requested::read(contract, &pair[0].request))
    else {
        let told = both.each_ref().map(|outcomes| match outcomes {
            Some(_) => "each item is answered at most once".to_owned(),
            None => "items cannot be told apart".to_owned(),
        });
        if told[0] != told[1] {
            return one(Aspect::Item, told);
        }
        return values.below(contract.output, roots);
    };
    let mut found = Vec::new();
    let said = roots.map(|root| succeeded(contract, &requested, root));
    let node = requested_node(contract);
    for key in first.keys().chain(second.keys().filter(|key| !first.contains_key(*key))) {
        match (first.get(key), second.get(key)) {
            (Some(ItemOutcome::Succeeded(one)), Some(ItemOutcome::Succeeded(other))) => {
                let entries = [said[0].get(key), said[1].get(key)];
                if let ([Some(first), Some(second)], Some(node), true) = (entries, node, one != other) {
                    found.extend(values.below(node, [*first, *second]));
                }
            }
            (one, other) if one != other => found.push(Found {
                aspect: Aspect::Item,
                place: String::new(),
                told: [one, other].map(|end| match end {
                    Some(end) => end.to_string(),
                    None => "it is in no collection, or its failure may pass".to_owned(),
                }),
            }),
            _ => {}
        }
    }
    found
}

/// The entries of items that succeed, by their keys.
fn succeeded<'d>(
    contract: &'d Contract,
    requested: &Requested,
    root: Value<'d>,
) -> BTreeMap<String, Value<'d>> {
    let entries = entries(contract, requested, root).unwrap_or_default().into_iter();
    let own = entries.filter(|entry| entry.side == CollectionSide::Succeeded);
    own.filter_map(|entry| Some((entry.key.as_ref()?.to_string(), entry.value))).collect()
}

/// What an entry of a success is in the schema.
fn requested_node(contract: &Contract) -> Option<NodeRef> {
    let collection = contract.batch.as_ref()?.succeeded.as_ref()?;
    match contract.node(collection.node).kind {
        NodeKind::List { element, .. } => Some(element),
        NodeKind::Map { value, .. } => Some(value),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::compare;
    use crate::contract::{Contract, SuiteText};
    use crate::generate::Base;
    use crate::message::{Answer, Attempt, Exchange, Link, Outcome, WireFault};
    use crate::run::diff::Aspect;

    fn contract() -> Contract {
        let files = batchspec_suites::INSPECTOR2;
        let (suite, model) = (files.suite_toml, files.model_json);
        let text = SuiteText { suite_file: "suite.toml", suite, model_file: "model.json", model };
        Contract::load(&text).expect("a good suite")
    }

    /// An exchange about two accounts, answered like this.
    fn exchange(contract: &Contract, outcome: Outcome) -> Exchange {
        let items = ["\"123456789012\"", "\"111122223333\""];
        let request = Base::new(contract, 0).request(contract, items);
        Exchange { request, attempts: vec![Attempt { outcome, micros: 1, link: Link::default() }] }
    }

    fn answered(status: u16, error: Option<&str>, body: &str) -> Outcome {
        let error = error.map(|name| ("x-amzn-errortype".to_owned(), name.as_bytes().to_vec()));
        let json = ("content-type".to_owned(), b"application/json".to_vec());
        let headers = error.into_iter().chain([json]).collect();
        Outcome::Answered(Answer { status, headers, body: body.to_owned().into(), is_cut: false })
    }

    const BOTH: &str = r#"{"accounts":[{"accountId":"123456789012","freeTrialInfo":[]},{"accountId":"111122223333","freeTrialInfo":[]}],"failedAccounts":[]}"#;
    const OTHER_WORDS: &str = r#"{"failedAccounts":[],"new":1,"accounts":[{"accountId":"111122223333","freeTrialInfo":[]},{"new":2,"accountId":"123456789012","freeTrialInfo":[]}]}"#;
    const ONE: &str = r#"{"accounts":[{"accountId":"123456789012","freeTrialInfo":[]}],"failedAccounts":[]}"#;

    #[rstest]
    #[case::order_and_unknown_members(answered(200, None, BOTH), answered(200, None, OTHER_WORDS), None)]
    #[case::an_item_lost(answered(200, None, BOTH), answered(200, None, ONE), Some(Aspect::Item))]
    #[case::status(answered(200, None, BOTH), answered(400, Some("E"), "{}"), Some(Aspect::Status))]
    #[case::type_of_error(
        answered(400, Some("E"), "{}"),
        answered(400, Some("F"), "{}"),
        Some(Aspect::ErrorType)
    )]
    #[case::words_of_an_error(
        answered(400, Some("E"), "{\"message\":\"a\"}"),
        answered(400, Some("E"), "{}"),
        None
    )]
    #[case::no_answer(answered(200, None, BOTH), Outcome::Failed(WireFault::Dropped), Some(Aspect::Answer))]
    #[case::neither_answers(Outcome::Failed(WireFault::Dropped), Outcome::Failed(WireFault::CutShort), None)]
    fn what_differs_is_told_by_its_weightiest_aspect(
        #[case] one: Outcome,
        #[case] other: Outcome,
        #[case] aspect: Option<Aspect>,
    ) {
        let contract = contract();
        let (one, other) = (exchange(&contract, one), exchange(&contract, other));
        let found = compare(&contract, [&one, &other], false);
        assert_eq!(found.first().map(|found| found.aspect), aspect, "{found:?}");
        assert!(compare(&contract, [&one, &one], true).is_empty());
    }
}
