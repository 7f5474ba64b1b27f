//! Keyword by keyword: what becomes of a schema.

use serde_json::{Value, json};

use crate::dialect::testing;
use crate::pointer::Pointer;

#[track_caller]
fn becomes(cases: &[(Value, Value)]) {
    for (before, after) in cases {
        let (schema, said) = testing::schema(before.clone());
        assert_eq!(&schema, after, "of {before}");
        assert_eq!(said, Vec::<String>::new(), "of {before}");
    }
}

/// What is repaired, and where a warning says so.
#[track_caller]
fn repaired(cases: &[(Value, Value, &str)]) {
    for (before, after, at) in cases {
        let (schema, said) = testing::schema(before.clone());
        assert_eq!(&schema, after, "of {before}");
        assert_eq!(said, [format!("repaired #/components/schemas/A{at}")], "of {before}");
    }
}

#[test]
fn one_type_and_null() {
    becomes(&[
        (json!({"type": ["string", "null"]}), json!({"nullable": true, "type": "string"})),
        (
            json!({"type": ["null", "string"], "enum": ["a", null]}),
            json!({"enum": ["a", null], "nullable": true, "type": "string"}),
        ),
        (json!({"type": ["string"]}), json!({"type": "string"})),
        (json!({"type": "null"}), json!({"nullable": true, "enum": [null]})),
        (json!({"type": ["null"]}), json!({"nullable": true, "enum": [null]})),
        (json!({"type": []}), json!({})),
        (json!({"type": ["integer", "number"]}), json!({"type": "number"})),
        (json!({"type": ["string", "integer"], "enum": ["a"]}), json!({"enum": ["a"], "type": "string"})),
        (json!({"type": "string", "nullable": true}), json!({"type": "string", "nullable": true})),
    ]);
}

#[test]
fn several_types_share_out_their_keywords() {
    becomes(&[
        (
            json!({"type": ["string", "integer", "null"], "minimum": 1, "maxLength": 3, "format": "int32", "title": "T"}),
            json!({"title": "T", "nullable": true, "anyOf": [
                {"type": "string", "maxLength": 3},
                {"type": "integer", "minimum": 1, "format": "int32"},
            ]}),
        ),
        (
            json!({"type": ["array", "object"], "items": {"type": "null"}, "properties": {"a": {"type": ["string"]}}}),
            json!({"anyOf": [
                {"type": "array", "items": {"nullable": true, "enum": [null]}},
                {"type": "object", "properties": {"a": {"type": "string"}}},
            ]}),
        ),
        (
            json!({"type": ["string", "boolean"], "enum": ["a", true, null]}),
            json!({"anyOf": [{"type": "string", "enum": ["a"]}, {"type": "boolean", "enum": [true]}]}),
        ),
        (
            json!({"type": ["string", "object"], "oneOf": [{"type": "string"}, {"type": "object"}]}),
            json!({"oneOf": [{"type": "string"}, {"type": "object"}]}),
        ),
    ]);
}

#[test]
fn constants() {
    becomes(&[
        (json!({"const": "a"}), json!({"type": "string", "enum": ["a"]})),
        (json!({"const": 1}), json!({"type": "integer", "enum": [1]})),
        (json!({"const": 1, "type": "number"}), json!({"type": "number", "enum": [1]})),
        (json!({"const": true}), json!({"type": "boolean", "enum": [true]})),
        (json!({"const": null}), json!({"nullable": true, "enum": [null]})),
        (
            json!({"const": {"a": 1.5}}),
            json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "number", "enum": [1.5]}}}),
        ),
    ]);
}

#[test]
fn constants_with_prose_are_the_values_of_an_enum() {
    becomes(&[
        (
            json!({"oneOf": [{"const": "a", "title": "A"}, {"const": "b", "description": "B"}, {"type": "null"}]}),
            json!({"type": "string", "enum": ["a", "b"], "x-enum-descriptions": ["A", "B"], "nullable": true}),
        ),
        (json!({"anyOf": [{"const": 1}, {"const": 2}]}), json!({"type": "integer", "enum": [1, 2]})),
        (
            json!({"oneOf": [{"const": "a"}, {"type": "integer"}]}),
            json!({"oneOf": [{"type": "string", "enum": ["a"]}, {"type": "integer"}]}),
        ),
    ]);
}

