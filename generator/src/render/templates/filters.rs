//! The filters of templates: those that make a string fit to print, and the built-in ones that must not undo that.
//!
//! What a filter makes is fit for some languages only. In a template of another one it is a plain string like any.

use minijinja::value::{Kwargs, Rest, ValueKind, ValueOrKwargs};
use minijinja::{Environment, Error, ErrorKind, State, Value};

use super::escape::Dialect;
use super::guard;
use crate::render::prose::{self, Marker};

/// Built-in filters that take a printable string apart. What they make is a plain string again.
const TAKE_APART: &[&str] = &[
    "batch",
    "capitalize",
    "first",
    "last",
    "lines",
    "list",
    "lower",
    "max",
    "min",
    "replace",
    "reverse",
    "slice",
    "sort",
    "split",
    "title",
    "trim",
    "unique",
    "upper",
];

/// Built-in filters that declare strings printable, or print into one.
const REMOVED: &[&str] = &["e", "escape", "format", "pprint", "safe", "tojson"];

/// The filters that make a string fit to print.
pub const OWN: &[&str] = &["code", "comment", "doc", "ident", "lit", "md", "toml"];

/// Makes the filters known, and removes those that would let an unescaped string through.
pub fn register(environment: &mut Environment<'static>) {
    for name in REMOVED {
        environment.remove_filter(name);
    }
    for name in TAKE_APART {
        environment.add_filter(*name, take_apart(name));
    }
    environment.add_filter("doc", doc);
    environment.add_filter("lit", lit);
    environment.add_filter("comment", comment);
    environment.add_filter("ident", ident);
    environment.add_filter("toml", toml);
    environment.add_filter("md", md);
    environment.add_filter("code", code);
    environment.add_filter("join", join);
}

/// The built-in `name` for a value that has lost its mark: half a string literal is no string literal.
fn take_apart(name: &'static str) -> impl Fn(Value, Rest<ValueOrKwargs>) -> Result<Value, Error> + Send + Sync {
    let plain = Environment::new();
    move |value, rest| {
        let value = match value.as_str() {
            Some(text) if value.is_safe() => Value::from(guard::unmarked(text)),
            _ => value,
        };
        let mut arguments = vec![value];
        arguments.extend(rest.into_values());
        plain.empty_state().apply_filter(name, &arguments)
    }
}

/// `|doc`: prose as `///` lines; `|doc(inner=true)`: as `//!` lines. Nothing for nothing.
fn doc(state: &State, value: &Value, options: Kwargs) -> Result<Value, Error> {
    let inner: Option<bool> = options.get("inner")?;
    options.assert_all_used()?;
    let marker = if inner == Some(true) { Marker::Inner } else { Marker::Outer };
    let prose = if value.is_none() { String::new() } else { text(value, "doc")? };
    Ok(printable(state, &[Dialect::Rust], prose::doc(&prose, marker)))
}

/// `|lit`: a string literal. Numbers and booleans are literals as they are.
fn lit(state: &State, value: &Value) -> Result<Value, Error> {
    match value.kind() {
        ValueKind::Number | ValueKind::Bool => Ok(value.clone()),
        // `Debug` of a string is a literal that Rust reads back, with control and bidirectional characters escaped.
        _ => Ok(printable(state, &[Dialect::Rust], format!("{:?}", text(value, "lit")?))),
    }
}

/// `|comment`: `//` lines.
fn comment(state: &State, value: &Value) -> Result<Value, Error> {
    let comment = if value.is_none() { String::new() } else { text(value, "comment")? };
    Ok(printable(state, &[Dialect::Rust], prose::comment(&comment)))
}

/// `|ident`: an identifier, raw if it is a keyword.
fn ident(state: &State, value: &Value) -> Result<Value, Error> {
    let name = text(value, "ident")?;
    let bare = name.strip_prefix("r#").unwrap_or(&name);
    let is_word = bare.chars().all(|c| c == '_' || c.is_alphanumeric());
    let names = [name.clone(), format!("r#{name}")];
    let found = names.into_iter().find(|name| is_word && syn::parse_str::<syn::Ident>(name).is_ok());
    found
        .map(|name| printable(state, &[Dialect::Rust], name))
        .ok_or_else(|| Error::new(ErrorKind::InvalidOperation, format!("{name:?} is not an identifier")))
}

