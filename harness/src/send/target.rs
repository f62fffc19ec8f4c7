//! Where requests go, and what is the same for all of them.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::OnceCell;

use crate::message::Credentials;

use super::network::Network;
use super::pace::Pace;
use super::proxy::Proxy;
use super::sign::Sign;
use super::target_error::TargetError;
use super::url::{BaseUrl, Host, UrlProblem};

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
    pub(super) url: BaseUrl,
    host_header: String,
    headers: Vec<(String, String)>,
    timeout: Option<Duration>,
    max_answer_bytes: usize,
    case_header: bool,
    signer: Option<Arc<dyn Sign>>,
    pace: Option<Pace>,
    pub(super) network: Network,
    pub(super) proxy: Option<Proxy>,
    pub(super) addresses: OnceCell<Vec<SocketAddr>>,
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
            host_header: url.host_header(),
            url,
            headers: Vec::new(),
            timeout: None,
            max_answer_bytes: MAX_ANSWER_BYTES,
            case_header: true,
            signer: None,
            pace: None,
            network: Network::default(),
            proxy: None,
            addresses: OnceCell::new(),
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
        self.check_http2()?;
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

    pub(super) fn host_header(&self) -> &str {
        &self.host_header
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
    if name.is_empty() || !name.bytes().all(super::head::is_token_byte) {
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
mod tests {
    use super::{LOOPBACK_TIMEOUT, REMOTE_TIMEOUT, Target, TargetError};

    fn header(name: &str, value: &str) -> Vec<(String, String)> {
        vec![(name.to_owned(), value.to_owned())]
    }

    #[test]
    fn patience_depends_on_the_distance() {
        for near in ["http://127.0.0.1:1", "http://[::1]:1", "http://localhost:1", "http://a.localhost"] {
            assert_eq!(Target::new(near).expect(near).timeout(), LOOPBACK_TIMEOUT);
        }
        for far in ["http://192.0.2.1", "http://api.example", "http://localhost.example"] {
            assert_eq!(Target::new(far).expect(far).timeout(), REMOTE_TIMEOUT);
        }
    }

    #[test]
    fn set_up_errors_say_what_to_do() {
        let message = |url: &str| Target::new(url).expect_err(url).to_string();
        assert_eq!(message("host:1"), "bad target URL: write it as http://host:port");
        assert_eq!(
            message("gopher://host"),
            "unsupported scheme \"gopher\" in the target URL: use http or https"
        );
        if !cfg!(feature = "tls") {
            assert_eq!(
                message("https://host"),
                "https needs the `tls` feature: build with `--features tls`, or use an http URL"
            );
        }
        for (name, value) in [("a b", "x"), ("", "x"), ("a", "x\r\ny: z"), ("Content-Length", "1")] {
            let target = Target::new("http://host").expect("a good URL");
            let error = target.with_headers(header(name, value)).expect_err(name);
            assert!(matches!(error, TargetError::BadHeader { .. }), "{name}");
        }
    }

    #[test]
    fn secrets_stay_out_of_the_debug_text() {
        let target = Target::new("http://host").expect("a good URL");
        let target = target.with_headers(header("Authorization", "Bearer hunter2")).expect("a good header");
        let text = format!("{target:?}");
        assert!(text.contains("Authorization") && !text.contains("hunter2"), "{text}");
    }
}
