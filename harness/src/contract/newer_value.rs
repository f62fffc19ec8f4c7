//! Whether a value that an enum does not list may be one that was added since.

/// Whether a text may be a newer value of an enum whose values are known to grow: one that is spelled as those before it,
/// of capitals, of small letters, with the same marks between. Another casing of a known value, an empty text and
/// `TrialType.EC2`, which a program printed, are slips.
pub(super) fn may_be_newer(known: &[String], text: &str) -> bool {
    let kind = |symbol: char| match symbol {
        symbol if symbol.is_ascii_uppercase() => 'A',
        symbol if symbol.is_ascii_lowercase() => 'a',
        symbol if symbol.is_ascii_digit() => '0',
        other => other,
    };
    let is_used = |wanted: char| {
        wanted == '0' || known.iter().any(|value| value.chars().map(kind).any(|one| one == wanted))
    };
    !text.is_empty()
        && !known.iter().any(|known| known.eq_ignore_ascii_case(text))
        && text.chars().map(kind).all(is_used)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::may_be_newer;

    #[rstest]
    #[case::another_word("SERVERLESS", true)]
    #[case::with_a_digit("EC3", true)]
    #[case::with_their_mark("CODE_BUILD", true)]
    #[case::a_known_one_in_another_casing("Lambda_Code", false)]
    #[case::nothing("", false)]
    #[case::the_member_of_an_enum("TrialType.EC2", false)]
    #[case::another_mark("CODE-BUILD", false)]
    #[case::small_letters("serverless", false)]
    fn newer_values_are_spelled_as_those_before_them(#[case] text: &str, #[case] expected: bool) {
        let known = ["EC2", "LAMBDA_CODE"].map(str::to_owned);
        assert_eq!(may_be_newer(&known, text), expected);
    }
}
