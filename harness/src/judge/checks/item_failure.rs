//! Items that fail leave the call a success.

use crate::contract::{ClauseRef, Contract, Role};
use crate::judge::entries::{Side, entries};
use crate::judge::{Check, Reading, Sheet};

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
        "It only confirms what a success shows; a call that fails for an item is judged by acceptance."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        let roles = [Role::ItemFailureAmongOthers, Role::AllItemsFail];
        let own = roles.into_iter().filter_map(|role| contract.role(role));
        own.chain([contract.known.batch_item_failure_keeps_200]).collect()
    }

    fn judge(&self, reading: &Reading<'_>, sheet: &mut Sheet) {
        let contract = reading.contract;
        let Some(body) = reading.success().and_then(|success| success.object()) else { return };
        if !reading.is_addressed() || !reading.is_decided() {
            return;
        }
        let Some(entries) = entries(contract, body) else { return };
        let failed = entries.iter().filter(|entry| entry.side == Side::Failed).count();
        if failed == 0 {
            return;
        }
        sheet.holds(contract.known.batch_item_failure_keeps_200);
        let role = if failed < entries.len() { Role::ItemFailureAmongOthers } else { Role::AllItemsFail };
        if let Some(clause) = contract.role(role) {
            sheet.holds(clause);
        }
    }
}
