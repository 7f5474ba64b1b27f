//! Which part of an API becomes the SDK: what `[filter]` of the configuration keeps, and what that reaches.
//!
//! It works on the bundled document, before anything is lowered, so that nothing is ever said of what is left out.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::config::Config;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Place};
use crate::globs::{Globs, Of};
use crate::grammar::Kind;
use crate::lower;
use crate::nearest;
use crate::pointer::{Pointer, longest_prefix};
use crate::resolve::{Bundle, Origins};

/// Leaves out what the configuration does not want, and what was said of it.
pub fn apply(bundle: &mut Bundle, config: &Config, diagnostics: &mut Diagnostics) {
    if !config.filter.is_on() {
        return;
    }
    let mut cut = Cut::default();
    if config.filter.selects() {
        let mut rules = Rules::new(config, diagnostics);
        for section in ["paths", "webhooks"] {
            if let Some(Value::Object(items)) = bundle.root.get_mut(section) {
                cut.path_items(items, &Pointer::root().child(section), &mut rules);
            }
        }
        rules.report_unused(diagnostics);
    }
    if config.filter.prunes() {
        cut.unreached(&mut bundle.root);
    }
    cut.silence(&bundle.origins, diagnostics);
}

/// What the lists of the configuration say.
struct Rules {
    tags: Lists,
    paths: Lists,
    operations: Lists,
    /// Whether only what is named is kept.
    includes: bool,
}

impl Rules {
    fn new(config: &Config, diagnostics: &mut Diagnostics) -> Self {
        let filter = &config.filter;
        let mut list = |name, of, list: &[String]| {
            List::new(Globs::new(name, of, config.patterns(list, ["filter", name]), diagnostics), name)
        };
        let mut lists = |name, of, include: &[String], exclude_name, exclude: &[String]| Lists {
            include: list(name, of, include),
            exclude: list(exclude_name, of, exclude),
            met: BTreeSet::new(),
        };
        Self {
            tags: lists("tags", Of::Ids, &filter.tags, "exclude-tags", &filter.exclude_tags),
            paths: lists("paths", Of::Paths, &filter.paths, "exclude-paths", &filter.exclude_paths),
            operations: lists(
                "operations",
                Of::Ids,
                &filter.operations,
                "exclude-operations",
                &filter.exclude_operations,
            ),
            includes: filter.includes(),
        }
    }

    /// Whether an operation is named, or nothing needs to be, and is not excluded.
    fn keep(&mut self, path: &str, method: &str, operation: &Value) -> bool {
        let id = operation.get("operationId").and_then(Value::as_str).map(str::to_owned);
        let id = id.unwrap_or_else(|| lower::id_of(method, path));
        let tags = operation.get("tags").and_then(Value::as_array).into_iter().flatten();
        // In a pattern `{id}` means any of the one text `id`, so a path is matched without the braces.
        let mut verdicts = vec![self.paths.say(path, &path.replace(['{', '}'], "")), self.operations.say(&id, &id)];
        verdicts.extend(tags.filter_map(Value::as_str).map(|tag| self.tags.say(tag, tag)));
        let named = !self.includes || verdicts.iter().any(|verdict| verdict.included);
        named && verdicts.iter().all(|verdict| !verdict.excluded)
    }

    fn report_unused(&self, diagnostics: &mut Diagnostics) {
        for lists in [&self.tags, &self.paths, &self.operations] {
            lists.include.report_unused(&lists.met, diagnostics);
            lists.exclude.report_unused(&lists.met, diagnostics);
        }
    }
}

/// The two lists about one thing.
struct Lists {
    include: List,
    exclude: List,
    /// What there is, to say what may be meant by a pattern that matches none of it.
    met: BTreeSet<String>,
}

struct Verdict {
    included: bool,
    excluded: bool,
}

impl Lists {
    /// What the lists say of what is called `name`, and matched as `text`.
    fn say(&mut self, name: &str, text: &str) -> Verdict {
        self.met.insert(name.to_owned());
        Verdict { included: self.include.matches(text), excluded: self.exclude.matches(text) }
    }
}

struct List {
    name: &'static str,
    globs: Globs,
    used: Vec<bool>,
}

impl List {
    fn new(globs: Globs, name: &'static str) -> Self {
        let used = vec![false; globs.patterns().len()];
        Self { name, globs, used }
    }

    fn matches(&mut self, text: &str) -> bool {
        let matching = self.globs.matching(text);
        for index in &matching {
            self.used.get_mut(*index).into_iter().for_each(|used| *used = true);
        }
        !matching.is_empty()
    }

    fn report_unused(&self, met: &BTreeSet<String>, diagnostics: &mut Diagnostics) {
        for (pattern, _) in self.globs.patterns().zip(&self.used).filter(|(_, used)| !**used) {
            let message = format!("`{}` has `{}`, which matches nothing in the description", self.name, pattern.text);
            let help = match nearest::of(&pattern.text, met.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`*` is any text, in paths within a segment; `**` is any number of segments".to_owned(),
            };
            diagnostics.push(Diagnostic::new(Code::UnusedFilter, pattern.place.clone(), message).help(help));
        }
    }
}

/// What was left out of the bundled document, and what was kept beside it.
#[derive(Default)]
struct Cut {
    left_out: Vec<Pointer>,
    kept: Vec<Pointer>,
}

