//! awsJson 1.0 and 1.1: a library that keeps every promise, and libraries that break one each.

use std::sync::Arc;

use batchspec_harness::contract::{Contract, InputError, Protocol, SuiteText};
use batchspec_harness::message::{Answer, Request};
use rstest::rstest;
use serde_json::{Value, json};

use super::library::{SUITE, model};
use super::trial::{answer, broken, ids, loaded};

const TARGET: &str = "Library_20200101.BatchGetBooks";

fn library(version: &str) -> Arc<Contract> {
    loaded(SUITE, &model(&[&format!("aws.protocols#awsJson{}", version.replace('.', "_"))]))
}

/// What a library does otherwise than it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    /// It looks at no header that names the operation.
    AnyTarget,
    /// It wants the header, and takes any value.
    AnyTargetValue,
    /// It looks at what stands behind the dot alone.
    AnyService,
    /// It wants no parameter behind the media type.
    ExactMediaType,
    /// Successes have another media type.
    TextAnswers,
    /// Successes have the media type of restJson1.
    PlainJson,
    /// Errors do not say what they are.
    NamelessErrors,
    /// The header says another error than the body.
    TwoNames,
    /// Times are texts.
    TextTimes,
    /// Bad input is a fault of the server.
    Crashes,
    /// Errors of validation have the status of a service that speaks restJson1.
    OtherStatus,
    /// Other paths are served, too.
    AnyPath,
    /// Other methods are served, too.
    AnyMethod,
    /// An empty body is an empty batch.
    EmptyBodyServed,
    /// The name of a shelf is not looked at.
    AnyShelf,
    /// What is no JSON is read as far as it goes.
    Lenient,
}

struct Library {
    version: &'static str,
    fault: Fault,
}

impl Library {
    fn is(&self, fault: Fault) -> bool {
        self.fault == fault
    }

    fn refuse(&self, status: u16, kind: &str) -> Answer {
        let status = if self.is(Fault::OtherStatus) && kind == "ValidationException" { 422 } else { status };
        let media_type = format!("application/x-amz-json-{}", self.version);
        let mut body = json!({ "__type": format!("example.books#{kind}"), "message": "no" });
        let mut headers = vec![("content-type", media_type.as_str())];
        if self.is(Fault::NamelessErrors) {
            body = json!({ "message": "no" });
        }
        if self.is(Fault::TwoNames) {
            headers.push(("x-amzn-errortype", "InternalServerException"));
        }
        if self.is(Fault::Crashes) {
            return answer(500, &headers, r#"{"__type":"InternalFailure","message":"oops"}"#);
        }
        if status == 405 {
            headers.push(("allow", "POST"));
        }
        answer(status, &headers, body.to_string())
    }

    /// What the head is refused with.
    fn head(&self, request: &Request) -> Option<Answer> {
        let target = request.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("x-amz-target"));
        let target: Vec<&str> = target.map(|(_, value)| value.as_ref()).collect();
        let is_named = match target.as_slice() {
            [] => self.is(Fault::AnyTarget),
            [_] if self.is(Fault::AnyTarget) || self.is(Fault::AnyTargetValue) => true,
            [value] if self.is(Fault::AnyService) => value.ends_with(".BatchGetBooks"),
            [value] => *value == TARGET,
            _ => false,
        };
        if request.method != "POST" && !self.is(Fault::AnyMethod) {
            return Some(self.refuse(405, "UnknownOperationException"));
        }
        if !is_named || (request.path != "/" && !self.is(Fault::AnyPath)) {
            return Some(self.refuse(404, "UnknownOperationException"));
        }
        let own = format!("application/x-amz-json-{}", self.version);
        let held = request.header("content-type").unwrap_or_default();
        let essence =
            if self.is(Fault::ExactMediaType) { held } else { held.split(';').next().unwrap_or_default() };
        if !essence.trim().eq_ignore_ascii_case(&own) {
            return Some(self.refuse(415, "UnsupportedMediaTypeException"));
        }
        None
    }

