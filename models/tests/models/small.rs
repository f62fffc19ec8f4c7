//! Small models in botocore's form, as they are imported, told and written.

use super::support;
use batchspec_models::errata::{Erratum, Seen};
use batchspec_models::siblings::{Does, siblings};
use batchspec_models::write::{line, suite, table, write_suite};
use batchspec_models::{Imported, Imports, import, read};
use serde_json::{Value, json};

fn imports() -> Imports {
    let folder = support::folder();
    import(folder.path(), "*", &[]).expect("models")
}

fn named<'i>(imports: &'i Imports, name: &str) -> &'i Imported {
    imports.operations.iter().find(|imported| imported.operation.name == name).expect("the operation")
}

fn told(imports: &Imports, name: &str) -> Value {
    serde_json::from_str(&line(named(imports, name)).json()).expect("a line")
}

#[test]
fn two_lists_are_told_with_their_keys_and_codes() {
    let line = told(&imports(), "BatchGetParcel");
    let expected = json!({ "place": "output.errors[]", "key": "parcelId", "how": "member", "code": "code" });
    assert_eq!((&line["class"], &line["failed"]), (&json!("two-lists"), &expected));
    assert_eq!((&line["items"], &line["item_key"]), (&json!("input.parcelIds"), &json!("")));
    assert_eq!(
        (&line["limit"], &line["effect"], &line["remainder"]),
        (&json!(25), &json!("reads"), &json!("breach"))
    );
    assert_eq!((&line["uri"], &line["target"]), (&json!("/depots/{depotId}/parcels"), &Value::Null));
}

#[test]
fn lines_have_their_fields_in_order() {
    let text = line(named(&imports(), "PutRecords")).json();
    let fields = [
        "service",
        "operation",
        "protocol",
        "method",
        "uri",
        "target",
        "effect",
        "class",
        "items",
        "item_key",
        "succeeded",
        "failed",
        "third",
        "remainder",
        "limit",
        "needs_human",
        "confidence",
        "reasons",
    ];
    let at: Vec<usize> =
        fields.iter().map(|field| text.find(&format!("\"{field}\":")).expect("a field")).collect();
    assert!(at.is_sorted(), "{text}");
    let object: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(object.as_object().map(serde_json::Map::len), Some(fields.len()));
}

#[test]
fn other_forms_are_told_apart() {
    let imports = imports();
    let labels = told(&imports, "BatchDeleteLabel");
    assert_eq!((&labels["class"], &labels["remainder"]), (&json!("failures-only"), &json!("succeeded")));
    assert_eq!(
        (&labels["failed"]["key"], &labels["failed"]["code"]),
        (&json!("name"), &json!("error.errorCode"))
    );
    let scans = told(&imports, "BatchReadScan");
    assert_eq!((&scans["class"], &scans["item_key"]), (&json!("ids-failed"), &json!(["depotId", "number"])));
    assert_eq!(scans["remainder"], "absent");
    assert!(
        scans["needs_human"]
            .as_array()
            .is_some_and(|asks| asks.iter().any(|ask| ask.to_string().contains("pages")))
    );
    let messages = told(&imports, "SendMessageBatch");
    assert_eq!(
        (&messages["class"], &messages["target"]),
        (&json!("token"), &json!("ExampleQueues.SendMessageBatch"))
    );
    assert_eq!(messages["protocol"], "json-1.0");
    let records = told(&imports, "PutRecords");
    assert_eq!((&records["class"], &records["succeeded"]["how"]), (&json!("positional"), &json!("position")));
    let sorting = told(&imports, "StartSortingBatch");
    assert_eq!((&sorting["class"], &sorting["items"]), (&json!("not-a-batch"), &Value::Null));
}

