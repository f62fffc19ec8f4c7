//! The body: is it JSON, and does it meet every constraint of the model?

use std::collections::{BTreeMap, BTreeSet};

use super::lenient::{Leniency, leniency};
use super::{Expectation, Open, Refusal, Refusals};
use crate::contract::batch::{BadItem, BatchRule, ItemKey};
use crate::contract::batch_items::ItemList;
use crate::contract::clause::ClauseRef;
use crate::contract::conform::{Breach, Side, Watch, walk};
use crate::contract::constraint::{ConstraintKind, ConstraintRef};
use crate::contract::operation::{Contract, ValueRule};
use crate::contract::path::Path;
use crate::contract::schema::{NodeKind, NodeRef};
use crate::contract::smithy::checksum;
use crate::contract::timestamp;
use crate::message::json::{Document, Kind, Value, fingerprint};

/// Nesting beyond this is left open: parsers may bound it, and no documented request comes near.
const PLAIN_DEPTH: u32 = 32;
/// Numbers with more characters than this are left open: parsers may bound them.
const PLAIN_NUMBER_CHARACTERS: usize = 15;

/// What must come of a body that is all of the input.
pub(super) fn read(contract: &Contract, bytes: &[u8]) -> Expectation {
    match document(contract, bytes) {
        Ok((document, nul)) => of(contract, &document, nul).conclude(document.root()),
        Err(expectation) => expectation,
    }
}

/// The body, and whether a text in it holds NUL.
///
/// # Errors
/// What must come of a body that is no object that every reader reads alike.
pub(super) fn document<'b>(
    contract: &Contract,
    bytes: &'b [u8],
) -> Result<(Document<'b>, bool), Expectation> {
    if bytes.is_empty() {
        return Err(empty(contract));
    }
    if bytes.starts_with("\u{feff}".as_bytes()) {
        return Err(Expectation::Observe(Open::ByteOrderMark));
    }
    let Ok(document) = Document::parse(bytes) else {
        return Err(whole_body(match leniency(bytes) {
            None => contract.known.malformed_json_rejected,
            Some(Leniency::Grammar) => contract.known.lenient_grammar,
            Some(Leniency::Encoding) => contract.known.invalid_utf8_rejected,
        }));
    };
    let nul = usual(&document).map_err(Expectation::Observe)?;
    if document.root().kind() != Kind::Object {
        return Err(whole_body(contract.known.non_object_body_rejected));
    }
    Ok((document, nul))
}

/// What a body says of each constraint.
pub(super) fn of<'c>(contract: &'c Contract, document: &Document<'_>, nul: bool) -> BodyReading<'c> {
    let mut reading = BodyReading {
        contract,
        breaches: BTreeMap::new(),
        open: None,
        unnamed: Vec::new(),
        odd: None,
        unknown: false,
        nul,
    };
    walk(contract, contract.input, document.root(), Side::Request, &mut reading);
    reading
}

fn whole_body(clause: ClauseRef) -> Expectation {
    Expectation::Refuse(Refusal {
        clause,
        also: Vec::new(),
        answers: Refusals::Parse,
        pointer: String::new(),
        among_others: false,
    })
}

/// No body at all: no JSON, and where a member is required, that member is missing. Either reading refuses.
fn empty(contract: &Contract) -> Expectation {
    let members = match &contract.node(contract.input).kind {
        NodeKind::Structure(members) => members.as_slice(),
        _ => &[],
    };
    if members.iter().all(|member| member.required.is_none() || !member.location.is_body()) {
        return Expectation::Observe(Open::EmptyBody);
    }
    let mut expectation = whole_body(contract.known.empty_body_rejected);
    if let Expectation::Refuse(refusal) = &mut expectation {
        refusal.answers = Refusals::NoSuccess;
    }
    expectation
}

