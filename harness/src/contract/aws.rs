//! Where AWS serves an operation, and the name that its requests are signed under.

use serde::Deserialize;

use super::nearest::nearest;

/// What a suite file says of the real service.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AwsService {
    /// The service's name in the scope of a SigV4 signature.
    pub signing_name: String,
    /// The regions where it is offered; none where no real service is meant.
    #[serde(default)]
    pub regions: Vec<String>,
    /// The host, with `{region}` and `{suffix}` where it differs from region to region.
    #[serde(default)]
    host: Option<String>,
    /// The host with validated cryptography (FIPS 140), in the same form.
    #[serde(default)]
    fips_host: Option<String>,
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
    /// A service of which only the name is known that requests to it are signed under.
    pub(super) fn signed_as(name: &str) -> Self {
        Self {
            signing_name: name.to_owned(),
            regions: Vec::new(),
            host: None,
            fips_host: None,
            exceptions: Vec::new(),
        }
    }

    /// The URL of the service in `region`.
    ///
    /// # Errors
    /// A fragment that names the nearest region, where it is not offered, or the line that the suite file lacks.
    pub fn url(&self, region: &str, variant: Variant) -> Result<String, String> {
        if self.regions.is_empty() {
            return Err(format!("the suite file names no `regions` of {}", self.signing_name));
        }
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
        let (name, host) = if variant.fips { ("fips-host", &self.fips_host) } else { ("host", &self.host) };
        let Some(host) = host else {
            return Err(format!("the suite file names no `{name}` of {}", self.signing_name));
        };
        Ok(format!("https://{}", host.replace("{region}", region).replace("{suffix}", suffix)))
    }
}
