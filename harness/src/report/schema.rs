//! The JSON schema of the report, made from the types that are written (feature `schema`).

use schemars::generate::SchemaSettings;

use super::Report;

/// The schema of what [`super::to_json`] writes, by JSON Schema 2020-12, as indented JSON with a final newline.
///
/// Members that it does not name are allowed: reports of later versions may have more.
#[must_use]
pub fn schema() -> String {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let schema = settings.into_generator().into_root_schema_for::<Report>();
    format!("{:#}\n", schema.to_value())
}
