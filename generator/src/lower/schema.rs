//! Schemas to types: which become types of the crate, and what each use of a schema is.

use openapiv3::{AdditionalProperties, Discriminator as SpecDiscriminator, ReferenceOr, Schema, SchemaData};
use serde_json::Value;

use super::shape::{self, Shape};
use super::{ADDITIONAL, Lower, PLAIN_SCHEMAS, component_name, words};
use crate::config::DEFAULT_FORMATS;
use crate::diagnostics::Code;
use crate::ir::{
    Additional, Constraints, Discriminator, Docs, Enum, EnumRepr, EnumValue, Extensions, Field, Integer, Member,
    MemberTest, Name, Number, Part, Role, Struct, Type, TypeId, TypeKind, Union,
};
use crate::pointer::Pointer;

/// Gives every named schema its id and its place, so that definitions can refer to each other.
pub fn declare(lower: &mut Lower<'_>) {
    let document = lower.document;
    for (name, schema) in &document.schemas {
        let resource = match words::dotted(name) {
            Some((resource, _)) => lower.resource(resource),
            None => lower.resource(PLAIN_SCHEMAS),
        };
        let origin = Pointer::root().descend(["components", "schemas", name]);
        let id = lower.add_type(name.clone(), Role::Schema, resource, TypeKind::Alias(Type::Json), origin);
        if let ReferenceOr::Item(schema) = schema {
            let extensions = schema.schema_data.extensions.clone();
            let wish = lower.wish(&[name], &lower.api[id].origin.clone(), &extensions);
            let ty = &mut lower.api[id];
            ty.name.wish = wish;
            ty.docs = docs(&schema.schema_data);
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
            name,
            setter: String::new(),
            ty: self.ty,
            required,
            nullable: self.nullable,
            sensitive: self.sensitive,
            read_only: self.read_only,
            write_only: self.write_only,
            docs: self.docs,
            default: self.default,
            constraints: self.constraints,
            origin,
            extensions: self.extensions,
        }
    }
}

/// What a schema becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Fields of several schemas.
    AllOf,
    /// One of several schemas.
    Union,
    /// A list of values.
    Enum(EnumRepr),
    /// An object with properties.
    Struct,
    /// A type that Rust or the runtime already has.
    Plain,
}

/// What a schema becomes.
pub fn class(shape: &Shape<'_>) -> Class {
    let has_fields = !shape.properties.is_empty();
    let alternatives = alternatives(shape);
    if shape.all_of.len() > 1 || (!shape.all_of.is_empty() && has_fields) {
        Class::AllOf
    } else if !shape.all_of.is_empty() {
        Class::Plain
    } else if alternatives.len() > 1 && !has_fields {
        Class::Union
    } else if !shape.values.is_empty() {
        let values = || shape.values.iter().filter(|value| !value.is_null());
        match shape.ty {
            Some("string") | None if values().next().is_some() && values().all(Value::is_string) => {
                Class::Enum(EnumRepr::String)
            }
            Some("integer") | None if values().next().is_some() && values().all(Value::is_i64) => {
                Class::Enum(EnumRepr::Integer)
            }
            _ => Class::Plain,
        }
    } else if has_fields
        || (shape.ty == Some("object") && matches!(shape.additional, Some(AdditionalProperties::Any(false))))
    {
        Class::Struct
    } else {
        Class::Plain
    }
}

/// The members of `oneOf` and `anyOf` that are more than `null`.
fn alternatives<'s>(shape: &Shape<'s>) -> Vec<(usize, &'s ReferenceOr<Schema>)> {
    let list = if shape.one_of.is_empty() { shape.any_of } else { shape.one_of };
    list.iter().enumerate().filter(|(_, member)| !is_null(member)).collect()
}

