//! What names an item, and how an entry of the answer says which item it is about.

use crate::model::{Kind, Member, Model};
use crate::rule::{How, Key};

use super::collections::Found;
use super::items::Items;
use super::likeness::{best, best_of};
use super::words::{ends_with, identity_word, words};

/// How an entry leads to its item.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    /// What names the item, by paths within it.
    pub(crate) item: Vec<String>,
    /// The members of the entry that repeat it, by paths.
    pub(crate) entry: Vec<String>,
    /// How.
    pub(crate) how: How,
    /// How sure: about 10 where names are equal, below 4 where nothing speaks for it.
    pub(crate) score: f64,
    /// How far the next best member is behind.
    pub(crate) lead: f64,
    /// Other members of the entry that name the same thing.
    pub(crate) aliases: Vec<String>,
}

impl Link {
    fn new(item: Vec<String>, entry: Vec<String>, how: How, score: f64) -> Self {
        Self { item, entry, how, score, lead: 10.0, aliases: Vec::new() }
    }

    /// The entry's key as the rule writes it.
    pub(crate) fn entry_key(&self) -> Option<Key> {
        match self.how {
            How::MapKey | How::Position | How::Attributes | How::Unkeyed => None,
            How::Itself | How::Union => Some(Key::itself()),
            How::Member | How::IndexMember | How::Echo => Some(Key::of(self.entry.clone())),
        }
    }
}

/// Names that no item goes by.
pub(crate) fn is_outcome_word(name: &str) -> bool {
    const OUTCOMES: [&str; 16] = [
        "code",
        "message",
        "error",
        "status",
        "reason",
        "failure",
        "exception",
        "detail",
        "retryable",
        "description",
        "cause",
        "fault",
        "result",
        "explanation",
        "type",
        "state",
    ];
    let words = words(name);
    let last = words.last().map(String::as_str).unwrap_or_default();
    let holds = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    // A type or a state is an outcome only where it is one of an error.
    let is_general = ["type", "description", "state", "status", "result", "detail"].contains(&last);
    let is_of_error = holds(&["error", "failure", "exception"]);
    (OUTCOMES.contains(&last) && (!is_general || is_of_error)) || holds(&["message", "exception"])
}

/// How an entry of a collection leads to its item.
pub(crate) fn link(model: &Model, items: &Items<'_>, found: &Found<'_>, fails: bool) -> Option<Link> {
    let (entry, is_map, named) = (found.entry, found.is_map, found.words.as_slice());
    if is_map {
        let item = if model.is_scalar(items.item) { Vec::new() } else { map_key(model, items)? };
        return Some(Link::new(item, Vec::new(), How::MapKey, 8.5));
    }
    if model.is_scalar(items.item) {
        return scalar(model, items, entry, fails.then_some(named));
    }
    match (kind(model, items.item), kind(model, entry)) {
        (Some(Kind::Union(_)), Some(Kind::Union(_))) => {
            Some(Link::new(Vec::new(), Vec::new(), How::Union, 9.0))
        }
        (Some(Kind::Structure(item) | Kind::Union(item)), Some(Kind::Structure(members))) => {
            structure(model, items, item, (entry, members), fails)
        }
        _ if items.item == entry => Some(Link::new(Vec::new(), Vec::new(), How::Echo, 9.0)),
        // Items of one member are called by it.
        (Some(Kind::Structure(item)), _) if model.is_scalar(entry) => match item.as_slice() {
            [only] if only.is_required() && model.is_text(&only.target) == model.is_text(entry) => {
                Some(Link::new(vec![only.name.clone()], Vec::new(), How::Itself, 6.0))
            }
            _ => None,
        },
        _ => None,
    }
}

fn kind<'m>(model: &'m Model, target: &str) -> Option<&'m Kind> {
    model.shape(target).map(|shape| &shape.kind)
}

fn scalar(model: &Model, items: &Items<'_>, entry: &str, failure: Option<&[String]>) -> Option<Link> {
    let fails = failure.is_some();
    if model.is_scalar(entry) {
        // A list of texts that is called errors holds messages, unless they have the type of the ids.
        let is_error = |word: &String| word == "error" || word == "exception";
        let are_messages = failure.is_some_and(|words| words.iter().any(is_error));
        if are_messages && entry != items.item {
            return None;
        }
        let bonus = if entry == items.item { 2.0 } else { 0.0 };
        let is_number = model.is_integer(entry) != model.is_integer(items.item);
        return (!is_number).then(|| Link::new(Vec::new(), Vec::new(), How::Itself, 8.0 + bonus));
    }
    let only = || only_member(model, items, model.members(entry)).filter(|_| fails);
    let Some(found) = best(model, &items.words, Some(items.item), entry).filter(|found| found.score >= 3.0)
    else {
        return only();
    };
    Some(Link {
        lead: found.lead,
        aliases: found.aliases,
        ..Link::new(Vec::new(), vec![of_whichever(model, entry, found.path)], How::Member, found.score)
    })
}

