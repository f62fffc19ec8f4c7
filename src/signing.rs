//! How requests are signed: what was asked for, found fit to sign with before anything is sent.

#[cfg(feature = "aws")]
mod aws;
#[cfg(feature = "aws")]
mod credentials;

use std::sync::Arc;

use anyhow::bail;
use batchspec_harness::contract::{Contract, Variant};
use batchspec_harness::send::Sign;

use crate::options::{SignMode, Values, table};

/// What is asked for about signatures and the real service.
#[derive(Debug)]
pub(crate) struct Signing {
    mode: SignMode,
    /// The region whose real service is meant, and which of its hosts.
    service: Option<(String, Variant)>,
    #[cfg_attr(not(feature = "aws"), expect(dead_code, reason = "only signatures name a region"))]
    region: Option<String>,
    #[cfg(feature = "aws")]
    source: Arc<credentials::Source>,
}

impl Signing {
    /// What is configured, found consistent.
    ///
    /// # Errors
    /// When something was asked for that has no sense, or that this build cannot do.
    pub(crate) fn new(options: &Values, headers: &[(String, String)]) -> anyhow::Result<Self> {
        let region = options.get(&table::AWS);
        let variant =
            Variant { fips: options.is_on(&table::FIPS), dual_stack: options.is_on(&table::DUAL_STACK) };
        if region.is_none() && variant != Variant::default() {
            bail!("fips and dual-stack choose among the hosts of a region: name it with --aws REGION");
        }
        let default = if region.is_some() { SignMode::Aws } else { SignMode::None };
        let mode = options.get(&table::SIGN).unwrap_or(default);
        if mode != SignMode::None && !cfg!(feature = "aws") {
            bail!("this build cannot sign: build with `--features aws`");
        }
        if mode != SignMode::Aws && options.is_on(&table::AUTH_PROBES) {
            bail!(
                "auth probes change signatures, and none are made: add --sign aws, or leave out --auth-probes"
            );
        }
        let own = headers.iter().find(|(name, _)| is_of_a_signature(name));
        if let Some((name, _)) = own.filter(|_| mode != SignMode::None) {
            bail!("{name:?} belongs to the signature: leave out the header, or --sign");
        }
        let named = options.get(&table::SIGN_REGION);
        let of_environment = || {
            let names = ["AWS_REGION", "AWS_DEFAULT_REGION"];
            names.into_iter().filter_map(|name| std::env::var(name).ok()).find(|value| !value.is_empty())
        };
        let signing_region = named.or_else(|| region.clone()).or_else(of_environment);
        if mode == SignMode::Aws && signing_region.is_none() {
            bail!("a signature names a region: add --sign-region REGION, or set AWS_REGION");
        }
        Ok(Self {
            mode,
            service: region.map(|region| (region, variant)),
            region: signing_region,
            #[cfg(feature = "aws")]
            source: Arc::default(),
        })
    }

    /// The URL of the real service of a suite, where that is what was asked for.
    ///
    /// # Errors
    /// When the suite names no such service, or not in this region.
    pub(crate) fn service_url(&self, contract: &Contract) -> anyhow::Result<Option<String>> {
        let Some((region, variant)) = &self.service else { return Ok(None) };
        let Some(aws) = &contract.aws else {
            bail!("the suite file of {} has no [aws]: use --target URL", contract.suite);
        };
        match aws.url(region, *variant) {
            Ok(url) => Ok(Some(url)),
            Err(what) => bail!(
                "{}: {what} (a region newer than this list: --target URL --sign aws --sign-region REGION)",
                contract.suite
            ),
        }
    }

    /// Whether the real service is meant.
    pub(crate) fn is_for_a_service(&self) -> bool {
        self.service.is_some()
    }

    /// Whether anything is signed.
    pub(crate) fn is_on(&self) -> bool {
        self.mode != SignMode::None
    }

    /// Who signs requests to a suite's target.
    ///
    /// # Errors
    /// When the suite names no service to sign for.
    pub(crate) fn signer(&self, contract: &Contract) -> anyhow::Result<Option<Arc<dyn Sign>>> {
        if self.mode == SignMode::None {
            return Ok(None);
        }
        let Some(service) = &contract.aws else {
            bail!(
                "the suite file of {} names nothing to sign for: give it [aws] with signing-name",
                contract.suite
            );
        };
        Ok(self.signer_for(&service.signing_name))
    }

    #[cfg(feature = "aws")]
    fn signer_for(&self, service: &str) -> Option<Arc<dyn Sign>> {
        // Emulators that look at a placeholder have one world for all regions; this one is everywhere.
        let region = self.region.clone().unwrap_or_else(|| "us-east-1".to_owned());
        let source = match self.mode {
            SignMode::Aws => Some(Arc::clone(&self.source)),
            SignMode::None | SignMode::Placeholder => None,
        };
        Some(Arc::new(aws::Signer::new(service.to_owned(), region, source)))
    }

    #[cfg(not(feature = "aws"))]
    fn signer_for(&self, _: &str) -> Option<Arc<dyn Sign>> {
        None
    }

    /// Finds the credentials, where any are needed.
    ///
    /// # Errors
    /// When there are none or they have expired: what to do, and no secret.
    #[cfg(feature = "aws")]
    pub(crate) async fn prepare(&self) -> anyhow::Result<()> {
        if self.mode == SignMode::Aws
            && let Some(region) = &self.region
        {
            self.source.open(region).await.map_err(anyhow::Error::msg)?;
        }
        Ok(())
    }

    /// Nothing needs to be found where nothing is signed.
    #[cfg(not(feature = "aws"))]
    pub(crate) async fn prepare(&self) -> anyhow::Result<()> {
        std::future::ready(Ok(())).await
    }
}

/// Whether a header is one of those that a signature consists of.
fn is_of_a_signature(name: &str) -> bool {
    ["authorization", "x-amz-date", "x-amz-security-token"].iter().any(|own| name.eq_ignore_ascii_case(own))
}
