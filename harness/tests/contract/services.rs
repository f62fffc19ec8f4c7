//! Where AWS serves the APIs of this repository.

use batchspec_harness::contract::{AwsService, Variant};
use batchspec_harness::read_suite;
use rstest::rstest;

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
