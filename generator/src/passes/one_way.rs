//! What the ways in which a type travels make of its fields.
//!
//! `readOnly` and `writeOnly` fields are where they travel (OpenAPI 3.0.3, "Schema Object"): a type that is only sent has
//! no `readOnly` fields, one that is only received no `writeOnly` ones. A type that travels both ways keeps both kinds:
//! none of them can be required there, and requests leave the `readOnly` ones out. And where a value may be absent or
//! null, what is sent tells the two apart, which what is received does not need.
//!
//! A type may come to travel in more ways, when an operation is added. What it had until then stays as it was.

use crate::ir::{Api, Field, Role, Type, TypeDef, TypeKind, Ways};
use crate::pins::Pins;

/// Settles which fields a type has, and which must be there. Parameters stay: an operation finds them by their position.
pub fn settle(api: &mut Api, pins: &Pins) {
    for id in TypeDef::ids(api).collect::<Vec<_>>() {
        let ty = &api[id];
        let (wire, ways) = (ty.name.wire.clone(), ty.ways());
        let parameters = match ty.role {
            Role::Options(_) => continue,
            Role::Params(operation) => api[operation].parameters.len(),
            _ => 0,
        };
        let TypeKind::Struct(structure) = &mut api[id].kind else { continue };
        let mut index = 0;
        structure.fields.retain_mut(|field| {
            index += 1;
            let given = given(pins, &wire, field).unwrap_or(ways);
            index <= parameters || travels(field, given, ways)
        });
    }
}

/// Settles what each field of the types in use goes by, and notes it where it makes a difference.
pub fn note(api: &mut Api, pins: &mut Pins) {
    for id in api.types_in_use().collect::<Vec<_>>() {
        let (wire, ways) = (api[id].name.wire.clone(), api[id].ways());
        let TypeKind::Struct(structure) = &mut api[id].kind else { continue };
        for field in &mut structure.fields {
            let is_settled = field.ways != Ways::default() || field.read_only != field.write_only;
            if !is_settled {
                field.ways = given(pins, &wire, field).unwrap_or(ways);
            }
            if is_settled || (!field.required && field.nullable && field.ty != Type::Json) {
                pins.note(&scope(field.ways, &wire), field.key.clone());
            }
        }
    }
}

/// The ways in which a type travelled when a field of it was given.
fn given(pins: &Pins, wire: &str, field: &Field) -> Option<Ways> {
    let all = [false, true].map(|sent| [false, true].map(|received| Ways { sent, received }));
    all.into_iter().flatten().find(|ways| pins.gave(&scope(*ways, wire), &field.key))
}

/// The scope of the fields that a type had while it travelled in these ways.
fn scope(ways: Ways, wire: &str) -> String {
    let travels = match ways {
        Ways { sent: true, received: true } => "exchanged",
        Ways { sent: true, received: false } => "sent",
        Ways { sent: false, received: true } => "received",
        Ways { sent: false, received: false } => "unused",
    };
    format!("{travels} {wire}")
}

/// Whether a field is one of a type that travels in these ways, and what is required of it there. `given`: the ways of
/// the type when it was given.
fn travels(field: &mut Field, given: Ways, ways: Ways) -> bool {
    let one_way = field.read_only != field.write_only;
    if !one_way {
        (field.read_only, field.write_only) = (false, false);
        return true;
    }
    field.ways = given;
    let both_kinds = given.sent == given.received;
    field.required &= !both_kinds;
    let travels = both_kinds || if field.read_only { given.received } else { given.sent };
    // Where all fields travel the same way, there is nothing to say about it.
    if ways.sent != ways.received && ways == given {
        (field.read_only, field.write_only) = (false, false);
    }
    travels
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{Constraints, Docs, Extensions, Name, Type};
    use crate::pointer::Pointer;

    fn field(read_only: bool, write_only: bool) -> Field {
        Field {
            name: Name::new("id"),
            key: "id".to_owned(),
            setter: String::new(),
            ty: Type::String,
            required: true,
            nullable: false,
            sensitive: false,
            read_only,
            write_only,
            ways: Ways::default(),
            docs: Docs::default(),
            default: None,
            assumed: None,
            constraints: Constraints::default(),
            origin: Pointer::root(),
            extensions: Extensions::new(),
        }
    }

    #[test]
    fn a_field_is_where_it_travels() {
        // read only, write only, sent, received: whether it is there, whether it is required.
        let cases = [
            ((true, false, true, false), (false, true)),
            ((true, false, false, true), (true, true)),
            ((true, false, true, true), (true, false)),
            ((false, true, true, false), (true, true)),
            ((false, true, false, true), (false, true)),
            ((false, true, true, true), (true, false)),
            ((true, true, true, true), (true, true)),
            ((false, false, true, true), (true, true)),
        ];
        for ((read_only, write_only, sent, received), expected) in cases {
            let mut field = field(read_only, write_only);
            let ways = Ways { sent, received };
            let found = (travels(&mut field, ways, ways), field.required);
            assert_eq!(found, expected, "{read_only} {write_only} {sent} {received}");
        }
    }
}
