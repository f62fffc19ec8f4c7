//! Requests as proptest strategies, for property tests of one's own: of a handler, a client, a gateway.

use std::sync::Arc;

use proptest::prelude::any;
use proptest::sample::{select, subsequence};
use proptest::strategy::{Just, Strategy};

use super::base::Base;
use super::plan::{Plan, PlanOptions};
use super::pool::{Pool, Subjects};
use super::sizes::UNBOUNDED_ITEMS;
use crate::contract::{Contract, Expectation, validate};
use crate::message::Request;

/// Requests that are certainly valid: every size that the contract allows, of different items in any order.
///
/// They shrink towards fewer items. What a server knows is told by `subjects`; with the default every item is drawn from
/// the grammar alone.
///
/// ```
/// use batchspec_harness::{Subjects, valid_request};
/// use proptest::test_runner::TestRunner;
/// # use std::sync::Arc;
/// # let (suite_toml, model_json) = (include_str!("../../../suites/inspector2/suite.toml"),
/// #     include_str!("../../../suites/inspector2/model.json"));
///
/// let contract = Arc::new(batchspec_harness::read_suite(suite_toml, model_json).unwrap());
/// TestRunner::default()
///     .run(&valid_request(&contract, &Subjects::default()), |request| {
///         assert_eq!(request.path, "/freetrialinfo/batchget");
///         Ok(())
///     })
///     .unwrap();
/// ```
pub fn valid_request(
    contract: &Arc<Contract>,
    subjects: &Subjects,
) -> impl Strategy<Value = Request> + use<> {
    let (contract, subjects) = (Arc::clone(contract), subjects.clone());
    let checked = Arc::clone(&contract);
    // A seed has no smaller sibling: only the choice among its items shrinks.
    any::<u64>()
        .no_shrink()
        .prop_flat_map(move |seed| {
            let options = PlanOptions { seed, subjects: subjects.clone(), ..PlanOptions::default() };
            let (base, pool) = Plan::ingredients(&contract, &options);
            requests(&contract, base, &pool)
        })
        .prop_filter("the validator must call it valid", move |request| {
            matches!(validate(&checked, request), Expectation::Accept { .. })
        })
}

fn requests(contract: &Arc<Contract>, base: Base, pool: &Pool) -> impl Strategy<Value = Request> + use<> {
    let contract = Arc::clone(contract);
    let length = contract.batch.as_ref().and_then(|batch| contract.node(batch.items_node).length);
    let items: Vec<String> = pool.items().iter().map(|item| item.json.clone()).collect();
    let least = length.and_then(|length| length.min).map_or(0, |(min, _)| min).min(items.len());
    let most = length.and_then(|length| length.max).map_or(UNBOUNDED_ITEMS, |(max, _)| max).min(items.len());
    (Just(base), subsequence(items, least..=most.max(least)).prop_shuffle())
        .prop_map(move |(base, items)| base.request(&contract, items.iter().map(String::as_str)))
}

/// Requests that break the clause called `clause` and nothing else, in every way that a run knows.
///
/// They shrink towards shorter bodies, and so towards fewer items around the breach. `None` when there is no such clause
/// or no request can break it, because it speaks of answers.
///
/// ```
/// use batchspec_harness::request_that_breaks;
/// use proptest::test_runner::TestRunner;
/// # use std::sync::Arc;
/// # let (suite_toml, model_json) = (include_str!("../../../suites/inspector2/suite.toml"),
/// #     include_str!("../../../suites/inspector2/model.json"));
///
/// let contract = Arc::new(batchspec_harness::read_suite(suite_toml, model_json).unwrap());
/// let too_long = request_that_breaks(&contract, "inspector2/request/account-ids-max").unwrap();
/// TestRunner::default()
///     .run(&too_long, |request| {
///         let body: serde_json::Value = serde_json::from_slice(&request.body.bytes).unwrap();
///         assert!(body["accountIds"].as_array().unwrap().len() > 100);
///         Ok(())
///     })
///     .unwrap();
/// assert!(request_that_breaks(&contract, "batch/complete").is_none());
/// ```
pub fn request_that_breaks(
    contract: &Arc<Contract>,
    clause: &str,
) -> Option<impl Strategy<Value = Request> + use<>> {
    let wanted = contract.clauses.find(clause)?;
    let breaks = |request: &Request| match validate(contract, request) {
        Expectation::Refuse(refusal) => refusal.clause == wanted || refusal.also.contains(&wanted),
        Expectation::Accept { .. } | Expectation::Observe(_) => false,
    };
    let plan = Plan::new(contract, &PlanOptions::default());
    let cases = (0..plan.len()).filter_map(|index| plan.case(index));
    let requests =
        cases.flat_map(|case| case.steps).map(|step| step.request).filter(|request| breaks(request));
    let mut requests: Vec<Request> = requests.collect();
    // Choices shrink towards the first.
    requests.sort_by_key(|request| request.body.bytes.len());
    (!requests.is_empty()).then(|| select(requests))
}

