//! Forms of batches that readings by hand found, as small models: each is told as its texts and shapes say.

use batchspec_models::write::line;
use batchspec_models::{Imports, import};
use serde_json::{Map, Value, json};

/// The line of one operation whose input and output have these members; `shapes` are what they use.
fn told(name: &str, input: Value, output: Value, shapes: Value) -> Value {
    let found = found(name, input, output, shapes);
    serde_json::from_str(&line(found.operations.first().expect("a batch")).json()).expect("a line")
}

/// What is imported of that operation.
pub(super) fn found(name: &str, input: Value, output: Value, shapes: Value) -> Imports {
    let mut all: Map<String, Value> = serde_json::from_value(shapes).expect("shapes");
    let text = json!({ "type": "string" });
    all.insert("Text".to_owned(), text.clone());
    all.insert("Texts".to_owned(), json!({ "type": "list", "member": { "shape": "Text" } }));
    all.insert("In".to_owned(), input);
    all.insert("Out".to_owned(), output);
    let model = json!({
        "version": "2.0",
        "metadata": { "apiVersion": "2026-02-02", "endpointPrefix": "crates", "protocol": "json", "jsonVersion": "1.0",
            "serviceFullName": "Crates", "serviceId": "Crates", "signatureVersion": "v4", "targetPrefix": "Crates", "uid": "c" },
        "operations": { name: { "name": name, "http": { "method": "POST", "requestUri": "/" },
            "input": { "shape": "In" }, "output": { "shape": "Out" } } },
        "shapes": all,
    });
    let folder = tempfile::tempdir().expect("a folder");
    let below = folder.path().join("crates/2026-02-02");
    std::fs::create_dir_all(&below).expect("a folder");
    std::fs::write(below.join("service-2.json"), model.to_string()).expect("a file");
    import(folder.path(), "*", &[]).expect("a model")
}

pub(super) fn structure(required: &[&str], members: &[(&str, &str)]) -> Value {
    let members: Map<String, Value> =
        members.iter().map(|(name, shape)| ((*name).to_owned(), json!({ "shape": shape }))).collect();
    json!({ "type": "structure", "required": required, "members": members })
}

pub(super) fn list(of: &str) -> Value {
    json!({ "type": "list", "member": { "shape": of } })
}

fn asks(line: &Value, part: &str) -> bool {
    line["needs_human"]
        .as_array()
        .is_some_and(|asked| asked.iter().filter_map(Value::as_str).any(|question| question.contains(part)))
}

#[test]
fn what_is_left_out_of_a_change_is_no_item() {
    let input =
        structure(&["ExcludedCrateIds", "Rights"], &[("ExcludedCrateIds", "Texts"), ("Rights", "Text")]);
    let line = told("BatchUpdateCrateRightsExcept", input, structure(&[], &[]), json!({}));
    assert_eq!((&line["class"], &line["items"]), (&json!("not-a-batch"), &Value::Null));
}

#[test]
fn things_that_were_found_are_no_results_of_each_item() {
    let shapes = json!({
        "Place": structure(&[], &[("bucket", "Text"), ("commit", "Text")]), "Places": list("Place"),
        "Found": structure(&[], &[("revisionPlace", "Place"), ("note", "Text")]), "AllFound": list("Found"),
    });
    let line = told(
        "BatchGetCrateRevisions",
        structure(&["revisions"], &[("revisions", "Places")]),
        structure(&[], &[("revisions", "AllFound")]),
        shapes,
    );
    assert_eq!((&line["class"], &line["remainder"]), (&json!("successes-only"), &json!("absent")));
    assert!(asks(&line, "some of its members alone"), "{line}");
}

#[test]
fn entries_that_lack_what_items_require_repeat_none() {
    let shapes = json!({
        "Wanted": structure(&["PrimaryCrateId", "DepotId"], &[("PrimaryCrateId", "Text"), ("DepotId", "Text"), ("Key", "Text")]),
        "AllWanted": list("Wanted"),
        "Failure": structure(&[], &[("CrateRequest", "Wanted"), ("ErrorCode", "Text"), ("ErrorMessage", "Text")]),
        "Failures": list("Failure"),
        "Waiting": structure(&[], &[("UserName", "Text"), ("DepotId", "Text"), ("CrateId", "Text")]), "AllWaiting": list("Waiting"),
    });
    let line = told(
        "CreateSpareCrates",
        structure(&["SpareCrates"], &[("SpareCrates", "AllWanted")]),
        structure(&[], &[("FailedSpareRequests", "Failures"), ("PendingSpareRequests", "AllWaiting")]),
        shapes,
    );
    assert_eq!(line["failed"]["how"], "echo");
    assert_ne!(line["succeeded"]["how"], "echo", "{line}");
    assert!(line["confidence"].as_f64().is_some_and(|sure| sure < 0.7), "{line}");
}

