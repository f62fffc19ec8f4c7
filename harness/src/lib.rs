//! The library behind `batchspec`: what a batch HTTP/JSON API promises, and whether a server keeps it.
//!
//! Data flows through five stages, one folder each; a stage uses only the stages before it:
//!
//! ```text
//! contract  ->  generate  ->  send  ->  judge  ->  report        (run joins them)
//! ```

pub mod contract;
pub mod generate;
pub mod judge;
#[cfg(feature = "libtest")]
pub mod libtest;
pub mod message;
pub mod report;
pub mod run;
pub mod send;

pub use run::{check, read_suite, read_suite_folder, read_waivers, run_blocking, today};
