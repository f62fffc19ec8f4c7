//! Takes out of all that leaves a run what must not leave it: secrets by their very text, and account ids where asked.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::contract::checksum;

/// Stands where a secret was.
const REDACTED: &str = "<redacted>";

/// Shorter texts are no secrets: their letters would be taken out of words.
const SHORTEST_SECRET: usize = 8;

/// Runs of digits; twelve of them are an account id.
static DIGITS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?-u)[0-9]+").ok());

/// Bare signatures: 64 hexadecimal digits.
static SIGNATURES: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?-u)\b[0-9a-f]{64}\b").ok());

/// What is taken out of texts.
#[derive(Debug, Clone, Default)]
pub struct Scrub {
    /// Longest first: one may be part of another.
    secrets: Vec<String>,
    has_signatures: bool,
    masks_accounts: bool,
}

impl Scrub {
    /// Takes out these secrets, as they are and as JSON and URLs spell them, and bare signatures where requests carry
    /// some.
    #[must_use]
    pub fn new(
        secrets: impl IntoIterator<Item = String>,
        has_signatures: bool,
        masks_accounts: bool,
    ) -> Self {
        let spellings =
            secrets.into_iter().filter(|secret| secret.len() >= SHORTEST_SECRET).flat_map(spellings);
        let mut secrets: Vec<String> = spellings.collect::<BTreeSet<_>>().into_iter().collect();
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        Self { secrets, has_signatures, masks_accounts }
    }

    /// Whether it leaves all texts as they are.
    fn is_idle(&self) -> bool {
        self.secrets.is_empty() && !self.has_signatures && !self.masks_accounts
    }

    /// A text without what must not leave the run.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in &self.secrets {
            if text.contains(secret.as_str()) {
                text = text.replace(secret.as_str(), REDACTED);
            }
        }
        if self.has_signatures {
            text = replaced(&SIGNATURES, &text, |_| REDACTED.to_owned());
        }
        if self.masks_accounts {
            text = replaced(&DIGITS, &text, |found| {
                let digits = &found[0];
                if digits.len() == 12 { stand_in(digits) } else { digits.to_owned() }
            });
        }
        text
    }

    /// A report, or a part of one, with every text in it scrubbed.
    #[must_use]
    pub fn whole<T: Serialize + DeserializeOwned>(&self, whole: T) -> T {
        if self.is_idle() {
            return whole;
        }
        let scrubbed = serde_json::to_value(&whole).ok().and_then(|mut value| {
            // What has nothing to take out stays as it is: a copy of a scan's report would take its room twice.
            if !self.walk(&mut value) {
                return None;
            }
            serde_json::from_value(value).ok()
        });
        // What was made from JSON's own types goes there and back; the words of an enum have neither secrets nor ids.
        scrubbed.unwrap_or(whole)
    }

    /// Whether anything in it would be taken out.
    #[must_use]
    pub fn finds(&self, whole: &impl Serialize) -> bool {
        let text = serde_json::to_string(whole).unwrap_or_default();
        !self.is_idle() && self.text(&text) != text
    }

    /// Scrubs every text, and tells whether any was another before.
    fn walk(&self, value: &mut Value) -> bool {
        match value {
            Value::String(text) => {
                let scrubbed = self.text(text);
                let differs = scrubbed != *text;
                *text = scrubbed;
                differs
            }
            Value::Array(elements) => {
                elements.iter_mut().fold(false, |differs, element| self.walk(element) | differs)
            }
            Value::Object(members) => {
                members.values_mut().fold(false, |differs, member| self.walk(member) | differs)
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => false,
        }
    }
}

/// A text, and the same in the forms that an answer may give it back in.
fn spellings(secret: String) -> impl Iterator<Item = String> {
    let solidus = secret.replace('/', "\\/");
    let encoded: String = secret
        .chars()
        .map(|character| match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '.' | '_' | '~' => character.to_string(),
            other => other.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect(),
        })
        .collect();
    [secret, solidus, encoded].into_iter()
}

fn replaced(pattern: &Option<Regex>, text: &str, by: impl Fn(&Captures<'_>) -> String) -> String {
    match pattern {
        Some(pattern) => pattern.replace_all(text, by).into_owned(),
        // Without the means to tell, nothing is shown.
        None => REDACTED.to_owned(),
    }
}

/// Twelve digits for an account id, the same ones each time. Eight of them differ: few ids of a run share a stand-in,
/// and ten thousand ids of the world do.
fn stand_in(id: &str) -> String {
    format!("9999{:08}", checksum(id.as_bytes()) % 100_000_000)
}

#[cfg(test)]
mod tests {
    use super::Scrub;

    #[test]
    fn secrets_are_taken_out_in_every_spelling() {
        let scrub = Scrub::new(["top/secret+key".to_owned(), "short".to_owned()], true, false);
        for text in ["a top/secret+key b", r"a top\/secret+key b", "a top%2Fsecret%2Bkey b"] {
            assert_eq!(scrub.text(text), "a <redacted> b");
        }
        assert_eq!(scrub.text("short"), "short");
        assert_eq!(scrub.text(&format!("sig {}", "0a".repeat(32))), "sig <redacted>");
        assert_eq!(scrub.text("account 123456789012"), "account 123456789012");
    }

    #[test]
    fn account_ids_have_stand_ins_of_their_own_that_stay() {
        let scrub = Scrub::new([], false, true);
        let (one, other) = (scrub.text("123456789012"), scrub.text("210987654321"));
        assert_eq!(one, scrub.text("123456789012"));
        assert_ne!(one, other);
        assert_eq!((one.len(), one.starts_with("9999")), (12, true));
        assert_eq!(scrub.text("1234567890123 and 12345"), "1234567890123 and 12345");
        let list = scrub.whole(vec!["arn:aws:x::123456789012:y".to_owned()]);
        assert_eq!(list, [format!("arn:aws:x::{one}:y")]);
    }
}
