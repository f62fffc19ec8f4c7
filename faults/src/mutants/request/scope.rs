//! The items at which a constraint is not looked at, by place and size.

use batchspec_fixtures::Suite;

/// Which items are meant.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope {
    pub(super) id: &'static str,
    pub(super) words: &'static str,
    /// By the place of the item and the number of items.
    pub(super) holds: fn(usize, usize) -> bool,
    /// Which items are not meant.
    pub(super) spares: fn(usize, usize) -> bool,
    /// An item that is alone in its batch is meant.
    pub(super) alone: bool,
    /// The only suite that it makes sense for.
    pub(super) suite: Option<Suite>,
}

/// Both predicates of one condition; closures that are kept as functions cannot be negated.
macro_rules! scope {
    ($id:literal, $words:literal, $alone:literal, |$place:pat_param, $total:pat_param| $holds:expr) => {
        Scope {
            id: $id,
            words: $words,
            holds: |$place, $total| $holds,
            spares: |$place, $total| !($holds),
            alone: $alone,
            suite: None,
        }
    };
}

const SCOPES: [Scope; 12] = [
    scope!("anywhere", "anywhere", true, |_, _| true),
    scope!("alone", "in a batch of one", true, |_, total| total == 1),
    scope!("first", "at the first place", true, |place, _| place == 0),
    scope!("last", "at the last place", true, |place, total| place + 1 == total),
    scope!("not-first", "anywhere but at the first place", false, |place, _| place > 0),
    scope!("not-last", "anywhere but at the last place", false, |place, total| place + 1 < total),
    scope!("inside", "between the first and the last place", false, |place, total| {
        place > 0 && place + 1 < total
    }),
    scope!("tenth-on", "from the tenth place on", false, |place, _| place >= 9),
    scope!("small", "in batches of up to five", true, |_, total| total <= 5),
    scope!("large", "in batches of more than five", false, |_, total| total > 5),
    Scope {
        suite: Some(Suite::Inspector2),
        ..scope!("full", "in full batches", false, |_, total| total == 100)
    },
    Scope {
        suite: Some(Suite::Marketplace),
        ..scope!("full", "in full batches", false, |_, total| total == 20)
    },
];

/// The scopes that make sense for a suite.
pub(super) fn scopes(suite: Suite) -> impl Iterator<Item = Scope> {
    SCOPES.into_iter().filter(move |scope| scope.suite.is_none_or(|only| only == suite))
}