#[test]
fn a_service_without_json_is_refused_in_one_line() {
    let imports = imports();
    let lines: Vec<&str> = imports.refused.iter().map(|refused| refused.why.as_str()).collect();
    assert_eq!(lines, ["ledger speaks query; batchspec reads JSON only: rest-json, json 1.0 and json 1.1"]);
    assert!(table(&imports).contains("not imported: ledger"));
}

#[test]
fn the_model_is_cut_down_and_bound_as_smithy_does() {
    let files = suite(named(&imports(), "BatchGetParcel"));
    let model: Value = serde_json::from_str(&files.model).expect("JSON");
    let shape = |name: &str| &model["shapes"][format!("com.amazonaws.parcels#{name}")];
    assert!(shape("BatchDeleteLabelRequest").is_null() && !files.model.contains("documentation"));
    assert_eq!(shape("BatchGetParcel")["traits"]["smithy.api#http"]["uri"], "/depots/{depotId}/parcels");
    let input = &shape("BatchGetParcelRequest")["members"];
    assert_eq!(input["depotId"]["traits"], json!({ "smithy.api#httpLabel": {}, "smithy.api#required": {} }));
    assert_eq!(input["labels"]["traits"], json!({ "smithy.api#httpQueryParams": {} }));
    assert_eq!(input["traceToken"]["traits"]["smithy.api#httpHeader"], "x-trace");
    assert_eq!(shape("ParcelId")["traits"]["smithy.api#pattern"], "^(?:[A-Z]{2}[0-9]{9})$");
    assert_eq!(shape("ParcelId")["traits"]["smithy.api#length"], json!({ "min": 11, "max": 11 }));
    assert_eq!(shape("Grams")["traits"]["smithy.api#range"], json!({ "min": 1 }));
    assert_eq!(shape("Moment")["traits"]["smithy.api#timestampFormat"], "date-time");
    assert_eq!(shape("StatusOrEmpty")["members"].as_object().map(serde_json::Map::len), Some(4));
    assert_eq!(shape("ValidationException")["traits"]["smithy.api#httpError"], 422);
    assert_eq!(shape("ValidationException")["traits"]["smithy.api#error"], "client");
    assert_eq!(shape("ParcelsShape")["type"], "list");
    assert!(!shape("Parcel")["members"]["insideOf"].is_null(), "a recursive shape stays");
}

#[test]
fn a_suite_says_places_by_the_names_in_the_text() {
    let files = suite(named(&imports(), "BatchGetParcel"));
    assert_eq!(files.id, "parcels-batch-get-parcel");
    for line in [
        "items = \"input.parcelIds\"",
        "item_key = \"\"",
        "succeeded = { place = \"output.parcels[]\", key = \"parcelId\" }",
        "failed = { place = \"output.failures[]\", key = \"parcelId\", code = \"errorCode\" }",
        "remainder = \"breach\"",
        "bad_item = \"fails-alone\"",
        "level = \"must\"",
        "signing-name = \"parcels\"",
        "error = \"BatchEntryIdsNotDistinct\"",
    ] {
        assert!(files.suite.lines().any(|own| own == line), "{line} is not in\n{}", files.suite);
    }
    let root = tempfile::tempdir().expect("a folder");
    let folder = write_suite(root.path(), &files).expect("a folder");
    assert_eq!(std::fs::read_to_string(folder.join("suite.toml")).expect("a file"), files.suite);
}

#[test]
fn prose_says_what_the_model_does_not() {
    let imports = imports();
    let messages = named(&imports, "SendMessageBatch");
    let text = suite(messages).suite;
    assert_eq!(messages.rule.told_limit.as_ref().map(|told| told.number), Some(10));
    assert!(
        text.contains("unique_keys = true")
            && text.contains("breach = \"no-items\"\nerror = \"EmptyBatchRequest\"")
    );
    assert_eq!(messages.rule.limit, None);
    let records = named(&imports, "PutRecords");
    assert!(
        suite(records)
            .suite
            .contains("counters = [{ place = \"output.FailedRecordCount\", counts = \"failed\" }]")
    );
}

