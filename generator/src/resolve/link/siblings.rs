//! What stands beside a `$ref`: what of it counts, by the version of the document, and how it is joined to what the
//! reference leads to.

use serde_json::{Map, Value};

use super::{At, Link};
use crate::diagnostics::{Code, Diagnostic};
use crate::grammar::Kind;
use crate::resolve::library::Found;

impl Link<'_> {
    /// A schema's `$ref` with what stands beside it, as an `allOf`. In 3.0 siblings have no effect (3.0.3, section
    /// 4.7.23), but those that only describe the use of a schema are what authors mean; from 3.1 on all of them count.
    pub(super) fn schema_with_siblings(
        &mut self,
        reference: Value,
        hops: &[Found],
        object: &Map<String, Value>,
        at: &At,
    ) -> Value {
        let kept = self.counting_siblings(object, at);
        let bound = hops.last().filter(|_| self.is_bound(hops));
        if kept.is_empty() && bound.is_none() {
            return reference;
        }
        if let Some(target) = bound.filter(|_| kept.keys().all(|key| describes(key))) {
            return self.copy_in_place(target, &kept, at, Kind::Schema);
        }
        // The reference stands first, so that the parts of an `allOf` beside it move by one place.
        let first = At { author: at.author.clone(), bundled: at.bundled.child("allOf").child(0) };
        self.origins.take(first.bundled.clone(), first.author.0, first.author.1.clone());
        let reference = match bound {
            Some(target) => self.copy_in_place(target, &Map::new(), &first, Kind::Schema),
            None => reference,
        };
        self.joined(reference, kept, at)
    }

    fn counting_siblings(&mut self, object: &Map<String, Value>, at: &At) -> Map<String, Value> {
        let (mut kept, mut ignored) = (Map::new(), Vec::new());
        for (key, value) in object.iter().filter(|(key, _)| *key != "$ref" && !NAMING.contains(&key.as_str())) {
            if self.version.siblings_count() || KEPT.contains(&key.as_str()) || key.starts_with("x-") {
                kept.insert(key.clone(), value.clone());
            } else if !HARMLESS.contains(&key.as_str()) {
                ignored.push(key.as_str());
            }
        }
        self.report_ignored(&ignored, at, "; use `allOf` to join them");
        kept
    }

    fn joined(&mut self, reference: Value, mut kept: Map<String, Value>, at: &At) -> Value {
        let parts = kept.shift_remove("allOf");
        let mut all = vec![reference];
        if let Some(Value::Array(parts)) = parts {
            for (index, part) in parts.iter().enumerate() {
                let author = (at.author.0, at.author.1.child("allOf").child(index));
                let bundled = at.bundled.child("allOf").child(index + 1);
                self.origins.take(bundled.clone(), author.0, author.1.clone());
                all.push(self.copy(part, &At { author, bundled }, Kind::Schema));
            }
        }
        let mut whole = Map::from_iter([("allOf".to_owned(), Value::Array(all))]);
        if let Value::Object(rest) = self.copy_entries(&kept, at, Kind::Schema) {
            whole.extend(rest);
        }
        Value::Object(whole)
    }

    /// What stands beside a `$ref` that is not a schema's and counts: extensions, and in 3.1 what the standard allows.
    pub(super) fn overriding_siblings(
        &mut self,
        object: &Map<String, Value>,
        at: &At,
        kind: Kind,
    ) -> Map<String, Value> {
        let (mut overriding, mut ignored) = (Map::new(), Vec::new());
        for (key, value) in object.iter().filter(|(key, _)| *key != "$ref") {
            let describes = matches!(key.as_str(), "summary" | "description");
            if key.starts_with("x-") || describes && self.version.siblings_count() {
                overriding.insert(key.clone(), value.clone());
            } else if !describes {
                ignored.push(key.as_str());
            }
        }
        let advice = format!("; write {} out here if they differ", kind.noun());
        self.report_ignored(&ignored, at, &advice);
        overriding
    }

    fn report_ignored(&mut self, keys: &[&str], at: &At, advice: &str) {
        let Some(first) = keys.first() else { return };
        let list = keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
        let place = self.library.place(&at.child(first).author);
        let message = format!("{list} beside a `$ref` has no effect");
        let help = format!("a `$ref` stands for the whole object in OpenAPI 3.0{advice}");
        self.library.diagnostics.push(Diagnostic::new(Code::IgnoredSibling, place, message).help(help));
    }
}

/// What a schema's use may say of its own.
const KEPT: &[&str] = &["description", "nullable", "default", "example", "deprecated", "readOnly", "writeOnly"];
/// What names a schema or its parts, and says nothing of its values.
const NAMING: &[&str] = &["$anchor", "$comment", "$defs", "$dynamicAnchor", "$id", "$schema"];
/// Whether a keyword only describes the use of a schema, and leaves its values as they are.
fn describes(keyword: &str) -> bool {
    keyword != "nullable" && KEPT.contains(&keyword)
        || matches!(keyword, "title" | "examples")
        || keyword.starts_with("x-")
}

/// What says nothing new beside a schema's `$ref`.
const HARMLESS: &[&str] = &["title", "summary", "type", "externalDocs"];
