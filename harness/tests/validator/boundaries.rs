//! Boundaries of both operations, each with what the documents say of it.

use batchspec_harness::contract::{Contract, Expectation, Refusals, validate};
use rstest::rstest;
use serde_json::{Value, json};

use super::requests::{ACCOUNTS, ENTITIES, request, told};

#[track_caller]
fn check(contract: &Contract, body: &Value, expected: &str) {
    let said = validate(contract, &request(contract, body.to_string()));
    assert_eq!(told(contract, &said), expected, "{body}");
}

fn accounts(count: usize) -> Vec<Value> {
    (0..count).map(|number| json!(format!("{number:012}"))).collect()
}

fn entities(count: usize) -> Vec<Value> {
    let entity = |number| json!({ "Catalog": "AWSMarketplace", "EntityId": format!("prod-{number}") });
    (0..count).map(entity).collect()
}

#[rstest]
#[case(0, "refuse inspector2/request/account-ids-min")]
#[case(1, "accept")]
#[case(2, "accept")]
#[case(99, "accept")]
#[case(100, "accept")]
#[case(101, "refuse inspector2/request/account-ids-max")]
#[case(1000, "refuse inspector2/request/account-ids-max")]
fn from_one_to_a_hundred_accounts_may_be_asked_for(#[case] count: usize, #[case] expected: &str) {
    check(&ACCOUNTS, &json!({ "accountIds": accounts(count) }), expected);
}

#[rstest]
#[case(0, "refuse marketplace/request/entity-list-min")]
#[case(1, "accept")]
#[case(19, "accept")]
#[case(20, "accept")]
#[case(21, "refuse marketplace/request/entity-list-max")]
#[case(400, "refuse marketplace/request/entity-list-max")]
fn from_one_to_twenty_entities_may_be_asked_for(#[case] count: usize, #[case] expected: &str) {
    check(&ENTITIES, &json!({ "EntityRequestList": entities(count) }), expected);
}

#[rstest]
#[case::strict("123456789012", "accept")]
#[case::zeros("000000000000", "accept")]
#[case::thirteen("1234567890123", "accept inspector2/request/account-id-odd-accepted")]
#[case::digits_first("123456789012x", "accept inspector2/request/account-id-odd-accepted")]
#[case::digits_last("x123456789012", "accept inspector2/request/account-id-odd-accepted")]
#[case::spaces_around(" 123456789012 ", "accept inspector2/request/account-id-odd-accepted")]
#[case::accent_before("\u{e9}123456789012", "accept inspector2/request/account-id-odd-accepted")]
#[case::emoji_behind("123456789012\u{1f600}", "accept inspector2/request/account-id-odd-accepted")]
#[case::arabic_digit_before("\u{661}123456789012", "accept inspector2/request/account-id-odd-accepted")]
#[case::eleven("12345678901", "refuse inspector2/request/account-id-pattern")]
#[case::nothing("", "refuse inspector2/request/account-id-pattern")]
#[case::interrupted("123456 789012", "refuse inspector2/request/account-id-pattern")]
#[case::arabic_digits(
    "\u{661}\u{662}\u{663}\u{664}\u{665}\u{666}\u{667}\u{668}\u{669}\u{660}\u{661}\u{662}",
    "refuse inspector2/request/account-id-pattern"
)]
#[case::fullwidth_digits(
    "\u{ff11}\u{ff12}\u{ff13}\u{ff14}\u{ff15}\u{ff16}\u{ff17}\u{ff18}\u{ff19}\u{ff10}\u{ff11}\u{ff12}",
    "refuse inspector2/request/account-id-pattern"
)]
#[case::last_digit_arabic("12345678901\u{662}", "refuse inspector2/request/account-id-pattern")]
#[case::newline_behind("123456789012\n", "observe a value whose acceptance the documentation leaves open")]
#[case::newline_inside("123456\n789012", "observe a value whose acceptance the documentation leaves open")]
#[case::line_separator(
    "\u{2028}123456789012",
    "observe a value whose acceptance the documentation leaves open"
)]
#[case::next_line("123456789012\u{85}", "observe a value whose acceptance the documentation leaves open")]
#[case::nul("123456789012\u{0}", "observe a NUL character")]
fn an_account_id_holds_twelve_ascii_digits_in_a_row(#[case] account: &str, #[case] expected: &str) {
    check(&ACCOUNTS, &json!({ "accountIds": [account] }), expected);
    check(&ACCOUNTS, &json!({ "accountIds": ["999999999999", account] }), expected);
}

fn letters(count: usize) -> String {
    "a".repeat(count)
}

