//! Bodies of several parts (RFC 7578; OpenAPI 3.0.3, "Special Considerations for multipart Content").
//!
//! An object comes as its JSON text, and with the files of which the text has only the places. Each property is a part,
//! each item of a list a part of its own: a file as it is, a scalar as text, an object as JSON.

use super::content::Content;
use super::percent::Escape;
use super::style;
use crate::runtime::headers::parameters;
use crate::runtime::json::fault::ReadError;
use crate::runtime::json::reader::{Kind, Mode, Reader};
use crate::runtime::json::writer::Files;
use crate::runtime::operation::{Body, Parameter};
use crate::runtime::upload::{Piece, Upload};
use bytes::Bytes;
use http::header::{HeaderName, HeaderValue};
use std::fmt::Write as _;

/// What hinders a multipart body.
pub(super) type Problem = &'static str;

const NOT_JSON: Problem = "has a value that cannot be written";

/// A body of parts, and its content type.
pub(super) fn encode(body: &Body, json: &str, files: Files) -> Result<(Content, String), Problem> {
    let mut parts = Parts { body, files, parts: Vec::new() };
    parts.read(json).map_err(|_| NOT_JSON)?;
    if !parts.files.is_empty() {
        return Err("has a file where only JSON can be");
    }
    let parts = parts.parts;
    let boundary = boundary(&parts);
    let mut content = Content::default();
    let media_type = body.content_type.split(';').next().unwrap_or_default().trim();
    let content_type = content_type(body, &parts, &boundary);
    let form = media_type.eq_ignore_ascii_case("multipart/form-data");
    for (index, part) in parts.into_iter().enumerate() {
        let line = if index > 0 { "\r\n" } else { "" };
        let head = format!("{line}--{boundary}\r\n{}\r\n", part.head(form)?);
        content.push(Piece::Bytes(head.into()));
        content.push(part.content);
    }
    content.push(Piece::Bytes(format!("\r\n--{boundary}--\r\n").into()));
    Ok((content, content_type))
}

/// The content type with the parameters that the description gives it, but for a boundary, which is ours to choose.
/// Related parts need the type of the first (RFC 2387, section 3.1).
fn content_type(body: &Body, parts: &[Part], boundary: &str) -> String {
    let is = |parameter: &str, name: &str| {
        parameter.split_once('=').is_some_and(|(own, _)| own.trim().eq_ignore_ascii_case(name))
    };
    let mut described = parameters(body.content_type).map(str::trim).filter(|parameter| !is(parameter, "boundary"));
    let mut all = described.next().unwrap_or_default().to_owned();
    let related = all.eq_ignore_ascii_case("multipart/related");
    let mut typed = false;
    for parameter in described {
        typed |= is(parameter, "type");
        // Writing to a string cannot fail.
        let _ = write!(all, "; {parameter}");
    }
    if let Some(first) = parts.first().filter(|_| related && !typed) {
        let media_type = first.content_type.as_deref().unwrap_or("text/plain").split(';').next().unwrap_or_default();
        let _ = write!(all, "; type=\"{}\"", media_type.trim());
    }
    let _ = write!(all, "; boundary={boundary}");
    all
}

/// A line that no part has. What is in memory is looked through, so that the same body has the same boundary whenever it
/// is sent; what a stream will bring is not known, so there it is one that cannot be guessed.
fn boundary(parts: &[Part]) -> String {
    let streams = parts.iter().any(|part| matches!(part.content, Piece::Stream(_)));
    let mut number = if streams { fastrand::u128(..) } else { 0 };
    loop {
        let boundary = format!("part-{number:032x}");
        let occurs = parts.iter().any(|part| match &part.content {
            Piece::Bytes(bytes) => bytes.windows(boundary.len()).any(|window| window == boundary.as_bytes()),
            Piece::Stream(_) => false,
        });
        if !occurs {
            return boundary;
        }
        number = number.wrapping_add(1);
    }
}

struct Part {
    name: String,
    file_name: Option<String>,
    content_type: Option<String>,
    headers: Vec<(String, String)>,
    content: Piece,
}

impl Part {
    fn text(name: &str, text: &str, content_type: Option<&str>) -> Self {
        Self {
            name: name.to_owned(),
            file_name: None,
            content_type: content_type.map(str::to_owned),
            headers: Vec::new(),
            content: Piece::Bytes(Bytes::copy_from_slice(text.as_bytes())),
        }
    }

