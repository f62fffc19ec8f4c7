//! Elements of the wrong form, taken for something: null, a number, an object without a member.

use super::scope::{Scope, scopes};
use crate::mutants::mutant::{ExpectedVerdict, kept, mutant};
use batchspec_fixtures::Fault;
use batchspec_fixtures::Suite::{self, Inspector2, Marketplace};
use batchspec_fixtures::alteration::Alteration;
use batchspec_fixtures::json::{Json, Writing};
use batchspec_fixtures::reference::checks::CATALOG;

/// What an element is taken for; nothing if it is as it should be.
type Take = fn(&Json) -> Option<Vec<Json>>;

/// An element that is not as it should be, and what is made of it.
struct Tolerance {
    suite: Suite,
    id: &'static str,
    words: &'static str,
    clause: &'static str,
    rest: &'static [&'static str],
    /// Nothing is left of it.
    removes: bool,
    take: Take,
}

const NULL: &str = "protocol/null-list-element-rejected";
const TYPE: &str = "inspector2/request/account-ids-type";
const MEMBERS: &str = "marketplace/request/entity-members-required";
const LIST: &str = "marketplace/request/entity-list-type";
const TYPE_ERROR: &[&str] = &["inspector2/request/account-ids-type-error", "batch/invalid-item-rejects-call"];
const LIST_ERROR: &[&str] =
    &["marketplace/request/entity-list-type-error", "batch/invalid-item-rejects-call"];
const INVALID: &[&str] = &["batch/invalid-item-rejects-call"];

fn removed(is_meant: bool) -> Option<Vec<Json>> {
    is_meant.then(Vec::new)
}

fn spelled(value: &Json) -> Json {
    Json::text(String::from_utf8_lossy(&value.write(&Writing::default())))
}

fn filled(element: &Json, name: &str, value: Json) -> Option<Vec<Json>> {
    let mut element = element.clone();
    element.set(name, value);
    Some(vec![element])
}

fn is_object(element: &Json) -> bool {
    matches!(element, Json::Object(_))
}

/// The member of an object, if it is of the kind.
fn member<'a>(element: &'a Json, name: &str, kind: fn(&Json) -> bool) -> Option<&'a Json> {
    element.get(name).filter(|value| kind(value))
}

const IS_NUMBER: fn(&Json) -> bool = |value| matches!(value, Json::Number(_));
const IS_BOOL: fn(&Json) -> bool = |value| matches!(value, Json::Bool(_));
const IS_NULL: fn(&Json) -> bool = |value| matches!(value, Json::Null);

const ACCOUNTS: [Tolerance; 5] = [
    tolerance(
        Inspector2,
        "null-account-skipped",
        "Null in the list is skipped",
        NULL,
        INVALID,
        true,
        |element| removed(IS_NULL(element)),
    ),
    tolerance(
        Inspector2,
        "number-as-account",
        "A number in the list is its digits",
        TYPE,
        TYPE_ERROR,
        false,
        |element| IS_NUMBER(element).then(|| vec![spelled(element)]),
    ),
    tolerance(
        Inspector2,
        "object-account-skipped",
        "An object in the list is skipped",
        TYPE,
        TYPE_ERROR,
        true,
        |element| removed(is_object(element)),
    ),
    tolerance(
        Inspector2,
        "list-of-accounts-joined",
        "A list in the list is joined to it",
        TYPE,
        TYPE_ERROR,
        false,
        |element| {
            if let Json::List(inner) = element { Some(inner.clone()) } else { None }
        },
    ),
    tolerance(
        Inspector2,
        "truth-account-skipped",
        "A boolean in the list is skipped",
        TYPE,
        TYPE_ERROR,
        true,
        |element| removed(IS_BOOL(element)),
    ),
];

const ENTITIES: [Tolerance; 11] = [
    tolerance(
        Marketplace,
        "null-entity-skipped",
        "Null in the list is skipped",
        NULL,
        INVALID,
        true,
        |element| removed(IS_NULL(element)),
    ),
    tolerance(
        Marketplace,
        "text-as-entity",
        "A string in the list is the id of an entity",
        LIST,
        LIST_ERROR,
        false,
        |element| {
            let id = element.as_text()?;
            Some(vec![Json::object([("Catalog", Json::text(CATALOG)), ("EntityId", Json::text(id))])])
        },
    ),
    tolerance(
        Marketplace,
        "scalar-entity-skipped",
        "A number or boolean in the list is skipped",
        LIST,
        LIST_ERROR,
        true,
        |element| removed(IS_NUMBER(element) || IS_BOOL(element)),
    ),
    tolerance(
        Marketplace,
        "list-of-entities-joined",
        "A list in the list is joined to it",
        LIST,
        LIST_ERROR,
        false,
        |element| {
            if let Json::List(inner) = element { Some(inner.clone()) } else { None }
        },
    ),
    tolerance(
        Marketplace,
        "absent-catalog-defaulted",
        "An absent catalog is AWSMarketplace",
        MEMBERS,
        INVALID,
        false,
        |element| {
            let is_absent =
                is_object(element) && element.get("Catalog").is_none() && element.get("EntityId").is_some();
            if is_absent { filled(element, "Catalog", Json::text(CATALOG)) } else { None }
        },
    ),
    tolerance(
        Marketplace,
        "null-catalog-defaulted",
        "A catalog that is null is AWSMarketplace",
        "protocol/null-equals-missing",
        &["marketplace/request/entity-members-required", "batch/invalid-item-rejects-call"],
        false,
        |element| {
            filled(element, "Catalog", Json::text(CATALOG))
                .filter(|_| member(element, "Catalog", IS_NULL).is_some())
        },
    ),
    tolerance(
        Marketplace,
        "entity-without-id-skipped",
        "An entity without an id is skipped",
        MEMBERS,
        INVALID,
        true,
        |element| removed(is_object(element) && element.get("EntityId").is_none()),
    ),
    tolerance(
        Marketplace,
        "entity-with-null-id-skipped",
        "An entity whose id is null is skipped",
        MEMBERS,
        &["protocol/null-equals-missing", "batch/invalid-item-rejects-call"],
        true,
        |element| removed(member(element, "EntityId", IS_NULL).is_some()),
    ),
    tolerance(
        Marketplace,
        "number-as-entity-id",
        "A number as the id of an entity is its digits",
        LIST,
        LIST_ERROR,
        false,
        |element| filled(element, "EntityId", spelled(member(element, "EntityId", IS_NUMBER)?)),
    ),
    tolerance(
        Marketplace,
        "truth-as-entity-id",
        "A boolean as the id of an entity is its name",
        LIST,
        LIST_ERROR,
        false,
        |element| filled(element, "EntityId", spelled(member(element, "EntityId", IS_BOOL)?)),
    ),
    tolerance(
        Marketplace,
        "any-catalog-defaulted",
        "A catalog that is no string is AWSMarketplace",
        LIST,
        LIST_ERROR,
        false,
        |element| {
            let held = element.get("Catalog")?;
            if held.as_text().is_some() || IS_NULL(held) {
                None
            } else {
                filled(element, "Catalog", Json::text(CATALOG))
            }
        },
    ),
];

