//! Patterns of botocore's models match a whole value; those of Smithy are searched for.

/// The pattern that, searched for, matches what `source` matches as a whole.
pub(super) fn whole(source: &str) -> String {
    if is_anchored(source) { source.to_owned() } else { format!("^(?:{source})$") }
}

/// Whether `^` and `$` enclose the whole of it: both are there, and no alternative stands beside them.
fn is_anchored(source: &str) -> bool {
    let Some(inner) = source.strip_prefix('^').and_then(|rest| rest.strip_suffix('$')) else {
        return false;
    };
    let (mut depth, mut in_class, mut escaped) = (0_usize, false, false);
    for c in inner.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            ']' => in_class = false,
            _ if in_class => {}
            '[' => in_class = true,
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '|' if depth == 0 => return false,
            _ => {}
        }
    }
    // The last `$` is no anchor if a backslash or a class took it.
    !escaped && !in_class
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn a_whole_match_is_anchored_once() {
        let cases = [
            ("[a-z]+", "^(?:[a-z]+)$"),
            ("^[a-z]+$", "^[a-z]+$"),
            ("^a|b$", "^(?:^a|b$)$"),
            ("^(a|b)$", "^(a|b)$"),
            ("^[|]$", "^[|]$"),
            (r"^a\$", r"^(?:^a\$)$"),
            ("^a", "^(?:^a)$"),
            ("^[$", "^(?:^[$)$"),
            ("", "^(?:)$"),
        ];
        for (source, expected) in cases {
            assert_eq!(whole(source), expected, "{source}");
        }
    }
}
