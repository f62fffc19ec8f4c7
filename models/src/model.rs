//! The inner form of a model, whatever it was read from: shapes with Smithy's traits, and texts beside them.

use std::collections::BTreeMap;

use serde_json::Value;

/// Traits by absolute id.
pub type Traits = BTreeMap<String, Value>;

/// One service: its operations and all shapes they use.
#[derive(Debug, Clone, Default)]
pub struct Model {
    /// What is known of the service itself.
    pub service: Service,
    /// Operations by name.
    pub operations: BTreeMap<String, Operation>,
    /// Shapes by local name; those of Smithy's prelude are not among them.
    pub shapes: BTreeMap<String, Shape>,
}

/// What a model says of its service.
#[derive(Debug, Clone, Default)]
pub struct Service {
    /// The folder's name in botocore, or what a Smithy model calls the endpoint.
    pub name: String,
    /// The namespace of the shapes that are written.
    pub namespace: String,
    /// The local name of the service shape: the prefix of `X-Amz-Target`, where the protocol has one.
    pub shape: String,
    /// Title for people.
    pub title: String,
    /// Version of the API.
    pub version: String,
    /// The kind of document that was read, for the suite's sources.
    pub document: String,
    /// The name in the SDKs.
    pub sdk_id: Option<String>,
    /// The beginning of the host name.
    pub endpoint_prefix: Option<String>,
    /// The name in the scope of a signature.
    pub signing_name: Option<String>,
    /// The protocol, or why none of those that are supported.
    pub protocol: Option<Protocol>,
    /// The protocols as the model names them, for the line that refuses them.
    pub protocol_names: Vec<String>,
    /// Whether answers may carry the error codes of the query protocol.
    pub query_compatible: bool,
    /// Errors of every operation.
    pub errors: Vec<String>,
}

/// Protocols whose requests and answers are JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protocol {
    /// aws.protocols#restJson1
    RestJson,
    /// aws.protocols#awsJson1_0
    Json10,
    /// aws.protocols#awsJson1_1
    Json11,
}

impl Protocol {
    /// The name in lines and tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RestJson => "rest-json",
            Self::Json10 => "json-1.0",
            Self::Json11 => "json-1.1",
        }
    }

    /// The trait's absolute id in Smithy.
    #[must_use]
    pub const fn trait_id(self) -> &'static str {
        match self {
            Self::RestJson => "aws.protocols#restJson1",
            Self::Json10 => "aws.protocols#awsJson1_0",
            Self::Json11 => "aws.protocols#awsJson1_1",
        }
    }
}

/// One operation.
#[derive(Debug, Clone, Default)]
pub struct Operation {
    /// Its name.
    pub name: String,
    /// The HTTP method.
    pub method: String,
    /// The request target with its labels.
    pub uri: String,
    /// The status of success.
    pub code: u16,
    /// Local name of the input shape.
    pub input: Option<String>,
    /// Local name of the output shape.
    pub output: Option<String>,
    /// Local names of its errors.
    pub errors: Vec<String>,
    /// Other traits.
    pub traits: Traits,
    /// What the model says of it, as it stands there.
    pub documentation: String,
}

/// One shape.
#[derive(Debug, Clone)]
pub struct Shape {
    /// What it is.
    pub kind: Kind,
    /// Traits by absolute id, documentation excepted.
    pub traits: Traits,
    /// What the model says of it.
    pub documentation: String,
}

/// Kinds of shapes.
#[derive(Debug, Clone)]
pub enum Kind {
    /// A shape without members, by Smithy's name of its type.
    Simple(String),
    /// Names and values.
    Enum(Vec<(String, String)>),
    /// Names and values.
    IntEnum(Vec<(String, i64)>),
    /// A list.
    List(Member),
    /// A map: its key and its value.
    Map(Member, Member),
    /// A structure.
    Structure(Vec<Member>),
    /// A structure with one member at a time.
    Union(Vec<Member>),
}

/// A member of a shape.
#[derive(Debug, Clone, Default)]
pub struct Member {
    /// Its name in the model.
    pub name: String,
    /// Local name of the shape, or the absolute id of one of Smithy's prelude.
    pub target: String,
    /// Traits by absolute id, documentation excepted.
    pub traits: Traits,
    /// What the model says of it.
    pub documentation: String,
}

