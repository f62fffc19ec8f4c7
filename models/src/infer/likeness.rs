//! Likeness of names: which member of an entry is called as the items are.

use crate::model::{Kind, Member, Model};

use super::identity::is_outcome_word;
use super::items::Items;
use super::words::{ends_with, identity_word, shared, subject, words};

/// The member of an entry that fits best.
#[derive(Debug, Clone)]
pub(crate) struct Best {
    /// Its path.
    pub(crate) path: String,
    /// How well it fits.
    pub(crate) score: f64,
    /// How far the next is behind.
    pub(crate) lead: f64,
    /// Others that name the same thing by another kind of name.
    pub(crate) aliases: Vec<String>,
}

/// The member of `entry` that is called as things with the words `wanted` are.
pub(crate) fn best(model: &Model, wanted: &[String], shape: Option<&str>, entry: &str) -> Option<Best> {
    let mut scored: Vec<(f64, String)> = Vec::new();
    for member in model.members(entry) {
        if model.is_scalar(&member.target) {
            let words = words(&member.name);
            scored.push((likeness(model, wanted, shape, member, &words), member.name.clone()));
        } else if let Some(Kind::Structure(inner)) = model.shape(&member.target).map(|shape| &shape.kind) {
            for below in inner.iter().filter(|below| model.is_scalar(&below.target)) {
                let words = words(&below.name);
                let score = likeness(model, wanted, shape, below, &words) - 2.5;
                scored.push((score, format!("{}.{}", member.name, below.name)));
            }
        }
    }
    scored.retain(|(score, _)| *score > 1.0);
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut ranked = scored.into_iter();
    let (score, path) = ranked.next()?;
    let rest: Vec<(f64, String)> = ranked.collect();
    let lead = rest.first().map_or(10.0, |(next, _)| score - next);
    let kind_of = |path: &str| identity_word(&words(path.rsplit('.').next().unwrap_or(path)));
    let is_alias = |(other, name): &&(f64, String)| {
        *other >= 3.0 && !name.contains('.') && kind_of(name).is_some() && kind_of(name) != kind_of(&path)
    };
    let aliases = rest.iter().filter(is_alias).map(|(_, name)| name.clone()).collect();
    Some(Best { path, score, lead, aliases })
}

/// The member of `entry` that repeats the member `name` of an item.
pub(crate) fn best_of(model: &Model, items: &Items<'_>, name: &str, entry: &str) -> Option<(String, f64)> {
    let last = name.rsplit('.').next().unwrap_or(name);
    let members = model.members(entry);
    if let Some(same) = members.iter().find(|member| member.name.eq_ignore_ascii_case(last)) {
        return Some((same.name.clone(), 10.0));
    }
    for member in members {
        if let Some(Kind::Structure(inner)) = model.shape(&member.target).map(|shape| &shape.kind)
            && let Some(below) = inner.iter().find(|below| below.name.eq_ignore_ascii_case(last))
        {
            return Some((format!("{}.{}", member.name, below.name), 8.0));
        }
    }
    let own = words(last);
    let wanted = if own.len() == 1 { [items.words.clone(), own].concat() } else { own };
    let found = best(model, &wanted, None, entry)?;
    (found.score >= 4.0).then_some((found.path, found.score))
}

fn likeness(model: &Model, wanted: &[String], shape: Option<&str>, member: &Member, words: &[String]) -> f64 {
    if is_outcome_word(&member.name) {
        return 0.0;
    }
    let wanted: Vec<String> = trimmed(wanted);
    let (kind, own_kind) = (identity_word(&wanted), identity_word(words));
    let about = subject(&wanted);
    let mut score = if *words == wanted {
        10.0
    } else if let Some(own) = own_kind {
        // An identifier may be of any kind: an id, a name or an ARN.
        let is_any = member.name.eq_ignore_ascii_case("identifier") && kind.is_some();
        if is_any { 7.5 } else { named(&wanted, &about, kind, words, own) }
    } else if kind.is_none() && ends_with(&wanted, words) {
        // `jobs` against `job`.
        8.0
    } else if kind.is_none() && ends_with(words, &about) {
        5.0
    } else {
        0.0
    };
    if score > 0.0 {
        let is_specific =
            |shape: &str| !["string", "__string"].contains(&shape.to_ascii_lowercase().as_str());
        if shape.is_some_and(|shape| shape == member.target && is_specific(shape)) {
            score += 2.0;
        }
        if member.is_required() {
            score += 0.5;
        }
        if !model.is_text(&member.target) {
            score -= 0.5;
        }
    }
    score
}

/// A member that ends in a word by which things are named.
fn named(wanted: &[String], about: &[String], kind: Option<&str>, words: &[String], own: &str) -> f64 {
    let bare = words.len() == 1;
    let stem = words.split_last().map(|(_, rest)| rest).unwrap_or_default();
    match kind {
        Some(kind) if kind == own => {
            if ends_with(wanted, words) && !bare {
                8.5
            } else if ends_with(words, wanted) {
                7.0
            } else if bare {
                7.5
            } else if shared(stem, about) == stem.len().min(about.len()).max(1) {
                6.0
            } else if shared(stem, about) > 0 {
                4.5
            } else {
                2.0
            }
        }
        Some(_) => {
            let is_near = bare || (shared(stem, about) > 0 && shared(stem, about) == stem.len());
            if is_near && matches!(own, "id" | "arn" | "name") { 3.5 } else { 0.0 }
        }
        // The items are called after the thing alone: `jobs`, `tasks`.
        None if !stem.is_empty() && (ends_with(wanted, stem) || ends_with(about, stem)) => match own {
            "id" | "arn" => 8.0,
            _ => 7.0,
        },
        None if bare => match own {
            "id" | "arn" => 5.5,
            "name" => 5.0,
            _ => 2.0,
        },
        None if shared(stem, about) > 0 => 4.0,
        None => 1.5,
    }
}

/// The words of a list of things, without those that say that it is a list or what is done with it.
fn trimmed(wanted: &[String]) -> Vec<String> {
    const ENDS: [&str; 4] = ["list", "set", "input", "requested"];
    let upto = wanted.iter().position(|word| word == "to").unwrap_or(wanted.len());
    let kept = wanted.iter().take(upto).filter(|word| !ENDS.contains(&word.as_str()));
    let kept: Vec<String> = kept.cloned().collect();
    if kept.is_empty() { wanted.to_vec() } else { kept }
}
