//! batchspec inside the tests of others: against their mocks, as reports and as trials.

#[path = "support/mod.rs"]
mod support;

mod embedding {
    mod accounts;
    mod reports;
    mod trials;
}
