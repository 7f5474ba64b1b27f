//! The bundled document as `openapiv3` types, element by element: what does not fit becomes a diagnostic, and only that
//! element is lost.

use indexmap::IndexMap;
use openapiv3::{
    Header, Info, Link, Operation, Parameter, ReferenceOr, RequestBody, Response, Schema, SecurityRequirement,
    SecurityScheme, Server, Tag,
};
use rayon::prelude::*;
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
    pub webhooks: Vec<PathOperation>,
    pub schemas: IndexMap<String, ReferenceOr<Schema>>,
    pub parameters: IndexMap<String, ReferenceOr<Parameter>>,
    pub request_bodies: IndexMap<String, ReferenceOr<RequestBody>>,
    pub responses: IndexMap<String, ReferenceOr<Response>>,
    pub links: IndexMap<String, ReferenceOr<Link>>,
    pub headers: IndexMap<String, ReferenceOr<Header>>,
    pub security_schemes: IndexMap<String, ReferenceOr<SecurityScheme>>,
    pub extensions: Map<String, Value>,
}

/// An operation with what its path item says for all of its operations.
#[derive(Debug)]
pub struct PathOperation {
    /// The path; of a webhook, its name; of a callback, the expression that gives its URL.
    pub path: String,
    /// In capitals, or as the author has it where the standard does not name it.
    pub method: String,
    pub shared_parameters: Vec<(Pointer, ReferenceOr<Parameter>)>,
    pub servers: Vec<Server>,
    pub operation: Operation,
    /// By name, what the API sends to the caller later.
    pub callbacks: Vec<(String, PathOperation)>,
    pub origin: Pointer,
}

const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// Reads the bundled document.
pub fn read(root: Value, diagnostics: &mut Diagnostics) -> Document {
    let at = Pointer::root();
    let mut root = object(root);
    let mut components = object(root.shift_remove("components").unwrap_or_default());
    let callbacks = object(components.shift_remove("callbacks").unwrap_or_default());
    let mut reader = Reader { diagnostics, callbacks: &callbacks };
    let section = at.child("components");
    Document {
        info: reader.one(root.shift_remove("info"), &at.child("info")).unwrap_or_default(),
        servers: reader.list(root.shift_remove("servers"), &at.child("servers")),
        security: reader.list(root.shift_remove("security"), &at.child("security")),
        tags: reader.list(root.shift_remove("tags"), &at.child("tags")),
        operations: reader.paths(root.shift_remove("paths"), &at.child("paths")),
        webhooks: ["webhooks", "x-webhooks"]
            .into_iter()
            .flat_map(|key| reader.items(root.shift_remove(key), &at.child(key)))
            .collect(),
        schemas: reader.map(components.shift_remove("schemas"), &section.child("schemas")),
        parameters: reader.map(components.shift_remove("parameters"), &section.child("parameters")),
        request_bodies: reader.map(components.shift_remove("requestBodies"), &section.child("requestBodies")),
        responses: reader.map(components.shift_remove("responses"), &section.child("responses")),
        links: reader.map(components.shift_remove("links"), &section.child("links")),
        headers: reader.map(components.shift_remove("headers"), &section.child("headers")),
        security_schemes: reader.map(components.shift_remove("securitySchemes"), &section.child("securitySchemes")),
        extensions: root.into_iter().filter(|(key, _)| key.starts_with("x-")).collect(),
    }
}

struct Reader<'d> {
    diagnostics: &'d mut Diagnostics,
    /// `components.callbacks`.
    callbacks: &'d Map<String, Value>,
}

