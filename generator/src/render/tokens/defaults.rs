//! The methods that give the defaults of fields which were left out, as tokens.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

use super::{File, Presence, ident, named, ty};
use crate::ir::{Api, Field, Scalar, TypeKind};
use crate::render::docs;
use crate::render::templates::Code;
use crate::render::view::OrDefaultView;

/// The method of a field, if it has one: numbers and booleans by value, strings and enums by reference.
pub fn or_default(api: &Api, field: &Field, presence: Presence, file: File) -> Option<OrDefaultView> {
    let assumed = field.assumed.as_ref()?;
    let (name, of_field) = (ident(&field.name.rust), ty(api, &field.ty, file));
    let value = scalar(api, &assumed.value, file)?;
    let (ty, given, default) = match &assumed.value {
        Scalar::Boolean(_) | Scalar::Integer(_) | Scalar::Number(_) => (of_field, quote!(self.#name), value),
        Scalar::String(_) => (quote!(&str), quote!(self.#name.as_deref()), value),
        Scalar::Variant(..) => (quote!(&#of_field), quote!(self.#name.as_ref()), quote!(&#value)),
    };
    let nullable = presence == Presence::ThreeValued;
    let (ty, value) = match nullable {
        true => (quote!(Option<#ty>), quote!(#given.or(#default))),
        false => (ty, quote!(#given.unwrap_or(#default))),
    };
    let default = docs::default(field)?;
    Some(OrDefaultView { name: Code::new(&assumed.method), ty: ty.into(), value: value.into(), default, nullable })
}

/// A value.
pub fn scalar(api: &Api, value: &Scalar, file: File) -> Option<TokenStream> {
    Some(match value {
        Scalar::Boolean(value) => quote!(#value),
        Scalar::Integer(value) => value.to_string().parse().ok()?,
        Scalar::Number(value) => Literal::f64_unsuffixed(*value).into_token_stream(),
        Scalar::String(value) => quote!(#value),
        Scalar::Variant(id, index) => {
            let TypeKind::Enum(values) = &api[*id].kind else { return None };
            let (ty, variant) = (named(api, *id, file), ident(&values.values.get(*index)?.name.rust));
            quote!(#ty::#variant)
        }
    })
}
