//! Near misses of what documents say beyond the form of an answer: errors for the whole batch, what an item needs, parts that
//! depend on the item alone, lists that are left out, and things that are there.

use std::sync::{Arc, LazyLock};

use batchspec_harness::contract::Contract;
use batchspec_harness::generate::ItemKind;
use serde_json::json;

use super::near_misses::{Row, row};
use super::scene::Scene;
use crate::contract::toy::load;

const RULE: &str = r#"
[batch]
class = "two-lists"
items = "input.entries"
item_key = "id"
succeeded = { place = "output.done[]", key = "id" }
failed = { place = "output.errors[]", key = "id", code = "code" }
needed = ["source"]
determined = [{ by = ["group", "other"], part = "shard" }]
left_out = ["output.errors"]

[[batch.whole]]
breach = "no-items"
error = "EmptyException"

[[batch.whole]]
breach = "too-many-items"
limit = 3
error = "TooManyException"
"#;

/// The same of which nobody says what is not there.
const SILENT: &str = r#"
[batch]
class = "successes-only"
items = "input.entries"
item_key = "id"
succeeded = { place = "output.done[]", key = "id" }
"#;

static API: LazyLock<Arc<Contract>> = LazyLock::new(|| contract(RULE));
static SILENT_API: LazyLock<Arc<Contract>> = LazyLock::new(|| contract(SILENT));

fn contract(rule: &str) -> Arc<Contract> {
    let text = "smithy.api#String";
    let error = |status: u16| {
        json!({ "type": "structure", "members": { "message": { "target": text } },
            "traits": { "smithy.api#error": "client", "smithy.api#httpError": status } })
    };
    let required = json!({ "smithy.api#required": {} });
    let model = json!({ "smithy": "2.0", "shapes": {
        "t#In": { "type": "structure", "members": { "entries": { "target": "t#Entries", "traits": required } } },
        "t#Entries": { "type": "list", "member": { "target": "t#Entry" } },
        "t#Entry": { "type": "structure", "members": { "id": { "target": text, "traits": required },
            "source": { "target": text }, "group": { "target": text }, "other": { "target": text } } },
        "t#Out": { "type": "structure", "members": { "done": { "target": "t#DoneList", "traits": required },
            "errors": { "target": "t#Errors" }, "nextToken": { "target": text } } },
        "t#DoneList": { "type": "list", "member": { "target": "t#Done" } },
        "t#Done": { "type": "structure", "members": { "id": { "target": text, "traits": required },
            "shard": { "target": text } } },
        "t#Errors": { "type": "list", "member": { "target": "t#Failure" } },
        "t#Failure": { "type": "structure", "members": { "id": { "target": text, "traits": required },
            "code": { "target": text } } },
        "t#ValidationException": error(400), "t#EmptyException": error(400), "t#TooManyException": error(400),
        "t#Batch": { "type": "operation", "input": { "target": "t#In" }, "output": { "target": "t#Out" },
            "errors": [{ "target": "t#ValidationException" }, { "target": "t#EmptyException" },
                { "target": "t#TooManyException" }],
            "traits": { "smithy.api#http": { "method": "POST", "uri": "/batch", "code": 200 } } }
    } });
    let suite = format!(
        "format = 1\nid = \"promises\"\ntitle = \"Promises\"\nversion = \"1\"\noperation = \"t#Batch\"\neffect = \"reads\"\n{rule}"
    );
    load(&suite, &model.to_string()).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

fn asked(entries: &str) -> Scene {
    Scene::to(&API, &format!(r#"{{"entries":[{entries}]}}"#))
}

/// A refusal by this error of a request with so many entries.
fn refused(entries: usize, error: &str) -> Scene {
    let entries: Vec<String> = (0..entries).map(|at| format!(r#"{{"id":"a{at}","source":"s"}}"#)).collect();
    asked(&entries.join(",")).error(400, error, r#"{"message":"no"}"#)
}

/// The fate of an entry without its source, beside one that has it.
fn lacking(done: &str, errors: &str) -> Scene {
    asked(r#"{"id":"a","source":"s"},{"id":"b"}"#).ok(format!(r#"{{"done":[{{"id":"a"}}{done}]{errors}}}"#))
}

/// The shards of three entries of which the first and the third are of one group, the second of another.
fn shards(other: &str, shards: [&str; 3]) -> Scene {
    let entry = |id: &str, group: &str, other: &str| {
        format!(r#"{{"id":"{id}","source":"s","group":"{group}"{other}}}"#)
    };
    let entries = [entry("a", "g", ""), entry("b", "h", ""), entry("c", "g", other)].join(",");
    let done =
        ["a", "b", "c"].iter().zip(shards).map(|(id, shard)| format!(r#"{{"id":"{id}","shard":"{shard}"}}"#));
    asked(&entries).ok(format!(r#"{{"done":[{}]}}"#, done.collect::<Vec<_>>().join(",")))
}

/// Things that are there, and an answer with these entries.
fn present(answer: &str) -> Scene {
    let scene = Scene::to(&SILENT_API, r#"{"entries":[{"id":"a"},{"id":"b"}]}"#);
    scene.ok(answer).told("a", ItemKind::Present)
}

pub(super) const ROWS: &[Row] = &[
    row(
        "whole-promise-error",
        "batch/whole-promise-error",
        || refused(0, "ValidationException"),
        || refused(0, "EmptyException"),
    ),
    row(
        "whole-promise-error",
        "batch/whole-promise-error",
        || refused(4, "EmptyException"),
        || refused(4, "TooManyException"),
    ),
    // A valid batch breaks no promise, whatever it is refused for.
    row(
        "whole-promise-error",
        "batch/whole-promise-error",
        || refused(4, "ValidationException"),
        || refused(3, "ValidationException"),
    ),
    row(
        "lacking-items",
        "batch/lacking-item-fails",
        || lacking(r#",{"id":"b"}"#, ""),
        || lacking("", r#","errors":[{"id":"b","code":"Incomplete"}]"#),
    ),
    row(
        "lacking-items",
        "batch/lacking-item-fails",
        || lacking(r#",{"id":"b"}"#, r#","errors":[{"id":"a","code":"Incomplete"}]"#),
        || asked(r#"{"id":"a","source":"s"}"#).ok(r#"{"done":[{"id":"a"}]}"#),
    ),
    row(
        "determined-parts",
        "batch/determined-parts-agree",
        || shards("", ["1", "1", "2"]),
        || shards("", ["1", "2", "1"]),
    ),
    // Another part of the item determines the same part of the entry.
    row(
        "determined-parts",
        "batch/determined-parts-agree",
        || shards("", ["1", "2", "2"]),
        || shards(r#","other":"o""#, ["1", "2", "2"]),
    ),
    row(
        "empty-lists",
        "batch/empty-list-left-out",
        || lacking(r#",{"id":"b"}"#, r#","errors":[]"#),
        || lacking(r#",{"id":"b"}"#, ""),
    ),
    row(
        "empty-lists",
        "batch/empty-list-left-out",
        || lacking("", r#","errors":[]"#),
        || lacking("", r#","errors":[{"id":"b","code":"Incomplete"}]"#),
    ),
    row(
        "as-told",
        "subjects/as-told",
        || present(r#"{"done":[{"id":"b"}]}"#),
        || present(r#"{"done":[{"id":"a"}]}"#),
    ),
    // What is missing on one page may stand on the next.
    row(
        "as-told",
        "subjects/as-told",
        || present(r#"{"done":[],"nextToken":null}"#),
        || present(r#"{"done":[],"nextToken":"more"}"#),
    ),
];
