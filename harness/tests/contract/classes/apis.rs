//! The APIs of all classes.

use serde_json::json;

use super::api::{Api, NUMBER, STRING, free_list, list, of, text};

macro_rules! apis {
    ($($name:literal $effect:literal $rule:literal { $($shape:ident: $value:expr,)* })*) => {
        /// Every API.
        pub(super) const APIS: &[Api] = &[$(Api {
            name: $name,
            effect: $effect,
            rule: $rule,
            shapes: || json!({ $(stringify!($shape): $value),* }),
        }),*];
    };
}

apis! {
    "several-members" "reads" r#"
[batch]
class = "two-lists"
items = "input.jobs"
item_key = ["farmId", "jobId"]
succeeded = { place = "output.jobs[]", key = ["farmId", "jobId"] }
failed = { place = "output.errors[]", key = ["farmId", "jobId"], code = "error.code" }
"# {
        In: of(&[("jobs", "Items", true)]),
        Items: list("Item", 10),
        Item: of(&[("farmId", "Id", true), ("jobId", "Id", true)]),
        Out: of(&[("jobs", "Jobs", true), ("errors", "Errors", true)]),
        Jobs: free_list("Job"),
        Job: of(&[("farmId", "Id", true), ("jobId", "Id", true), ("content", STRING, false)]),
        Errors: free_list("Failure"),
        Failure: of(&[("farmId", "Id", true), ("jobId", "Id", true), ("error", "Why", true)]),
        Why: of(&[("code", STRING, true)]),
    }
    "path" "reads" r#"
[batch]
items = "input.images"
item_key = "image.tag"
succeeded = { place = "output.found[]", key = "image.tag" }
failed = { place = "output.errors[]", key = "image.tag", code = "code" }
"# {
        In: of(&[("images", "Items", true)]),
        Items: list("Item", 10),
        Item: of(&[("image", "Image", true)]),
        Image: of(&[("tag", "Id", true)]),
        Out: of(&[("found", "Found", true), ("errors", "Errors", true)]),
        Found: free_list("Entry"),
        Entry: of(&[("image", "Image", true), ("content", STRING, false)]),
        Errors: free_list("Failure"),
        Failure: of(&[("image", "Image", true), ("code", STRING, true)]),
    }
    "ids-succeeded" "reads" r#"
[batch]
class = "ids-succeeded"
items = "input.ids"
item_key = ""
succeeded = { place = "output.done[]", key = "" }
failed = { place = "output.errors[]", key = "id", code = "code" }
"# {
        In: of(&[("ids", "Items", true)]),
        Items: list("Id", 10),
        Out: of(&[("done", "Done", true), ("errors", "Errors", true)]),
        Done: free_list("Id"),
        Errors: free_list("Failure"),
        Failure: of(&[("id", "Id", true), ("code", STRING, true)]),
    }
    "ids-failed" "reads" r#"
[batch]
class = "ids-failed"
items = "input.ids"
item_key = ""
succeeded = { place = "output.found[]", key = "id" }
failed = { place = "output.missing[]", key = "" }
"# {
        In: of(&[("ids", "Items", true)]),
        Items: list("Id", 10),
        Out: of(&[("found", "Found", true), ("missing", "Missing", true)]),
        Found: free_list("Entry"),
        Entry: of(&[("id", "Id", true), ("content", STRING, false)]),
        Missing: free_list("Id"),
    }
    "failures-only" "writes" r#"
[batch]
class = "failures-only"
items = "input.ids"
item_key = ""
failed = { place = "output.errors[]", key = "id", code = "code" }
remainder = "succeeded"
counters = [{ place = "output.failedCount", counts = "failed" }, { place = "output.successCount", counts = "succeeded" }]
"# {
        In: of(&[("ids", "Items", true)]),
        Items: list("Id", 10),
        Out: of(&[("errors", "Errors", true), ("failedCount", NUMBER, true), ("successCount", NUMBER, true)]),
        Errors: free_list("Failure"),
        Failure: of(&[("id", "Id", true), ("code", STRING, true)]),
    }
    "positional" "reads" r#"
