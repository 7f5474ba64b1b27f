//! Headers of an answer as the fields of a record, style simple (OpenAPI 3.0.3, "Header Object").
//!
//! What a text means depends on the type of the field that takes it. The field itself says so: the forms that a text may
//! have are tried as JSON, the plainest first, and the first that fits is its value.

use super::json::reader::{Mode, Reader};
use super::json::record::Record;
use super::json::value::Value;
use super::json::writer::Writer;
use http::HeaderMap;
use http::header::SET_COOKIE;

/// Fills each field from the header of its name. One that is missing, or does not fit, is left empty.
pub(crate) fn fill(record: &mut dyn Record, headers: &HeaderMap) {
    for (index, field) in record.fields().iter().enumerate() {
        let values = headers.get_all(field.wire).iter();
        let lines: Vec<String> = values.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect();
        if let (Some(value), false) = (record.at_mut(index), lines.is_empty()) {
            read(value, field.wire, &lines);
        }
    }
}

fn read(value: &mut dyn Value, name: &str, lines: &[String]) {
    // Lines of one name are one list (RFC 9110, section 5.3), but for cookies, which may have commas.
    let whole = lines.join(", ");
    let parts: Vec<&str> = match name.eq_ignore_ascii_case(SET_COOKIE.as_str()) {
        true => lines.iter().map(String::as_str).collect(),
        false => whole.split(',').map(str::trim).collect(),
    };
    let forms: [&dyn Fn() -> Option<String>; 8] = [
        &|| Some(string(&whole)),
        &|| Some(whole.clone()),
        &|| Some(list(&parts, string)),
        &|| Some(list(&parts, scalar)),
        &|| exploded(&parts, string),
        &|| exploded(&parts, scalar),
        &|| alternating(&parts, string),
        &|| alternating(&parts, scalar),
    ];
    let fits = |json: String, value: &mut dyn Value| {
        let mut from = Reader::new(&json, Mode::Strict);
        value.read(&mut from).and_then(|()| from.finish()).is_ok()
    };
    if !forms.iter().filter_map(|form| form()).any(|json| fits(json, value)) {
        // What a form that did not fit has left.
        fits("null".to_owned(), value);
    }
}

fn string(text: &str) -> String {
    let mut to = Writer::new();
    to.string(text);
    String::from_utf8(to.into_bytes()).unwrap_or_default()
}

/// A number or a boolean as it is, anything else as a string.
fn scalar(text: &str) -> String {
    let is_json = matches!(text, "true" | "false") || text.parse::<f64>().is_ok_and(f64::is_finite);
    if is_json { text.to_owned() } else { string(text) }
}

fn list(parts: &[&str], item: fn(&str) -> String) -> String {
    let items: Vec<String> = parts.iter().filter(|part| !part.is_empty()).map(|part| item(part)).collect();
    format!("[{}]", items.join(","))
}

/// `R=100,G=200`
fn exploded(parts: &[&str], value: fn(&str) -> String) -> Option<String> {
    object(parts.iter().map(|part| part.split_once('=')), value)
}

/// `R,100,G,200`
fn alternating(parts: &[&str], value: fn(&str) -> String) -> Option<String> {
    object(parts.chunks(2).map(|pair| Some((*pair.first()?, *pair.get(1)?))), value)
}

fn object<'p>(pairs: impl Iterator<Item = Option<(&'p str, &'p str)>>, value: fn(&str) -> String) -> Option<String> {
    let pairs: Option<Vec<String>> =
        pairs.map(|pair| pair.map(|(key, of)| format!("{}:{}", string(key.trim()), value(of.trim())))).collect();
    Some(format!("{{{}}}", pairs?.join(",")))
}

/// The parts of a value: what stands between semicolons that are not in quotes.
pub(crate) fn parameters(header: &str) -> impl Iterator<Item = &str> {
    let (mut quoted, mut escaped) = (false, false);
    header.split(move |c: char| {
        let ends = c == ';' && !quoted;
        quoted ^= c == '"' && !escaped;
        escaped = quoted && c == '\\' && !escaped;
        ends
    })
}
