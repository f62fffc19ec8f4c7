//! The suites that this program knows.

use std::sync::Arc;

use anyhow::bail;
use batchspec_fixtures::World;
use batchspec_harness::contract::{Contract, SuiteText, nearest};
use batchspec_harness::generate::{Subjects, Trigger};

/// All suites, read.
#[derive(Debug)]
pub(crate) struct Catalogue {
    suites: Vec<Arc<Contract>>,
}

impl Catalogue {
    /// Reads the embedded suites.
    pub(crate) fn load() -> anyhow::Result<Self> {
        let read = |files: &batchspec_suites::SuiteFiles| {
            Contract::load(&SuiteText {
                suite_file: &format!("suites/{}/suite.toml", files.id),
                suite: files.suite_toml,
                model_file: &format!("suites/{}/model.json", files.id),
                model: files.model_json,
            })
        };
        let suites = batchspec_suites::ALL.iter().map(|files| Ok(Arc::new(read(files)?)));
        Ok(Self { suites: suites.collect::<anyhow::Result<_>>()? })
    }

    /// All suites in the order in which they are listed and run.
    pub(crate) fn all(&self) -> &[Arc<Contract>] {
        &self.suites
    }

    /// The suite of this name.
    ///
    /// # Errors
    /// A fragment that names the nearest one.
    pub(crate) fn find(&self, name: &str) -> Result<&Arc<Contract>, String> {
        self.suites.iter().find(|suite| suite.suite == name).ok_or_else(|| {
            let names = self.suites.iter().map(|suite| suite.suite.as_str());
            let all: Vec<_> = names.clone().collect();
            format!(
                "unknown suite {name:?}; did you mean {:?}? (suites: {})",
                nearest(name, names),
                all.join(", ")
            )
        })
    }

    /// The suite of this name alone, or all of them.
    pub(crate) fn selected(&self, name: Option<&str>) -> anyhow::Result<Vec<&Arc<Contract>>> {
        match name.map(|name| self.find(name)) {
            None => Ok(self.suites.iter().collect()),
            Some(Ok(suite)) => Ok(vec![suite]),
            Some(Err(what)) => bail!(what),
        }
    }
}

/// What is known to exist on the reference server of a suite.
pub(crate) fn subjects_of(world: &World) -> Subjects {
    let owned = |ids: &[&str]| ids.iter().map(|&id| id.to_owned()).collect();
    Subjects { present: owned(world.present), absent: owned(world.absent), denied: owned(world.denied) }
}

/// How to provoke documented errors on the reference server of a suite.
pub(crate) fn triggers_of(world: &World) -> Vec<Trigger> {
    let triggers = world.triggers.iter().map(|trigger| Trigger {
        error: trigger.error.to_owned(),
        header: Some((trigger.header.0.to_owned(), trigger.header.1.to_owned())),
        key: None,
        path: None,
    });
    triggers.collect()
}