const fn tolerance(
    suite: Suite,
    id: &'static str,
    words: &'static str,
    clause: &'static str,
    rest: &'static [&'static str],
    removes: bool,
    take: Take,
) -> Tolerance {
    Tolerance { suite, id, words, clause, rest, removes, take }
}

impl Tolerance {
    fn expected_verdict(&self, scope: &Scope) -> ExpectedVerdict {
        if self.removes && scope.id == "alone" {
            // Of a list of one nothing is left, and an empty list is refused as the element would have been.
            return match self.suite {
                Marketplace if self.clause == MEMBERS => ExpectedVerdict::Allowed(
                    "marketplace/request/entity-members-required: refused all the same",
                ),
                _ => ExpectedVerdict::Allowed(
                    "docs/default-stacks.md, the parse set: a ValidationException will do",
                ),
            };
        }
        // A null is no item: it breaks the list's promise, wherever it stands.
        if self.clause == NULL {
            return ExpectedVerdict::Breaks(NULL, self.rest);
        }
        // What is refused alone and not among others breaks the batch's own promise first.
        if self.removes || !scope.alone {
            let rest = [&[self.clause], self.rest].concat();
            return ExpectedVerdict::Breaks("batch/invalid-item-rejects-call", rest.leak());
        }
        ExpectedVerdict::Breaks(self.clause, self.rest)
    }
}

/// Takes the elements of the list for what they are taken for at these places.
fn tolerate(body: &mut Json, list: &str, holds: fn(usize, usize) -> bool, take: Take) {
    let Some(Json::List(elements)) = body.get_mut(list) else { return };
    let total = elements.len();
    let taken = std::mem::take(elements).into_iter().enumerate().flat_map(|(place, element)| {
        take(&element).filter(|_| holds(place, total)).unwrap_or_else(|| vec![element])
    });
    *elements = taken.collect();
}

/// A list that is none, taken for one.
const LONE: [(&str, &str, Take); 3] = [
    ("lone-text", "A string in place of the list is a list of one", |value| {
        value.as_text().map(|_| vec![value.clone()])
    }),
    ("lone-number", "A number in place of the list is a list of one string", |value| {
        IS_NUMBER(value).then(|| vec![spelled(value)])
    }),
    ("lone-object", "An object in place of the list is a list of its values, or of itself", |value| {
        if value.get("EntityId").is_some() {
            return Some(vec![value.clone()]);
        }
        is_object(value).then(|| value.members().iter().map(|(_, value)| value.clone()).collect())
    }),
];

fn lone_fate(suite: Suite, id: &str) -> ExpectedVerdict {
    match (suite, id) {
        (Inspector2, _) => ExpectedVerdict::Breaks(TYPE, TYPE_ERROR),
        (Marketplace, "lone-object") => ExpectedVerdict::Breaks(LIST, LIST_ERROR),
        (Marketplace, _) => ExpectedVerdict::Left("a string or a number is no entity, and is refused as one"),
    }
}

pub(super) fn mutants() -> Vec<Fault> {
    let mut made = Vec::new();
    for tolerance in ACCOUNTS.iter().chain(&ENTITIES) {
        let suite = tolerance.suite;
        for scope in scopes(suite) {
            let (holds, take) = (scope.holds, tolerance.take);
            let alteration = Alteration::Body(kept(Box::new(move |body, scene| {
                tolerate(body, scene.suite.list(), holds, take)
            })));
            let id = format!("request/{}/{}", tolerance.id, scope.id);
            let summary = format!("{} ({}).", tolerance.words, scope.words);
            made.extend(mutant(suite, id, summary, tolerance.expected_verdict(&scope), alteration));
        }
    }
    for suite in Suite::ALL {
        for (id, words, take) in LONE {
            let alteration = Alteration::Body(kept(Box::new(move |body, scene| {
                if let Some(held) = body.get_mut(scene.suite.list())
                    && let Some(elements) = take(held)
                {
                    *held = Json::List(elements);
                }
            })));
            let expected_verdict = lone_fate(suite, id);
            made.extend(mutant(
                suite,
                format!("request/{}/{id}", suite.id()),
                format!("{words}."),
                expected_verdict,
                alteration,
            ));
        }
    }
    made
}
