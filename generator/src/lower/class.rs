//! What a schema becomes, decided by its keywords alone.
//!
//! Owns which parts of a schema say something of its type and which only describe or limit it. The types themselves are
//! made by `schema` and `compose`.

use openapiv3::{AdditionalProperties, ReferenceOr, Schema, SchemaData};
use serde_json::Value;

use super::shape::{self, Shape};
use crate::ir::{Docs, EnumRepr};

/// What a schema becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// What several schemas say together.
    AllOf,
    /// One of several schemas.
    Union,
    /// A list of values.
    Enum(EnumRepr),
    /// An object with properties.
    Struct,
    /// A type that Rust or the runtime already has, or that of another schema.
    Plain,
}

/// A schema inside another, and its index in the list there.
pub type Indexed<'s> = (usize, &'s ReferenceOr<Schema>);

/// What a schema becomes.
pub fn class(shape: &Shape<'_>) -> Class {
    let has_fields = !shape.properties.is_empty();
    let (parts, alternatives) = (parts(shape), alternatives(shape));
    let joined = parts.len() + usize::from(has_fields) + usize::from(!alternatives.is_empty());
    let requires = !parts.is_empty() && requirements(shape).next().is_some();
    if joined > 1 || requires {
        Class::AllOf
    } else if !parts.is_empty() {
        Class::Plain
    } else if alternatives.len() > 1 {
        enum_of(shape).map_or(Class::Union, Class::Enum)
    } else if let Some(repr) = enum_of(shape) {
        Class::Enum(repr)
    } else if has_fields
        || (shape.ty == Some("object") && matches!(shape.additional, Some(AdditionalProperties::Any(false))))
    {
        Class::Struct
    } else {
        Class::Plain
    }
}

/// The members of `allOf` that say something of the type. The others describe the rest, or say no more than which of the
/// six types it is.
pub fn parts<'s>(shape: &Shape<'s>) -> Vec<Indexed<'s>> {
    let without = |no: fn(&Shape<'_>) -> bool| -> Vec<Indexed<'s>> {
        let says = |part: &Indexed<'s>| part.1.as_item().is_none_or(|schema| !no(&shape::of(schema)));
        shape.all_of.iter().enumerate().filter(says).collect()
    };
    let more = without(is_bare);
    if more.is_empty() { without(is_annotation) } else { more }
}

/// What the schema and the parts of its `allOf` that only describe it say beside the type, the nearest first.
pub fn annotations(schema: &Schema) -> impl Iterator<Item = &SchemaData> {
    let parts = shape::of(schema).all_of.iter().filter_map(ReferenceOr::as_item);
    let parts = parts.filter(|part| is_bare(&shape::of(part)));
    [&schema.schema_data].into_iter().chain(parts.map(|part| &part.schema_data))
}

/// The names that parts of an `allOf` without fields require, of whatever part has the fields.
pub fn requirements<'s>(shape: &Shape<'s>) -> impl Iterator<Item = &'s String> {
    let of_parts = shape.all_of.iter().filter_map(ReferenceOr::as_item).flat_map(|part| shape::of(part).required);
    shape.required.iter().chain(of_parts)
}

/// The members of `oneOf` and `anyOf` that are more than `null` and more than a condition.
pub fn alternatives<'s>(shape: &Shape<'s>) -> Vec<Indexed<'s>> {
    let list = if shape.one_of.is_empty() { shape.any_of } else { shape.one_of };
    let mut members: Vec<Indexed<'s>> = list.iter().enumerate().filter(|(_, member)| !is_null(member)).collect();
    // `anyOf: [{ $ref: … }, { type: object, nullable: true }]` is how generators of 3.0 write "that, or null".
    let is_void = |schema: &Schema, shape: &Shape<'_>| {
        schema.schema_data.nullable && shape.ty == Some("object") && is_bare(shape)
    };
    let void = |member: &Indexed<'s>| member.1.as_item().is_some_and(|schema| is_void(schema, &shape::of(schema)));
    if members.len() > 1 && members.iter().any(void) {
        members.retain(|member| !void(member));
    }
    let conditions =
        members.iter().all(|(_, member)| member.as_item().is_some_and(|member| is_condition(member, shape)));
    if conditions { Vec::new() } else { members }
}

/// Whether one of the alternatives stands for `null`.
pub fn has_null(shape: &Shape<'_>) -> bool {
    let list = || shape.one_of.iter().chain(shape.any_of);
    list().any(is_null) || list().any(|member| member.as_item().is_some_and(|member| member.schema_data.nullable))
}

