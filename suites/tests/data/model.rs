//! A small walker over a Smithy JSON AST: every place of an operation, and every constraint on it.

use std::collections::{BTreeMap, BTreeSet};

use batchspec_suites::SuiteFiles;
use serde_json::Value;

/// A place's type, and for strings what the model says about them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Place {
    pub(crate) kind: String,
    pub(crate) pattern: Option<String>,
    pub(crate) length: Option<(u64, u64)>,
}

/// All places of one operation, and all constraints as `place:kind`.
#[derive(Debug, Default)]
pub(crate) struct Operation {
    pub(crate) places: BTreeMap<String, Place>,
    pub(crate) constraints: BTreeSet<String>,
}

struct Walker<'a> {
    shapes: &'a Value,
    found: Operation,
}

const NO_TRAITS: &Value = &Value::Null;

pub(crate) fn operation(files: &SuiteFiles, name: &str) -> Operation {
    let model: Value = serde_json::from_str(files.model_json).expect("the model is JSON");
    let mut walker = Walker { shapes: &model["shapes"], found: Operation::default() };
    let shape = walker.shape(name);
    assert_eq!(shape["type"], "operation", "{name}");
    for (root, member) in [("input", "input"), ("output", "output")] {
        let target = shape[member]["target"].as_str().expect("a target");
        walker.value(root, target, NO_TRAITS);
    }
    for error in shape["errors"].as_array().expect("errors") {
        let target = error["target"].as_str().expect("a target");
        let name = target.split_once('#').expect("an absolute shape id").1;
        let place = format!("error.{name}");
        assert!(walker.shape(target)["traits"]["smithy.api#httpError"].is_u64(), "{target} has no status");
        walker.add(&place, "status");
        walker.value(&place, target, NO_TRAITS);
    }
    walker.found
}

/// The method and the path of an operation.
pub(crate) fn request_line(files: &SuiteFiles, name: &str) -> (String, String) {
    let model: Value = serde_json::from_str(files.model_json).expect("the model is JSON");
    let http = &model["shapes"][name]["traits"]["smithy.api#http"];
    let said = |of: &str| http[of].as_str().unwrap_or_else(|| panic!("{name} has no {of}")).to_owned();
    (said("method"), said("uri"))
}

/// Shape ids that nothing leads to from the service.
pub(crate) fn unreachable_shapes(files: &SuiteFiles) -> Vec<String> {
    let model: Value = serde_json::from_str(files.model_json).expect("the model is JSON");
    let shapes = model["shapes"].as_object().expect("shapes");
    let mut open: Vec<String> =
        shapes.iter().filter(|(_, shape)| shape["type"] == "service").map(|(id, _)| id.clone()).collect();
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if id.starts_with("smithy.api#") || !seen.insert(id.clone()) {
            continue;
        }
        targets(shapes.get(&id).unwrap_or_else(|| panic!("{id} is no shape of the model")), &mut open);
    }
    shapes.keys().filter(|id| !seen.contains(*id)).cloned().collect()
}

fn targets(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(id) if name == "target" => found.push(id.clone()),
                    inner => targets(inner, found),
                }
            }
        }
        Value::Array(elements) => elements.iter().for_each(|element| targets(element, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

impl Walker<'_> {
    fn shape(&self, id: &str) -> Value {
        if let Some(simple) = id.strip_prefix("smithy.api#") {
            return serde_json::json!({ "type": simple.to_lowercase() });
        }
        let shape = &self.shapes[id];
        assert!(shape.is_object(), "{id} is no shape of the model");
        shape.clone()
    }

    fn add(&mut self, place: &str, kind: &str) {
        self.found.constraints.insert(format!("{place}:{kind}"));
    }

    fn value(&mut self, place: &str, target: &str, member_traits: &Value) {
        let shape = self.shape(target);
        let kind = shape["type"].as_str().expect("a type").to_owned();
        let trait_of = |name: &str| {
            [&member_traits[name], &shape["traits"][name]].into_iter().find(|value| !value.is_null()).cloned()
        };
        let length = trait_of("smithy.api#length").map(|length| {
            let bound = |name: &str, open: u64| length[name].as_u64().unwrap_or(open);
            (bound("min", 0), bound("max", u64::MAX))
        });
        let pattern = trait_of("smithy.api#pattern").map(|p| p.as_str().expect("a pattern").to_owned());
        self.add(place, "type");
        if let Some((min, max)) = length {
            if min > 0 {
                self.add(place, "length-min");
            }
            if max < u64::MAX {
                self.add(place, "length-max");
            }
        }
        if pattern.is_some() {
            self.add(place, "pattern");
        }
        match kind.as_str() {
            "structure" => self.members(place, &shape),
            "list" => self.element(&format!("{place}[]"), &shape["member"]),
            "map" => {
                let key = shape["key"]["target"].as_str().expect("a key");
                self.value(&format!("{place}{{key}}"), key, &shape["key"]["traits"]);
                self.element(&format!("{place}{{}}"), &shape["value"]);
            }
            "enum" | "timestamp" | "document" => self.add(place, &kind),
            "string" | "integer" => {}
            other => panic!("{place}: the walker knows no {other}"),
        }
        self.found.places.insert(place.to_owned(), Place { kind, pattern, length });
    }

    fn element(&mut self, place: &str, member: &Value) {
        self.add(place, "null");
        self.value(place, member["target"].as_str().expect("a target"), &member["traits"]);
    }

    fn members(&mut self, place: &str, shape: &Value) {
        for (name, member) in shape["members"].as_object().expect("members") {
            let place = format!("{place}.{name}");
            let traits = &member["traits"];
            if !traits["smithy.api#httpHeader"].is_null() {
                self.add(&place, "header");
                continue;
            }
            if !traits["smithy.api#required"].is_null() {
                self.add(&place, "required");
            }
            self.add(&place, "null");
            self.value(&place, member["target"].as_str().expect("a target"), traits);
        }
    }
}
