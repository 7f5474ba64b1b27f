//! What real schemas get wrong in a way that leaves no doubt about what is meant.

use serde_json::{Map, Number, Value, json};

use super::super::{Rewriting, repair};
use crate::grammar::Path;

/// Types that OpenAPI does not have, and the type, with its format, that they plainly are. Those of dates get no
/// format: who does not know the names of the types does not promise RFC 3339 either.
const ALIASES: &[(&str, &str, Option<&str>)] = &[
    ("bool", "boolean", None),
    ("byte", "string", Some("byte")),
    ("date", "string", None),
    ("date-time", "string", None),
    ("datetime", "string", None),
    ("decimal", "number", None),
    ("dict", "object", None),
    ("double", "number", Some("double")),
    ("email", "string", Some("email")),
    ("file", "string", Some("binary")),
    ("float", "number", Some("float")),
    ("hash", "object", None),
    ("int", "integer", None),
    ("int32", "integer", Some("int32")),
    ("int64", "integer", Some("int64")),
    ("list", "array", None),
    ("long", "integer", Some("int64")),
    ("map", "object", None),
    ("nil", "null", None),
    ("none", "null", None),
    ("numeric", "number", None),
    ("str", "string", None),
    ("text", "string", None),
    ("uri", "string", Some("uri")),
    ("url", "string", Some("uri")),
    ("uuid", "string", None),
];

const TYPES: &[&str] = &["string", "number", "integer", "boolean", "array", "object", "null"];

/// Puts the keywords of one schema right.
pub(super) fn rewrite(map: &mut Map<String, Value>, path: &Path<'_>, rewriting: &mut Rewriting<'_>) {
    types(map, path, rewriting);
    required(map, path, rewriting);
    values(map);
    repair::documentation(map);
    let mut is_empty = false;
    for (key, value) in map.iter_mut() {
        keyword(key, value);
        is_empty |= is_empty_list(key, value);
    }
    if is_empty {
        map.retain(|key, value| !is_empty_list(key, value));
    }
}

/// Alternatives or parts of which there are none.
fn is_empty_list(key: &str, value: &Value) -> bool {
    matches!(key, "allOf" | "oneOf" | "anyOf") && value.as_array().is_some_and(Vec::is_empty)
}

/// Values that are written as another kind of JSON than they are.
fn keyword(key: &str, value: &mut Value) {
    match key {
        "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" => count(value),
        "minimum" | "maximum" | "multipleOf" => number(value),
        "exclusiveMinimum" | "exclusiveMaximum" => {
            number(value);
            repair::flag(value);
        }
        "nullable" | "readOnly" | "writeOnly" | "deprecated" | "uniqueItems" | "additionalProperties" => {
            repair::flag(value);
        }
        "allOf" | "oneOf" | "anyOf" if value.is_object() => *value = json!([value.take()]),
        // Swagger 2.0 has the name of the property alone (2.0, "Schema Object").
        "discriminator" if value.is_string() => *value = json!({ "propertyName": value.take() }),
        _ => {}
    }
}

fn number(value: &mut Value) {
    if let Some(number) = value.as_str().and_then(|text| text.trim().parse::<Number>().ok()) {
        *value = Value::Number(number);
    }
}

/// A count that is written as text or with a fraction of nothing.
fn count(value: &mut Value) {
    let number = match value {
        Value::String(text) => text.trim().parse::<f64>().ok(),
        Value::Number(number) if number.is_f64() => number.as_f64(),
        _ => None,
    };
    // Beyond this, a double is no longer one count.
    if let Some(number) = number.filter(|number| number.fract() == 0.0 && (0.0..9e15).contains(number)) {
        *value = Value::from(number as u64);
    }
}

/// A schema that is a word: a type, or the name of a component.
pub(super) fn word(word: &str, path: &Path<'_>, rewriting: &mut Rewriting<'_>) -> Value {
    let named = match word.rsplit_once('/') {
        Some((_, name)) => name,
        None => word,
    };
    let schema = if rewriting.schemas.contains(named) {
        json!({ "$ref": format!("#/components/schemas/{}", named.replace('~', "~0")) })
    } else {
        json!({ "type": word })
    };
    rewriting.repaired(
        path.pointer(),
        format!("a schema is an object, but this is only `{word}`"),
        format!("write `{schema}`, which it is taken for"),
    );
    schema
}

