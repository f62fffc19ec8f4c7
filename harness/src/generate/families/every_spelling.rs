//! One breach of each constraint in every spelling in which a valid request may be served.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::Value;

use super::transport::replaced;
use crate::contract::{ClauseRef, Expectation, Level, validate};
use crate::generate::base::documented;
use crate::generate::case::{Aim, Case, Origin, Relation, RelationKind, Step};
use crate::generate::case_builder::CaseBuilder;
use crate::generate::negative::{Negative, negatives};
use crate::generate::rng::Rng;
use crate::generate::values::spelling::respelled;
use crate::message::{Framing, Request};

/// Pairs of a breach and a spelling that are tried at most: of operations with more constraints every so many-th.
const PAIRS: usize = 140;

/// A body that breaks one constraint, and the valid one that it was made from.
struct Pair {
    label: String,
    clause: ClauseRef,
    valid: Vec<u8>,
    broken: Vec<u8>,
}

/// Cases of three requests: a breach as documented, a valid request in another spelling, and the breach in that spelling.
pub(crate) fn cases(builder: &mut CaseBuilder<'_>) -> Vec<Case> {
    let pairs = pairs(builder);
    let count = pairs.len() * SPELLINGS.len();
    let stride = count.div_ceil(PAIRS).max(1);
    let mut cases = Vec::new();
    for (number, (name, spell)) in SPELLINGS.iter().enumerate() {
        for (_, pair) in pairs.iter().enumerate().filter(|(at, _)| (at + number).is_multiple_of(stride)) {
            cases.extend(case(builder, pair, name, *spell));
        }
    }
    cases
}

/// The same with many spellings in one request, for plans that have no room for each alone.
pub(crate) fn packed(builder: &mut CaseBuilder<'_>) -> Vec<Case> {
    let pairs = pairs(builder);
    let mut cases = Vec::new();
    for pair in &pairs {
        cases.extend(PACKED.iter().filter_map(|(name, spell)| case(builder, pair, name, *spell)));
    }
    cases
}

fn case(builder: &CaseBuilder<'_>, pair: &Pair, name: &str, spell: Spell) -> Option<Case> {
    let contract = builder.contract;
    let as_documented = documented(contract, pair.broken.clone());
    let spelled = |body: &[u8]| {
        let plain = documented(contract, body.to_vec());
        spell(&plain).filter(|spelled| *spelled != plain)
    };
    let requests = [as_documented, spelled(&pair.valid)?, spelled(&pair.broken)?];
    let steps = requests.map(|request| {
        let expectation = validate(contract, &request);
        Step { request, expectation, lane: 0 }
    });
    Some(Case {
        origin: Origin { family: "spelling", variant: format!("{name}/{}", pair.label), index: 0 },
        aim: Aim::Clause(contract.known.every_spelling_is_checked),
        steps: steps.into(),
        relation: Some(Relation { kind: RelationKind::BreachRespelled, variants: vec![0, 1, 2] }),
    })
}

/// One request as documented for each clause that must refuse it.
pub(crate) fn breaches(builder: &mut CaseBuilder<'_>) -> Vec<(Request, ClauseRef)> {
    let pairs = pairs(builder);
    pairs.into_iter().map(|pair| (documented(builder.contract, pair.broken), pair.clause)).collect()
}

/// Ways to break a model above which it is vast.
const VAST: usize = 3000;
/// Constraints of a vast model that are broken here.
const MOST_OF_VAST: usize = 300;

/// One breach for each clause that must refuse a request.
fn pairs(builder: &mut CaseBuilder<'_>) -> Vec<Pair> {
    let mut rng = Rng::new(builder.seed, "spelling", 0);
    let mut pairs = sizes(builder, &mut rng);
    let mut found = negatives(builder.contract, &builder.base.tree, &rng);
    if found.len() > VAST {
        // One breach for a clause is enough, and so are some of thousands of clauses.
        let mut constraints = BTreeSet::new();
        found.retain(|negative| constraints.insert(negative.constraint().to_owned()));
        found.truncate(MOST_OF_VAST);
    }
    let is_in_body = |negative: &&Negative| !negative.is_outside(builder.contract);
    for negative in found.iter().filter(|negative| !negative.is_misnomer()).filter(is_in_body) {
        pairs.extend(pair(builder, &mut rng, negative));
    }
    let mut clauses = BTreeSet::new();
    pairs.retain(|pair| clauses.insert(pair.clause));
    pairs
}

