//! What is wrong with each kind of object but schemas.

use serde_json::{Map, Value, json};

use super::super::Rewriting;
use super::super::v2_0::SCHEMA_KEYS;
use super::{documentation, flags, is_scalar, listed, rename, wrapped};
use crate::grammar::{Kind, Path};

const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// Objects of which only the most important part was written, as text.
pub(super) fn whole(value: &mut Value, path: &Path<'_>) {
    match (path.kind(), &*value) {
        (Kind::Response, Value::String(_)) => *value = json!({ "description": value.take() }),
        (Kind::Server, Value::String(_)) => *value = json!({ "url": value.take() }),
        (Kind::Example, example) if !example.is_object() => *value = json!({ "value": value.take() }),
        (Kind::List(Kind::Server), Value::Object(_) | Value::String(_)) => *value = json!([value.take()]),
        // Parameters by name.
        (Kind::List(Kind::Parameter), Value::Object(_)) => {
            let Value::Object(named) = value.take() else { return };
            let single = named.contains_key("in") || named.contains_key("$ref");
            *value = if single { json!([named]) } else { named.into_iter().map(|(_, parameter)| parameter).collect() };
        }
        // Examples without names.
        (Kind::Map(Kind::Example), Value::Array(list)) => {
            let named =
                list.iter().enumerate().map(|(index, example)| (format!("example{}", index + 1), example.clone()));
            *value = Value::Object(named.collect());
        }
        (Kind::Map(_), Value::Array(list)) if list.is_empty() => *value = json!({}),
        _ => {}
    }
}

/// Puts one object right.
pub(super) fn rewrite(map: &mut Map<String, Value>, path: &Path<'_>, rewriting: &mut Rewriting<'_>) {
    match path.kind() {
        Kind::Document => document(map),
        Kind::Pattern(Kind::PathItem) => paths(map, path, rewriting),
        Kind::PathItem => path_item(map, path, rewriting),
        Kind::Operation => operation(map),
        Kind::Pattern(Kind::Response) => responses(map, path, rewriting),
        Kind::Parameter | Kind::Header if !map.contains_key("$ref") => parameter(map, path, rewriting),
        Kind::RequestBody if !map.contains_key("$ref") => {
            flags(map, &["required"]);
            content(map, path, rewriting);
        }
        Kind::Response if !map.contains_key("$ref") => {
            content(map, path, rewriting);
            // Required until 3.1, and often forgotten.
            if !map.get("description").is_some_and(is_scalar) && !map.contains_key("summary") {
                map.insert("description".to_owned(), "".into());
            }
        }
        Kind::MediaType => media_type(map, path, rewriting),
        Kind::Encoding => encoding(map),
        Kind::SecurityScheme => security_scheme(map),
        Kind::Server => server(map),
        _ => {}
    }
}

fn document(map: &mut Map<String, Value>) {
    if !map.get("info").is_some_and(Value::is_object) {
        map.insert("info".to_owned(), json!({}));
    }
    if let Some(Value::Object(info)) = map.get_mut("info") {
        for key in ["title", "version"] {
            if !info.get(key).is_some_and(is_scalar) {
                info.insert(key.to_owned(), "".into());
            }
        }
        info.retain(|key, value| !matches!(key.as_str(), "contact" | "license") || value.is_object());
        if let Some(Value::Object(license)) = info.get_mut("license") {
            license.entry("name").or_insert_with(|| "".into());
        }
    }
    // YAML takes an unquoted `3.0` for a number.
    if let Some(version @ Value::Number(_)) = map.get_mut("openapi") {
        *version = "3.0.0".into();
    }
    security(map);
    listed(map, "tags");
    for tag in map.get_mut("tags").and_then(Value::as_array_mut).into_iter().flatten() {
        if tag.is_string() {
            *tag = json!({ "name": tag.take() });
        }
        tag.as_object_mut().into_iter().for_each(documentation);
    }
}

