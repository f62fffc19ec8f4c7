//! The head of an answer: status line and header section, and what they say about the body.

use crate::message::WireFault;

/// 64 KiB: eight times what common servers accept as the header section of a request.
pub(in crate::send) const MAX_HEAD_BYTES: usize = 64 * 1024;

/// More header lines than any gateway adds.
const MAX_HEADER_LINES: usize = 256;

/// Enough of foreign bytes to recognise the protocol or the page.
pub(in crate::send) const QUOTED_BYTES: usize = 24;

/// Longer than any registered reason phrase.
const MAX_REASON_BYTES: usize = 80;

/// How the bytes of every HTTP/1.x answer begin.
const PREFIX: &[u8] = b"HTTP/1.";

/// A parsed head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::send) struct Head {
    pub(in crate::send) status: u16,
    /// Whether the answer is HTTP/1.1, and not 1.0.
    pub(in crate::send) is_1_1: bool,
    /// Names in lower case, values without the white space around them, in order of arrival.
    pub(in crate::send) headers: Vec<(String, Vec<u8>)>,
}

/// How the end of an answer's body is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::send) enum BodyEnd {
    /// By its length; zero where there is no body at all.
    Length(u64),
    /// By the last chunk.
    LastChunk,
    /// By the end of the connection.
    Close,
}

/// Whether a byte may stand in a header name or a method (RFC 9110, section 5.6.2).
pub(in crate::send) fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// Whether the first bytes of an answer cannot become HTTP/1.x, told before waiting for a line end that never comes.
pub(in crate::send) fn is_foreign(bytes: &[u8]) -> bool {
    let seen = bytes.len().min(PREFIX.len());
    bytes[..seen] != PREFIX[..seen]
}

/// What foreign bytes look like, for a reader.
pub(in crate::send) fn describe_foreign(bytes: &[u8]) -> String {
    // 0x15 and 0x16 begin the alert and handshake records of TLS, with 0x03 for their version.
    if bytes.starts_with(&[0x15, 0x03]) || bytes.starts_with(&[0x16, 0x03]) {
        return "it is TLS; an https URL may be meant".to_owned();
    }
    if is_http2(bytes) {
        return "it is HTTP/2, and only HTTP/1.1 is spoken here".to_owned();
    }
    format!("it begins with \"{}\"", bytes[..bytes.len().min(QUOTED_BYTES)].escape_ascii())
}

/// Whether bytes begin with a frame of HTTP/2 for a whole connection: the settings that a server begins with, or the frame
/// that sends a caller away (RFC 9113, sections 4.1, 6.5 and 6.8).
fn is_http2(bytes: &[u8]) -> bool {
    matches!(bytes, [0, 0, _, 4 | 7, _, 0, 0, 0, 0, ..])
}

/// The length of the head at the start of `bytes`, if its blank line has come. Nothing before `from` is searched again.
pub(in crate::send) fn find_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    while let Some(line_end) = bytes[at..].iter().position(|byte| *byte == b'\n').map(|found| found + at) {
        let before = &bytes[..line_end];
        let before = before.strip_suffix(b"\r").unwrap_or(before);
        if before.ends_with(b"\n") {
            return Some(line_end + 1);
        }
        at = line_end + 1;
    }
    None
}

/// Reads a whole head, blank line included. The error says what is wrong with it.
pub(in crate::send) fn parse(head: &[u8]) -> Result<Head, String> {
    let mut lines = head.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let (is_1_1, status) = parse_status_line(lines.next().unwrap_or_default())?;
    let mut headers = Vec::new();
    for line in lines.take_while(|line| !line.is_empty()) {
        if headers.len() == MAX_HEADER_LINES {
            return Err(format!("more than {MAX_HEADER_LINES} header lines"));
        }
        headers.push(parse_header_line(line)?);
    }
    Ok(Head { status, is_1_1, headers })
}

/// Status and reason of the head that `bytes` begin with. The error says what is wrong with it.
pub(in crate::send) fn status_line(bytes: &[u8]) -> Result<(u16, String), String> {
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default().trim_ascii_end();
    let (_, status) = parse_status_line(line)?;
    let reason = line.splitn(3, |byte| *byte == b' ').nth(2).unwrap_or_default();
    Ok((status, reason[..reason.len().min(MAX_REASON_BYTES)].escape_ascii().to_string()))
}

