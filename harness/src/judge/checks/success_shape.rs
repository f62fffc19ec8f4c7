//! A success has the declared members, types, values and lengths.

use crate::contract::{
    Accepts, BatchRule, Breach, ClauseRef, Constraint, ConstraintKind, ConstraintRef, Contract, Path,
    Pattern, Side, Watch, demand, walk,
};
use crate::judge::{Broken, CaseVerdicts, Check, Reading, Requested, Where};
use crate::message::json::{Kind, Value};

/// A success has the declared members, types, values and lengths.
pub(super) struct SuccessShape;

impl Check for SuccessShape {
    fn id(&self) -> &'static str {
        "success-shape"
    }

    fn about(&self) -> &'static str {
        "Every member of a success has its declared type, and meets its declared constraints."
    }

    fn blind(&self) -> &'static str {
        "Members that no answer of the run holds; values that an enum lacks which is known to grow are observed, not judged."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        let output = contract.constraints.iter().filter(|constraint| constraint.place.starts_with("output"));
        let names = contract.known.response_member_names;
        output.filter_map(|constraint| constraint.clause).chain([names]).collect()
    }

    fn judge(&self, reading: &Reading<'_>, verdicts: &mut CaseVerdicts) {
        if !reading.is_addressed() || reading.is_to_be_refused() {
            return;
        }
        let Some(body) = reading.success().and_then(|success| success.json()) else { return };
        let mut watch = ShapeWatch::new(reading.contract, verdicts);
        watch.requested = reading.requested.as_ref();
        watch.misspelt = Some(false);
        walk(reading.contract, reading.contract.output, body, Side::Answer, &mut watch);
        if watch.misspelt == Some(false) {
            verdicts.holds(reading.contract.known.response_member_names);
        }
    }
}

/// Why an empty list of an answer is no breach of a model that nobody has held against the service.
const EMPTY: &str = "services answer empty lists and maps where their models give them a minimum";

/// Whether a list or map is empty that is to have entries.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Emptiness {
    None,
    OfBatch,
    OfList,
}

/// Different unknown members of one answer that are told apart.
const UNKNOWN: usize = 16;

/// Writes what a walk finds to the verdicts; of breaches of one constraint that go wrong alike only the first in an answer.
pub(super) struct ShapeWatch<'s> {
    contract: &'s Contract,
    verdicts: &'s mut CaseVerdicts,
    /// Each constraint that was told as broken, with what went wrong, and whether it counts less.
    reported: Vec<(ConstraintRef, &'static str, bool)>,
    /// Unknown members that were observed, with their depth.
    unknown: Vec<(String, usize)>,
    requested: Option<&'s Requested>,
    /// Whether a member had another name than its own; `None` where names are not judged, as in errors, which clients read
    /// more leniently (`protocol/error-message-casing`).
    misspelt: Option<bool>,
}

impl<'s> ShapeWatch<'s> {
    pub(super) fn new(contract: &'s Contract, verdicts: &'s mut CaseVerdicts) -> Self {
        Self {
            contract,
            verdicts,
            reported: Vec::new(),
            unknown: Vec::new(),
            requested: None,
            misspelt: None,
        }
    }

    /// Whether a text speaks of another item of the request, one whose key excuses it: whose item it is, is wrong then,
    /// and not its form.
    fn speaks_of_another(&self, keys: &Pattern, value: Option<Value<'_>>) -> bool {
        let Some(text) = value.and_then(|value| value.as_str()) else { return false };
        let mut requested = self.requested.into_iter().flat_map(|requested| &requested.keys);
        requested.any(|key| keys.is_match(key) && text.contains(key.as_str()))
    }

    /// Whether a text is what the request says of an item: that comes back byte for byte, and what is wrong with its form
    /// was wrong in the request.
    fn is_echo(&self, kind: ConstraintKind, value: Option<Value<'_>>) -> bool {
        use ConstraintKind::{Enum, LengthMax, LengthMin, Pattern};
        let Some(text) = value.and_then(|value| value.as_str()) else { return false };
        let mut keys = self.requested.into_iter().flat_map(|requested| &requested.keys);
        // A key of several members is written as JSON.
        let quoted = serde_json::to_string(&text).unwrap_or_default();
        matches!(kind, Pattern | LengthMin | LengthMax | Enum)
            && keys.any(|key| *key == text || (key.starts_with(['{', '[']) && key.contains(&quoted)))
    }

