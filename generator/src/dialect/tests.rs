//! Versions, and objects that are no schemas: what later versions have added, and what real documents get wrong.

use serde_json::{Value, json};

use super::{Version, testing, version};
use crate::diagnostics::Diagnostics;
use crate::pointer::Pointer;
use crate::source::Sources;

/// A document with something in it, rewritten: what stands at a pointer then, and what was said.
fn at(pointer: &str, mut document: Value) -> (Value, Vec<String>) {
    document["openapi"] = "3.2.0".into();
    let (bundle, said) = testing::bundle(&document);
    (bundle.root.pointer(pointer).cloned().unwrap_or_default(), said)
}

/// What becomes of an object under a key of `components`.
fn component(section: &str, object: &Value) -> (Value, Vec<String>) {
    at(&format!("/components/{section}/a"), json!({ "components": { section: { "a": object } } }))
}

#[track_caller]
fn becomes(section: &str, cases: &[(Value, Value)]) {
    for (before, after) in cases {
        let (object, said) = component(section, before);
        assert_eq!(&object, after, "of {before}");
        assert_eq!(said, Vec::<String>::new(), "of {before}");
    }
}

#[test]
fn parameters() {
    let string = json!({ "type": "string" });
    becomes(
        "parameters",
        &[
            (
                json!({ "name": "q", "in": "querystring", "content": { "a/b": { "schema": string } } }),
                json!({ "name": "q", "in": "query", "content": { "a/b": { "schema": string } }, "x-oasmith-querystring": true }),
            ),
            (
                json!({ "name": "c", "in": "cookie", "style": "cookie", "schema": string }),
                json!({ "name": "c", "in": "cookie", "schema": string, "x-oasmith-style": "cookie" }),
            ),
            (
                json!({ "name": "p", "in": "path", "required": true, "allowReserved": true, "schema": string }),
                json!({ "name": "p", "in": "path", "required": true, "schema": string, "x-oasmith-allow-reserved": true }),
            ),
            (
                json!({ "name": "p", "in": "Query", "required": "true", "description": null, "type": "string" }),
                json!({ "name": "p", "in": "query", "required": true, "schema": string }),
            ),
            (
                json!({ "name": "p", "in": "query", "schema": string, "examples": [1] }),
                json!({ "name": "p", "in": "query", "schema": string, "examples": { "example1": { "value": 1 } } }),
            ),
        ],
    );
    let (parameter, said) = component("parameters", &json!({ "name": "p", "in": "query" }));
    assert_eq!(parameter["schema"], string);
    assert_eq!(said, ["repaired #/components/parameters/a"]);
}

#[test]
fn responses_and_bodies() {
    let schema = json!({ "type": "string" });
    becomes(
        "responses",
        &[
            (json!({ "summary": "s" }), json!({ "description": "s" })),
            (json!({ "summary": "s", "description": "d" }), json!({ "description": "d" })),
            (json!({ "content": null }), json!({ "description": "" })),
            (json!({ "description": 404 }), json!({ "description": "404" })),
            (json!("gone"), json!({ "description": "gone" })),
            (
                json!({ "description": "d", "content": { "a/b": { "itemSchema": { "type": ["string"] } } } }),
                json!({ "description": "d", "content": { "a/b": { "x-oasmith-item-schema": schema } } }),
            ),
        ],
    );
    let (body, said) = component("requestBodies", &json!({ "required": "true", "schema": schema }));
    assert_eq!(body, json!({ "required": true, "content": { "application/json": { "schema": schema } } }));
    assert_eq!(said, ["repaired #/components/requestBodies/a/schema"]);
    let (body, said) = component("requestBodies", &json!({ "content": { "a/b": schema } }));
    assert_eq!(body["content"]["a/b"], json!({ "schema": schema }));
    assert_eq!(said, ["repaired #/components/requestBodies/a/content/a~1b"]);
}

