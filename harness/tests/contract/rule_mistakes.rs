//! Mistakes in the rules of a suite file: each is told with its place.

use rstest::rstest;

use super::mistakes::{check, suite};
use super::toy::MODEL;

#[rstest]
#[case::no_such_clause_of_a_rule(
    "clause = \"toy/response/until\"",
    "clause = \"toy/response/while\"",
    "suite.toml: rule at output.result.reserved[].until: clause \"toy/response/while\" is unknown; the nearest is \"toy/response/until\""
)]
#[case::no_such_place_of_a_rule(
    "at = \"output.result.reserved[].until\"",
    "at = \"output.reserved[].until\"",
    "suite.toml: rule.at: \"output.reserved[].until\" is not a place of the model; the nearest is \"output.result.reserved[]\""
)]
#[case::bad_pattern_of_a_rule(
    "pattern = \"^20\"",
    "pattern = \"^20)\"",
    "suite.toml: rule at output.result.reserved[].until: pattern \"^20)\": Unbalanced parenthesis"
)]
#[case::bad_template(
    "pattern = \"^20\"",
    "template = \"{key}(\"",
    "suite.toml: rule at output.result.reserved[].until: template \"{key}(\": Unbalanced parenthesis"
)]
#[case::a_name_beside_nothing(
    "pattern = \"^20\"",
    "template = \"{season}\"",
    "suite.toml: rule at output.result.reserved[].until: {season} stands beside a member: name that by \"member\""
)]
#[case::no_such_member_of_an_item(
    "pattern = \"^20\"",
    "template = \"{item.tools}\"",
    "suite.toml: rule at output.result.reserved[].until: \"input.order.lines[].tools\" is not a place of the model; the nearest is \"input.order.lines[].tool\""
)]
#[case::member_of_no_template(
    "pattern = \"^20\"",
    "pattern = \"^20\"\nmember = \"season\"",
    "suite.toml: rule at output.result.reserved[].until: member goes with \"template\" only"
)]
#[case::type_of_no_document(
    "pattern = \"^20\"",
    "type = \"object\"",
    "suite.toml: rule at output.result.reserved[].until: \"type\" is for documents: other places have their type from the model"
)]
#[case::day_without_a_year(
    "pattern = \"^20\"",
    "day = \"MM-DD\"",
    "suite.toml: rule at output.result.reserved[].until: day \"MM-DD\" must have YYYY, MM and DD, each once"
)]
#[case::earliest_on_no_day(
    "pattern = \"^20\"",
    "earliest = \"2021-02-30\"",
    "suite.toml: rule at output.result.reserved[].until: earliest \"2021-02-30\" is no day since 1970 in the form YYYY-MM-DD"
)]
#[case::bad_keys_of_a_rule(
    "pattern = \"^20\"",
    "pattern = \"^20\"\nunless_key = \"(\"",
    "suite.toml: rule at output.result.reserved[].until: pattern \"(\": Unbalanced parenthesis"
)]
#[case::two_demands(
    "pattern = \"^20\"",
    "pattern = \"^20\"\ntemplate = \"{key}\"",
    "suite.toml: rule at output.result.reserved[].until: exactly one of ordered, distinct, pattern, template, type, day, earliest is needed"
)]
#[case::no_demand(
    "pattern = \"^20\"",
    "",
    "suite.toml: rule at output.result.reserved[].until: exactly one of ordered, distinct, pattern, template, type, day, earliest is needed"
)]
#[case::three_in_order(
    "pattern = \"^20\"",
    "ordered = [\"a\", \"b\", \"c\"]",
    "suite.toml: rule at output.result.reserved[].until: \"ordered\" takes two members"
)]
fn a_rule_that_does_not_fit_is_told_with_its_place(
    #[case] from: &str,
    #[case] to: &str,
    #[case] expected: &str,
) {
    check(&suite(from, to), MODEL, &[expected]);
}
