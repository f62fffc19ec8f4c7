//! Large requests: as long, as deep and as full as a server must take, and somewhat beyond.

use crate::contract::{JUDGED_BODY_BYTES, SERVED_BODY_BYTES};
use crate::generate::case::{Aim, Case, Claim};
use crate::generate::case_builder::CaseBuilder;
use crate::generate::keyed::Keyed;
use crate::generate::pool::Item;
use crate::generate::rng::Rng;
use crate::generate::values::misspell::of_length;

/// Lengths of bodies beyond what must be served, but within what must be answered (`protocol/hostile-bytes-no-5xx`).
const BEYOND_SERVED: [usize; 2] = [512 * 1024, 1000 * 1024];
/// Room for what stands around a long value.
const ROOM: usize = 256;
/// How often full batches of the longest keys are tried.
const FULL_BATCHES: u32 = 3;

/// Cases of every kind of size.
pub(crate) fn cases(builder: &mut CaseBuilder<'_>) -> Vec<Case> {
    let mut cases = long_but_valid(builder);
    cases.extend(beyond_served(builder));
    cases.extend(deepest(builder));
    cases.extend(longest_keys(builder));
    cases
}

/// A valid body of as many items.
fn small(builder: &CaseBuilder<'_>, purpose: &str, index: u32, count: usize) -> Vec<u8> {
    let mut rng = Rng::new(builder.seed, purpose, index.into());
    let items = builder.batch(&mut rng, count);
    builder.base.body(builder.contract, items.iter().map(|item| item.json.as_str()))
}

/// The body with an unknown member of this value at its end.
fn with_unknown(mut body: Vec<u8>, value: &str) -> Vec<u8> {
    body.pop();
    body.extend(b",\"extra\":");
    body.extend(value.as_bytes());
    body.push(b'}');
    body
}

/// Valid requests as long as a server must take: padded with white space up to the size that is served
/// (`protocol/hostile-bytes-no-5xx`).
fn long_but_valid(builder: &mut CaseBuilder<'_>) -> Vec<Case> {
    let aim = Aim::Clause(builder.contract.known.hostile_bytes_no_5xx);
    let mut cases = Vec::new();
    for (index, size) in (0..).zip([8 * 1024, 32 * 1024, 48 * 1024, SERVED_BODY_BYTES - 1, SERVED_BODY_BYTES])
    {
        let mut body = small(builder, "long", index, 2);
        let last = body.pop();
        body.resize(size - 1, b' ');
        body.extend(last);
        let variant = format!("padded-to-{size}");
        cases.extend(builder.body("unusual", variant, index, body, Claim::Accepted, aim.clone()));
    }
    cases
}

/// Bodies that may be refused for their length, but not with a server error and not by silence.
fn beyond_served(builder: &mut CaseBuilder<'_>) -> Vec<Case> {
    let aim = Aim::Clause(builder.contract.known.hostile_bytes_no_5xx);
    let mut cases = Vec::new();
    for (index, size) in (0..).zip(BEYOND_SERVED.into_iter().filter(|size| *size < JUDGED_BODY_BYTES)) {
        let body = small(builder, "beyond-served", index, 2);
        let filler = "y".repeat(size.saturating_sub(body.len()));
        let body = with_unknown(body, &format!("\"{filler}\""));
        let variant = format!("body-of-{}-kib", size / 1024);
        cases.extend(builder.body("unusual", variant, index, body, Claim::Open, aim.clone()));
    }
    cases
}

/// Nesting as deep as fits into a body that must be served.
fn deepest(builder: &mut CaseBuilder<'_>) -> Option<Case> {
    let aim = Aim::Clause(builder.contract.known.hostile_bytes_no_5xx);
    let body = small(builder, "deepest", 0, 1);
    let depth = SERVED_BODY_BYTES.saturating_sub(body.len() + ROOM) / 2;
    let body = with_unknown(body, &format!("{}{}", "[".repeat(depth), "]".repeat(depth)));
    builder.body("unusual", "deepest-lists".to_owned(), 0, body, Claim::Open, aim)
}

/// Full batches of keys as long as they may be, so that answers grow as large as they can.
fn longest_keys(builder: &mut CaseBuilder<'_>) -> Vec<Case> {
    let Some(keyed) = Keyed::new(builder) else { return Vec::new() };
    let most = keyed.most();
    let around = keyed.body(builder.pool.items().iter().take(most).map(Item::own_key)).len();
    // What a pool's item holds beside its key is counted with it: that much room at least remains.
    let room = (SERVED_BODY_BYTES - ROOM).saturating_sub(around) / most;
    let stated = key_length(builder).unwrap_or(usize::MAX);
    let mut cases = Vec::new();
    for index in 0..FULL_BATCHES {
        let mut rng = Rng::new(builder.seed, "longest", index.into());
        let drawn = builder.pool.draw(&mut rng, most);
        let longest = drawn.iter().map(|item| of_length(item.own_key(), stated.min(room)));
        let mut keys: Vec<String> = Vec::new();
        for (key, item) in longest.zip(&drawn) {
            // A stretched key that is no longer valid, or no longer different, stays as it was.
            let is_good = keyed.is_valid(&key) && !keys.contains(&key);
            keys.push(if is_good { key } else { item.own_key().to_owned() });
        }
        let body = keyed.body(keys.iter().map(String::as_str));
        let variant = "longest-keys".to_owned();
        cases.extend(builder.body("accept", variant, index, body, Claim::Accepted, Aim::Plain));
    }
    cases
}

/// The greatest length that the model states for keys.
fn key_length(builder: &CaseBuilder<'_>) -> Option<usize> {
    let contract = builder.contract;
    let batch = contract.batch.as_ref()?;
    let node = *batch.key_nodes.first()?;
    let (most, _) = contract.node(node).length?.max?;
    Some(most)
}

#[cfg(test)]
mod tests {
    use crate::contract::{Expectation, Open, SERVED_BODY_BYTES};
    use crate::generate::Case;
    use crate::generate::shipped::{contracts, keys, plan};

    #[test]
    fn large_requests_are_as_large_as_they_say() {
        for contract in contracts() {
            let plan = plan(&contract, 1, &[]);
            let cases: Vec<Case> = (0..plan.len()).filter_map(|index| plan.case(index)).collect();
            let named = |variant: &str| {
                cases.iter().filter(move |case| case.origin.variant == variant).collect::<Vec<_>>()
            };
            for (variant, size) in [("body-of-512-kib", 512 * 1024), ("body-of-1000-kib", 1000 * 1024)] {
                let [case] = named(variant)[..] else { panic!("{variant}") };
                let step = &case.steps[0];
                assert!((size..size + 100).contains(&step.request.body.bytes.len()), "{variant}");
                assert_eq!(step.expectation, Expectation::Observe(Open::LargeBody));
            }
            let [deepest] = named("deepest-lists")[..] else { panic!("deepest-lists") };
            assert_eq!(deepest.steps[0].expectation, Expectation::Observe(Open::Depth));
            assert!(deepest.steps[0].request.body.bytes.len() > 62_000);
            let longest = named("longest-keys");
            assert_eq!(longest.len(), 3);
            for case in longest {
                let request = &case.steps[0].request;
                let keys = keys(&contract, request);
                let least = keys.iter().map(String::len).min().unwrap_or_default();
                assert!(least >= 255, "{least} bytes in {}", case.origin);
                assert!(request.body.bytes.len() <= SERVED_BODY_BYTES);
            }
        }
    }
}
