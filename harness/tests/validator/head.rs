//! Request lines, headers and framings around a valid and an invalid body.

use std::borrow::Cow;

use batchspec_harness::contract::{Expectation, Refusals, validate};
use batchspec_harness::message::{Framing, Request};
use rstest::rstest;

use super::requests::{ACCOUNTS, request, told};

const VALID: &str = "{\"accountIds\":[\"123456789012\"]}";
const INVALID: &str = "{\"accountIds\":[]}";

fn said(request: &Request) -> String {
    told(&ACCOUNTS, &validate(&ACCOUNTS, request))
}

fn line(method: &'static str, path: &'static str, body: &'static str) -> Request {
    let plain = request(&ACCOUNTS, body);
    Request { method: Cow::Borrowed(method), path: Cow::Borrowed(path), ..plain }
}

#[rstest]
#[case("POST", "/freetrialinfo/batchget", "accept")]
#[case("GET", "/freetrialinfo/batchget", "refuse protocol/wrong-method")]
#[case("PUT", "/freetrialinfo/batchget", "refuse protocol/wrong-method")]
#[case("DELETE", "/freetrialinfo/batchget", "refuse protocol/wrong-method")]
#[case("PATCH", "/freetrialinfo/batchget", "refuse protocol/wrong-method")]
#[case("OPTIONS", "/freetrialinfo/batchget", "observe a method that HTTP servers treat in their own ways")]
#[case("HEAD", "/freetrialinfo/batchget", "observe a method that HTTP servers treat in their own ways")]
#[case("TRACE", "/freetrialinfo/batchget", "observe a method that HTTP servers treat in their own ways")]
#[case("post", "/freetrialinfo/batchget", "observe a method that HTTP servers treat in their own ways")]
#[case("POST", "/BatchDescribeEntities", "observe a request to another operation")]
#[case("PUT", "/BatchDescribeEntities", "observe both method and path differ")]
#[case("POST", "/FreeTrialInfo/BatchGet", "refuse protocol/unknown-path")]
#[case("POST", "/freetrialinfo/batchge", "refuse protocol/unknown-path")]
#[case("POST", "/freetrialinfo/batchget/more", "refuse protocol/unknown-path")]
#[case("POST", "/freetrialinfo", "refuse protocol/unknown-path")]
#[case("POST", "/", "refuse protocol/unknown-path")]
#[case("POST", "/other?x=1", "refuse protocol/unknown-path")]
#[case("POST", "/freetrialinfo/batchget/", "observe another spelling of the documented path")]
#[case("POST", "//freetrialinfo/batchget", "observe another spelling of the documented path")]
#[case("POST", "/freetrialinfo//batchget", "observe another spelling of the documented path")]
#[case("POST", "/freetrialinfo/./batchget", "observe another spelling of the documented path")]
#[case("POST", "/x/../freetrialinfo/batchget", "observe another spelling of the documented path")]
#[case("POST", "/freetrialinfo/batchget?", "observe another spelling of the documented path")]
#[case("POST", "/freetrialinfo/batchget?x=1", "observe another spelling of the documented path")]
#[case("POST", "/freetrialinfo/batchget;v=1", "observe another spelling of the documented path")]
#[case("POST", "/%66reetrialinfo/batchget", "observe another spelling of the documented path")]
#[case("GET", "/other", "observe both method and path differ")]
fn a_request_line_is_the_documented_one_or_not(
    #[case] method: &'static str,
    #[case] path: &'static str,
    #[case] expected: &str,
) {
    assert_eq!(said(&line(method, path, VALID)), expected);
}

#[rstest]
#[case("POST", "/freetrialinfo/batchget", "refuse inspector2/request/account-ids-min")]
#[case("GET", "/freetrialinfo/batchget", "observe more than one thing is wrong")]
#[case("POST", "/other", "observe more than one thing is wrong")]
fn a_wrong_body_behind_a_wrong_line_is_left_open(
    #[case] method: &'static str,
    #[case] path: &'static str,
    #[case] expected: &str,
) {
    assert_eq!(said(&line(method, path, INVALID)), expected);
}

#[test]
fn whoever_is_asked_for_another_path_may_answer_as_they_like_but_not_with_the_output() {
    let Expectation::Refuse(refusal) = validate(&ACCOUNTS, &line("POST", "/other", VALID)) else {
        panic!("an unknown path")
    };
    assert_eq!((refusal.answers, refusal.pointer.as_str()), (Refusals::NotServed, ""));
}

