//! What OpenAPI 3.2 has added. What 3.0 has no place for travels in private keys; `additionalOperations` and the
//! method `query` stay where they are.

use serde_json::{Map, Value};

use super::private::{
    ALLOW_RESERVED, DEFAULT_MAPPING, DEPRECATED, DEVICE_FLOW, ITEM_SCHEMA, METADATA_URL, QUERYSTRING, STYLE,
};
use super::{Rewriting, parts, v3_1};
use crate::grammar::{Kind, Path};

/// Rewrites one object.
pub(super) fn rewrite(value: &mut Value, path: &Path<'_>, rewriting: &mut Rewriting<'_>) {
    let Value::Object(map) = value else { return };
    match path.kind() {
        Kind::Document => document(map),
        Kind::Parameter => parameter(map),
        Kind::Response => v3_1::summary(map),
        Kind::MediaType => {
            parts::rewrite(map, path, rewriting);
            if let Some(schema) = map.shift_remove("itemSchema") {
                map.insert(ITEM_SCHEMA.to_owned(), schema);
                let at = path.pointer();
                rewriting.moves.record(at.child(ITEM_SCHEMA), at.child("itemSchema"));
            }
        }
        Kind::Example => {
            // The value as it is in the model, or as it travels (3.2.0, section 4.19).
            for key in ["dataValue", "serializedValue"] {
                if let Some(example) = map.shift_remove(key) {
                    map.entry("value").or_insert(example);
                }
            }
        }
        Kind::Discriminator => {
            rename(map, "defaultMapping", DEFAULT_MAPPING);
        }
        Kind::SecurityScheme => {
            let flow =
                map.get_mut("flows").and_then(|flows| flows.as_object_mut()?.shift_remove("deviceAuthorization"));
            if let Some(flow) = flow {
                map.insert(DEVICE_FLOW.to_owned(), flow);
            }
            rename(map, "deprecated", DEPRECATED);
            rename(map, "oauth2MetadataUrl", METADATA_URL);
        }
        Kind::Server => {
            if let Some(name) = map.shift_remove("name") {
                map.entry("x-rust-name").or_insert(name);
            }
        }
        Kind::Operation => security(map),
        _ => {}
    }
}

fn document(map: &mut Map<String, Value>) {
    for tag in map.get_mut("tags").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Value::Object(tag) = tag {
            v3_1::summary(tag);
        }
    }
    security(map);
}

fn parameter(map: &mut Map<String, Value>) {
    // The whole query string, as one media type has it (3.2.0, section 4.12.1).
    if map.get("in").is_some_and(|place| place == "querystring") {
        map.insert("in".to_owned(), "query".into());
        map.insert(QUERYSTRING.to_owned(), true.into());
    }
    // Reserved characters were for queries only (3.2.0, "Fixed Fields for use with schema").
    if map.get("in").is_some_and(|place| place == "path") {
        rename(map, "allowReserved", ALLOW_RESERVED);
    }
    // `form`, but nothing is percent-encoded (3.2.0, section 4.12.3).
    if map.get("style").is_some_and(|style| style == "cookie") {
        rename(map, "style", STYLE);
    }
}

/// A requirement may name a scheme by a reference to it (3.2.0, section 4.30).
fn security(map: &mut Map<String, Value>) {
    for requirement in map.get_mut("security").and_then(Value::as_array_mut).into_iter().flatten() {
        let Value::Object(schemes) = requirement else { continue };
        if !schemes.keys().any(|name| name.starts_with(REFERENCE)) {
            continue;
        }
        let named = |(name, scopes): (String, Value)| {
            (name.strip_prefix(REFERENCE).map_or_else(|| name.clone(), str::to_owned), scopes)
        };
        *schemes = std::mem::take(schemes).into_iter().map(named).collect();
    }
}

const REFERENCE: &str = "#/components/securitySchemes/";

fn rename(map: &mut Map<String, Value>, from: &str, to: &str) {
    if let Some(value) = map.shift_remove(from) {
        map.insert(to.to_owned(), value);
    }
}
