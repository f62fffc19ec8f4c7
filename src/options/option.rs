//! What is known of one option, and what each reader and writer makes of it.

use std::any::Any;
use std::path::Path;
use std::sync::Arc;

use batchspec_harness::contract::{TomlFile, TomlValue};
use clap::{Arg, ArgMatches};
use serde_json::{Value as Json, json};

use super::kinds::Kind;
use super::values::AnyValue;

/// What the variables of this program begin with.
pub(crate) const PREFIX: &str = "BATCHSPEC_";

/// The variable of the environment for an option or another name.
pub(crate) fn variable(name: &str) -> String {
    format!("{PREFIX}{}", name.to_ascii_uppercase().replace('-', "_"))
}

/// A part of the command lines: some commands take only some of the options. `run` takes all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// All that `run`, `scan` and `config` take.
    Run,
    /// What all commands take that read suites.
    Suites,
    /// What all commands take that send requests.
    Requests,
    /// What `diff` takes beside that.
    Diff,
    /// What `rejudge` takes.
    Rejudge,
}

/// Who reads the variable of an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Variable {
    /// There is none.
    None,
    /// The environment as a source of its own.
    Source,
    /// The parser of the command line, as what stands there decides how the other sources are read.
    Parser(&'static str),
}

/// What is known of an option but for its type.
#[derive(Debug)]
pub(crate) struct Row {
    /// Its name: the key of the file, and the name of the variable in capitals.
    pub(crate) name: &'static str,
    /// The option that it is about: itself, or one that it says a value of in short.
    pub(crate) about: &'static str,
    /// Its long name on the command line; `None` for what has no name there.
    pub(crate) long: Option<&'static str>,
    short: Option<char>,
    /// Another long name, and key of the file.
    pub(crate) alias: Option<&'static str>,
    pub(super) value_name: Option<&'static str>,
    pub(crate) help: &'static str,
    parts: &'static [Part],
    /// What is said instead of `help` where the option means something else.
    told: &'static [(Part, &'static str)],
    conflicts: Option<&'static str>,
    requires: Option<&'static str>,
    /// Whether it is a key of the file.
    pub(crate) is_in_file: bool,
    /// Whether that key has no place in a profile.
    pub(crate) is_for_top: bool,
    pub(crate) variable: Variable,
}

impl Row {
    /// What is typed to give it.
    pub(crate) fn argument(&self) -> String {
        self.long.map_or_else(|| self.value_name.unwrap_or(self.name).to_owned(), |long| format!("--{long}"))
    }

    /// Whether it can be configured, other than by the command line alone.
    pub(crate) fn is_configurable(&self) -> bool {
        self.is_in_file || self.variable == Variable::Source
    }

    /// Whether it is a short way to say something of another option.
    pub(crate) fn is_short(&self) -> bool {
        self.name != self.about
    }

    /// Whether it is a key of the file by this name.
    pub(crate) fn has_key(&self, key: &str) -> bool {
        self.is_in_file && (self.name == key || self.alias == Some(key))
    }

    /// Whether it belongs to a part of the command lines.
    pub(super) fn is_of(&self, part: Part) -> bool {
        part == Part::Run || self.parts.contains(&part) || self.told.iter().any(|(told, _)| *told == part)
    }

    fn help_of(&self, part: Part) -> &'static str {
        self.told.iter().find(|(told, _)| *told == part).map_or(self.help, |(_, help)| help)
    }
}

/// What holds where no source has a word on an option.
pub(crate) enum Fallback<T> {
    /// Nothing.
    Nothing,
    /// What depends on other things, in words.
    Words(&'static str),
    /// This value.
    Value(fn() -> T),
}

/// An option whose values are a `T`.
pub(crate) struct Opt<T: 'static> {
    row: Row,
    kind: Kind<T>,
}

/// How a row of the table is written.
impl<T> Opt<T> {
    /// An option that may be given on the command line, in the environment and in the file.
    pub(super) const fn new(name: &'static str, kind: Kind<T>, help: &'static str) -> Self {
        let row = Row {
            name,
            about: name,
            long: Some(name),
            short: None,
            alias: None,
            value_name: kind.value_name,
            help,
            parts: &[],
            told: &[],
            conflicts: None,
            requires: None,
            is_in_file: true,
            is_for_top: false,
            variable: Variable::Source,
        };
        Self { row, kind }
    }

    /// One that may be given on the command line only.
    pub(super) const fn typed(name: &'static str, kind: Kind<T>, help: &'static str) -> Self {
        let mut option = Self::new(name, kind, help).not_in_file();
        option.row.variable = Variable::None;
        option
    }

    pub(super) const fn not_in_file(mut self) -> Self {
        self.row.is_in_file = false;
        self
    }

    pub(super) const fn for_top(mut self) -> Self {
        self.row.is_for_top = true;
        self
    }

