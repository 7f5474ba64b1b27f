//! Copies the root document, imports what it refers to, and makes every reference one to a component.

mod siblings;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Map, Value, json};

use super::identifiers;
use super::library::{Fault, Found, Library, Spot};
use super::names::{self, Had, Names};
use super::{Bundle, Origins, order};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::dialect::Version;
use crate::dialect::private::{self, AUTHOR_NAME};
use crate::grammar::{self, Kind};
use crate::media_type::is_json;
use crate::pins::Pins;
use crate::pointer::Pointer;
use crate::source::{Document, FileId, Sources};

/// The document with all it refers to, in the version it is written in.
pub(super) fn bundle(
    document: &Document,
    version: Version,
    pins: &mut Pins,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Bundle {
    let mut link = Link {
        library: Library::new(document, sources, diagnostics),
        pins,
        version,
        root: document.file,
        names: Names::default(),
        adopted: BTreeMap::new(),
        wanted: VecDeque::new(),
        origins: Origins::new(document.file).overlaid(document.authors.clone()),
        inside: Vec::new(),
        bound: Vec::new(),
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
    pins: &'a mut Pins,
    version: Version,
    root: FileId,
    names: Names,
    /// Components of the root that are nothing but a reference to something without a name: they are that thing.
    adopted: BTreeMap<Pointer, Found>,
    wanted: VecDeque<Import>,
    origins: Origins,
    /// What is being copied in place of references, innermost last.
    inside: Vec<Spot>,
    /// What dynamic references lead to here, outermost first.
    bound: Vec<(String, Spot)>,
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

/// What the scopes of the names of what was imported from a file begin with.
const OF_FILE: &str = "file ";

/// References that may be replaced by what they refer to inside one another.
const DEEPEST_COPY: usize = 32;
/// Levels of the bundled document.
const DEEPEST_NODE: usize = 512;
/// Nodes that may be copied in place of references.
const MOST_COPIES: usize = 2_000_000;

impl Link<'_> {
    fn reserve_names(&mut self, components: &[Component]) {
        for Component { section, name, author, .. } in components {
            let scope = self.scope(author.0);
            let is_anothers =
                Kind::Schema.section() == Some(section) && self.had(&scope, section, name) == Had::Another;
            if is_anothers {
                let stem = self.library.stem(author.0);
                let given = self.names.free(section, name, &stem, |name| self.had(&scope, section, name));
                self.pins.note(&scope, format!("{section} {given}"));
                self.names.give(section, author.clone(), &given);
            } else {
                self.names.give(section, author.clone(), name);
            }
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
            let is_renamed = self.names.get(section, &author) != Some(name.as_str());
            if is_renamed || hops.iter().any(|hop| self.names.get(section, &hop.spot).is_some()) {
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
                if kind == Kind::Schema
                    && let Some(nodes) = nodes_of_plain(value)
                {
                    self.copies += if self.inside.is_empty() { 0 } else { nodes };
                    return value.clone();
                }
                if at.bundled.depth() > DEEPEST_NODE {
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
        if let Some(own) = self.without_private_keys(map, at, kind) {
            return self.copy_object(&own, at, kind);
        }
        if kind == Kind::Schema && (map.contains_key("$defs") || map.contains_key(identifiers::DYNAMIC_ANCHOR)) {
            let outside = self.bound.len();
            self.bound.extend(identifiers::bound(map, &at.author));
            let value = self.copy_referring(map, at, kind);
            self.bound.truncate(outside);
            return value;
        }
        self.copy_referring(map, at, kind)
    }

    /// What is left of an object without the keys that only later stages write; `None` if it has none of these.
    fn without_private_keys(&mut self, map: &Map<String, Value>, at: &At, kind: Kind) -> Option<Map<String, Value>> {
        // Names are free.
        let is_private = |key: &str| !matches!(kind, Kind::Map(_)) && key.starts_with(private::PREFIX);
        for key in map.keys().filter(|key| is_private(key)) {
            let place = self.library.place(&at.child(key).author);
            let message = format!("`{key}` is a key that oasmith keeps to itself");
            let help = "remove it, and write what OpenAPI has for it; it is left out";
            self.library.diagnostics.push(Diagnostic::new(Code::InvalidElement, place, message).help(help));
        }
        let own = map.iter().filter(|(key, _)| !is_private(key));
        map.keys().any(|key| is_private(key)).then(|| own.map(|(key, value)| (key.clone(), value.clone())).collect())
    }

    fn copy_referring(&mut self, map: &Map<String, Value>, at: &At, kind: Kind) -> Value {
        if kind == Kind::Schema
            && !map.contains_key("$ref")
            && let Some(text) = map.get("$dynamicRef").and_then(Value::as_str)
        {
            let mut decided = map.clone();
            decided.shift_remove("$dynamicRef");
            let target = self.dynamic_target(text, at);
            decided.insert("$ref".to_owned(), target.into());
            return self.copy_referring(&decided, at, kind);
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
        let is_section =
            kind == Kind::Map(&Kind::Schema) && self.version.section(Kind::Schema).as_ref() == Some(&at.bundled);
        let mut copied = Map::with_capacity(map.len());
        for (key, value) in map {
            let renamed = if is_section { self.renamed(at, key) } else { None };
            let (name, value) = match renamed {
                Some(name) => self.copy_renamed(value, at, key, name),
                None => (key.clone(), self.copy_child(value, at, key, kind.child(key))),
            };
            copied.insert(name, value);
        }
        if kind == Kind::Discriminator
            && let Some(fallback) = copied.get_mut("defaultMapping")
            && let Some(target) = fallback.as_str().and_then(|text| self.mapped(text, &at.author))
        {
            *fallback = target.to_string().into();
        }
        Value::Object(copied)
    }

    /// What a schema of the root is called, if a schema of another file had its name before.
    fn renamed(&self, section: &At, name: &str) -> Option<String> {
        let spot = (section.author.0, section.author.1.child(name));
        self.names.get(Kind::Schema.section()?, &spot).filter(|given| *given != name).map(str::to_owned)
    }

    /// A schema of the root by another name than its own, which values of discriminators may still be.
    fn copy_renamed(&mut self, value: &Value, section: &At, own: &str, name: String) -> (String, Value) {
        let At { author, bundled } = section;
        let at = At { author: (author.0, author.1.child(own)), bundled: bundled.child(&name) };
        self.origins.take(at.bundled.clone(), at.author.0, at.author.1.clone());
        let mut value = self.copy(value, &at, Kind::Schema);
        name_by_author(&mut value, own);
        (name, value)
    }

    /// The reference that a dynamic one comes to: to what the outermost schema around it has bound to its name (JSON
    /// Schema 2020-12, section 8.2.3.2), as far as this can be told without a value.
    fn dynamic_target(&mut self, text: &str, at: &At) -> String {
        let name = text.split_once('#').map_or("", |(_, name)| name);
        let candidates = self.library.dynamic(name, &at.author);
        let bound = self.bound.iter().find(|(known, _)| known == name).map(|(_, spot)| spot);
        let spot = match (bound, &candidates[..]) {
            (Some(spot), _) => spot,
            (None, [only]) => only,
            // An ordinary reference then (section 8.2.3.2).
            (None, []) => return text.to_owned(),
            (None, [first, ..]) => {
                let place = self.library.place(&at.child("$dynamicRef").author);
                let message = format!("`{text}` may lead to {} schemas, by what refers to this one", candidates.len());
                let help = "it is taken for an ordinary reference; refer to this schema from one that binds the name in its `$defs`";
                let diagnostic = Diagnostic::new(Code::DynamicReference, place, message);
                let there = self.library.place(first);
                self.library.diagnostics.push(diagnostic.label(there, "it is taken to lead here").help(help));
                first
            }
        };
        // Dynamic names are looked for in the file of the reference alone.
        spot.1.to_string().replace('%', "%25")
    }

    /// Whether what a reference leads to means something else here than anywhere, since a name that it refers to is
    /// bound around here, and not by itself.
    fn is_bound(&self, hops: &[Found]) -> bool {
        let Some(target) = hops.last().filter(|_| !self.bound.is_empty()) else { return false };
        let bound_outside = |name: &str| {
            let bound = self.bound.iter().find(|(known, _)| known == name);
            bound.is_some_and(|(_, spot)| {
                hops.iter().all(|hop| spot.0 != hop.spot.0 || spot.1.below(&hop.spot.1).is_none())
            })
        };
        identifiers::depends(target.value(), Kind::Schema, &bound_outside)
    }

    /// What stands in the place of an object with a `$ref`.
    fn refer(&mut self, hops: &[Found], object: &Map<String, Value>, at: &At, kind: Kind) -> Value {
        let Some(target) = hops.last() else { return json!({}) };
        if !fits(target, kind) {
            return match self.meant(hops, target, at, kind) {
                Ok(meant) => {
                    self.report_misplaced(target, object, at, kind, meant.is_some());
                    meant.unwrap_or_else(|| json!({}))
                }
                Err(fault) => {
                    let text = object.get("$ref").and_then(Value::as_str).unwrap_or_default();
                    self.library.report(text, &at.author, fault);
                    json!({})
                }
            };
        }
        if let Some(adopted) = self.adopted.get(&at.bundled).cloned() {
            return self.copy_in_place(&adopted, &Map::new(), at, kind);
        }
        let Some(pointer) = self.component(hops, kind) else {
            return self.copy_in_place(target, object, at, kind);
        };
        let reference = json!({ "$ref": pointer.to_string() });
        if kind == Kind::Schema {
            self.schema_with_siblings(reference, hops, object, at)
        } else if object.len() == 1 {
            reference
        } else {
            let overriding = self.overriding_siblings(object, at, kind);
            if overriding.is_empty() { reference } else { self.copy_in_place(target, &overriding, at, kind) }
        }
    }

    /// What a reference to something of another kind plainly means: the schema in what it leads to, or a response with
    /// the schema that it leads to.
    fn meant(&mut self, hops: &[Found], target: &Found, at: &At, kind: Kind) -> Result<Option<Value>, Fault> {
        match (kind, target.kind()) {
            (Kind::Schema, Some(_)) => {
                let inner = self.schema_within(target)?;
                Ok(inner.map(|inner| self.refer(&inner, &Map::new(), at, kind)))
            }
            (Kind::Response, Some(Kind::Schema)) => {
                let schema = self.component(hops, Kind::Schema).map(|pointer| json!({ "$ref": pointer.to_string() }));
                Ok(schema.map(|schema| match self.version {
                    Version::V2_0 => json!({ "description": "", "schema": schema }),
                    _ => json!({ "description": "", "content": { "application/json": { "schema": schema } } }),
                }))
            }
            _ => Ok(None),
        }
    }

    /// The schema in something of another kind, which may be a reference to another such thing, and that to the first.
    fn schema_within(&mut self, holder: &Found) -> Result<Option<Vec<Found>>, Fault> {
        let mut holders = vec![holder.clone()];
        while let Some(holder) = holders.last() {
            let Some(schema) = schema_in(holder.value()) else { return Ok(None) };
            let (file, pointer) = (holder.spot.0, holder.spot.1.join(&schema));
            let text = pointer.to_string().replace('%', "%25");
            let Ok(hops) = self.library.follow(&text, &(file, pointer)) else { return Ok(None) };
            match hops.last() {
                Some(last) if !fits(last, Kind::Schema) => {
                    if holders.iter().any(|known| known.spot == last.spot) {
                        return Err(Fault::Cycle);
                    }
                    holders.push(last.clone());
                }
                _ => return Ok(Some(hops)),
            }
        }
        Ok(None)
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
        let (stem, scope) = (self.library.stem(found.spot.0), self.scope(found.spot.0));
        let wanted = match named.and_then(|found| found.spot.1.last()) {
            Some(name) => name,
            None => names::wanted(found, document.value(), &stem),
        };
        if let Some(twin) = self.names.owner(section, &wanted).and_then(|spot| self.library.node(spot))
            && is_same(&twin, found)
        {
            self.names.give(section, found.spot.clone(), &wanted);
            self.pins.note(&scope, format!("{section} {wanted}"));
            return Some(at.child(&wanted));
        }
        let name = self.names.free(section, &wanted, &stem, |name| self.had(&scope, section, name));
        self.names.give(section, found.spot.clone(), &name);
        self.pins.note(&scope, format!("{section} {name}"));
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

    /// The scope of the names of what was imported from a file.
    fn scope(&self, file: FileId) -> String {
        format!("{OF_FILE}{}", self.library.label(file))
    }

    /// What had a name until now, seen from the file of this scope.
    fn had(&self, scope: &str, section: &str, name: &str) -> Had {
        let given = format!("{section} {name}");
        match self.pins.gave(scope, &given) {
            true => Had::This,
            false if self.pins.gave_in_any(OF_FILE, &given) => Had::Another,
            false => Had::Nothing,
        }
    }

    fn import(&mut self, import: &Import) -> Value {
        let (file, pointer) = &import.found.spot;
        self.origins.take(import.pointer.clone(), *file, pointer.clone());
        let at = At { author: import.found.spot.clone(), bundled: import.pointer.clone() };
        let mut value = self.copy(import.found.value(), &at, import.kind);
        if let (Some(name), Kind::Schema) = (&import.renamed_from, import.kind) {
            name_by_author(&mut value, name);
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

    fn report_misplaced(&mut self, target: &Found, object: &Map<String, Value>, at: &At, kind: Kind, is_meant: bool) {
        let text = object.get("$ref").and_then(Value::as_str).unwrap_or_default();
        let place = self.library.place(&at.child("$ref").author);
        let found = target.kind().map_or("something else", Kind::noun);
        let message = format!("`{text}` is {found}, but {} belongs here", kind.noun());
        let help = match self.version.section(kind) {
            _ if is_meant => "it is taken for a reference to its schema; write that one".to_owned(),
            Some(section) => format!("point to something in `{section}`"),
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

/// How many nodes are in a schema that is copied as it is: nothing in it refers to anything, or is for later stages.
fn nodes_of_plain(value: &Value) -> Option<usize> {
    let is_plain = |key: &str| !key.starts_with('$') && !key.starts_with(private::PREFIX) && key != "discriminator";
    match value {
        Value::Object(map) => map
            .iter()
            .try_fold(1, |nodes, (key, value)| if is_plain(key) { Some(nodes + nodes_of_plain(value)?) } else { None }),
        Value::Array(items) => items.iter().try_fold(1, |nodes, value| Some(nodes + nodes_of_plain(value)?)),
        _ => Some(1),
    }
}

/// Notes the name that a schema's author gave it.
fn name_by_author(schema: &mut Value, name: &str) {
    if schema.get("$ref").is_some() {
        *schema = json!({ "allOf": [schema.take()] });
    }
    if let Value::Object(map) = schema {
        map.insert(AUTHOR_NAME.to_owned(), name.into());
    }
}

/// Whether a pointer is that of a component, in the layout of 3.x or 2.0.
fn is_component(pointer: &Pointer) -> bool {
    let tokens: Vec<_> = pointer.tokens().collect();
    match tokens.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["components", _, _] => true,
        [section, _] => matches!(*section, "definitions" | "parameters" | "responses" | "securityDefinitions"),
        _ => false,
    }
}

/// Where a parameter, a header, a body or a response has its schema, that of JSON first.
fn schema_in(value: &Value) -> Option<Pointer> {
    if value.get("schema").is_some() {
        return Some(Pointer::root().child("schema"));
    }
    let content = value.get("content")?.as_object()?;
    let media_type = content.keys().find(|media_type| is_json(media_type)).or(content.keys().next())?;
    content.get(media_type)?.get("schema")?;
    Some(Pointer::root().descend(["content", media_type, "schema"]))
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
