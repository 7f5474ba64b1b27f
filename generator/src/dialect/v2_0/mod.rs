//! Swagger 2.0 documents rewritten to OpenAPI 3.0: the same API, laid out anew.
//!
//! The document is taken apart from the outside in, and every part that moves is noted with its new and its old place,
//! so that messages still point at what the author wrote. Schemas are the same in both versions but for a few keys,
//! which [`schema`] changes at the end, with the references. What an author wrote as in 3.0 is let through.

mod body;
mod parameter;
mod response;
mod schema;
mod security;
mod server;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Place};
use crate::pointer::Pointer;
use crate::resolve::{Bundle, Origins};

pub(super) use parameter::SCHEMA_KEYS;

/// Rewrites a bundled document.
pub(super) fn rewrite(bundle: &mut Bundle, diagnostics: &mut Diagnostics) {
    let Value::Object(document) = bundle.root.take() else { return };
    let mut rewriting = Rewriting {
        origins: &bundle.origins,
        diagnostics,
        moved: Vec::new(),
        parameters: section(&document, "parameters"),
        responses: section(&document, "responses"),
        consumes: media_types(document.get("consumes")).unwrap_or_default(),
        produces: media_types(document.get("produces")).unwrap_or_default(),
    };
    bundle.root = rewriting.document(document).into();
    let moved = rewriting.moved;
    bundle.origins.rewritten(moved);
    schema::rewrite(&mut bundle.root);
}

/// What rewriting carries along.
struct Rewriting<'b> {
    origins: &'b Origins,
    diagnostics: &'b mut Diagnostics,
    /// New pointers, with the old ones.
    moved: Vec<(Pointer, Pointer)>,
    /// The parameters that the document's operations share, as they were.
    parameters: Map<String, Value>,
    /// The responses that they share, as they were.
    responses: Map<String, Value>,
    /// The media types of bodies, where an operation names none.
    consumes: Vec<String>,
    /// The media types of responses, where an operation names none.
    produces: Vec<String>,
}

/// Where a part of the document stands, and where it stood.
#[derive(Clone, Debug)]
struct At {
    new: Pointer,
    old: Pointer,
}

impl At {
    fn child(&self, token: &str) -> Self {
        Self { new: self.new.child(token), old: self.old.child(token) }
    }
}

const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch"];

