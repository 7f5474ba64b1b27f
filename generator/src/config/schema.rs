//! The JSON Schema of `oasmith.toml`, derived from what reads it. Editors complete and check by it, and so does
//! [`super::keys`]: what is known is said once.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use super::Config;

/// The name of the file that has the schema, beside the configuration.
pub const FILE_NAME: &str = "oasmith.schema.json";

/// How the schema calls itself, by which `oasmith init` knows its own file.
pub const TITLE: &str = "The configuration of oasmith";

/// The schema.
pub fn value() -> Value {
    // Editors of TOML know this draft best. Each part is used in one place, where it can as well stand.
    let settings = SchemaSettings::draft07().with(|settings| settings.inline_subschemas = true);
    settings.with_transform(RecursiveTransform(tidy)).into_generator().into_root_schema_for::<Config>().into()
}

/// The schema as the text of its file.
pub fn text() -> String {
    format!("{:#}\n", value())
}

/// A table of dependencies, of which Cargo knows more.
pub(super) fn dependencies(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "object", "additionalProperties": { "type": ["string", "object"] } })
}

/// TOML has no `null`, and no integers of some size; that nothing is set by default need not be said; and the lines of a
/// comment are one paragraph.
fn tidy(schema: &mut Schema) {
    schema.remove("format");
    let says_nothing = |default: &Value| match default {
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        // What is in a table says so itself.
        Value::Null | Value::Object(_) => true,
        Value::Bool(_) | Value::Number(_) => false,
    };
    if schema.get("default").is_some_and(says_nothing) {
        schema.remove("default");
    }
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|ty| ty != "null");
        if let [only] = &types[..] {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::String(description)) = schema.get_mut("description") {
        *description = description.replace('\n', " ");
    }
}
