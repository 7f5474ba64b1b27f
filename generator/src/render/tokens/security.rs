//! Security as tokens: schemes, which of them an operation needs, and the credentials that a builder takes.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Argument, ident};
use crate::ir::{Api, Operation, SchemeId, SchemeKind, SecurityScheme};

/// What an operation needs: nothing, what all need, or its own.
pub fn security(api: &Api, operation: &Operation) -> TokenStream {
    match &operation.security {
        None if api.security.is_empty() => TokenStream::new(),
        None => quote!(.security(crate::client::SECURITY)),
        Some(own) if own.is_empty() => TokenStream::new(),
        Some(own) if *own == api.security => quote!(.security(crate::client::SECURITY)),
        Some(own) => {
            let own = alternatives(api, own, &quote!(crate::client::));
            quote!(.security(#own))
        }
    }
}

/// Alternatives of security schemes: any one of the lists, all of its schemes.
pub fn alternatives(api: &Api, alternatives: &[Vec<SchemeId>], path: &TokenStream) -> TokenStream {
    let lists = alternatives.iter().map(|all| {
        let schemes = all.iter().map(|id| {
            let name = ident(&api[*id].name.rust.to_uppercase());
            quote!(&#path #name)
        });
        quote!(&[#(#schemes),*])
    });
    quote!(&[#(#lists),*])
}

/// The static description of a security scheme.
pub fn scheme(scheme: &SecurityScheme) -> TokenStream {
    let name = &scheme.name.wire;
    match &scheme.kind {
        SchemeKind::Basic => quote!(SecurityScheme::basic(#name)),
        SchemeKind::Bearer => quote!(SecurityScheme::bearer(#name)),
        SchemeKind::Header(header) => quote!(SecurityScheme::header(#name, #header)),
        SchemeKind::Query(parameter) => quote!(SecurityScheme::query(#name, #parameter)),
        SchemeKind::Cookie(cookie) => quote!(SecurityScheme::cookie(#name, #cookie)),
    }
}

/// What a builder's method takes for a scheme, and the credential that it makes of it.
pub fn credential(scheme: &SecurityScheme) -> Argument {
    match &scheme.kind {
        SchemeKind::Basic => Argument {
            ty: quote!(username: impl Into<String>, password: impl Into<Secret>),
            value: quote!(Credential::basic(username, password)),
        },
        SchemeKind::Bearer => {
            Argument { ty: quote!(token: impl Into<Secret>), value: quote!(Credential::token(token)) }
        }
        SchemeKind::Header(_) | SchemeKind::Query(_) | SchemeKind::Cookie(_) => {
            Argument { ty: quote!(key: impl Into<Secret>), value: quote!(Credential::token(key)) }
        }
    }
}
