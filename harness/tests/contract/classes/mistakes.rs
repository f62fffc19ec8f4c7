//! Batch rules that could decide nothing: each is a mistake of the suite file, with its place.

use rstest::rstest;

use super::apis::APIS;
use crate::contract::toy::load;

#[rstest]
#[case::no_list(
    "path",
    "items = \"input.images\"",
    "items = \"input\"",
    "batch.items: \"input\" must begin with \"input.\""
)]
#[case::one_item(
    "several-members",
    "items = \"input.jobs\"",
    "items = \"input.jobs[].farmId\"",
    "batch.items: \"input.jobs[].farmId\" is no list, so it holds no items"
)]
#[case::fewer_parts(
    "several-members",
    "succeeded = { place = \"output.jobs[]\", key = [\"farmId\", \"jobId\"] }",
    "succeeded = { place = \"output.jobs[]\", key = \"jobId\" }",
    "batch.succeeded: an item's key has 2 parts, and an entry tells 1"
)]
#[case::no_such_part(
    "several-members",
    "item_key = [\"farmId\", \"jobId\"]",
    "item_key = [\"farmId\", \"job\"]",
    "batch.item_key: \"input.jobs[].job\" is not a place of the model"
)]
#[case::structure_against_text(
    "path",
    "item_key = \"image.tag\"",
    "item_key = \"image\"",
    "batch.succeeded: output.found[].image.tag can never be equal to an item's key: the item's key holds other values"
)]
#[case::structures_named_by_texts(
    "path",
    "item_key = \"image.tag\"",
    "item_key = \"\"",
    "batch.item_key: input.images[] holds other values, and entries name their items by single ones"
)]
#[case::nothing_to_judge(
    "successes-only",
    "succeeded = { place = \"output.found[]\", key = \"id\" }",
    "",
    "batch: no collection of the answer is named: nothing could be judged"
)]
#[case::one_list_without_code(
    "positional",
    ", code = \"errorCode\"",
    "",
    "batch.failed: successes and failures stand in one list: say by which code they are told apart"
)]
#[case::positions_in_two_lists(
    "three-way",
    "succeeded = { place = \"output.found[]\", key = \"id\" }",
    "succeeded = { place = \"output.found[]\", how = \"position\" }",
    "batch: positions tell items in one list only"
)]
#[case::index_without_member(
    "index",
    "succeeded = { place = \"output.results[]\", how = \"index-member\", key = \"index\"",
    "succeeded = { place = \"output.results[]\", how = \"index-member\"",
    "batch.succeeded: say which member (key) holds the position of the item"
)]
#[case::index_that_is_a_text(
    "index",
    "succeeded = { place = \"output.results[]\", how = \"index-member\", key = \"index\"",
    "succeeded = { place = \"output.results[]\", how = \"index-member\", key = \"content\"",
    "batch.succeeded: output.results[].content is no whole number, so it is no position"
)]
#[case::map_key_of_a_list(
    "ids-failed",
    "missing[]\", key = \"\"",
    "missing[]\", how = \"map-key\"",
    "batch.failed: the entries of a map are named by its keys (how = \"map-key\"), and only they"
)]
#[case::counter_that_is_a_list(
    "failures-only",
    "place = \"output.failedCount\"",
    "place = \"output.errors\"",
    "batch.counters: \"output.errors\" is no whole number, so it counts nothing"
)]
#[case::group_without_name(
    "groups-in-a-list",
    "key = [\"name\", \"id\"] }",
    "key = \"id\" }",
    "batch.succeeded: an item's key has 2 parts, the group's name before the others, and an entry tells 1"
)]
#[case::name_of_a_map(
    "groups-in-a-map",
    "item_key = \"\"",
    "item_key = \"\"\ngroup_key = \"name\"",
    "batch.group_key: groups in a map are named by its keys: leave it out"
)]
#[case::unknown_alias(
    "aliases",
    "[\"arn\"]",
    "[\"urn\"]",
    "batch.aliases: no collection has entries with a member \"urn\""
)]
#[case::twice_the_same_items(
    "several-inputs",
    "items = \"input.names\"",
    "items = \"input.ids\"",
    "batch.alternative: two rules have the same items"
)]
#[case::unique_without_key(
    "positional",
    "class = \"positional\"",
    "unique_keys = true",
    "batch.unique_keys: items without a key have none that could be unique"
)]
#[case::unknown_class("path", "[batch]", "[batch]\nclass = \"pairs\"", "unknown variant `pairs`")]
#[case::foreign_error(
    "all-or-nothing",
    "error.RejectedException.rejected[]",
    "error.RefusedException.rejected[]",
    "batch.failed: \"error.RefusedException.rejected\" is not a place of the model"
)]
fn it_is_told(#[case] class: &str, #[case] right: &str, #[case] wrong: &str, #[case] expected: &str) {
    let api = APIS.iter().find(|api| api.name == class).expect("an API");
    let (model, suite) = api.files();
    assert!(suite.contains(right), "{suite}");
    let mistakes = load(&suite.replacen(right, wrong, 1), &model).expect_err("it decides nothing");
    assert!(mistakes.to_string().contains(expected), "{mistakes}");
}

#[test]
fn an_operation_that_itemises_nothing_has_no_rule() {
    let (model, suite) = APIS[0].files();
    let (head, _) = suite.split_once("[batch]").expect("a rule");
    let contract = load(&format!("{head}[batch]\nclass = \"not-a-batch\"\n"), &model);
    assert!(contract.expect("a good suite").batch.is_none());
}
