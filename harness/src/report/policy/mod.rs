//! What is made of reports: waivers, comparisons, reports of shards put together.

pub(crate) mod compare;
mod merge;
pub(crate) mod terms;
mod waiver_file;
mod waivers;

pub use compare::{Breach, ChangedClause, ChangedHabit, ClauseId, Comparison, Untested, compare};
pub use merge::{NotOneRun, merge};
pub use terms::{Partition, RunScope, Shard, SuiteClauses};
pub use waiver_file::{parse_waivers, waiver_entries, waivers_to_fill_in};
pub use waivers::{Evidence, Waiver};
