//! Where AWS serves the APIs of this repository.

use batchspec_harness::contract::{AwsService, Variant};
use batchspec_harness::read_suite;
use rstest::rstest;

use super::toy::{MODEL, PLAIN_SUITE, loaded};

const PLAIN: Variant = Variant { fips: false, dual_stack: false };
const FIPS: Variant = Variant { fips: true, dual_stack: false };
const DUAL: Variant = Variant { fips: false, dual_stack: true };
const BOTH: Variant = Variant { fips: true, dual_stack: true };

fn service(suite: &str) -> AwsService {
    let files = batchspec_suites::ALL.iter().find(|files| files.id == suite).expect(suite);
    let contract = read_suite(files.suite_toml, files.model_json).expect("a good suite");
    contract.aws.expect("the suite file tells")
}

/// Against the hosts that the endpoint rules of the public SDKs give.
#[rstest]
#[case("inspector2", "eu-west-1", PLAIN, "inspector2.eu-west-1.amazonaws.com")]
#[case("inspector2", "us-east-1", FIPS, "inspector2-fips.us-east-1.amazonaws.com")]
#[case("inspector2", "us-east-1", DUAL, "inspector2.us-east-1.api.aws")]
#[case("inspector2", "us-east-1", BOTH, "inspector2-fips.us-east-1.api.aws")]
#[case("inspector2", "us-gov-west-1", PLAIN, "inspector2.us-gov-west-1.amazonaws.com")]
#[case("inspector2", "us-gov-west-1", FIPS, "inspector2-fips.us-gov-west-1.amazonaws.com")]
#[case("inspector2", "cn-north-1", PLAIN, "inspector2.cn-north-1.amazonaws.com.cn")]
#[case("inspector2", "cn-north-1", DUAL, "inspector2.cn-north-1.api.amazonwebservices.com.cn")]
#[case("marketplace", "us-east-1", PLAIN, "catalog.marketplace.us-east-1.amazonaws.com")]
#[case("marketplace", "us-east-1", FIPS, "catalog.marketplace-fips.us-east-1.amazonaws.com")]
#[case("marketplace", "us-east-1", DUAL, "catalog-marketplace.us-east-1.api.aws")]
#[case("marketplace", "us-east-1", BOTH, "catalog.marketplace-fips.us-east-1.api.aws")]
fn hosts_are_those_of_the_sdks(
    #[case] suite: &str,
    #[case] region: &str,
    #[case] variant: Variant,
    #[case] host: &str,
) {
    assert_eq!(service(suite).url(region, variant), Ok(format!("https://{host}")));
}

#[test]
fn an_unknown_region_names_the_nearest() {
    for suite in ["inspector2", "marketplace"] {
        let error = service(suite).url("us-eest-1", PLAIN).expect_err("no such region");
        assert!(error.contains("\"us-east-1\""), "{error}");
    }
}

#[rstest]
#[case::name_alone("", PLAIN, "`regions`")]
#[case::no_host("regions = [\"here\"]", PLAIN, "`host`")]
#[case::no_such_host("regions = [\"here\"]\nhost = \"x.{region}\"", FIPS, "`fips-host`")]
fn a_suite_may_name_no_more_than_what_to_sign_for(
    #[case] more: &str,
    #[case] variant: Variant,
    #[case] lacking: &str,
) {
    let suite = format!("{PLAIN_SUITE}\n[aws]\nsigning-name = \"hours\"\n{more}\n");
    let contract = loaded(&suite, MODEL);
    let service = contract.aws.as_ref().expect("an [aws]");
    assert_eq!(service.signing_name, "hours");
    let error = service.url("here", variant).expect_err("no such host");
    assert!(error.contains(lacking), "{error}");
}