    /// What an empty list or map of an answer is where the model wants at least one entry: such bounds are those of requests
    /// whose shapes answers share, clients read an empty list like one that is left out, and services are seen to answer so
    /// (models/src/errata.json). Where the rule of the batch fills the list, as many as there are belong into it, and none is
    /// as right as any other number.
    fn emptiness(&self, constraint: &Constraint, value: Option<Value<'_>>) -> Emptiness {
        let is_empty = constraint.kind == ConstraintKind::LengthMin
            && value
                .is_some_and(|value| matches!(value.kind(), Kind::Array | Kind::Object) && value.is_empty());
        let bare = |place: &str| place.trim_end_matches("[]").trim_end_matches("{}").to_owned();
        let mut collections = self.contract.batch.iter().flat_map(BatchRule::collections);
        match is_empty {
            false => Emptiness::None,
            true if collections.any(|own| bare(&own.place()) == constraint.place) => Emptiness::OfBatch,
            true => Emptiness::OfList,
        }
    }

    pub(super) fn observe(&mut self, clause: ClauseRef, subject: &str, answer: &str) {
        self.verdicts.observe(clause, subject.to_owned(), answer.to_owned());
    }
}

impl<'d> Watch<'d> for ShapeWatch<'_> {
    fn met(&mut self, constraint: ConstraintRef) {
        if let Some(clause) = self.contract.constraint(constraint).clause {
            self.verdicts.holds(clause);
        }
    }

    fn breach(&mut self, breach: &Breach<'_, 'd>) {
        let constraint = self.contract.constraint(breach.constraint);
        let Some(clause) = constraint.clause else { return };
        let exempt = constraint.except_keys.as_ref().is_some_and(|keys| {
            let own = breach.entry.is_some_and(|key| keys.is_match(key));
            own || self.speaks_of_another(keys, breach.value)
        });
        let wrong = signature(constraint.kind, breach.value);
        let emptiness = self.emptiness(constraint, breach.value);
        let lesser = breach.lesser || emptiness == Emptiness::OfList;
        let told = (breach.constraint, wrong, lesser);
        let exempt = exempt || emptiness == Emptiness::OfBatch || self.is_echo(constraint.kind, breach.value);
        if exempt || self.reported.contains(&told) {
            return;
        }
        self.reported.push(told);
        if emptiness == Emptiness::OfList && self.contract.accepts == Accepts::Known {
            return self.verdicts.undecided(clause, EMPTY);
        }
        let actual = describe(constraint.kind, breach.value);
        let broken = Broken::new(demand(self.contract, breach.constraint), actual)
            .at(Where::Answer, breach.path.to_string())
            .signed(format!("{constraint} {wrong}"))
            .lesser(lesser);
        self.verdicts.breaks(clause, broken);
    }

    fn unknown_member(&mut self, name: &str, path: &Path<'d>) {
        // Indices and keys would make every entry its own observation.
        let shown: String = name.chars().take(60).collect();
        let found = (shown, path.depth());
        if self.unknown.contains(&found) {
            return;
        }
        let (shown, depth) = &found;
        let clause = self.contract.known.response_unknown_member;
        let subject = "an unknown member of answers";
        self.verdicts.observe(clause, subject, format!("{shown:?} at depth {depth}"));
        if self.unknown.len() < UNKNOWN {
            self.unknown.push(found);
        }
    }

    fn misspelt_member(&mut self, member: &str, name: &str, path: &Path<'d>) {
        match self.misspelt {
            None => self.unknown_member(name, path),
            Some(true) => {}
            Some(false) => {
                self.misspelt = Some(true);
                let shown: String = name.chars().take(60).collect();
                let broken =
                    Broken::new(format!("a member {member:?}"), format!("a member {shown:?} in its place"))
                        .at(Where::Answer, path.to_string())
                        .signed(format!("{member} by another name"));
                self.verdicts.breaks(self.contract.known.response_member_names, broken);
            }
        }
    }

    fn unseen_value(&mut self, constraint: ConstraintRef, value: Value<'d>, _path: &Path<'d>) {
        let constraint = self.contract.constraint(constraint);
        if let Some(clause) = constraint.clause {
            let shown: String = value.source().chars().take(60).collect();
            let subject = format!("an undocumented value of {}", constraint.place);
            self.verdicts.observe(clause, subject, shown);
        }
    }
}

fn describe(kind: ConstraintKind, value: Option<Value<'_>>) -> String {
    let Some(value) = value else { return "it is missing".to_owned() };
    let source = value.source();
    let shown: String = source.chars().take(120).collect();
    let ellipsis = if shown.len() < source.len() { "..." } else { "" };
    match kind {
        ConstraintKind::Type => format!("{} {shown}{ellipsis}", value.kind().name()),
        ConstraintKind::LengthMin | ConstraintKind::LengthMax => {
            let length = value.as_str().map_or_else(|| value.len(), |text| text.chars().count());
            format!("length {length}: {shown}{ellipsis}")
        }
        _ => format!("{shown}{ellipsis}"),
    }
}

fn signature(kind: ConstraintKind, value: Option<Value<'_>>) -> &'static str {
    match (kind, value) {
        (_, None) => "missing",
        (ConstraintKind::Type | ConstraintKind::Required, Some(value)) => value.kind().name(),
        _ => "breached",
    }
}
