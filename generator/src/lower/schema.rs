//! Schemas to types: which become types of the crate, and what each use of a schema is.

use std::collections::BTreeSet;

use openapiv3::{AdditionalProperties, ReferenceOr, Schema, SchemaData};
use serde_json::Value;

use super::class::{alternatives, annotations, docs, has_null, listed, parts};
use super::compose::keyword;
use super::shape::{self, Shape};
use super::{Lower, PLAIN_SCHEMAS, component_name, number, words};
use crate::diagnostics::Code;
use crate::ir::{
    Additional, Constraints, Docs, Enum, EnumRepr, EnumValue, Extensions, Field, JsonKind, Name, Role, Struct, Type,
    TypeId, TypeKind, Ways,
};

pub use super::class::{Class, class};
use crate::pointer::Pointer;

/// Gives every named schema its id and its place, so that definitions can refer to each other.
pub fn declare(lower: &mut Lower<'_>) {
    let document = lower.document;
    for (name, schema) in &document.schemas {
        let extensions = schema.as_item().map(|schema| schema.schema_data.extensions.clone()).unwrap_or_default();
        let named = words::dotted(name).map_or(PLAIN_SCHEMAS, |(resource, _)| resource);
        let resource = match lower.configured_module(name, &extensions) {
            Some(module) => lower.resource(&module),
            None => lower.resource(named),
        };
        let origin = Pointer::root().descend(["components", "schemas", name]);
        let id = lower.add_type(name.clone(), Role::Schema, resource, TypeKind::Alias(Type::Json), origin);
        if let ReferenceOr::Item(schema) = schema {
            let wish = lower.wish(&[name], &lower.api[id].origin.clone(), &extensions);
            let ty = &mut lower.api[id];
            ty.name.wish = wish;
            ty.docs = said(schema);
            ty.is_parent = schema.schema_data.discriminator.is_some();
            ty.extensions = extensions;
        }
        lower.schemas.insert(name.clone(), id);
    }
}

/// Defines every named schema.
pub fn define(lower: &mut Lower<'_>) {
    let document = lower.document;
    for (name, schema) in &document.schemas {
        let Some(&id) = lower.schemas.get(name) else { continue };
        let at = lower.api[id].origin.clone();
        lower.api[id].kind = match schema {
            ReferenceOr::Reference { reference } => TypeKind::Alias(lower.named(reference, &at)),
            ReferenceOr::Item(schema) => {
                let shape = shape::of(schema);
                let home = Home { owner: id, path: Vec::new() };
                match class(&shape) {
                    Class::Plain => TypeKind::Alias(lower.plain(&schema.schema_data, &shape, &at, &home)),
                    class => lower.kind(class, &schema.schema_data, &shape, &at, &home),
                }
            }
        };
    }
}

/// How far limits and defaults are looked for behind references, which may lead in a circle.
const REFERENCE_DEPTH: u8 = 8;

/// Where an inline type would live: its owner, and the field names that lead from there.
#[derive(Clone, Debug)]
pub struct Home {
    pub owner: TypeId,
    pub path: Vec<String>,
}

impl Home {
    /// One step further.
    pub fn below(&self, step: impl Into<String>) -> Self {
        let mut path = self.path.clone();
        path.push(step.into());
        Self { owner: self.owner, path }
    }
}

/// The use of a schema: its type, and what only the place of use knows.
#[derive(Debug)]
pub struct Use {
    pub ty: Type,
    pub nullable: bool,
    pub sensitive: bool,
    pub read_only: bool,
    pub write_only: bool,
    pub docs: Docs,
    pub default: Option<Value>,
    pub constraints: Constraints,
    pub extensions: Extensions,
}

impl Use {
    /// The use of a type of which nothing more is known.
    pub fn plain(ty: Type) -> Self {
        Self {
            ty,
            nullable: false,
            sensitive: false,
            read_only: false,
            write_only: false,
            docs: Docs::default(),
            default: None,
            constraints: Constraints::default(),
            extensions: Extensions::new(),
        }
    }

