//! Signatures: what a signer is told of a request, and when it is asked.

use std::fmt;
use std::pin::Pin;
use std::time::SystemTime;

use crate::message::{Request, WireFault};

use super::clock::now;
use super::encode;
use super::target::Target;

/// Puts a signature on requests. No signer is part of this library; the program brings one for AWS.
///
/// It is asked for every attempt, so that a request that is sent again after a wait carries a date of its own.
pub trait Sign: fmt::Debug + Send + Sync {
    /// The headers that sign `request`; each replaces all headers of its name.
    fn sign<'a>(&'a self, request: Unsigned<'a>) -> Signing<'a>;

    /// What a curl command needs to be signed in the same way, without any secret.
    fn curl_options(&self) -> String;

    /// The texts that must not be shown to anybody: keys and tokens that were used so far.
    fn secrets(&self) -> Vec<String>;
}

/// A signature in the making: credentials may have to be fetched anew.
pub type Signing<'a> = Pin<Box<dyn Future<Output = Result<Vec<(String, String)>, SignError>> + Send + 'a>>;

/// Why a request could not be signed, in words and without secrets. It was not sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SignError(pub String);

/// A request as it goes out but for its signature.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Unsigned<'a> {
    /// The method.
    pub method: &'a str,
    /// Path and query as they stand in the request line.
    pub path: &'a str,
    /// The headers that a signature covers: `host`, `content-type` and all that begin with `x-amz-`, names in lower case.
    ///
    /// Others may be changed on the way, and SigV4 demands no more.
    pub headers: Vec<(String, String)>,
    /// The body without any framing.
    pub body: &'a [u8],
    /// The date to sign with.
    pub at: SystemTime,
}

impl<'a> Unsigned<'a> {
    /// A request to sign, for tests of signers.
    #[must_use]
    pub fn new(
        method: &'a str,
        path: &'a str,
        headers: Vec<(String, String)>,
        body: &'a [u8],
        at: SystemTime,
    ) -> Self {
        Self { method, path, headers, body, at }
    }
}

/// The headers that sign `request` on its way to `target`, none where nothing is signed.
pub(super) async fn signature(
    target: &Target,
    request: &Request,
    label: &str,
) -> Result<Vec<(String, String)>, WireFault> {
    let Some(signer) = target.signer() else { return Ok(Vec::new()) };
    let path = path(target, request);
    let mut headers = Vec::new();
    encode::for_each_header(target, request, label, &[], |name, value| {
        let name = name.to_ascii_lowercase();
        if matches!(name.as_str(), "host" | "content-type") || name.starts_with("x-amz-") {
            headers.push((name, value.to_owned()));
        }
    });
    let body = &request.body.bytes;
    let unsigned = Unsigned { method: &request.method, path: &path, headers, body, at: now() };
    signer.sign(unsigned).await.map_err(|SignError(detail)| WireFault::Unsigned { detail })
}

/// The path of the request line.
fn path(target: &Target, request: &Request) -> String {
    #[cfg(feature = "tls")]
    if target.uses_client()
        && let Some(path) = super::client::path_on_the_wire(target, request)
    {
        return path;
    }
    encode::path(target, request)
}
