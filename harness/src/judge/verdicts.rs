//! What the checks say of one case.

use std::borrow::Cow;

use super::outcome::Outcomes;
use crate::contract::{ClauseRef, Contract, Level};

/// Which message of an exchange a place lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Where {
    /// The request.
    Request,
    /// The answer.
    Answer,
}

/// One broken clause: structure, not prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The clause.
    pub clause: ClauseRef,
    /// A lesser level than the clause's own.
    pub level: Option<Level>,
    /// Further clauses that the same fact breaks.
    pub also: Vec<ClauseRef>,
    /// The step of the case.
    pub step: usize,
    /// The message and JSON pointer, if a place can be named.
    pub place: Option<(Where, String)>,
    /// What the clause demands here.
    pub expected: String,
    /// What came.
    pub actual: String,
    /// What equal findings share: no ids, no numbers that differ from case to case.
    pub signature: String,
    /// The item it is about, for violations that are about one item's outcome.
    pub item: Option<String>,
}

impl Violation {
    /// Whether it is that several answers disagree about an item, and not what any one of them says.
    #[must_use]
    pub fn is_disagreement(&self) -> bool {
        self.signature == DISAGREEMENT
    }

    /// Whether it is that items are changed by being read.
    #[must_use]
    pub fn is_of_rereading(&self) -> bool {
        self.signature.starts_with(REREADING)
    }
}

/// How the signature of violations begins in which reading items changes them.
pub const REREADING: &str = "reading changes it: ";

/// The signature of violations that several answers show together.
pub const DISAGREEMENT: &str = "disagreement";

/// Something that the documentation leaves open, as a target does it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Observed {
    /// The clause that speaks of it.
    pub clause: ClauseRef,
    /// What is left open.
    pub subject: Cow<'static, str>,
    /// What the target does then.
    pub answer: Cow<'static, str>,
    /// The kind of request that shows it, where that matters.
    pub shown_by: Option<String>,
}

/// How the subject of a note begins that was missed.
const MISSED: &str = "answers other than ";

impl Observed {
    /// Whether it is a note that an answer misses, which the verdicts tell once however often it does.
    pub(crate) fn is_missed_note(&self) -> bool {
        self.subject.starts_with(MISSED)
    }
}

