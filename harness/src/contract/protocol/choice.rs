//! Which protocol an operation speaks, by the traits of its service.

use crate::contract::model::{Model, ShapeId, ShapeKind, Traits, local_name};

/// How an operation's input, output and errors travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// `aws.protocols#restJson1`: JSON bodies, and members in paths, queries and headers.
    RestJson1,
    /// `aws.protocols#awsJson1_0`: one path, JSON bodies, the operation in a header.
    AwsJson1_0,
    /// `aws.protocols#awsJson1_1`: the same under another media type.
    AwsJson1_1,
}

/// The protocols that are read, in the order in which they are preferred.
const READ: [(&str, Protocol); 3] = [
    ("aws.protocols#restJson1", Protocol::RestJson1),
    ("aws.protocols#awsJson1_0", Protocol::AwsJson1_0),
    ("aws.protocols#awsJson1_1", Protocol::AwsJson1_1),
];

/// Protocols that are known and not read.
const OTHERS: [&str; 6] = [
    "aws.protocols#restXml",
    "aws.protocols#awsQuery",
    "aws.protocols#ec2Query",
    "smithy.protocols#rpcv2Cbor",
    "smithy.protocols#rpcv2Json",
    "alloy#simpleRestJson",
];

impl Protocol {
    /// The media type of its bodies.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::RestJson1 => "application/json",
            Self::AwsJson1_0 => "application/x-amz-json-1.0",
            Self::AwsJson1_1 => "application/x-amz-json-1.1",
        }
    }

    /// The trait that names it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RestJson1 => "restJson1",
            Self::AwsJson1_0 => "awsJson1_0",
            Self::AwsJson1_1 => "awsJson1_1",
        }
    }

    /// Whether members may travel in the request line and in headers, under names of their own.
    #[must_use]
    pub const fn has_bindings(self) -> bool {
        matches!(self, Self::RestJson1)
    }
}

/// The service shape that an operation belongs to, and how it speaks.
pub(in crate::contract) struct ServiceOf<'m> {
    /// Its local name; empty where the model has no service.
    pub(in crate::contract) name: &'m str,
    /// Its protocol.
    pub(in crate::contract) protocol: Protocol,
    /// The name that requests to it are signed under.
    pub(in crate::contract) signing_name: Option<&'m str>,
}

/// The service of an operation. A model that names no protocol speaks restJson1.
///
/// # Errors
/// The protocols that the service speaks, in words, when none of them is read.
pub(in crate::contract) fn service_of<'m>(
    model: &'m Model,
    operation: &str,
) -> Result<ServiceOf<'m>, String> {
    let services: Vec<(&ShapeId, &Traits)> = services(model, operation);
    let speaks = |traits: &Traits| READ.iter().find(|(id, _)| traits.contains_key(*id));
    let found = services.iter().find(|(_, traits)| speaks(traits).is_some()).or(services.first());
    let Some((id, traits)) = found else {
        return Ok(ServiceOf { name: "", protocol: Protocol::RestJson1, signing_name: None });
    };
    let protocol = match speaks(traits) {
        Some((_, protocol)) => *protocol,
        None => {
            let others: Vec<&str> = OTHERS.into_iter().filter(|id| traits.contains_key(*id)).collect();
            if !others.is_empty() {
                let read: Vec<&str> = READ.iter().map(|(id, _)| local_name(id)).collect();
                let others: Vec<&str> = others.into_iter().map(local_name).collect();
                return Err(format!(
                    "it speaks {} alone, which is not read; the protocols that are read: {}",
                    others.join(", "),
                    read.join(", ")
                ));
            }
            Protocol::RestJson1
        }
    };
    let signing = traits.get("aws.auth#sigv4").and_then(|sigv4| sigv4.get("name")?.as_str());
    Ok(ServiceOf { name: local_name(id), protocol, signing_name: signing })
}

/// The services that an operation may belong to: those that list it, else all that name a protocol, since a resource of
/// theirs may bring it.
fn services<'m>(model: &'m Model, operation: &str) -> Vec<(&'m ShapeId, &'m Traits)> {
    let names_protocol =
        |traits: &Traits| READ.iter().map(|(id, _)| *id).chain(OTHERS).any(|id| traits.contains_key(id));
    let all = || {
        model.shapes.iter().filter_map(|(id, shape)| match &shape.kind {
            ShapeKind::Service { operations, .. } => Some((id, &shape.traits, operations)),
            _ => None,
        })
    };
    let listing: Vec<_> = all()
        .filter(|(_, traits, operations)| {
            names_protocol(traits) && operations.iter().any(|listed| listed == operation)
        })
        .map(|(id, traits, _)| (id, traits))
        .collect();
    if !listing.is_empty() {
        return listing;
    }
    all().filter(|(_, traits, _)| names_protocol(traits)).map(|(id, traits, _)| (id, traits)).collect()
}
