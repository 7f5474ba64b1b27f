//! Which type of the crate decodes the values of a schema, by where the schema stands in the document.

use std::collections::{BTreeMap, BTreeSet};

use oasmith::ir::{Api, Field, Role, Type, TypeId, TypeKind};
use oasmith::pointer::Pointer;
use oasmith::render;
use serde_json::Value;

/// References that are followed before they are taken for a cycle.
const MOST_STEPS: usize = 64;

/// The types of a crate by the schemas that they were made of.
pub struct Types<'a> {
    root: &'a Value,
    api: &'a Api,
    by_schema: BTreeMap<Pointer, Type>,
    /// The params of operations by the schemas of their bodies, where each property of the body is a field.
    by_body: BTreeMap<Pointer, (TypeId, Vec<String>)>,
}

/// The type of an example.
#[derive(Debug)]
pub struct Use {
    /// Its path in the crate.
    pub path: String,
    /// Its keys that are no properties of the schema.
    pub parameters: Vec<String>,
}

impl<'a> Types<'a> {
    pub fn new(root: &'a Value, api: &'a Api) -> Self {
        let mut types = Self { root, api, by_schema: BTreeMap::new(), by_body: BTreeMap::new() };
        let in_use: BTreeSet<TypeId> = api.types_in_use().collect();
        // The type itself goes before a field that has it, which may say less.
        for id in &in_use {
            types.add_fields(*id);
        }
        for id in in_use {
            let ty = &api[id];
            let of_schema = matches!(ty.role, Role::Schema | Role::Inline(..) | Role::Response(_));
            if of_schema && !matches!(ty.kind, TypeKind::Responses(_)) {
                types.by_schema.insert(ty.origin.clone(), Type::Named(id));
            }
        }
        types
    }

    fn add_fields(&mut self, id: TypeId) {
        let TypeKind::Struct(structure) = &self.api[id].kind else { return };
        let parameters = match self.api[id].role {
            Role::Params(operation) => self.api[operation].parameters.len(),
            Role::Options(operation) => self.api[operation].options.len(),
            _ => 0,
        };
        let (parameters, properties) = structure.fields.split_at(parameters.min(structure.fields.len()));
        for field in parameters {
            self.by_schema.insert(field.origin.child("schema"), field.ty.clone());
        }
        for field in properties {
            self.by_schema.insert(field.origin.clone(), field.ty.clone());
        }
        if matches!(self.api[id].role, Role::Params(_))
            && let Some(body) = properties.iter().find_map(owner)
        {
            let names = parameters.iter().map(|field| field.name.wire.clone()).collect();
            self.by_body.insert(body, (id, names));
        }
    }

    /// The type of the values of a schema; of one that is null, an optional one.
    pub fn of(&self, schema: &Pointer, is_null: bool) -> Option<Use> {
        let (ty, parameters) = match self.by_body.get(schema) {
            Some((params, names)) => (Type::Named(*params), names.clone()),
            None => (self.by_shape(schema, MOST_STEPS)?, Vec::new()),
        };
        let ty = if is_null { Type::Nullable(Box::new(ty)) } else { ty };
        Some(Use { path: render::spelled(self.api, &ty), parameters })
    }

    /// The type that was made of a schema, or that of lists, maps and wrappings of such.
    fn by_shape(&self, at: &Pointer, steps: usize) -> Option<Type> {
        if let Some(ty) = self.by_schema.get(at) {
            return Some(ty.clone());
        }
        if let Some(ty) = self.inside(at) {
            return Some(ty);
        }
        let steps = steps.checked_sub(1)?;
        let schema = self.root.pointer(at.as_str())?;
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            return self.by_shape(&Pointer::parse(reference.trim_start_matches('#')), steps);
        }
        for keyword in ["allOf", "oneOf", "anyOf"] {
            if let Some([_]) = schema.get(keyword).and_then(Value::as_array).map(Vec::as_slice) {
                return self.by_shape(&at.child(keyword).child(0), steps);
            }
        }
        match schema.get("type").and_then(Value::as_str)? {
            "array" => Some(Type::List(Box::new(self.by_shape(&at.child("items"), steps)?))),
            "object" if schema.get("properties").is_none() => {
                Some(Type::Map(Box::new(self.by_shape(&at.child("additionalProperties"), steps)?)))
            }
            _ => None,
        }
    }

    /// The type of what is in a list or map, by the type of the whole.
    fn inside(&self, at: &Pointer) -> Option<Type> {
        match (self.by_schema.get(&at.parent()?)?, at.last()?.as_str()) {
            (Type::List(inner), "items") | (Type::Map(inner), "additionalProperties") => Some((**inner).clone()),
            _ => None,
        }
    }
}

/// The schema that a property belongs to.
fn owner(field: &Field) -> Option<Pointer> {
    let properties = field.origin.parent()?;
    (properties.last()? == "properties").then(|| properties.parent()).flatten()
}
