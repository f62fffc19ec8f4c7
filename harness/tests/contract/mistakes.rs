//! Mistakes in a model or a suite file: each is told with its file and its place, and all of them at once.

use batchspec_harness::contract::InputError;
use rstest::rstest;

use super::toy::{MODEL, SUITE, load};

#[track_caller]
fn mistakes(suite: &str, model: &str) -> Vec<String> {
    match load(suite, model) {
        Ok(_) => panic!("the files have a mistake, and nobody tells"),
        Err(InputError(mistakes)) => mistakes.iter().map(ToString::to_string).collect(),
    }
}

/// The suite with one piece of it written otherwise.
#[track_caller]
pub(super) fn suite(from: &str, to: &str) -> String {
    assert!(SUITE.contains(from), "{from:?} is not in the toy's suite file");
    SUITE.replacen(from, to, 1)
}

#[track_caller]
fn model(from: &str, to: &str) -> String {
    assert!(MODEL.contains(from), "{from:?} is not in the toy's model");
    MODEL.replacen(from, to, 1)
}

#[track_caller]
pub(super) fn check(suite: &str, model: &str, expected: &[&str]) {
    assert_eq!(mistakes(suite, model), expected);
}

#[rstest]
#[case::not_toml(
    "effect = \"writes\"",
    "effect = ",
    "suite.toml: line 8: string values must be quoted, expected literal string"
)]
#[case::unknown_key(
    "title =",
    "titel =",
    "suite.toml: line 5: unknown field `titel`, expected one of `format`, `id`, `title`, `version`, `model`, `operation`, `service`, `effect`, `accepts`, `sources`, `model_source`, `aws`, `batch`, `value`, `clause`, `rule`, `reading`, `growing`, `exempt`, `beside`"
)]
#[case::unknown_key_of_a_value(
    "strict =",
    "stirct =",
    "suite.toml: line 23: unknown field `stirct`, expected one of `place`, `pool`, `strict`, `strict_clause`, `odd_clause`, `open_clause`, `unjudged`, `only`, `examples`, `odd`, `broken`"
)]
#[case::unknown_level(
    "level = \"should\"",
    "level = \"may\"",
    "suite.toml: line 49: unknown variant `may`, expected one of `must`, `should`, `note`"
)]
#[case::unknown_effect(
    "\"writes\"",
    "\"deletes\"",
    "suite.toml: line 8: unknown variant `deletes`, expected `reads` or `writes`"
)]
#[case::unknown_role(
    "needs = \"subject\"",
    "role = \"boss\"",
    "suite.toml: line 54: unknown variant `boss`, expected one of `served`, `type-error`, `header-not-in-body`, `item-failure-among-others`, `all-items-fail`"
)]
#[case::missing_key("version = \"2024-02-29\"\n", "", "suite.toml: line 1: missing field `version`")]
fn a_suite_file_that_cannot_be_read_is_told_with_its_line(
    #[case] from: &str,
    #[case] to: &str,
    #[case] expected: &str,
) {
    check(&suite(from, to), MODEL, &[expected]);
}

