//! How an item changes while it is read again and again: which place of it, and at which of its readings.

use super::difference::shown;
use super::moving::{counted, is_noise, numbers, tells_time};
use super::outcome::{ItemOutcome, element, known_part};
use crate::contract::{Contract, NodeKind, NodeRef};
use crate::message::json::{Fingerprint, Kind, Value, fingerprint};

/// Values nested deeper are compared whole, and so are objects with more members.
const DEEPEST: usize = 32;
const MAX_MEMBERS: usize = 100;

/// What one reading says of an item.
#[derive(Debug, Clone, Copy)]
pub(super) struct Read<'d> {
    pub(super) outcome: &'d ItemOutcome,
    /// The entry that says so.
    pub(super) entry: Value<'d>,
}

/// What the readings of an item show together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shown {
    /// It stays what it is, or changes in a way that reading does not explain.
    Nothing,
    /// It is changed by being read.
    Change(Change),
    /// This place of it is new every time, as clocks and signed links are.
    New(String),
}

/// How reading changes an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    /// In words that are the same for every item that changes alike.
    pub(super) manner: String,
    /// The first reading that shows it, counted from 0: the one before says what was.
    pub(super) at: usize,
    /// The place within the entry, if it is one in it.
    pub(super) place: Option<String>,
    /// What the reading before says, and this one.
    pub(super) told: [String; 2],
}

/// At which readings of a row something becomes another.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Turns {
    Once(usize),
    Each,
    At(Vec<usize>),
}

impl Turns {
    /// Reads a row of readings and the one at the end, which came after those of other items. `None` where nothing
    /// changes within the row, where something comes back, and where what changed once did not stay so.
    fn of<T: PartialEq>(values: &[T]) -> Option<Self> {
        let (last, row) = values.split_last()?;
        let comes_back = |at: usize| values[at] != values[at - 1] && values[..at - 1].contains(&values[at]);
        if (1..values.len()).any(comes_back) {
            return None;
        }
        let at: Vec<usize> = (1..row.len()).filter(|&at| row[at] != row[at - 1]).collect();
        match at.as_slice() {
            [] => None,
            [once] => (row.last() == Some(last)).then_some(Self::Once(*once)),
            all if all.len() + 1 == row.len() => Some(Self::Each),
            _ => Some(Self::At(at)),
        }
    }

    fn first(&self) -> usize {
        match self {
            Self::Once(at) => *at,
            Self::Each => 1,
            Self::At(at) => at.first().copied().unwrap_or(1),
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Once(1) => "after the first reading".to_owned(),
            Self::Once(at) => format!("after reading {at}"),
            Self::Each => "with each reading".to_owned(),
            Self::At(at) => {
                let at: Vec<String> = at.iter().map(ToString::to_string).collect();
                format!("after readings {}", at.join(", "))
            }
        }
    }
}

/// What a row of readings shows together with the one that came after those of other items.
pub(super) fn read_again(contract: &Contract, reads: &[Read<'_>]) -> Shown {
    let kinds: Vec<String> = reads.iter().map(|read| read.outcome.to_string()).collect();
    if let Some(turns) = Turns::of(&kinds) {
        let at = turns.first();
        let told = [kinds[at - 1].clone(), kinds[at].clone()];
        let manner = format!("{}, and {} {}", told[0], told[1], turns.words());
        return Shown::Change(Change { manner, at, place: None, told });
    }
    let all_succeed = reads.iter().all(|read| matches!(read.outcome, ItemOutcome::Succeeded(_)));
    let is_steady = reads.windows(2).all(|pair| pair[0].outcome == pair[1].outcome);
    let succeeded = contract.batch.as_ref().and_then(|batch| batch.succeeded.as_ref());
    let node = succeeded.and_then(|succeeded| element(contract, succeeded.node));
    let (true, false, Some(node)) = (all_succeed, is_steady, node) else { return Shown::Nothing };
    let values: Vec<Option<Value<'_>>> = reads.iter().map(|read| Some(read.entry)).collect();
    let mut search = Search { contract, new: None };
    match search.find(Some(node), &values, &ChangedPlace::default()) {
        Some(change) => Shown::Change(change),
        None => search.new.map_or(Shown::Nothing, Shown::New),
    }
}

/// A place within an entry: as a pointer, and in words that hold no index.
#[derive(Debug, Clone, Default)]
struct ChangedPlace {
    pointer: String,
    name: String,
    depth: usize,
}

impl ChangedPlace {
    fn member(&self, name: &str) -> Self {
        let step = name.replace('~', "~0").replace('/', "~1");
        let dot = if self.name.is_empty() { "" } else { "." };
        self.under(&step, &format!("{}{dot}{name}", self.name))
    }

    fn element(&self, index: usize) -> Self {
        self.under(&index.to_string(), &format!("{}[]", self.name))
    }

    fn under(&self, step: &str, name: &str) -> Self {
        let slash = if self.pointer.is_empty() { "" } else { "/" };
        let pointer = format!("{}{slash}{step}", self.pointer);
        Self { pointer, name: name.to_owned(), depth: self.depth + 1 }
    }

    fn changes(&self, how: &str, turns: &Turns, told: impl Fn(usize) -> String) -> Change {
        let at = turns.first();
        let told = [at - 1, at].map(|at| format!("it succeeds (with {} {})", self.pointer, told(at)));
        let manner = format!("{} {how} {}", self.name, turns.words());
        Change { manner, at, place: Some(self.pointer.clone()), told }
    }
}

struct Search<'c> {
    contract: &'c Contract,
    /// The first place that is new every time.
    new: Option<String>,
}

