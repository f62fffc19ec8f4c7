//! Content codings: what a request allows, what an answer says was done to its body, and how that is undone.

use std::borrow::Cow;
use std::io::Read;

use bytes::Bytes;
use flate2::read::{MultiGzDecoder, ZlibDecoder};

use super::{Answer, Request};

/// Decoded bodies are read up to 4 MiB: a few bytes on the wire may be more than any machine holds.
pub const MAX_DECODED_BYTES: usize = 4 * 1024 * 1024;
/// Nobody applies more codings to one body.
const MAX_CODINGS: usize = 4;
/// What the decoder of br holds at a time.
const BROTLI_BUFFER: usize = 4 * 1024;

/// The body of an answer, as its Content-Encoding makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Coded {
    /// Nothing was done to it, or there is nothing in it.
    Plain,
    /// What it was before it was coded.
    Decoded(Bytes),
    /// It is in a coding that no Content-Encoding names.
    Unlabelled(&'static str, Bytes),
    /// It is in a coding that the harness cannot undo.
    Unknown(String),
    /// It is not in the coding that Content-Encoding names.
    Mislabelled(String),
    /// Content-Encoding names a coding more often than it was applied; what it was before.
    NamedTwice(String, Bytes),
    /// Decoded it is larger than the harness reads.
    TooLarge,
}

impl Coded {
    /// Reads the body of an answer.
    #[must_use]
    pub fn of(answer: &Answer) -> Self {
        let body = &answer.body;
        if body.is_empty() || answer.is_cut {
            return Self::Plain;
        }
        let codings = answer.codings();
        if codings.is_empty() {
            return unlabelled(body);
        }
        if let Some(last) = codings.last().filter(|last| is_known(last) && is_bare_text(body)) {
            return Self::Mislabelled(last.clone());
        }
        match decode(body, &codings) {
            Self::Mislabelled(coding) => named_twice(body, &codings).unwrap_or(Self::Mislabelled(coding)),
            coded => coded,
        }
    }

    /// The content of an answer that was read so: decoded where it can be, else as it came.
    #[must_use]
    pub fn content<'a>(&'a self, answer: &'a Answer) -> &'a [u8] {
        match self {
            Self::Decoded(bytes) | Self::Unlabelled(_, bytes) | Self::NamedTwice(_, bytes) => bytes,
            Self::Plain | Self::Unknown(_) | Self::Mislabelled(_) | Self::TooLarge => &answer.body,
        }
    }
}

impl Answer {
    /// The codings that Content-Encoding names, in the order in which they were applied and under their usual names.
    #[must_use]
    pub fn codings(&self) -> Vec<String> {
        let fields = self.headers.iter().filter(|(name, _)| name == "content-encoding");
        let values = fields.map(|(_, value)| String::from_utf8_lossy(value).to_ascii_lowercase());
        let mut codings = Vec::new();
        for value in values {
            let named = value.split(',').map(str::trim).filter(|coding| !["", "identity"].contains(coding));
            codings.extend(named.map(|coding| if coding == "x-gzip" { "gzip" } else { coding }.to_owned()));
        }
        codings
    }

    /// The body without its codings, where they can be undone; else as it came.
    #[must_use]
    pub fn content(&self) -> Cow<'_, [u8]> {
        match Coded::of(self) {
            Coded::Decoded(bytes) | Coded::Unlabelled(_, bytes) | Coded::NamedTwice(_, bytes) => {
                Cow::Owned(bytes.into())
            }
            Coded::Plain | Coded::Unknown(_) | Coded::Mislabelled(_) | Coded::TooLarge => {
                Cow::Borrowed(&self.body)
            }
        }
    }
}

impl Request {
    /// Whether its Accept-Encoding allows an answer in this coding; nothing where it has no such field.
    ///
    /// `identity` stands for no coding at all. What the field does not name is allowed only if it is no coding.
    #[must_use]
    pub fn allows_coding(&self, coding: &str) -> Option<bool> {
        let is_field = |name: &str| name.eq_ignore_ascii_case("accept-encoding");
        let mut fields = self.headers.iter().filter(|(name, _)| is_field(name)).peekable();
        fields.peek()?;
        let mut named = None;
        let mut others = None;
        for member in fields.flat_map(|(_, value)| value.split(',')) {
            let mut parts = member.split(';').map(str::trim);
            let name = parts.next().unwrap_or_default().to_ascii_lowercase();
            let is_refused = parts.any(is_zero);
            if name == coding || (coding == "gzip" && name == "x-gzip") {
                named = Some(!is_refused);
            } else if name == "*" {
                others = Some(!is_refused);
            }
        }
        Some(named.or(others).unwrap_or(coding == "identity"))
    }
}

