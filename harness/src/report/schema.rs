//! The JSON schemas of the report and of the lines that tell of a run, made from the types that are written (feature
//! `schema`).

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;

use super::Report;
use super::formats::Happening;

/// The schema of what [`super::to_json`] writes, by JSON Schema 2020-12, as indented JSON with a final newline.
///
/// Members that it does not name are allowed: reports of later versions may have more.
#[must_use]
pub fn schema() -> String {
    schema_of::<Report>()
}

/// The schema of each line that [`super::to_ndjson`] writes, in the same form.
#[must_use]
pub fn line_schema() -> String {
    schema_of::<Happening<'_>>()
}

fn schema_of<T: JsonSchema>() -> String {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let schema = settings.into_generator().into_root_schema_for::<T>();
    format!("{:#}\n", schema.to_value())
}
