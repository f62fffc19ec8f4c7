//! Files as they come: compressed, of several versions, of Smithy, broken.

use super::support;
use std::io::Write as _;
use std::path::Path;

use batchspec_models::read::{find, read_bytes, read_file};
use batchspec_models::write::{closure, model_json, suite};
use batchspec_models::{errata, import};

const PARCELS: &str = include_str!("../data/parcels.json");

#[test]
fn a_compressed_file_says_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let below = folder.path().join("parcels/2026-01-01");
    std::fs::create_dir_all(&below).expect("a folder");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(PARCELS.as_bytes()).expect("bytes");
    std::fs::write(below.join("service-2.json.gz"), packed.finish().expect("bytes")).expect("a file");
    let found = import(folder.path(), "*", &[]).expect("models");
    assert_eq!(found.operations.len(), 4);
    assert!(found.operations.iter().all(|imported| imported.model.service.name == "parcels"));
}

#[test]
fn the_newest_version_of_a_service_counts() {
    let folder = tempfile::tempdir().expect("a folder");
    for version in ["2019-01-01", "2024-12-31", "2024-02-02"] {
        let below = folder.path().join("parcels").join(version);
        std::fs::create_dir_all(&below).expect("a folder");
        std::fs::write(below.join("service-2.json"), PARCELS).expect("a file");
        std::fs::write(below.join("paginators-1.json"), "{}").expect("a file");
    }
    let files = find(folder.path()).expect("files");
    assert_eq!(files.len(), 1);
    assert!(files.iter().all(|file| file.path.to_string_lossy().contains("2024-12-31")), "{files:?}");
}

#[test]
fn a_smithy_model_gives_the_same_rule() {
    let folder = support::folder();
    let found = import(&folder.path().join("parcels"), "BatchGetParcel", &[]).expect("models");
    let first = found.operations.first().expect("an operation");
    let written = model_json(&first.model);
    let path = folder.path().join("model.json");
    std::fs::write(&path, &written).expect("a file");
    let again = import(&path, "BatchGetParcel", &[]).expect("models");
    let second = again.operations.first().expect("an operation");
    assert_eq!((first.rule.class, &first.rule.failed), (second.rule.class, &second.rule.failed));
    assert_eq!(second.model.service.shape, "Parcels");
    let list = "\"com.amazonaws.parcels#ParcelsShape\"";
    assert!(written.contains(list), "a shape gives way to the service that is called as it is");
    assert!(model_json(&second.model) == written, "what is written is read as it was");
    assert!(suite(second).suite.contains("operation = \"com.amazonaws.parcels#BatchGetParcel\""));
}

#[test]
fn mixins_resources_and_applied_traits_of_smithy_are_read() {
    let text = r##"{ "smithy": "2.0", "shapes": {
        "x.y#Shop": { "type": "service", "version": "1", "resources": [{ "target": "x.y#Thing" }],
            "traits": { "aws.protocols#awsJson1_1": {}, "aws.api#service": { "sdkId": "My Shop" } } },
        "x.y#Thing": { "type": "resource", "collectionOperations": [{ "target": "x.y#BatchGetThing" }] },
        "x.y#BatchGetThing": { "type": "operation", "input": { "target": "x.y#In" }, "output": { "target": "x.y#Out" } },
        "x.y#WithIds": { "type": "structure", "members": { "thingIds": { "target": "x.y#Ids" } } },
        "x.y#In": { "type": "structure", "members": {}, "mixins": [{ "target": "x.y#WithIds" }] },
        "x.y#Ids": { "type": "list", "member": { "target": "smithy.api#String" } },
        "x.y#Out": { "type": "structure", "members": { "things": { "target": "x.y#Things" }, "notFound": { "target": "x.y#Ids" } } },
        "x.y#Things": { "type": "list", "member": { "target": "x.y#One" } },
        "x.y#One": { "type": "structure", "members": { "thingId": { "target": "smithy.api#String" } } },
        "x.y#In$thingIds": { "type": "apply", "traits": { "smithy.api#required": {} } },
        "x.y#WithIds$thingIds": { "type": "apply", "traits": { "smithy.api#required": {} } } } }"##;
    let model = read_bytes(Path::new("shop.json"), text.as_bytes(), None).expect("a model");
    let operation = model.operations.get("BatchGetThing").expect("the operation");
    let rule = batchspec_models::infer::infer(&model, operation).expect("a rule");
    assert_eq!((rule.class.name(), rule.items.as_deref()), ("ids-failed", Some("input.thingIds")));
    assert_eq!((model.service.name.as_str(), model.service.shape.as_str()), ("my-shop", "Shop"));
    assert!(model.members("In").iter().all(batchspec_models::model::Member::is_required));
    assert!(closure(&model, operation).shapes.contains_key("One"));
}

