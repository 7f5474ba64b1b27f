//! From an operation and the record of its parameters to the parts of an HTTP request.
//!
//! Owns what goes where and what may not be sent; the client adds what is the same for all requests. Only what is set
//! is sent.

pub(crate) mod percent;
pub(crate) mod style;

use super::error::{InvalidKind, InvalidRequest};
use super::json::record::{Record, any_set, write_from};
use super::json::value::Value;
use super::json::writer::Writer;
use super::operation::{Body, BodyKind, Location, Operation, Parameter, Style};
use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use percent::Escape;
use style::Shape;

/// The parts of a request that come from its parameters.
#[derive(Clone, Debug, Default)]
pub(crate) struct Encoded {
    /// What the server itself named, in place of base URL, path and query.
    pub(crate) url: Option<String>,
    pub(crate) path: String,
    /// Without `?`; empty when there is none.
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) cookies: String,
    pub(crate) body: Option<Bytes>,
}

/// Encodes everything but the options.
pub(crate) fn encode(operation: &Operation, params: &dyn Record) -> Result<Encoded, InvalidRequest> {
    let mut to = Encoded { path: path(operation, params)?, ..Encoded::default() };
    if let Some((path, query)) = to.path.split_once('?') {
        (to.path, to.query) = (path.to_owned(), query.to_owned());
    }
    parameters(operation, operation.parameters, params, &mut to)?;
    if let Some(body) = &operation.body {
        to.body = encode_body(operation, body, params)?;
        if to.body.is_some() {
            let value = HeaderValue::from_str(body.content_type).map_err(|_| {
                let message = format!("`{}` is not a content type", body.content_type.escape_debug());
                InvalidRequest::new(Some(operation.id), InvalidKind::Body, message)
            })?;
            to.headers.insert(CONTENT_TYPE, value);
        }
    }
    Ok(to)
}

/// Encodes the parameters that are not in the path.
pub(crate) fn parameters(
    operation: &Operation,
    parameters: &[Parameter],
    params: &dyn Record,
    to: &mut Encoded,
) -> Result<(), InvalidRequest> {
    for (index, parameter) in parameters.iter().enumerate() {
        let Some(json) = params.at(index).filter(|value| value.is_set()).map(text) else { continue };
        let not_json = |_| invalid(operation, parameter, "has a value that cannot be written");
        match parameter.location {
            Location::Path => {}
            Location::Query => {
                let escape = if parameter.allow_reserved { Escape::ReservedInQuery } else { Escape::All };
                style::pairs(parameter, &json, escape, &mut |n, v| push_pair(n, v, "&", &mut to.query))
                    .map_err(not_json)?;
            }
            Location::Cookie => {
                style::pairs(parameter, &json, Escape::All, &mut |n, v| push_pair(n, v, "; ", &mut to.cookies))
                    .map_err(not_json)?;
            }
            Location::Header => {
                let shape = Shape::of(&json, parameter).map_err(not_json)?;
                let value = style::simple(&shape, parameter.is_exploded(), Escape::Nothing);
                // A header without a value says nothing, and some servers refuse it.
                if shape == Shape::Null || value.is_empty() {
                    continue;
                }
                let (name, value) =
                    header(parameter.name, &value).map_err(|problem| invalid(operation, parameter, problem))?;
                to.headers.insert(name, value);
            }
        }
    }
    Ok(())
}

pub(crate) fn push_pair(name: &str, value: &str, separator: &str, to: &mut String) {
    if !to.is_empty() {
        to.push_str(separator);
    }
    to.push_str(name);
    to.push('=');
    to.push_str(value);
}

/// A header that may be sent. Which of them hold a key or a token cannot be known, so none is shown by `Debug`.
pub(crate) fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), &'static str> {
    let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| "is not the name of a header")?;
    let mut value = HeaderValue::from_str(value).map_err(|_| "has characters that a header cannot hold")?;
    value.set_sensitive(true);
    Ok((name, value))
}

fn text(value: &dyn Value) -> String {
    let mut to = Writer::for_request();
    value.write(&mut to);
    // A writer holds UTF-8 only, unless it is a plain one.
    String::from_utf8(to.into_bytes()).unwrap_or_default()
}

fn invalid(operation: &Operation, parameter: &Parameter, problem: &str) -> InvalidRequest {
    let message = format!("parameter `{}` {problem}", parameter.name);
    InvalidRequest::new(Some(operation.id), InvalidKind::Parameter, message)
}

