//! The items of a request, each by the text that tells it from all others.

use crate::contract::{BatchRule, Contract, EntryKey, ItemKey, KeyPath, NodeRef, canonical, whole_input};
use crate::message::Request;
use crate::message::json::{Document, Kind, Value, fingerprint};

/// The keys of a request's items, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requested {
    /// One a place in the batch; keys that are no strings are their JSON text.
    pub keys: Vec<String>,
    /// The places in the order of their keys.
    sorted: Vec<usize>,
    are_distinct: bool,
    /// Keys that stand for more than one item: what is answered under them may speak of either.
    shared: Vec<String>,
    /// The number of the rule that the request is read by.
    rule: usize,
    /// The JSON pointer to each list, and how many items it has.
    lists: Vec<(String, usize)>,
    /// What the request says of each item, as JSON, where answers repeat that.
    said: Vec<String>,
}

/// The number of items in a request's lists, whatever they are; `None` where it holds no such list.
pub(super) fn number_of_items(contract: &Contract, request: &Request) -> Option<usize> {
    let batch = contract.batch.as_ref()?;
    let input = whole_input(contract, request);
    let document = Document::parse(&input).ok()?;
    let (_, rule) = batch.of_request(document.root());
    if rule.groups.is_some() {
        return Some(rule.lists(document.root())?.iter().map(|list| list.list.len()).sum());
    }
    let list = rule.items.iter().try_fold(document.root(), |value, name| value.get(name))?;
    (list.kind() == Kind::Array).then(|| list.len())
}

impl Requested {
    /// Reads the items of a request; `None` when there is no batch, or when readers may differ on what it says.
    #[must_use]
    pub fn read(contract: &Contract, request: &Request) -> Option<Self> {
        let input = whole_input(contract, request);
        let document = Document::parse(&input).ok()?;
        Self::of(contract, &document)
    }

    /// The same of a body that is parsed already.
    pub(crate) fn of(contract: &Contract, document: &Document<'_>) -> Option<Self> {
        let batch = contract.batch.as_ref()?;
        // After a byte order mark, some readers find no items at all (RFC 8259, 8.1). Only
        // `protocol/hostile-bytes-no-5xx` judges such requests.
        if document.has_lone_surrogate() || document.has_byte_order_mark() || document.depth() > 64 {
            return None;
        }
        let (number, rule) = batch.of_request(document.root());
        let lists = rule.lists(document.root())?;
        let items = lists.iter().flat_map(|list| {
            let group = list.group.as_deref();
            list.list.elements().map(move |item| (group, item))
        });
        let items: Vec<(Option<&str>, Value<'_>)> = items.collect();
        let keys = items.iter().map(|(group, item)| rule.identity(*group, *item));
        let mut keys = keys.collect::<Option<Vec<_>>>()?;
        if is_by_position(rule) {
            number_copies(&mut keys);
        }
        let mut requested = Self::new(keys);
        requested.rule = number;
        requested.lists = lists.iter().map(|list| (list.pointer.clone(), list.list.len())).collect();
        if may_be_told_in_part(contract, rule) {
            requested.said = items.iter().map(|(_, item)| said(rule, *item)).collect();
        }
        if !requested.are_distinct {
            let items: Vec<Value<'_>> = items.into_iter().map(|(_, item)| item).collect();
            requested.shared = requested.shared_by(&items);
        }
        Some(requested)
    }

    /// Of a request without items.
    pub(super) fn none() -> Self {
        Self::new(Vec::new())
    }

    fn new(keys: Vec<String>) -> Self {
        let mut sorted: Vec<usize> = (0..keys.len()).collect();
        sorted.sort_unstable_by(|&one, &other| keys[one].cmp(&keys[other]));
        let are_distinct = sorted.windows(2).all(|pair| keys[pair[0]] != keys[pair[1]]);
        let (shared, lists, said) = (Vec::new(), Vec::new(), Vec::new());
        Self { keys, sorted, are_distinct, shared, rule: 0, lists, said }
    }

    /// The keys under which different ones of these items stand.
    fn shared_by(&self, items: &[Value<'_>]) -> Vec<String> {
        let differ = |pair: &[usize]| {
            self.keys[pair[0]] == self.keys[pair[1]]
                && fingerprint(items[pair[0]]) != fingerprint(items[pair[1]])
        };
        let pairs = self.sorted.windows(2).filter(|pair| differ(pair));
        let mut shared: Vec<String> = pairs.map(|pair| self.keys[pair[0]].clone()).collect();
        shared.dedup();
        shared
    }

    /// The rule that the request is read by.
    pub(super) fn rule<'c>(&self, contract: &'c Contract) -> Option<&'c BatchRule> {
        contract.batch.as_ref().map(|batch| batch.numbered(self.rule))
    }

