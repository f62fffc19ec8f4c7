//! Every status, every media type, every spelling of an error type, and every way in which a body is no JSON.

use crate::mutants::mutant::{ExpectedVerdict, kept, mutant};
use batchspec_fixtures::Fault;
use batchspec_fixtures::Suite;
use batchspec_fixtures::alteration::Alteration;
use batchspec_fixtures::json::Json;
use batchspec_fixtures::reference::draft::Draft;

/// The answers that have a documented status.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Answer {
    Success,
    Validation,
    AccessDenied,
    Throttling,
    Internal,
    Serialization,
}

impl Answer {
    const ALL: [(Self, &'static str, &'static [u16]); 6] = [
        (Self::Success, "success", &[201, 202, 203, 204, 206, 207, 299, 302, 400, 404, 409, 503]),
        (Self::Validation, "validation", &[200, 201, 400, 403, 404, 409, 413, 422, 501, 503]),
        (Self::AccessDenied, "access-denied", &[200, 400, 401, 404, 429, 500]),
        (Self::Throttling, "throttling", &[200, 400, 403, 500, 503]),
        (Self::Internal, "internal", &[200, 400, 429, 502, 503]),
        (Self::Serialization, "serialization", &[200, 201, 403, 404, 422, 501, 503]),
    ];

    fn is(self, draft: &Draft) -> bool {
        match self {
            Self::Success => draft.cause.is_none(),
            Self::Validation => draft.error == "ValidationException",
            Self::AccessDenied => draft.error == "AccessDeniedException",
            Self::Throttling => draft.error == "ThrottlingException",
            Self::Internal => ["InternalServerException", "InternalServiceException"].contains(&draft.error),
            Self::Serialization => draft.error == "SerializationException",
        }
    }

    fn documented(self, suite: Suite) -> u16 {
        match (self, suite) {
            (Self::Success, _) => 200,
            (Self::Validation, Suite::Marketplace) => 422,
            (Self::Validation | Self::Serialization, _) => 400,
            (Self::AccessDenied, _) => 403,
            (Self::Throttling, _) => 429,
            (Self::Internal, _) => 500,
        }
    }

    fn expected_verdict(self, suite: Suite, status: u16) -> ExpectedVerdict {
        let [validation, modelled] = match suite {
            Suite::Inspector2 => ["inspector2/error/validation-status", "inspector2/error/modelled-statuses"],
            Suite::Marketplace => {
                ["marketplace/error/validation-status", "marketplace/error/modelled-statuses"]
            }
        };
        match self {
            Self::Success => ExpectedVerdict::Breaks(
                "protocol/success-status",
                &["protocol/status-matches-scope", "protocol/error-type-identified"],
            ),
            Self::Validation => ExpectedVerdict::Breaks(
                validation,
                &["protocol/status-matches-scope", "protocol/no-server-error-on-bad-input"],
            ),
            Self::Serialization if status >= 500 => {
                ExpectedVerdict::Breaks("protocol/no-server-error-on-bad-input", PARSE_SET)
            }
            Self::Serialization => ExpectedVerdict::Breaks("protocol/malformed-json-rejected", PARSE_SET),
            _ => ExpectedVerdict::Breaks(modelled, &["protocol/status-matches-scope"]),
        }
    }
}

/// What is refused as unreadable.
const PARSE_SET: &[&str] = &[
    "protocol/malformed-json-rejected",
    "protocol/non-object-body-rejected",
    "protocol/null-list-element-rejected",
    "protocol/status-matches-scope",
    "inspector2/request/account-ids-type",
    "inspector2/request/account-ids-type-error",
    "marketplace/request/entity-list-type",
    "marketplace/request/entity-list-type-error",
];

const IS_MODELLED: fn(&Draft) -> bool = |draft| {
    [Answer::Validation, Answer::AccessDenied, Answer::Throttling, Answer::Internal]
        .iter()
        .any(|answer| answer.is(draft))
};

fn statuses(suite: Suite) -> Vec<Fault> {
    let mut made = Vec::new();
    for (answer, name, statuses) in Answer::ALL {
        for &status in statuses.iter().filter(|status| **status != answer.documented(suite)) {
            let alteration = Alteration::Draft(kept(Box::new(move |draft, _| {
                if answer.is(draft) {
                    draft.status = status;
                }
            })));
            let id = format!("status/{}-{name}/{status}", suite.id());
            let summary = format!("The status of the answer {name} is {status}.");
            made.extend(mutant(suite, id, summary, answer.expected_verdict(suite, status), alteration));
        }
    }
    made
}

