//! From the fields of a body to its content and content type.

use super::content::Content;
use super::percent::Escape;
use super::{Encoded, multipart, push_pair, style};
use crate::runtime::error::{InvalidKind, InvalidRequest};
use crate::runtime::json::fault::ReadError;
use crate::runtime::json::reader::{Kind, Mode, Reader};
use crate::runtime::json::record::{Record, any_set, write_from};
use crate::runtime::json::value::Value;
use crate::runtime::json::writer::Writer;
use crate::runtime::operation::{Body, BodyKind, Operation, Parameter};
use http::header::{CONTENT_TYPE, HeaderValue};

/// Adds the body, unless it may be left out and nothing of it is set.
pub(super) fn encode(
    operation: &Operation,
    body: &Body,
    params: &dyn Record,
    to: &mut Encoded,
) -> Result<(), InvalidRequest> {
    let start = operation.parameters.len();
    let value = params.at(start);
    let set = if body.whole { value.is_some_and(Value::is_set) } else { any_set(params, start) };
    if body.optional && !set {
        return Ok(());
    }
    let mut writer = match body.kind {
        BodyKind::Json | BodyKind::Form => Writer::for_request(),
        BodyKind::Multipart => Writer::with_files(),
        BodyKind::Plain => Writer::plain(),
    };
    match value.filter(|_| body.whole) {
        Some(value) => value.write(&mut writer),
        None => write_from(params, start, &mut writer),
    }
    let invalid =
        |problem: &str| InvalidRequest::new(Some(operation.id), InvalidKind::Body, format!("the body {problem}"));
    let (content, content_type) = content(body, writer).map_err(invalid)?;
    let content_type = content_type.as_deref().unwrap_or(body.content_type);
    let value = HeaderValue::from_str(content_type)
        .map_err(|_| invalid(&format!("cannot have the content type `{}`", content_type.escape_debug())))?;
    to.headers.insert(CONTENT_TYPE, value);
    to.body = Some(content);
    Ok(())
}

/// The content that was written, and its content type where that is not the operation's.
fn content(body: &Body, writer: Writer) -> Result<(Content, Option<String>), &'static str> {
    let (bytes, mut files) = writer.into_parts();
    match body.kind {
        BodyKind::Json => Ok((bytes.into(), None)),
        BodyKind::Plain => Ok(match files.pop() {
            Some((_, file)) => {
                let mut content = Content::default();
                content.push(file.piece);
                (content, file.content_type)
            }
            None => (bytes.into(), None),
        }),
        BodyKind::Form => {
            let json = String::from_utf8(bytes).unwrap_or_default();
            let mut to = String::new();
            form(body.encodings, &json, &mut to).map_err(|_| "has a value that cannot be written")?;
            Ok((to.into(), None))
        }
        BodyKind::Multipart => {
            let json = String::from_utf8(bytes).unwrap_or_default();
            let (content, content_type) = multipart::encode(body, &json, files)?;
            Ok((content, Some(content_type)))
        }
    }
}

/// A whole query: JSON, a text in whatever media type, or a form (OpenAPI 3.2.0, "Parameter Object", `in: querystring`).
pub(super) fn querystring(parameter: &Parameter, json: &str, to: &mut String) -> Result<(), ReadError> {
    let mut from = Reader::new(json, Mode::Strict);
    let written;
    let text = match from.kind()? {
        _ if parameter.json => json,
        Kind::String => {
            written = from.string()?.unwrap_or_default();
            &written
        }
        _ => return form(parameter.encodings, json, to),
    };
    if !to.is_empty() {
        to.push('&');
    }
    Escape::All.push(text, to);
    Ok(())
}

/// A form of an object's properties, each in the style of its encoding, or exploded.
fn form(encodings: &[Parameter], json: &str, to: &mut String) -> Result<(), ReadError> {
    properties(json, &mut |name, value| {
        let push = &mut |name: &str, value: &str| push_pair(name, value, "&", to);
        match encodings.iter().find(|encoding| encoding.name == name) {
            Some(encoding) => style::pairs(encoding, value, Escape::Form, push),
            None => style::property(name, value, push),
        }
    })
}

/// The properties of an object, each with its JSON.
fn properties(json: &str, property: &mut dyn FnMut(&str, &str) -> Result<(), ReadError>) -> Result<(), ReadError> {
    let mut from = Reader::new(json, Mode::Strict);
    let mut first = true;
    from.object()?;
    while let Some(name) = from.key(&mut first)? {
        property(&name, from.raw()?)?;
    }
    Ok(())
}