#[test]
fn elements_by_position_are_alternatives() {
    let (s, i) = (json!({"type": "string"}), json!({"type": "integer"}));
    becomes(&[
        (json!({"prefixItems": [s, i], "items": false}), json!({"items": {"anyOf": [s, i]}})),
        (json!({"prefixItems": [s, s]}), json!({"items": s})),
        (json!({"prefixItems": [s], "items": i}), json!({"items": {"anyOf": [s, i]}})),
        (
            json!({"items": [s, i], "additionalItems": {"type": "boolean"}}),
            json!({"items": {"anyOf": [s, i, {"type": "boolean"}]}}),
        ),
        (json!({"type": "array", "unevaluatedItems": s}), json!({"type": "array", "items": s})),
        (json!({"type": "array", "items": true}), json!({"type": "array", "items": {}})),
        (json!({"type": "array", "items": s, "contains": i, "minContains": 2}), json!({"type": "array", "items": s})),
    ]);
}

#[test]
fn properties_by_pattern_or_condition() {
    let (s, i) = (json!({"type": "string"}), json!({"type": "integer"}));
    becomes(&[
        (json!({"patternProperties": {"^a": s}, "additionalProperties": false}), json!({"additionalProperties": s})),
        (json!({"patternProperties": {"^a": s, "^b": i}}), json!({"additionalProperties": {"anyOf": [s, i]}})),
        (json!({"patternProperties": {"^a": s}, "additionalProperties": true}), json!({"additionalProperties": true})),
        (json!({"allOf": [s], "unevaluatedProperties": i}), json!({"allOf": [s], "additionalProperties": i})),
        (json!({"allOf": [s], "unevaluatedProperties": false}), json!({"allOf": [s]})),
        (
            json!({"properties": {"a": s}, "if": {"required": ["a"]}, "then": {"properties": {"a": {}, "b": i}}, "else": {"properties": {"c": i}}}),
            json!({"properties": {"a": s, "b": i, "c": i}}),
        ),
        (json!({"dependentSchemas": {"a": {"properties": {"b": s}}}}), json!({"properties": {"b": s}})),
        (json!({"propertyNames": {"pattern": "^a"}, "type": "object"}), json!({"type": "object"})),
    ]);
}

#[test]
fn limits() {
    becomes(&[
        (json!({"exclusiveMinimum": 1}), json!({"exclusiveMinimum": true, "minimum": 1})),
        (json!({"exclusiveMaximum": 9, "maximum": 9}), json!({"exclusiveMaximum": true, "maximum": 9})),
        (json!({"exclusiveMaximum": 9, "maximum": 5}), json!({"maximum": 5})),
        (json!({"exclusiveMinimum": true, "minimum": 1}), json!({"exclusiveMinimum": true, "minimum": 1})),
    ]);
}

#[test]
fn content_is_a_format() {
    let string = |key: &str, value: Value| json!({"type": "string", key: value});
    becomes(&[
        (json!({"contentEncoding": "base64"}), string("format", json!("byte"))),
        (json!({"type": "string", "contentEncoding": "base64url"}), string("format", json!("base64url"))),
        (json!({"contentMediaType": "application/octet-stream"}), string("format", json!("binary"))),
        (json!({"contentMediaType": "image/png", "contentEncoding": "base64"}), string("format", json!("byte"))),
        (json!({"type": "string", "contentMediaType": "text/html"}), json!({"type": "string"})),
        (
            json!({"type": "string", "contentMediaType": "application/json", "contentSchema": {"type": ["integer"]}}),
            string("x-oasmith-content-schema", json!({"type": "integer"})),
        ),
    ]);
}