/// `enum: [null]` is how 3.0 writes the type that only `null` has.
fn is_null(schema: &ReferenceOr<Schema>) -> bool {
    match schema {
        ReferenceOr::Reference { .. } => false,
        ReferenceOr::Item(schema) => {
            let values = shape::of(schema).values;
            !values.is_empty() && values.iter().all(Value::is_null)
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
                return Use { nullable, sensitive, ..Use::plain(ty) };
            }
        };
        let shape = shape::of(schema);
        let ty = match class(&shape) {
            Class::Plain => self.plain(&schema.schema_data, &shape, at, home),
            class => self.inline(class, schema, &shape, at, home),
        };
        let data = &schema.schema_data;
        Use {
            ty,
            nullable: self.nullable(schema),
            sensitive: sensitive(schema) || self.wraps_sensitive(&shape),
            read_only: data.read_only,
            write_only: data.write_only,
            docs: docs(data),
            default: data.default.clone(),
            constraints: shape.constraints,
            extensions: data.extensions.clone(),
        }
    }

    /// The type behind a reference to a schema.
    fn named(&mut self, reference: &str, at: &Pointer) -> Type {
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

    fn nullable(&self, schema: &Schema) -> bool {
        let shape = shape::of(schema);
        let null_member = shape.one_of.iter().chain(shape.any_of).any(is_null);
        let wrapped = match (shape.all_of, &shape.properties[..]) {
            ([ReferenceOr::Reference { reference }], []) => {
                self.component(reference).is_some_and(|target| target.schema_data.nullable)
            }
            _ => false,
        };
        schema.schema_data.nullable || shape.values.iter().any(Value::is_null) || null_member || wrapped
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
    fn inline(&mut self, class: Class, schema: &Schema, shape: &Shape<'_>, at: &Pointer, home: &Home) -> Type {
        let owner = &self.api[home.owner];
        let resource = owner.resource;
        let wire = format!("{}/{}", owner.name.wire, home.path.join("/"));
        let role = Role::Inline(home.owner, home.path.clone());
        let id = self.add_type(wire, role, resource, TypeKind::Alias(Type::Json), at.clone());
        let data = &schema.schema_data;
        self.api[id].docs = docs(data);
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
            Class::AllOf => TypeKind::AllOf(self.parts(shape, at, home)),
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
                // OpenAPI 3.0.3, "Schema Object": what travels one way only is required that way only.
                let one_way = used.read_only || used.write_only;
                let required = !one_way && shape.required.iter().any(|required| required == wire);
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
        let additional = additional.map(|ty| Additional { name: Name::new(ADDITIONAL), ty });
        Struct { fields, additional, ..Struct::default() }
    }

    fn parts(&mut self, shape: &Shape<'_>, at: &Pointer, home: &Home) -> Vec<Part> {
        let mut parts = Vec::new();
        for (index, member) in shape.all_of.iter().enumerate() {
            let at = at.child("allOf").child(index);
            match member {
                ReferenceOr::Reference { reference } => {
                    if let Type::Named(id) = self.named(reference, &at) {
                        parts.push(Part::Named(id));
                    }
                }
                ReferenceOr::Item(schema) => {
                    let shape = shape::of(schema);
                    if shape.all_of.is_empty() {
                        parts.push(Part::Fields(self.structure(&shape, &at, home)));
                    } else {
                        parts.extend(self.parts(&shape, &at, home));
                    }
                }
            }
        }
        let own = self.structure(shape, at, home);
        if !own.fields.is_empty() || own.additional.is_some() {
            parts.push(Part::Fields(own));
        }
        // `required` may stand beside an `allOf` and name fields of any part.
        parts.push(Part::Required(shape.required.to_vec()));
        for member in shape.all_of.iter().filter_map(ReferenceOr::as_item) {
            parts.push(Part::Required(shape::of(member).required.to_vec()));
        }
        parts
    }

    fn union(&mut self, data: &SchemaData, shape: &Shape<'_>, at: &Pointer, home: &Home) -> Union {
        let keyword = if shape.one_of.is_empty() { "anyOf" } else { "oneOf" };
        let mut members = Vec::new();
        for (index, schema) in alternatives(shape) {
            let at = at.child(keyword).child(index);
            let (wire, docs) = self.member_name(schema, index);
            let used = self.use_of(schema, &at, &home.below(&wire));
            let mut name = Name::new(&wire);
            name.wish = used.extensions.get("x-rust-name").and_then(Value::as_str).map(str::to_owned);
            let tags = data.discriminator.iter().flat_map(|d| tags(d, schema)).collect();
            members.push(Member { name, ty: used.element(), tags, test: MemberTest::default(), docs });
        }
        let discriminator = data
            .discriminator
            .as_ref()
            .map(|discriminator| Discriminator { property: discriminator.property_name.clone() });
        Union { discriminator, members, tried: Vec::new() }
    }

    /// A member of a union is called after its schema, its title, or the kind of value that it is.
    fn member_name(&self, schema: &ReferenceOr<Schema>, index: usize) -> (String, Docs) {
        let schema = match schema {
            ReferenceOr::Item(schema) => schema,
            ReferenceOr::Reference { reference } => {
                let name = component_name(reference).unwrap_or_else(|| format!("variant{}", index + 1));
                let short = words::dotted(&name).map_or(name.as_str(), |(_, short)| short);
                return (short.to_owned(), Docs::default());
            }
        };
        let docs = docs(&schema.schema_data);
        let shape = shape::of(schema);
        let name = match (&docs.summary, shape.ty) {
            (Some(title), _) => title.clone(),
            (None, Some("array")) => "list".to_owned(),
            (None, Some("object") | None) => format!("variant{}", index + 1),
            (None, Some(ty)) => shape.format.clone().unwrap_or_else(|| ty.to_owned()),
        };
        (name, docs)
    }

    /// The type of a schema that needs none of its own.
    fn plain(&mut self, data: &SchemaData, shape: &Shape<'_>, at: &Pointer, home: &Home) -> Type {
        if let [only] = shape.all_of {
            return self.use_of(only, &at.child("allOf").child(0), home).ty;
        }
        if let [(index, only)] = alternatives(shape)[..] {
            let keyword = if shape.one_of.is_empty() { "anyOf" } else { "oneOf" };
            return self.use_of(only, &at.child(keyword).child(index), home).ty;
        }
        let format = shape.format.as_deref();
        match shape.ty {
            Some("string") => self.formatted("string", format).unwrap_or(Type::String),
            Some("integer") => self.formatted("integer", format).unwrap_or_else(|| integer(format)),
            Some("number") => self.formatted("number", format).unwrap_or_else(|| number(format)),
            Some("boolean") => Type::Boolean,
            Some("array") => match shape.items {
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
    fn formatted(&self, ty: &str, format: Option<&str>) -> Option<Type> {
        let format = format?;
        let key = format!("{ty}/{format}");
        let configured = self.config.formats.get(&key).map(String::as_str);
        let default = || DEFAULT_FORMATS.iter().find(|(known, _)| *known == key).map(|(_, ty)| *ty);
        Some(match configured.or_else(default)? {
            "String" => Type::String,
            "i32" => Type::Integer(Integer::I32),
            "i64" => Type::Integer(Integer::I64),
            "u32" => Type::Integer(Integer::U32),
            "u64" => Type::Integer(Integer::U64),
            "f32" => Type::Number(Number::F32),
            "f64" => Type::Number(Number::F64),
            "Base64" => Type::Base64,
            "Bytes" => Type::Bytes,
            "Json" => Type::Json,
            path => Type::Foreign(path.to_owned()),
        })
    }
}

fn integer(format: Option<&str>) -> Type {
    Type::Integer(match format {
        Some("int32" | "int16" | "int8") => Integer::I32,
        Some("uint32" | "uint16" | "uint8") => Integer::U32,
        Some("uint64" | "uint") => Integer::U64,
        _ => Integer::I64,
    })
}

fn number(format: Option<&str>) -> Type {
    Type::Number(if format == Some("float") { Number::F32 } else { Number::F64 })
}

fn enumeration(repr: EnumRepr, data: &SchemaData, shape: &Shape<'_>) -> Enum {
    let texts = |key: &str| data.extensions.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let (names, descriptions) = (texts("x-enum-varnames"), texts("x-enum-descriptions"));
    let text = |list: &[Value], index: usize| list.get(index).and_then(Value::as_str).map(str::to_owned);
    let mut values: Vec<EnumValue> = Vec::new();
    for (index, value) in shape.values.iter().filter(|value| !value.is_null()).enumerate() {
        let wire = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        if values.iter().any(|known| known.name.wire == wire) {
            continue;
        }
        let mut name = Name::new(wire);
        name.wish = text(&names, index);
        values.push(EnumValue { name, docs: Docs { description: text(&descriptions, index), ..Docs::default() } });
    }
    Enum { repr, values }
}

/// The values of the discriminator that are mapped to a member.
fn tags(discriminator: &SpecDiscriminator, member: &ReferenceOr<Schema>) -> Vec<String> {
    let ReferenceOr::Reference { reference } = member else { return Vec::new() };
    let Some(name) = component_name(reference) else { return Vec::new() };
    let target = |mapped: &str| match mapped.rsplit_once('/') {
        Some((_, last)) => Pointer::parse(format!("/{last}")).last().unwrap_or_default(),
        None => mapped.to_owned(),
    };
    discriminator.mapping.iter().filter(|(_, to)| target(to) == name).map(|(tag, _)| tag.clone()).collect()
}

/// Whether the schema's author marks its values as secret.
fn sensitive(schema: &Schema) -> bool {
    let marked = schema.schema_data.extensions.get("x-sensitive").and_then(Value::as_bool).unwrap_or_default();
    marked || shape::of(schema).format.as_deref() == Some("password")
}

/// The prose of a schema.
fn docs(data: &SchemaData) -> Docs {
    Docs { summary: data.title.clone(), description: data.description.clone(), deprecated: data.deprecated }
}

/// A schema where it is used, in place or by the name of a component. `openapiv3` boxes some and not others.
#[derive(Clone, Copy, Debug)]
pub enum Target<'s> {
    Item(&'s Schema),
    Reference(&'s str),
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