#[test]
fn parts_that_are_known_by_their_positions_are_properties() {
    let (string, number) = (json!({ "type": "string" }), json!({ "type": "number" }));
    let tuple = json!({ "type": "array", "prefixItems": [string, number], "items": string, "minItems": 1 });
    let document = json!({ "components": {
        "schemas": { "Tuple": tuple },
        "requestBodies": { "a": { "content": {
            "multipart/mixed": {
                "schema": { "$ref": "#/components/schemas/Tuple" },
                "prefixEncoding": [{ "contentType": "a/b" }], "itemEncoding": { "contentType": "c/d" },
            },
            "multipart/related": { "schema": { "prefixItems": [string, number], "items": false } },
            "multipart/x-mixed-replace": { "itemSchema": string },
            "application/json": { "schema": { "$ref": "#/components/schemas/Tuple" } },
        } } },
    } });
    let (content, said) = at("/components/requestBodies/a/content", document.clone());
    let list = json!({ "type": "array", "items": string });
    let all = json!({ "part1": string, "part2": number, "parts": list });
    let both = json!({ "part1": string, "part2": number });
    let expected = json!({
        "multipart/mixed": {
            "schema": { "type": "object", "properties": all, "required": ["part1"] },
            "encoding": {
                "part1": { "contentType": "a/b", "explode": true },
                "parts": { "contentType": "c/d", "x-oasmith-item-encoding": true, "explode": true },
            },
        },
        "multipart/related": { "schema": { "type": "object", "properties": both, "required": ["part1", "part2"] } },
        "multipart/x-mixed-replace": { "schema": list },
        "application/json": { "schema": { "$ref": "#/components/schemas/Tuple" } },
    });
    assert_eq!((content, said), (expected, Vec::new()));
    let (bundle, _) = testing::bundle(&{
        let mut document = document;
        document["openapi"] = "3.2.0".into();
        document
    });
    let media_type = Pointer::parse("/components/requestBodies/a/content/multipart~1mixed");
    for (new, old) in [
        ("/schema/properties/part2/type", "/components/schemas/Tuple/prefixItems/1/type"),
        ("/schema/properties/parts/items", "/components/schemas/Tuple/items"),
        ("/encoding/part1", "/components/requestBodies/a/content/multipart~1mixed/prefixEncoding/0"),
        ("/encoding/parts", "/components/requestBodies/a/content/multipart~1mixed/itemEncoding"),
    ] {
        assert_eq!(bundle.origins.author(&media_type.join(&Pointer::parse(new))).1.as_str(), old);
    }
}

#[test]
fn media_types_by_reference() {
    let document = json!({ "components": {
        "mediaTypes": { "M": { "schema": { "type": "string" } } },
        "responses": { "a": { "description": "", "content": { "a/b": { "$ref": "#/components/mediaTypes/M" } } } },
    } });
    let (media_type, said) = at("/components/responses/a/content/a~1b", document);
    assert_eq!(media_type, json!({ "schema": { "type": "string" } }));
    assert_eq!(said, Vec::<String>::new());
}

#[test]
fn examples_and_discriminators() {
    becomes(
        "examples",
        &[
            (json!({ "dataValue": { "a": 1 }, "serializedValue": "a=1" }), json!({ "value": { "a": 1 } })),
            (json!({ "serializedValue": "a=1" }), json!({ "value": "a=1" })),
            (json!(7), json!({ "value": 7 })),
        ],
    );
    let document = json!({ "components": { "schemas": {
        "A": { "discriminator": { "propertyName": "k", "defaultMapping": "B" } },
        "B": { "type": "object" },
    } } });
    let (discriminator, _) = at("/components/schemas/A/discriminator", document);
    let mapping = json!({ "propertyName": "k", "x-oasmith-default-mapping": "#/components/schemas/B" });
    assert_eq!(discriminator, mapping);
}

#[test]
fn security_schemes() {
    let flow = json!({ "tokenUrl": "t", "scopes": {} });
    becomes(
        "securitySchemes",
        &[
            (json!({ "type": "mutualTLS" }), json!({ "type": "http", "scheme": "mutualTLS" })),
            (json!({ "type": "basic" }), json!({ "type": "http", "scheme": "basic" })),
            (
                json!({ "type": "HTTP", "bearerFormat": "JWT" }),
                json!({ "type": "http", "bearerFormat": "JWT", "scheme": "bearer" }),
            ),
            (
                json!({ "type": "apikey", "in": "Header", "name": "k" }),
                json!({ "type": "apiKey", "in": "header", "name": "k" }),
            ),
            (
                json!({ "type": "oauth2", "flows": { "deviceAuthorization": flow } }),
                json!({ "type": "oauth2", "flows": {}, "x-oasmith-device-authorization": flow }),
            ),
            (
                json!({ "type": "oauth2", "flows": {}, "deprecated": true, "oauth2MetadataUrl": "m" }),
                json!({ "type": "oauth2", "flows": {}, "x-oasmith-deprecated": true, "x-oasmith-oauth2-metadata-url": "m" }),
            ),
            (
                json!({ "type": "oauth2", "flows": { "password": { "tokenUrl": "t", "scopes": ["a"] } } }),
                json!({ "type": "oauth2", "flows": { "password": { "tokenUrl": "t", "scopes": { "a": "" } } } }),
            ),
        ],
    );
}

