//! The operations of both versions, paired by service and name.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use batchspec_models::read::{find, read_file};
use batchspec_models::{Imported, Imports};
use serde::Serialize;

use crate::args::DriftArgs;
use crate::config::imported;

/// What both versions hold.
#[derive(Debug)]
pub(super) struct Sides {
    /// Operations that both have, the older one first.
    pub(super) pairs: Vec<(Imported, Imported)>,
    /// Operations that came.
    pub(super) came: Vec<Imported>,
    /// Operations that went, each with whether the newer version still has it, in another form.
    pub(super) gone: Vec<(Imported, bool)>,
    /// What can be read of one version only.
    pub(super) refused: Vec<RefusedDrift>,
}

/// A service or file that can be read in one version only.
#[derive(Debug, Serialize)]
pub(super) struct RefusedDrift {
    /// The service, or the file where it has no name.
    pub(super) service: String,
    /// Why it could not be read before; `None` where it could.
    pub(super) old: Option<String>,
    /// Why it cannot be read now.
    pub(super) new: Option<String>,
}

type Key = (String, String);

impl Sides {
    /// Reads both versions.
    ///
    /// # Errors
    /// A path that cannot be read, or a single file with mistakes.
    pub(super) fn read(args: &DriftArgs) -> anyhow::Result<Self> {
        let read =
            |path: &Path| imported::read(path, args.service.as_deref(), args.operation.as_deref(), None);
        let (old, new) = (read(&args.old)?, read(&args.new)?);
        let refused = refused(&old, &new);
        // Two forms of one model may call the service by different names.
        let is_one = [&old, &new].into_iter().all(|side| services(side).len() == 1);
        let key = |imported: &Imported| -> Key {
            let service = if is_one { String::new() } else { imported.model.service.name.clone() };
            (service, imported.operation.name.clone())
        };
        let mut newer: BTreeMap<Key, Imported> =
            new.operations.into_iter().map(|imported| (key(&imported), imported)).collect();
        let (mut pairs, mut gone) = (Vec::new(), Vec::new());
        for imported in old.operations {
            match newer.remove(&key(&imported)) {
                Some(new) => pairs.push((imported, new)),
                None => gone.push(imported),
            }
        }
        let gone = if gone.is_empty() { Vec::new() } else { with_remains(gone, &args.new)? };
        Ok(Self { pairs, came: newer.into_values().collect(), gone, refused })
    }

    /// Whether nothing was found.
    pub(super) fn is_empty(&self) -> bool {
        self.pairs.is_empty() && self.came.is_empty() && self.gone.is_empty() && self.refused.is_empty()
    }

    /// All operations, the older version of those that have two.
    pub(super) fn all(&self) -> impl Iterator<Item = &Imported> {
        let pairs = self.pairs.iter().map(|(old, _)| old);
        pairs.chain(&self.came).chain(self.gone.iter().map(|(gone, _)| gone))
    }
}

fn services(imports: &Imports) -> BTreeSet<&str> {
    imports.operations.iter().map(|imported| imported.model.service.name.as_str()).collect()
}

/// Whether each operation that is no longer found as a batch is still there.
fn with_remains(gone: Vec<Imported>, new: &Path) -> anyhow::Result<Vec<(Imported, bool)>> {
    let mut names: BTreeSet<Key> = BTreeSet::new();
    for file in find(new)? {
        let is_wanted = |imported: &Imported| {
            file.service.as_ref().is_none_or(|service| *service == imported.model.service.name)
        };
        if gone.iter().any(is_wanted)
            && let Ok(model) = read_file(&file.path, file.service.as_deref())
        {
            let service = model.service.name;
            names.extend(model.operations.into_keys().map(|operation| (service.clone(), operation)));
        }
    }
    let remains = |imported: &Imported| {
        names.contains(&(imported.model.service.name.clone(), imported.operation.name.clone()))
    };
    Ok(gone.into_iter().map(|imported| (remains(&imported), imported)).map(|(is, one)| (one, is)).collect())
}

/// What one version refuses and the other does not, or for another reason.
fn refused(old: &Imports, new: &Imports) -> Vec<RefusedDrift> {
    let by_name = |side: &Imports| -> BTreeMap<String, String> {
        side.refused.iter().map(|refused| (refused.service.clone(), refused.why.clone())).collect()
    };
    let (old, new) = (by_name(old), by_name(new));
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let one_sided = names.into_iter().filter(|name| old.contains_key(*name) != new.contains_key(*name));
    let told = one_sided.map(|name| RefusedDrift {
        service: name.clone(),
        old: old.get(name).cloned(),
        new: new.get(name).cloned(),
    });
    told.collect()
}
