//! What a wrong server does with a right answer, and the law that tells of it.

use serde_json::{Value, json};

/// A class, a fault, the law that it breaks, and what is done to the answer; false where there is nothing to do it to.
pub(super) type Fault = (&'static str, &'static str, &'static str, fn(&mut Value) -> bool);

fn entries<'v>(answer: &'v mut Value, pointer: &str) -> Option<&'v mut Vec<Value>> {
    answer.pointer_mut(pointer)?.as_array_mut()
}

fn drop_first(answer: &mut Value, pointer: &str) -> bool {
    let found = entries(answer, pointer).filter(|entries| !entries.is_empty());
    found.map(|entries| entries.remove(0)).is_some()
}

fn repeat_first(answer: &mut Value, pointer: &str) -> bool {
    let Some(entries) = entries(answer, pointer) else { return false };
    let first = entries.first().cloned();
    entries.extend(first.clone());
    first.is_some()
}

fn add(answer: &mut Value, pointer: &str, entry: Value) -> bool {
    entries(answer, pointer).map(|entries| entries.push(entry)).is_some()
}

/// The first entry of one list, changed, at the end of another.
fn copy(answer: &mut Value, from: &str, to: &str, change: fn(&Value) -> Value) -> bool {
    let first = entries(answer, from).and_then(|entries| entries.first().map(change));
    first.is_some_and(|entry| add(answer, to, entry))
}

fn swap(answer: &mut Value, pointer: &str) -> bool {
    let found = entries(answer, pointer).filter(|entries| entries.len() > 1 && entries[0] != entries[1]);
    found.map(|entries| entries.swap(0, 1)).is_some()
}

fn more(answer: &mut Value, pointer: &str) -> bool {
    let Some(count) = answer.pointer_mut(pointer) else { return false };
    let Some(number) = count.as_u64() else { return false };
    *count = json!(number + 1);
    true
}

fn without_first_group(answer: &mut Value, pointer: &str) -> bool {
    let groups = answer.pointer_mut(pointer).and_then(Value::as_object_mut);
    let Some(groups) = groups else { return false };
    let name =
        groups.iter().find(|(_, entries)| entries.as_array().is_some_and(|entries| !entries.is_empty()));
    let Some(name) = name.map(|(name, _)| name.clone()) else { return false };
    groups.remove(&name).is_some()
}

const COMPLETE: &str = "batch/complete";
const ONCE: &str = "batch/answered-once";
const STRANGERS: &str = "batch/no-strangers";
const EXCLUSIVE: &str = "batch/exclusive";
const COUNTERS: &str = "batch/counters-agree";
const RANGE: &str = "batch/index-in-range";
const LENGTH: &str = "batch/length-agrees";

