//! Properties with one possible value, in types that are only sent: they are written as they are, and are no fields.
//!
//! What is received keeps its field, since a server may send another value one day.

use std::collections::BTreeSet;

use super::reach;
use crate::ir::{Api, EnumRepr, Field, Fixed, Operation, Role, Type, TypeDef, TypeId, TypeKind};

/// Takes them out of the fields of every type, and the enums that were made for nothing else with them.
pub fn take_out(api: &mut Api) {
    let mut held = BTreeSet::new();
    for id in TypeDef::ids(api) {
        let ty = &api[id];
        if !ty.in_request || ty.in_response {
            continue;
        }
        let Some(first) = first_property(api, &ty.role) else { continue };
        let TypeKind::Struct(structure) = &ty.kind else { continue };
        let mut structure = structure.clone();
        let mut index = 0;
        structure.fields.retain(|field| {
            let value = only_value(api, field).filter(|_| index >= first);
            index += 1;
            let Some((value, of)) = value else { return true };
            structure.fixed.push(Fixed { wire: field.name.wire.clone(), value });
            held.insert(of);
            false
        });
        api[id].kind = TypeKind::Struct(structure);
    }
    // A type that was merged with another may still have the field.
    for id in TypeDef::ids(api) {
        reach::uses(&api[id], &mut |used| {
            held.remove(&used);
        });
    }
    for id in held {
        if matches!(api[id].role, Role::Inline(..)) {
            let resource = api[id].resource;
            api[resource].types.retain(|other| *other != id);
        }
    }
}

/// The first field that is a property of a JSON object or form: a parameter is found by its position.
fn first_property(api: &Api, role: &Role) -> Option<usize> {
    match role {
        Role::Options(_) => None,
        Role::Params(operation) => {
            let Operation { parameters, body, .. } = &api[*operation];
            body.as_ref().filter(|body| !body.whole).map(|_| parameters.len())
        }
        _ => Some(0),
    }
}

/// The one string that a field can have, and the enum that says so.
fn only_value(api: &Api, field: &Field) -> Option<(String, TypeId)> {
    let Type::Named(id) = field.ty else { return None };
    let TypeKind::Enum(values) = &api[id].kind else { return None };
    let [value] = &values.values[..] else { return None };
    let is_fixed = field.required && !field.nullable && values.repr == EnumRepr::String;
    is_fixed.then(|| (value.name.wire.clone(), id))
}
