//! Servers whose URLs have variables, as tokens: how one is made, and the URL that it stands for.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Argument, ident};
use crate::ir::{Server, ServerVariable, UrlPart};

/// What `new` takes, and what it makes of it: variables without a default must be given.
pub fn construct(server: &Server) -> Argument {
    let needed = server.variables.iter().filter(|variable| variable.default.is_none()).map(|variable| {
        let (name, ty) = (ident(&variable.name.rust), ty(variable));
        quote!(#name: impl Into<#ty>)
    });
    let fields = server.variables.iter().map(|variable| {
        let name = ident(&variable.name.rust);
        match &variable.default {
            Some(default) => quote!(#name: #default.into()),
            None => quote!(#name: #name.into()),
        }
    });
    Argument { ty: quote!(#(#needed),*), value: quote!(Self { #(#fields),* }) }
}

/// The type of a variable's value.
pub fn ty(variable: &ServerVariable) -> TokenStream {
    if variable.values.is_empty() {
        return quote!(String);
    }
    let name = ident(&variable.type_name.rust);
    quote!(#name)
}

/// The URL, of the fields of `server`.
pub fn url(server: &Server) -> TokenStream {
    let parts = server.template.iter().filter_map(|part| match part {
        UrlPart::Text(text) => Some(quote!(#text)),
        UrlPart::Variable(index) => {
            let name = ident(&server.variables.get(*index)?.name.rust);
            Some(quote!(server.#name.as_str()))
        }
    });
    quote!([#(#parts),*].concat())
}
