//! Things that a scan made on a target, and how they are deleted.

use std::sync::Arc;

use batchspec_harness::contract::{Contract, Member, NodeKind};
use batchspec_harness::generate::{Inputs, settled};
use batchspec_harness::report::{Report, Supplying};
use batchspec_harness::run::ask;
use batchspec_harness::send::Target;
use batchspec_models::Undo;
use serde_json::Value;

/// A thing that was made.
#[derive(Debug)]
pub(crate) struct Made {
    /// The suite that it was made for.
    pub(super) suite: String,
    /// The operation that made it.
    pub(super) operation: String,
    /// What it is called there.
    pub(super) name: String,
    /// Where.
    pub(super) target: Arc<Target>,
    /// The deletion, with its inputs.
    pub(super) undo: Option<Contract>,
}

impl Made {
    /// That it is left where it is.
    pub(crate) fn left(&self) -> String {
        format!("left on {}: {}, made by {}", self.target.url(), self.name, self.operation)
    }

    /// The deletion of what was made with the inputs `given` and is called `name`.
    pub(super) fn undo(deletion: &Contract, undo: &Undo, given: &Inputs, name: &Value) -> Option<Contract> {
        let mut inputs = Inputs::new();
        for (member, from) in &undo.members {
            let value = match from {
                Some(from) => given.get(from)?,
                None => name,
            };
            inputs.insert(member.clone(), value.clone());
        }
        settled(deletion.clone(), &inputs).ok()
    }
}

/// Deletes what was made, the last first, writes into the report what became of it, and gives how many requests it took.
pub(crate) async fn delete(made: Vec<Made>, report: &mut Report) -> u64 {
    let mut requests = 0;
    for made in made.into_iter().rev() {
        let Some(deletion) = &made.undo else { continue };
        requests += 1;
        if ask(deletion, &made.target).await.is_err() {
            continue;
        }
        let suite = report.suites.iter_mut().find(|suite| suite.suite == made.suite);
        let mut supplied = suite.into_iter().flat_map(|suite| &mut suite.supplied);
        let by_it =
            supplied.find(|supplied| supplied.how == Supplying::Made && supplied.operation == made.operation);
        if let Some(supplied) = by_it {
            *supplied.deleted.get_or_insert(0) += 1;
        }
    }
    requests
}

/// The inputs of a creation, with names that nobody else has chosen; and whether what comes of them is new for sure.
///
/// Some creations give what is there already where a name is taken or left out, and that must not be deleted afterwards.
pub(super) fn with_names(contract: &Contract, mut inputs: Inputs, seed: u64, number: u32) -> (Inputs, bool) {
    let tag = format!("{:08x}", seed & 0xffff_ffff);
    let names = [
        format!("batchspec-{tag}-{number}"),
        format!("batchspec_{tag}_{number}"),
        format!("batchspec{tag}{number}"),
    ];
    let (mut is_named, mut may_be_named) = (false, false);
    for member in contract.input_members() {
        let is_free = matches!(contract.node(member.node).kind, NodeKind::String { values: None });
        if !is_free || !names_it(contract, member) || inputs.contains_key(&member.name) {
            continue;
        }
        may_be_named = true;
        let fits = |name: &&String| {
            let one = Inputs::from([(member.name.clone(), Value::from(name.as_str()))]);
            settled(contract.clone(), &one).is_ok()
        };
        if let Some(name) = names.iter().find(fits) {
            inputs.insert(member.name.clone(), Value::from(name.as_str()));
            is_named = true;
        }
    }
    (inputs, is_named || !may_be_named)
}

/// Whether a member names what is made: any name or id that is required, and the thing's own name where it may be left out.
fn names_it(contract: &Contract, member: &Member) -> bool {
    let named = member.name.to_ascii_lowercase();
    if member.required.is_some() {
        return ["name", "id", "identifier"].iter().any(|end| named.ends_with(end));
    }
    let operation = contract.operation.to_ascii_lowercase();
    let thing = ["create", "put"].iter().find_map(|verb| operation.strip_prefix(verb));
    named == "name" || thing.is_some_and(|thing| named.strip_suffix("name") == Some(thing))
}
