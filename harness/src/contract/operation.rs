//! The contract of one operation: everything that the later stages read.

use std::collections::BTreeMap;

use super::aws::AwsService;
use super::batch::BatchRule;
use super::binding::{Binding, OtherOperation};
use super::calendar::{DayForm, EarliestDay};
use super::clause::{ClauseRef, ClauseTable, Role};
use super::constraint::{Constraint, ConstraintKind, ConstraintRef};
use super::known::KnownClauses;
use super::later::Later;
use super::pattern::Pattern;
use super::protocol::{Location, Protocol};
use super::schema::{Member, Node, NodeKind, NodeRef, TextReading};
use super::suite_file::{Accepts, Effect};
use super::template::Template;

/// What one operation promises.
#[derive(Debug, Clone)]
pub struct Contract {
    /// The suite's id, first part of its clause ids.
    pub suite: String,
    /// The suite's title.
    pub title: String,
    /// Version of the clause set.
    pub version: String,
    /// Local name of the operation.
    pub operation: String,
    /// The service that has it, by the name of its public model, where the suite says so.
    pub service: Option<String>,
    /// Whether calling it changes anything.
    pub effect: Effect,
    /// Which requests are certainly served.
    pub accepts: Accepts,
    /// Where AWS serves it, and how requests to it are signed; `None` when no service of AWS is meant.
    pub aws: Option<AwsService>,
    /// How its messages travel.
    pub protocol: Protocol,
    /// The documented head of a request, and the success status.
    pub binding: Binding,
    /// All clauses.
    pub clauses: ClauseTable,
    /// Which clause's breach explains which other's, as the suite says.
    pub explains: Vec<(ClauseRef, ClauseRef)>,
    /// Clauses of the protocol and of batches that checks name.
    pub known: KnownClauses,
    /// All constraints of all places.
    pub constraints: Vec<Constraint>,
    pub(super) nodes: Vec<Node>,
    /// Places of members that are the body of their message.
    pub(super) payloads: Vec<String>,
    /// The values that members beside the items have in every request whose answer is compared with others; `None` before
    /// they are [settled](crate::generate::settled).
    pub fixed: Option<serde_json::Map<String, serde_json::Value>>,
    /// Whether the user gave all of them that a request must have, so that the target knows them.
    pub is_company_told: bool,
    /// The request body.
    pub input: NodeRef,
    /// The body of a success.
    pub output: NodeRef,
    /// The errors that the operation declares.
    pub errors: Vec<ModelledError>,
    /// The batch rule, if the operation is one of batches.
    pub batch: Option<BatchRule>,
    /// What is known about string values of the request.
    pub values: Vec<ValueRule>,
    /// What the model cannot say about answers.
    pub rules: Vec<AnswerRule>,
    /// Requests to other operations that a target may serve as well.
    pub others: Vec<OtherOperation>,
    /// Checksum of the model file, quoted by reports.
    pub model_checksum: u64,
    /// Present in the head of a contract that is read whole when its turn comes.
    pub(super) later: Option<Later>,
}

/// An error that the operation declares.
#[derive(Debug, Clone)]
pub struct ModelledError {
    /// Its type, the bare shape name.
    pub name: String,
    /// The documented status.
    pub status: u16,
    /// The constraint that a wrong status breaks.
    pub status_rule: ConstraintRef,
    /// The members of its body.
    pub node: NodeRef,
    /// Members that travel in headers.
    pub headers: Vec<HeaderMember>,
}

impl ModelledError {
    /// Whether a caller may see this error at any time and try again: throttling and the service's own faults.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        let passes = ["Throttl", "TooManyRequests", "ThroughputExceeded", "RequestLimitExceeded"];
        self.status == 429 || self.status >= 500 || passes.iter().any(|word| self.name.contains(word))
    }
}

/// A member of an error that travels in a header and holds a whole number.
#[derive(Debug, Clone)]
pub struct HeaderMember {
    /// The member's name in the model.
    pub member: String,
    /// The header's name in lower case.
    pub header: String,
    /// The constraint on its value.
    pub rule: ConstraintRef,
}