    /// The type where no field can say that it may be null.
    pub fn element(self) -> Type {
        match self.ty {
            Type::Json => Type::Json,
            ty if self.nullable => Type::Nullable(Box::new(ty)),
            ty => ty,
        }
    }

    /// A field of this type.
    pub fn field(self, name: Name, required: bool, origin: Pointer) -> Field {
        Field {
            key: name.wire.clone(),
            name,
            setter: String::new(),
            ty: self.ty,
            required,
            nullable: self.nullable,
            sensitive: self.sensitive,
            read_only: self.read_only,
            write_only: self.write_only,
            ways: Ways::default(),
            docs: self.docs,
            default: self.default,
            assumed: None,
            constraints: self.constraints,
            origin,
            extensions: self.extensions,
        }
    }
}

impl<'d> Lower<'d> {
    /// What using this schema here means.
    pub fn use_of<'s>(&mut self, schema: impl Into<Target<'s>>, at: &Pointer, home: &Home) -> Use {
        let schema = match schema.into() {
            Target::Item(schema) => schema,
            Target::Reference(reference) => {
                let ty = self.named(reference, at);
                let target = self.component(reference);
                let nullable = target.is_some_and(|target| self.nullable(target));
                let sensitive = target.is_some_and(sensitive);
                let default = self.default(reference, REFERENCE_DEPTH);
                let constraints = self.limits(reference, REFERENCE_DEPTH);
                return Use { nullable, sensitive, default, constraints, ..Use::plain(ty) };
            }
        };
        let shape = shape::of(schema);
        let ty = match class(&shape) {
            Class::Plain => self.plain(&schema.schema_data, &shape, at, home),
            class => self.inline(class, said(schema), &schema.schema_data, &shape, at, home),
        };
        Use {
            ty,
            nullable: self.nullable(schema),
            sensitive: sensitive(schema) || self.wraps_sensitive(&shape),
            read_only: annotations(schema).any(|data| data.read_only),
            write_only: annotations(schema).any(|data| data.write_only),
            docs: said(schema),
            default: self.default(schema, REFERENCE_DEPTH),
            constraints: self.limits(schema, REFERENCE_DEPTH),
            extensions: schema.schema_data.extensions.clone(),
        }
    }

    /// The type behind a reference to a schema.
    pub(super) fn named(&mut self, reference: &str, at: &Pointer) -> Type {
        match component_name(reference).and_then(|name| self.schemas.get(&name).copied()) {
            Some(id) => Type::Named(id),
            // The fault behind this has its own diagnostic, given by `resolve` or by `document`.
            None => self.untyped(at, "the schema that it refers to could not be read"),
        }
    }

    /// The schema behind a reference, if it stands there itself.
    pub fn component(&self, reference: &str) -> Option<&'d Schema> {
        let document = self.document;
        document.schemas.get(&component_name(reference)?)?.as_item()
    }

    /// JSON of any kind, and why.
    pub fn untyped(&mut self, at: &Pointer, why: &str) -> Type {
        self.report(
            Code::Untyped,
            at,
            format!("this becomes untyped JSON: {why}"),
            "describe the values, or leave it if any JSON is meant",
        );
        Type::Json
    }

    /// Any JSON, since there is no schema.
    pub fn use_of_any(&mut self, at: &Pointer) -> Use {
        Use::plain(self.untyped(at, "there is no schema"))
    }

    /// Whether a schema, or one that it or an alternative of it stands for, may be null. Each is looked at once:
    /// references may lead in a circle, or to one schema in many ways.
    fn nullable(&self, schema: &Schema) -> bool {
        let mut known = BTreeSet::new();
        let mut waiting = vec![schema];
        while let Some(schema) = waiting.pop() {
            let shape = shape::of(schema);
            let says_null = annotations(schema).any(|data| data.nullable)
                || shape.values.iter().any(Value::is_null)
                || has_null(&shape);
            if says_null {
                return true;
            }
            let wrapped = Some(parts(&shape)).filter(|parts| parts.len() == 1 && shape.properties.is_empty());
            for (_, member) in wrapped.into_iter().flatten().chain(alternatives(&shape)) {
                if let ReferenceOr::Reference { reference } = member
                    && known.insert(reference)
                {
                    waiting.extend(self.component(reference));
                }
            }
        }
        false
    }

    /// What holds where there is no value: as the schema says, or else a part of its `allOf` or the schema that it refers
    /// to, nearest first. `depth` bounds how far references are followed.
    fn default<'s>(&self, schema: impl Into<Target<'s>>, depth: u8) -> Option<Value> {
        let next = depth.checked_sub(1)?;
        let schema = match schema.into() {
            Target::Item(schema) => schema,
            Target::Reference(reference) => self.component(reference)?,
        };
        let own = schema.schema_data.default.clone();
        own.or_else(|| shape::of(schema).all_of.iter().find_map(|part| self.default(part, next)))
    }

    /// What limits the values of a schema: its own keywords, or else those of the parts of its `allOf` and of the schema
    /// that it refers to, if that is no type of its own. `depth` bounds how far references are followed.
    fn limits<'s>(&self, schema: impl Into<Target<'s>>, depth: u8) -> Constraints {
        let Some(next) = depth.checked_sub(1) else { return Constraints::default() };
        let schema = match schema.into() {
            Target::Item(schema) => schema,
            Target::Reference(reference) => {
                let target = self.component(reference).filter(|target| class(&shape::of(target)) == Class::Plain);
                return target.map(|target| self.limits(target, next)).unwrap_or_default();
            }
        };
        let mut shape = shape::of(schema);
        let is_plain = class(&shape) == Class::Plain;
        // Booleans and numbers with a fraction become no enums.
        if is_plain && matches!(shape.ty, Some("boolean" | "number" | "integer")) {
            shape.constraints.values = shape.values.iter().filter(|value| !value.is_null()).map(as_written).collect();
        }
        let items = match shape.additional {
            Some(AdditionalProperties::Schema(values)) if is_plain => Some(self.limits(&**values, next)),
            _ => shape.items.map(|items| self.limits(items, next)),
        };
        shape.constraints.items = items.filter(|items| *items != Constraints::default()).map(Box::new);
        let parts = shape.all_of.iter().map(|part| self.limits(part, next));
        parts.fold(shape.constraints, Constraints::or)
    }

    fn wraps_sensitive(&self, shape: &Shape<'_>) -> bool {
        shape
            .all_of
            .iter()
            .filter_map(|member| match member {
                ReferenceOr::Reference { reference } => self.component(reference),
                ReferenceOr::Item(_) => None,
            })
            .any(sensitive)
    }

    /// A type of its own for a schema that stands where it is used.
    fn inline(
        &mut self,
        class: Class,
        docs: Docs,
        data: &SchemaData,
        shape: &Shape<'_>,
        at: &Pointer,
        home: &Home,
    ) -> Type {
        let owner = &self.api[home.owner];
        let resource = owner.resource;
        let wire = format!("{}/{}", owner.name.wire, home.path.join("/"));
        let role = Role::Inline(home.owner, home.path.clone());
        let id = self.add_type(wire, role, resource, TypeKind::Alias(Type::Json), at.clone());
        self.api[id].docs = docs;
        self.api[id].name.wish = self.config.names.get(&self.api[id].name.wire).cloned();
        self.api[id].extensions = data.extensions.clone();
        let home = Home { owner: id, path: Vec::new() };
        self.api[id].kind = self.kind(class, data, shape, at, &home);
        Type::Named(id)
    }

    /// Makes an operation's response type what the schema of its body says.
    pub fn define_response(&mut self, id: TypeId, schema: &Schema, shape: &Shape<'_>, at: &Pointer) {
        let data = &schema.schema_data;
        let home = Home { owner: id, path: Vec::new() };
        let kind = self.kind(class(shape), data, shape, at, &home);
        let ty = &mut self.api[id];
        ty.kind = kind;
        ty.docs = docs(data);
        ty.extensions = data.extensions.clone();
        ty.origin = at.clone();
    }

    /// The definition of a type; inline types in it belong to `home`.
    fn kind(&mut self, class: Class, data: &SchemaData, shape: &Shape<'_>, at: &Pointer, home: &Home) -> TypeKind {
        match class {
            Class::AllOf => TypeKind::AllOf(self.parts(data, shape, at, home)),
            Class::Union => TypeKind::Union(self.union(data, shape, at, home)),
            Class::Enum(repr) => TypeKind::Enum(enumeration(repr, data, shape)),
            Class::Struct => TypeKind::Struct(self.structure(shape, at, home)),
            Class::Plain => TypeKind::Alias(self.plain(data, shape, at, home)),
        }
    }

    /// The fields of an object.
    pub fn structure(&mut self, shape: &Shape<'_>, at: &Pointer, home: &Home) -> Struct {
        let properties = at.child("properties");
        let fields = shape
            .properties
            .iter()
            .map(|(wire, schema)| {
                let at = properties.child(wire);
                let used = self.use_of(*schema, &at, &home.below(*wire));
                let mut name = Name::new(*wire);
                name.wish = self.wish(&[], &at, &used.extensions);
                let required = shape.required.iter().any(|required| required == wire);
                used.field(name, required, at)
            })
            .collect();
        let additional = match shape.additional {
            Some(AdditionalProperties::Any(true)) => Some(Type::Json),
            Some(AdditionalProperties::Schema(schema)) => {
                Some(self.use_of(schema, &at.child("additionalProperties"), &home.below("Value")).element())
            }
            _ => None,
        };
        Struct { fields, additional: additional.map(Additional::new), ..Struct::default() }
    }

    /// The type of a schema that needs none of its own.
    fn plain(&mut self, data: &SchemaData, shape: &Shape<'_>, at: &Pointer, home: &Home) -> Type {
        if let [(index, only)] = parts(shape)[..] {
            return self.use_of(only, &at.child("allOf").child(index), home).ty;
        }
        if let [(index, only)] = alternatives(shape)[..] {
            return self.use_of(only, &at.child(keyword(shape)).child(index), home).ty;
        }
        let format = shape.format.as_deref();
        match shape.ty {
            Some("string") => self.formatted(JsonKind::String, format).unwrap_or(Type::String),
            Some("integer") => {
                self.formatted(JsonKind::Integer, format).unwrap_or_else(|| number::integer(format, &shape.constraints))
            }
            Some("number") => self.formatted(JsonKind::Number, format).unwrap_or_else(|| number::float(format)),
            Some("boolean") => Type::Boolean,
            Some("array") => match shape.items {
                // A list of which certain items are good, as is plain where the values are no lists.
                _ if shape.values.iter().any(Value::is_string) => {
                    let item = Shape { ty: Some("string"), values: shape.values.clone(), ..Shape::default() };
                    let (class, home) = (Class::Enum(EnumRepr::String), home.below("Item"));
                    Type::List(Box::new(self.inline(class, Docs::default(), data, &item, at, &home)))
                }
                Some(items) => {
                    let at = at.child("items");
                    Type::List(Box::new(self.use_of(items, &at, &home.below("Item")).element()))
                }
                None => Type::List(Box::new(self.untyped(at, "an array without `items`"))),
            },
            Some("object") => match shape.additional {
                Some(AdditionalProperties::Schema(schema)) => {
                    let at = at.child("additionalProperties");
                    Type::Map(Box::new(self.use_of(schema, &at, &home.below("Value")).element()))
                }
                Some(AdditionalProperties::Any(true)) => {
                    Type::Map(Box::new(self.untyped(&at.child("additionalProperties"), "an object of anything")))
                }
                _ => Type::Map(Box::new(self.untyped(at, "an object without `properties`"))),
            },
            Some(other) => {
                self.report(
                    Code::UnknownType,
                    at,
                    format!("unknown type `{other}`"),
                    "the types are string, number, integer, boolean, array and object",
                );
                Type::Json
            }
            None if shape.negated => self.untyped(at, "`not` says what a value is not"),
            None if data.description.is_some() || data.nullable => self.untyped(at, "the schema has no `type`"),
            None => self.untyped(at, "the schema is empty"),
        }
    }

    /// The type that the configuration or the default table has for a format.
    fn formatted(&self, json: JsonKind, format: Option<&str>) -> Option<Type> {
        let path = self.config.formats.ty(&format!("{}/{}", json.name(), format?))?;
        Some(Type::of_runtime(path).unwrap_or_else(|| Type::Foreign { path: path.to_owned(), json }))
    }
}

