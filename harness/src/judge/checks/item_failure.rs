//! Items that fail leave the call a success.

use std::collections::BTreeSet;

use crate::contract::{ClauseRef, Contract, NodeKind, Role};
use crate::judge::entries::{Entry, Side, entries};
use crate::judge::{Broken, CaseVerdicts, Check, Reading, Requested, Where};

/// Items that fail leave the call a success.
pub(super) struct ItemFailure;

impl Check for ItemFailure {
    fn id(&self) -> &'static str {
        "item-failure"
    }

    fn about(&self) -> &'static str {
        "An item that cannot be answered is an entry among the failed ones, and the call remains a success."
    }

    fn blind(&self) -> &'static str {
        "An item that fails although it should succeed; a call that fails for an item is judged by acceptance."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        let roles = [Role::ItemFailureAmongOthers, Role::AllItemsFail];
        let own = roles.into_iter().filter_map(|role| contract.role(role));
        own.chain([contract.known.batch_item_failure_keeps_200]).collect()
    }

    fn judge(&self, reading: &Reading<'_>, verdicts: &mut CaseVerdicts) {
        let contract = reading.contract;
        let Some(body) = reading.success().and_then(|success| success.object()) else { return };
        if !reading.is_addressed() || !reading.is_decided() {
            return;
        }
        let none = Requested::none();
        let requested = reading.requested.as_ref().unwrap_or(&none);
        let Some(entries) = entries(contract, requested, body) else { return };
        let failed = entries.iter().filter(|entry| entry.side == Side::Failed).count();
        let is_misplaced =
            |entry: &&Entry<'_>| entry.side == Side::Succeeded && says_failure(contract, entry);
        let mut misplaced = entries.iter().filter(is_misplaced).peekable();
        let twins: BTreeSet<_> = match misplaced.peek() {
            Some(_) => {
                entries.iter().filter(|entry| entry.side == Side::Failed).map(|entry| &entry.key).collect()
            }
            None => BTreeSet::new(),
        };
        if let Some(entry) = misplaced.find(|entry| !twins.contains(&entry.key)) {
            let clause = contract.role(Role::ItemFailureAmongOthers);
            let clause = clause.unwrap_or(contract.known.batch_item_failure_keeps_200);
            let broken =
                Broken::new("failures among the failed items", "a failure among the succeeded items");
            return verdicts.breaks(clause, broken.at(Where::Answer, entry.pointer()));
        }
        if failed == 0 {
            return;
        }
        verdicts.holds(contract.known.batch_item_failure_keeps_200);
        let role = if failed < entries.len() { Role::ItemFailureAmongOthers } else { Role::AllItemsFail };
        if let Some(clause) = contract.role(role) {
            verdicts.holds(clause);
        }
    }
}

/// Whether an entry holds a failure's code and nothing of what a success has.
fn says_failure(contract: &Contract, entry: &Entry<'_>) -> bool {
    let Some(batch) = contract.batch.as_ref().filter(|batch| !batch.is_one_list()) else { return false };
    let Some(succeeded) = &batch.succeeded else { return false };
    let Some(code) = batch.failed.as_ref().and_then(|failed| failed.code.as_ref()) else { return false };
    let element = match contract.node(succeeded.node).kind {
        NodeKind::List { element, .. } => element,
        NodeKind::Map { value, .. } => value,
        _ => return false,
    };
    let NodeKind::Structure(members) = &contract.node(element).kind else { return false };
    let is_documented = |name: &str| members.iter().any(|member| member.name == name);
    let has = |name: &str| entry.value.get(name).is_some_and(|value| !value.is_null());
    !code.names().first().is_some_and(|name| is_documented(name))
        && code.get(entry.value).is_some_and(|code| code.as_str().is_some())
        && !members.iter().any(|member| has(&member.name))
}
