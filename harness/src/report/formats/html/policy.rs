//! What a page may do: show its own style, run its own script, and nothing else.

/// The style sheet, as it stands in the page.
pub(crate) const STYLE: &str = include_str!("style.css");

/// The script, as it stands in the page.
pub(crate) const SCRIPT: &str = include_str!("script.js");

/// SHA-256 of both in base64, by which a browser knows them; a test says what they must be.
const STYLE_HASH: &str = "oTcmKyKh33B4Zoh7Gm6tqAczoMwISOMAzb/oc8fCs0k=";
const SCRIPT_HASH: &str = "hv2UNKXabkAJcBVt6TuHQ0umXf6n23EiQZn6LRdGV8c=";

/// The page's content security policy: no network, no form, no frame, no script and no style but the two above.
pub(crate) fn policy() -> String {
    format!(
        "default-src 'none'; style-src 'sha256-{STYLE_HASH}'; script-src 'sha256-{SCRIPT_HASH}'; \
         base-uri 'none'; form-action 'none'"
    )
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use sha2::{Digest as _, Sha256};

    use super::{SCRIPT, SCRIPT_HASH, STYLE, STYLE_HASH};

    /// Browsers hash what they read, in which every end of line is one character.
    fn hash(text: &str) -> String {
        STANDARD.encode(Sha256::digest(text.replace("\r\n", "\n")))
    }

    #[test]
    fn the_policy_knows_the_style_sheet_and_the_script() {
        assert_eq!((STYLE_HASH, SCRIPT_HASH), (hash(STYLE).as_str(), hash(SCRIPT).as_str()));
    }

    #[test]
    fn neither_ends_its_own_element() {
        for text in [STYLE, SCRIPT] {
            assert!(!text.contains("</") && !text.contains("<!--"));
        }
    }
}