fn enumeration(repr: EnumRepr, data: &SchemaData, shape: &Shape<'_>) -> Enum {
    let texts = |key: &str| data.extensions.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let (names, descriptions) = (texts("x-enum-varnames"), texts("x-enum-descriptions"));
    let text = |list: &[Value], index: usize| list.get(index).and_then(Value::as_str).map(str::to_owned);
    let mut values: Vec<EnumValue> = Vec::new();
    for (index, known) in listed(shape).into_iter().filter(|known| !known.value.is_null()).enumerate() {
        let wire = match &known.value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        if values.iter().any(|known| known.name.wire == wire) {
            continue;
        }
        let mut name = Name::new(wire);
        // A number's title says more than its digits.
        let title = known.docs.summary.clone().filter(|_| repr == EnumRepr::Integer);
        name.wish = text(&names, index).or(title);
        let described = text(&descriptions, index).map(|text| Docs { description: Some(text), ..Docs::default() });
        values.push(EnumValue { name, docs: described.unwrap_or(known.docs) });
    }
    Enum { repr, values }
}

/// Whether the schema's author marks its values as secret.
fn sensitive(schema: &Schema) -> bool {
    let marked = schema.schema_data.extensions.get("x-sensitive").and_then(Value::as_bool).unwrap_or_default();
    marked || shape::of(schema).format.as_deref() == Some("password")
}