/// A list of requirements, each an object of lists of scopes (3.0.3, section 4.7.30).
fn security(map: &mut Map<String, Value>) {
    listed(map, "security");
    for requirement in map.get_mut("security").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Value::String(name) = requirement {
            *requirement = json!({ name.as_str(): [] });
        }
        for scopes in requirement.as_object_mut().into_iter().flat_map(Map::values_mut) {
            match scopes {
                Value::Array(_) => {}
                Value::String(_) => *scopes = json!([scopes.take()]),
                _ => *scopes = json!([]),
            }
        }
    }
}

/// A path begins with a slash (3.0.3, section 4.7.8).
fn paths(map: &mut Map<String, Value>, path: &Path<'_>, rewriting: &mut Rewriting<'_>) {
    if path.key() != Some((Kind::Document, "paths")) {
        return;
    }
    let wrong =
        map.iter().filter(|(key, item)| !key.starts_with(['/', '#']) && !key.starts_with("x-") && item.is_object());
    for key in wrong.map(|(key, _)| key.clone()).collect::<Vec<_>>() {
        let to = format!("/{key}");
        rename(map, &key, &to, path, rewriting);
        let message = format!("the path `{key}` does not begin with a slash");
        rewriting.repaired(path.pointer().child(&to), message, format!("write `{to}`, which it is taken for"));
    }
}

fn path_item(map: &mut Map<String, Value>, path: &Path<'_>, rewriting: &mut Rewriting<'_>) {
    let wrong = map.keys().filter(|key| key.chars().any(|c| c.is_ascii_uppercase())).cloned().collect::<Vec<_>>();
    for key in wrong {
        let method = key.to_ascii_lowercase();
        if METHODS.contains(&method.as_str()) {
            rename(map, &key, &method, path, rewriting);
        }
    }
}

fn operation(map: &mut Map<String, Value>) {
    security(map);
    listed(map, "tags");
    flags(map, &["deprecated"]);
    documentation(map);
    if !map.get("responses").is_some_and(Value::is_object) {
        // Required until 3.1.
        map.insert("responses".to_owned(), json!({}));
    }
}

/// Statuses are numbers, or ranges such as `4XX` (3.0.3, section 4.7.16).
fn responses(map: &mut Map<String, Value>, path: &Path<'_>, rewriting: &mut Rewriting<'_>) {
    let fits = |key: &String| key == "default" || key.len() == 3 && !key.contains('x') || key.starts_with("x-");
    for key in map.keys().filter(|key| !fits(key)).cloned().collect::<Vec<_>>() {
        let trimmed = key.trim().to_ascii_uppercase();
        let status: String = trimmed.chars().take_while(|c| c.is_ascii_digit() || *c == 'X').collect();
        if trimmed == "DEFAULT" {
            rename(map, &key, "default", path, rewriting);
        } else if status.len() == 3 {
            rename(map, &key, &status, path, rewriting);
            if status != trimmed {
                let message = format!("`{key}` is no status");
                let help = format!("write `{status}`, which it is taken for");
                rewriting.repaired(path.pointer().child(&status), message, help);
            }
        }
    }
}

fn parameter(map: &mut Map<String, Value>, path: &Path<'_>, rewriting: &mut Rewriting<'_>) {
    flags(map, &["required", "deprecated", "explode", "allowReserved", "allowEmptyValue"]);
    if let Some(Value::String(place)) = map.get_mut("in") {
        *place = place.trim().to_ascii_lowercase();
    }
    if map.get("content").is_some_and(|content| content.as_object().is_none_or(Map::is_empty)) {
        map.shift_remove("content");
    }
    if map.contains_key("schema") || map.contains_key("content") {
        return;
    }
    let schema: Map<String, Value> =
        SCHEMA_KEYS.iter().filter_map(|key| Some(((*key).to_owned(), map.shift_remove(*key)?))).collect();
    if schema.is_empty() {
        let what = path.kind().noun();
        let message = format!("{what} has a `schema`, but this one has none");
        rewriting.repaired(path.pointer(), message, "say what its values are; until then it is a string");
        map.insert("schema".to_owned(), json!({ "type": "string" }));
    } else {
        wrapped(map, "schema", Value::Object(schema), &path.pointer(), rewriting);
    }
}

