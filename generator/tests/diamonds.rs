//! Descriptions in which one schema is reached in more ways than anybody could follow: each must be looked at once. Where
//! that is not so, a test here does not end.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::fs;

use oasmith::ir::{TypeDef, TypeKind};
use oasmith::{Config, Diagnostics, Sources};
use serde_json::{Value, json};

const LEVELS: usize = 40;

fn reference(level: usize) -> Value {
    json!({ "$ref": format!("#/components/schemas/Level{level}") })
}

/// An operation whose body has the first of many schemas, each of which `made` makes of its level, and an object at the
/// end: the fields of the struct that it becomes, or nothing where the first schema is a union.
fn fields(media_type: &str, made: impl Fn(usize) -> Value) -> Vec<String> {
    let last = json!({ "type": "object", "required": ["kind"], "properties": { "kind": { "type": "string" } } });
    let levels = (0..LEVELS).map(|level| (format!("Level{level}"), made(level)));
    let schemas: serde_json::Map<String, Value> = levels.chain([(format!("Level{LEVELS}"), last)]).collect();
    let document = json!({
        "openapi": "3.0.3",
        "info": { "title": "Diamonds", "version": "1" },
        "paths": { "/a": { "post": {
            "operationId": "a.post",
            "requestBody": { "content": { media_type: { "schema": reference(0) } } },
            "responses": { "204": { "description": "Done." } },
        } } },
        "components": { "schemas": schemas },
    });
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = folder.path().join("oasmith.toml");
    fs::write(folder.path().join("openapi.json"), document.to_string()).expect("the description is written");
    fs::write(&config, "spec = \"openapi.json\"\nout = \"sdk\"\n").expect("the configuration is written");
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let config = Config::read(&config, &mut sources, &mut diagnostics).expect("a configuration");
    let understood = oasmith::understand(&config, None, &mut sources, &mut diagnostics);
    let (api, _) = understood.expect("an API");
    // What is sent in parts is described by the params.
    let name = if media_type.starts_with("multipart/") { "params" } else { "Level0" };
    let first = TypeDef::ids(&api).find(|id| api[*id].name.wire.ends_with(name));
    match &api[first.expect("there is such a type")].kind {
        TypeKind::Struct(structure) => structure.fields.iter().map(|field| field.name.wire.clone()).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn parts_of_all_of_are_merged_once() {
    let twice = |level| json!({ "allOf": [reference(level + 1), reference(level + 1)] });
    assert_eq!(fields("application/json", twice), ["kind"]);
    assert_eq!(fields("multipart/form-data", twice), ["kind"]);
}

#[test]
fn alternatives_are_looked_at_once() {
    for discriminator in [json!(null), json!({ "propertyName": "kind" })] {
        let own = |level: usize| {
            let properties = json!({ "kind": { "type": "string", "enum": [format!("k{level}")] } });
            json!({ "type": "object", "required": ["kind"], "properties": properties })
        };
        let all = |level: usize| {
            let later = (level + 1..=LEVELS).take(5).map(reference);
            let mut schema = json!({ "oneOf": later.chain([own(level)]).collect::<Vec<_>>() });
            if let (Value::Object(schema), false) = (&mut schema, discriminator.is_null()) {
                schema.insert("discriminator".to_owned(), discriminator.clone());
            }
            schema
        };
        assert!(fields("application/json", all).is_empty());
    }
}