fn parse_status_line(line: &[u8]) -> Result<(bool, u16), String> {
    let bad = || format!("bad status line \"{}\"", line[..line.len().min(40)].escape_ascii());
    let rest = line.strip_prefix(PREFIX).ok_or_else(bad)?;
    let (is_1_1, rest) = match rest {
        [b'0', b' ', rest @ ..] => (false, rest),
        [b'1', b' ', rest @ ..] => (true, rest),
        _ => return Err(bad()),
    };
    match rest {
        // The reason phrase says nothing to a machine, and some servers leave its space out.
        [a @ b'1'..=b'9', b @ b'0'..=b'9', c @ b'0'..=b'9']
        | [a @ b'1'..=b'9', b @ b'0'..=b'9', c @ b'0'..=b'9', b' ', ..] => {
            let digit = |byte: u8| u16::from(byte - b'0');
            Ok((is_1_1, digit(*a) * 100 + digit(*b) * 10 + digit(*c)))
        }
        _ => Err(bad()),
    }
}

fn parse_header_line(line: &[u8]) -> Result<(String, Vec<u8>), String> {
    let bad = || format!("bad header line \"{}\"", line[..line.len().min(40)].escape_ascii());
    let colon = line.iter().position(|byte| *byte == b':').ok_or_else(bad)?;
    let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
    let is_clean = |byte: &u8| !byte.is_ascii_control() || *byte == b'\t';
    if name.is_empty() || !name.iter().copied().all(is_token_byte) || !value.iter().all(is_clean) {
        return Err(bad());
    }
    let name = name.iter().map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    Ok((name, value.to_vec()))
}

impl Head {
    /// How the body of this answer to a request with `method` ends (RFC 9112, section 6.3).
    pub(in crate::send) fn body_end(&self, method: &str) -> Result<BodyEnd, String> {
        let no_body = matches!(self.status, 100..=199 | 204 | 304)
            || method == "HEAD"
            || (method == "CONNECT" && (200..300).contains(&self.status));
        if no_body {
            return Ok(BodyEnd::Length(0));
        }
        if let Some(last) = self.tokens("transfer-encoding").last() {
            let is_chunked = last.eq_ignore_ascii_case(b"chunked");
            return Ok(if is_chunked { BodyEnd::LastChunk } else { BodyEnd::Close });
        }
        let mut length = None;
        for (_, value) in self.headers.iter().filter(|(name, _)| name == "content-length") {
            for text in value.split(|byte| *byte == b',').map(<[u8]>::trim_ascii) {
                let number = parse_length(text)?;
                if length.replace(number).is_some_and(|earlier| earlier != number) {
                    return Err(WireFault::TWO_LENGTHS.to_owned());
                }
            }
        }
        Ok(length.map_or(BodyEnd::Close, BodyEnd::Length))
    }

    /// Whether the server lets the connection live on after this answer to a request with `method`.
    pub(in crate::send) fn keeps_connection(&self, method: &str) -> bool {
        let says = |word: &[u8]| self.tokens("connection").any(|token| token.eq_ignore_ascii_case(word));
        let has = |wanted: &str| self.headers.iter().any(|(name, _)| name == wanted);
        // Two ways to tell the end of one body are how requests get smuggled: such a connection is not used again.
        let is_ambiguous = has("transfer-encoding") && (has("content-length") || !self.is_1_1);
        let leaves_http = self.status == 101 || method == "CONNECT";
        let wants = if self.is_1_1 { !says(b"close") } else { says(b"keep-alive") };
        wants && !is_ambiguous && !leaves_http
    }

    /// The comma-separated members of all headers `name`.
    fn tokens<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        let values = self.headers.iter().filter(move |(own, _)| own == name);
        values
            .flat_map(|(_, value)| value.split(|byte| *byte == b','))
            .map(<[u8]>::trim_ascii)
            .filter(|token| !token.is_empty())
    }
}

fn parse_length(text: &[u8]) -> Result<u64, String> {
    let digits = std::str::from_utf8(text).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    digits
        .and_then(|digits| digits.parse().ok())
        .ok_or_else(|| format!("bad content-length \"{}\"", text[..text.len().min(24)].escape_ascii()))
}