#[rstest]
#[case::format(
    "format = 1",
    "format = 2",
    "suite.toml: format: format 2 is unknown; this version reads format 1"
)]
#[case::itself_beside(
    "path = \"/hours\"",
    "path = \"/Reservations/batch\"",
    "suite.toml: beside: POST /Reservations/batch is this operation itself"
)]
#[case::no_such_operation(
    "#BatchReserveTools\"",
    "#BatchLendTools\"",
    "suite.toml: operation: \"example.tools#BatchLendTools\" is not in the model; its operations are: example.tools#BatchReserveTools, example.tools#SetOpeningHours"
)]
#[case::no_operation(
    "#BatchReserveTools\"",
    "#Order\"",
    "suite.toml: operation: \"example.tools#Order\" is not an operation"
)]
#[case::foreign_clause(
    "id = \"toy/response/until\"",
    "id = \"tin/response/until\"",
    "suite.toml: clause tin/response/until: clause ids of this suite begin with \"toy/\""
)]
#[case::clause_twice(
    "id = \"toy/response/until\"",
    "id = \"toy/request/at-most-five\"",
    "suite.toml: clause toy/request/at-most-five: this clause id is used twice"
)]
#[case::unknown_explained(
    "needs = \"subject\"",
    "explains = [\"batch/complet\"]",
    "suite.toml: clause toy/response/until: it explains \"batch/complet\", which is no clause; did you mean \"batch/complete\"?"
)]
#[case::itself_explained(
    "needs = \"subject\"",
    "explains = [\"toy/response/until\"]",
    "suite.toml: clause toy/response/until: a clause does not explain itself"
)]
#[case::unknown_source(
    "source = \"sign\"\nsection",
    "source = \"hearsay\"\nsection",
    "suite.toml: clause toy/request/at-most-five: source \"hearsay\" is not among [sources]"
)]
#[case::covers_nothing(
    "input.order.lines:length-max",
    "input.order.line:length-max",
    "suite.toml: clause toy/request/at-most-five: \"input.order.line:length-max\" covers no constraint; the nearest is \"input.order.lines:length-max\""
)]
#[case::no_such_item_place(
    "items = \"input.order.lines\"",
    "items = \"input.order.liens\"",
    "suite.toml: batch.items: \"input.order.liens\" is not a place of the model; the nearest is \"input.order.lines\""
)]
#[case::items_in_the_answer(
    "items = \"input.order.lines\"",
    "items = \"output.result.reserved\"",
    "suite.toml: batch.items: \"output.result.reserved\" must begin with \"input.\""
)]
#[case::no_such_key(
    "item_key = \"tool\"",
    "item_key = \"toolId\"",
    "suite.toml: batch.item_key: \"input.order.lines[].toolId\" is not a place of the model; the nearest is \"input.order.lines[].tool\""
)]
#[case::no_collection(
    "output.result.reserved[]\"",
    "output.result.reserved\"",
    "suite.toml: batch.succeeded: \"output.result.reserved\" must end in [] (a list) or {} (a map)"
)]
#[case::no_such_collection(
    "place = \"output.refused{}\"",
    "place = \"output.rejected{}\"",
    "suite.toml: batch.failed: \"output.rejected{}.why\" is not a place of the model; the nearest is \"output.refused{}.why\""
)]
#[case::no_such_entry_key(
    "key = \"tool\" }",
    "key = \"id\" }",
    "suite.toml: batch.succeeded: \"output.result.reserved[].id\" is not a place of the model; the nearest is \"output.result.reserved[]\""
)]
#[case::no_such_code(
    "code = \"why\"",
    "code = \"reason\"",
    "suite.toml: batch.failed: \"output.refused{}.reason\" is not a place of the model; the nearest is \"output.refused{}\""
)]
#[case::bad_lenient_echo(
    "transient_codes",
    "lenient_echo = \"(\"\ntransient_codes",
    "suite.toml: batch.lenient_echo: pattern \"(\": Unbalanced parenthesis"
)]
#[case::no_such_value(
    "place = \"input.order.lines[].tool\"",
    "place = \"input.order.lines[].tools\"",
    "suite.toml: value.place: \"input.order.lines[].tools\" is not a place of the model; the nearest is \"input.order.lines[].tool\""
)]
#[case::bad_strict_pattern(
    "strict = \"^[a-m]",
    "strict = \"^[m-a]",
    "suite.toml: value input.order.lines[].tool: pattern \"^[m-a]{2}-[0-9]{4}$\": Range values reversed, start char code is greater than end char code."
)]
#[case::no_such_clause_of_a_value(
    "odd_clause = \"toy/request/any-tool\"",
    "odd_clause = \"toy/request/any-tools\"",
    "suite.toml: value input.order.lines[].tool: clause \"toy/request/any-tools\" is unknown; the nearest is \"toy/request/any-tool\""
)]
#[case::exempts_nothing(
    "\"output.result.reserved[].season:null\"",
    "\"output.result.reserved[].seasons:null\"",
    "suite.toml: exempt.constraints: \"output.result.reserved[].seasons:null\" fits no constraint of the model"
)]
#[case::bad_key_pattern(
    "when_key = \"^x\"",
    "when_key = \"[x\"",
    "suite.toml: exempt.when_key: Unbalanced bracket"
)]
fn a_suite_file_that_does_not_fit_is_told_with_its_key(
    #[case] from: &str,
    #[case] to: &str,
    #[case] expected: &str,
) {
    let found = mistakes(&suite(from, to), MODEL);
    assert!(found.iter().any(|mistake| mistake == expected), "{found:#?}");
}

