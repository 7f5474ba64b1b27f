//! Names that documents and schemas give themselves: `$self`, `$id`, `$anchor` and `$dynamicAnchor`.
//!
//! A reference may use any of them in place of a file or a pointer (3.1.0, section 4.6; JSON Schema 2020-12, section
//! 8.2). What a dynamic reference means is decided in [`super::link`].

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::library::Spot;
use crate::grammar::Kind;
use crate::pointer::Pointer;
use crate::source::FileId;

/// The names in the files read so far.
#[derive(Default)]
pub(super) struct Identifiers {
    read: BTreeSet<FileId>,
    /// By absolute URI, as far as there is one to begin with.
    uris: BTreeMap<String, Spot>,
    anchors: BTreeMap<(FileId, String), Vec<Pointer>>,
    dynamic: BTreeMap<String, Vec<Spot>>,
}

impl Identifiers {
    /// Takes down the names in a file, once.
    pub fn read(&mut self, file: FileId, document: &Value) {
        if !self.read.insert(file) {
            return;
        }
        let is_document = ["openapi", "components", "paths"].iter().any(|key| document.get(key).is_some());
        let kind = if is_document { Kind::Document } else { Kind::Schema };
        let base = document.get("$self").and_then(Value::as_str).unwrap_or_default().to_owned();
        if !base.is_empty() {
            self.uris.insert(without_fragment(&base).to_owned(), (file, Pointer::root()));
        }
        self.walk(document, kind, &(file, Pointer::root()), &base);
    }

    fn walk(&mut self, value: &Value, kind: Kind, at: &Spot, base: &str) {
        match value {
            _ if matches!(kind, Kind::Data | Kind::Mapping) => {}
            Value::Object(map) => {
                let mut base = base.to_owned();
                if kind == Kind::Schema {
                    self.names(map, at, &mut base);
                }
                for (key, child) in map.iter().filter(|(_, child)| child.is_object() || child.is_array()) {
                    self.walk(child, kind.child(key), &(at.0, at.1.child(key)), &base);
                }
            }
            Value::Array(list) => {
                for (index, child) in list.iter().enumerate() {
                    self.walk(child, kind.element(), &(at.0, at.1.child(index)), base);
                }
            }
            _ => {}
        }
    }

    fn names(&mut self, map: &Map<String, Value>, at: &Spot, base: &mut String) {
        if let Some(id) = map.get("$id").and_then(Value::as_str) {
            *base = joined(base, without_fragment(id));
            self.uris.entry(base.clone()).or_insert_with(|| at.clone());
        }
        for keyword in ["$anchor", DYNAMIC_ANCHOR] {
            let Some(name) = map.get(keyword).and_then(Value::as_str) else { continue };
            self.anchors.entry((at.0, name.to_owned())).or_default().push(at.1.clone());
            if keyword == DYNAMIC_ANCHOR {
                self.dynamic.entry(name.to_owned()).or_default().push(at.clone());
            }
        }
    }

    /// What a URI names, seen from a holder; `None` if nothing is called that.
    pub fn uri(&self, uri: &str, holder: &Spot) -> Option<&Spot> {
        let absolute = || {
            let bases = self.uris.iter().filter(|(_, spot)| spot.0 == holder.0 && holder.1.below(&spot.1).is_some());
            // The innermost one is that with the longest pointer.
            let (base, _) = bases.max_by_key(|(_, spot)| spot.1.as_str().len())?;
            self.uris.get(&joined(base, uri))
        };
        self.uris.get(uri).or_else(absolute)
    }

    /// The node of an anchor below `within`, or anywhere in its file.
    pub fn anchor(&self, name: &str, within: &Spot) -> Option<Spot> {
        let all = self.anchors.get(&(within.0, name.to_owned()))?;
        let inside = all.iter().find(|pointer| pointer.below(&within.1).is_some());
        inside.or(all.first()).map(|pointer| (within.0, pointer.clone()))
    }

    /// All nodes that a dynamic reference to this name may lead to.
    pub fn dynamic(&self, name: &str) -> &[Spot] {
        self.dynamic.get(name).map_or(&[], Vec::as_slice)
    }
}

/// The keyword of the targets of dynamic references.
pub(super) const DYNAMIC_ANCHOR: &str = "$dynamicAnchor";

/// What a schema binds for the dynamic references in it and in what it refers to: its own name and those of its
/// definitions.
pub(super) fn bound(map: &Map<String, Value>, at: &Spot) -> Vec<(String, Spot)> {
    let name = |map: &Map<String, Value>| map.get(DYNAMIC_ANCHOR)?.as_str().map(str::to_owned);
    let own = name(map).map(|name| (name, at.clone()));
    let definitions = map.get("$defs").and_then(Value::as_object).into_iter().flatten();
    let defined = definitions
        .filter_map(|(key, definition)| Some((name(definition.as_object()?)?, (at.0, at.1.child("$defs").child(key)))));
    own.into_iter().chain(defined).collect()
}

/// Whether a dynamic reference to one of these names is in a schema.
pub(super) fn depends(value: &Value, kind: Kind, names: &dyn Fn(&str) -> bool) -> bool {
    match value {
        _ if kind == Kind::Data => false,
        Value::Object(map) => {
            let text = map.get("$dynamicRef").and_then(Value::as_str);
            text.and_then(|text| text.split_once('#')).is_some_and(|(_, name)| names(name))
                || map.iter().any(|(key, child)| depends(child, kind.child(key), names))
        }
        Value::Array(list) => list.iter().any(|child| depends(child, kind.element(), names)),
        _ => false,
    }
}

fn without_fragment(uri: &str) -> &str {
    uri.split_once('#').map_or(uri, |(uri, _)| uri)
}

/// A URI seen from another one, as far as `$id`s need it (RFC 3986, section 5.2).
fn joined(base: &str, uri: &str) -> String {
    if base.is_empty() || uri.contains("://") || uri.starts_with("urn:") {
        return uri.to_owned();
    }
    let path_at = base.find("://").map_or(0, |scheme| {
        base.get(scheme + 3..).and_then(|rest| rest.find('/')).map_or(base.len(), |slash| scheme + 3 + slash)
    });
    let (authority, path) = base.split_at(path_at);
    if uri.starts_with('/') {
        return format!("{authority}{uri}");
    }
    let mut segments: Vec<&str> = path.split('/').collect();
    segments.pop();
    for segment in uri.split('/') {
        match segment {
            "." => {}
            ".." => _ = segments.pop(),
            segment => segments.push(segment),
        }
    }
    format!("{authority}{}", segments.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_are_relative_to_those_around_them() {
        let base = "https://example.com/schemas/pet.json";
        assert_eq!(joined(base, "toy"), "https://example.com/schemas/toy");
        assert_eq!(joined(base, "../a/./b"), "https://example.com/a/b");
        assert_eq!(joined(base, "/c"), "https://example.com/c");
        assert_eq!(joined(base, "https://example.org/d"), "https://example.org/d");
        assert_eq!(joined("", "toy"), "toy");
    }
}
