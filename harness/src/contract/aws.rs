//! Where AWS serves an operation, and the name that its requests are signed under.

use serde::Deserialize;

use super::coverage::nearest;

/// What a suite file says of the real service.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AwsService {
    /// The service's name in the scope of a SigV4 signature.
    pub signing_name: String,
    /// The regions where it is offered.
    pub regions: Vec<String>,
    /// The host, with `{region}` and `{suffix}` where it differs from region to region.
    host: String,
    /// The host with validated cryptography (FIPS 140), in the same form.
    fips_host: String,
    /// Hosts that do not follow the form.
    #[serde(default, rename = "exception")]
    exceptions: Vec<Exception>,
}

/// A host that does not follow the form.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Exception {
    region: String,
    fips: bool,
    dual_stack: bool,
    host: String,
}

/// Which of a region's hosts is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Variant {
    /// The one with validated cryptography (FIPS 140).
    pub fips: bool,
    /// The one that answers by IPv6, too.
    pub dual_stack: bool,
}

/// How the regions of a partition begin, and the ends of its host names: the usual one and the one for both stacks.
///
/// From the partitions of the public endpoint rules; all other regions, those of GovCloud among them, share `OTHERS`.
const SUFFIXES: [(&str, &str, &str); 2] = [
    ("cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn"),
    ("eusc-", "amazonaws.eu", "api.amazonwebservices.eu"),
];
const OTHERS: (&str, &str) = ("amazonaws.com", "api.aws");

impl AwsService {
    /// The URL of the service in `region`.
    ///
    /// # Errors
    /// A fragment that names the nearest region, where it is not offered.
    pub fn url(&self, region: &str, variant: Variant) -> Result<String, String> {
        if !self.regions.iter().any(|known| known == region) {
            return Err(format!(
                "{region:?} is no region of {}; the nearest is {:?}",
                self.signing_name,
                nearest(region, self.regions.iter().map(String::as_str))
            ));
        }
        let own = |exception: &&Exception| {
            exception.region == region
                && exception.fips == variant.fips
                && exception.dual_stack == variant.dual_stack
        };
        if let Some(exception) = self.exceptions.iter().find(own) {
            return Ok(format!("https://{}", exception.host));
        }
        let found = SUFFIXES.iter().find(|(prefix, ..)| region.starts_with(prefix));
        let (usual, dual) = found.map_or(OTHERS, |(_, usual, dual)| (usual, dual));
        let suffix = if variant.dual_stack { dual } else { usual };
        let host = if variant.fips { &self.fips_host } else { &self.host };
        Ok(format!("https://{}", host.replace("{region}", region).replace("{suffix}", suffix)))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::Variant;
    use crate::generate::shipped::contracts;

    const PLAIN: Variant = Variant { fips: false, dual_stack: false };
    const FIPS: Variant = Variant { fips: true, dual_stack: false };
    const DUAL: Variant = Variant { fips: false, dual_stack: true };
    const BOTH: Variant = Variant { fips: true, dual_stack: true };

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
        let contracts = contracts();
        let contract = contracts.iter().find(|contract| contract.suite == suite).expect(suite);
        let aws = contract.aws.as_ref().expect("the suite file tells");
        assert_eq!(aws.url(region, variant), Ok(format!("https://{host}")));
    }

    #[test]
    fn an_unknown_region_names_the_nearest() {
        for contract in contracts() {
            let error = contract.aws.as_ref().expect("the suite file tells").url("us-eest-1", PLAIN);
            let error = error.expect_err("no such region");
            assert!(error.contains("us-east-1"), "{error}");
        }
    }
}
