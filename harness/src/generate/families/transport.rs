//! Request lines and headers around a valid body.

use std::borrow::Cow;

use super::target;
use crate::contract::{Expectation, NodeKind, Protocol, validate};
use crate::generate::case::{Aim, Case, Claim, Origin};
use crate::generate::case_builder::CaseBuilder;
use crate::generate::rng::Rng;
use crate::generate::values::names::words;
use crate::message::{Body, Framing, Request};

/// How many bodies each variation is tried with.
const REPEATS: u32 = 5;
/// The same for paths near the documented one.
const NEIGHBOUR_REPEATS: u32 = 2;

/// Cases that vary everything but the body.
pub(crate) fn cases(builder: &mut CaseBuilder<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for index in 0..REPEATS {
        let mut rng = Rng::new(builder.seed, "transport", index.into());
        let count = 1 + rng.below(5.min(builder.sizes().most));
        let items = builder.batch(&mut rng, count);
        let request = builder.base.request(builder.contract, items.iter().map(|item| item.json.as_str()));
        cases.extend(headers(builder, &request, index));
        cases.extend(lines(builder, &request, index));
        cases.extend(target::cases(builder, &request, index));
    }
    cases
}

fn headers(builder: &mut CaseBuilder<'_>, request: &Request, index: u32) -> Vec<Case> {
    let known = builder.contract.known.clone();
    let (parameters, wildcards) = (known.content_type_parameters_ignored, known.accept_wildcards);
    let (unsupported, hostile) = (known.content_type_unsupported, known.hostile_bytes_no_5xx);
    let own = builder.contract.protocol.media_type();
    let content_type = |value: &'static str| replaced(request, "content-type", value);
    let with_parameters = |parameters: &str| replaced(request, "content-type", format!("{own}{parameters}"));
    let accept = |value: &'static str| replaced(request, "accept", value);
    let mut missing = request.clone();
    missing.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
    let other = other_media_type(builder.contract.protocol);
    let is_rest = builder.contract.protocol == Protocol::RestJson1;
    let own_accept = if is_rest { "accept-json" } else { "accept-own" };
    let variations = [
        ("content-type-charset", with_parameters("; charset=utf-8"), Claim::Accepted, parameters),
        ("content-type-charset-upper", with_parameters(";charset=UTF-8"), Claim::Accepted, parameters),
        ("content-type-parameter", with_parameters("; foo=bar"), Claim::Accepted, parameters),
        (
            "content-type-two-parameters",
            with_parameters("; charset=utf-8; version=1"),
            Claim::Accepted,
            parameters,
        ),
        ("content-type-quoted", with_parameters("; charset=\"utf-8\""), Claim::Accepted, parameters),
        (own_accept, accept(own), Claim::Accepted, wildcards),
        ("accept-application-any", accept("application/*"), Claim::Accepted, wildcards),
        ("accept-any", accept("*/*"), Claim::Accepted, wildcards),
        ("content-type-hal", content_type("application/hal+json"), Claim::Open, unsupported),
        ("content-type-text", content_type("text/plain"), Claim::Open, unsupported),
        (other.0, content_type(other.1), Claim::Open, unsupported),
        ("content-type-form", content_type("application/x-www-form-urlencoded"), Claim::Open, unsupported),
        ("content-type-empty", content_type(""), Claim::Open, unsupported),
        ("content-type-missing", missing, Claim::Open, known.content_type_missing),
        ("accept-hal", accept("application/hal+json"), Claim::Open, known.accept_unsatisfiable),
        ("accept-xml", accept("application/xml"), Claim::Open, known.accept_unsatisfiable),
        (
            "accept-weighted",
            replaced(request, "accept", format!("text/html, {own};q=0.9, */*;q=0.1")),
            Claim::Open,
            hostile,
        ),
        ("content-encoding-gzip", replaced(request, "content-encoding", "gzip"), Claim::Open, hostile),
        (
            "content-encoding-identity",
            replaced(request, "content-encoding", "identity"),
            Claim::Open,
            hostile,
        ),
    ];
    let plain_json =
        (!is_rest).then(|| ("content-type-json", content_type("application/json"), Claim::Open, unsupported));
    // The clause is judged when a variation that must be accepted is not; else it only says where an odd answer counts.
    let made = variations.into_iter().chain(plain_json).filter_map(|(variant, request, claim, clause)| {
        let clause = if claim == Claim::Accepted { clause } else { hostile };
        builder.request(origin("headers", variant, index), request, claim, Aim::Clause(clause))
    });
    made.collect()
}

