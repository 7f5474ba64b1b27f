//! What real documents get wrong in a way that leaves no doubt about what is meant, and what the reader of 3.0 does.
//!
//! What is only clumsy is put right silently; where something had to be decided, a warning says so. All else is for
//! [`crate::lower`] to report. Schemas have [`super::schema`] beside this.

mod objects;

use serde_json::{Map, Value, json};

use super::Rewriting;
use crate::grammar::{Kind, Path};
use crate::pointer::Pointer;

/// Puts one object right.
pub(super) fn rewrite(value: &mut Value, path: &Path<'_>, rewriting: &mut Rewriting<'_>) {
    objects::whole(value, path);
    if let Value::Array(list) = value {
        close_up(list, path, rewriting);
    }
    let Value::Object(map) = value else { return };
    without_nulls(map, path.kind());
    objects::rewrite(map, path, rewriting);
    for (key, value) in map.iter_mut() {
        if is_text(path.kind(), key) || is_required_list(path.kind(), key, value) {
            text(value, path, key, rewriting);
        }
    }
}

/// `null` is how generators write that there is nothing. Only data can be null.
fn without_nulls(map: &mut Map<String, Value>, kind: Kind) {
    if !map.values().any(Value::is_null) {
        return;
    }
    match kind {
        Kind::Map(Kind::Schema) => {
            map.values_mut().filter(|schema| schema.is_null()).for_each(|schema| *schema = json!({}))
        }
        kind => map.retain(|key, value| !value.is_null() || kind.child(key) == Kind::Data),
    }
}

/// The same in a list.
fn close_up(list: &mut Vec<Value>, path: &Path<'_>, rewriting: &mut Rewriting<'_>) {
    if !list.iter().any(Value::is_null) {
        return;
    }
    let at = path.pointer();
    let kept = list.iter().enumerate().filter(|(_, element)| !element.is_null()).enumerate();
    kept.for_each(|(new, (old, _))| rewriting.moves.record(at.child(new), at.child(old)));
    list.retain(|element| !element.is_null());
}

/// YAML takes an unquoted `1.10` or `yes` for a number or a truth value; the author's text is at hand.
fn text(value: &mut Value, path: &Path<'_>, key: &str, rewriting: &Rewriting<'_>) {
    let scalars: Vec<(Option<usize>, &mut Value)> = match value {
        Value::Array(list) => list.iter_mut().enumerate().map(|(index, value)| (Some(index), value)).collect(),
        scalar => vec![(None, scalar)],
    };
    for (index, scalar) in scalars {
        if scalar.is_number() || scalar.is_boolean() {
            let at = path.pointer().child(key);
            let at = index.map_or_else(|| at.clone(), |index| at.child(index));
            *scalar = rewriting.written(scalar, &at).into();
        }
    }
}

/// `required: true` in a schema is something else.
fn is_required_list(kind: Kind, key: &str, value: &Value) -> bool {
    kind == Kind::Schema && key == "required" && value.is_array()
}

/// Whether the standard has a string, or a list of strings, under this key.
fn is_text(kind: Kind, key: &str) -> bool {
    match kind {
        Kind::Schema => matches!(key, "title" | "description" | "format" | "pattern"),
        Kind::Operation => matches!(key, "operationId" | "summary" | "description" | "tags"),
        Kind::Plain => matches!(key, "title" | "description" | "version" | "name" | "summary"),
        Kind::Map(_) | Kind::Pattern(_) | Kind::List(_) | Kind::Mapping | Kind::Data => false,
        _ => matches!(key, "name" | "summary" | "description"),
    }
}

/// Truth values that are written as text.
pub(super) fn flags(map: &mut Map<String, Value>, keys: &[&str]) {
    keys.iter().for_each(|key| map.get_mut(*key).into_iter().for_each(flag));
}

/// A truth value that is written as text.
pub(super) fn flag(value: &mut Value) {
    if let Some(truth) = value.as_str().and_then(|text| text.trim().to_ascii_lowercase().parse::<bool>().ok()) {
        *value = truth.into();
    }
}

/// `externalDocs` without a URL say nothing, and are no reason to lose what they stand in.
pub(super) fn documentation(map: &mut Map<String, Value>) {
    match map.get_mut("externalDocs") {
        Some(url @ Value::String(_)) => *url = json!({ "url": url.take() }),
        Some(Value::Object(docs)) if docs.get("url").is_some_and(Value::is_string) => {}
        Some(_) => _ = map.shift_remove("externalDocs"),
        None => {}
    }
}

/// Whether this is text, or may be in YAML.
fn is_scalar(value: &Value) -> bool {
    value.is_string() || value.is_number() || value.is_boolean()
}

/// A list that holds one thing may be written as that.
fn listed(map: &mut Map<String, Value>, key: &str) {
    if let Some(one) = map.get_mut(key).filter(|one| one.is_object() || one.is_string()) {
        *one = json!([one.take()]);
    }
}

/// Gives an entry another key, in the same place.
fn rename(map: &mut Map<String, Value>, from: &str, to: &str, path: &Path<'_>, rewriting: &mut Rewriting<'_>) {
    let Some(index) = map.keys().position(|key| key == from).filter(|_| !map.contains_key(to)) else { return };
    if let Some(value) = map.shift_remove(from) {
        map.shift_insert(index, to.to_owned(), value);
        let at = path.pointer();
        rewriting.moves.record(at.child(to), at.child(from));
    }
}

/// Puts a node one level deeper, under a new key.
fn wrapped(map: &mut Map<String, Value>, key: &str, value: Value, at: &Pointer, rewriting: &mut Rewriting<'_>) {
    map.insert(key.to_owned(), value);
    rewriting.moves.record(at.child(key), at.clone());
}
