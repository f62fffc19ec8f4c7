//! The library behind `batchspec`: what a batch HTTP/JSON API promises, and whether a server keeps it.
//!
//! ```no_run
//! use batchspec_harness::{Run, read_suite_folder};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let contract = read_suite_folder("suites/inspector2")?;
//! Run::new(contract, "http://127.0.0.1:8080")?.send_blocking().assert_conformant();
//! # Ok(())
//! # }
//! ```
//!
//! What is listed here is the library. The modules below it are rooms of the program, open to its other packages and to
//! nobody else; they change without notice. Data flows through them, one folder each, and a room uses only those before it:
//!
//! ```text
//! contract  ->  generate  ->  send  ->  judge  ->  report
//!                       run:  tally  ->  runner  ->  diagnose
//! ```
//!
//! The five stages above are pure but for `send`; a run joins them: the runner sends cases and counts what comes of them in
//! the tally, and diagnosis makes findings of failures.

#[doc(hidden)]
pub mod contract;
mod diagnose;
#[doc(hidden)]
pub mod generate;
#[doc(hidden)]
pub mod judge;
#[cfg(feature = "libtest")]
pub mod libtest;
#[doc(hidden)]
pub mod message;
#[doc(hidden)]
pub mod report;
#[doc(hidden)]
pub mod run;
mod runner;
#[doc(hidden)]
pub mod send;
mod tally;

#[doc(inline)]
pub use contract::{Contract, InputError, Level};
#[doc(inline)]
pub use generate::{Subjects, Trigger};
#[cfg(feature = "strategies")]
#[doc(inline)]
pub use generate::{request_that_breaks, valid_request};
#[doc(inline)]
pub use judge::{CHECKS, Check};
#[doc(inline)]
pub use message::Request;
#[doc(inline)]
pub use report::{FORMATS, Finding, Format, Report};
#[doc(inline)]
pub use run::{Event, ReadError, Run, Stop, VariableError, read_suite, read_suite_folder};
#[doc(inline)]
pub use send::{Network, Sign, Target, TargetError};
