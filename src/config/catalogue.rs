//! The suites that this program knows.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use batchspec_fixtures::World;
use batchspec_harness::contract::{Contract, SuiteText, near};
use batchspec_harness::generate::{Subjects, Trigger};
use batchspec_harness::read_suite_folder;

use crate::config::imported::{self, Held, ImportedSuites};
use crate::config::own_suites;
use crate::options::Values;

/// All suites, read: the embedded ones, then those of the user.
#[derive(Debug)]
pub(crate) struct Catalogue {
    suites: Vec<Arc<Contract>>,
    /// How many of them are embedded, and have a reference server.
    embedded: usize,
    /// What was made of public models, if any were named; the last of `suites`.
    imported: Option<ImportedSuites>,
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
        Ok(Self { embedded: suites.len(), suites, imported: None })
    }

    /// Reads the embedded suites, and those in the folders that are named, on the command line or elsewhere.
    pub(crate) fn of(typed: &Values) -> anyhow::Result<Self> {
        Self::holding(Held::Whole, typed)
    }

    /// The same, of imported suites no more than their heads: those of all services at once are large.
    pub(crate) fn of_heads(typed: &Values) -> anyhow::Result<Self> {
        Self::holding(Held::Head, typed)
    }

    fn holding(held: Held, typed: &Values) -> anyhow::Result<Self> {
        let mut catalogue = Self::embedded()?;
        let folders = own_suites::folders(typed)?;
        catalogue.imported = imported::suites(typed, &folders, held)?;
        let imported: Vec<Arc<Contract>> = catalogue.imported_suites().cloned().collect();
        let corrects = |folder: &Path| {
            own_suites::id_of(folder).is_some_and(|id| imported.iter().any(|suite| suite.suite == id))
        };
        for folder in folders.iter().filter(|folder| !corrects(folder)) {
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
        catalogue.suites.extend(imported);
        Ok(catalogue)
    }

    /// The suites that were made of public models.
    pub(crate) fn imported_suites(&self) -> impl Iterator<Item = &Arc<Contract>> {
        self.imported.iter().flat_map(|imported| imported.suites.iter().map(|(contract, _)| contract))
    }

    /// The imported suites, each with what it was made from.
    pub(crate) fn imports(&self) -> &[(Arc<Contract>, batchspec_models::Imported)] {
        self.imported.as_ref().map_or(&[], |imported| &imported.suites)
    }

    /// Whether a suite is meant where none is named: the imported ones alone, where a model was.
    pub(crate) fn is_meant(&self, suite: &Contract) -> bool {
        self.imported.is_none() || self.imported_suites().any(|imported| imported.suite == suite.suite)
    }

    /// Drops the imported suites that are not to be run, and gives their number.
    pub(crate) fn keep_imported(&mut self, is_meant: impl Fn(&Contract) -> bool) -> usize {
        let Some(imported) = &mut self.imported else { return 0 };
        let before = imported.suites.len();
        imported.suites.retain(|(contract, _)| is_meant(contract));
        let kept: Vec<String> = imported.suites.iter().map(|(contract, _)| contract.suite.clone()).collect();
        let first = self.suites.len() - before;
        let dropped = self.suites.split_off(first).into_iter();
        self.suites.extend(dropped.filter(|suite| kept.contains(&suite.suite)));
        before - kept.len()
    }

    /// Models and operations that could not be made suites, with the reasons.
    pub(crate) fn refused(&self) -> Vec<(String, String)> {
        let refused = self.imported.iter().flat_map(|imported| &imported.refused);
        refused.map(|refused| (refused.service.clone(), refused.why.clone())).collect()
    }

    /// Whether the embedded server answers for a suite.
    pub(crate) fn has_reference(&self, suite: &Contract) -> bool {
        self.suites[..self.embedded].iter().any(|embedded| embedded.suite == suite.suite)
    }

    /// All suites in the order in which they are listed and run.
    pub(crate) fn all(&self) -> &[Arc<Contract>] {
        &self.suites
    }

    /// The same with all that they say, for what asks every one of them for its clauses.
    ///
    /// # Errors
    /// One that cannot be read any more.
    pub(crate) fn all_whole(&self) -> Result<Vec<Arc<Contract>>, String> {
        self.suites.iter().map(Contract::whole).collect()
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

    /// The suites of a service, by the name of its public model.
    pub(crate) fn of_service(&self, name: &str) -> Vec<&Arc<Contract>> {
        self.suites.iter().filter(|suite| suite.service.as_deref() == Some(name)).collect()
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
