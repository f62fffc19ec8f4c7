//! One id under two catalogs: two items with one name, each of which has its own answer.

use rstest::rstest;

use super::scene::Scene;

#[rstest]
#[case::one_item("AWSMarketplace", &["batch/exclusive"])]
#[case::two_items("Elsewhere", &[])]
fn an_item_is_answered_on_one_side_and_two_of_one_name_on_either(
    #[case] catalog: &str,
    #[case] broken: &[&str],
) {
    let item = |catalog: &str| format!(r#"{{"Catalog":"{catalog}","EntityId":"a-1"}}"#);
    let request = format!(r#"{{"EntityRequestList":[{},{}]}}"#, item("AWSMarketplace"), item(catalog));
    let answer = r#"{"EntityDetails":{"a-1":{}},"Errors":{"a-1":{"ErrorCode":"x","ErrorMessage":""}}}"#;
    let scene = Scene::entities(&request).ok(answer);
    let verdicts = scene.judged_by("batch-partition");
    assert_eq!(scene.broken(&verdicts).into_iter().collect::<Vec<_>>(), broken);
    assert!(scene.held(&verdicts).contains("batch/complete"));
}
