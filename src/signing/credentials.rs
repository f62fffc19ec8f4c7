//! Credentials as the AWS tools find them: environment, profile, single sign-on, web identity, container, instance.

use std::collections::BTreeSet;
use std::error::Error;
use std::sync::PoisonError;
use std::time::{Duration, SystemTime};

use aws_config::{BehaviorVersion, Region};
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials as _, SharedCredentialsProvider};
use aws_smithy_http_client::tls::{self, rustls_provider::CryptoMode};
use batchspec_harness::report::redacted_header;
use tokio::sync::{Mutex, OnceCell};

/// What to do where there is nothing to sign with.
const ADVICE: &str = "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, choose a profile by AWS_PROFILE, or log in with \
                      `aws sso login`";

/// Credentials are fetched anew when they last no longer than this: requests under way must not outlive them.
const MARGIN: Duration = Duration::from_secs(60);

/// Where credentials come from, and those that came last.
#[derive(Debug, Default)]
pub(super) struct Source {
    provider: OnceCell<SharedCredentialsProvider>,
    last: Mutex<Option<Credentials>>,
    /// All keys and tokens so far.
    secrets: std::sync::Mutex<BTreeSet<String>>,
}

impl Source {
    /// Finds the provider and its first credentials.
    ///
    /// # Errors
    /// When there are none: what to do, and no secret.
    pub(super) async fn open(&self, region: &str) -> Result<(), String> {
        let provider = async {
            let region = Region::new(region.to_owned());
            // The same cryptography as on the wire under test, so that one library of it is built.
            let tls = tls::Provider::Rustls(CryptoMode::Ring);
            let client = aws_smithy_http_client::Builder::new().tls_provider(tls).build_https();
            let loader = aws_config::defaults(BehaviorVersion::latest()).http_client(client);
            let config = loader.region(region).load().await;
            config.credentials_provider().ok_or_else(|| format!("no AWS credentials were found: {ADVICE}"))
        };
        self.provider.get_or_try_init(|| provider).await?;
        self.fetch().await.map(drop)
    }

    /// Credentials that are good at `at`, fetched anew where the last ones are not.
    ///
    /// # Errors
    /// When there are none any more: what to do, and no secret.
    pub(super) async fn credentials(&self, at: SystemTime) -> Result<Credentials, String> {
        let last = self.last.lock().await.clone();
        match last {
            Some(last) if last.expiry().is_none_or(|end| end > at + MARGIN) => Ok(last),
            _ => self.fetch().await,
        }
    }

    /// All keys and tokens that were used so far.
    pub(super) fn secrets(&self) -> Vec<String> {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    async fn fetch(&self) -> Result<Credentials, String> {
        let mut last = self.last.lock().await;
        let Some(provider) = self.provider.get() else {
            return Err(format!("no AWS credentials were looked for: {ADVICE}"));
        };
        let found = provider.provide_credentials().await.map_err(|error| advice(&error))?;
        let texts = [found.access_key_id(), found.secret_access_key()];
        let texts = texts.into_iter().chain(found.session_token()).map(str::to_owned);
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner).extend(texts);
        Ok(last.insert(found).clone())
    }
}

fn advice(error: &CredentialsError) -> String {
    let why = with_causes(error);
    match error {
        CredentialsError::CredentialsNotLoaded(_) => match std::env::var("AWS_PROFILE") {
            // An unknown profile is passed over by the chain, and so looks like none.
            Ok(profile) if !profile.is_empty() => format!(
                "no AWS credentials were found, nor any in the profile {profile:?} that AWS_PROFILE names: check its name in \
                 ~/.aws/config, or log in with `aws sso login`"
            ),
            _ => format!("no AWS credentials were found: {ADVICE}"),
        },
        CredentialsError::ProviderTimedOut(_) => {
            format!("the source of the AWS credentials did not answer in time ({why}): {ADVICE}")
        }
        CredentialsError::InvalidConfiguration(_) => {
            format!("the AWS configuration is wrong ({why}): check AWS_PROFILE and ~/.aws/config")
        }
        _ => format!("the AWS credentials could not be fetched ({why}): log in again, or {ADVICE}"),
    }
}

/// An error with its causes, without anything that has the form of a secret.
pub(super) fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        next = cause.source();
    }
    redacted_header("", &text)
}
