//! Clients can tell which error an answer is.

use crate::contract::{Accepts, ClauseRef, Contract, Expectation, Level, NodeKind, Refusals};
use crate::judge::error_type::{TypeTold, is_of_http, is_shared};
use crate::judge::reading::AnswerReading;
use crate::judge::{Broken, CaseVerdicts, Check, Reading, Where};

/// Clients can tell which error an answer is.
pub(super) struct ErrorIdentity;

impl Check for ErrorIdentity {
    fn id(&self) -> &'static str {
        "error-identity"
    }

    fn about(&self) -> &'static str {
        "An error names its type where clients read it, and its body is a JSON object."
    }

    fn blind(&self) -> &'static str {
        "Where header and body name different types, the header is believed for all other checks, as clients do."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        let known = &contract.known;
        vec![
            known.error_type_identified,
            known.error_type_agrees,
            known.error_body_structure,
            known.error_media_type_json,
            known.error_known_set,
        ]
    }

    fn judge(&self, reading: &Reading<'_>, verdicts: &mut CaseVerdicts) {
        let not_served = matches!(reading.expectation, Expectation::Refuse(refusal) if refusal.answers == Refusals::NotServed);
        if !reading.request.credentials.is_own() {
            return;
        }
        let is_of_the_api =
            |answer: &&AnswerReading<'_>| answer.modelled.is_some() || !is_of_http(answer.answer.status);
        for answer in reading.answers.iter().filter(is_of_the_api).filter(|_| !may_be_of_another(reading)) {
            known_set(reading.contract, answer, verdicts);
        }
        if !reading.is_addressed() || not_served {
            return;
        }
        let answers = reading.answers.iter().filter(|answer| (400..600).contains(&answer.answer.status));
        for answer in answers.filter(is_of_the_api) {
            if let Some(error) = &answer.error {
                note_spelling(reading.contract, error, verdicts);
            }
            agreement(reading.contract, answer, verdicts);
            // Where acceptance is open, what refuses may stand before the service and speak its own language.
            if is_promised(reading) || answer.modelled.is_some() {
                identity(reading, answer, verdicts);
                body(reading.contract, answer, verdicts);
            }
        }
    }
}

/// Whether the request may be one of another operation, with errors of its own: `DeleteParameter` is a misspelling of
/// `DeleteParameters`, and the name of its sibling.
fn may_be_of_another(reading: &Reading<'_>) -> bool {
    let binding = &reading.contract.binding;
    let is_named = binding.is_path(&reading.request.path) && binding.is_named_by(reading.request);
    reading.contract.accepts == Accepts::Known && !is_named
}

/// Whether the contract promises what comes of the request: what it only recommends to refuse is not held to a form.
fn is_promised(reading: &Reading<'_>) -> bool {
    match reading.expectation {
        Expectation::Accept { .. } => true,
        Expectation::Refuse(refusal) => reading.contract.clauses.get(refusal.clause).level == Level::Must,
        Expectation::Observe(_) => false,
    }
}

/// All places that tell the type tell the same one.
fn agreement(contract: &Contract, answer: &AnswerReading<'_>, verdicts: &mut CaseVerdicts) {
    let clause = contract.known.error_type_agrees;
    let own = answer.modelled.map(|modelled| &contract.node(modelled.node).kind);
    let is_own = |name: &str| match own {
        Some(NodeKind::Structure(members)) => members.iter().any(|member| member.name == name),
        _ => false,
    };
    let told = TypeTold::all(answer.answer, answer.object(), is_own);
    let Some((first, others)) = told.split_first() else { return };
    match others.iter().find(|other| !other.agrees(first)) {
        Some(other) => {
            let expected = format!("{} also in {}, as in {}", first.name, other.place, first.place);
            let broken = Broken::new(expected, format!("{:?} in {}", other.name, other.place));
            verdicts.breaks(
                clause,
                broken
                    .at(Where::Answer, format!("/{}", other.place))
                    .signed(format!("differs in {}", other.place)),
            );
        }
        None => verdicts.holds(clause),
    }
}

