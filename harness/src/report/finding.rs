//! What is wrong with the target, as data: what broke, where, and the exchanges that show it.

use serde::{Deserialize, Serialize};

use crate::contract::{Clause, Level};

/// One thing that is wrong with the target.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// The suite.
    pub suite: String,
    /// The clause that broke.
    pub clause: Clause,
    /// What findings of the same fault share, as 16 hexadecimal digits.
    pub signature: String,
    /// The level of this breach; at most the clause's own.
    pub level: Level,
    /// Ids of further clauses that the same answers break.
    pub also: Vec<String>,
    /// What the clause demands here.
    pub expected: String,
    /// What came.
    pub actual: String,
    /// The place in the JSON, if there is one.
    pub place: Option<Place>,
    /// How often it was seen.
    pub seen: u64,
    /// Whether it came again when sent again.
    pub reproduction: Reproduction,
    /// Whether its requests were sent at the same time, without which it does not show.
    pub at_once: bool,
    /// How many of its requests come first only because a target that was just started needs them to show it.
    #[serde(default, skip_serializing_if = "is_none")]
    pub earlier: usize,
    /// Whether every simpler request was tried and is answered rightly.
    pub smallest: bool,
    /// Number of items in the request shown, if it is a batch; in the largest one where several are.
    pub items: Option<usize>,
    /// The case that shows it.
    pub case: String,
    /// The exchanges that show it; more than one when answers disagree with each other.
    pub exchanges: Vec<Shown>,
    /// Why it does not break the run although it should, if somebody said so.
    pub waived: Option<Waived>,
    /// Whether the baseline has it already, so that it does not break a run that counts only what is new.
    pub known: bool,
    /// The id of the rule by which it follows from the finding that has it among its consequences; `batchspec explain ID`
    /// tells what the rule says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows_by: Option<String>,
    /// Findings that follow from this one.
    pub consequences: Vec<Finding>,
}

/// Whether a number is not worth a member.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes it so")]
fn is_none(number: &usize) -> bool {
    *number == 0
}

/// What somebody who knows of a finding said about it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Waived {
    /// Why it may stay.
    pub reason: String,
    /// Where it is followed up.
    pub link: Option<String>,
    /// The last day on which it may stay, as `2027-01-31`.
    pub until: Option<String>,
    /// Whether it is known to come and go.
    pub flaky: bool,
}

/// A place in the JSON of a request or an answer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Place {
    /// `request` or `answer`.
    pub message: String,
    /// Which exchange, counted from 0.
    pub exchange: usize,
    /// JSON pointer (RFC 6901); empty for the whole body.
    pub pointer: String,
    /// Where a body that is no JSON leaves its grammar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub syntax: Option<SyntaxPlace>,
}

/// Where a text leaves the grammar of JSON.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SyntaxPlace {
    /// Which byte of the body, counted from 0.
    pub byte: usize,
    /// What is wrong there.
    pub what: String,
}

/// What sending a finding's case again showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reproduction {
    /// How often it was sent again.
    pub tries: u32,
    /// How often the finding came again.
    pub times: u32,
}

impl Reproduction {
    /// Whether it came again every time.
    #[must_use]
    pub fn is_steady(self) -> bool {
        self.times == self.tries
    }
}

/// One exchange as reports show it, without secrets.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Shown {
    /// The request's method and path.
    pub request_line: String,
    /// The request's headers.
    pub request_headers: Vec<(String, String)>,
    /// The request's body; bytes that are not UTF-8 become U+FFFD.
    pub request_body: String,
    /// How it was written, where the request alone does not show that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<String>,
    /// A command line that sends the same request, but for how it is written.
    pub curl: String,
    /// The status; `None` when no answer came.
    pub status: Option<u16>,
    /// Why no answer came.
    pub failure: Option<String>,
    /// The answer's headers.
    pub answer_headers: Vec<(String, String)>,
    /// The answer's body, cut after 64 KiB at the latest; bytes that are not UTF-8 become U+FFFD.
    pub answer_body: String,
    /// Whether the end of the answer's body was left out.
    #[serde(default)]
    pub answer_is_cut: bool,
}

impl Shown {
    /// The request's method and path, and how it was written where that matters.
    #[must_use]
    pub fn request_title(&self) -> String {
        match &self.written {
            Some(written) => format!("{} ({written})", self.request_line),
            None => self.request_line.clone(),
        }
    }
}
