//! The filters of templates: those that make a string fit to print, and the built-in ones that must not undo that.

use minijinja::value::{Kwargs, Rest, ValueKind, ValueOrKwargs};
use minijinja::{Environment, Error, ErrorKind, Value};

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
            Some(text) if value.is_safe() => Value::from(text),
            _ => value,
        };
        let mut arguments = vec![value];
        arguments.extend(rest.into_values());
        plain.empty_state().apply_filter(name, &arguments)
    }
}

/// `|doc`: prose as `///` lines; `|doc(inner=true)`: as `//!` lines. Nothing for nothing.
fn doc(value: &Value, options: Kwargs) -> Result<Value, Error> {
    let inner: Option<bool> = options.get("inner")?;
    options.assert_all_used()?;
    let marker = if inner == Some(true) { Marker::Inner } else { Marker::Outer };
    if value.is_none() {
        return Ok(Value::from_safe_string(String::new()));
    }
    Ok(Value::from_safe_string(prose::doc(text(value, "doc")?, marker)))
}

/// `|lit`: a string literal. Numbers and booleans are literals as they are.
fn lit(value: &Value) -> Result<Value, Error> {
    match value.kind() {
        ValueKind::Number | ValueKind::Bool => Ok(value.clone()),
        // `Debug` of a string is a literal that Rust reads back, with control and bidirectional characters escaped.
        _ => Ok(Value::from_safe_string(format!("{:?}", text(value, "lit")?))),
    }
}

/// `|comment`: `//` lines.
fn comment(value: &Value) -> Result<Value, Error> {
    if value.is_none() {
        return Ok(Value::from_safe_string(String::new()));
    }
    Ok(Value::from_safe_string(prose::comment(text(value, "comment")?)))
}

/// `|ident`: an identifier, raw if it is a keyword.
fn ident(value: &Value) -> Result<Value, Error> {
    let name = text(value, "ident")?;
    let plain = name.chars().all(|c| c == '_' || c.is_alphanumeric());
    if plain && syn::parse_str::<syn::Ident>(name).is_ok() {
        return Ok(Value::from_safe_string(name.to_owned()));
    }
    let raw = format!("r#{name}");
    if plain && syn::parse_str::<syn::Ident>(&raw).is_ok() {
        return Ok(Value::from_safe_string(raw));
    }
    let bare = name.strip_prefix("r#").unwrap_or_default();
    if bare.chars().all(|c| c == '_' || c.is_alphanumeric()) && syn::parse_str::<syn::Ident>(name).is_ok() {
        return Ok(Value::from_safe_string(name.to_owned()));
    }
    Err(Error::new(ErrorKind::InvalidOperation, format!("{name:?} is not an identifier")))
}

/// `|toml`: a TOML value: a string, quoted; a number, a boolean, or a list of such.
fn toml(value: &Value) -> Result<Value, Error> {
    defined(value)?;
    let converted = ::toml::Value::try_from(value)
        .map_err(|error| Error::new(ErrorKind::BadSerialization, format!("`toml` takes what TOML can say: {error}")))?;
    Ok(Value::from_safe_string(converted.to_string()))
}

/// `|md`: prose as it stands in a Markdown file. Nothing for nothing.
fn md(value: &Value) -> Result<Value, Error> {
    if value.is_none() {
        return Ok(Value::from_safe_string(String::new()));
    }
    Ok(Value::from_safe_string(prose::markdown(text(value, "md")?)))
}

/// `|code`: a code span of Markdown.
fn code(value: &Value) -> Result<Value, Error> {
    Ok(Value::from_safe_string(prose::code_span(text(value, "code")?)))
}

/// `|join(", ")`: printable values with punctuation between them stay printable, plain ones stay plain.
fn join(value: &Value, separator: Option<&str>) -> Result<Value, Error> {
    defined(value)?;
    let separator = separator.unwrap_or_default();
    let items: Vec<Value> = value.try_iter()?.collect();
    let printable = |item: &Value| item.is_safe() || matches!(item.kind(), ValueKind::Number | ValueKind::Bool);
    let punctuation = separator.chars().all(|c| c.is_whitespace() || ",;|&+=>:.".contains(c));
    let joined = items.iter().map(Value::to_string).collect::<Vec<_>>().join(separator);
    Ok(if punctuation && items.iter().all(printable) { Value::from_safe_string(joined) } else { Value::from(joined) })
}

fn text<'a>(value: &'a Value, filter: &str) -> Result<&'a str, Error> {
    defined(value)?;
    value.as_str().ok_or_else(|| {
        let message = format!("`{filter}` takes a string, and this is of kind {}", value.kind());
        Error::new(ErrorKind::InvalidOperation, message)
    })
}

/// Fails for an undefined value, with an error that knows which one it is: only the engine can make those.
fn defined(value: &Value) -> Result<(), Error> {
    if value.is_undefined() { value.get_attr("").map(drop) } else { Ok(()) }
}
