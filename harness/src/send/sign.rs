//! Signers: what they are told of a request, and what they give back.

use std::fmt;
use std::pin::Pin;
use std::time::SystemTime;

/// Puts a signature on requests. No signer is part of this library; the program brings one for AWS.
///
/// It is asked for every attempt, so that a request that is sent again after a wait carries a date of its own.
pub trait Sign: fmt::Debug + Send + Sync {
    /// The headers that sign `request`; each replaces all headers of its name.
    fn sign<'a>(&'a self, request: Unsigned<'a>) -> Signing<'a>;

    /// A signer with the same credentials for another region, to test whether the target checks the region.
    ///
    /// `None` where that cannot be done, and then it is not asked.
    fn elsewhere(&self) -> Option<&dyn Sign>;

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