fn pair(builder: &CaseBuilder<'_>, rng: &mut Rng, negative: &Negative) -> Option<Pair> {
    let mut items: Vec<String> = builder.batch(rng, 1).iter().map(|item| item.json.clone()).collect();
    let valid = builder.base.body(builder.contract, items.iter().map(String::as_str));
    let broken = if negative.inside_item {
        let mut item: Value = serde_json::from_str(items.first()?).ok()?;
        negative.edit.apply(&mut item).then_some(())?;
        items[0] = item.to_string();
        builder.base.body(builder.contract, items.iter().map(String::as_str))
    } else {
        let mut tree: Value = serde_json::from_slice(&valid).ok()?;
        negative.edit.apply(&mut tree).then_some(())?;
        tree.to_string().into_bytes()
    };
    checked(builder, negative.label.clone(), valid, broken)
}

/// Batches of one item too few and of one too many.
fn sizes(builder: &CaseBuilder<'_>, rng: &mut Rng) -> Vec<Pair> {
    let contract = builder.contract;
    let length = contract.batch.as_ref().and_then(|batch| contract.node(batch.items_node).length);
    let beyond = |rule| contract.constraint(rule).to_string();
    let few = length.and_then(|length| length.min).and_then(|(min, rule)| Some((min.checked_sub(1)?, rule)));
    let many = length.and_then(|length| length.max).map(|(max, rule)| (max + 1, rule));
    let sizes = few.into_iter().chain(many);
    let made = sizes.filter_map(|(count, rule)| {
        let drawn = builder.pool.draw(rng, count);
        let items = drawn.iter().map(|item| item.json.as_str());
        let broken = (drawn.len() == count).then(|| builder.base.body(contract, items))?;
        let valid = builder.batch(rng, 1);
        let valid = builder.base.body(contract, valid.iter().map(|item| item.json.as_str()));
        checked(builder, beyond(rule), valid, broken)
    });
    made.collect()
}

/// The pair, where the validator says of the one that it must be served, and of the other that it must not.
fn checked(builder: &CaseBuilder<'_>, label: String, valid: Vec<u8>, broken: Vec<u8>) -> Option<Pair> {
    let contract = builder.contract;
    let read = |body: &[u8]| validate(contract, &documented(contract, body.to_vec()));
    let (Expectation::Accept { .. }, Expectation::Refuse(refusal)) = (read(&valid), read(&broken)) else {
        return None;
    };
    let is_binding = contract.clauses.get(refusal.clause).level == Level::Must;
    is_binding.then_some(Pair { label, clause: refusal.clause, valid, broken })
}

/// A way to send the same JSON otherwise; nothing where a body cannot be spelled so.
type Spell = fn(&Request) -> Option<Request>;

