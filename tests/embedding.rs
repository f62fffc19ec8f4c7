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
    mod guide {
        mod in_async_code;
        mod with_subjects;
        mod with_waivers;
        mod without_async_code;
    }
    mod guide_program;
    mod moods;
    mod program;
    mod reports;
    mod trials;
}

/// What the examples of the README, the manual and the guides test.
mod my_server {
    use batchspec_faults::fault;
    use batchspec_fixtures::{ServeOptions, Server, serve};

    use crate::reference::Reference;

    pub(crate) fn start() -> Reference {
        Reference::start(ServeOptions::default())
    }

    pub(crate) fn start_faulty() -> Reference {
        Reference::start(ServeOptions { fault: fault("last-account-lost"), ..ServeOptions::default() })
    }

    pub(crate) async fn spawn() -> Server {
        serve(ServeOptions::default()).await.expect("a free port")
    }
}
