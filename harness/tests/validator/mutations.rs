//! Requests, valid and then broken at random: in their trees, in their spelling, in their bytes.

use batchspec_harness::generate::Rng;
use serde_json::{Map, Value, json};

/// Which API a request is for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Api {
    Accounts,
    Entities,
}

const CHARACTERS: [char; 28] = [
    '0',
    '7',
    'a',
    'Z',
    ' ',
    '-',
    '.',
    '/',
    '_',
    '@',
    ':',
    '"',
    '\\',
    '\n',
    '\r',
    '\t',
    '\u{0}',
    '\u{b}',
    '\u{85}',
    '\u{2028}',
    '\u{663}',
    '\u{ff11}',
    '\u{e9}',
    '\u{17f}',
    '\u{212a}',
    '\u{200b}',
    '\u{feff}',
    '\u{1f600}',
];

/// Bytes that mean something to a JSON reader, and some that never should be there.
const BYTES: &[u8] = b"{}[]\",:\\/ \t\n0159.eE+-truefalsnul\x00\x0b\x1f\x7f\x80\xbf\xc3\xe2\xf0\xff";

pub(crate) fn valid(api: Api, rng: &mut Rng) -> Value {
    let most = if api == Api::Accounts { 100 } else { 20 };
    let count = match rng.below(6) {
        0 => 1,
        1 => 2,
        2 => most,
        3 => most - 1,
        _ => 1 + rng.below(most),
    };
    let items: Vec<Value> = (0..count).map(|at| item(api, at, rng)).collect();
    match api {
        Api::Accounts => json!({ "accountIds": items }),
        Api::Entities => json!({ "EntityRequestList": items }),
    }
}

/// One of a thousand different items for each place, so that repeats are rare.
fn item(api: Api, at: usize, rng: &mut Rng) -> Value {
    let number = at * 1000 + rng.below(1000);
    match (api, rng.below(8)) {
        (Api::Accounts, 0) => json!(format!("x {number:012} \u{e9}")),
        (Api::Accounts, _) => json!(format!("{number:012}")),
        (Api::Entities, 0) => json!({ "Catalog": "AWSMarketplace", "EntityId": format!("a/{number}.b") }),
        (Api::Entities, _) => json!({ "Catalog": "AWSMarketplace", "EntityId": format!("prod-{number}") }),
    }
}

/// Breaks a tree in one random way; some ways do no harm.
pub(crate) fn mutate(api: Api, body: &mut Value, rng: &mut Rng) {
    match rng.below(8) {
        0 => resize(api, body, rng),
        1 => {
            let target = pick(body, rng);
            *target = stray(rng);
        }
        2 => {
            let target = pick(body, rng);
            *target = json!([target.take()]);
        }
        3 => {
            if let Value::Object(members) = pick_object(body, rng) {
                members.insert(["extra", "", "accountids", "Catalog "][rng.below(4)].to_owned(), stray(rng));
            }
        }
        4 => {
            if let Value::Object(members) = pick_object(body, rng) {
                let names: Vec<String> = members.keys().cloned().collect();
                if let Some(name) = rng.pick(&names) {
                    let value = members.remove(name);
                    let renamed = match rng.below(3) {
                        0 => None,
                        1 => Some(name.to_uppercase()),
                        _ => Some(name.chars().rev().collect()),
                    };
                    if let (Some(renamed), Some(value)) = (renamed, value) {
                        members.insert(renamed, value);
                    }
                }
            }
        }
        _ => {
            if let Value::String(text) = pick_text(body, rng) {
                *text = misspelled(text, rng);
            }
        }
    }
}

fn resize(api: Api, body: &mut Value, rng: &mut Rng) {
    let Some(Value::Array(items)) = body.as_object_mut().and_then(|members| members.values_mut().next())
    else {
        return;
    };
    let sizes = if api == Api::Accounts { [0, 1, 99, 100, 101, 150] } else { [0, 1, 19, 20, 21, 40] };
    let size = sizes[rng.below(sizes.len())];
    items.truncate(size);
    let repeats = rng.chance(1, 3);
    while items.len() < size {
        let next = match items.first() {
            Some(first) if repeats => first.clone(),
            _ => item(api, items.len(), rng),
        };
        items.push(next);
    }
}

/// Values of every type; no number comes twice.
fn stray(rng: &mut Rng) -> Value {
    match rng.below(14) {
        0..=2 => Value::Null,
        3 => json!(rng.chance(1, 2)),
        4 => json!(1_000_000 + rng.below(100_000_000)),
        5 => json!(0.25 + 1000.0 * f64::from(u32::try_from(rng.below(1_000_000)).unwrap_or(0))),
        6 => json!(""),
        7 => json!("AWSMarketplace"),
        8 => json!("123456789012"),
        9 => json!("Foo"),
        10 => json!([]),
        11 => json!({}),
        12 => json!({ "Catalog": "AWSMarketplace", "EntityId": "abc" }),
        _ => json!(long(rng)),
    }
}