const MEDIA_TYPES: [(&str, &str); 10] = [
    ("text-plain", "text/plain"),
    ("text-html", "text/html; charset=utf-8"),
    ("text-json", "text/json-seq"),
    ("xml", "application/xml"),
    ("bytes", "application/octet-stream"),
    ("javascript", "application/javascript"),
    ("form", "application/x-www-form-urlencoded"),
    ("json-1-0", "application/x-amz-json-1.0"),
    ("json-1-1", "application/x-amz-json-1.1"),
    ("with-charset", "application/json; charset=utf-8"),
];

fn media_types(suite: Suite) -> Vec<Fault> {
    let mut made = Vec::new();
    for (name, media_type) in MEDIA_TYPES {
        for of_success in [true, false] {
            let is_json = media_type.starts_with("application/json");
            let expected_verdict =
                match (of_success, media_type.starts_with("application/x-amz-json"), is_json) {
                    (true, _, true) => {
                        ExpectedVerdict::Allowed("protocol/success-content-type-json: parameters allowed")
                    }
                    (false, true, _) | (false, _, true) => {
                        ExpectedVerdict::Allowed("protocol/error-media-type-json: a JSON media type")
                    }
                    (true, true, _) => ExpectedVerdict::Breaks("protocol/success-content-type-exact", &[]),
                    (true, ..) => ExpectedVerdict::Breaks(
                        "protocol/success-content-type-json",
                        &["protocol/success-content-type-exact"],
                    ),
                    (false, ..) => ExpectedVerdict::Breaks("protocol/error-media-type-json", &[]),
                };
            let alteration = Alteration::Draft(kept(Box::new(move |draft, _| {
                if if of_success { draft.cause.is_none() } else { IS_MODELLED(draft) } {
                    draft.media_type = media_type;
                }
            })));
            let of = if of_success { "success" } else { "error" };
            let id = format!("media-type/{}-{of}/{name}", suite.id());
            let summary = format!("The media type of the answer {of} is {media_type}.");
            made.extend(mutant(suite, id, summary, expected_verdict, alteration));
        }
    }
    made
}

/// Where the type of an error stands, and how it is spelled.
const IDENTIFIED: ExpectedVerdict =
    ExpectedVerdict::Breaks("protocol/error-type-identified", &["protocol/error-known-set"]);
const LEGACY: ExpectedVerdict = ExpectedVerdict::Allowed("protocol/error-type-bare-name");
const ELSEWHERE: ExpectedVerdict = ExpectedVerdict::Allowed("protocol/error-type-header");
const UNKNOWN: ExpectedVerdict = ExpectedVerdict::Breaks(
    "protocol/error-known-set",
    &["inspector2/request/account-ids-required", "marketplace/request/entity-list-required"],
);

/// An error with another header field or member for its type; nothing for the field leaves it out.
type Spelling = (&'static str, ExpectedVerdict, fn(&str) -> Option<String>, Option<&'static str>);

const SPELLINGS: [Spelling; 12] = [
    ("absent", IDENTIFIED, |_| None, None),
    ("empty", IDENTIFIED, |_| Some(String::new()), None),
    ("in-capitals", UNKNOWN, |name| Some(name.to_uppercase()), None),
    ("without-exception", UNKNOWN, |name| name.strip_suffix("Exception").map(str::to_owned), None),
    ("unknown", UNKNOWN, |_| Some("BadRequestException".to_owned()), None),
    ("with-namespace", LEGACY, |name| Some(format!("com.amazonaws.service#{name}")), None),
    ("with-suffix", LEGACY, |name| Some(format!("{name}:http://internal.amazon.com/coral/")), None),
    ("with-both", LEGACY, |name| Some(format!("aws.protocoltests#{name}:http://internal.amazon.com/")), None),
    ("in-member-type", ELSEWHERE, |_| None, Some("__type")),
    ("in-member-code", ELSEWHERE, |_| None, Some("code")),
    ("in-member-error", IDENTIFIED, |_| None, Some("error")),
    ("in-member-error-type", IDENTIFIED, |_| None, Some("errorType")),
];

