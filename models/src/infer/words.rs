//! Names as words: `FailedResourcesMap` is failed, resource, map.

/// The words of a name in lower case, as they stand there.
pub(crate) fn parts(name: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let chars: Vec<char> = name.chars().collect();
    let mut word = String::new();
    for (at, &c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| chars.get(at)).copied();
        let after = chars.get(at + 1).copied();
        let begins = c.is_uppercase()
            && (before.is_some_and(|b| b.is_lowercase() || b.is_ascii_digit())
                || (before.is_some_and(char::is_uppercase)
                    && after.is_some_and(char::is_lowercase)
                    // The s of IDs and ARNs ends the word that its capitals began.
                    && !(after == Some('s') && chars.get(at + 2).is_none_or(|c| c.is_uppercase()))));
        if (begins || !c.is_alphanumeric()) && !word.is_empty() {
            found.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
    }
    if !word.is_empty() {
        found.push(word);
    }
    found
}

/// The words of a name in lower case, plurals made singular.
pub(crate) fn words(name: &str) -> Vec<String> {
    // One word under two spellings: services use both side by side.
    let spelled = |word: &String| match singular(word) {
        word if word == "identifier" => "id".to_owned(),
        word => word,
    };
    parts(name).iter().map(spelled).collect()
}

/// Plurals that no ending tells.
const IRREGULAR: [(&str, &str); 23] = [
    ("indices", "index"),
    ("vertices", "vertex"),
    ("matrices", "matrix"),
    ("appendices", "appendix"),
    ("aliases", "alias"),
    ("biases", "bias"),
    ("canvases", "canvas"),
    ("buses", "bus"),
    ("statuses", "status"),
    ("lenses", "lens"),
    ("analyses", "analysis"),
    ("hypotheses", "hypothesis"),
    ("syntheses", "synthesis"),
    ("caches", "cache"),
    ("cookies", "cookie"),
    ("movies", "movie"),
    ("people", "person"),
    ("children", "child"),
    ("criteria", "criterion"),
    ("schemata", "schema"),
    ("quizzes", "quiz"),
    ("leaves", "leaf"),
    ("shelves", "shelf"),
];

/// The singular of a word, by the usual endings.
pub(crate) fn singular(word: &str) -> String {
    const KEPT: [&str; 18] = [
        "status", "address", "success", "process", "access", "alias", "class", "bus", "dns", "https", "aws",
        "series", "canvas", "lens", "analysis", "basis", "bias", "news",
    ];
    if KEPT.contains(&word) || word.len() < 3 || word.ends_with("ss") || word.ends_with("us") {
        return word.to_owned();
    }
    if let Some((_, one)) = IRREGULAR.iter().find(|(many, _)| *many == word) {
        return (*one).to_owned();
    }
    if let Some(stem) = word.strip_suffix("ies") {
        return format!("{stem}y");
    }
    for ending in ["sses", "xes", "ches", "shes"] {
        if word.ends_with(ending) {
            return word.strip_suffix("es").unwrap_or(word).to_owned();
        }
    }
    word.strip_suffix('s').unwrap_or(word).to_owned()
}

/// Whether `end` are the last words of `all`.
pub(crate) fn ends_with(all: &[String], end: &[String]) -> bool {
    !end.is_empty() && all.ends_with(end)
}

/// How many of `a` are among `b`.
pub(crate) fn shared(a: &[String], b: &[String]) -> usize {
    a.iter().filter(|word| b.contains(word)).count()
}

/// Words by which things are named.
pub(crate) const IDENTITY: [&str; 13] = [
    "id", "arn", "name", "key", "number", "digest", "token", "handle", "path", "uri", "url", "email", "value",
];

/// Whether the last word is one by which things are named.
pub(crate) fn identity_word(words: &[String]) -> Option<&'static str> {
    let last = words.last()?;
    IDENTITY.iter().find(|word| *word == last).copied()
}

