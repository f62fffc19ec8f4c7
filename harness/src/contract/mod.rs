//! Stage 1, what is promised: a Smithy model and a suite file become clauses, constraints and a batch rule.

mod aws;
mod base64_text;
mod batch;
mod batch_file;
mod batch_items;
mod batch_load;
mod batch_use;
mod calendar;
mod clause;
mod collection_load;
mod conform;
mod constraint;
mod coverage;
mod drift;
mod key_path;
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
mod protocol;
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
pub(crate) use batch::PlaceStep;
pub use batch::{
    BadItem, BatchClass, BatchRule, Collection, Counter, Counts, EntryKey, Groups, ItemKey, Remainder,
};
pub(crate) use batch_items::{Spot, at, at_mut, canonical, identity, repeats, text};
pub use calendar::{Day, DayForm};
pub use clause::{Clause, ClauseRef, ClauseTable, Level, Need, Role, Source};
pub use conform::{Breach, Side, Watch, demand, walk};
pub use constraint::{Constraint, ConstraintKind, ConstraintRef, glob};
pub use drift::{Change, ChangeKind};
pub use key_path::KeyPath;
pub use known::KnownClauses;
pub use load::SuiteText;
pub use mistake::{Mistake, Mistakes};
pub use nearest::{near, nearest};
pub use operation::{
    AnswerRule, Binding, Contract, Demand, HeaderMember, JsonType, ModelledError, ValueRule,
};
pub use path::Path;
pub use pattern::Pattern;
pub(crate) use protocol::TARGET;
pub use protocol::{Location, PathTemplate, Protocol, Segment, TargetClauses};
pub use schema::{Length, Member, Node, NodeKind, NodeRef, TextReading, TimestampFormat};
pub use smithy::checksum;
pub use suite_file::{Accepts, Effect, model_file};
pub use template::{Template, TextPlace};
pub use toml_file::{TomlFile, TomlKey, TomlValue};
pub use validate::{Expectation, JUDGED_BODY_BYTES, Open, Refusal, Refusals, SERVED_BODY_BYTES, validate};
