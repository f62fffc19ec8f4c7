//! Every law of batches, broken in every circumstance: the partition, and the outcome that an item has wherever it
//! stands.

use super::circumstance::{CIRCUMSTANCES, Circumstance, Kind};
use super::mutant::{ExpectedVerdict, kept, mutant};
use crate::written::make_fail;
use batchspec_fixtures::Fault;
use batchspec_fixtures::Suite;
use batchspec_fixtures::alteration::{Alteration, Scene};
use batchspec_fixtures::json::Json;
use batchspec_fixtures::reference::answers::Outcome;

/// How the law is broken for one item.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Breach {
    Lost,
    Twice,
    InBoth,
    Stranger,
    Respelled,
    /// An item that succeeds fails.
    Failing,
    /// An item that succeeds has another valid content.
    Altered,
    /// A valid call is refused.
    Refused,
}

const BREACHES: [(Breach, &str, &str); 8] = [
    (Breach::Lost, "lost", "an item is not answered"),
    (Breach::Twice, "twice", "an item is answered twice"),
    (Breach::InBoth, "in-both", "an item succeeds and fails"),
    (Breach::Stranger, "stranger", "an item is answered that nobody asked for"),
    (Breach::Respelled, "respelled", "an item is answered under a longer id"),
    (Breach::Failing, "failing", "an item fails that otherwise succeeds"),
    (Breach::Altered, "altered", "an item has another content than otherwise"),
    (Breach::Refused, "refused", "the call is refused as invalid"),
];