/// The path with its parameters filled in.
fn path(operation: &Operation, params: &dyn Record) -> Result<String, InvalidRequest> {
    let mut to = String::with_capacity(operation.path.len() + 32);
    let mut rest = operation.path;
    while let Some((before, name, after)) = next_expression(rest) {
        percent::literal(before, &mut to);
        let found = operation.parameters.iter().position(|p| p.location == Location::Path && p.name == name);
        match found.and_then(|index| Some((operation.parameters.get(index)?, index))) {
            Some((parameter, index)) => to.push_str(&expand(operation, parameter, params.at(index))?),
            None => {
                let message = format!("the path has no parameter `{name}`");
                return Err(InvalidRequest::new(Some(operation.id), InvalidKind::Parameter, message));
            }
        }
        rest = after;
    }
    percent::literal(rest, &mut to);
    // The server, or a proxy before it, would take such a segment for a step, and call another operation.
    let only_path = to.split('?').next().unwrap_or_default();
    if only_path
        .split('/')
        .any(|segment| matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | ".."))
    {
        let message = "the path would have a segment `.` or `..`".to_owned();
        return Err(InvalidRequest::new(Some(operation.id), InvalidKind::Parameter, message));
    }
    Ok(to)
}

/// `/pets/{id}/toys` as `/pets/`, `id`, `/toys`.
fn next_expression(template: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = template.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

fn expand(operation: &Operation, parameter: &Parameter, value: Option<&dyn Value>) -> Result<String, InvalidRequest> {
    let Some(json) = value.filter(|value| value.is_set()).map(text) else {
        return Err(invalid(operation, parameter, "is not set"));
    };
    let shape =
        Shape::of(&json, parameter).map_err(|_| invalid(operation, parameter, "has a value that cannot be written"))?;
    match &shape {
        Shape::Null => return Err(invalid(operation, parameter, "is null, and stands in the path")),
        Shape::Scalar(text) if text.is_empty() => {
            return Err(invalid(operation, parameter, "is empty, and stands in the path"));
        }
        Shape::Scalar(text) if matches!(&**text, "." | "..") => {
            return Err(invalid(operation, parameter, "is `.` or `..`, and stands in the path"));
        }
        _ => {}
    }
    let explode = parameter.is_exploded();
    let escape = if parameter.allow_reserved { Escape::ReservedInPath } else { Escape::All };
    let expanded = match parameter.style {
        Style::Label => style::label(&shape, explode, escape),
        Style::Matrix => style::matrix(parameter.name, &shape, explode, escape),
        _ => style::simple(&shape, explode, escape),
    };
    if expanded.is_empty() {
        return Err(invalid(operation, parameter, "is empty, and stands in the path"));
    }
    Ok(expanded)
}

fn encode_body(operation: &Operation, body: &Body, params: &dyn Record) -> Result<Option<Bytes>, InvalidRequest> {
    let start = operation.parameters.len();
    let value = params.at(start);
    let set = if body.whole { value.is_some_and(Value::is_set) } else { any_set(params, start) };
    if body.optional && !set {
        return Ok(None);
    }
    let mut to = if body.kind == BodyKind::Plain { Writer::plain() } else { Writer::for_request() };
    match value.filter(|_| body.whole) {
        Some(value) => value.write(&mut to),
        None => write_from(params, start, &mut to),
    }
    if body.kind != BodyKind::Form {
        return Ok(Some(to.into_bytes().into()));
    }
    let json = String::from_utf8(to.into_bytes()).unwrap_or_default();
    match form(body, &json) {
        Ok(form) => Ok(Some(form.into())),
        Err(_) => {
            let message = "the form has a value that cannot be written".to_owned();
            Err(InvalidRequest::new(Some(operation.id), InvalidKind::Body, message))
        }
    }
}

/// A form of an object's properties, each in the style of its encoding, or exploded.
fn form(body: &Body, json: &str) -> Result<String, super::json::fault::ReadError> {
    let mut to = String::new();
    let mut from = super::json::reader::Reader::new(json, super::json::reader::Mode::Strict);
    let mut first = true;
    from.object()?;
    while let Some(key) = from.key(&mut first)? {
        let value = from.raw()?;
        let push = &mut |name: &str, value: &str| push_pair(name, value, "&", &mut to);
        match body.encodings.iter().find(|encoding| encoding.name == key) {
            Some(encoding) => style::pairs(encoding, value, Escape::Form, push)?,
            None => style::property(&key, value, push)?,
        }
    }
    Ok(to)
}
