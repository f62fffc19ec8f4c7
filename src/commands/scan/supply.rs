//! What a scan learns of the things that exist, from operations that list them; where it may write, it makes what is missing.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use batchspec_harness::contract::Contract;
use batchspec_harness::generate::{Inputs, settled_unsaid};
use batchspec_harness::report::{Supplied, Supplying};
use batchspec_harness::run::SuiteRun;
use batchspec_models::read::ModelFile;
use batchspec_models::rule::Key;
use batchspec_models::siblings::Does;
use batchspec_models::supply::{Named, Sources, files_of};
use batchspec_models::{Imported, Supply};
use futures_util::stream::{StreamExt as _, iter};

use super::asked::Asked;
use super::made::{Made, with_names};
use super::places::found_at;
use crate::config::catalogue::Catalogue;

/// Services that are asked side by side.
const SERVICES: usize = 2;

/// Items that one operation tells of.
const ITEMS: usize = 8;

/// What supplying may do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Leave {
    /// It may ask operations that list things.
    pub(crate) learns: bool,
    /// It may make things.
    pub(crate) makes: bool,
    /// Requests that it may send at most.
    pub(crate) most: Option<u64>,
    /// When it has to end.
    pub(crate) until: Instant,
    /// The seed, which is in the names of what is made.
    pub(crate) seed: u64,
}

/// What was supplied, beside what now stands in the suites.
#[derive(Debug, Default)]
pub(crate) struct Supplies {
    /// Things made, in the order in which they were.
    pub(crate) made: Vec<Made>,
    /// Requests sent.
    pub(crate) requests: u64,
}

/// Learns what the suites need and writes it into them.
///
/// # Errors
/// Models that cannot be read any more.
pub(crate) async fn supply(
    suites: &mut [SuiteRun],
    catalogue: &Catalogue,
    models: &Path,
    leave: Leave,
) -> anyhow::Result<Supplies> {
    let wanted: Vec<Named> = catalogue.imports().iter().map(|(_, imported)| named(imported)).collect();
    let files = files_of(models, &wanted)?;
    let waiting = Mutex::new(by_service(suites, catalogue));
    let requests = Arc::new(AtomicU64::new(0));
    let of_service = |file: ModelFile| {
        let supplier = Supplier { asked: Asked::new(leave, &requests), leave, made: Vec::new() };
        let waiting = &waiting;
        async move {
            if Instant::now() >= leave.until {
                return Vec::new();
            }
            let reading = tokio::task::spawn_blocking(move || Sources::of_file(&file));
            let Some(sources) = reading.await.ok().flatten() else { return Vec::new() };
            let own = waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(sources.service());
            supplier.whole(own.unwrap_or_default(), sources).await
        }
    };
    // A budget of requests goes to the same services each time.
    let side_by_side = if leave.most.is_some() { 1 } else { SERVICES };
    let made: Vec<Vec<Made>> = iter(files).map(of_service).buffered(side_by_side).collect().await;
    Ok(Supplies { made: made.into_iter().flatten().collect(), requests: requests.load(Ordering::Relaxed) })
}

fn named(imported: &Imported) -> Named {
    (imported.model.service.name.clone(), imported.operation.name.clone())
}

/// A suite, its contract before anything was learned, and what it was made from.
type Learner<'s> = (&'s mut SuiteRun, &'s Contract, &'s Imported);

/// The suites of each service.
fn by_service<'s>(
    suites: &'s mut [SuiteRun],
    catalogue: &'s Catalogue,
) -> BTreeMap<String, Vec<Learner<'s>>> {
    let mut found: BTreeMap<String, Vec<Learner<'s>>> = BTreeMap::new();
    for suite in suites {
        let origin = catalogue.imports().iter().find(|(contract, _)| contract.suite == suite.contract.suite);
        let Some((unsettled, imported)) = origin else { continue };
        let of_service = found.entry(imported.model.service.name.clone()).or_default();
        of_service.push((suite, unsettled, imported));
    }
    found
}

