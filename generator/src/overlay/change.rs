//! One action, carried out on a document and on the record of its authors.

use std::cmp::Reverse;

use indexmap::IndexSet;
use serde_json::Value;
use serde_json_path::JsonPath;

use super::read::{Action, Change};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Place};
use crate::pointer::Pointer;
use crate::source::{Authors, Document};

/// Changes all nodes that the action is about.
pub(super) fn apply(action: Action, document: &mut Document, diagnostics: &mut Diagnostics) {
    let Action { file, at, target, change } = action;
    let targets = located(&target, &document.root);
    if targets.is_empty() {
        let place = Place::Authored(file, at.child("target"));
        let message = "this target selects nothing, so the action changes nothing";
        let help = "correct the JSONPath, or remove the action if it is no longer needed";
        diagnostics.push(Diagnostic::new(Code::UnmatchedTarget, place, message).help(help));
        return;
    }
    let mut changing = Changing { document, diagnostics };
    let merged = match change {
        Change::Remove => return changing.remove(targets, Place::Authored(file, at.child("target"))),
        Change::Update(value) => Some(Merged { authors: Authors::below(file, at.child("update")), value }),
        Change::Copy(from) => changing.copied(&from, Place::Authored(file, at.child("copy"))),
    };
    let Some(merged) = merged else { return };
    changing.merge_all(&targets, &merged, Place::Authored(file, at.child("target")));
}

/// The nodes that a path selects, each once, in the order of the document.
fn located(path: &JsonPath, root: &Value) -> Vec<Pointer> {
    let nodes = path.query_located(root);
    let pointers: IndexSet<Pointer> = nodes.locations().map(|at| Pointer::parse(at.to_json_pointer())).collect();
    pointers.into_iter().collect()
}

/// What is merged into the targets, and where it was written.
struct Merged {
    value: Value,
    authors: Authors,
}

struct Changing<'a> {
    document: &'a mut Document,
    diagnostics: &'a mut Diagnostics,
}

impl Changing<'_> {
    fn fault(&mut self, place: Place, message: impl Into<String>, help: &str) {
        self.diagnostics.push(Diagnostic::new(Code::InvalidOverlay, place, message).help(help));
    }

    fn author(&self, at: &Pointer) -> Place {
        let (file, pointer) = self.document.authors.author(at);
        Place::Authored(file, pointer)
    }

    /// Removes nodes from what holds them, inner ones and later elements first, so that no other pointer moves.
    fn remove(&mut self, mut targets: Vec<Pointer>, place: Place) {
        let order = |at: &Pointer| at.tokens().map(|token| (token.parse::<usize>().ok(), token)).collect::<Vec<_>>();
        targets.sort_by_cached_key(|at| Reverse(order(at)));
        for at in targets {
            let Some((above, key)) = at.parent().zip(at.last()) else {
                return self.fault(place, "the whole document cannot be removed", "remove parts of it");
            };
            match self.document.root.pointer_mut(above.as_str()) {
                Some(Value::Object(map)) => {
                    map.shift_remove(&key);
                    self.document.authors.forget(&at);
                }
                Some(Value::Array(list)) => {
                    let Some(index) = key.parse().ok().filter(|index| *index < list.len()) else { continue };
                    self.document.authors.close_gap(&above, index, list.len());
                    list.remove(index);
                }
                _ => {}
            }
        }
    }

    /// What `copy` selects: a single node (1.1.0, "Action Object").
    fn copied(&mut self, from: &JsonPath, place: Place) -> Option<Merged> {
        let found = located(from, &self.document.root);
        if let [at] = &found[..] {
            let value = self.document.root.pointer(at.as_str())?.clone();
            return Some(Merged { value, authors: self.document.authors.part(at) });
        }
        let message = format!("`copy` selects {} nodes", found.len());
        self.fault(place, message, "select the one node that is to be copied");
        None
    }

    fn merge_all(&mut self, targets: &[Pointer], merged: &Merged, place: Place) {
        let kinds: IndexSet<&str> =
            targets.iter().filter_map(|at| self.document.root.pointer(at.as_str())).map(kind).collect();
        if kinds.len() > 1 {
            let kinds = kinds.into_iter().collect::<Vec<_>>().join(", ");
            let help = "the nodes of one action are all objects, all lists or all single values: make several actions";
            return self.fault(place, format!("this target selects nodes of several kinds: {kinds}"), help);
        }
        let root = Pointer::root();
        for at in targets {
            match self.document.root.pointer(at.as_str()) {
                Some(Value::Array(_)) if !merged.value.is_array() => self.append(at, merged, &root),
                _ => self.merge(at, merged, &root),
            }
        }
    }

    /// Merges what stands at `from` in what is merged into the node `at`.
    fn merge(&mut self, at: &Pointer, merged: &Merged, from: &Pointer) {
        let target = self.document.root.pointer_mut(at.as_str());
        let Some((target, value)) = target.zip(merged.value.pointer(from.as_str())) else { return };
        match (target, value) {
            // A key without a value says nothing, as in the "Structured Overlay Example" of 1.1.0.
            (Value::Object(_) | Value::Array(_), Value::Null) => {}
            (Value::Object(_), Value::Object(properties)) => {
                properties.keys().for_each(|key| self.property(at, key, merged, from));
            }
            (Value::Array(_), Value::Array(elements)) => {
                (0..elements.len()).for_each(|index| self.append(at, merged, &from.child(index)));
            }
            (target, value) if target.is_null() || (is_primitive(target) && is_primitive(value)) => {
                *target = value.clone();
                self.document.authors.graft(at, &merged.authors, from);
            }
            (target, value) => {
                let message = format!("{} cannot be merged into {}", kind(value), kind(target));
                let (file, pointer) = merged.authors.author(from);
                let help = "remove what is there in an action before this one, or correct the value";
                let diagnostic = Diagnostic::new(Code::InvalidOverlay, Place::Authored(file, pointer), message);
                self.diagnostics.push(diagnostic.label(self.author(at), "into this").help(help));
            }
        }
    }

    fn property(&mut self, at: &Pointer, key: &str, merged: &Merged, from: &Pointer) {
        let (below, from) = (at.child(key), from.child(key));
        match (self.document.root.pointer_mut(at.as_str()), merged.value.pointer(from.as_str())) {
            (Some(Value::Object(map)), Some(value)) if !map.contains_key(key) => {
                map.insert(key.to_owned(), value.clone());
                self.document.authors.graft(&below, &merged.authors, &from);
            }
            _ => self.merge(&below, merged, &from),
        }
    }

    fn append(&mut self, at: &Pointer, merged: &Merged, from: &Pointer) {
        let list = self.document.root.pointer_mut(at.as_str());
        if let (Some(Value::Array(list)), Some(value)) = (list, merged.value.pointer(from.as_str())) {
            list.push(value.clone());
            self.document.authors.graft(&at.child(list.len() - 1), &merged.authors, from);
        }
    }
}

fn is_primitive(value: &Value) -> bool {
    !matches!(value, Value::Object(_) | Value::Array(_))
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Object(_) => "an object",
        Value::Array(_) => "a list",
        _ => "a single value",
    }
}
