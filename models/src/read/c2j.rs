//! Turns botocore's form of a model (C2J) into the inner one.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use super::c2j_shapes::{Metadata, Operation as C2jOperation, Reference, ServiceFile, Shape as C2jShape};
use super::failure::ReadError;
use super::pattern;
use crate::model::{Kind, Member, Model, Operation, Protocol, Service, Shape, Traits};

pub(super) fn read(path: &Path, text: &str, name: Option<&str>) -> Result<Model, ReadError> {
    let file: ServiceFile = serde_json::from_str(text).map_err(|error| ReadError::json(path, &error))?;
    let service = service(&file.metadata, name);
    let mut model = Model { service, ..Model::default() };
    for (name, shape) in &file.shapes {
        let read = self::shape(shape).map_err(|what| ReadError::new(path, format!("shapes.{name}"), what))?;
        model.shapes.insert(name.clone(), read);
    }
    for (name, operation) in file.operations {
        let read = self::operation(name.clone(), operation, &file.shapes);
        model.operations.insert(name, read);
    }
    check_targets(path, &model)?;
    spread_query_maps(&mut model);
    Ok(model)
}

/// A map in the query string is one parameter for each of its entries.
fn spread_query_maps(model: &mut Model) {
    let is_map = |shape: &Shape| matches!(shape.kind, Kind::Map(..));
    let maps: BTreeSet<String> =
        model.shapes.iter().filter(|(_, shape)| is_map(shape)).map(|(name, _)| name.clone()).collect();
    for shape in model.shapes.values_mut() {
        let Kind::Structure(members) = &mut shape.kind else { continue };
        for member in members.iter_mut().filter(|member| maps.contains(&member.target)) {
            if member.traits.remove("smithy.api#httpQuery").is_some() {
                member.traits.insert("smithy.api#httpQueryParams".to_owned(), json!({}));
            }
        }
    }
}

/// Every shape that something names has to be there.
fn check_targets(path: &Path, model: &Model) -> Result<(), ReadError> {
    let missing = |place: String, target: &str| {
        ReadError::new(path, place, format!("shape {target:?} is not in the model"))
    };
    for (name, shape) in &model.shapes {
        let members: Vec<&Member> = match &shape.kind {
            Kind::List(member) => vec![member],
            Kind::Map(key, value) => vec![key, value],
            Kind::Structure(members) | Kind::Union(members) => members.iter().collect(),
            Kind::Simple(_) | Kind::Enum(_) | Kind::IntEnum(_) => Vec::new(),
        };
        if let Some(lost) = members.iter().find(|member| model.shape(&member.target).is_none()) {
            return Err(missing(format!("shapes.{name}.{}", lost.name), &lost.target));
        }
    }
    for (name, operation) in &model.operations {
        let mut targets = operation.input.iter().chain(&operation.output).chain(&operation.errors);
        if let Some(lost) = targets.find(|target| model.shape(target).is_none()) {
            return Err(missing(format!("operations.{name}"), lost));
        }
    }
    Ok(())
}

fn service(metadata: &Metadata, name: Option<&str>) -> Service {
    let endpoint = metadata.endpoint_prefix.clone();
    let id = metadata.service_id.clone();
    let spelled = |text: &str| text.replace(' ', "-").to_ascii_lowercase();
    let name = name
        .map(str::to_owned)
        .or_else(|| id.as_deref().map(spelled))
        .or_else(|| endpoint.clone())
        .unwrap_or_else(|| "service".to_owned());
    let local = metadata.target_prefix.clone().unwrap_or_else(|| {
        let id = id.clone().unwrap_or_else(|| name.clone());
        id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
    });
    let mut protocol_names = metadata.protocols.clone();
    if !protocol_names.contains(&metadata.protocol) && !metadata.protocol.is_empty() {
        protocol_names.push(metadata.protocol.clone());
    }
    Service {
        namespace: format!("com.amazonaws.{}", name.replace(['-', '.'], "")),
        shape: local,
        title: metadata.service_full_name.clone(),
        version: metadata.api_version.clone(),
        document: "Public service model in botocore".to_owned(),
        sdk_id: id,
        signing_name: metadata.signing_name.clone().or_else(|| endpoint.clone()),
        endpoint_prefix: endpoint,
        protocol: protocol(metadata, &protocol_names),
        protocol_names,
        query_compatible: metadata.aws_query_compatible.is_some(),
        errors: Vec::new(),
        name,
    }
}

