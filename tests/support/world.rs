//! What exists on the reference servers.

use batchspec_fixtures::world;
use batchspec_harness::generate::{Subjects, Trigger};
use batchspec_harness::run::SuiteRun;

/// Tells a run what exists on the reference server and how to provoke errors there.
pub(crate) fn with_world(suite: SuiteRun) -> SuiteRun {
    let world = world(&suite.contract.suite);
    let owned = |ids: &[&str]| ids.iter().map(|&id| id.to_owned()).collect();
    let triggers = world.triggers.iter().map(|trigger| Trigger {
        error: trigger.error.to_owned(),
        header: Some((trigger.header.0.to_owned(), trigger.header.1.to_owned())),
        key: None,
        path: None,
    });
    let subjects =
        Subjects { present: owned(world.present), absent: owned(world.absent), denied: owned(world.denied) };
    SuiteRun { subjects, triggers: triggers.collect(), ..suite }
}
