//! The limits of fields as tokens: one table for each type that is sent, which the runtime's `validate` walks along.

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{file_of, named};
use crate::ir::{Api, Constraints, Field, Member, Role, Type, TypeDef, TypeId, TypeKind};

/// The types that have a table: all that an operation takes, and what that reaches if there are limits in it.
pub fn checked(api: &Api) -> BTreeSet<TypeId> {
    let sent = || TypeDef::ids(api).filter(|id| api[*id].in_request);
    let has_limits = |id: &TypeId| parts(api, *id).iter().any(|part| limited(part.constraints));
    let mut checked: BTreeSet<TypeId> = sent().filter(has_limits).collect();
    loop {
        let reaches = |id: &TypeId| {
            let leads = |part: &Part<'_>| inside(api, part.ty).is_some_and(|inner| checked.contains(&inner));
            !checked.contains(id) && parts(api, *id).iter().any(leads)
        };
        let more: Vec<TypeId> = sent().filter(reaches).collect();
        if more.is_empty() {
            break;
        }
        checked.extend(more);
    }
    checked.extend(sent().filter(|id| matches!(api[*id].role, Role::Params(_))));
    checked
}

/// The body of `checks` for a type: what limits its fields, or the members that it may be.
pub fn checks(api: &Api, id: TypeId, checked: &BTreeSet<TypeId>) -> TokenStream {
    let checks = parts(api, id).into_iter().enumerate().filter_map(|(index, Part { name, constraints, ty })| {
        let index = Literal::usize_unsuffixed(index);
        let rest = rest(api, id, constraints, ty, checked);
        (!rest.is_empty()).then(|| quote!(crate::runtime::Check::new(#index, #name) #rest))
    });
    quote! {
        const CHECKS: &[crate::runtime::Check] = &[#(#checks),*];
        CHECKS
    }
}

/// What limits a value, and what is in it.
fn rest(api: &Api, id: TypeId, constraints: &Constraints, ty: &Type, checked: &BTreeSet<TypeId>) -> TokenStream {
    let own: Vec<TokenStream> = limits(constraints);
    let own = (!own.is_empty()).then(|| quote!(.limits(&[#(#own),*])));
    let inner = match target(api, ty) {
        Type::Named(inner) if checked.contains(inner) => {
            let path = named(api, *inner, file_of(api, id));
            match api[*inner].kind {
                TypeKind::Union(_) => quote!(.member(#path::checks)),
                _ => quote!(.inside(<#path as crate::runtime::Validate>::checks)),
            }
        }
        Type::List(item) | Type::Map(item) => {
            let none = Constraints::default();
            let of_item = constraints.items.as_deref().unwrap_or(&none);
            let rest = rest(api, id, of_item, item, checked);
            if rest.is_empty() { rest } else { quote!(.each(&crate::runtime::Check::new(0, "") #rest)) }
        }
        _ => TokenStream::new(),
    };
    quote!(#own #inner)
}

fn limits(constraints: &Constraints) -> Vec<TokenStream> {
    let float = |number: &serde_json::Number| number.as_f64().map(Literal::f64_unsuffixed);
    let bound = |bound: &Option<(serde_json::Number, bool)>, inclusive: TokenStream, exclusive: TokenStream| {
        let (value, excluded) = bound.as_ref()?;
        let (value, variant) = (float(value)?, if *excluded { exclusive } else { inclusive });
        Some(quote!(crate::runtime::Limit::#variant(#value)))
    };
    let length = |length: Option<usize>, variant: TokenStream| {
        let length =
            Literal::usize_unsuffixed(length.filter(|length| *length > 0 || variant.to_string() != "MinLength")?);
        Some(quote!(crate::runtime::Limit::#variant(#length)))
    };
    let factor = constraints.multiple_of.as_ref().filter(|factor| factor.as_f64().is_some_and(|factor| factor > 0.0));
    let pattern = constraints.pattern.as_ref();
    [
        bound(&constraints.minimum, quote!(Minimum), quote!(Above)),
        bound(&constraints.maximum, quote!(Maximum), quote!(Below)),
        factor.and_then(float).map(|factor| quote!(crate::runtime::Limit::MultipleOf(#factor))),
        length(constraints.min_length, quote!(MinLength)),
        length(constraints.max_length, quote!(MaxLength)),
        constraints.unique.then(|| quote!(crate::runtime::Limit::Unique)),
        pattern.map(|pattern| quote!(crate::runtime::Limit::Pattern(#pattern, crate::patterns::matches))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Whether there is any limit in it.
fn limited(constraints: &Constraints) -> bool {
    !limits(constraints).is_empty() || constraints.items.as_deref().is_some_and(limited)
}

/// Whether a type's table needs regular expressions.
pub fn has_pattern(api: &Api, id: TypeId) -> bool {
    fn any(constraints: &Constraints) -> bool {
        constraints.pattern.is_some() || constraints.items.as_deref().is_some_and(any)
    }
    parts(api, id).iter().any(|part| any(part.constraints))
}

/// A field of a struct, or a member of a union.
struct Part<'a> {
    /// What the runtime finds it by: the name on the wire, or that of the variant.
    name: &'a str,
    constraints: &'a Constraints,
    ty: &'a Type,
}

fn parts(api: &Api, id: TypeId) -> Vec<Part<'_>> {
    match &api[id].kind {
        TypeKind::Struct(structure) => {
            let parts = structure.fields.iter();
            parts.map(|Field { name, constraints, ty, .. }| Part { name: &name.wire, constraints, ty }).collect()
        }
        TypeKind::Union(union) => {
            let parts = union.members.iter();
            parts.map(|Member { name, constraints, ty, .. }| Part { name: &name.rust, constraints, ty }).collect()
        }
        _ => Vec::new(),
    }
}

/// The struct or union in a use, if there is one.
fn inside(api: &Api, ty: &Type) -> Option<TypeId> {
    match target(api, ty) {
        Type::Named(id) => Some(*id),
        Type::List(inner) | Type::Map(inner) => inside(api, inner),
        _ => None,
    }
}

/// The type behind aliases, boxes and `null`. (Aliases never lead in a circle; see `passes::recursion`.)
fn target<'a>(api: &'a Api, ty: &'a Type) -> &'a Type {
    match ty {
        Type::Boxed(inner) | Type::Nullable(inner) => target(api, inner),
        Type::Named(id) => match &api[*id].kind {
            TypeKind::Alias(next) => target(api, next),
            _ => ty,
        },
        _ => ty,
    }
}