    /// The items, or what the body is refused with.
    fn items(&self, body: &[u8]) -> Result<Vec<String>, Answer> {
        let invalid = || self.refuse(400, "ValidationException");
        let unread = || self.refuse(400, "SerializationException");
        if body.is_empty() && self.is(Fault::EmptyBodyServed) {
            return Ok(Vec::new());
        }
        let body = if body.is_empty() { b"{}".as_slice() } else { body };
        let mut read = serde_json::Deserializer::from_slice(body).into_iter::<Value>();
        let value = read.next().and_then(Result::ok).filter(Value::is_object).ok_or_else(unread)?;
        if !self.is(Fault::Lenient) && serde_json::from_slice::<Value>(body).is_err() {
            return Err(unread());
        }
        let shelf = match value.get("shelf") {
            None | Some(Value::Null) => return Err(invalid()),
            Some(shelf) => shelf.as_str().ok_or_else(unread)?,
        };
        let is_shelf = (1..=8).contains(&shelf.len()) && shelf.bytes().all(|byte| byte.is_ascii_lowercase());
        let list = match value.get("isbns") {
            None | Some(Value::Null) => return Err(invalid()),
            Some(list) => list.as_array().ok_or_else(unread)?,
        };
        if let Some(pages) = value.get("pages").filter(|pages| !pages.is_null()) {
            pages.as_i64().and_then(|pages| i32::try_from(pages).ok()).ok_or_else(unread)?;
        }
        let items: Option<Vec<String>> = list.iter().map(|item| item.as_str().map(str::to_owned)).collect();
        let items = items.ok_or_else(unread)?;
        let is_isbn = |item: &String| item.len() == 5 && item.bytes().all(|byte| byte.is_ascii_digit());
        if (!is_shelf && !self.is(Fault::AnyShelf))
            || !(1..=6).contains(&items.len())
            || !items.iter().all(is_isbn)
        {
            return Err(invalid());
        }
        Ok(items)
    }

    fn serve(&self, request: &Request) -> Answer {
        if let Some(refusal) = self.head(request) {
            return refusal;
        }
        let mut items = match self.items(&request.body.bytes) {
            Ok(items) => items,
            Err(refusal) => return refusal,
        };
        items.sort_unstable();
        items.dedup();
        let time =
            if self.is(Fault::TextTimes) { json!("2023-07-31T20:40:00Z") } else { json!(1_690_836_000.5) };
        let (failed, found): (Vec<&String>, Vec<&String>) =
            items.iter().partition(|item| item.ends_with('0'));
        let books = found.iter().map(|isbn| json!({ "isbn": isbn, "added": time }));
        let failures = failed.iter().map(|isbn| json!({ "isbn": isbn, "code": "NotFound" }));
        let body = json!({ "books": books.collect::<Vec<_>>(), "failures": failures.collect::<Vec<_>>() });
        let media_type = match self.fault {
            Fault::TextAnswers => "text/html".to_owned(),
            Fault::PlainJson => "application/json".to_owned(),
            _ => format!("application/x-amz-json-{}", self.version),
        };
        answer(200, &[("content-type", media_type.as_str())], body.to_string())
    }
}

#[rstest]
#[case("1.0", Protocol::AwsJson1_0)]
#[case("1.1", Protocol::AwsJson1_1)]
fn a_library_that_keeps_its_promises_is_not_accused(
    #[case] version: &'static str,
    #[case] protocol: Protocol,
) {
    let contract = library(version);
    assert_eq!(contract.protocol, protocol);
    assert_eq!((contract.binding.method.as_str(), contract.binding.path.as_str()), ("POST", "/"));
    assert_eq!((contract.binding.status, contract.binding.header("x-amz-target")), (200, Some(TARGET)));
    assert_eq!(contract.aws.as_ref().map(|aws| aws.signing_name.as_str()), Some("library"));
    let right = Library { version, fault: Fault::None };
    let found = broken(&contract, |request| right.serve(request));
    assert!(found.is_empty(), "{found:#?}");
}