/// AWS's other media type for JSON.
fn other_media_type(protocol: Protocol) -> (&'static str, &'static str) {
    match protocol {
        Protocol::RestJson1 => ("content-type-aws-json", "application/x-amz-json-1.1"),
        Protocol::AwsJson1_0 => ("content-type-other-version", "application/x-amz-json-1.1"),
        Protocol::AwsJson1_1 => ("content-type-other-version", "application/x-amz-json-1.0"),
    }
}

fn lines(builder: &mut CaseBuilder<'_>, request: &Request, index: u32) -> Vec<Case> {
    let known = builder.contract.known.clone();
    let hostile = Aim::Clause(known.hostile_bytes_no_5xx);
    let mut cases = Vec::new();
    for method in ["GET", "PUT", "DELETE", "PATCH", "POST"].into_iter().filter(|m| *m != request.method) {
        let changed = Request { method: Cow::Borrowed(method), ..request.clone() };
        let claim = Claim::RefusedBy(known.wrong_method);
        cases.extend(builder.request(
            origin("line", &format!("method-{method}"), index),
            changed,
            claim,
            Aim::Plain,
        ));
    }
    for method in ["OPTIONS", "HEAD"] {
        let body = Body { bytes: bytes::Bytes::new(), framing: Framing::None };
        let changed = Request { method: Cow::Borrowed(method), body, ..request.clone() };
        cases.extend(builder.request(
            origin("line", &format!("method-{method}"), index),
            changed,
            Claim::Open,
            hostile.clone(),
        ));
    }
    if request.method != "GET" {
        let changed = Request {
            method: Cow::Borrowed("GET"),
            ..replaced(request, "x-http-method-override", request.method.clone())
        };
        let origin = origin("line", "method-overridden", index);
        cases.extend(builder.request(origin, changed, Claim::Any, hostile.clone()));
    }
    cases.extend(paths(builder, request, index));
    cases
}

/// Other paths, and other spellings of the documented one.
fn paths(builder: &mut CaseBuilder<'_>, request: &Request, index: u32) -> Vec<Case> {
    let unknown_path = builder.contract.known.unknown_path;
    let hostile = Aim::Clause(builder.contract.known.hostile_bytes_no_5xx);
    let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
    let (path, query) = (path.to_owned(), if query.is_empty() { String::new() } else { format!("?{query}") });
    let has_template = builder.contract.binding.template.is_some();
    // A path with labels takes much of what would be another one elsewhere: the validator knows which.
    let is_other = |builder: &CaseBuilder<'_>, request: &Request| match validate(builder.contract, request) {
        Expectation::Refuse(refusal) => refusal.clause == unknown_path,
        _ => !has_template,
    };
    let mut cases = Vec::new();
    let mut unknown = vec![
        ("other-path", "/batchspec-no-such-operation".to_owned()),
        ("longer-path", format!("{path}/more")),
        ("path-after-another", format!("/batchspec{path}")),
        (
            "shorter-path",
            path.get(..path.len() - 1).filter(|path| !path.is_empty()).unwrap_or("/x").to_owned(),
        ),
        ("root", "/".to_owned()),
        ("upper-case", path.to_uppercase()),
        ("lower-case", path.to_lowercase()),
    ];
    if index < NEIGHBOUR_REPEATS {
        unknown.extend(neighbours(&path));
    }
    for (variant, changed_path) in unknown.into_iter().filter(|(_, changed)| *changed != path) {
        let changed = Request { path: Cow::Owned(changed_path + &query), ..request.clone() };
        if !is_other(builder, &changed) {
            continue;
        }
        let claim = Claim::RefusedBy(unknown_path);
        cases.extend(builder.request(origin("line", variant, index), changed, claim, Aim::Plain));
    }
    for (variant, changed_path) in [
        ("trailing-slash", format!("{path}/")),
        ("double-slash", format!("/{path}")),
        ("query", format!("{path}{query}{}extra=1", if query.is_empty() { '?' } else { '&' })),
        ("empty-query", if query.is_empty() { format!("{path}?") } else { path.clone() }),
        ("encoded", encoded(&path)),
    ] {
        if changed_path == path {
            continue;
        }
        let has_query = changed_path.contains('?') || query.is_empty();
        let changed_path = if has_query { changed_path } else { changed_path + &query };
        let changed = Request { path: Cow::Owned(changed_path), ..request.clone() };
        // Within a label, what is encoded is what it stands for.
        let claim = if has_template { Claim::Any } else { Claim::Open };
        cases.extend(builder.request(origin("line", variant, index), changed, claim, hostile.clone()));
    }
    cases
}

