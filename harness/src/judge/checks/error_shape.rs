//! A declared error has its declared status and members.

use super::success_shape::ShapeWatch;
use crate::contract::{ClauseRef, Contract, ModelledError, Role, Side, walk};
use crate::judge::reading::AnswerReading;
use crate::judge::{Broken, Check, ErrorType, Reading, Sheet, Where};
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

    fn judge(&self, reading: &Reading<'_>, sheet: &mut Sheet) {
        if !reading.is_addressed() {
            return;
        }
        for answer in &reading.answers {
            disguised(reading.contract, answer, sheet);
            if let Some(modelled) = answer.modelled {
                status(reading.contract, modelled, answer, sheet);
                headers(reading.contract, modelled, answer, sheet);
                members(reading.contract, modelled, answer, sheet);
            }
        }
    }
}

/// A declared error under a status of success has not its declared status.
fn disguised(contract: &Contract, answer: &AnswerReading<'_>, sheet: &mut Sheet) {
    if !(200..300).contains(&answer.answer.status) {
        return;
    }
    let error = ErrorType::read(answer.answer, answer.object());
    if let Some(modelled) = error.and_then(|error| contract.error(&error.name)) {
        status(contract, modelled, answer, sheet);
    }
}

fn status(contract: &Contract, modelled: &ModelledError, answer: &AnswerReading<'_>, sheet: &mut Sheet) {
    let Some(clause) = contract.constraint(modelled.status_rule).clause else { return };
    if answer.answer.status == modelled.status {
        sheet.holds(clause);
    } else {
        let expected = format!("{} with status {}", modelled.name, modelled.status);
        sheet.breaks(clause, Broken::new(expected, format!("status {}", answer.answer.status)));
    }
}

fn headers(contract: &Contract, modelled: &ModelledError, answer: &AnswerReading<'_>, sheet: &mut Sheet) {
    for member in &modelled.headers {
        if let (Some(clause), Some(value)) =
            (contract.constraint(member.rule).clause, answer.answer.header(&member.header))
        {
            let digits = value.trim();
            if !digits.is_empty() && digits.len() <= 10 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
                sheet.holds(clause);
            } else {
                let expected = format!("header {} with a whole number of seconds", member.header);
                let shown: String = value.chars().take(80).collect();
                sheet.breaks(
                    clause,
                    Broken::new(expected, format!("{}: {shown}", member.header)).signed("not a number"),
                );
            }
        }
        if let Some(clause) = contract.role(Role::HeaderNotInBody) {
            if answer.object().is_some_and(|body| body.get(&member.member).is_some()) {
                let expected = format!("{} in header {}", member.member, member.header);
                let broken = Broken::new(expected, "it is a member of the body");
                sheet.breaks(clause, broken.at(Where::Answer, format!("/{}", member.member)));
            } else if answer.answer.header(&member.header).is_some() {
                sheet.holds(clause);
            }
        }
    }
}

fn members(contract: &Contract, modelled: &ModelledError, answer: &AnswerReading<'_>, sheet: &mut Sheet) {
    let mut watch = ShapeWatch::new(contract, sheet);
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
        // No body says the same as an object without members (row P09).
        None if answer.body.is_none() => {
            if let Ok(empty) = Document::parse(b"{}") {
                walk(contract, modelled.node, empty.root(), Side::Answer, &mut watch);
            }
        }
        None => {}
    }
}
