//! Answers broken at random, and the many spellings of one answer.

use batchspec_harness::generate::Rng;
use batchspec_harness::message::json::{Document, Kind, Value};

/// A JSON value as it was written but for its spelling: order, repeats and numbers are kept.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Word(&'static str),
    Number(String),
    Text(String),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

impl Node {
    /// The value of a text; `None` for what is no JSON text or holds what no Unicode text can spell.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let document = Document::parse(bytes).ok()?;
        let is_plain = !document.has_byte_order_mark() && !document.has_lone_surrogate();
        is_plain.then(|| Self::of(document.root()))
    }

    fn of(value: Value<'_>) -> Self {
        let text = |value: Value<'_>| value.as_str().unwrap_or_default().into_owned();
        match value.kind() {
            Kind::Null => Self::Word("null"),
            Kind::True => Self::Word("true"),
            Kind::False => Self::Word("false"),
            Kind::Number => Self::Number(value.source().to_owned()),
            Kind::String => Self::Text(text(value)),
            Kind::Array => Self::List(value.elements().map(Self::of).collect()),
            Kind::Object => {
                Self::Object(value.members().map(|(name, value)| (text(name), Self::of(value))).collect())
            }
        }
    }

    /// Some value of the tree, deep ones as likely as shallow ones.
    fn pick(&mut self, rng: &mut Rng) -> &mut Self {
        let mut node = self;
        for _ in 0..rng.below(6) {
            if node.children().next().is_none() {
                break;
            }
            let count = node.children().count();
            let at = rng.below(count);
            node = match node {
                Self::List(elements) => &mut elements[at],
                Self::Object(members) => &mut members[at].1,
                leaf => return leaf,
            };
        }
        node
    }

    fn children(&self) -> Box<dyn Iterator<Item = &Self> + '_> {
        match self {
            Self::List(elements) => Box::new(elements.iter()),
            Self::Object(members) => Box::new(members.iter().map(|(_, value)| value)),
            _ => Box::new(std::iter::empty()),
        }
    }
}

/// Changes one place of a tree.
pub(super) fn mutate(tree: &mut Node, rng: &mut Rng) {
    let node = tree.pick(rng);
    match (node, rng.below(7)) {
        (Node::Object(members), 0 | 1) if !members.is_empty() => {
            let at = rng.below(members.len());
            members.remove(at);
        }
        (Node::Object(members), 2 | 3) if !members.is_empty() => {
            let at = rng.below(members.len());
            members[at].0 = renamed(&members[at].0, rng);
        }
        (Node::Object(members), 4) if !members.is_empty() => {
            let at = rng.below(members.len());
            let mut twin = members[at].clone();
            if rng.chance(1, 2) {
                twin.1 = stray(rng);
            }
            members.push(twin);
        }
        (Node::List(elements), 0 | 1) if !elements.is_empty() => {
            let at = rng.below(elements.len());
            elements.remove(at);
        }
        (Node::List(elements), 2..=4) if !elements.is_empty() => {
            let at = rng.below(elements.len());
            elements.push(elements[at].clone());
        }
        (Node::Text(text), 0..=3) => *text = renamed(text, rng),
        (Node::Number(number), 0..=2) => {
            *number = ["-1", "1e999", "0.5", "253402300800", "1.0", "-0"][rng.below(6)].to_owned();
        }
        (node, 5) => *node = Node::List(vec![node.clone()]),
        (node, _) => *node = stray(rng),
    }
}

/// Values of every type.
fn stray(rng: &mut Rng) -> Node {
    match rng.below(9) {
        0..=2 => Node::Word("null"),
        3 => Node::Word(["true", "false"][rng.below(2)]),
        4 => Node::Number(["7", "1e400", "-0.0"][rng.below(3)].to_owned()),
        5 => Node::Text(["", "{\"a\":1}", "x\u{1f600}", "123456789012"][rng.below(4)].to_owned()),
        6 => Node::List(Vec::new()),
        7 => Node::Object(Vec::new()),
        _ => (0..500).fold(Node::Word("null"), |inner, _| Node::List(vec![inner])),
    }
}

/// A text that differs from `text` a little or a lot.
fn renamed(text: &str, rng: &mut Rng) -> String {
    let aliens = [' ', '\u{0}', '"', '\\', '/', '~', '\u{1b}', '\u{202e}', '\u{e9}', '\u{1f600}', '\n', '{'];
    let mut characters: Vec<char> = text.chars().collect();
    let at = rng.below(characters.len() + 1);
    match rng.below(6) {
        0 => return text.to_uppercase(),
        1 => return String::new(),
        2 => return text.repeat(40),
        3 if at < characters.len() => {
            characters.remove(at);
        }
        _ => characters.insert(at, aliens[rng.below(aliens.len())]),
    }
    characters.into_iter().collect()
}

/// Changes some bytes, whatever they mean.
pub(super) fn damage(bytes: &mut Vec<u8>, rng: &mut Rng) {
    for _ in 0..=rng.below(3) {
        let at = rng.below(bytes.len() + 1);
        let byte = b"{}[]\",:\\0-e \x00\x1b\x80\xff\xf0"[rng.below(17)];
        match rng.below(4) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, byte),
            2 if at < bytes.len() => bytes[at] ^= 1 << rng.below(8),
            _ if at < bytes.len() => bytes[at] = byte,
            _ => bytes.push(byte),
        }
    }
}

/// How a tree is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Spelling {
    /// Nothing that need not be there.
    Short,
    /// White space wherever it may stand.
    Spaced,
    /// Every character of every text as an escape.
    Escaped,
    /// Members in another order; those of one name keep theirs.
    Reordered,
}

pub(super) const SPELLINGS: [Spelling; 4] =
    [Spelling::Short, Spelling::Spaced, Spelling::Escaped, Spelling::Reordered];

pub(super) fn spelled(tree: &Node, spelling: Spelling) -> String {
    let mut out = String::new();
    spell(tree, spelling, &mut out);
    out
}

fn spell(tree: &Node, spelling: Spelling, out: &mut String) {
    let space = if spelling == Spelling::Spaced { " \r\n\t" } else { "" };
    out.push_str(space);
    match tree {
        Node::Word(word) => out.push_str(word),
        Node::Number(number) => out.push_str(number),
        Node::Text(text) => spell_text(text, spelling, out),
        Node::List(elements) => {
            out.push('[');
            for (index, element) in elements.iter().enumerate() {
                out.push_str(if index > 0 { "," } else { "" });
                spell(element, spelling, out);
            }
            out.push_str(space);
            out.push(']');
        }
        Node::Object(members) => {
            let mut members: Vec<&(String, Node)> = members.iter().collect();
            if spelling == Spelling::Reordered {
                members.sort_by(|(one, _), (other, _)| other.cmp(one));
            }
            out.push('{');
            for (index, (name, value)) in members.into_iter().enumerate() {
                out.push_str(if index > 0 { "," } else { "" });
                out.push_str(space);
                spell_text(name, spelling, out);
                out.push_str(space);
                out.push(':');
                spell(value, spelling, out);
            }
            out.push_str(space);
            out.push('}');
        }
    }
    out.push_str(space);
}

fn spell_text(text: &str, spelling: Spelling, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        if spelling == Spelling::Escaped || matches!(character, '"' | '\\' | '\0'..='\u{1f}') {
            for unit in character.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04X}"));
            }
        } else {
            out.push(character);
        }
    }
    out.push('"');
}
