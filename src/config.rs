//! The configuration file, read so that every mistake in it is told at once, with its line.

use std::collections::BTreeMap;
use std::ops::Range;

use batchspec_harness::contract::{Contract, Mistakes};
use batchspec_harness::generate::{Subjects, Trigger};
use batchspec_harness::send::Target;
use toml::de::DeTable;

use crate::catalogue::Catalogue;
use crate::toml_file::{TomlFile, Value};

/// What a configuration file says.
#[derive(Debug, Default)]
pub(crate) struct Config {
    pub(crate) target: Option<String>,
    pub(crate) targets: BTreeMap<String, String>,
    pub(crate) seed: Option<u64>,
    pub(crate) cases: Option<u32>,
    pub(crate) strict: bool,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) subjects: BTreeMap<String, Subjects>,
    pub(crate) triggers: BTreeMap<String, Vec<Trigger>>,
}

impl Config {
    /// Reads the text of `file`.
    ///
    /// # Errors
    /// All mistakes of the first of two kinds: against TOML, or against what may be configured.
    pub(crate) fn parse(file: &str, text: &str, catalogue: &Catalogue) -> Result<Self, Mistakes> {
        TomlFile::read(file, text, |file, table| Reader { file, catalogue }.config(table))
    }
}

struct Reader<'r, 'a> {
    file: &'r mut TomlFile<'a>,
    catalogue: &'a Catalogue,
}

impl Reader<'_, '_> {
    fn config(&mut self, table: &DeTable<'_>) -> Config {
        let mut config = Config::default();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "target" => config.target = self.file.url(value),
                "targets" => {
                    for (suite, value) in self.suites(value) {
                        let url = self.file.url(value);
                        config.targets.extend(url.map(|url| (suite.suite.clone(), url)));
                    }
                }
                "seed" => config.seed = self.file.number(value),
                "cases" => config.cases = self.file.number(value),
                "strict" => config.strict = self.file.flag(value),
                "headers" => config.headers = self.headers(value),
                "subjects" => {
                    for (suite, value) in self.suites(value) {
                        config.subjects.insert(suite.suite.clone(), self.subjects(value));
                    }
                }
                "triggers" => {
                    for (suite, value) in self.suites(value) {
                        config.triggers.insert(suite.suite.clone(), self.triggers(&suite, value));
                    }
                }
                _ => self.file.unknown(
                    key,
                    &["target", "targets", "seed", "cases", "strict", "headers", "subjects", "triggers"],
                ),
            }
        }
        config
    }

    /// The entries of a table whose keys are suites.
    fn suites<'v, 't>(&mut self, value: &'v Value<'t>) -> Vec<(std::sync::Arc<Contract>, &'v Value<'t>)> {
        let mut known = Vec::new();
        for (key, value) in self.file.table(value) {
            match self.catalogue.find(key.get_ref()) {
                Ok(suite) => known.push((std::sync::Arc::clone(suite), value)),
                Err(what) => self.file.wrong(&key.span(), what),
            }
        }
        known
    }

    fn headers(&mut self, value: &Value<'_>) -> Vec<(String, String)> {
        let mut headers = Vec::new();
        for (key, value) in self.file.table(value) {
            if let Some(text) = self.file.string(value) {
                self.header(&key.span(), key.get_ref(), &text);
                headers.push((key.get_ref().clone().into_owned(), text));
            }
        }
        headers
    }

    fn subjects(&mut self, value: &Value<'_>) -> Subjects {
        let mut subjects = Subjects::default();
        for (key, value) in self.file.table(value) {
            match key.get_ref().as_ref() {
                "present" => subjects.present = self.file.strings(value),
                "absent" => subjects.absent = self.file.strings(value),
                "denied" => subjects.denied = self.file.strings(value),
                _ => self.file.unknown(key, &["present", "absent", "denied"]),
            }
        }
        subjects
    }

    fn triggers(&mut self, suite: &Contract, value: &Value<'_>) -> Vec<Trigger> {
        let mut triggers = Vec::new();
        for (key, value) in self.file.table(value) {
            if suite.error(key.get_ref()).is_none() {
                let errors: Vec<_> = suite.errors.iter().map(|error| error.name.as_str()).collect();
                self.file.unknown(key, &errors);
                continue;
            }
            let before = self.file.count();
            let trigger = self.trigger(key.get_ref(), value);
            let is_empty = trigger.header.is_none() && trigger.key.is_none() && trigger.path.is_none();
            if is_empty && self.file.count() == before {
                self.file.wrong(
                    &value.span(),
                    "say how: { header = \"Name: value\" }, { id = \"...\" } or { path = \"/...\" }",
                );
            }
            triggers.push(trigger);
        }
        triggers
    }

    fn trigger(&mut self, error: &str, value: &Value<'_>) -> Trigger {
        let mut trigger = Trigger { error: error.to_owned(), header: None, key: None, path: None };
        for (key, value) in self.file.table(value) {
            match key.get_ref().as_ref() {
                "header" => {
                    let text = self.file.string(value).unwrap_or_default();
                    match text.split_once(':') {
                        Some((name, content)) => {
                            let (name, content) = (name.trim(), content.trim());
                            self.header(&value.span(), name, content);
                            trigger.header = Some((name.to_owned(), content.to_owned()));
                        }
                        None => self.file.wrong(&value.span(), "write a header as \"Name: value\""),
                    }
                }
                "id" => trigger.key = self.file.string(value),
                "path" => match self.file.string(value) {
                    Some(path) if path.starts_with('/') => trigger.path = Some(path),
                    Some(_) => self.file.wrong(&value.span(), "a path begins with a slash"),
                    None => {}
                },
                _ => self.file.unknown(key, &["header", "id", "path"]),
            }
        }
        trigger
    }

    fn header(&mut self, span: &Range<usize>, name: &str, content: &str) {
        // Any URL serves: only the header is looked at.
        let checked = Target::new("http://localhost")
            .and_then(|target| target.with_headers(vec![(name.to_owned(), content.to_owned())]));
        if let Err(error) = checked {
            self.file.wrong(span, error.to_string());
        }
    }
}
