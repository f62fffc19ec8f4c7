//! Random JSON values, the many ways to spell each, and texts with broken bytes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use batchspec_harness::generate::Rng;
use proptest::collection::{btree_map, vec};
use proptest::prelude::any;
use proptest::sample::select;
use proptest::strategy::{Just, Strategy, Union};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// A JSON value; equal ones are equal JSON.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Tree {
    Null,
    Bool(bool),
    /// A whole number and a power of ten; neither zero nor the number ends in a zero.
    Number(i64, i32),
    Text(String),
    List(Vec<Tree>),
    Object(BTreeMap<String, Tree>),
}

/// A runner whose cases are the same in every run.
pub(super) fn runner(cases: u32) -> TestRunner {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

fn number(whole: i64, power: i32) -> Tree {
    match whole {
        0 => Tree::Number(0, 0),
        _ if whole % 10 == 0 => number(whole / 10, power + 1),
        _ => Tree::Number(whole, power),
    }
}

/// Characters that spellings differ for: escaped by need or by choice, of one to four bytes.
fn text() -> impl Strategy<Value = String> {
    let characters = ['a', 'B', '7', '"', '\\', '/', '\n', '\t', '\u{0}', '\u{1f}', '\u{7f}', ' ', ':', ','];
    let wide = ['\u{e9}', '\u{2028}', '\u{fffd}', '\u{feff}', '\u{1f600}', '\u{10ffff}'];
    let character = select([characters.as_slice(), wide.as_slice()].concat());
    vec(character, 0..5).prop_map(|characters| characters.into_iter().collect())
}

/// Values that often are equal or nearly so.
pub(super) fn tree() -> impl Strategy<Value = Tree> {
    let whole = Union::new([(-3_i64..4).boxed(), any::<i32>().prop_map(i64::from).boxed()]);
    let leaf = Union::new([
        Just(Tree::Null).boxed(),
        any::<bool>().prop_map(Tree::Bool).boxed(),
        (whole, -3_i32..4).prop_map(|(whole, power)| number(whole, power)).boxed(),
        text().prop_map(Tree::Text).boxed(),
    ]);
    leaf.prop_recursive(4, 24, 4, |inner| {
        let object = btree_map(text(), inner.clone(), 0..4).prop_map(Tree::Object);
        Union::new([vec(inner, 0..4).prop_map(Tree::List).boxed(), object.boxed()])
    })
}

/// One of the many spellings of a value; equal seeds give equal ones.
pub(super) fn spelled(tree: &Tree, seed: u64) -> String {
    let mut out = String::new();
    let mut rng = Rng::new(seed, "spelling", 0);
    space(&mut out, &mut rng);
    spell(tree, &mut out, &mut rng);
    space(&mut out, &mut rng);
    out
}

fn space(out: &mut String, rng: &mut Rng) {
    while rng.chance(1, 4) {
        out.push([' ', '\t', '\n', '\r'][rng.below(4)]);
    }
}

fn spell(tree: &Tree, out: &mut String, rng: &mut Rng) {
    match tree {
        Tree::Null => out.push_str("null"),
        Tree::Bool(value) => write!(out, "{value}").expect("memory"),
        Tree::Number(whole, power) => spell_number(*whole, *power, out, rng),
        Tree::Text(text) => spell_text(text, out, rng),
        Tree::List(elements) => spell_all(out, rng, ['[', ']'], elements.iter(), spell),
        Tree::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            for at in (1..members.len()).rev() {
                members.swap(at, rng.below(at + 1));
            }
            spell_all(out, rng, ['{', '}'], members.into_iter(), |(name, value), out, rng| {
                spell_text(name, out, rng);
                space(out, rng);
                out.push(':');
                space(out, rng);
                spell(value, out, rng);
            });
        }
    }
}

fn spell_all<T>(
    out: &mut String,
    rng: &mut Rng,
    [open, close]: [char; 2],
    parts: impl Iterator<Item = T>,
    mut one: impl FnMut(T, &mut String, &mut Rng),
) {
    out.push(open);
    space(out, rng);
    for (index, part) in parts.enumerate() {
        if index > 0 {
            out.push(',');
            space(out, rng);
        }
        one(part, out, rng);
        space(out, rng);
    }
    out.push(close);
}

