//! Items made for keys of one's choice, and what the validator says of them.

use serde_json::Value;

use super::base::Base;
use super::case_builder::CaseBuilder;
use super::sizes::Sizes;
use crate::contract::{BatchRule, Contract, Expectation, ItemKey, validate};

/// Makes an item for any key, like those of the pool in all else.
///
/// Keys that belong together are made by editing valid ones, and no pattern tells beforehand which edits remain valid:
/// the validator is asked about each.
pub(super) struct Keyed<'c> {
    contract: &'c Contract,
    base: Base,
    template: Value,
    /// Items that fill a batch up to the smallest one allowed.
    company: Vec<String>,
    least: usize,
    most: usize,
}

impl<'c> Keyed<'c> {
    /// `None` where there is no batch, or its items are told apart by something else than a string.
    pub(super) fn new(builder: &CaseBuilder<'c>) -> Option<Self> {
        let contract = builder.contract;
        let batch = contract.batch.as_ref()?;
        let first = builder.pool.items().first()?;
        let template: Value = serde_json::from_str(&first.json).ok()?;
        let key = match &batch.item_key {
            ItemKey::Members(_) => batch.item_key.single()?.get_in(&template)?,
            ItemKey::Itself | ItemKey::Nothing => &template,
        };
        key.as_str()?;
        let Sizes { least, most } = builder.sizes();
        let company = builder.pool.items().iter().rev().take(least).map(|item| item.json.clone()).collect();
        Some(Self { contract, base: builder.base.clone(), template, company, least, most })
    }

    /// Most items that a batch may have.
    pub(super) fn most(&self) -> usize {
        self.most
    }

    /// The item of this key.
    pub(super) fn item(&self, key: &str) -> String {
        let text = Value::String(key.to_owned());
        let path = self.contract.batch.as_ref().and_then(|batch| batch.item_key.single());
        let mut item = self.template.clone();
        match path {
            Some(path) if item.is_object() => {
                path.put_in(&mut item, text);
                item.to_string()
            }
            _ => text.to_string(),
        }
    }

    /// The body of a batch of these keys, with company where they are too few.
    pub(super) fn body<'k>(&self, keys: impl IntoIterator<Item = &'k str>) -> Vec<u8> {
        let mut items: Vec<String> = keys.into_iter().map(|key| self.item(key)).collect();
        let missing = self.least.saturating_sub(items.len());
        let others = self.company.iter().filter(|other| !items.contains(other));
        let others: Vec<String> = others.take(missing).cloned().collect();
        items.extend(others);
        self.base.body(self.contract, items.iter().map(String::as_str))
    }

    /// Whether a batch of these keys is certainly valid.
    pub(super) fn are_valid<'k>(&self, keys: impl IntoIterator<Item = &'k str>) -> bool {
        let request = super::base::documented(self.contract, self.body(keys));
        matches!(validate(self.contract, &request), Expectation::Accept { .. })
    }

    /// Whether an item of this key is certainly valid.
    pub(super) fn is_valid(&self, key: &str) -> bool {
        self.are_valid([key])
    }

    /// A valid key that holds a slash, made from one that need not; `None` where the grammar has no place for one.
    pub(super) fn with_slash(&self, key: &str) -> Option<String> {
        let middle = key.char_indices().nth(key.chars().count() / 2).map_or(0, |(at, _)| at);
        let (head, tail) = key.split_at(middle);
        let candidates = [format!("{head}/{tail}"), format!("a/{key}"), format!("{key}/a")];
        candidates.into_iter().find(|candidate| self.is_valid(candidate))
    }
}

/// The text by which items of one list are told apart; `None` for an item without its key.
pub(super) fn key_text(batch: &BatchRule, item: &Value) -> Option<String> {
    match &batch.item_key {
        ItemKey::Itself | ItemKey::Nothing => Some(item.to_string()),
        ItemKey::Members(members) => {
            let parts: Vec<Option<String>> =
                members.iter().map(|member| member.get_in(item).map(Value::to_string)).collect();
            parts.iter().any(Option::is_some).then(|| format!("{parts:?}"))
        }
    }
}