/// Letters alone, at and around the documented lengths.
fn long(rng: &mut Rng) -> String {
    const LENGTHS: [usize; 12] = [0, 1, 2, 3, 63, 64, 65, 253, 254, 255, 256, 300];
    "a".repeat(LENGTHS[rng.below(LENGTHS.len())])
}

fn misspelled(text: &str, rng: &mut Rng) -> String {
    if rng.chance(1, 8) {
        return long(rng);
    }
    let mut characters: Vec<char> = text.chars().collect();
    let alien = CHARACTERS[rng.below(CHARACTERS.len())];
    let at = match rng.below(3) {
        0 => 0,
        1 => characters.len(),
        _ => rng.below(characters.len() + 1),
    };
    match rng.below(3) {
        0 => characters.insert(at, alien),
        1 if at < characters.len() => characters[at] = alien,
        _ if at < characters.len() => {
            characters.remove(at);
        }
        _ => {
            characters.pop();
        }
    }
    characters.into_iter().collect()
}

/// Any value of the tree, deep ones as likely as shallow ones.
fn pick<'v>(body: &'v mut Value, rng: &mut Rng) -> &'v mut Value {
    let depth = rng.below(4);
    descend(body, depth, rng)
}

fn descend<'v>(value: &'v mut Value, depth: usize, rng: &mut Rng) -> &'v mut Value {
    let children = match value {
        Value::Array(elements) => elements.len(),
        Value::Object(members) => members.len(),
        _ => 0,
    };
    if depth == 0 || children == 0 {
        return value;
    }
    let at = rng.below(children);
    let child = match value {
        Value::Array(elements) => elements.get_mut(at),
        Value::Object(members) => members.values_mut().nth(at),
        _ => None,
    };
    match child {
        Some(child) => descend(child, depth - 1, rng),
        None => unreachable!("there are {children} children"),
    }
}

fn pick_object<'v>(body: &'v mut Value, rng: &mut Rng) -> &'v mut Value {
    let depth = [0, 2][rng.below(2)];
    descend(body, depth, rng)
}

fn pick_text<'v>(body: &'v mut Value, rng: &mut Rng) -> &'v mut Value {
    descend(body, 3, rng)
}

/// The tree as text, spelled in a random way: escapes, white space.
pub(crate) fn spelled(value: &Value, rng: &mut Rng) -> String {
    let mut out = String::new();
    let (escapes, spaces) = (rng.chance(1, 4), rng.chance(1, 4));
    spell(
        value,
        &mut out,
        &mut |out, c| {
            if escapes && rng.chance(1, 3) {
                let mut units = [0; 2];
                c.encode_utf16(&mut units).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
            } else {
                let quoted = Value::String(c.to_string()).to_string();
                out.push_str(&quoted[1..quoted.len() - 1]);
            }
        },
        if spaces { " \n\t\r" } else { "" },
    );
    out
}

fn spell(value: &Value, out: &mut String, character: &mut impl FnMut(&mut String, char), space: &str) {
    let text = |text: &str, out: &mut String, character: &mut dyn FnMut(&mut String, char)| {
        out.push('"');
        text.chars().for_each(|c| character(out, c));
        out.push('"');
    };
    out.push_str(space);
    match value {
        Value::String(string) => text(string, out, character),
        Value::Array(elements) => {
            out.push('[');
            for (index, element) in elements.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                spell(element, out, character, space);
            }
            out.push_str(space);
            out.push(']');
        }
        Value::Object(members) => {
            out.push('{');
            for (index, (name, member)) in members.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(space);
                text(name, out, character);
                out.push_str(space);
                out.push(':');
                spell(member, out, character, space);
            }
            out.push_str(space);
            out.push('}');
        }
        other => out.push_str(&other.to_string()),
    }
    out.push_str(space);
}

/// Changes some bytes without regard to what they mean.
pub(crate) fn scramble(bytes: &mut Vec<u8>, rng: &mut Rng) {
    for _ in 0..1 + rng.below(3) {
        let at = rng.below(bytes.len() + 1);
        let byte = BYTES[rng.below(BYTES.len())];
        match rng.below(6) {
            0 => bytes.insert(at, byte),
            1 if at < bytes.len() => bytes[at] = byte,
            2 if at < bytes.len() => {
                bytes.remove(at);
            }
            3 => bytes.truncate(at),
            4 => {
                let end = (at + rng.below(20)).min(bytes.len());
                let copy = bytes[at..end].to_vec();
                let to = rng.below(bytes.len() + 1);
                bytes.splice(to..to, copy);
            }
            _ => {
                let end = (at + rng.below(8)).min(bytes.len());
                bytes.drain(at..end);
            }
        }
    }
}

/// An empty object stands for a request without members.
pub(crate) fn empty() -> Value {
    Value::Object(Map::new())
}
