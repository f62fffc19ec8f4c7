//! A TOML file, read so that every mistake in it is told at once, with its line.

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mistake::{InputError, Mistake};
use super::nearest::nearest;

/// A value, and where it stands in the text.
pub type TomlValue<'t> = Spanned<DeValue<'t>>;

/// A key, and where it stands in the text.
pub type TomlKey<'t> = Spanned<Cow<'t, str>>;

/// A file that is being read.
#[derive(Debug)]
pub struct TomlFile<'a> {
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
    pub fn read<T>(
        file: &'a str,
        text: &'a str,
        take: impl FnOnce(&mut Self, &DeTable<'_>) -> T,
    ) -> Result<T, InputError> {
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
        Err(InputError(read.mistakes.into_iter().map(|(_, mistake)| mistake).collect()))
    }

    /// How many mistakes were told so far.
    pub fn count(&self) -> usize {
        self.mistakes.len()
    }

    /// The entries of a table.
    pub fn table<'v, 't>(&mut self, value: &'v TomlValue<'t>) -> Vec<(&'v TomlKey<'t>, &'v TomlValue<'t>)> {
        match value.get_ref() {
            DeValue::Table(table) => table.iter().collect(),
            _ => {
                self.wrong_type(value, "a table");
                Vec::new()
            }
        }
    }

    /// A string.
    pub fn string(&mut self, value: &TomlValue<'_>) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) => Some(text.clone().into_owned()),
            _ => {
                self.wrong_type(value, "a string");
                None
            }
        }
    }

    /// A list of strings.
    pub fn strings(&mut self, value: &TomlValue<'_>) -> Vec<String> {
        match value.get_ref() {
            DeValue::Array(array) => array.iter().filter_map(|element| self.string(element)).collect(),
            _ => {
                self.wrong_type(value, "a list of strings");
                Vec::new()
            }
        }
    }

    /// A list of strings and of tables, these as JSON objects.
    pub fn strings_and_tables(&mut self, value: &TomlValue<'_>) -> Vec<String> {
        let DeValue::Array(array) = value.get_ref() else {
            self.wrong_type(value, "a list of strings, or of tables");
            return Vec::new();
        };
        let one = |element: &TomlValue<'_>| match element.get_ref() {
            DeValue::Table(_) => json(element.get_ref()).map(|table| table.to_string()),
            _ => self.string(element),
        };
        array.iter().filter_map(one).collect()
    }

    /// A string that `parse` understands.
    pub fn parsed<T>(
        &mut self,
        value: &TomlValue<'_>,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let text = self.string(value)?;
        parse(&text).map_err(|what| self.wrong(&value.span(), what)).ok()
    }

    /// `true` or `false`.
    pub fn flag(&mut self, value: &TomlValue<'_>) -> bool {
        match value.get_ref() {
            DeValue::Boolean(flag) => *flag,
            _ => {
                self.wrong_type(value, "true or false");
                false
            }
        }
    }

    /// A whole number that `N` can hold.
    pub fn number<N: TryFrom<u64>>(&mut self, value: &TomlValue<'_>) -> Option<N> {
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
    pub fn float(
        &mut self,
        value: &TomlValue<'_>,
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

    /// Tells that a value should have been something else.
    pub fn wrong_type(&mut self, value: &TomlValue<'_>, wanted: &str) {
        let found = value.get_ref().type_str();
        self.wrong(&value.span(), format!("this must be {wanted}, not {found}"));
    }

    /// Tells that nothing is called like a key.
    pub fn unknown(&mut self, key: &TomlKey<'_>, known: &[&str]) {
        let name = key.get_ref();
        let nearest = nearest(name, known.iter().copied());
        let what = format!("unknown key {name:?}; did you mean {nearest:?}? (known: {})", known.join(", "));
        self.wrong(&key.span(), what);
    }

    /// The file and the line, as `batchspec.toml:12`.
    pub fn place(&self, span: &Range<usize>) -> String {
        format!("{}:{}", self.file, self.line(span))
    }

    fn line(&self, span: &Range<usize>) -> usize {
        1 + self.text[..span.start.min(self.text.len())].matches('\n').count()
    }

    /// Tells what is wrong at a place of the text, in bytes.
    pub fn wrong(&mut self, span: &Range<usize>, what: impl Into<String>) {
        let mistake = Mistake {
            file: self.file.to_owned(),
            place: format!("line {}", self.line(span)),
            what: what.into(),
        };
        self.mistakes.push((span.start, mistake));
    }
}

/// A value as JSON; `None` for what JSON has no word for.
fn json(value: &DeValue<'_>) -> Option<serde_json::Value> {
    Some(match value {
        DeValue::String(text) => serde_json::Value::from(text.as_ref()),
        DeValue::Integer(number) => serde_json::from_str(number.as_str()).ok()?,
        DeValue::Float(number) => serde_json::from_str(number.as_str()).ok()?,
        DeValue::Boolean(flag) => serde_json::Value::from(*flag),
        DeValue::Datetime(time) => serde_json::Value::from(time.to_string()),
        DeValue::Array(elements) => {
            elements.iter().map(|element| json(element.get_ref())).collect::<Option<_>>()?
        }
        DeValue::Table(table) => {
            let member = |(name, value): (&TomlKey<'_>, &TomlValue<'_>)| {
                Some((name.get_ref().to_string(), json(value.get_ref())?))
            };
            serde_json::Value::Object(table.iter().map(member).collect::<Option<_>>()?)
        }
    })
}
