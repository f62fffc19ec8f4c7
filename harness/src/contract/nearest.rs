//! Names like the one that somebody wrote, for messages about unknown names.

/// The candidate most like `wanted`, for messages about unknown names.
#[must_use]
pub fn nearest<'c>(wanted: &str, candidates: impl Iterator<Item = &'c str>) -> &'c str {
    let confusable = |candidate: &str| strsim::jaro_winkler(wanted, candidate);
    candidates.max_by(|a, b| confusable(a).total_cmp(&confusable(b))).unwrap_or("none")
}

/// The candidate that `wanted` is likely a misspelling or a part of, if any: whoever wrote something else is not helped by
/// what is merely the least unlike.
#[must_use]
pub fn near<'c>(wanted: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    let wanted = wanted.to_lowercase();
    let slips = |candidate: &str| strsim::osa_distance(&wanted, &candidate.to_lowercase());
    let is_part =
        |candidate: &str| wanted.len() >= SHORTEST_PART && candidate.to_lowercase().contains(&wanted);
    let most = (wanted.chars().count() / LETTERS_PER_SLIP).max(1);
    let near = candidates.map(|candidate| (!is_part(candidate), slips(candidate), candidate));
    let near = near.filter(|(is_other, slips, _)| !is_other || *slips <= most);
    near.min_by_key(|(_, slips, _)| *slips).map(|(.., candidate)| candidate)
}

/// Letters among which one slip is likely.
const LETTERS_PER_SLIP: usize = 4;

/// A part of a name that is shorter says nothing.
const SHORTEST_PART: usize = 3;

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::near;

    #[rstest]
    #[case::a_letter_too_few("inspector", Some("inspector2"))]
    #[case::letters_exchanged("marketpalce", Some("marketplace"))]
    #[case::other_case("INSPECTOR2", Some("inspector2"))]
    #[case::a_part("market", Some("marketplace"))]
    #[case::a_letter("m", None)]
    #[case::something_else("http://127.0.0.1:9191", None)]
    #[case::another_word("dynamodb", None)]
    fn only_what_is_likely_meant_is_near(#[case] wanted: &str, #[case] name: Option<&str>) {
        assert_eq!(near(wanted, ["inspector2", "marketplace"].into_iter()), name);
    }
}