/// Whether a text of the document holds NUL.
///
/// # Errors
/// Why the text is legal JSON that readers may read differently or refuse for a limit
/// (`protocol/hostile-bytes-no-5xx`; RFC 8259, 4, 6, 8.2, 9).
pub(super) fn usual(document: &Document<'_>) -> Result<bool, Open> {
    if document.depth() > PLAIN_DEPTH {
        return Err(Open::Depth);
    }
    if document.has_lone_surrogate() {
        return Err(Open::LoneSurrogate);
    }
    let mut nul = false;
    let mut todo = vec![document.root()];
    while let Some(value) = todo.pop() {
        match value.kind() {
            Kind::Object => {
                let mut names = BTreeSet::new();
                for (name, member) in value.members() {
                    if !names.insert(name.as_str().unwrap_or_default()) {
                        return Err(Open::RepeatedMember);
                    }
                    todo.extend([name, member]);
                }
            }
            Kind::Array => todo.extend(value.elements()),
            Kind::String => nul |= value.as_str().is_some_and(|text| text.contains('\0')),
            Kind::Number if value.source().len() > PLAIN_NUMBER_CHARACTERS => {
                return Err(Open::LongNumber);
            }
            Kind::Number if value.source().contains(['e', 'E']) => return Err(Open::Exponent),
            _ => {}
        }
    }
    Ok(nul)
}

/// Breaches by JSON pointer, and what else the walk met.
pub(super) struct BodyReading<'c> {
    pub(super) contract: &'c Contract,
    pub(super) breaches: BTreeMap<String, Vec<Found>>,
    pub(super) open: Option<Open>,
    /// Places whose value is valid by the model but named by no documented text, with the clause that speaks of it.
    pub(super) unnamed: Vec<(String, Option<ClauseRef>)>,
    odd: Option<ClauseRef>,
    pub(super) unknown: bool,
    /// A text holds NUL, which some readers of JSON refuse.
    pub(super) nul: bool,
}

/// The pointer to what holds the value at a pointer.
fn holder(pointer: &str) -> &str {
    pointer.rsplit_once('/').map_or("", |(holder, _)| holder)
}

pub(super) struct Found {
    constraint: ConstraintRef,
    /// The value was null rather than missing.
    null: bool,
}

impl<'d> Watch<'d> for BodyReading<'_> {
    fn met(&mut self, _constraint: ConstraintRef) {}

    fn breach(&mut self, breach: &Breach<'_, 'd>) {
        let null = breach.value.is_some_and(Value::is_null);
        let found = Found { constraint: breach.constraint, null };
        self.breaches.entry(breach.path.to_string()).or_default().push(found);
    }

    fn unknown_member(&mut self, _name: &str, _path: &Path<'d>) {
        self.unknown = true;
    }

    fn disputed(&mut self, node: NodeRef, _value: Value<'d>, _path: &Path<'d>) {
        let rule = self.contract.value_rule(node);
        self.open = Some(Open::Disputed(rule.and_then(|rule| rule.open_clause.or(rule.odd_clause))));
    }

    fn visit(&mut self, node: NodeRef, value: Value<'d>, path: &Path<'d>, _entry: Option<&str>) {
        match &self.contract.node(node).kind {
            NodeKind::String { .. } => {
                if let Some(rule) = self.contract.value_rule(node) {
                    self.known_value(rule, &value.as_str().unwrap_or_default(), path);
                }
            }
            NodeKind::Structure(members) => {
                let is_null = |name: &str| value.get(name).is_some_and(Value::is_null);
                if members.iter().any(|member| member.required.is_none() && is_null(&member.name)) {
                    self.open = Some(Open::OptionalNull);
                }
            }
            NodeKind::Integer { .. } if value.source().contains('.') => {
                self.open = Some(Open::WholeFraction);
            }
            NodeKind::Float { min, max }
                if value.kind() == Kind::String && (min.is_some() || max.is_some()) =>
            {
                self.open = Some(Open::NoNumber);
            }
            NodeKind::Timestamp { format, .. } if timestamp::is_disputed(*format, value) => {
                self.open = Some(Open::Timestamp);
            }
            _ => {}
        }
    }
}

