//! Batches at the bounds of promises about them as a whole: exactly as much as is allowed, and a little more.

use serde_json::Value;

use crate::contract::{ClauseRef, KeyPath, Measure, NodeKind, WholeBreach};
use crate::generate::case::{Aim, Case, Claim};
use crate::generate::case_builder::CaseBuilder;
use crate::generate::rng::Rng;
use crate::generate::values::times::usual_time;
use crate::message::json::Document;

/// Two or three batches for each promise.
pub(crate) fn cases(builder: &mut CaseBuilder<'_>) -> Vec<Case> {
    let contract = builder.contract;
    let (Some(batch), Some(clause)) = (&contract.batch, contract.known.batch_whole_promise_kept) else {
        return Vec::new();
    };
    let mut made = Vec::new();
    for promise in &batch.whole {
        made.extend(match &promise.breach {
            WholeBreach::NoItems => vec![("no-items", Vec::new(), true)],
            WholeBreach::TooManyItems(limit) => counts(builder, *limit),
            // That has cases of its own.
            WholeBreach::EqualKeys => Vec::new(),
            WholeBreach::IllFormedKey(_) => keys(builder),
            WholeBreach::TooManyBytes(measure) => bytes(builder, measure),
            WholeBreach::OutOfOrder(member) => order(builder, member),
            WholeBreach::TooLongSpan(member, limit) => span(builder, member, *limit),
        });
    }
    let mut cases = Vec::new();
    for (index, (variant, items, is_breach)) in (0..).zip(made) {
        cases.extend(case(builder, clause, (index, variant), &items, is_breach));
    }
    cases
}

