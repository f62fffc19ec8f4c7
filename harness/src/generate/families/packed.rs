//! Batches full of odd values: all of them must be accepted, so one request asks for many. Shrinking takes a batch apart that
//! fails.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::contract::SERVED_BODY_BYTES;
use crate::generate::case::{Aim, Case};
use crate::generate::case_builder::CaseBuilder;
use crate::generate::keyed::key_text;

/// Items that succeed among the odd ones.
const KNOWN: usize = 2;
/// A batch is closed before it holds so many bytes: the frame and the known items need room, too.
const BYTES: usize = SERVED_BODY_BYTES / 2;

/// These items, given as JSON text, in as few batches as hold them. Each begins and ends with an item that succeeds, as far as
/// such are known, and has one that fails in its middle: what is cut off or shifted shows there.
pub(super) fn cases(builder: &mut CaseBuilder<'_>, place: &str, odd: &[String]) -> Vec<Case> {
    let sizes = builder.sizes();
    let known: Vec<String> = builder.pool.present().take(KNOWN).map(|item| item.json.clone()).collect();
    let failing: Vec<String> = builder.pool.failing().take(1).map(|item| item.json.clone()).collect();
    let known = [known, failing].concat();
    let room = sizes.most.saturating_sub(known.len());
    if room < 2 {
        return Vec::new();
    }
    let mut cases = Vec::new();
    for (batch, index) in batches(builder, odd, &known, room).into_iter().zip(0..) {
        if !sizes.contains(batch.len()) {
            continue;
        }
        let body = builder.base.body(builder.contract, batch.iter().map(String::as_str));
        cases.extend(builder.accept(format!("odd-{place}-packed"), index, body, Aim::Plain));
    }
    cases
}

fn batches(builder: &CaseBuilder<'_>, odd: &[String], known: &[String], room: usize) -> Vec<Vec<String>> {
    let Some(batch) = &builder.contract.batch else { return Vec::new() };
    let key = |item: &String| {
        let item: Value = serde_json::from_str(item).ok()?;
        key_text(batch, &item)
    };
    let mut keys: BTreeSet<Option<String>> = known.iter().map(key).collect();
    let mut all = Vec::new();
    let (mut open, mut bytes) = (Vec::new(), 0);
    for item in odd {
        if !keys.insert(key(item)) {
            continue;
        }
        if open.len() >= room || (bytes + item.len() > BYTES && !open.is_empty()) {
            all.push(std::mem::take(&mut open));
            bytes = 0;
        }
        bytes += item.len() + 1;
        open.push(item.clone());
    }
    all.push(open);
    all.retain(|batch| batch.len() > 1);
    for batch in &mut all {
        let middle = batch.len() / 2;
        for (turn, item) in known.iter().enumerate() {
            let at = [0, batch.len(), middle].get(turn).copied().unwrap_or(middle);
            batch.insert(at, item.clone());
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::contract::Expectation;
    use crate::generate::shipped::{contracts, plan};

    #[test]
    fn odd_values_are_packed_into_few_batches() {
        for contract in contracts() {
            let plan = plan(&contract, 1, &[]);
            let cases: Vec<_> = (0..plan.len()).filter_map(|index| plan.case(index)).collect();
            let of = |end: &'static str| cases.iter().filter(move |case| case.origin.variant.ends_with(end));
            let text = |case: &crate::generate::Case| {
                String::from_utf8_lossy(&case.steps[0].request.body.bytes).into_owned()
            };
            let packed: Vec<String> = of("-packed").map(text).collect();
            assert!((2..30).contains(&packed.len()), "{}", packed.len());
            for case in of("-packed") {
                assert!(matches!(case.steps[0].expectation, Expectation::Accept { .. }), "{}", case.origin);
            }
            let item = |body: &str| -> Option<String> {
                let tree: serde_json::Value = serde_json::from_str(body).ok()?;
                let items = tree.as_object()?.values().find_map(serde_json::Value::as_array)?;
                (items.len() == 1).then(|| items[0].to_string())
            };
            let alone: BTreeSet<String> = of("-alone").filter_map(|case| item(&text(case))).collect();
            let missing = alone.iter().filter(|item| !packed.iter().any(|body| body.contains(*item)));
            // Some have the key of another one.
            assert!(missing.count() * 5 <= alone.len(), "{}", contract.suite);
        }
    }
}
