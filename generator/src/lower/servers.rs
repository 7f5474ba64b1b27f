//! Servers: of the API, of a path, of an operation, with the variables of their URLs.

use openapiv3::Server as SpecServer;

use super::Lower;
use super::document::PathOperation;
use crate::diagnostics::Code;
use crate::ir::{Api, Name, Operation, Server, ServerId, ServerVariable, UrlPart, default_of, is_absolute};
use crate::pointer::Pointer;

/// The API's own servers.
pub fn lower(lower: &mut Lower<'_>) {
    let document = lower.document;
    let at = Pointer::root().child("servers");
    for (index, spec) in document.servers.iter().enumerate() {
        let mut server = server(lower, spec, &at.child(index));
        server.is_of_api = true;
        lower.api.add_server(server);
    }
    // Without servers, the API is where its description is: `/` (OpenAPI 3.0.3, "OpenAPI Object").
    let incomplete = !lower.api.servers.iter().all(says_nothing) && lower.api.default_server().is_none();
    let without_default = lower.api.servers.iter().any(|server| server.url().is_none());
    if incomplete && !without_default {
        lower.report(
            Code::IncompleteServer,
            &at,
            "no server says on which host the API is",
            "begin the URL with `https://` and a host; until then every client must be given a base URL",
        );
    }
}

/// The servers of an operation: its own, else those of its path. The URL is that of the one that it goes to, unless that
/// is the API's. The list begins with it; it is empty where the API's servers are meant, as they are anyway.
pub fn of_operation(lower: &mut Lower<'_>, item: &PathOperation) -> (Option<String>, Vec<ServerId>) {
    let own = &item.operation.servers;
    let path = item.origin.parent().unwrap_or_else(Pointer::root);
    let (specs, at) = if own.is_empty() { (&item.servers, path) } else { (own, item.origin.clone()) };
    let at = at.child("servers");
    let mut servers: Vec<Server> =
        specs.iter().enumerate().map(|(index, spec)| server(lower, spec, &at.child(index))).collect();
    let complete = default_of(&servers).or_else(|| servers.iter().find(|server| server.url().is_some()));
    let is_known = |server: &&Server| !says_nothing(server) || lower.api.default_server().is_some();
    let Some(first) = complete.or(servers.first()).filter(is_known).cloned() else { return (None, Vec::new()) };
    servers.sort_by_key(|server| server.text() != first.text());
    let mut ids: Vec<ServerId> = Vec::new();
    for server in servers {
        let id = offer(&mut lower.api, server);
        ids.extend(id.filter(|id| !ids.contains(id)));
    }
    let api = &lower.api;
    let is_own = ids.first().is_some_and(|id| !is_default(api, &api[*id]));
    if !is_own && ids.iter().all(|id| api[*id].is_of_api) {
        ids.clear();
    }
    (is_own.then(|| first.url().unwrap_or_else(|| first.text())), ids)
}

/// Adds a server of an operation, unless it is known, as a call can name it: a relative one below the API's.
fn offer(api: &mut Api, mut server: Server) -> Option<ServerId> {
    let default = api.default_server();
    if says_nothing(&server) {
        server = default?.clone();
    } else if let Some(base) = default.and_then(Server::url) {
        server.template.splice(..0, prefix(&server, &base).map(UrlPart::Text));
    }
    let known = Server::ids(api).find(|id| is_same(&api[*id], &server));
    Some(known.unwrap_or_else(|| api.add_server(server)))
}

/// What is missing before the URL of a server that is relative to another's.
fn prefix(server: &Server, base: &str) -> Option<String> {
    let url = server.url().unwrap_or_else(|| server.text());
    if is_absolute(&url) || url.starts_with('{') {
        return None;
    }
    if !url.starts_with('/') {
        return Some(format!("{}/", trimmed(base)));
    }
    let (scheme, rest) = base.split_once("://")?;
    Some(format!("{scheme}://{}", rest.split('/').next()?))
}

fn is_same(one: &Server, other: &Server) -> bool {
    let values = |variable: &ServerVariable| {
        let values: Vec<String> = variable.values.iter().map(|value| value.wire.clone()).collect();
        (variable.name.wire.clone(), variable.default.clone(), values)
    };
    let same = |(one, other): (&ServerVariable, &ServerVariable)| values(one) == values(other);
    trimmed(&one.text()) == trimmed(&other.text()) && one.variables.iter().zip(&other.variables).all(same)
}

/// Whether what the client says of the API's servers goes for this one, too.
fn is_default(api: &Api, server: &Server) -> bool {
    match api.default_server() {
        Some(default) => {
            server.url().is_some_and(|url| default.url().is_some_and(|api| trimmed(&api) == trimmed(&url)))
        }
        None => server.is_of_api,
    }
}

fn trimmed(url: &str) -> &str {
    url.trim_end_matches('/')
}

/// Nothing and `/` are where the description is (OpenAPI 3.0.3, "Server Object"), and so the API.
fn says_nothing(server: &Server) -> bool {
    server.url().is_some_and(|url| matches!(url.as_str(), "" | "/"))
}