    pub(super) const fn parsed_from(mut self, variable: &'static str) -> Self {
        self.row.variable = Variable::Parser(variable);
        self
    }

    pub(super) const fn short(mut self, short: char) -> Self {
        self.row.short = Some(short);
        self
    }

    pub(super) const fn long(mut self, long: &'static str) -> Self {
        self.row.long = Some(long);
        self
    }

    pub(super) const fn nameless(mut self) -> Self {
        self.row.long = None;
        self
    }

    pub(super) const fn alias(mut self, alias: &'static str) -> Self {
        self.row.alias = Some(alias);
        self
    }

    pub(super) const fn value(mut self, name: &'static str) -> Self {
        self.row.value_name = Some(name);
        self
    }

    pub(super) const fn default(mut self, value: fn() -> T) -> Self {
        self.kind.fallback = Fallback::Value(value);
        self
    }

    pub(super) const fn default_words(mut self, words: &'static str) -> Self {
        self.kind.fallback = Fallback::Words(words);
        self
    }

    pub(super) const fn of(mut self, parts: &'static [Part]) -> Self {
        self.row.parts = parts;
        self
    }

    pub(super) const fn told(mut self, told: &'static [(Part, &'static str)]) -> Self {
        self.row.told = told;
        self
    }

    pub(super) const fn conflicts(mut self, with: &'static str) -> Self {
        self.row.conflicts = Some(with);
        self
    }

    pub(super) const fn requires(mut self, other: &'static str) -> Self {
        self.row.requires = Some(other);
        self
    }

    pub(super) const fn short_for(mut self, other: &Self) -> Self {
        self.row.about = other.row.name;
        self
    }

    /// What is known of it but for its type.
    pub(crate) const fn row(&self) -> &Row {
        &self.row
    }

    /// The value that holds where no source has a word on it, if it is always the same.
    pub(super) fn fallback(&self) -> Option<T> {
        match self.kind.fallback {
            Fallback::Value(value) => Some(value()),
            Fallback::Nothing | Fallback::Words(_) => None,
        }
    }
}

/// An option of any type, as those see it that read or write all of them.
pub(crate) trait AnyOption {
    /// What is known of it but for its type.
    fn row(&self) -> &Row;

    /// What the parser of the command line has to know of it.
    fn arg(&self, part: Part) -> Arg;

    /// What was typed of it.
    fn typed(&self, matches: &mut ArgMatches) -> Option<AnyValue>;

    /// The value that its variable spells.
    ///
    /// # Errors
    /// What to write instead.
    fn spelled(&self, text: &str) -> Result<AnyValue, String>;

    /// The value of its key in a file that lies in `folder`; mistakes are told to the file.
    fn keyed(&self, file: &mut TomlFile<'_>, value: &TomlValue<'_>, folder: &Path) -> Option<AnyValue>;

    /// How a value is shown, or what holds where there is none.
    fn shown(&self, value: Option<&AnyValue>) -> Json;
}

impl<T: Clone + Send + Sync> AnyOption for Opt<T> {
    fn row(&self) -> &Row {
        &self.row
    }

    fn arg(&self, part: Part) -> Arg {
        let row = &self.row;
        let mut arg = (self.kind.arg)(Arg::new(row.name)).help(row.help_of(part));
        if let Some(name) = row.value_name {
            arg = arg.value_name(name);
        }
        arg = match row.long {
            Some(long) => arg.long(long),
            None => arg.num_args(1..),
        };
        if let Some(short) = row.short {
            arg = arg.short(short);
        }
        if let Some(alias) = row.alias {
            arg = arg.visible_alias(alias);
        }
        if let Some(other) = row.conflicts {
            arg = arg.conflicts_with(other);
        }
        if let Some(other) = row.requires {
            arg = arg.requires(other);
        }
        match row.variable {
            Variable::Parser(name) => arg.env(name),
            Variable::None | Variable::Source => arg,
        }
    }

    fn typed(&self, matches: &mut ArgMatches) -> Option<AnyValue> {
        (self.kind.typed)(matches, self.row.name).map(any)
    }

    fn spelled(&self, text: &str) -> Result<AnyValue, String> {
        (self.kind.spelled)(text).map(any)
    }

    fn keyed(&self, file: &mut TomlFile<'_>, value: &TomlValue<'_>, folder: &Path) -> Option<AnyValue> {
        (self.kind.keyed)(file, value, folder).map(any)
    }

    fn shown(&self, value: Option<&AnyValue>) -> Json {
        match (value.and_then(|value| value.downcast_ref::<T>()), &self.kind.fallback) {
            (Some(value), _) => (self.kind.shown)(value),
            (None, Fallback::Value(value)) => (self.kind.shown)(&value()),
            (None, Fallback::Words(words)) => json!(words),
            (None, Fallback::Nothing) => Json::Null,
        }
    }
}

fn any<T: Any + Send + Sync>(value: T) -> AnyValue {
    Arc::new(value)
}
