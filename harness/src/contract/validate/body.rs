//! The body: is it JSON, and does it meet every constraint of the model?

use std::collections::{BTreeMap, BTreeSet};

use super::lenient::{Leniency, leniency};
use super::{Expectation, Open, Refusal, Refusals};
use crate::contract::clause::ClauseRef;
use crate::contract::conform::{Breach, Side, Watch, walk};
use crate::contract::constraint::{ConstraintKind, ConstraintRef};
use crate::contract::operation::{Contract, ValueRule};
use crate::contract::path::Path;
use crate::contract::schema::{NodeKind, NodeRef};
use crate::contract::timestamp;
use crate::message::json::{Document, Kind, Value};

/// Nesting beyond this is left open: parsers may bound it, and no documented request comes near.
const PLAIN_DEPTH: u32 = 32;
/// Numbers with more characters than this are left open: parsers may bound them.
const PLAIN_NUMBER_CHARACTERS: usize = 15;

/// What must come of a body beside these members that travel elsewhere.
pub(super) fn read(contract: &Contract, bytes: &[u8], elsewhere: &[(String, String)]) -> Expectation {
    if contract.binding.template.is_none() {
        return match document(contract, bytes) {
            Ok((document, nul)) => of(contract, &document, nul).conclude(document.root()),
            Err(expectation) => expectation,
        };
    }
    let bytes = match (contract.has_body(), bytes.is_empty()) {
        (true, _) => bytes,
        (false, true) => b"{}",
        (false, false) => return Expectation::Observe(Open::NeedlessBody),
    };
    let joined = match document(contract, bytes) {
        Ok((document, _)) => joined(&document, bytes, elsewhere),
        Err(expectation) => {
            let alone = joined_with_nothing(elsewhere);
            let Ok((document, nul)) = document_of(&alone) else { return expectation };
            let reading = of(contract, &document, nul);
            let is_elsewhere = |pointer: &String| {
                elsewhere.iter().any(|(name, _)| pointer.split('/').nth(1) == Some(name.as_str()))
            };
            let is_wrong = reading.breaches.keys().any(is_elsewhere);
            return if is_wrong { Expectation::Observe(Open::HeadAndBody) } else { expectation };
        }
    };
    match document(contract, &joined) {
        Ok((document, nul)) => of(contract, &document, nul).conclude(document.root()),
        Err(expectation) => expectation,
    }
}

fn document_of(bytes: &[u8]) -> Result<(Document<'_>, bool), Open> {
    let document = Document::parse(bytes).map_err(|_| Open::NeedlessBody)?;
    let nul = usual(&document)?;
    Ok((document, nul))
}

/// An object of the members of a body and of those that travel elsewhere.
fn joined(document: &Document<'_>, bytes: &[u8], elsewhere: &[(String, String)]) -> Vec<u8> {
    let mut joined = joined_with_nothing(elsewhere);
    joined.pop();
    let start = bytes.iter().position(|byte| *byte == b'{').map_or(0, |at| at + 1);
    if document.root().len() > 0 && !elsewhere.is_empty() {
        joined.push(b',');
    }
    joined.extend_from_slice(bytes.get(start..).unwrap_or_default());
    joined
}

fn joined_with_nothing(elsewhere: &[(String, String)]) -> Vec<u8> {
    let members: Vec<String> = elsewhere
        .iter()
        .map(|(name, value)| format!("{}:{value}", serde_json::Value::from(name.as_str())))
        .collect();
    format!("{{{}}}", members.join(",")).into_bytes()
}

/// The body, and whether a text in it holds NUL.
///
/// # Errors
/// What must come of a body that is no object that every reader reads alike.
fn document<'b>(contract: &Contract, bytes: &'b [u8]) -> Result<(Document<'b>, bool), Expectation> {
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

fn of<'c>(contract: &'c Contract, document: &Document<'_>, nul: bool) -> BodyReading<'c> {
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
fn usual(document: &Document<'_>) -> Result<bool, Open> {
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
struct BodyReading<'c> {
    contract: &'c Contract,
    breaches: BTreeMap<String, Vec<Found>>,
    open: Option<Open>,
    /// Places whose value is valid by the model but named by no documented text, with the clause that speaks of it.
    unnamed: Vec<(String, Option<ClauseRef>)>,
    odd: Option<ClauseRef>,
    unknown: bool,
    /// A text holds NUL, which some readers of JSON refuse.
    nul: bool,
}

/// The pointer to what holds the value at a pointer.
fn holder(pointer: &str) -> &str {
    pointer.rsplit_once('/').map_or("", |(holder, _)| holder)
}

struct Found {
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

    fn conclude(mut self, root: Value<'_>) -> Expectation {
        let items = self.items(root);
        let count = items.map_or(0, Value::len);
        let repeated = items.is_some_and(|items| self.has_duplicates(items));
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

    fn items<'d>(&self, root: Value<'d>) -> Option<Value<'d>> {
        let batch = self.contract.batch.as_ref()?;
        batch
            .items
            .iter()
            .try_fold(root, |value, name| value.get(name))
            .filter(|value| value.kind() == Kind::Array)
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
        self.contract.batch.as_ref().is_some_and(|batch| {
            let items = format!("/{}/", batch.items.join("/"));
            pointer.strip_prefix(&items).is_some_and(|place| !is_null || place.contains('/'))
        })
    }

    /// Items are the same when their keys are.
    fn has_duplicates(&self, items: Value<'_>) -> bool {
        let key = self.contract.batch.as_ref().and_then(|batch| batch.item_key.as_deref());
        let keys = items.elements().filter_map(|item| key.map_or(Some(item), |key| item.get(key)));
        let mut seen: Vec<_> = keys.map(crate::message::json::fingerprint).collect();
        seen.sort_unstable();
        seen.windows(2).any(|pair| pair[0] == pair[1])
    }
}
