//! Imports what a path holds: reads its models, chooses operations by a glob, infers their rules.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::errata::{Erratum, Seen, mend};
use crate::infer::infer;
use crate::model::{Model, Operation};
use crate::read::{ModelFile, ReadError, find, read_file};
use crate::rule::Rule;

/// An operation with its rule, and the model it came from.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The model, cut down to what the operation needs, errata applied.
    pub model: Model,
    /// The operation.
    pub operation: Operation,
    /// Its rule.
    pub rule: Rule,
    /// Errata that were applied.
    pub errata: Vec<Erratum>,
}

/// A model or file that gives nothing, with one line that says why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The service, or the file where it has no name.
    pub service: String,
    /// Why.
    pub why: String,
}

/// What a path gave.
#[derive(Debug, Clone)]
pub struct Imports<T = Imported> {
    /// Operations by service and name.
    pub operations: Vec<T>,
    /// What was refused.
    pub refused: Vec<Refused>,
}

/// Imports the batch operations below `path` whose name matches `glob` (`*` stands for any letters); with a glob that names
/// one operation whole, that operation even if it takes no batch.
///
/// # Errors
/// A path that cannot be read, or, where it is one file, that file's mistake.
pub fn import(path: &Path, glob: &str, errata: &[Erratum]) -> Result<Imports, ReadError> {
    import_of(path, None, glob, errata)
}

/// The same of services whose name matches a glob alone: models in folders of other names are not read.
///
/// # Errors
/// A path that cannot be read, or, where it is one file, that file's mistake.
pub fn import_of(
    path: &Path,
    services: Option<&str>,
    glob: &str,
    errata: &[Erratum],
) -> Result<Imports, ReadError> {
    import_each(path, services, glob, errata, |imported| imported)
}

/// The same, of each operation what `each` makes of it: the parts of models that hundreds of operations need are never held
/// side by side.
///
/// # Errors
/// A path that cannot be read, or, where it is one file, that file's mistake.
pub fn import_each<T: Send>(
    path: &Path,
    services: Option<&str>,
    glob: &str,
    errata: &[Erratum],
    each: impl Fn(Imported) -> T + Sync,
) -> Result<Imports<T>, ReadError> {
    let mut files = find(path)?;
    let is_one = files.len() == 1;
    if let Some(services) = services {
        // A model outside such folders says what it is called when it is read.
        files.retain(|file| file.service.as_deref().is_none_or(|name| matches(services, name)));
    }
    let found = read_all(&files, glob, errata, &each);
    let mut imports = Imports { operations: Vec::new(), refused: Vec::new() };
    for (file, read) in files.iter().zip(found) {
        match read {
            Ok(Ok(mut operations)) => imports.operations.append(&mut operations),
            Ok(Err(refused)) => imports.refused.push(refused),
            Err(error) if is_one => return Err(error),
            Err(error) => imports.refused.push(Refused {
                service: file.service.clone().unwrap_or_else(|| file.path.display().to_string()),
                why: error.to_string(),
            }),
        }
    }
    Ok(imports)
}

type Read<T> = Result<Result<Vec<T>, Refused>, ReadError>;

/// Reads files on as many threads as there are processors; the results stand in the order of the files.
fn read_all<T: Send>(
    files: &[ModelFile],
    glob: &str,
    errata: &[Erratum],
    each: &(impl Fn(Imported) -> T + Sync),
) -> Vec<Read<T>> {
    let threads =
        std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(files.len().max(1));
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(at) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|at| *at < files.len())
                {
                    let Some(file) = files.get(at) else { break };
                    let read = one(file, glob, errata, each);
                    if let Ok(mut found) = found.lock() {
                        found.push((at, read));
                    }
                }
            });
        }
    });
    let mut found = found.into_inner().unwrap_or_default();
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, read)| read).collect()
}

fn one<T>(file: &ModelFile, glob: &str, errata: &[Erratum], each: &impl Fn(Imported) -> T) -> Read<T> {
    let model = read_file(&file.path, file.service.as_deref())?;
    Ok(each_of_model(&model, glob, errata, each))
}

/// The batch operations of one model.
///
/// # Errors
/// One line, where the service speaks none of the supported protocols.
pub fn of_model(model: &Model, glob: &str, errata: &[Erratum]) -> Result<Vec<Imported>, Refused> {
    each_of_model(model, glob, errata, &|imported| imported)
}

fn each_of_model<T>(
    model: &Model,
    glob: &str,
    errata: &[Erratum],
    each: &impl Fn(Imported) -> T,
) -> Result<Vec<T>, Refused> {
    let service = model.service.name.clone();
    if model.service.protocol.is_none() {
        let names = model.service.protocol_names.join(", ");
        let why = format!(
            "{service} speaks {}; batchspec reads JSON only: rest-json, json 1.0 and json 1.1",
            if names.is_empty() { "no protocol that it names" } else { &names }
        );
        return Err(Refused { service, why });
    }
    let chosen = model.operations.values().filter(|operation| matches(glob, &operation.name));
    let imported = chosen.filter_map(|operation| {
        let rule = infer(model, operation);
        let rule = match rule {
            Some(rule) => rule,
            None if glob == operation.name => not_a_batch(),
            None => return None,
        };
        let mut cut = crate::write::closure(model, operation);
        let (errata, reasons) = mend(&mut cut, &operation.name, errata);
        let mut rule = rule;
        rule.reasons.extend(reasons);
        if let Some(fact) = errata.iter().find(|erratum| erratum.seen == Seen::EqualKeysRefused)
            && rule.unique_keys.is_none()
        {
            rule.unique_keys = Some(format!("{} ({})", fact.told, fact.source));
        }
        rule.reasons.extend(crate::empty_texts::allow(&mut cut, &operation.name));
        // What was widened leaves shapes behind that nothing names any more.
        let model = crate::write::closure(&cut, operation);
        Some(each(Imported { model, operation: operation.clone(), rule, errata }))
    });
    Ok(imported.collect())
}

fn not_a_batch() -> Rule {
    let mut rule = Rule::none(crate::rule::Effect::Writes);
    rule.reasons.push("No list of the input is answered item by item.".to_owned());
    rule
}

/// Whether a name matches a glob in which `*` stands for any letters.
#[must_use]
pub fn matches(glob: &str, name: &str) -> bool {
    match glob.split_once('*') {
        None => glob == name,
        Some((start, rest)) => {
            let Some(tail) = name.strip_prefix(start) else { return false };
            rest.is_empty()
                || tail.char_indices().any(|(at, _)| tail.get(at..).is_some_and(|t| matches(rest, t)))
                || matches(rest, "")
        }
    }
}
