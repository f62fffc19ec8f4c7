//! Cases: plain data that can be made again from their origin.

use super::family::family;
use crate::contract::{Accepts, ClauseRef, Contract, Expectation, Open, validate};
use crate::message::Request;

/// One thing to try: a request, or several whose answers belong together.
#[derive(Debug, Clone)]
pub struct Case {
    /// From where it can be made again.
    pub origin: Origin,
    /// What the case is made to show, where the validator's reading alone does not say it.
    pub aim: Aim,
    /// The requests in the order they are sent.
    pub steps: Vec<Step>,
    /// How the requests of several steps belong together.
    pub relation: Option<Relation>,
}

/// How the requests of a case belong together.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
pub struct Relation {
    /// What was done to the first request.
    pub kind: RelationKind,
    /// One number a step: steps that say the same have the same number.
    pub variants: Vec<u8>,
}

/// What was done to a request whose answer must still say the same of every item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RelationKind {
    /// Sent again.
    Repeated,
    /// Its items in another order.
    Permuted,
    /// Cut into several batches.
    Split,
    /// One item taken out.
    Removed,
    /// The same JSON in another spelling.
    Respelled,
    /// Sent again right after a refused request on the same connection.
    AfterRefusal,
    /// Sent again right after a request to another operation on the same connection.
    AfterOtherOperation,
    /// Sent again right after the same with a member that nobody knows, on the same connection and on another one.
    AfterInvention,
    /// Sent again on another connection.
    OtherLane,
    /// Sent several times at once beside other requests, each on a connection of its own.
    AtOnce,
    /// Sent several times in a row for each of several items, and for each of them once more at the end.
    Reread,
    /// One breach alone, another alone, and both in one request: nothing must agree, what comes is observed.
    TwoBreaches,
    /// A breach as documented, a valid request in another spelling, and the breach in that spelling.
    BreachRespelled,
    /// Plainly, in chunks, and plainly on the connection of the chunks.
    Chunked,
    /// Plainly, in pieces, and plainly on the connection of the pieces.
    InPieces,
    /// Plainly, with the body held back until it is asked for, and plainly on that connection.
    Expected,
    /// Plainly, and plainly on the connection of a request that asks for a head only.
    AfterHead,
    /// Plainly, and plainly on the connection of a request that is refused.
    NextRequest,
    /// One request after the other on one connection: nothing must agree, the connection is looked at.
    LongRun,
}

impl RelationKind {
    /// The clause that a case about the wire is made for.
    #[must_use]
    pub fn clause_of_wire(self, contract: &Contract) -> Option<ClauseRef> {
        let known = &contract.known;
        Some(match self {
            Self::Chunked => known.http_chunked_body,
            Self::InPieces => known.http_split_anywhere,
            Self::Expected => known.http_expect_continue,
            Self::AfterHead => known.http_head_without_body,
            Self::NextRequest => known.http_next_request_unharmed,
            Self::LongRun => known.http_close_announced,
            _ => return None,
        })
    }
}

impl Relation {
    /// The number of steps that are sent plainly, against which others are held.
    pub const PLAIN: u8 = 0;
    /// The number of steps that come before the next request on the connection.
    pub const FIRST: u8 = 1;
    /// The number of steps that follow on the connection of the one before.
    pub const NEXT: u8 = 2;

    /// Whether a step is sent in another way than the plain one, and must be answered like that.
    #[must_use]
    pub fn compares(&self, step: usize) -> bool {
        let variant = self.variants.get(step).copied();
        match self.kind {
            RelationKind::Chunked | RelationKind::InPieces | RelationKind::Expected => {
                variant.is_some_and(|variant| variant != Self::PLAIN)
            }
            RelationKind::AfterHead | RelationKind::NextRequest => variant == Some(Self::NEXT),
            _ => false,
        }
    }
}

impl Case {
    /// Whether another operation is asked between its requests.
    #[must_use]
    pub fn follows_another_operation(&self) -> bool {
        self.relation.as_ref().is_some_and(|relation| relation.kind == RelationKind::AfterOtherOperation)
    }

    /// Whether its items are asked for again and again, to see whether that changes them.
    #[must_use]
    pub fn rereads(&self) -> bool {
        self.relation.as_ref().is_some_and(|relation| relation.kind == RelationKind::Reread)
    }

    /// Whether requests of other cases would cover what it looks for: those to other operations, and those for the same
    /// items.
    #[must_use]
    pub fn needs_the_target_alone(&self) -> bool {
        self.follows_another_operation() || (self.rereads() && !self.origin.variant.starts_with(FRESH))
    }

    /// Whether it is many requests for the sake of their connection.
    #[must_use]
    pub fn is_long_run(&self) -> bool {
        self.relation.as_ref().is_some_and(|relation| relation.kind == RelationKind::LongRun)
    }

    /// Whether its requests are sent at the same time.
    #[must_use]
    pub fn is_at_once(&self) -> bool {
        self.relation.as_ref().is_some_and(|relation| relation.kind == RelationKind::AtOnce)
    }

