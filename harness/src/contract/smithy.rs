//! Reads Smithy JSON AST 2.0 (and 1.0) files.

use serde_json::{Map, Value};

use super::mistake::Collector;
use super::model::{Member, Model, Shape, ShapeKind, Traits, integer_bounds};

type Object = Map<String, Value>;

/// Reads a model file; what is wrong goes to `mistakes` and reading goes on.
pub(super) fn read(file: &str, text: &str, mistakes: &mut Collector) -> Option<Model> {
    let root: Value = match serde_json::from_str(text) {
        Ok(root) => root,
        Err(error) => {
            let place = format!("line {} column {}", error.line(), error.column());
            mistakes.add(file, place, format!("not JSON: {error}"));
            return None;
        }
    };
    let version = root.get("smithy").and_then(Value::as_str).unwrap_or_default();
    if !(version.starts_with('1') || version.starts_with('2')) {
        mistakes.add(file, "smithy", "not a Smithy JSON AST file: expected \"smithy\": \"2.0\" at the top");
        return None;
    }
    let Some(shapes) = root.get("shapes").and_then(Value::as_object) else {
        mistakes.add(file, "shapes", "expected an object of shapes");
        return None;
    };
    let mut model = Model { file: file.to_owned(), checksum: checksum(text.as_bytes()), ..Model::default() };
    let mut applied = Vec::new();
    for (id, definition) in shapes {
        let Some(definition) = definition.as_object() else {
            mistakes.add(file, id, "expected an object that defines the shape");
            continue;
        };
        if definition.get("type").and_then(Value::as_str) == Some("apply") {
            applied.push((id, traits(definition)));
            continue;
        }
        let reader = ShapeReader { file, id, definition };
        if let Some(kind) = reader.kind(mistakes) {
            model.shapes.insert(id.clone(), Shape { kind, traits: traits(definition) });
        }
    }
    for (id, traits) in applied {
        apply(&mut model, id, traits);
    }
    mix_in(&mut model, shapes, mistakes);
    Some(model)
}

/// FNV-1a, 64 bits.
fn checksum(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn traits(definition: &Object) -> Traits {
    let found = definition.get("traits").and_then(Value::as_object);
    found
        .map(|traits| traits.iter().map(|(id, value)| (id.clone(), value.clone())).collect())
        .unwrap_or_default()
}

/// Adds the traits of an `apply` statement to a shape or, written `shape$member`, to a member.
fn apply(model: &mut Model, id: &str, traits: Traits) {
    match id.split_once('$') {
        None => {
            if let Some(shape) = model.shapes.get_mut(id) {
                shape.traits.extend(traits);
            }
        }
        Some((id, name)) => {
            let members = match model.shapes.get_mut(id).map(|shape| &mut shape.kind) {
                Some(ShapeKind::Structure(members) | ShapeKind::Union(members)) => members.as_mut_slice(),
                Some(ShapeKind::List(member)) => std::slice::from_mut(member),
                _ => return,
            };
            if let Some(member) = members.iter_mut().find(|member| member.name == name) {
                member.traits.extend(traits);
            }
        }
    }
}

/// Copies the members of mixins into the structures that use them.
fn mix_in(model: &mut Model, shapes: &Object, mistakes: &mut Collector) {
    for (id, definition) in shapes {
        let Some(mixins) = definition.get("mixins").and_then(Value::as_array) else {
            continue;
        };
        let mut inherited = Vec::new();
        for mixin in mixins {
            let target = mixin.get("target").and_then(Value::as_str).unwrap_or_default();
            match model.shapes.get(target).map(|shape| &shape.kind) {
                Some(ShapeKind::Structure(members) | ShapeKind::Union(members)) => {
                    inherited.extend(members.clone())
                }
                Some(_) => {}
                None => mistakes.add(&model.file, id, format!("mixin {target:?} is not in the model")),
            }
        }
        if let Some(ShapeKind::Structure(members) | ShapeKind::Union(members)) =
            model.shapes.get_mut(id).map(|shape| &mut shape.kind)
        {
            inherited.retain(|new| !members.iter().any(|own| own.name == new.name));
            inherited.append(members);
            *members = inherited;
        }
    }
}

struct ShapeReader<'a> {
    file: &'a str,
    id: &'a str,
    definition: &'a Object,
}

