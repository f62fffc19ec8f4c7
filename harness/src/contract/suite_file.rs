//! The suite file as it is written (TOML); the loader turns it into what is used.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::aws::AwsService;
pub(super) use super::batch_file::{BatchEntry, CollectionEntry, How, Names};
use super::binding::OtherOperation;
use super::clause::{Level, Need, Role};
use super::model::local_name;
use super::operation::JsonType;

/// A whole suite file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SuiteFile {
    /// Version of this file form; 1 is the only one.
    pub(super) format: u32,
    pub(super) id: String,
    pub(super) title: String,
    /// Version of the clause set, quoted by reports.
    pub(super) version: String,
    #[serde(default)]
    #[expect(dead_code, reason = "for readers and packagers: the loader is handed the model's text")]
    pub(super) model: Option<String>,
    pub(super) operation: String,
    /// The service that has the operation, by the name of its public model.
    pub(super) service: Option<String>,
    pub(super) effect: Effect,
    /// Which requests are certainly served.
    #[serde(default)]
    pub(super) accepts: Accepts,
    #[serde(default)]
    pub(super) sources: BTreeMap<String, SourceEntry>,
    /// The entry of `sources` that is the model, where its title says more than its form.
    pub(super) model_source: Option<String>,
    pub(super) aws: Option<AwsService>,
    pub(super) batch: Option<BatchEntry>,
    #[serde(default)]
    pub(super) value: Vec<ValueEntry>,
    #[serde(default)]
    pub(super) clause: Vec<ClauseEntry>,
    #[serde(default)]
    pub(super) rule: Vec<RuleEntry>,
    #[serde(default)]
    pub(super) reading: Vec<ReadingEntry>,
    #[serde(default)]
    pub(super) growing: Vec<GrowingEntry>,
    #[serde(default)]
    pub(super) exempt: Vec<ExemptEntry>,
    #[serde(default)]
    pub(super) beside: Vec<OtherOperation>,
}

impl SuiteFile {
    /// What the model is called: a suite that was made of a model in another form names that one.
    pub(super) fn model_title(&self) -> String {
        let operation = local_name(&self.operation);
        match self.model_source.as_ref().and_then(|named| self.sources.get(named)) {
            Some(source) => format!("{}, {operation}", source.title()),
            None => format!("Smithy model of {operation}"),
        }
    }
}

/// The model file that the text of a suite file names, from its folder; `model.json` where it names none, also because
/// it cannot be read, which is told when the suite is loaded.
#[must_use]
pub fn model_file(suite_toml: &str) -> String {
    #[derive(Deserialize)]
    struct Naming {
        model: Option<String>,
    }
    let naming = toml::from_str::<Naming>(suite_toml).ok();
    naming.and_then(|naming| naming.model).unwrap_or_else(|| "model.json".to_owned())
}

/// A clause table on its own: the protocol's and the batch clauses.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClauseFile {
    #[serde(default)]
    pub(super) sources: BTreeMap<String, SourceEntry>,
    #[serde(default)]
    pub(super) clause: Vec<ClauseEntry>,
}

/// Whether calling the operation changes anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// It only reads.
    Reads,
    /// It changes something: a run needs the user's word.
    Writes,
}

/// Which requests are certainly served.
///
/// A model says what a request may look like, and nothing of what exists: a suite whose documentation says that any valid
/// item is answered for itself may ask for anything, one that was made from a model alone may not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Accepts {
    /// Every request that is valid by the model.
    #[default]
    Valid,
    /// Requests for items that are known to exist; what becomes of others is left open.
    Known,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceEntry {
    pub(super) document: String,
    pub(super) version: Option<String>,
    pub(super) url: Option<String>,
}

impl SourceEntry {
    /// The document, with the version that was read where it has versions.
    pub(super) fn title(&self) -> String {
        match &self.version {
            Some(version) => format!("{} ({version})", self.document),
            None => self.document.clone(),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ValueEntry {
    pub(super) place: String,
    pub(super) pool: Option<String>,
    pub(super) strict: Option<String>,
    pub(super) strict_clause: Option<String>,
    pub(super) odd_clause: Option<String>,
    pub(super) open_clause: Option<String>,
    #[serde(default)]
    pub(super) unjudged: Vec<String>,
    pub(super) only: Option<Vec<String>>,
    #[serde(default)]
    pub(super) examples: Vec<Text>,
    #[serde(default)]
    pub(super) odd: Vec<Text>,
    #[serde(default)]
    pub(super) broken: Vec<Text>,
}

/// A string, or a long one told by its repetition.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Text {
    Plain(String),
    Repeated {
        #[serde(default)]
        prefix: String,
        repeat: String,
        times: usize,
        #[serde(default)]
        suffix: String,
    },
}

impl Text {
    pub(super) fn into_string(self) -> String {
        match self {
            Self::Plain(text) => text,
            Self::Repeated { prefix, repeat, times, suffix } => {
                // A suite file is trusted no further than a megabyte.
                let times = times.min((1 << 20) / repeat.len().max(1));
                format!("{prefix}{}{suffix}", repeat.repeat(times))
            }
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClauseEntry {
    pub(super) id: String,
    #[serde(default)]
    pub(super) number: String,
    pub(super) level: Level,
    pub(super) basis: String,
    pub(super) sentence: String,
    pub(super) source: String,
    #[serde(default)]
    pub(super) section: String,
    #[serde(default)]
    pub(super) covers: Vec<String>,
    pub(super) blind: Option<String>,
    pub(super) needs: Option<Need>,
    pub(super) role: Option<Role>,
    /// Clauses whose breach follows from a breach of this one, where requests of both have something in common.
    #[serde(default)]
    pub(super) explains: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleEntry {
    pub(super) clause: String,
    pub(super) at: String,
    pub(super) ordered: Option<Vec<String>>,
    pub(super) distinct: Option<Vec<String>>,
    pub(super) pattern: Option<String>,
    pub(super) min_length: Option<usize>,
    pub(super) max_length: Option<usize>,
    pub(super) template: Option<String>,
    pub(super) member: Option<String>,
    pub(super) r#type: Option<JsonType>,
    pub(super) day: Option<String>,
    pub(super) earliest: Option<String>,
    pub(super) unless_key: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExemptEntry {
    pub(super) constraints: Vec<String>,
    pub(super) when_key: Option<String>,
    #[expect(dead_code, reason = "written for the reader of the suite file")]
    pub(super) reason: String,
}

/// What another version of the sources demands of the texts at one place, beside the model.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReadingEntry {
    pub(super) place: String,
    /// Which of the suite's sources says so.
    pub(super) source: String,
    pub(super) pattern: String,
    #[serde(default)]
    pub(super) min_length: usize,
    pub(super) max_length: Option<usize>,
}

/// Enums of answers that are known to grow: a value that they lack is newer than the document, and no breach.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GrowingEntry {
    pub(super) constraints: Vec<String>,
    #[expect(dead_code, reason = "written for the reader of the suite file")]
    pub(super) reason: String,
}
