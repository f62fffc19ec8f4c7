//! The circumstances in which a law may be broken.

use batchspec_fixtures::Manner;
use batchspec_fixtures::Suite;
use batchspec_fixtures::alteration::Scene;
use batchspec_fixtures::reference::answers::Outcome;
use batchspec_fixtures::reference::refusal::{Cause, Refusal};

/// When a server does what it should not.
#[derive(Clone, Copy, Debug)]
pub(super) struct Circumstance {
    pub(super) id: &'static str,
    pub(super) words: &'static str,
    pub(super) kind: Kind,
    pub(super) holds: fn(&[Outcome], &Scene) -> bool,
    /// How requests are sent that shall meet it.
    pub(super) sent: Manner,
}

/// What a circumstance looks at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Always,
    /// The size of the batch.
    Size,
    /// The other items.
    Neighbour,
    /// The calls before, or the connection.
    History,
}

const fn when(
    id: &'static str,
    words: &'static str,
    kind: Kind,
    holds: fn(&[Outcome], &Scene) -> bool,
) -> Circumstance {
    Circumstance { id, words, kind, holds, sent: Manner::InTurn }
}

fn full(suite: Suite) -> usize {
    if suite == Suite::Inspector2 { 100 } else { 20 }
}

fn known(outcomes: &[Outcome], scene: &Scene) -> bool {
    outcomes.iter().any(|outcome| scene.previous.iter().any(|old| old.id == outcome.id))
}

/// An id of another form than most have.
fn odd(outcome: &Outcome) -> bool {
    outcome.id.contains(|symbol: char| !symbol.is_ascii_alphanumeric() && symbol != '-')
        || outcome.id.len() > 64
}

pub(super) const CIRCUMSTANCES: [Circumstance; 20] = [
    when("always", "In every batch", Kind::Always, |_, _| true),
    when("alone", "In a batch of one", Kind::Size, |outcomes, _| outcomes.len() == 1),
    when("pair", "In a batch of two", Kind::Size, |outcomes, _| outcomes.len() == 2),
    when("seven", "In a batch of seven", Kind::Size, |outcomes, _| outcomes.len() == 7),
    when("odd-size", "In a batch of three, five, seven and so on", Kind::Size, |outcomes, _| {
        outcomes.len() > 2 && outcomes.len() % 2 == 1
    }),
    when("beyond-ten", "In a batch of more than ten", Kind::Size, |outcomes, _| outcomes.len() > 10),
    when("almost-full", "In a batch with room for one more", Kind::Size, |outcomes, scene| {
        outcomes.len() + 1 == full(scene.suite)
    }),
    when("full", "In a full batch", Kind::Size, |outcomes, scene| outcomes.len() == full(scene.suite)),
    when("beside-failed", "Beside an item that fails", Kind::Neighbour, |outcomes, _| {
        outcomes.len() > 1 && outcomes[..outcomes.len() - 1].iter().any(|outcome| !outcome.succeeds)
    }),
    when(
        "after-failed",
        "Right after an item that fails",
        Kind::Neighbour,
        |outcomes, _| matches!(outcomes, [.., before, _] if !before.succeeds),
    ),
    when("beside-good-only", "Beside items that all succeed", Kind::Neighbour, |outcomes, _| {
        outcomes.len() > 1 && outcomes.iter().all(|outcome| outcome.succeeds)
    }),
    when("beside-odd", "Beside an id of an unusual form", Kind::Neighbour, |outcomes, _| {
        outcomes.len() > 1 && outcomes[..outcomes.len() - 1].iter().any(odd)
    }),
    when(
        "out-of-order",
        "After an id that sorts behind it",
        Kind::Neighbour,
        |outcomes, _| matches!(outcomes, [.., before, last] if before.id > last.id),
    ),
    when("third-call", "In every third call", Kind::History, |_, scene| scene.serial.is_multiple_of(3)),
    when("eleventh-call", "In every eleventh call", Kind::History, |_, scene| {
        scene.serial.is_multiple_of(11)
    }),
    when("fortieth-call", "In every fortieth call", Kind::History, |_, scene| {
        scene.serial.is_multiple_of(40)
    }),
    Circumstance {
        sent: Manner::Apart,
        ..when("second-connection", "On every second connection", Kind::History, |_, scene| {
            scene.connection.is_multiple_of(2)
        })
    },
    Circumstance {
        sent: Manner::AtOnce,
        ..when("together", "While another call is under way", Kind::History, |_, scene| scene.together)
    },
    when("after-refusal", "After a refused call on the connection", Kind::History, |_, scene| {
        scene.after_refusal
    }),
    when("asked-before", "When an item was in the last answer", Kind::History, known),
];

/// A refusal of what is valid.
pub(super) fn invalid(scene: &Scene) -> Refusal {
    Refusal::new(scene.suite, Cause::Pattern, &scene.style)
}