/// When no server is the API's, but all operations go to the same, it is that one.
pub fn shared(lower: &mut Lower<'_>) {
    let api = &mut lower.api;
    let Some(Operation { server: Some(url), servers, .. }) = api.operations.first().cloned() else { return };
    let same = api.operations.iter().all(|operation| operation.server.as_ref() == Some(&url));
    if api.default_server().is_some() || !is_absolute(&url) || !same {
        return;
    }
    let all = |id: &ServerId| api.operations.iter().all(|operation| operation.servers.contains(id));
    for id in servers.into_iter().filter(all).collect::<Vec<_>>() {
        api[id].is_of_api = true;
    }
    let own: Vec<bool> = api.servers.iter().map(|server| server.is_of_api).collect();
    for operation in &mut api.operations {
        operation.server = None;
        if operation.servers.iter().all(|id| own.get(id.index()) == Some(&true)) {
            operation.servers.clear();
        }
    }
}

fn server(lower: &mut Lower<'_>, spec: &SpecServer, at: &Pointer) -> Server {
    let mut name = Name::new(short(spec.description.as_deref()).unwrap_or_default());
    name.wish = lower.wish(&[], at, &spec.extensions);
    let mut server = Server {
        template: Vec::new(),
        variables: Vec::new(),
        description: spec.description.clone(),
        type_name: name.clone(),
        name,
        is_of_api: false,
    };
    let mut rest = spec.url.trim();
    while let Some((before, variable, after)) = next_variable(rest) {
        push(&mut server, before);
        let known = server.variables.iter().position(|known| known.name.wire == variable);
        let index = known.unwrap_or(server.variables.len());
        if known.is_none() {
            server.variables.push(self::variable(lower, spec, variable, at));
        }
        server.template.push(UrlPart::Variable(index));
        rest = after;
    }
    push(&mut server, rest);
    if let Some(scheme) = server.url().as_deref().and_then(missing_scheme) {
        server.template.insert(0, UrlPart::Text(scheme.to_owned()));
    }
    server
}

fn push(server: &mut Server, text: &str) {
    if !text.is_empty() {
        server.template.push(UrlPart::Text(text.to_owned()));
    }
}

fn variable(lower: &mut Lower<'_>, spec: &SpecServer, name: &str, at: &Pointer) -> ServerVariable {
    let described = spec.variables.as_ref().and_then(|variables| variables.get(name));
    // Some descriptions have the variable itself for want of a value.
    let default = described.map(|described| &described.default).filter(|default| **default != format!("{{{name}}}"));
    if default.is_none() {
        lower.report(
            Code::IncompleteServer,
            at,
            format!("the URL has a variable `{name}` that has no default"),
            "give it one under `variables`; until then a client of this server must be given a value",
        );
    }
    let values = described.map(|described| described.enumeration.as_slice()).unwrap_or_default();
    ServerVariable {
        name: Name::new(name),
        default: default.cloned(),
        values: values.iter().map(Name::new).collect(),
        type_name: Name::new(name),
        description: described.and_then(|described| described.description.clone()),
    }
}

/// `https://{region}.example.com` as `https://`, `region`, `.example.com`.
fn next_variable(url: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = url.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

/// What is missing before a URL that says on which host it is, but not how to talk to it.
fn missing_scheme(url: &str) -> Option<&'static str> {
    if url.starts_with("//") {
        return Some("https:");
    }
    let host = url.split(['/', '?', ':']).next().unwrap_or_default();
    let named = host.contains(|c: char| c.is_ascii_alphanumeric()) && host.trim_matches('.').contains('.');
    (!is_absolute(url) && named).then_some("https://")
}

/// A server is called after its description, if that is a word or two.
fn short(description: Option<&str>) -> Option<String> {
    let words: Vec<&str> = description?.split_whitespace().take(3).collect();
    let short = words.join(" ");
    let plain = !short.is_empty() && short.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ');
    (plain && words.len() <= 2).then_some(short)
}

#[cfg(test)]
mod tests {
    use super::{missing_scheme, prefix};
    use crate::ir::{Name, Server, UrlPart};

    #[test]
    fn a_host_without_scheme_is_reached_by_https() {
        for (url, scheme) in [
            ("//api.example.com", Some("https:")),
            ("api.example.com/v1", Some("https://")),
            ("api.example.com:8080", Some("https://")),
            ("http://api.example.com", None),
            ("/v1", None),
            ("./v1", None),
            ("../v1.2", None),
            ("v1", None),
            (",", None),
            ("", None),
        ] {
            assert_eq!(missing_scheme(url), scheme, "{url}");
        }
    }
    #[test]
    fn a_relative_server_is_below_the_apis() {
        for (url, expected) in [
            ("/v2", Some("https://api.example.com:8443")),
            ("v2", Some("https://api.example.com:8443/v1/")),
            ("../v2", Some("https://api.example.com:8443/v1/")),
            ("http://files.example.com", None),
            ("{origin}/v2", None),
        ] {
            let (name, type_name) = (Name::default(), Name::default());
            let template = vec![UrlPart::Text(url.to_owned())];
            let (variables, description) = (Vec::new(), None);
            let server = Server { template, variables, description, name, type_name, is_of_api: false };
            assert_eq!(prefix(&server, "https://api.example.com:8443/v1/").as_deref(), expected, "{url}");
        }
    }
}