type Made = (&'static str, Vec<String>, bool);

fn case(
    builder: &mut CaseBuilder<'_>,
    clause: ClauseRef,
    (index, variant): (u32, &str),
    items: &[String],
    is_breach: bool,
) -> Option<Case> {
    let body = builder.base.body(builder.contract, items.iter().map(String::as_str));
    let aim = if is_breach { Aim::Clause(clause) } else { Aim::Plain };
    builder.body("breach", format!("whole-{variant}"), index, body, Claim::Any, aim)
}

fn drawn(builder: &CaseBuilder<'_>, name: &str, count: usize) -> Vec<String> {
    let mut rng = Rng::new(builder.seed, name, 0);
    builder.pool.draw(&mut rng, count).into_iter().map(|item| item.json.clone()).collect()
}

/// As many items as are allowed, and one more.
fn counts(builder: &CaseBuilder<'_>, limit: usize) -> Vec<Made> {
    let more = drawn(builder, "whole-items", limit + 1);
    if more.len() <= limit {
        return Vec::new();
    }
    let allowed = more.iter().take(limit).cloned().collect();
    vec![("most-items", allowed, false), ("one-item-more", more, true)]
}

/// Keys with a character or a length that few keys have; the validator says which of them break the promise.
fn keys(builder: &CaseBuilder<'_>) -> Vec<Made> {
    let items = drawn(builder, "whole-keys", 2);
    let Some(path) = builder.contract.batch.as_ref().and_then(|batch| batch.item_key.single()) else {
        return Vec::new();
    };
    let long = "a".repeat(300);
    let odd = [("key-colon", "a:b"), ("key-space", "a b"), ("key-letter", "\u{e9}"), ("key-long", &long)];
    let made = odd.into_iter().filter_map(|(variant, key)| {
        let mut items = items.clone();
        let mut tree: Value = serde_json::from_str(items.last()?).ok()?;
        path.put_in(&mut tree, Value::from(key));
        *items.last_mut()? = tree.to_string();
        Some((variant, items, true))
    });
    made.collect()
}

/// As many bytes as are allowed, and one more.
fn bytes(builder: &CaseBuilder<'_>, measure: &Measure) -> Vec<Made> {
    let is_tried = builder.contract.batch.as_ref().is_some_and(|batch| batch.read_bytes().is_some());
    let sizes = builder.sizes();
    let count = sizes.nearest(10);
    let made = [("most-bytes", 0, false), ("one-byte-more", 1, true)].into_iter().filter_map(
        |(variant, more, is_breach)| {
            let items = drawn(builder, "whole-bytes", count);
            let total = measure.limit + more;
            let each = total / u64::try_from(items.len()).ok().filter(|count| *count > 0)?;
            let mut left = total;
            let mut filled = Vec::new();
            for (at, item) in items.iter().enumerate() {
                let wanted = if at + 1 == items.len() { left } else { each };
                filled.push(filled_up(builder, measure, item, wanted)?);
                left -= wanted;
            }
            Some((variant, filled, is_breach))
        },
    );
    if is_tried { made.collect() } else { Vec::new() }
}

/// The item that counts so many bytes.
fn filled_up(builder: &CaseBuilder<'_>, measure: &Measure, item: &str, wanted: u64) -> Option<String> {
    let (path, is_base64) = measure.of.first()?;
    let mut tree: Value = serde_json::from_str(item).ok()?;
    path.put_in(&mut tree, Value::from(""));
    let empty = tree.to_string();
    let own = measure.bytes(Document::parse(empty.as_bytes()).ok()?.root());
    let length = usize::try_from(wanted.checked_sub(own)?).ok()?;
    let node = node_of(builder, path)?;
    let most = builder.contract.node(node).length.and_then(|length| length.max);
    if most.is_some_and(|(most, _)| length > most) {
        return None;
    }
    let text = if *is_base64 {
        let padding = ["", "AA==", "AAA="].get(length % 3).copied().unwrap_or_default();
        format!("{}{padding}", "AAAA".repeat(length / 3))
    } else {
        "a".repeat(length)
    };
    path.put_in(&mut tree, Value::from(text));
    Some(tree.to_string())
}

/// What stands at a path within an item.
pub(super) fn node_of(builder: &CaseBuilder<'_>, path: &KeyPath) -> Option<crate::contract::NodeRef> {
    let contract = builder.contract;
    path.names().iter().try_fold(contract.batch.as_ref()?.element, |node, name| {
        match &contract.node(node).kind {
            NodeKind::Structure(members) => {
                members.iter().find(|member| member.name == *name).map(|member| member.node)
            }
            _ => None,
        }
    })
}

fn at_times(builder: &CaseBuilder<'_>, member: &KeyPath, offsets: &[i64]) -> Option<Vec<String>> {
    let kind = &builder.contract.node(node_of(builder, member)?).kind;
    let start = usual_time(matches!(kind, NodeKind::Integer { .. }));
    let items = drawn(builder, "whole-times", offsets.len());
    let items = items.iter().zip(offsets).map(|(item, offset)| {
        let mut tree: Value = serde_json::from_str(item).ok()?;
        member.put_in(&mut tree, Value::from(start + offset));
        Some(tree.to_string())
    });
    items.collect::<Option<Vec<String>>>().filter(|items| items.len() == offsets.len())
}

fn order(builder: &CaseBuilder<'_>, member: &KeyPath) -> Vec<Made> {
    let all: [(&str, &[i64], bool); 4] = [
        ("times-equal", &[0, 0], false),
        ("times-in-order", &[0, 1, 2], false),
        ("times-falling", &[1, 0], true),
        ("last-time-too-early", &[1, 2, 0], true),
    ];
    let made = all.into_iter().filter_map(|(variant, offsets, is_breach)| {
        Some((variant, at_times(builder, member, offsets)?, is_breach))
    });
    made.collect()
}

fn span(builder: &CaseBuilder<'_>, member: &KeyPath, limit: i64) -> Vec<Made> {
    let all = [
        ("longest-span", limit, false),
        ("span-too-long", limit + 1, true),
        ("span-far-too-long", limit * 2, true),
    ];
    let made = all.into_iter().filter_map(|(variant, span, is_breach)| {
        Some((variant, at_times(builder, member, &[0, span])?, is_breach))
    });
    made.collect()
}