#[test]
fn what_is_broken_is_told_with_file_and_place() {
    let cases: [(&str, &str); 10] = [
        ("", "broken.json: line 1 column 0"),
        ("[1, 2", "broken.json: line 1"),
        ("{}", "missing field `metadata`"),
        (r#"{"metadata":{},"shapes":{"A":{"type":"list"}}}"#, "broken.json: shapes.A: \"member\" is missing"),
        (r#"{"metadata":{},"shapes":{"A":{"type":"tuple"}}}"#, "shapes.A: unknown shape type \"tuple\""),
        (
            r#"{"metadata":{},"shapes":{"A":{"type":"list","member":{"shape":"B"}}}}"#,
            "shapes.A.member: shape \"B\"",
        ),
        (r#"{"metadata":{},"operations":{"X":{"input":{"shape":"Y"}}}}"#, "operations.X: shape \"Y\""),
        (r#"{"smithy":"2.0","shapes":{"a#B":{"type":"list"}}}"#, "broken.json: a#B: \"member\" is missing"),
        (
            r#"{"smithy":"2.0","shapes":{"a#B":{"type":"structure","mixins":[{"target":"a#B"}]}}}"#,
            "lead back to itself",
        ),
        (
            r#"{"smithy":"2.0","shapes":{"a#B":{"type":"list","member":{"target":"a#C"}}}}"#,
            "a#B$member: shape \"a#C\"",
        ),
    ];
    for (text, expected) in cases {
        let error = read_bytes(Path::new("broken.json"), text.as_bytes(), None).expect_err(text).to_string();
        assert!(error.contains(expected), "{text}: {error}");
    }
    let deep = format!("{{\"metadata\":{}", "[".repeat(100_000));
    assert!(read_bytes(Path::new("deep.json"), deep.as_bytes(), None).is_err());
    assert!(read_bytes(Path::new("bytes.json"), &[0xff, 0xfe], None).is_err());
}

#[test]
fn what_cannot_be_found_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let error = import(folder.path(), "*", &[]).expect_err("an empty folder").to_string();
    assert!(error.contains("no service-2.json"), "{error}");
    assert!(read_file(&folder.path().join("absent.json"), None).is_err());
    std::fs::write(folder.path().join("cut.gz"), [0x1f, 0x8b, 8, 0, 0]).expect("a file");
    assert!(read_file(&folder.path().join("cut.gz"), None).is_err());
}

#[test]
fn a_file_of_errata_is_read_or_its_mistake_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("own.json");
    std::fs::write(
        &path,
        r#"[{"service":"s","operation":"O","place":"output.a","seen":"left-out","told":"t","source":"u"}]"#,
    )
    .expect("a file");
    assert_eq!(errata::read(&path).expect("errata").len(), 1);
    std::fs::write(&path, r#"[{"service":"s","seen":"never"}]"#).expect("a file");
    assert!(errata::read(&path).expect_err("a mistake").to_string().contains("line 1"));
}