impl ShapeReader<'_> {
    fn kind(&self, mistakes: &mut Collector) -> Option<ShapeKind> {
        let type_name = self.definition.get("type").and_then(Value::as_str).unwrap_or_default();
        Some(match type_name {
            "string" => self.older_enum().map_or(ShapeKind::String, ShapeKind::Enum),
            "enum" => ShapeKind::Enum(self.enum_values()),
            "intEnum" => ShapeKind::IntEnum(self.int_enum_values(mistakes)),
            "blob" => ShapeKind::Blob,
            "boolean" => ShapeKind::Boolean,
            "bigInteger" => ShapeKind::Integer(None),
            "byte" | "short" | "integer" | "long" => ShapeKind::Integer(integer_bounds(type_name)),
            "float" | "double" | "bigDecimal" => ShapeKind::Float,
            "timestamp" => ShapeKind::Timestamp,
            "document" => ShapeKind::Document,
            "list" | "set" => ShapeKind::List(self.member("member", mistakes)?),
            "map" => ShapeKind::Map(self.member("key", mistakes)?, self.member("value", mistakes)?),
            "structure" => ShapeKind::Structure(self.members(mistakes)),
            "union" => ShapeKind::Union(self.members(mistakes)),
            "operation" => ShapeKind::Operation {
                input: self.target("input"),
                output: self.target("output"),
                errors: self.targets("errors"),
            },
            "service" | "resource" => {
                ShapeKind::Service { operations: self.targets("operations"), errors: self.targets("errors") }
            }
            other => {
                mistakes.add(self.file, self.id, format!("unknown shape type {other:?}"));
                return None;
            }
        })
    }

    fn target(&self, key: &str) -> Option<String> {
        self.definition.get(key)?.get("target")?.as_str().map(str::to_owned)
    }

    fn targets(&self, key: &str) -> Vec<String> {
        let listed = self.definition.get(key).and_then(Value::as_array);
        let targets = listed.into_iter().flatten().filter_map(|entry| entry.get("target")?.as_str());
        targets.map(str::to_owned).collect()
    }

    fn member(&self, name: &str, mistakes: &mut Collector) -> Option<Member> {
        let Some(definition) = self.definition.get(name).and_then(Value::as_object) else {
            mistakes.add(self.file, self.id, format!("{name:?} is missing"));
            return None;
        };
        self.read_member(name, definition, mistakes)
    }

    fn read_member(&self, name: &str, definition: &Object, mistakes: &mut Collector) -> Option<Member> {
        let Some(target) = definition.get("target").and_then(Value::as_str) else {
            mistakes.add(self.file, format!("{}${name}", self.id), "\"target\" is missing");
            return None;
        };
        Some(Member { name: name.to_owned(), target: target.to_owned(), traits: traits(definition) })
    }

    fn members(&self, mistakes: &mut Collector) -> Vec<Member> {
        let listed = self.definition.get("members").and_then(Value::as_object);
        let mut members = Vec::new();
        for (name, definition) in listed.into_iter().flatten() {
            match definition.as_object() {
                Some(definition) => members.extend(self.read_member(name, definition, mistakes)),
                None => mistakes.add(self.file, format!("{}${name}", self.id), "expected an object"),
            }
        }
        members
    }

    fn enum_values(&self) -> Vec<String> {
        let listed = self.definition.get("members").and_then(Value::as_object);
        let value = |(name, member): (&String, &Value)| {
            let explicit = member.get("traits").and_then(|traits| traits.get("smithy.api#enumValue"));
            explicit.and_then(Value::as_str).unwrap_or(name).to_owned()
        };
        listed.into_iter().flatten().map(value).collect()
    }

    fn int_enum_values(&self, mistakes: &mut Collector) -> Vec<i64> {
        let listed = self.definition.get("members").and_then(Value::as_object);
        let mut values = Vec::new();
        for (name, member) in listed.into_iter().flatten() {
            let value = member.get("traits").and_then(|traits| traits.get("smithy.api#enumValue"));
            match value.and_then(Value::as_i64) {
                Some(value) => values.push(value),
                None => {
                    mistakes.add(self.file, format!("{}${name}", self.id), "an integer enumValue is missing")
                }
            }
        }
        values
    }

    /// Values of the enum trait that Smithy 1.0 puts on strings.
    fn older_enum(&self) -> Option<Vec<String>> {
        let listed = self.definition.get("traits")?.get("smithy.api#enum")?.as_array()?;
        Some(listed.iter().filter_map(|entry| entry.get("value")?.as_str().map(str::to_owned)).collect())
    }
}
