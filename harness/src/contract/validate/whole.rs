//! What comes of a body that breaks a promise about its batch as a whole.

use super::body::BodyReading;
use super::{Expectation, Open, Refusal, Refusals};
use crate::contract::batch::BatchRule;
use crate::contract::batch_items::ItemList;
use crate::contract::whole::WholeBreach;

impl BodyReading<'_> {
    /// What must come of it; `None` where no such promise is broken, or where a constraint of the model says the same.
    pub(super) fn of_whole(
        &self,
        rule: &BatchRule,
        lists: &[ItemList<'_>],
        repeated: bool,
    ) -> Option<Expectation> {
        let clause = self.contract.known.batch_whole_promise_kept?;
        let Some(mut broken) = rule.broken_promises(lists) else {
            return self.breaches.is_empty().then_some(Expectation::Observe(Open::LargeBody));
        };
        let has_equal_keys = broken.iter().any(|promise| matches!(promise.breach, WholeBreach::EqualKeys));
        if rule.unique_keys {
            broken.retain(|promise| !matches!(promise.breach, WholeBreach::EqualKeys));
        }
        let first = broken.first()?;
        if !self.breaches.is_empty() {
            let is_of_list = |pointer: &String| lists.iter().any(|list| list.pointer == *pointer);
            let says_the_same = match first.breach {
                WholeBreach::NoItems | WholeBreach::TooManyItems(_) => self.breaches.keys().all(is_of_list),
                WholeBreach::IllFormedKey(_) => {
                    self.breaches.keys().all(|pointer| rule.within_item(pointer).is_some())
                }
                _ => false,
            };
            let is_one = says_the_same && broken.len() == 1 && self.breaches.len() == 1;
            return (!is_one).then_some(Expectation::Observe(Open::SeveralBreaches));
        }
        if let Some(why) = self.open {
            return Some(Expectation::Observe(why));
        }
        let is_more = broken.len() > 1 || (rule.unique_keys && (repeated || has_equal_keys));
        if is_more || self.unknown || self.nul || !self.unnamed.is_empty() {
            return Some(Expectation::Observe(Open::SeveralBreaches));
        }
        Some(Expectation::Refuse(Refusal {
            clause,
            also: Vec::new(),
            answers: Refusals::Any,
            pointer: lists.first().map(|list| list.pointer.clone()).unwrap_or_default(),
            among_others: false,
        }))
    }
}
