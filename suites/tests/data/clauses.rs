//! Clauses against the models: what they cover exists, and every constraint belongs to exactly one of them.

use std::collections::BTreeSet;

use batchspec_suites::ALL;
use serde_json::Value;

use crate::format::{self, Clause, Suite};
use crate::model::{self, Operation};

#[test]
fn suite_files_name_their_folder_and_an_operation_of_the_model() {
    for files in ALL {
        let suite = format::suite(files);
        assert_eq!(suite.format, 1);
        assert_eq!(suite.id, files.id);
        assert_eq!(suite.model, "model.json");
        assert_eq!(suite.effect, "reads");
        assert!(!suite.title.is_empty());
        // A day, and a letter where it is not the first set of that day.
        let (day, later) = suite.version.split_at("2026-11-21".len());
        assert!(
            day.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') && later.len() <= 1,
            "{}",
            suite.version
        );
        model::operation(files, &suite.operation);
        assert_eq!(model::unreachable_shapes(files), Vec::<String>::new());
    }
}

#[test]
fn clauses_are_well_formed_and_their_sources_exist() {
    let mut ids = BTreeSet::new();
    let mut check = |clauses: &[Clause], sources: &BTreeSet<&String>, areas: &[&str]| {
        for clause in clauses {
            let id = &clause.id;
            assert!(ids.insert(id.clone()), "{id} is there twice");
            assert!(areas.iter().any(|area| id.starts_with(area)), "{id} is in the wrong file");
            assert!(id.split('/').all(is_kebab_case), "{id}");
            assert!(["must", "should", "note"].contains(&clause.level.as_str()), "{id}");
            let bases = ["DOC", "PROTO", "PROTO-S", "PROTO/DOC", "INF", "UNDOC"];
            assert!(bases.contains(&clause.basis.as_str()), "{id}");
            assert!(sources.contains(&clause.source), "{id}: no source {}", clause.source);
            assert!(clause.sentence.ends_with('.') && !clause.section.is_empty(), "{id}");
            assert!(clause.blind.as_ref().is_none_or(|blind| blind.ends_with('.')), "{id}");
            let needs = ["subject", "trigger", "credentials", "unobservable"];
            assert!(clause.needs.as_deref().is_none_or(|need| needs.contains(&need)), "{id}");
        }
        let used: BTreeSet<&String> = clauses.iter().map(|clause| &clause.source).collect();
        assert_eq!(&used, sources, "sources used and sources named");
    };
    for (text, area) in [
        (format::REST_JSON_1, "protocol/"),
        (format::HTTP, "http/"),
        (format::AUTH, "auth/"),
        (format::BATCH, "batch/"),
    ] {
        let table = format::table(text);
        assert!(table.sources.values().all(|source| !source.document.is_empty()));
        check(&table.clause, &table.sources.keys().collect(), &[area]);
    }
    for files in ALL {
        let suite = format::suite(files);
        assert!(suite.sources.values().all(|s| s.url.as_ref().is_none_or(|url| url.starts_with("https://"))));
        let areas = ["request", "response", "error"].map(|area| format!("{}/{area}/", files.id));
        let of_readings: BTreeSet<&String> = suite.reading.iter().map(|reading| &reading.source).collect();
        let of_clauses = suite.sources.keys().filter(|source| !of_readings.contains(source)).collect();
        check(&suite.clause, &of_clauses, &areas.each_ref().map(String::as_str));
        assert!(of_readings.iter().all(|source| suite.sources[*source].version.is_some()));
    }
}

fn is_kebab_case(part: &str) -> bool {
    part.split('-').all(|word| {
        !word.is_empty() && word.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit())
    })
}

/// Whether `pattern` (a `place:kind` whose place may hold `*`) meets `constraint`.
fn meets(pattern: &str, constraint: &str) -> bool {
    fn glob(pattern: &[u8], text: &[u8]) -> bool {
        match pattern.split_first() {
            None => text.is_empty(),
            Some((b'*', rest)) => (0..=text.len()).any(|skip| glob(rest, &text[skip..])),
            Some((letter, rest)) => text.first() == Some(letter) && glob(rest, &text[1..]),
        }
    }
    glob(pattern.as_bytes(), constraint.as_bytes())
}

/// How much of the place a pattern spells out; the pattern that spells out most wins.
fn literal_length(pattern: &str) -> usize {
    let (place, _) = pattern.split_once(':').expect("place:kind");
    place.len() - place.matches('*').count()
}

fn owners<'a>(clauses: &[&'a Clause], constraint: &str) -> Vec<&'a str> {
    let mut best = 0;
    let mut owners = Vec::new();
    for clause in clauses {
        for pattern in clause.covers.iter().filter(|pattern| meets(pattern, constraint)) {
            let length = literal_length(pattern);
            if length > best {
                best = length;
                owners.clear();
            }
            if length == best {
                owners.push(clause.id.as_str());
            }
        }
    }
    owners
}

#[test]
fn every_constraint_belongs_to_exactly_one_clause_or_is_exempt() {
    let mut shared = format::table(format::REST_JSON_1).clause;
    shared.extend(format::table(format::BATCH).clause);
    for files in ALL {
        let suite = format::suite(files);
        let operation = model::operation(files, &suite.operation);
        let clauses: Vec<&Clause> = shared.iter().chain(&suite.clause).collect();
        let never = never_judged(&suite);
        for constraint in &operation.constraints {
            let owners = owners(&clauses, constraint);
            if never.contains(constraint.as_str()) {
                assert_eq!(owners.len(), 0, "{constraint} is exempt and belongs to {owners:?}");
            } else {
                assert_eq!(owners.len(), 1, "{}: {constraint} belongs to {owners:?}", files.id);
            }
        }
    }
}

