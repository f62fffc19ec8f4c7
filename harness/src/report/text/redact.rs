//! Secrets never leave: neither by their header nor by their form.

use std::sync::LazyLock;

use regex::Regex;

/// Parts of the names of headers whose values are secrets, whatever they look like.
const SECRET_NAMES: [&str; 9] = [
    "authorization",
    "token",
    "cookie",
    "api-key",
    "apikey",
    "secret",
    "password",
    "credential",
    "signature",
];

/// Stands where a secret was.
pub(crate) const REDACTED: &str = "<redacted>";

/// Forms of secrets wherever they stand: AWS access key ids, parts of signatures and presigned URLs, bearer tokens.
///
/// In ASCII, because the Unicode classes of the engine are there only when another package of the build asks for them.
static SECRET_FORMS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x-u)
        \b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}\b
        | (?i:\b(?:signature|credential|x-amz-signature|x-amz-credential|x-amz-security-token)=)(?u:[^\t\n\r\x20,&])+
        | (?i:\bbearer\s+)[A-Za-z0-9._~+/-]{16,}=*
        ",
    )
    .ok()
});

/// A header's value, or a placeholder when it is a secret.
#[must_use]
pub fn redacted_header(name: &str, value: &str) -> String {
    if is_secret_name(name) { REDACTED.to_owned() } else { text(value) }
}

/// Whether the values of headers with this name are secrets.
#[must_use]
pub fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRET_NAMES.iter().any(|secret| name.contains(secret))
}

/// Text with everything that has the form of a secret replaced.
pub(crate) fn text(text: &str) -> String {
    match &*SECRET_FORMS {
        Some(forms) => forms.replace_all(text, REDACTED).into_owned(),
        // Without the means to tell, nothing is shown.
        None => REDACTED.to_owned(),
    }
}

/// The same for bytes that are no text: each byte is taken for one character, so that nothing else changes.
pub(crate) fn bytes(bytes: &[u8]) -> Vec<u8> {
    let characters: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    text(&characters).chars().filter_map(|character| u8::try_from(u32::from(character)).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::{bytes, redacted_header as header, text};

    #[test]
    fn secrets_are_known_by_header_and_by_form() {
        assert_eq!(header("Authorization", "anything"), "<redacted>");
        assert_eq!(header("content-type", "application/json"), "application/json");
        let signed =
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1, Signature=abcdef0123";
        assert_eq!(text(signed), "AWS4-HMAC-SHA256 <redacted>, <redacted>");
        assert_eq!(text("key AKIAIOSFODNN7EXAMPLE in a body"), "key <redacted> in a body");
    }

    #[test]
    fn bytes_that_are_no_text_keep_all_but_their_secrets() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(bytes(&all), all);
        assert_eq!(bytes(b"\xff AKIAIOSFODNN7EXAMPLE \xfe"), b"\xff <redacted> \xfe");
    }

    #[test]
    fn what_is_no_secret_stays() {
        let body = r#"{"accountIds":["123456789012"],"EntityId":"prod-akia1234567890abcd"}"#;
        assert_eq!(text(body), body);
    }
}
