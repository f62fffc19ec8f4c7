//! Documents that say what the registers say: made from them, and held against them.
//!
//! `BATCHSPEC_UPDATE=1 cargo test --test documents` writes them anew.

#[path = "support/contracts.rs"]
mod contracts;
#[path = "support/generated.rs"]
mod generated;
#[path = "support/reference.rs"]
mod reference;

mod documents {
    #[cfg(unix)]
    mod action;
    mod clause_sets;
    mod clauses;
    mod guides;
    mod moto;
    mod parcels;
    mod readme;
    mod schema;
}

use generated::at_root;

/// The text of a file in this repository, with the line ends of Unix.
fn text_of(path: &str) -> String {
    let text = std::fs::read_to_string(at_root(path));
    text.unwrap_or_else(|error| panic!("{path}: {error}")).replace("\r\n", "\n")
}

fn assert_generated(path: &str, wanted: &str) {
    generated::assert_generated(path, wanted, "documents");
}
