//! The members of a request that travel in its path, query and headers, read back to the JSON values that they stand for.

use super::Open;
use crate::contract::operation::Contract;
use crate::contract::protocol::{Location, PathTemplate, Segment};
use crate::contract::schema::{NodeKind, NodeRef, TimestampFormat};
use crate::message::Request;

/// Names and JSON texts of the members that a request has outside its body.
pub(super) type Members = Vec<(String, String)>;

/// Request targets up to here are read by every server (RFC 9112, section 3, recommends 8,000).
const PLAIN_TARGET_BYTES: usize = 8_000;

/// How a path stands to the documented one.
pub(super) enum PathMatch {
    /// It is that of the operation.
    Own,
    /// It is another one.
    Other,
    /// Readers may differ.
    Open,
}

/// The values of a template's labels in a path; `None` where the path is another one.
fn labels<'p>(template: &'p PathTemplate, path: &'p str) -> Option<Vec<(&'p str, String)>> {
    let parts: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
    let extra = parts.len().checked_sub(template.segments.len())?;
    let mut rest = parts.into_iter();
    let mut found = Vec::new();
    for segment in &template.segments {
        match segment {
            Segment::Literal(literal) => (rest.next()? == literal).then_some(())?,
            Segment::Label(member) => found.push((member.as_str(), rest.next()?.to_owned())),
            // A path has one greedy label at most, which takes all that is too much.
            Segment::Greedy(member) => {
                let taken: Vec<&str> = rest.by_ref().take(extra + 1).collect();
                found.push((member.as_str(), taken.join("/")));
            }
        }
    }
    rest.next().is_none().then_some(found)
}

/// Whether a path is that of the template.
pub(super) fn path_of(template: &PathTemplate, path: &str) -> PathMatch {
    let bare = path.split('?').next().unwrap_or_default();
    let Some(found) = labels(template, bare) else { return PathMatch::Other };
    let is_told = |(_, value): &(&str, String)| decoded(value).is_some_and(|value| is_usual_label(&value));
    if bare.contains(['#', ';']) || !found.iter().all(is_told) { PathMatch::Open } else { PathMatch::Own }
}

/// What a label may be without a gateway, a router or a decoder on the way making something else of it.
fn is_usual_label(value: &str) -> bool {
    let is_odd = |part: &str| part.is_empty() || part == "." || part == "..";
    !value.contains('\\') && !value.chars().any(char::is_control) && !value.split('/').any(is_odd)
}

/// Percent-decoded; `None` where that is no UTF-8, or no percent-encoding.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let digit =
                    |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                bytes.push(digit(rest.next()?)? << 4 | digit(rest.next()?)?);
            }
            0x21..=0x7e => bytes.push(byte),
            _ => return None,
        }
    }
    String::from_utf8(bytes).ok()
}

/// The members outside the body. Labels of another path than the operation's are taken to be the usual ones, so that what
/// is wrong is the path alone.
///
/// # Errors
/// Why readers may differ on what the head says.
pub(super) fn members(contract: &Contract, request: &Request) -> Result<Members, Open> {
    let Some(template) = &contract.binding.template else { return Ok(Vec::new()) };
    if request.path.len() > PLAIN_TARGET_BYTES {
        return Err(Open::Query);
    }
    let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
    let usual = contract.binding.path.split('?').next().unwrap_or_default();
    let labels = labels(template, path).or_else(|| labels(template, usual)).unwrap_or_default();
    let mut pairs = Pairs::read(template, query)?;
    let mut found = Vec::new();
    let mut rest = None;
    for member in contract.input_members() {
        let text = match &member.location {
            Location::Body => None,
            Location::Label => match labels.iter().find(|(name, _)| *name == member.name) {
                // A slash that is encoded is one for some gateways.
                Some((_, value)) if value.to_ascii_lowercase().contains("%2f") => return Err(Open::Label),
                Some((_, value)) => Some(json(contract, member.node, &decoded(value).ok_or(Open::Label)?)?),
                None => None,
            },
            Location::Query(name) => several(contract, member.node, &pairs.take(name))?,
            Location::QueryParams => {
                rest = Some(member.name.clone());
                None
            }
            Location::Header(name) => header(contract, member.node, &values(request, name)?)?,
            Location::PrefixHeaders(prefix) => prefixed(request, prefix)?,
        };
        found.extend(text.map(|text| (member.name.clone(), text)));
    }
    match rest {
        Some(_) if pairs.0.is_empty() => {}
        Some(name) => found.push((name, pairs.as_map()?)),
        None if pairs.0.is_empty() => {}
        None => return Err(Open::PathSpelling),
    }
    Ok(found)
}