fn types(map: &mut Map<String, Value>, path: &Path<'_>, rewriting: &mut Rewriting<'_>) {
    match map.get_mut("type") {
        Some(Value::Array(types)) => {
            for ty in types {
                if let Some((name, _)) = ty.as_str().and_then(recognised) {
                    *ty = name.into();
                }
            }
        }
        Some(Value::String(ty)) if !TYPES.contains(&ty.as_str()) => {
            let written = ty.clone();
            let Some((name, format)) = recognised(&written) else {
                return component(map, &written, path, rewriting);
            };
            *ty = name.to_owned();
            if let Some(format) = format {
                map.entry("format").or_insert_with(|| format.into());
            }
            if name.is_empty() {
                map.shift_remove("type");
            }
            if written.trim().to_ascii_lowercase() != name {
                let what = if name.is_empty() { "any value".to_owned() } else { format!("`{name}`") };
                let message = format!("`{written}` is no type of OpenAPI");
                rewriting.repaired(path.pointer().child("type"), message, format!("it is taken for {what}"));
            }
        }
        _ => {}
    }
}

/// The type that a word plainly means, empty for any, and its format.
fn recognised(word: &str) -> Option<(&'static str, Option<&'static str>)> {
    let word = word.trim().to_ascii_lowercase();
    if let Some(ty) = TYPES.iter().find(|ty| **ty == word) {
        return Some((ty, None));
    }
    if matches!(word.as_str(), "any" | "mixed" | "") {
        return Some(("", None));
    }
    let alias = ALIASES.iter().find(|(alias, ..)| *alias == word);
    alias.map(|(_, ty, format)| (*ty, *format))
}

/// A type that is the name of a component is a reference to it. All others are for lowering to report.
fn component(map: &mut Map<String, Value>, name: &str, path: &Path<'_>, rewriting: &mut Rewriting<'_>) {
    if !rewriting.schemas.contains(name) || map.contains_key("properties") || map.contains_key("allOf") {
        return;
    }
    let reference = format!("#/components/schemas/{}", name.replace('~', "~0"));
    map.shift_remove("type");
    map.insert("allOf".to_owned(), json!([{ "$ref": reference }]));
    let message = format!("`{name}` is a schema, not a type");
    rewriting.repaired(path.pointer().child("type"), message, format!("write `$ref: '{reference}'`"));
}

/// `required` is a list of the names of properties, and stands beside them; before JSON Schema's fourth draft it was
/// a truth value in each property.
fn required(map: &mut Map<String, Value>, path: &Path<'_>, rewriting: &mut Rewriting<'_>) {
    match map.get_mut("required") {
        Some(Value::Bool(_)) => _ = map.shift_remove("required"),
        Some(name @ Value::String(_)) => {
            let truth = matches!(name.as_str(), Some("true" | "false"));
            *name = json!([name.take()]);
            if truth {
                map.shift_remove("required");
            }
        }
        Some(Value::Array(names)) => names.retain(|name| !name.is_array() && !name.is_object() && !name.is_null()),
        _ => {}
    }
    let Some(Value::Object(properties)) = map.get_mut("properties") else { return };
    let mut marked = Vec::new();
    for (name, property) in properties {
        let Value::Object(property) = property else { continue };
        let flag = match property.get("required") {
            Some(Value::Bool(flag)) => *flag,
            Some(Value::String(flag)) if flag == "true" => true,
            _ => continue,
        };
        property.shift_remove("required");
        if flag {
            marked.push(name.clone());
        }
    }
    if marked.is_empty() {
        return;
    }
    for name in &marked {
        let at = path.pointer().descend(["properties", name, "required"]);
        let message = "`required` is no truth value: it lists the properties that an object must have";
        rewriting.repaired(at, message, format!("write `required: [{name}]` beside `properties`"));
    }
    let Value::Array(names) = map.entry("required").or_insert_with(|| json!([])) else { return };
    for name in marked {
        if !names.iter().any(|known| *known == name) {
            names.push(name.into());
        }
    }
}

/// `enum` is a list, of values of the schema's type.
fn values(map: &mut Map<String, Value>) {
    let ty = map.get("type").and_then(Value::as_str).map(str::to_owned);
    match map.get_mut("enum") {
        Some(Value::Array(values)) => {
            for value in values {
                let fitting = match (ty.as_deref(), &*value) {
                    (Some("string"), Value::Number(_) | Value::Bool(_)) => Some(value.to_string().into()),
                    (Some("integer" | "number"), Value::String(text)) => text.parse().ok().map(Value::Number),
                    (Some("boolean"), Value::String(text)) => text.parse().ok().map(Value::Bool),
                    _ => None,
                };
                if let Some(fitting) = fitting {
                    *value = fitting;
                }
            }
        }
        Some(Value::Object(named)) => {
            let names = named.keys().cloned().collect();
            map.insert("enum".to_owned(), names);
        }
        Some(scalar) => *scalar = json!([scalar.take()]),
        None => {}
    }
}
