//! Which collections of an answer hold successes, which failures, which a third thing.

use crate::model::{Kind, Model};

use super::codes::{Code, code_of};
use super::collections::Found;
use super::identity::{Link, follow, link};
use super::items::Items;
use super::words::{shared, subject, tells_failure, tells_success, words};

/// A collection with what ties it to the items.
#[derive(Debug, Clone)]
pub(crate) struct Outcome<'m> {
    /// The collection.
    pub(crate) found: Found<'m>,
    /// How an entry leads to its item, if it does.
    pub(crate) link: Option<Link>,
    /// The code in an entry.
    pub(crate) code: Option<Code>,
}

impl Outcome<'_> {
    pub(crate) fn score(&self) -> f64 {
        self.link.as_ref().map_or(0.0, |link| link.score)
    }

    /// Whether an entry says nothing but which item it is about.
    pub(crate) fn is_bare(&self, model: &Model, items: &Items<'_>) -> bool {
        model.is_scalar(self.found.entry) || self.found.entry == items.item
    }
}

/// The collections by role.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outcomes<'m> {
    /// Failures; the first is the one with the plainest code.
    pub(crate) failures: Vec<Outcome<'m>>,
    /// Successes, likely ones first.
    pub(crate) successes: Vec<Outcome<'m>>,
}

/// Whether a collection is of failures: by its name, else by the form of its entries.
pub(crate) fn is_failure(model: &Model, found: &Found<'_>, of: usize) -> bool {
    if tells_failure(&found.words) {
        return true;
    }
    // One list alone, or one of results, holds successes and failures.
    let holds_both = ["response", "result", "record", "entry"];
    if of == 1 || found.words.iter().any(|word| holds_both.contains(&word.as_str())) {
        return false;
    }
    // Structures of nothing but an identity, a code and a message are failures whatever they are called.
    let members = model.members(found.entry);
    let is_message = |name: &str| words(name).iter().any(|word| word == "message");
    members.len() <= 4
        && members.iter().any(|member| is_message(&member.name))
        && code_of(model, found.entry).is_some_and(|code| code.strength >= 10.0)
        && !tells_success(&found.words)
        && members.iter().all(|member| {
            super::identity::is_outcome_word(&member.name) || !member.name.is_empty() && members.len() <= 3
        })
}

/// The roles of all collections for these items.
pub(crate) fn outcomes<'m>(
    model: &'m Model,
    items: &Items<'_>,
    all: &[Found<'m>],
    about: &[String],
) -> Outcomes<'m> {
    let mut roles = Outcomes::default();
    let items_fail = tells_failure(&items.words);
    for found in all {
        let is_subject = super::words::is_subject_to_fail(&found.words, about);
        let fails =
            is_failure(model, found, all.len()) && !is_subject && !(items_fail && found.words == items.words);
        let link = link(model, items, found, fails);
        let code = code_of(model, found.entry);
        let outcome = Outcome { found: found.clone(), link, code };
        if fails {
            roles.failures.push(outcome);
        } else {
            roles.successes.push(outcome);
        }
    }
    let strength = |outcome: &Outcome<'_>| {
        let code = outcome.code.as_ref().map_or(0.0, |code| code.strength);
        let depth = if outcome.found.depth > 0 { 5.0 } else { 0.0 };
        code + outcome.score().min(10.0) * 1.5 - depth
    };
    roles.failures.sort_by(|a, b| strength(b).total_cmp(&strength(a)));
    let likely = |outcome: &Outcome<'_>| success_score(items, outcome, about);
    roles.successes.retain(|outcome| likely(outcome) > 3.0);
    roles.successes.sort_by(|a, b| likely(b).total_cmp(&likely(a)));
    agree(model, items, &mut roles);
    roles
}

fn success_score(items: &Items<'_>, outcome: &Outcome<'_>, about: &[String]) -> f64 {
    let words = &outcome.found.words;
    let mut score = outcome.score().min(10.0);
    if tells_success(words) {
        score += 4.0;
    }
    let named =
        shared(&subject(words), &subject(&items.words)).min(2) + shared(&subject(words), about).min(2);
    score += f64::from(u8::try_from(named).unwrap_or(4)) * 0.8;
    if words.iter().any(|word| ["result", "response", "item", "entry", "output"].contains(&word.as_str())) {
        score += 1.0;
    }
    if words.iter().any(|word| ["tag", "warning", "metadata", "parameter"].contains(&word.as_str())) {
        score -= 3.0;
    }
    if super::words::is_done(words, about) {
        score += 4.0;
    }
    let is_foreign = |word: &&String| !items.words.contains(word) && !about.contains(word);
    let foreign = subject(words).iter().filter(is_foreign).count().min(3);
    score -= f64::from(u8::try_from(foreign).unwrap_or(3)) * 0.4;
    if super::words::is_remark(words) && !super::words::is_remark(&items.words) {
        score -= 20.0;
    }
    if super::words::is_measure(words) && !super::words::is_measure(&items.words) {
        score -= 5.0;
    }
    if outcome.found.depth > 0 {
        score -= if outcome.found.is_map { 12.0 } else { 3.0 };
    }
    if outcome.found.member.is_required() {
        score += 0.5;
    }
    score
}

