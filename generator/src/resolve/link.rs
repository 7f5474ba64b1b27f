//! Copies the root document, imports what it refers to, and makes every reference one to a component.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Map, Value, json};

use super::library::{Fault, Found, Library, Spot};
use super::names::{self, Names};
use super::{Bundle, Origins, order};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::dialect::Version;
use crate::grammar::{self, Kind};
use crate::pointer::Pointer;
use crate::source::{Document, FileId, Sources};

/// The document with all it refers to, in the version it is written in.
pub(super) fn bundle(
    document: &Document,
    version: Version,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Bundle {
    let mut link = Link {
        library: Library::new(document, sources, diagnostics),
        version,
        root: document.file,
        names: Names::default(),
        adopted: BTreeMap::new(),
        wanted: VecDeque::new(),
        origins: Origins::new(document.file).overlaid(document.authors.clone()),
        inside: Vec::new(),
        copies: 0,
    };
    let components = link.components();
    link.reserve_names(&components);
    link.adopt(components);
    let at = At { author: (document.file, Pointer::root()), bundled: Pointer::root() };
    let mut root = link.copy(&document.root, &at, Kind::Document);
    let mut imported = BTreeSet::new();
    while let Some(import) = link.wanted.pop_front() {
        let value = link.import(&import);
        place(&mut root, &import.pointer, value);
        imported.insert(import.pointer);
    }
    order::sort(&mut root, &imported);
    Bundle { root, origins: link.origins }
}

struct Link<'a> {
    library: Library<'a>,
    version: Version,
    root: FileId,
    names: Names,
    /// Components of the root that are nothing but a reference to something without a name: they are that thing.
    adopted: BTreeMap<Pointer, Found>,
    wanted: VecDeque<Import>,
    origins: Origins,
    /// What is being copied in place of references, innermost last.
    inside: Vec<Spot>,
    /// Nodes copied in place of references.
    copies: usize,
}

/// A component that the root itself has.
struct Component {
    section: &'static str,
    name: String,
    bundled: Pointer,
    author: Spot,
}

struct Import {
    pointer: Pointer,
    kind: Kind,
    found: Found,
    /// The name its author gave it, if it goes by another one.
    renamed_from: Option<String>,
}

/// Where a node stands, before and after.
struct At {
    author: Spot,
    bundled: Pointer,
}

impl At {
    fn child(&self, token: impl std::fmt::Display + Copy) -> Self {
        Self { author: (self.author.0, self.author.1.child(token)), bundled: self.bundled.child(token) }
    }
}

/// References that may be replaced by what they refer to inside one another.
const DEEPEST_COPY: usize = 32;
/// Levels of the bundled document.
const DEEPEST_NODE: usize = 512;
/// Nodes that may be copied in place of references.
const MOST_COPIES: usize = 2_000_000;

