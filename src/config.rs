//! The configuration file, read so that every mistake in it is told at once, with its line.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use batchspec_harness::contract::{Contract, Mistake, Mistakes, nearest};
use batchspec_harness::generate::{Subjects, Trigger};
use batchspec_harness::send::Target;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::catalogue::Catalogue;

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

type Value<'t> = Spanned<DeValue<'t>>;
type Key<'t> = Spanned<Cow<'t, str>>;

impl Config {
    /// Reads the text of `file`.
    ///
    /// # Errors
    /// All mistakes of the first of two kinds: against TOML, or against what may be configured.
    pub(crate) fn parse(file: &str, text: &str, catalogue: &Catalogue) -> Result<Self, Mistakes> {
        let mut reader = Reader { file, text, catalogue, mistakes: Vec::new() };
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            reader.wrong(&error.span().unwrap_or(0..0), error.message().trim().to_owned());
        }
        if reader.mistakes.is_empty() {
            let config = reader.config(table.get_ref());
            if reader.mistakes.is_empty() {
                return Ok(config);
            }
        }
        reader.mistakes.sort();
        Err(Mistakes(reader.mistakes.into_iter().map(|(_, mistake)| mistake).collect()))
    }
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    catalogue: &'a Catalogue,
    /// With the place in the text where each begins.
    mistakes: Vec<(usize, Mistake)>,
}

impl Reader<'_> {
    fn config(&mut self, table: &DeTable<'_>) -> Config {
        let mut config = Config::default();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "target" => config.target = self.url(value),
                "targets" => {
                    for (suite, value) in self.suites(value) {
                        let url = self.url(value);
                        config.targets.extend(url.map(|url| (suite.suite.clone(), url)));
                    }
                }
                "seed" => config.seed = self.number(value),
                "cases" => config.cases = self.number(value),
                "strict" => config.strict = self.flag(value),
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
                _ => self.unknown(
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
        for (key, value) in self.table(value) {
            match self.catalogue.find(key.get_ref()) {
                Ok(suite) => known.push((std::sync::Arc::clone(suite), value)),
                Err(what) => self.wrong(&key.span(), what),
            }
        }
        known
    }

    fn headers(&mut self, value: &Value<'_>) -> Vec<(String, String)> {
        let mut headers = Vec::new();
        for (key, value) in self.table(value) {
            if let Some(text) = self.string(value) {
                self.header(&key.span(), key.get_ref(), &text);
                headers.push((key.get_ref().clone().into_owned(), text));
            }
        }
        headers
    }

    fn subjects(&mut self, value: &Value<'_>) -> Subjects {
        let mut subjects = Subjects::default();
        for (key, value) in self.table(value) {
            match key.get_ref().as_ref() {
                "present" => subjects.present = self.strings(value),
                "absent" => subjects.absent = self.strings(value),
                "denied" => subjects.denied = self.strings(value),
                _ => self.unknown(key, &["present", "absent", "denied"]),
            }
        }
        subjects
    }

    fn triggers(&mut self, suite: &Contract, value: &Value<'_>) -> Vec<Trigger> {
        let mut triggers = Vec::new();
        for (key, value) in self.table(value) {
            if suite.error(key.get_ref()).is_none() {
                let errors: Vec<_> = suite.errors.iter().map(|error| error.name.as_str()).collect();
                self.unknown(key, &errors);
                continue;
            }
            let before = self.mistakes.len();
            let trigger = self.trigger(key.get_ref(), value);
            let is_empty = trigger.header.is_none() && trigger.key.is_none() && trigger.path.is_none();
            if is_empty && self.mistakes.len() == before {
                self.wrong(
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
        for (key, value) in self.table(value) {
            match key.get_ref().as_ref() {
                "header" => {
                    let text = self.string(value).unwrap_or_default();
                    match text.split_once(':') {
                        Some((name, content)) => {
                            let (name, content) = (name.trim(), content.trim());
                            self.header(&value.span(), name, content);
                            trigger.header = Some((name.to_owned(), content.to_owned()));
                        }
                        None => self.wrong(&value.span(), "write a header as \"Name: value\""),
                    }
                }
                "id" => trigger.key = self.string(value),
                "path" => match self.string(value) {
                    Some(path) if path.starts_with('/') => trigger.path = Some(path),
                    Some(_) => self.wrong(&value.span(), "a path begins with a slash"),
                    None => {}
                },
                _ => self.unknown(key, &["header", "id", "path"]),
            }
        }
        trigger
    }

    fn table<'v, 't>(&mut self, value: &'v Value<'t>) -> Vec<(&'v Key<'t>, &'v Value<'t>)> {
        match value.get_ref() {
            DeValue::Table(table) => table.iter().collect(),
            _ => {
                self.wrong_type(value, "a table");
                Vec::new()
            }
        }
    }

    fn url(&mut self, value: &Value<'_>) -> Option<String> {
        let url = self.string(value)?;
        Target::new(&url).map_err(|error| self.wrong(&value.span(), error.to_string())).ok().map(|_| url)
    }

    fn header(&mut self, span: &Range<usize>, name: &str, content: &str) {
        // Any URL serves: only the header is looked at.
        let checked = Target::new("http://localhost")
            .and_then(|target| target.with_headers(vec![(name.to_owned(), content.to_owned())]));
        if let Err(error) = checked {
            self.wrong(span, error.to_string());
        }
    }

    fn string(&mut self, value: &Value<'_>) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) => Some(text.clone().into_owned()),
            _ => {
                self.wrong_type(value, "a string");
                None
            }
        }
    }

    fn strings(&mut self, value: &Value<'_>) -> Vec<String> {
        match value.get_ref() {
            DeValue::Array(array) => array.iter().filter_map(|element| self.string(element)).collect(),
            _ => {
                self.wrong_type(value, "a list of strings");
                Vec::new()
            }
        }
    }

    fn flag(&mut self, value: &Value<'_>) -> bool {
        match value.get_ref() {
            DeValue::Boolean(flag) => *flag,
            _ => {
                self.wrong_type(value, "true or false");
                false
            }
        }
    }

    fn number<N: TryFrom<u64>>(&mut self, value: &Value<'_>) -> Option<N> {
        let DeValue::Integer(integer) = value.get_ref() else {
            self.wrong_type(value, "a whole number");
            return None;
        };
        let number = u64::from_str_radix(integer.as_str(), integer.radix()).ok();
        let number = number.and_then(|number| N::try_from(number).ok());
        if number.is_none() {
            self.wrong(&value.span(), format!("{} is out of range", integer.as_str()));
        }
        number
    }

    fn wrong_type(&mut self, value: &Value<'_>, wanted: &str) {
        let found = value.get_ref().type_str();
        self.wrong(&value.span(), format!("this must be {wanted}, not {found}"));
    }

    fn unknown(&mut self, key: &Key<'_>, known: &[&str]) {
        let name = key.get_ref();
        let nearest = nearest(name, known.iter().copied());
        let what = format!("unknown key {name:?}; did you mean {nearest:?}? (known: {})", known.join(", "));
        self.wrong(&key.span(), what);
    }

    fn wrong(&mut self, span: &Range<usize>, what: impl Into<String>) {
        let before = &self.text[..span.start.min(self.text.len())];
        let mistake = Mistake {
            file: self.file.to_owned(),
            place: format!("line {}", 1 + before.matches('\n').count()),
            what: what.into(),
        };
        self.mistakes.push((span.start, mistake));
    }
}
