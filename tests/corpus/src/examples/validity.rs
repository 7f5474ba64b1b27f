//! Whether an example is valid by its own schema, and which of its keys that schema describes.
//!
//! Schemas of OpenAPI 3.0 are JSON Schemas of draft 4 but for a few keywords (3.0.3, "Schema Object"). They are rewritten
//! here as such, without what real documents have under a keyword and draft 4 does not allow there: it would make all of
//! a document unusable.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use jsonschema::{Draft, PatternOptions, Registry, RegistryBuilder, Validator};
use oasmith::pointer::Pointer;
use serde_json::{Map, Value, json};

/// The schemas of a document, ready to be used.
pub struct Validators<'d> {
    root: &'d Value,
    registry: Registry<'static>,
    /// The numbers of schemas in the registry's document, by their place in the author's.
    numbers: BTreeMap<Pointer, usize>,
    /// Those that were needed so far: each is made of all that it refers to.
    made: BTreeMap<usize, Validator>,
}

/// The name by which schemas refer to the document that holds them.
const DOCUMENT: &str = "urn:description";

/// What a schema says about a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Validity {
    /// It is not valid.
    Invalid,
    /// It is valid.
    Valid {
        /// Pointers to the keys in it that are not described, sorted.
        undescribed: Vec<String>,
    },
}

impl<'d> Validators<'d> {
    /// Those for the schemas at these places of a bundled document.
    pub fn new<'p>(root: &'d Value, schemas: impl Iterator<Item = &'p Pointer>) -> Result<Self, String> {
        let mut definitions = Vec::new();
        let mut numbers = BTreeMap::new();
        for pointer in schemas {
            let target = target(root, pointer);
            numbers.entry(target.clone()).or_insert_with(|| {
                definitions.push(rewritten(root.pointer(target.as_str()).unwrap_or(&Value::Null)));
                definitions.len() - 1
            });
        }
        let components: Map<String, Value> = match root.pointer("/components/schemas") {
            Some(Value::Object(schemas)) => {
                schemas.iter().map(|(name, schema)| (name.clone(), rewritten(schema))).collect()
            }
            _ => Map::new(),
        };
        let document = json!({ "definitions": definitions, "components": { "schemas": components } });
        let registry = Registry::new().draft(Draft::Draft4).add(DOCUMENT, document);
        let registry = registry.and_then(RegistryBuilder::prepare).map_err(|error| error.to_string())?;
        Ok(Self { root, registry, numbers, made: BTreeMap::new() })
    }

    /// What the schema at this place says about a value; why it cannot, if it is unusable.
    pub fn check(&mut self, schema: &Pointer, value: &Value) -> Result<Validity, String> {
        let target = target(self.root, schema);
        let number = *self.numbers.get(&target).ok_or("the schema is not among those that were asked for")?;
        let validator = match self.made.entry(number) {
            Entry::Occupied(made) => made.into_mut(),
            Entry::Vacant(place) => place.insert(validator(&self.registry, number)?),
        };
        let evaluation = validator.evaluate(value);
        if !evaluation.flag().valid {
            return Ok(Validity::Invalid);
        }
        let mut described: BTreeSet<(String, String)> = BTreeSet::new();
        for entry in evaluation.iter_annotations() {
            let keyword = entry.schema_location.rsplit('/').next().unwrap_or_default();
            if let ("properties" | "additionalProperties", Value::Array(names)) = (keyword, entry.annotations.value()) {
                let at = entry.instance_location.as_str();
                let names = names.iter().filter_map(Value::as_str);
                described.extend(names.map(|name| (at.to_owned(), name.to_owned())));
            }
        }
        let mut undescribed = Vec::new();
        each_key(value, &Pointer::root(), &mut |object, key| {
            if !described.contains(&(object.as_str().to_owned(), key.to_owned())) {
                undescribed.push(object.child(key).as_str().to_owned());
            }
        });
        undescribed.sort();
        Ok(Validity::Valid { undescribed })
    }
}

