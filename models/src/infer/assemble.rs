//! Joins the answers to all questions into one rule.

use crate::model::{Kind, Model, Operation};
use crate::rule::{Class, Key, Rule};

use super::by_lists::best_failure;
use super::candidate::{Candidate, candidates, is_batch_by_form};
use super::collections::{Found, collections};
use super::confidence;
use super::remainder::remainder;
use super::words::words;
use super::{counters, determined, effect, grouped, limits, positions, several, token, told, whole};

/// What the rule is made of, while it is made.
pub(crate) struct Making<'m> {
    pub(crate) model: &'m Model,
    pub(crate) operation: &'m Operation,
    pub(crate) all: Vec<Found<'m>>,
    pub(crate) chosen: Candidate<'m>,
    pub(crate) others: Vec<Candidate<'m>>,
    pub(crate) rule: Rule,
    /// What lowers the confidence, and by how much.
    pub(crate) doubts: Vec<(f64, String)>,
    /// The sentence by which positions count.
    pub(crate) order: Option<String>,
}

/// The rule of an operation; nothing for one that takes no batch by name or by form.
#[must_use]
pub fn infer(model: &Model, operation: &Operation) -> Option<Rule> {
    let is_named = operation.name.starts_with("Batch") || operation.name.ends_with("Batch");
    let (effect, effect_in_doubt) = effect::effect(operation);
    let all = collections(model, operation.output.as_deref());
    let mut found = candidates(model, operation, &all);
    found.retain(|candidate| candidate.items.score > -2.0);
    if found.is_empty() {
        return is_named
            .then(|| confidence::nothing(Rule::none(effect), may_be_answered(model, operation, &all)));
    }
    let chosen = found.remove(several::first_in_model(model, operation, &found));
    let mut making = Making {
        model,
        operation,
        all,
        chosen,
        others: found,
        rule: Rule::none(effect),
        doubts: Vec::new(),
        order: None,
    };
    if !is_named && !making.is_batch_without_the_name() {
        return None;
    }
    if let Some(doubt) = effect_in_doubt {
        making.rule.needs_human.push(doubt.to_owned());
    }
    if !is_named {
        making
            .doubts
            .push((0.05, "Its name does not say that it takes a batch; its answer does.".to_owned()));
    }
    making.decide();
    if !is_named && making.rule.class == Class::SuccessesOnly {
        making
            .doubts
            .push((0.2, "Whether the list of the input names items or narrows a search.".to_owned()));
    }
    if making.rule.class == Class::NotABatch {
        let rule = Rule { needs_human: Vec::new(), ..making.rule };
        return is_named.then(|| confidence::nothing(rule, may_be_answered(model, operation, &making.all)));
    }
    making.describe();
    Some(confidence::judged(making))
}

/// Whether an answer has a list at its top, or one in a structure that goes by the name of one of the input with a list.
fn may_be_answered(model: &Model, operation: &Operation, all: &[Found<'_>]) -> bool {
    let is_list = |target: &str| matches!(model.shape(target).map(|shape| &shape.kind), Some(Kind::List(_)));
    let given = model.members(operation.input.as_deref().unwrap_or_default());
    let is_given = |found: &Found<'_>| {
        given.iter().any(|member| {
            found.place.starts_with(&format!("output.{}.", member.name))
                && model.members(&member.target).iter().any(|below| is_list(&below.target))
        })
    };
    all.iter().any(|found| found.depth == 0 || is_given(found))
}

impl<'m> Making<'m> {
    fn is_batch_without_the_name(&self) -> bool {
        if is_batch_by_form(self.model, self.operation, &self.chosen, &self.all) {
            return true;
        }
        let is_required = self.chosen.items.member.is_required();
        let bounds = positions::index_bounds(self.model, self.operation.output.as_deref());
        if is_required && (bounds.is_some() || self.rejects_by_index()) {
            return true;
        }
        if is_required && self.chosen.items.score >= 4.5 && self.ordered_results().is_some() {
            return true;
        }
        if !self.all.iter().all(|found| super::words::is_measure(&found.words)) {
            return false;
        }
        let is_told = is_required
            && self.chosen.items.score >= 4.5
            && told::all_or_nothing(self.model, self.operation, &self.chosen.items).is_some();
        is_told || self.puts_data()
    }

    /// A list of results that a sentence says to stand in the order of the items, with that sentence.
    pub(crate) fn ordered_results(&self) -> Option<(Found<'m>, String)> {
        let is_result = |word: &String| ["result", "response"].contains(&word.as_str());
        let found = self.all.iter().find(|found| {
            !found.is_map && found.depth == 0 && !found.is_grouped && found.words.iter().any(is_result)
        })?;
        let order = positions::order_told(self.model, self.operation, &self.outcome_of(found)?)?;
        Some((found.clone(), order))
    }