impl Rewriting<'_> {
    fn document(&mut self, mut document: Map<String, Value>) -> Map<String, Value> {
        let servers = self.document_servers(&document);
        if let Some(Value::Object(paths)) = document.get_mut("paths") {
            for (path, item) in paths.iter_mut().filter(|(path, _)| !path.starts_with("x-")) {
                if let Value::Object(item) = item {
                    self.path_item(item, &servers, &Pointer::root().descend(["paths", path]));
                }
            }
        }
        if let Some(Value::Object(schemes)) = document.get_mut("securityDefinitions") {
            schemes.values_mut().filter_map(Value::as_object_mut).for_each(security::rewrite);
        }
        self.shared_parameters(&mut document);
        self.shared_responses(&mut document);
        let mut rewritten = Map::from_iter([("openapi".to_owned(), "3.0.3".into())]);
        let mut components = section(&document, "components");
        for (key, value) in document {
            match key.as_str() {
                "swagger" | "host" | "basePath" | "schemes" | "consumes" | "produces" | "components" => {}
                key if new_section(key).is_some() => self.components(&mut components, key, value),
                _ => drop(rewritten.insert(key, value)),
            }
        }
        if !servers.is_empty() {
            rewritten.insert("servers".to_owned(), servers.into());
        }
        rewritten.insert("components".to_owned(), components.into());
        rewritten
    }

    /// Puts a section of the document where 3.0 has it. Some authors have a section there too; where both have an object
    /// of one name, that of 2.0 counts.
    fn components(&mut self, components: &mut Map<String, Value>, key: &str, value: Value) {
        let (Some(section), Value::Object(objects)) = (new_section(key), value) else { return };
        let new = Pointer::root().descend(["components", section]);
        self.moved.push((new, Pointer::root().child(key)));
        match components.get_mut(section) {
            Some(Value::Object(known)) => known.extend(objects),
            _ => drop(components.insert(section.to_owned(), objects.into())),
        }
    }

    fn path_item(&mut self, item: &mut Map<String, Value>, servers: &[Value], at: &Pointer) {
        let shared = self.parameters_in(item, at);
        for (key, value) in item.iter_mut() {
            if let (true, Value::Object(operation)) = (METHODS.contains(&key.to_ascii_lowercase().as_str()), value) {
                let at = at.child(key);
                self.operation(operation, &shared, &at);
                self.operation_servers(operation, servers, &at);
            }
        }
    }

    /// `shared`: what the path item says of the bodies of its operations.
    fn operation(&mut self, operation: &mut Map<String, Value>, shared: &[body::Given], at: &Pointer) {
        let consumes = media_types(operation.shift_remove("consumes").as_ref());
        let consumes = consumes.unwrap_or_else(|| self.consumes.clone());
        let produces = media_types(operation.shift_remove("produces").as_ref());
        let produces = produces.unwrap_or_else(|| self.produces.clone());
        let own = self.parameters_in(operation, at);
        let given = body::over(shared, own);
        if let Some(body) = self.request_body(given, &consumes, &at.child("requestBody")) {
            operation.insert("requestBody".to_owned(), body);
        }
        if let Some(Value::Object(responses)) = operation.get_mut("responses") {
            let at = at.child("responses");
            for (status, response) in responses.iter_mut().filter(|(status, _)| !status.starts_with("x-")) {
                self.response_of_operation(response, &produces, &at.child(status));
            }
        }
    }

    /// Says that what was meant is plain, and taken for said.
    fn repaired(&mut self, old: &Pointer, message: impl Into<String>, help: impl Into<String>) {
        self.report(Code::Repaired, old, message, help);
    }

    fn report(&mut self, code: Code, old: &Pointer, message: impl Into<String>, help: impl Into<String>) {
        let (file, pointer) = self.origins.author(old);
        self.diagnostics.push(Diagnostic::new(code, Place::Authored(file, pointer), message).help(help));
    }
}

/// The section of `components` for what 2.0 has in a section of the document.
fn new_section(key: &str) -> Option<&'static str> {
    Some(match key {
        "definitions" => "schemas",
        "parameters" => "parameters",
        "responses" => "responses",
        "securityDefinitions" => "securitySchemes",
        _ => return None,
    })
}

fn section(document: &Map<String, Value>, key: &str) -> Map<String, Value> {
    document.get(key).and_then(Value::as_object).cloned().unwrap_or_default()
}

/// What a value refers to in a section of the document, or the value itself, with its old place.
fn followed<'v>(section: &'v Map<String, Value>, key: &str, value: &'v Value, old: Pointer) -> (&'v Value, Pointer) {
    let (mut value, mut old) = (value, old);
    // A chain that is longer than the section holds a cycle.
    for _ in 0..=section.len() {
        let target = value.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix('#'));
        let Some(target) = target.map(Pointer::parse) else { break };
        let is_there = target.parent() == Some(Pointer::root().child(key));
        match target.last().filter(|_| is_there).and_then(|name| section.get(&name)) {
            Some(found) => (value, old) = (found, target),
            None => break,
        }
    }
    (value, old)
}

/// The list under `consumes` or `produces`; a single one may stand there without its list.
fn media_types(value: Option<&Value>) -> Option<Vec<String>> {
    match value? {
        Value::Array(list) => Some(list.iter().filter_map(|item| Some(item.as_str()?.to_owned())).collect()),
        Value::String(only) => Some(vec![only.clone()]),
        _ => None,
    }
}
