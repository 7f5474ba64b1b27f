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
    pub servers: Vec<Server>,
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
            let servers: Vec<Server> = self.list(item.shift_remove("servers"), &origin.child("servers"));
            for (key, operation) in item {
                let Some(method) = METHODS.iter().find(|method| **method == key) else { continue };
                let origin = origin.child(method);
                if let Some(operation) = self.one(Some(operation), &origin) {
                    let shared_parameters = self.shared(parameters.clone(), &at.child(&path).child("parameters"));
                    let (path, servers) = (path.clone(), servers.clone());
                    operations.push(PathOperation { path, method, shared_parameters, servers, operation, origin });
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
