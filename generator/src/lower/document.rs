//! The bundled document as `openapiv3` types, element by element: what does not fit becomes a diagnostic, and only that
//! element is lost.

use indexmap::IndexMap;
use openapiv3::{
    Info, Operation, Parameter, ReferenceOr, RequestBody, Response, Schema, SecurityRequirement, SecurityScheme,
    Server, Tag,
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::pointer::Pointer;

/// A document whose references all are `#/components/<section>/<name>`.
#[derive(Debug, Default)]
pub struct Document {
    pub info: Info,
    pub servers: Vec<Server>,
    pub security: Vec<SecurityRequirement>,
    pub tags: Vec<Tag>,
    pub operations: Vec<PathOperation>,
    pub schemas: IndexMap<String, ReferenceOr<Schema>>,
    pub parameters: IndexMap<String, ReferenceOr<Parameter>>,
    pub request_bodies: IndexMap<String, ReferenceOr<RequestBody>>,
    pub responses: IndexMap<String, ReferenceOr<Response>>,
    pub security_schemes: IndexMap<String, ReferenceOr<SecurityScheme>>,
    pub extensions: Map<String, Value>,
}

/// An operation with what its path item says for all of its operations.
#[derive(Debug)]
pub struct PathOperation {
    pub path: String,
    pub method: &'static str,
    pub shared_parameters: Vec<(Pointer, ReferenceOr<Parameter>)>,
    pub operation: Operation,
    pub origin: Pointer,
}

const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Reads the bundled document.
pub fn read(root: Value, diagnostics: &mut Diagnostics) -> Document {
    let mut reader = Reader { diagnostics };
    let at = Pointer::root();
    let mut root = object(root);
    let mut components = object(root.shift_remove("components").unwrap_or_default());
    let section = at.child("components");
    Document {
        info: reader.one(root.shift_remove("info"), &at.child("info")).unwrap_or_default(),
        servers: reader.list(root.shift_remove("servers"), &at.child("servers")),
        security: reader.list(root.shift_remove("security"), &at.child("security")),
        tags: reader.list(root.shift_remove("tags"), &at.child("tags")),
        operations: reader.paths(root.shift_remove("paths"), &at.child("paths")),
        schemas: reader.map(components.shift_remove("schemas"), &section.child("schemas")),
        parameters: reader.map(components.shift_remove("parameters"), &section.child("parameters")),
        request_bodies: reader.map(components.shift_remove("requestBodies"), &section.child("requestBodies")),
        responses: reader.map(components.shift_remove("responses"), &section.child("responses")),
        security_schemes: reader.map(components.shift_remove("securitySchemes"), &section.child("securitySchemes")),
        extensions: root.into_iter().filter(|(key, _)| key.starts_with("x-")).collect(),
    }
}

struct Reader<'d> {
    diagnostics: &'d mut Diagnostics,
}

impl Reader<'_> {
    fn one<T: DeserializeOwned>(&mut self, value: Option<Value>, at: &Pointer) -> Option<T> {
        match serde_json::from_value(value?) {
            Ok(item) => Some(item),
            Err(error) => {
                self.diagnostics.push(
                    Diagnostic::new(Code::InvalidElement, at, format!("this is not what OpenAPI has here: {error}"))
                        .help("correct the element; until then nothing is generated from it"),
                );
                None
            }
        }
    }

    fn list<T: DeserializeOwned>(&mut self, value: Option<Value>, at: &Pointer) -> Vec<T> {
        let items = match value {
            Some(Value::Array(items)) => items,
            _ => return Vec::new(),
        };
        items.into_iter().enumerate().filter_map(|(index, item)| self.one(Some(item), &at.child(index))).collect()
    }

    fn map<T: DeserializeOwned>(&mut self, value: Option<Value>, at: &Pointer) -> IndexMap<String, T> {
        object(value.unwrap_or_default())
            .into_iter()
            .filter(|(key, _)| !key.starts_with("x-"))
            .filter_map(|(key, item)| {
                let item = self.one(Some(item), &at.child(&key))?;
                Some((key, item))
            })
            .collect()
    }

    fn paths(&mut self, paths: Option<Value>, at: &Pointer) -> Vec<PathOperation> {
        let mut operations = Vec::new();
        for (path, item) in object(paths.unwrap_or_default()) {
            if !path.starts_with('/') {
                continue;
            }
            let origin = at.child(&path);
            let mut item = object(item);
            let parameters = item.shift_remove("parameters");
            for method in METHODS {
                let Some(operation) = item.shift_remove(*method) else { continue };
                let origin = origin.child(method);
                if let Some(operation) = self.one(Some(operation), &origin) {
                    let shared_parameters = self.shared(parameters.clone(), &at.child(&path).child("parameters"));
                    operations.push(PathOperation { path: path.clone(), method, shared_parameters, operation, origin });
                }
            }
        }
        operations
    }

    fn shared(&mut self, parameters: Option<Value>, at: &Pointer) -> Vec<(Pointer, ReferenceOr<Parameter>)> {
        let Some(Value::Array(items)) = parameters else { return Vec::new() };
        items
            .into_iter()
            .enumerate()
            .filter_map(|(index, item)| {
                let at = at.child(index);
                let item = self.one(Some(item), &at)?;
                Some((at, item))
            })
            .collect()
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// Follows references until there is an item, with the pointer at which it stands.
pub fn resolve<'d, T>(
    section: &'d IndexMap<String, ReferenceOr<T>>,
    item: &'d ReferenceOr<T>,
    at: &Pointer,
) -> Option<(&'d T, Pointer)> {
    let (mut item, mut at) = (item, at.clone());
    // A chain that is longer than the section holds a cycle.
    for _ in 0..=section.len() {
        match item {
            ReferenceOr::Item(item) => return Some((item, at)),
            ReferenceOr::Reference { reference } => {
                at = Pointer::parse(reference.trim_start_matches('#'));
                item = section.get(&at.last()?)?;
            }
        }
    }
    None
}