fn never_judged(suite: &Suite) -> BTreeSet<&str> {
    suite
        .exempt
        .iter()
        .filter(|exempt| exempt.when_key.is_none())
        .flat_map(|exempt| exempt.constraints.iter().map(String::as_str))
        .collect()
}

#[test]
fn what_suites_cover_exempt_and_rule_exists_in_their_model() {
    for files in ALL {
        let suite = format::suite(files);
        let operation = model::operation(files, &suite.operation);
        for covered in suite.clause.iter().flat_map(|clause| &clause.covers) {
            assert!(
                operation.constraints.iter().any(|known| meets(covered, known)),
                "no constraint {covered}"
            );
        }
        for exempt in &suite.exempt {
            assert!(!exempt.reason.is_empty());
            for constraint in &exempt.constraints {
                assert!(operation.constraints.contains(constraint), "no constraint {constraint}");
            }
        }
        for growing in &suite.growing {
            assert!(!growing.reason.is_empty());
            for constraint in &growing.constraints {
                assert!(
                    constraint.ends_with(":enum") && operation.constraints.contains(constraint),
                    "{constraint}"
                );
            }
        }
        rules_fit(&suite, &operation);
        batch_fits(&suite, &operation);
    }
}

#[test]
fn what_a_suite_sends_beside_its_own_requests_is_another_suites_operation() {
    for files in ALL {
        let suite = format::suite(files);
        assert!(!suite.beside.is_empty(), "{} asks no other operation", files.id);
        for other in &suite.beside {
            let line = (other.method.clone(), other.path.clone());
            let owner = ALL.iter().find(|owner| {
                owner.id != files.id && model::request_line(owner, &format::suite(owner).operation) == line
            });
            let owner = owner.unwrap_or_else(|| panic!("{}: {line:?} is no other suite's request", files.id));
            let operation = model::operation(owner, &format::suite(owner).operation);
            assert!(other.body.is_ascii(), "{}: {} would need escapes", files.id, other.body);
            let body = other.body.replace("{key}", "111122223333");
            let body = serde_json::from_str(&body).unwrap_or_else(|error| panic!("{}: {error}", files.id));
            assert!(places_exist("input", &body, &operation), "{}: {body}", files.id);
        }
    }
}

/// Whether the model knows every member of a request.
fn places_exist(place: &str, value: &Value, operation: &Operation) -> bool {
    operation.places.contains_key(place)
        && match value {
            Value::Object(members) => members
                .iter()
                .all(|(name, member)| places_exist(&format!("{place}.{name}"), member, operation)),
            Value::Array(elements) => {
                elements.iter().all(|element| places_exist(&format!("{place}[]"), element, operation))
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
        }
}

fn rules_fit(suite: &Suite, operation: &Operation) {
    for rule in &suite.rule {
        assert!(suite.clause.iter().any(|clause| clause.id == rule.clause), "no clause {}", rule.clause);
        let at = rule.place();
        let place = operation.places.get(&at).unwrap_or_else(|| panic!("no place {at}"));
        let element = if place.kind == "list" { format!("{}[]", rule.at) } else { rule.at.clone() };
        for member in rule.ordered.iter().chain(&rule.distinct) {
            assert!(operation.places.contains_key(&format!("{element}.{member}")), "{element}.{member}");
        }
        assert!(rule.ordered.is_empty() || (rule.ordered.len() == 2 && place.kind == "structure"));
        assert!(rule.distinct.is_empty() || place.kind == "list");
        let is_of_texts = [&rule.pattern, &rule.template, &rule.day].into_iter().any(Option::is_some);
        assert!(!is_of_texts || place.kind == "string");
        assert!(
            rule.r#type.is_none() || (rule.r#type.as_deref() == Some("object") && place.kind == "document")
        );
        assert!(rule.earliest.as_ref().is_none_or(|day| day.len() == 10 && place.kind == "timestamp"));
        let says = [!rule.ordered.is_empty(), !rule.distinct.is_empty(), rule.pattern.is_some()];
        let others = [&rule.template, &rule.r#type, &rule.day, &rule.earliest].map(Option::is_some);
        let says = says.into_iter().chain(others).filter(|said| *said).count();
        assert_eq!(says, 1, "the rule for {} says {says} things", rule.clause);
    }
}

fn batch_fits(suite: &Suite, operation: &Operation) {
    let batch = &suite.batch;
    assert_eq!(operation.places[&batch.items].kind, "list");
    if !batch.item_key.is_empty() {
        assert!(operation.places.contains_key(&format!("{}[].{}", batch.items, batch.item_key)));
    }
    for collection in [&batch.succeeded, &batch.failed] {
        assert!(operation.places.contains_key(&collection.place), "no place {}", collection.place);
        assert_eq!(collection.key.is_some(), collection.place.ends_with("[]"));
        for member in collection.key.iter().chain(&collection.code) {
            assert!(operation.places.contains_key(&format!("{}.{member}", collection.place)), "{member}");
        }
    }
    assert!(batch.succeeded.code.is_none() && batch.failed.code.is_some());
    if suite.id == "inspector2" {
        assert_eq!(batch.transient_codes, ["INTERNAL_ERROR"]);
        assert!(batch.lenient_echo.is_some());
    }
}
