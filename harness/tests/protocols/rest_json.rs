//! restJson1 with members in path, query, headers and body: a nursery that keeps every promise, and some that break one.

use std::sync::Arc;

use batchspec_harness::contract::{Contract, Expectation, InputError, SuiteText, validate};
use batchspec_harness::generate::{Inputs, settled};
use batchspec_harness::message::{Answer, Request};
use rstest::rstest;
use serde_json::{Value, json};

use super::nursery::{MODEL, SUITE};
use super::trial::{answer, broken, ids, loaded, plan};

fn nursery() -> Arc<Contract> {
    loaded(SUITE, MODEL)
}

/// What a nursery does otherwise than it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    /// The name of a garden is not looked at.
    AnyGarden,
    /// Seasons are not looked at.
    AnySeason,
    /// The season may be missing.
    NoSeason,
    /// The depth is any number.
    AnyDepth,
    /// The depth is whatever the header says.
    WordsForDepth,
    /// The depth may be missing.
    NoDepth,
    /// Tags are not looked at.
    AnyTags,
    /// Times are not looked at.
    AnyTime,
    /// Wet or not, whatever the header says.
    AnyWet,
    /// Only gardens that it knows are served.
    OneGarden,
}

/// A value outside the body that is wrong: how it is refused.
type Refusal = (u16, &'static str);

const INVALID: Refusal = (400, "ValidationException");
const UNREAD: Refusal = (400, "SerializationException");

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, others @ ..] = rest {
        rest = others;
        match (first, others) {
            (b'%', [high, low, others @ ..]) => {
                let digits = String::from_utf8_lossy(&[*high, *low]).into_owned();
                bytes.push(u8::from_str_radix(&digits, 16).unwrap_or(b'?'));
                rest = others;
            }
            _ => bytes.push(*first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Whether a path is `/gardens/G/beds/B.../plants`, and its G.
fn garden(path: &str) -> Option<String> {
    let rest = path.strip_prefix("/gardens/")?;
    let (garden, rest) = rest.split_once('/')?;
    let bed = rest.strip_prefix("beds/")?.strip_suffix("/plants")?;
    (!garden.is_empty() && !bed.is_empty()).then(|| decoded(garden))
}

fn outside(request: &Request, fault: Fault) -> Result<(), Refusal> {
    let is = |wanted: Fault| fault == wanted;
    let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
    let Some(garden) = garden(path) else { return Err((404, "UnknownOperationException")) };
    let fits = (2..=10).contains(&garden.len())
        && garden.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if !fits && !is(Fault::AnyGarden) {
        return Err(INVALID);
    }
    if garden != "example" && is(Fault::OneGarden) {
        return Err((404, "ResourceNotFoundException"));
    }
    let of_query = |name: &str| -> Vec<String> {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.filter(|(known, _)| *known == name).map(|(_, value)| decoded(value)).collect()
    };
    match of_query("season").first() {
        None if is(Fault::NoSeason) => {}
        Some(season) if is(Fault::AnySeason) || season == "SPRING" || season == "AUTUMN" => {}
        _ => return Err(INVALID),
    }
    match request.header("x-depth").map(str::parse::<i64>) {
        None if is(Fault::NoDepth) => {}
        Some(Ok(depth)) if is(Fault::AnyDepth) || (1..=9).contains(&depth) => {}
        Some(Err(_)) if is(Fault::WordsForDepth) => {}
        Some(Err(_)) => return Err(UNREAD),
        _ => return Err(INVALID),
    }
    if let Some(since) = of_query("since").first() {
        let is_time =
            since.len() == 20 && since.ends_with('Z') && since.starts_with("20") && !since.contains("-13-");
        if !is_time && !is(Fault::AnyTime) {
            return Err(UNREAD);
        }
    }
    let tags = of_query("tag");
    let is_tag = |tag: &String| !tag.is_empty() && tag.bytes().all(|byte| byte.is_ascii_lowercase());
    if (tags.len() > 3 || !tags.iter().all(is_tag)) && !is(Fault::AnyTags) {
        return Err(INVALID);
    }
    match request.header("x-wet") {
        None | Some("true" | "false") => Ok(()),
        Some(_) if is(Fault::AnyWet) => Ok(()),
        Some(_) => Err(UNREAD),
    }
}

fn items(body: &[u8]) -> Result<Vec<String>, Refusal> {
    let value: Value = serde_json::from_slice(body).map_err(|_| UNREAD)?;
    let members = value.as_object().ok_or(UNREAD)?;
    let list = match members.get("names") {
        None | Some(Value::Null) => return Err(INVALID),
        Some(list) => list.as_array().ok_or(UNREAD)?,
    };
    let items: Option<Vec<String>> = list.iter().map(|item| item.as_str().map(str::to_owned)).collect();
    let items = items.ok_or(UNREAD)?;
    let is_name = |item: &String| item.len() == 4 && item.bytes().all(|byte| byte.is_ascii_lowercase());
    let fits = (1..=6).contains(&items.len()) && items.iter().all(is_name);
    if fits { Ok(items) } else { Err(INVALID) }
}

fn serve(request: &Request, fault: Fault) -> Answer {
    let refuse = |(status, kind): Refusal| {
        let headers = [("content-type", "application/json"), ("x-amzn-errortype", kind), ("allow", "POST")];
        answer(status, &headers, r#"{"message":"no"}"#)
    };
    if request.method != "POST" {
        return refuse((405, "UnknownOperationException"));
    }
    let media_type = request.header("content-type").unwrap_or_default();
    let media_type = media_type.split(';').next().unwrap_or_default();
    if !media_type.trim().eq_ignore_ascii_case("application/json") {
        return refuse((415, "UnsupportedMediaTypeException"));
    }
    let read = outside(request, fault).and_then(|()| items(&request.body.bytes));
    let mut items = match read {
        Ok(items) => items,
        Err(refusal) => return refuse(refusal),
    };
    items.sort_unstable();
    items.dedup();
    let (missing, plants): (Vec<String>, Vec<String>) =
        items.into_iter().partition(|item| item < &"f".to_owned());
    let headers = [("content-type", "application/json"), ("x-visit", "1")];
    answer(200, &headers, json!({ "plants": plants, "missing": missing }).to_string())
}

#[test]
fn a_nursery_that_keeps_its_promises_is_not_accused() {
    let contract = nursery();
    assert_eq!(contract.binding.path, "/gardens/example/beds/example/plants?verbose&season=AUTUMN");
    assert_eq!(contract.binding.header("x-depth"), Some("1"));
    let found = broken(&contract, |request| serve(request, Fault::None));
    assert!(found.is_empty(), "{found:#?}");
}

#[rstest]
#[case(Fault::AnyGarden, &["nursery/request/garden-length-max", "nursery/request/garden-length-min", "nursery/request/garden-pattern"])]
#[case(Fault::AnySeason, &["nursery/request/season-enum"])]
#[case(Fault::NoSeason, &["nursery/request/season-required"])]
#[case(Fault::AnyDepth, &["nursery/request/depth-range-max", "nursery/request/depth-range-min"])]
#[case(Fault::WordsForDepth, &["nursery/request/depth-type"])]
#[case(Fault::NoDepth, &["nursery/request/depth-required"])]
#[case(Fault::AnyTags, &["nursery/request/tags-item-pattern", "nursery/request/tags-length-max"])]
#[case(Fault::AnyTime, &["nursery/request/since-timestamp"])]
#[case(Fault::AnyWet, &["nursery/request/wet-type"])]
fn each_fault_is_named_by_its_clause(#[case] fault: Fault, #[case] expected: &[&str]) {
    let found = broken(&nursery(), |request| serve(request, fault));
    assert_eq!(ids(&found), expected, "{found:#?}");
}

#[test]
fn who_knows_one_garden_alone_is_not_accused() {
    let known = broken(&nursery(), |request| serve(request, Fault::OneGarden));
    assert!(known.is_empty(), "{known:#?}");
    let inputs = Inputs::from([("garden".to_owned(), json!("other"))]);
    let elsewhere = Arc::new(settled(nursery().as_ref().clone(), &inputs).expect("a valid name"));
    assert!(elsewhere.binding.path.starts_with("/gardens/other/beds/"));
    let unknown = broken(&elsewhere, |request| serve(request, Fault::OneGarden));
    assert!(unknown.is_empty(), "{unknown:#?}");
    // Who was told all of it is held to it.
    let all = json!({ "garden": "other", "bed": "b", "season": "SPRING", "depth": 2 });
    let all: Inputs = serde_json::from_value(all).expect("members");
    let told = Arc::new(settled(nursery().as_ref().clone(), &all).expect("valid values"));
    let accused = broken(&told, |request| serve(request, Fault::OneGarden));
    assert!(ids(&accused).contains(&"batch/item-failure-keeps-200"), "{accused:#?}");
}

#[test]
fn what_is_given_for_the_rest_of_a_request_is_in_all_of_it_and_must_fit() {
    let given = |name: &str, value: Value| {
        settled(nursery().as_ref().clone(), &Inputs::from([(name.to_owned(), value)]))
    };
    let contract = Arc::new(given("bed", json!("north/row 1")).expect("a path"));
    assert!(contract.binding.path.starts_with("/gardens/example/beds/north/row%201/plants?"));
    let plan = plan(&contract);
    let (_, first) = (0, plan.case(0).expect("a case"));
    assert_eq!(first.steps[0].request.path, contract.binding.path.as_str());
    for (name, value, expected) in [
        (
            "garden",
            json!("Big Garden"),
            "garden: input.garden is text that matches ^[a-z0-9]+$, and \"Big Garden\" is not so",
        ),
        ("depth", json!(10), "depth: input.depth is at most 9, and 10 is not so"),
        ("names", json!(["rose"]), "names holds the items of the batch, which a run makes itself"),
        (
            "colour",
            json!("red"),
            "colour is no member of the input of BatchGetPlants: bed, depth, garden, season, since, tags, wet",
        ),
    ] {
        assert_eq!(given(name, value).expect_err("it does not fit"), [expected]);
    }
}

#[rstest]
#[case::as_documented("/gardens/example/beds/a/b/plants?verbose&season=SPRING", "accept")]
#[case::encoded_letter("/gardens/ex%61mple/beds/a/plants?season=SPRING&verbose", "accept")]
#[case::encoded_slash("/gardens/a%2Fb/beds/a/plants?verbose&season=SPRING", "observe")]
#[case::dots("/gardens/example/beds/../plants?verbose&season=SPRING", "observe")]
#[case::no_season("/gardens/example/beds/a/plants?verbose", "nursery/request/season-required")]
#[case::two_seasons("/gardens/example/beds/a/plants?verbose&season=SPRING&season=AUTUMN", "observe")]
#[case::bad_garden("/gardens/EXAMPLE/beds/a/plants?verbose&season=SPRING", "nursery/request/garden-pattern")]
#[case::unknown_parameter("/gardens/example/beds/a/plants?verbose&season=SPRING&x=1", "observe")]
#[case::no_literal("/gardens/example/beds/a/plants?season=SPRING", "observe")]
#[case::other_path("/gardens/example/plants?verbose&season=SPRING", "protocol/unknown-path")]
#[case::bad_time(
    "/gardens/example/beds/a/plants?verbose&season=SPRING&since=yesterday",
    "nursery/request/since-timestamp"
)]
#[case::time("/gardens/example/beds/a/plants?verbose&season=SPRING&since=2023-07-31T20%3A40%3A00Z", "accept")]
#[case::tags("/gardens/example/beds/a/plants?verbose&season=SPRING&tag=a&tag=b", "accept")]
#[case::bad_tag(
    "/gardens/example/beds/a/plants?verbose&season=SPRING&tag=a&tag=B",
    "nursery/request/tags-item-pattern"
)]
fn heads_are_read_back_to_values(#[case] path: &str, #[case] expected: &str) {
    let contract = nursery();
    let plan = plan(&contract);
    let mut request = plan.case(plan.len() - 1).expect("a random batch").steps.remove(0).request;
    request.path = path.to_owned().into();
    let told = match validate(&contract, &request) {
        Expectation::Accept { .. } => "accept".to_owned(),
        Expectation::Refuse(refusal) => contract.clauses.get(refusal.clause).id.clone(),
        Expectation::Observe(_) => "observe".to_owned(),
    };
    assert_eq!(told, expected);
}

#[test]
fn what_cannot_be_written_is_one_mistake() {
    let load = |suite: &str, model: &str| -> Vec<String> {
        match Contract::load(&SuiteText { suite_file: "suite.toml", suite, model_file: "model.json", model })
        {
            Ok(_) => Vec::new(),
            Err(InputError(mistakes)) => mistakes.iter().map(ToString::to_string).collect(),
        }
    };
    let model = MODEL.replace("/{bed+}", "");
    let told = load(SUITE, &model);
    assert_eq!(told, ["model.json: example.plants#BatchGetPlants: the path has no label {bed}"]);
    let suite = SUITE.replace("input.order.names", "input.tags[].names");
    assert!(!load(&suite, MODEL).is_empty());
}