/// Words of a collection's name that tell of failures.
pub(crate) fn tells_failure(words: &[String]) -> bool {
    const FAILURES: [&str; 26] = [
        "failed",
        "failure",
        "fail",
        "error",
        "err",
        "unprocessed",
        "unsuccessful",
        "unsuccessfully",
        "rejected",
        "invalid",
        "missing",
        "exception",
        "skipped",
        "unprocessable",
        "undeleted",
        "nonexistent",
        "unknown",
        "unresolved",
        "unavailable",
        "unauthorized",
        "unmatched",
        "denied",
        "unsupported",
        "unfulfilled",
        "fault",
        "ineligible",
    ];
    words.iter().any(|word| FAILURES.contains(&word.as_str())) || says_not(words)
}

/// `projectsNotFound`, `buildsNotDeleted`: a negated verb.
pub(crate) fn says_not(words: &[String]) -> bool {
    words.iter().skip_while(|word| *word != "not").nth(1).is_some()
}

/// Whether the word for a failure is what the operation is about: `DescribeRemediationExceptions`.
pub(crate) fn is_subject_to_fail(name: &[String], operation: &[String]) -> bool {
    let (about, rest): (Vec<String>, Vec<String>) =
        name.iter().cloned().partition(|word| operation.contains(word));
    tells_failure(&about) && !tells_failure(&rest)
}

/// Words of remarks beside the outcomes.
pub(crate) fn is_remark(words: &[String]) -> bool {
    words.iter().any(|word| ["warning", "notice", "message", "notification", "log"].contains(&word.as_str()))
}

/// Whether a name says that what the operation does was done: `deleted` of `BatchDelete`.
pub(crate) fn is_done(name: &[String], operation: &[String]) -> bool {
    let done = |verb: &String| {
        let stem = verb.strip_suffix('e').unwrap_or(verb);
        let participle = format!("{stem}ed");
        verb.len() > 2 && name.contains(&participle)
    };
    operation.iter().any(done)
}

/// Words of what is measured beside the outcomes.
pub(crate) fn is_measure(words: &[String]) -> bool {
    words
        .iter()
        .any(|word| ["metric", "metadata", "capacity", "statistic", "consumed"].contains(&word.as_str()))
}

/// Words of a collection's name that tell of successes.
pub(crate) fn tells_success(words: &[String]) -> bool {
    const SUCCESSES: [&str; 8] = [
        "success",
        "successful",
        "successe",
        "succeeded",
        "successfully",
        "processed",
        "accepted",
        "completed",
    ];
    words.iter().any(|word| SUCCESSES.contains(&word.as_str())) && !tells_failure(words)
}

/// Words about the batch as such, which say nothing of what is in it.
const ABOUT: [&str; 22] = [
    "batch",
    "list",
    "request",
    "entry",
    "input",
    "item",
    "set",
    "to",
    "delete",
    "get",
    "update",
    "create",
    "add",
    "remove",
    "data",
    "put",
    "describe",
    "start",
    "requested",
    "map",
    "a",
    "for",
];

/// The words that name the thing.
pub(crate) fn subject(words: &[String]) -> Vec<String> {
    words.iter().filter(|word| !ABOUT.contains(&word.as_str())).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_and_made_singular() {
        let cases = [
            ("FailedResourcesMap", "failed resource map"),
            ("ResourceARNList", "resource arn list"),
            ("accountIds", "account id"),
            ("ModelPackageArnList", "model package arn list"),
            ("userIDs", "user id"),
            ("BatchGetEntities", "batch get entity"),
            ("statuses", "status"),
            ("searchIndices", "search index"),
            ("IpAddresses", "ip address"),
            ("LensAliases", "lens alias"),
            ("Caches", "cache"),
            ("KnowledgeBases", "knowledge base"),
            ("ListPolicies", "list policy"),
            ("projectsNotFound", "project not found"),
            ("x", "x"),
        ];
        for (name, expected) in cases {
            assert_eq!(words(name).join(" "), expected, "{name}");
        }
        assert!(says_not(&words("projectsNotFound")) && !says_not(&words("knot")));
    }
}