[batch]
class = "positional"
items = "input.records"
succeeded = { place = "output.results[]", how = "position" }
failed = { place = "output.results[]", how = "position", code = "errorCode" }
counters = [{ place = "output.failedCount", counts = "failed" }]
"# {
        In: of(&[("records", "Items", true)]),
        Items: list("Item", 10),
        Item: of(&[("id", "Id", true), ("more", STRING, false)]),
        Out: of(&[("results", "Results", true), ("failedCount", NUMBER, false)]),
        Results: free_list("Entry"),
        Entry: of(&[("content", STRING, false), ("errorCode", STRING, false)]),
    }
    "index" "reads" r#"
[batch]
class = "index"
items = "input.texts"
succeeded = { place = "output.results[]", how = "index-member", key = "index", index_base = 1 }
failed = { place = "output.errors[]", how = "index-member", key = "index", index_base = 1, code = "code" }
"# {
        In: of(&[("texts", "Items", true)]),
        Items: list("Id", 10),
        Out: of(&[("results", "Results", true), ("errors", "Errors", true)]),
        Results: free_list("Entry"),
        Entry: of(&[("index", NUMBER, true), ("content", STRING, false)]),
        Errors: free_list("Failure"),
        Failure: of(&[("index", NUMBER, true), ("code", STRING, true)]),
    }
    "one-list" "reads" r#"
[batch]
class = "one-list"
items = "input.requests"
item_key = ""
succeeded = { place = "output.results[]", how = "echo", key = "request" }
failed = { place = "output.results[]", how = "echo", key = "request", code = "error.code" }
"# {
        In: of(&[("requests", "Items", true)]),
        Items: list("Item", 10),
        Item: of(&[("who", "Id", true), ("what", "Id", true)]),
        Out: of(&[("results", "Results", true)]),
        Results: free_list("Entry"),
        Entry: of(&[("request", "Item", true), ("content", STRING, false), ("error", "Why", false)]),
        Why: of(&[("code", STRING, true)]),
    }
    "three-way" "reads" r#"
[batch]
class = "three-way"
items = "input.ids"
item_key = ""
succeeded = { place = "output.found[]", key = "id" }
failed = { place = "output.errors[]", key = "id", code = "code" }
third = { place = "output.skipped[]", key = "" }
"# {
        In: of(&[("ids", "Items", true)]),
        Items: list("Id", 10),
        Out: of(&[("found", "Found", true), ("errors", "Errors", true), ("skipped", "Skipped", true)]),
        Found: free_list("Entry"),
        Entry: of(&[("id", "Id", true), ("content", STRING, false)]),
        Errors: free_list("Failure"),
        Failure: of(&[("id", "Id", true), ("code", STRING, true)]),
        Skipped: free_list("Id"),
    }
    "list-for-key" "reads" r#"
[batch]
class = "two-lists"
items = "input.partitions"
item_key = "values"
succeeded = { place = "output.found[]", key = "values" }
failed = { place = "output.errors[]", key = "values", code = "code" }
"# {
        In: of(&[("partitions", "Items", true)]),
        Items: list("Item", 10),
        Item: of(&[("values", "Values", true)]),
        Values: list("Id", 3),
        Out: of(&[("found", "Found", true), ("errors", "Errors", true)]),
        Found: free_list("Entry"),
        Entry: of(&[("values", "Values", true), ("content", STRING, false)]),
        Errors: free_list("Failure"),
        Failure: of(&[("values", "Values", true), ("code", STRING, true)]),
    }
    "structure" "reads" r#"
[batch]
items = "input.imageIds"
item_key = ""
succeeded = { place = "output.images[]", how = "echo", key = "imageId" }
failed = { place = "output.errors[]", how = "echo", key = "imageId", code = "code" }
"# {
        In: of(&[("imageIds", "Items", true)]),
        Items: list("Image", 10),
        Image: of(&[("digest", "Id", false), ("tag", "Id", false)]),
        Out: of(&[("images", "Images", true), ("errors", "Errors", true)]),
        Images: free_list("Entry"),
        Entry: of(&[("imageId", "Image", true), ("content", STRING, false)]),
        Errors: free_list("Failure"),
        Failure: of(&[("imageId", "Image", true), ("code", STRING, true)]),
    }
    "union" "reads" r#"
