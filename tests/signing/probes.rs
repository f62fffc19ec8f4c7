//! Signatures that are not right, before servers that look at all of it and before servers that do not.

use std::time::{SystemTime, UNIX_EPOCH};

use rstest::rstest;
use serde_json::Value;

use crate::gate::Gate;
use crate::runs::{KEY, keyed, reference, rule, run};
use crate::shell::Shell;
use crate::sigv4::Received;

const REGION: &str = "eu-west-1";
/// Services refuse signatures whose date is further off.
const TOLERATED_SECONDS: u64 = 15 * 60;
const DAY: u64 = 24 * 60 * 60;

/// What of a signature a server looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Looks {
    /// At all of it.
    AtAll,
    /// At no request without a signature.
    NotAtUnsigned,
    /// At no `Authorization` that lacks a part.
    NotAtUnreadable,
    /// At the access key only when it is the right one.
    NotAtUnknownKeys,
    /// Not at the signature's value.
    NotAtTheSignature,
    /// Not at its date.
    NotAtTheDate,
    /// Not at its region.
    NotAtTheRegion,
    /// At all of it, but only where the body is JSON.
    AfterTheBody,
}

/// The error of a server that looks so, if there is one for the request.
fn refusal(request: &Received, looks: Looks) -> Result<(), &'static str> {
    let is_json = serde_json::from_slice::<Value>(&request.body).is_ok_and(|body| body.is_object());
    if looks == Looks::AfterTheBody && !is_json {
        return Ok(());
    }
    let Some(authorization) = request.header("authorization") else {
        return if looks == Looks::NotAtUnsigned {
            Ok(())
        } else {
            Err("MissingAuthenticationTokenException")
        };
    };
    if !authorization.contains("Signature=") {
        return if looks == Looks::NotAtUnreadable { Ok(()) } else { Err("IncompleteSignature") };
    }
    if !authorization.contains(&format!("Credential={}/", KEY.0)) {
        return if looks == Looks::NotAtUnknownKeys { Ok(()) } else { Err("UnrecognizedClientException") };
    }
    let date = request.header("x-amz-date").unwrap_or_default();
    if seconds_off(date) > TOLERATED_SECONDS && looks != Looks::NotAtTheDate {
        return Err("InvalidSignatureException:http://internal.amazon.com/coral/");
    }
    let named = authorization.split('/').nth(2).unwrap_or_default();
    let region = if looks == Looks::NotAtTheRegion { named } else { REGION };
    match request.verify(KEY, region, "inspector2") {
        Err(_) if looks != Looks::NotAtTheSignature => Err("SignatureDoesNotMatch"),
        _ => Ok(()),
    }
}

/// How far a signature's date is from now, within half a day.
#[expect(clippy::disallowed_methods, reason = "a server holds the date of a signature against its clock")]
fn seconds_off(date: &str) -> u64 {
    let number = |from: usize| date.get(from..from + 2).and_then(|digits| digits.parse().ok()).unwrap_or(0);
    let of_day: u64 = number(9) * 3600 + number(11) * 60 + number(13);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs() % DAY;
    let apart = now.abs_diff(of_day);
    apart.min(DAY - apart)
}

/// Runs the suite with probes against a server that looks so; its report.
fn report(looks: Looks, more: &[&str]) -> (Shell, Option<i32>, Value) {
    let (_runtime, server) = reference();
    let gate =
        Gate::before(server.addr(), rule(move |request| refusal(request, looks).map_err(str::to_owned)));
    let (shell, url) = (Shell::new(), gate.url());
    let signed = ["inspector2", "--sign", "aws", "--sign-region", REGION, "--auth-probes"];
    let options = ["--seed", "1", "--cases", "10", "--report-json", "r.json", "--target", &url];
    let said = keyed(&shell, &[&signed[..], &options, more].concat());
    let text = std::fs::read_to_string(shell.folder().join("r.json")).expect("a report");
    (shell, said.code, serde_json::from_str(&text).expect("JSON"))
}

