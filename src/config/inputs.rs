//! `[inputs.SUITE]` of a configuration file: what a request has beside its items.

use std::sync::Arc;

use batchspec_harness::contract::{Contract, TomlFile, TomlValue as Value};
use batchspec_harness::generate::{Inputs, settled};
use serde_json::{Map, Number, Value as Json};
use toml::de::DeValue;

/// The members of a suite's input that a table gives values for; what they cannot be is told with its line.
///
/// What is said of a whole service is for those of its operations that have such a member.
pub(super) fn inputs(
    file: &mut TomlFile<'_>,
    suite: &Arc<Contract>,
    value: &Value<'_>,
    is_of_service: bool,
) -> Inputs {
    let mut inputs = Inputs::new();
    for (key, value) in file.table(value) {
        let name = key.get_ref().clone().into_owned();
        if is_of_service && !suite.input_members().iter().any(|member| member.name == name) {
            continue;
        }
        let Some(given) = json(file, value) else { continue };
        let one = Inputs::from([(name.clone(), given.clone())]);
        match settled(suite.as_ref().clone(), &one) {
            Ok(_) => {
                inputs.insert(name, given);
            }
            Err(wrong) => wrong.into_iter().for_each(|what| file.wrong(&key.span(), what)),
        }
    }
    inputs
}

/// A value of TOML as one of JSON.
fn json(file: &mut TomlFile<'_>, value: &Value<'_>) -> Option<Json> {
    Some(match value.get_ref() {
        DeValue::String(text) => Json::from(text.as_ref()),
        DeValue::Boolean(flag) => Json::from(*flag),
        DeValue::Integer(integer) => {
            let number = i64::from_str_radix(integer.as_str(), integer.radix()).ok();
            if number.is_none() {
                file.wrong(&value.span(), format!("{} is out of range", integer.as_str()));
            }
            Json::from(number?)
        }
        DeValue::Float(float) => {
            let number = float.as_str().parse::<f64>().ok().and_then(Number::from_f64);
            if number.is_none() {
                file.wrong(&value.span(), "JSON has no such number");
            }
            Json::Number(number?)
        }
        DeValue::Array(array) => {
            Json::Array(array.iter().filter_map(|element| json(file, element)).collect())
        }
        DeValue::Table(table) => {
            let members = table
                .iter()
                .filter_map(|(key, value)| Some((key.get_ref().clone().into_owned(), json(file, value)?)));
            Json::Object(members.collect::<Map<_, _>>())
        }
        DeValue::Datetime(_) => {
            file.wrong_type(
                value,
                "a string, a number, true or false, a list or a table; write times as strings",
            );
            return None;
        }
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use batchspec_harness::contract::{Contract, TomlFile};
    use batchspec_harness::generate::Inputs;
    use batchspec_harness::read_suite;
    use serde_json::json;

    use super::inputs;

    const MODEL: &str = r##"{ "smithy": "2.0", "shapes": {
        "a#Get": { "type": "operation", "input": { "target": "a#Input" },
            "traits": { "smithy.api#http": { "method": "POST", "uri": "/shelves/{shelf}" } } },
        "a#Input": { "type": "structure", "members": {
            "shelf": { "target": "a#Shelf", "traits": { "smithy.api#required": {}, "smithy.api#httpLabel": {} } },
            "depth": { "target": "smithy.api#Integer" } } },
        "a#Shelf": { "type": "string", "traits": { "smithy.api#pattern": "^[a-z]+$" } } } }"##;
    const SUITE: &str = "format = 1\nid = \"shelf\"\ntitle = \"\"\nversion = \"1\"\noperation = \"a#Get\"\neffect = \"reads\"\n";

    fn read(table: &str) -> Result<Inputs, String> {
        let suite: Arc<Contract> = Arc::new(read_suite(SUITE, MODEL).expect("a good suite"));
        let text = format!("[inputs.shelf]\n{table}\n");
        let found = TomlFile::read("batchspec.toml", &text, |file, table| {
            let value = table.get("inputs").and_then(|inputs| inputs.get_ref().get("shelf"));
            value.map(|value| inputs(file, &suite, value, false)).unwrap_or_default()
        });
        found.map_err(|mistakes| mistakes.to_string())
    }

    #[test]
    fn values_are_those_of_json() {
        let expected = Inputs::from([("shelf".to_owned(), json!("tools")), ("depth".to_owned(), json!(3))]);
        assert_eq!(read("shelf = \"tools\"\ndepth = 3"), Ok(expected));
    }

    #[test]
    fn what_no_request_can_have_is_told_with_its_line() {
        assert_eq!(
            read("depth = 3\nshelf = \"Tools\""),
            Err("batchspec.toml: line 3: shelf: input.shelf is text that matches ^[a-z]+$, and \"Tools\" is not so".to_owned())
        );
        assert_eq!(
            read("shelves = 1"),
            Err("batchspec.toml: line 2: shelves is no member of the input of Get: depth, shelf".to_owned())
        );
        assert_eq!(
            read("depth = 2023-07-31"),
            Err("batchspec.toml: line 2: this must be a string, a number, true or false, a list or a table; write times as strings, not datetime".to_owned())
        );
    }
}
