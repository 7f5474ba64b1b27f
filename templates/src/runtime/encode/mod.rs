//! From an operation and the record of its parameters to the parts of an HTTP request.
//!
//! Owns what goes where and what may not be sent; the client adds what is the same for all requests. Only what is set
//! is sent.

mod body;
pub(crate) mod content;
mod multipart;
pub(crate) mod percent;
pub(crate) mod style;

use super::error::{InvalidKind, InvalidRequest};
use super::json::record::Record;
use super::json::value::Value;
use super::json::writer::Writer;
use super::operation::{Location, Operation, Parameter, Style};
use content::Content;
use http::header::{HeaderMap, HeaderName, HeaderValue};
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
    pub(crate) body: Option<Content>,
}

/// Encodes everything but the options.
pub(crate) fn encode(operation: &Operation, params: &dyn Record) -> Result<Encoded, InvalidRequest> {
    let mut to = Encoded { path: path(operation, params)?, ..Encoded::default() };
    if let Some((path, query)) = to.path.split_once('?') {
        (to.path, to.query) = (path.to_owned(), query.to_owned());
    }
    parameters(operation, operation.parameters, params, &mut to)?;
    if let Some(body) = &operation.body {
        body::encode(operation, body, params, &mut to)?;
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
            Location::Query if parameter.style == Style::Querystring => {
                body::querystring(parameter, &json, &mut to.query).map_err(not_json)?;
            }
            Location::Query => {
                let escape = if parameter.allow_reserved { Escape::ReservedInQuery } else { Escape::All };
                style::pairs(parameter, &json, escape, &mut |n, v| push_pair(n, v, "&", &mut to.query))
                    .map_err(not_json)?;
            }
            Location::Cookie => cookies(operation, parameter, &json, &mut to.cookies)?,
            Location::Header => {
                let shape = Shape::of(&json, parameter).map_err(not_json)?;
                let value = style::simple(&shape, parameter.style, parameter.is_exploded(), Escape::Nothing);
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

/// Cookies are percent-encoded, but for those of style cookie, which therefore cannot hold what parts them (RFC 6265,
/// section 4.2.1).
fn cookies(operation: &Operation, parameter: &Parameter, json: &str, to: &mut String) -> Result<(), InvalidRequest> {
    let plain = parameter.style == Style::Cookie;
    let escape = if plain { Escape::Nothing } else { Escape::All };
    let mut parted = false;
    let pair = &mut |name: &str, value: &str| {
        parted |= plain && (name.contains([';', '=']) || value.contains(';'));
        push_pair(name, value, "; ", to);
    };
    style::pairs(parameter, json, escape, pair)
        .map_err(|_| invalid(operation, parameter, "has a value that cannot be written"))?;
    if parted { Err(invalid(operation, parameter, "has characters that a cookie cannot hold")) } else { Ok(()) }
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
    if only_path.split('/').any(is_step) {
        let message = "the path would have a segment `.` or `..`".to_owned();
        return Err(InvalidRequest::new(Some(operation.id), InvalidKind::Parameter, message));
    }
    Ok(to)
}

/// One or two dots, percent-encoded or not.
fn is_step(segment: &str) -> bool {
    after_dot(segment).is_some_and(|rest| rest.is_empty() || after_dot(rest) == Some(""))
}

fn after_dot(text: &str) -> Option<&str> {
    text.strip_prefix('.').or_else(|| text.strip_prefix("%2e")).or_else(|| text.strip_prefix("%2E"))
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
        style => style::simple(&shape, style, explode, escape),
    };
    if expanded.is_empty() {
        return Err(invalid(operation, parameter, "is empty, and stands in the path"));
    }
    Ok(expanded)
}
