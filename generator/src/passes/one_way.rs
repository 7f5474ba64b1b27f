//! `readOnly` and `writeOnly`: fields are where they travel (OpenAPI 3.0.3, "Schema Object").
//!
//! A type that is only sent has no `readOnly` fields, one that is only received no `writeOnly` ones. A type that travels
//! both ways keeps both kinds: none of them can be required there, and requests leave the `readOnly` ones out.

use crate::ir::{Api, Field, Role, TypeDef, TypeKind};

/// Settles the fields of every type. Parameters stay: an operation finds them by their position.
pub fn settle(api: &mut Api) {
    for id in TypeDef::ids(api).collect::<Vec<_>>() {
        let ty = &api[id];
        let (sent, received) = (ty.in_request, ty.in_response);
        let parameters = match ty.role {
            Role::Options(_) => continue,
            Role::Params(operation) => api[operation].parameters.len(),
            _ => 0,
        };
        let TypeKind::Struct(structure) = &mut api[id].kind else { continue };
        let mut index = 0;
        structure.fields.retain_mut(|field| {
            index += 1;
            index <= parameters || travels(field, sent, received)
        });
    }
}

/// Whether a field is one of a type that is sent, received or both; and what is required of it there.
fn travels(field: &mut Field, sent: bool, received: bool) -> bool {
    let one_way = field.read_only != field.write_only;
    if !one_way {
        (field.read_only, field.write_only) = (false, false);
        return true;
    }
    if sent == received {
        field.required = false;
        return true;
    }
    let travels = if field.read_only { received } else { sent };
    // Where all fields travel the same way, there is nothing to say about it.
    (field.read_only, field.write_only) = (false, false);
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
            setter: String::new(),
            ty: Type::String,
            required: true,
            nullable: false,
            sensitive: false,
            read_only,
            write_only,
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
            let found = (travels(&mut field, sent, received), field.required);
            assert_eq!(found, expected, "{read_only} {write_only} {sent} {received}");
        }
    }
}
