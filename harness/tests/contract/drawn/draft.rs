//! A batch operation drawn at random, as model and suite file.

use batchspec_harness::generate::Rng;
use serde_json::{Map, Value, json};

/// One model under way.
pub(super) struct Draft {
    rng: Rng,
    shapes: Map<String, Value>,
}

impl Draft {
    pub(super) fn new(number: u64) -> Self {
        Self { rng: Rng::new(11, "models", number), shapes: Map::new() }
    }

    fn define(&mut self, name: &str, shape: Value) -> String {
        let id = format!("t#{name}");
        self.shapes.insert(id.clone(), shape);
        id
    }

    fn one_of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.rng.below(choices.len())]
    }

    fn member(&mut self, target: &str, required: bool) -> Value {
        let traits = if required { json!({ "smithy.api#required": {} }) } else { json!({}) };
        json!({ "target": target, "traits": traits })
    }

    /// An id: any text, bounded, by a pattern, or both; with the pool of the suite file, where it needs one.
    fn key(&mut self, name: &str) -> (String, Option<&'static str>) {
        let (traits, pool) = self
            .one_of(&[
                (json!({}), None),
                (json!({}), Some("[a-z]{3}[0-9]{3}")),
                (json!({ "smithy.api#length": { "min": 1, "max": 64 } }), None),
                (json!({ "smithy.api#length": { "max": 12 } }), Some("[a-z]{2,12}")),
                (json!({ "smithy.api#pattern": "^[A-Z]{2}[0-9]{9}$" }), Some("[A-Z]{2}[0-9]{9}")),
                (json!({ "smithy.api#pattern": "[0-9]{12}" }), Some("[0-9]{12}")),
                (json!({ "smithy.api#pattern": "^[a-z0-9-]+$", "smithy.api#length": { "min": 3, "max": 20 } }), None),
                (json!({ "smithy.api#pattern": "^arn:[a-z]+:[0-9]+$" }), None),
            ])
            .clone();
        let shape = match self.rng.below(12) {
            0 => json!({ "type": "enum", "members": {
                "ONE": { "target": "smithy.api#Unit" }, "TWO": { "target": "smithy.api#Unit" },
                "THREE": { "target": "smithy.api#Unit" } } }),
            1 => json!({ "type": "integer" }),
            2 => json!({ "type": "string", "traits": { "smithy.api#pattern": "^[AB]$" } }),
            _ => {
                let id = self.define(name, json!({ "type": "string", "traits": traits }));
                return (id, pool);
            }
        };
        let (id, pool) = (self.define(name, shape), None);
        (id, pool)
    }

    /// Any shape at all, at most so deep.
    fn shape(&mut self, name: &str, depth: usize) -> String {
        let kinds = if depth == 0 { 9 } else { 14 };
        let shape = match self.rng.below(kinds) {
            0 => json!({ "type": "string" }),
            1 => json!({ "type": "string", "traits": { "smithy.api#length": { "min": 1, "max": 5 } } }),
            2 => json!({ "type": "enum", "members": {
                "ONE": { "target": "smithy.api#Unit" }, "TWO": { "target": "smithy.api#Unit" } } }),
            3 => json!({ "type": "integer", "traits": { "smithy.api#range": { "min": 0, "max": 9 } } }),
            4 => json!({ "type": "boolean" }),
            5 => json!({ "type": "timestamp" }),
            6 => json!({ "type": "double", "traits": { "smithy.api#range": { "max": 1.5 } } }),
            7 => json!({ "type": "blob" }),
            8 => json!({ "type": "document" }),
            9 | 10 => {
                let inner = self.shape(&format!("{name}Inner"), depth - 1);
                let other = self.shape(&format!("{name}Other"), depth - 1);
                let (first, second) = (self.rng.chance(1, 2), self.rng.chance(1, 2));
                let (inner, other) = (self.member(&inner, first), self.member(&other, second));
                json!({ "type": "structure", "members": { "inner": inner, "other": other } })
            }
            11 => {
                let element = self.shape(&format!("{name}Element"), depth - 1);
                let length = self.one_of(&[json!({}), json!({ "smithy.api#length": { "max": 4 } })]).clone();
                json!({ "type": "list", "member": { "target": element }, "traits": length })
            }
            12 => {
                let value = self.shape(&format!("{name}Value"), depth - 1);
                json!({ "type": "map", "key": { "target": "smithy.api#String" }, "value": { "target": value } })
            }
            _ => {
                let one = self.shape(&format!("{name}This"), depth - 1);
                let other = self.shape(&format!("{name}That"), depth - 1);
                json!({ "type": "union", "members": { "this": { "target": one }, "that": { "target": other } } })
            }
        };
        self.define(name, shape)
    }

    fn structure(&mut self, name: &str, members: Vec<(&str, String, bool)>) -> String {
        let members: Map<String, Value> = members
            .into_iter()
            .map(|(name, target, required)| (name.to_owned(), self.member(&target, required)))
            .collect();
        self.define(name, json!({ "type": "structure", "members": members }))
    }

    /// The request; returns the place of its items, the member with their key and the pool.
    fn input(&mut self, key: &str) -> (&'static str, &'static str) {
        let is_structure = self.rng.chance(1, 2);
        let item = if is_structure {
            let mut members = vec![("key", key.to_owned(), true)];
            for name in ["extra", "more"] {
                if self.rng.chance(1, 2) {
                    let shape = self.shape(&format!("Item{name}"), 1);
                    members.push((name, shape, self.rng.chance(1, 2)));
                }
            }
            self.structure("Item", members)
        } else {
            key.to_owned()
        };
        let length = self
            .one_of(&[
                json!({}),
                json!({ "min": 1, "max": 20 }),
                json!({ "min": 0, "max": 100 }),
                json!({ "max": 3 }),
                json!({ "min": 1 }),
                json!({ "min": 2, "max": 2 }),
                json!({ "min": 1, "max": 1 }),
            ])
            .clone();
        let mut traits = json!({ "smithy.api#length": length });
        if self.rng.chance(1, 4) {
            traits["smithy.api#uniqueItems"] = json!({});
        }
        let items =
            self.define("Items", json!({ "type": "list", "member": { "target": item }, "traits": traits }));
        let is_required = self.rng.chance(2, 3);
        let mut members = Vec::new();
        let place = if self.rng.chance(1, 4) {
            let order = self.structure("Order", vec![("lines", items, is_required)]);
            members.push(("order", order, self.rng.chance(1, 2)));
            "input.order.lines"
        } else {
            members.push(("ids", items, is_required));
            "input.ids"
        };
        for name in ["mode", "filter"] {
            if self.rng.chance(1, 3) {
                let shape = self.shape(&format!("Input{name}"), 2);
                members.push((name, shape, self.rng.chance(1, 3)));
            }
        }
        self.structure("In", members);
        (place, if is_structure { "key" } else { "" })
    }

    /// The answer; returns the lines of the suite file about it.
    fn output(&mut self, key: &str) -> String {
        let content = self.shape("Content", 2);
        let entry = self.structure("Entry", vec![("id", key.to_owned(), true), ("content", content, false)]);
        let succeeded = self.collection("Found", key, &entry);
        let code = self.define("Code", json!({ "type": "string" }));
        let failure = self.structure("Failure", vec![("id", key.to_owned(), true), ("code", code, true)]);
        let failed = self.rng.chance(3, 4).then(|| self.collection("Failed", key, &failure));
        let mut members = vec![("found", "t#Found".to_owned(), self.rng.chance(1, 2))];
        let line = |name: &str, is_map: bool, rest: &str| match is_map {
            true => format!("{name} = {{ place = \"output.{name}{{}}\"{rest} }}\n"),
            false => format!("{name} = {{ place = \"output.{name}[]\", key = \"id\"{rest} }}\n"),
        };
        let mut lines = line("found", succeeded, "").replacen("found", "succeeded", 1);
        if let Some(failed) = failed {
            members.push(("failed", "t#Failed".to_owned(), self.rng.chance(1, 2)));
            lines.push_str(&line("failed", failed, ", code = \"code\""));
        }
        self.structure("Out", members);
        lines
    }

    /// A list or map of entries; whether it is a map.
    fn collection(&mut self, name: &str, key: &str, entry: &str) -> bool {
        let is_text = self.shapes[key]["type"] != "integer";
        let is_map = is_text && self.rng.chance(1, 3);
        let shape = match is_map {
            true => json!({ "type": "map", "key": { "target": key }, "value": { "target": entry } }),
            false => json!({ "type": "list", "member": { "target": entry } }),
        };
        self.define(name, shape);
        is_map
    }

    /// The model and the suite file.
    pub(super) fn finished(mut self) -> (String, String) {
        let (key, pool) = self.key("Key");
        let (place, item_key) = self.input(&key);
        let answers = self.output(&key);
        let status = *self.one_of(&[400, 422]);
        let mut errors = Vec::new();
        if self.rng.chance(3, 4) {
            let traits = json!({ "smithy.api#error": "client", "smithy.api#httpError": status });
            let message = self.member("smithy.api#String", false);
            let error = json!({ "type": "structure", "members": { "message": message }, "traits": traits });
            errors.push(json!({ "target": self.define("ValidationException", error) }));
        }
        let http = json!({ "method": self.one_of(&["POST", "PUT"]), "uri": "/things/batch", "code": 200 });
        let operation = json!({ "type": "operation", "input": { "target": "t#In" }, "output": { "target": "t#Out" },
            "errors": errors, "traits": { "smithy.api#http": http } });
        self.define("BatchGet", operation);
        let values = pool.map_or_else(String::new, |pool| {
            format!(
                "\n[[value]]\nplace = \"{place}[]{}{item_key}\"\npool = '{pool}'\n",
                if item_key.is_empty() { "" } else { "." }
            )
        });
        let suite = format!(
            "format = 1\nid = \"drawn\"\ntitle = \"Drawn\"\nversion = \"1\"\noperation = \"t#BatchGet\"\n\
             effect = \"reads\"\n\n[batch]\nitems = \"{place}\"\nitem_key = \"{item_key}\"\n{answers}{values}"
        );
        (json!({ "smithy": "2.0", "shapes": self.shapes }).to_string(), suite)
    }
}
