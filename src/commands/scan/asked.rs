//! Operations asked beside those under test: each once with the same inputs, and none of a service that serves none.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use batchspec_harness::contract::Contract;
use batchspec_harness::generate::{Inputs, settled};
use batchspec_harness::run::ask;
use batchspec_harness::send::Target;
use batchspec_models::Imported;
use serde_json::Value;

use super::supply::Leave;
use crate::config::imported::contract_of;

/// After so many refusals and no answer, a service serves nothing of the kind.
const PATIENCE: u32 = 3;

/// What was asked, and what came.
pub(super) struct Asked {
    leave: Leave,
    contracts: BTreeMap<(String, String), Option<Arc<Contract>>>,
    answers: BTreeMap<(String, String, String), Result<Value, String>>,
    /// Refusals of each service in a row, from its beginning; none once it answered.
    refusals: BTreeMap<String, Option<u32>>,
    /// Requests sent, by all who ask side by side.
    requests: Arc<AtomicU64>,
}

impl Asked {
    pub(super) fn new(leave: Leave, requests: &Arc<AtomicU64>) -> Self {
        let (contracts, answers, refusals) = Default::default();
        Self { leave, contracts, answers, refusals, requests: Arc::clone(requests) }
    }

    /// The contract of an operation; `None` where the model gives none.
    pub(super) fn contract(&mut self, imported: &Imported) -> Option<Arc<Contract>> {
        let named = (imported.model.service.name.clone(), imported.operation.name.clone());
        let made = self.contracts.entry(named);
        made.or_insert_with(|| contract_of(imported, &[]).ok().map(Arc::new)).clone()
    }

    /// The answer of an operation with these inputs.
    ///
    /// # Errors
    /// Why there is none.
    pub(super) async fn ask(
        &mut self,
        contract: &Contract,
        inputs: &Inputs,
        target: &Arc<Target>,
    ) -> Result<Value, String> {
        let service = contract.service.clone().unwrap_or_default();
        let told = serde_json::to_string(inputs).unwrap_or_default();
        let question = (format!("{} {}", target.url(), contract.suite), service.clone(), told);
        if let Some(known) = self.answers.get(&question) {
            return known.clone();
        }
        if self.refusals.get(&service).is_some_and(|refusals| refusals.is_some_and(|many| many >= PATIENCE)) {
            return Err("its service serves nothing of the kind".to_owned());
        }
        if self.leave.most.is_some_and(|most| self.requests.load(Ordering::Relaxed) >= most)
            || Instant::now() >= self.leave.until
        {
            return Err("the budget of requests or of time ended".to_owned());
        }
        let settled = settled(contract.clone(), inputs).map_err(|wrong| wrong.join("; "))?;
        self.requests.fetch_add(1, Ordering::Relaxed);
        let answer = ask(&settled, target).await;
        let refusals = self.refusals.entry(service).or_insert(Some(0));
        *refusals = refusals.filter(|_| answer.is_err()).map(|many| many + 1);
        self.answers.insert(question, answer.clone());
        answer
    }
}
