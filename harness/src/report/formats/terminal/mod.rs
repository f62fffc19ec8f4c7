//! The report for people: what needs attention first, nothing that is plainly in order.

mod closing;
mod excerpt;
mod excused;
mod finding;
mod habits;
mod page;
mod paint;
mod scan;
mod tally;
#[cfg(test)]
mod tests;
mod times;

// Words that formats share, whoever reads them.
#[cfg(feature = "html")]
pub(in crate::report) use closing::seconds;
pub(in crate::report) use closing::{sentence, title};
#[cfg(feature = "html")]
pub(in crate::report) use finding::signature;
pub(in crate::report) use finding::{
    LONGEST_CURL, LONGEST_CURL_AT_ONCE, by_rule, curl_at_once, curl_or_why_not, place_text, seen, sent,
};
pub use page::{brief, terminal};
pub use paint::{Palette, wrap};
pub(in crate::report) use paint::{count, counted};
pub use scan::scan;
pub(in crate::report) use tally::sent_before;
#[cfg(feature = "html")]
pub(in crate::report) use times::{batch_sizes, items, millis};