/// The list counts before the single one: a service whose `protocol` is CBOR may list JSON beside it.
fn protocol(metadata: &Metadata, names: &[String]) -> Option<Protocol> {
    if names.iter().any(|name| name == "rest-json") {
        return Some(Protocol::RestJson);
    }
    let version = match &metadata.json_version {
        Some(Value::String(version)) => version.clone(),
        Some(version) => version.to_string(),
        None => String::new(),
    };
    let is_json = names.iter().any(|name| name == "json");
    is_json.then_some(if version == "1.1" { Protocol::Json11 } else { Protocol::Json10 })
}

fn operation(
    name: String,
    operation: C2jOperation,
    shapes: &std::collections::BTreeMap<String, C2jShape>,
) -> Operation {
    let mut traits = Traits::new();
    let mut flag = |is_set: bool, id: &str| {
        if is_set {
            traits.insert(id.to_owned(), json!({}));
        }
    };
    flag(operation.idempotent, "smithy.api#idempotent");
    flag(operation.readonly, "smithy.api#readonly");
    flag(operation.deprecated, "smithy.api#deprecated");
    if let Some(prefix) = operation.endpoint.as_ref().and_then(|endpoint| endpoint.get("hostPrefix")) {
        traits.insert("smithy.api#endpoint".to_owned(), json!({ "hostPrefix": prefix }));
    }
    let input = operation.input.map(|reference| reference.shape);
    // In Smithy a label is called as its member, in C2J as the member's location name.
    let mut uri = operation.http.request_uri;
    let labels = input.as_ref().and_then(|input| shapes.get(input));
    for (member, reference) in labels.map(|shape| shape.members.0.as_slice()).unwrap_or_default() {
        if reference.location.as_deref() == Some("uri")
            && let Some(label) = &reference.location_name
        {
            uri = uri
                .replace(&format!("{{{label}}}"), &format!("{{{member}}}"))
                .replace(&format!("{{{label}+}}"), &format!("{{{member}+}}"));
        }
    }
    Operation {
        name,
        method: if operation.http.method.is_empty() { "POST".to_owned() } else { operation.http.method },
        uri: if uri.is_empty() { "/".to_owned() } else { uri },
        code: operation.http.response_code.unwrap_or(200),
        input,
        output: operation.output.map(|reference| reference.shape),
        errors: operation.errors.into_iter().map(|reference| reference.shape).collect(),
        traits,
        documentation: operation.documentation,
    }
}

fn shape(shape: &C2jShape) -> Result<Shape, String> {
    let mut traits = Traits::new();
    let inner = |reference: &Option<Reference>, name: &str| {
        let reference = reference.as_ref().ok_or_else(|| format!("{name:?} is missing"))?;
        Ok::<Member, String>(member(name, reference, "", false))
    };
    let kind = match shape.r#type.as_str() {
        "structure" if shape.document => Kind::Simple("document".to_owned()),
        "structure" => structure(shape, &mut traits),
        "list" => Kind::List(inner(&shape.member, "member")?),
        "map" => Kind::Map(inner(&shape.key, "key")?, inner(&shape.value, "value")?),
        "string" if !shape.r#enum.is_empty() => Kind::Enum(enum_members(&shape.r#enum)),
        "character" => Kind::Simple("string".to_owned()),
        simple @ ("string" | "integer" | "long" | "double" | "float" | "boolean" | "blob" | "timestamp"
        | "short" | "byte") => Kind::Simple(simple.to_owned()),
        "bigdecimal" => Kind::Simple("bigDecimal".to_owned()),
        "biginteger" => Kind::Simple("bigInteger".to_owned()),
        other => return Err(format!("unknown shape type {other:?}")),
    };
    bounds(shape, &kind, &mut traits);
    let mut add = |is_set: bool, id: &str, value: Value| {
        if is_set {
            traits.insert(format!("smithy.api#{id}"), value);
        }
    };
    if let (Some(source), Kind::Simple(_) | Kind::Enum(_)) = (&shape.pattern, &kind) {
        add(true, "pattern", json!(pattern::whole(source)));
    }
    add(shape.sensitive, "sensitive", json!({}));
    add(shape.sparse, "sparse", json!({}));
    add(shape.streaming || shape.eventstream, "streaming", json!({}));
    if let Some(format) = shape.timestamp_format.as_deref().and_then(timestamp_format) {
        add(true, "timestampFormat", json!(format));
    }
    Ok(Shape { kind, traits, documentation: shape.documentation.clone() })
}

