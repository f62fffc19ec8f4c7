//! Clauses: the single promises that a run tallies.

use std::collections::BTreeMap;

/// How binding a clause is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Documented: a breach breaks the run.
    Must,
    /// Recommended or inferred: a breach warns, and breaks the run under `--strict`.
    Should,
    /// Undocumented: what the target does is an observation and never judged.
    Note,
}

impl Level {
    /// The word used in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Must => "must",
            Self::Should => "should",
            Self::Note => "note",
        }
    }
}

/// Why a clause may stay unexercised without anybody being at fault: a closed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// Needs an id that is known to succeed, to be absent or to be denied on the target.
    Subject,
    /// Needs a way to provoke a documented error on the target.
    Trigger,
    /// Needs signed requests.
    Credentials,
    /// Cannot be observed in the answers to single calls.
    Unobservable,
}

impl Need {
    /// The reason in words.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::Subject => "needs a subject: an id known to succeed, to be absent or to be denied",
            Self::Trigger => "needs a trigger: a way to provoke the documented error",
            Self::Credentials => {
                "needs credentials: only probes of signed requests can show it (--auth-probes)"
            }
            Self::Unobservable => "cannot be observed in single calls",
        }
    }
}

/// What a shared check judges in the words of a suite's own clause: a closed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The documented method and path are served.
    Served,
    /// Which error answers a wrong JSON type.
    TypeError,
    /// A member that belongs in a header is not put in the body.
    HeaderNotInBody,
    /// A failing item among succeeding ones is an item failure under a success.
    ItemFailureAmongOthers,
    /// The same when every item fails.
    AllItemsFail,
}

/// Where a clause is written down.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Source {
    /// The document's title.
    pub document: String,
    /// The part of the document.
    pub section: String,
    /// Where to read it, if it is public.
    pub url: Option<String>,
}

/// One promise.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Clause {
    /// Stable kebab-case id, for example `inspector2/request/account-ids-max`.
    pub id: String,
    /// The number in the contract notes, for example `I03`; empty for clauses derived without a suite's word.
    pub number: String,
    /// How binding it is.
    pub level: Level,
    /// The class of its evidence: `DOC`, `PROTO`, `PROTO-S`, `INF`, `UNDOC`, or `MODEL` when derived.
    pub basis: String,
    /// The promise in one sentence.
    pub sentence: String,
    /// Where it is written.
    pub source: Source,
    /// What the tests of this clause cannot see.
    pub blind: Option<String>,
    /// What a target must offer for the clause to be testable.
    pub needs: Option<Need>,
    /// The shared check that speaks through this clause, if one does.
    pub role: Option<Role>,
}

impl Clause {
    /// The middle part of the id, by which reports group: `request`, `response`, `error`, `protocol`, `http`,
    /// `batch`, `subjects`, `auth`.
    #[must_use]
    pub fn area(&self) -> &str {
        let mut parts = self.id.split('/');
        match (parts.next(), parts.next(), parts.next()) {
            (_, Some(area), Some(_)) => area,
            (Some(area), _, _) => area,
            _ => "",
        }
    }
}

/// A clause of one contract: an index into [`ClauseTable`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClauseRef(u16);

impl ClauseRef {
    /// The position in the table, for arrays that run beside it.
    #[must_use]
    pub fn index(self) -> usize {
        self.0.into()
    }
}

/// All clauses of one contract, in the order protocol, batch, suite, derived.
#[derive(Debug, Clone, Default)]
pub struct ClauseTable {
    clauses: Vec<Clause>,
    by_id: BTreeMap<String, ClauseRef>,
}

impl ClauseTable {
    /// Adds a clause; `None` when its id is taken.
    pub(super) fn add(&mut self, clause: Clause) -> Option<ClauseRef> {
        let reference = ClauseRef(u16::try_from(self.clauses.len()).ok()?);
        if self.by_id.contains_key(&clause.id) {
            return None;
        }
        self.by_id.insert(clause.id.clone(), reference);
        self.clauses.push(clause);
        Some(reference)
    }

    /// Makes a clause that binds a recommendation.
    pub(super) fn lower(&mut self, reference: ClauseRef) {
        if let Some(clause) = self.clauses.get_mut(reference.index()) {
            clause.level = clause.level.max(Level::Should);
        }
    }

    /// The clause behind a reference.
    ///
    /// # Panics
    /// When the reference belongs to another contract.
    #[must_use]
    pub fn get(&self, reference: ClauseRef) -> &Clause {
        &self.clauses[reference.index()]
    }

    /// The clause called `id`.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<ClauseRef> {
        self.by_id.get(id).copied()
    }

    /// All clauses with their references.
    pub fn iter(&self) -> impl Iterator<Item = (ClauseRef, &Clause)> {
        (0u16..).map(ClauseRef).zip(&self.clauses)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.clauses.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }
}
