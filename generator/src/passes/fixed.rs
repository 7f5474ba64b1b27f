//! Properties with one possible value: nobody needs to give it.
//!
//! In types that are only sent they are written as they are, and are no fields. What is received keeps its field, since a
//! server may send another value one day; `new` gives it the value. So it stays when there are more values to choose
//! from: `new` gives the value that it always gave, and a setter the others.

use std::collections::BTreeSet;

use super::reach;
use crate::ir::{
    Api, EnumRepr, Field, Fixed, Operation, Preset, Role, Scalar, Struct, Type, TypeDef, TypeId, TypeKind,
};
use crate::pins::{self, Pins};

/// Takes them out of the fields of every type, and the enums that were made for nothing else with them; and finds what
/// `new` gives to those that stay.
pub fn take_out(api: &mut Api, pins: &mut Pins) {
    let mut held = BTreeSet::new();
    for id in api.types_in_use().collect::<Vec<_>>() {
        let TypeKind::Struct(structure) = &api[id].kind else { continue };
        let mut structure = structure.clone();
        if api[id].in_request && !api[id].in_response {
            fix(api, id, &mut structure, &mut held, pins);
        }
        structure.presets = presets(api, id, &structure, pins);
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

/// Makes fields of a type that is only sent constants, unless they were given as fields. `held`: the enums of these.
fn fix(api: &Api, id: TypeId, structure: &mut Struct, held: &mut BTreeSet<TypeId>, pins: &mut Pins) {
    let Some(first) = first_property(api, &api[id].role) else { return };
    let wire = &api[id].name.wire;
    let mut index = 0;
    structure.fields.retain(|field| {
        let was_given = pins.gave(&pins::members(wire), &field.key);
        let value = only_string(api, field).filter(|_| index >= first && !was_given);
        index += 1;
        let Some((value, of)) = value else { return true };
        pins.note(&preset(wire, field), value.clone());
        structure.fixed.push(Fixed { wire: field.name.wire.clone(), value });
        held.insert(of);
        false
    });
}

/// The required fields to which `new` gives a value: the only one that they can have, or the one that it always gave.
/// One that `new` took when it had more values stays an argument.
fn presets(api: &Api, id: TypeId, structure: &Struct, pins: &mut Pins) -> Vec<Preset> {
    let (wire, mut presets) = (&api[id].name.wire, Vec::new());
    for (index, field) in structure.fields.iter().enumerate() {
        let scope = preset(wire, field);
        if !field.required || field.nullable || pins.gave(&pins::arguments(wire), &field.key) {
            continue;
        }
        let values = values(api, field);
        let given = values.iter().find(|(text, _)| pins.gave(&scope, text));
        let only = if let [only] = &values[..] { Some(only) } else { None };
        let Some((text, value)) = given.or(only) else { continue };
        if api[id].in_request || given.is_some() {
            pins.note(&scope, text.clone());
        }
        presets.push(Preset { field: index, value: value.clone() });
    }
    presets
}

/// The scope of the value that `new` gives to a field.
fn preset(wire: &str, field: &Field) -> String {
    format!("preset {wire}/{}", field.key)
}

/// The values that a field can have, if they are listed, each with how it is written.
fn values(api: &Api, field: &Field) -> Vec<(String, Scalar)> {
    match field.ty {
        Type::Boolean => {
            let listed = field.constraints.values.iter().filter_map(|value| value.as_bool());
            listed.map(|value| (value.to_string(), Scalar::Boolean(value))).collect()
        }
        Type::Named(id) => match &api[id].kind {
            TypeKind::Enum(of) => {
                let numbered = of.values.iter().enumerate();
                numbered.map(|(index, value)| (value.name.wire.clone(), Scalar::Variant(id, index))).collect()
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
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
fn only_string(api: &Api, field: &Field) -> Option<(String, TypeId)> {
    let Type::Named(id) = field.ty else { return None };
    let TypeKind::Enum(values) = &api[id].kind else { return None };
    let [value] = &values.values[..] else { return None };
    let is_fixed = field.required && !field.nullable && values.repr == EnumRepr::String;
    is_fixed.then(|| (value.name.wire.clone(), id))
}
