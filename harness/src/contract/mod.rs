//! Stage 1, what is promised: a Smithy model and a suite file become clauses, constraints and a batch rule.

mod batch;
mod clause;
mod conform;
mod constraint;
mod coverage;
mod known;
mod load;
mod mistake;
mod model;
mod operation;
mod path;
mod pattern;
mod places;
mod schema;
mod smithy;
mod suite_file;
mod template;
mod timestamp;
mod unfold;
mod validate;

pub use batch::{BatchRule, Collection, EntryKey};
pub use clause::{Clause, ClauseRef, ClauseTable, Level, Need, Role, Source};
pub use conform::{Breach, Side, Watch, demand, walk};
pub use constraint::{Constraint, ConstraintKind, ConstraintRef, glob};
pub use coverage::nearest;
pub use known::KnownClauses;
pub use load::SuiteText;
pub use mistake::{Mistake, Mistakes};
pub use operation::{AnswerRule, Binding, Contract, Demand, HeaderMember, ModelledError, ValueRule};
pub use path::Path;
pub use pattern::Pattern;
pub use schema::{Length, Member, Node, NodeKind, NodeRef, TimestampFormat};
pub use smithy::checksum;
pub use suite_file::Effect;
pub use template::Template;
pub use validate::{Expectation, JUDGED_BODY_BYTES, Open, Refusal, Refusals, SERVED_BODY_BYTES, validate};
