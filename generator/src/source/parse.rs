//! The text of a file to a JSON value, or the one fault that prevents it.
//!
//! YAML is read as JSON: keys become strings, tags are dropped, aliases and merge keys are resolved, and what
//! aliases may make of a small file is bounded.

use std::cell::Cell;
use std::fmt;
use std::ops::Range;

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, IgnoredAny, MapAccess, SeqAccess, VariantAccess};
use serde_json::{Map, Number, Value};

use crate::diagnostics::Code;

/// Why a text is not a document.
#[derive(Debug)]
pub(super) struct Fault {
    pub code: Code,
    pub message: String,
    pub span: Range<usize>,
    pub help: Option<String>,
}

/// The value of a text, and whether a key stands twice in one of its mappings (the last one counts).
///
/// A text that starts like JSON is read as JSON. If that fails it may still be YAML, of which JSON is nearly a
/// part, unless the file says that it is JSON.
pub(super) fn value(text: &str, json_only: bool) -> Result<(Value, bool), Fault> {
    if !json_only && !text.trim_start().starts_with(['{', '[']) {
        return yaml(text);
    }
    match json(text) {
        Err(fault) if !json_only => yaml(text).map_err(|_| fault),
        result => result,
    }
}

fn json(text: &str) -> Result<(Value, bool), Fault> {
    let reading = Reading::new(text, false);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let result = (Node { reading: &reading }).deserialize(&mut deserializer);
    match result.and_then(|value| deserializer.end().map(|()| value)) {
        Ok(value) => Ok((value, reading.repeated.get())),
        Err(error) => {
            let at = line_start(text, error.line()) + error.column().saturating_sub(1);
            Err(reading.fault(text, at, &error.to_string(), "JSON"))
        }
    }
}

fn yaml(text: &str) -> Result<(Value, bool), Fault> {
    let reading = Reading::new(text, true);
    match (Node { reading: &reading }).deserialize(serde_yaml::Deserializer::from_str(text)) {
        Ok(value) => Ok((value, reading.repeated.get())),
        Err(error) => {
            let message = error.to_string();
            let at = match error.location() {
                Some(location) => {
                    let start = line_start(text, location.line());
                    let line = text.get(start..).unwrap_or_default();
                    start + line.chars().take(location.column().saturating_sub(1)).map(char::len_utf8).sum::<usize>()
                }
                None => text.rfind("\n---").map_or(0, |at| at + 1),
            };
            Err(reading.fault(text, at, &message, "YAML"))
        }
    }
}

fn line_start(text: &str, line: usize) -> usize {
    text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum()
}

/// What is counted while one file is read.
struct Reading {
    yaml: bool,
    repeated: Cell<bool>,
    /// Bytes of content that may still be made. A file without aliases never uses it up.
    left: Cell<usize>,
}

const BASE_CONTENT: usize = 32 << 20;

impl Reading {
    fn new(text: &str, yaml: bool) -> Self {
        Self { yaml, repeated: Cell::new(false), left: Cell::new(BASE_CONTENT + 16 * text.len()) }
    }

    fn charge<E: Error>(&self, bytes: usize) -> Result<(), E> {
        match self.left.get().checked_sub(bytes) {
            Some(left) => {
                self.left.set(left);
                Ok(())
            }
            None => {
                self.left.set(0);
                Err(E::custom(TOO_LARGE))
            }
        }
    }

    fn fault(&self, text: &str, at: usize, message: &str, format: &str) -> Fault {
        let span = character_at(text, at);
        let limit = |message: &str, help: &str| Fault {
            code: Code::DocumentLimit,
            message: message.to_owned(),
            span: span.clone(),
            help: Some(help.to_owned()),
        };
        if message.contains("recursion limit exceeded") {
            return limit("nested more than 128 levels deep", "move inner parts to named schemas and refer to them");
        }
        if message.contains("repetition limit exceeded") || message.contains(TOO_LARGE) {
            return limit("the aliases make this document too large", "use `$ref` to named schemas, not YAML aliases");
        }
        let line = text.get(line_start_of(text, span.start)..).unwrap_or_default();
        let indented_by_tab = line.trim_start_matches(' ').starts_with('\t');
        Fault {
            code: Code::InvalidSyntax,
            message: format!("this is not {format}: {}", without_position(message)),
            span,
            help: (self.yaml && indented_by_tab).then(|| "YAML is indented with spaces, never with tabs".to_owned()),
        }
    }
}

const TOO_LARGE: &str = "the aliases of this file make it too large";

/// The message of a parser, the position left out where it is that of the message itself.
fn without_position(message: &str) -> String {
    let (first, context) = match message.split_once(", ") {
        Some((first, context)) => (first, Some(context)),
        None => (message, None),
    };
    let first = match first.rfind(" at line ") {
        Some(end) => first.get(..end).unwrap_or(first),
        None => first,
    };
    let first = match first {
        "EOF while parsing a value" => "it is empty, or ends where a value was expected",
        "deserializing from YAML containing more than one document is not supported" => "it holds several documents",
        first => first,
    };
    match context {
        Some(context) => format!("{first}, {context}"),
        None => first.to_owned(),
    }
}

/// The character at a byte, or the last one of the text.
fn character_at(text: &str, at: usize) -> Range<usize> {
    let mut start = at.min(text.len().saturating_sub(1));
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let length = text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    start..start + length
}

fn line_start_of(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1)
}

/// One node, to be read from either format.
#[derive(Clone, Copy)]
struct Node<'a> {
    reading: &'a Reading,
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> serde::de::Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        self.reading.charge(1).map(|()| Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        self.reading.charge(1).map(|()| Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        self.reading.charge(1).map(|()| value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        self.reading.charge(1).map(|()| value.into())
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    /// JSON has no infinities; they stay the words that YAML has for them.
    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        self.reading.charge(1)?;
        Ok(match Number::from_f64(value) {
            Some(number) => Value::Number(number),
            None if value.is_nan() => ".nan".into(),
            None if value < 0.0 => "-.inf".into(),
            None => ".inf".into(),
        })
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        self.reading.charge(1 + value.len()).map(|()| value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        self.reading.charge(1)?;
        let mut list = Vec::new();
        while let Some(element) = elements.next_element_seed(self)? {
            list.push(element);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        let mut merged = Vec::new();
        while let Some(key) = entries.next_key::<String>()? {
            self.reading.charge(1 + key.len())?;
            let value = entries.next_value_seed(self)?;
            if self.reading.yaml && key == "<<" && is_mergeable(&value) {
                merged.push(value);
            } else if map.insert(key, value).is_some() {
                self.reading.repeated.set(true);
            }
        }
        merge(&mut map, merged);
        Ok(Value::Object(map))
    }

    /// A tagged value: the tag says nothing that JSON could say.
    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Value, A::Error> {
        let (IgnoredAny, content) = tagged.variant()?;
        content.newtype_variant_seed(self)
    }
}

fn is_mergeable(value: &Value) -> bool {
    match value {
        Value::Object(_) => true,
        Value::Array(list) => list.iter().all(Value::is_object),
        _ => false,
    }
}

/// YAML's merge key: the entries of other mappings, where this one has none and earlier ones had none.
fn merge(map: &mut Map<String, Value>, merged: Vec<Value>) {
    for value in merged {
        match value {
            Value::Object(entries) => {
                for (key, value) in entries {
                    map.entry(key).or_insert(value);
                }
            }
            Value::Array(list) => merge(map, list),
            _ => {}
        }
    }
}
