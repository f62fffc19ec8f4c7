//! Stage 1, what is promised: a Smithy model and a suite file become clauses, constraints and a batch rule.

mod aws;
mod batch;
mod calendar;
mod clause;
mod conform;
mod constraint;
mod coverage;
mod known;
mod load;
mod members;
mod mistake;
mod model;
mod nearest;
mod newer_value;
mod operation;
mod path;
mod pattern;
mod places;
mod rules;
mod schema;
mod smithy;
mod suite_file;
mod template;
mod timestamp;
mod toml_file;
mod unfold;
mod validate;

pub use aws::{AwsService, Variant};
pub use batch::{BatchRule, Collection, EntryKey};
pub use calendar::{Day, DayForm};
pub use clause::{Clause, ClauseRef, ClauseTable, Level, Need, Role, Source};
pub use conform::{Breach, Side, Watch, demand, walk};
pub use constraint::{Constraint, ConstraintKind, ConstraintRef, glob};
pub use known::KnownClauses;
pub use load::SuiteText;
pub use mistake::{Mistake, Mistakes};
pub use nearest::{near, nearest};
pub use operation::{
    AnswerRule, Binding, Contract, Demand, HeaderMember, JsonType, ModelledError, ValueRule,
};
pub use path::Path;
pub use pattern::Pattern;
pub use schema::{Length, Member, Node, NodeKind, NodeRef, TextReading, TimestampFormat};
pub use smithy::checksum;
pub use suite_file::{Effect, model_file};
pub use template::{Template, TextPlace};
pub use toml_file::{TomlFile, TomlKey, TomlValue};
pub use validate::{Expectation, JUDGED_BODY_BYTES, Open, Refusal, Refusals, SERVED_BODY_BYTES, validate};