#[test]
fn errata_change_the_model_and_are_told() {
    let folder = support::folder();
    let erratum = |place: &str, seen: Seen| Erratum {
        service: "queues".to_owned(),
        operation: "*".to_owned(),
        place: place.to_owned(),
        seen,
        told: "seen otherwise".to_owned(),
        source: "https://example.org/1".to_owned(),
    };
    let errata = [
        erratum("output.Failed", Seen::LeftOut),
        erratum("output.FailedRecordCount", Seen::Zero),
        erratum("output.Nothing", Seen::LeftOut),
        erratum("input.Records", Seen::EmptyList),
    ];
    let imports = import(folder.path(), "*", &errata).expect("models");
    let files = suite(named(&imports, "SendMessageBatch"));
    let model: Value = serde_json::from_str(&files.model).expect("JSON");
    let members = &model["shapes"]["com.amazonaws.queues#SendMessageBatchResult"]["members"];
    assert!(members["Failed"]["traits"].is_null() && !members["Successful"]["traits"].is_null());
    assert!(files.suite.contains("# - output.Failed: seen otherwise (https://example.org/1)"));
    let records = named(&imports, "PutRecords");
    let model: Value = serde_json::from_str(&suite(records).model).expect("JSON");
    let shapes = &model["shapes"];
    let count = &shapes["com.amazonaws.queues#PutRecordsOutput"]["members"]["FailedRecordCount"]["traits"];
    assert_eq!(count["smithy.api#range"], json!({ "min": 0 }));
    let records_in = &shapes["com.amazonaws.queues#PutRecordsInput"]["members"]["Records"]["traits"];
    assert_eq!(records_in["smithy.api#length"], json!({ "max": 500 }));
    assert!(records.rule.reasons.iter().any(|reason| reason.contains("https://example.org/1")));
    assert_eq!(records.errata.len(), 2);
}

#[test]
fn what_prose_lets_be_empty_may_be_empty_in_answers() {
    let imports = imports();
    let parcel = named(&imports, "BatchGetParcel");
    let model: Value = serde_json::from_str(&suite(parcel).model).expect("JSON");
    let shape = |name: &str| &model["shapes"][format!("com.amazonaws.parcels#{name}")];
    assert_eq!(shape("Parcel")["members"]["status"]["target"], "com.amazonaws.parcels#StatusOrEmpty");
    let values = shape("StatusOrEmpty")["members"].to_string();
    assert!(values.contains("\"smithy.api#enumValue\":\"\"") && values.contains("DELIVERED"), "{values}");
    assert!(shape("Status").is_null(), "nothing names it any more");
    assert!(parcel.rule.reasons.iter().any(|reason| reason.starts_with("Parcel.status may be empty")));
}

#[test]
fn siblings_carry_the_key() {
    let folder = support::folder();
    let path = folder.path().join("parcels/2026-01-01/service-2.json");
    let model = read::read_file(&path, None).expect("a model");
    let operation = model.operations.get("BatchGetParcel").expect("the operation");
    let found = siblings(&model, operation);
    let named: Vec<(&str, Does, &str)> =
        found.iter().map(|one| (one.operation.as_str(), one.does, one.key.as_str())).collect();
    assert_eq!(
        named,
        [
            ("ListParcels", Does::Lists, "output.parcels[].parcelId"),
            ("CreateParcel", Does::Creates, "output.parcelId"),
        ]
    );
}

#[test]
fn one_operation_is_chosen_by_its_name() {
    let folder = support::folder();
    let found = import(&folder.path().join("parcels"), "BatchGet*", &[]).expect("models");
    assert_eq!(found.operations.len(), 1);
    let found = import(&folder.path().join("parcels"), "CreateParcel", &[]).expect("models");
    assert_eq!(found.operations.first().map(|imported| imported.rule.class.name()), Some("not-a-batch"));
}
