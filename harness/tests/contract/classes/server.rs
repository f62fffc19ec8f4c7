//! A tiny server for each class: it answers every valid request as its rule wants it.

use batchspec_harness::contract::checksum;
use serde_json::{Map, Value, json};

/// What becomes of an item: the same wherever it stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Succeeds,
    Fails,
    IsSkipped,
}

fn fate(item: &Value, has_third: bool) -> Fate {
    match checksum(item.to_string().as_bytes()) % 5 {
        0 => Fate::Fails,
        1 if has_third => Fate::IsSkipped,
        _ => Fate::Succeeds,
    }
}

fn content(item: &Value) -> Value {
    json!(format!("of {}", checksum(item.to_string().as_bytes())))
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

/// The entries of those that succeed and of those that fail.
fn parted(
    items: &[Value],
    good: impl Fn(&Value) -> Value,
    bad: impl Fn(&Value) -> Value,
) -> (Vec<Value>, Vec<Value>) {
    let (failed, succeeded): (Vec<&Value>, Vec<&Value>) =
        items.iter().partition(|item| fate(item, false) == Fate::Fails);
    (succeeded.into_iter().map(good).collect(), failed.into_iter().map(bad).collect())
}

fn with(item: &Value, name: &str, value: Value) -> Value {
    let mut entry = item.clone();
    entry[name] = value;
    entry
}

/// The right answer to a valid request.
pub(super) fn answer(class: &str, request: &Value) -> Value {
    let answer =
        of_parts(class, request).or_else(|| of_ids(class, request)).or_else(|| of_others(class, request));
    answer.unwrap_or_else(|| panic!("no server for {class}"))
}

/// Entries of items that are told by one value: those that succeed and those that fail.
fn keyed(items: &[Value], key: &str, bad: &str) -> (Vec<Value>, Vec<Value>) {
    parted(
        items,
        |item| json!({ key: item, "content": content(item) }),
        |item| json!({ bad: item, "code": "NoSuchThing" }),
    )
}

/// Where keys have several parts, or items are repeated.
fn of_parts(class: &str, request: &Value) -> Option<Value> {
    Some(match class {
        "several-members" => {
            let (good, bad) = parted(
                &list(&request["jobs"]),
                |item| with(item, "content", content(item)),
                |item| with(item, "error", json!({ "code": "NoSuchThing" })),
            );
            json!({ "jobs": good, "errors": bad })
        }
        "path" => {
            let (good, bad) = parted(
                &list(&request["images"]),
                |item| with(item, "content", content(item)),
                |item| with(item, "code", json!("NoSuchThing")),
            );
            json!({ "found": good, "errors": bad })
        }
        "list-for-key" => {
            let (good, bad) = parted(
                &list(&request["partitions"]),
                |item| with(item, "content", content(item)),
                |item| with(item, "code", json!("NoSuchThing")),
            );
            json!({ "found": good, "errors": bad })
        }
        "structure" => {
            // An answer may add the other name of an image.
            let both = |item: &Value| {
                let mut image = item.clone();
                if let (None, Some(tag)) = (item.get("digest"), item.get("tag")) {
                    image["digest"] = tag.clone();
                }
                image
            };
            let (good, bad) = parted(
                &list(&request["imageIds"]),
                |item| json!({ "imageId": both(item), "content": content(item) }),
                |item| json!({ "imageId": item, "code": "NoSuchThing" }),
            );
            json!({ "images": good, "errors": bad })
        }
        "union" => {
            let inner = |item: &Value, name: &str, value: Value| {
                let mut entry = item.clone();
                entry
                    .as_object_mut()
                    .into_iter()
                    .flat_map(Map::values_mut)
                    .for_each(|inner| inner[name] = value.clone());
                entry
            };
            let (good, bad) = parted(
                &list(&request["identifiers"]),
                |item| inner(item, "content", content(item)),
                |item| inner(item, "code", json!("NoSuchThing")),
            );
            json!({ "entities": good, "errors": bad })
        }
        "one-list" => {
            let result = |item: &Value| match fate(item, false) {
                Fate::Fails => json!({ "request": item, "error": { "code": "NoSuchThing" } }),
                _ => json!({ "request": item, "content": content(item) }),
            };
            json!({ "results": list(&request["requests"]).iter().map(result).collect::<Vec<_>>() })
        }
        _ => return None,
    })
}

/// Where items are ids.
fn of_ids(class: &str, request: &Value) -> Option<Value> {
    Some(match class {
        "ids-succeeded" => {
            let (good, bad) =
                parted(&list(&request["ids"]), Value::clone, |id| json!({ "id": id, "code": "No" }));
            json!({ "done": good, "errors": bad })
        }
        "ids-failed" => {
            let items = list(&request["ids"]);
            let (good, bad) = parted(&items, |id| json!({ "id": id, "content": content(id) }), Value::clone);
            json!({ "found": good, "missing": bad })
        }
        "failures-only" => {
            let (good, bad) = keyed(&list(&request["ids"]), "id", "id");
            json!({ "failedCount": bad.len(), "successCount": good.len(), "errors": bad })
        }
        "three-way" => {
            let items = list(&request["ids"]);
            let of = |wanted: Fate| items.iter().filter(move |id| fate(id, true) == wanted).cloned();
            json!({
                "found": of(Fate::Succeeds).map(|id| json!({ "content": content(&id), "id": id })).collect::<Vec<_>>(),
                "errors": of(Fate::Fails).map(|id| json!({ "id": id, "code": "No" })).collect::<Vec<_>>(),
                "skipped": of(Fate::IsSkipped).collect::<Vec<_>>(),
            })
        }
        "successes-only" => {
            let (good, _) = keyed(&list(&request["ids"]), "id", "id");
            json!({ "found": good })
        }
        "token" => {
            let ids: Vec<Value> = list(&request["entries"]).iter().map(|entry| entry["id"].clone()).collect();
            let (good, bad) = keyed(&ids, "id", "id");
            json!({ "successful": good, "failed": bad })
        }
        "untraceable" => {
            let (good, bad) = parted(
                &list(&request["ids"]),
                |id| json!({ "content": content(id) }),
                |_| json!({ "code": "NoSuchThing" }),
            );
            json!({ "done": good, "errors": bad })
        }
        _ => return None,
    })
}

/// Where items have groups, other names or positions.
fn of_others(class: &str, request: &Value) -> Option<Value> {
    Some(match class {
        "groups-in-a-map" => {
            let (mut found, mut errors) = (Map::new(), Map::new());
            for (name, table) in request["tables"].as_object().expect("tables") {
                let (good, bad) = keyed(&list(&table["keys"]), "id", "id");
                found.insert(name.clone(), good.into());
                errors.insert(name.clone(), bad.into());
            }
            json!({ "found": found, "errors": errors })
        }
        "groups-in-a-list" => {
            let (mut records, mut errors) = (Vec::new(), Vec::new());
            for group in list(&request["groups"]) {
                let (good, bad) = keyed(&list(&group["ids"]), "id", "id");
                records.extend(good.iter().map(|entry| with(entry, "name", group["name"].clone())));
                errors.extend(bad.iter().map(|entry| with(entry, "name", group["name"].clone())));
            }
            json!({ "records": records, "errors": errors })
        }
        "several-inputs" => {
            let names = request.get("names");
            let (items, key, other) = match names {
                Some(names) => (list(names), "name", "id"),
                None => (list(&request["ids"]), "id", "name"),
            };
            let (good, bad) = parted(
                &items,
                |item| json!({ key: item, other: "unasked", "content": content(item) }),
                |item| json!({ "asked": item, "code": "NoSuchThing" }),
            );
            json!({ "found": good, "errors": bad })
        }
        "aliases" => {
            let (good, bad) = parted(
                &list(&request["secrets"]),
                |item| json!({ "name": "a-name-of-its-own", "arn": item, "content": content(item) }),
                |item| json!({ "asked": item, "code": "NoSuchThing" }),
            );
            json!({ "found": good, "errors": bad })
        }
        "positional" => positional(&list(&request["records"])),
        "index" => index(&list(&request["texts"])),
        "all-or-nothing" => json!({ "count": list(&request["records"]).len() }),
        _ => return None,
    })
}

fn positional(items: &[Value]) -> Value {
    let result = |item: &Value| match fate(item, false) {
        Fate::Fails => json!({ "errorCode": "NoSuchThing" }),
        _ => json!({ "content": content(item) }),
    };
    let results: Vec<Value> = items.iter().map(result).collect();
    let failed = results.iter().filter(|entry| entry.get("errorCode").is_some()).count();
    json!({ "results": results, "failedCount": failed })
}

fn index(items: &[Value]) -> Value {
    let numbered = || (1..).zip(items);
    let failing = |item: &Value| fate(item, false) == Fate::Fails;
    let good = numbered().filter(|(_, item)| !failing(item));
    let bad = numbered().filter(|(_, item)| failing(item));
    json!({
        "results": good.map(|(at, item)| json!({ "index": at, "content": content(item) })).collect::<Vec<_>>(),
        "errors": bad.map(|(at, _)| json!({ "index": at, "code": "NoSuchThing" })).collect::<Vec<_>>(),
    })
}