fn spell_number(whole: i64, power: i32, out: &mut String, rng: &mut Rng) {
    if whole == 0 {
        out.push_str(["0", "-0", "0.0", "-0.00", "0e7", "0E-7"][rng.below(6)]);
        return;
    }
    let zeros = rng.below(3);
    let behind = i32::try_from(zeros).expect("few");
    let (e, sign) = (["e", "E"][rng.below(2)], if power >= behind { ["", "+"][rng.below(2)] } else { "" });
    let digits = format!("{whole}{}", "0".repeat(zeros));
    let spelled = match rng.below(3) {
        0 if power == 0 => whole.to_string(),
        1 if power == 0 => format!("{whole}.{}", "0".repeat(zeros + 1)),
        2 => {
            // One digit before the point: the power grows by the digits that move behind it.
            let first = if whole < 0 { 2 } else { 1 };
            let (head, tail) = digits.split_at(first);
            let moved = i32::try_from(tail.len()).expect("few");
            let tail = if tail.is_empty() { "0" } else { tail };
            format!("{head}.{tail}{e}{}", power - behind + moved)
        }
        _ => format!("{digits}{e}{sign}{}", power - behind),
    };
    out.push_str(&spelled);
}

fn spell_text(text: &str, out: &mut String, rng: &mut Rng) {
    out.push('"');
    for character in text.chars() {
        let short = match character {
            '"' => Some("\\\""),
            '\\' => Some("\\\\"),
            '/' => Some("\\/"),
            '\n' => Some("\\n"),
            '\t' => Some("\\t"),
            _ => None,
        };
        let must = matches!(character, '\0'..='\u{1f}' | '"' | '\\');
        match (short, rng.below(3)) {
            (_, 0) if !must => out.push(character),
            (Some(short), 0 | 1) => out.push_str(short),
            (None, 1) if !must => out.push(character),
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    let upper = rng.chance(1, 2);
                    let escape = if upper { format!("\\u{unit:04X}") } else { format!("\\u{unit:04x}") };
                    out.push_str(&escape);
                }
            }
        }
    }
    out.push('"');
}

/// What is done to the bytes of a text.
#[derive(Debug, Clone)]
pub(super) enum Damage {
    Put(u8),
    Replace(u8),
    Flip(u8),
    Remove,
    Cut,
    Twice,
}

/// One to three damages, each at some place.
pub(super) fn damages() -> impl Strategy<Value = Vec<(usize, Damage)>> {
    let telling =
        b"{}[]\",:\\/ \t\n\x0c0159.eE+-truefalsnuDd8\x00\x1f\x7f\x80\xbf\xc3\xe2\xed\xf0\xff".to_vec();
    let byte = || Union::new([select(telling.clone()).boxed(), any::<u8>().boxed()]);
    let damage = Union::new([
        byte().prop_map(Damage::Put).boxed(),
        byte().prop_map(Damage::Replace).boxed(),
        (0_u8..8).prop_map(Damage::Flip).boxed(),
        Just(Damage::Remove).boxed(),
        Just(Damage::Cut).boxed(),
        Just(Damage::Twice).boxed(),
    ]);
    vec((any::<proptest::sample::Index>(), damage), 1..4)
        .prop_map(|all| all.into_iter().map(|(at, damage)| (at.index(1 << 16), damage)).collect())
}

pub(super) fn damaged(text: &str, damages: &[(usize, Damage)]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for (at, damage) in damages {
        let at = at % (bytes.len() + 1);
        match (damage, at < bytes.len()) {
            (Damage::Put(byte), _) => bytes.insert(at, *byte),
            (Damage::Replace(byte), true) => bytes[at] = *byte,
            (Damage::Flip(bit), true) => bytes[at] ^= 1 << bit,
            (Damage::Remove, true) => drop(bytes.remove(at)),
            (Damage::Cut, _) => bytes.truncate(at),
            (Damage::Twice, _) => bytes.extend_from_within(at..),
            (Damage::Replace(_) | Damage::Flip(_) | Damage::Remove, false) => {}
        }
    }
    bytes
}
