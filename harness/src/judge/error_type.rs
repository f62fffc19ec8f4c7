//! Which error an answer is.

use crate::message::Answer;
use crate::message::json::Value;

/// The type of an error answer, as clients read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorType {
    /// The bare shape name.
    pub name: String,
    /// The value it was read from, with namespace and suffix.
    pub raw: String,
    /// Where it stood: `X-Amzn-Errortype`, `code` or `__type`.
    pub from: &'static str,
}

/// Characters of a name, and of the value it stands in, that are read: no error is called by more.
const MOST_NAME: usize = 128;
const MOST_RAW: usize = 512;

impl ErrorType {
    /// Reads the type from the header, else from the body (`protocol/error-type-identified`,
    /// `protocol/error-type-header`, `protocol/error-type-bare-name`).
    #[must_use]
    pub fn read(answer: &Answer, body: Option<Value<'_>>) -> Option<Self> {
        let named = |from: &'static str, raw: &str| {
            let name = bare(raw);
            let cut = |text: &str, most| text.chars().take(most).collect::<String>();
            (!name.is_empty()).then(|| Self { name: cut(name, MOST_NAME), raw: cut(raw, MOST_RAW), from })
        };
        if let Some(found) = answer.header("x-amzn-errortype").and_then(|raw| named("X-Amzn-Errortype", raw))
        {
            return Some(found);
        }
        let body = body?;
        [("code", "code"), ("Code", "code"), ("__type", "__type")].into_iter().find_map(|(member, from)| {
            let raw = body.get(member)?.as_str()?;
            named(from, &raw)
        })
    }
}

/// A place of an error answer that tells its type, and what it tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TypeTold {
    /// `X-Amzn-Errortype`, `code` or `__type`.
    pub(super) place: &'static str,
    /// The name after the cutting that clients do; the JSON text of what is no string.
    pub(super) name: String,
}

impl TypeTold {
    /// Every place that tells the type of an error answer. A member that `is_own`, one of the error's own shape, tells
    /// something else, and null tells nothing.
    pub(super) fn all(answer: &Answer, body: Option<Value<'_>>, is_own: impl Fn(&str) -> bool) -> Vec<Self> {
        let cut = |text: &str| text.chars().take(MOST_NAME).collect::<String>();
        let header = answer.header("x-amzn-errortype").map(|raw| ("X-Amzn-Errortype", cut(bare(raw))));
        let members = ["code", "__type"].into_iter().filter(|member| !is_own(member)).filter_map(|member| {
            let value = body?.get(member).filter(|value| !value.is_null())?;
            let name = value.as_str().map_or_else(|| cut(value.source()), |raw| cut(bare(&raw)));
            Some((member, name))
        });
        header.into_iter().chain(members).map(|(place, name)| Self { place, name }).collect()
    }

    /// Whether two places tell one type; common errors are spelled with and without `Exception`.
    pub(super) fn agrees(&self, other: &Self) -> bool {
        self.name == other.name || (is_shared(&self.name) && stem(&self.name) == stem(&other.name))
    }
}

fn stem(name: &str) -> &str {
    name.strip_suffix("Exception").unwrap_or(name)
}

/// Whether HTTP itself answers with this status, before an application sees the request (RFC 9110, 15; RFC 6585, 5): such
/// an answer need not have the form of an API's errors.
pub(super) fn is_of_http(status: u16) -> bool {
    matches!(status, 408 | 411 | 413 | 414 | 417 | 421 | 426 | 431 | 501 | 505)
}

/// The shape name in `ns#Name:http://...`: what stands before the first colon and, in that, behind the first `#`.
fn bare(raw: &str) -> &str {
    let before_colon = raw.split(':').next().unwrap_or_default();
    before_colon.split_once('#').map_or(before_colon, |(_, name)| name).trim()
}

/// Errors of restJson1 and of the *Common Errors* pages of both API references, and the one that frameworks give for any
/// operation whose input breaks its model (`smithy.framework#ValidationException`; among the errors of all operations in
/// Amazon DynamoDB Developer Guide, *Error handling*). An `Exception` suffix may be missing or added.
const SHARED: [&str; 31] = [
    "SerializationException",
    "ValidationException",
    "UnsupportedMediaTypeException",
    "NotAcceptableException",
    "UnknownOperationException",
    "AccessDeniedException",
    "ThrottlingException",
    "IncompleteSignature",
    "InvalidAction",
    "NotAuthorized",
    "RequestExpired",
    "ValidationError",
    "InvalidClientTokenId",
    "MissingAuthenticationToken",
    "OptInRequired",
    "InternalFailure",
    "ServiceUnavailable",
    "MalformedHttpRequestException",
    "RequestAbortedException",
    "ExpiredTokenException",
    "UnrecognizedClientException",
    "RequestTimeoutException",
    "RequestEntityTooLargeException",
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
    // On the *Common Errors* pages of services that have the longer list, such as AWS X-Ray's.
    "InvalidParameterCombination",
    "InvalidParameterValue",
    "InvalidQueryParameter",
    "MalformedQueryString",
    "MissingAction",
    "MissingParameter",
];

/// Errors about the caller, from both *Common Errors* pages and from the SigV4 troubleshooting pages (AWS IAM User
/// Guide, *Troubleshoot SigV4 signing*).
const OF_CALLER: [&str; 14] = [
    "AccessDenied",
    "ExpiredToken",
    "IncompleteSignature",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidSignature",
    "MissingAuthenticationToken",
    "NotAuthorized",
    "OptInRequired",
    "RequestExpired",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
    "UnauthorizedOperation",
    "UnrecognizedClient",
];

/// Whether an error speaks of the caller and not of the request; an `Exception` suffix may be missing or added.
pub(super) fn is_of_caller(name: &str) -> bool {
    OF_CALLER.contains(&name.strip_suffix("Exception").unwrap_or(name))
}

/// Whether this is a common error that a caller may retry: `InternalFailure` (500) or `ServiceUnavailable` (503), both
/// from the *Common Errors* pages.
#[must_use]
pub fn is_passing(name: &str, status: u16) -> bool {
    let stem = name.strip_suffix("Exception").unwrap_or(name);
    matches!((stem, status), ("ServiceUnavailable", 503) | ("InternalFailure", 500))
}

/// Whether a type is a protocol error or a common one.
pub(super) fn is_shared(name: &str) -> bool {
    SHARED.iter().any(|shared| stem(shared) == stem(name))
}

#[cfg(test)]
mod tests {
    use super::{bare, is_shared};

    #[test]
    fn namespace_and_suffix_are_cut_off() {
        for raw in ["E", "E:http://x", "ns#E", "ns#E:http://x/a#b", "aws.b#E:"] {
            assert_eq!(bare(raw), "E", "{raw}");
        }
        assert_eq!(bare("a#b#C"), "b#C", "clients differ here; the first # is the protocol's word");
        assert_eq!(bare(""), "");
    }

    #[test]
    fn common_errors_are_known_with_and_without_suffix() {
        assert!(is_shared("IncompleteSignatureException") && is_shared("ServiceUnavailable"));
        assert!(!is_shared("ResourceNotFoundException"));
    }
}