type Values<'v, 'd> = &'v [Option<Value<'d>>];

impl Search<'_> {
    /// The first place that reading changes. Without a node it lies within a document, where values may be anything.
    fn find(
        &mut self,
        node: Option<NodeRef>,
        values: Values<'_, '_>,
        place: &ChangedPlace,
    ) -> Option<Change> {
        let print = |value: Value<'_>| match node {
            Some(node) => known_part(self.contract, node, value, 0),
            None => fingerprint(value),
        };
        let prints: Vec<Option<Fingerprint>> = values.iter().map(|value| value.map(print)).collect();
        if prints.windows(2).all(|pair| pair[0] == pair[1]) {
            return None;
        }
        let turns = Turns::of(&prints);
        let whole: Option<Vec<Value<'_>>> = values.iter().copied().collect();
        let inner = whole.and_then(|values| self.within(node, &values, turns.as_ref(), place));
        inner.or_else(|| {
            let turns = turns.filter(|turns| matches!(turns, Turns::Once(_)))?;
            let told = |at: usize| values[at].map_or_else(|| "absent".to_owned(), shown);
            Some(place.changes("is another", &turns, told))
        })
    }

    fn within(
        &mut self,
        node: Option<NodeRef>,
        values: &[Value<'_>],
        turns: Option<&Turns>,
        place: &ChangedPlace,
    ) -> Option<Change> {
        let contract = self.contract;
        let kind = node.map(|node| &contract.node(node).kind);
        let all = |wanted: Kind| place.depth < DEEPEST && values.iter().all(|value| value.kind() == wanted);
        match kind {
            Some(NodeKind::Structure(members) | NodeKind::Union(members)) if all(Kind::Object) => {
                members.iter().find_map(|member| {
                    let found = values.iter().map(|value| value.get(&member.name));
                    let values: Vec<_> = found.map(|found| found.filter(|found| !found.is_null())).collect();
                    self.find(Some(member.node), &values, &place.member(&member.name))
                })
            }
            Some(NodeKind::List { element, .. }) if all(Kind::Array) => {
                self.in_list(Some(*element), values, place)
            }
            Some(NodeKind::Map { value, .. }) if all(Kind::Object) => {
                self.in_object(Some(*value), values, place)
            }
            None | Some(NodeKind::Document { .. }) if all(Kind::Array) => self.in_list(None, values, place),
            None | Some(NodeKind::Document { .. }) if all(Kind::Object) => {
                self.in_object(None, values, place)
            }
            kind => self.in_scalar(kind, values, turns?, place),
        }
    }

    fn in_list(
        &mut self,
        node: Option<NodeRef>,
        lists: &[Value<'_>],
        place: &ChangedPlace,
    ) -> Option<Change> {
        if let Some(change) = collected(lists, node.is_some(), "elements", place) {
            return Some(change);
        }
        let mut elements: Vec<Vec<Value<'_>>> = lists.iter().map(|list| list.elements().collect()).collect();
        if elements.windows(2).any(|pair| pair[0].len() != pair[1].len()) {
            return None;
        }
        // No source gives structures in a list an order: those that every reading has are no part of a change.
        if let Some(node) =
            node.filter(|node| matches!(self.contract.node(*node).kind, NodeKind::Structure(_)))
        {
            elements = apart(self.contract, node, elements);
        }
        let count = elements.iter().map(Vec::len).min().unwrap_or_default();
        (0..count.min(MAX_MEMBERS)).find_map(|at| {
            let values: Vec<_> = elements.iter().map(|list| list.get(at).copied()).collect();
            let last = elements.last().and_then(|list| list.get(at));
            let index = lists
                .last()?
                .elements()
                .position(|value| last.is_some_and(|last| last.span() == value.span()));
            self.find(node, &values, &place.element(index.unwrap_or(at)))
        })
    }

    fn in_object(
        &mut self,
        node: Option<NodeRef>,
        objects: &[Value<'_>],
        place: &ChangedPlace,
    ) -> Option<Change> {
        if let Some(change) = collected(objects, node.is_some(), "members", place) {
            return Some(change);
        }
        let first = objects.first().filter(|first| first.len() <= MAX_MEMBERS)?;
        let last = objects.last().filter(|last| last.len() <= MAX_MEMBERS)?;
        let mut names: Vec<String> = Vec::new();
        for (name, _) in first.members().chain(last.members()) {
            let name = name.as_str().unwrap_or_default().into_owned();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.iter().find_map(|name| {
            let values: Vec<_> = objects.iter().map(|object| object.get(name)).collect();
            self.find(node, &values, &place.member(name))
        })
    }

    /// A value that holds no others. What changes once is told by whoever asks.
    fn in_scalar(
        &mut self,
        kind: Option<&NodeKind>,
        values: &[Value<'_>],
        turns: &Turns,
        place: &ChangedPlace,
    ) -> Option<Change> {
        if matches!(turns, Turns::Once(_)) {
            return None;
        }
        let told = |at: usize| shown(values[at]);
        let numbers = numbers(values);
        let is_clock = tells_time(values);
        if *turns == Turns::Each
            && !is_clock
            && let Some(how) = numbers.as_deref().and_then(|numbers| counted(numbers, true))
        {
            return Some(place.changes(how, turns, told));
        }
        let is_documented = match kind {
            Some(NodeKind::String { .. }) => true,
            Some(NodeKind::Integer { .. } | NodeKind::Float { .. }) => {
                numbers.as_deref().is_some_and(|numbers| counted(numbers, false).is_some())
            }
            _ => false,
        };
        if is_documented && !is_clock && !is_noise(values) {
            return Some(place.changes("is another", turns, told));
        }
        if *turns == Turns::Each {
            self.new.get_or_insert_with(|| place.name.clone());
        }
        None
    }
}

/// A collection that grows or shrinks with each reading. In a document, which may list what happens by itself, also with
/// the reading that came later, and by as much.
fn collected(values: &[Value<'_>], is_documented: bool, what: &str, place: &ChangedPlace) -> Option<Change> {
    let sizes: Vec<i64> = values.iter().map(|value| i64::try_from(value.len()).unwrap_or(i64::MAX)).collect();
    let (last, row) = sizes.split_last()?;
    let end = *row.last()?;
    let is_even = counted(&sizes, true).is_some();
    let grows = row.windows(2).all(|pair| pair[0] < pair[1]) && end <= *last;
    let shrinks = row.windows(2).all(|pair| pair[0] > pair[1]) && end >= *last;
    let is_used_up = shrinks && end == 0;
    if !(grows || shrinks) || !(is_even || is_used_up || is_documented) {
        return None;
    }
    let how = if grows { "grows" } else { "shrinks" };
    Some(place.changes(how, &Turns::Each, |at| format!("of {} {what}", sizes[at])))
}

/// The elements of each list that not all others have as well, in their order.
fn apart<'d>(contract: &Contract, node: NodeRef, lists: Vec<Vec<Value<'d>>>) -> Vec<Vec<Value<'d>>> {
    let print = |value: &Value<'d>| known_part(contract, node, *value, 0);
    let prints: Vec<Vec<Fingerprint>> = lists.iter().map(|list| list.iter().map(print).collect()).collect();
    let times =
        |list: &[Fingerprint], wanted: Fingerprint| list.iter().filter(|print| **print == wanted).count();
    let is_everywhere = |wanted: Fingerprint| {
        let first = prints.first().map_or(0, |list| times(list, wanted));
        prints.iter().all(|list| times(list, wanted) == first)
    };
    let kept = |(list, prints): (Vec<Value<'d>>, &Vec<Fingerprint>)| {
        let pairs = list.into_iter().zip(prints);
        pairs.filter(|(_, print)| !is_everywhere(**print)).map(|(value, _)| value).collect()
    };
    lists.into_iter().zip(&prints).map(kept).collect()
}
