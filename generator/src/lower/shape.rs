//! One uniform view of a schema: `openapiv3` splits schemas by their `type`, real schemas do not.

use openapiv3::{
    AdditionalProperties, AnySchema, ReferenceOr, Schema, SchemaKind, Type, VariantOrUnknownOrEmpty as Format,
};
use serde::Serialize;
use serde_json::{Number, Value};

use super::number;
use crate::ir::Constraints;

/// What a schema says, whatever its kind.
#[derive(Debug, Default)]
pub struct Shape<'s> {
    pub ty: Option<&'s str>,
    pub format: Option<String>,
    pub values: Vec<Value>,
    pub properties: Vec<(&'s str, &'s ReferenceOr<Box<Schema>>)>,
    pub required: &'s [String],
    pub additional: Option<&'s AdditionalProperties>,
    pub items: Option<&'s ReferenceOr<Box<Schema>>>,
    pub all_of: &'s [ReferenceOr<Schema>],
    pub one_of: &'s [ReferenceOr<Schema>],
    pub any_of: &'s [ReferenceOr<Schema>],
    pub negated: bool,
    pub constraints: Constraints,
}

/// What a schema says.
pub fn of(schema: &Schema) -> Shape<'_> {
    match &schema.schema_kind {
        SchemaKind::Type(ty) => of_type(ty),
        SchemaKind::OneOf { one_of } => Shape { one_of, ..Shape::default() },
        SchemaKind::AllOf { all_of } => Shape { all_of, ..Shape::default() },
        SchemaKind::AnyOf { any_of } => Shape { any_of, ..Shape::default() },
        SchemaKind::Not { .. } => Shape { negated: true, ..Shape::default() },
        SchemaKind::Any(any) => of_any(any),
    }
}

fn of_type(ty: &Type) -> Shape<'_> {
    match ty {
        Type::String(string) => Shape {
            ty: Some("string"),
            format: format(&string.format),
            values: values(&string.enumeration),
            constraints: Constraints {
                min_length: string.min_length,
                max_length: string.max_length,
                pattern: string.pattern.clone(),
                ..Constraints::default()
            },
            ..Shape::default()
        },
        Type::Number(number) => Shape {
            ty: Some("number"),
            format: format(&number.format),
            values: values(&number.enumeration),
            constraints: Constraints {
                minimum: limit(number.minimum.and_then(number::whole), number.exclusive_minimum),
                maximum: limit(number.maximum.and_then(number::whole), number.exclusive_maximum),
                multiple_of: number.multiple_of.and_then(number::whole),
                ..Constraints::default()
            },
            ..Shape::default()
        },
        Type::Integer(integer) => Shape {
            ty: Some("integer"),
            format: format(&integer.format),
            values: values(&integer.enumeration),
            constraints: Constraints {
                minimum: limit(integer.minimum.map(Number::from), integer.exclusive_minimum),
                maximum: limit(integer.maximum.map(Number::from), integer.exclusive_maximum),
                multiple_of: integer.multiple_of.map(Number::from),
                ..Constraints::default()
            },
            ..Shape::default()
        },
        Type::Boolean(boolean) => {
            Shape { ty: Some("boolean"), values: values(&boolean.enumeration), ..Shape::default() }
        }
        Type::Object(object) => Shape {
            ty: Some("object"),
            properties: object.properties.iter().map(|(name, schema)| (name.as_str(), schema)).collect(),
            required: &object.required,
            additional: object.additional_properties.as_ref(),
            constraints: Constraints {
                min_length: object.min_properties,
                max_length: object.max_properties,
                ..Constraints::default()
            },
            ..Shape::default()
        },
        Type::Array(array) => Shape {
            ty: Some("array"),
            items: array.items.as_ref(),
            constraints: Constraints {
                min_length: array.min_items,
                max_length: array.max_items,
                unique: array.unique_items,
                ..Constraints::default()
            },
            ..Shape::default()
        },
    }
}

fn of_any(any: &AnySchema) -> Shape<'_> {
    let whole = |value: Option<f64>| value.and_then(number::whole);
    Shape {
        ty: any.typ.as_deref().or_else(|| implied_type(any)),
        format: any.format.clone(),
        values: any.enumeration.clone(),
        properties: any.properties.iter().map(|(name, schema)| (name.as_str(), schema)).collect(),
        required: &any.required,
        additional: any.additional_properties.as_ref(),
        items: any.items.as_ref(),
        all_of: &any.all_of,
        one_of: &any.one_of,
        any_of: &any.any_of,
        negated: any.not.is_some(),
        constraints: Constraints {
            minimum: limit(whole(any.minimum), any.exclusive_minimum.unwrap_or_default()),
            maximum: limit(whole(any.maximum), any.exclusive_maximum.unwrap_or_default()),
            multiple_of: whole(any.multiple_of),
            min_length: any.min_length.or(any.min_items).or(any.min_properties),
            max_length: any.max_length.or(any.max_items).or(any.max_properties),
            pattern: any.pattern.clone(),
            unique: any.unique_items.unwrap_or_default(),
            ..Constraints::default()
        },
    }
}

/// Without `type`, a keyword that only one type has tells it; the author plainly meant that type.
fn implied_type(any: &AnySchema) -> Option<&'static str> {
    if !any.properties.is_empty() || any.additional_properties.is_some() {
        Some("object")
    } else if any.items.is_some() {
        Some("array")
    } else if only(&any.enumeration, Value::is_string) {
        Some("string")
    } else if only(&any.enumeration, Value::is_i64) {
        Some("integer")
    } else {
        None
    }
}

/// Whether all values are of one kind, but for `null`.
fn only(values: &[Value], is_of: fn(&Value) -> bool) -> bool {
    values.iter().any(is_of) && values.iter().all(|value| is_of(value) || value.is_null())
}

fn limit(value: Option<Number>, exclusive: bool) -> Option<(Number, bool)> {
    value.map(|value| (value, exclusive))
}

fn values<T: Serialize>(values: &[T]) -> Vec<Value> {
    values.iter().filter_map(|value| serde_json::to_value(value).ok()).collect()
}

fn format<T: Serialize>(format: &Format<T>) -> Option<String> {
    match format {
        Format::Item(known) => serde_json::to_value(known).ok().and_then(|value| value.as_str().map(str::to_owned)),
        Format::Unknown(name) => Some(name.clone()),
        Format::Empty => None,
    }
}
