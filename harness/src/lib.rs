//! The library behind `batchspec`: what a batch HTTP/JSON API promises, and whether a server keeps it.
//!
//! Data flows through rooms, one folder each; a room uses only those before it:
//!
//! ```text
//! contract  ->  generate  ->  send  ->  judge  ->  report
//!                       run:  tally  ->  runner  ->  diagnose
//! ```
//!
//! The five stages above are pure but for `send`; a run joins them: the runner sends cases and counts what comes of them in
//! the tally, and diagnosis makes findings of failures.

pub mod contract;
mod diagnose;
pub mod generate;
pub mod judge;
#[cfg(feature = "libtest")]
pub mod libtest;
pub mod message;
pub mod report;
pub mod run;
mod runner;
pub mod send;
mod tally;

pub use run::{check, read_suite, read_suite_folder, read_waivers, run_blocking, today};