/// A schema without a media type, as Swagger 2.0 has it.
fn content(map: &mut Map<String, Value>, path: &Path<'_>, rewriting: &mut Rewriting<'_>) {
    if map.get("content").is_some_and(|content| !content.is_object()) {
        map.shift_remove("content");
    }
    if !map.contains_key("content")
        && let Some(schema) = map.shift_remove("schema")
    {
        let at = path.pointer();
        map.insert("content".to_owned(), json!({ "application/json": { "schema": schema } }));
        rewriting.moves.record(at.descend(["content", "application/json"]), at.clone());
        let message = "a body has its schema in a media type";
        let help = "put it under `content: { application/json: { schema: … } }`; until then it is read so";
        rewriting.repaired(at.descend(["content", "application/json", "schema"]), message, help);
    }
}

/// A schema in the place of a media type.
fn media_type(map: &mut Map<String, Value>, path: &Path<'_>, rewriting: &mut Rewriting<'_>) {
    let is_schema = ["type", "properties", "allOf", "oneOf", "anyOf"].iter().any(|key| map.contains_key(*key));
    if is_schema && !map.contains_key("schema") {
        let schema = Value::Object(std::mem::take(map));
        wrapped(map, "schema", schema, &path.pointer(), rewriting);
        let message = "this is a schema, but a media type belongs here";
        rewriting.repaired(path.pointer(), message, "put it under `schema`, which it is taken for");
    }
}

fn encoding(map: &mut Map<String, Value>) {
    flags(map, &["explode", "allowReserved"]);
    if !map.contains_key("explode") {
        // `openapiv3` takes an absent `explode` for false, whatever the style (3.0.3, "Encoding Object").
        let exploded = map.get("style").is_none_or(|style| style == "form");
        map.insert("explode".to_owned(), exploded.into());
    }
}

fn security_scheme(map: &mut Map<String, Value>) {
    let written = map.get("type").and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
    let known = ["apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"];
    if let Some(ty) = known.iter().find(|known| known.eq_ignore_ascii_case(&written)) {
        map.insert("type".to_owned(), (*ty).into());
    } else if matches!(written.as_str(), "basic" | "bearer") {
        // As Swagger 2.0 has the former.
        map.insert("type".to_owned(), "http".into());
        map.insert("scheme".to_owned(), written.into());
    }
    if map.get("type").is_some_and(|ty| ty == "http") && map.contains_key("bearerFormat") {
        map.entry("scheme").or_insert_with(|| "bearer".into());
    }
    if let Some(Value::String(place)) = map.get_mut("in") {
        *place = place.trim().to_ascii_lowercase();
    }
    for flow in map.get_mut("flows").and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut) {
        flow.as_object_mut().into_iter().for_each(scopes);
    }
}

/// Scopes with a word on each (3.0.3, section 4.7.29).
fn scopes(flow: &mut Map<String, Value>) {
    match flow.get_mut("scopes") {
        Some(Value::Object(scopes)) => {
            scopes.values_mut().filter(|word| !word.is_string()).for_each(|word| *word = "".into());
        }
        Some(Value::Array(names)) => {
            let names = names.iter().filter_map(Value::as_str).map(|name| (name.to_owned(), Value::from("")));
            let scopes = Value::Object(names.collect());
            flow.insert("scopes".to_owned(), scopes);
        }
        _ => _ = flow.insert("scopes".to_owned(), json!({})),
    }
}

/// The values of variables are text, and one of them is the default (3.0.3, section 4.7.6).
fn server(map: &mut Map<String, Value>) {
    let text = |value: &mut Value| {
        if value.is_number() || value.is_boolean() {
            *value = value.to_string().into();
        }
    };
    let variables = map.get_mut("variables").and_then(Value::as_object_mut);
    for variable in variables.into_iter().flat_map(Map::values_mut) {
        let Value::Object(variable) = variable else { continue };
        variable.get_mut("enum").and_then(Value::as_array_mut).into_iter().flatten().for_each(text);
        variable.get_mut("default").into_iter().for_each(text);
        if !variable.get("default").is_some_and(Value::is_string) {
            let first = variable.get("enum").and_then(|values| values.get(0)).cloned();
            variable.insert("default".to_owned(), first.unwrap_or_else(|| "".into()));
        }
    }
    map.retain(|key, value| key != "variables" || value.is_object());
}
