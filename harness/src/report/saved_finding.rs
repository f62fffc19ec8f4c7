//! Findings as files keep them: what names them, and all that is needed to send their case again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Place, Reproduction, indented};
use crate::contract::Level;
use crate::generate::{ItemKind, SavedCase};

/// The version of the form of saved findings.
pub(crate) const FORM: u32 = 1;

/// A finding that can be sent again, without headers that a user put on every request.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct SavedFinding {
    /// Version of this form.
    pub(crate) form: u32,
    /// The version of the program that found it.
    pub(crate) tool: String,
    /// The suite.
    pub suite: String,
    /// Version of the suite's clause set.
    pub(crate) clause_set: String,
    /// Checksum of the model it was judged by, in hexadecimal.
    pub(crate) model_checksum: String,
    /// Where it was found, without credentials.
    pub target: String,
    /// Id of the clause that broke.
    pub clause: String,
    /// The level of the breach.
    pub level: Level,
    /// The finding's signature, 16 hexadecimal digits.
    pub signature: String,
    /// Whether it came again when it was sent again.
    pub(crate) reproduction: Reproduction,
    /// Ids of the clauses under which the checks tell it.
    pub(crate) reported_under: Vec<String>,
    /// Ids of further clauses that broke in the same case.
    pub(crate) beside: Vec<String>,
    /// It is a disagreement of several answers, in reading or in being read again.
    pub(crate) is_disagreement: bool,
    /// The target served one connection at a time.
    pub(crate) one_connection: bool,
    /// A valid request was not served.
    pub(crate) is_unserved: bool,
    /// Nobody was answered after it.
    #[serde(default)]
    pub(crate) ends_target: bool,
    /// What to send.
    pub(crate) case: SavedCase,
    /// What was due.
    #[serde(default)]
    pub(crate) expected: String,
    /// What came.
    #[serde(default)]
    pub(crate) actual: String,
    /// The place of the breach, if there is one.
    #[serde(default)]
    pub(crate) place: Option<Place>,
    /// What stood there in the answer, as JSON text, unless that is long.
    #[serde(default)]
    pub(crate) value: Option<String>,
    /// What was known of items, by their keys: also of those that an answer may hold unasked.
    pub(crate) items: BTreeMap<String, ItemKind>,
    /// What the user told of items, by their keys.
    #[serde(default)]
    pub(crate) told: BTreeMap<String, ItemKind>,
}

/// Why a text is no saved finding that can be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FindingError {
    /// It is not JSON, or a member is missing or wrong; the message tells line and column.
    #[error("this is no saved finding of batchspec: {0}")]
    NoFinding(serde_json::Error),
    /// Another version of batchspec wrote it.
    #[error(
        "this is a saved finding in form {found}, and form {FORM} is what this version of batchspec reads: \
         run it anew"
    )]
    OtherForm {
        /// The version of its form.
        found: u32,
    },
    /// Its signature is none.
    #[error("its signature is not made of 16 hexadecimal digits")]
    NoSignature,
}

impl SavedFinding {
    /// As indented JSON with a final newline.
    #[must_use]
    pub fn to_json(&self) -> String {
        indented(self)
    }

    /// Reads what [`Self::to_json`] wrote.
    ///
    /// # Errors
    /// When the text is no saved finding, or one in another version of the form.
    pub fn from_json(text: &str) -> Result<Self, FindingError> {
        #[derive(Deserialize)]
        struct Form {
            form: u32,
        }
        // Asked first: whatever else is another then is no mistake.
        let Form { form: found } = serde_json::from_str(text).map_err(FindingError::NoFinding)?;
        if found != FORM {
            return Err(FindingError::OtherForm { found });
        }
        let finding: Self = serde_json::from_str(text).map_err(FindingError::NoFinding)?;
        let digits = finding.signature.bytes().filter(u8::is_ascii_hexdigit).count();
        if digits != 16 || finding.signature.len() != 16 {
            return Err(FindingError::NoSignature);
        }
        Ok(finding)
    }
}