/// Traits that put a member outside the body.
pub const BINDINGS: [&str; 6] =
    ["httpHeader", "httpPrefixHeaders", "httpLabel", "httpQuery", "httpQueryParams", "httpResponseCode"];

impl Member {
    /// A trait of Smithy's own namespace, by its local name.
    #[must_use]
    pub fn smithy(&self, name: &str) -> Option<&Value> {
        smithy(&self.traits, name)
    }

    /// Whether the model requires it.
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.smithy("required").is_some()
    }

    /// Whether it travels outside the body.
    #[must_use]
    pub fn is_bound_outside_body(&self) -> bool {
        BINDINGS.iter().any(|binding| self.smithy(binding).is_some())
    }

    /// The name in the JSON text.
    #[must_use]
    pub fn wire_name(&self) -> &str {
        self.smithy("jsonName").and_then(Value::as_str).unwrap_or(&self.name)
    }
}

/// A trait of Smithy's own namespace, by its local name.
#[must_use]
pub fn smithy<'t>(traits: &'t Traits, name: &str) -> Option<&'t Value> {
    // Traits are few: comparing ends is cheaper than making the whole id.
    traits.iter().find(|(id, _)| id.strip_prefix("smithy.api#") == Some(name)).map(|(_, value)| value)
}

impl Shape {
    /// A simple shape.
    #[must_use]
    pub fn simple(kind: &str) -> Self {
        Self { kind: Kind::Simple(kind.to_owned()), traits: Traits::new(), documentation: String::new() }
    }
}

impl Model {
    /// The shape that a member targets, those of Smithy's prelude included.
    #[must_use]
    pub fn shape(&self, target: &str) -> Option<&Shape> {
        self.shapes.get(target).or_else(|| prelude(target))
    }

    /// The members of a structure or union; none of anything else.
    #[must_use]
    pub fn members(&self, target: &str) -> &[Member] {
        match self.shape(target).map(|shape| &shape.kind) {
            Some(Kind::Structure(members) | Kind::Union(members)) => members,
            _ => &[],
        }
    }

    /// Whether the shape is one value of text or number, by which things can be named.
    #[must_use]
    pub fn is_scalar(&self, target: &str) -> bool {
        match self.shape(target).map(|shape| &shape.kind) {
            Some(Kind::Simple(kind)) => !matches!(kind.as_str(), "document"),
            Some(Kind::Enum(_) | Kind::IntEnum(_)) => true,
            _ => false,
        }
    }

    /// Whether the shape is text.
    #[must_use]
    pub fn is_text(&self, target: &str) -> bool {
        match self.shape(target).map(|shape| &shape.kind) {
            Some(Kind::Simple(kind)) => kind == "string",
            Some(Kind::Enum(_)) => true,
            _ => false,
        }
    }

    /// Whether the shape is a whole number.
    #[must_use]
    pub fn is_integer(&self, target: &str) -> bool {
        match self.shape(target).map(|shape| &shape.kind) {
            Some(Kind::Simple(kind)) => {
                matches!(kind.as_str(), "byte" | "short" | "integer" | "long" | "bigInteger")
            }
            Some(Kind::IntEnum(_)) => true,
            _ => false,
        }
    }
}

/// Smithy's prelude, by absolute id.
fn prelude(id: &str) -> Option<&'static Shape> {
    static SHAPES: std::sync::LazyLock<BTreeMap<String, Shape>> = std::sync::LazyLock::new(|| {
        let named = [
            ("String", "string"),
            ("Blob", "blob"),
            ("Boolean", "boolean"),
            ("PrimitiveBoolean", "boolean"),
            ("Byte", "byte"),
            ("Short", "short"),
            ("Integer", "integer"),
            ("PrimitiveInteger", "integer"),
            ("Long", "long"),
            ("PrimitiveLong", "long"),
            ("Float", "float"),
            ("Double", "double"),
            ("BigInteger", "bigInteger"),
            ("BigDecimal", "bigDecimal"),
            ("Timestamp", "timestamp"),
            ("Document", "document"),
        ];
        let mut shapes: BTreeMap<String, Shape> =
            named.iter().map(|(id, kind)| (format!("smithy.api#{id}"), Shape::simple(kind))).collect();
        let unit = Shape { kind: Kind::Structure(Vec::new()), ..Shape::simple("") };
        shapes.insert("smithy.api#Unit".to_owned(), unit);
        shapes
    });
    if id.starts_with("smithy.api#") { SHAPES.get(id) } else { None }
}
