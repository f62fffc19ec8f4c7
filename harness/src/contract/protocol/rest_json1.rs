//! What restJson1 makes of the request line: paths with labels, and queries.

/// A documented path whose labels stand for members of the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathTemplate {
    /// The parts between slashes.
    pub segments: Vec<Segment>,
    /// What the query always says: names, each with its value, which may be empty.
    pub query: Vec<(String, String)>,
}

/// A part of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// As it stands.
    Literal(String),
    /// The value of this member, percent-encoded.
    Label(String),
    /// The same, over one part or several: slashes stay as they are.
    Greedy(String),
}

impl Segment {
    /// The member that it stands for.
    #[must_use]
    pub fn label(&self) -> Option<&str> {
        match self {
            Self::Literal(_) => None,
            Self::Label(member) | Self::Greedy(member) => Some(member),
        }
    }
}

impl PathTemplate {
    /// Reads the member `uri` of the trait smithy.api#http.
    pub(in crate::contract) fn parse(uri: &str) -> Self {
        let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
        let segment = |part: &str| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(label) => match label.strip_suffix('+') {
                Some(greedy) => Segment::Greedy(greedy.to_owned()),
                None => Segment::Label(label.to_owned()),
            },
            None => Segment::Literal(part.to_owned()),
        };
        let segments = path.split('/').skip(1).map(segment).collect();
        let literal = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (name.to_owned(), value.to_owned())
        };
        let query = query.split('&').filter(|pair| !pair.is_empty()).map(literal).collect();
        Self { segments, query }
    }
}
