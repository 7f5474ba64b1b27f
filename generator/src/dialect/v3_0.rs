//! What real 3.0 documents get wrong in a way that leaves no doubt about what is meant, and what their reader does.

use serde_json::Value;

use crate::grammar::{self, Kind};
use crate::pointer::Pointer;
use crate::resolve::Bundle;
use crate::source::Sources;

/// Puts right what has only one meaning.
pub(super) fn repair(bundle: &mut Bundle, sources: &Sources) {
    let origins = &bundle.origins;
    grammar::walk_mut(&mut bundle.root, Kind::Document, &Pointer::root(), &mut |value, kind, pointer| {
        let Value::Object(map) = value else { return };
        if kind == Kind::Encoding && !map.contains_key("explode") {
            // `openapiv3` takes an absent `explode` for false, whatever the style (3.0.3, "Encoding Object").
            let exploded = map.get("style").is_none_or(|style| style == "form");
            map.insert("explode".to_owned(), exploded.into());
        }
        for (key, value) in
            map.iter_mut().filter(|(key, value)| is_text(kind, key) || is_required_list(kind, key, value))
        {
            let at = pointer.child(key);
            each_scalar(value, &at, &mut |scalar, at| {
                // YAML takes an unquoted `1.10` or `yes` for a number or a truth value; the author's text is at hand.
                if scalar.is_number() || scalar.is_boolean() {
                    let (file, author) = origins.author(at);
                    let written = sources.scalar(file, &author);
                    *scalar = written.map_or_else(|| scalar.to_string(), str::to_owned).into();
                }
            });
        }
    });
}

fn each_scalar(value: &mut Value, at: &Pointer, visit: &mut impl FnMut(&mut Value, &Pointer)) {
    match value {
        Value::Array(list) => {
            for (index, value) in list.iter_mut().enumerate() {
                visit(value, &at.child(index));
            }
        }
        value => visit(value, at),
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
