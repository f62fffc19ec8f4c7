//! The protocols that can be read: what each makes of a model, and the promises that it adds.

mod aws_json;
mod choice;
mod location;
mod rest_json1;
mod tables;

pub(crate) use aws_json::TARGET;
pub use aws_json::TargetClauses;
pub use choice::Protocol;
pub(super) use choice::{ServiceOf, service_of};
pub use location::Location;
pub use rest_json1::{PathTemplate, Segment};
pub(super) use tables::shared_tables;
