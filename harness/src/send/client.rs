//! What goes through an HTTP client, reqwest: TLS, HTTP/2, proxies.
//!
//! What the plain wire guarantees and this one cannot: reqwest normalises paths, adds `accept: */*` where a request has
//! no `Accept`, sends header names in lower case, and refuses methods and headers that are no HTTP. HTTP/2 has no
//! chunks; a body of unannounced length goes out in several frames.

use std::error::Error as StdError;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Certificate, Client, Method, Proxy, Response, Url};

use crate::message::{Answer, Framing, Request, WireFault};

use super::encode;
use super::target::Target;
use super::target_error::TargetError;
use super::url::Host;

/// A client that keeps one connection, once one was needed.
#[derive(Debug, Default)]
pub(super) struct ClientWire {
    client: Option<Client>,
}

/// Builds a client once during set-up, so that a mistake is reported once and not by every worker.
pub(super) fn check_set_up(target: &Target) -> Result<(), TargetError> {
    build_client(target, &[]).map(drop).map_err(|detail| TargetError::TlsSetUp { detail })
}

/// Whether all certificates of a file can be trusted.
pub(super) fn check_authority(pem: &[u8]) -> Result<(), String> {
    let certificates = Certificate::from_pem_bundle(pem).map_err(|error| root_cause(&error))?;
    if certificates.is_empty() {
        return Err("there is no certificate in it".to_owned());
    }
    let client = Client::builder().tls_certs_only(certificates).no_proxy().build();
    client.map(drop).map_err(|error| root_cause(&error))
}

/// A client to `target`, which is, or whose proxy is, at `addresses`.
fn build_client(target: &Target, addresses: &[SocketAddr]) -> Result<Client, String> {
    let network = &target.network;
    let mut builder = Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        // Another crate of the user's build may have switched these features on for reqwest.
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .pool_max_idle_per_host(1);
    builder = if network.http2 { builder.http2_prior_knowledge() } else { builder.http1_only() };
    for file in &network.authorities {
        let certificates = Certificate::from_pem_bundle(file.pem()).map_err(|error| root_cause(&error))?;
        builder = builder.tls_certs_merge(certificates);
    }
    if target.is_unverified() {
        builder = builder.tls_danger_accept_invalid_certs(true);
    }
    let mut next = &target.url.host;
    if let Some(proxy) = &target.proxy {
        builder = builder.proxy(Proxy::all(proxy.whole_url()).map_err(|error| root_cause(&error))?);
        next = &proxy.url.host;
    }
    if let Host::Name(name) = next {
        builder = builder.resolve_to_addrs(name, addresses);
    }
    builder.build().map_err(|error| root_cause(&error))
}

impl ClientWire {
    /// The client, built for the first request: most lanes are never used.
    async fn client(&mut self, target: &Target) -> Result<Client, WireFault> {
        if let Some(client) = &self.client {
            return Ok(client.clone());
        }
        // Both fail in the set-up, which says why; a caller who skipped that has no connection.
        let addresses = target.resolve().await.map_err(|_| WireFault::Refused)?;
        let client = build_client(target, addresses).map_err(|_| WireFault::Refused)?;
        Ok(self.client.insert(client).clone())
    }

    /// Sends a request, once more if the connection was refused or lost before an answer began.
    pub(super) async fn send(
        &mut self,
        target: &Target,
        request: &Request,
        case_label: &str,
        signature: &[(String, String)],
        max_answer_bytes: usize,
    ) -> Result<Answer, WireFault> {
        if let Some(what) = beyond(request) {
            return Err(WireFault::NoWay {
                detail: format!("{what}: only a plain connection to the target can do that"),
            });
        }
        let client = self.client(target).await?;
        let url = format!("{}{}", target.url(), request.path);
        let method = Method::from_bytes(request.method.as_bytes()).map_err(not_sent)?;
        let headers = headers(target, request, case_label, signature)?;
        let mut retried = false;
        loop {
            let mut builder = client.request(method.clone(), &url).headers(headers.clone());
            builder = match request.body.framing {
                Framing::Length => builder.body(request.body.bytes.clone()),
                Framing::Chunked => builder.body(reqwest::Body::wrap(Chunks::of(&request.body.bytes))),
                Framing::None => builder,
            };
            let result = match builder.send().await {
                Ok(response) => read(response, max_answer_bytes).await,
                Err(error) => Err(fault(target, &error)),
            };
            match result {
                Err(WireFault::Refused | WireFault::Dropped) if !retried => retried = true,
                other => return other,
            }
        }
    }
}

/// What a request asks for that a client does in its own way.
fn beyond(request: &Request) -> Option<String> {
    if request.awaits_continue() {
        return Some("a body that is held back".to_owned());
    }
    request.writing.describe().map(|how| format!("a request {how}"))
}