/// Paths that frameworks and gateways bind beside a documented one, and those of operations with a similar name.
fn neighbours(path: &str) -> Vec<(&'static str, String)> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let words = words(name);
    let mut found =
        vec![("with-extension", format!("{path}.json")), ("behind-a-version", format!("/v1{path}"))];
    if let [first, _, ..] = words.as_slice() {
        let rest = name.strip_prefix(first).unwrap_or(name).trim_start_matches(['-', '_']);
        found.push(("without-first-word", format!("{folder}/{rest}")));
    }
    if let Some(last) = words.last() {
        let is_capital = last.starts_with(char::is_uppercase);
        let other = if is_capital { "Things" } else { "things" };
        let kept = name.strip_suffix(last).unwrap_or_default();
        found.push(("other-last-word", format!("{folder}/{kept}{other}")));
    }
    found
}

/// The path with its first letter percent-encoded.
fn encoded(path: &str) -> String {
    let first = path.find(|c: char| c.is_ascii_alphabetic());
    let Some((at, letter)) = first.and_then(|at| Some((at, path[at..].chars().next()?))) else {
        return path.to_owned();
    };
    format!("{}%{:02X}{}", &path[..at], u32::from(letter), &path[at + 1..])
}

fn origin(family: &'static str, variant: &str, index: u32) -> Origin {
    Origin { family, variant: variant.to_owned(), index }
}

pub(crate) fn replaced(
    request: &Request,
    name: &'static str,
    value: impl Into<Cow<'static, str>>,
) -> Request {
    let mut request = request.clone();
    request.headers.retain(|(existing, _)| !existing.eq_ignore_ascii_case(name));
    request.headers.push((Cow::Borrowed(name), value.into()));
    request
}

impl CaseBuilder<'_> {
    /// A request without a body, told in three ways. Where nothing is required it may be taken for `{}`.
    pub(crate) fn empty_body(&mut self, index: u32) -> Option<Case> {
        let is_missed = matches!(&self.contract.node(self.contract.input).kind, NodeKind::Structure(members)
            if members.iter().any(|member| member.required.is_some() && member.location.is_body()));
        let claim = match is_missed {
            true => Claim::RefusedBy(self.contract.known.empty_body_rejected),
            false => Claim::Open,
        };
        let framing = [Framing::Length, Framing::None, Framing::Length][index as usize % 3];
        let mut request = self.base.request(self.contract, []);
        request.body = Body { bytes: bytes::Bytes::new(), framing };
        if index % 3 == 2 {
            request = replaced(&request, "accept", self.contract.protocol.media_type());
        }
        self.request(origin("malformed", "empty-body", index), request, claim, Aim::Plain)
    }
}