fn outcomes(report: &Value, outcome: &str) -> Vec<String> {
    let clauses = report["suites"][0]["clauses"].as_array().expect("clauses");
    let of_signatures = clauses.iter().filter(|tally| tally["outcome"] == outcome);
    let ids = of_signatures.filter_map(|tally| tally["id"].as_str());
    ids.filter(|id| id.starts_with("auth/")).map(str::to_owned).collect()
}

#[test]
fn a_server_that_looks_at_all_of_a_signature_keeps_every_promise_about_it() {
    let (_shell, code, report) = report(Looks::AtAll, &["--strict"]);
    assert_eq!((code, &report["findings"]), (Some(0), &Value::Array(Vec::new())));
    assert_eq!(outcomes(&report, "held").len(), 5);
}

#[rstest]
#[case::unsigned(Looks::NotAtUnsigned, "auth/unsigned-rejected")]
#[case::unreadable(Looks::NotAtUnreadable, "auth/malformed-header-rejected")]
#[case::unknown_key(Looks::NotAtUnknownKeys, "auth/unknown-key-rejected")]
#[case::signature(Looks::NotAtTheSignature, "auth/bad-signature-rejected")]
#[case::date(Looks::NotAtTheDate, "auth/bad-signature-rejected")]
#[case::region(Looks::NotAtTheRegion, "auth/bad-signature-rejected")]
#[case::after_the_body(Looks::AfterTheBody, "auth/before-validation")]
fn what_a_server_does_not_look_at_is_found(#[case] looks: Looks, #[case] clause: &str) {
    let (shell, code, report) = report(looks, &["--strict"]);
    assert_eq!(code, Some(1));
    let findings = report["findings"].as_array().expect("findings");
    let first = &findings[0];
    assert_eq!(first["clause"]["id"], clause);
    let curl = first["exchanges"][0]["curl"].as_str().expect("a curl command");
    let is_unsigned = matches!(looks, Looks::NotAtUnsigned | Looks::AfterTheBody);
    assert_eq!(curl.contains("Authorization: <"), !is_unsigned, "{curl}");
    assert!(!curl.contains("--aws-sigv4"), "a command that signs rightly would show nothing: {curl}");
    // Warnings do not break a run unless they are asked to.
    let saved = std::fs::read_dir(shell.folder().join(".batchspec")).expect("saved findings").count();
    assert!(saved > 0);
}

#[test]
fn a_saved_finding_about_signatures_is_sent_again_as_it_was_and_only_where_requests_are_signed() {
    let (_runtime, server) = reference();
    let looks = Looks::NotAtUnknownKeys;
    let rule = rule(move |request| refusal(request, looks).map_err(str::to_owned));
    let gate = Gate::before(server.addr(), rule);
    let (shell, url) = (Shell::new(), gate.url());
    let options = ["--seed", "1", "--cases", "0", "--strict", "--target", &url, "--only", "auth/*"];
    let signed = ["inspector2", "--sign", "aws", "--sign-region", REGION];
    let said = keyed(&shell, &[&signed[..], &["--auth-probes"], &options].concat());
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.out.contains("<of an access key that does not exist>"), "{}", said.out);
    // Without probes, what earlier runs found by probes is left alone as well.
    let before = gate.seen().refused.len();
    let plain = keyed(&shell, &[&signed[..], &["--seed", "1", "--cases", "0", "--target", &url]].concat());
    assert_eq!((plain.code, gate.seen().refused.len()), (Some(0), before), "{plain:?}");
}

#[test]
fn probes_want_signatures_to_change() {
    let shell = Shell::new();
    let said = run(&shell, &["inspector2", "--target", "http://127.0.0.1:9", "--auth-probes"], &[]);
    assert_eq!(said.code, Some(2), "{said:?}");
    assert_eq!(
        said.err,
        "error: auth probes change signatures, and none are made: add --sign aws, or leave out --auth-probes\n"
    );
}