/// The prose of a schema, or else of the parts of its `allOf` that only describe it.
fn said(schema: &Schema) -> Docs {
    let mut all = annotations(schema).map(docs);
    let mut said = all.next().unwrap_or_default();
    for docs in all {
        said.summary = said.summary.or(docs.summary);
        said.description = said.description.or(docs.description);
        said.deprecated |= docs.deprecated;
    }
    said
}

/// A number without fraction, as authors write it: without one.
fn as_written(value: &Value) -> Value {
    match value.as_f64().filter(|_| value.is_f64()).and_then(number::whole) {
        Some(number) => Value::Number(number),
        None => value.clone(),
    }
}

/// A schema where it is used, in place or by the name of a component. `openapiv3` boxes some and not others.
#[derive(Clone, Copy, Debug)]
pub enum Target<'s> {
    Item(&'s Schema),
    Reference(&'s str),
}

impl<'s> From<&'s str> for Target<'s> {
    fn from(reference: &'s str) -> Self {
        Self::Reference(reference)
    }
}

impl<'s> From<&'s Schema> for Target<'s> {
    fn from(schema: &'s Schema) -> Self {
        Self::Item(schema)
    }
}

impl<'s> From<&'s ReferenceOr<Schema>> for Target<'s> {
    fn from(schema: &'s ReferenceOr<Schema>) -> Self {
        match schema {
            ReferenceOr::Item(schema) => Self::Item(schema),
            ReferenceOr::Reference { reference } => Self::Reference(reference),
        }
    }
}

impl<'s> From<&'s Box<ReferenceOr<Schema>>> for Target<'s> {
    fn from(schema: &'s Box<ReferenceOr<Schema>>) -> Self {
        Self::from(&**schema)
    }
}

impl<'s> From<&'s ReferenceOr<Box<Schema>>> for Target<'s> {
    fn from(schema: &'s ReferenceOr<Box<Schema>>) -> Self {
        match schema {
            ReferenceOr::Item(schema) => Self::Item(schema),
            ReferenceOr::Reference { reference } => Self::Reference(reference),
        }
    }
}
