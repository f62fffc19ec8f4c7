//! The documented head of a request, and heads of requests to other operations.

use std::borrow::Cow;

use super::protocol::{PathTemplate, TARGET};
use crate::message::Request;

/// A request to another operation that a target may serve beside this one: whatever comes of it, answers to this one must
/// not show that it was sent.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherOperation {
    /// The method.
    pub method: String,
    /// The path.
    pub path: String,
    /// The body; `{key}` in it stands for the key of an item that both are asked for.
    pub body: String,
    /// The value of X-Amz-Target, where all operations have one path.
    pub target: Option<String>,
}

impl OtherOperation {
    /// Whether a request goes there.
    #[must_use]
    pub fn is_asked_by(&self, request: &Request) -> bool {
        let is_named = |target: &String| request.header(TARGET).is_some_and(|value| value == target);
        request.method == self.method
            && request.path == self.path
            && self.target.as_ref().is_none_or(is_named)
    }
}

/// The documented head of a request, and the success status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// The method.
    pub method: String,
    /// The path.
    pub path: String,
    /// The status of a success.
    pub status: u16,
    /// The header fields that the protocol wants of a request: names in lower case, with their values.
    pub headers: Vec<(String, String)>,
    /// The path with its labels, where members of the input travel outside the body; [`path`](Self::path) is then the one
    /// that requests of this run have.
    pub template: Option<PathTemplate>,
    /// Whether items of the batch travel in the query or in headers, so that requests differ there.
    pub items_outside: bool,
}

impl Binding {
    /// The value of a header field that the protocol wants.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The header fields of a documented request.
    #[must_use]
    pub fn head(&self) -> Vec<(Cow<'static, str>, Cow<'static, str>)> {
        let owned = |(name, value): &(String, String)| (Cow::Owned(name.clone()), Cow::Owned(value.clone()));
        self.headers.iter().map(owned).collect()
    }

    /// Whether a request target is that of a documented request: where items travel in it, whatever items it names.
    #[must_use]
    pub fn is_path(&self, path: &str) -> bool {
        if !self.items_outside {
            return path == self.path;
        }
        let parts = |path: &'_ str| -> (String, Vec<String>) {
            let (bare, query) = path.split_once('?').unwrap_or((path, ""));
            (bare.to_owned(), query.split('&').filter(|pair| !pair.is_empty()).map(str::to_owned).collect())
        };
        let ((own, usual), (bare, pairs)) = (parts(&self.path), parts(path));
        own == bare && usual.iter().all(|pair| pairs.contains(pair))
    }

    /// Whether a request goes to this operation: the documented method and path, and the header that names the operation,
    /// where the protocol has one.
    #[must_use]
    pub fn is_asked_by(&self, request: &Request) -> bool {
        request.method == self.method && self.is_path(&request.path) && self.is_named_by(request)
    }

    /// Whether the header that names the operation, where the protocol has one, names this one.
    #[must_use]
    pub fn is_named_by(&self, request: &Request) -> bool {
        self.header(TARGET).is_none_or(|target| request.header(TARGET) == Some(target))
    }
}
