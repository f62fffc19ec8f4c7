//! Where requests go, and what is the same for all of them.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::OnceCell;

use crate::message::Credentials;

use super::network::{BaseUrl, Host, Network, Pin, Proxy, Route, UrlProblem};
use super::pace::Pace;
use super::sign::Sign;
use super::target_error::TargetError;

/// Two seconds: a server on the same machine that is still silent then hangs; nobody wants to wait longer for it.
const LOOPBACK_TIMEOUT: Duration = Duration::from_secs(2);

/// Ten seconds elsewhere: room for a cold start and a lost packet or two.
const REMOTE_TIMEOUT: Duration = Duration::from_secs(10);

/// 16 MiB: far above any answer to a batch, and what is read of it at a time stays well under 100 MB.
const MAX_ANSWER_BYTES: usize = 16 * 1024 * 1024;

/// Headers that describe one request's body and so cannot be the same on every request.
const FRAMING_HEADERS: [&str; 2] = ["content-length", "transfer-encoding"];

/// A server under test: its address, the headers a user wants on every request, and the limits of patience.
///
/// ```
/// use std::time::Duration;
/// use batchspec_harness::send::Target;
///
/// let target = Target::new("http://127.0.0.1:8080/base")?
///     .with_headers(vec![("Authorization".into(), "Bearer x".into())])?
///     .with_timeout(Duration::from_millis(500));
/// assert!(target.is_loopback());
/// # Ok::<(), batchspec_harness::send::TargetError>(())
/// ```
pub struct Target {
    url: BaseUrl,
    /// The value of the `Host` header.
    authority: String,
    headers: Vec<(String, String)>,
    timeout: Option<Duration>,
    max_answer_bytes: usize,
    case_header: bool,
    signer: Option<Arc<dyn Sign>>,
    pace: Option<Pace>,
    network: Network,
    proxy: Option<Proxy>,
    route: OnceCell<Route>,
}

impl Target {
    /// A target at `http://host:port/base/path`; the path of each request is put after the base path.
    ///
    /// # Errors
    /// When the URL is malformed, or asks for `https` in a build without the `tls` feature.
    pub fn new(url: &str) -> Result<Self, TargetError> {
        let url = BaseUrl::parse(url).map_err(|problem| match problem {
            UrlProblem::Scheme(scheme) => TargetError::UnsupportedScheme { scheme },
            UrlProblem::Form(advice) => TargetError::BadUrl { advice },
        })?;
        if url.https && !cfg!(feature = "tls") {
            return Err(TargetError::TlsNotBuilt);
        }
        Ok(Self {
            authority: url.host_header(),
            url,
            headers: Vec::new(),
            timeout: None,
            max_answer_bytes: MAX_ANSWER_BYTES,
            case_header: true,
            signer: None,
            pace: None,
            network: Network::default(),
            proxy: None,
            route: OnceCell::new(),
        })
    }

    /// Puts `headers` on every request; each replaces all headers of its name, `Host` and `Authorization` included.
    ///
    /// # Errors
    /// When a name is no token, a value has control characters, or the header tells where a body ends.
    pub fn with_headers(mut self, headers: Vec<(String, String)>) -> Result<Self, TargetError> {
        for (name, value) in &headers {
            if let Some(advice) = header_problem(name, value) {
                return Err(TargetError::BadHeader { name: name.clone(), advice });
            }
        }
        self.headers = headers;
        Ok(self)
    }

    /// Sets the limit for one request, from connecting to the last byte of the answer.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets how large the body of an answer may be.
    #[must_use]
    pub fn with_max_answer_bytes(mut self, bytes: usize) -> Self {
        self.max_answer_bytes = bytes;
        self
    }

    /// Says whether requests carry `x-batchspec-case: <label>`, by which a server's log can be matched to a report.
    #[must_use]
    pub fn with_case_header(mut self, on: bool) -> Self {
        self.case_header = on;
        self
    }

    /// Has every request signed.
    #[must_use]
    pub fn with_signer(mut self, signer: Arc<dyn Sign>) -> Self {
        self.signer = Some(signer);
        self
    }

    /// Sets how many requests are sent in a second at most, all lanes together.
    #[must_use]
    pub fn with_rate(mut self, per_second: f64) -> Self {
        self.pace = Some(Pace::new(per_second));
        self
    }

    pub(super) fn pace(&self) -> Option<&Pace> {
        self.pace.as_ref()
    }

    /// The time from one request to the next, where they wait for their turn.
    pub(crate) fn between_requests(&self) -> Option<Duration> {
        self.pace.as_ref().map(Pace::between)
    }

    /// Whether requests wait for their turn.
    pub(crate) fn is_paced(&self) -> bool {
        self.pace.is_some()
    }

    /// Who signs requests, if anybody does.
    #[must_use]
    pub fn signer(&self) -> Option<&dyn Sign> {
        self.signer.as_deref()
    }

    /// The signatures that can be made for it and that it has to refuse; none where nothing is signed.
    #[must_use]
    pub fn signatures_to_refuse(&self) -> Vec<Credentials> {
        let Some(signer) = self.signer() else { return Vec::new() };
        let can = |credentials: &Credentials| {
            *credentials != Credentials::Elsewhere || signer.elsewhere().is_some()
        };
        Credentials::ALTERED.into_iter().filter(can).collect()
    }

    /// The base URL in its shortest form, for reports.
    #[must_use]
    pub fn url(&self) -> String {
        self.url.to_text()
    }

    /// The host name or address.
    #[must_use]
    pub fn host(&self) -> String {
        match &self.url.host {
            Host::Address(address) => address.to_string(),
            Host::Name(name) => name.clone(),
        }
    }