#[rstest]
#[case::three("abc", "accept")]
#[case::digits("000", "accept")]
#[case::inner_hyphens("a--b", "accept")]
#[case::longest_strict(letters(253), "accept")]
#[case::long(letters(254), "accept marketplace/request/entity-id-odd-accepted")]
#[case::longest(letters(255), "accept marketplace/request/entity-id-odd-accepted")]
#[case::dot("a.b", "accept marketplace/request/entity-id-odd-accepted")]
#[case::slashes("a//b", "accept marketplace/request/entity-id-odd-accepted")]
#[case::too_long(letters(256), "refuse marketplace/request/entity-id-length")]
#[case::too_long_and_wrong(
    format!("{}@", letters(255)),
    "refuse marketplace/request/entity-id-length also marketplace/request/entity-id-pattern"
)]
#[case::nothing("", "refuse marketplace/request/entity-id-length also marketplace/request/entity-id-pattern")]
#[case::one("a", "refuse marketplace/request/entity-id-pattern")]
#[case::two("ab", "refuse marketplace/request/entity-id-pattern")]
#[case::hyphen_first("-bc", "refuse marketplace/request/entity-id-pattern")]
#[case::hyphen_last("ab-", "refuse marketplace/request/entity-id-pattern")]
#[case::underscore("a_b", "refuse marketplace/request/entity-id-pattern")]
#[case::revision("prod-abc@1", "refuse marketplace/request/entity-id-pattern")]
#[case::kelvin_sign("a\u{212a}c", "refuse marketplace/request/entity-id-pattern")]
#[case::newline_inside("ab\ncd", "refuse marketplace/request/entity-id-pattern")]
#[case::newline_last("abc\n", "observe a value whose acceptance the documentation leaves open")]
#[case::carriage_return_last("abc\r", "observe a value whose acceptance the documentation leaves open")]
fn an_entity_id_has_its_length_and_its_characters(#[case] entity: String, #[case] expected: &str) {
    let item = json!({ "Catalog": "AWSMarketplace", "EntityId": entity });
    check(&ENTITIES, &json!({ "EntityRequestList": [item] }), expected);
    let other = json!({ "Catalog": "AWSMarketplace", "EntityId": "prod-1" });
    check(&ENTITIES, &json!({ "EntityRequestList": [other, item] }), expected);
}

#[rstest]
#[case::known("AWSMarketplace", "accept")]
#[case::other_case("awsmarketplace", "observe a valid value that no documented text names")]
#[case::shortest("A", "observe a valid value that no documented text names")]
#[case::longest("Z".repeat(47), "observe a valid value that no documented text names")]
#[case::longest_in_one_version("Z".repeat(64), "observe a value that some versions of the sources allow and others do not")]
#[case::too_long("Z".repeat(65), "refuse marketplace/request/catalog-length")]
#[case::nothing("", "refuse marketplace/request/catalog-length also marketplace/request/catalog-pattern")]
#[case::digit("AWSMarketplace1", "observe a value that some versions of the sources allow and others do not")]
#[case::sign_inside(
    "AWS-Marketplace.x",
    "observe a value that some versions of the sources allow and others do not"
)]
#[case::sign_last("AWSMarketplace-", "refuse marketplace/request/catalog-pattern")]
#[case::two_signs("AWS..Marketplace", "refuse marketplace/request/catalog-pattern")]
#[case::address("10.0.0.1", "refuse marketplace/request/catalog-pattern")]
#[case::space("AWS Marketplace", "refuse marketplace/request/catalog-pattern")]
#[case::long_s("AW\u{17f}Marketplace", "refuse marketplace/request/catalog-pattern")]
#[case::newline_last("AWSMarketplace\n", "observe a value whose acceptance the documentation leaves open")]
fn a_catalog_is_a_word_by_both_versions_and_only_one_is_known(
    #[case] catalog: String,
    #[case] expected: &str,
) {
    let item = json!({ "Catalog": catalog, "EntityId": "prod-1" });
    check(&ENTITIES, &json!({ "EntityRequestList": [item] }), expected);
}

