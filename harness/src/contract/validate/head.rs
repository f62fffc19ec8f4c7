//! Request line and headers.

use super::Open;
use super::bound::{self, PathMatch};
use crate::contract::clause::ClauseRef;
use crate::contract::operation::Contract;
use crate::contract::protocol::{PathTemplate, TARGET};
use crate::message::{Framing, Request};

/// What the head of a request says, its body aside.
pub(super) enum Head {
    /// As documented.
    Good,
    /// Certainly not this operation's request line.
    Wrong(ClauseRef),
    /// Left open by the documentation.
    Open(Open),
}

/// Headers whose presence changes how a request is read in ways the contract does not speak of.
const READING_HEADERS: [&str; 5] =
    ["content-encoding", "transfer-encoding", "expect", "range", "x-http-method-override"];

/// Whether such a header says no more than HTTP/1.1 obliges every server to understand: that the body is in chunks, as it
/// is (RFC 9112, section 7.1), and that the client waits for 100 (RFC 9110, section 10.1.1).
fn is_understood(request: &Request, name: &str, value: &str) -> bool {
    match request.body.framing {
        Framing::Chunked if name.eq_ignore_ascii_case("transfer-encoding") => {
            value.eq_ignore_ascii_case("chunked")
        }
        Framing::Chunked | Framing::Length if name.eq_ignore_ascii_case("expect") => {
            value.eq_ignore_ascii_case("100-continue")
        }
        _ => false,
    }
}

pub(super) fn read(contract: &Contract, request: &Request) -> Head {
    let binding = &contract.binding;
    if contract.others.iter().any(|other| other.is_asked_by(request)) {
        return Head::Open(Open::OtherOperation);
    }
    let is_path = match binding.template.as_ref().map(|template| bound::path_of(template, &request.path)) {
        Some(PathMatch::Open) => return Head::Open(Open::Label),
        Some(found) => matches!(found, PathMatch::Own),
        None => request.path == binding.path,
    };
    let line = match (request.method == binding.method, is_path) {
        (true, true) => target(contract, request),
        (false, true) => match request.method.as_ref() {
            "GET" | "PUT" | "DELETE" | "PATCH" | "POST" => Head::Wrong(contract.known.wrong_method),
            _ => Head::Open(Open::OtherMethod),
        },
        (true, false) => path(contract, &request.path),
        (false, false) => Head::Open(Open::MethodAndPath),
    };
    // What names another operation must name this one in all else.
    if !matches!(line, Head::Good) && !binding.is_named_by(request) && request.path != binding.path {
        return Head::Open(Open::MethodAndPath);
    }
    match (line, headers(contract, request)) {
        (line, None) => line,
        (_, Some(open)) => Head::Open(open),
    }
}

/// The header that names the operation, where the protocol has one.
fn target(contract: &Contract, request: &Request) -> Head {
    let (Some(clauses), Some(own)) = (contract.known.target, contract.binding.header(TARGET)) else {
        return Head::Good;
    };
    let mut told = request.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case(TARGET));
    let (Some((_, value)), None) = (told.next(), told.next()) else {
        return match request.header(TARGET) {
            None => Head::Wrong(clauses.missing),
            Some(_) => Head::Open(Open::TwoTargets),
        };
    };
    if value == own {
        return Head::Good;
    }
    if value.trim().eq_ignore_ascii_case(own) {
        return Head::Open(Open::TargetSpelling);
    }
    let operation = |target: &str| target.rsplit_once('.').map(|(_, operation)| operation.to_owned());
    if operation(value) == operation(own) {
        Head::Wrong(clauses.service)
    } else {
        Head::Wrong(clauses.unknown)
    }
}

/// A path that is not the documented one is unknown, unless it is a spelling of it that servers may fold.
fn path(contract: &Contract, path: &str) -> Head {
    let bare = path.split(['?', '#', ';']).next().unwrap_or_default();
    let folded = |path: &str| -> Vec<String> {
        path.split('/').filter(|part| !part.is_empty() && *part != ".").map(str::to_owned).collect()
    };
    let encoded = path.contains('%') || bare.contains("..");
    let is_folded = |template: &PathTemplate| {
        let folded = format!("/{}", folded(bare).join("/"));
        !matches!(bound::path_of(template, &folded), PathMatch::Other)
    };
    if encoded
        || folded(bare) == folded(&contract.binding.path)
        || contract.binding.template.as_ref().is_some_and(is_folded)
    {
        return Head::Open(Open::PathSpelling);
    }
    Head::Wrong(contract.known.unknown_path)
}

fn headers(contract: &Contract, request: &Request) -> Option<Open> {
    if request.writing.old_version {
        return Some(Open::OldVersion);
    }
    // Legal, and yet what a careful server may bound.
    if request.writing.chunks.as_ref().is_some_and(|chunks| chunks.zeros) {
        return Some(Open::Chunked);
    }
    let mut content_types =
        request.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    match (content_types.next(), content_types.next()) {
        (None, _) if !contract.has_body() => {}
        (None, _) => return Some(Open::NoContentType),
        (Some(_), Some(_)) => return Some(Open::TwoContentTypes),
        (Some((_, value)), None) if !is_of(contract.protocol.media_type(), value) => {
            return Some(Open::OtherContentType);
        }
        _ => {}
    }
    let mut accepts = request.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("accept"));
    let is_met = |range: &str| {
        [contract.protocol.media_type(), "application/*", "*/*"]
            .iter()
            .any(|met| range.eq_ignore_ascii_case(met))
    };
    if accepts.any(|(_, value)| !is_met(value)) {
        return Some(Open::OtherAccept);
    }
    // No answer at all is acceptable then: a server may say so, or pass over the field.
    if request.allows_coding("identity") == Some(false) {
        return Some(Open::NoCoding);
    }
    let reads_otherwise =
        |name: &str| READING_HEADERS.iter().any(|reading| name.eq_ignore_ascii_case(reading));
    let mut told = request.headers.iter().filter(|(name, value)| !is_understood(request, name, value));
    told.any(|(name, _)| reads_otherwise(name)).then_some(Open::ReadingHeader)
}

/// The protocol's media type, with well-formed parameters or none.
fn is_of(wanted: &str, content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    let media_type = parts.next().unwrap_or_default();
    media_type.eq_ignore_ascii_case(wanted)
        && parts.all(|parameter| match parameter.split_once('=') {
            // Another charset would be another reading of the body.
            Some((name, value)) if name.eq_ignore_ascii_case("charset") => {
                value.trim_matches('"').eq_ignore_ascii_case("utf-8")
            }
            Some((name, value)) => !name.is_empty() && !value.is_empty(),
            None => false,
        })
}