    /// The TCP port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.url.port
    }

    /// Whether requests go through TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.url.https
    }

    /// The limit for one request: as set, else 2 seconds on loopback and 10 seconds elsewhere.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        self.timeout.unwrap_or(if self.is_loopback() { LOOPBACK_TIMEOUT } else { REMOTE_TIMEOUT })
    }

    /// The largest body of an answer that is read.
    #[must_use]
    pub fn max_answer_bytes(&self) -> usize {
        self.max_answer_bytes
    }

    /// Host and port as URLs and the `Host` header have them.
    pub(super) fn authority(&self) -> &str {
        &self.authority
    }

    pub(crate) fn base_path(&self) -> &str {
        &self.url.base_path
    }

    /// Headers put on every request, as given; they may hold secrets.
    #[must_use]
    pub fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    pub(super) fn case_header(&self) -> bool {
        self.case_header
    }

    /// Whether the user's headers stand in for the header `name`.
    pub(super) fn replaces(&self, name: &str) -> bool {
        self.headers.iter().any(|(own, _)| own.eq_ignore_ascii_case(name))
    }

    /// Uses `network` to reach the target. A target on this machine is always reached directly, never through a
    /// proxy.
    ///
    /// # Errors
    /// When this build cannot do what is asked for, or one thing that is asked for stands against another.
    pub fn with_network(mut self, network: &Network) -> Result<Self, TargetError> {
        network.check_build()?;
        self.network = network.clone();
        self.proxy = if self.is_loopback() { None } else { network.proxies.toward(&self.url).cloned() };
        if let (Some(proxy), Some(pin)) = (&self.proxy, self.network.pin(&self.url)) {
            return Err(TargetError::PinnedBehindProxy { host: pin.host.clone(), proxy: proxy.to_string() });
        }
        Ok(self)
    }

    /// Whether `pin` gives addresses for this target.
    #[must_use]
    pub fn is_pinned_by(&self, pin: &Pin) -> bool {
        pin.is_for(&self.url)
    }

    /// Whether a proxy passes each request on (http by a proxy), and so writes it anew; through a tunnel (https) and without a
    /// proxy all goes byte for byte.
    #[must_use]
    pub fn is_relayed(&self) -> bool {
        !self.url.https && self.proxy.is_some()
    }

    /// Whether the target proves by a certificate who it is, and nobody looks at it.
    #[must_use]
    pub fn is_unverified(&self) -> bool {
        self.url.https && self.network.insecure
    }

    /// What stands between this machine and the target, in words and without secrets.
    #[must_use]
    pub fn proxy(&self) -> Option<String> {
        self.proxy.as_ref().map(ToString::to_string)
    }

    /// What a proxy that passes requests on is told of the user with each of them.
    pub(super) fn proxy_authorization(&self) -> Option<&str> {
        self.proxy.as_ref().filter(|_| self.is_relayed()).and_then(Proxy::authorization)
    }

    /// The texts among what connections need that must not be shown to anybody.
    #[must_use]
    pub fn proxy_secrets(&self) -> Vec<String> {
        self.proxy.iter().flat_map(Proxy::secrets).collect()
    }

    /// What a curl command needs to go the same way, without any secret.
    #[must_use]
    pub fn curl_options(&self) -> String {
        self.network.curl_options(&self.url, self.proxy.as_ref())
    }

    /// Whether the target is on this machine, as far as its name, or its addresses once resolved, tell.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        if self.proxy.is_some() {
            return false;
        }
        if let Some(pin) = self.network.pin(&self.url) {
            return pin.addresses.iter().all(std::net::IpAddr::is_loopback);
        }
        match (&self.url.host, self.route.get()) {
            (Host::Address(address), _) => address.is_loopback(),
            (Host::Name(_), Some(route)) => {
                route.addresses().iter().all(|address| address.ip().is_loopback())
            }
            // RFC 6761 keeps these names for loopback.
            (Host::Name(name), None) => name == "localhost" || name.ends_with(".localhost"),
        }
    }

    /// The addresses to connect to: those of the host, or of the proxy before it. They are looked up once and then kept,
    /// so that every lane goes to the same place.
    ///
    /// # Errors
    /// When the host name has no address, or TLS cannot be set up.
    pub async fn resolve(&self) -> Result<&[SocketAddr], TargetError> {
        self.route().await.map(Route::addresses)
    }

    /// The way there, looked up once.
    pub(super) async fn route(&self) -> Result<&Route, TargetError> {
        self.route.get_or_try_init(|| Route::find(&self.url, self.proxy.as_ref(), &self.network)).await
    }
}

impl fmt::Debug for Target {
    /// Header values are left out: they may be secrets, and secrets never reach a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let header_names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("Target")
            .field("url", &self.url.to_text())
            .field("header_names", &header_names)
            .field("timeout", &self.timeout())
            .field("max_answer_bytes", &self.max_answer_bytes)
            .field("case_header", &self.case_header)
            .field("is_signed", &self.signer.is_some())
            .field("network", &self.network)
            .field("proxy", &self.proxy)
            .finish_non_exhaustive()
    }
}

fn header_problem(name: &str, value: &str) -> Option<&'static str> {
    if name.is_empty() || !name.bytes().all(super::http1::is_token_byte) {
        return Some("a header name has letters, digits and hyphens");
    }
    if value.bytes().any(|byte| byte.is_ascii_control() && byte != b'\t') {
        return Some("remove the line breaks and control characters from its value");
    }
    if FRAMING_HEADERS.iter().any(|framing| name.eq_ignore_ascii_case(framing)) {
        return Some("leave it out, it follows from the body of each request");
    }
    None
}

#[cfg(test)]
mod tests;
