//! A Smithy model: shapes and traits as they stand in the file.

use std::collections::BTreeMap;

use serde_json::Value;

/// The absolute id of a shape, for example `com.example#Name`.
pub(super) type ShapeId = String;

/// All shapes of a model file.
#[derive(Debug, Clone, Default)]
pub(super) struct Model {
    /// Shapes by absolute id.
    pub(super) shapes: BTreeMap<ShapeId, Shape>,
    /// The file, as the user named it.
    pub(super) file: String,
    /// FNV-1a of the file's bytes, so that a report can say which model it judged by.
    pub(super) checksum: u64,
}

/// One shape.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    /// What it is.
    pub(super) kind: ShapeKind,
    /// Traits by absolute id.
    pub(super) traits: Traits,
}

/// Traits by absolute id.
pub(super) type Traits = BTreeMap<String, Value>;

/// A member of a structure, union, list, map or enum.
#[derive(Debug, Clone)]
pub(super) struct Member {
    /// The name in the model.
    pub(super) name: String,
    /// The shape it targets.
    pub(super) target: ShapeId,
    /// Traits on the member; they win over those on the target.
    pub(super) traits: Traits,
}

/// Kinds of shapes.
#[derive(Debug, Clone)]

pub(super) enum ShapeKind {
    Blob,
    Boolean,
    String,
    /// Enum shapes and strings with the older enum trait: the wire values.
    Enum(Vec<String>),
    /// Integer enums: the wire values.
    IntEnum(Vec<i64>),
    /// Byte, short, integer, long: bounds of the type. Big integers have none.
    Integer(Option<(i64, i64)>),
    /// Float, double, big decimal.
    Float,
    Timestamp,
    Document,
    List(Member),
    Map(Member, Member),
    Structure(Vec<Member>),
    Union(Vec<Member>),
    Operation {
        input: Option<ShapeId>,
        output: Option<ShapeId>,
        errors: Vec<ShapeId>,
    },
    /// Service and resource shapes: nothing in them is judged, the errors of a service belong to its operations.
    Service {
        operations: Vec<ShapeId>,
        errors: Vec<ShapeId>,
    },
}

/// The part of a shape id after `#`.
#[must_use]
pub(super) fn local_name(id: &str) -> &str {
    id.rsplit_once('#').map_or(id, |(_, name)| name)
}

impl Model {
    /// The shape called `id`; Smithy's prelude shapes (`smithy.api#String`) exist in every model.
    #[must_use]
    pub(super) fn shape(&self, id: &str) -> Option<Shape> {
        self.shapes.get(id).cloned().or_else(|| prelude(id))
    }
}

fn prelude(id: &str) -> Option<Shape> {
    let kind = match id.strip_prefix("smithy.api#")? {
        "String" => ShapeKind::String,
        "Blob" => ShapeKind::Blob,
        "Boolean" | "PrimitiveBoolean" => ShapeKind::Boolean,
        "BigInteger" => ShapeKind::Integer(None),
        "BigDecimal" | "Float" | "PrimitiveFloat" | "Double" | "PrimitiveDouble" => ShapeKind::Float,
        "Timestamp" => ShapeKind::Timestamp,
        "Document" => ShapeKind::Document,
        "Unit" => ShapeKind::Structure(Vec::new()),
        integer => ShapeKind::Integer(Some(integer_bounds(integer.trim_start_matches("Primitive"))?)),
    };
    Some(Shape { kind, traits: Traits::new() })
}

/// Bounds of Smithy's fixed-size integers, by their name in any case.
pub(super) fn integer_bounds(name: &str) -> Option<(i64, i64)> {
    match name.to_ascii_lowercase().as_str() {
        "byte" => Some((i8::MIN.into(), i8::MAX.into())),
        "short" => Some((i16::MIN.into(), i16::MAX.into())),
        "integer" => Some((i32::MIN.into(), i32::MAX.into())),
        "long" => Some((i64::MIN, i64::MAX)),
        _ => None,
    }
}
