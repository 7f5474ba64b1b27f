//! What `type`, `const` and `enum` say of the kind of a value.

use serde_json::{Map, Value, json};

use super::super::Rewriting;
use crate::grammar::Path;

/// The keywords that say something of the values of one type only.
const KEYWORDS: &[(&str, &[&str])] = &[
    ("string", STRING),
    ("number", NUMERIC),
    ("integer", NUMERIC),
    ("boolean", &[]),
    ("array", ARRAY),
    ("object", OBJECT),
];

const STRING: &[&str] = &["pattern", "minLength", "maxLength", "contentEncoding", "contentMediaType", "contentSchema"];

const ARRAY: &[&str] =
    &["items", "prefixItems", "additionalItems", "unevaluatedItems", "minItems", "maxItems", "uniqueItems"];

const OBJECT: &[&str] = &[
    "properties",
    "required",
    "additionalProperties",
    "patternProperties",
    "unevaluatedProperties",
    "dependentSchemas",
    "dependencies",
    "then",
    "else",
    "minProperties",
    "maxProperties",
];

const NUMERIC: &[&str] = &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];

/// A list of types, of which 3.0 has one, and `null`, which it does not have.
pub(super) fn rewrite(map: &mut Map<String, Value>, path: &Path<'_>, rewriting: &mut Rewriting<'_>) {
    let mut types: Vec<String> = match map.get("type") {
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(Value::String(ty)) if ty == "null" => vec![ty.clone()],
        _ => return,
    };
    map.shift_remove("type");
    if types.iter().any(|ty| ty == "null") {
        map.insert("nullable".to_owned(), true.into());
    }
    let nothing_else = !types.is_empty() && types.iter().all(|ty| ty == "null");
    types.retain(|ty| ty != "null");
    if types.iter().any(|ty| ty == "number") {
        types.retain(|ty| ty != "integer");
    }
    if let Some(Value::Array(values)) = map.get("enum") {
        types.retain(|ty| values.iter().any(|value| is_of(value, ty)));
    }
    let mut seen = std::collections::BTreeSet::new();
    types.retain(|ty| seen.insert(ty.clone()));
    match &types[..] {
        [] if nothing_else => {
            // The way to write in 3.0 what only `null` fits.
            map.insert("enum".to_owned(), json!([null]));
        }
        [] => {}
        [only] => {
            map.insert("type".to_owned(), only.as_str().into());
        }
        // What stands beside an alternative or a part narrows the values that these have told already.
        _ if ["oneOf", "anyOf", "allOf"].iter().any(|key| map.contains_key(*key)) => {}
        several => split(map, several, path, rewriting),
    }
}

/// One alternative for each type, with the keywords that belong to it.
fn split(map: &mut Map<String, Value>, types: &[String], path: &Path<'_>, rewriting: &mut Rewriting<'_>) {
    let values = map.shift_remove("enum");
    let format = map.shift_remove("format");
    let mut alternatives = Vec::new();
    for (index, ty) in types.iter().enumerate() {
        let mut alternative = Map::from_iter([("type".to_owned(), ty.as_str().into())]);
        let keywords = KEYWORDS.iter().find(|(of, _)| of == ty).map_or(&[][..], |(_, keywords)| keywords);
        for keyword in keywords {
            if let Some(value) = map.get(*keyword) {
                alternative.insert((*keyword).to_owned(), value.clone());
            }
        }
        if let Some(format) = format.as_ref().and_then(Value::as_str)
            && ty == type_of_format(format)
        {
            alternative.insert("format".to_owned(), format.into());
        }
        if let Some(Value::Array(values)) = &values {
            let own: Vec<Value> = values.iter().filter(|value| is_of(value, ty)).cloned().collect();
            alternative.insert("enum".to_owned(), own.into());
        }
        let at = path.pointer();
        rewriting.moves.record(at.child("anyOf").child(index), at);
        alternatives.push(Value::Object(alternative));
    }
    map.retain(|key, _| !KEYWORDS.iter().any(|(_, keywords)| keywords.contains(&key.as_str())));
    map.insert("anyOf".to_owned(), alternatives.into());
}

/// The type whose values have a format, where a schema allows several.
fn type_of_format(format: &str) -> &'static str {
    match format {
        "int8" | "int16" | "int32" | "int64" | "uint8" | "uint16" | "uint32" | "uint64" => "integer",
        "float" | "double" | "decimal" => "number",
        _ => "string",
    }
}

fn is_of(value: &Value, ty: &str) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(_) => ty == "boolean",
        Value::Number(number) => ty == "number" || ty == "integer" && !number.is_f64(),
        Value::String(_) => ty == "string",
        Value::Array(_) => ty == "array",
        Value::Object(_) => ty == "object",
    }
}

/// `const` is an `enum` of one value; of an object, each of its properties is constant.
pub(super) fn constant(map: &mut Map<String, Value>, path: &Path<'_>, rewriting: &mut Rewriting<'_>) {
    let Some(value) = map.shift_remove("const") else { return };
    let ty = match &value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if !map.get("type").is_some_and(|written| written == "number" && ty == "integer") {
        map.insert("type".to_owned(), ty.into());
    }
    match value {
        // What there is to say of these is in the type. Lists of constants have none of their own.
        Value::Null | Value::Array(_) => {}
        Value::Object(properties) => {
            let at = path.pointer();
            rewriting.moves.record(at.child("properties"), at.child("const"));
            map.insert("required".to_owned(), properties.keys().cloned().collect());
            let constant = |(name, value)| (name, json!({ "const": value }));
            map.insert("properties".to_owned(), Value::Object(properties.into_iter().map(constant).collect()));
        }
        scalar => {
            map.insert("enum".to_owned(), json!([scalar]));
        }
    }
}

/// Constants of one type, each with its own prose, are how JSON Schema documents the values of an `enum`.
pub(super) fn alternatives_of_constants(map: &mut Map<String, Value>) {
    for keyword in ["oneOf", "anyOf"] {
        let Some(Value::Array(members)) = map.get(keyword) else { continue };
        let is_null = |member: &&Value| {
            member.get("type").is_some_and(|ty| ty == "null") || member.get("const") == Some(&Value::Null)
        };
        let nullable = members.iter().any(|member| is_null(&member));
        let constants: Option<Vec<_>> = members.iter().filter(|member| !is_null(member)).map(described).collect();
        let Some(constants) = constants.filter(|constants| !constants.is_empty()) else { continue };
        let ty = if constants.iter().all(|(value, _)| value.is_string()) {
            "string"
        } else if constants.iter().all(|(value, _)| value.is_i64()) {
            "integer"
        } else {
            continue;
        };
        let (values, prose): (Vec<Value>, Vec<Value>) = constants.into_iter().unzip();
        map.shift_remove(keyword);
        map.insert("type".to_owned(), ty.into());
        map.insert("enum".to_owned(), values.into());
        if prose.iter().any(|prose| !prose.is_null()) {
            map.entry("x-enum-descriptions").or_insert(prose.into());
        }
        if nullable {
            map.insert("nullable".to_owned(), true.into());
        }
    }
}

/// The value of a schema that says no more than that, and what it says of it.
fn described(member: &Value) -> Option<(Value, Value)> {
    let member = member.as_object()?;
    let value = member.get("const")?;
    let only_prose = |key: &String| matches!(key.as_str(), "const" | "type" | "title" | "description" | "deprecated");
    let prose = member.get("description").or(member.get("title")).cloned().unwrap_or_default();
    member.keys().all(only_prose).then(|| (value.clone(), prose))
}
