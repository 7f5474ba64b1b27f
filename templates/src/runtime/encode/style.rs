//! The styles of parameters (OpenAPI 3.0.3, "Parameter Object"; RFC 6570): lists and objects as text.
//!
//! A value comes as its JSON text. Where the tables of OpenAPI 3.0.3 and RFC 6570 differ (label without explode), this
//! follows RFC 6570, as OpenAPI 3.0.4 does. Null items and properties are left out; arrays and objects inside arrays
//! and objects, for which no style but deepObject has a form, are sent as JSON text.

use super::percent::Escape;
use crate::runtime::json::fault::ReadError;
use crate::runtime::json::reader::{Kind, Mode, Reader};
use crate::runtime::operation::{Parameter, Style};
use std::borrow::Cow;

/// A value, seen as what styles distinguish.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Shape<'a> {
    Null,
    Scalar(Cow<'a, str>),
    List(Vec<Cow<'a, str>>),
    Object(Vec<(Cow<'a, str>, Cow<'a, str>)>),
}

impl<'a> Shape<'a> {
    pub(crate) fn parse(json: &'a str) -> Result<Self, ReadError> {
        let mut from = Reader::new(json, Mode::Strict);
        let mut first = true;
        Ok(match from.kind()? {
            Kind::Null => Self::Null,
            Kind::Array => {
                let mut items = Vec::new();
                from.array()?;
                while from.item(&mut first)? {
                    items.extend(scalar(&mut from)?);
                }
                Self::List(items)
            }
            Kind::Object => {
                let mut properties = Vec::new();
                from.object()?;
                while let Some(key) = from.key(&mut first)? {
                    properties.extend(scalar(&mut from)?.map(|value| (key, value)));
                }
                Self::Object(properties)
            }
            _ => scalar(&mut from)?.map_or(Self::Null, Self::Scalar),
        })
    }

    /// A value sent as JSON text is one scalar, whatever it is.
    pub(crate) fn of(json: &'a str, parameter: &Parameter) -> Result<Self, ReadError> {
        if parameter.json { Ok(Self::Scalar(Cow::Borrowed(json))) } else { Self::parse(json) }
    }
}

/// The text of a scalar; of anything deeper, its JSON. Numbers and booleans are written as in JSON.
fn scalar<'a>(from: &mut Reader<'a>) -> Result<Option<Cow<'a, str>>, ReadError> {
    match from.kind()? {
        Kind::Null => from.null().map(|_| None),
        Kind::String => from.string(),
        _ => from.raw().map(|raw| Some(Cow::Borrowed(raw))),
    }
}

fn join(items: &[Cow<'_, str>], separator: &str, escape: Escape) -> String {
    let mut to = String::new();
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            to.push_str(separator);
        }
        escape.push(item, &mut to);
    }
    to
}

/// Properties, with one separator after a key and one after a value.
fn join_pairs(pairs: &[(Cow<'_, str>, Cow<'_, str>)], equals: &str, separator: &str, escape: Escape) -> String {
    let mut to = String::new();
    for (i, (key, value)) in pairs.iter().enumerate() {
        if i > 0 {
            to.push_str(separator);
        }
        escape.push(key, &mut to);
        to.push_str(equals);
        escape.push(value, &mut to);
    }
    to
}

/// What stands between items. Commas part them as they are; other delimiters are text that happens to part.
fn separator(style: Style, escape: Escape) -> Cow<'static, str> {
    let delimiter = match style {
        Style::SpaceDelimited => " ",
        Style::PipeDelimited => "|",
        Style::TabDelimited => "\t",
        _ => return Cow::Borrowed(","),
    };
    if escape == Escape::Nothing { Cow::Borrowed(delimiter) } else { Cow::Owned(Escape::All.text(delimiter)) }
}

/// Style simple, or a delimited one in its place.
pub(crate) fn simple(shape: &Shape<'_>, style: Style, explode: bool, escape: Escape) -> String {
    let separator = separator(style, escape);
    match shape {
        Shape::Null => String::new(),
        Shape::Scalar(text) => escape.text(text),
        Shape::List(items) => join(items, &separator, escape),
        Shape::Object(pairs) => join_pairs(pairs, if explode { "=" } else { &separator }, &separator, escape),
    }
}