    /// What the request says of each item, as JSON.
    pub(super) fn said(&self) -> &[String] {
        &self.said
    }

    /// JSON pointer to an item of the request.
    pub(super) fn pointer(&self, place: usize) -> String {
        let mut at = place;
        for (list, count) in &self.lists {
            match at.checked_sub(*count) {
                None => return format!("{list}/{at}"),
                Some(rest) => at = rest,
            }
        }
        String::new()
    }

    /// Whether different items of the request have this key.
    pub(super) fn is_shared(&self, key: &str) -> bool {
        self.shared.iter().any(|shared| shared == key)
    }

    /// Whether no key is there twice.
    #[must_use]
    pub fn are_distinct(&self) -> bool {
        self.are_distinct
    }

    /// The places of all items, in the order of their keys.
    pub(super) fn sorted(&self) -> &[usize] {
        &self.sorted
    }

    /// One place of the item with this key, always the same; `guess` is looked at first, since most servers answer in the
    /// order of the request.
    pub(crate) fn place(&self, key: &str, guess: usize) -> Option<usize> {
        if self.are_distinct && self.keys.get(guess).is_some_and(|asked| asked == key) {
            return Some(guess);
        }
        let at = self.sorted.partition_point(|&place| self.keys[place].as_str() < key);
        self.sorted.get(at).copied().filter(|&place| self.keys[place] == key)
    }
}

/// Whether an entry may add to what a request said of its item: where it repeats the item, and where the key has parts that
/// need not be set.
fn may_be_told_in_part(contract: &Contract, rule: &BatchRule) -> bool {
    let echoes = rule.collections().any(|collection| matches!(collection.key, EntryKey::Echo(_)));
    let holds_others = |node: &NodeRef| contract.node(*node).kind.holds_others();
    echoes || rule.key_nodes.len() > 1 || rule.key_nodes.iter().any(holds_others)
}

/// Whether answers tell items by their positions, so that two equal ones are two.
fn is_by_position(rule: &BatchRule) -> bool {
    let is_position = |key: &EntryKey| matches!(key, EntryKey::Position | EntryKey::Index { .. });
    let mut keys = rule.collections().map(|collection| &collection.key).peekable();
    keys.peek().is_some() && keys.all(is_position)
}

/// Tells the second item of a key from the first, and the third from both.
fn number_copies(keys: &mut [String]) {
    let mut counts = std::collections::BTreeMap::new();
    for key in keys {
        let count = counts.entry(key.clone()).or_insert(0_usize);
        *count += 1;
        if *count > 1 {
            *key = format!("{key} (copy {count})");
        }
    }
}

/// What the request says of an item that answers repeat: the whole of it, or its key.
fn said(rule: &BatchRule, item: Value<'_>) -> String {
    match &rule.item_key {
        ItemKey::Itself | ItemKey::Nothing => canonical(item),
        ItemKey::Members(members) => match members.as_slice() {
            [only] => only.get(item).map(canonical).unwrap_or_default(),
            several => {
                let mut tree = serde_json::Value::Null;
                let set = |path: &KeyPath| {
                    Some((path.clone(), serde_json::from_str(path.get(item)?.source()).ok()?))
                };
                several.iter().filter_map(set).for_each(|(path, value)| path.put_in(&mut tree, value));
                tree.to_string()
            }
        },
    }
}
