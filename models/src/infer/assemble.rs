//! Joins the answers to all questions into one rule.

use crate::model::{Kind, Model, Operation};
use crate::rule::{Class, Collection, How, Key, Rule};

use super::candidate::{Candidate, candidates, is_batch_by_form};
use super::collections::{Found, collections};
use super::confidence;
use super::outcomes::Outcome;
use super::remainder::remainder;
use super::several::{alternative, alternatives, best, collection};
use super::words::{subject, tells_failure, words};
use super::{counters, effect, grouped, limits, positions, token, told};

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
    let (effect, effect_is_sure) = effect::effect(operation);
    let all = collections(model, operation.output.as_deref());
    let mut found = candidates(model, operation, &all);
    found.retain(|candidate| candidate.items.score > -2.0);
    if found.is_empty() {
        return is_named.then(|| confidence::nothing(Rule::none(effect)));
    }
    let chosen = found.remove(0);
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
    if !effect_is_sure {
        making.rule.needs_human.push("Whether it reads or writes depends on what it is given.".to_owned());
    }
    making.decide();
    if making.rule.class == Class::NotABatch {
        return is_named.then(|| confidence::nothing(making.rule));
    }
    making.describe();
    Some(confidence::judged(making))
}

impl<'m> Making<'m> {
    fn is_batch_without_the_name(&self) -> bool {
        if is_batch_by_form(self.model, self.operation, &self.chosen) {
            return true;
        }
        let is_required = self.chosen.items.member.is_required();
        let bounds = positions::index_bounds(self.model, self.operation.output.as_deref());
        if is_required && (bounds.is_some() || self.rejects_by_index()) {
            return true;
        }
        let nothing_back = self.all.is_empty() && is_required && self.chosen.items.score >= 5.0;
        nothing_back && told::all_or_nothing(self.model, self.operation, &self.chosen.items).is_some()
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
            (succeeded, failed) => self.decide_lists(succeeded, failed),
        }
    }

    fn take_items(&mut self, key: Option<Key>) {
        self.rule.items = Some(self.chosen.items.place.clone());
        self.rule.item_key = key;
    }

    fn decide_groups(&mut self, found: grouped::Grouped) {
        self.rule.class = Class::Grouped;
        self.take_items(found.item_key);
        self.rule.group_key = found.group_key;
        let third_fails = found.third.is_none();
        self.rule.remainder = if third_fails {
            remainder(
                Class::Grouped,
                self.rule.effect,
                found.succeeded.as_ref(),
                found.failed.as_ref(),
                &found.failed_words,
                false,
                false,
            )
        } else {
            crate::rule::Remainder::Unknown
        };
        (self.rule.succeeded, self.rule.failed, self.rule.third) =
            (found.succeeded, found.failed, found.third);
        if matches!(self.chosen.items.group, Some(super::items::Group::List(_)))
            && self.rule.succeeded.as_ref().is_some_and(|found| matches!(found.key, Some(Key::One(_))))
        {
            self.doubts.push((0.1, "The successes do not name their group.".to_owned()));
        }
        self.doubts
            .push((0.3, "Items stand in groups: what names one is the group's name and its own.".to_owned()));
    }

    fn decide_index(&mut self) -> bool {
        if let Some((place, bounds)) = positions::index_bounds(self.model, self.operation.output.as_deref()) {
            self.rule.class = Class::Index;
            self.take_items(None);
            let key = Some(Key::Several(bounds));
            self.rule.failed = Some(Collection { place, key, how: How::IndexMember, code: None });
            self.rule.remainder = crate::rule::Remainder::Succeeded;
            self.doubts.push((0.35, "Failures are told by bounds of indices.".to_owned()));
            return true;
        }
        let indexed = |outcome: &Outcome<'_>| {
            let key = positions::index_member(self.model, outcome.found.entry)?;
            let code = outcome.code.as_ref().map(|code| code.path.clone());
            Some(Collection {
                place: outcome.found.place.clone(),
                key: Some(Key::One(key)),
                how: How::IndexMember,
                code,
            })
        };
        let failed = self.chosen.roles.failures.iter().find_map(indexed);
        // Results of an index without failures may rank something else.
        let Some(failed) = failed else { return false };
        let indexed_all: Vec<Collection> = self
            .all
            .iter()
            .filter(|found| found.place != failed.place)
            .filter_map(|found| {
                let key = positions::index_member(self.model, found.entry)?;
                let place = found.place.clone();
                Some(Collection { place, key: Some(Key::One(key)), how: How::IndexMember, code: None })
            })
            .collect();
        self.rule.class = Class::Index;
        self.take_items(None);
        self.rule.succeeded = indexed_all.into_iter().next();
        self.rule.remainder =
            remainder(Class::Index, self.rule.effect, self.rule.succeeded.as_ref(), None, &[], false, false);
        self.rule.failed = Some(failed);
        true
    }

    /// One list of results, each with its own error or none.
    fn decide_positions(&mut self) -> bool {
        if !self.chosen.roles.failures.is_empty() {
            return false;
        }
        let coded = self.all.iter().find(|found| {
            let code = super::codes::code_of(self.model, found.entry);
            !found.is_map
                && code.is_some_and(|code| code.strength >= 5.0)
                && !self.model.is_scalar(found.entry)
        });
        let Some(found) = coded.cloned() else { return false };
        let Some(outcome) = self.outcome_of(&found) else { return false };
        let code = outcome.code.clone().map(|code| code.path);
        let order = positions::order_told(self.model, self.operation, &outcome);
        let place = found.place.clone();
        if outcome.score() >= 8.0 && order.is_none() {
            let key = outcome.link.as_ref().and_then(super::identity::Link::entry_key);
            let how = outcome.link.as_ref().map_or(How::Unkeyed, |link| link.how);
            let item = outcome.link.as_ref().map(|link| Key::of(link.item.clone()));
            self.rule.class = Class::OneList;
            self.take_items(item);
            self.rule.succeeded =
                Some(Collection { place: place.clone(), key: key.clone(), how, code: None });
            self.rule.failed = Some(Collection { place, key, how, code });
            self.doubts.push((
                0.3,
                "Successes and failures stand in one list; an error inside tells a failure.".to_owned(),
            ));
        } else {
            self.rule.class = Class::Positional;
            self.take_items(None);
            self.rule.succeeded =
                Some(Collection { place: place.clone(), key: None, how: How::Position, code: None });
            self.rule.failed = Some(Collection { place, key: None, how: How::Position, code });
            if order.is_none() && !counters::counters(self.model, self.operation.output.as_deref()).is_empty()
            {
                self.doubts.push((0.1, "No sentence says that results keep the order of the items; a counter of failures speaks for it.".to_owned()));
            } else if order.is_none() {
                self.doubts
                    .push((0.3, "No sentence says that results keep the order of the items.".to_owned()));
            }
            self.order = order;
        }
        self.rule.remainder = crate::rule::Remainder::Breach;
        true
    }

    fn outcome_of(&self, found: &Found<'m>) -> Option<Outcome<'m>> {
        Some(Outcome {
            found: found.clone(),
            link: super::identity::link(self.model, &self.chosen.items, found.entry, found.is_map),
            code: super::codes::code_of(self.model, found.entry),
        })
    }

    /// The list of successes: the likeliest one, if its name or its entries speak for it.
    fn success(&self, failed: Option<&Outcome<'_>>) -> Option<Outcome<'m>> {
        let about = subject(&words(&self.operation.name));
        let is_likely = |outcome: &&Outcome<'_>| {
            let named = super::words::tells_success(&outcome.found.words)
                || super::words::shared(&subject(&outcome.found.words), &about) > 0
                || super::words::shared(&subject(&outcome.found.words), &subject(&self.chosen.items.words))
                    > 0;
            outcome.score() >= 4.0 || (failed.is_some() && named && outcome.found.depth == 0)
        };
        self.chosen.roles.successes.iter().find(is_likely).cloned()
    }

    fn decide_nothing(&mut self) {
        let is_likely = self.chosen.items.score >= 4.5 && self.chosen.items.member.is_required();
        if !is_likely {
            return;
        }
        if let Some(found) = self.all.iter().find(|found| !found.is_map && found.depth == 0).cloned()
            && words(&found.member.name).iter().any(|word| ["result", "response"].contains(&word.as_str()))
        {
            self.rule.class = Class::Positional;
            self.take_items(None);
            self.rule.succeeded =
                Some(Collection { place: found.place, key: None, how: How::Position, code: None });
            self.rule.remainder = crate::rule::Remainder::Breach;
            self.doubts.push((
                0.45,
                "Results carry nothing of their items: their order is all there is.".to_owned(),
            ));
            return;
        }
        self.rule.class = Class::AllOrNothing;
        self.take_items(None);
        self.rule.remainder = crate::rule::Remainder::Succeeded;
        let told = told::all_or_nothing(self.model, self.operation, &self.chosen.items);
        let doubt = if told.is_some() { 0.2 } else { 0.35 };
        self.doubts
            .push((doubt, told.unwrap_or_else(|| "No part of the answer tells of single items.".to_owned())));
    }

    fn decide_lists(&mut self, succeeded: Option<Outcome<'m>>, failed: Option<Outcome<'m>>) {
        let model = self.model;
        if failed.is_none()
            && let Some(sentence) = told::all_or_nothing(model, self.operation, &self.chosen.items)
            && self.rule.effect == crate::rule::Effect::Writes
        {
            self.rule.class = Class::AllOrNothing;
            self.take_items(None);
            self.rule.remainder = crate::rule::Remainder::Succeeded;
            self.doubts.push((0.3, sentence));
            return;
        }
        let several = alternatives(model, &self.chosen, &self.others);
        self.rule.alternatives = several.into_iter().map(alternative).collect();
        let third = if self.rule.alternatives.is_empty() {
            self.third(succeeded.as_ref(), failed.as_ref())
        } else {
            None
        };
        let succeeded_rule = succeeded.as_ref().map(|outcome| collection(outcome, false));
        let failed_rule = failed.as_ref().map(|outcome| collection(outcome, true));
        let class =
            self.class_of(succeeded_rule.as_ref(), failed_rule.as_ref(), failed.as_ref(), third.is_some());
        let link = failed
            .as_ref()
            .filter(|outcome| outcome.score() >= 3.0)
            .or(succeeded.as_ref())
            .and_then(|outcome| outcome.link.clone());
        let mut item_key = link.as_ref().map(|link| Key::of(link.item.clone()));
        if item_key.is_none() && model.is_scalar(self.chosen.items.item) {
            item_key = Some(Key::itself());
        }
        self.take_items(item_key);
        let is_bare = failed.as_ref().is_some_and(|outcome| outcome.is_bare(model, &self.chosen.items));
        let failed_words = failed.as_ref().map(|outcome| outcome.found.words.clone()).unwrap_or_default();
        let third_fails = third.as_ref().is_none_or(|(_, fails)| *fails);
        self.rule.class = class;
        self.rule.remainder = remainder(
            class,
            self.rule.effect,
            succeeded_rule.as_ref(),
            failed_rule.as_ref(),
            &failed_words,
            is_bare,
            third_fails,
        );
        let lists = succeeded.iter().chain(&failed).filter_map(|outcome| outcome.link.as_ref());
        for alias in lists.flat_map(|link| link.aliases.clone()) {
            if !self.rule.aliases.contains(&alias) {
                self.rule.aliases.push(alias);
            }
        }
        confidence::doubt_lists(&mut self.doubts, succeeded.as_ref(), failed.as_ref(), self.rule.effect);
        self.rule.succeeded = succeeded_rule;
        self.rule.failed = failed_rule;
        self.rule.third = third.map(|(collection, _)| collection);
    }

    /// A third collection, and whether it is one of failures.
    fn third(
        &self,
        succeeded: Option<&Outcome<'_>>,
        failed: Option<&Outcome<'_>>,
    ) -> Option<(Collection, bool)> {
        let failed = failed?;
        let other = |outcome: &&Outcome<'_>| {
            outcome.found.place != failed.found.place && outcome.found.depth == 0 && outcome.score() >= 4.0
        };
        if let Some(found) = self.chosen.roles.failures.iter().find(other) {
            return Some((collection(found, true), true));
        }
        let succeeded = succeeded?;
        let is_third = |outcome: &&Outcome<'_>| {
            other(outcome)
                && outcome.found.place != succeeded.found.place
                && self.model.is_scalar(outcome.found.entry)
                && self.model.is_scalar(self.chosen.items.item)
                && (outcome.found.entry == self.chosen.items.item
                    || super::words::ends_with(&outcome.found.words, &self.chosen.items.words))
        };
        let found = self.chosen.roles.successes.iter().find(is_third)?;
        Some((collection(found, false), false))
    }

    fn class_of(
        &self,
        succeeded: Option<&Collection>,
        failed: Option<&Collection>,
        failure: Option<&Outcome<'_>>,
        has_third: bool,
    ) -> Class {
        let is_map =
            |collection: Option<&Collection>| collection.is_some_and(|found| found.how == How::MapKey);
        let is_bare = failure.is_some_and(|outcome| outcome.is_bare(self.model, &self.chosen.items));
        if failed.is_some_and(|failed| failed.how == How::Unkeyed) {
            return Class::Untraceable;
        }
        if !self.rule.alternatives.is_empty() {
            return Class::SeveralInputs;
        }
        if has_third {
            return Class::ThreeWay;
        }
        match (succeeded, failed) {
            (None, _) => Class::FailuresOnly,
            (Some(succeeded), None) if succeeded.how == How::Echo => Class::OneList,
            (Some(_), None) => Class::SuccessesOnly,
            _ if is_map(succeeded) || is_map(failed) => Class::Maps,
            (Some(succeeded), Some(_)) if succeeded.how == How::Itself && !is_bare => Class::IdsSucceeded,
            // Whole items that come back are no ids: they are entries like those of any list.
            (_, Some(failed)) if is_bare && matches!(failed.how, How::Itself | How::Member) => {
                Class::IdsFailed
            }
            _ => Class::TwoLists,
        }
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
        if self.rule.class == Class::TwoLists
            && let Some(reason) = self.token()
        {
            self.rule.class = Class::Token;
            self.rule.reasons.push(reason);
        }
    }

    fn token(&self) -> Option<String> {
        let Some(Key::One(name)) = &self.rule.item_key else { return None };
        let key = self.model.members(self.chosen.items.item).iter().find(|member| member.name == *name)?;
        token::token(key, &self.chosen.items.words, &words(&self.operation.name))
    }
}

/// The failures to take: the plainest in code, unless another names the items far better.
fn best_failure<'c, 'm>(candidate: &'c Candidate<'m>) -> Option<&'c Outcome<'m>> {
    let failures = &candidate.roles.failures;
    let first = failures.first()?;
    let by_link = best(failures)?;
    let is_told = tells_failure(&first.found.words);
    if by_link.score() > first.score() + 2.0 && (first.score() < 4.0 || !is_told) {
        Some(by_link)
    } else {
        Some(first)
    }
}