/// Of structures of which an entry has one or another, each with a member of that name, whichever is there.
fn of_whichever(model: &Model, entry: &str, path: String) -> String {
    let Some((_, name)) = path.split_once('.').filter(|(_, name)| !name.contains('.')) else { return path };
    let is_structure = |member: &&Member| matches!(kind(model, &member.target), Some(Kind::Structure(_)));
    let all: Vec<&Member> = model.members(entry).iter().filter(is_structure).collect();
    let has_name = |member: &&Member| {
        !member.is_required() && model.members(&member.target).iter().any(|inner| inner.name == name)
    };
    if all.len() > 1 && all.iter().all(has_name) { format!("*.{name}") } else { path }
}

/// The member of an item by which a map can be keyed.
fn map_key(model: &Model, items: &Items<'_>) -> Option<Vec<String>> {
    let found = best(model, &items.words, None, items.item)?;
    Some(vec![found.path])
}

fn structure(
    model: &Model,
    items: &Items<'_>,
    item: &[Member],
    (entry, members): (&str, &[Member]),
    fails: bool,
) -> Option<Link> {
    if entry == items.item {
        return Some(same_shape(model, item));
    }
    if let Some(echo) = members.iter().find(|member| member.target == items.item) {
        let is_named_by_several = item.len() > 1 && is_name(model, item);
        if is_named_by_several && echo.is_required() {
            let names: Vec<String> = item.iter().map(|member| member.name.clone()).collect();
            let paths = names.iter().map(|name| format!("{}.{name}", echo.name)).collect();
            if own_name(item).is_some() {
                return Some(Link::new(names, paths, How::Member, 9.0));
            }
        }
        return Some(match own_name(item) {
            Some(name) => {
                let path = format!("{}.{}", echo.name, name.name);
                Link::new(vec![name.name.clone()], vec![path], How::Member, 9.0)
            }
            None => Link::new(Vec::new(), vec![echo.name.clone()], How::Echo, 10.0),
        });
    }
    let same = shared_members(model, item, members, fails);
    if is_choice(model, &same) {
        return None;
    }
    if !same.is_empty() {
        return Some(repeated(model, item, members, &same));
    }
    let likely = by_likeness(model, items, item, entry).or_else(|| by_lists(model, item, members));
    likely.or_else(|| only_member(model, items, members).filter(|_| fails))
}

/// Whether members of one name are what was asked and what came of it, one of several: `CreateObject` here and there.
fn is_choice(model: &Model, same: &[(&Member, &Member)]) -> bool {
    let is_structure = |member: &Member| matches!(kind(model, &member.target), Some(Kind::Structure(_)));
    same.len() > 1
        && same.iter().all(|(own, other)| {
            !own.is_required() && own.target != other.target && is_structure(own) && is_structure(other)
        })
}

/// Lists of texts that name an item together: `Values` of a partition against `PartitionValues`.
fn by_lists(model: &Model, item: &[Member], members: &[Member]) -> Option<Link> {
    let is_texts = |member: &&Member| {
        matches!(kind(model, &member.target), Some(Kind::List(inner)) if model.is_text(&inner.target))
            && identity_word(&words(&member.name)).is_some()
    };
    let own: Vec<&Member> = item.iter().filter(is_texts).collect();
    let other: Vec<&Member> = members.iter().filter(is_texts).collect();
    let ([own], [other]) = (own.as_slice(), other.as_slice()) else { return None };
    ends_with(&words(&other.name), &words(&own.name))
        .then(|| Link::new(vec![own.name.clone()], vec![other.name.clone()], How::Member, 6.0))
}

/// The one text of a failure that is neither code nor message, however it is called.
fn only_member(model: &Model, items: &Items<'_>, members: &[Member]) -> Option<Link> {
    let texts =
        members.iter().filter(|member| model.is_text(&member.target) && !is_outcome_word(&member.name));
    let texts: Vec<&Member> = texts.collect();
    let [one] = texts.as_slice() else { return None };
    let is_plain = model.is_scalar(items.item);
    let item = if is_plain { Vec::new() } else { map_key(model, items)? };
    // `trigger` of a failed one of `triggers` is what the trigger is called.
    let is_the_thing = !is_plain && words(&one.name) == items.words;
    let score = if is_plain || is_the_thing { 5.0 } else { 4.0 };
    Some(Link::new(item, vec![one.name.clone()], How::Member, score))
}

/// Entries that are items: by their members where these are few and all required, as wholes otherwise.
fn same_shape(model: &Model, item: &[Member]) -> Link {
    if is_name(model, item) {
        let names: Vec<String> = item.iter().map(|member| member.name.clone()).collect();
        return Link::new(names.clone(), names, How::Member, 9.0);
    }
    Link::new(Vec::new(), Vec::new(), How::Echo, 9.0)
}

/// Whether a structure is nothing but a name: few members, all required, of single values or lists of such.
fn is_name(model: &Model, item: &[Member]) -> bool {
    let is_plain = |member: &Member| {
        let is_list =
            matches!(kind(model, &member.target), Some(Kind::List(inner)) if model.is_scalar(&inner.target));
        member.is_required() && (model.is_scalar(&member.target) || is_list)
    };
    item.len() <= 4 && item.iter().all(is_plain)
}