/// `|toml`: a TOML value: a string, quoted; a number, a boolean, or a list of such.
fn toml(state: &State, value: &Value) -> Result<Value, Error> {
    defined(value)?;
    let converted = ::toml::Value::try_from(value)
        .map_err(|error| Error::new(ErrorKind::BadSerialization, format!("`toml` takes what TOML can say: {error}")))?;
    Ok(printable(state, &[Dialect::Toml], toml_line(&converted)))
}

/// A TOML value on one line. The crate's own would put a text with line breaks on several.
fn toml_line(value: &::toml::Value) -> String {
    match value {
        ::toml::Value::String(text) => toml_string(text),
        ::toml::Value::Array(items) => format!("[{}]", items.iter().map(toml_line).collect::<Vec<_>>().join(", ")),
        ::toml::Value::Table(table) => {
            let pair = |(key, value): (&String, &::toml::Value)| format!("{} = {}", toml_string(key), toml_line(value));
            format!("{{ {} }}", table.iter().map(pair).collect::<Vec<_>>().join(", "))
        }
        value => value.to_string(),
    }
}

fn toml_string(text: &str) -> String {
    let mut string = String::from("\"");
    for c in guard::unmarked(text).chars() {
        match c {
            '"' | '\\' => string.extend(['\\', c]),
            c if c.is_control() || prose::is_hidden(c) => string.push_str(&format!("\\U{:08x}", u32::from(c))),
            c => string.push(c),
        }
    }
    string + "\""
}

/// `|md`: prose as it stands in a Markdown file. Nothing for nothing.
fn md(state: &State, value: &Value) -> Result<Value, Error> {
    let prose = if value.is_none() { String::new() } else { text(value, "md")? };
    Ok(printable(state, &[Dialect::Markdown], prose::markdown(&prose)))
}

/// `|code`: a code span of Markdown, in a Markdown file or in documentation.
fn code(state: &State, value: &Value) -> Result<Value, Error> {
    Ok(printable(state, &[Dialect::Markdown, Dialect::Rust], prose::code_span(&text(value, "code")?)))
}

/// `|join(", ")`: printable values with punctuation between them stay printable, plain ones stay plain.
fn join(value: &Value, separator: Option<&str>) -> Result<Value, Error> {
    defined(value)?;
    let separator = separator.unwrap_or_default();
    let items: Vec<Value> = value.try_iter()?.collect();
    let printable = |item: &Value| item.is_safe() || matches!(item.kind(), ValueKind::Number | ValueKind::Bool);
    // With nothing between them two could become one: an `r` and a string literal are a raw string.
    let apart = !separator.is_empty() || items.len() < 2;
    let punctuation = separator.chars().all(|c| c.is_whitespace() || ",;|&+=>:.".contains(c));
    let joined = items.iter().map(Value::to_string).collect::<Vec<_>>().join(separator);
    let stays = apart && punctuation && items.iter().all(printable);
    Ok(if stays { Value::from_safe_string(joined) } else { Value::from(guard::unmarked(&joined)) })
}

/// What a filter made: in the languages that it is for, text that prints as it is.
fn printable(state: &State, dialects: &[Dialect], made: String) -> Value {
    let is_for = dialects.contains(&Dialect::of(state.name()));
    if is_for { Value::from_safe_string(made) } else { Value::from(made) }
}

fn text(value: &Value, filter: &str) -> Result<String, Error> {
    defined(value)?;
    value.as_str().map(guard::unmarked).ok_or_else(|| {
        let message = format!("`{filter}` takes a string, and this is of kind {}", value.kind());
        Error::new(ErrorKind::InvalidOperation, message)
    })
}

/// Fails for an undefined value, with an error that knows which one it is: only the engine can make those.
fn defined(value: &Value) -> Result<(), Error> {
    if value.is_undefined() { value.get_attr("").map(drop) } else { Ok(()) }
}
