//! A TOML file, read so that every mistake in it is told at once, with its line.

use std::borrow::Cow;
use std::ops::Range;

use batchspec_harness::contract::{Mistake, Mistakes, nearest};
use batchspec_harness::send::Target;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub(crate) type Value<'t> = Spanned<DeValue<'t>>;
pub(crate) type Key<'t> = Spanned<Cow<'t, str>>;

/// A file that is being read.
#[derive(Debug)]
pub(crate) struct TomlFile<'a> {
    file: &'a str,
    text: &'a str,
    /// With the place in the text where each begins.
    mistakes: Vec<(usize, Mistake)>,
}

impl<'a> TomlFile<'a> {
    /// Reads the text of `file` into what `take` makes of it.
    ///
    /// # Errors
    /// All mistakes of the first of two kinds: against TOML, or those that `take` tells.
    pub(crate) fn read<T>(
        file: &'a str,
        text: &'a str,
        take: impl FnOnce(&mut Self, &DeTable<'_>) -> T,
    ) -> Result<T, Mistakes> {
        let mut read = Self { file, text, mistakes: Vec::new() };
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            read.wrong(&error.span().unwrap_or(0..0), error.message().trim().to_owned());
        }
        if read.mistakes.is_empty() {
            let taken = take(&mut read, table.get_ref());
            if read.mistakes.is_empty() {
                return Ok(taken);
            }
        }
        read.mistakes.sort();
        Err(Mistakes(read.mistakes.into_iter().map(|(_, mistake)| mistake).collect()))
    }

    /// How many mistakes were told so far.
    pub(crate) fn count(&self) -> usize {
        self.mistakes.len()
    }

    pub(crate) fn table<'v, 't>(&mut self, value: &'v Value<'t>) -> Vec<(&'v Key<'t>, &'v Value<'t>)> {
        match value.get_ref() {
            DeValue::Table(table) => table.iter().collect(),
            _ => {
                self.wrong_type(value, "a table");
                Vec::new()
            }
        }
    }

    pub(crate) fn url(&mut self, value: &Value<'_>) -> Option<String> {
        let url = self.string(value)?;
        Target::new(&url).map_err(|error| self.wrong(&value.span(), error.to_string())).ok().map(|_| url)
    }

    pub(crate) fn string(&mut self, value: &Value<'_>) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) => Some(text.clone().into_owned()),
            _ => {
                self.wrong_type(value, "a string");
                None
            }
        }
    }

    pub(crate) fn strings(&mut self, value: &Value<'_>) -> Vec<String> {
        match value.get_ref() {
            DeValue::Array(array) => array.iter().filter_map(|element| self.string(element)).collect(),
            _ => {
                self.wrong_type(value, "a list of strings");
                Vec::new()
            }
        }
    }

    /// A string that `parse` understands.
    pub(crate) fn parsed<T>(
        &mut self,
        value: &Value<'_>,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let text = self.string(value)?;
        parse(&text).map_err(|what| self.wrong(&value.span(), what)).ok()
    }

    pub(crate) fn flag(&mut self, value: &Value<'_>) -> bool {
        match value.get_ref() {
            DeValue::Boolean(flag) => *flag,
            _ => {
                self.wrong_type(value, "true or false");
                false
            }
        }
    }

    pub(crate) fn number<N: TryFrom<u64>>(&mut self, value: &Value<'_>) -> Option<N> {
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

    /// A number, whole or not, that `parse` understands.
    pub(crate) fn float(
        &mut self,
        value: &Value<'_>,
        parse: impl FnOnce(&str) -> Result<f64, String>,
    ) -> Option<f64> {
        let text = match value.get_ref() {
            DeValue::Integer(integer) => integer.as_str(),
            DeValue::Float(float) => float.as_str(),
            _ => {
                self.wrong_type(value, "a number");
                return None;
            }
        };
        parse(text).map_err(|what| self.wrong(&value.span(), what)).ok()
    }

    pub(crate) fn wrong_type(&mut self, value: &Value<'_>, wanted: &str) {
        let found = value.get_ref().type_str();
        self.wrong(&value.span(), format!("this must be {wanted}, not {found}"));
    }

    pub(crate) fn unknown(&mut self, key: &Key<'_>, known: &[&str]) {
        let name = key.get_ref();
        let nearest = nearest(name, known.iter().copied());
        let what = format!("unknown key {name:?}; did you mean {nearest:?}? (known: {})", known.join(", "));
        self.wrong(&key.span(), what);
    }

    /// The file and the line, as `batchspec.toml:12`.
    pub(crate) fn place(&self, span: &Range<usize>) -> String {
        format!("{}:{}", self.file, self.line(span))
    }

    fn line(&self, span: &Range<usize>) -> usize {
        1 + self.text[..span.start.min(self.text.len())].matches('\n').count()
    }

    pub(crate) fn wrong(&mut self, span: &Range<usize>, what: impl Into<String>) {
        let mistake = Mistake {
            file: self.file.to_owned(),
            place: format!("line {}", self.line(span)),
            what: what.into(),
        };
        self.mistakes.push((span.start, mistake));
    }
}
