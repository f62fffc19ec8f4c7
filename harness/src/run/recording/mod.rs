//! Runs written down, and judged again without their target.

pub(crate) mod recorded_cases;
pub(crate) mod recorder;
pub(crate) mod rejudge;

pub use recorder::RecordedRun;
pub use rejudge::{Rejudged, rejudge};