impl Link<'_> {
    fn reserve_names(&mut self, components: &[Component]) {
        for component in components {
            self.names.give(component.section, component.author.clone(), &component.name);
        }
    }

    /// A component `Pet: { $ref: pet.yaml }` names what is in that file; all other references to it say `Pet` then.
    fn adopt(&mut self, components: Vec<Component>) {
        for Component { section, name, bundled, author } in components {
            let Some(node) = self.library.node(&author) else { continue };
            let only_reference = node.value().as_object().filter(|map| map.len() == 1);
            let Some(text) = only_reference.and_then(|map| grammar::reference(map, Kind::Plain)) else { continue };
            // Faults are reported when the component is copied.
            let Ok(hops) = self.library.follow(text, &author) else { continue };
            if hops.iter().any(|hop| self.names.get(section, &hop.spot).is_some()) {
                continue;
            }
            for hop in &hops {
                self.names.give(section, hop.spot.clone(), &name);
            }
            if let Some(last) = hops.last() {
                self.adopted.insert(bundled, last.clone());
            }
        }
    }

    /// All components of the root, also where `components` or a section of it stands in another file.
    fn components(&mut self) -> Vec<Component> {
        let mut all = Vec::new();
        for kind in grammar::REFERENCED {
            let (Some(section), Some(at)) = (kind.section(), self.version.section(*kind)) else { continue };
            for holder in self.library.at(self.root, &at) {
                let names = holder.value().as_object().into_iter().flat_map(|map| map.keys());
                all.extend(names.filter(|name| *name != "$ref").map(|name| Component {
                    section,
                    name: name.clone(),
                    bundled: at.child(name),
                    author: (holder.spot.0, holder.spot.1.child(name)),
                }));
            }
        }
        all
    }

    fn copy(&mut self, value: &Value, at: &At, kind: Kind) -> Value {
        match value {
            Value::Object(_) | Value::Array(_) if kind == Kind::Data => value.clone(),
            Value::Object(map) => {
                if at.bundled.tokens().count() > DEEPEST_NODE {
                    return self.too_large(at, "is nested too deeply");
                }
                self.copy_object(map, at, kind)
            }
            Value::Array(list) => {
                let element = kind.element();
                list.iter().enumerate().map(|(index, value)| self.copy_child(value, at, index, element)).collect()
            }
            scalar => scalar.clone(),
        }
    }

    fn copy_child(&mut self, value: &Value, parent: &At, token: impl std::fmt::Display + Copy, kind: Kind) -> Value {
        if !self.inside.is_empty() {
            self.copies += 1;
        }
        match value {
            Value::Object(_) | Value::Array(_) => self.copy(value, &parent.child(token), kind),
            scalar => scalar.clone(),
        }
    }

    fn copy_object(&mut self, map: &Map<String, Value>, at: &At, kind: Kind) -> Value {
        if kind == Kind::Mapping {
            return self.copy_mapping(map, at);
        }
        if let Some(text) = grammar::reference(map, kind) {
            return match self.library.follow(text, &at.author) {
                Ok(hops) => self.refer(&hops, map, at, kind),
                Err(fault) => {
                    self.library.report(text, &at.author, fault);
                    json!({})
                }
            };
        }
        self.copy_entries(map, at, kind)
    }

    fn copy_entries(&mut self, map: &Map<String, Value>, at: &At, kind: Kind) -> Value {
        let copy = |(key, value): (&String, &Value)| (key.clone(), self.copy_child(value, at, key, kind.child(key)));
        Value::Object(map.iter().map(copy).collect())
    }

    /// What stands in the place of an object with a `$ref`.
    fn refer(&mut self, hops: &[Found], object: &Map<String, Value>, at: &At, kind: Kind) -> Value {
        let Some(target) = hops.last() else { return json!({}) };
        if !fits(target, kind) {
            self.report_misplaced(target, object, at, kind);
            return json!({});
        }
        if let Some(adopted) = self.adopted.get(&at.bundled).cloned() {
            return self.copy_in_place(&adopted, &Map::new(), at, kind);
        }
        let Some(pointer) = self.component(hops, kind) else {
            return self.copy_in_place(target, object, at, kind);
        };
        let reference = json!({ "$ref": pointer.to_string() });
        if object.len() == 1 {
            return reference;
        }
        if kind == Kind::Schema {
            self.schema_with_siblings(reference, object, at)
        } else {
            let overriding = self.overriding_siblings(object, at, kind);
            if overriding.is_empty() { reference } else { self.copy_in_place(target, &overriding, at, kind) }
        }
    }

    /// The component that a reference leads to, imported if need be; `None` if there are no components of this kind.
    fn component(&mut self, hops: &[Found], kind: Kind) -> Option<Pointer> {
        let section = kind.section()?;
        let at = self.version.section(kind)?;
        if let Some(name) = hops.iter().find_map(|hop| self.names.get(section, &hop.spot)) {
            return Some(at.child(name));
        }
        // What its author has named keeps that name, even if it is itself a reference to something else.
        let named = hops.iter().find(|hop| is_component(&hop.spot.1));
        let found = named.or(hops.last())?;
        let document = self.library.node(&(found.spot.0, Pointer::root()))?;
        let stem = self.library.stem(found.spot.0);
        let wanted = match named.and_then(|found| found.spot.1.last()) {
            Some(name) => name,
            None => names::wanted(found, document.value(), &stem),
        };
        if let Some(twin) = self.names.owner(section, &wanted).and_then(|spot| self.library.node(spot))
            && is_same(&twin, found)
        {
            self.names.give(section, found.spot.clone(), &wanted);
            return Some(at.child(&wanted));
        }
        let name = self.names.free(section, &wanted, &stem);
        self.names.give(section, found.spot.clone(), &name);
        let pointer = at.child(&name);
        let renamed_from = (name != wanted).then_some(wanted);
        if let Some(wanted) = &renamed_from {
            let place = self.library.place(&found.spot);
            let message = format!("`{wanted}` is called `{name}` here, since another file has a different `{wanted}`");
            self.library.diagnostics.push(Diagnostic::new(Code::RenamedImport, place, message));
        }
        self.wanted.push_back(Import { pointer: pointer.clone(), kind, found: found.clone(), renamed_from });
        Some(pointer)
    }

    fn import(&mut self, import: &Import) -> Value {
        let (file, pointer) = &import.found.spot;
        self.origins.take(import.pointer.clone(), *file, pointer.clone());
        let at = At { author: import.found.spot.clone(), bundled: import.pointer.clone() };
        let mut value = self.copy(import.found.value(), &at, import.kind);
        if let (Some(name), Value::Object(map), Kind::Schema) = (&import.renamed_from, &mut value, import.kind)
            && !map.contains_key("$ref")
        {
            map.insert(AUTHOR_NAME.to_owned(), name.as_str().into());
        }
        value
    }

    /// Puts what is referred to in the place of the reference, with `siblings` over it.
    fn copy_in_place(&mut self, target: &Found, siblings: &Map<String, Value>, at: &At, kind: Kind) -> Value {
        if self.inside.contains(&target.spot) {
            let text = siblings.get("$ref").and_then(Value::as_str).unwrap_or_default();
            self.library.report(text, &at.author, Fault::Cycle);
            return json!({});
        }
        if self.inside.len() >= DEEPEST_COPY || self.copies > MOST_COPIES {
            return self.too_large(at, "becomes too large by copies of what it refers to");
        }
        self.inside.push(target.spot.clone());
        self.origins.take(at.bundled.clone(), target.spot.0, target.spot.1.clone());
        let there = At { author: target.spot.clone(), bundled: at.bundled.clone() };
        let mut value = self.copy(target.value(), &there, kind);
        self.inside.pop();
        if let Value::Object(map) = &mut value {
            for (key, sibling) in siblings.iter().filter(|(key, _)| *key != "$ref") {
                let here = at.child(key);
                self.origins.take(here.bundled.clone(), here.author.0, here.author.1.clone());
                map.insert(key.clone(), self.copy(sibling, &here, kind.child(key)));
            }
        }
        value
    }

    /// A schema's `$ref` with what stands beside it, as an `allOf`. In 3.0 siblings have no effect (3.0.3, section
    /// 4.7.23), but those that only describe the use of a schema are what authors mean; from 3.1 on all of them count.
    fn schema_with_siblings(&mut self, reference: Value, object: &Map<String, Value>, at: &At) -> Value {
        let (mut kept, mut ignored) = (Map::new(), Vec::new());
        for (key, value) in object.iter().filter(|(key, _)| *key != "$ref") {
            if self.version.siblings_count() || KEPT.contains(&key.as_str()) || key.starts_with("x-") {
                kept.insert(key.clone(), value.clone());
            } else if !HARMLESS.contains(&key.as_str()) {
                ignored.push(key.as_str());
            }
        }
        self.report_ignored(&ignored, at, "; use `allOf` to join them");
        if kept.is_empty() {
            return reference;
        }
        // The reference stands first, so that the parts of an `allOf` beside it move by one place.
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
        self.origins.take(at.bundled.child("allOf").child(0), at.author.0, at.author.1.clone());
        let mut whole = Map::from_iter([("allOf".to_owned(), Value::Array(all))]);
        if let Value::Object(rest) = self.copy_entries(&kept, at, Kind::Schema) {
            whole.extend(rest);
        }
        Value::Object(whole)
    }

    /// What stands beside a `$ref` that is not a schema's and counts: extensions, and in 3.1 what the standard allows.
    fn overriding_siblings(&mut self, object: &Map<String, Value>, at: &At, kind: Kind) -> Map<String, Value> {
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

    /// The values of a discriminator's mapping are names of schemas or references to them (3.0.3, section 4.7.25).
    fn copy_mapping(&mut self, map: &Map<String, Value>, at: &At) -> Value {
        let mut mapping = Map::new();
        for (key, value) in map {
            let target = value.as_str().and_then(|text| self.mapped(text, &at.child(key).author));
            mapping.insert(key.clone(), target.map_or_else(|| value.clone(), |target| target.to_string().into()));
        }
        Value::Object(mapping)
    }

    fn mapped(&mut self, text: &str, holder: &Spot) -> Option<Pointer> {
        let is_reference =
            text.contains(['#', '/']) || [".json", ".yaml", ".yml"].iter().any(|end| text.ends_with(end));
        let reference = if is_reference {
            // Bundlers leave names of files behind that nobody has. Lowering goes by the members then.
            if !self.library.has_file(text, holder) {
                return None;
            }
            text.to_owned()
        } else {
            let named = self.version.section(Kind::Schema)?.child(text);
            self.library.node(&(holder.0, named.clone()))?;
            named.to_string().replace('%', "%25")
        };
        match self.library.follow(&reference, holder) {
            Ok(hops) => self.component(&hops, Kind::Schema),
            // A name with a slash in it, or nothing: lowering says so, with the members that there are.
            Err(_) => None,
        }
    }

    fn report_misplaced(&mut self, target: &Found, object: &Map<String, Value>, at: &At, kind: Kind) {
        let text = object.get("$ref").and_then(Value::as_str).unwrap_or_default();
        let place = self.library.place(&at.child("$ref").author);
        let found = target.kind().map_or("something else", Kind::noun);
        let message = format!("`{text}` is {found}, but {} belongs here", kind.noun());
        let help = match kind.section() {
            Some(section) => format!("point to something in `#/components/{section}`"),
            None => format!("point to {}", kind.noun()),
        };
        let there = self.library.place(&target.spot);
        let diagnostic = Diagnostic::new(Code::MisplacedReference, place, message).label(there, "it points here");
        self.library.diagnostics.push(diagnostic.help(help));
    }

    fn too_large(&mut self, at: &At, why: &str) -> Value {
        let place = self.library.place(&at.author);
        let diagnostic = Diagnostic::new(Code::DocumentLimit, place, format!("the document {why}"));
        self.library.diagnostics.push(diagnostic.help("give inner parts names under `components/schemas`"));
        json!({})
    }
}

