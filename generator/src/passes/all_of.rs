//! `allOf`: the fields of all parts, in one struct.

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::ir::{Api, Part, Struct, Type, TypeDef, TypeId, TypeKind};

/// Replaces every `allOf` by the struct that it means.
pub fn merge(api: &mut Api, diagnostics: &mut Diagnostics) {
    for id in TypeDef::ids(api) {
        if matches!(api[id].kind, TypeKind::AllOf(_)) {
            let merged = merged(api, id, &mut Vec::new(), diagnostics);
            api[id].kind = merged;
        }
    }
}

/// The kind of a type with its `allOf` merged. `above`: the types whose parts are being merged.
fn merged(api: &Api, id: TypeId, above: &mut Vec<TypeId>, diagnostics: &mut Diagnostics) -> TypeKind {
    let TypeKind::AllOf(parts) = &api[id].kind else { return api[id].kind.clone() };
    above.push(id);
    let mut whole = Struct::default();
    let mut others = Vec::new();
    for part in parts {
        match part {
            Part::Fields(fields) => take(&mut whole, fields.clone()),
            Part::Required(_) => {}
            Part::Named(named) => match part_of(api, *named, above, diagnostics) {
                Some(fields) => take(&mut whole, fields),
                None => others.push(*named),
            },
        }
    }
    above.pop();
    for part in parts {
        let Part::Required(names) = part else { continue };
        whole
            .fields
            .iter_mut()
            .filter(|field| names.contains(&field.name.wire))
            .for_each(|field| field.required = true);
    }
    if let ([only], true) = (&others[..], whole.fields.is_empty() && whole.additional.is_none()) {
        return TypeKind::Alias(Type::Named(*only));
    }
    for other in others {
        diagnostics.push(
            Diagnostic::new(
                Code::UnmergedPart,
                &api[id].origin,
                format!("`{}` has no fields that `allOf` could merge", api[other].name.wire),
            )
            .label(&api[other].origin, "this part is left out")
            .help("use it as a property, or make it an object"),
        );
    }
    TypeKind::Struct(whole)
}

/// The fields of a part, if it is an object and not one of those above.
fn part_of(api: &Api, id: TypeId, above: &mut Vec<TypeId>, diagnostics: &mut Diagnostics) -> Option<Struct> {
    if above.contains(&id) {
        return None;
    }
    match merged(api, id, above, diagnostics) {
        TypeKind::Struct(fields) => Some(fields),
        TypeKind::Alias(Type::Named(next)) => {
            above.push(id);
            let fields = part_of(api, next, above, diagnostics);
            above.pop();
            fields
        }
        TypeKind::Alias(Type::Map(values)) => {
            let name = crate::ir::Name::new(crate::lower::ADDITIONAL);
            Some(Struct { additional: Some(crate::ir::Additional { name, ty: *values }), ..Struct::default() })
        }
        _ => None,
    }
}

/// Adds fields; one that is there already is replaced, since a later part says more, but stays required.
fn take(whole: &mut Struct, more: Struct) {
    for mut field in more.fields {
        match whole.fields.iter_mut().find(|known| known.name.wire == field.name.wire) {
            Some(known) => {
                field.required |= known.required;
                if field.ty == Type::Json {
                    field.ty = known.ty.clone();
                }
                field.docs.description = field.docs.description.or(known.docs.description.take());
                *known = field;
            }
            None => whole.fields.push(field),
        }
    }
    whole.additional = more.additional.or(whole.additional.take());
}
