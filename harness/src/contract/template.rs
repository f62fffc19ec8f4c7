//! Patterns with places for texts that an answer holds.

use std::fmt;

use super::pattern::Pattern;

/// What stands for a text that is not there.
const ANY: &str = "[^/@]+";

/// Where the text is that a name in a template stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextPlace {
    /// `{key}`: the batch key of the entry.
    Key,
    /// `{item.Name}`: a member of the request's item with that key.
    Item(String),
    /// `{Name}`: the member of that name beside the string.
    Beside(String),
}

/// A name in a template: where its text is, and where it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
struct TextName {
    place: TextPlace,
    /// `{Name until @}`: only the part before this counts, or the whole text where it is not in there.
    until: Option<String>,
}

impl TextName {
    fn read(name: &str) -> Self {
        let (name, until) =
            name.split_once(" until ").map_or((name, None), |(name, until)| (name, Some(until)));
        let place = match name.strip_prefix("item.") {
            Some(member) => TextPlace::Item(member.to_owned()),
            None if name == "key" => TextPlace::Key,
            None => TextPlace::Beside(name.to_owned()),
        };
        Self { place, until: until.filter(|until| !until.is_empty()).map(str::to_owned) }
    }

    /// What counts of the text; an empty one says nothing.
    fn cut(&self, text: String) -> Option<String> {
        let part = match self.until.as_ref().and_then(|until| text.find(until.as_str())) {
            Some(end) => text[..end].to_owned(),
            None => text,
        };
        Some(part).filter(|part| !part.is_empty())
    }
}

/// A pattern in which `{Name}` stands for a text that is known only when an answer is read.
///
/// Braces around anything but a name (`{2,3}`) are left alone.
#[derive(Clone)]
pub struct Template {
    source: String,
    names: Vec<TextName>,
    /// The group of each name.
    groups: Vec<String>,
    /// The template with a named group for each name: compiled once, and enough wherever the groups hold the texts.
    grouped: Pattern,
}

impl Template {
    /// Reads and compiles a template.
    ///
    /// # Errors
    /// The engine's message when it is not an ECMA-262 pattern.
    pub fn new(source: &str) -> Result<Self, String> {
        let (mut names, mut groups) = (Vec::new(), Vec::new());
        let grouped = replaced(source, |name| {
            names.push(TextName::read(name));
            let group = format!("place{}", names.len());
            let pattern = format!("(?<{group}>{ANY})");
            groups.push(group);
            pattern
        });
        let grouped = Pattern::new(&grouped)?;
        Ok(Self { source: source.to_owned(), names, groups, grouped })
    }

    /// Whether `text` matches once each name is replaced by the text that `known` gives for it, or by any text without
    /// `/` and `@` where it gives none; the error is the pattern that it does not match.
    ///
    /// # Errors
    /// When `text` does not match.
    pub fn fits(&self, text: &str, known: impl Fn(&TextPlace) -> Option<String>) -> Result<(), String> {
        let known: Vec<_> =
            self.names.iter().map(|name| known(&name.place).and_then(|text| name.cut(text))).collect();
        let held = self.grouped.groups(text, &self.groups);
        let agree =
            |(known, held): (&Option<String>, &Option<&str>)| known.is_none() || known.as_deref() == *held;
        if held.is_some_and(|held| known.iter().zip(&held).all(agree)) {
            return Ok(());
        }
        // Another way to match may exist, in which the places hold other parts of the text.
        let mut texts = known.into_iter();
        let filled = replaced(&self.source, |_| {
            texts.next().flatten().map_or_else(|| ANY.to_owned(), |text| escaped(&text))
        });
        match Pattern::new(&filled) {
            Ok(pattern) if !pattern.is_match(text) => Err(filled),
            _ => Ok(()),
        }
    }
}

impl Template {
    /// Where the texts are that it speaks of.
    pub fn places(&self) -> impl Iterator<Item = &TextPlace> {
        self.names.iter().map(|name| &name.place)
    }
}

impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}/", self.source)
    }
}

/// The template with each `{Name}` replaced by what `with` gives for the name.
fn replaced(template: &str, mut with: impl FnMut(&str) -> String) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(start) = rest.find('{') {
        let (before, from) = rest.split_at(start);
        out.push_str(before);
        let end = from.find('}').unwrap_or(0);
        let name = from.get(1..end).unwrap_or_default();
        if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            out.push_str(&with(name));
            rest = &from[end + 1..];
        } else {
            out.push('{');
            rest = &from[1..];
        }
    }
    out.push_str(rest);
    out
}

/// Text as a pattern that matches only itself.
fn escaped(text: &str) -> String {
    text.chars()
        .flat_map(|c| {
            let special = matches!(
                c,
                '^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '/'
            );
            special.then_some('\\').into_iter().chain([c])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Template, TextPlace};

    fn key(place: &TextPlace) -> Option<String> {
        (*place == TextPlace::Key).then(|| "a.b".to_owned())
    }

    #[test]
    fn a_text_may_end_at_a_sign_and_stand_in_the_request() {
        let template = Template::new("^{item.Catalog}/{Type until @}$").unwrap();
        let known = |place: &TextPlace| match place {
            TextPlace::Item(member) if member == "Catalog" => Some("C".to_owned()),
            TextPlace::Beside(member) if member == "Type" => Some("T@1.0".to_owned()),
            _ => None,
        };
        assert_eq!(template.fits("C/T", known), Ok(()));
        assert_eq!(template.fits("D/T", known), Err("^C/T$".to_owned()));
        assert!(template.fits("C/T@1.0", known).is_err());
        // What is not there may be any text, but not none.
        assert_eq!(template.fits("D/U", |_| None), Ok(()));
        assert!(template.fits("D/", |_| None).is_err());
    }

    #[test]
    fn names_are_filled_in_and_counts_are_not() {
        let template = Template::new("^x{2,3}/{key}@{Type}$").unwrap();
        assert_eq!(template.fits("xx/a.b@T", key), Ok(()));
        assert_eq!(template.fits("xx/aXb@T", key), Err("^x{2,3}\\/a\\.b@[^/@]+$".replace("\\/", "/")));
        assert!(template.fits("x/a.b@T", key).is_err());
        assert!(template.fits("xx/a.b@", key).is_err());
    }

    #[test]
    fn a_text_with_what_other_texts_may_not_hold_is_still_matched() {
        let template = Template::new("^{key}@").unwrap();
        assert_eq!(template.fits("a/b@c@1", |_| Some("a/b@c".to_owned())), Ok(()));
        assert!(template.fits("a/b@1", |_| Some("a/b@c".to_owned())).is_err());
    }

    #[test]
    fn another_way_to_match_is_found() {
        let template = Template::new("^{key}x*$").unwrap();
        assert_eq!(template.fits("axx", |_| Some("ax".to_owned())), Ok(()));
    }

    #[test]
    fn an_open_brace_is_left_alone() {
        assert_eq!(Template::new("a{b").unwrap().fits("a{b", |_| None), Ok(()));
    }
}
