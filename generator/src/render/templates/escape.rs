//! What may be printed bare, by the kind of file that a template makes.
//!
//! In Rust only what `quote` made ([`Code`]), what a filter escaped, numbers and booleans print. A plain string, which
//! may hold anything that a spec holds, is an error: so no spec can put code into the output. TOML is as strict, in
//! Markdown plain strings are escaped, and every other file takes them as they are. Whether what prints is in its place
//! is seen when all is rendered, by [`guard`].

use std::borrow::Cow;
use std::fmt;

use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Error, ErrorKind, Output, State, Value};
use proc_macro2::TokenStream;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};

use super::tree::PARTIALS;
use super::{DEFAULT, guard};
use crate::render::prose;

/// Text that is known to be Rust. It prints as it is, also from deep inside a `#[derive(Serialize)]` view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// Text that the caller knows to be Rust, and to hold nothing that a spec says unescaped.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<TokenStream> for Code {
    fn from(tokens: TokenStream) -> Self {
        Self(crate::render::spelling::of(tokens))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Inside `minijinja` this passes the value itself on, so that it stays marked; other serializers get a string.
        Value::from_safe_string(self.0.clone()).serialize(serializer)
    }
}

impl JsonSchema for Code {
    fn schema_name() -> Cow<'static, str> {
        "Code".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        // Its format is what tells it from a plain string.
        json_schema!({ "type": "string", "format": "rust", "description": "Rust that prints as it is." })
    }
}

/// The language of the file that a template makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Rust,
    Toml,
    Markdown,
    Plain,
}

impl Dialect {
    /// By the name's ending. A partial without one is held to the strictest rules.
    pub fn of(template: &str) -> Self {
        let path = template.strip_prefix(DEFAULT).unwrap_or(template);
        let target = path.strip_suffix(".jinja").unwrap_or(path);
        let file = target.rsplit('/').next().unwrap_or(target);
        match file.rsplit_once('.').map(|(_, ending)| ending) {
            Some("rs") => Self::Rust,
            Some("toml") => Self::Toml,
            Some("md") => Self::Markdown,
            None if path.starts_with(PARTIALS) => Self::Rust,
            _ => Self::Plain,
        }
    }

    /// The filters that make a plain string fit to print, for messages.
    pub fn filters(self) -> &'static str {
        match self {
            Self::Rust => "`|doc` (documentation), `|lit` (a string literal), `|comment` or `|ident` (a name)",
            Self::Toml => "`|toml`",
            Self::Markdown | Self::Plain => "`|md` or `|code`",
        }
    }

    /// Its name, for messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rust => "Rust",
            Self::Toml => "TOML",
            Self::Markdown => "Markdown",
            Self::Plain => "plain",
        }
    }
}

/// The source of the error when a plain string is printed where it may not be.
#[derive(Debug)]
pub struct Unescaped {
    /// What to do instead.
    pub help: String,
}

impl fmt::Display for Unescaped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.help)
    }
}

impl std::error::Error for Unescaped {}

/// Escaping is custom in all but plain files, so that what their macros and `set` blocks make counts as escaped.
pub fn auto_escape(template: &str) -> AutoEscape {
    match Dialect::of(template) {
        Dialect::Plain => AutoEscape::None,
        dialect => AutoEscape::Custom(Cow::Borrowed(dialect.name())),
    }
}

/// Prints `value`, or refuses to.
pub fn format(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    let dialect = Dialect::of(state.name());
    if dialect != Dialect::Plain && !matches!(state.auto_escape(), AutoEscape::Custom(_)) {
        let message = format!("escaping cannot be switched off in a {} template", dialect.name());
        return Err(Error::new(ErrorKind::InvalidOperation, message));
    }
    if value.is_safe() {
        let text = value.as_str().unwrap_or_default();
        let is_checked = matches!(dialect, Dialect::Rust | Dialect::Toml) && !text.is_empty();
        return if is_checked { guard::print(out, state, text) } else { print(out, text) };
    }
    match value.kind() {
        // Only the missing branch of `{{ x if y }}` comes here undefined; all else undefined is refused before.
        ValueKind::Undefined => Ok(()),
        ValueKind::Bool => print(out, if value.is_true() { "true" } else { "false" }),
        ValueKind::Number if dialect != Dialect::Rust || is_literal(value) => print(out, &value.to_string()),
        ValueKind::String => match (dialect, value.as_str().unwrap_or_default()) {
            (Dialect::Plain, text) => print(out, text),
            (Dialect::Markdown, text) => print(out, &prose::escape_markdown(text)),
            (_, text) => Err(unescaped(dialect, text)),
        },
        kind => Err(unprintable(kind)),
    }
}

fn print(out: &mut Output, text: &str) -> Result<(), Error> {
    out.write_str(text).map_err(Error::from)
}

/// Infinity and NaN are numbers that Rust has no literal for.
fn is_literal(value: &Value) -> bool {
    value.to_string().bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e'))
}

fn unescaped(dialect: Dialect, text: &str) -> Error {
    let shown: String = text.chars().take(40).collect();
    let dots = if shown.len() < text.len() { "…" } else { "" };
    let message = format!("the plain string {shown:?}{dots} is printed bare in a {} template", dialect.name());
    let help = format!("put it through {}", dialect.filters());
    Error::new(ErrorKind::InvalidOperation, message).with_source(Unescaped { help })
}

fn unprintable(kind: ValueKind) -> Error {
    let what = match kind {
        ValueKind::None => "nothing (`none`) is printed; test for it with `{% if … %}`".to_owned(),
        ValueKind::Seq | ValueKind::Iterable => {
            "a list is printed; loop over it, or print it with `|join(\", \")`".to_owned()
        }
        ValueKind::Map => "a map is printed; print one of its members".to_owned(),
        kind => format!("a value of kind {kind} is printed, which has no text"),
    };
    Error::new(ErrorKind::InvalidOperation, what)
}

/// What a strict template takes in must be as strict: a Rust template may only use Rust templates, a TOML one TOML.
/// A name that breaks this is turned into one that does not exist; the message says why.
pub fn join<'s>(name: &'s str, parent: &'s str) -> Cow<'s, str> {
    let (used, by) = (Dialect::of(name), Dialect::of(parent));
    if used == by || matches!(by, Dialect::Markdown | Dialect::Plain) {
        return Cow::Borrowed(name);
    }
    Cow::Owned(format!("{name} (not for {parent})"))
}
