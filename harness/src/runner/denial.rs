//! Answers that speak of the caller and not of the request: told as what is to be done, once, and not as findings.

use crate::judge::ErrorType;
use crate::message::Answer;
use crate::message::json::{Document, Kind};
use crate::send::seconds_ahead;

/// Services refuse signatures whose date is further off than this (AWS documentation, SigV4 troubleshooting).
const TOLERATED_SECONDS: u64 = 15 * 60;

/// Errors about the caller, as both generations of common errors spell them, with what is to be done about each.
const DENIALS: [(&str, &str); 14] = [
    ("ExpiredToken", "the session token has expired: log in again"),
    ("RequestExpired", BAD_CLOCK),
    ("RequestTimeTooSkewed", BAD_CLOCK),
    ("UnrecognizedClient", UNKNOWN_KEY),
    ("InvalidClientTokenId", UNKNOWN_KEY),
    ("InvalidAccessKeyId", UNKNOWN_KEY),
    ("InvalidSignature", BAD_SIGNATURE),
    ("SignatureDoesNotMatch", BAD_SIGNATURE),
    ("IncompleteSignature", BAD_SIGNATURE),
    ("MissingAuthenticationToken", "it wants signed requests: sign them with --sign aws"),
    ("OptInRequired", "the account has not opted in to the service or the region"),
    ("NotAuthorized", NO_PERMISSION),
    ("AccessDenied", NO_PERMISSION),
    ("UnauthorizedOperation", NO_PERMISSION),
];
const UNKNOWN_KEY: &str =
    "it does not know the access key: check the credentials, and that they are for this partition and region";
const BAD_SIGNATURE: &str =
    "it does not accept the signature: check the secret key, and that the requests are signed for its region";
const NO_PERMISSION: &str = "the caller may not use the operation: give it the permission, use another profile, or \
     send the header that it asks for (--header)";

const BAD_CLOCK: &str = "the date of the signature is not accepted: set this machine's clock";

/// What messages of bad signatures say of the reason, and what is to be done about it.
const REASONS: [(&str, &str); 4] = [
    ("signature expired", BAD_CLOCK),
    ("signature not yet current", BAD_CLOCK),
    (
        "scoped to a valid region",
        "the requests are signed for another region than its own: name that with --sign-region, or the service with --aws",
    ),
    (
        "scoped to correct service",
        "the requests are signed for another service: see signing-name in [aws] of the suite file",
    ),
];

/// The error of an answer: its name, without what some services append to it, and its message in small letters.
fn error(answer: &Answer) -> (Option<String>, String) {
    let content = answer.content();
    let document = Document::parse(&content).ok();
    let body = document.as_ref().map(Document::root).filter(|root| root.kind() == Kind::Object);
    let message =
        body.and_then(|body| ["message", "Message"].into_iter().find_map(|member| body.get(member)));
    let message = message.and_then(|message| Some(message.as_str()?.to_lowercase())).unwrap_or_default();
    (ErrorType::read(answer, body).map(|error| error.name), message)
}

fn bare(name: &str) -> &str {
    name.strip_suffix("Exception").unwrap_or(name)
}

/// What is to be done where an answer speaks of the caller; `None` where it does not.
pub(crate) fn denial(answer: &Answer) -> Option<String> {
    if !(400..500).contains(&answer.status) {
        return None;
    }
    let (name, message) = error(answer);
    let known = name.as_deref().and_then(|name| DENIALS.iter().find(|(denial, _)| *denial == bare(name)));
    let reason = || REASONS.iter().find(|(words, _)| message.contains(words)).map(|(_, advice)| *advice);
    let advice = match known {
        // One name for all that may be wrong with a signature: the message tells which it is.
        Some((_, BAD_SIGNATURE)) => reason().unwrap_or(BAD_SIGNATURE),
        Some((_, advice)) => *advice,
        None if matches!(answer.status, 401 | 403) => {
            reason().unwrap_or("check credentials and permissions; --header and --sign send what it asks for")
        }
        None => return None,
    };
    let shown = name.map(|name| format!(" {}", name.chars().take(80).collect::<String>()));
    let tolerated = if advice == BAD_CLOCK { 60 } else { TOLERATED_SECONDS };
    let clock = seconds_ahead(answer).filter(|ahead| ahead.unsigned_abs() > tolerated);
    let clock = clock.map(|ahead| {
        let side = if ahead > 0 { "behind" } else { "ahead of" };
        format!("; this machine's clock is {} minutes {side} its own", ahead.unsigned_abs() / 60)
    });
    Some(format!(
        "it denies access ({}{}): {advice}{}",
        answer.status,
        shown.unwrap_or_default(),
        clock.unwrap_or_default()
    ))
}

/// Whether the credentials have come to their end, after which no answer says anything about a request.
pub(crate) fn is_expired(answer: &Answer) -> bool {
    (400..500).contains(&answer.status) && error(answer).0.is_some_and(|name| bare(&name) == "ExpiredToken")
}