/// What differs between one server's ways in: whatever sorts requests by it may leave the checks out on one of them.
const SPELLINGS: [(&str, Spell); 20] = [
    ("content-type-charset", |request| retyped(request, |own| format!("{own}; charset=utf-8"))),
    ("content-type-parameter", |request| retyped(request, |own| format!("{own};version=1"))),
    ("content-type-in-capitals", |request| {
        retyped(request, |own| own.replace("application", "Application").replace("json", "JSON"))
    }),
    ("content-type-missing", |request| {
        let mut request = request.clone();
        request.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
        Some(request)
    }),
    ("content-type-text", |request| typed(request, "text/plain;charset=UTF-8")),
    ("content-type-form", |request| typed(request, "application/x-www-form-urlencoded")),
    ("content-type-aws-json", |request| typed(request, "application/x-amz-json-1.1")),
    ("content-type-with-suffix", |request| typed(request, "application/vnd.api+json")),
    ("field-names-in-capitals", |request| {
        let headers = request
            .headers
            .iter()
            .map(|(name, value)| (Cow::Owned(name.to_ascii_uppercase()), value.clone()));
        Some(Request { headers: headers.collect(), ..request.clone() })
    }),
    ("accept-any", |request| Some(replaced(request, "accept", "*/*"))),
    ("accept-of-a-browser", |request| {
        Some(replaced(request, "accept", "text/html,application/xhtml+xml,*/*;q=0.8"))
    }),
    ("chunked", |request| {
        let mut request = request.clone();
        request.body.framing = Framing::Chunked;
        Some(request)
    }),
    ("query", |request| at(request, "?trace=1")),
    ("trailing-slash", |request| at(request, "/")),
    ("leading-space", |request| in_words(request, "leading-space")),
    ("pretty", |request| in_words(request, "pretty")),
    ("escaped-values", |request| in_words(request, "escaped-values")),
    ("members-reversed", |request| in_words(request, "members-reversed")),
    ("unknown-member-first", |request| {
        edited(request, |text| match text.strip_prefix('{')? {
            "}" => Some("{\"extra\":1}".to_owned()),
            rest => Some(format!("{{\"extra\":1,{rest}")),
        })
    }),
    ("unknown-member-last", |request| {
        edited(request, |text| match text.strip_suffix('}')? {
            "{" => None,
            rest => Some(format!("{rest},\"extra\":1}}")),
        })
    }),
];

/// The spellings that must be served, and those that may be, each together.
const PACKED: [(&str, Spell); 2] = [
    ("all-that-must-be-served", |request| {
        let mut spelled = retyped(request, |own| format!("{own};version=1; charset=utf-8"))?;
        spelled = replaced(&spelled, "accept", "*/*");
        for name in ["members-reversed", "escaped-values", "leading-space"] {
            spelled = in_words(&spelled, name).unwrap_or(spelled);
        }
        spelled.body.framing = Framing::Chunked;
        Some(spelled)
    }),
    ("all-that-may-be-served", |request| {
        let with_member = edited(request, |text| match text.strip_prefix('{')? {
            "}" => Some("{\"extra\":1}".to_owned()),
            rest => Some(format!("{{\"extra\":1,{rest}")),
        });
        at(&with_member?, "?trace=1")
    }),
];

fn typed(request: &Request, content_type: &'static str) -> Option<Request> {
    Some(replaced(request, "content-type", content_type))
}

/// The same with its media type written otherwise.
fn retyped(request: &Request, write: impl FnOnce(&str) -> String) -> Option<Request> {
    let written = write(request.header("content-type")?);
    Some(replaced(request, "content-type", written))
}

/// The same with this behind the path.
fn at(request: &Request, more: &str) -> Option<Request> {
    // Behind a query this would be a value of it.
    if request.path.contains('?') {
        return None;
    }
    Some(Request { path: format!("{}{more}", request.path).into(), ..request.clone() })
}

/// The body in the spelling of this name.
fn in_words(request: &Request, name: &str) -> Option<Request> {
    edited(request, |text| {
        let (_, bytes) = respelled(text).into_iter().find(|(label, _)| label == name)?;
        String::from_utf8(bytes).ok()
    })
}

