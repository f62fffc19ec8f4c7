//! RFC 8259 in one pass, without recursion.

use std::fmt;

use super::value::{Kind, Value};

/// More nodes than this are not read: 16 bytes each, so that no answer costs more than about 8 MiB beside its text.
const MAX_NODES: usize = 500_000;

/// One JSON text, parsed: a flat list of nodes in the order of the text.
#[derive(Debug, Clone)]
pub struct Document<'t> {
    pub(super) text: &'t str,
    pub(super) nodes: Vec<Node>,
    byte_order_mark: bool,
    depth: u32,
    lone_surrogate: bool,
}

/// A node: where it stands in the text and where the node after its subtree is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) next: u32,
    pub(super) kind: Kind,
    /// For strings: holds an escape sequence, so that the text between the quotes is not the value.
    pub(super) escaped: bool,
    /// For strings: holds `\uD800` to `\uDFFF` without its partner, so that no Unicode text equals the value.
    pub(super) lone_surrogate: bool,
}

/// Why bytes are not one JSON text, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxFault {
    /// Offset in bytes of the place that breaks the grammar.
    pub at: usize,
    /// What the grammar wants there.
    pub what: &'static str,
}

/// What is no fault of the text.
const TOO_MANY: &str = "more values than the harness reads";
const TOO_LONG: &str = "a text larger than the harness reads";

impl SyntaxFault {
    /// Whether the text may be JSON all the same, and was only not read on.
    #[must_use]
    pub fn is_own_limit(&self) -> bool {
        matches!(self.what, TOO_MANY | TOO_LONG)
    }
}

impl fmt::Display for SyntaxFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.what, self.at)
    }
}

impl<'t> Document<'t> {
    /// Reads exactly one JSON text (RFC 8259, any top-level value).
    ///
    /// A leading byte order mark is skipped and remembered: the grammar has none, and receivers may ignore it.
    ///
    /// # Errors
    /// The first place where the bytes leave the grammar or are not UTF-8.
    pub fn parse(bytes: &'t [u8]) -> Result<Self, SyntaxFault> {
        let text = std::str::from_utf8(bytes)
            .map_err(|e| SyntaxFault { at: e.valid_up_to(), what: "bytes that are not UTF-8" })?;
        if u32::try_from(bytes.len()).is_err() {
            return Err(SyntaxFault { at: 0, what: TOO_LONG });
        }
        let byte_order_mark = text.starts_with('\u{feff}');
        let mut reader = Reader {
            bytes,
            at: if byte_order_mark { '\u{feff}'.len_utf8() } else { 0 },
            nodes: Vec::with_capacity(likely_nodes(bytes).min(MAX_NODES)),
            open: Vec::new(),
            depth: 0,
            lone_surrogate: false,
        };
        reader.read()?;
        let Reader { nodes, depth, lone_surrogate, .. } = reader;
        Ok(Self { text, nodes, byte_order_mark, depth, lone_surrogate })
    }

    /// How many bytes reading a text takes beside the text, at most.
    pub(crate) fn room(bytes: &[u8]) -> usize {
        likely_nodes(bytes).min(MAX_NODES) * size_of::<Node>()
    }

    /// The top-level value.
    #[must_use]
    pub fn root(&self) -> Value<'_> {
        Value::new(self, 0)
    }

    /// Whether the text began with a byte order mark.
    #[must_use]
    pub fn has_byte_order_mark(&self) -> bool {
        self.byte_order_mark
    }

    /// The deepest nesting of arrays and objects; 0 for a scalar.
    #[must_use]
    pub fn depth(&self) -> u32 {
        self.depth
    }

    /// Whether any string holds a surrogate escape without its partner.
    #[must_use]
    pub fn has_lone_surrogate(&self) -> bool {
        self.lone_surrogate
    }
}

/// Texts above this are looked through first: making room step by step would take up to twice as much.
const LONG_BYTES: usize = 64 * 1024;