/// Style label.
pub(crate) fn label(shape: &Shape<'_>, explode: bool, escape: Escape) -> String {
    let separator = if explode { "." } else { "," };
    let text = match shape {
        Shape::Null => String::new(),
        Shape::Scalar(text) => escape.text(text),
        Shape::List(items) => join(items, separator, escape),
        Shape::Object(pairs) => join_pairs(pairs, if explode { "=" } else { "," }, separator, escape),
    };
    format!(".{text}")
}

/// Style matrix.
pub(crate) fn matrix(name: &str, shape: &Shape<'_>, explode: bool, escape: Escape) -> String {
    let mut to = String::new();
    let mut pair = |name: &str, value: &str| {
        to.push(';');
        to.push_str(name);
        // "the name alone when the value is empty" (RFC 6570, section 3.2.7)
        if !value.is_empty() {
            to.push('=');
            to.push_str(value);
        }
    };
    named(name, shape, explode, ",", escape, &mut pair);
    to
}

/// What matrix, form and the delimited styles have in common: names, encoded already, and values.
fn named(
    name: &str,
    shape: &Shape<'_>,
    explode: bool,
    separator: &str,
    escape: Escape,
    pair: &mut dyn FnMut(&str, &str),
) {
    let of_name = escape.of_name();
    let name = of_name.text(name);
    match shape {
        Shape::Null => {}
        Shape::Scalar(text) => pair(&name, &escape.text(text)),
        // Neither has anything to say (RFC 6570, section 2.3: undefined).
        Shape::List(items) if items.is_empty() => {}
        Shape::Object(pairs) if pairs.is_empty() => {}
        Shape::List(items) if explode => items.iter().for_each(|item| pair(&name, &escape.text(item))),
        Shape::List(items) => pair(&name, &join(items, separator, escape)),
        Shape::Object(pairs) if explode => {
            pairs.iter().for_each(|(key, value)| pair(&of_name.text(key), &escape.text(value)));
        }
        Shape::Object(pairs) => pair(&name, &join_pairs(pairs, separator, separator, escape)),
    }
}

/// Names and values, both encoded, of a parameter in a query, cookie or form.
///
/// # Errors
/// When the text is not JSON.
pub(crate) fn pairs(
    parameter: &Parameter,
    json: &str,
    escape: Escape,
    pair: &mut dyn FnMut(&str, &str),
) -> Result<(), ReadError> {
    if parameter.style == Style::DeepObject && !parameter.json {
        let of_name = escape.of_name();
        return deep(&of_name.text(parameter.name), &mut Reader::new(json, Mode::Strict), of_name, escape, pair);
    }
    let separator = separator(parameter.style, escape);
    named(parameter.name, &Shape::of(json, parameter)?, parameter.is_exploded(), &separator, escape, pair);
    Ok(())
}

/// A property of a form that has no encoding of its own: style form, exploded; objects as deepObject, because the
/// properties of an exploded one would lose whose they are.
pub(crate) fn property(name: &str, json: &str, pair: &mut dyn FnMut(&str, &str)) -> Result<(), ReadError> {
    match Shape::parse(json)? {
        Shape::Object(_) => {
            deep(&Escape::Form.text(name), &mut Reader::new(json, Mode::Strict), Escape::Form, Escape::Form, pair)?
        }
        shape => named(name, &shape, true, ",", Escape::Form, pair),
    }
    Ok(())
}

/// Style deepObject. Deeper objects and arrays are not described by OpenAPI; they go on as servers commonly read them:
/// `filter[tags][0]=new`.
fn deep(
    name: &str,
    from: &mut Reader<'_>,
    of_name: Escape,
    escape: Escape,
    pair: &mut dyn FnMut(&str, &str),
) -> Result<(), ReadError> {
    let mut first = true;
    match from.kind()? {
        Kind::Object => {
            from.object()?;
            while let Some(key) = from.key(&mut first)? {
                deep(&format!("{name}%5B{}%5D", of_name.text(&key)), from, of_name, escape, pair)?;
            }
        }
        Kind::Array => {
            from.array()?;
            let mut index = 0;
            while from.item(&mut first)? {
                deep(&format!("{name}%5B{index}%5D"), from, of_name, escape, pair)?;
                index += 1;
            }
        }
        _ => {
            if let Some(text) = scalar(from)? {
                pair(name, &escape.text(&text));
            }
        }
    }
    Ok(())
}
