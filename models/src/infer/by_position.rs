//! Rules of answers without keys: indices, positions, nothing for each item.

use crate::model::Kind;
use crate::rule::{Class, Collection, How, Key, Remainder};

use super::assemble::Making;
use super::collections::Found;
use super::outcomes::Outcome;
use super::remainder::remainder;
use super::words::words;
use super::{counters, positions, told};

impl<'m> Making<'m> {
    pub(crate) fn decide_index(&mut self) -> bool {
        if let Some((place, bounds)) = positions::index_bounds(self.model, self.operation.output.as_deref()) {
            self.rule.class = Class::Index;
            self.take_items(None);
            let key = Some(Key::Several(bounds));
            self.rule.failed = Some(Collection { place, key, how: How::IndexMember, code: None });
            self.rule.remainder = Remainder::Succeeded;
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
        self.rule.remainder = remainder(&self.rule, &[], false, false);
        self.rule.failed = Some(failed);
        true
    }

    /// One list of results, each with its own error or none.
    pub(crate) fn decide_positions(&mut self) -> bool {
        if !self.chosen.roles.failures.is_empty() {
            return false;
        }
        let coded = self.all.iter().find(|found| {
            let code = super::codes::code_of(self.model, found.entry);
            let is_own = found.depth == 0 && !super::words::is_remark(&found.words);
            !found.is_map
                && is_own
                && code.is_some_and(|code| code.strength >= 5.0)
                && !self.model.is_scalar(found.entry)
        });
        let Some(found) = coded.cloned() else { return false };
        let Some(outcome) = self.outcome_of(&found) else { return false };
        let code = outcome.code.clone().map(|code| code.path);
        let order = positions::order_told(self.model, self.operation, &outcome);
        let place = found.place.clone();
        // A thing with much to tell has an error of its own; that is no failed item, unless it is called a result.
        let is_result = found.words.iter().any(|word| word == "result");
        if outcome.score() >= 6.0 && self.model.members(found.entry).len() > 8 && !is_result {
            return false;
        }
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
        self.rule.remainder = Remainder::Breach;
        true
    }

    pub(crate) fn outcome_of(&self, found: &Found<'m>) -> Option<Outcome<'m>> {
        Some(Outcome {
            found: found.clone(),
            link: super::identity::link(self.model, &self.chosen.items, found, false),
            code: super::codes::code_of(self.model, found.entry),
        })
    }

    /// The place of the only list of the answer, if its text says that there is a result of each entry of the only list
    /// of the input.
    fn place_of_each(&self) -> Option<String> {
        if !self.others.is_empty() {
            return None;
        }
        let [only] = self.model.members(self.operation.output.as_deref()?) else { return None };
        let shape = self.model.shape(&only.target)?;
        let is_list = matches!(shape.kind, Kind::List(_));
        let tells =
            [&only.documentation, &shape.documentation].into_iter().any(|text| positions::tells_each(text));
        (is_list && tells).then(|| format!("output.{}[]", only.name))
    }

    pub(crate) fn decide_nothing(&mut self) {
        let is_likely = self.chosen.items.score >= 4.5 && self.chosen.items.member.is_required();
        if let Some(place) = self.place_of_each() {
            self.rule.class = Class::Positional;
            self.take_items(None);
            self.rule.succeeded = Some(Collection { place, key: None, how: How::Position, code: None });
            self.rule.remainder = Remainder::Breach;
            self.doubts.push((
                0.35,
                "There is a result of each entry, by its text; nothing but their order ties them.".to_owned(),
            ));
            return;
        }
        if !is_likely && !self.puts_data() {
            return;
        }
        if let Some((found, order)) = self.ordered_results() {
            self.rule.class = Class::Positional;
            self.take_items(None);
            self.rule.succeeded =
                Some(Collection { place: found.place, key: None, how: How::Position, code: None });
            self.rule.remainder = Remainder::Breach;
            self.order = Some(order);
            self.doubts.push((0.1, "Only successes are listed: a failure fails the call.".to_owned()));
            return;
        }
        if let Some(found) = self.all.iter().find(|found| !found.is_map && found.depth == 0).cloned()
            && words(&found.member.name).iter().any(|word| ["result", "response"].contains(&word.as_str()))
        {
            self.rule.class = Class::Positional;
            self.take_items(None);
            self.rule.succeeded =
                Some(Collection { place: found.place, key: None, how: How::Position, code: None });
            self.rule.remainder = Remainder::Breach;
            self.doubts.push((
                0.45,
                "Results carry nothing of their items: their order is all there is.".to_owned(),
            ));
            return;
        }
        self.rule.class = Class::AllOrNothing;
        self.take_items(None);
        self.rule.remainder = Remainder::Succeeded;
        let told = told::all_or_nothing(self.model, self.operation, &self.chosen.items);
        let doubt = if told.is_some() { 0.2 } else { 0.35 };
        self.doubts
            .push((doubt, told.unwrap_or_else(|| "No part of the answer tells of single items.".to_owned())));
    }
}
