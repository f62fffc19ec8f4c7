//! A request as bytes. Method, path, headers and body go out as given, however odd they are.

use std::io::Write as _;

use bytes::Bytes;

use crate::message::{Chunks, Framing, Pause, Request};

use super::target::Target;

/// What the sender calls itself.
pub(super) const USER_AGENT: &str = concat!("batchspec/", env!("CARGO_PKG_VERSION"));

/// The header that names the case a request belongs to.
pub(super) const CASE_HEADER: &str = "x-batchspec-case";

/// One KiB: small enough that a body of the usual size spans several chunks.
const MAX_CHUNK_BYTES: usize = 1024;

/// Writes request line and header section into `out`, whose old content is dropped.
///
/// Four layers, the later stronger: what the sender adds, what the request says, what the user asks for, the signature.
pub(super) fn write_head(
    out: &mut Vec<u8>,
    target: &Target,
    request: &Request,
    label: &str,
    signature: &[(String, String)],
) {
    out.clear();
    out.extend_from_slice(request.method.as_bytes());
    out.push(b' ');
    out.extend_from_slice(request_target(target, request).as_bytes());
    out.extend_from_slice(if request.writing.old_version { b" HTTP/1.0\r\n" } else { b" HTTP/1.1\r\n" });
    for_each_header(target, request, label, signature, |name, value| {
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(b": ");
        out.extend_from_slice(value.as_bytes());
        out.extend_from_slice(b"\r\n");
    });
    out.extend_from_slice(b"\r\n");
}

/// What the request line names: the path, or the whole URL where a proxy passes requests on (RFC 9112, section 3.2).
fn request_target(target: &Target, request: &Request) -> String {
    let path = path(target, request);
    if !target.is_relayed() {
        return path;
    }
    match path.as_str() {
        // Only this asks a proxy for the server itself.
        "*" => format!("http://{}", target.authority()),
        other if other.starts_with('/') => format!("http://{}{path}", target.authority()),
        _ => path,
    }
}

/// Path and query as the target sees them. One without a leading slash, such as the `*` of OPTIONS, stands for itself.
pub(super) fn path(target: &Target, request: &Request) -> String {
    let base = if request.path.starts_with('/') { target.base_path() } else { "" };
    format!("{base}{}", request.path)
}

/// Calls `put` with each header of a request in the order they go out.
pub(super) fn for_each_header(
    target: &Target,
    request: &Request,
    label: &str,
    signature: &[(String, String)],
    mut put: impl FnMut(&str, &str),
) {
    let is_signed = |name: &str| signature.iter().any(|(own, _)| own.eq_ignore_ascii_case(name));
    let is_free = |name: &str| !target.replaces(name) && request.header(name).is_none();
    if is_free("host") {
        put("host", target.authority());
    }
    if let Some(credentials) = target.proxy_authorization().filter(|_| is_free("proxy-authorization")) {
        put("proxy-authorization", credentials);
    }
    if is_free("user-agent") {
        put("user-agent", USER_AGENT);
    }
    if target.case_header() && is_free(CASE_HEADER) {
        // Labels are ours and printable; should one not be, it must not break the request that it names.
        if label.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            put(CASE_HEADER, label);
        } else {
            put(CASE_HEADER, &label.escape_default().to_string());
        }
    }
    for (name, value) in request.headers.iter().filter(|(name, _)| !target.replaces(name) && !is_signed(name))
    {
        put(name, value);
    }
    match request.body.framing {
        Framing::Length if is_free("content-length") => {
            put("content-length", &request.body.bytes.len().to_string());
        }
        Framing::Chunked if is_free("transfer-encoding") => put("transfer-encoding", "chunked"),
        Framing::Length | Framing::Chunked | Framing::None => {}
    }
    for (name, value) in target.headers().iter().filter(|(name, _)| !is_signed(name)).chain(signature) {
        put(name, value);
    }
}

