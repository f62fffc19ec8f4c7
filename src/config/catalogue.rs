//! The suites that this program knows.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use batchspec_fixtures::World;
use batchspec_harness::contract::{Contract, SuiteText, near};
use batchspec_harness::generate::{Subjects, Trigger};
use batchspec_harness::read_suite_folder;

use crate::args::{OwnSuiteArgs, RequestArgs};
use crate::config::{Slot, own_suites};

/// All suites, read: the embedded ones, then those of the user.
#[derive(Debug)]
pub(crate) struct Catalogue {
    suites: Vec<Arc<Contract>>,
    /// How many of them are embedded, and have a reference server.
    embedded: usize,
    folders: Slot<Vec<PathBuf>>,
}

impl Catalogue {
    /// Reads the embedded suites.
    pub(crate) fn embedded() -> anyhow::Result<Self> {
        let read = |files: &batchspec_suites::SuiteFiles| {
            Contract::load(&SuiteText {
                suite_file: &format!("suites/{}/suite.toml", files.id),
                suite: files.suite_toml,
                model_file: &format!("suites/{}/model.json", files.id),
                model: files.model_json,
            })
        };
        let suites = batchspec_suites::ALL.iter().map(|files| Ok(Arc::new(read(files)?)));
        let suites: Vec<_> = suites.collect::<anyhow::Result<_>>()?;
        Ok(Self { embedded: suites.len(), suites, folders: None })
    }

    /// Reads the suites that a command about requests may speak of.
    pub(crate) fn of(requests: &RequestArgs) -> anyhow::Result<Self> {
        Self::load(&requests.own, requests.config.as_deref())
    }

    /// Reads the embedded suites, and those in the folders that are named, in `config` or elsewhere.
    pub(crate) fn load(own: &OwnSuiteArgs, config: Option<&Path>) -> anyhow::Result<Self> {
        let mut catalogue = Self::embedded()?;
        catalogue.folders = own_suites::folders(own, config)?;
        for folder in catalogue.folders.iter().flat_map(|folders| &folders.value) {
            let suite = read_suite_folder(folder)
                .with_context(|| format!("failed to read the suite in {}", folder.display()))?;
            if catalogue.find(&suite.suite).is_ok() {
                bail!(
                    "the suite in {} is called {:?}, as another one is: give it an id of its own",
                    folder.display(),
                    suite.suite
                );
            }
            catalogue.suites.push(Arc::new(suite));
        }
        Ok(catalogue)
    }

    /// The folders of the user's suites, and who named them.
    pub(crate) fn folders(&self) -> &Slot<Vec<PathBuf>> {
        &self.folders
    }

    /// Whether the embedded server answers for a suite.
    pub(crate) fn has_reference(&self, suite: &Contract) -> bool {
        self.suites[..self.embedded].iter().any(|embedded| embedded.suite == suite.suite)
    }

    /// All suites in the order in which they are listed and run.
    pub(crate) fn all(&self) -> &[Arc<Contract>] {
        &self.suites
    }

    /// The suite of this name.
    ///
    /// # Errors
    /// A fragment that names the one that may be meant.
    pub(crate) fn find(&self, name: &str) -> Result<&Arc<Contract>, String> {
        self.suites.iter().find(|suite| suite.suite == name).ok_or_else(|| {
            // The URL itself is left out: it may hold a password.
            if name.contains("://") {
                return "a URL is given by --target, and suites by their names".to_owned();
            }
            let names = self.suites.iter().map(|suite| suite.suite.as_str());
            let all: Vec<_> = names.clone().collect();
            match near(name, names) {
                Some(near) => {
                    format!("unknown suite {name:?}; did you mean {near:?}? (suites: {})", all.join(", "))
                }
                None => format!("unknown suite {name:?} (suites: {})", all.join(", ")),
            }
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
