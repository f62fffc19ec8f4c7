//! Turns Smithy's JSON AST into the inner form.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use super::failure::ReadError;
use super::pairs::Pairs;
use crate::model::{Kind, Member, Model, Operation, Protocol, Service, Shape, Traits};

/// A whole file.
#[derive(Debug, Deserialize)]
struct File {
    shapes: BTreeMap<String, Raw>,
}

#[derive(Debug, Default, Deserialize)]
struct Raw {
    r#type: String,
    #[serde(default)]
    members: Pairs<RawMember>,
    member: Option<RawMember>,
    key: Option<RawMember>,
    value: Option<RawMember>,
    input: Option<Target>,
    output: Option<Target>,
    #[serde(default)]
    errors: Vec<Target>,
    #[serde(default)]
    operations: Vec<Target>,
    #[serde(default, rename = "collectionOperations")]
    collection_operations: Vec<Target>,
    #[serde(default)]
    resources: Vec<Target>,
    create: Option<Target>,
    put: Option<Target>,
    read: Option<Target>,
    update: Option<Target>,
    delete: Option<Target>,
    list: Option<Target>,
    #[serde(default)]
    mixins: Vec<Target>,
    #[serde(default)]
    version: Value,
    #[serde(default)]
    traits: Traits,
}

#[derive(Debug, Clone, Deserialize)]
struct RawMember {
    target: String,
    #[serde(default)]
    traits: Traits,
}

#[derive(Debug, Clone, Deserialize)]
struct Target {
    target: String,
}

/// Whether the text says near its beginning or end that it is a Smithy model.
pub(super) fn is_smithy(text: &str) -> bool {
    #[derive(Deserialize)]
    struct Mark {
        smithy: Option<serde::de::IgnoredAny>,
    }
    // The word is cheap to look for; only a file that has it is read to see whether it stands at the top.
    text.contains("\"smithy\"") && serde_json::from_str::<Mark>(text).is_ok_and(|mark| mark.smithy.is_some())
}