#[rstest]
#[case::not_json(
    r#""smithy": "2.0","#,
    r#""smithy": "2.0""#,
    "model.json: line 3 column 5: not JSON: expected `,` or `}` at line 3 column 5"
)]
#[case::not_smithy(
    r#""smithy": "2.0""#,
    r#""openapi": "3.1""#,
    "model.json: smithy: not a Smithy JSON AST file: expected \"smithy\": \"2.0\" at the top"
)]
#[case::no_shapes(r#""shapes": {"#, r#""forms": {"#, "model.json: shapes: expected an object of shapes")]
fn a_file_that_is_no_model_is_told(#[case] from: &str, #[case] to: &str, #[case] expected: &str) {
    check(SUITE, &model(from, to), &[expected]);
}

#[rstest]
#[case::unknown_shape(
    r#""placedAt": { "target": "smithy.api#Timestamp""#,
    r#""placedAt": { "target": "smithy.api#Moment""#,
    "model.json: input.order.placedAt: shape \"smithy.api#Moment\" is not in the model"
)]
#[case::bad_pattern(
    "^[A-Z][a-z]*$",
    "^[A-Z][a-z*$",
    "model.json: input.order.lines[].labels{key}: pattern \"^[A-Z][a-z*$\": Unbalanced bracket"
)]
#[case::unknown_shape_type(
    r#""type": "byte""#,
    r#""type": "nibble""#,
    "model.json: example.tools#Cell: unknown shape type \"nibble\""
)]
#[case::list_of_nothing(
    r#""member": { "target": "example.tools#Cell" }"#,
    r#""members": { "target": "example.tools#Cell" }"#,
    "model.json: example.tools#Row: \"member\" is missing"
)]
#[case::member_without_target(
    r#""fragile": { "target": "smithy.api#Boolean", "#,
    r#""fragile": { "#,
    "model.json: example.tools#Line$fragile: \"target\" is missing"
)]
#[case::member_that_is_no_object(
    r#""season": { "target": "example.tools#Season" }"#,
    r#""season": "example.tools#Season""#,
    "model.json: example.tools#Reservation$season: expected an object"
)]
#[case::shape_that_is_no_object(
    r#""example.tools#ToolShed": {"#,
    r#""example.tools#Nothing": null, "example.tools#ToolShed": {"#,
    "model.json: example.tools#Nothing: expected an object that defines the shape"
)]
#[case::integer_enum_with_text(
    r#""smithy.api#enumValue": 9"#,
    r#""smithy.api#enumValue": "nine""#,
    "model.json: example.tools#Priority$HIGH: an integer enumValue is missing"
)]
#[case::unknown_mixin(
    r#""mixins": [{ "target": "example.tools#Traced" }]"#,
    r#""mixins": [{ "target": "example.tools#Tracked" }]"#,
    "model.json: example.tools#WithAskerAndTrace: mixin \"example.tools#Tracked\" is not in the model"
)]
#[case::circular_mixin(
    r#""members": { "traceId": { "target": "example.tools#TraceId" } }"#,
    r#""mixins": [{ "target": "example.tools#WithAskerAndTrace" }], "members": {}"#,
    "model.json: example.tools#Traced: its mixins lead back to itself"
)]
#[case::no_http_trait(
    "\"smithy.api#http\": { \"method\": \"POST\"",
    "\"smithy.api#https\": { \"method\": \"POST\"",
    "model.json: example.tools#BatchReserveTools: the trait smithy.api#http with method and uri is missing"
)]
#[case::http_without_method(
    "\"method\": \"POST\", ",
    "",
    "model.json: example.tools#BatchReserveTools: the trait smithy.api#http with method and uri is missing"
)]
#[case::error_without_fault(
    r#""smithy.api#error": "client", "smithy.api#httpError": 418"#,
    r#""smithy.api#httpError": 418"#,
    "model.json: example.tools#ValidationException: an error needs the trait smithy.api#error"
)]
#[case::value_of_a_service(
    r#""extras": { "target": "smithy.api#Document" }"#,
    r#""extras": { "target": "example.tools#ToolShed" }"#,
    "model.json: output.result.reserved[].extras: a value cannot have the shape of a service or operation"
)]
fn a_model_that_does_not_fit_is_told_with_its_shape(
    #[case] from: &str,
    #[case] to: &str,
    #[case] expected: &str,
) {
    let found = mistakes(SUITE, &model(from, to));
    assert!(found.iter().any(|mistake| mistake == expected), "{found:#?}");
}