struct Supplier {
    asked: Asked,
    leave: Leave,
    made: Vec<Made>,
}

impl Supplier {
    /// Learns for all suites of one service, and gives what was made.
    async fn whole(mut self, suites: Vec<Learner<'_>>, sources: Sources) -> Vec<Made> {
        let sources = Arc::new(sources);
        for (suite, unsettled, imported) in suites {
            let (all, operation) = (Arc::clone(&sources), imported.operation.name.clone());
            let finding = tokio::task::spawn_blocking(move || all.of(&operation));
            let own = finding.await.unwrap_or_default();
            let inputs = self.inputs(suite, unsettled, &own).await;
            self.items(suite, imported, &own, &inputs).await;
        }
        self.made
    }

    /// Values for required members beside the items, of which the user gave none.
    async fn inputs(&mut self, suite: &mut SuiteRun, unsettled: &Contract, sources: &[Supply]) -> Inputs {
        let mut found = Inputs::new();
        for source in sources {
            let Some(member) = &source.input else { continue };
            let sampled = unsettled.fixed.as_ref().and_then(|fixed| fixed.get(member));
            let now = suite.contract.fixed.as_ref().and_then(|fixed| fixed.get(member));
            if now != sampled || found.contains_key(member) {
                continue;
            }
            let Some((supplied, value)) = self.one(suite, source, &found).await else { continue };
            let one = Inputs::from([(member.clone(), value)]);
            let told = one.clone();
            let settled = suite.contract.changed(move |contract| settled_unsaid(contract, &told));
            // What the model does not allow is another thing of the same name.
            let Ok(contract) = settled else { continue };
            suite.contract = contract;
            suite.supplied.push(supplied);
            found.extend(one);
        }
        let told = suite.contract.fixed.iter().flatten();
        let is_told = |(name, value): &(&String, &serde_json::Value)| {
            unsettled.fixed.as_ref().and_then(|fixed| fixed.get(*name)) != Some(*value)
        };
        found.extend(told.filter(is_told).map(|(name, value)| (name.clone(), value.clone())));
        found
    }

    /// One value for a member, listed or made.
    async fn one(
        &mut self,
        suite: &SuiteRun,
        source: &Supply,
        known: &Inputs,
    ) -> Option<(Supplied, serde_json::Value)> {
        let (how, value) = match source.does {
            Does::Lists => {
                let answer = self.listed(suite, source, known).await?;
                let value = found_at(&answer, &source.key).into_iter().next()?.1;
                (Supplying::Listed, value.clone())
            }
            Does::Creates => (Supplying::Made, self.make(suite, source, known, 1).await?.1),
        };
        let values = vec![as_text(&value)?];
        let operation = source.operation.operation.name.clone();
        Some((Supplied { operation, how, input: source.input.clone(), values, deleted: None }, value))
    }

    /// Items that exist: those that are listed, else two that are made.
    async fn items(&mut self, suite: &mut SuiteRun, imported: &Imported, sources: &[Supply], known: &Inputs) {
        let of_items = || sources.iter().filter(|source| source.input.is_none());
        let mut seen: Vec<String> = suite.subjects.present.clone();
        let Some(key) = &imported.rule.item_key else { return };
        for source in of_items().filter(|source| source.does == Does::Lists) {
            let Some(answer) = self.listed(suite, source, known).await else { continue };
            let found = found_at(&answer, &source.key).into_iter();
            let keys = found.filter_map(|(entry, value)| key_of(key, entry, value, known));
            let mut values: Vec<String> = Vec::new();
            for key in keys.filter(|key| !seen.contains(key)).take(ITEMS) {
                if !values.contains(&key) {
                    values.push(key);
                }
            }
            self.tell(suite, source, Supplying::Listed, &mut seen, values);
        }
        if !seen.is_empty() {
            return;
        }
        for source in of_items().filter(|source| source.does == Does::Creates) {
            let mut values: Vec<String> = Vec::new();
            for number in 1..=2 {
                let Some((answer, value)) = self.make(suite, source, known, number).await else { break };
                let key = key_of(key, &answer, &value, known).filter(|key| !values.contains(key));
                values.extend(key);
            }
            self.tell(suite, source, Supplying::Made, &mut seen, values);
            if !seen.is_empty() {
                return;
            }
        }
    }

