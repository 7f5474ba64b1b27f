//! Servers: one for each of `schemes`, of `host` and `basePath`.

use serde_json::{Map, Value, json};

use super::Rewriting;
use crate::pointer::Pointer;

/// Where the document says that the API is.
#[derive(Debug, Default, PartialEq, Eq)]
struct Base<'d> {
    /// That stands in `host` or `basePath`, where it does not belong.
    scheme: Option<&'d str>,
    host: &'d str,
    path: String,
}

impl Rewriting<'_> {
    /// The servers of the document.
    pub(super) fn document_servers(&mut self, document: &Map<String, Value>) -> Vec<Value> {
        let text = |key: &str| document.get(key).and_then(Value::as_str).unwrap_or_default().trim();
        let (host, path) = (text("host"), text("basePath"));
        let whole_url = path.contains("://");
        let more_than_host = host.contains("://") || host.trim_end_matches('/').contains('/');
        for (key, is_more, taken) in [
            ("host", more_than_host, "`host` is a name and a port; what else is there is taken for scheme and path"),
            ("basePath", whole_url, "`basePath` is a path; this is taken for the whole URL"),
        ] {
            if is_more {
                let help =
                    "write the scheme under `schemes`, the name and port under `host`, the path under `basePath`";
                self.repaired(&Pointer::root().child(key), taken, help);
            }
        }
        let origin = if host.is_empty() { "basePath" } else { "host" };
        self.moved.push((Pointer::root().child("servers"), Pointer::root().child(origin)));
        servers(&base(host, path), document.get("schemes"))
    }

    /// The servers of an operation, if its own schemes do not have the one that the client would use.
    pub(super) fn operation_servers(&mut self, operation: &mut Map<String, Value>, servers: &[Value], at: &Pointer) {
        let Some(schemes) = operation.shift_remove("schemes") else { return };
        let Some(url) = servers.first().and_then(|server| server.get("url")?.as_str()) else { return };
        let own = self::servers(&base(url, ""), Some(&schemes));
        if !own.is_empty() && own.iter().all(|server| server.get("url").is_none_or(|own| own != url)) {
            self.moved.push((at.child("servers"), at.child("schemes")));
            operation.insert("servers".to_owned(), own.into());
        }
    }
}

fn base<'d>(host: &'d str, path: &'d str) -> Base<'d> {
    if let Some((scheme, rest)) = path.split_once("://") {
        return Base { scheme: Some(scheme), ..base(rest, "") };
    }
    let (scheme, host) = host.split_once("://").map_or((None, host), |(scheme, host)| (Some(scheme), host));
    let (host, start) = host.split_once('/').unwrap_or((host, ""));
    let parts = [start, path].map(|part| part.trim_matches('/'));
    let path = parts.iter().filter(|part| !part.is_empty()).map(|part| format!("/{part}")).collect();
    Base { scheme, host, path }
}

/// The servers, those whose requests nobody can read first. Without `schemes`, that of the document's own URL is meant
/// (2.0, "Swagger Object"), of which nothing is known. Sockets (`ws`) take no requests.
fn servers(base: &Base<'_>, schemes: Option<&Value>) -> Vec<Value> {
    if base.host.is_empty() {
        let path = Some(&base.path).filter(|path| !path.is_empty());
        return path.map(|path| json!({ "url": path })).into_iter().collect();
    }
    let named = |scheme: &str| {
        let list = schemes.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        list.chain(schemes.and_then(Value::as_str)).any(|named| named.eq_ignore_ascii_case(scheme))
    };
    let named: Vec<&str> = ["https", "http"].into_iter().filter(|scheme| named(scheme)).collect();
    let url = |scheme: &str| format!("{scheme}://{}{}", base.host, base.path);
    match &named[..] {
        [] => vec![json!({ "url": url(base.scheme.unwrap_or("https")) })],
        [only] => vec![json!({ "url": url(only) })],
        several => several
            .iter()
            .map(|scheme| json!({ "url": url(scheme), "description": scheme.to_ascii_uppercase() }))
            .collect(),
    }
}
