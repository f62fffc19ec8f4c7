//! Bytes as text of 64 letters (RFC 4648, section 4), for forms that hold text only.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true);

/// With padding.
const PADDED: GeneralPurpose = GeneralPurpose::new(&STANDARD, LENIENT);

/// Without padding.
const BARE: GeneralPurpose =
    GeneralPurpose::new(&STANDARD, LENIENT.with_decode_padding_mode(DecodePaddingMode::RequireNone));

/// `bytes` as base64 with padding.
#[must_use]
pub fn to_base64(bytes: &[u8]) -> String {
    PADDED.encode(bytes)
}

/// The bytes that base64 stands for, with or without padding; `None` when the text is no base64. White space does not
/// count.
#[must_use]
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    let letters: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    if letters.ends_with(b"=") { PADDED.decode(letters).ok() } else { BARE.decode(letters).ok() }
}

/// How many bytes base64 with its padding stands for; `None` when the text is none.
#[must_use]
pub fn base64_length(text: &str) -> Option<usize> {
    PADDED.decode(text).ok().map(|bytes| bytes.len())
}

#[cfg(test)]
mod tests {
    use super::{base64_length, from_base64, to_base64};

    #[test]
    fn bytes_come_back() {
        // The examples of RFC 4648, section 10.
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(to_base64(bytes.as_bytes()), text);
            assert_eq!(from_base64(text).as_deref(), Some(bytes.as_bytes()));
            assert_eq!(from_base64(text.trim_end_matches('=')).as_deref(), Some(bytes.as_bytes()));
        }
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(from_base64(&to_base64(&all)), Some(all));
        assert_eq!(from_base64("Zm9v\nYmFy").as_deref(), Some(&b"foobar"[..]));
    }

    #[test]
    fn what_is_no_base64_is_refused() {
        for text in ["Z", "Zg=", "Zg===", "====", "Z-9v", "Zm=9"] {
            assert_eq!(from_base64(text), None, "{text}");
        }
        assert_eq!(["Zm8=", "Zm8", "Zm 8=", "Zm9="].map(base64_length), [Some(2), None, None, Some(2)]);
    }
}