/// Verdicts on one case.
#[derive(Debug, Clone)]
pub struct CaseVerdicts {
    held: Vec<u64>,
    step: usize,
    /// What broke.
    pub violations: Vec<Violation>,
    /// Clauses that applied and could not be decided, with the reason.
    pub undecided: Vec<(ClauseRef, &'static str)>,
    /// What the target does where the documentation leaves it open.
    pub observations: Vec<Observed>,
    /// Each step's outcomes by item, where the answer is a plain success to a certainly valid request.
    pub outcomes: Vec<Option<Outcomes>>,
    /// The number of items of each step, where its request holds a list of them.
    pub sizes: Vec<Option<usize>>,
    /// Checks that panicked.
    pub faults: Vec<&'static str>,
}

impl CaseVerdicts {
    /// Empty verdicts for a contract with this many clauses.
    #[must_use]
    pub fn new(clauses: usize) -> Self {
        Self {
            held: vec![0; clauses.div_ceil(64)],
            step: 0,
            violations: Vec::new(),
            undecided: Vec::new(),
            observations: Vec::new(),
            outcomes: Vec::new(),
            sizes: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// The verdicts of one step, on which the clauses of these words hold.
    pub(crate) fn holding(held: &[u64]) -> Self {
        Self { held: held.to_vec(), ..Self::new(0) }
    }

    pub(crate) fn held_words(&self) -> &[u64] {
        &self.held
    }

    /// Whether everything that could be judged held.
    pub(crate) fn is_clean(&self) -> bool {
        self.violations.is_empty() && self.undecided.is_empty() && self.faults.is_empty()
    }

    /// Whether other verdicts say the same; both are in order.
    pub(crate) fn agrees(&self, other: &Self) -> bool {
        let observations = |verdicts: &Self| {
            let mut all = verdicts.observations.clone();
            all.sort_unstable();
            all
        };
        let outcomes = |verdicts: &Self| {
            let mut all = verdicts.outcomes.clone();
            all.iter_mut().flatten().for_each(|outcomes| outcomes.sort_unstable());
            all
        };
        self.is_clean()
            && other.is_clean()
            && self.held == other.held
            && observations(self) == observations(other)
            && self.sizes == other.sizes
            && outcomes(self) == outcomes(other)
    }

    pub(super) fn begin_step(&mut self, step: usize) {
        self.step = step;
    }

    pub(super) fn fault(&mut self, check: &'static str) {
        self.faults.push(check);
    }

    /// The clause applied here and holds.
    pub fn holds(&mut self, clause: ClauseRef) {
        if let Some(word) = self.held.get_mut(clause.index() / 64) {
            *word |= 1 << (clause.index() % 64);
        }
    }

    /// Whether the clause held somewhere in this case; a violation elsewhere in it counts more.
    #[must_use]
    pub fn held(&self, clause: ClauseRef) -> bool {
        self.held.get(clause.index() / 64).is_some_and(|word| word >> (clause.index() % 64) & 1 == 1)
    }

    /// The clause is broken here.
    pub fn breaks(&mut self, clause: ClauseRef, broken: Broken) {
        let Broken { level, also, place, expected, actual, signature, item } = broken;
        let step = self.step;
        self.violations.push(Violation {
            clause,
            level,
            also,
            step,
            place,
            expected,
            actual,
            signature,
            item,
        });
    }

    /// The clause applied here and cannot be decided.
    pub fn undecided(&mut self, clause: ClauseRef, why: &'static str) {
        self.undecided.push((clause, why));
    }

    /// What a `note` asks for is never judged: a miss is part of the target's fingerprint.
    pub(super) fn observe_notes(&mut self, contract: &Contract) {
        let is_note = |violation: &mut Violation| contract.clauses.get(violation.clause).level == Level::Note;
        let notes = self.violations.extract_if(.., is_note);
        self.observations.extend(notes.map(|note| Observed {
            clause: note.clause,
            subject: format!("{MISSED}{}", note.expected).into(),
            answer: "seen".into(),
            shown_by: None,
        }));
    }

    /// Something that the documentation leaves open.
    pub fn observe(
        &mut self,
        clause: ClauseRef,
        subject: impl Into<Cow<'static, str>>,
        answer: impl Into<Cow<'static, str>>,
    ) {
        let (subject, answer) = (subject.into(), answer.into());
        self.observations.push(Observed { clause, subject, answer, shown_by: None });
    }

    /// The same, where it matters which kind of request shows it.
    pub fn observe_in(
        &mut self,
        clause: ClauseRef,
        subject: impl Into<Cow<'static, str>>,
        answer: impl Into<Cow<'static, str>>,
        shown_by: impl Into<String>,
    ) {
        let (subject, answer) = (subject.into(), answer.into());
        self.observations.push(Observed { clause, subject, answer, shown_by: Some(shown_by.into()) });
    }
}

/// The facts of a violation, before the verdicts add clause and step.
#[derive(Debug, Clone)]
pub struct Broken {
    level: Option<Level>,
    also: Vec<ClauseRef>,
    place: Option<(Where, String)>,
    expected: String,
    actual: String,
    signature: String,
    item: Option<String>,
}

impl Broken {
    /// `expected` and `actual` in words; the signature is `actual` until another is given.
    pub fn new(expected: impl Into<String>, actual: impl Into<String>) -> Self {
        let actual = actual.into();
        Self {
            level: None,
            also: Vec::new(),
            place: None,
            expected: expected.into(),
            signature: actual.clone(),
            actual,
            item: None,
        }
    }

    /// At this place.
    #[must_use]
    pub fn at(mut self, message: Where, pointer: impl Into<String>) -> Self {
        self.place = Some((message, pointer.into()));
        self
    }

    /// Equal findings share this.
    #[must_use]
    pub fn signed(mut self, signature: impl Into<String>) -> Self {
        self.signature = signature.into();
        self
    }

    /// About this item's outcome.
    #[must_use]
    pub fn about(mut self, item: impl Into<String>) -> Self {
        self.item = Some(item.into());
        self
    }

    /// Only a warning, whatever the clause's level.
    #[must_use]
    pub fn lesser(mut self, lesser: bool) -> Self {
        self.level = lesser.then_some(Level::Should);
        self
    }

    /// The same fact breaks these clauses, too.
    #[must_use]
    pub fn also(mut self, also: impl IntoIterator<Item = ClauseRef>) -> Self {
        self.also.extend(also);
        self
    }
}