fn structure(shape: &C2jShape, traits: &mut Traits) -> Kind {
    let required: BTreeSet<&str> = shape.required.iter().map(String::as_str).collect();
    let payload = shape.payload.as_deref().unwrap_or_default();
    let members = shape.members.0.iter().map(|(name, reference)| {
        let mut member = member(name, reference, payload, required.contains(name.as_str()));
        if reference.location.is_none()
            && payload != name
            && let Some(wire) = reference.location_name.as_ref().filter(|wire| *wire != name)
        {
            member.traits.insert("smithy.api#jsonName".to_owned(), json!(wire));
        }
        member
    });
    let members = members.collect();
    if shape.exception {
        let error = shape.error.as_ref();
        let is_client = !shape.fault || error.is_some_and(|error| error.sender_fault);
        let side = if is_client { "client" } else { "server" };
        traits.insert("smithy.api#error".to_owned(), json!(side));
        if let Some(status) = error.and_then(|error| error.http_status_code) {
            traits.insert("smithy.api#httpError".to_owned(), json!(status));
        }
        if let Some(code) = error.and_then(|error| error.code.as_ref()) {
            let status = error.and_then(|error| error.http_status_code).unwrap_or(400);
            let value = json!({ "code": code, "httpResponseCode": status });
            traits.insert("aws.protocols#awsQueryError".to_owned(), value);
        }
        if let Some(retryable) = &shape.retryable {
            traits.insert("smithy.api#retryable".to_owned(), retryable.clone());
        }
    }
    if shape.union || shape.eventstream { Kind::Union(members) } else { Kind::Structure(members) }
}

fn bounds(shape: &C2jShape, kind: &Kind, traits: &mut Traits) {
    let is_number = matches!(kind, Kind::Simple(simple) if ["integer", "long", "short", "byte", "double", "float"]
        .contains(&simple.as_str()));
    if matches!(kind, Kind::Structure(_) | Kind::Union(_)) || (shape.min.is_none() && shape.max.is_none()) {
        return;
    }
    let mut range = serde_json::Map::new();
    for (name, bound) in [("min", &shape.min), ("max", &shape.max)] {
        if let Some(bound) = bound {
            range.insert(name.to_owned(), bound.clone());
        }
    }
    let id = if is_number { "smithy.api#range" } else { "smithy.api#length" };
    traits.insert(id.to_owned(), Value::Object(range));
}

fn member(name: &str, reference: &Reference, payload: &str, required: bool) -> Member {
    let mut traits = Traits::new();
    let mut add = |id: &str, value: Value| {
        traits.insert(format!("smithy.api#{id}"), value);
    };
    if required {
        add("required", json!({}));
    }
    let wire = reference.location_name.as_deref().unwrap_or(name);
    match reference.location.as_deref() {
        Some("uri") => add("httpLabel", json!({})),
        Some("querystring") => add("httpQuery", json!(wire)),
        Some("header") => add("httpHeader", json!(wire)),
        Some("headers") => add("httpPrefixHeaders", json!(wire)),
        Some("statusCode") => add("httpResponseCode", json!({})),
        _ if payload == name && !name.is_empty() => add("httpPayload", json!({})),
        _ => {}
    }
    if reference.idempotency_token {
        add("idempotencyToken", json!({}));
    }
    if reference.jsonvalue {
        add("mediaType", json!("application/json"));
    }
    if reference.streaming {
        add("streaming", json!({}));
    }
    if reference.host_label {
        add("hostLabel", json!({}));
    }
    if reference.deprecated {
        add("deprecated", json!({}));
    }
    if let Some(format) = reference.timestamp_format.as_deref().and_then(timestamp_format) {
        add("timestampFormat", json!(format));
    }
    Member {
        name: name.to_owned(),
        target: reference.shape.clone(),
        traits,
        documentation: reference.documentation.clone(),
    }
}

fn timestamp_format(name: &str) -> Option<&'static str> {
    match name {
        "iso8601" => Some("date-time"),
        "rfc822" => Some("http-date"),
        "unixTimestamp" => Some("epoch-seconds"),
        _ => None,
    }
}

/// Names for the values of an enum, each once: only the values reach the wire.
fn enum_members(values: &[String]) -> Vec<(String, String)> {
    let mut taken = BTreeSet::new();
    let named = values.iter().map(|value| {
        let mut name: String =
            value.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            name.insert_str(0, "V_");
        }
        while !taken.insert(name.clone()) {
            name.push('_');
        }
        (name, value.clone())
    });
    named.collect()
}
