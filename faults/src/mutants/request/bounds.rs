//! Sizes: each bound off by one in both directions, far off, not looked at, and counted otherwise.

use crate::mutants::mutant::{ExpectedVerdict, kept, mutant};
use batchspec_fixtures::Fault;
use batchspec_fixtures::Suite::{self, Inspector2, Marketplace};
use batchspec_fixtures::alteration::Alteration;
use batchspec_fixtures::reference::settings::Settings;

/// A server with another bound: what it bounds, where it lies, what that breaks, and how it is set.
type Bound = (Suite, &'static str, usize, ExpectedVerdict, fn(&mut Settings, usize));

const ANY: usize = usize::MAX;
const MIN: ExpectedVerdict = ExpectedVerdict::Breaks("inspector2/request/account-ids-min", REFUSED);
const MAX: ExpectedVerdict = ExpectedVerdict::Breaks("inspector2/request/account-ids-max", REFUSED);
const LIST_MIN: ExpectedVerdict = ExpectedVerdict::Breaks("marketplace/request/entity-list-min", REFUSED);
const LIST_MAX: ExpectedVerdict = ExpectedVerdict::Breaks("marketplace/request/entity-list-max", REFUSED);
const ID_LENGTH: ExpectedVerdict = ExpectedVerdict::Breaks(
    "marketplace/request/entity-id-length",
    &["batch/invalid-item-rejects-call", "marketplace/response/map-key-pattern"],
);
const ODD: ExpectedVerdict = ExpectedVerdict::Breaks("marketplace/request/entity-id-odd-accepted", REFUSED);
const STRICT: ExpectedVerdict =
    ExpectedVerdict::Breaks("marketplace/request/entity-strict-accepted", REFUSED);
const CATALOG_LENGTH: ExpectedVerdict =
    ExpectedVerdict::Breaks("marketplace/request/catalog-length", &["batch/invalid-item-rejects-call"]);
const UNHEARD: ExpectedVerdict =
    ExpectedVerdict::Allowed("marketplace/request/catalog-unknown: a pattern-valid catalog may be refused");
const REFUSED: &[&str] = &[
    "protocol/success-status",
    "batch/split-invariant",
    "batch/removal-invariant",
    "inspector2/request/account-id-strict-accepted",
    "marketplace/request/entity-strict-accepted",
];

const LIST: [fn(&mut Settings, usize); 2] =
    [|settings, size| settings.checks.count.min = size, |settings, size| settings.checks.count.max = size];
const ID: [fn(&mut Settings, usize); 2] =
    [|settings, size| settings.checks.id.min = size, |settings, size| settings.checks.id.max = size];
const CATALOG: fn(&mut Settings, usize) = |settings, size| settings.checks.catalog.max = size;

const BOUNDS: [Bound; 33] = [
    (Inspector2, "accounts-min", 0, MIN, LIST[0]),
    (Inspector2, "accounts-min", 2, MIN, LIST[0]),
    (Inspector2, "accounts-min", 3, MIN, LIST[0]),
    (Inspector2, "accounts-max", 10, MAX, LIST[1]),
    (Inspector2, "accounts-max", 25, MAX, LIST[1]),
    (Inspector2, "accounts-max", 50, MAX, LIST[1]),
    (Inspector2, "accounts-max", 98, MAX, LIST[1]),
    (Inspector2, "accounts-max", 99, MAX, LIST[1]),
    (Inspector2, "accounts-max", 101, MAX, LIST[1]),
    (Inspector2, "accounts-max", 128, MAX, LIST[1]),
    (Inspector2, "accounts-max", 200, MAX, LIST[1]),
    (Inspector2, "accounts-max", ANY, MAX, LIST[1]),
    (Marketplace, "entities-min", 0, LIST_MIN, LIST[0]),
    (Marketplace, "entities-min", 2, LIST_MIN, LIST[0]),
    (Marketplace, "entities-min", 3, LIST_MIN, LIST[0]),
    (Marketplace, "entities-max", 10, LIST_MAX, LIST[1]),
    (Marketplace, "entities-max", 18, LIST_MAX, LIST[1]),
    (Marketplace, "entities-max", 19, LIST_MAX, LIST[1]),
    (Marketplace, "entities-max", 21, LIST_MAX, LIST[1]),
    (Marketplace, "entities-max", 25, LIST_MAX, LIST[1]),
    (Marketplace, "entities-max", 100, LIST_MAX, LIST[1]),
    (Marketplace, "entities-max", ANY, LIST_MAX, LIST[1]),
    (Marketplace, "entity-id-min", 4, STRICT, ID[0]),
    (Marketplace, "entity-id-max", 128, STRICT, ID[1]),
    (Marketplace, "entity-id-max", 252, STRICT, ID[1]),
    (Marketplace, "entity-id-max", 253, ODD, ID[1]),
    (Marketplace, "entity-id-max", 254, ODD, ID[1]),
    (Marketplace, "entity-id-max", 256, ID_LENGTH, ID[1]),
    (Marketplace, "entity-id-max", 512, ID_LENGTH, ID[1]),
    (Marketplace, "entity-id-max", ANY, ID_LENGTH, ID[1]),
    (Marketplace, "catalog-max", 63, UNHEARD, CATALOG),
    (Marketplace, "catalog-max", 65, CATALOG_LENGTH, CATALOG),
    (Marketplace, "catalog-max", ANY, CATALOG_LENGTH, CATALOG),
];

/// Its name, what it does, and how it is set.
type Counting = (&'static str, &'static str, fn(&mut Settings));

/// Lists of another length than they have: counted as a set, or cut.
const COUNTS: [Counting; 2] = [
    ("counted-as-set", "Equal items count once.", |settings| settings.checks.count.distinct = true),
    ("cut", "Items beyond the maximum are left out.", |settings| settings.checks.count.cut = true),
];

pub(super) fn mutants() -> Vec<Fault> {
    let mut made = Vec::new();
    for (suite, name, size, expected_verdict, set) in BOUNDS {
        let alteration = Alteration::Settings(kept(Box::new(move |settings| set(settings, size))));
        let size = if size == ANY { "any".to_owned() } else { size.to_string() };
        let id = format!("request/{name}/{size}");
        let summary = format!("The bound {} is {size}.", name.replace('-', " "));
        made.extend(mutant(suite, id, summary, expected_verdict, alteration));
    }
    for suite in Suite::ALL {
        for (name, words, set) in COUNTS {
            let max = match suite {
                Inspector2 => "inspector2/request/account-ids-max",
                Marketplace => "marketplace/request/entity-list-max",
            };
            let expected_verdict = match name {
                "cut" => ExpectedVerdict::Breaks(max, &["batch/complete"]),
                _ if suite == Inspector2 => {
                    ExpectedVerdict::Breaks("protocol/length-unit", &["inspector2/request/account-ids-max"])
                }
                _ => {
                    ExpectedVerdict::Breaks("protocol/length-unit", &["marketplace/request/entity-list-max"])
                }
            };
            let alteration = Alteration::Settings(kept(Box::new(set)));
            let id = format!("request/{}-list/{name}", suite.id());
            made.extend(mutant(suite, id, words.to_owned(), expected_verdict, alteration));
        }
    }
    made
}
