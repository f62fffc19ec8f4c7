//! Requests as plain data.

use std::borrow::Cow;

use bytes::Bytes;

use super::{Credentials, Writing};

/// One HTTP/1.1 request, exactly as it is to be put on the wire.
///
/// The sender adds only what belongs to the connection and the target: `Host`, `User-Agent`, the case id header and
/// the headers a user asked for. `Content-Length` or `Transfer-Encoding` follow from [`Body::framing`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Request {
    /// The method token, for example `POST`.
    pub method: Cow<'static, str>,
    /// Absolute path with optional query, relative to the target's base path, for example `/freetrialinfo/batchget`.
    pub path: Cow<'static, str>,
    /// Header names and values in order, spelled as they go out.
    pub headers: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    /// The body and how its end is told.
    pub body: Body,
    /// In whose name it is sent.
    pub credentials: Credentials,
    /// How it is written, where that matters.
    pub writing: Writing,
}

/// A request body and its framing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Body {
    /// The bytes, sent as they are.
    pub bytes: Bytes,
    /// How the receiver learns where the body ends.
    pub framing: Framing,
}

/// How the end of a request body is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Framing {
    /// `Content-Length: n`, also for `n = 0`.
    Length,
    /// `Transfer-Encoding: chunked`.
    Chunked,
    /// Neither header: no body at all. The bytes must be empty.
    None,
}

impl Body {
    /// A body told by its length.
    #[must_use]
    pub fn of(bytes: impl Into<Bytes>) -> Self {
        Self { bytes: bytes.into(), framing: Framing::Length }
    }
}

impl Request {
    /// The first value of the header `name`, compared without regard to case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_ref())
    }

    /// Whether its body is held back until the server asks for it (RFC 9110, section 10.1.1).
    #[must_use]
    pub fn awaits_continue(&self) -> bool {
        let expects = self.header("expect").is_some_and(|value| value.eq_ignore_ascii_case("100-continue"));
        expects && self.body.framing != Framing::None
    }
}
