//! Promises about a batch as a whole: how many items and bytes it has, how keys are formed, the order and span of its times.

use super::batch::{BatchRule, ItemKey};
use super::batch_items::{ItemList, text};
use super::key_path::KeyPath;
use super::pattern::Pattern;
use crate::message::json::Value;

/// A promise about a batch as a whole, and the error that answers its breach.
#[derive(Debug, Clone)]
pub struct WholePromise {
    /// What breaks it.
    pub breach: WholeBreach,
    /// The bare name of the error that answers the breach, where the documentation names one.
    pub error: Option<String>,
}

/// What breaks a promise about a batch as a whole.
#[derive(Debug, Clone)]
pub enum WholeBreach {
    /// A list without items.
    NoItems,
    /// More items than this.
    TooManyItems(usize),
    /// Two items of one key.
    EqualKeys,
    /// A key that does not match.
    IllFormedKey(Box<Pattern>),
    /// More bytes than these.
    TooManyBytes(Measure),
    /// An item before its predecessor in time.
    OutOfOrder(KeyPath),
    /// The latest item is later than the earliest by more than this, in the unit of the member.
    TooLongSpan(KeyPath, i64),
}

/// How bytes of a batch are counted.
#[derive(Debug, Clone)]
pub struct Measure {
    /// The most of them.
    pub limit: u64,
    /// The members of an item that count, and whether each is base64.
    pub of: Vec<(KeyPath, bool)>,
    /// What each item counts beside them.
    pub overhead: u64,
}

impl Measure {
    /// The bytes that an item counts.
    pub(crate) fn bytes(&self, item: Value<'_>) -> u64 {
        let of = |(path, is_base64): &(KeyPath, bool)| {
            let text = path.get(item).and_then(Value::as_str).map(|text| text.into_owned());
            let text = text.unwrap_or_default();
            let bytes = if *is_base64 { text.trim_end_matches('=').len() * 3 / 4 } else { text.len() };
            u64::try_from(bytes).unwrap_or(u64::MAX)
        };
        self.of.iter().map(of).fold(self.overhead, u64::saturating_add)
    }
}

/// Bounds of bytes up to here are tried: larger requests cost more than they show.
const TRIED_BYTES: u64 = 2 * 1024 * 1024;

impl BatchRule {
    /// The largest body that is read for its promise about bytes; `None` where there is no such promise.
    pub(crate) fn read_bytes(&self) -> Option<usize> {
        let limits = self.whole.iter().filter_map(|promise| match &promise.breach {
            WholeBreach::TooManyBytes(measure) if measure.limit <= TRIED_BYTES => Some(measure.limit),
            _ => None,
        });
        limits.max().and_then(|limit| usize::try_from(limit.saturating_mul(2)).ok())
    }

    /// The most items that a promise allows.
    pub(crate) fn most_items(&self) -> Option<usize> {
        let limits = self.whole.iter().filter_map(|promise| match promise.breach {
            WholeBreach::TooManyItems(limit) => Some(limit),
            _ => None,
        });
        limits.min()
    }

    /// The member that tells an item's time, where times are promised to be in order or close together.
    pub(crate) fn time_member(&self) -> Option<&KeyPath> {
        self.whole.iter().find_map(|promise| match &promise.breach {
            WholeBreach::OutOfOrder(member) | WholeBreach::TooLongSpan(member, _) => Some(member),
            _ => None,
        })
    }

    /// The promises that these items break; `None` where nobody can tell whether they break one.
    pub(crate) fn broken_promises(&self, lists: &[ItemList<'_>]) -> Option<Vec<&WholePromise>> {
        let mut broken = Vec::new();
        for promise in &self.whole {
            if self.breaks(&promise.breach, lists)? {
                broken.push(promise);
            }
        }
        Some(broken)
    }

    fn breaks(&self, breach: &WholeBreach, lists: &[ItemList<'_>]) -> Option<bool> {
        let items = || lists.iter().flat_map(|list| list.list.elements());
        let count: usize = lists.iter().map(|list| list.list.len()).sum();
        Some(match breach {
            WholeBreach::NoItems => !lists.is_empty() && count == 0,
            WholeBreach::TooManyItems(limit) => count > *limit,
            WholeBreach::EqualKeys => self.has_equal_keys(lists),
            WholeBreach::IllFormedKey(pattern) => {
                let keys = items().filter_map(|item| match &self.item_key {
                    ItemKey::Members(members) => members.first()?.get(item),
                    ItemKey::Itself | ItemKey::Nothing => Some(item),
                });
                keys.filter_map(Value::as_str).any(|key| !pattern.is_match(&key))
            }
            WholeBreach::TooManyBytes(measure) => {
                let counted = items().map(|item| measure.bytes(item)).fold(0, u64::saturating_add);
                let written: usize = items().map(|item| item.source().len()).sum();
                let is_small = u64::try_from(written).is_ok_and(|written| written <= measure.limit);
                let is_exact = items().all(|item| self.counts_all_of(measure, item));
                // What else an item says may count as well.
                (counted > measure.limit || is_small || is_exact).then_some(counted > measure.limit)?
            }
            WholeBreach::OutOfOrder(member) => {
                let times: Vec<f64> = items().filter_map(|item| time(member, item)).collect();
                times.windows(2).any(|pair| pair[0] > pair[1])
            }
            WholeBreach::TooLongSpan(member, limit) => {
                let times: Vec<f64> = items().filter_map(|item| time(member, item)).collect();
                let least = times.iter().copied().fold(f64::INFINITY, f64::min);
                let most = times.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                #[expect(clippy::cast_precision_loss, reason = "spans are far below 2^53")]
                let limit = *limit as f64;
                most - least > limit
            }
        })
    }

    fn has_equal_keys(&self, lists: &[ItemList<'_>]) -> bool {
        let keys = lists.iter().flat_map(|list| {
            let group = list.group.as_deref();
            list.list.elements().filter_map(move |item| self.identity(group, item))
        });
        let mut keys: Vec<String> = keys.collect();
        keys.sort_unstable();
        keys.windows(2).any(|pair| pair[0] == pair[1])
    }

    /// Whether an item says nothing but what is counted and its key.
    fn counts_all_of(&self, measure: &Measure, item: Value<'_>) -> bool {
        let own: &[KeyPath] = match &self.item_key {
            ItemKey::Members(members) => members,
            ItemKey::Itself | ItemKey::Nothing => &[],
        };
        let known = || measure.of.iter().map(|(path, _)| path).chain(own).filter_map(KeyPath::single);
        item.members().all(|(name, _)| known().any(|known| name.is_text(known)))
    }
}

/// The number by which an item tells its time.
fn time(member: &KeyPath, item: Value<'_>) -> Option<f64> {
    text(member.get(item)?).parse().ok()
}