#[rstest]
#[case(json!({}), "refuse inspector2/request/account-ids-required")]
#[case(
    json!({ "accountIds": null }),
    "refuse protocol/null-equals-missing also inspector2/request/account-ids-required"
)]
#[case(json!({ "AccountIds": ["123456789012"] }), "refuse inspector2/request/account-ids-required")]
#[case(json!({ "accountIds": "123456789012" }), "refuse inspector2/request/account-ids-type")]
#[case(json!({ "accountIds": { "0": "123456789012" } }), "refuse inspector2/request/account-ids-type")]
#[case(json!({ "accountIds": 123_456_789_012_u64 }), "refuse inspector2/request/account-ids-type")]
#[case(json!({ "accountIds": true }), "refuse inspector2/request/account-ids-type")]
#[case(json!({ "accountIds": [null] }), "refuse protocol/null-list-element-rejected")]
#[case(json!({ "accountIds": [123_456_789_012_u64] }), "refuse inspector2/request/account-ids-type")]
#[case(json!({ "accountIds": [["123456789012"]] }), "refuse inspector2/request/account-ids-type")]
#[case(json!({ "accountIds": [{ "accountId": "123456789012" }] }), "refuse inspector2/request/account-ids-type")]
#[case(json!(["123456789012"]), "refuse protocol/non-object-body-rejected")]
#[case(json!("accountIds"), "refuse protocol/non-object-body-rejected")]
#[case(json!(null), "refuse protocol/non-object-body-rejected")]
#[case(json!(10), "refuse protocol/non-object-body-rejected")]
#[case(json!({ "accountIds": ["1", "2"] }), "observe more than one place is wrong")]
#[case(json!({ "accountIds": [null, "2"] }), "observe more than one place is wrong")]
#[case(json!({ "accountIds": ["123456789012"], "x": 1 }), "observe an unknown member")]
#[case(json!({ "accountIds": ["1"], "x": 1 }), "refuse inspector2/request/account-id-pattern")]
#[case(json!({ "accountIds": ["123456789012", "123456789012"] }), "observe the same item twice")]
#[case(
    json!({ "accountIds": vec!["123456789012"; 101] }),
    "refuse protocol/length-unit also inspector2/request/account-ids-max"
)]
fn account_requests_are_read_as_documented(#[case] body: Value, #[case] expected: &str) {
    check(&ACCOUNTS, &body, expected);
}

#[rstest]
#[case(json!({}), "refuse marketplace/request/entity-list-required")]
#[case(
    json!({ "EntityRequestList": null }),
    "refuse protocol/null-equals-missing also marketplace/request/entity-list-required"
)]
#[case(json!({ "EntityRequestList": {} }), "refuse marketplace/request/entity-list-type")]
#[case(json!({ "EntityRequestList": ["prod-1"] }), "refuse marketplace/request/entity-list-type")]
#[case(json!({ "EntityRequestList": [null] }), "refuse protocol/null-list-element-rejected")]
#[case(json!({ "EntityRequestList": [{}] }), "refuse marketplace/request/entity-members-required")]
#[case(
    json!({ "EntityRequestList": [{ "Catalog": "AWSMarketplace" }] }),
    "refuse marketplace/request/entity-members-required"
)]
#[case(
    json!({ "EntityRequestList": [{ "EntityId": "prod-1" }] }),
    "refuse marketplace/request/entity-members-required"
)]
#[case(
    json!({ "EntityRequestList": [{ "Catalog": null, "EntityId": "prod-1" }] }),
    "refuse protocol/null-equals-missing also marketplace/request/entity-members-required"
)]
#[case(
    json!({ "EntityRequestList": [{ "Catalog": 1, "EntityId": "prod-1" }] }),
    "refuse marketplace/request/entity-list-type"
)]
#[case(
    json!({ "EntityRequestList": [{ "Catalog": "AWSMarketplace", "EntityId": ["prod-1"] }] }),
    "refuse marketplace/request/entity-list-type"
)]
#[case(
    json!({ "EntityRequestList": [{ "Catalog": "AWSMarketplace", "entityId": "prod-1" }] }),
    "refuse marketplace/request/entity-members-required"
)]
// an unnamed catalog leaves open which of the two is told, and not that a broken id is refused
#[case(
    json!({ "EntityRequestList": [
        { "Catalog": "Foo", "EntityId": "prod-1" }, { "Catalog": "AWSMarketplace", "EntityId": "a" }
    ] }),
    "refuse marketplace/request/entity-id-pattern"
)]
#[case(json!({ "EntityRequestList": [{ "Catalog": "Foo", "EntityId": "a" }] }), "refuse marketplace/request/entity-id-pattern")]
// one id under two catalogs cannot be answered in a map
#[case(
    json!({ "EntityRequestList": [
        { "Catalog": "AWSMarketplace", "EntityId": "prod-1" }, { "Catalog": "AWSMarketplace", "EntityId": "prod-1" }
    ] }),
    "observe the same item twice"
)]
#[case(
    json!({ "EntityRequestList": [{ "Catalog": "AWSMarketplace", "EntityId": "prod-1", "Revision": 1 }] }),
    "observe an unknown member"
)]
fn entity_requests_are_read_as_documented(#[case] body: Value, #[case] expected: &str) {
    check(&ENTITIES, &body, expected);
}

