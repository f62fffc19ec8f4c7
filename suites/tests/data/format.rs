//! The form of suite files and clause tables, read strictly: an unknown field is an error.

use std::collections::BTreeMap;

use batchspec_suites::SuiteFiles;
use regress::Regex;
use serde::Deserialize;

pub(crate) const REST_JSON_1: &str = include_str!("../../../harness/src/contract/protocol/rest_json1.toml");
pub(crate) const HTTP: &str = include_str!("../../../harness/src/contract/protocol/http.toml");
pub(crate) const AUTH: &str = include_str!("../../../harness/src/contract/protocol/auth.toml");
pub(crate) const ANSWERS: &str = include_str!("../../../harness/src/contract/answer_clauses.toml");
pub(crate) const BATCH: &str = include_str!("../../../harness/src/contract/batch_clauses.toml");

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Suite {
    pub(crate) format: u32,
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) version: String,
    pub(crate) model: String,
    pub(crate) operation: String,
    pub(crate) effect: String,
    pub(crate) sources: BTreeMap<String, Source>,
    pub(crate) aws: Aws,
    pub(crate) batch: Batch,
    pub(crate) value: Vec<Value>,
    pub(crate) clause: Vec<Clause>,
    pub(crate) rule: Vec<Rule>,
    #[serde(default)]
    pub(crate) reading: Vec<Reading>,
    #[serde(default)]
    pub(crate) growing: Vec<Growing>,
    pub(crate) exempt: Vec<Exempt>,
    pub(crate) beside: Vec<Beside>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Aws {
    pub(crate) signing_name: String,
    pub(crate) host: String,
    pub(crate) fips_host: String,
    pub(crate) regions: Vec<String>,
    #[serde(default)]
    pub(crate) exception: Vec<AwsException>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct AwsException {
    pub(crate) region: String,
    pub(crate) fips: bool,
    pub(crate) dual_stack: bool,
    pub(crate) host: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Table {
    pub(crate) sources: BTreeMap<String, Source>,
    #[serde(default)]
    pub(crate) clause: Vec<Clause>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Source {
    pub(crate) document: String,
    #[serde(default)]
    pub(crate) version: Option<String>,
    pub(crate) url: Option<String>,
}

/// What another version of the sources says of the texts at a place.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reading {
    pub(crate) place: String,
    pub(crate) source: String,
    pub(crate) pattern: String,
    pub(crate) min_length: usize,
    pub(crate) max_length: usize,
}

/// Enums of answers that are known to grow.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Growing {
    pub(crate) constraints: Vec<String>,
    pub(crate) reason: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Batch {
    pub(crate) items: String,
    pub(crate) item_key: String,
    pub(crate) succeeded: Collection,
    pub(crate) failed: Collection,
    pub(crate) transient_codes: Vec<String>,
    pub(crate) lenient_echo: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Collection {
    pub(crate) place: String,
    pub(crate) key: Option<String>,
    pub(crate) code: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Value {
    pub(crate) place: String,
    pub(crate) pool: String,
    pub(crate) strict: String,
    pub(crate) strict_clause: String,
    pub(crate) odd_clause: String,
    pub(crate) open_clause: Option<String>,
    pub(crate) unjudged: Vec<String>,
    #[serde(default)]
    pub(crate) only: Vec<String>,
    #[serde(default)]
    pub(crate) examples: Vec<String>,
    pub(crate) odd: Vec<Text>,
    pub(crate) broken: Vec<Text>,
}

/// A string, or a table that says how to make a long one.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Text {
    Plain(String),
    Repeated(Repeated),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Repeated {
    #[serde(default)]
    prefix: String,
    repeat: String,
    times: usize,
    #[serde(default)]
    suffix: String,
}

impl Text {
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Plain(text) => text.clone(),
            Self::Repeated(long) => {
                format!("{}{}{}", long.prefix, long.repeat.repeat(long.times), long.suffix)
            }
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Clause {
    pub(crate) id: String,
    pub(crate) number: String,
    pub(crate) level: String,
    pub(crate) basis: String,
    pub(crate) sentence: String,
    pub(crate) source: String,
    pub(crate) section: String,
    pub(crate) covers: Vec<String>,
    pub(crate) blind: Option<String>,
    pub(crate) needs: Option<String>,
    #[expect(dead_code, reason = "which shared check speaks through a clause is the harness's business")]
    pub(crate) role: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rule {
    pub(crate) clause: String,
    pub(crate) at: String,
    #[serde(default)]
    pub(crate) ordered: Vec<String>,
    #[serde(default)]
    pub(crate) distinct: Vec<String>,
    pub(crate) pattern: Option<String>,
    pub(crate) template: Option<String>,
    pub(crate) member: Option<String>,
    pub(crate) r#type: Option<String>,
    pub(crate) day: Option<String>,
    pub(crate) earliest: Option<String>,
    pub(crate) unless_key: Option<String>,
}

impl Rule {
    /// The place of the value that the rule speaks of.
    pub(crate) fn place(&self) -> String {
        self.member.as_ref().map_or_else(|| self.at.clone(), |member| format!("{}.{member}", self.at))
    }

    /// The template with these texts for its names, each as a pattern that matches only it.
    pub(crate) fn filled(&self, text: impl Fn(&str) -> String) -> Option<String> {
        let names = Regex::new(r"\{([A-Za-z][^}]*)\}").expect("a pattern");
        let template = self.template.as_ref()?;
        let escaped = |c: char| ['\\', c].into_iter().skip(usize::from(c.is_alphanumeric()));
        Some(names.replace_all_with(template, |found| {
            let name = &template[found.group(1).expect("a name")];
            text(name).chars().flat_map(escaped).collect()
        }))
    }
}

/// A request to another operation, `{key}` in its body standing for an item's key.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Beside {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) body: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Exempt {
    pub(crate) constraints: Vec<String>,
    pub(crate) when_key: Option<String>,
    pub(crate) reason: String,
}

pub(crate) fn suite(files: &SuiteFiles) -> Suite {
    toml::from_str(files.suite_toml).unwrap_or_else(|error| panic!("{}: {error}", files.id))
}

pub(crate) fn table(text: &str) -> Table {
    toml::from_str(text).unwrap_or_else(|error| panic!("{error}"))
}