/// The bytes of a request's body as they go out; only bodies in chunks are copied.
pub(crate) fn body_bytes(request: &Request) -> Bytes {
    match request.body.framing {
        Framing::Length => request.body.bytes.clone(),
        Framing::Chunked => chunked(&request.body.bytes, request.writing.chunks.as_ref()),
        Framing::None => Bytes::new(),
    }
}

/// The pieces of a body that each make a chunk, where nothing is told of them: at least three where the body has three
/// bytes.
pub(super) fn chunks(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.chunks((bytes.len() / 3).clamp(1, MAX_CHUNK_BYTES))
}

/// More than one field: who reads one line too few, or one field, leaves the rest to the next request.
const TRAILER: &[u8] =
    b"x-batchspec-trailer: end\r\nx-batchspec-length: 0\r\nx-batchspec-note: the last one\r\n";

fn chunked(bytes: &[u8], told: Option<&Chunks>) -> Bytes {
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 64 + 64);
    let usual = Chunks::default();
    let spelled = told.unwrap_or(&usual);
    match told {
        None => chunks(bytes).for_each(|chunk| put_chunk(&mut out, chunk, spelled)),
        Some(told) => {
            let mut rest = bytes;
            let mut sizes = told.sizes.iter().cycle();
            while !rest.is_empty() {
                // A size of nothing would end the body.
                let size = sizes.next().map_or(rest.len(), |size| (*size).max(1) as usize).min(rest.len());
                let (chunk, others) = rest.split_at(size);
                put_chunk(&mut out, chunk, spelled);
                rest = others;
            }
        }
    }
    put_size(&mut out, 0, spelled);
    if spelled.trailer {
        out.extend_from_slice(TRAILER);
    }
    out.extend_from_slice(b"\r\n");
    out.into()
}

fn put_chunk(out: &mut Vec<u8>, chunk: &[u8], spelled: &Chunks) {
    put_size(out, chunk.len(), spelled);
    out.extend_from_slice(chunk);
    out.extend_from_slice(b"\r\n");
}

/// The line before a chunk (RFC 9112, section 7.1).
fn put_size(out: &mut Vec<u8>, size: usize, spelled: &Chunks) {
    if spelled.zeros {
        out.extend_from_slice(b"00");
    }
    // Writing to a Vec cannot fail.
    let _ = if spelled.capitals { write!(out, "{size:X}") } else { write!(out, "{size:x}") };
    if spelled.extensions {
        out.extend_from_slice(b";batchspec=1");
    }
    out.extend_from_slice(b"\r\n");
}

/// Where the sender stops, in bytes from the beginning of the head, in order and each once.
pub(super) fn stops(request: &Request, head: &[u8], body: &[u8]) -> Vec<usize> {
    let mut stops: Vec<usize> =
        request.writing.pauses.iter().filter_map(|pause| stop(*pause, head, body)).collect();
    stops.sort_unstable();
    stops.dedup();
    stops
}

fn stop(pause: Pause, head: &[u8], body: &[u8]) -> Option<usize> {
    let in_body = |at: usize| (at > 0 && at < body.len()).then_some(head.len() + at);
    match pause {
        Pause::InHead => Some(head.len() / 2).filter(|at| *at > 0),
        Pause::BeforeHeadEnds => head.len().checked_sub(1),
        Pause::BeforeBody => (!body.is_empty()).then_some(head.len()),
        Pause::AfterFirstByte => in_body(1),
        Pause::InName => in_body(body.iter().position(|byte| *byte == b'"')? + 2),
        // The first byte of a character of several begins with two ones at least (RFC 3629, section 3).
        Pause::InCharacter => in_body(body.iter().position(|byte| *byte >= 0xc0)? + 1),
        Pause::InBody => in_body(body.len() / 2),
        Pause::BeforeLastByte => in_body(body.len().checked_sub(1)?),
    }
}
