//! Patterns with places for texts that an answer holds.

use std::fmt;

use super::pattern::Pattern;

/// What stands for a text that is not there.
const ANY: &str = "[^/@]+";

/// A pattern in which `{Name}` stands for a text that is known only when an answer is read.
///
/// Braces around anything but a name (`{2,3}`) are left alone.
#[derive(Clone)]
pub struct Template {
    source: String,
    names: Vec<String>,
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
            names.push(name.to_owned());
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
    pub fn fits(&self, text: &str, known: impl Fn(&str) -> Option<String>) -> Result<(), String> {
        let known: Vec<_> = self.names.iter().map(|name| known(name)).collect();
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
    use super::Template;

    fn key(name: &str) -> Option<String> {
        (name == "key").then(|| "a.b".to_owned())
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
