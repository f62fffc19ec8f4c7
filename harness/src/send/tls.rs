//! https targets, through reqwest.
//!
//! What the plain wire guarantees and this one cannot: reqwest normalises paths, adds `accept: */*` where a request has
//! no `Accept`, sends header names in lower case, and refuses methods and headers that are no HTTP.

use std::error::Error as StdError;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, Response, Url};

use crate::message::{Answer, Framing, Request, WireFault};

use super::encode;
use super::target::{Target, TargetError};

/// A client that keeps one connection.
#[derive(Debug)]
pub(super) struct TlsWire {
    client: Result<Client, String>,
}

/// Fails as every lane would, so that the set-up can say so once.
pub(super) fn check_set_up() -> Result<(), TargetError> {
    build_client().map(drop).map_err(|detail| TargetError::TlsSetUp { detail })
}

fn build_client() -> Result<Client, String> {
    Client::builder()
        .http1_only()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        // Another crate of the user's build may have switched these features on for reqwest.
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .pool_max_idle_per_host(1)
        .build()
        .map_err(|error| root_cause(&error))
}

impl TlsWire {
    pub(super) fn new() -> Self {
        Self { client: build_client() }
    }

    /// Sends a request, once more if the connection was refused or lost before an answer began.
    pub(super) async fn send(
        &mut self,
        target: &Target,
        request: &Request,
        case_label: &str,
        signature: &[(String, String)],
    ) -> Result<Answer, WireFault> {
        let client = self.client.as_ref().map_err(|_| WireFault::Refused)?;
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
                Ok(response) => read(response, target.max_answer_bytes()).await,
                Err(error) => Err(fault(&error)),
            };
            match result {
                Err(WireFault::Refused | WireFault::Dropped) if !retried => retried = true,
                other => return other,
            }
        }
    }
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
    Ok(Answer { status: response.status().as_u16(), headers, body: body.into() })
}

/// What kept an answer from beginning.
fn fault(error: &reqwest::Error) -> WireFault {
    if error.is_builder() {
        return not_sent(error);
    }
    if error.is_connect() {
        let handshake_problem = causes(error).filter_map(|cause| cause.downcast_ref()).find_map(invalid_data);
        return handshake_problem.map_or(WireFault::Refused, |problem| WireFault::NotHttp {
            detail: format!("the TLS handshake failed: {problem}"),
        });
    }
    if causes(error).filter_map(|cause| cause.downcast_ref::<hyper::Error>()).any(hyper::Error::is_parse) {
        return WireFault::NotHttp { detail: root_cause(error) };
    }
    WireFault::Dropped
}

/// The innermost report of invalid data, as which rustls passes on a failed handshake, a bad certificate for one.
fn invalid_data(error: &io::Error) -> Option<&io::Error> {
    // `source` skips what an I/O error directly wraps, so the layers between are opened by hand.
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref()).and_then(invalid_data);
    inner.or_else(|| (error.kind() == io::ErrorKind::InvalidData).then_some(error))
}

fn not_sent(error: impl StdError) -> WireFault {
    WireFault::NotHttp { detail: format!("the request cannot be sent over https: {error}") }
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