#[test]
fn a_result_of_each_entry_stands_at_its_place() {
    let mut results = list("Result");
    results["documentation"] = json!("<p>The results of each batch entry.</p>");
    let shapes = json!({ "Sets": list("Texts"), "Result": structure(&[], &[("fields", "Texts")]), "Results": results });
    let line = told(
        "BatchExecuteStatement",
        structure(&["sql"], &[("sql", "Text"), ("parameterSets", "Sets")]),
        structure(&[], &[("updateResults", "Results")]),
        shapes,
    );
    assert_eq!((&line["class"], &line["items"]), (&json!("positional"), &json!("input.parameterSets")));
    assert_eq!(line["succeeded"]["place"], "output.updateResults[]");
    assert!(
        line["confidence"].as_f64().is_some_and(|sure| sure < 0.7) && asks(&line, "their order"),
        "{line}"
    );
}

#[test]
fn structures_of_texts_that_come_back_are_names_of_what_was_done() {
    let shapes = json!({
        "Label": structure(&[], &[("tag", "Text"), ("digest", "Text")]), "Labels": list("Label"),
        "Failure": structure(&[], &[("labelId", "Label"), ("failureCode", "Text")]), "Failures": list("Failure"),
    });
    let line = told(
        "BatchDeleteLabel",
        structure(&["labelIds"], &[("labelIds", "Labels")]),
        structure(&[], &[("labelIds", "Labels"), ("failures", "Failures")]),
        shapes,
    );
    assert_eq!(line["class"], "ids-succeeded");
    assert!(asks(&line, "some of its members alone"), "{line}");
}

#[test]
fn a_reason_of_fixed_values_within_an_error_is_its_code() {
    let shapes = json!({
        "Reason": { "type": "string", "enum": ["GONE", "BUSY"] }, "Error": structure(&[], &[("Message", "Text"), ("Reason", "Reason")]),
        "Entry": structure(&[], &[("Arn", "Text"), ("Error", "Error")]), "Entries": list("Entry"),
    });
    let line = told(
        "BatchDetachParts",
        structure(&["PartArns"], &[("PartArns", "Texts")]),
        structure(&[], &[("SuccessfullyDetachedParts", "Entries"), ("FailedDetachedParts", "Entries")]),
        shapes,
    );
    assert_eq!((&line["failed"]["key"], &line["failed"]["code"]), (&json!("Arn"), &json!("Error.Reason")));
}

#[test]
fn errors_of_validation_are_asked_about() {
    let shapes = json!({
        "Part": structure(&["id"], &[("id", "Text"), ("name", "Text")]), "Parts": list("Part"),
        "Error": structure(&[], &[("id", "Text"), ("errors", "Texts")]), "Errors": list("Error"),
    });
    let line = told(
        "PutCrateParts",
        structure(&["crateParts"], &[("crateParts", "Parts")]),
        structure(&[], &[("validationErrors", "Errors")]),
        shapes,
    );
    assert!(
        line["confidence"].as_f64().is_some_and(|sure| sure < 0.7) && asks(&line, "validation"),
        "{line}"
    );
}

#[test]
fn a_reason_of_fixed_values_is_a_code_and_one_in_words_is_none() {
    let told = |reasons: Value| {
        let shapes = json!({
            "Reason": reasons,
            "Failure": structure(&[], &[("CrateId", "Text"), ("Reason", "Reason")]), "Failures": list("Failure"),
        });
        let input = structure(&["CrateIds"], &[("CrateIds", "Texts")]);
        told("BatchMoveCrates", input, structure(&[], &[("FailedCrates", "Failures")]), shapes)
    };
    let fixed = told(json!({ "type": "string", "enum": ["LOST", "TOO_HEAVY"] }));
    assert_eq!(fixed["failed"]["code"], json!("Reason"));
    assert_eq!(told(json!({ "type": "string" }))["failed"]["code"], Value::Null);
}

#[test]
fn the_name_in_whichever_structure_is_there_is_the_key() {
    let told = |other: &str| {
        let shapes = json!({
            "Box": structure(&[], &[("crateId", "Text"), ("lid", "Text")]),
            "Sack": structure(&[], &[(other, "Text"), ("knot", "Text")]),
            "Crate": structure(&[], &[("kind", "Text"), ("boxCrate", "Box"), ("sackCrate", "Sack")]), "Crates": list("Crate"),
        });
        let input = structure(&["crateIds"], &[("crateIds", "Texts")]);
        told("BatchGetCrates", input, structure(&[], &[("crates", "Crates")]), shapes)
    };
    assert_eq!(told("crateId")["succeeded"]["key"], json!("*.crateId"));
    assert_eq!(told("label")["succeeded"]["key"], json!("boxCrate.crateId"));
}

