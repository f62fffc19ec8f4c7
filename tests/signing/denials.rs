//! Signatures that are not accepted, told in each of the ways in which services spell errors.

use std::sync::Arc;

use rstest::rstest;

use crate::gate::{Gate, Spelling};
use crate::runs::{keyed, reference, rule};
use crate::shell::{Said, Shell};

const EXPIRED: &str = "Signature expired: 20261126T220000Z is now earlier than 20261126T223000Z \
    (20261126T224500Z - 15 min.)";
const NOT_YET: &str = "Signature not yet current: 20261126T231500Z is still later than 20261126T224500Z";
const REGION: &str = "Credential should be scoped to a valid region.";
const SERVICE: &str = "Credential should be scoped to correct service: 'inspector2'.";
const MISMATCH: &str = "The request signature we calculated does not match the signature you provided.";

const CLOCK_ADVICE: &str = "the date of the signature is not accepted: set this machine's clock";
const REGION_ADVICE: &str = "signed for another region than its own: name that with --sign-region";
const SERVICE_ADVICE: &str = "signed for another service: see signing-name in [aws] of the suite file";
const KEY_ADVICE: &str = "it does not accept the signature: check the secret key";

/// Where services put the name of an error.
#[derive(Debug, Clone, Copy)]
enum Named {
    Type,
    TypeWithNamespace,
    Header,
    HeaderWithSuffix,
    Code,
    /// Nowhere: there is a message only.
    Nowhere,
}

impl Named {
    fn answer(self, status: u16, name: &str, message: &str) -> String {
        let (header, member) = match self {
            Self::Type => (String::new(), format!("\"__type\":\"{name}\",")),
            Self::TypeWithNamespace => {
                (String::new(), format!("\"__type\":\"com.amazon.coral.service#{name}\","))
            }
            Self::Header => (format!("x-amzn-ErrorType: {name}\r\n"), String::new()),
            Self::HeaderWithSuffix => {
                let suffix = "http://internal.amazon.com/coral/com.amazon.coral.service/";
                (format!("x-amzn-ErrorType: {name}:{suffix}\r\n"), String::new())
            }
            Self::Code => (String::new(), format!("\"code\":\"{name}\",")),
            Self::Nowhere => (String::new(), String::new()),
        };
        let body = format!("{{{member}\"message\":\"{message}\"}}");
        format!(
            "HTTP/1.1 {status} No\r\n{header}content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
    }
}

/// A run against a target that gives every request this answer, and how many it gave.
fn denied(answer: String) -> (Said, usize) {
    let (_runtime, server) = reference();
    let spelling: Spelling = Arc::new(move |_| answer.clone());
    let gate = Gate::spelling(server.addr(), rule(|_| Err("denied".to_owned())), spelling);
    let (shell, url) = (Shell::new(), gate.url());
    let signed = ["inspector2", "--sign", "aws", "--sign-region", "us-east-1", "--seed", "1"];
    let said = keyed(&shell, &[&signed[..], &["--target", &url]].concat());
    (said, gate.seen().refused.len())
}

/// One message that says what is wrong, and nothing sent after it was clear.
#[track_caller]
fn assert_told(said: &Said, asked: usize, advice: &str) {
    assert_eq!(said.code, Some(4), "{said:?}");
    let words = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains(advice), "{advice:?} is missing: {said:?}");
    assert_eq!(words.matches("No verdict").count(), 1, "{said:?}");
    assert!(!words.contains("expected"), "no finding: {said:?}");
    assert!(asked <= 3, "asked {asked} times");
}

#[rstest]
fn what_is_wrong_with_a_signature_is_told_however_the_error_is_spelt(
    #[values(Named::Type, Named::TypeWithNamespace, Named::Header, Named::HeaderWithSuffix, Named::Code)]
    named: Named,
    #[values(
        (403, "InvalidSignatureException", EXPIRED, CLOCK_ADVICE),
        (400, "InvalidSignatureException", REGION, REGION_ADVICE)
    )]
    case: (u16, &str, &str, &str),
) {
    let (status, name, message, advice) = case;
    let (said, asked) = denied(named.answer(status, name, message));
    assert_told(&said, asked, advice);
    assert!(said.out.contains(name), "{said:?}");
}

#[rstest]
#[case::not_yet(403, "InvalidSignatureException", NOT_YET, CLOCK_ADVICE)]
#[case::skewed(403, "RequestTimeTooSkewed", "The difference is too large.", CLOCK_ADVICE)]
#[case::expired(400, "RequestExpired", "Request has expired.", CLOCK_ADVICE)]
#[case::expired_elsewhere(403, "SignatureDoesNotMatch", EXPIRED, CLOCK_ADVICE)]
#[case::region(403, "SignatureDoesNotMatch", REGION, REGION_ADVICE)]
#[case::service(403, "InvalidSignatureException", SERVICE, SERVICE_ADVICE)]
#[case::secret_key(403, "SignatureDoesNotMatch", MISMATCH, KEY_ADVICE)]
#[case::secret_key_in_other_words(403, "InvalidSignatureException", MISMATCH, KEY_ADVICE)]
#[case::unknown_key(
    403,
    "UnrecognizedClientException",
    "The security token is invalid.",
    "does not know the access key"
)]
#[case::token(
    403,
    "ExpiredTokenException",
    "The security token is expired",
    "the session token has expired: log in again"
)]
#[case::token_of_old(
    400,
    "ExpiredToken",
    "The security token is expired",
    "the session token has expired: log in again"
)]
fn each_error_about_the_caller_has_advice_of_its_own(
    #[case] status: u16,
    #[case] name: &str,
    #[case] message: &str,
    #[case] advice: &str,
) {
    let (said, asked) = denied(Named::Type.answer(status, name, message));
    assert_told(&said, asked, advice);
}

#[rstest]
#[case::clock(EXPIRED, CLOCK_ADVICE)]
#[case::region(REGION, REGION_ADVICE)]
fn a_message_alone_tells_as_well(#[case] message: &str, #[case] advice: &str) {
    let (said, asked) = denied(Named::Nowhere.answer(403, "", message));
    assert_told(&said, asked, advice);
}

#[test]
fn how_far_the_clocks_are_apart_is_told() {
    let answer = Named::Header.answer(403, "InvalidSignatureException", EXPIRED);
    let dated = answer.replacen("\r\n", "\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n", 1);
    let (said, asked) = denied(dated);
    assert_told(&said, asked, CLOCK_ADVICE);
    let words = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("minutes ahead of its own"), "{said:?}");
}