/// Its name, and its place by the number of items.
type Victim = (&'static str, fn(usize) -> usize);

/// Which item it happens to.
const VICTIMS: [Victim; 3] =
    [("first", |_| 0), ("middle", |total| total / 2), ("last", |total| total.saturating_sub(1))];

impl Breach {
    fn make(self, outcomes: &mut Vec<Outcome>, place: usize, scene: &Scene) {
        let Some(victim) = outcomes.get(place).cloned() else { return };
        match self {
            Self::Lost => drop(outcomes.remove(place)),
            Self::Twice => outcomes.insert(place, victim),
            Self::InBoth if victim.succeeds => {
                let mut other = victim;
                make_fail(&mut other, scene);
                outcomes.push(other);
            }
            Self::Stranger => {
                let mut stranger = victim;
                let id = if scene.suite == Suite::Inspector2 { "800000000008" } else { "prod-stranger008" };
                id.clone_into(&mut stranger.id);
                outcomes.push(stranger);
            }
            Self::Respelled => outcomes[place].id.push('0'),
            Self::Failing if victim.succeeds => make_fail(&mut outcomes[place], scene),
            Self::Altered if victim.succeeds => match scene.suite {
                Suite::Inspector2 => outcomes[place].entry.set("freeTrialInfo", Json::List(Vec::new())),
                Suite::Marketplace => {
                    outcomes[place].entry.set("LastModifiedDate", Json::text("2019-01-01T00:00:00Z"));
                }
            },
            Self::InBoth | Self::Failing | Self::Altered | Self::Refused => {}
        }
    }

    fn expected_verdict(self, suite: Suite, circumstance: &Circumstance) -> ExpectedVerdict {
        const UNSTABLE: &[&str] = &[
            "batch/repeat-stable",
            "batch/permutation-invariant",
            "batch/split-invariant",
            "batch/removal-invariant",
            "protocol/harmless-variation-accepted",
        ];
        const REFUSED: &[&str] = &[
            "protocol/success-status",
            "inspector2/request/account-id-strict-accepted",
            "marketplace/request/entity-strict-accepted",
            "batch/item-failure-keeps-200",
            "batch/split-invariant",
            "batch/removal-invariant",
            "protocol/harmless-variation-accepted",
            "inspector2/request/account-ids-min",
            "inspector2/request/account-ids-max",
            "marketplace/request/entity-list-min",
            "marketplace/request/entity-list-max",
        ];
        match (self, circumstance.kind) {
            (Self::Lost, _) => ExpectedVerdict::Breaks("batch/complete", UNSTABLE),
            (Self::Twice, _) if suite == Suite::Marketplace => {
                ExpectedVerdict::Breaks("batch/answered-once", &["protocol/duplicate-response-keys"])
            }
            (Self::Twice, _) => ExpectedVerdict::Breaks("batch/answered-once", &[]),
            (Self::InBoth, _) => ExpectedVerdict::Breaks("batch/exclusive", UNSTABLE),
            (Self::Stranger, _) => ExpectedVerdict::Breaks("batch/no-strangers", &[]),
            (Self::Respelled, _) => {
                ExpectedVerdict::Breaks("batch/key-echo-exact", &["batch/complete", "batch/no-strangers"])
            }
            (Self::Refused, Kind::History) if circumstance.id == "after-refusal" => {
                ExpectedVerdict::Breaks("http/next-request-unharmed", REFUSED)
            }
            // What is refused now and then is not refused for what is in it.
            (Self::Refused, Kind::History) if circumstance.id != "second-connection" => {
                ExpectedVerdict::Breaks("protocol/success-status", REFUSED)
            }
            (Self::Refused, _) if circumstance.id == "full" && suite == Suite::Inspector2 => {
                ExpectedVerdict::Breaks("inspector2/request/account-ids-max", REFUSED)
            }
            (Self::Refused, _) if circumstance.id == "full" => {
                ExpectedVerdict::Breaks("marketplace/request/entity-list-max", REFUSED)
            }
            // The refusal says that valid ids are not.
            (Self::Refused, _) if suite == Suite::Inspector2 => {
                ExpectedVerdict::Breaks("inspector2/request/account-id-strict-accepted", REFUSED)
            }
            (Self::Refused, _) => {
                ExpectedVerdict::Breaks("marketplace/request/entity-strict-accepted", REFUSED)
            }
            (_, Kind::Always) => ExpectedVerdict::Breaks("batch/permutation-invariant", UNSTABLE),
            (_, Kind::Size) => ExpectedVerdict::Breaks("batch/split-invariant", UNSTABLE),
            (_, Kind::Neighbour) => ExpectedVerdict::Breaks("batch/removal-invariant", UNSTABLE),
            (_, Kind::History) => ExpectedVerdict::Breaks("batch/repeat-stable", UNSTABLE),
        }
    }
}

/// The servers that break a law in some circumstance.
pub(super) fn mutants() -> Vec<Fault> {
    let mut made = Vec::new();
    for suite in Suite::ALL {
        for circumstance in CIRCUMSTANCES {
            for (breach, name, words) in BREACHES {
                for (victim, choose) in VICTIMS {
                    // Elsewhere it is the circumstance that counts, and no call needs to be refused twice or thrice.
                    if victim != "last" && (circumstance.kind != Kind::Always || breach == Breach::Refused) {
                        continue;
                    }
                    if breach == Breach::Refused && circumstance.kind == Kind::Always {
                        continue;
                    }
                    let holds = circumstance.holds;
                    let alteration = Alteration::Outcomes(kept(Box::new(move |outcomes, scene| {
                        if !holds(outcomes, scene) {
                            return None;
                        }
                        if breach == Breach::Refused {
                            return Some(super::circumstance::invalid(scene));
                        }
                        let place = choose(outcomes.len());
                        breach.make(outcomes, place, scene);
                        None
                    })));
                    let id = format!("law/{}-{name}-{victim}/{}", suite.id(), circumstance.id);
                    let summary = format!("{}, {words} (the {victim} one).", circumstance.words);
                    let own =
                        mutant(suite, id, summary, breach.expected_verdict(suite, &circumstance), alteration);
                    made.extend(own.map(|mut own| {
                        own.manner = circumstance.sent;
                        own
                    }));
                }
            }
        }
    }
    made
}
