//! Security schemes: `basic` is one of HTTP's schemes in 3.0, and OAuth 2 has its flow in an object of its own.

use serde_json::{Map, Value, json};

/// Rewrites a security scheme.
pub(super) fn rewrite(scheme: &mut Map<String, Value>) {
    match scheme.get("type").and_then(Value::as_str) {
        Some("basic") => {
            scheme.insert("type".to_owned(), "http".into());
            scheme.insert("scheme".to_owned(), "basic".into());
        }
        Some("oauth2") if !scheme.contains_key("flows") => {
            let flows = flows(scheme);
            scheme.insert("flows".to_owned(), flows.into());
        }
        _ => {}
    }
}

/// The one flow that 2.0 can name, by its own names or those of 3.0. One that lacks its URLs says no more than that a
/// token is sent.
fn flows(scheme: &mut Map<String, Value>) -> Map<String, Value> {
    let flow = scheme.shift_remove("flow");
    let (name, urls): (&str, &[&str]) = match flow.as_ref().and_then(Value::as_str) {
        Some("implicit") => ("implicit", &["authorizationUrl"]),
        Some("password") => ("password", &["tokenUrl"]),
        Some("application" | "clientCredentials") => ("clientCredentials", &["tokenUrl"]),
        Some("accessCode" | "authorizationCode") => ("authorizationCode", &["authorizationUrl", "tokenUrl"]),
        _ => return Map::new(),
    };
    let mut flow = Map::new();
    for url in urls {
        let Some(value @ Value::String(_)) = scheme.shift_remove(*url) else { return Map::new() };
        flow.insert((*url).to_owned(), value);
    }
    flow.insert("scopes".to_owned(), scheme.shift_remove("scopes").unwrap_or_else(|| json!({})));
    Map::from_iter([(name.to_owned(), flow.into())])
}
