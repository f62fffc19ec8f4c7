//! Items that are asked for several times in a row, each beside nobody or beside others that are new as well: reading
//! must not change what is read.
//!
//! Items that were never requested show best what a first read does, so they are drawn apart from the pool. After the
//! rows each item is asked for once more: what follows the clock has gone on by then, what follows the readings has
//! not.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::contract::{Contract, Expectation, at, validate};
use crate::generate::base::Base;
use crate::generate::case::{Aim, Case, FRESH, Origin, Relation, RelationKind, Step};
use crate::generate::case_builder::CaseBuilder;
use crate::generate::pool::{Item, Kind, Pool};
use crate::generate::sizes::Sizes;
use crate::message::Request;

/// The family of these cases.
const FAMILY: &str = "reread";
/// Readings in a row: the fewest that tell a change once from one each time.
const READINGS: usize = 3;
/// Readings in a row where something may happen at a later one.
const OFTEN: usize = 11;
/// Known items that the probe may have asked for alone.
const PROBED: usize = 2;
/// Fewer rows show no more than what single items do.
const FEWEST: usize = 3;
/// Rows of a case that is made after the plan.
const AGAIN: usize = 6;
/// Draws of the plan's own cases come before those of later ones.
const AFTER_PLAN: u64 = 64;

/// Whom a case asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    /// Items that nobody else asks for.
    Fresh,
    /// Items that are known to succeed.
    Present,
    /// Items that are known to fail.
    Failing,
}

/// How a case is made.
#[derive(Debug, Clone, Copy)]
struct Form {
    variant: &'static str,
    who: Who,
    rows: usize,
    /// Items of each request.
    items: usize,
    readings: usize,
}

const fn form(variant: &'static str, who: Who, rows: usize, items: usize, readings: usize) -> Form {
    Form { variant, who, rows, items, readings }
}

const FORMS: [Form; 8] = [
    form(FRESH, Who::Fresh, 6, 1, READINGS),
    form("present", Who::Present, 7, 1, READINGS),
    form("present", Who::Present, 7, 1, READINGS),
    form("failing", Who::Failing, 4, 1, READINGS),
    form("fresh-batches", Who::Fresh, FEWEST, 12, READINGS),
    form("fresh-often", Who::Fresh, FEWEST, 1, OFTEN),
    form("present-often", Who::Present, FEWEST, 1, OFTEN),
    form("present-often", Who::Present, FEWEST, 1, OFTEN),
];

/// Cases of every form, as far as there are items for them; no known item is in two of them.
pub(crate) fn cases(builder: &CaseBuilder<'_>) -> Vec<Case> {
    let (contract, sizes) = (builder.contract, builder.sizes());
    if contract.batch.is_none() {
        return Vec::new();
    }
    let known = |kind: Who| {
        let mut items = of_kind(builder.pool, kind);
        let probed = PROBED.min(items.len().saturating_sub(AGAIN));
        items.rotate_left(probed);
        // Those that the probe asked for alone come last: something may have happened to them already.
        items.into_iter()
    };
    let (mut present, mut failing) = (known(Who::Present), known(Who::Failing));
    let mut cases = Vec::new();
    for (number, form) in (0..).zip(FORMS) {
        let items = sizes.nearest(form.items);
        let wanted = form.rows * items;
        let drawn: Vec<Item> = match form.who {
            Who::Fresh => builder.pool.fresh(contract, builder.seed, number, wanted),
            Who::Present => present.by_ref().take(wanted).cloned().collect(),
            Who::Failing => failing.by_ref().take(wanted).cloned().collect(),
        };
        let before = cases.iter().filter(|case: &&Case| case.origin.variant == form.variant).count();
        let origin = Origin {
            family: FAMILY,
            variant: form.variant.to_owned(),
            index: u32::try_from(before).unwrap_or(u32::MAX),
        };
        cases.extend(case(contract, builder.base, origin, &rows(&drawn, items), form.readings));
    }
    cases
}

