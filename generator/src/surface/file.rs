//! `oasmith.surface.json`: the surface of a crate as it was last generated.
//!
//! One operation or type a line, so that a diff shows each change where it is, and version control merges them.

use std::collections::BTreeMap;
use std::fmt;
use std::fmt::Write as _;

use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Surface, Type};

/// The file's name, in the crate.
pub const SURFACE: &str = "oasmith.surface.json";

/// The format that this version writes.
const VERSION: u64 = 1;

/// The file's text: JSON, with an entry of each map on a line of its own.
pub fn text(surface: &Surface) -> String {
    let mut text = format!("{{\n  \"surface\": {VERSION}");
    let types: Vec<(&String, &Type)> = surface.types.iter().collect();
    let types = types.into_par_iter().map(|(key, ty)| {
        let mut value = value_of(ty);
        fields(&mut value, shorten);
        entry(key, &value)
    });
    let types: Vec<String> = types.collect();
    // A surface is maps, lists and strings: all of it is JSON.
    let Value::Object(members) = value_of(&without_types(surface)) else { return text };
    for (key, value) in members {
        let _ = write!(text, ",\n  {}: ", Value::String(key.clone()));
        let entries = match &value {
            _ if key == "types" => types.clone(),
            Value::Object(entries) => entries.iter().map(|(key, value)| entry(key, value)).collect(),
            _ => Vec::new(),
        };
        let _ = match entries.is_empty() {
            true => write!(text, "{value}"),
            false => write!(text, "{{\n{}\n  }}", entries.join(",\n")),
        };
    }
    text.push_str("\n}\n");
    text
}

fn without_types(surface: &Surface) -> Surface {
    Surface {
        package: surface.package.clone(),
        version: surface.version.clone(),
        title: surface.title.clone(),
        api_version: surface.api_version.clone(),
        features: surface.features.clone(),
        server: surface.server.clone(),
        servers: surface.servers.clone(),
        schemes: surface.schemes.clone(),
        error: surface.error.clone(),
        operations: surface.operations.clone(),
        types: BTreeMap::new(),
    }
}

fn value_of(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// A line.
fn entry(key: &str, value: &Value) -> String {
    format!("    {}: {value}", Value::from(key))
}

/// Calls `f` with each field of a struct.
fn fields(ty: &mut Value, f: fn(&mut Map<String, Value>)) {
    let fields = ty.pointer_mut("/shape/struct/fields").and_then(Value::as_array_mut);
    fields.into_iter().flatten().filter_map(Value::as_object_mut).for_each(f);
}

/// Leaves out of a field what the rest of it says: most are called on the wire as in Rust, and have a setter of that name.
fn shorten(field: &mut Map<String, Value>) {
    let said = said(field);
    field.retain(|key, value| said.get(key) != Some(value));
}

/// Puts it back.
fn lengthen(field: &mut Map<String, Value>) {
    for (key, value) in said(field) {
        field.entry(key).or_insert(value);
    }
}

/// What a field is unless it says otherwise.
fn said(field: &Map<String, Value>) -> Map<String, Value> {
    let text = |key: &str| field.get(key).and_then(Value::as_str).unwrap_or_default();
    let (name, ty) = (text("name"), text("ty"));
    let inner =
        ["Option<", "crate::runtime::Nullable<"].iter().find_map(|start| ty.strip_prefix(start)?.strip_suffix('>'));
    let value = inner.unwrap_or(ty);
    [("wire", Value::from(name)), ("value", value.into()), ("setter", json!([name, format!("impl Into<{value}>")]))]
        .map(|(key, value)| (key.to_owned(), value))
        .into_iter()
        .collect()
}

/// Why a file is no surface.
#[derive(Debug)]
pub enum ParseError {
    /// It is not JSON, or not as this tool writes it.
    Syntax(serde_json::Error),
    /// It has a version that this tool does not know.
    Version(u64),
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(error) => write!(f, "it is not as oasmith wrote it: {error}"),
            Self::Version(version) => write!(f, "it has version {version}; this oasmith knows {VERSION}"),
        }
    }
}

impl std::error::Error for ParseError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Syntax(error) => Some(error),
            Self::Version(_) => None,
        }
    }
}

/// The surface that a file's text is; `None` if the text is another document.
///
/// # Errors
/// [`ParseError`] if it is a surface that cannot be read.
pub fn parse(text: &str) -> Option<Result<Surface, ParseError>> {
    // Descriptions can be long: they are not read to see that they are none.
    let start = text.trim_start().strip_prefix('{')?.trim_start();
    if !start.starts_with("\"surface\"") {
        return None;
    }
    Some(read(text))
}

fn read(text: &str) -> Result<Surface, ParseError> {
    let mut value: Value = serde_json::from_str(text).map_err(ParseError::Syntax)?;
    let types = value.get_mut("types").and_then(Value::as_object_mut);
    types.into_iter().flat_map(Map::values_mut).for_each(|ty| fields(ty, lengthen));
    match value.get("surface").and_then(Value::as_u64) {
        Some(VERSION) | None => serde_json::from_value(value).map_err(ParseError::Syntax),
        Some(version) => Err(ParseError::Version(version)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Operation, Server};
    use super::*;

    fn surface() -> Surface {
        let server = Server { url: "https://example.com".to_owned(), ..Server::default() };
        let operation = Operation { method: "GET".to_owned(), path: "/pets".to_owned(), ..Operation::default() };
        Surface {
            package: "pets".to_owned(),
            servers: [("DEFAULT".to_owned(), server)].into(),
            operations: ["pets.list", "pets.list as_text"].map(|id| (id.to_owned(), operation.clone())).into(),
            ..Surface::default()
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let text = text(&surface());
        assert_eq!(parse(&text).map(Result::ok), Some(Some(surface())), "{text}");
        assert!(text.lines().any(|line| line.starts_with("    \"pets.list\": {") && line.ends_with("},")), "{text}");
    }

    #[test]
    fn another_document_is_no_surface_and_a_newer_one_is_an_error() {
        assert!(parse("{ \"openapi\": \"3.0.3\" }").is_none());
        assert!(parse("openapi: 3.0.3").is_none());
        let newer = text(&surface()).replace("\"surface\": 1", "\"surface\": 2");
        assert!(matches!(parse(&newer), Some(Err(ParseError::Version(2)))));
        assert!(matches!(parse("{ \"surface\": 1 }"), Some(Err(ParseError::Syntax(_)))));
    }
}