fn spellings(suite: Suite) -> Vec<Fault> {
    const FIELD: &str = "x-amzn-errortype";
    let mut made = Vec::new();
    for (name, expected_verdict, spell, member) in SPELLINGS {
        let alteration = Alteration::Draft(kept(Box::new(move |draft, _| {
            if !IS_MODELLED(draft) {
                return;
            }
            draft.headers.retain(|(held, _)| held != FIELD);
            draft.headers.extend(spell(draft.error).map(|value| (FIELD.to_owned(), value)));
            if let (Some(member), Some(body)) = (member, &mut draft.body) {
                body.push(member, Json::text(draft.error));
            }
        })));
        let id = format!("error-type/{}/{name}", suite.id());
        let summary = format!("The type of a documented error is {}.", name.replace('-', " "));
        made.extend(mutant(suite, id, summary, expected_verdict, alteration));
    }
    made
}

/// Its name, and how it spoils the bytes.
type Spoiling = (&'static str, fn(&[u8]) -> Vec<u8>);

/// Ways in which bytes are no JSON text.
const TEXTS: [Spoiling; 12] = [
    ("after-byte-order-mark", |body| [b"\xef\xbb\xbf", body].concat()),
    ("after-blank-bytes", |body| [b"\0\0", body].concat()),
    ("after-guard", |body| [b")]}',\n", body].concat()),
    ("before-zero-byte", |body| [body, b"\0"].concat()),
    ("before-brace", |body| [body, b"}"].concat()),
    ("before-itself", |body| [body, body].concat()),
    ("without-end", |body| body[..body.len().saturating_sub(1)].to_vec()),
    ("halved", |body| body[..body.len() / 2].to_vec()),
    ("in-single-quotes", |body| body.iter().map(|byte| if *byte == b'"' { b'\'' } else { *byte }).collect()),
    ("in-utf-16", |body| body.iter().flat_map(|byte| [*byte, 0]).collect()),
    ("as-html", |_| b"<html><body>OK</body></html>".to_vec()),
    ("with-invalid-utf-8", |body| [&body[..body.len().saturating_sub(1)], b",\"x\":\"\xff\"}"].concat()),
];

fn texts(suite: Suite) -> Vec<Fault> {
    let mut made = Vec::new();
    for (name, spoil) in TEXTS {
        for of_success in [true, false] {
            let clause =
                if of_success { "protocol/answer-is-json-text" } else { "protocol/error-body-structure" };
            let alteration = Alteration::Reply(kept(Box::new(move |reply, _| {
                if reply.succeeds() == of_success && !reply.body.is_empty() {
                    reply.body = spoil(&reply.body);
                }
            })));
            let of = if of_success { "success" } else { "error" };
            let id = format!("body/{}-{of}/{name}", suite.id());
            let summary = format!("The body of the answer {of} is {}.", name.replace('-', " "));
            made.extend(mutant(suite, id, summary, ExpectedVerdict::Breaks(clause, &[]), alteration));
        }
    }
    made
}

const RETRIES: [(&str, &str); 8] = [
    ("date", "Wed, 21 Oct 2026 07:28:00 GMT"),
    ("fraction", "1.5"),
    ("word", "soon"),
    ("unit", "1s"),
    ("list", "1, 2"),
    ("hexadecimal", "0x1"),
    ("exponent", "1e0"),
    ("empty", ""),
];

fn retries() -> Vec<Fault> {
    let mut made = Vec::new();
    for (name, value) in RETRIES {
        let alteration = Alteration::Reply(kept(Box::new(move |reply, _| {
            if reply.headers.iter().any(|(held, _)| held == "retry-after") {
                reply.set_header("retry-after", value);
            }
        })));
        let expected_verdict = ExpectedVerdict::Breaks("inspector2/error/retry-after-integer", &[]);
        let id = format!("retry-after/inspector2/{name}");
        made.extend(mutant(
            Suite::Inspector2,
            id,
            format!("Retry-After is {value:?}."),
            expected_verdict,
            alteration,
        ));
    }
    made
}

pub(super) fn mutants() -> Vec<Fault> {
    let mut made = retries();
    for suite in Suite::ALL {
        made.extend([statuses(suite), media_types(suite), spellings(suite), texts(suite)].concat());
    }
    made
}