#[test]
fn a_model_that_unfolds_to_too_many_places_is_told() {
    // Each level doubles the places of the one below.
    let mut shapes = String::new();
    for level in 0..16 {
        let below =
            if level == 0 { "smithy.api#String".to_owned() } else { format!("example.tools#L{}", level - 1) };
        shapes.push_str(&format!(
            r#""example.tools#L{level}": {{ "type": "structure", "members": {{ "a": {{ "target": "{below}" }}, "b": {{ "target": "{below}" }} }} }},"#
        ));
    }
    let model = model("\"shapes\": {", &format!("\"shapes\": {{{shapes}"));
    let model =
        model.replacen(r#""target": "smithy.api#Document" }"#, r#""target": "example.tools#L15" }"#, 1);
    let found = mistakes(SUITE, &model);
    assert!(
        found.iter().any(|mistake| mistake.ends_with("the model unfolds to too many places")),
        "{:?}",
        found.first()
    );
}

#[test]
fn all_mistakes_of_both_files_are_told_at_once_in_order_and_once_each() {
    let suite = suite("format = 1", "format = 3")
        .replace("input.order.lines:length-max", "input.lines:length-max")
        .replace("strict = \"^[a-m]", "strict = \"^([a-m]")
        .replace("at = \"output.result.reserved[].until\"", "at = \"output.until\"")
        .replace("id = \"toy/response/until\"", "id = \"toy/request/any-tool\"");
    let model = model("^[A-Z][a-z]*$", "(").replace("smithy.api#Short", "smithy.api#Shorts");
    check(
        &suite,
        &model,
        &[
            "model.json: input.order.lines[].delivery.shelf: shape \"smithy.api#Shorts\" is not in the model",
            "model.json: input.order.lines[].labels{key}: pattern \"(\": Unbalanced parenthesis",
            "suite.toml: clause toy/request/any-tool: this clause id is used twice",
            "suite.toml: clause toy/request/at-most-five: \"input.lines:length-max\" covers no constraint; the nearest is \"input.order.lines:length-max\"",
            "suite.toml: format: format 3 is unknown; this version reads format 1",
            "suite.toml: rule.at: \"output.until\" is not a place of the model; the nearest is \"output.result\"",
            "suite.toml: value input.order.lines[].tool: pattern \"^([a-m]{2}-[0-9]{4}$\": Unbalanced parenthesis",
        ],
    );
}

#[test]
fn two_files_that_cannot_be_read_are_both_told() {
    check(
        "format = ",
        "{",
        &[
            "model.json: line 1 column 1: not JSON: EOF while parsing an object at line 1 column 1",
            "suite.toml: line 1: string values must be quoted, expected literal string",
        ],
    );
}

#[test]
fn mistakes_are_shown_a_line_each() {
    let suite = suite("format = 1", "format = 3");
    let error = load(&suite, &model("^[A-Z][a-z]*$", "(")).expect_err("two mistakes");
    assert_eq!(error.to_string().lines().count(), 2, "{error}");
}