fn edited(request: &Request, edit: impl FnOnce(&str) -> Option<String>) -> Option<Request> {
    let text = edit(std::str::from_utf8(&request.body.bytes).ok()?)?;
    let mut request = request.clone();
    request.body.bytes = text.into();
    Some(request)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use serde_json::Value;

    use super::{PAIRS, SPELLINGS};
    use crate::contract::{Expectation, Open};
    use crate::generate::Step;
    use crate::generate::shipped::{contracts, plan};
    use crate::message::Framing;

    fn tree(step: &Step) -> Value {
        serde_json::from_slice(&step.request.body.bytes).expect("JSON")
    }

    #[test]
    fn a_breach_stands_first_as_documented_and_last_in_the_spelling_of_a_valid_request() {
        for contract in contracts() {
            let plan = plan(&contract, 1, &[]);
            let cases = (0..plan.len()).filter_map(|index| plan.case(index));
            let mut by_spelling: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
            let mut count = 0;
            for case in cases.filter(|case| case.origin.family == "spelling") {
                let [plain, valid, broken] = case.steps.as_slice() else { panic!("{}", case.origin) };
                let Expectation::Refuse(demand) = &plain.expectation else { panic!("{}", case.origin) };
                assert!(!matches!(valid.expectation, Expectation::Refuse(_)), "{}", case.origin);
                // Where acceptance is open only the head or an unknown member makes it so.
                match (&valid.expectation, &broken.expectation) {
                    (Expectation::Observe(Open::UnknownMember), Expectation::Refuse(_)) => {}
                    (Expectation::Accept { .. }, Expectation::Refuse(other)) => {
                        assert_eq!((other.clause, &other.pointer), (demand.clause, &demand.pointer));
                    }
                    (valid, broken) => assert_eq!(valid, broken, "{}", case.origin),
                }
                let (spelling, _) = case.origin.variant.split_once('/').expect("a spelling and a constraint");
                let clause = contract.clauses.get(demand.clause).id.clone();
                by_spelling.entry(spelling.to_owned()).or_default().insert(clause);
                count += 1;
            }
            // A body of one member has no other order.
            assert!(by_spelling.len() + 1 >= SPELLINGS.len(), "{:?}", by_spelling.keys());
            assert!(by_spelling.values().all(|clauses| clauses.len() >= 2), "{by_spelling:?}");
            let clauses: BTreeSet<_> = by_spelling.values().flatten().collect();
            assert!(clauses.len() >= 6 && (80..=PAIRS).contains(&count), "{count} {clauses:?}");
        }
    }

    #[test]
    fn a_packed_case_is_spelled_in_all_its_ways_and_still_breaks_what_it_breaks() {
        for contract in contracts() {
            let plan = plan(&contract, 1, &[]);
            let mut by_name: BTreeMap<&str, usize> = BTreeMap::new();
            for case in plan.packed.iter().filter(|case| case.origin.family == "spelling") {
                let [plain, valid, broken] = case.steps.as_slice() else { panic!("{}", case.origin) };
                let Expectation::Refuse(demand) = &plain.expectation else { panic!("{}", case.origin) };
                let (name, _) = case.origin.variant.split_once('/').expect("a spelling and a constraint");
                *by_name.entry(name).or_default() += 1;
                if name == "all-that-must-be-served" {
                    assert!(matches!(valid.expectation, Expectation::Accept { .. }), "{}", case.origin);
                    let Expectation::Refuse(other) = &broken.expectation else { panic!("{}", case.origin) };
                    assert_eq!((other.clause, &other.pointer), (demand.clause, &demand.pointer));
                    assert_eq!(tree(broken), tree(plain), "{}", case.origin);
                } else {
                    assert!(matches!(valid.expectation, Expectation::Observe(_)), "{}", case.origin);
                    let mut spelled = tree(broken);
                    assert!(spelled.as_object_mut().expect("an object").remove("extra").is_some());
                    assert_eq!(spelled, tree(plain), "{}", case.origin);
                }
                for Step { request, .. } in [valid, broken] {
                    let text = String::from_utf8_lossy(&request.body.bytes);
                    let is_spelled = if name == "all-that-must-be-served" {
                        let media_type = request.header("content-type").unwrap_or_default();
                        let head = media_type.contains("charset") && media_type.contains("version");
                        let head = head && request.header("accept") == Some("*/*");
                        head && request.body.framing == Framing::Chunked && text.starts_with(' ')
                    } else {
                        request.path.ends_with("?trace=1") && text.starts_with("{\"extra\"")
                    };
                    assert!(is_spelled, "{}: {text}", case.origin);
                }
            }
            assert!(by_name.len() == 2 && by_name.values().all(|count| *count >= 2), "{by_name:?}");
        }
    }
}
