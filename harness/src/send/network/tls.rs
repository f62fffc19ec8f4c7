//! TLS by rustls: what is trusted, handshakes, and what one that failed says.

use std::io;
use std::sync::Arc;

use rustls_platform_verifier::Verifier;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{
    AlertDescription, ClientConfig, DigitallySignedStruct, Error, InvalidMessage, RootCertStore,
    SignatureScheme,
};

use crate::message::WireFault;

use super::super::socket::Stream;
use super::super::target_error::TargetError;
use super::url::{BaseUrl, Host};

/// How handshakes are made, the same for a target and for a proxy before it.
pub(super) struct Tls(TlsConnector);

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tls")
    }
}

impl Tls {
    /// Trusts what the system trusts, and the certificates of files in PEM form.
    pub(super) fn trusting<'a>(files: impl Iterator<Item = &'a [u8]>) -> Result<Self, TargetError> {
        let provider = Arc::new(ring::default_provider());
        let mut authorities = Vec::new();
        for pem in files {
            authorities.extend(certificates(pem).map_err(|problem| no_set_up(&problem))?);
        }
        let verifier = Verifier::new_with_extra_roots(authorities, Arc::clone(&provider));
        Self::verifying(provider, Arc::new(verifier.map_err(|problem| no_set_up(&problem))?))
    }

    /// Accepts whatever certificate a server shows.
    pub(super) fn unverified() -> Result<Self, TargetError> {
        let provider = Arc::new(ring::default_provider());
        Self::verifying(Arc::clone(&provider), Arc::new(AnyCertificate(provider)))
    }

    fn verifying(
        provider: Arc<CryptoProvider>,
        verifier: Arc<dyn ServerCertVerifier>,
    ) -> Result<Self, TargetError> {
        let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let builder = builder.map_err(|problem| no_set_up(&problem))?.dangerous();
        let mut config = builder.with_custom_certificate_verifier(verifier).with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self(TlsConnector::from(Arc::new(config))))
    }

    /// TLS over `stream` with the host of `url`.
    pub(super) async fn handshake<S: Stream>(
        &self,
        url: &BaseUrl,
        stream: S,
    ) -> Result<TlsStream<S>, WireFault> {
        // The set-up has looked at the name.
        let name = server_name(url).map_err(|error| failed(&error.to_string()))?;
        self.0.connect(name, stream).await.map_err(|error| fault(url, &error))
    }
}

/// Whether a certificate can be for the host of `url`.
pub(super) fn check_name(url: &BaseUrl) -> Result<(), TargetError> {
    server_name(url).map(drop)
}

fn server_name(url: &BaseUrl) -> Result<ServerName<'static>, TargetError> {
    match &url.host {
        Host::Address(address) => Ok(ServerName::IpAddress((*address).into())),
        Host::Name(name) => ServerName::try_from(name.clone())
            .map_err(|_| no_set_up(&format!("no certificate can be for the host {name:?}"))),
    }
}

fn no_set_up(problem: &impl ToString) -> TargetError {
    TargetError::TlsSetUp { detail: problem.to_string() }
}

/// Whether all certificates of a file can be trusted.
pub(super) fn check_authority(pem: &[u8]) -> Result<(), String> {
    let certificates = certificates(pem)?;
    if certificates.is_empty() {
        return Err("there is no certificate in it".to_owned());
    }
    let mut store = RootCertStore::empty();
    certificates.into_iter().try_for_each(|one| store.add(one)).map_err(|error| error.to_string())
}

fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    CertificateDer::pem_slice_iter(pem).collect::<Result<_, _>>().map_err(|error| error.to_string())
}

/// How rustls begins to say that it does not accept a certificate.
const BAD_CERTIFICATE: &str = "invalid peer certificate: ";

/// What kept a handshake with the host of `url` from its end.
fn fault(url: &BaseUrl, error: &io::Error) -> WireFault {
    let Some(problem) = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) else {
        return WireFault::Dropped;
    };
    match problem {
        Error::InvalidCertificate(_) => {
            let text = problem.to_string();
            let detail = text.strip_prefix(BAD_CERTIFICATE).unwrap_or(&text).to_owned();
            WireFault::Untrusted { detail }
        }
        Error::AlertReceived(AlertDescription::NoApplicationProtocol) => WireFault::NoWay {
            detail:
                "it does not agree to HTTP/1.1, which is all that is spoken here: it may be for HTTP/2 only"
                    .to_owned(),
        },
        Error::InvalidMessage(InvalidMessage::InvalidContentType) => {
            let text = url.to_text();
            let rest = text.strip_prefix("https://").unwrap_or(&text);
            failed(&format!("is it http://{rest}? ({problem})"))
        }
        _ => failed(&problem.to_string()),
    }
}

fn failed(problem: &str) -> WireFault {
    WireFault::NotHttp { detail: format!("the TLS handshake failed: {problem}") }
}

/// Accepts whatever certificate a server shows.
#[derive(Debug)]
struct AnyCertificate(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
