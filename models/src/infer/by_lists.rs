//! Rules of answers that list successes and failures by key.

use crate::model::Member;
use crate::rule::{Class, Collection, Effect, How, Key, Remainder};

use super::assemble::Making;
use super::candidate::Candidate;
use super::outcomes::Outcome;
use super::remainder::remainder;
use super::several::{alternative, alternatives, best, collection};
use super::words::{ends_with, shared, subject, tells_failure, tells_success, words};
use super::{confidence, told};

impl<'m> Making<'m> {
    /// The list of successes: the likeliest one, if its name or its entries speak for it.
    pub(crate) fn success(&self, failed: Option<&Outcome<'_>>) -> Option<Outcome<'m>> {
        let about = subject(&words(&self.operation.name));
        let is_likely = |outcome: &&Outcome<'_>| {
            let named = tells_success(&outcome.found.words)
                || shared(&subject(&outcome.found.words), &about) > 0
                || shared(&subject(&outcome.found.words), &subject(&self.chosen.items.words)) > 0;
            outcome.score() >= 4.0 || (failed.is_some() && named && outcome.found.depth == 0)
        };
        self.chosen.roles.successes.iter().find(is_likely).cloned()
    }

    pub(crate) fn decide_lists(&mut self, succeeded: Option<&Outcome<'m>>, failed: Option<&Outcome<'m>>) {
        let model = self.model;
        if failed.is_none()
            && let Some(sentence) = told::all_or_nothing(model, self.operation, &self.chosen.items)
            && self.rule.effect == Effect::Writes
        {
            self.rule.class = Class::AllOrNothing;
            self.take_items(None);
            self.rule.remainder = Remainder::Succeeded;
            self.doubts.push((0.3, sentence));
            return;
        }
        let several = alternatives(model, &self.chosen, &self.others);
        self.rule.alternatives = several.into_iter().map(alternative).collect();
        let third = if self.rule.alternatives.is_empty() { self.third(succeeded, failed) } else { None };
        self.rule.succeeded = succeeded.map(|outcome| collection(outcome, false));
        self.rule.failed = failed.map(|outcome| collection(outcome, true));
        self.rule.class = self.class_of(succeeded, failed, third.is_some());
        let keyed = failed.filter(|outcome| outcome.score() >= 3.0).or(succeeded);
        let link = keyed.and_then(|outcome| outcome.link.as_ref());
        let itself = model.is_scalar(self.chosen.items.item).then(Key::itself);
        self.take_items(link.map(|link| Key::of(link.item.clone())).or(itself));
        let third_fails = third.as_ref().is_none_or(|(_, fails)| *fails);
        self.rule.third = third.map(|(collection, _)| collection);
        let failed_words = failed.map(|outcome| outcome.found.words.clone()).unwrap_or_default();
        self.rule.remainder = remainder(
            &self.rule,
            &failed_words,
            failed.is_some_and(|outcome| outcome.is_bare(model, &self.chosen.items)),
            third_fails,
        );
        // A further list may be that of the successes.
        let lists = self.all.iter().filter(|found| found.depth == 0).count();
        if self.rule.class == Class::ThreeWay && succeeded.is_none() && lists > 2 {
            self.rule.remainder = Remainder::Unknown;
        }
        let links = succeeded.iter().chain(&failed).filter_map(|outcome| outcome.link.as_ref());
        for alias in links.flat_map(|link| link.aliases.clone()) {
            if !self.rule.aliases.contains(&alias) {
                self.rule.aliases.push(alias);
            }
        }
        self.doubt_pages();
        let is_of_validation = |outcome: &Outcome<'_>| {
            outcome.code.is_none() && outcome.found.words.iter().any(|word| word == "validation")
        };
        if failed.is_some_and(is_of_validation) {
            let doubt = "Whether errors of validation are fates of items, or remarks on all that is given.";
            self.doubts.push((0.3, doubt.to_owned()));
        }
        confidence::doubt_lists(&mut self.doubts, succeeded, failed, self.rule.effect);
        self.ask_of_names_in_part();
    }

    /// An image by its tag or by its digest: what an entry repeats may be more than was asked for, and be there twice.
    fn ask_of_names_in_part(&mut self) {
        let members = self.model.members(self.chosen.items.item);
        let is_partial = members.len() > 1 && !members.iter().any(Member::is_required);
        let echoes = |found: &Option<Collection>| found.as_ref().is_some_and(|found| found.how == How::Echo);
        if is_partial && echoes(&self.rule.succeeded) {
            let question = "An item may be named by some of its members alone: whether an entry adds the others, \
                            and whether several entries are about one.";
            self.rule.needs_human.push(question.to_owned());
        }
    }

    /// An answer with pages need not have all outcomes on its first one.
    pub(crate) fn doubt_pages(&mut self) {
        let output = self.operation.output.as_deref().unwrap_or_default();
        let is_page = |member: &Member| {
            let words = words(&member.name).join(" ");
            words == "next token" || words == "marker" || words == "next page token"
        };
        if self.model.members(output).iter().any(is_page) {
            self.doubts.push((0.2, "The answer has pages: an item may stand on another one.".to_owned()));
        }
    }

    /// A third collection, and whether it is one of failures.
    pub(crate) fn third(
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
        let waits = |outcome: &&Outcome<'_>| {
            let words = &outcome.found.words;
            let is_waiting = words.iter().any(|word| ["pending", "queued"].contains(&word.as_str()));
            other(outcome) && outcome.found.place != succeeded.found.place && is_waiting
        };
        if let Some(found) = self.chosen.roles.successes.iter().find(waits) {
            return Some((collection(found, false), true));
        }
        let is_third = |outcome: &&Outcome<'_>| {
            other(outcome)
                && outcome.found.place != succeeded.found.place
                && self.model.is_scalar(outcome.found.entry)
                && self.model.is_scalar(self.chosen.items.item)
                && (outcome.found.entry == self.chosen.items.item
                    || ends_with(&outcome.found.words, &self.chosen.items.words))
        };
        let found = self.chosen.roles.successes.iter().find(is_third)?;
        Some((collection(found, false), false))
    }

    fn class_of(
        &self,
        success: Option<&Outcome<'_>>,
        failure: Option<&Outcome<'_>>,
        has_third: bool,
    ) -> Class {
        let (succeeded, failed) = (self.rule.succeeded.as_ref(), self.rule.failed.as_ref());
        let is_map =
            |collection: Option<&Collection>| collection.is_some_and(|found| found.how == How::MapKey);
        let is_bare = failure.is_some_and(|outcome| outcome.is_bare(self.model, &self.chosen.items));
        // Names of what was done, be they texts or structures of texts. Where both lists are bare, a write tells what it did.
        let is_name = |outcome: &Outcome<'_>| {
            let members = self.model.members(outcome.found.entry);
            outcome.found.entry == self.chosen.items.item
                && members.iter().all(|member| self.model.is_text(&member.target))
        };
        let is_done = succeeded.is_some_and(|found| found.how == How::Itself)
            || (!is_bare && success.is_some_and(is_name));
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
            (Some(succeeded), None) if succeeded.how == How::Echo && is_of_results(&succeeded.place) => {
                Class::OneList
            }
            (Some(_), None) => Class::SuccessesOnly,
            _ if is_map(succeeded) || is_map(failed) => Class::Maps,
            (Some(_), Some(_)) if is_done && (!is_bare || self.rule.effect == Effect::Writes) => {
                Class::IdsSucceeded
            }
            // Whole items that come back are no ids: they are entries like those of any list.
            (_, Some(failed)) if is_bare && matches!(failed.how, How::Itself | How::Member) => {
                Class::IdsFailed
            }
            _ => Class::TwoLists,
        }
    }
}

/// Whether a collection is called after results: one for each item, good or bad, and not the things that were found.
fn is_of_results(place: &str) -> bool {
    words(place).iter().any(|word| ["result", "response", "outcome"].contains(&word.as_str()))
}

/// The failures to take: the plainest in code, unless another names the items far better.
pub(crate) fn best_failure<'c, 'm>(candidate: &'c Candidate<'m>) -> Option<&'c Outcome<'m>> {
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