fn validator(registry: &Registry<'_>, number: usize) -> Result<Validator, String> {
    jsonschema::options()
        .with_draft(Draft::Draft4)
        .with_registry(registry)
        .with_pattern_options(PatternOptions::fancy_regex())
        .should_validate_formats(true)
        .with_format("date-time", |text| chrono::DateTime::parse_from_rfc3339(text).is_ok())
        .with_format("date", |text| chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok())
        .with_format("uuid", |text| text.len() == 36 && uuid::Uuid::try_parse(text).is_ok())
        .with_format("byte", is_base64)
        .offline()
        .build(&json!({ "$ref": format!("{DOCUMENT}#/definitions/{number}") }))
        .map_err(|error| error.to_string())
}

/// The place of the schema that a schema refers to, or its own.
fn target(root: &Value, schema: &Pointer) -> Pointer {
    let mut at = schema.clone();
    // More would be a cycle.
    for _ in 0..64 {
        let reference = root.pointer(at.as_str()).and_then(|schema| schema.get("$ref")).and_then(Value::as_str);
        match reference {
            Some(reference) => at = Pointer::parse(reference.trim_start_matches('#')),
            None => break,
        }
    }
    at
}

fn each_key(value: &Value, at: &Pointer, visit: &mut impl FnMut(&Pointer, &str)) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                visit(at, key);
                each_key(value, &at.child(key), visit);
            }
        }
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, value)| each_key(value, &at.child(index), visit));
        }
        _ => {}
    }
}

fn is_base64(text: &str) -> bool {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(text).is_ok()
}

/// The formats that the crate has types for; others are remarks.
const FORMATS: &[&str] = &["date-time", "date", "uuid", "byte"];

/// A schema of OpenAPI 3.0 as one of draft 4.
fn rewritten(schema: &Value) -> Value {
    let Value::Object(schema) = schema else { return json!({}) };
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        return json!({ "$ref": reference });
    }
    let mut plain: Map<String, Value> =
        schema.iter().filter_map(|(key, value)| Some((key.clone(), keyword(key, value)?))).collect();
    if let Some(required) = required(schema) {
        plain.insert("required".to_owned(), required);
    }
    limit(schema, &mut plain);
    match schema.get("nullable") {
        Some(Value::Bool(true)) => json!({ "anyOf": [plain, { "enum": [null] }] }),
        _ => plain.into(),
    }
}

/// What stands under a keyword, if that is what draft 4 has there.
fn keyword(key: &str, value: &Value) -> Option<Value> {
    match (key, value) {
        ("properties", Value::Object(map)) => {
            Some(map.iter().map(|(name, schema)| (name.clone(), rewritten(schema))).collect())
        }
        // As a schema, so that it is said which keys it is about.
        ("additionalProperties", Value::Bool(true)) => Some(json!({})),
        ("additionalProperties", Value::Bool(false)) => Some(value.clone()),
        ("additionalProperties" | "items" | "not", Value::Object(_)) => Some(rewritten(value)),
        ("allOf" | "oneOf" | "anyOf", Value::Array(list)) if !list.is_empty() => {
            Some(list.iter().map(rewritten).collect())
        }
        ("enum", Value::Array(values)) if !values.is_empty() => {
            let mut distinct: Vec<&Value> = Vec::new();
            values.iter().for_each(|value| {
                if !distinct.contains(&value) {
                    distinct.push(value);
                }
            });
            Some(json!(distinct))
        }
        ("type", Value::String(name)) => {
            let types = ["string", "number", "integer", "boolean", "array", "object"];
            types.contains(&name.as_str()).then(|| value.clone())
        }
        ("format", Value::String(name)) if FORMATS.contains(&name.as_str()) => Some(value.clone()),
        ("pattern", Value::String(pattern)) => {
            jsonschema::options().with_draft(Draft::Draft4).build(&json!({ "pattern": pattern })).ok()?;
            Some(value.clone())
        }
        ("minimum" | "maximum", Value::Number(_)) => Some(value.clone()),
        ("exclusiveMinimum" | "exclusiveMaximum" | "uniqueItems", Value::Bool(_)) => Some(value.clone()),
        ("multipleOf", Value::Number(number)) if number.as_f64().is_some_and(|of| of > 0.0) => Some(value.clone()),
        (
            "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties",
            Value::Number(number),
        ) if number.is_u64() => Some(value.clone()),
        _ => None,
    }
}