/// What is known about the string values at one place of the request.
#[derive(Debug, Clone)]
pub struct ValueRule {
    /// The place.
    pub node: NodeRef,
    /// Pattern that realistic, certainly accepted values are drawn from.
    pub pool: Option<String>,
    /// Values that match are certainly accepted.
    pub strict: Option<Pattern>,
    /// Judged when a strict value is refused.
    pub strict_clause: Option<ClauseRef>,
    /// Judged when a valid value that is not strict is refused.
    pub odd_clause: Option<ClauseRef>,
    /// What comes of an unjudged value is reported under this clause.
    pub open_clause: Option<ClauseRef>,
    /// Values that match one of these are only observed.
    pub unjudged: Vec<Pattern>,
    /// When given, other valid values are only observed.
    pub only: Option<Vec<String>>,
    /// Documented values.
    pub examples: Vec<String>,
    /// Valid but odd values worth trying.
    pub odd: Vec<String>,
    /// Telling values that break a constraint.
    pub broken: Vec<String>,
}

/// What the suite demands of answers beyond the model.
#[derive(Debug, Clone)]
pub struct AnswerRule {
    /// The clause that a breach breaks.
    pub clause: ClauseRef,
    /// Where it applies.
    pub at: NodeRef,
    /// What is demanded.
    pub demand: Demand,
    /// Entries with these keys are not judged: what is demanded does not fit every valid key.
    pub except_keys: Option<Pattern>,
}

/// A demand beyond the model.
#[derive(Debug, Clone)]
pub enum Demand {
    /// The number in the first member is at most the one in the second.
    Ordered(String, String),
    /// No two elements of the list agree in all these members.
    Distinct(Vec<String>),
    /// A string matches and its length in characters is within bounds.
    Pattern {
        /// What it matches.
        pattern: Pattern,
        /// Smallest length.
        min: usize,
        /// Largest length.
        max: usize,
    },
    /// A string matches a pattern that has places for other texts of the exchange; a text that is not there may be any
    /// without `/` and `@`.
    Template {
        /// The member that holds the string; `None` when the place itself does.
        member: Option<String>,
        /// The pattern.
        template: Template,
    },
    /// The value is of this JSON type, where the model allows any.
    Type(JsonType),
    /// A string that holds numbers where this form has `YYYY`, `MM` and `DD` names a day that the calendar has.
    Day(DayForm),
    /// A timestamp is not before this day.
    Earliest(EarliestDay),
}

/// A JSON type that a suite may demand of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JsonType {
    /// An object.
    Object,
    /// An array.
    Array,
    /// A string.
    String,
}

impl Contract {
    /// The same contract, of whose patterns none is compiled yet: what one of many runs compiles goes with it.
    pub(crate) fn for_one_run(&self) -> Self {
        let mut own = self.clone();
        let mut anew: BTreeMap<String, Pattern> = BTreeMap::new();
        for node in &mut own.nodes {
            if let Some((pattern, _)) = &mut node.pattern {
                let fresh = anew.entry(pattern.source().to_owned()).or_insert_with(|| pattern.anew());
                *pattern = fresh.clone();
            }
        }
        own
    }

    /// The contract as it is held against the service that the documents describe: it may be newer than they are, so that
    /// values of enums in its answers may have grown.
    #[must_use]
    pub fn of_the_service_itself(&self) -> Self {
        let mut contract = self.clone();
        let answers =
            contract.constraints.iter_mut().filter(|constraint| !constraint.place.starts_with("input"));
        answers.for_each(|constraint| constraint.grows = constraint.kind == ConstraintKind::Enum);
        contract
    }

    /// A node of the schema.
    ///
    /// # Panics
    /// When the reference belongs to another contract.
    #[must_use]
    pub fn node(&self, node: NodeRef) -> &Node {
        &self.nodes[usize::from(node.0)]
    }