/// Whether entries can repeat items: every member that an item requires is one of theirs.
fn holds_what_items_require(model: &Model, item: &str, entry: &str) -> bool {
    let entries = model.members(entry);
    let has = |name: &str| entries.iter().any(|member| member.name.eq_ignore_ascii_case(name));
    model.members(item).iter().filter(|own| own.is_required()).all(|own| has(&own.name))
}

/// Of a link by several members those that the item requires, if one of them is called after the item.
fn required_names(model: &Model, items: &Items<'_>, link: Link) -> Option<Link> {
    let own = model.members(items.item);
    let is_required = |name: &str| own.iter().any(|member| member.name == name && member.is_required());
    let pairs = link.item.iter().zip(&link.entry).filter(|(item, _)| is_required(item));
    let (item, entry): (Vec<String>, Vec<String>) =
        pairs.map(|(item, entry)| (item.clone(), entry.clone())).unzip();
    let is_of_item = |name: &String| shared(&subject(&words(name)), &subject(&items.words)) > 0;
    // What the item requires beside them stays untold: two items may share these names.
    item.iter().any(is_of_item).then_some(Link { item, entry, lead: 1.0, ..link })
}

/// Successes and failures name an item by the same members: what the failures repeat settles it, else the successes.
fn agree(model: &Model, items: &Items<'_>, roles: &mut Outcomes<'_>) {
    if model.is_scalar(items.item)
        || !matches!(model.shape(items.item).map(|shape| &shape.kind), Some(Kind::Structure(_)))
    {
        return;
    }
    let (Some(failed), Some(succeeded)) = (roles.failures.first_mut(), roles.successes.first_mut()) else {
        return;
    };
    let (Some(by_failure), by_success) = (failed.link.clone(), succeeded.link.clone()) else {
        return;
    };
    if by_success.as_ref().is_some_and(|link| link.item == by_failure.item) {
        return;
    }
    if by_failure.item.is_empty() {
        // Failures echo whole items: successes do so as well, as items with more members.
        if by_success.as_ref().is_some_and(|link| link.how == crate::rule::How::Member) {
            if holds_what_items_require(model, items.item, succeeded.found.entry) {
                succeeded.link = Some(Link { entry: Vec::new(), score: 6.0, ..by_failure });
            } else {
                let link = by_success.and_then(|link| required_names(model, items, link));
                let followed = link.as_ref().and_then(|link| follow(model, items, link, failed.found.entry));
                if followed.is_some() {
                    failed.link = followed;
                }
                succeeded.link = link.map(|link| Link { score: link.score.min(6.0), ..link });
            }
        }
        return;
    }
    if succeeded.found.is_map || failed.found.is_map {
        return;
    }
    // What was done is listed by what the failures call it.
    if model.is_scalar(succeeded.found.entry) && by_failure.item.len() == 1 {
        succeeded.link =
            Some(Link { entry: Vec::new(), how: crate::rule::How::Itself, score: 7.0, ..by_failure });
        return;
    }
    if let Some(followed) = follow(model, items, &by_failure, succeeded.found.entry) {
        succeeded.link = Some(followed);
    } else if let Some(by_success) = by_success
        && let Some(followed) = follow(model, items, &by_success, failed.found.entry)
    {
        // What failures repeat beside that is part of the name, and successes do not tell it.
        let is_less = followed.item.len() < by_failure.item.len();
        let score = if is_less { followed.score.min(4.5) } else { followed.score };
        failed.link = Some(Link { score, ..followed });
    } else {
        // Only what both repeat can name an item in both.
        let parts = by_failure.item.iter().zip(&by_failure.entry);
        let both: Vec<(String, String, String)> = parts
            .filter_map(|(item, entry)| {
                let (path, _) = super::likeness::best_of(model, items, item, succeeded.found.entry)?;
                Some((item.clone(), entry.clone(), path))
            })
            .collect();
        if both.is_empty() {
            succeeded.link = None;
            return;
        }
        let lowered = Link {
            item: both.iter().map(|(item, ..)| item.clone()).collect(),
            score: (by_failure.score - 3.0).min(6.0),
            ..by_failure
        };
        let entry = both.iter().map(|(_, entry, _)| entry.clone()).collect();
        failed.link = Some(Link { entry, ..lowered.clone() });
        succeeded.link = Some(Link { entry: both.into_iter().map(|(.., path)| path).collect(), ..lowered });
    }
}