/// `enum: [null]` is how 3.0 writes the type that only `null` has.
fn is_null(schema: &ReferenceOr<Schema>) -> bool {
    schema.as_item().is_some_and(|schema| {
        let values = shape::of(schema).values;
        !values.is_empty() && values.iter().all(Value::is_null)
    })
}

/// Whether a schema says nothing of the type, but describes or limits what another one says.
fn is_annotation(shape: &Shape<'_>) -> bool {
    shape.ty.is_none() && shape.format.is_none() && is_untyped(shape)
}

/// Whether a schema says no more of the type than which of the six it is.
fn is_bare(shape: &Shape<'_>) -> bool {
    shape.format.is_none() && is_untyped(shape)
}

/// Whether a schema has none of the keywords that hold schemas or values.
fn is_untyped(shape: &Shape<'_>) -> bool {
    shape.values.is_empty()
        && shape.properties.is_empty()
        && shape.items.is_none()
        && !matches!(shape.additional, Some(AdditionalProperties::Schema(_) | AdditionalProperties::Any(true)))
        && shape.all_of.is_empty()
        && shape.one_of.is_empty()
        && shape.any_of.is_empty()
        && !shape.negated
}

/// Whether an alternative only says which values of the whole are good: which keys must be there together, which limits
/// or formats hold. Such a list (JSON Schema, "Subschemas conditionally") makes no types.
fn is_condition(member: &Schema, whole: &Shape<'_>) -> bool {
    let shape = shape::of(member);
    let known = |name: &str| whole.properties.iter().any(|(known, _)| *known == name);
    let same_type = match shape.ty {
        None => true,
        Some("object") => whole.ty == Some("object") || !whole.properties.is_empty(),
        ty => ty == whole.ty,
    };
    let narrows = shape.properties.iter().all(|(name, _)| known(name)) && shape.values.is_empty();
    let without = Shape { properties: Vec::new(), additional: None, ..shape };
    same_type
        && narrows
        && (whole.ty.is_some() || without.format.is_none())
        && (is_untyped(&without) || without.negated)
}

/// A known value of an enum, and what is said of it.
#[derive(Clone, Debug)]
pub struct Known {
    pub value: Value,
    pub docs: Docs,
}

/// The values that a schema lists: in `enum`, or in alternatives that do nothing but that.
pub fn listed(shape: &Shape<'_>) -> Vec<Known> {
    let plain = |value: &Value| Known { value: value.clone(), docs: Docs::default() };
    let alternatives = alternatives(shape);
    if alternatives.is_empty() {
        return shape.values.iter().map(plain).collect();
    }
    let members = alternatives.into_iter().filter_map(|(_, member)| member.as_item());
    members
        .flat_map(|member| match &shape::of(member).values[..] {
            [value] => vec![Known { value: value.clone(), docs: docs(&member.schema_data) }],
            values => values.iter().map(plain).collect(),
        })
        .collect()
}

/// What kind of enum a schema is. One whose alternatives list values is the enum of all: so are described values written
/// since 3.1, and strings of which some are known, since an enum keeps those that it does not know.
fn enum_of(shape: &Shape<'_>) -> Option<EnumRepr> {
    let alternatives = alternatives(shape);
    let ty = ty_of_values(shape, &alternatives)?;
    let values = listed(shape);
    let mut values = values.iter().map(|known| &known.value).filter(|value| !value.is_null()).peekable();
    values.peek()?;
    match ty {
        Some("string") | None if values.clone().all(Value::is_string) => Some(EnumRepr::String),
        // Without quotes, YAML takes the values of a string for what they look like.
        Some("string") if values.clone().all(|value| !value.is_object() && !value.is_array()) => Some(EnumRepr::String),
        Some("integer") | None if values.clone().all(Value::is_i64) => Some(EnumRepr::Integer),
        _ => None,
    }
}

/// The one type that all values have; `Some(None)` where nobody says.
fn ty_of_values<'s>(shape: &Shape<'s>, alternatives: &[Indexed<'s>]) -> Option<Option<&'s str>> {
    if alternatives.len() < 2 {
        return alternatives.is_empty().then_some(shape.ty);
    }
    let mut types = Vec::new();
    for (_, member) in alternatives {
        let member = shape::of(member.as_item()?);
        let open = member.values.is_empty();
        let unsaid = Shape { values: Vec::new(), ..member };
        if unsaid.format.is_some() || !is_untyped(&unsaid) || (open && unsaid.ty != Some("string")) {
            return None;
        }
        types.push(unsaid.ty.or(shape.ty));
    }
    types.dedup();
    if let [one] = types[..] { Some(one) } else { None }
}

/// The prose of a schema.
pub fn docs(data: &SchemaData) -> Docs {
    Docs { summary: data.title.clone(), description: data.description.clone(), deprecated: data.deprecated }
}
