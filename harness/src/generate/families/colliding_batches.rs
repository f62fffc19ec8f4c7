//! Batches that look like one another, sent one after the other: a careless cache takes the second for the first.
//!
//! The steps need not agree: each answer is judged for itself, by the items that its own request holds.

use crate::generate::base::documented;
use crate::generate::case::{Aim, Case, Claim, Origin, Step};
use crate::generate::case_builder::CaseBuilder;
use crate::generate::keyed::Keyed;
use crate::generate::rng::Rng;

/// How often each kind is tried, each time with other items; every other time the second batch comes first.
const TURNS: u32 = 2;
/// What readers join the keys of a batch with.
const JOINTS: [(&str, &str); 12] = [
    ("comma", ","),
    ("comma-and-space", ", "),
    ("quotes-and-comma", "\",\""),
    ("semicolon", ";"),
    ("bar", "|"),
    ("slash", "/"),
    ("hyphen", "-"),
    ("underscore", "_"),
    ("colon", ":"),
    ("dot", "."),
    ("space", " "),
    ("unit-separator", "\u{1f}"),
];

/// Lengths of the beginnings and ends by which bodies are told apart.
const PARTS: [usize; 6] = [64, 128, 256, 512, 1024, 4096];

/// Two batches, given as keys.
struct Pair {
    label: String,
    batches: [Vec<String>; 2],
}

impl Pair {
    fn new(label: impl Into<String>, one: &[&str], other: &[&str]) -> Self {
        let owned = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
        Self { label: label.into(), batches: [owned(one), owned(other)] }
    }
}

/// Cases of two requests, the second on the connection of the first.
pub(crate) fn cases(builder: &mut CaseBuilder<'_>) -> Vec<Case> {
    let Some(keyed) = Keyed::new(builder).filter(|keyed| keyed.most() > 1) else {
        return Vec::new();
    };
    let mut cases = Vec::new();
    for turn in 0..TURNS {
        let mut rng = Rng::new(builder.seed, "lookalike", turn.into());
        let keys: Vec<String> = builder
            .pool
            .draw(&mut rng, keyed.most().max(6))
            .iter()
            .map(|item| item.own_key().to_owned())
            .collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let mut pairs = joined(&keys);
        pairs.extend(same_outline(&keys));
        pairs.extend(same_characters(&keys));
        pairs.extend(same_parts(&keyed, &keys));
        for (index, mut pair) in pairs.into_iter().enumerate() {
            let fits = |batch: &Vec<String>| {
                batch.len() <= keyed.most() && keyed.are_valid(batch.iter().map(String::as_str))
            };
            // How keys are joined shows in few ways: half of them with each turn.
            let is_due = !pair.label.starts_with("joined-by") || index % 2 == turn as usize % 2;
            if is_due && pair.batches.iter().all(fits) {
                pair.batches.rotate_left(turn as usize % 2);
                cases.extend(in_a_row(builder, &keyed, pair, turn));
            }
        }
    }
    cases
}

fn in_a_row(builder: &mut CaseBuilder<'_>, keyed: &Keyed<'_>, pair: Pair, index: u32) -> Option<Case> {
    let Pair { label, batches: [one, other] } = pair;
    let origin = Origin { family: "lookalike", variant: label, index };
    let mut steps = Vec::new();
    for keys in [&one, &other] {
        let request = documented(builder.contract, keyed.body(keys.iter().map(String::as_str)));
        match Step::checked(builder.contract, request, Claim::Accepted) {
            Ok(step) => steps.push(step),
            Err(what) => {
                builder.fault(origin, what);
                return None;
            }
        }
    }
    Some(Case { origin, aim: Aim::Plain, steps, relation: None })
}

/// Different keys that are the same text once they stand behind one another.
fn joined(keys: &[&str]) -> Vec<Pair> {
    let [first, second, third, ..] = keys else { return Vec::new() };
    let mut pairs = Vec::new();
    for (name, moved) in [("digit", "7"), ("letters", "xy"), ("path", "a/b")] {
        let (longer, prolonged) = (format!("{first}{moved}"), format!("{moved}{second}"));
        let label = format!("joined-without-separator-{name}");
        pairs.push(Pair::new(label, &[&longer, second, third], &[first, &prolonged, third]));
    }
    for (name, joint) in JOINTS {
        let (head, tail) = (format!("{first}{joint}{second}"), format!("{second}{joint}{third}"));
        let label = format!("joined-by-{name}");
        pairs.push(Pair::new(label.clone(), &[&head, third], &[first, &tail]));
        pairs.push(Pair::new(label + "-into-one", &[first, second], &[&head]));
    }
    pairs
}