    /// The case with these of its steps only; `None` when there is no such step.
    #[must_use]
    pub fn only(&self, kept: &[usize]) -> Option<Self> {
        let steps: Option<Vec<Step>> = kept.iter().map(|&at| self.steps.get(at).cloned()).collect();
        let relation = self.relation.as_ref().filter(|_| kept.len() > 1).map(|relation| Relation {
            kind: relation.kind,
            variants: kept.iter().filter_map(|&at| relation.variants.get(at).copied()).collect(),
        });
        Some(Self { origin: self.origin.clone(), aim: self.aim.clone(), steps: steps?, relation })
    }

    /// The same case with its steps gone through `rounds` times.
    #[must_use]
    pub fn rounds(&self, rounds: usize) -> Self {
        let mut case = self.clone();
        case.steps = self.steps.iter().cycle().take(self.steps.len() * rounds).cloned().collect();
        if let (Some(relation), Some(own)) = (&mut case.relation, &self.relation) {
            relation.variants =
                own.variants.iter().cycle().take(own.variants.len() * rounds).copied().collect();
        }
        case
    }
}

/// How the names of cases begin whose items no other case asks for.
pub(super) const FRESH: &str = "fresh";

/// What a case is made to show beyond the validator's reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Aim {
    /// Nothing beyond it.
    Plain,
    /// The clause that speaks when a valid request is refused, or when an open one meets a server error.
    Clause(ClauseRef),
    /// The documented error of this type, which the target is asked to give.
    Provoke(String),
}

/// The name of a case: unique within a plan, equal in every plan of the same contract, seed and subjects.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// The family of cases, for example `breach`.
    pub family: &'static str,
    /// What it tries, for example `accountIds[]:pattern/inner-space`.
    pub variant: String,
    /// The number within family and variant.
    pub index: u32,
}

impl Origin {
    /// Reads what [`Display`](std::fmt::Display) wrote; a family of another version becomes `recorded`.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let (name, index) = text.rsplit_once('/').unwrap_or((text, ""));
        let (name, index) = index.parse().map_or((text, 0), |index| (name, index));
        let known = name
            .split_once('/')
            .and_then(|(name, variant)| family(name).map(|(family, _)| (family, variant)));
        let (family, variant) = known.unwrap_or(("recorded", name));
        Self { family, variant: variant.to_owned(), index }
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}/{}", self.family, self.variant, self.index)
    }
}

/// One request of a case and what the contract says of it.
#[derive(Debug, Clone)]
pub struct Step {
    /// The request.
    pub request: Request,
    /// What must come of it, by the validator.
    pub expectation: Expectation,
    /// The connection it is sent on, counted within the case.
    pub lane: u8,
}

/// A case that the validator reads otherwise than its maker: a fault of the harness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The case.
    pub origin: Origin,
    /// What its maker claims and what the validator says.
    pub what: String,
}

/// What a builder claims of a request; the validator must agree before it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Claim<'c> {
    Accepted,
    RefusedBy(ClauseRef),
    /// By one of these clauses: which of them, only the validator says.
    RefusedByOneOf(&'c [ClauseRef]),
    Open,
    /// Whatever the validator says.
    Any,
}

impl Step {
    /// Asks the validator about `request`.
    ///
    /// # Errors
    /// The disagreement in words, when the validator does not share the builder's claim.
    pub(super) fn checked(contract: &Contract, request: Request, claim: Claim<'_>) -> Result<Self, String> {
        let expectation = validate(contract, &request);
        let agrees = match (&expectation, claim) {
            (_, Claim::Any)
            | (Expectation::Accept { .. }, Claim::Accepted)
            | (Expectation::Observe(_), Claim::Open) => true,
            (Expectation::Refuse(refusal), Claim::RefusedBy(clause)) => {
                refusal.clause == clause || refusal.also.contains(&clause)
            }
            (Expectation::Refuse(refusal), Claim::RefusedByOneOf(clauses)) => {
                clauses.contains(&refusal.clause)
            }
            // What the model allows may break a promise that is made of the batch as a whole.
            (Expectation::Refuse(refusal), _)
                if contract.known.batch_whole_promise_kept == Some(refusal.clause) =>
            {
                true
            }
            // What is made by adding a member may name items in another of the places for them, which decides nothing.
            (Expectation::Observe(Open::SeveralInputs), _) => true,
            // Values that are sampled for a model which nobody described further may be such as decide nothing.
            (Expectation::Observe(_), _) if contract.accepts == Accepts::Known => true,
            _ => false,
        };
        if agrees {
            return Ok(Self { request, expectation, lane: 0 });
        }
        let claimed = match claim {
            Claim::RefusedBy(clause) => format!("a breach of {}", contract.clauses.get(clause).id),
            Claim::RefusedByOneOf(_) => "a breach of one of several clauses".to_owned(),
            other => format!("{other:?}"),
        };
        let said = match &expectation {
            Expectation::Refuse(refusal) => {
                format!("a breach of {}", contract.clauses.get(refusal.clause).id)
            }
            other => format!("{other:?}"),
        };
        Err(format!("made as {claimed}, but the validator reads {said}"))
    }
}
