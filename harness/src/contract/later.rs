//! Contracts that are held by their heads, and read whole when their turn comes.

use std::fmt;
use std::sync::Arc;

use super::clause::ClauseTable;
use super::operation::Contract;

/// How a contract is read anew.
#[derive(Clone)]
pub(super) struct Later(Arc<dyn Fn() -> Result<Contract, String> + Send + Sync>);

impl fmt::Debug for Later {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Later")
    }
}

impl Contract {
    /// What a contract says of its operation as a whole, without places, constraints and clauses: a run of hundreds of
    /// operations holds no more of each until its turn comes, when `load` reads it anew for [`whole`](Self::whole).
    #[must_use]
    pub fn head(&self, load: impl Fn() -> Result<Self, String> + Send + Sync + 'static) -> Self {
        let (explains, constraints, nodes, payloads) = Default::default();
        let (errors, values, rules, others) = Default::default();
        Self {
            suite: self.suite.clone(),
            title: self.title.clone(),
            version: self.version.clone(),
            operation: self.operation.clone(),
            service: self.service.clone(),
            effect: self.effect,
            accepts: self.accepts,
            aws: self.aws.clone(),
            protocol: self.protocol,
            binding: self.binding.clone(),
            clauses: ClauseTable::default(),
            explains,
            known: self.known.clone(),
            constraints,
            nodes,
            payloads,
            fixed: self.fixed.clone(),
            is_company_told: self.is_company_told,
            input: self.input,
            output: self.output,
            errors,
            batch: None,
            values,
            rules,
            others,
            model_checksum: self.model_checksum,
            later: Some(Later(Arc::new(load))),
        }
    }

    /// Whether this is but the [head](Self::head) of a contract.
    #[must_use]
    pub fn is_head(&self) -> bool {
        self.later.is_some()
    }

    /// The contract with all that it says: itself, unless it is but the head of one.
    ///
    /// # Errors
    /// When it cannot be read any more.
    pub fn whole(self: &Arc<Self>) -> Result<Arc<Self>, String> {
        match &self.later {
            Some(Later(load)) => load().map(Arc::new),
            None => Ok(Arc::clone(self)),
        }
    }

    /// The contract after a change: of a head the head, whose whole is changed each time that it is read.
    ///
    /// # Errors
    /// Those of the change, and of reading the contract.
    pub fn changed(
        self: &Arc<Self>,
        change: impl Fn(Self) -> Result<Self, Vec<String>> + Send + Sync + 'static,
    ) -> Result<Arc<Self>, Vec<String>> {
        let Some(Later(load)) = self.later.clone() else {
            return change(self.as_ref().clone()).map(Arc::new);
        };
        let changed = change(load().map_err(|why| vec![why])?)?;
        let again = move || change(load()?).map_err(|wrong| wrong.join("; "));
        Ok(Arc::new(changed.head(again)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use crate::contract::{Contract, SuiteText};

    fn contracts() -> [Arc<Contract>; 2] {
        [batchspec_suites::INSPECTOR2, batchspec_suites::MARKETPLACE].map(|files| {
            let (suite_file, model_file) = ("suite.toml", "model.json");
            let text = SuiteText { suite_file, suite: files.suite_toml, model_file, model: files.model_json };
            Arc::new(Contract::load(&text).expect("a good suite"))
        })
    }

    fn renamed(mut contract: Contract) -> Result<Contract, Vec<String>> {
        contract.title.push_str(" again");
        Ok(contract)
    }

    #[test]
    fn a_head_knows_its_operation_and_its_whole_is_read_each_time() {
        for contract in contracts() {
            let reads = Arc::new(AtomicUsize::new(0));
            let (source, counted) = (Arc::clone(&contract), Arc::clone(&reads));
            let head = Arc::new(contract.head(move || {
                counted.fetch_add(1, Ordering::Relaxed);
                Ok(source.as_ref().clone())
            }));
            assert!(head.is_head() && !contract.is_head());
            assert_eq!(
                (&head.suite, &head.operation, &head.fixed),
                (&contract.suite, &contract.operation, &contract.fixed)
            );
            assert!(head.clauses.is_empty() && head.constraints.is_empty());
            let whole = head.whole().expect("it is read");
            assert!(!whole.is_head());
            assert_eq!(whole.clauses.len(), contract.clauses.len());
            assert_eq!(reads.load(Ordering::Relaxed), 1);
            assert!(Arc::ptr_eq(&contract.whole().expect("it is whole"), &contract));
        }
    }

    #[test]
    fn changes_of_a_head_are_made_anew_with_its_whole_in_their_order() {
        let contract = contracts().into_iter().next().expect("a suite");
        let source = Arc::clone(&contract);
        let head = Arc::new(contract.head(move || Ok(source.as_ref().clone())));
        let twice = head.changed(renamed).and_then(|once| once.changed(renamed)).expect("it can be changed");
        let title = format!("{} again again", contract.title);
        assert!(twice.is_head());
        assert_eq!(twice.title, title);
        assert_eq!(twice.whole().expect("it is read").title, title);
        assert_eq!(
            contract.changed(renamed).expect("it can be changed").title,
            format!("{} again", contract.title)
        );
        let refused = head.changed(|_| Err(vec!["no".to_owned()]));
        assert_eq!(refused.err(), Some(vec!["no".to_owned()]));
        let lost = Arc::new(contract.head(|| Err("gone".to_owned())));
        assert_eq!(lost.whole().err().as_deref(), Some("gone"));
    }
}