fn note_spelling(contract: &Contract, error: &crate::judge::ErrorType, verdicts: &mut CaseVerdicts) {
    verdicts.observe(contract.known.error_type_header, "where the error type is", error.from);
    if error.raw != error.name {
        let raw = error.raw.replace(error.name.as_str(), "<type>");
        let cut: String = raw.chars().take(80).collect();
        verdicts.observe(contract.known.error_type_bare_name, "another spelling of the error type", cut);
    }
}

fn identity(reading: &Reading<'_>, answer: &AnswerReading<'_>, verdicts: &mut CaseVerdicts) {
    let contract = reading.contract;
    let known = &contract.known;
    if answer.error.is_none() {
        // An undocumented 5xx is a finding already.
        let is_declared = contract.errors.iter().any(|error| error.status == answer.answer.status);
        if answer.answer.status < 500 || (is_declared && reading.provoked().is_some()) {
            let expected = "the error type in header X-Amzn-Errortype or in the body's code or __type";
            let broken =
                Broken::new(expected, format!("a {} that names no error type", answer.answer.status));
            verdicts.breaks(known.error_type_identified, broken.signed("no error type"));
        }
        return;
    }
    verdicts.holds(known.error_type_identified);
}

/// Every error that names a type names a documented one.
fn known_set(contract: &Contract, answer: &AnswerReading<'_>, verdicts: &mut CaseVerdicts) {
    let known = &contract.known;
    let Some(error) = &answer.error else { return };
    if contract.error(&error.name).is_some() || is_shared(&error.name) {
        verdicts.holds(known.error_known_set);
    } else {
        let expected = "an error of the operation, of the protocol, or of the common list";
        let name: String = error.name.chars().take(80).collect();
        verdicts
            .breaks(known.error_known_set, Broken::new(expected, format!("{} {name}", answer.answer.status)));
    }
}

/// Media types that are JSON by their structured suffix, such as `application/problem+json`: no sentence of the
/// protocol says that an error may not use one.
fn has_json_suffix(media_type: &str) -> bool {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().ends_with("+json")
}

fn body(contract: &Contract, answer: &AnswerReading<'_>, verdicts: &mut CaseVerdicts) {
    let known = &contract.known;
    let Some(parsed) = &answer.body else { return };
    match parsed {
        Ok(document) if answer.object().is_none() => {
            let kind = document.root().kind().name();
            let broken = Broken::new("a JSON object", format!("JSON of type {kind}")).at(Where::Answer, "");
            verdicts.breaks(known.error_body_structure, broken);
        }
        Ok(document) if document.has_byte_order_mark() && answer.modelled.is_some() => {
            let broken = Broken::new("a JSON object", "a byte order mark before the JSON text");
            verdicts.breaks(known.error_body_structure, broken.signed("byte order mark"));
        }
        Ok(_) => verdicts.holds(known.error_body_structure),
        Err(fault) if fault.is_own_limit() => {
            verdicts.undecided(known.error_body_structure, "the answer is larger than the harness reads");
        }
        Err(_) if answer.answer.status >= 500 && answer.modelled.is_none() => {}
        // What is wrong there is the label.
        Err(_) if answer.is_mislabelled() => {}
        Err(fault) => {
            let broken = Broken::new("a JSON object", format!("a body that is not JSON: {fault}"));
            verdicts.breaks(known.error_body_structure, broken.signed("not JSON"));
        }
    }
    if answer.modelled.is_some() {
        let media_type = answer.answer.header("content-type").unwrap_or_default();
        if super::success_media_type::is_json(media_type) || has_json_suffix(media_type) {
            verdicts.holds(known.error_media_type_json);
        } else {
            let actual = if media_type.is_empty() {
                "no Content-Type".to_owned()
            } else {
                format!("Content-Type {media_type}")
            };
            verdicts.breaks(known.error_media_type_json, Broken::new("a JSON Content-Type", actual));
        }
    }
}
