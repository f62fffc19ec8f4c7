//! A declared error has its declared status and members.

use super::success_shape::ShapeWatch;
use crate::contract::{ClauseRef, Contract, ModelledError, Role, Side, walk};
use crate::judge::reading::AnswerReading;
use crate::judge::{Broken, CaseVerdicts, Check, ErrorType, Reading, Where};
use crate::message::json::Document;

/// A declared error has its declared status and members.
pub(super) struct ErrorShape;

impl Check for ErrorShape {
    fn id(&self) -> &'static str {
        "error-shape"
    }

    fn about(&self) -> &'static str {
        "A declared error comes with its declared status, members and headers."
    }

    fn blind(&self) -> &'static str {
        "Errors that the target never gives during the run; triggers in the configuration make it give them."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        let errors = contract.constraints.iter().filter(|constraint| constraint.place.starts_with("error."));
        errors
            .filter_map(|constraint| constraint.clause)
            .chain(contract.role(Role::HeaderNotInBody))
            .collect()
    }

    fn judge(&self, reading: &Reading<'_>, verdicts: &mut CaseVerdicts) {
        if !reading.is_addressed() {
            return;
        }
        for answer in &reading.answers {
            disguised(reading.contract, answer, verdicts);
            if let Some(modelled) = answer.modelled {
                status(reading.contract, modelled, answer, verdicts);
                headers(reading.contract, modelled, answer, verdicts);
                members(reading.contract, modelled, answer, verdicts);
            }
        }
    }
}

/// A declared error under a status of success has not its declared status.
fn disguised(contract: &Contract, answer: &AnswerReading<'_>, verdicts: &mut CaseVerdicts) {
    if !(200..300).contains(&answer.answer.status) {
        return;
    }
    let error = ErrorType::read(answer.answer, answer.object());
    if let Some(modelled) = error.and_then(|error| contract.error(&error.name)) {
        status(contract, modelled, answer, verdicts);
    }
}

fn status(
    contract: &Contract,
    modelled: &ModelledError,
    answer: &AnswerReading<'_>,
    verdicts: &mut CaseVerdicts,
) {
    let Some(clause) = contract.constraint(modelled.status_rule).clause else { return };
    if answer.answer.status == modelled.status {
        verdicts.holds(clause);
    } else {
        let expected = format!("{} with status {}", modelled.name, modelled.status);
        verdicts.breaks(clause, Broken::new(expected, format!("status {}", answer.answer.status)));
    }
}

fn headers(
    contract: &Contract,
    modelled: &ModelledError,
    answer: &AnswerReading<'_>,
    verdicts: &mut CaseVerdicts,
) {
    for member in &modelled.headers {
        if let (Some(clause), Some(value)) =
            (contract.constraint(member.rule).clause, answer.answer.header(&member.header))
        {
            let digits = value.trim();
            if !digits.is_empty() && digits.len() <= 10 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
                verdicts.holds(clause);
            } else {
                let expected = format!("header {} with a whole number of seconds", member.header);
                let shown: String = value.chars().take(80).collect();
                verdicts.breaks(
                    clause,
                    Broken::new(expected, format!("{}: {shown}", member.header)).signed("not a number"),
                );
            }
        }
        if let Some(clause) = contract.role(Role::HeaderNotInBody) {
            if answer.object().is_some_and(|body| body.get(&member.member).is_some()) {
                let expected = format!("{} in header {}", member.member, member.header);
                let broken = Broken::new(expected, "it is a member of the body");
                verdicts.breaks(clause, broken.at(Where::Answer, format!("/{}", member.member)));
            } else if answer.answer.header(&member.header).is_some() {
                verdicts.holds(clause);
            }
        }
    }
}

fn members(
    contract: &Contract,
    modelled: &ModelledError,
    answer: &AnswerReading<'_>,
    verdicts: &mut CaseVerdicts,
) {
    let mut watch = ShapeWatch::new(contract, verdicts);
    match answer.object() {
        Some(body) => {
            for (name, _) in body.members() {
                if name.as_str().is_some_and(|name| name.eq_ignore_ascii_case("message")) {
                    let spelled = name.as_str().unwrap_or_default().into_owned();
                    watch.observe(contract.known.error_message_casing, "the member of messages", &spelled);
                }
            }
            walk(contract, modelled.node, body, Side::Answer, &mut watch);
        }
        // No body says the same as an object without members (`protocol/error-body-structure`).
        None if answer.body.is_none() => {
            if let Ok(empty) = Document::parse(b"{}") {
                walk(contract, modelled.node, empty.root(), Side::Answer, &mut watch);
            }
        }
        None => {}
    }
}
