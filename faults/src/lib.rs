//! Servers whose fault is known: batchspec's workshop.
//!
//! [`faults`] were written one by one, as strangers make them; [`mutants`] are made by the hundred, as products of places,
//! changes and circumstances. Each alters a reference server of `batchspec-fixtures` in one point. [`hostiles`] do not
//! even speak HTTP as they should.
//!
//! ```
//! use batchspec_faults::fault;
//! use batchspec_fixtures::{ServeOptions, serve};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = serve(ServeOptions { fault: fault("last-account-lost"), ..Default::default() }).await?;
//! assert!(server.url().starts_with("http://127.0.0.1:"));
//! # Ok(())
//! # }
//! ```

mod hostile;
mod mutants;
mod written;

use batchspec_fixtures::Fault;

pub use hostile::{
    Breakdown, BreakdownServer, Hostile, HostileServer, hostiles, serve_breakdown, serve_hostile,
};
pub use mutants::mutants;
pub use written::faults;

/// The fault of this id, written or made.
pub fn fault(id: &str) -> Option<&'static Fault> {
    faults().iter().chain(mutants()).find(|fault| fault.id == id)
}
