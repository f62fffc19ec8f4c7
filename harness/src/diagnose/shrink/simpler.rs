//! Simpler neighbours of a text.

use serde_json::Value;

/// Texts up to this many characters are also tried with single characters left out.
const SHORT: usize = 24;

/// The places of all strings in an item, as member names; lists inside items are left as they are.
pub(crate) fn strings(item: &Value) -> Vec<Vec<String>> {
    match item {
        Value::String(_) => vec![Vec::new()],
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, value)| {
                strings(value)
                    .into_iter()
                    .map(move |rest| std::iter::once(name.clone()).chain(rest).collect())
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Simpler texts, the boldest change first: plain characters for all others, then halves, quarters and so on left out.
pub(crate) fn simpler(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let plain: String = characters.iter().map(|&character| plain(character)).collect();
    let mut found = Vec::new();
    if plain != text {
        found.push(plain);
    }
    let mut chunk = characters.len().div_ceil(2);
    while chunk > 0 && (characters.len() <= SHORT || chunk * 16 >= characters.len()) {
        for start in (0..characters.len()).step_by(chunk) {
            let end = (start + chunk).min(characters.len());
            let shorter = characters[..start].iter().chain(&characters[end..]).collect();
            if !found.contains(&shorter) {
                found.push(shorter);
            }
        }
        chunk /= 2;
    }
    found
}

/// The plainest character of the same kind.
fn plain(character: char) -> char {
    match character {
        '0'..='9' => '0',
        'a'..='z' => 'a',
        'A'..='Z' => 'A',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_plainer_and_shorter() {
        assert_eq!(simpler("a1B"), ["a0A", "B", "a1", "1B", "aB"]);
        assert_eq!(simpler(""), Vec::<String>::new());
    }

    #[test]
    fn a_long_text_has_few_neighbours() {
        assert!(simpler(&"x9".repeat(2_000)).len() < 40);
    }

    #[test]
    fn every_string_of_an_item_has_a_place() {
        let item = serde_json::json!({ "a": "x", "b": { "c": "y" }, "d": 1 });
        assert_eq!(strings(&item), [vec!["a".to_owned()], vec!["b".to_owned(), "c".to_owned()]]);
    }
}
