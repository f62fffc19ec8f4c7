//! Valid values for every shape.

use proptest::strategy::{BoxedStrategy, Just, Strategy, ValueTree};
use proptest::string::string_regex;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Map, Number, Value};

use crate::contract::{Contract, Member, NodeKind, NodeRef, Pattern, TimestampFormat};
use crate::generate::rng::Rng;

/// Optional members of a recursive shape end here, lists and maps that may be empty are, and unions choose a member that
/// holds no others.
const MAX_DEPTH: usize = 6;

/// Required members of shapes that hold themselves end here: no value of them is valid, and none is needed.
const DEEPEST: usize = 40;

/// How many values are drawn for each that must differ from the others.
const DRAWS_FOR_EACH: usize = 20;

/// A source of valid values; equal random numbers give equal values.
pub(crate) struct Sampler<'c> {
    contract: &'c Contract,
    runner: TestRunner,
}

impl<'c> Sampler<'c> {
    pub(crate) fn new(contract: &'c Contract, rng: &mut Rng) -> Self {
        let mut seed = [0u8; 32];
        for chunk in seed.chunks_mut(8) {
            chunk.copy_from_slice(&rng.roll().to_le_bytes());
        }
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
        Self { contract, runner: TestRunner::new_with_rng(Config::default(), rng) }
    }

    /// A valid value with every required member and no optional one.
    pub(crate) fn value(&mut self, node: NodeRef) -> Value {
        self.at_depth(node, 0)
    }

    fn at_depth(&mut self, node: NodeRef, depth: usize) -> Value {
        let contract = self.contract;
        let shape = contract.node(node);
        let lower = shape.length.and_then(|length| length.min).map_or(0, |(min, _)| min);
        if depth > DEEPEST {
            return Value::Null;
        }
        let count = if depth < MAX_DEPTH { lower.max(1) } else { lower };
        match &shape.kind {
            NodeKind::Structure(members) => {
                let wanted = |member: &&Member| member.required.is_some() && depth < MAX_DEPTH;
                let members = members.iter().filter(wanted);
                Value::Object(members.map(|m| (m.name.clone(), self.at_depth(m.node, depth + 1))).collect())
            }
            NodeKind::Union(members) => {
                let is_leaf = |member: &&Member| !contract.node(member.node).kind.holds_others();
                let leaf = members.iter().find(is_leaf).filter(|_| depth >= MAX_DEPTH);
                let chosen = leaf.or(members.first());
                let first = chosen.map(|m| (m.name.clone(), self.at_depth(m.node, depth + 1)));
                Value::Object(first.into_iter().collect())
            }
            NodeKind::List { element, unique_rule: Some(_), .. } => {
                Value::Array(self.distinct_at(*element, count, depth + 1))
            }
            NodeKind::List { element, .. } => {
                Value::Array((0..count).map(|_| self.at_depth(*element, depth + 1)).collect())
            }
            NodeKind::Map { key, value, .. } => {
                let mut map = Map::new();
                for key in self.distinct_at(*key, count, depth + 1) {
                    if let Value::String(key) = key {
                        map.insert(key, self.at_depth(*value, depth + 1));
                    }
                }
                Value::Object(map)
            }
            NodeKind::String { .. } => Value::String(self.draw(&text(contract, node))),
            NodeKind::Integer { min, max, values } => {
                let known = values.as_ref().and_then(|(values, _)| values.first().copied());
                let (low, high) = (min.map(|(n, _)| n), max.map(|(n, _)| n));
                Value::Number(known.or(low).or(high.map(|high| high.min(1))).unwrap_or(1).into())
            }
            NodeKind::Float { min, max } => {
                let bound =
                    min.as_ref().or(max.as_ref()).and_then(|(spelling, _)| spelling.parse::<Number>().ok());
                Value::Number(bound.unwrap_or_else(|| 1.into()))
            }
            NodeKind::Boolean => Value::Bool(true),
            NodeKind::Timestamp { format, .. } => match format {
                TimestampFormat::EpochSeconds => Value::Number(1_690_836_000.into()),
                TimestampFormat::DateTime => Value::String("2023-07-31T20:40:00Z".to_owned()),
                TimestampFormat::HttpDate => Value::String("Mon, 31 Jul 2023 20:40:00 GMT".to_owned()),
            },
            NodeKind::Blob => {
                let most = shape.length.and_then(|length| length.max).map_or(usize::MAX, |(max, _)| max);
                Value::String(blob(lower.max(9).min(most)))
            }
            NodeKind::Document { .. } => Value::Object(Map::new()),
        }
    }

    /// As many different valid values, or as many as there are.
    pub(crate) fn distinct(&mut self, node: NodeRef, count: usize) -> Vec<Value> {
        self.distinct_at(node, count, 0)
    }

