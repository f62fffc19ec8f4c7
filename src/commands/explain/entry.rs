//! What is said about one thing, as text and as data.

use batchspec_harness::report::wrap;
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

/// Where the text behind the labels begins.
const TEXT: usize = 12;

/// What is said about one thing that has an id.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    kind: &'static str,
    id: String,
    about: String,
    facts: Vec<(&'static str, Vec<String>)>,
}

impl Entry {
    pub(crate) fn new(kind: &'static str, id: &str, about: &str) -> Self {
        Self { kind, id: id.to_owned(), about: about.to_owned(), facts: Vec::new() }
    }

    /// Adds a fact; nothing when there is nothing to say.
    pub(crate) fn line(self, label: &'static str, text: &str) -> Self {
        self.lines(label, [text.to_owned()])
    }

    /// Adds a fact of several parts, empty ones left out.
    pub(crate) fn lines(mut self, label: &'static str, texts: impl IntoIterator<Item = String>) -> Self {
        let texts: Vec<_> = texts.into_iter().filter(|text| !text.is_empty()).collect();
        if !texts.is_empty() {
            self.facts.push((label, texts));
        }
        self
    }

    /// The id, the sentence, and a line for each part of a fact.
    pub(crate) fn to_text(&self) -> String {
        let mut out = format!("{}\n\n  {}\n\n", self.id, wrap(&self.about, 2, 2));
        for (label, texts) in &self.facts {
            for (index, text) in texts.iter().enumerate() {
                let label = if index == 0 { label } else { "" };
                out.push_str(&format!("  {label:<9} {}\n", wrap(text, TEXT, TEXT)));
            }
        }
        out
    }
}

impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kind", self.kind)?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("about", &self.about)?;
        for (label, texts) in &self.facts {
            map.serialize_entry(&label.replace(' ', "_"), texts)?;
        }
        map.end()
    }
}
