//! A second reading of what the two pages and models demand of a request body, written straight from them:
//! no schema, no regular expressions, no pointers shared with the harness.

use std::collections::BTreeSet;

use batchspec_harness::contract::Refusals;

use super::text::{Reading, Tree, read};

/// What must come of a body under the documented request line and headers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Verdict {
    /// With the clause that speaks for odd values, if there is one.
    Accept(Option<&'static str>),
    Refuse {
        clauses: BTreeSet<&'static str>,
        answers: Refusals,
        /// JSON pointer of the breaking place.
        place: String,
        among_others: bool,
    },
    Observe,
}

/// What one value or one list is found guilty of.
#[derive(Debug)]
struct Breach {
    place: String,
    clauses: Vec<&'static str>,
    answers: Refusals,
}

#[derive(Debug, Default)]
struct Findings {
    breaches: Vec<Breach>,
    /// Something whose acceptance is nobody's word.
    open: bool,
    /// Places of values that are valid, but of which only one is known to be taken.
    unnamed: Vec<String>,
    unknown_member: bool,
    /// A text with NUL in it, which parsers may refuse.
    nul: bool,
    odd: bool,
}

impl Findings {
    fn breach(&mut self, place: String, answers: Refusals, clauses: &[&'static str]) {
        self.breaches.push(Breach { place, clauses: clauses.to_vec(), answers });
    }
}

const LARGEST_SERVED_BODY: usize = 65_536;

/// The clauses by which a list of items is judged.
struct List {
    member: &'static str,
    most: usize,
    required: &'static str,
    min: &'static str,
    max: &'static str,
    type_clause: &'static str,
    odd: &'static str,
    key: fn(&Tree) -> Option<&Tree>,
    item: fn(&Tree, &str, &mut Findings),
}

pub(crate) fn inspector2(body: &[u8]) -> Verdict {
    judge(
        body,
        &List {
            member: "accountIds",
            most: 100,
            required: "inspector2/request/account-ids-required",
            min: "inspector2/request/account-ids-min",
            max: "inspector2/request/account-ids-max",
            type_clause: "inspector2/request/account-ids-type",
            odd: "inspector2/request/account-id-odd-accepted",
            key: |item| Some(item),
            item: account,
        },
    )
}

pub(crate) fn marketplace(body: &[u8]) -> Verdict {
    judge(
        body,
        &List {
            member: "EntityRequestList",
            most: 20,
            required: "marketplace/request/entity-list-required",
            min: "marketplace/request/entity-list-min",
            max: "marketplace/request/entity-list-max",
            type_clause: "marketplace/request/entity-list-type",
            odd: "marketplace/request/entity-id-odd-accepted",
            key: |item| member(item, "EntityId"),
            item: entity,
        },
    )
}

fn judge(body: &[u8], list: &List) -> Verdict {
    let whole = |clause, answers| Verdict::Refuse {
        clauses: BTreeSet::from([clause]),
        answers,
        place: String::new(),
        among_others: false,
    };
    if body.len() > LARGEST_SERVED_BODY {
        return Verdict::Observe;
    }
    if body.is_empty() {
        return whole("protocol/empty-body-rejected", Refusals::NoSuccess);
    }
    let root = match read(body) {
        Reading::Malformed => return whole("protocol/malformed-json-rejected", Refusals::Parse),
        Reading::Disputed => return Verdict::Observe,
        Reading::Plain(root) => root,
    };
    let Tree::Object(members) = &root else {
        return whole("protocol/non-object-body-rejected", Refusals::Parse);
    };
    let unknown_member = members.iter().any(|(name, _)| name != list.member);
    let mut findings = Findings { unknown_member, nul: holds_nul(&root), ..Findings::default() };
    let place = format!("/{}", list.member);
    let mut items: &[Tree] = &[];
    match member(&root, list.member) {
        None => findings.breach(place, Refusals::Validation, &[list.required]),
        Some(Tree::Null) => {
            findings.breach(place, Refusals::Validation, &["protocol/null-equals-missing", list.required]);
        }
        Some(Tree::List(elements)) => {
            items = elements;
            if elements.is_empty() {
                findings.breach(place.clone(), Refusals::Validation, &[list.min]);
            }
            if elements.len() > list.most && repeats(elements, list.key) {
                let clauses = ["protocol/length-unit", list.max];
                findings.breach(place.clone(), Refusals::Parse, &clauses);
            } else if elements.len() > list.most {
                findings.breach(place.clone(), Refusals::Validation, &[list.max]);
            }
            for (index, element) in elements.iter().enumerate() {
                let place = format!("{place}/{index}");
                match element {
                    Tree::Null => {
                        findings.breach(place, Refusals::Parse, &["protocol/null-list-element-rejected"]);
                    }
                    element => (list.item)(element, &place, &mut findings),
                }
            }
        }
        Some(_) => findings.breach(place, Refusals::NoSuccess, &[list.type_clause]),
    }
    conclude(findings, list, items)
}

fn conclude(mut findings: Findings, list: &List, items: &[Tree]) -> Verdict {
    if findings.breaches.len() > 1 {
        return Verdict::Observe;
    }
    let Some(breach) = findings.breaches.pop() else {
        let certain = !findings.open
            && findings.unnamed.is_empty()
            && !findings.unknown_member
            && !findings.nul
            && !repeats(items, list.key);
        return if certain { Verdict::Accept(findings.odd.then_some(list.odd)) } else { Verdict::Observe };
    };
    if findings.open {
        return Verdict::Observe;
    }
    let answers = match breach.answers {
        // A server may look at what else it does not know first, and refuse that in other words.
        _ if findings.unnamed.iter().any(|place| *place != breach.place) => Refusals::Any,
        // A server may refuse the unknown member, or the NUL, as it parses.
        Refusals::Validation if findings.unknown_member || findings.nul => Refusals::Parse,
        answers => answers,
    };
    let is_no_item = breach.clauses.contains(&"protocol/null-list-element-rejected");
    let inside = breach.place.matches('/').count() > 1 && !is_no_item;
    Verdict::Refuse {
        clauses: breach.clauses.into_iter().collect(),
        answers,
        place: breach.place,
        among_others: inside && items.len() > 1,
    }
}

fn member<'t>(tree: &'t Tree, name: &str) -> Option<&'t Tree> {
    let Tree::Object(members) = tree else { return None };
    members.iter().find(|(candidate, _)| candidate == name).map(|(_, value)| value)
}

