//! Servers and security: where the API is, and how a caller proves who they are.

use openapiv3::{APIKeyLocation, SecurityRequirement, SecurityScheme as SpecScheme};
use serde_json::Value;

use super::{Lower, document};
use crate::diagnostics::Code;
use crate::ir::{Docs, Extensions, Name, SchemeId, SchemeKind, SecurityScheme, Server};
use crate::pointer::Pointer;

/// Servers, schemes, and the security that holds where an operation says nothing.
pub fn lower(lower: &mut Lower<'_>) {
    let document = lower.document;
    for (index, server) in document.servers.iter().enumerate() {
        let at = Pointer::root().child("servers").child(index);
        let url =
            server.variables.iter().flatten().fold(server.url.clone(), |url, (name, variable)| {
                url.replace(&format!("{{{name}}}"), &variable.default)
            });
        let mut name = Name::new(server_name(index, server.description.as_deref()));
        name.wish = lower.wish(&[], &at, &server.extensions);
        lower.api.servers.push(Server { url, description: server.description.clone(), name });
    }
    for (name, scheme) in &document.security_schemes {
        let at = Pointer::root().descend(["components", "securitySchemes", name]);
        let Some((scheme, at)) = document::resolve(&document.security_schemes, scheme, &at) else { continue };
        let Some(kind) = kind(scheme) else {
            lower.report(
                Code::UnsupportedSecurity,
                &at,
                format!("security scheme `{name}` is of a kind that is not supported"),
                "operations that need it send no credential for it; basic, bearer, API key, OAuth 2 and OpenID work",
            );
            continue;
        };
        let (description, extensions) = prose(scheme);
        let mut scheme_name = Name::new(name);
        scheme_name.wish = lower.wish(&[name], &at, extensions);
        lower.api.add_scheme(SecurityScheme {
            name: scheme_name,
            kind,
            docs: Docs { description, ..Docs::default() },
            origin: at,
        });
    }
    let at = Pointer::root().child("security");
    lower.api.security = requirements(lower, &document.security, &at);
}

/// Any one of the lists, all of its schemes.
pub fn requirements(lower: &mut Lower<'_>, list: &[SecurityRequirement], at: &Pointer) -> Vec<Vec<SchemeId>> {
    let mut alternatives = Vec::new();
    for (index, requirement) in list.iter().enumerate() {
        let known = |name: &String| {
            SecurityScheme::ids(&lower.api).find(|id| lower.api[*id].name.wire == *name).ok_or_else(|| name.clone())
        };
        let (found, missing): (Vec<_>, Vec<_>) = requirement.keys().map(known).partition(Result::is_ok);
        for name in missing.into_iter().filter_map(Result::err) {
            // A scheme that exists but could not be lowered has its own diagnostic.
            if !lower.document.security_schemes.contains_key(&name) {
                lower.report(
                    Code::UnknownSecurityScheme,
                    &at.child(index),
                    format!("there is no security scheme `{name}`"),
                    "define a security scheme of this name, or correct the name",
                );
            }
        }
        alternatives.push(found.into_iter().filter_map(Result::ok).collect());
    }
    alternatives
}

fn kind(scheme: &SpecScheme) -> Option<SchemeKind> {
    Some(match scheme {
        SpecScheme::APIKey { location, name, .. } => match location {
            APIKeyLocation::Query => SchemeKind::Query(name.clone()),
            APIKeyLocation::Header => SchemeKind::Header(name.clone()),
            APIKeyLocation::Cookie => SchemeKind::Cookie(name.clone()),
        },
        SpecScheme::HTTP { scheme, .. } if scheme.eq_ignore_ascii_case("basic") => SchemeKind::Basic,
        SpecScheme::HTTP { scheme, .. } if scheme.eq_ignore_ascii_case("bearer") => SchemeKind::Bearer,
        SpecScheme::HTTP { .. } => return None,
        SpecScheme::OAuth2 { .. } | SpecScheme::OpenIDConnect { .. } => SchemeKind::Bearer,
    })
}

fn prose(scheme: &SpecScheme) -> (Option<String>, &Extensions) {
    match scheme {
        SpecScheme::APIKey { description, extensions, .. }
        | SpecScheme::HTTP { description, extensions, .. }
        | SpecScheme::OAuth2 { description, extensions, .. }
        | SpecScheme::OpenIDConnect { description, extensions, .. } => (description.clone(), extensions),
    }
}

/// A server is called after the first words of its description, or by its number.
fn server_name(index: usize, description: Option<&str>) -> String {
    let words: Vec<&str> = description.unwrap_or_default().split_whitespace().take(3).collect();
    let short = words.join(" ");
    let plain = !short.is_empty() && short.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ');
    if plain && words.len() <= 2 { short } else { format!("server {}", index + 1) }
}

/// The value of an extension that is a flag.
pub fn flag(extensions: &Extensions, key: &str) -> bool {
    extensions.get(key).and_then(Value::as_bool).unwrap_or_default()
}