impl Reader<'_> {
    /// An element, without those of its parts that are not what OpenAPI has there.
    fn one<T: DeserializeOwned>(&mut self, value: Option<Value>, at: &Pointer) -> Option<T> {
        let mut value = value?;
        loop {
            let error = match T::deserialize(&value) {
                Ok(item) => return Some(item),
                Err(error) => error.to_string(),
            };
            let fault = fault::<T>(&mut value, &error);
            let place = fault.as_ref().map_or_else(|| at.clone(), |fault| at.join(fault));
            self.diagnostics.push(
                Diagnostic::new(Code::InvalidElement, place, format!("this is not what OpenAPI has here: {error}"))
                    .help("correct it; until then it is left out"),
            );
            take(&mut value, &fault?)?;
        }
    }

    fn list<T: DeserializeOwned>(&mut self, value: Option<Value>, at: &Pointer) -> Vec<T> {
        let items = match value {
            Some(Value::Array(items)) => items,
            _ => return Vec::new(),
        };
        items.into_iter().enumerate().filter_map(|(index, item)| self.one(Some(item), &at.child(index))).collect()
    }

    fn map<T: DeserializeOwned + Send>(&mut self, value: Option<Value>, at: &Pointer) -> IndexMap<String, T> {
        let mut map = object(value.unwrap_or_default());
        map.retain(|key, _| !key.starts_with("x-"));
        self.side_by_side(map, |reader, key, item| reader.one(Some(item), &at.child(&key)).map(|item| (key, item)))
            .into_iter()
            .flatten()
            .collect()
    }

    /// Reads the entries of a map on all cores; what is found is told in their order.
    fn side_by_side<T: Send>(
        &mut self,
        entries: Map<String, Value>,
        read: impl Fn(&mut Reader<'_>, String, Value) -> T + Sync,
    ) -> Vec<T> {
        let callbacks = self.callbacks;
        let entries: Vec<(String, Value)> = entries.into_iter().collect();
        let read = entries.into_par_iter().map(|(key, value)| {
            let mut found = Diagnostics::new();
            let item = read(&mut Reader { diagnostics: &mut found, callbacks }, key, value);
            (item, found)
        });
        let all: Vec<(T, Diagnostics)> = read.collect();
        let tell = |(item, found)| {
            self.diagnostics.append(found);
            item
        };
        all.into_iter().map(tell).collect()
    }

    fn paths(&mut self, paths: Option<Value>, at: &Pointer) -> Vec<PathOperation> {
        let mut paths = object(paths.unwrap_or_default());
        paths.retain(|path, _| path.starts_with('/'));
        let mut operations = self.items(Some(Value::Object(paths)), at);
        for operation in &mut operations {
            // What stands behind a `#` never travels; it only tells operations apart that share a path.
            if let Some((path, _)) = operation.path.split_once('#') {
                operation.path = path.to_owned();
            }
        }
        operations
    }

    /// The operations of all path items of a map.
    fn items(&mut self, items: Option<Value>, at: &Pointer) -> Vec<PathOperation> {
        let items = object(items.unwrap_or_default());
        self.side_by_side(items, |reader, path, item| reader.item(&path, item, at)).into_iter().flatten().collect()
    }

    /// The operations of a path item.
    fn item(&mut self, path: &str, item: Value, at: &Pointer) -> Vec<PathOperation> {
        let mut operations = Vec::new();
        let origin = at.child(path);
        let mut item = object(item);
        let parameters = item.shift_remove("parameters");
        let servers: Vec<Server> = self.list(item.shift_remove("servers"), &origin.child("servers"));
        for (method, operation, origin) in self.methods(item, &origin) {
            let mut operation = operation;
            let callbacks = operation.as_object_mut().and_then(|operation| operation.shift_remove("callbacks"));
            if let Some(operation) = self.one(Some(operation), &origin) {
                let shared_parameters = self.shared(parameters.clone(), &at.child(path).child("parameters"));
                let callbacks = self.callbacks(callbacks, &origin.child("callbacks"));
                let (path, servers) = (path.to_owned(), servers.clone());
                operations.push(PathOperation {
                    path,
                    method,
                    shared_parameters,
                    servers,
                    operation,
                    callbacks,
                    origin,
                });
            }
        }
        operations
    }

    /// The operations of a path item, with their methods and places.
    fn methods(&mut self, item: Map<String, Value>, at: &Pointer) -> Vec<(String, Value, Pointer)> {
        let mut found = Vec::new();
        for (key, value) in item {
            if METHODS.contains(&key.as_str()) {
                found.push((key.to_ascii_uppercase(), value, at.child(&key)));
            } else if key == "additionalOperations" {
                // Methods are told apart by their case (3.2.0, section 4.9.1).
                let at = at.child(&key);
                for (method, value) in object(value) {
                    let at = at.child(&method);
                    if is_token(&method) {
                        found.push((method, value, at));
                    } else {
                        let message = format!("`{method}` cannot be a method of HTTP");
                        let diagnostic = Diagnostic::new(Code::InvalidElement, at, message);
                        self.diagnostics
                            .push(diagnostic.help("use letters, digits and `-`; the operation is left out"));
                    }
                }
            }
        }
        found
    }

    /// The callbacks of an operation. One inside another says nothing that the outer one does not.
    fn callbacks(&mut self, callbacks: Option<Value>, at: &Pointer) -> Vec<(String, PathOperation)> {
        let mut all = Vec::new();
        for (name, callback) in object(callbacks.unwrap_or_default()) {
            let reference = callback.get("$ref").and_then(Value::as_str).map(|text| text.trim_start_matches('#'));
            let (callback, at) = match reference.map(Pointer::parse) {
                Some(target) => {
                    let named = target.last().and_then(|name| self.callbacks.get(&name).cloned());
                    (named.unwrap_or_default(), target)
                }
                None => (callback, at.child(&name)),
            };
            let mut callback = object(callback);
            callback.retain(|expression, _| !expression.starts_with("x-"));
            for item in callback.values_mut().filter_map(Value::as_object_mut) {
                item.values_mut().filter_map(Value::as_object_mut).for_each(|operation| {
                    operation.shift_remove("callbacks");
                });
            }
            all.extend(self.items(Some(Value::Object(callback)), &at).into_iter().map(|item| (name.clone(), item)));
        }
        all
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

/// What can be a method (RFC 9110, section 5.6.2).
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
}

/// The innermost part without which reading `whole` no longer fails, or fails for another reason than `error`.
///
/// `openapiv3` does not say where an error is, so each part is left out by way of trial.
fn fault<T: DeserializeOwned>(whole: &mut Value, error: &str) -> Option<Pointer> {
    let mut found = None;
    let mut above = Pointer::root();
    while let Some(next) =
        parts(whole.pointer(above.as_str())?).into_iter().map(|part| above.child(part)).find(|part| {
            let Some((left_out, index)) = take(whole, part) else { return false };
            let decisive = T::deserialize(&*whole).err().is_none_or(|other| other.to_string() != error);
            put_back(whole, part, left_out, index);
            decisive
        })
    {
        found = Some(next.clone());
        above = next;
    }
    found
}

/// The keys or indexes of what a value holds.
fn parts(value: &Value) -> Vec<String> {
    match value {
        Value::Object(map) => map.keys().cloned().collect(),
        Value::Array(items) => (0..items.len()).map(|index| index.to_string()).collect(),
        _ => Vec::new(),
    }
}

/// Takes a part out, with the position that it had.
fn take(whole: &mut Value, part: &Pointer) -> Option<(Value, usize)> {
    let key = part.last()?;
    match whole.pointer_mut(part.parent()?.as_str())? {
        Value::Object(map) => {
            let index = map.keys().position(|known| *known == key)?;
            Some((map.shift_remove(&key)?, index))
        }
        Value::Array(items) => {
            let index = key.parse().ok().filter(|index| *index < items.len())?;
            Some((items.remove(index), index))
        }
        _ => None,
    }
}

fn put_back(whole: &mut Value, part: &Pointer, value: Value, index: usize) {
    let Some((above, key)) = part.parent().zip(part.last()) else { return };
    match whole.pointer_mut(above.as_str()) {
        Some(Value::Object(map)) => {
            map.shift_insert(index, key, value);
        }
        Some(Value::Array(items)) => items.insert(index, value),
        _ => {}
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn faults(schema: Value) -> (Vec<String>, bool) {
        let mut diagnostics = Diagnostics::new();
        let document = read(json!({ "components": { "schemas": { "Pet": schema } } }), &mut diagnostics);
        let places = diagnostics.iter().map(|diagnostic| format!("{:?}", diagnostic.place));
        (places.collect(), document.schemas.contains_key("Pet"))
    }

    #[test]
    fn only_the_faulty_part_is_left_out() {
        let schema = json!({
            "type": "object",
            "required": "name",
            "properties": { "name": { "type": "string" }, "tag": { "type": "string", "maxLength": "ten" } },
        });
        let (mut places, kept) = faults(schema);
        places.sort();
        let expected =
            ["Node(#/components/schemas/Pet/properties/tag/maxLength)", "Node(#/components/schemas/Pet/required)"];
        assert_eq!(places, expected);
        assert!(kept);
    }

    #[test]
    fn what_is_no_element_at_all_is_left_out_whole() {
        assert_eq!(faults(json!("Pet")), (vec!["Node(#/components/schemas/Pet)".to_owned()], false));
    }
}
