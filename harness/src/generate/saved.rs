//! Cases as files keep them: what was sent, byte for byte, and nothing that the contract says again by itself.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::case::{Aim, Case, Origin, Relation, Step};
use crate::contract::{Contract, validate};
use crate::message::{Body, Credentials, Framing, Request, Writing};

/// The family of cases that come from a file.
const FAMILY: &str = "replay";

/// A case that can be sent again without the plan that it comes from.
///
/// What must come of each request is left out: the validator says it anew when the case is read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct SavedCase {
    name: String,
    aim: SavedAim,
    relation: Option<Relation>,
    steps: Vec<SavedStep>,
}

/// What a case is made to show, as files keep it: a clause by its id.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SavedAim {
    /// Nothing beyond the validator's reading.
    Plain,
    /// A clause, by its id.
    Clause(String),
    /// A documented error, by its type.
    Provoke(String),
}

impl SavedAim {
    /// The aim as it is kept.
    #[must_use]
    pub fn of(aim: &Aim, contract: &Contract) -> Self {
        match aim {
            Aim::Plain => Self::Plain,
            Aim::Clause(clause) => Self::Clause(contract.clauses.get(*clause).id.clone()),
            Aim::Provoke(error) => Self::Provoke(error.clone()),
        }
    }

    /// The aim under `contract`; `None` when this lacks the clause.
    #[must_use]
    pub fn read(&self, contract: &Contract) -> Option<Aim> {
        Some(match self {
            Self::Plain => Aim::Plain,
            Self::Clause(id) => Aim::Clause(contract.clauses.find(id)?),
            Self::Provoke(error) => Aim::Provoke(error.clone()),
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
struct SavedStep {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: SavedBody,
    framing: Framing,
    lane: u8,
    #[serde(default, skip_serializing_if = "Credentials::is_own")]
    credentials: Credentials,
    #[serde(default, skip_serializing_if = "Writing::is_plain")]
    writing: Writing,
}

/// A body as text where it is text, so that people can read it, and in hexadecimal digits elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum SavedBody {
    Text(String),
    Hex(String),
}

impl SavedCase {
    /// The case as it is kept.
    #[must_use]
    pub fn of(case: &Case, contract: &Contract) -> Self {
        Self {
            // A case that was read from a file keeps its name.
            name: match case.origin.family {
                FAMILY => case.origin.variant.clone(),
                _ => case.origin.to_string(),
            },
            aim: SavedAim::of(&case.aim, contract),
            relation: case.relation.clone(),
            steps: case.steps.iter().map(SavedStep::of).collect(),
        }
    }

    /// The case with every body as text, for whoever looks for words in it: hexadecimal digits hide them, and look like
    /// signatures themselves.
    pub(crate) fn legible(&self) -> Self {
        let mut case = self.clone();
        for step in &mut case.steps {
            if let SavedBody::Hex(digits) = &step.body {
                let bytes = unhex(digits).unwrap_or_default();
                step.body = SavedBody::Text(String::from_utf8_lossy(&bytes).into_owned());
            }
        }
        case
    }

    /// The case to be sent again, judged by what `contract` says today.
    ///
    /// # Errors
    /// What is wrong with it, as a fragment: a clause that the contract lacks, a body that is none, no request at all.
    pub fn read(&self, contract: &Contract) -> Result<Case, String> {
        let aim = self.aim.read(contract);
        let aim = aim.ok_or_else(|| format!("its aim names no clause of the suite: {:?}", self.aim))?;
        if self.steps.is_empty() {
            return Err("it has no request".to_owned());
        }
        let steps: Result<Vec<Step>, String> = self.steps.iter().map(|step| step.read(contract)).collect();
        let origin = Origin { family: FAMILY, variant: self.name.clone(), index: 0 };
        Ok(Case { origin, aim, steps: steps?, relation: self.relation.clone() })
    }
}

impl SavedStep {
    fn of(step: &Step) -> Self {
        let Request { method, path, headers, body, credentials, writing } = &step.request;
        let owned = headers.iter().map(|(name, value)| (name.to_string(), value.to_string()));
        Self {
            method: method.to_string(),
            path: path.to_string(),
            headers: owned.collect(),
            body: match std::str::from_utf8(&body.bytes) {
                Ok(text) => SavedBody::Text(text.to_owned()),
                Err(_) => SavedBody::Hex(body.bytes.iter().map(|byte| format!("{byte:02x}")).collect()),
            },
            framing: body.framing,
            lane: step.lane,
            credentials: *credentials,
            writing: writing.clone(),
        }
    }

    fn read(&self, contract: &Contract) -> Result<Step, String> {
        let bytes = match &self.body {
            SavedBody::Text(text) => Bytes::from(text.clone()),
            SavedBody::Hex(digits) => {
                unhex(digits).ok_or("a body is not in pairs of hexadecimal digits")?.into()
            }
        };
        if self.framing == Framing::None && !bytes.is_empty() {
            return Err("a request without body has one".to_owned());
        }
        let headers = self.headers.iter().map(|(name, value)| (name.clone().into(), value.clone().into()));
        let request = Request {
            method: self.method.clone().into(),
            path: self.path.clone().into(),
            headers: headers.collect(),
            body: Body { bytes, framing: self.framing },
            credentials: self.credentials,
            writing: self.writing.clone(),
        };
        let expectation = validate(contract, &request);
        Ok(Step { request, expectation, lane: self.lane })
    }
}

fn unhex(digits: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok());
    let pairs = digits.as_bytes().chunks(2);
    pairs.map(|pair| Some((digit(*pair.first()?)? << 4) | digit(*pair.get(1)?)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::{SavedCase, unhex};
    use crate::generate::shipped::contracts;
    use crate::generate::{Plan, PlanOptions};

    #[test]
    fn every_case_of_a_plan_is_the_same_after_a_file() {
        for contract in contracts() {
            let plan = Plan::new(&contract, &PlanOptions { random_cases: 20, ..PlanOptions::default() });
            let mut strange = 0;
            for index in 0..plan.len() {
                let Some(case) = plan.case(index) else { continue };
                let text = serde_json::to_string(&SavedCase::of(&case, &contract)).expect("JSON");
                strange += usize::from(text.contains("\"hex\""));
                let saved: SavedCase = serde_json::from_str(&text).expect("the same JSON");
                let read = saved.read(&contract).expect("the same case");
                assert_eq!((&read.aim, &read.relation), (&case.aim, &case.relation), "{text}");
                assert_eq!(read.steps.len(), case.steps.len(), "{text}");
                for (one, other) in read.steps.iter().zip(&case.steps) {
                    assert_eq!((&one.request, one.lane), (&other.request, other.lane), "{text}");
                    assert_eq!(format!("{:?}", one.expectation), format!("{:?}", other.expectation));
                }
            }
            assert!(strange > 0, "no body that is no text was tried");
        }
    }

    #[test]
    fn a_body_that_is_no_text_is_legible_without_its_digits() {
        let digits: String =
            b"{\"accountIds\":[\"123456789012\xff\"]}".iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(digits.len(), 64, "as long as a signature");
        let saved = format!(
            r#"{{"name":"a","aim":"plain","relation":null,"steps":[{{"method":"POST","path":"/","headers":[],
            "body":{{"hex":"{digits}"}},"framing":"length","lane":0}}]}}"#
        );
        let saved: SavedCase = serde_json::from_str(&saved).expect("its form");
        let text = serde_json::to_string(&saved.legible()).expect("JSON");
        assert!(text.contains("123456789012\u{fffd}") && !text.contains(&digits), "{text}");
    }

    #[test]
    fn what_is_no_case_is_told() {
        let contract = &contracts()[0];
        let read = |text: &str| {
            let saved: SavedCase = serde_json::from_str(text).expect("its form");
            saved.read(contract).map(|_| ()).expect_err("no case")
        };
        let step = |body: &str, framing: &str| {
            format!(
                r#"{{"name":"a","aim":"plain","relation":null,"steps":[{{"method":"POST","path":"/","headers":[],
                "body":{body},"framing":"{framing}","lane":0}}]}}"#
            )
        };
        assert!(read(r#"{"name":"a","aim":"plain","relation":null,"steps":[]}"#).contains("no request"));
        assert!(read(r#"{"name":"a","aim":{"clause":"b"},"relation":null,"steps":[]}"#).contains("\"b\""));
        assert!(read(&step(r#"{"hex":"abc"}"#, "length")).contains("hexadecimal"));
        assert!(read(&step(r#"{"text":"abc"}"#, "none")).contains("without body"));
        assert_eq!(unhex("ff0a"), Some(vec![255, 10]));
    }
}