/// The names and values of a query that are not read yet.
struct Pairs(Vec<(String, String)>);

impl Pairs {
    fn read(template: &PathTemplate, query: &str) -> Result<Self, Open> {
        // Some readers take a plus for a space.
        if query.contains('+') {
            return Err(Open::Query);
        }
        let mut pairs = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            pairs.push((decoded(name).ok_or(Open::Query)?, decoded(value).ok_or(Open::Query)?));
        }
        let mut pairs = Self(pairs);
        for (name, value) in &template.query {
            if pairs.take(name) != [value.as_str()] {
                return Err(Open::PathSpelling);
            }
        }
        Ok(pairs)
    }

    fn take(&mut self, name: &str) -> Vec<String> {
        let (own, rest) = std::mem::take(&mut self.0).into_iter().partition(|(known, _)| known == name);
        self.0 = rest;
        own.into_iter().map(|(_, value): (String, String)| value).collect()
    }

    fn as_map(&self) -> Result<String, Open> {
        let mut names: Vec<&String> = self.0.iter().map(|(name, _)| name).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(Open::Query);
        }
        Ok(object(&self.0))
    }
}

fn object(pairs: &[(String, String)]) -> String {
    let pairs: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{}:{}", quoted(name), quoted(value))).collect();
    format!("{{{}}}", pairs.join(","))
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The values of a header that may stand several times.
fn values(request: &Request, name: &str) -> Result<Vec<String>, Open> {
    let lines = request.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
    let mut found = Vec::new();
    for (_, value) in lines {
        let is_plain = value.bytes().all(|byte| (0x20..0x7f).contains(&byte));
        if !is_plain || value.trim().is_empty() || value.trim() != value {
            return Err(Open::Header);
        }
        found.push(value.to_string());
    }
    Ok(found)
}

fn header(contract: &Contract, node: NodeRef, values: &[String]) -> Result<Option<String>, Open> {
    if !matches!(contract.node(node).kind, NodeKind::List { .. }) {
        return several(contract, node, values);
    }
    if values.is_empty() {
        return Ok(None);
    }
    let joined = values.join(",");
    if joined.contains('"') {
        return Err(Open::Header);
    }
    let elements: Vec<String> = joined.split(',').map(|element| element.trim().to_owned()).collect();
    if elements.iter().any(String::is_empty) {
        return Err(Open::Header);
    }
    several(contract, node, &elements)
}

fn prefixed(request: &Request, prefix: &str) -> Result<Option<String>, Open> {
    let mut pairs = Vec::new();
    for (name, _) in &request.headers {
        let name = name.to_ascii_lowercase();
        let Some(key) = name.strip_prefix(prefix) else { continue };
        match values(request, &name)?.as_slice() {
            [value] => pairs.push((key.to_owned(), value.clone())),
            _ => return Err(Open::Header),
        }
    }
    Ok((!pairs.is_empty()).then(|| object(&pairs)))
}

/// The JSON text of a member that has these values; nothing where there are none.
fn several(contract: &Contract, node: NodeRef, values: &[String]) -> Result<Option<String>, Open> {
    match (&contract.node(node).kind, values) {
        (_, []) => Ok(None),
        (NodeKind::List { element, .. }, values) => {
            let elements: Result<Vec<String>, Open> =
                values.iter().map(|value| json(contract, *element, value)).collect();
            Ok(Some(format!("[{}]", elements?.join(","))))
        }
        (_, [value]) => json(contract, node, value).map(Some),
        _ => Err(Open::Query),
    }
}

/// The JSON text of one value. What is none of its kind is a string, which breaks the type.
fn json(contract: &Contract, node: NodeRef, text: &str) -> Result<String, Open> {
    let is_number = matches!(
        contract.node(node).kind,
        NodeKind::Integer { .. }
            | NodeKind::Float { .. }
            | NodeKind::Timestamp { format: TimestampFormat::EpochSeconds, .. }
    );
    match &contract.node(node).kind {
        NodeKind::Boolean if matches!(text, "true" | "false") => Ok(text.to_owned()),
        _ if is_number && is_plain_number(text) => Ok(text.to_owned()),
        // Spellings that some readers of numbers take: with a sign, zeros in front, an exponent.
        _ if is_number && text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte)) => {
            Err(Open::Spelling)
        }
        _ => Ok(quoted(text)),
    }
}

fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) =
        digits.split_once('.').map_or((digits, None), |(whole, part)| (whole, Some(part)));
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    are_digits(whole) && (whole == "0" || !whole.starts_with('0')) && fraction.is_none_or(are_digits)
}