pub(super) fn read(path: &Path, text: &str) -> Result<Model, ReadError> {
    let mut file: File = serde_json::from_str(text).map_err(|error| ReadError::json(path, &error))?;
    apply(&mut file);
    mix_in(path, &mut file)?;
    let services: Vec<&String> =
        file.shapes.iter().filter(|(_, raw)| raw.r#type == "service").map(|(id, _)| id).collect();
    let service_id = services.first().map_or_else(String::new, |id| (*id).clone());
    let first = file.shapes.keys().next().map(String::as_str).unwrap_or_default();
    let from = if service_id.is_empty() { first } else { service_id.as_str() };
    let namespace = from.split('#').next().unwrap_or_default().to_owned();
    let reader = Reader { path, file: &file, namespace };
    let mut model = Model { service: reader.service(&service_id), ..Model::default() };
    for (id, raw) in &file.shapes {
        if let Some(shape) = reader.shape(id, raw)? {
            model.shapes.insert(reader.local(id), shape);
        }
    }
    for id in reader.operations(&service_id) {
        let operation = reader.operation(&id)?;
        model.operations.insert(operation.name.clone(), operation);
    }
    Ok(model)
}

/// Puts the traits of `apply` statements on their shapes and members.
fn apply(file: &mut File) {
    let applied: Vec<(String, Traits)> = file
        .shapes
        .iter()
        .filter(|(_, raw)| raw.r#type == "apply")
        .map(|(id, raw)| (id.clone(), raw.traits.clone()))
        .collect();
    file.shapes.retain(|_, raw| raw.r#type != "apply");
    for (id, traits) in applied {
        let (shape, member) = id.split_once('$').map_or((id.as_str(), None), |(s, m)| (s, Some(m)));
        let Some(raw) = file.shapes.get_mut(shape) else { continue };
        let own = match member {
            None => Some(&mut raw.traits),
            Some("member") if raw.member.is_some() => raw.member.as_mut().map(|member| &mut member.traits),
            Some("key") if raw.key.is_some() => raw.key.as_mut().map(|member| &mut member.traits),
            Some("value") if raw.value.is_some() => raw.value.as_mut().map(|member| &mut member.traits),
            Some(name) => {
                raw.members.0.iter_mut().find(|(own, _)| own == name).map(|(_, member)| &mut member.traits)
            }
        };
        if let Some(own) = own {
            own.extend(traits);
        }
    }
}

/// Copies the members of mixins into the structures that use them, in rounds: a mixin may use mixins.
fn mix_in(path: &Path, file: &mut File) -> Result<(), ReadError> {
    loop {
        let waiting = |raw: &Raw| !raw.mixins.is_empty();
        let is_ready = |raw: &Raw| {
            waiting(raw)
                && raw.mixins.iter().all(|mixin| !file.shapes.get(&mixin.target).is_some_and(waiting))
        };
        let Some(id) = file.shapes.iter().find(|(_, raw)| is_ready(raw)).map(|(id, _)| id.clone()) else {
            return match file.shapes.iter().find(|(_, raw)| waiting(raw)) {
                Some((id, _)) => Err(ReadError::new(path, id, "its mixins lead back to itself")),
                None => Ok(()),
            };
        };
        let mut inherited: Vec<(String, RawMember)> = Vec::new();
        let mixins = file.shapes.get(&id).map(|raw| raw.mixins.clone()).unwrap_or_default();
        for mixin in &mixins {
            let Some(raw) = file.shapes.get(&mixin.target) else {
                let what = format!("mixin {:?} is not in the model", mixin.target);
                return Err(ReadError::new(path, id, what));
            };
            inherited.retain(|(name, _)| !raw.members.0.iter().any(|(new, _)| new == name));
            inherited.extend(raw.members.0.iter().cloned());
        }
        if let Some(raw) = file.shapes.get_mut(&id) {
            raw.mixins.clear();
            inherited.retain(|(name, _)| !raw.members.0.iter().any(|(own, _)| own == name));
            inherited.append(&mut raw.members.0);
            raw.members.0 = inherited;
        }
    }
}

struct Reader<'a> {
    path: &'a Path,
    file: &'a File,
    namespace: String,
}

fn text(traits: &Traits, id: &str, key: &str) -> Option<String> {
    traits.get(id)?.get(key)?.as_str().map(str::to_owned)
}

fn documentation(traits: &Traits) -> String {
    traits.get("smithy.api#documentation").and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn without_documentation(traits: &Traits) -> Traits {
    let kept = traits.iter().filter(|(id, _)| *id != "smithy.api#documentation");
    kept.map(|(id, value)| (id.clone(), value.clone())).collect()
}

impl Reader<'_> {
    /// Shapes of the model's own namespace go by their local name, others by their absolute id.
    fn local(&self, id: &str) -> String {
        match id.split_once('#') {
            Some((namespace, name)) if namespace == self.namespace => name.to_owned(),
            _ => id.to_owned(),
        }
    }

    fn service(&self, id: &str) -> Service {
        let empty = Raw::default();
        let raw = self.file.shapes.get(id).unwrap_or(&empty);
        let traits = &raw.traits;
        let sdk_id = text(traits, "aws.api#service", "sdkId");
        let endpoint = text(traits, "aws.api#service", "endpointPrefix")
            .or_else(|| text(traits, "aws.api#service", "arnNamespace"));
        let spelled = |text: &String| text.replace(' ', "-").to_ascii_lowercase();
        let shape = id.rsplit('#').next().unwrap_or_default().to_owned();
        let last_name = self.namespace.rsplit('.').next().unwrap_or_default().to_owned();
        let names: Vec<String> = traits.keys().filter_map(|id| id.strip_prefix("aws.protocols#")).fold(
            Vec::new(),
            |mut names, name| {
                if !name.starts_with("awsQueryC") {
                    names.push(name.to_owned());
                }
                names
            },
        );
        let known = [Protocol::RestJson, Protocol::Json11, Protocol::Json10];
        // A model by hand may name no protocol: its operations are bound to HTTP by their own traits.
        let bare = id.is_empty() || (names.is_empty() && !traits.contains_key("smithy.protocols#rpcv2Cbor"));
        let protocol = known
            .into_iter()
            .find(|protocol| traits.contains_key(protocol.trait_id()))
            .or_else(|| bare.then_some(Protocol::RestJson));
        Service {
            name: endpoint.clone().or_else(|| sdk_id.as_ref().map(spelled)).unwrap_or(last_name),
            namespace: self.namespace.clone(),
            title: traits.get("smithy.api#title").and_then(Value::as_str).unwrap_or(&shape).to_owned(),
            version: raw.version.as_str().unwrap_or_default().to_owned(),
            document: "Smithy model".to_owned(),
            signing_name: text(traits, "aws.auth#sigv4", "name"),
            sdk_id,
            endpoint_prefix: endpoint,
            protocol,
            protocol_names: names,
            query_compatible: traits.contains_key("aws.protocols#awsQueryCompatible"),
            errors: raw.errors.iter().map(|error| self.local(&error.target)).collect(),
            shape: if shape.is_empty() { "Service".to_owned() } else { shape },
        }
    }

    /// The operations of the service and its resources; all there are, where there is no service.
    fn operations(&self, service: &str) -> Vec<String> {
        if !self.file.shapes.contains_key(service) {
            let all = self.file.shapes.iter().filter(|(_, raw)| raw.r#type == "operation");
            return all.map(|(id, _)| id.clone()).collect();
        }
        let (mut found, mut seen, mut todo) = (BTreeSet::new(), BTreeSet::new(), vec![service.to_owned()]);
        while let Some(id) = todo.pop() {
            let Some(raw) = self.file.shapes.get(&id) else { continue };
            if !seen.insert(id) {
                continue;
            }
            let cycle = [&raw.create, &raw.put, &raw.read, &raw.update, &raw.delete, &raw.list];
            let own = raw.operations.iter().chain(&raw.collection_operations);
            let all = own.chain(cycle.into_iter().flatten()).map(|target| target.target.clone());
            found.extend(all.filter(|id| self.file.shapes.contains_key(id)));
            todo.extend(raw.resources.iter().map(|target| target.target.clone()));
        }
        found.into_iter().collect()
    }

    fn operation(&self, id: &str) -> Result<Operation, ReadError> {
        let empty = Raw::default();
        let raw = self.file.shapes.get(id).unwrap_or(&empty);
        let unit = |target: &Target| (target.target != "smithy.api#Unit").then(|| self.local(&target.target));
        let http = raw.traits.get("smithy.api#http");
        let part = |key: &str| http.and_then(|http| http.get(key)?.as_str()).map(str::to_owned);
        let code = http.and_then(|http| http.get("code")?.as_u64()).and_then(|code| u16::try_from(code).ok());
        let operation = Operation {
            name: id.rsplit('#').next().unwrap_or_default().to_owned(),
            method: part("method").unwrap_or_else(|| "POST".to_owned()),
            uri: part("uri").unwrap_or_else(|| "/".to_owned()),
            code: code.unwrap_or(200),
            input: raw.input.as_ref().and_then(unit),
            output: raw.output.as_ref().and_then(unit),
            errors: raw.errors.iter().map(|target| self.local(&target.target)).collect(),
            documentation: documentation(&raw.traits),
            traits: without_documentation(&raw.traits),
        };
        let targets = raw.input.iter().chain(&raw.output).chain(&raw.errors);
        for target in targets {
            self.check(id, &target.target)?;
        }
        Ok(operation)
    }

    fn check(&self, place: &str, target: &str) -> Result<(), ReadError> {
        if self.file.shapes.contains_key(target) || target.starts_with("smithy.api#") {
            return Ok(());
        }
        Err(ReadError::new(self.path, place, format!("shape {target:?} is not in the model")))
    }

    fn member(&self, place: &str, name: &str, raw: &RawMember) -> Result<Member, ReadError> {
        self.check(&format!("{place}${name}"), &raw.target)?;
        Ok(Member {
            name: name.to_owned(),
            target: self.local(&raw.target),
            traits: without_documentation(&raw.traits),
            documentation: documentation(&raw.traits),
        })
    }

    fn shape(&self, id: &str, raw: &Raw) -> Result<Option<Shape>, ReadError> {
        let inner = |member: &Option<RawMember>, name: &str| match member {
            Some(member) => self.member(id, name, member),
            None => Err(ReadError::new(self.path, id, format!("{name:?} is missing"))),
        };
        let members = || {
            let read = raw.members.0.iter().map(|(name, member)| self.member(id, name, member));
            read.collect::<Result<Vec<Member>, ReadError>>()
        };
        let value = |member: &RawMember| member.traits.get("smithy.api#enumValue").cloned();
        let kind = match raw.r#type.as_str() {
            "service" | "resource" | "operation" => return Ok(None),
            "list" | "set" => Kind::List(inner(&raw.member, "member")?),
            "map" => Kind::Map(inner(&raw.key, "key")?, inner(&raw.value, "value")?),
            "structure" => Kind::Structure(members()?),
            "union" => Kind::Union(members()?),
            "enum" => {
                let text = |(name, member): &(String, RawMember)| {
                    let value = value(member).and_then(|value| value.as_str().map(str::to_owned));
                    (name.clone(), value.unwrap_or_else(|| name.clone()))
                };
                Kind::Enum(raw.members.0.iter().map(text).collect())
            }
            "intEnum" => {
                let number = |(name, member): &(String, RawMember)| {
                    value(member).and_then(|value| value.as_i64()).map(|value| (name.clone(), value))
                };
                Kind::IntEnum(raw.members.0.iter().filter_map(number).collect())
            }
            simple @ ("string" | "blob" | "boolean" | "byte" | "short" | "integer" | "long" | "float"
            | "double" | "bigInteger" | "bigDecimal" | "timestamp" | "document") => {
                Kind::Simple(simple.to_owned())
            }
            other => return Err(ReadError::new(self.path, id, format!("unknown shape type {other:?}"))),
        };
        let documentation = documentation(&raw.traits);
        Ok(Some(Shape { kind, traits: without_documentation(&raw.traits), documentation }))
    }
}
