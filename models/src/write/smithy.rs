//! The model of one operation as Smithy JSON AST, without the texts of its source.

use serde_json::{Map, Value, json};

use crate::model::{Kind, Member, Model, Protocol, Traits};

/// The AST of a model, pretty-printed.
#[must_use]
pub fn model_json(model: &Model) -> String {
    let ast = Ast { model };
    let mut shapes = Map::new();
    shapes.insert(ast.id(&model.service.shape), ast.service(model));
    for operation in model.operations.values() {
        let mut traits = as_object(&operation.traits);
        let http = json!({ "method": operation.method, "uri": operation.uri, "code": operation.code });
        traits.insert("smithy.api#http".to_owned(), http);
        let unit = || "smithy.api#Unit".to_owned();
        shapes.insert(
            ast.id(&operation.name),
            json!({
                "type": "operation",
                "input": { "target": operation.input.as_ref().map_or_else(unit, |name| ast.shape_id(name)) },
                "output": { "target": operation.output.as_ref().map_or_else(unit, |name| ast.shape_id(name)) },
                "errors": operation.errors.iter().map(|name| json!({ "target": ast.shape_id(name) })).collect::<Vec<_>>(),
                "traits": traits,
            }),
        );
    }
    for (name, shape) in &model.shapes {
        let mut definition = ast.kind(&shape.kind);
        if !shape.traits.is_empty() {
            definition.insert("traits".to_owned(), Value::Object(as_object(&shape.traits)));
        }
        shapes.insert(ast.shape_id(name), Value::Object(definition));
    }
    let text = serde_json::to_string_pretty(&json!({ "smithy": "2.0", "shapes": shapes }));
    text.map(|text| text + "\n").unwrap_or_default()
}

fn as_object(traits: &Traits) -> Map<String, Value> {
    traits.iter().map(|(id, value)| (id.clone(), value.clone())).collect()
}

struct Ast<'m> {
    model: &'m Model,
}

impl Ast<'_> {
    /// The id of the service or of an operation.
    fn id(&self, name: &str) -> String {
        format!("{}#{name}", self.model.service.namespace)
    }

    /// The id of a shape; in C2J shapes may be called as operations and services are, in Smithy they may not.
    fn shape_id(&self, name: &str) -> String {
        if name.contains('#') {
            return name.to_owned();
        }
        let is_taken = *name == self.model.service.shape || self.model.operations.contains_key(name);
        self.id(&if is_taken { format!("{name}Shape") } else { name.to_owned() })
    }

    fn service(&self, model: &Model) -> Value {
        let service = &model.service;
        let mut traits = Map::new();
        let protocol = service.protocol.unwrap_or(Protocol::RestJson);
        traits.insert(protocol.trait_id().to_owned(), json!({}));
        let mut aws = Map::new();
        for (key, value) in [
            ("sdkId", &service.sdk_id),
            ("endpointPrefix", &service.endpoint_prefix),
            ("arnNamespace", &service.signing_name),
        ] {
            if let Some(value) = value {
                aws.insert(key.to_owned(), json!(value));
            }
        }
        if !aws.is_empty() {
            traits.insert("aws.api#service".to_owned(), Value::Object(aws));
        }
        if let Some(name) = &service.signing_name {
            traits.insert("aws.auth#sigv4".to_owned(), json!({ "name": name }));
        }
        if service.query_compatible {
            traits.insert("aws.protocols#awsQueryCompatible".to_owned(), json!({}));
        }
        if !service.title.is_empty() {
            traits.insert("smithy.api#title".to_owned(), json!(service.title));
        }
        let target = |name: &String| json!({ "target": self.id(name) });
        let error = |name: &String| json!({ "target": self.shape_id(name) });
        let mut definition = json!({
            "type": "service",
            "version": service.version,
            "operations": model.operations.keys().map(target).collect::<Vec<_>>(),
            "traits": traits,
        });
        if !service.errors.is_empty()
            && let Some(object) = definition.as_object_mut()
        {
            object.insert("errors".to_owned(), json!(service.errors.iter().map(error).collect::<Vec<_>>()));
        }
        definition
    }

    fn kind(&self, kind: &Kind) -> Map<String, Value> {
        let mut out = Map::new();
        let mut put = |key: &str, value: Value| {
            out.insert(key.to_owned(), value);
        };
        match kind {
            Kind::Simple(name) => put("type", json!(name)),
            Kind::Enum(values) => {
                put("type", json!("enum"));
                put("members", enum_members(values.iter().map(|(name, value)| (name, json!(value)))));
            }
            Kind::IntEnum(values) => {
                put("type", json!("intEnum"));
                put("members", enum_members(values.iter().map(|(name, value)| (name, json!(value)))));
            }
            Kind::List(member) => {
                put("type", json!("list"));
                put("member", self.member(member));
            }
            Kind::Map(key, value) => {
                put("type", json!("map"));
                put("key", self.member(key));
                put("value", self.member(value));
            }
            Kind::Structure(members) | Kind::Union(members) => {
                put("type", json!(if matches!(kind, Kind::Union(_)) { "union" } else { "structure" }));
                let members = members.iter().map(|member| (member.name.clone(), self.member(member)));
                put("members", Value::Object(members.collect()));
            }
        }
        out
    }

    fn member(&self, member: &Member) -> Value {
        let target = self.shape_id(&member.target);
        if member.traits.is_empty() {
            return json!({ "target": target });
        }
        json!({ "target": target, "traits": as_object(&member.traits) })
    }
}

fn enum_members<'v>(values: impl Iterator<Item = (&'v String, Value)>) -> Value {
    let member = |(name, value): (&String, Value)| {
        let definition = json!({ "target": "smithy.api#Unit", "traits": { "smithy.api#enumValue": value } });
        (name.clone(), definition)
    };
    Value::Object(values.map(member).collect())
}