    /// Its header lines.
    fn head(&self, form: bool) -> Result<String, Problem> {
        let mut head = String::new();
        let file_name = self.file_name.as_deref().map(|name| format!("; filename=\"{}\"", quoted(name)));
        // Only the parts of a form have names; those of other kinds are told by their order (RFC 2046).
        let disposition = match (form, file_name) {
            (true, file_name) => {
                Some(format!("form-data; name=\"{}\"{}", quoted(&self.name), file_name.unwrap_or_default()))
            }
            (false, file_name) => file_name.map(|name| format!("attachment{name}")),
        };
        let disposition = disposition.iter().map(|value| ("Content-Disposition", value.as_str()));
        let content_type = self.content_type.iter().map(|value| ("Content-Type", value.as_str()));
        let others = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in disposition.chain(content_type).chain(others) {
            HeaderName::from_bytes(name.as_bytes()).map_err(|_| "has a part with what is not the name of a header")?;
            HeaderValue::from_str(value).map_err(|_| "has a part with what a header cannot hold")?;
            // Writing to a string cannot fail.
            let _ = write!(head, "{name}: {value}\r\n");
        }
        Ok(head)
    }
}

/// A name in quotes, as browsers write it ("escape a multipart/form-data name", WHATWG HTML).
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// Makes parts of properties.
struct Parts<'b> {
    body: &'b Body,
    files: Files,
    parts: Vec<Part>,
}

impl Parts<'_> {
    fn read(&mut self, json: &str) -> Result<(), ReadError> {
        let mut from = Reader::new(json, Mode::Strict);
        let mut first = true;
        from.object()?;
        while let Some(name) = from.key(&mut first)? {
            let encoding = self.body.encodings.iter().find(|encoding| encoding.name == name);
            self.property(&name, encoding, &mut from)?;
        }
        from.finish()
    }

    fn property(&mut self, name: &str, encoding: Option<&Parameter>, from: &mut Reader<'_>) -> Result<(), ReadError> {
        let content_type = encoding.and_then(|encoding| encoding.content_type);
        match encoding {
            Some(encoding) if encoding.json && from.kind()? != Kind::String => {
                let json = from.raw()?;
                self.parts.push(Part::text(name, json, content_type));
                Ok(())
            }
            // An encoding without content type is there for its style.
            Some(encoding) if content_type.is_none() && !encoding.json => {
                let parts = &mut self.parts;
                let part = &mut |name: &str, value: &str| parts.push(Part::text(name, value, None));
                style::pairs(encoding, from.raw()?, Escape::Nothing, part)
            }
            _ if from.kind()? == Kind::Array => {
                let mut first = true;
                from.array()?;
                while from.item(&mut first)? {
                    self.part(name, content_type, from)?;
                }
                Ok(())
            }
            _ => self.part(name, content_type, from),
        }
    }

    fn part(&mut self, name: &str, content_type: Option<&str>, from: &mut Reader<'_>) -> Result<(), ReadError> {
        let kind = from.kind()?;
        if let Some(at) = self.files.iter().position(|(at, _)| *at == from.offset()) {
            let (_, file) = self.files.swap_remove(at);
            from.skip()?;
            self.parts.push(of_file(name, file, content_type));
            return Ok(());
        }
        match kind {
            Kind::Null => return from.skip(),
            // Whatever its media type: where descriptions have a string that is JSON, it holds that JSON.
            Kind::String => {
                let text = from.string()?.unwrap_or_default();
                self.parts.push(Part::text(name, &text, content_type));
            }
            Kind::Array | Kind::Object => {
                let json = from.raw()?;
                self.parts.push(Part::text(name, json, content_type.or(Some("application/json"))));
            }
            Kind::Boolean | Kind::Integer | Kind::Number => {
                let text = from.raw()?;
                self.parts.push(Part::text(name, text, content_type));
            }
        }
        Ok(())
    }
}

fn of_file(name: &str, file: Upload, content_type: Option<&str>) -> Part {
    let content_type = file.content_type.or_else(|| content_type.map(str::to_owned));
    Part {
        name: name.to_owned(),
        // Many servers take a part without file name for text.
        file_name: Some(file.file_name.unwrap_or_else(|| name.to_owned())),
        content_type: Some(content_type.unwrap_or_else(|| "application/octet-stream".to_owned())),
        headers: file.headers,
        content: file.piece,
    }
}
