//! One request of an operation that no plan is made of, and its answer: how a run learns what exists.

use std::sync::Arc;

use serde_json::Value;

use crate::contract::Contract;
use crate::generate::plain_request;
use crate::message::{Answer, Outcome};
use crate::runner::passing_wait;
use crate::send::{Lane, RetryPolicy, Target, exchange};

/// Sends the smallest request of an operation, with its settled inputs, and gives the answer's body.
///
/// What operations tell of a target is nothing to judge: what is no success, or no JSON, is told in a few words.
///
/// # Errors
/// Why there is no such answer.
pub async fn ask(contract: &Contract, target: &Arc<Target>) -> Result<Value, String> {
    let request = plain_request(contract);
    let mut lane = Lane::new(Arc::clone(target));
    let label = format!("{}/ask", contract.suite);
    let transient = |answer: &Answer| passing_wait(contract, answer);
    let policy = RetryPolicy::for_target(target);
    let exchange = exchange(&mut lane, &request, &label, &transient, &policy).await;
    match exchange.last().map(|attempt| &attempt.outcome) {
        Some(Outcome::Answered(answer)) if (200..300).contains(&answer.status) => {
            match serde_json::from_slice(&answer.content()) {
                Ok(value) => Ok(value),
                Err(_) if answer.body.is_empty() => Ok(Value::Null),
                Err(_) => Err("its answer is no JSON".to_owned()),
            }
        }
        Some(Outcome::Answered(answer)) => Err(format!("it answers {}", answer.status)),
        Some(Outcome::Failed(fault)) => Err(fault.to_string()),
        None => Err("nothing was sent".to_owned()),
    }
}