/// The private extension of a schema that goes by another name than its author gave it: the name that stands for it
/// on the wire where a discriminator has no mapping.
pub const AUTHOR_NAME: &str = "x-oasmith-name";

/// What a schema's use may say of its own.
const KEPT: &[&str] = &["description", "nullable", "default", "example", "deprecated", "readOnly", "writeOnly"];
/// What says nothing new beside a schema's `$ref`.
const HARMLESS: &[&str] = &["title", "summary", "type", "externalDocs", "$comment"];

/// Whether a pointer is that of a component, in the layout of 3.x or 2.0.
fn is_component(pointer: &Pointer) -> bool {
    let tokens: Vec<_> = pointer.tokens().collect();
    match tokens.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["components", _, _] => true,
        [section, _] => matches!(*section, "definitions" | "parameters" | "responses" | "securityDefinitions"),
        _ => false,
    }
}

/// Whether something may be referred to from a place of this kind, as far as can be told.
fn fits(target: &Found, kind: Kind) -> bool {
    match (target.kind(), kind) {
        (None | Some(Kind::Plain | Kind::Data), _) | (_, Kind::Plain) => true,
        // A header is a parameter without a name (3.0.3, section 4.7.21).
        (Some(Kind::Parameter | Kind::Header), Kind::Parameter | Kind::Header) => true,
        (Some(found), kind) => found == kind || kind.section().is_none(),
    }
}

/// Whether two files hold copies of one thing. What refers to something may mean different things in each.
fn is_same(left: &Found, right: &Found) -> bool {
    left.value() == right.value() && !left.value().to_string().contains("\"$ref\"")
}

/// Adds an imported component at the end of its section.
fn place(root: &mut Value, pointer: &Pointer, value: Value) {
    let mut at = root;
    for token in pointer.tokens() {
        let Value::Object(map) = at else { return };
        at = map.entry(token).or_insert_with(|| json!({}));
    }
    *at = value;
}
