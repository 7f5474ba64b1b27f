//! Keys that the schema does not know, at every level, each with the nearest that it knows.

use serde_json::Value;
use toml::de::{DeTable, DeValue};

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Place};
use crate::nearest;
use crate::source::FileId;

/// Takes the keys out of a table that its schema does not know, and reports each, so that all else can be read.
pub fn take_unknown(table: &mut DeTable<'_>, schema: &Value, file: FileId, diagnostics: &mut Diagnostics) {
    Walk { file, diagnostics }.table(table, schema, &Header::default());
}

/// The keys that lead to a table.
#[derive(Clone, Default)]
struct Header(Vec<String>);

impl Header {
    fn child(&self, key: &str) -> Self {
        let is_bare = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        let key = if is_bare { key.to_owned() } else { format!("{key:?}") };
        Self(self.0.iter().cloned().chain([key]).collect())
    }
}

struct Walk<'a> {
    file: FileId,
    diagnostics: &'a mut Diagnostics,
}

impl Walk<'_> {
    fn table(&mut self, table: &mut DeTable<'_>, schema: &Value, at: &Header) {
        // A table of names that are the user's has one schema for all of their values.
        let (known, others) = (&schema["properties"], &schema["additionalProperties"]);
        let mut taken = Vec::new();
        for (key, value) in table.iter_mut() {
            let name = key.get_ref();
            match known.get(name.as_ref()).unwrap_or(others) {
                Value::Bool(false) => {
                    self.diagnostics.push(unknown(name, known, at, Place::span(self.file, key.span())));
                    taken.push(name.to_string());
                }
                schema => self.value(value.get_mut(), schema, &at.child(name)),
            }
        }
        taken.iter().for_each(|name| drop(table.remove(name.as_str())));
    }

    fn value(&mut self, value: &mut DeValue<'_>, schema: &Value, at: &Header) {
        match value {
            DeValue::Table(table) => self.table(table, of_table(schema), at),
            DeValue::Array(items) => {
                items.iter_mut().for_each(|item| self.value(item.get_mut(), &schema["items"], at));
            }
            _ => {}
        }
    }
}

/// Of alternatives, that of a table.
fn of_table(schema: &Value) -> &Value {
    let mut alternatives = schema["anyOf"].as_array().into_iter().flatten();
    alternatives.find(|alternative| alternative["type"] == "object").unwrap_or(schema)
}

fn unknown(name: &str, known: &Value, at: &Header, place: Place) -> Diagnostic {
    let message = match &at.0[..] {
        [] => format!("unknown key `{name}`"),
        keys => format!("unknown key `{name}` in `[{}]`", keys.join(".")),
    };
    let known: Vec<&str> = known.as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect();
    let help = match nearest::of(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known here: {}", known.join(", ")),
    };
    Diagnostic::new(Code::UnknownKey, place, message).help(help)
}