/// Whether a parameter is a quality of nought.
fn is_zero(parameter: &str) -> bool {
    let value = parameter.split_once('=').filter(|(name, _)| name.trim().eq_ignore_ascii_case("q"));
    value.is_some_and(|(_, value)| value.trim().parse::<f32>().is_ok_and(|quality| quality <= 0.0))
}

/// Whether it is known what a coding makes of a body, be it that it cannot be undone here.
fn is_known(coding: &str) -> bool {
    ["gzip", "deflate", "br", "zstd", "compress"].contains(&coding)
}

/// Whether bytes look like a JSON object that nothing was done to: no coded body is text from brace to brace.
fn is_bare_text(body: &[u8]) -> bool {
    let text = body.trim_ascii();
    text.starts_with(b"{") && text.ends_with(b"}") && std::str::from_utf8(text).is_ok()
}

/// A coding shows by its first bytes, with which no JSON text begins.
fn unlabelled(body: &[u8]) -> Coded {
    let coding = match body {
        [0x1f, 0x8b, ..] => "gzip",
        // The header of zlib is a multiple of 31.
        [0x78, second, ..] if (0x7800 + u32::from(*second)).is_multiple_of(31) => "deflate",
        _ => return Coded::Plain,
    };
    match undo(coding, body) {
        Coded::Decoded(bytes) => Coded::Unlabelled(coding, bytes),
        _ => Coded::Plain,
    }
}

/// What a body is without its codings, each taken once; nothing where that does not help.
fn named_twice(body: &[u8], codings: &[String]) -> Option<Coded> {
    let mut once = codings.to_vec();
    once.dedup();
    let twice = codings.windows(2).find(|pair| pair[0] == pair[1])?;
    match decode(body, &once) {
        Coded::Decoded(bytes) => Some(Coded::NamedTwice(twice[0].clone(), bytes)),
        _ => None,
    }
}

/// Undoes codings, the last one first.
fn decode(body: &[u8], codings: &[String]) -> Coded {
    if codings.len() > MAX_CODINGS {
        return Coded::Unknown(codings.join(", "));
    }
    let mut content: Cow<'_, [u8]> = Cow::Borrowed(body);
    for coding in codings.iter().rev() {
        match undo(coding, &content) {
            Coded::Decoded(bytes) => content = Cow::Owned(bytes.into()),
            other => return other,
        }
    }
    Coded::Decoded(content.into_owned().into())
}

fn undo(coding: &str, body: &[u8]) -> Coded {
    let read = match coding {
        "gzip" => bounded(MultiGzDecoder::new(body)),
        // The name stands for the zlib format (RFC 9110, 8.4.1.2), whose frame some servers leave out.
        "deflate" => bounded(ZlibDecoder::new(body)),
        "br" => bounded(brotli_decompressor::Decompressor::new(body, BROTLI_BUFFER)),
        other => return Coded::Unknown(other.to_owned()),
    };
    match read {
        Ok(content) if content.len() > MAX_DECODED_BYTES => Coded::TooLarge,
        Ok(content) => Coded::Decoded(content.into()),
        Err(_) => Coded::Mislabelled(coding.to_owned()),
    }
}