pub(super) const FAULTS: &[Fault] = &[
    ("several-members", "an item is lost", COMPLETE, |answer| drop_first(answer, "/jobs")),
    ("several-members", "an item is there twice", ONCE, |answer| repeat_first(answer, "/jobs")),
    ("several-members", "an item of another farm", STRANGERS, |answer| {
        add(answer, "/jobs", json!({ "farmId": "zzz999", "jobId": "zzz999", "content": "x" }))
    }),
    ("several-members", "an item is on both sides", EXCLUSIVE, |answer| {
        copy(
            answer,
            "/jobs",
            "/errors",
            |job| json!({ "farmId": job["farmId"], "jobId": job["jobId"], "error": { "code": "No" } }),
        )
    }),
    ("list-for-key", "an item is lost", COMPLETE, |answer| drop_first(answer, "/found")),
    ("list-for-key", "an item of other values", STRANGERS, |answer| {
        add(answer, "/found", json!({ "values": ["zzz999"], "content": "x" }))
    }),
    ("path", "an item is lost", COMPLETE, |answer| drop_first(answer, "/found")),
    ("path", "a stranger", STRANGERS, |answer| {
        add(answer, "/errors", json!({ "image": { "tag": "zzz999" }, "code": "No" }))
    }),
    ("ids-succeeded", "an item is lost", COMPLETE, |answer| drop_first(answer, "/done")),
    ("ids-succeeded", "an item is on both sides", EXCLUSIVE, |answer| {
        copy(answer, "/done", "/errors", |id| json!({ "id": id, "code": "No" }))
    }),
    ("ids-failed", "an item is lost", COMPLETE, |answer| drop_first(answer, "/missing")),
    ("ids-failed", "an item is there twice", ONCE, |answer| repeat_first(answer, "/missing")),
    ("failures-only", "a failure of a stranger", STRANGERS, |answer| {
        more(answer, "/failedCount") && add(answer, "/errors", json!({ "id": "zzz999", "code": "No" }))
    }),
    ("failures-only", "a failure is there twice", ONCE, |answer| repeat_first(answer, "/errors")),
    ("failures-only", "another count of failures", COUNTERS, |answer| more(answer, "/failedCount")),
    ("failures-only", "another count of successes", COUNTERS, |answer| more(answer, "/successCount")),
    ("positional", "an entry is lost", LENGTH, |answer| drop_first(answer, "/results")),
    ("positional", "an entry is there twice", LENGTH, |answer| repeat_first(answer, "/results")),
    ("positional", "two entries change places", "batch/permutation-invariant", |answer| {
        swap(answer, "/results")
    }),
    ("positional", "another count", COUNTERS, |answer| more(answer, "/failedCount")),
    ("index", "counted from elsewhere", RANGE, |answer| {
        let lists = ["/results", "/errors"];
        lists.into_iter().for_each(|list| {
            let entries = entries(answer, list).expect("a list");
            entries
                .iter_mut()
                .for_each(|entry| entry["index"] = json!(entry["index"].as_i64().expect("a number") - 1));
        });
        true
    }),
    ("index", "an item is lost", COMPLETE, |answer| drop_first(answer, "/results")),
    ("index", "an item is there twice", ONCE, |answer| repeat_first(answer, "/results")),
    ("index", "an item is on both sides", EXCLUSIVE, |answer| {
        copy(answer, "/results", "/errors", |entry| json!({ "index": entry["index"], "code": "No" }))
    }),
    ("one-list", "an item is lost", COMPLETE, |answer| drop_first(answer, "/results")),
    ("one-list", "an item is there twice", ONCE, |answer| repeat_first(answer, "/results")),
    ("one-list", "a stranger", STRANGERS, |answer| {
        add(answer, "/results", json!({ "request": { "who": "zzz999", "what": "zzz999" }, "content": "x" }))
    }),
    ("three-way", "a skipped item is lost", COMPLETE, |answer| drop_first(answer, "/skipped")),
    ("three-way", "an item succeeds and is skipped", EXCLUSIVE, |answer| {
        copy(answer, "/found", "/skipped", |entry| entry["id"].clone())
    }),
    ("structure", "an item is lost", COMPLETE, |answer| drop_first(answer, "/images")),
    ("structure", "a stranger", STRANGERS, |answer| {
        add(answer, "/errors", json!({ "imageId": { "tag": "zzz999" }, "code": "No" }))
    }),
    ("union", "an item is lost", COMPLETE, |answer| drop_first(answer, "/entities")),
    ("union", "an item is there twice", ONCE, |answer| repeat_first(answer, "/entities")),
    ("groups-in-a-map", "a group is lost", COMPLETE, |answer| without_first_group(answer, "/found")),
    ("groups-in-a-map", "a group that was not asked for", STRANGERS, |answer| {
        answer["errors"]["ZZZZ"] = json!([{ "id": "zzz999", "code": "No" }]);
        true
    }),
    ("groups-in-a-list", "an item is lost", COMPLETE, |answer| drop_first(answer, "/records")),
    ("groups-in-a-list", "an item is there twice", ONCE, |answer| repeat_first(answer, "/records")),
    ("untraceable", "an entry is lost", COUNTERS, |answer| drop_first(answer, "/done")),
    ("several-inputs", "an item is lost", COMPLETE, |answer| drop_first(answer, "/found")),
    ("aliases", "an item is there twice", ONCE, |answer| repeat_first(answer, "/found")),
    ("aliases", "an item is lost", COMPLETE, |answer| drop_first(answer, "/found")),
    ("successes-only", "a stranger", STRANGERS, |answer| add(answer, "/found", json!({ "id": "zzz999" }))),
    ("successes-only", "an item is there twice", ONCE, |answer| repeat_first(answer, "/found")),
    ("token", "an item is lost", COMPLETE, |answer| drop_first(answer, "/successful")),
    ("token", "a stranger", STRANGERS, |answer| add(answer, "/successful", json!({ "id": "zzz999" }))),
    ("all-or-nothing", "another count", COUNTERS, |answer| more(answer, "/count")),
];