#[test]
fn the_document_itself() {
    let (info, _) = at("/info", json!({ "info": { "title": "T", "summary": "s", "contact": null } }));
    assert_eq!(info, json!({ "title": "T", "description": "s", "version": "" }));
    let (tags, _) = at("/tags", json!({ "tags": ["a", { "name": "b", "summary": "s", "kind": "nav" }] }));
    assert_eq!(tags, json!([{ "name": "a" }, { "name": "b", "description": "s", "kind": "nav" }]));
    let (security, _) = at("/security", json!({ "security": { "#/components/securitySchemes/a": null, "b": "s" } }));
    assert_eq!(security, json!([{ "a": [], "b": ["s"] }]));
    let servers = json!({ "url": "u/{v}", "name": "n", "variables": { "v": { "enum": [1, 2] } } });
    let (servers, _) = at("/servers", json!({ "servers": servers }));
    let variables = json!({ "v": { "enum": ["1", "2"], "default": "1" } });
    assert_eq!(servers, json!([{ "url": "u/{v}", "variables": variables, "x-rust-name": "n" }]));
}

#[test]
fn paths_methods_and_statuses() {
    let operation = json!({ "security": "k", "tags": "t", "responses": { "2xx": {}, "DEFAULT": {}, "404 gone": {} } });
    let document = json!({ "paths": { "pets": { "GET": operation, "parameters": { "p": { "name": "p", "in": "query", "type": "string" } } } } });
    let (item, said) = at("/paths/~1pets", document.clone());
    let response = json!({ "description": "" });
    let responses = json!({ "2XX": response, "default": response, "404": response });
    assert_eq!(item["get"], json!({ "security": [{ "k": [] }], "tags": ["t"], "responses": responses }));
    assert_eq!(item["parameters"], json!([{ "name": "p", "in": "query", "schema": { "type": "string" } }]));
    assert_eq!(said, ["repaired #/paths/pets", "repaired #/paths/pets/GET/responses/404 gone"]);
    let (bundle, _) = testing::bundle(&{
        let mut document = document;
        document["openapi"] = "3.0.0".into();
        document
    });
    let author = bundle.origins.author(&Pointer::parse("/paths/~1pets/get/responses/2XX/description")).1;
    assert_eq!(author.as_str(), "/paths/pets/GET/responses/2xx/description");
}

#[test]
fn a_list_closes_up_where_null_was() {
    let parameter = json!({ "name": "p", "in": "query" });
    let document = json!({ "paths": { "/a": { "get": { "parameters": [null, parameter] } } } });
    let (found, said) = at("/paths/~1a/get/parameters/0/name", document);
    assert_eq!(found, "p");
    assert_eq!(said, ["repaired #/paths/~1a/get/parameters/1"]);
}

#[test]
fn what_is_missing_or_null_is_no_reason_to_lose_the_rest() {
    let document =
        json!({ "paths": { "/a": { "get": { "operationId": "a", "responses": null, "externalDocs": {} } } } });
    let (operation, said) = at("/paths/~1a/get", document);
    assert_eq!(operation, json!({ "operationId": "a", "responses": {} }));
    assert_eq!(said, Vec::<String>::new());
}

fn read(text: &str) -> (Option<Version>, Vec<&'static str>) {
    let mut sources = Sources::new();
    let mut diagnostics = Diagnostics::new();
    let file = sources.add("api.yaml", text);
    let version = crate::source::parse(file, &sources, &mut diagnostics)
        .and_then(|document| version(&document, &mut diagnostics));
    (version, diagnostics.iter().map(|diagnostic| diagnostic.code.name()).collect())
}

#[test]
fn versions_are_told_apart() {
    for text in ["openapi: 3.0.3", "openapi: 3.0", "openapi: '3.0.4-rc1'", "{\"openapi\": \"3.0.0\"}"] {
        assert_eq!(read(text), (Some(Version::V3_0), vec![]), "{text}");
    }
    assert_eq!(read("openapi: 3.1"), (Some(Version::V3_1), vec![]));
    assert_eq!(read("openapi: 3.2.0"), (Some(Version::V3_2), vec![]));
    for text in ["swagger: '2.0'", "swagger: 2.0", "swagger: 2", "{\"swagger\": \"2.0\"}"] {
        assert_eq!(read(text), (Some(Version::V2_0), vec![]), "{text}");
    }
    for text in ["swagger: '1.2'", "openapi: 4.0.0", "openapi: []"] {
        assert_eq!(read(text), (None, vec!["unsupported-version"]), "{text}");
    }
    assert_eq!(read("info: {}"), (None, vec!["not-openapi"]));
    assert_eq!(read("[]"), (None, vec!["not-openapi"]));
}
