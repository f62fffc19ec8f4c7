//! What supplies a batch operation with things that exist: operations of its service that list, make and delete them, each
//! as a model of its own.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::import::Imported;
use crate::infer::words::{shared, subject, words};
use crate::infer::{collections, entries_that_name, infer};
use crate::model::{Kind, Model, Operation};
use crate::read::{ModelFile, ReadError, find, read_file};
use crate::rule::{Effect, Key, Rule};
use crate::siblings::{Does, siblings};

/// Operations that list the items of one batch; more of them give the same.
const LISTS: usize = 3;
/// Operations that make them.
const CREATES: usize = 2;
/// Operations that list what one member beside the items may be.
const FOR_MEMBERS: usize = 2;
/// Less of a likeness is chance: a listing of other things would be asked.
const LIKE: f64 = 7.0;

/// An operation that lists or makes things that a batch operation takes.
#[derive(Debug, Clone)]
pub struct Supply {
    /// What it does.
    pub does: Does,
    /// The member of the batch operation's input that it gives a value for; `None` where it gives items.
    pub input: Option<String>,
    /// Where its answer carries what names one: `output.a[].b`.
    pub key: String,
    /// The operation, with the part of the model that it needs.
    pub operation: Imported,
    /// How what it made is deleted.
    pub undo: Option<Undo>,
}

/// The operation that deletes what another one makes.
#[derive(Debug, Clone)]
pub struct Undo {
    /// The operation, with the part of the model that it needs.
    pub operation: Imported,
    /// The required members of its input, each with the one that the creation was given by that name; `None` for the name
    /// that the answer gave.
    pub members: Vec<(String, Option<String>)>,
}

/// A service and an operation of it.
pub type Named = (String, String);

/// What supplies each of these operations, read from the models below `path`.
///
/// # Errors
/// A path that cannot be read. Models that cannot be read supply nothing.
pub fn supplies(path: &Path, wanted: &[Named]) -> Result<BTreeMap<Named, Vec<Supply>>, ReadError> {
    let files = files_of(path, wanted)?;
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let (next, found) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    std::thread::scope(|scope| {
        for _ in 0..threads.min(files.len()) {
            scope.spawn(|| {
                while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let of_file = of_file(file, wanted);
                    found.lock().unwrap_or_else(PoisonError::into_inner).extend(of_file);
                }
            });
        }
    });
    Ok(found.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// The files below `path` that may hold these operations.
///
/// # Errors
/// A path that cannot be read.
pub fn files_of(path: &Path, wanted: &[Named]) -> Result<Vec<ModelFile>, ReadError> {
    let is_wanted = |file: &ModelFile| {
        file.service.as_ref().is_none_or(|service| wanted.iter().any(|(named, _)| named == service))
    };
    Ok(find(path)?.into_iter().filter(is_wanted).collect())
}

/// What one file tells of what supplies its operations: asked for one after the other, since each source takes its part of
/// the model with it.
#[derive(Debug)]
pub struct Sources {
    model: Model,
}

impl Sources {
    /// Those of one file; `None` where it cannot be read.
    #[must_use]
    pub fn of_file(file: &ModelFile) -> Option<Self> {
        read_file(&file.path, file.service.as_deref()).ok().map(|model| Self { model })
    }

    /// The service that the file is about.
    #[must_use]
    pub fn service(&self) -> &str {
        &self.model.service.name
    }

    /// What supplies an operation of the service.
    #[must_use]
    pub fn of(&self, operation: &str) -> Vec<Supply> {
        let operation = self.model.operations.get(operation);
        operation.map(|operation| of_operation(&self.model, operation)).unwrap_or_default()
    }
}

/// What supplies the operations of one file that are wanted; nothing, where it cannot be read.
#[must_use]
pub fn of_file(file: &ModelFile, wanted: &[Named]) -> Vec<(Named, Vec<Supply>)> {
    let Ok(model) = read_file(&file.path, file.service.as_deref()) else { return Vec::new() };
    let own = wanted.iter().filter(|(service, _)| *service == model.service.name);
    let found = own.filter_map(|named| {
        let operation = model.operations.get(&named.1)?;
        Some((named.clone(), of_operation(&model, operation)))
    });
    found.collect()
}

/// What supplies one operation: values for its other members first, then items, the likeliest first.
#[must_use]
pub fn of_operation(model: &Model, operation: &Operation) -> Vec<Supply> {
    let mut supplies = for_members(model, operation);
    supplies.extend(of_same_shape(model, operation));
    let siblings = siblings(model, operation);
    for (does, most) in [(Does::Lists, LISTS), (Does::Creates, CREATES)] {
        let fits = siblings.iter().filter(|sibling| {
            // What starts or runs something makes no thing that can be taken back.
            sibling.does == does
                && sibling.score > 0.0
                && (does == Does::Lists || does_so(&sibling.operation, does))
        });
        supplies.extend(fits.take(most).filter_map(|sibling| {
            let other = model.operations.get(&sibling.operation)?;
            Some(supply(model, other, does, None, sibling.key.clone()))
        }));
    }
    supplies
}

/// Operations that list the very structures that are the items: `ListImages` of ECR.
fn of_same_shape(model: &Model, operation: &Operation) -> Vec<Supply> {
    let Some(element) = structure_of_items(model, operation) else { return Vec::new() };
    let lists = model.operations.values().filter(|other| does_so(&other.name, Does::Lists));
    let found = lists.filter_map(|other| {
        let mut lists = collections(model, other.output.as_deref()).into_iter();
        let list = lists.find(|list| list.entry == element && !list.is_map)?;
        Some(supply(model, other, Does::Lists, None, list.place))
    });
    found.take(1).collect()
}

/// The shape of an item that is a structure as a whole.
fn structure_of_items(model: &Model, operation: &Operation) -> Option<String> {
    let rule = infer(model, operation)?;
    let is_whole = rule.item_key.as_ref().is_some_and(|key| *key == Key::itself());
    let member = rule.items.as_deref().filter(|_| is_whole)?.strip_prefix("input.")?.to_owned();
    let members = model.members(operation.input.as_deref()?);
    let list = members.iter().find(|known| known.name == member)?;
    match model.shape(&list.target).map(|shape| &shape.kind) {
        Some(Kind::List(element)) if !model.members(&element.target).is_empty() => {
            Some(element.target.clone())
        }
        _ => None,
    }
}

fn supply(model: &Model, other: &Operation, does: Does, input: Option<String>, key: String) -> Supply {
    let undo = (does == Does::Creates).then(|| undo(model, other)).flatten();
    Supply { does, input, key, operation: alone(model, other), undo }
}

/// One operation with the part of the model that it needs, without texts for people.
fn alone(model: &Model, operation: &Operation) -> Imported {
    let mut cut = crate::write::closure(model, operation);
    for shape in cut.shapes.values_mut() {
        shape.documentation.clear();
    }
    let rule = Rule::none(Effect::Reads);
    Imported { model: cut, operation: operation.clone(), rule, errata: Vec::new() }
}

/// Operations that list or make what required members beside the items name.
fn for_members(model: &Model, operation: &Operation) -> Vec<Supply> {
    let Some(input) = operation.input.as_deref() else { return Vec::new() };
    let named = |member: &&crate::model::Member| member.is_required() && model.is_text(&member.target);
    let mut supplies = Vec::new();
    for member in model.members(input).iter().filter(named) {
        let wanted = words(&member.name);
        for (does, most) in [(Does::Lists, FOR_MEMBERS), (Does::Creates, 1)] {
            let mut ranked: Vec<(f64, String, &Operation)> = model
                .operations
                .values()
                .filter(|other| other.name != operation.name && does_so(&other.name, does))
                .filter_map(|other| {
                    let (key, likeness) = entries_that_name(model, other, &wanted, does == Does::Lists)?;
                    let fits = fitness(&other.name, &wanted)?;
                    let score = likeness + fits;
                    (likeness >= LIKE && score > LIKE).then_some((score, key, other))
                })
                .collect();
            ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.2.name.cmp(&b.2.name)));
            supplies.extend(
                ranked
                    .into_iter()
                    .take(most)
                    .map(|(_, key, other)| supply(model, other, does, Some(member.name.clone()), key)),
            );
        }
    }
    supplies
}