    fn distinct_at(&mut self, node: NodeRef, count: usize, depth: usize) -> Vec<Value> {
        let shape = self.contract.node(node);
        match &shape.kind {
            NodeKind::String { values: Some((known, _)) } => {
                return known.iter().take(count).cloned().map(Value::String).collect();
            }
            NodeKind::Integer { values: Some((known, _)), .. } => {
                return known.iter().take(count).map(|number| (*number).into()).collect();
            }
            NodeKind::Integer { min, max, .. } => {
                let (low, high) = shape.integer_bounds.unwrap_or((i64::MIN, i64::MAX));
                let high = max.map_or(high, |(max, _)| max.min(high));
                let low = min.map_or_else(|| low.max(1.min(high)), |(min, _)| min.max(low));
                return (low..=high).take(count).map(Value::from).collect();
            }
            NodeKind::Boolean => return [true, false].into_iter().take(count).map(Value::Bool).collect(),
            _ => {}
        }
        let mut found = Vec::new();
        for _ in 0..count * DRAWS_FOR_EACH {
            let value = self.at_depth(node, depth);
            if found.len() < count && !found.contains(&value) {
                found.push(value);
            }
        }
        found
    }

    /// One value of a strategy.
    pub(crate) fn draw(&mut self, strategy: &BoxedStrategy<String>) -> String {
        strategy.new_tree(&mut self.runner).map(|tree| tree.current()).unwrap_or_default()
    }
}

/// As many bytes, each zero, in base64.
pub(crate) fn blob(bytes: usize) -> String {
    let digits = (bytes * 4).div_ceil(3);
    let padding = (4 - digits % 4) % 4;
    format!("{}{}", "A".repeat(digits), "=".repeat(padding))
}

/// A strategy for valid strings at a node: the suite's own pattern for realistic values, else the model's.
pub(crate) fn text(contract: &Contract, node: NodeRef) -> BoxedStrategy<String> {
    let shape = contract.node(node);
    let rule = contract.value_rule(node);
    if let Some(only) = rule.and_then(|rule| rule.only.clone()).filter(|only| !only.is_empty()) {
        return proptest::sample::select(only).boxed();
    }
    if let NodeKind::String { values: Some((values, _)) } = &shape.kind {
        return proptest::sample::select(values.clone()).boxed();
    }
    let min = shape.length.and_then(|length| length.min).map_or(0, |(min, _)| min);
    let max = shape.length.and_then(|length| length.max).map_or(usize::MAX, |(max, _)| max);
    let stated = rule.and_then(|rule| rule.pool.as_deref());
    let source = stated.or(shape.pattern.as_ref().map(|(pattern, _)| pattern.source()));
    let strategy = source.and_then(|source| string_regex(&generating(source)).ok());
    let Some(strategy) = strategy else {
        let low = min.max(1).min(max);
        let plain = string_regex(&format!(
            "[a-z][a-z0-9]{{{},{}}}",
            low - low.min(1),
            low.saturating_add(8).min(max) - low.min(1)
        ));
        return plain.map_or_else(|_| Just("a".repeat(low)).boxed(), |strategy| strategy.boxed());
    };
    let pattern = shape.pattern.as_ref().map(|(pattern, _)| pattern.clone());
    let own = pattern.clone();
    strategy
        .prop_map(move |drawn| match drawn.is_empty() && min > 0 {
            true => some_text(min, own.as_ref()),
            false => fitted(drawn, min, max),
        })
        .prop_filter("the engines read the pattern differently", move |drawn| {
            pattern.as_ref().is_none_or(|pattern| pattern.is_match(drawn))
        })
        .boxed()
}

/// The pattern in the dialect of the generating engine: no anchors, ASCII classes.
fn generating(pattern: &str) -> String {
    let inner = pattern.strip_prefix('^').unwrap_or(pattern);
    let inner =
        if inner.ends_with('$') && !inner.ends_with("\\$") { &inner[..inner.len() - 1] } else { inner };
    inner
        .replace("\\d", "[0-9]")
        .replace("\\w", "[A-Za-z0-9_]")
        .replace("(.)", "[ -~]")
        .replace(".*", "[ -~]{0,8}")
}

/// A text of this length, where a pattern allows none at all and the length does not.
fn some_text(length: usize, pattern: Option<&Pattern>) -> String {
    let mut texts = ["a", "A", "0", "-"].into_iter().map(|character| character.repeat(length));
    texts.find(|text| pattern.is_none_or(|pattern| pattern.is_match(text))).unwrap_or_default()
}

/// A drawn text brought within its length by repeating or dropping characters in its middle.
fn fitted(drawn: String, min: usize, max: usize) -> String {
    let characters: Vec<char> = drawn.chars().collect();
    let count = characters.len();
    if (min..=max).contains(&count) || count == 0 {
        return drawn;
    }
    let middle = count / 2;
    let wanted = if count < min { min } else { max };
    if wanted > count {
        let filler = std::iter::repeat_n(characters[middle], wanted - count);
        characters[..middle]
            .iter()
            .copied()
            .chain(filler)
            .chain(characters[middle..].iter().copied())
            .collect()
    } else {
        let tail = wanted / 2;
        let head = wanted - tail;
        characters[..head].iter().chain(&characters[count - tail..]).collect()
    }
}