impl BodyReading<'_> {
    fn known_value(&mut self, rule: &ValueRule, text: &str, path: &Path<'_>) {
        if rule.unjudged.iter().any(|pattern| pattern.is_match(text)) {
            self.open = Some(Open::Value(rule.open_clause.or(rule.odd_clause)));
        } else if rule.only.as_ref().is_some_and(|only| !only.iter().any(|value| value == text)) {
            self.unnamed.push((path.to_string(), rule.odd_clause));
        } else if rule.strict.as_ref().is_some_and(|strict| !strict.is_match(text)) {
            self.odd = self.odd.or(rule.odd_clause);
        }
    }

    pub(super) fn conclude(mut self, root: Value<'_>) -> Expectation {
        let rule = self.contract.batch.as_ref().map(|batch| (batch, batch.of_request(root).1));
        let lists = rule.and_then(|(_, rule)| rule.lists(root)).unwrap_or_default();
        let count = lists.iter().map(|list| list.list.len()).sum();
        let repeated = rule.is_some_and(|(_, rule)| has_duplicates(rule, &lists));
        if rule.is_some_and(|(batch, _)| batch.uses_several(root)) {
            self.open = Some(Open::SeveralInputs);
        }
        if let Some((_, rule)) = rule
            && let Some(expectation) = self.of_whole(rule, &lists, repeated)
        {
            return expectation;
        }
        if let (true, Some(clause), Some((_, rule))) = (repeated, self.contract.known.batch_unique_keys, rule)
            && rule.unique_keys
        {
            return self.of_equal_keys(clause, &lists);
        }
        self.join_missing_members();
        let mut breaches = std::mem::take(&mut self.breaches).into_iter();
        let Some((pointer, found)) = breaches.next() else {
            return self.without_breach(repeated);
        };
        if breaches.next().is_some() {
            return Expectation::Observe(Open::SeveralBreaches);
        }
        // A value that breaks a constraint is no longer one that the documentation merely does not name.
        self.unnamed.retain(|(place, _)| *place != pointer);
        if let Some(why) = self.open {
            return Expectation::Observe(why);
        }
        let mut expectation = self.refusal(pointer, &found, count, repeated);
        // Neither reading of a value that nobody names serves the request; which of the two errors comes first is open.
        if let Expectation::Refuse(refusal) = &mut expectation
            && !self.unnamed.is_empty()
        {
            refusal.answers = Refusals::Any;
        }
        expectation
    }

    /// Members that are missing from one structure are one breach of it: all of them ask for the same answer.
    fn join_missing_members(&mut self) {
        let is_missing = |found: &Found| {
            self.contract.constraint(found.constraint).kind == ConstraintKind::Required && !found.null
        };
        let mut holders = self.breaches.keys().map(|pointer| holder(pointer));
        let Some(first) = holders.next().map(str::to_owned) else { return };
        if self.breaches.len() > 1
            && holders.all(|other| other == first)
            && self.breaches.values().flatten().all(is_missing)
        {
            let all = std::mem::take(&mut self.breaches).into_values().flatten().collect();
            self.breaches.insert(first, all);
        }
    }

    fn without_breach(&self, repeated: bool) -> Expectation {
        let unnamed = self.unnamed.first().map(|(_, clause)| Open::UnnamedValue(*clause));
        if let Some(why) = self.open.or(unnamed) {
            Expectation::Observe(why)
        } else if self.nul {
            Expectation::Observe(Open::Nul)
        } else if self.unknown {
            Expectation::Observe(Open::UnknownMember)
        } else if repeated {
            Expectation::Observe(Open::RepeatedItem)
        } else {
            Expectation::Accept { odd: self.odd }
        }
    }

    /// What comes of keys that are there twice, where they may not be.
    fn of_equal_keys(&self, clause: ClauseRef, lists: &[ItemList<'_>]) -> Expectation {
        if let Some(why) = self.open {
            return Expectation::Observe(why);
        }
        if !self.breaches.is_empty() || self.unknown || self.nul || !self.unnamed.is_empty() {
            return Expectation::Observe(Open::SeveralBreaches);
        }
        let pointer = lists.first().map(|list| list.pointer.clone()).unwrap_or_default();
        Expectation::Refuse(Refusal {
            clause,
            also: Vec::new(),
            answers: Refusals::Any,
            pointer,
            among_others: false,
        })
    }

    fn refusal(&self, pointer: String, found: &[Found], count: usize, repeated: bool) -> Expectation {
        let contract = self.contract;
        let mut clauses = Vec::new();
        let mut answers = Refusals::Validation;
        for Found { constraint, null } in found {
            let judged = contract.constraint(*constraint);
            match judged.kind {
                ConstraintKind::Required if *null => clauses.push(contract.known.null_equals_missing),
                // The protocol's own tests want a parse error for these, older ones for equal elements, too.
                ConstraintKind::Null | ConstraintKind::Timestamp | ConstraintKind::Unique => {
                    answers = Refusals::Parse;
                }
                ConstraintKind::Type => answers = Refusals::NoSuccess,
                ConstraintKind::LengthMax if repeated => {
                    // A server that drops repeats before it counts breaks the unit of length, not the limit.
                    clauses.push(contract.known.length_unit);
                    answers = Refusals::Parse;
                }
                _ => {}
            }
            let Some(clause) = judged.clause else {
                return Expectation::Observe(Open::Unjudged);
            };
            if !clauses.contains(&clause) {
                clauses.push(clause);
            }
        }
        if (self.unknown || self.nul) && answers == Refusals::Validation {
            answers = Refusals::Parse;
        }
        let Some((&clause, also)) = clauses.split_first() else {
            return Expectation::Observe(Open::Unjudged);
        };
        let is_null =
            found.iter().any(|found| contract.constraint(found.constraint).kind == ConstraintKind::Null);
        let inside_item = self.is_inside_item(&pointer, is_null);
        if inside_item && self.may_fail_alone(found) {
            return Expectation::Observe(Open::BadItem);
        }
        Expectation::Refuse(Refusal {
            clause,
            also: also.to_vec(),
            answers,
            pointer,
            among_others: inside_item && count > 1,
        })
    }

    /// A null in an item's place is no item: alone, it leaves a server that drops it with nothing to answer.
    fn is_inside_item(&self, pointer: &str, is_null: bool) -> bool {
        let rules =
            self.contract.batch.iter().flat_map(|batch| std::iter::once(batch).chain(&batch.alternatives));
        let place = rules.filter_map(|rule| rule.within_item(pointer)).next();
        place.is_some_and(|place| !is_null || place.contains('/'))
    }

    /// Whether an item with these breaches need not refuse the call. What cannot be read as JSON of the right types never
    /// gets as far as the items.
    fn may_fail_alone(&self, found: &[Found]) -> bool {
        let refuses = self.contract.batch.as_ref().is_none_or(|batch| batch.bad_item == BadItem::RefusesCall);
        let is_of_parsing = |found: &Found| {
            let kind = self.contract.constraint(found.constraint).kind;
            found.null
                || matches!(kind, ConstraintKind::Type | ConstraintKind::Null | ConstraintKind::Timestamp)
        };
        !refuses && !found.iter().any(is_of_parsing)
    }
}

/// Items are the same when their keys are.
fn has_duplicates(rule: &BatchRule, lists: &[ItemList<'_>]) -> bool {
    let keys = lists.iter().flat_map(|list| {
        let group = list.group.as_deref();
        list.list.elements().filter_map(move |item| match (&rule.item_key, group) {
            (ItemKey::Itself | ItemKey::Nothing, None) => Some(fingerprint(item).0),
            (key, None) if key.single().is_some() => Some(fingerprint(key.single()?.get(item)?).0),
            _ => Some(checksum(rule.identity(group, item)?.as_bytes())),
        })
    });
    let mut seen: Vec<u64> = keys.collect();
    seen.sort_unstable();
    seen.windows(2).any(|pair| pair[0] == pair[1])
}
