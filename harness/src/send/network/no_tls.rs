//! What stands in the place of TLS in builds without it: nothing that succeeds.

use crate::message::WireFault;

use super::super::socket::Stream;
use super::super::target_error::TargetError;
use super::url::BaseUrl;

/// What no build without TLS has.
#[derive(Debug)]
pub(super) enum Tls {}

impl Tls {
    pub(super) fn trusting<'a>(_files: impl Iterator<Item = &'a [u8]>) -> Result<Self, TargetError> {
        Err(TargetError::TlsNotBuilt)
    }

    pub(super) fn unverified() -> Result<Self, TargetError> {
        Err(TargetError::TlsNotBuilt)
    }

    #[expect(clippy::unused_async, reason = "it is one where there is TLS")]
    pub(super) async fn handshake<S: Stream>(&self, _url: &BaseUrl, _stream: S) -> Result<S, WireFault> {
        match *self {}
    }
}

pub(super) fn check_name(_url: &BaseUrl) -> Result<(), TargetError> {
    Err(TargetError::TlsNotBuilt)
}

pub(super) fn check_authority(_pem: &[u8]) -> Result<(), String> {
    Err("this build has no TLS".to_owned())
}