#[test]
fn what_neither_failed_nor_waits_is_done_where_no_list_says_so() {
    let told = |more: &[(&str, &str)]| {
        let shapes = json!({
            "Crate": structure(&["Name", "Load"], &[("Name", "Text"), ("Load", "Text"), ("Note", "Text")]), "Crates": list("Crate"),
            "Failure": structure(&["Entry"], &[("Entry", "Crate"), ("ErrorCode", "Text")]), "Failures": list("Failure"),
            "Done": structure(&["Name"], &[("Name", "Text")]), "AllDone": list("Done"),
        });
        let members = [&[("Errors", "Failures"), ("UnprocessedEntries", "Crates")], more].concat();
        told(
            "BatchWriteCrates",
            structure(&["Entries"], &[("Entries", "Crates")]),
            structure(&[], &members),
            shapes,
        )
    };
    assert_eq!(told(&[])["remainder"], json!("succeeded"));
    let listed = told(&[("WrittenEntries", "AllDone")]);
    assert_eq!(listed["remainder"], json!("unknown"), "{listed}");
}

#[test]
fn a_list_of_what_was_successfully_done_tells_of_a_batch_without_the_name() {
    let found = |said: &str| {
        let mut output = structure(&[], &[("CrateMarks", "Marks")]);
        output["members"]["CrateMarks"]["documentation"] = json!(said);
        let shapes = json!({
            "Mark": structure(&["Name"], &[("Name", "Text"), ("Paint", "Text")]), "Marks": list("Mark"),
        });
        found("DeleteCrateMarks", structure(&["CrateMarks"], &[("CrateMarks", "Marks")]), output, shapes)
    };
    let done = found("<p>The marks that were successfully deleted from the crate.</p>");
    let done = done.operations.first().expect("a batch");
    assert_eq!((done.rule.class.name(), done.rule.remainder.name()), ("successes-only", "absent"));
    assert!(found("<p>The marks of the crate.</p>").operations.is_empty());
}

#[test]
fn texts_that_are_called_errors_are_messages_unless_they_are_of_the_type_of_ids() {
    let told = |errors: &str| {
        let shapes = json!({
            "CrateId": { "type": "string" }, "CrateIds": list("CrateId"),
        });
        let input = structure(&["CrateIds"], &[("CrateIds", "CrateIds")]);
        told(
            "BatchSealCrates",
            input,
            structure(&[], &[("CrateIds", "CrateIds"), ("Errors", errors)]),
            shapes,
        )
    };
    assert_eq!(told("Texts")["failed"]["how"], json!("unkeyed"));
    assert_eq!(told("CrateIds")["failed"]["how"], json!("self"));
}

#[test]
fn of_lists_that_are_told_in_one_way_the_first_is_the_one() {
    let shapes = json!({
        "Done": structure(&[], &[("Id", "Text"), ("State", "Text")]), "AllDone": list("Done"),
        "Failure": structure(&[], &[("Id", "Text"), ("Code", "Text")]), "Failures": list("Failure"),
    });
    let input = structure(&[], &[("CrateIds", "Texts"), ("InputIds", "Texts"), ("SackIds", "Texts")]);
    let output = structure(&[], &[("Successful", "AllDone"), ("Failed", "Failures")]);
    let line = told("BatchDelete", input, output, shapes);
    assert_eq!((&line["class"], &line["items"]), (&json!("several-inputs"), &json!("input.CrateIds")));
}

#[test]
fn a_key_that_identifies_within_the_request_is_a_token() {
    let told = |said: &str| {
        let mut item = structure(&["key", "amount"], &[("key", "Text"), ("amount", "Text")]);
        item["members"]["key"]["documentation"] = json!(said);
        let shapes = json!({
            "Line": item, "Lines": list("Line"),
            "Done": structure(&["key"], &[("key", "Text"), ("cost", "Text")]), "AllDone": list("Done"),
            "Failure": structure(&["key"], &[("key", "Text"), ("code", "Text")]), "Failures": list("Failure"),
        });
        let output = structure(&[], &[("lineItems", "AllDone"), ("errors", "Failures")]);
        told("BatchPriceUsage", structure(&["usage"], &[("usage", "Lines")]), output, shapes)["class"].clone()
    };
    assert_eq!(told("<p>A unique identifier for the usage line in the request.</p>"), json!("token"));
    assert_eq!(told("<p>A unique identifier for the usage line of the bill.</p>"), json!("two-lists"));
}