/// Known items in as few requests as show anything, for plans that are cut: two cases, so that the one confirms the other. They
/// take the items of which others ask for last.
pub(crate) fn packed(builder: &CaseBuilder<'_>) -> Vec<Case> {
    let (contract, size) = (builder.contract, builder.sizes().nearest(1));
    if contract.batch.is_none() {
        return Vec::new();
    }
    let mut present: Vec<Item> = builder.pool.present().cloned().collect();
    present.reverse();
    let of_each = present.chunks_exact(FEWEST * size).take(2);
    let cases = (0..).zip(of_each).filter_map(|(index, items)| {
        let origin = Origin { family: FAMILY, variant: "present-few".to_owned(), index };
        case(contract, builder.base, origin, &rows(items, size), READINGS)
    });
    cases.collect()
}

/// A case like this one, with so many items in each request where a number is given.
pub(crate) fn reread_again(
    (contract, base, pool, seed): (&Contract, &Base, &Pool, u64),
    like: &Case,
    items: Option<usize>,
    round: u32,
) -> Option<Case> {
    let variants = &like.relation.as_ref()?.variants;
    let first = *variants.first()?;
    let own = variants.iter().filter(|variant| **variant == first).count();
    let is_row = variants.iter().all(|variant| *variant == first);
    // A row alone ends where it shows something; a whole case asks once more at its end.
    let readings = if is_row { own.max(READINGS) } else { own - 1 };
    let asked = items_of(contract, &like.steps.first()?.request)?;
    let kinds: Vec<Option<Who>> = asked.iter().map(|item| known_kind(pool, item)).collect();
    let who = kinds.first().copied().flatten().filter(|who| kinds.iter().all(|kind| *kind == Some(*who)));
    let items = Sizes::of(contract, pool).nearest(items.unwrap_or(asked.len()));
    let own_rows = variants.iter().collect::<BTreeSet<_>>().len();
    // A case of few single items is of a plan that has few requests.
    let is_small = readings > READINGS || (!is_row && own_rows == FEWEST && asked.len() == 1);
    let rows_wanted = if is_small { FEWEST } else { AGAIN };
    let wanted = rows_wanted * items;
    let drawn: Vec<Item> = match who {
        None | Some(Who::Fresh) => pool.fresh(contract, seed, AFTER_PLAN + u64::from(round), wanted),
        Some(who) => {
            let mut all = of_kind(pool, who);
            let turn = (round as usize * wanted) % all.len().max(1);
            all.rotate_left(turn);
            all.into_iter().take(wanted).cloned().collect()
        }
    };
    let origin = Origin { family: FAMILY, variant: "again".to_owned(), index: round };
    case(contract, base, origin, &rows(&drawn, items), readings)
}

/// The items cut into batches of equal sizes.
fn rows(items: &[Item], size: usize) -> Vec<Vec<&str>> {
    items.chunks_exact(size.max(1)).map(|row| row.iter().map(|item| item.json.as_str()).collect()).collect()
}

fn case(
    contract: &Contract,
    base: &Base,
    origin: Origin,
    rows: &[Vec<&str>],
    readings: usize,
) -> Option<Case> {
    let step = |row: &[&str]| {
        let request = base.request(contract, row.iter().copied());
        let expectation = validate(contract, &request);
        matches!(expectation, Expectation::Accept { .. }).then_some(Step { request, expectation, lane: 0 })
    };
    let rows: Vec<Step> = rows.iter().filter_map(|row| step(row)).collect();
    if rows.len() < FEWEST {
        return None;
    }
    let numbered = || (0_u8..).zip(&rows);
    let in_a_row = numbered().flat_map(|row| std::iter::repeat_n(row, readings));
    let (variants, steps) = in_a_row.chain(numbered()).map(|(number, step)| (number, step.clone())).unzip();
    let relation = Some(Relation { kind: RelationKind::Reread, variants });
    Some(Case { origin, aim: Aim::Plain, steps, relation })
}

fn of_kind(pool: &Pool, who: Who) -> Vec<&Item> {
    match who {
        Who::Fresh => Vec::new(),
        Who::Present => pool.present().collect(),
        Who::Failing => pool.failing().collect(),
    }
}

/// What is known of an item; `None` for one that is not in the pool.
fn known_kind(pool: &Pool, item: &Value) -> Option<Who> {
    let mut items = pool.items().iter();
    let known =
        items.find(|known| serde_json::from_str::<Value>(&known.json).is_ok_and(|known| known == *item))?;
    match known.kind {
        Kind::Present => Some(Who::Present),
        Kind::Absent | Kind::Denied => Some(Who::Failing),
        Kind::Drawn => Some(Who::Fresh),
    }
}