    /// The members of the input; none where it is no structure.
    #[must_use]
    pub fn input_members(&self) -> &[Member] {
        match &self.node(self.input).kind {
            NodeKind::Structure(members) => members,
            _ => &[],
        }
    }

    /// Where a member of the input travels.
    #[must_use]
    pub fn location(&self, member: &str) -> Option<&Location> {
        self.input_members().iter().find(|known| known.name == member).map(|known| &known.location)
    }

    /// Whether a member of the input holds items of the batch.
    #[must_use]
    pub fn holds_items(&self, member: &str) -> bool {
        let rules = self.batch.iter().flat_map(|batch| std::iter::once(batch).chain(&batch.alternatives));
        let mut roots = rules.filter_map(|rule| {
            let groups = rule.groups.as_ref().and_then(|groups| groups.path.first());
            groups.or_else(|| rule.items.first())
        });
        roots.any(|root| root == member)
    }

    /// Whether items of the batch travel in the query or in headers.
    pub(super) fn has_items_outside(&self) -> bool {
        let is_outside = |name: &str| self.location(name).is_some_and(|location| !location.is_body());
        self.input_members().iter().any(|member| self.holds_items(&member.name) && is_outside(&member.name))
    }

    /// Whether requests say something beside their items, of which a target may know nothing.
    #[must_use]
    pub fn has_company(&self) -> bool {
        self.fixed.as_ref().is_some_and(|fixed| !fixed.is_empty())
    }

    /// What a place of a message, `input` or `output`, is below its body.
    pub(super) fn below<'p>(&self, message: &str, place: &'p str) -> Option<&'p str> {
        let payload = self.payloads.iter().find_map(|payload| place.strip_prefix(payload)?.strip_prefix('.'));
        payload.or_else(|| place.strip_prefix(message)?.strip_prefix('.'))
    }

    /// Whether requests have a body: an input all of whose members travel elsewhere has none.
    #[must_use]
    pub fn has_body(&self) -> bool {
        let members = self.input_members();
        members.is_empty() || members.iter().any(|member| member.location.is_body())
    }

    /// The node at a place as suite files spell it.
    #[must_use]
    pub fn node_at(&self, place: &str) -> Option<NodeRef> {
        let index = self.nodes.iter().position(|node| node.place == place)?;
        u16::try_from(index).ok().map(NodeRef)
    }

    pub(super) fn add_reading(&mut self, node: NodeRef, reading: TextReading) {
        self.nodes[usize::from(node.0)].readings.push(reading);
    }

    /// A constraint.
    ///
    /// # Panics
    /// When the reference belongs to another contract.
    #[must_use]
    pub fn constraint(&self, constraint: ConstraintRef) -> &Constraint {
        &self.constraints[constraint.index()]
    }

    /// The suite's own clause for a shared check.
    #[must_use]
    pub fn role(&self, role: Role) -> Option<ClauseRef> {
        self.clauses.iter().find(|(_, clause)| clause.role == Some(role)).map(|(reference, _)| reference)
    }

    /// The declared error of this type.
    #[must_use]
    pub fn error(&self, name: &str) -> Option<&ModelledError> {
        self.errors.iter().find(|error| error.name == name)
    }

    /// The declared error for invalid input, if there is one.
    #[must_use]
    pub fn validation_error(&self) -> Option<&ModelledError> {
        self.error("ValidationException")
    }

    /// The declared error for a missing permission, if there is one.
    #[must_use]
    pub fn access_error(&self) -> Option<&ModelledError> {
        // In awsJson all faults of a caller have one status.
        let is_status = |status| status == 403 || !self.protocol.has_bindings();
        self.errors.iter().find(|error| is_status(error.status) && error.name.starts_with("AccessDenied"))
    }

    /// What is known about the values at a place.
    #[must_use]
    pub fn value_rule(&self, node: NodeRef) -> Option<&ValueRule> {
        self.values.iter().find(|rule| rule.node == node)
    }
}