/// Whether two items have one key. Items that are no text are wrong anyway, so that it does not matter how they compare.
fn repeats(items: &[Tree], key: fn(&Tree) -> Option<&Tree>) -> bool {
    let keys: Vec<&Tree> = items.iter().filter_map(key).collect();
    (0..keys.len()).any(|at| keys[..at].contains(&keys[at]))
}

/// Twelve ASCII digits in a row, anywhere; an id with a line end in it is nobody's word.
fn account(item: &Tree, place: &str, findings: &mut Findings) {
    let Tree::Text(text) = item else {
        return findings.breach(
            place.to_owned(),
            Refusals::NoSuccess,
            &["inspector2/request/account-ids-type"],
        );
    };
    let mut run = 0;
    let mut longest = 0;
    for character in text.chars() {
        run = if character.is_ascii_digit() { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    if text.contains(is_line_end) {
        findings.open = true;
    } else if longest >= 12 && text.len() != 12 {
        findings.odd = true;
    }
    if longest < 12 {
        let clause = "inspector2/request/account-id-pattern";
        findings.breach(place.to_owned(), Refusals::Validation, &[clause]);
    }
}

fn is_line_end(character: char) -> bool {
    matches!(character, '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// NUL in any text or name.
fn holds_nul(tree: &Tree) -> bool {
    match tree {
        Tree::Text(text) => text.contains('\0'),
        Tree::List(elements) => elements.iter().any(holds_nul),
        Tree::Object(members) => members.iter().any(|(name, value)| name.contains('\0') || holds_nul(value)),
        Tree::Null | Tree::Bool | Tree::Number => false,
    }
}

fn entity(item: &Tree, place: &str, findings: &mut Findings) {
    const TYPES: &str = "marketplace/request/entity-list-type";
    const REQUIRED: &str = "marketplace/request/entity-members-required";
    let Tree::Object(members) = item else {
        return findings.breach(place.to_owned(), Refusals::NoSuccess, &[TYPES]);
    };
    findings.unknown_member |= members.iter().any(|(name, _)| name != "Catalog" && name != "EntityId");
    if member(item, "Catalog").is_none() && member(item, "EntityId").is_none() {
        return findings.breach(place.to_owned(), Refusals::Validation, &[REQUIRED]);
    }
    for (name, judge) in [("Catalog", catalog as fn(&str, String, &mut Findings)), ("EntityId", entity_id)] {
        let place = format!("{place}/{name}");
        match member(item, name) {
            None => findings.breach(place, Refusals::Validation, &[REQUIRED]),
            Some(Tree::Null) => {
                let clauses = ["protocol/null-equals-missing", REQUIRED];
                findings.breach(place, Refusals::Validation, &clauses);
            }
            Some(Tree::Text(text)) => {
                findings.open |= text.ends_with(is_line_end);
                judge(text, place, findings);
            }
            Some(_) => findings.breach(place, Refusals::NoSuccess, &[TYPES]),
        }
    }
}

fn catalog(text: &str, place: String, findings: &mut Findings) {
    let mut clauses = Vec::new();
    if text.is_empty() || text.chars().count() > 64 {
        clauses.push("marketplace/request/catalog-length");
    }
    if text.is_empty() || !text.chars().all(|character| character.is_ascii_alphabetic()) {
        clauses.push("marketplace/request/catalog-pattern");
    }
    if clauses.is_empty() != newer_catalog(text) {
        // One version of the model allows it and the other does not.
        findings.open = true;
        return;
    }
    if !clauses.is_empty() {
        findings.breach(place, Refusals::Validation, &clauses);
    } else if text != "AWSMarketplace" {
        findings.unnamed.push(place);
    }
}

/// What the newer version of the model allows: parts of letters and digits with one dot or hyphen between two of them, 47
/// characters at most, and no number alone before the first dot where only digits and dots follow.
fn newer_catalog(text: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric());
    let of_digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    let is_address = text.contains('.') && text.split('.').all(of_digits);
    text.len() <= 47 && text.split(['.', '-']).all(is_part) && !is_address
}

fn entity_id(text: &str, place: String, findings: &mut Findings) {
    let characters: Vec<char> = text.chars().collect();
    let mut clauses = Vec::new();
    if characters.is_empty() || characters.len() > 255 {
        clauses.push("marketplace/request/entity-id-length");
    }
    let fits = match characters.as_slice() {
        [first, inner @ .., last] => {
            let is_inner = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '-');
            first.is_ascii_alphanumeric()
                && last.is_ascii_alphanumeric()
                && !inner.is_empty()
                && inner.iter().all(is_inner)
        }
        _ => false,
    };
    if !fits {
        clauses.push("marketplace/request/entity-id-pattern");
    }
    if !clauses.is_empty() {
        findings.breach(place, Refusals::Validation, &clauses);
    } else if characters.len() > 253 || text.contains(['.', '/']) {
        findings.odd = true;
    }
}