[batch]
items = "input.identifiers"
item_key = ""
succeeded = { place = "output.entities[]", how = "union" }
failed = { place = "output.errors[]", how = "union", code = "*.code" }
"# {
        In: of(&[("identifiers", "Items", true)]),
        Items: list("Identifier", 10),
        Identifier: json!({ "type": "union", "members": { "job": { "target": "t#Job" }, "step": { "target": "t#Step" } } }),
        Job: of(&[("jobId", "Id", true)]),
        Step: of(&[("jobId", "Id", true), ("stepId", "Id", true)]),
        Out: of(&[("entities", "Entities", true), ("errors", "Errors", true)]),
        Entities: free_list("Entity"),
        Entity: json!({ "type": "union", "members": { "job": { "target": "t#JobEntity" }, "step": { "target": "t#StepEntity" } } }),
        JobEntity: of(&[("jobId", "Id", true), ("content", STRING, false)]),
        StepEntity: of(&[("jobId", "Id", true), ("stepId", "Id", true), ("content", STRING, false)]),
        Errors: free_list("Failure"),
        Failure: json!({ "type": "union", "members": { "job": { "target": "t#JobFailure" }, "step": { "target": "t#StepFailure" } } }),
        JobFailure: of(&[("jobId", "Id", true), ("code", STRING, true)]),
        StepFailure: of(&[("jobId", "Id", true), ("stepId", "Id", true), ("code", STRING, true)]),
    }
    "groups-in-a-map" "reads" r#"
[batch]
class = "grouped"
items = "input.tables{}.keys"
item_key = ""
succeeded = { place = "output.found{}[]", key = "id" }
failed = { place = "output.errors{}[]", key = "id", code = "code" }
"# {
        In: of(&[("tables", "Tables", true)]),
        Tables: json!({ "type": "map", "key": { "target": "t#Name" }, "value": { "target": "t#Table" } }),
        Name: text("^[A-Z]{4}$"),
        Table: of(&[("keys", "Items", true)]),
        Items: list("Id", 10),
        Out: of(&[("found", "Found", true), ("errors", "Errors", true)]),
        Found: json!({ "type": "map", "key": { "target": "t#Name" }, "value": { "target": "t#Entries" } }),
        Entries: free_list("Entry"),
        Entry: of(&[("id", "Id", true), ("content", STRING, false)]),
        Errors: json!({ "type": "map", "key": { "target": "t#Name" }, "value": { "target": "t#Failures" } }),
        Failures: free_list("Failure"),
        Failure: of(&[("id", "Id", true), ("code", STRING, true)]),
    }
    "groups-in-a-list" "reads" r#"
[batch]
class = "grouped"
items = "input.groups[].ids"
item_key = ""
group_key = "name"
succeeded = { place = "output.records[]", key = ["name", "id"] }
failed = { place = "output.errors[]", key = ["name", "id"], code = "code" }
"# {
        In: of(&[("groups", "Groups", true)]),
        Groups: json!({ "type": "list", "member": { "target": "t#Group" }, "traits": { "smithy.api#length": { "min": 1, "max": 5 } } }),
        Group: of(&[("name", "Name", true), ("ids", "Items", true)]),
        Name: text("^[A-Z]{4}$"),
        Items: list("Id", 10),
        Out: of(&[("records", "Records", true), ("errors", "Errors", true)]),
        Records: free_list("Entry"),
        Entry: of(&[("name", "Name", true), ("id", "Id", true), ("content", STRING, false)]),
        Errors: free_list("Failure"),
        Failure: of(&[("name", "Name", true), ("id", "Id", true), ("code", STRING, true)]),
    }
    "untraceable" "reads" r#"
