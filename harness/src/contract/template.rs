//! Patterns with places for texts that an answer holds.

/// What stands for a text that is not there.
const ANY: &str = "[^/@]+";

/// The template with each `{Name}` replaced by what `text` gives for the name, as a pattern that matches only it.
///
/// Braces around anything but a name (`{2,3}`) are left alone.
#[must_use]
pub fn filled(template: &str, text: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(start) = rest.find('{') {
        let (before, from) = rest.split_at(start);
        out.push_str(before);
        let end = from.find('}').unwrap_or(0);
        let name = from.get(1..end).unwrap_or_default();
        if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            out.push_str(&text(name).map_or_else(|| ANY.to_owned(), |text| escaped(&text)));
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
    use super::filled;

    #[test]
    fn names_are_filled_in_and_counts_are_not() {
        let text = |name: &str| (name == "key").then(|| "a.b".to_owned());
        assert_eq!(filled("^x{2,3}/{key}@{Type}$", text), "^x{2,3}/a\\.b@[^/@]+$");
    }

    #[test]
    fn an_open_brace_is_left_alone() {
        assert_eq!(filled("a{b", |_| None), "a{b");
    }
}
