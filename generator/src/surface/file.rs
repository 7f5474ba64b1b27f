//! `oasmith.surface.json`: the surface of a crate as it was last generated.
//!
//! One operation or type a line, so that a diff shows each change where it is, and version control merges them.

use std::fmt;
use std::fmt::Write as _;

use serde::Serialize;
use serde_json::Value;

use super::Surface;

/// The file's name, in the crate.
pub const SURFACE: &str = "oasmith.surface.json";

/// The format that this version writes.
const VERSION: u64 = 1;

/// The file's text: JSON, with an entry of each map on a line of its own.
pub fn text(surface: &Surface) -> String {
    let mut text = format!("{{\n  \"surface\": {VERSION}");
    // A surface is maps, lists and strings: all of it is JSON.
    let members = match serde_json::to_value(Members(surface)) {
        Ok(Value::Object(members)) => members,
        _ => serde_json::Map::new(),
    };
    for (key, value) in members {
        let _ = write!(text, ",\n  {}: ", Value::String(key));
        match value {
            Value::Object(entries) if !entries.is_empty() => {
                let entries: Vec<String> =
                    entries.iter().map(|(key, value)| format!("    {}: {value}", Value::String(key.clone()))).collect();
                let _ = write!(text, "{{\n{}\n  }}", entries.join(",\n"));
            }
            value => {
                let _ = write!(text, "{value}");
            }
        }
    }
    text.push_str("\n}\n");
    text
}

/// A surface as it is serialized.
#[derive(Serialize)]
#[serde(transparent)]
struct Members<'a>(&'a Surface);

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
    let value: Value = serde_json::from_str(text).map_err(ParseError::Syntax)?;
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
        let server = Server {
            url: "https://example.com".to_owned(),
            ty: None,
            arguments: String::new(),
            variables: Default::default(),
            values: Default::default(),
        };
        let operation = Operation {
            call: "pets().list".to_owned(),
            arguments: String::new(),
            output: "()".to_owned(),
            options: None,
            feature: "pets".to_owned(),
            pages: false,
            method: "GET".to_owned(),
            path: "/pets".to_owned(),
            body: None,
            body_required: false,
            accept: Vec::new(),
            security: Vec::new(),
            server: None,
            errors: Default::default(),
            deprecated: false,
            docs: Default::default(),
        };
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