    /// `PutEvents`, `PutMetricData`: what is put is several of a kind of data, given in one list of structures.
    pub(crate) fn puts_data(&self) -> bool {
        const DATA: [&str; 15] = [
            "events",
            "items",
            "users",
            "records",
            "actions",
            "interactions",
            "vectors",
            "data",
            "metrics",
            "telemetry",
            "messages",
            "measurements",
            "points",
            "samples",
            "inventory",
        ];
        let named = super::words::parts(&self.operation.name);
        let is_put = named
            .first()
            .is_some_and(|verb| ["put", "send", "publish", "write", "transact"].contains(&verb.as_str()));
        let is_data = named.last().is_some_and(|last| DATA.contains(&last.as_str()));
        let items = &self.chosen.items;
        let is_structure = !self.model.is_scalar(items.item);
        let is_said = super::words::shared(&items.words, &words(&self.operation.name)) > 0;
        is_put && is_data && is_structure && (items.member.is_required() || is_said)
    }

    /// Whether an error of the operation lists rejected items by index.
    fn rejects_by_index(&self) -> bool {
        let lists_indices = |error: &String| {
            self.model.members(error).iter().any(|member| {
                match self.model.shape(&member.target).map(|s| &s.kind) {
                    Some(Kind::List(entry)) => positions::index_member(self.model, &entry.target).is_some(),
                    _ => false,
                }
            })
        };
        self.operation.errors.iter().any(lists_indices)
    }

    /// Class, items and collections.
    fn decide(&mut self) {
        if self.chosen.items.group.is_some()
            && let Some(found) = grouped::grouped(self.model, &self.chosen.items, &self.all)
        {
            return self.decide_groups(found);
        }
        if self.decide_index() || self.decide_positions() {
            return;
        }
        let failed = best_failure(&self.chosen).cloned();
        let succeeded = self.success(failed.as_ref());
        match (succeeded, failed) {
            (None, None) => self.decide_nothing(),
            (succeeded, failed) => self.decide_lists(succeeded.as_ref(), failed.as_ref()),
        }
    }

    pub(crate) fn take_items(&mut self, key: Option<Key>) {
        self.rule.items = Some(self.chosen.items.place.clone());
        self.rule.item_key = key;
    }

    fn decide_groups(&mut self, found: grouped::Grouped) {
        self.rule.class = Class::Grouped;
        self.take_items(found.item_key);
        self.rule.group_key = found.group_key;
        let third_fails = found.third.is_none();
        (self.rule.succeeded, self.rule.failed, self.rule.third) =
            (found.succeeded, found.failed, found.third);
        self.rule.remainder = if third_fails {
            remainder(&self.rule, &found.failed_words, false, false)
        } else {
            crate::rule::Remainder::Unknown
        };
        if matches!(self.chosen.items.group, Some(super::items::Group::List(_)))
            && self.rule.succeeded.as_ref().is_some_and(|found| matches!(found.key, Some(Key::One(_))))
        {
            self.doubts.push((0.1, "The successes do not name their group.".to_owned()));
        }
        self.doubts
            .push((0.3, "Items stand in groups: what names one is the group's name and its own.".to_owned()));
    }

    /// Everything beside the lists.
    fn describe(&mut self) {
        let (model, operation) = (self.model, self.operation);
        let items = &self.chosen.items;
        self.rule.limit = limits::modelled(model, items);
        self.rule.told_limit = limits::told(model, operation, items);
        self.rule.told_bytes = limits::bytes(operation, items);
        self.rule.counters = counters::counters(model, operation.output.as_deref());
        self.rule.whole_errors = counters::whole_errors(model, operation);
        self.rule.unique_keys = told::unique(model, operation, items);
        let (bad, sentence) = told::bad_item(model, operation, items);
        self.rule.bad_item = bad;
        if let Some(sentence) = sentence {
            self.rule.reasons.push(format!("Items fail alone: \"{sentence}\""));
        }
        if matches!(self.rule.class, Class::TwoLists | Class::FailuresOnly)
            && let Some(reason) = self.token()
        {
            self.rule.class = Class::Token;
            self.rule.reasons.push(reason);
        }
        self.rule.needed = told::needed(model, items);
        self.rule.determined = determined::parts_of_entries(model, operation, items, &self.rule);
        self.rule.whole = whole::promises(model, operation, items, &self.rule);
        let names_equal_keys = self.rule.whole.iter().find(|promise| promise.breach == "equal-keys");
        if self.rule.unique_keys.is_none() {
            self.rule.unique_keys = names_equal_keys.map(|promise| promise.source.clone());
        }
    }

    fn token(&self) -> Option<String> {
        let Some(Key::One(name)) = &self.rule.item_key else { return None };
        let key = self.model.members(self.chosen.items.item).iter().find(|member| member.name == *name)?;
        token::token(key, &self.chosen.items.words, &words(&self.operation.name))
    }
}
