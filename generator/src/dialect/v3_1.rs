//! What OpenAPI 3.1 has added outside of schemas. `webhooks` stay where they are, in the form of `paths`.

use serde_json::{Map, Value};

use crate::grammar::{Kind, Path};

/// Rewrites one object.
pub(super) fn rewrite(value: &mut Value, path: &Path<'_>) {
    let Value::Object(map) = value else { return };
    match path.kind() {
        Kind::Document => {
            // 3.1.0, section 4.8.2.
            if let Some(Value::Object(info)) = map.get_mut("info") {
                summary(info);
            }
        }
        Kind::SecurityScheme if map.get("type").is_some_and(|ty| ty == "mutualTLS") => {
            // A certificate is no credential of HTTP (3.1.0, section 4.8.27). Lowering knows the name.
            map.insert("type".to_owned(), "http".into());
            map.insert("scheme".to_owned(), "mutualTLS".into());
        }
        _ => {}
    }
}

/// A summary, where 3.0 has only a description.
pub(super) fn summary(map: &mut Map<String, Value>) {
    if let Some(summary) = map.shift_remove("summary").filter(|_| !map.contains_key("description")) {
        map.insert("description".to_owned(), summary);
    }
}