#[test]
fn truth_values_are_schemas() {
    becomes(&[
        (json!(true), json!({})),
        (json!(false), json!({"not": {}})),
        (json!({"properties": {"additionalProperties": true}}), json!({"properties": {"additionalProperties": {}}})),
        (json!({"additionalProperties": false}), json!({"additionalProperties": false})),
        (json!({"properties": {"a": false, "b": {}}}), json!({"properties": {"b": {}}})),
        (json!({"oneOf": [true, {"type": "null"}]}), json!({"oneOf": [{}, {"nullable": true, "enum": [null]}]})),
    ]);
}

#[test]
fn the_first_example_counts() {
    becomes(&[
        (json!({"examples": [1, 2]}), json!({"example": 1})),
        (json!({"examples": [1], "example": 3}), json!({"example": 3})),
        (json!({"examples": {"a": {"value": 1}}}), json!({"example": 1})),
    ]);
}

#[test]
fn clumsy_schemas_are_put_right_silently() {
    becomes(&[
        (json!({"type": "String", "description": null}), json!({"type": "string"})),
        (
            json!({"type": "string", "minLength": "3", "maxLength": 10.0}),
            json!({"type": "string", "minLength": 3, "maxLength": 10}),
        ),
        (
            json!({"type": "integer", "minimum": "1", "nullable": "true"}),
            json!({"type": "integer", "minimum": 1, "nullable": true}),
        ),
        (json!({"allOf": {"type": "string"}, "oneOf": []}), json!({"allOf": [{"type": "string"}]})),
        (json!({"type": "string", "enum": "a"}), json!({"type": "string", "enum": ["a"]})),
        (json!({"type": "string", "enum": [1, true]}), json!({"type": "string", "enum": ["1", "true"]})),
        (json!({"type": "string", "required": true}), json!({"type": "string"})),
        (json!({"properties": {"a": null}, "required": "a"}), json!({"properties": {"a": {}}, "required": ["a"]})),
        (json!({"discriminator": "kind"}), json!({"discriminator": {"propertyName": "kind"}})),
        (json!({"externalDocs": {"description": "d"}}), json!({})),
    ]);
}

#[test]
fn what_had_to_be_decided_is_said() {
    repaired(&[
        (json!({"type": "int"}), json!({"type": "integer"}), "/type"),
        (json!({"type": "float"}), json!({"type": "number", "format": "float"}), "/type"),
        (json!({"type": "decimal"}), json!({"type": "number"}), "/type"),
        (json!({"type": "any"}), json!({}), "/type"),
        (json!({"type": "B"}), json!({"allOf": [{"$ref": "#/components/schemas/B"}]}), "/type"),
        (json!("B"), json!({"$ref": "#/components/schemas/B"}), ""),
        (json!({"items": "string"}), json!({"items": {"type": "string"}}), "/items"),
        (
            json!({"properties": {"a": {"type": "string", "required": true}, "b": {"required": false}}}),
            json!({"properties": {"a": {"type": "string"}, "b": {}}, "required": ["a"]}),
            "/properties/a/required",
        ),
    ]);
}

#[test]
fn what_is_moved_is_found_where_its_author_has_it() {
    let schema = json!({
        "type": ["array", "object"],
        "prefixItems": [{ "type": "string" }, { "type": "array", "unevaluatedItems": { "title": "t" } }],
        "then": { "properties": { "b": { "type": "integer" } } },
    });
    let document = json!({ "openapi": "3.1.0", "components": { "schemas": { "A": schema } } });
    let (bundle, _) = testing::bundle(&document);
    let cases = [
        ("anyOf/0/items/anyOf/1/items/title", "prefixItems/1/unevaluatedItems/title"),
        ("anyOf/0/items/anyOf/0/type", "prefixItems/0/type"),
        ("anyOf/1/properties/b/type", "then/properties/b/type"),
    ];
    for (new, author) in cases {
        let new = Pointer::parse(format!("/components/schemas/A/{new}"));
        assert!(bundle.root.pointer(new.as_str()).is_some(), "{new}");
        assert_eq!(bundle.origins.author(&new).1.as_str(), format!("/components/schemas/A/{author}"), "{new}");
    }
}
