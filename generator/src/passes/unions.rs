//! Unions: by which value of the discriminator, or by what looks, a value is which member.
//!
//! The rule: constant fields tell first, then required fields, then the kind of JSON. Members are tried from the one
//! that asks most to the one that asks least; between two that ask as much, the description's order stands.

use crate::ir::{Api, EnumRepr, Field, JsonKind, KeyTest, MemberTest, Role, Type, TypeDef, TypeId, TypeKind, Union};

/// Fills the test of every member of every union.
pub fn tell_apart(api: &mut Api) {
    for id in TypeDef::ids(api) {
        let TypeKind::Union(union) = &api[id].kind else { continue };
        let mut union = union.clone();
        tags_of_constants(api, &mut union);
        if union.discriminator.is_none() {
            for member in &mut union.members {
                member.test = test(api, &member.ty);
            }
        }
        union.tried = (0..union.members.len()).collect();
        union
            .tried
            .sort_by_key(|index| std::cmp::Reverse(union.members.get(*index).map(|member| weight(&member.test))));
        api[id].kind = TypeKind::Union(union);
    }
}

/// A member that no mapping names is selected by the constant that its own discriminator property has, else by the name
/// of its schema (OpenAPI 3.0.3, "Discriminator Object"). If one has none of these, the discriminator tells nothing
/// about it, and the union goes by what values look like.
fn tags_of_constants(api: &Api, union: &mut Union) {
    let Some(discriminator) = &union.discriminator else { return };
    for member in union.members.iter_mut().filter(|member| member.tags.is_empty()) {
        let test = test(api, &member.ty);
        let constant = test.keys.into_iter().find(|key| key.key == discriminator.property);
        member.tags.extend(constant.and_then(|key| key.value).or_else(|| schema_name(api, &member.ty)));
    }
    if union.members.iter().any(|member| member.tags.is_empty()) {
        union.discriminator = None;
    }
}

fn schema_name(api: &Api, ty: &Type) -> Option<String> {
    match ty {
        Type::Boxed(inner) => schema_name(api, inner),
        Type::Named(id) => (api[*id].role == Role::Schema).then(|| api[*id].name.wire.clone()),
        _ => None,
    }
}

/// How much a test asks.
fn weight(test: &MemberTest) -> (usize, usize, u8) {
    let constants = test.keys.iter().filter(|key| key.value.is_some()).count();
    let kind = match test.kind {
        None => 0,
        // An integer is a number too.
        Some(JsonKind::Number) => 1,
        Some(_) => 2,
    };
    (constants, test.keys.len(), kind)
}

fn test(api: &Api, ty: &Type) -> MemberTest {
    let kind = |kind| MemberTest { kind: Some(kind), keys: Vec::new() };
    match ty {
        Type::Boolean => kind(JsonKind::Boolean),
        Type::Integer(_) => kind(JsonKind::Integer),
        Type::Number(_) => kind(JsonKind::Number),
        Type::String | Type::Bytes | Type::Base64 | Type::Upload | Type::Foreign(_) => kind(JsonKind::String),
        Type::List(_) => kind(JsonKind::Array),
        Type::Map(_) => kind(JsonKind::Object),
        Type::Json => MemberTest::default(),
        Type::Nullable(inner) | Type::Boxed(inner) => test(api, inner),
        Type::Named(id) => named(api, *id),
    }
}

fn named(api: &Api, id: TypeId) -> MemberTest {
    match &api[id].kind {
        TypeKind::Struct(structure) => {
            let required = structure.fields.iter().filter(|field| field.required);
            let mut keys: Vec<KeyTest> = required.map(|field| key(api, field)).collect();
            keys.sort();
            MemberTest { kind: Some(JsonKind::Object), keys }
        }
        TypeKind::Enum(values) => {
            let kind = match values.repr {
                EnumRepr::String => JsonKind::String,
                EnumRepr::Integer => JsonKind::Integer,
            };
            MemberTest { kind: Some(kind), keys: Vec::new() }
        }
        TypeKind::Alias(ty) => test(api, ty),
        TypeKind::Union(_) | TypeKind::Responses(_) | TypeKind::AllOf(_) => MemberTest::default(),
    }
}

/// A required field; one that has a single possible string must have it.
fn key(api: &Api, field: &Field) -> KeyTest {
    let value = match &field.ty {
        Type::Named(id) => match &api[*id].kind {
            TypeKind::Enum(values) if values.repr == EnumRepr::String && values.values.len() == 1 => {
                values.values.first().map(|value| value.name.wire.clone())
            }
            _ => None,
        },
        _ => None,
    };
    KeyTest { key: field.name.wire.clone(), value }
}
