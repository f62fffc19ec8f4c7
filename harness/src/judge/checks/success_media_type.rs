//! A success says that it is JSON.

use crate::contract::{Accepts, ClauseRef, Contract, NodeKind};
use crate::judge::{Broken, CaseVerdicts, Check, Reading};
use crate::message::{Answer, Coded};

/// A success says that it is JSON, and is.
pub(super) struct SuccessMediaType;

impl Check for SuccessMediaType {
    fn id(&self) -> &'static str {
        "success-media-type"
    }

    fn about(&self) -> &'static str {
        "A success has the protocol's JSON media type, and its body is exactly one JSON text."
    }

    fn blind(&self) -> &'static str {
        "Bytes after the announced length are not read; a charset parameter is not compared with the bytes."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        let known = &contract.known;
        vec![known.success_content_type_json, known.success_content_type_exact, known.answer_is_json_text]
    }

    fn judge(&self, reading: &Reading<'_>, verdicts: &mut CaseVerdicts) {
        let known = &reading.contract.known;
        if !reading.is_addressed() {
            return;
        }
        let Some(success) = reading.success() else { return };
        if matches!(success.body, Some(Err(_))) && speaks_another_protocol(reading) {
            let why =
                "the request has the media type of another protocol, which the service may speak as well";
            return verdicts.undecided(known.answer_is_json_text, why);
        }
        media_type(reading, verdicts);
        match &success.body {
            Some(Ok(document)) if document.has_byte_order_mark() => {
                let broken = Broken::new("a JSON text", "a byte order mark before the JSON text");
                verdicts.breaks(known.answer_is_json_text, broken);
            }
            Some(Ok(_)) => verdicts.holds(known.answer_is_json_text),
            Some(Err(fault)) if fault.is_own_limit() => {
                verdicts.undecided(known.answer_is_json_text, "the answer is larger than the harness reads");
            }
            // What is wrong there is the label.
            Some(Err(_)) if success.is_mislabelled() => {}
            Some(Err(_)) if *success.coded == Coded::TooLarge && is_asked(reading, success.answer) => {
                verdicts.undecided(
                    known.answer_is_json_text,
                    "decoded, the answer is larger than the harness reads",
                );
            }
            Some(Err(fault)) => {
                let actual = match coding(success.answer) {
                    Some(coding) => {
                        format!("a body in Content-Encoding {coding}, which cannot be read: {fault}")
                    }
                    None => fault.to_string(),
                };
                let broken = Broken::new("one JSON text (RFC 8259)", actual);
                verdicts.breaks(known.answer_is_json_text, broken.signed(fault.what));
            }
            // What has no members need not be written.
            None if has_no_output(reading.contract) => {}
            None => verdicts
                .breaks(known.answer_is_json_text, Broken::new("one JSON text (RFC 8259)", "an empty body")),
        }
    }
}

/// Whether the request has the media type of AWS's query protocol: services that moved to JSON answer such in XML, and a model
/// that is read for JSON alone says nothing of it.
fn speaks_another_protocol(reading: &Reading<'_>) -> bool {
    let media_type = reading.request.header("content-type").unwrap_or_default().trim_start();
    let is_form = media_type.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded");
    is_form && reading.contract.accepts == Accepts::Known
}

fn has_no_output(contract: &Contract) -> bool {
    matches!(&contract.node(contract.output).kind, NodeKind::Structure(members) if members.is_empty())
}

/// Whether the request allows the codings that an answer names.
fn is_asked(reading: &Reading<'_>, answer: &Answer) -> bool {
    answer.codings().iter().all(|coding| reading.request.allows_coding(coding) == Some(true))
}

/// The coding of a body that is not sent as it is; shortened, since it is the target's text.
fn coding(answer: &Answer) -> Option<String> {
    let value =
        answer.header("content-encoding").filter(|value| !value.trim().eq_ignore_ascii_case("identity"))?;
    Some(value.chars().take(40).collect())
}

fn media_type(reading: &Reading<'_>, verdicts: &mut CaseVerdicts) {
    let known = &reading.contract.known;
    let Some(success) = reading.success() else { return };
    let exact = reading.contract.protocol.media_type();
    let expected = format!("Content-Type {exact}");
    let Some(value) = success.answer.header("content-type") else {
        let broken = Broken::new(expected, "no Content-Type");
        return verdicts.breaks(known.success_content_type_json, broken);
    };
    let shown: String = value.chars().take(80).collect();
    if !is_json(value) {
        let broken = Broken::new(expected, format!("Content-Type {shown}"));
        return verdicts.breaks(known.success_content_type_json, broken);
    }
    verdicts.holds(known.success_content_type_json);
    if essence(value).eq_ignore_ascii_case(exact) {
        verdicts.holds(known.success_content_type_exact);
    } else {
        let broken = Broken::new(expected, format!("Content-Type {shown}"));
        verdicts.breaks(known.success_content_type_exact, broken);
    }
}

fn essence(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

/// `application/json`, its older name or AWS's own JSON types, with or without parameters
/// (`protocol/success-content-type-json`).
pub(super) fn is_json(content_type: &str) -> bool {
    let essence = essence(content_type).to_ascii_lowercase();
    ["application/json", "text/json"].contains(&essence.as_str())
        || essence.starts_with("application/x-amz-json-")
}
