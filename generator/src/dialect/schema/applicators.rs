//! Keywords that apply a schema to elements or properties, where 3.0 has only `items`, `properties` and
//! `additionalProperties`.

use serde_json::{Map, Value, json};

use super::super::Rewriting;
use crate::grammar::Path;
use crate::pointer::Pointer;

/// A schema with the place, below the schema that holds it, where it stood.
type Placed = (Pointer, Value);

/// Elements that are told apart by their position become alternatives, all of them typed.
pub(super) fn items(map: &mut Map<String, Value>, path: &Path<'_>, rewriting: &mut Rewriting<'_>) {
    // Before 2020-12 the list stood under `items`, and the schema of what follows under `additionalItems`.
    let (list, tail) = match map.get("items") {
        Some(Value::Array(_)) => ("items", "additionalItems"),
        _ => ("prefixItems", "items"),
    };
    let mut found = Vec::new();
    if let Some(Value::Array(schemas)) = map.get(list) {
        let at = Pointer::root().child(list);
        found.extend(schemas.iter().enumerate().map(|(index, schema)| (at.child(index), schema.clone())));
        // Nobody who lists the elements means that any others follow, unless there is a schema for them.
        found.extend(placed(map, tail));
        map.shift_remove("items");
    } else if !map.contains_key("items") {
        found.extend(placed(map, "unevaluatedItems"));
    }
    combine(found, "items", map, path, rewriting);
}

/// Properties by pattern, and those that a condition brings.
pub(super) fn properties(map: &mut Map<String, Value>, path: &Path<'_>, rewriting: &mut Rewriting<'_>) {
    conditional(map, path, rewriting);
    if let Some(Value::Object(own)) = map.get_mut("properties") {
        // Nothing fits `false`, so there can be no such property.
        own.retain(|_, schema| *schema != false);
    }
    let anything = |value: Option<&Value>| value.is_some_and(|value| *value == true || *value == json!({}));
    let mut found = Vec::new();
    if let Some(Value::Object(patterns)) = map.get("patternProperties")
        && !anything(map.get("additionalProperties"))
    {
        let at = Pointer::root().child("patternProperties");
        found.extend(patterns.iter().map(|(pattern, schema)| (at.child(pattern), schema.clone())));
        found.extend(placed(map, "additionalProperties"));
    } else if !map.contains_key("additionalProperties") {
        if anything(map.get("unevaluatedProperties")) {
            map.insert("additionalProperties".to_owned(), true.into());
        }
        found.extend(placed(map, "unevaluatedProperties"));
    }
    combine(found, "additionalProperties", map, path, rewriting);
}

/// The schema under a keyword, if it says something.
fn placed(map: &Map<String, Value>, keyword: &str) -> Option<Placed> {
    let schema = map.get(keyword).filter(|schema| schema.as_object().is_some_and(|schema| !schema.is_empty()))?;
    Some((Pointer::root().child(keyword), schema.clone()))
}

/// Puts the one schema, or an `anyOf` of the different ones, under a keyword.
fn combine(
    found: Vec<Placed>,
    keyword: &str,
    map: &mut Map<String, Value>,
    path: &Path<'_>,
    rewriting: &mut Rewriting<'_>,
) {
    let mut different: Vec<Placed> = Vec::new();
    for (place, schema) in found {
        if schema != false && !different.iter().any(|(_, known)| *known == schema) {
            different.push((place, schema));
        }
    }
    if different.is_empty() {
        return;
    }
    let (at, new) = (path.pointer(), path.pointer().child(keyword));
    if let [(place, only)] = &different[..] {
        rewriting.moves.record(new, at.join(place));
        map.insert(keyword.to_owned(), only.clone());
    } else {
        let mut alternatives = Vec::new();
        for (index, (place, schema)) in different.into_iter().enumerate() {
            rewriting.moves.record(new.child("anyOf").child(index), at.join(&place));
            alternatives.push(schema);
        }
        map.insert(keyword.to_owned(), json!({ "anyOf": alternatives }));
    }
}

/// A property that a condition brings is one that may be there.
fn conditional(map: &mut Map<String, Value>, path: &Path<'_>, rewriting: &mut Rewriting<'_>) {
    let mut holders: Vec<Pointer> = ["then", "else"].map(|keyword| Pointer::root().child(keyword)).to_vec();
    for keyword in ["dependentSchemas", "dependencies"] {
        let names = map.get(keyword).and_then(Value::as_object).into_iter().flat_map(Map::keys);
        holders.extend(names.map(|name| Pointer::root().child(keyword).child(name)));
    }
    for holder in holders {
        let Some(brought) = at(map, &holder).and_then(|holder| holder.get("properties")?.as_object()).cloned() else {
            continue;
        };
        let Value::Object(own) = map.entry("properties").or_insert_with(|| json!({})) else { return };
        for (name, schema) in brought {
            // What the condition says of a property that is there anyway only narrows it, and so does `true`.
            if !schema.is_object() || own.contains_key(&name) {
                continue;
            }
            let here = path.pointer();
            let old = here.join(&holder).child("properties").child(&name);
            rewriting.moves.record(here.child("properties").child(&name), old);
            own.insert(name, schema);
        }
    }
}

fn at<'v>(map: &'v Map<String, Value>, pointer: &Pointer) -> Option<&'v Value> {
    let mut tokens = pointer.tokens();
    let first = map.get(&tokens.next()?)?;
    tokens.try_fold(first, |value, token| value.get(&token))
}