fn items_of(contract: &Contract, request: &Request) -> Option<Vec<Value>> {
    let batch = contract.batch.as_ref()?;
    let tree: Value = serde_json::from_slice(&request.body.bytes).ok()?;
    let lists = batch.spots_in(&tree).into_iter().map(|spots| at(&tree, &spots)?.as_array().cloned());
    let lists = lists.collect::<Option<Vec<_>>>().filter(|lists| !lists.is_empty())?;
    Some(lists.concat())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{FORMS, Who, items_of};
    use crate::contract::Contract;
    use crate::generate::shipped::{contracts, plan};
    use crate::generate::{Case, Plan};

    fn asked(contract: &Contract, case: &Case) -> BTreeSet<String> {
        let items = case.steps.iter().flat_map(|step| items_of(contract, &step.request).expect("items"));
        items.map(|item| item.to_string()).collect()
    }

    fn reread(plan: &Plan) -> Vec<Case> {
        let cases = (0..plan.len()).filter_map(|index| plan.case(index));
        cases.filter(|case| case.origin.family == super::FAMILY).collect()
    }

    #[test]
    fn fresh_items_are_asked_for_by_no_other_case() {
        for contract in contracts() {
            let plan = plan(&contract, 1, &[]);
            let cases = reread(&plan);
            let fresh = FORMS.iter().filter(|form| form.who == Who::Fresh).count();
            assert_eq!(cases.len(), fresh, "nothing is known of this target");
            let own: BTreeSet<String> = cases.iter().flat_map(|case| asked(&contract, case)).collect();
            let others = (0..plan.len()).filter_map(|index| plan.case(index));
            let others = others.filter(|case| case.origin.family != super::FAMILY);
            for step in others.flat_map(|case| case.steps) {
                let items = items_of(&contract, &step.request).unwrap_or_default();
                assert!(items.iter().all(|item| !own.contains(&item.to_string())));
            }
            let pool: BTreeSet<&str> = plan.pool().items().iter().map(|item| item.json.as_str()).collect();
            let again: Vec<Case> =
                (0..3).map(|round| plan.reread_again(&cases[0], round).expect("items")).collect();
            let mut met = own;
            for case in &again {
                for item in asked(&contract, case) {
                    assert!(!pool.contains(item.as_str()) && met.insert(item));
                }
            }
        }
    }

    #[test]
    fn packed_cases_take_the_known_items_that_others_ask_for_last() {
        let keys: Vec<String> = (0..40).map(|number| format!("1234567890{number:02}")).collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let contract = &contracts()[0];
        let plan = plan(contract, 1, &keys);
        let packed: Vec<&Case> = plan.packed.iter().filter(|case| case.rereads()).collect();
        assert_eq!(packed.len(), 2);
        let own: BTreeSet<String> = packed.iter().flat_map(|case| asked(contract, case)).collect();
        assert_eq!(own.len(), 2 * super::FEWEST);
        for case in reread(&plan) {
            assert!(asked(contract, &case).is_disjoint(&own), "{}", case.origin);
        }
        let again = plan.reread_again(packed[0], 0).expect("items");
        assert_eq!(again.steps.len(), packed[0].steps.len());
    }

    #[test]
    fn each_row_is_asked_once_more_at_the_end_and_makes_a_whole_case_again() {
        for contract in contracts() {
            let plan = plan(&contract, 1, &[]);
            for case in reread(&plan) {
                let variants = &case.relation.as_ref().expect("a relation").variants;
                let rows = usize::from(*variants.iter().max().expect("rows")) + 1;
                let readings = variants.len() / rows;
                assert!((0..rows).all(|row| usize::from(variants[variants.len() - rows + row]) == row));
                let row: Vec<usize> = (0..readings - 1).collect();
                let alone = case.only(&row).expect("a row");
                let again = plan.reread_again(&alone, 0).expect("items");
                let again = again.relation.expect("a relation").variants;
                assert_eq!(again.iter().filter(|variant| **variant == 0).count(), readings);
            }
        }
    }
}