/// What must be there whichever way a value travels (3.0.3, "Schema Object": `readOnly`, `writeOnly`).
fn required(schema: &Map<String, Value>) -> Option<Value> {
    let travels_both_ways = |name: &&str| {
        let property = schema.get("properties").and_then(|properties| properties.get(name));
        let is = |key| property.and_then(|property| property.get(key)).and_then(Value::as_bool).unwrap_or_default();
        !is("readOnly") && !is("writeOnly")
    };
    let names = schema.get("required")?.as_array()?.iter().filter_map(Value::as_str).filter(travels_both_ways);
    let names: BTreeSet<&str> = names.collect();
    (!names.is_empty()).then(|| json!(names))
}

/// The range of integers that a format stands for, and draft 4 without formats of numbers would not know. `exclusive…`
/// must stand beside what it is about.
fn limit(schema: &Map<String, Value>, plain: &mut Map<String, Value>) {
    for (limit, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        if !plain.contains_key(limit) {
            plain.remove(exclusive);
        }
    }
    let range = match schema.get("format").and_then(Value::as_str) {
        Some("int32") => json!({ "minimum": i32::MIN, "maximum": i32::MAX }),
        Some("int64") => json!({ "minimum": i64::MIN, "maximum": i64::MAX }),
        _ => return,
    };
    match plain.get_mut("allOf").and_then(Value::as_array_mut) {
        Some(parts) => parts.push(range),
        None => drop(plain.insert("allOf".to_owned(), json!([range]))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(schema: Value, value: Value) -> Validity {
        let document = json!({ "components": { "schemas": {
            "It": schema,
            "Pet": { "type": "object", "properties": { "name": { "type": "string" } }, "required": ["name"] },
        } } });
        let at = Pointer::parse("/components/schemas/It");
        Validators::new(&document, std::iter::once(&at)).unwrap().check(&at, &value).unwrap()
    }

    fn is_valid(schema: Value, value: Value) -> bool {
        check(schema, value) != Validity::Invalid
    }

    #[test]
    fn null_is_valid_where_it_is_allowed() {
        assert!(is_valid(json!({ "type": "string", "nullable": true, "enum": ["a"] }), json!(null)));
        assert!(!is_valid(json!({ "type": "string" }), json!(null)));
        let list = json!({ "type": "array", "items": { "$ref": "#/components/schemas/Pet" } });
        assert!(!is_valid(list, json!([null])));
    }

    #[test]
    fn formats_count_where_there_are_types_for_them() {
        let string = |format: &str| json!({ "type": "string", "format": format });
        assert!(is_valid(string("email"), json!("not an address")));
        assert!(is_valid(string("date-time"), json!("2024-02-29T10:00:00.5+02:00")));
        assert!(!is_valid(string("date-time"), json!("2024-02-29 10:00")));
        assert!(!is_valid(string("date"), json!("2023-02-29")));
        assert!(!is_valid(string("uuid"), json!("pet-7")));
        assert!(!is_valid(json!({ "type": "integer", "format": "int32" }), json!(3_000_000_000_i64)));
    }

    #[test]
    fn what_travels_one_way_need_not_be_there() {
        let properties = json!({ "id": { "type": "integer", "readOnly": true }, "name": { "type": "string" } });
        let schema = json!({ "properties": properties, "required": ["id", "name"] });
        assert!(is_valid(schema.clone(), json!({ "name": "Rex" })));
        assert!(!is_valid(schema, json!({ "id": 1 })));
    }

    #[test]
    fn faulty_keywords_are_left_out() {
        let schema = json!({
            "properties": { "a": { "type": "text", "required": true, "pattern": "(", "maxLength": "9" } },
            "required": [], "exclusiveMinimum": true,
        });
        assert!(is_valid(schema, json!({ "a": "anything" })));
    }

    #[test]
    fn keys_are_described_by_any_part_of_a_schema() {
        let pet = json!({ "$ref": "#/components/schemas/Pet" });
        let parts = json!({ "allOf": [pet, { "properties": { "tags": { "additionalProperties": true } } }] });
        let value = json!({ "name": "Rex", "age": 3, "tags": { "good": true } });
        assert_eq!(check(parts, value), Validity::Valid { undescribed: vec!["/age".to_owned()] });
    }
}