/// Reads to the end, or one byte beyond what is read at most.
fn bounded(decoder: impl Read) -> std::io::Result<Vec<u8>> {
    let mut content = Vec::new();
    decoder.take(MAX_DECODED_BYTES as u64 + 1).read_to_end(&mut content)?;
    Ok(content)
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};

    use flate2::Compression;
    use flate2::read::GzEncoder;
    use flate2::write::{DeflateEncoder, ZlibEncoder};

    use super::{Coded, MAX_DECODED_BYTES};
    use crate::message::{Answer, Body, Credentials, Request};

    const TEXT: &[u8] = br#"{"accounts":[],"failedAccounts":[]}"#;
    /// [`TEXT`] as the reference encoder of br writes it without compressing.
    const BROTLI: &[u8] = b"\x0b\x11\x80{\"accounts\":[],\"failedAccounts\":[]}\x03";

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut coded = Vec::new();
        GzEncoder::new(text, Compression::fast()).read_to_end(&mut coded).expect("memory");
        coded
    }

    fn zlib(text: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text).and_then(|()| encoder.finish()).expect("memory")
    }

    fn raw(text: &[u8]) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text).and_then(|()| encoder.finish()).expect("memory")
    }

    fn answer(labels: &[&str], body: impl Into<Vec<u8>>) -> Answer {
        let headers =
            labels.iter().map(|label| ("content-encoding".to_owned(), label.as_bytes().to_vec())).collect();
        Answer { status: 200, headers, body: body.into().into(), is_cut: false }
    }

    fn of(labels: &[&str], body: impl Into<Vec<u8>>) -> Coded {
        Coded::of(&answer(labels, body))
    }

    #[test]
    fn every_coding_is_undone_in_the_order_in_which_it_was_applied() {
        let text = || Coded::Decoded(TEXT.into());
        assert_eq!(of(&["gzip"], gzip(TEXT)), text());
        assert_eq!(of(&["X-GZip"], gzip(TEXT)), text());
        assert_eq!(of(&["deflate"], zlib(TEXT)), text());
        assert_eq!(of(&["br"], BROTLI), text());
        assert_eq!(of(&["deflate, gzip"], gzip(&zlib(TEXT))), text());
        assert_eq!(of(&["deflate", "identity", "gzip"], gzip(&zlib(TEXT))), text());
        assert_eq!(of(&["gzip, gzip"], gzip(&gzip(TEXT))), text());
    }

    #[test]
    fn what_is_not_as_it_says_is_told() {
        assert_eq!(of(&["deflate"], raw(TEXT)), Coded::Mislabelled("deflate".to_owned()));
        assert_eq!(of(&[], TEXT), Coded::Plain);
        assert_eq!(of(&["identity"], TEXT), Coded::Plain);
        assert_eq!(of(&["gzip"], ""), Coded::Plain);
        assert_eq!(of(&[], gzip(TEXT)), Coded::Unlabelled("gzip", TEXT.into()));
        assert_eq!(of(&[], zlib(TEXT)), Coded::Unlabelled("deflate", TEXT.into()));
        assert_eq!(of(&["zstd"], "(\u{b5}/"), Coded::Unknown("zstd".to_owned()));
        for coding in ["gzip", "deflate", "br", "zstd"] {
            assert_eq!(of(&[coding], TEXT), Coded::Mislabelled(coding.to_owned()));
        }
        assert_eq!(of(&["gzip, gzip"], gzip(TEXT)), Coded::NamedTwice("gzip".to_owned(), TEXT.into()));
        assert_eq!(of(&["gzip"], &gzip(TEXT)[..20]), Coded::Mislabelled("gzip".to_owned()));
    }

    #[test]
    fn a_body_that_grows_beyond_all_bounds_is_not_read_to_its_end() {
        let bomb = gzip(&vec![b' '; 16 * MAX_DECODED_BYTES]);
        assert!(bomb.len() < MAX_DECODED_BYTES / 4);
        assert_eq!(of(&["gzip"], bomb), Coded::TooLarge);
        assert_eq!(of(&["gzip, gzip, gzip, gzip, gzip"], TEXT), Coded::Mislabelled("gzip".to_owned()));
        let many = of(&["gzip, gzip, gzip, gzip, gzip"], gzip(TEXT));
        assert_eq!(many, Coded::Unknown("gzip, gzip, gzip, gzip, gzip".to_owned()));
    }

    #[test]
    fn a_request_allows_what_it_names_and_no_coding_at_all() {
        let asking = |values: &[&str]| Request {
            method: "POST".into(),
            path: "/".into(),
            headers: values
                .iter()
                .map(|value| ("Accept-Encoding".into(), (*value).to_owned().into()))
                .collect(),
            body: Body::of(""),
            credentials: Credentials::Own,
            writing: crate::message::Writing::default(),
        };
        assert_eq!(asking(&[]).allows_coding("gzip"), None);
        for (values, gzip, br, identity) in [
            (&["gzip"][..], true, false, true),
            (&["x-gzip"], true, false, true),
            (&["GZIP;Q=0.5"], true, false, true),
            (&["gzip;q=0"], false, false, true),
            (&["gzip ; q = 0.000"], false, false, true),
            (&["br", "gzip;q=0"], false, true, true),
            (&[""], false, false, true),
            (&["identity"], false, false, true),
            (&["notgzip"], false, false, true),
            (&["*"], true, true, true),
            (&["*;q=0"], false, false, false),
            (&["gzip, *;q=0"], true, false, false),
            (&["identity;q=0"], false, false, false),
            (&["identity, *;q=0"], false, false, true),
        ] {
            let request = asking(values);
            let allows = ["gzip", "br", "identity"].map(|coding| request.allows_coding(coding));
            assert_eq!(allows, [Some(gzip), Some(br), Some(identity)], "{values:?}");
        }
    }
}
