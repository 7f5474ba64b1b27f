//! Defaults: what a field holds for who receives it, where the server left it out.
//!
//! A default is what the consumer of a value assumes where none is given (OpenAPI 3.0.3, "Properties"). What is sent is
//! consumed by the server: nothing is sent for it, and its default is only told. What is received is consumed by the
//! SDK's user: the field stays what the server said, and a method beside it assumes the default.

use serde_json::{Number as JsonNumber, Value};

use crate::ir::{Api, Assumed, Enum, EnumRepr, Field, Integer, Number, Role, Scalar, Type, TypeDef, TypeKind};

/// Finds it for every field of what is received.
pub fn assume(api: &mut Api) {
    for id in TypeDef::ids(api).collect::<Vec<_>>() {
        let ty = &api[id];
        // A header that does not fit is `None` as well, and was not left out.
        if !ty.in_response || matches!(ty.role, Role::Headers(_)) {
            continue;
        }
        let TypeKind::Struct(structure) = &ty.kind else { continue };
        let assumed: Vec<_> = structure.fields.iter().map(|field| assumed(api, field)).collect();
        if let TypeKind::Struct(structure) = &mut api[id].kind {
            structure.fields.iter_mut().zip(assumed).for_each(|(field, assumed)| field.assumed = assumed);
        }
    }
}

/// A default that is not of the field's type is only told: it says nothing that could be assumed.
fn assumed(api: &Api, field: &Field) -> Option<Assumed> {
    // Where `null` is a value that was given, `None` must not be that too.
    let tells_absence = !field.nullable || (field.ways.sent && !field.read_only);
    let default = field.default.as_ref().filter(|_| !field.required && !field.write_only && tells_absence)?;
    let values = &field.constraints.values;
    if !values.is_empty() && !values.contains(default) {
        return None;
    }
    Some(Assumed { method: String::new(), value: scalar(api, &field.ty, default)? })
}

/// A value of a type, if it is one and the type has no parts.
fn scalar(api: &Api, ty: &Type, value: &Value) -> Option<Scalar> {
    match ty {
        Type::Boolean => value.as_bool().map(Scalar::Boolean),
        Type::Integer(size) => value.as_number().filter(|number| has_room(*size, number)).cloned().map(Scalar::Integer),
        Type::Number(size) => value.as_f64().filter(|number| is_finite(*size, *number)).map(Scalar::Number),
        Type::String => value.as_str().map(|text| Scalar::String(text.to_owned())),
        Type::Named(id) => match &api[*id].kind {
            TypeKind::Enum(values) => known(values, value).map(|index| Scalar::Variant(*id, index)),
            // Aliases never lead in a circle; see `passes::recursion`.
            TypeKind::Alias(target) => scalar(api, target, value),
            _ => None,
        },
        _ => None,
    }
}

fn has_room(size: Integer, number: &JsonNumber) -> bool {
    let signed = number.as_i64();
    let unsigned = number.as_u64();
    match size {
        Integer::I8 => signed.is_some_and(|number| i8::try_from(number).is_ok()),
        Integer::I16 => signed.is_some_and(|number| i16::try_from(number).is_ok()),
        Integer::I32 => signed.is_some_and(|number| i32::try_from(number).is_ok()),
        Integer::I64 => signed.is_some(),
        Integer::U8 => unsigned.is_some_and(|number| u8::try_from(number).is_ok()),
        Integer::U16 => unsigned.is_some_and(|number| u16::try_from(number).is_ok()),
        Integer::U32 => unsigned.is_some_and(|number| u32::try_from(number).is_ok()),
        Integer::U64 => unsigned.is_some(),
    }
}

fn is_finite(size: Number, number: f64) -> bool {
    match size {
        Number::F32 => (number as f32).is_finite(),
        Number::F64 => number.is_finite(),
    }
}

/// The index of a known value of an enum.
fn known(values: &Enum, value: &Value) -> Option<usize> {
    let wire = match (values.repr, value) {
        (EnumRepr::String, Value::String(text)) => text.clone(),
        (EnumRepr::Integer, Value::Number(number)) => number.to_string(),
        _ => return None,
    };
    values.values.iter().position(|known| known.name.wire == wire)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::ir::JsonKind;

    #[test]
    fn only_what_is_of_the_type_is_assumed() {
        let api = Api::default();
        for (ty, value, is_one) in [
            (Type::Boolean, json!(true), true),
            (Type::Boolean, json!("true"), false),
            (Type::Integer(Integer::I8), json!(-128), true),
            (Type::Integer(Integer::I8), json!(128), false),
            (Type::Integer(Integer::U32), json!(-1), false),
            (Type::Integer(Integer::I64), json!(u64::MAX), false),
            (Type::Integer(Integer::U64), json!(u64::MAX), true),
            (Type::Integer(Integer::I64), json!(1.5), false),
            (Type::Number(Number::F64), json!(1), true),
            (Type::Number(Number::F32), json!(1e300), false),
            (Type::String, json!(""), true),
            (Type::String, json!(1), false),
            (Type::Json, json!(1), false),
            (Type::List(Box::new(Type::String)), json!([]), false),
            (
                Type::Foreign { path: "chrono::NaiveDate".to_owned(), json: JsonKind::String },
                json!("2020-01-01"),
                false,
            ),
        ] {
            assert_eq!(scalar(&api, &ty, &value).is_some(), is_one, "{ty:?} {value}");
        }
    }
}
