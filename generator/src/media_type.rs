//! Media types (RFC 9110, section 8.3.1): what their names say. How bodies of them are written and read is decided by
//! `lower`.

/// The media type without its parameters, in lower case.
pub fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether it is JSON: `application/json`, one with the suffix `+json` (RFC 6839, section 3.1), or a vendor's name that
/// ends in that word, as `application/vnd.example.json`. So is any media type, as almost always.
pub fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "*/*" || essence.strip_suffix("json").is_some_and(|before| before.ends_with(['/', '+', '.', '-']))
}

/// Whether it is XML.
pub fn is_xml(media_type: &str) -> bool {
    essence(media_type).ends_with("xml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_goes_by_many_names() {
        for json in [
            "application/json",
            "Application/Problem+JSON; charset=utf-8",
            "text/json",
            "application/vnd.example.json",
            "application/vnd.example-v2-json ; a=b",
            "application/x-json",
            "*/*",
        ] {
            assert!(is_json(json), "{json}");
        }
        for other in ["application/x-ndjson", "application/json-seq", "application/jsonl", "json", "text/*", ""] {
            assert!(!is_json(other), "{other}");
        }
    }
}