#[rstest]
#[case::list_missing(json!({}), Refusals::Validation, "/accountIds", false)]
#[case::too_many(json!({ "accountIds": accounts(101) }), Refusals::Validation, "/accountIds", false)]
#[case::repeats_count(json!({ "accountIds": vec!["123456789012"; 101] }), Refusals::Parse, "/accountIds", false)]
#[case::null_element(json!({ "accountIds": [null] }), Refusals::Parse, "/accountIds/0", false)]
#[case::wrong_type(json!({ "accountIds": [7] }), Refusals::NoSuccess, "/accountIds/0", false)]
#[case::alone(json!({ "accountIds": ["x"] }), Refusals::Validation, "/accountIds/0", false)]
#[case::among_others(json!({ "accountIds": ["123456789012", "x"] }), Refusals::Validation, "/accountIds/1", true)]
#[case::unknown_beside(json!({ "accountIds": ["x"], "y": 0 }), Refusals::Parse, "/accountIds/0", false)]
#[case::no_object(json!([]), Refusals::Parse, "", false)]
fn a_refusal_says_which_answers_keep_the_promise_and_where_it_is_broken(
    #[case] body: Value,
    #[case] answers: Refusals,
    #[case] pointer: &str,
    #[case] among_others: bool,
) {
    let said = validate(&ACCOUNTS, &request(&ACCOUNTS, body.to_string()));
    let Expectation::Refuse(refusal) = said else { panic!("{said:?}") };
    assert_eq!(
        (refusal.answers, refusal.pointer.as_str(), refusal.among_others),
        (answers, pointer, among_others)
    );
}

#[rstest]
#[case("", "refuse protocol/empty-body-rejected")]
#[case(" ", "refuse protocol/malformed-json-rejected")]
#[case("{", "refuse protocol/malformed-json-rejected")]
#[case("{'accountIds':['123456789012']}", "refuse protocol/malformed-json-rejected")]
#[case("{\"accountIds\":[\"123456789012\"],}", "refuse protocol/malformed-json-rejected")]
#[case("{\"accountIds\":[\"123456789012\"]}x", "refuse protocol/malformed-json-rejected")]
#[case("{\"accountIds\":[\"12345678901\n2\"]}", "refuse protocol/malformed-json-rejected")]
#[case("{\"accountIds\":[\"\\u0031234567890123\"]}", "accept inspector2/request/account-id-odd-accepted")]
#[case("{\"\\u0061ccountIds\":[\"\\u003123456789012\"]}\r\n\t ", "accept")]
#[case("\u{feff}{\"accountIds\":[\"123456789012\"]}", "observe a byte order mark before the JSON text")]
#[case("{\"accountIds\":[\"123456789012\\ud800\"]}", "observe a lone surrogate escape")]
#[case("{\"accountIds\":[\"123456789012\\ude00\\ud83d\"]}", "observe a lone surrogate escape")]
#[case("{\"accountIds\":[\"123456789012\"],\"accountIds\":[\"x\"]}", "observe a member name given twice")]
#[case("{\"accountIds\":[\"123456789012\"],\"\\u0061ccountIds\":[]}", "observe a member name given twice")]
#[case("{\"accountIds\":[\"123456789012\"],\"x\":1e400}", "observe a number with an exponent")]
#[case("{\"accountIds\":[\"123456789012\"],\"x\":1234567890123456}", "observe a very long number")]
fn spellings_are_read_as_rfc_8259_has_them(#[case] body: &'static str, #[case] expected: &str) {
    let said = validate(&ACCOUNTS, &request(&ACCOUNTS, body));
    assert_eq!(told(&ACCOUNTS, &said), expected, "{body:?}");
}

#[test]
fn bytes_that_are_no_utf8_are_no_json() {
    let body = b"{\"accountIds\":[\"123456789012\xff\"]}".as_slice();
    let said = validate(&ACCOUNTS, &request(&ACCOUNTS, body));
    assert_eq!(told(&ACCOUNTS, &said), "refuse protocol/invalid-utf8-rejected");
}

#[rstest]
#[case(32, "observe an unknown member")]
#[case(33, "observe very deep nesting")]
#[case(20_000, "observe very deep nesting")]
fn deep_nesting_is_left_open(#[case] depth: usize, #[case] expected: &str) {
    let lists = depth - 1;
    let body =
        format!("{{\"accountIds\":[\"123456789012\"],\"x\":{}{}}}", "[".repeat(lists), "]".repeat(lists));
    let said = validate(&ACCOUNTS, &request(&ACCOUNTS, body));
    assert_eq!(told(&ACCOUNTS, &said), expected);
}

#[rstest]
#[case(64 * 1024, "accept")]
#[case(64 * 1024 + 1, "observe a body of more than 64 KiB")]
fn a_body_of_more_than_64_kib_is_left_open(#[case] size: usize, #[case] expected: &str) {
    let text = "{\"accountIds\":[\"123456789012\"]}";
    let body = format!("{text}{}", " ".repeat(size - text.len()));
    let said = validate(&ACCOUNTS, &request(&ACCOUNTS, body));
    assert_eq!(told(&ACCOUNTS, &said), expected);
}
