//! Answers that disagree about an item, traced to the smallest pair of requests and the law that they break.

mod dependence;
mod inconsistencies;
mod isolate;

pub(crate) use inconsistencies::{inconsistencies, on_record};
pub(crate) use isolate::turns;