/// Room for the nodes of a text: a guess for short ones; for long ones as many as there can be at most, since every node
/// but the first follows a bracket, a comma or a colon.
fn likely_nodes(bytes: &[u8]) -> usize {
    if bytes.len() <= LONG_BYTES {
        return bytes.len() / 12 + 4;
    }
    1 + bytes.iter().filter(|byte| matches!(byte, b'{' | b'[' | b',' | b':')).count()
}

struct Reader<'t> {
    bytes: &'t [u8],
    at: usize,
    nodes: Vec<Node>,
    /// Indices of the arrays and objects that are still open.
    open: Vec<u32>,
    depth: u32,
    lone_surrogate: bool,
}

/// What may stand next.
#[derive(Clone, Copy, PartialEq)]
enum Expect {
    Value,
    ValueOrClose,
    KeyOrClose,
    Key,
    CommaOrClose,
    End,
}

impl Reader<'_> {
    fn read(&mut self) -> Result<(), SyntaxFault> {
        let mut expect = Expect::Value;
        loop {
            self.skip_space();
            let Some(&byte) = self.bytes.get(self.at) else {
                return if expect == Expect::End {
                    Ok(())
                } else {
                    Err(self.fault("the text ends too early"))
                };
            };
            expect = match (expect, byte) {
                (Expect::End, _) => return Err(self.fault("something follows the end of the JSON text")),
                (Expect::ValueOrClose, b']') | (Expect::KeyOrClose, b'}') => self.close(),
                (Expect::CommaOrClose, b']' | b'}') if self.closes(byte) => self.close(),
                (Expect::CommaOrClose, b',') => {
                    self.at += 1;
                    if self.in_object() { Expect::Key } else { Expect::Value }
                }
                (Expect::CommaOrClose, _) => {
                    return Err(self.fault("a comma or the closing bracket is missing"));
                }
                (Expect::Key | Expect::KeyOrClose, b'"') => {
                    self.string()?;
                    self.skip_space();
                    if self.bytes.get(self.at) != Some(&b':') {
                        return Err(self.fault("a colon is missing after a member name"));
                    }
                    self.at += 1;
                    Expect::Value
                }
                (Expect::Key | Expect::KeyOrClose, _) => {
                    return Err(self.fault("a member name in double quotes is missing"));
                }
                (Expect::Value | Expect::ValueOrClose, _) => self.value(byte)?,
            };
        }
    }

    fn value(&mut self, first: u8) -> Result<Expect, SyntaxFault> {
        match first {
            b'{' => return self.open(Kind::Object, Expect::KeyOrClose),
            b'[' => return self.open(Kind::Array, Expect::ValueOrClose),
            b'"' => self.string()?,
            b'-' | b'0'..=b'9' => self.number()?,
            b't' => self.word(b"true", Kind::True)?,
            b'f' => self.word(b"false", Kind::False)?,
            b'n' => self.word(b"null", Kind::Null)?,
            _ => return Err(self.fault("no JSON value begins so")),
        }
        Ok(self.after_value())
    }

    fn open(&mut self, kind: Kind, then: Expect) -> Result<Expect, SyntaxFault> {
        let index = self.push(kind, self.at, self.at + 1, false, false)?;
        self.open.push(index);
        self.depth = self.depth.max(u32::try_from(self.open.len()).unwrap_or(u32::MAX));
        self.at += 1;
        Ok(then)
    }

    fn close(&mut self) -> Expect {
        self.at += 1;
        let end = self.nodes.len();
        if let Some(node) = self.open.pop().and_then(|index| self.nodes.get_mut(index as usize)) {
            node.end = narrow(self.at);
            node.next = narrow(end);
        }
        self.after_value()
    }

    fn after_value(&self) -> Expect {
        if self.open.is_empty() { Expect::End } else { Expect::CommaOrClose }
    }

    fn innermost(&self) -> Option<Kind> {
        self.open.last().and_then(|&index| self.nodes.get(index as usize)).map(|node| node.kind)
    }

    fn in_object(&self) -> bool {
        self.innermost() == Some(Kind::Object)
    }

    fn closes(&self, byte: u8) -> bool {
        self.in_object() == (byte == b'}')
    }

    fn push(
        &mut self,
        kind: Kind,
        start: usize,
        end: usize,
        escaped: bool,
        lone: bool,
    ) -> Result<u32, SyntaxFault> {
        if self.nodes.len() >= MAX_NODES {
            return Err(self.fault(TOO_MANY));
        }
        if self.nodes.len() == self.nodes.capacity() {
            // Doubled without this bound, the last step would take room for nearly twice as many.
            self.nodes.reserve_exact(self.nodes.len().max(4).min(MAX_NODES - self.nodes.len()));
        }
        let index = narrow(self.nodes.len());
        self.nodes.push(Node {
            start: narrow(start),
            end: narrow(end),
            next: index + 1,
            kind,
            escaped,
            lone_surrogate: lone,
        });
        Ok(index)
    }

    fn skip_space(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn word(&mut self, word: &[u8], kind: Kind) -> Result<(), SyntaxFault> {
        if !self.bytes[self.at..].starts_with(word) {
            return Err(self.fault("no JSON value begins so"));
        }
        self.push(kind, self.at, self.at + word.len(), false, false)?;
        self.at += word.len();
        Ok(())
    }

    fn digits(&mut self) -> Result<(), SyntaxFault> {
        let start = self.at;
        while matches!(self.bytes.get(self.at), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start { Err(self.fault("a digit is missing in a number")) } else { Ok(()) }
    }

    fn number(&mut self) -> Result<(), SyntaxFault> {
        let start = self.at;
        if self.bytes[self.at] == b'-' {
            self.at += 1;
        }
        if self.bytes.get(self.at) == Some(&b'0') {
            self.at += 1;
            if matches!(self.bytes.get(self.at), Some(b'0'..=b'9')) {
                return Err(self.fault("a number has a leading zero"));
            }
        } else {
            self.digits()?;
        }
        if self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.bytes.get(self.at), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.bytes.get(self.at), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        self.push(Kind::Number, start, self.at, false, false)?;
        Ok(())
    }

    fn string(&mut self) -> Result<(), SyntaxFault> {
        let start = self.at;
        let (mut escaped, mut lone) = (false, false);
        self.at += 1;
        loop {
            match self.bytes.get(self.at) {
                None => return Err(self.fault("a string is not closed")),
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    lone |= self.escape()?;
                }
                Some(0..=0x1f) => return Err(self.fault("a control character stands unescaped in a string")),
                Some(_) => self.at += 1,
            }
        }
        self.at += 1;
        self.lone_surrogate |= lone;
        self.push(Kind::String, start, self.at, escaped, lone)?;
        Ok(())
    }

    /// Passes one escape sequence; true when it is a surrogate without its partner.
    fn escape(&mut self) -> Result<bool, SyntaxFault> {
        match self.bytes.get(self.at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                self.at += 2;
                Ok(false)
            }
            Some(b'u') => {
                let unit = self.unit(self.at)?;
                self.at += 6;
                match unit {
                    0xD800..=0xDBFF => {
                        let low = self.unit(self.at).ok().filter(|low| (0xDC00..=0xDFFF).contains(low));
                        if low.is_some() {
                            self.at += 6;
                        }
                        Ok(low.is_none())
                    }
                    0xDC00..=0xDFFF => Ok(true),
                    _ => Ok(false),
                }
            }
            _ => Err(self.fault("an escape sequence that JSON does not have")),
        }
    }

    /// The code unit of the `\uXXXX` at `at`.
    fn unit(&self, at: usize) -> Result<u16, SyntaxFault> {
        let fault = SyntaxFault { at, what: "an escape sequence needs four hexadecimal digits" };
        let Some([b'\\', b'u', digits @ ..]) = self.bytes.get(at..at + 6) else {
            return Err(fault);
        };
        digits.iter().try_fold(0u16, |unit, &digit| {
            let value = (digit as char).to_digit(16).ok_or_else(|| fault.clone())?;
            Ok(unit << 4 | u16::try_from(value).unwrap_or_default())
        })
    }

    fn fault(&self, what: &'static str) -> SyntaxFault {
        SyntaxFault { at: self.at, what }
    }
}

/// Offsets fit: `parse` refuses texts of 4 GiB and more.
fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}
