//! The members of a body and those that travel elsewhere, read as the one object that they are.

use super::body::{self, document, of, usual};
use super::{Expectation, Open};
use crate::contract::operation::Contract;
use crate::message::json::Document;

/// What must come of a body beside these members that travel elsewhere.
pub(super) fn read(contract: &Contract, bytes: &[u8], elsewhere: &[(String, String)]) -> Expectation {
    if contract.binding.template.is_none() {
        return body::read(contract, bytes);
    }
    let bytes = match (contract.has_body(), bytes.is_empty()) {
        (true, _) => bytes,
        (false, true) => b"{}",
        (false, false) => return Expectation::Observe(Open::NeedlessBody),
    };
    let joined = match document(contract, bytes) {
        Ok((document, _)) => joined(&document, bytes, elsewhere),
        Err(expectation) => {
            let alone = joined_with_nothing(elsewhere);
            let Ok((document, nul)) = document_of(&alone) else { return expectation };
            let reading = of(contract, &document, nul);
            let is_elsewhere = |pointer: &String| {
                elsewhere.iter().any(|(name, _)| pointer.split('/').nth(1) == Some(name.as_str()))
            };
            let is_wrong = reading.breaches.keys().any(is_elsewhere);
            return if is_wrong { Expectation::Observe(Open::HeadAndBody) } else { expectation };
        }
    };
    body::read(contract, &joined)
}

/// The same object of a body that is one; `None` of any other body.
pub(super) fn whole(contract: &Contract, bytes: &[u8], elsewhere: &[(String, String)]) -> Option<Vec<u8>> {
    let bytes = if contract.has_body() { bytes } else { b"{}" };
    let (document, _) = document(contract, bytes).ok()?;
    Some(joined(&document, bytes, elsewhere))
}

fn document_of(bytes: &[u8]) -> Result<(Document<'_>, bool), Open> {
    let document = Document::parse(bytes).map_err(|_| Open::NeedlessBody)?;
    let nul = usual(&document)?;
    Ok((document, nul))
}

/// An object of the members of a body and of those that travel elsewhere.
fn joined(document: &Document<'_>, bytes: &[u8], elsewhere: &[(String, String)]) -> Vec<u8> {
    let mut joined = joined_with_nothing(elsewhere);
    joined.pop();
    let start = bytes.iter().position(|byte| *byte == b'{').map_or(0, |at| at + 1);
    if !document.root().is_empty() && !elsewhere.is_empty() {
        joined.push(b',');
    }
    joined.extend_from_slice(bytes.get(start..).unwrap_or_default());
    joined
}

fn joined_with_nothing(elsewhere: &[(String, String)]) -> Vec<u8> {
    let members: Vec<String> = elsewhere
        .iter()
        .map(|(name, value)| format!("{}:{value}", serde_json::Value::from(name.as_str())))
        .collect();
    format!("{{{}}}", members.join(",")).into_bytes()
}
