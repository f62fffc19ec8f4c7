//! batchspec inside the tests of others: against their mocks, as reports and as trials.

#[path = "support/contracts.rs"]
mod contracts;
#[path = "support/reference.rs"]
mod reference;
#[path = "support/world.rs"]
mod world;

mod embedding {
    mod accounts;
    mod conformance;
    mod exercise;
    mod program;
    mod reports;
    mod trials;
}

/// What the README's example tests.
mod my_server {
    pub(crate) fn start() -> crate::reference::Reference {
        crate::reference::Reference::start(Default::default())
    }
}
