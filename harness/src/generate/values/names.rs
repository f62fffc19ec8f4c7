//! Names that lenient readers take for a member's: other conventions, parts of it, something added.

/// The names that stand for `name` in other conventions or to a forgiving eye, each with a label; none of them is a name
/// in `siblings`, which would be another breach.
pub(crate) fn misnomers(name: &str, siblings: &[&str]) -> Vec<(&'static str, String)> {
    let words = words(name);
    let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let without_first = name.strip_prefix(words.first().copied().unwrap_or_default()).unwrap_or_default();
    let number = match name.strip_suffix('s') {
        Some(singular) => singular.to_owned(),
        None => format!("{name}s"),
    };
    let candidates = [
        ("named-in-other-case", first_in_other_case(name)),
        ("named-snake-case", lower.join("_")),
        ("named-kebab-case", lower.join("-")),
        ("named-lower-case", name.to_lowercase()),
        ("named-upper-case", name.to_uppercase()),
        ("named-without-first-word", without_first.trim_start_matches(['_', '-']).to_owned()),
        ("named-in-other-number", number),
        ("named-with-capital-initials", initials_in_upper_case(&words)),
        ("named-space-before", format!(" {name}")),
        ("named-space-behind", format!("{name} ")),
        ("named-with-underscore", format!("_{name}")),
        ("named-with-prefix", format!("the{}", first_in_upper_case(name))),
        ("named-with-brackets", format!("{name}[]")),
    ];
    let mut found: Vec<(&'static str, String)> = Vec::new();
    for (label, other) in candidates {
        let is_new = !found.iter().any(|(_, known)| *known == other);
        if !other.is_empty() && other != name && is_new && !siblings.contains(&other.as_str()) {
            found.push((label, other));
        }
    }
    found
}

/// The words of a name, parted where a capital follows a small letter, and at signs.
pub(crate) fn words(name: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut before = ' ';
    for (at, c) in name.char_indices() {
        let is_sign = matches!(c, '_' | '-');
        if (is_sign || (c.is_uppercase() && !before.is_uppercase())) && start < at {
            words.push(&name[start..at]);
            start = at;
        }
        if is_sign {
            start = at + 1;
        }
        before = c;
    }
    words.extend(Some(&name[start..]).filter(|word| !word.is_empty()));
    words
}

/// The name with what commonly stands for several words in capitals: `Ids` as `IDs`.
fn initials_in_upper_case(words: &[&str]) -> String {
    let raised = |word: &&str| match *word {
        "Id" | "Ids" | "Url" | "Urls" | "Uri" | "Uris" | "Arn" | "Arns" | "Api" | "Ip" => {
            let (initials, number) = word.strip_suffix('s').map_or((*word, ""), |stem| (stem, "s"));
            format!("{}{number}", initials.to_uppercase())
        }
        _ => (*word).to_owned(),
    };
    words.iter().map(raised).collect()
}

/// The name with its first letter in the other case.
fn first_in_other_case(name: &str) -> String {
    match name.chars().next() {
        Some(first) if first.is_uppercase() => {
            format!("{}{}", first.to_ascii_lowercase(), &name[first.len_utf8()..])
        }
        _ => first_in_upper_case(name),
    }
}

pub(crate) fn first_in_upper_case(name: &str) -> String {
    let mut characters = name.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}

#[cfg(test)]
mod tests {
    use super::{misnomers, words};

    #[test]
    fn names_are_parted_into_words() {
        assert_eq!(words("EntityRequestList"), ["Entity", "Request", "List"]);
        assert_eq!(words("accountIds"), ["account", "Ids"]);
        assert_eq!(words("freetrialinfo"), ["freetrialinfo"]);
        assert_eq!(words("VPCId_list"), ["VPCId", "list"]);
    }

    #[test]
    fn misnomers_differ_from_the_name_from_one_another_and_from_what_stands_beside() {
        let names: Vec<String> =
            misnomers("accountIds", &["accountId"]).into_iter().map(|(_, name)| name).collect();
        let expected = [
            "AccountIds",
            "account_ids",
            "account-ids",
            "accountids",
            "ACCOUNTIDS",
            "Ids",
            "accountIDs",
            " accountIds",
            "accountIds ",
            "_accountIds",
            "theAccountIds",
            "accountIds[]",
        ];
        assert_eq!(names, expected);
        // One word in lower case has fewer.
        let names: Vec<String> = misnomers("tool", &[]).into_iter().map(|(_, name)| name).collect();
        assert_eq!(names, ["Tool", "TOOL", "tools", " tool", "tool ", "_tool", "theTool", "tool[]"]);
    }
}