#[cfg(test)]
mod tests {
    use proptest::strategy::Strategy;
    use proptest::test_runner::{Config, TestCaseError, TestError, TestRunner};

    use super::{request_that_breaks, valid_request};
    use crate::contract::{Expectation, validate};
    use crate::generate::Subjects;
    use crate::generate::shipped::contracts;
    use crate::message::Request;

    fn smallest(
        strategy: &impl Strategy<Value = Request>,
        fails: impl Fn(&Request) -> bool,
    ) -> Option<Request> {
        let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
        let result = runner.run(strategy, |request| match fails(&request) {
            true => Err(TestCaseError::fail("found")),
            false => Ok(()),
        });
        match result {
            Err(TestError::Fail(_, request)) => Some(request),
            Err(TestError::Abort(why)) => panic!("{why}"),
            Ok(()) => None,
        }
    }

    fn items(request: &Request) -> usize {
        let body: serde_json::Value = serde_json::from_slice(&request.body.bytes).unwrap_or_default();
        body.as_object().and_then(|body| body.values().next()?.as_array()).map_or(0, Vec::len)
    }

    #[test]
    fn valid_requests_are_valid_and_shrink_towards_fewer_items() {
        for contract in contracts() {
            let strategy = valid_request(&contract, &Subjects::default());
            let invalid = |request: &Request| {
                !matches!(validate(&contract, request), Expectation::Accept { .. }) || items(request) == 0
            };
            assert_eq!(smallest(&strategy, invalid), None);
            let found = smallest(&strategy, |request| items(request) >= 3).expect("large batches");
            assert_eq!(items(&found), 3, "{found:?}");
        }
    }

    #[test]
    fn subjects_are_met_among_the_items() {
        let [contract, _] = contracts();
        let subjects = Subjects { present: vec!["000000000042".to_owned()], ..Subjects::default() };
        let strategy = valid_request(&contract, &subjects);
        let holds = |request: &Request| String::from_utf8_lossy(&request.body.bytes).contains("000000000042");
        let found = smallest(&strategy, holds).expect("the subject");
        assert_eq!(found.body.bytes, r#"{"accountIds":["000000000042"]}"#);
    }

    #[test]
    fn each_strategy_breaks_its_clause_and_nothing_else() {
        let [accounts, entities] = contracts();
        for (contract, clause) in [
            (&accounts, "inspector2/request/account-ids-required"),
            (&accounts, "protocol/malformed-json-rejected"),
            (&entities, "marketplace/request/entity-list-max"),
            (&entities, "marketplace/request/catalog-length"),
        ] {
            let wanted = contract.clauses.find(clause).expect(clause);
            let strategy = request_that_breaks(contract, clause).expect(clause);
            let else_read = |request: &Request| match validate(contract, request) {
                Expectation::Refuse(refusal) => refusal.clause != wanted && !refusal.also.contains(&wanted),
                _ => true,
            };
            assert_eq!(smallest(&strategy, else_read), None, "{clause}");
        }
        // Clauses of answers, and clauses that are not there.
        assert!(request_that_breaks(&accounts, "batch/complete").is_none());
        assert!(request_that_breaks(&accounts, "no/such-clause").is_none());
    }
}