fn does_so(name: &str, does: Does) -> bool {
    let first = words(name).first().cloned().unwrap_or_default();
    match does {
        Does::Lists => matches!(first.as_str(), "list" | "describe"),
        Does::Creates => matches!(first.as_str(), "create" | "put"),
    }
}

/// How well an operation's name says that it is about what these words name; `None` where it does not.
fn fitness(name: &str, wanted: &[String]) -> Option<f64> {
    let (own, about) = (subject(&words(name)), subject(wanted));
    let common = shared(&own, &about);
    let foreign = own.len().saturating_sub(common);
    let count = |n: usize| f64::from(u8::try_from(n).unwrap_or(u8::MAX));
    (common > 0).then(|| 3.0 * count(common) - 2.0 * count(foreign))
}

/// The operation that deletes what this one makes: called alike, and in need of nothing that is not known then.
fn undo(model: &Model, creation: &Operation) -> Option<Undo> {
    let verbs: [(&str, &[&str]); 3] =
        [("Create", &["Delete"]), ("Put", &["Delete"]), ("Register", &["Deregister"])];
    let (rest, opposites) =
        verbs.iter().find_map(|(verb, opposites)| Some((creation.name.strip_prefix(verb)?, opposites)))?;
    let deletion = opposites.iter().find_map(|verb| model.operations.get(&format!("{verb}{rest}")))?;
    let given = creation.input.as_deref().map(|input| model.members(input)).unwrap_or_default();
    let needed = deletion.input.as_deref().map(|input| model.members(input)).unwrap_or_default();
    let mut members = Vec::new();
    for member in needed.iter().filter(|member| member.is_required()) {
        let same = given.iter().find(|given| given.name == member.name);
        // Only one name comes from the answer: more of them would be guesses.
        if same.is_none() && members.iter().any(|(_, from): &(String, Option<String>)| from.is_none()) {
            return None;
        }
        members.push((member.name.clone(), same.map(|same| same.name.clone())));
    }
    (!members.is_empty()).then(|| Undo { operation: alone(model, deletion), members })
}
