//! Schemas, from JSON Schema as OpenAPI 3.1 has it (and from the drafts before) to the part of it that 3.0 knows.
//!
//! It acts by what it sees, whatever the version of the document, since people write the keywords of every version
//! into documents of every other. What neither 3.0 nor Rust's types can say ([`DROPPED`]) is left out: such a keyword
//! only narrows the values, so the types hold all of them without it.

mod applicators;
mod repair;
#[cfg(test)]
mod tests;
mod types;

use serde_json::{Map, Value, json};

use super::Rewriting;
use super::private::CONTENT_SCHEMA;
use crate::grammar::{Kind, Path};
use crate::media_type::{essence, is_json, is_xml};

/// Keywords that are done with, or that only narrow the values.
const DROPPED: &[&str] = &[
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$id",
    "$schema",
    "$vocabulary",
    "additionalItems",
    "contains",
    "contentSchema",
    "definitions",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "if",
    "maxContains",
    "minContains",
    "patternProperties",
    "prefixItems",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// Rewrites one schema; those inside it follow when the walk comes to them.
pub(super) fn rewrite(value: &mut Value, path: &Path<'_>, rewriting: &mut Rewriting<'_>) {
    match value {
        // `additionalProperties` has had truth values all along.
        Value::Bool(_) if path.key() == Some((Kind::Schema, "additionalProperties")) => {}
        Value::Bool(anything) => *value = if *anything { json!({}) } else { json!({ "not": {} }) },
        Value::String(text) => *value = repair::word(&text.clone(), path, rewriting),
        Value::Object(map) if !map.contains_key("$ref") => {
            repair::rewrite(map, path, rewriting);
            // Most schemas say nothing that 3.0 could not.
            if map.iter().any(|(key, value)| is_later(key, value)) {
                towards_3_0(map, path, rewriting);
            }
        }
        _ => {}
    }
}

fn towards_3_0(map: &mut Map<String, Value>, path: &Path<'_>, rewriting: &mut Rewriting<'_>) {
    types::constant(map, path, rewriting);
    types::alternatives_of_constants(map);
    types::rewrite(map, path, rewriting);
    applicators::items(map, path, rewriting);
    applicators::properties(map, path, rewriting);
    limit(map, "minimum", "exclusiveMinimum", |limit, other| limit >= other);
    limit(map, "maximum", "exclusiveMaximum", |limit, other| limit <= other);
    content(map);
    example(map);
    map.retain(|key, _| !DROPPED.contains(&key.as_str()));
}

/// Whether this is not how 3.0 says it.
fn is_later(key: &str, value: &Value) -> bool {
    match key {
        "type" => value.is_array() || value == "null",
        "items" => value.is_array(),
        "properties" => value.as_object().is_some_and(|properties| properties.values().any(|schema| *schema == false)),
        "oneOf" | "anyOf" => value.as_array().is_some_and(|list| list.iter().any(|one| one.get("const").is_some())),
        "exclusiveMinimum" | "exclusiveMaximum" => value.is_number(),
        "const" | "contentEncoding" | "contentMediaType" | "examples" => true,
        key => DROPPED.contains(&key),
    }
}

/// An exclusive limit is a number of its own since 3.1, and says whether the other one is exclusive before.
fn limit(map: &mut Map<String, Value>, inclusive: &str, exclusive: &str, is_stricter: fn(f64, f64) -> bool) {
    let Some(limit @ Value::Number(_)) = map.get(exclusive) else { return };
    let limit = limit.clone();
    let other = map.get(inclusive).and_then(Value::as_f64);
    let counts = other.is_none_or(|other| limit.as_f64().is_none_or(|limit| is_stricter(limit, other)));
    if counts {
        map.insert(inclusive.to_owned(), limit);
        map.insert(exclusive.to_owned(), true.into());
    } else {
        map.shift_remove(exclusive);
    }
}

/// How a string holds what is no text: a format in 3.0 (3.1.0, section 4.8.24.4.1, "Considerations for File Uploads").
fn content(map: &mut Map<String, Value>) {
    let text = |value: Option<Value>| value.and_then(|value| value.as_str().map(str::to_ascii_lowercase));
    let encoding = text(map.shift_remove("contentEncoding"));
    let media_type = text(map.shift_remove("contentMediaType"));
    if encoding.is_none() && media_type.is_none() || map.get("type").is_some_and(|ty| ty != "string") {
        return;
    }
    let format = match (encoding.as_deref(), media_type.as_deref()) {
        (Some("base64"), _) => Some("byte"),
        (Some("base64url"), _) => Some("base64url"),
        (None | Some("binary"), Some(media_type)) => (!is_text(media_type)).then_some("binary"),
        _ => None,
    };
    map.insert("type".to_owned(), "string".into());
    if let Some(format) = format {
        map.entry("format").or_insert_with(|| format.into());
    }
    if media_type.is_some_and(|media_type| is_json(&media_type))
        && let Some(schema) = map.shift_remove("contentSchema")
    {
        map.insert(CONTENT_SCHEMA.to_owned(), schema);
    }
}

fn is_text(media_type: &str) -> bool {
    let essence = essence(media_type);
    let is_named = ["json", "yaml", "javascript"].iter().any(|end| essence.ends_with(end));
    essence.starts_with("text/") || is_xml(&essence) || is_named
}

/// `examples` are a list since 3.1; the first one is the example. Real documents also have them by name.
fn example(map: &mut Map<String, Value>) {
    let first = match map.shift_remove("examples") {
        Some(Value::Array(list)) => list.into_iter().next(),
        Some(Value::Object(named)) => {
            let named = named.into_iter().next();
            named.map(|(_, mut example)| example.get_mut("value").map(Value::take).unwrap_or(example))
        }
        _ => None,
    };
    if let Some(first) = first {
        map.entry("example").or_insert(first);
    }
}
