//! Servers: of the API, of a path, of an operation, with the variables of their URLs.

use openapiv3::Server as SpecServer;

use super::Lower;
use super::document::PathOperation;
use crate::diagnostics::Code;
use crate::ir::{Name, Server, ServerVariable, UrlPart, default_of, is_absolute};
use crate::pointer::Pointer;

/// The API's own servers.
pub fn lower(lower: &mut Lower<'_>) {
    let document = lower.document;
    let at = Pointer::root().child("servers");
    for (index, spec) in document.servers.iter().enumerate() {
        let server = server(lower, spec, index, &at.child(index));
        lower.api.servers.push(server);
    }
    // Without servers, the API is where its description is: `/` (OpenAPI 3.0.3, "OpenAPI Object").
    let says_nothing = |server: &Server| server.url().is_some_and(|url| matches!(url.as_str(), "" | "/"));
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

/// The server of an operation, where it is not the API's: the operation's own, else that of its path.
pub fn of_operation(lower: &mut Lower<'_>, item: &PathOperation) -> Option<String> {
    let own = &item.operation.servers;
    let path = item.origin.parent().unwrap_or_else(Pointer::root);
    let (specs, at) = if own.is_empty() { (&item.servers, path) } else { (own, item.origin.clone()) };
    let at = at.child("servers");
    let servers: Vec<Server> =
        specs.iter().enumerate().map(|(index, spec)| server(lower, spec, index, &at.child(index))).collect();
    let first = default_of(&servers).or_else(|| servers.first()?.url())?;
    let trimmed = |url: &str| url.trim_end_matches('/').to_owned();
    let api = lower.api.default_server().unwrap_or_default();
    // Nothing and `/` are what the API says, which says no more.
    let is_own = trimmed(&first) != trimmed(&api) && !trimmed(&first).is_empty();
    if is_own && leaves_choice(&servers) {
        lower.report(
            Code::OtherServers,
            &at,
            format!("of the servers of this operation, the SDK knows `{first}` only"),
            "to call another one, give the client its whole URL as base URL, which then is for all operations",
        );
    }
    is_own.then_some(first)
}

/// Whether there are more servers than one, but for http beside https, or one with variables.
fn leaves_choice(servers: &[Server]) -> bool {
    let plain = |server: &Server| server.url().map(|url| url.replacen("http://", "https://", 1));
    let differ = servers.windows(2).any(|pair| matches!(pair, [one, two] if plain(one) != plain(two)));
    differ || servers.iter().any(|server| !server.variables.is_empty())
}

/// When no server is the API's, but all operations have the same, it is that one.
pub fn shared(lower: &mut Lower<'_>) {
    let api = &mut lower.api;
    let Some(first) = api.operations.first().and_then(|operation| operation.server.clone()) else { return };
    let same = api.operations.iter().all(|operation| operation.server.as_ref() == Some(&first));
    if api.default_server().is_none() && is_absolute(&first) && same {
        api.servers.push(plain(&first, api.servers.len()));
        api.operations.iter_mut().for_each(|operation| operation.server = None);
    }
}

fn plain(url: &str, index: usize) -> Server {
    let name = Name::new(server_name(index, None));
    let template = vec![UrlPart::Text(url.to_owned())];
    Server { template, variables: Vec::new(), description: None, type_name: name.clone(), name }
}

fn server(lower: &mut Lower<'_>, spec: &SpecServer, index: usize, at: &Pointer) -> Server {
    let mut name = Name::new(server_name(index, spec.description.as_deref()));
    name.wish = lower.wish(&[], at, &spec.extensions);
    let mut server = Server {
        template: Vec::new(),
        variables: Vec::new(),
        description: spec.description.clone(),
        type_name: name.clone(),
        name,
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

/// A server is called after the first words of its description, or by its number.
fn server_name(index: usize, description: Option<&str>) -> String {
    let words: Vec<&str> = description.unwrap_or_default().split_whitespace().take(3).collect();
    let short = words.join(" ");
    let plain = !short.is_empty() && short.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ');
    if plain && words.len() <= 2 { short } else { format!("server {}", index + 1) }
}

#[cfg(test)]
mod tests {
    use super::missing_scheme;

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
}
