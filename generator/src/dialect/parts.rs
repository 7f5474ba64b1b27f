//! Bodies of several parts that are known by their positions (3.2.0, "Encoding By Position").
//!
//! Names of parts travel in forms only, so a list of parts is an object all the same, with a property for each position,
//! in their order. What properties and their encodings mean is left to [`crate::lower`], for which a list without such
//! positions is one property, [`PARTS`].

use serde_json::{Map, Value, json};

use super::Rewriting;
use super::private::{ITEM_ENCODING, PARTS};
use crate::grammar::Path;
use crate::media_type::essence;
use crate::pointer::Pointer;

/// Rewrites a media type, if it is one of several parts.
pub(super) fn rewrite(map: &mut Map<String, Value>, path: &Path<'_>, rewriting: &mut Rewriting<'_>) {
    if path.key().is_some_and(|(_, media_type)| essence(media_type).starts_with("multipart/")) {
        let at = path.pointer();
        encodings(map, &at, rewriting);
        schema(map, &at, rewriting);
    }
}

fn name(position: usize) -> String {
    format!("part{}", position + 1)
}

fn encodings(map: &mut Map<String, Value>, at: &Pointer, rewriting: &mut Rewriting<'_>) {
    let mut found = Vec::new();
    if let Some(Value::Array(list)) = map.shift_remove("prefixEncoding") {
        let place = at.child("prefixEncoding");
        found.extend(list.into_iter().enumerate().map(|(index, own)| (name(index), own, place.child(index))));
    }
    if let Some(mut own) = map.shift_remove("itemEncoding") {
        if let Value::Object(own) = &mut own {
            own.insert(ITEM_ENCODING.to_owned(), true.into());
        }
        found.push((PARTS.to_owned(), own, at.child("itemEncoding")));
    }
    if found.is_empty() {
        return;
    }
    let Value::Object(encodings) = map.entry("encoding").or_insert_with(|| json!({})) else { return };
    for (name, encoding, place) in found {
        rewriting.moves.record(at.child("encoding").child(&name), place);
        encodings.insert(name, encoding);
    }
}

/// A schema of positions that is referred to, and where it stands: what it is in a body of several parts, it is here alone.
fn named(schema: &Value, rewriting: &Rewriting<'_>) -> Option<(Pointer, Value)> {
    let target = Pointer::parse(schema.get("$ref")?.as_str()?.trim_start_matches('#'));
    Some((target.clone(), rewriting.tuples.get(&target.last()?)?.clone()))
}

fn schema(map: &mut Map<String, Value>, at: &Pointer, rewriting: &mut Rewriting<'_>) {
    let here = at.child("schema");
    let item = map.shift_remove("itemSchema").map(|item| (item, at.child("itemSchema")));
    let Some(schema) = map.get_mut("schema") else {
        if let Some((item, place)) = item {
            rewriting.moves.record(here.child("items"), place);
            map.insert("schema".to_owned(), json!({ "type": "array", "items": item }));
        }
        return;
    };
    if let Some((place, tuple)) = named(schema, rewriting) {
        rewriting.moves.record(here.clone(), place);
        *schema = tuple;
    }
    let Value::Object(schema) = schema else { return };
    let Some(Value::Array(positions)) = schema.shift_remove("prefixItems") else { return };
    let mut properties = Map::new();
    for (index, position) in positions.into_iter().enumerate() {
        let name = name(index);
        rewriting.moves.record(here.child("properties").child(&name), here.child("prefixItems").child(index));
        properties.insert(name, position);
    }
    // None can be left out before another, whatever JSON Schema says of lists that are too short.
    let least = schema.shift_remove("minItems").and_then(|least| usize::try_from(least.as_u64()?).ok());
    let required = properties.keys().take(least.unwrap_or(properties.len())).cloned().collect::<Vec<_>>();
    let others = schema.shift_remove("items").map(|items| (items, here.child("items")));
    if let Some((items, place)) = others.filter(|(items, _)| items.is_object()).or(item) {
        rewriting.moves.record(here.child("properties").child(PARTS).child("items"), place);
        properties.insert(PARTS.to_owned(), json!({ "type": "array", "items": items }));
    }
    schema.shift_remove("maxItems");
    schema.insert("type".to_owned(), "object".into());
    schema.insert("properties".to_owned(), Value::Object(properties));
    schema.insert("required".to_owned(), required.into());
}
