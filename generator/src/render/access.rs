//! The view of servers and security schemes.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{one_line, prose};
use super::templates::Code;
use super::tokens;
use super::view::{GrantView, SchemeView, ScopeView, ServerValueView, ServerVariableView, ServerView};
use crate::ir::{Api, Endpoint, Grant, Operation, Requirement, SecurityScheme, Server, ServerVariable};

/// One of `servers`.
pub fn server(server: &Server) -> ServerView {
    let construct = tokens::construct(server);
    ServerView {
        constant: Code::new(&server.name.rust),
        url: server.url(),
        template: server.text(),
        docs: server.description.clone().unwrap_or_default(),
        is_of_api: server.is_of_api,
        ty: (!server.variables.is_empty()).then(|| Code::new(&server.type_name.rust)),
        arguments: construct.ty.into(),
        new: construct.value.into(),
        value: tokens::url(server).into(),
        variables: server.variables.iter().map(variable).collect(),
    }
}

fn variable(variable: &ServerVariable) -> ServerVariableView {
    let value = |value: &crate::ir::Name| ServerValueView { wire: value.wire.clone(), name: Code::new(&value.rust) };
    let values = variable.values.iter().map(|value| {
        let (name, text) = (tokens::ident(&value.rust), &value.wire);
        quote!(#name = #text)
    });
    let ty = tokens::server_variable(variable);
    let codec: TokenStream = quote!(crate::runtime::string_enum! { #ty { #(#values),* } });
    ServerVariableView {
        wire: variable.name.wire.clone(),
        name: Code::new(&variable.name.rust),
        codec: (!variable.values.is_empty()).then(|| codec.into()),
        ty: ty.into(),
        default: variable.default.clone(),
        docs: variable.description.clone().unwrap_or_default(),
        values: variable.values.iter().map(value).collect(),
    }
}

/// The constant of the server that an operation goes to, where it has servers of its own.
pub fn default_server(api: &Api, operation: &Operation) -> Option<Code> {
    let server = &api[*operation.servers.first()?];
    server.url().map(|_| Code::new(&server.name.rust))
}

/// What a call of it can name besides: the constants of its other servers, and the types of all that have variables.
pub fn other_servers(api: &Api, operation: &Operation) -> Vec<Code> {
    let servers = operation.servers.iter().map(|id| &api[*id]).enumerate();
    let others = servers.filter(|(at, server)| *at > 0 || !server.variables.is_empty());
    let name = |server: &Server| match server.variables.as_slice() {
        [] => Code::new(&server.name.rust),
        _ => Code::new(&server.type_name.rust),
    };
    others.map(|(_, server)| name(server)).collect()
}

/// One of `securitySchemes`.
pub fn scheme(scheme: &SecurityScheme) -> SchemeView {
    let credential = tokens::credential(scheme);
    let (arguments, value) = credential.map(|it| (Code::from(it.ty), Code::from(it.value))).unzip();
    SchemeView {
        wire: scheme.name.wire.clone(),
        constant: Code::new(scheme.name.rust.to_uppercase()),
        value: tokens::scheme(scheme).into(),
        method: Code::new(&scheme.name.rust),
        arguments,
        credential: value,
        authorization_url: scheme.endpoints.get(&Endpoint::Authorization).cloned(),
        metadata_url: scheme.endpoints.get(&Endpoint::Metadata).cloned(),
        scopes: scheme
            .scopes
            .iter()
            .map(|(name, docs)| ScopeView { name: name.clone(), docs: one_line(docs) })
            .collect(),
        grants: scheme.grants.iter().map(|(kind, name)| grant(*kind, &name.rust)).collect(),
        docs: prose(&scheme.docs),
        deprecated: scheme.docs.deprecated,
    }
}

fn grant(grant: Grant, method: &str) -> GrantView {
    let credential = tokens::grant(grant);
    GrantView {
        kind: match grant {
            Grant::ClientCredentials => "client_credentials",
            Grant::RefreshToken => "refresh_token",
            Grant::Any => "any",
        },
        method: Code::new(method),
        arguments: credential.ty.into(),
        credential: credential.value.into(),
    }
}

/// The scopes that an operation asks for, by whatever scheme.
pub fn scopes(operation: &Operation, of_api: &[Vec<Requirement>]) -> Vec<String> {
    let needed = operation.security.as_deref().unwrap_or(of_api);
    let mut scopes: Vec<String> = Vec::new();
    for scope in needed.iter().flatten().flat_map(|requirement| &requirement.scopes) {
        if !scopes.contains(scope) {
            scopes.push(scope.clone());
        }
    }
    scopes
}
