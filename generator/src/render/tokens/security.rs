//! Security as tokens: schemes, which of them an operation needs, and the credentials that a builder takes.

use indexmap::IndexMap;
use proc_macro2::TokenStream;
use quote::quote;

use super::{Argument, ident};
use crate::ir::{Api, Endpoint, Grant, Operation, Requirement, SchemeId, SchemeKind, SecurityScheme};

/// What an operation needs: nothing, what all need, or its own.
pub fn security(api: &Api, operation: &Operation) -> TokenStream {
    let path = quote!(crate::client::);
    let own = operation.security.as_ref().filter(|own| **own != api.security);
    let needed = own.unwrap_or(&api.security);
    if needed.is_empty() {
        return TokenStream::new();
    }
    let lists = own.map_or_else(|| quote!(#path SECURITY), |own| alternatives(api, own, &path));
    let scopes = scopes(api, needed, &path).map(|scopes| {
        let scopes = if own.is_some() { scopes } else { quote!(#path SCOPES) };
        quote!(.scopes(#scopes))
    });
    quote!(.security(#lists) #scopes)
}

/// Alternatives of security schemes: any one of the lists, all of its schemes.
pub fn alternatives(api: &Api, alternatives: &[Vec<Requirement>], path: &TokenStream) -> TokenStream {
    let lists = alternatives.iter().map(|all| {
        let schemes = all.iter().map(|requirement| reference(api, requirement.scheme, path));
        quote!(&[#(#schemes),*])
    });
    quote!(&[#(#lists),*])
}

/// What tokens of schemes are to allow, where the client asks for them with scopes: those of the first alternative that
/// has the scheme.
pub fn scopes(api: &Api, alternatives: &[Vec<Requirement>], path: &TokenStream) -> Option<TokenStream> {
    let mut pairs: IndexMap<SchemeId, &[String]> = IndexMap::new();
    for requirement in alternatives.iter().flatten().filter(|r| api[r.scheme].asks_for_scopes()) {
        pairs.entry(requirement.scheme).or_insert(&requirement.scopes);
    }
    pairs.retain(|_, scopes| !scopes.is_empty());
    let list = pairs.iter().map(|(scheme, scopes)| {
        let (scheme, scopes) = (reference(api, *scheme, path), scopes.join(" "));
        quote!((#scheme, #scopes))
    });
    let list: Vec<TokenStream> = list.collect();
    (!list.is_empty()).then(|| quote!(&[#(#list),*]))
}

fn reference(api: &Api, scheme: SchemeId, path: &TokenStream) -> TokenStream {
    let name = ident(&api[scheme].name.rust.to_uppercase());
    quote!(&#path #name)
}

/// The static description of a security scheme.
pub fn scheme(scheme: &SecurityScheme) -> TokenStream {
    let name = &scheme.name.wire;
    match &scheme.kind {
        SchemeKind::Basic => quote!(SecurityScheme::basic(#name)),
        SchemeKind::Bearer if scheme.grants.is_empty() => quote!(SecurityScheme::bearer(#name)),
        SchemeKind::Bearer => {
            let endpoints = scheme.endpoints.iter().filter_map(|(endpoint, url)| {
                let endpoint = self::endpoint(*endpoint)?;
                Some(quote!((#endpoint, #url)))
            });
            quote!(SecurityScheme::oauth2(#name, &[#(#endpoints),*]))
        }
        SchemeKind::Http(scheme) => quote!(SecurityScheme::http(#name, #scheme)),
        SchemeKind::Header(header) => quote!(SecurityScheme::header(#name, #header)),
        SchemeKind::Query(parameter) => quote!(SecurityScheme::query(#name, #parameter)),
        SchemeKind::Cookie(cookie) => quote!(SecurityScheme::cookie(#name, #cookie)),
        SchemeKind::MutualTls => quote!(SecurityScheme::mutual_tls(#name)),
    }
}

/// An endpoint that the client itself calls.
fn endpoint(endpoint: Endpoint) -> Option<TokenStream> {
    let name = ident(match endpoint {
        Endpoint::ClientCredentials => "ClientCredentials",
        Endpoint::Password => "Password",
        Endpoint::AuthorizationCode => "AuthorizationCode",
        Endpoint::Refresh => "Refresh",
        Endpoint::DeviceAuthorization => "DeviceAuthorization",
        Endpoint::DeviceCode => "DeviceCode",
        Endpoint::Discovery => "Discovery",
        Endpoint::Authorization | Endpoint::Metadata => return None,
    });
    Some(quote!(Endpoint::#name))
}

/// What a builder's method takes for a scheme, and the credential that it makes of it; nothing where nothing is sent.
pub fn credential(scheme: &SecurityScheme) -> Option<Argument> {
    let (ty, value) = match &scheme.kind {
        SchemeKind::Basic => (
            quote!(username: impl Into<String>, password: impl Into<Secret>),
            quote!(Credential::basic(username, password)),
        ),
        SchemeKind::Bearer => (quote!(token: impl Into<Secret>), quote!(Credential::token(token))),
        SchemeKind::Http(_) => (quote!(credentials: impl Into<Secret>), quote!(Credential::token(credentials))),
        SchemeKind::Header(_) | SchemeKind::Query(_) | SchemeKind::Cookie(_) => {
            (quote!(key: impl Into<Secret>), quote!(Credential::token(key)))
        }
        SchemeKind::MutualTls => return None,
    };
    Some(Argument { ty, value })
}

/// The same for a grant.
pub fn grant(grant: Grant) -> Argument {
    let (ty, value) = match grant {
        Grant::ClientCredentials => (
            quote!(client_id: impl Into<String>, client_secret: impl Into<Secret>),
            quote!(Grant::client_credentials(client_id, client_secret)),
        ),
        Grant::RefreshToken => (
            quote!(client_id: impl Into<String>, client_secret: impl Into<Secret>, refresh_token: impl Into<Secret>),
            quote!(Grant::refresh_token(refresh_token).client(client_id, client_secret)),
        ),
        Grant::Any => (quote!(grant: Grant), quote!(grant)),
    };
    Argument { ty, value: quote!(Credential::grant(#value)) }
}