/// The same number of items, the same ends, the same set but for one.
fn same_outline(keys: &[&str]) -> Vec<Pair> {
    let [a, b, c, d, e, f, ..] = keys else { return Vec::new() };
    vec![
        Pair::new("other-middle", &[a, b, c], &[a, d, c]),
        Pair::new("same-first-and-count", &[a, b, c], &[a, d, e]),
        Pair::new("same-first", &[a, b], &[a, c, d]),
        Pair::new("same-first-one-more", &[a], &[a, b]),
        Pair::new("same-last-and-count", &[a, b, c], &[d, e, c]),
        Pair::new("same-last", &[a, b], &[c, d, b]),
        Pair::new("same-count", &[a, b, c], &[d, e, f]),
        Pair::new("other-single", &[a], &[b]),
    ]
}

/// The same characters in all, at other places: sums and other weak digests are equal.
fn same_characters(keys: &[&str]) -> Vec<Pair> {
    let [a, b, ..] = keys else { return Vec::new() };
    let (Some(first), Some(second)) = (a.chars().last(), b.chars().last()) else { return Vec::new() };
    let without = |key: &str| key.chars().take(key.chars().count() - 1).collect::<String>();
    let (one, other) = (format!("{}{second}", without(a)), format!("{}{first}", without(b)));
    let turned = format!("{b}Aa");
    vec![
        Pair::new("last-letters-exchanged", &[a, b], &[&one, &other]),
        Pair::new("hash-to-base-31", &[a, &turned], &[a, &format!("{b}BB")]),
        Pair::new("numbered", &[&format!("{a}1"), b], &[&format!("{a}2"), b]),
    ]
}

/// Bodies that agree in their first or last bytes, as many as are kept to tell them apart.
fn same_parts(keyed: &Keyed<'_>, keys: &[&str]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for part in PARTS {
        let Some((last, shared)) = keys.split_last() else { return pairs };
        let enough =
            (1..shared.len()).find(|&count| keyed.body(shared[..count].iter().copied()).len() > part);
        let Some(count) = enough else { continue };
        let (shared, other) = (&shared[..count], shared[count]);
        let with_last = |key| [shared, &[key]].concat();
        let with_first = |key| [&[key], shared].concat();
        pairs.push(Pair::new(format!("same-first-{part}-bytes"), &with_last(*last), &with_last(other)));
        pairs.push(Pair::new(format!("same-last-{part}-bytes"), &with_first(*last), &with_first(other)));
    }
    pairs
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rstest::rstest;

    use crate::contract::Expectation;
    use crate::generate::shipped::{contracts, plan};

    #[rstest]
    #[case::accounts(0, &["joined-by-comma", "joined-by-quotes-and-comma-into-one", "same-first-1024-bytes"])]
    #[case::entities(1, &["joined-by-hyphen", "joined-by-slash-into-one", "last-letters-exchanged"])]
    fn lookalikes_differ_and_are_valid(#[case] contract: usize, #[case] own: &[&str]) {
        let plan = plan(&contracts()[contract], 1, &[]);
        let mut labels = BTreeSet::new();
        for case in (0..plan.len()).filter_map(|index| plan.case(index)) {
            if case.origin.family != "lookalike" {
                continue;
            }
            let [one, other] = case.steps.as_slice() else { panic!("{}", case.origin) };
            assert!(case.steps.iter().all(|step| matches!(step.expectation, Expectation::Accept { .. })));
            let (one, other) = (&one.request.body.bytes, &other.request.body.bytes);
            assert_ne!(one, other, "{}", case.origin);
            if case.origin.variant == "same-first-256-bytes" {
                assert_eq!(one[..256], other[..256]);
            }
            labels.insert(case.origin.variant);
        }
        let shared = [
            "joined-without-separator-digit",
            "other-middle",
            "same-first",
            "same-first-256-bytes",
            "same-count",
        ];
        for label in shared.iter().chain(own) {
            assert!(labels.contains(*label), "{label} is not among {labels:?}");
        }
    }
}