impl Cut {
    /// Keeps the operations that the rules keep, and the path items that have one.
    fn path_items(&mut self, items: &mut Map<String, Value>, at: &Pointer, rules: &mut Rules) {
        items.retain(|path, item| {
            let (at, Value::Object(item)) = (at.child(path), item) else { return true };
            let mut rest =
                self.operations(item, &at, Kind::PathItem, |method, operation| rules.keep(path, method, operation));
            if let Some(Value::Object(others)) = item.get_mut(ADDITIONAL) {
                let kind = Kind::PathItem.child(ADDITIONAL);
                let at = at.child(ADDITIONAL);
                rest |= self.operations(others, &at, kind, |method, operation| rules.keep(path, method, operation));
            }
            self.record(at, rest);
            rest
        });
    }

    /// Whether an operation is left in a map that holds some.
    fn operations(
        &mut self,
        map: &mut Map<String, Value>,
        at: &Pointer,
        kind: Kind,
        mut keep: impl FnMut(&str, &Value) -> bool,
    ) -> bool {
        let mut rest = false;
        map.retain(|method, operation| {
            if kind.child(method) != Kind::Operation {
                return true;
            }
            let kept = keep(method, operation);
            self.record(at.child(method), kept);
            rest |= kept;
            kept
        });
        rest
    }

    /// Removes the components that nothing outside of `components` reaches. Security schemes are named, not referred to.
    fn unreached(&mut self, root: &mut Value) {
        let reached = reached(root);
        let Some(Value::Object(sections)) = root.get_mut("components") else { return };
        let at = Pointer::root().child("components");
        for (section, components) in sections.iter_mut().filter(|(section, _)| *section != "securitySchemes") {
            let Value::Object(components) = components else { continue };
            components.retain(|name, _| {
                let at = at.child(section).child(name);
                let kept = reached.contains(&at);
                self.record(at, kept);
                kept
            });
        }
    }

    fn record(&mut self, at: Pointer, kept: bool) {
        if kept { self.kept.push(at) } else { self.left_out.push(at) }
    }

    /// Drops what was said of what is left out. What an element that is kept has from the same place stays.
    fn silence(&self, origins: &Origins, diagnostics: &mut Diagnostics) {
        diagnostics.trace(origins);
        let mut verdicts: BTreeMap<_, BTreeMap<Pointer, bool>> = BTreeMap::new();
        for (pointers, kept) in [(&self.left_out, false), (&self.kept, true)] {
            for pointer in pointers {
                let (file, author) = origins.author(pointer);
                *verdicts.entry(file).or_default().entry(author).or_default() |= kept;
            }
        }
        diagnostics.retain(|diagnostic| match &diagnostic.place {
            Place::Authored(file, pointer) => {
                let verdict = verdicts.get(file).and_then(|verdicts| longest_prefix(verdicts, pointer));
                verdict.is_none_or(|(kept, _)| *kept)
            }
            _ => true,
        });
    }
}

const ADDITIONAL: &str = "additionalOperations";

/// The components that are referred to from outside of `components`, directly or by way of others.
fn reached(root: &Value) -> BTreeSet<Pointer> {
    let heirs = heirs(root);
    let outside = root.as_object().into_iter().flatten().filter(|(key, _)| *key != "components");
    let mut open: Vec<Pointer> = outside.flat_map(|(_, value)| references(value)).collect();
    let mut reached = BTreeSet::new();
    while let Some(pointer) = open.pop() {
        let Some(found) = root.pointer(pointer.as_str()) else { continue };
        if reached.insert(pointer.clone()) {
            open.extend(references(found));
            open.extend(heirs.get(&pointer).into_iter().flatten().cloned());
        }
    }
    reached
}

/// All components that a value refers to: by `$ref`, by the mapping of a discriminator, or in a key that a dialect has
/// put there.
fn references(value: &Value) -> Vec<Pointer> {
    let (mut found, mut open) = (Vec::new(), vec![value]);
    while let Some(value) = open.pop() {
        match value {
            Value::Object(map) => open.extend(map.values()),
            Value::Array(list) => open.extend(list),
            Value::String(text) => found.extend(component(text)),
            _ => {}
        }
    }
    found
}

fn component(text: &str) -> Option<Pointer> {
    text.strip_prefix('#').filter(|pointer| pointer.starts_with("/components/")).map(Pointer::parse)
}

/// The schemas that extend one with a discriminator by `allOf`. Where that one stands, they may (3.0.3, section
/// 4.7.25), though it does not name them.
fn heirs(root: &Value) -> BTreeMap<Pointer, Vec<Pointer>> {
    let at = Pointer::root().descend(["components", "schemas"]);
    let schemas = root.pointer(at.as_str()).and_then(Value::as_object);
    let mut heirs: BTreeMap<Pointer, Vec<Pointer>> = BTreeMap::new();
    for (name, schema) in schemas.into_iter().flatten() {
        let parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
        for parent in parts.filter_map(|part| component(part.get("$ref")?.as_str()?)) {
            if root.pointer(parent.as_str()).is_some_and(|parent| parent.get("discriminator").is_some()) {
                heirs.entry(parent).or_default().push(at.child(name));
            }
        }
    }
    heirs
}

#[cfg(test)]
mod tests;
