//! One small API for each class of batches, as model and suite file.

use batchspec_harness::generate::Rng;
use serde_json::{Map, Value, json};

/// An API of one class.
pub(super) struct Api {
    pub(super) name: &'static str,
    /// The shapes of input and output, and what they use.
    pub(super) shapes: fn() -> Value,
    /// The batch rule.
    pub(super) rule: &'static str,
    pub(super) effect: &'static str,
}

pub(super) fn text(pattern: &str) -> Value {
    json!({ "type": "string", "traits": { "smithy.api#pattern": pattern } })
}

/// A structure of members: name, target, and whether it is required.
pub(super) fn of(members: &[(&str, &str, bool)]) -> Value {
    let member = |(name, target, required): &(&str, &str, bool)| {
        let traits = if *required { json!({ "smithy.api#required": {} }) } else { json!({}) };
        let target = if target.contains('#') { (*target).to_owned() } else { format!("t#{target}") };
        ((*name).to_owned(), json!({ "target": target, "traits": traits }))
    };
    json!({ "type": "structure", "members": members.iter().map(member).collect::<Map<_, _>>() })
}

pub(super) fn list(element: &str, most: u64) -> Value {
    let length = json!({ "smithy.api#length": { "min": 1, "max": most } });
    json!({ "type": "list", "member": { "target": format!("t#{element}") }, "traits": length })
}

pub(super) fn free_list(element: &str) -> Value {
    json!({ "type": "list", "member": { "target": format!("t#{element}") } })
}

pub(super) const STRING: &str = "smithy.api#String";
pub(super) const NUMBER: &str = "smithy.api#Integer";

impl Api {
    /// The model and the suite file.
    pub(super) fn files(&self) -> (String, String) {
        self.drawn(0)
    }

    /// The same with other ids, other sizes and other members beside the items for each number.
    pub(super) fn drawn(&self, number: u64) -> (String, String) {
        let mut rng = Rng::new(5, "classes", number);
        let mut shapes: Map<String, Value> = Map::new();
        shapes.insert("t#Id".to_owned(), text("^[a-z]{3}[0-9]{3}$"));
        if let Value::Object(own) = (self.shapes)() {
            shapes.extend(own.into_iter().map(|(name, shape)| (format!("t#{name}"), shape)));
        }
        if number > 0 {
            vary(&mut shapes, &mut rng);
        }
        let error = json!({ "smithy.api#error": "client", "smithy.api#httpError": 400 });
        let mut validation = of(&[("message", STRING, false)]);
        validation["traits"] = error.clone();
        shapes.insert("t#ValidationException".to_owned(), validation);
        let mut errors = vec![json!({ "target": "t#ValidationException" })];
        if let Some(rejected) = shapes.get_mut("t#RejectedException") {
            rejected["traits"] = error;
            errors.push(json!({ "target": "t#RejectedException" }));
        }
        let http = json!({ "method": "POST", "uri": "/batch", "code": 200 });
        let operation = json!({ "type": "operation", "input": { "target": "t#In" }, "output": { "target": "t#Out" },
            "errors": errors, "traits": { "smithy.api#http": http } });
        shapes.insert("t#Batch".to_owned(), operation);
        let suite = format!(
            "format = 1\nid = \"class\"\ntitle = \"{}\"\nversion = \"1\"\noperation = \"t#Batch\"\neffect = \"{}\"\n\n{}",
            self.name, self.effect, self.rule
        );
        (json!({ "smithy": "2.0", "shapes": shapes }).to_string(), suite)
    }
}

/// Ids of another form, batches of another size, and members beside the items.
fn vary(shapes: &mut Map<String, Value>, rng: &mut Rng) {
    let ids = [
        text("^[A-Z]{2}[0-9]{9}$"),
        text("^[a-z0-9-]{3,12}$"),
        json!({ "type": "string" }),
        json!({ "type": "string", "traits": { "smithy.api#length": { "min": 1, "max": 40 } } }),
    ];
    shapes.insert("t#Id".to_owned(), ids[rng.below(ids.len())].clone());
    let lengths =
        [json!({}), json!({ "max": 3 }), json!({ "min": 2, "max": 25 }), json!({ "min": 1, "max": 100 })];
    let length = &lengths[rng.below(lengths.len())];
    shapes["t#Items"]["traits"] = json!({ "smithy.api#length": length });
    shapes.insert(
        "t#Mode".to_owned(),
        json!({ "type": "enum", "members": {
        "ONE": { "target": "smithy.api#Unit" }, "TWO": { "target": "smithy.api#Unit" } } }),
    );
    if rng.chance(1, 2) {
        let traits = if rng.chance(1, 2) { json!({ "smithy.api#required": {} }) } else { json!({}) };
        shapes["t#In"]["members"]["mode"] = json!({ "target": "t#Mode", "traits": traits });
    }
}
