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
    let mut before = String::new();
    let parts = server.template.iter().enumerate().filter_map(|(at, part)| match part {
        UrlPart::Text(text) => {
            before.push_str(text);
            Some(quote!(#text))
        }
        UrlPart::Variable(index) => {
            let variable = server.variables.get(*index)?;
            let name = ident(&variable.name.rust);
            let place = place(&before, variable, server.template.get(at + 1));
            before.push_str(if place == Place::WholePath { "/x" } else { "x" });
            let encode = match place {
                Place::Base => return Some(quote!(server.#name.as_str())),
                Place::Host => quote!(in_host),
                Place::WholePath => quote!(whole_path),
                Place::Path => quote!(in_path),
            };
            Some(quote!(crate::runtime::#encode(server.#name.as_str()).as_str()))
        }
    });
    quote!([#(#parts),*].concat())
}

/// Where a variable stands, which decides what its value may say.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    /// All that is before the path: whoever gives it chooses the host.
    Base,
    /// The scheme, the host or the port, or a part of one.
    Host,
    /// The path from its first slash.
    WholePath,
    /// The path.
    Path,
}

/// The place of a variable between the URL before it, where variables are any letter, and the next part.
fn place(before: &str, variable: &ServerVariable, after: Option<&UrlPart>) -> Place {
    let (absolute, rest) = match before.split_once("//") {
        Some((_, rest)) => (true, rest),
        None => (false, before),
    };
    let begins_path = |text: &str| text.starts_with('/') && !text.starts_with("//");
    let alone = after.is_none_or(|part| matches!(part, UrlPart::Text(text) if begins_path(text)));
    if rest.contains('/') {
        Place::Path
    } else if !absolute && before.is_empty() && alone {
        Place::Base
    } else if variable.default.iter().chain(variable.values.iter().map(|value| &value.wire)).any(|v| begins_path(v)) {
        Place::WholePath
    } else {
        Place::Host
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, place};
    use crate::ir::{Name, ServerVariable, UrlPart};

    #[test]
    fn a_variable_before_the_path_is_part_of_a_host_unless_it_is_all_of_the_base_or_begins_the_path() {
        for (before, default, after, expected) in [
            ("", "https", "://x", Place::Host),
            ("", "https:", "//x", Place::Host),
            ("", "eu", ".example.com", Place::Host),
            ("", "https://example.com", "/v1", Place::Base),
            ("", "https://example.com", "", Place::Base),
            ("https://", "example.com", "/v1", Place::Host),
            ("https://", "eu", ".example.com/v1", Place::Host),
            ("https://x.example.com:", "80", "", Place::Host),
            ("//", "example.com", "", Place::Host),
            ("https://x", "/v1", "", Place::WholePath),
            ("https://x/", "v1", "/v1", Place::Path),
            ("https://x/", "/v1", "", Place::Path),
            ("/", "v1", "", Place::Path),
            ("x/", "v1", "", Place::Path),
        ] {
            let text = UrlPart::Text(after.to_owned());
            let after = (!after.is_empty()).then_some(&text);
            let (name, type_name) = (Name::new("v"), Name::new("v"));
            let default = Some(default.to_owned());
            let variable = ServerVariable { name, type_name, default, values: Vec::new(), description: None };
            assert_eq!(place(before, &variable, after), expected, "{before} {after:?}");
        }
    }
}