const NO_TYPE: &str = "observe no Content-Type";
const OTHER_TYPE: &str = "observe a Content-Type other than application/json";
const OTHER_ACCEPT: &str = "observe an Accept header other than application/json and the wildcards";
const NO_CODING: &str = "observe an Accept-Encoding that forbids an answer without coding";
const OTHER_READING: &str = "observe a header that changes how bodies are read";

#[rstest]
#[case(&[("content-type", "application/json")], "accept")]
#[case(&[("Content-Type", "Application/JSON")], "accept")]
#[case(&[("content-type", "application/json; charset=utf-8")], "accept")]
#[case(&[("content-type", "application/json;charset=\"UTF-8\"")], "accept")]
#[case(&[("content-type", "application/json; foo=bar")], "accept")]
#[case(&[("content-type", "application/json; charset=iso-8859-1")], OTHER_TYPE)]
#[case(&[("content-type", "application/json; charset")], OTHER_TYPE)]
#[case(&[("content-type", "application/json;")], OTHER_TYPE)]
#[case(&[("content-type", "application/x-amz-json-1.1")], OTHER_TYPE)]
#[case(&[("content-type", "application/hal+json")], OTHER_TYPE)]
#[case(&[("content-type", "text/plain")], OTHER_TYPE)]
#[case(&[("content-type", "")], OTHER_TYPE)]
#[case(&[], NO_TYPE)]
#[case(&[("content-type", "application/json"), ("Content-Type", "application/json")], "observe two Content-Types")]
#[case(&[("content-type", "application/json"), ("accept", "application/json")], "accept")]
#[case(&[("content-type", "application/json"), ("Accept", "application/*")], "accept")]
#[case(&[("content-type", "application/json"), ("accept", "*/*")], "accept")]
#[case(&[("CONTENT-TYPE", "Application/JSON; Charset=UTF-8"), ("ACCEPT", "Application/JSON")], "accept")]
#[case(&[("content-type", "application/json"), ("accept-encoding", "gzip, deflate, br")], "accept")]
#[case(&[("content-type", "application/json"), ("accept-encoding", "gzip;q=0")], "accept")]
#[case(&[("content-type", "application/json"), ("accept-encoding", "identity, *;q=0")], "accept")]
#[case(&[("content-type", "application/json"), ("accept-encoding", "")], "accept")]
#[case(&[("content-type", "application/json"), ("accept-encoding", "*;q=0")], NO_CODING)]
#[case(&[("content-type", "application/json"), ("accept-encoding", "gzip, identity;q=0")], NO_CODING)]
#[case(&[("content-type", "application/json"), ("accept", "application/hal+json")], OTHER_ACCEPT)]
#[case(&[("content-type", "application/json"), ("accept", "*/*;q=0.1")], OTHER_ACCEPT)]
#[case(&[("content-type", "application/json"), ("accept", "*/*"), ("accept", "text/html")], OTHER_ACCEPT)]
#[case(&[("content-type", "application/json"), ("Content-Encoding", "identity")], OTHER_READING)]
#[case(&[("content-type", "application/json"), ("expect", "100-continue")], "accept")]
#[case(&[("content-type", "application/json"), ("expect", "200-ok")], OTHER_READING)]
#[case(&[("content-type", "application/json"), ("x-http-method-override", "GET")], OTHER_READING)]
#[case(&[("content-type", "application/json"), ("x-something", "else")], "accept")]
fn headers_leave_a_valid_request_valid_or_its_fate_open(
    #[case] headers: &'static [(&'static str, &'static str)],
    #[case] expected: &str,
) {
    let mut request = request(&ACCOUNTS, VALID);
    request.headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    assert_eq!(said(&request), expected);
    request.body.bytes = INVALID.into();
    let expected = if expected == "accept" { "refuse inspector2/request/account-ids-min" } else { expected };
    assert_eq!(said(&request), expected, "the same before an invalid body");
}

#[rstest]
#[case(Framing::Length, VALID, "accept")]
#[case(Framing::Chunked, VALID, "accept")]
#[case(Framing::Chunked, "", "refuse protocol/empty-body-rejected")]
#[case(Framing::Length, "", "refuse protocol/empty-body-rejected")]
#[case(Framing::None, "", "refuse protocol/empty-body-rejected")]
fn framings_are_told_apart(#[case] framing: Framing, #[case] body: &'static str, #[case] expected: &str) {
    let mut request = request(&ACCOUNTS, body);
    request.body.framing = framing;
    assert_eq!(said(&request), expected);
}