/// Path and query as reqwest puts them into the request line.
pub(super) fn path_on_the_wire(target: &Target, request: &Request) -> Option<String> {
    let url = Url::parse(&format!("{}{}", target.url(), request.path)).ok()?;
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    Some(format!("{}{query}", url.path()))
}

fn headers(
    target: &Target,
    request: &Request,
    case_label: &str,
    signature: &[(String, String)],
) -> Result<HeaderMap, WireFault> {
    let mut headers = HeaderMap::new();
    let mut problem = None;
    encode::for_each_header(target, request, case_label, signature, |name, value| {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            (Ok(name), Ok(value)) => {
                headers.append(name, value);
            }
            (Err(error), _) => problem = Some(not_sent(error)),
            (_, Err(error)) => problem = Some(not_sent(error)),
        }
    });
    problem.map_or(Ok(headers), Err)
}

async fn read(mut response: Response, limit_bytes: usize) -> Result<Answer, WireFault> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|_| WireFault::CutShort)? {
        if body.len() + chunk.len() > limit_bytes {
            return Err(WireFault::TooLarge { limit_bytes });
        }
        body.extend_from_slice(&chunk);
    }
    let headers = response.headers().iter();
    let headers =
        headers.map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec())).collect();
    Ok(Answer { status: response.status().as_u16(), headers, body: body.into(), is_cut: false })
}

/// How rustls begins to say that it does not accept a certificate.
const BAD_CERTIFICATE: &str = "invalid peer certificate: ";

/// How rustls says that a server speaks none of the protocols it was offered.
const NO_AGREEMENT: &str = "received fatal alert: NoApplicationProtocol";

/// What kept an answer from beginning.
fn fault(target: &Target, error: &reqwest::Error) -> WireFault {
    if error.is_builder() {
        return not_sent(error);
    }
    if error.is_connect() {
        let handshake_problem = causes(error).filter_map(|cause| cause.downcast_ref()).find_map(invalid_data);
        return match (handshake_problem.map(ToString::to_string), &target.proxy) {
            (Some(problem), _) => match problem.strip_prefix(BAD_CERTIFICATE) {
                Some(why) => WireFault::Untrusted { detail: why.to_owned() },
                None if problem == NO_AGREEMENT => {
                    WireFault::NoWay { detail: "it does not agree to HTTP/2: leave out --http2".to_owned() }
                }
                None => WireFault::NotHttp { detail: failed_handshake(target, &problem) },
            },
            (None, Some(proxy)) => {
                let why = root_cause(error);
                let advice = "start it, unset its variable, or name the host in NO_PROXY";
                WireFault::NoWay { detail: format!("{proxy} made no connection ({why}): {advice}") }
            }
            (None, None) => WireFault::Refused,
        };
    }
    if causes(error).filter_map(|cause| cause.downcast_ref::<hyper::Error>()).any(hyper::Error::is_parse) {
        return WireFault::NotHttp { detail: root_cause(error) };
    }
    WireFault::Dropped
}

/// How rustls says that what came is no TLS at all.
const NO_TLS: &str = "received corrupt message of type InvalidContentType";

fn failed_handshake(target: &Target, problem: &str) -> String {
    let url = target.url();
    match url.strip_prefix("https://") {
        Some(rest) if problem == NO_TLS => {
            format!("the TLS handshake failed: is it http://{rest}? ({problem})")
        }
        _ => format!("the TLS handshake failed: {problem}"),
    }
}

/// The innermost report of invalid data, as which rustls passes on a failed handshake, a bad certificate for one.
fn invalid_data(error: &io::Error) -> Option<&io::Error> {
    // `source` skips what an I/O error directly wraps, so the layers between are opened by hand.
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref()).and_then(invalid_data);
    inner.or_else(|| (error.kind() == io::ErrorKind::InvalidData).then_some(error))
}

fn not_sent(error: impl StdError) -> WireFault {
    WireFault::NotHttp { detail: format!("the request cannot be sent this way: {error}") }
}

/// The causes of an error, the outermost first.
fn causes<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    let mut next = error.source();
    std::iter::from_fn(move || {
        let cause = next?;
        next = cause.source();
        Some(cause)
    })
}

/// The innermost cause, which names the trouble; the layers around it only repeat the URL.
fn root_cause(error: &(dyn StdError + 'static)) -> String {
    causes(error).last().unwrap_or(error).to_string()
}

/// A body of unannounced length in several pieces.
struct Chunks {
    pieces: std::vec::IntoIter<Bytes>,
}

impl Chunks {
    fn of(bytes: &Bytes) -> Self {
        let pieces: Vec<_> = encode::chunks(bytes).map(|piece| bytes.slice_ref(piece)).collect();
        Self { pieces: pieces.into_iter() }
    }
}

impl HttpBody for Chunks {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Poll::Ready(self.pieces.next().map(|piece| Ok(Frame::data(piece))))
    }
}