    fn tell(
        &self,
        suite: &mut SuiteRun,
        source: &Supply,
        how: Supplying,
        seen: &mut Vec<String>,
        values: Vec<String>,
    ) {
        if values.is_empty() {
            return;
        }
        seen.extend(values.iter().cloned());
        let operation = source.operation.operation.name.clone();
        suite.supplied.push(Supplied { operation, how, input: None, values, deleted: None });
    }

    /// The answer of an operation that lists things, where all that it needs is known.
    async fn listed(
        &mut self,
        suite: &SuiteRun,
        source: &Supply,
        known: &Inputs,
    ) -> Option<serde_json::Value> {
        if !self.leave.learns {
            return None;
        }
        let contract = self.asked.contract(&source.operation)?;
        let inputs = of_its_own(&contract, known);
        let needed = contract.input_members().iter().filter(|member| member.required.is_some());
        if needed.clone().any(|member| !inputs.contains_key(&member.name)) {
            return None;
        }
        self.asked.ask(&contract, &inputs, &suite.target).await.ok()
    }

    /// Makes a thing, and gives the whole answer and the name of what was made.
    async fn make(
        &mut self,
        suite: &SuiteRun,
        source: &Supply,
        known: &Inputs,
        number: u32,
    ) -> Option<(serde_json::Value, serde_json::Value)> {
        if !self.leave.makes {
            return None;
        }
        let contract = self.asked.contract(&source.operation)?;
        let (inputs, is_new) = with_names(&contract, of_its_own(&contract, known), self.leave.seed, number);
        let answer = self.asked.ask(&contract, &inputs, &suite.target).await.ok()?;
        let value = value_at(&answer, &source.key)?;
        let given = contract.fixed.clone().unwrap_or_default();
        let given = given.into_iter().chain(inputs).collect();
        let undo = source.undo.as_ref().filter(|_| is_new).and_then(|undo| {
            let deletion = self.asked.contract(&undo.operation)?;
            Made::undo(&deletion, undo, &given, &value)
        });
        self.made.push(Made {
            suite: suite.contract.suite.clone(),
            operation: source.operation.operation.name.clone(),
            name: as_text(&value).unwrap_or_default(),
            target: Arc::clone(&suite.target),
            undo,
        });
        Some((answer, value))
    }
}

/// The value at a place of an answer that holds one thing.
fn value_at(answer: &serde_json::Value, place: &str) -> Option<serde_json::Value> {
    found_at(answer, place).into_iter().next().map(|(_, value)| value.clone())
}

/// Those of the known inputs that an operation has, too.
fn of_its_own(contract: &Contract, known: &Inputs) -> Inputs {
    let has = |name: &String| contract.input_members().iter().any(|member| member.name == *name);
    known.iter().filter(|(name, _)| has(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// A subject's key, as a user would write it: a text, or an object of the members that name the item.
fn key_of(key: &Key, entry: &serde_json::Value, value: &serde_json::Value, known: &Inputs) -> Option<String> {
    let parts = key.parts();
    let Some((last, others)) = parts.split_last().filter(|(_, others)| !others.is_empty()) else {
        // An item that is a structure as a whole is written as one.
        return as_text(value).or_else(|| value.is_object().then(|| value.to_string()));
    };
    let mut named: BTreeMap<&str, &serde_json::Value> = BTreeMap::from([(last.as_str(), value)]);
    for other in others {
        named.insert(other, entry.get(other).or_else(|| known.get(other))?);
    }
    serde_json::to_string(&named).ok()
}

fn as_text(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) if !text.is_empty() => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
