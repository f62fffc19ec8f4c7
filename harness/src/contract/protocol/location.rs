//! Where the members of an input travel.

use serde_json::Value;

use crate::contract::model::{Member, Model, ShapeKind};

/// Where a member of the input travels.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Location {
    /// In the body.
    #[default]
    Body,
    /// In a label of the path.
    Label,
    /// In the query, under this name.
    Query(String),
    /// In the query, each entry of the map under its key.
    QueryParams,
    /// In the header of this name, in lower case.
    Header(String),
    /// In headers, each entry of the map under its key behind this prefix, in lower case.
    PrefixHeaders(String),
}

/// Header fields that a request has whatever its members say.
const OF_THE_MESSAGE: [&str; 8] = [
    "accept",
    "accept-encoding",
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "expect",
    "host",
];

impl Location {
    /// Whether it is the body.
    #[must_use]
    pub fn is_body(&self) -> bool {
        *self == Self::Body
    }

    /// What the traits of a member say.
    pub(in crate::contract) fn of(member: &Member) -> Self {
        let text = |name: &str| {
            let value = member.traits.get(&format!("smithy.api#{name}"))?;
            Some(value.as_str().unwrap_or_default().to_owned())
        };
        if text("httpLabel").is_some() {
            Self::Label
        } else if let Some(name) = text("httpQuery") {
            Self::Query(name)
        } else if text("httpQueryParams").is_some() {
            Self::QueryParams
        } else if let Some(name) = text("httpHeader") {
            Self::Header(name.to_ascii_lowercase())
        } else if let Some(prefix) = text("httpPrefixHeaders") {
            Self::PrefixHeaders(prefix.to_ascii_lowercase())
        } else {
            Self::Body
        }
    }

    /// Whether values of the member can be written and read there.
    pub(in crate::contract) fn takes(&self, member: &Member, model: &Model) -> bool {
        let kind = |id: &str| model.shape(id).map(|shape| shape.kind);
        let is_plain = |id: &str| {
            matches!(
                kind(id),
                Some(
                    ShapeKind::String
                        | ShapeKind::Enum(_)
                        | ShapeKind::Integer(_)
                        | ShapeKind::IntEnum(_)
                        | ShapeKind::Float
                        | ShapeKind::Boolean
                        | ShapeKind::Timestamp
                )
            )
        };
        let is_text = |id: &str| matches!(kind(id), Some(ShapeKind::String | ShapeKind::Enum(_)));
        let is_encoded =
            |traits: &std::collections::BTreeMap<String, Value>| traits.contains_key("smithy.api#mediaType");
        if is_encoded(&member.traits)
            || model.shape(&member.target).is_some_and(|shape| is_encoded(&shape.traits))
        {
            return false;
        }
        match (self, kind(&member.target)) {
            (Self::Body, _) => true,
            // Fields that belong to the message or the connection, and a prefix that would take them all.
            (Self::Header(name), _) if OF_THE_MESSAGE.contains(&name.as_str()) => false,
            (Self::PrefixHeaders(prefix), _) if prefix.is_empty() => false,
            (Self::Query(_), Some(ShapeKind::List(element))) => is_plain(&element.target),
            // Dates have commas in them, as lists have.
            (Self::Header(_), Some(ShapeKind::List(element))) => {
                is_plain(&element.target) && !matches!(kind(&element.target), Some(ShapeKind::Timestamp))
            }
            (Self::Label | Self::Query(_) | Self::Header(_), _) => is_plain(&member.target),
            (Self::QueryParams | Self::PrefixHeaders(_), Some(ShapeKind::Map(key, value))) => {
                is_text(&key.target) && is_text(&value.target)
            }
            (Self::QueryParams | Self::PrefixHeaders(_), _) => false,
        }
    }
}