#[rstest]
#[case(Fault::AnyTarget, &["protocol/target-missing-refused", "protocol/target-service-refused", "protocol/target-unknown-refused"])]
#[case(Fault::AnyTargetValue, &["protocol/target-service-refused", "protocol/target-unknown-refused"])]
#[case(Fault::AnyService, &["protocol/target-service-refused"])]
#[case(Fault::ExactMediaType, &["http/media-type-case", "protocol/content-type-parameters-ignored"])]
#[case(Fault::TextAnswers, &["protocol/success-content-type-json"])]
#[case(Fault::PlainJson, &["protocol/success-content-type-exact"])]
#[case(Fault::TwoNames, &["protocol/error-type-agrees"])]
#[case(Fault::TextTimes, &["library/response/books-item-added-type"])]
#[case(Fault::AnyPath, &["protocol/unknown-path"])]
#[case(Fault::AnyMethod, &["protocol/wrong-method"])]
#[case(Fault::EmptyBodyServed, &["protocol/empty-body-rejected"])]
#[case(Fault::Lenient, &["protocol/malformed-json-rejected"])]
#[case(Fault::AnyShelf, &["library/request/shelf-length-max", "library/request/shelf-pattern"])]
#[case(Fault::NamelessErrors, &["protocol/error-type-identified"])]
#[case(Fault::OtherStatus, &["library/error/validation-exception-status"])]
#[case(Fault::Crashes, &["protocol/no-server-error-on-bad-input"])]
fn each_fault_is_named_by_its_clause(#[case] fault: Fault, #[case] expected: &[&str]) {
    for version in ["1.0", "1.1"] {
        let contract = library(version);
        let wrong = Library { version, fault };
        let found = broken(&contract, |request| wrong.serve(request));
        let ids = ids(&found);
        assert!(expected.iter().all(|id| ids.contains(id)), "{version} {fault:?}: {found:#?}");
    }
}

#[test]
fn clauses_have_the_sources_of_their_protocol() {
    let contract = library("1.0");
    for (id, document) in [
        ("protocol/target-unknown-refused", "Smithy specification, AWS JSON 1.0 protocol"),
        ("protocol/content-type-parameters-ignored", "Smithy AWS protocol tests for awsJson1_0"),
    ] {
        let clause = contract.clauses.get(contract.clauses.find(id).expect(id));
        assert_eq!(clause.source.document, document);
    }
    let rest = contract.clauses.iter().find(|(_, clause)| clause.source.document.contains("restJson1"));
    assert_eq!(rest.map(|(_, clause)| &clause.id), None);
}

#[test]
fn what_the_model_says_of_http_is_ignored() {
    let contract = library("1.1");
    assert!(contract.node_at("input.shelf").is_some(), "labels and other names are in the body");
    let throttling = contract.error("ThrottlingException").expect("modelled");
    assert_eq!((throttling.status, throttling.headers.len()), (429, 0));
    assert!(contract.node_at("error.ThrottlingException.after").is_some());
}

#[test]
fn of_several_protocols_one_that_is_read_is_taken_and_others_alone_are_one_mistake() {
    let load = |protocols: &[&str]| -> Result<Contract, InputError> {
        let model = model(protocols);
        Contract::load(&SuiteText { suite_file: "s", suite: SUITE, model_file: "model.json", model: &model })
    };
    let both = load(&["smithy.protocols#rpcv2Cbor", "aws.protocols#awsJson1_0"]).expect("one is read");
    assert_eq!(both.protocol, Protocol::AwsJson1_0);
    for (protocol, name) in [
        ("aws.protocols#awsQuery", "awsQuery"),
        ("aws.protocols#restXml", "restXml"),
        ("aws.protocols#ec2Query", "ec2Query"),
        ("smithy.protocols#rpcv2Cbor", "rpcv2Cbor"),
    ] {
        let Err(InputError(mistakes)) = load(&[protocol]) else { panic!("{protocol} is not read") };
        let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        let expected = format!(
            "model.json: example.books#BatchGetBooks: it speaks {name} alone, which is not read; the protocols that are read: \
             restJson1, awsJson1_0, awsJson1_1"
        );
        assert_eq!(told, [expected]);
    }
}