/// A member that names the item within its request: `Id`, `CreatorRequestId`, `clientToken`.
fn own_name(item: &[Member]) -> Option<&Member> {
    item.iter().find(|member| {
        let words = words(&member.name);
        let text = words.join(" ");
        member.is_required() && (text == "id" || text.ends_with("request id") || text.ends_with("entry id"))
    })
}

/// Members that stand in both under one name and are no outcome.
fn shared_members<'m>(
    model: &Model,
    item: &'m [Member],
    members: &'m [Member],
    fails: bool,
) -> Vec<(&'m Member, &'m Member)> {
    let pairs = item.iter().filter_map(|own| {
        let other = members.iter().find(|other| other.name.eq_ignore_ascii_case(&own.name))?;
        (!is_outcome_word(&own.name)).then_some((own, other))
    });
    let mut pairs: Vec<(&Member, &Member)> = pairs.collect();
    let names_things = |member: &Member| identity_word(&words(&member.name)).is_some();
    let is_moment = |member: &Member| matches!(kind(model, &member.target), Some(Kind::Simple(simple)) if simple == "timestamp");
    if pairs.len() > 1 {
        // A failure repeats nothing but what identifies; of what a success repeats, what is required or named as an id.
        let kept = |(own, _): &(&Member, &Member)| fails || own.is_required() || names_things(own);
        if pairs.iter().any(kept) {
            pairs.retain(kept);
        }
        if pairs.iter().any(|(own, _)| !is_moment(own)) {
            pairs.retain(|(own, _)| !is_moment(own));
        }
    }
    pairs
}

fn repeated(model: &Model, item: &[Member], members: &[Member], same: &[(&Member, &Member)]) -> Link {
    let is_identity = |member: &Member| identity_word(&words(&member.name)).is_some();
    let required: Vec<&(&Member, &Member)> = same.iter().filter(|(own, _)| own.is_required()).collect();
    // An entry that repeats the whole item repeats payload too: then the names among them tell.
    let identities: Vec<&(&Member, &Member)> =
        same.iter().filter(|(own, _)| own.is_required() && is_identity(own)).collect();
    let is_whole = same.len() > 2 && same.len() * 3 >= item.len() * 2 && members.len() > same.len() + 3;
    let marks: Vec<&(&Member, &Member)> =
        same.iter().filter(|(own, _)| own.is_required() && own.name.eq_ignore_ascii_case("key")).collect();
    let chosen: Vec<&(&Member, &Member)> = if marks.len() == 1 {
        marks
    } else if is_whole && !identities.is_empty() {
        identities
    } else if is_whole && !required.is_empty() {
        required
    } else {
        same.iter().collect()
    };
    let item_key: Vec<String> = chosen.iter().map(|(own, _)| own.name.clone()).collect();
    let entry_key: Vec<String> = chosen.iter().map(|(_, other)| other.name.clone()).collect();
    let differs = |(own, other): &&(&Member, &Member)| {
        own.target != other.target
            && matches!(kind(model, &own.target), Some(Kind::Structure(_) | Kind::Union(_)))
    };
    let how = match chosen.as_slice() {
        [one] if differs(one) => How::Echo,
        _ => How::Member,
    };
    let mut score = 9.0;
    if !chosen.iter().any(|(own, _)| is_identity(own) || own.is_required()) {
        score -= 3.0;
    }
    let mut link = Link::new(item_key, entry_key, how, score);
    if is_whole && chosen.len() > 1 {
        link.lead = 1.0;
    }
    link
}

/// A name of the item against names of the entry: `Id` of a target against `TargetId`.
fn by_likeness(model: &Model, items: &Items<'_>, item: &[Member], entry: &str) -> Option<Link> {
    let subject = &items.words;
    let mut found: Option<Link> = None;
    for own in item.iter().filter(|own| model.is_scalar(&own.target)) {
        let words = words(&own.name);
        if identity_word(&words).is_none() {
            continue;
        }
        // `Id` of `Targets` is a target's id.
        let full = if words.len() == 1 { [subject.clone(), words.clone()].concat() } else { words };
        let Some(best) = best(model, &full, Some(&own.target), entry) else { continue };
        let bonus = if own.is_required() { 0.5 } else { 0.0 };
        if found.as_ref().is_none_or(|link| best.score + bonus > link.score) {
            found = Some(Link {
                lead: best.lead,
                aliases: best.aliases,
                ..Link::new(vec![own.name.clone()], vec![best.path], How::Member, best.score + bonus)
            });
        }
    }
    found
}

/// Follows a link that one collection gave into another: where the entry repeats the same members of the item.
pub(crate) fn follow(model: &Model, items: &Items<'_>, known: &Link, entry: &str) -> Option<Link> {
    let mut paths = Vec::new();
    let mut score = 10.0_f64;
    for name in &known.item {
        let (path, found) = best_of(model, items, name, entry)?;
        score = score.min(found);
        paths.push(path);
    }
    Some(Link { entry: paths, score, aliases: Vec::new(), ..known.clone() })
}