[batch]
class = "untraceable"
items = "input.ids"
item_key = ""
succeeded = { place = "output.done[]", how = "unkeyed" }
failed = { place = "output.errors[]", how = "unkeyed", code = "code" }
"# {
        In: of(&[("ids", "Items", true)]),
        Items: list("Id", 10),
        Out: of(&[("done", "Done", true), ("errors", "Errors", true)]),
        Done: free_list("Entry"),
        Entry: of(&[("content", STRING, true)]),
        Errors: free_list("Failure"),
        Failure: of(&[("code", STRING, true)]),
    }
    "several-inputs" "reads" r#"
[batch]
class = "several-inputs"
items = "input.ids"
item_key = ""
succeeded = { place = "output.found[]", key = "id" }
failed = { place = "output.errors[]", key = "asked", code = "code" }

[[batch.alternative]]
items = "input.names"
item_key = ""
succeeded = { place = "output.found[]", key = "name" }
failed = { place = "output.errors[]", key = "asked", code = "code" }
"# {
        In: of(&[("ids", "Items", false), ("names", "Names", false)]),
        Items: list("Id", 10),
        Names: list("Name", 10),
        Name: text("^[A-Z]{6}$"),
        Out: of(&[("found", "Found", true), ("errors", "Errors", true)]),
        Found: free_list("Entry"),
        Entry: of(&[("id", STRING, true), ("name", STRING, true), ("content", STRING, false)]),
        Errors: free_list("Failure"),
        Failure: of(&[("asked", STRING, true), ("code", STRING, true)]),
    }
    "aliases" "reads" r#"
[batch]
items = "input.secrets"
item_key = ""
succeeded = { place = "output.found[]", key = "name" }
failed = { place = "output.errors[]", key = "asked", code = "code" }
aliases = ["arn"]
level = "should"
"# {
        In: of(&[("secrets", "Items", true)]),
        Items: list("Id", 10),
        Out: of(&[("found", "Found", true), ("errors", "Errors", true)]),
        Found: free_list("Entry"),
        Entry: of(&[("name", STRING, true), ("arn", STRING, true), ("content", STRING, false)]),
        Errors: free_list("Failure"),
        Failure: of(&[("asked", STRING, true), ("code", STRING, true)]),
    }
    "successes-only" "reads" r#"
[batch]
class = "successes-only"
items = "input.ids"
item_key = ""
succeeded = { place = "output.found[]", key = "id" }
bad_item = "unknown"
"# {
        In: of(&[("ids", "Items", true)]),
        Items: list("Id", 10),
        Out: of(&[("found", "Found", true)]),
        Found: free_list("Entry"),
        Entry: of(&[("id", "Id", true), ("content", STRING, false)]),
    }
    "token" "writes" r#"
[batch]
class = "token"
items = "input.entries"
item_key = "id"
succeeded = { place = "output.successful[]", key = "id" }
failed = { place = "output.failed[]", key = "id", code = "code" }
unique_keys = true
bad_item = "fails-alone"
"# {
        In: of(&[("entries", "Items", true)]),
        Items: list("Item", 10),
        Item: of(&[("id", "Id", true), ("body", "Id", true)]),
        Out: of(&[("successful", "Successful", true), ("failed", "Failed", true)]),
        Successful: free_list("Entry"),
        Entry: of(&[("id", "Id", true), ("content", STRING, false)]),
        Failed: free_list("Failure"),
        Failure: of(&[("id", "Id", true), ("code", STRING, true)]),
    }
    "all-or-nothing" "writes" r#"
[batch]
class = "all-or-nothing"
items = "input.records"
failed = { place = "error.RejectedException.rejected[]", how = "index-member", key = "index" }
remainder = "succeeded"
counters = [{ place = "output.count", counts = "all" }]
"# {
        In: of(&[("records", "Items", true)]),
        Items: list("Item", 10),
        Item: of(&[("id", "Id", true)]),
        Out: of(&[("count", NUMBER, true)]),
        RejectedException: of(&[("message", STRING, false), ("rejected", "Rejected", false)]),
        Rejected: free_list("Rejection"),
        Rejection: of(&[("index", NUMBER, true), ("why", STRING, false)]),
    }
}
