//! Parameters and headers: in 2.0 the keys of their schemas stand beside their own, and `collectionFormat` says how
//! lists are written (2.0, "Parameter Object").

use serde_json::{Map, Value, json};

use super::body::Given;
use super::{At, Rewriting, followed};
use crate::diagnostics::Code;
use crate::dialect::private;
use crate::pointer::Pointer;

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Location {
    Path,
    Query,
    Header,
    /// Only 3.0 has it.
    Cookie,
    Form,
    Body,
}

impl Location {
    /// The location of a parameter; `None` if it is none at all. People write `formdata`, `form` and `Query`.
    fn of(parameter: &Map<String, Value>) -> Option<Self> {
        Some(match parameter.get("in")?.as_str()?.to_ascii_lowercase().as_str() {
            "path" => Self::Path,
            "query" => Self::Query,
            "header" => Self::Header,
            "cookie" => Self::Cookie,
            "formdata" | "form" => Self::Form,
            "body" => Self::Body,
            _ => return None,
        })
    }

    /// What 3.0 has under `in`; it describes bodies elsewhere.
    fn name(self) -> Option<&'static str> {
        match self {
            Self::Path => Some("path"),
            Self::Query => Some("query"),
            Self::Header => Some("header"),
            Self::Cookie => Some("cookie"),
            Self::Form | Self::Body => None,
        }
    }
}

/// The keys of a parameter or header that are those of its schema. 2.0 does not have all of them there, and some write
/// them there in later versions.
pub(in crate::dialect) const SCHEMA_KEYS: &[&str] = &[
    "type",
    "format",
    "items",
    "default",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "enum",
    "multipleOf",
    "properties",
    "additionalProperties",
    "allOf",
    "oneOf",
    "anyOf",
    "nullable",
    "x-nullable",
    "x-enum-varnames",
    "x-enum-descriptions",
];

impl Rewriting<'_> {
    /// Rewrites the parameters of a path item or operation and takes out those that describe the body.
    pub(super) fn parameters_in(&mut self, holder: &mut Map<String, Value>, at: &Pointer) -> Vec<Given> {
        let Some(Value::Array(list)) = holder.get_mut("parameters") else { return Vec::new() };
        let at = at.child("parameters");
        let (mut body, mut others) = (Vec::new(), Vec::new());
        for (index, mut value) in std::mem::take(list).into_iter().enumerate() {
            let old = at.child(index);
            match self.given(&value, old.clone()) {
                Some(given) => body.push(given),
                None => {
                    let at = At { new: at.child(others.len()), old };
                    if at.new != at.old {
                        self.moved.push((at.new.clone(), at.old.clone()));
                    }
                    self.parameter(&mut value, &at);
                    others.push(value);
                }
            }
        }
        *list = others;
        body
    }

    /// The parameters that operations share. Those that describe bodies are copied to where they are used.
    pub(super) fn shared_parameters(&mut self, document: &mut Map<String, Value>) {
        let Some(Value::Object(parameters)) = document.get_mut("parameters") else { return };
        let at = Pointer::root().child("parameters");
        for (name, mut value) in std::mem::take(parameters) {
            let old = at.child(&name);
            if self.given(&value, old.clone()).is_none() {
                let new = Pointer::root().descend(["components", "parameters", &name]);
                self.parameter(&mut value, &At { new, old });
                parameters.insert(name, value);
            }
        }
    }

    /// The parameter, if it describes the body or a part of it.
    fn given(&self, value: &Value, old: Pointer) -> Option<Given> {
        let (value, old) = followed(&self.parameters, "parameters", value, old);
        let parameter = value.as_object()?;
        let location = Location::of(parameter).filter(|location| location.name().is_none())?;
        Some(Given { parameter: parameter.clone(), location, old })
    }

    /// Rewrites a parameter that is not the body's.
    fn parameter(&mut self, value: &mut Value, at: &At) {
        let Value::Object(parameter) = value else { return };
        let Some(location) = Location::of(parameter) else { return };
        if let Some(name) = location.name() {
            parameter.insert("in".to_owned(), name.into());
        }
        if let Some(example) = parameter.shift_remove("x-example") {
            parameter.entry("example").or_insert(example);
        }
        self.value_of(parameter, location, at);
    }

    /// Rewrites a header of a response, which is a parameter without a name.
    pub(super) fn header(&mut self, header: &mut Map<String, Value>, at: &At) {
        self.value_of(header, Location::Header, at);
    }

    /// Moves a schema's keys to `schema`, and says how a list is written.
    fn value_of(&mut self, parameter: &mut Map<String, Value>, location: Location, at: &At) {
        if parameter.contains_key("$ref") || parameter.contains_key("content") {
            return;
        }
        repair_required(parameter);
        let style = self.style(parameter, location, &at.old);
        let (schema, from) = self.schema_or_string(parameter, &at.old);
        self.moved.push((at.new.child("schema"), from));
        parameter.insert("schema".to_owned(), schema);
        for (key, value) in style {
            parameter.entry(key).or_insert(value);
        }
    }

    /// The schema of a parameter, a header or a field of a form; that of a string where nothing is said.
    pub(super) fn schema_or_string(&mut self, parameter: &mut Map<String, Value>, old: &Pointer) -> (Value, Pointer) {
        self.take_schema(parameter, old).unwrap_or_else(|| (self.complete(Map::new(), old), old.clone()))
    }

    /// Takes the schema out of a parameter or header, with the place where it stood; `None` if it has none. Some write
    /// a `schema` as in 3.0.
    pub(super) fn take_schema(
        &mut self,
        parameter: &mut Map<String, Value>,
        old: &Pointer,
    ) -> Option<(Value, Pointer)> {
        let whole = parameter.shift_remove("schema");
        let keys = SCHEMA_KEYS.iter().filter_map(|key| Some(((*key).to_owned(), parameter.shift_remove(*key)?)));
        let keys: Map<String, Value> = keys.collect();
        match whole {
            Some(Value::Object(whole)) if !whole.is_empty() || keys.is_empty() => {
                Some((whole.into(), old.child("schema")))
            }
            _ if keys.is_empty() => None,
            _ => Some((self.complete(keys, old), old.clone())),
        }
    }

    /// A schema of a parameter's keys, with the type that it must have (2.0, "Parameter Object").
    fn complete(&mut self, mut schema: Map<String, Value>, old: &Pointer) -> Value {
        if !TELLING_KEYS.iter().any(|key| schema.contains_key(*key)) {
            let ty = implied_type(&schema);
            self.repaired(old, format!("nothing says what type this has; it is taken for `{ty}`"), "give it a `type`");
            schema.insert("type".to_owned(), ty.into());
        }
        if schema.get("type").is_some_and(|ty| ty == "array") && !schema.contains_key("items") {
            self.repaired(old, "nothing says what is in this list; it is taken for strings", "give it `items`");
            schema.insert("items".to_owned(), json!({ "type": "string" }));
        }
        schema.into()
    }

    /// How a list is written: the keys of a parameter, or of an encoding for a field of a form, that say so in 3.0.
    pub(super) fn style(
        &mut self,
        parameter: &mut Map<String, Value>,
        location: Location,
        old: &Pointer,
    ) -> Map<String, Value> {
        let own = parameter.shift_remove("collectionFormat");
        if !is_list(parameter) || location == Location::Body || is_list_of_files(parameter) {
            return Map::new();
        }
        let items = parameter.get("items").and_then(Value::as_object);
        self.report_nested(items, &old.child("items"));
        let format = own.or_else(|| self.misplaced_format(items?, old));
        let format = format.as_ref().and_then(Value::as_str).unwrap_or("csv").to_ascii_lowercase();
        let in_text = matches!(location, Location::Path | Location::Header);
        let style = match (format.as_str(), in_text) {
            ("csv", true) => json!({}),
            ("csv", false) => json!({ "explode": false }),
            ("multi", false) => json!({ "explode": true }),
            ("ssv", false) => json!({ "style": "spaceDelimited", "explode": false }),
            ("pipes", false) => json!({ "style": "pipeDelimited", "explode": false }),
            ("tsv", false) => json!({ private::STYLE: "tabDelimited", "explode": false }),
            ("ssv", true) => json!({ private::STYLE: "spaceDelimited" }),
            ("pipes", true) => json!({ private::STYLE: "pipeDelimited" }),
            ("tsv", true) => json!({ private::STYLE: "tabDelimited" }),
            (_, in_text) => {
                let help = "use csv, ssv, tsv or pipes; multi is for the query and for forms";
                let message = format!("lists are not written as `{format}` here; it is taken for csv");
                self.repaired(&old.child("collectionFormat"), message, help);
                if in_text { json!({}) } else { json!({ "explode": false }) }
            }
        };
        style.as_object().cloned().unwrap_or_default()
    }

    /// The `collectionFormat` of the list, where it stands at its items, which are no lists.
    fn misplaced_format(&mut self, items: &Map<String, Value>, old: &Pointer) -> Option<Value> {
        let format = items.get("collectionFormat").filter(|format| !is_list(items) && *format != "csv")?;
        let message = "`collectionFormat` is said of a list, not of its items; it is taken for that of the list";
        self.repaired(&old.descend(["items", "collectionFormat"]), message, "put it beside `items`");
        Some(format.clone())
    }

    /// A list in a list has a separator of its own in 2.0, and none that 3.0 could say.
    fn report_nested(&mut self, items: Option<&Map<String, Value>>, old: &Pointer) {
        let Some(items) = items.filter(|items| is_list(items)) else { return };
        if let Some(format) = items.get("collectionFormat").and_then(Value::as_str).filter(|format| *format != "csv") {
            self.report(
                Code::UnsupportedCollectionFormat,
                &old.child("collectionFormat"),
                format!("a list in a list cannot be written as `{format}`"),
                "let the outer list alone have a `collectionFormat`; the inner ones are joined by commas",
            );
        }
        self.report_nested(items.get("items").and_then(Value::as_object), &old.child("items"));
    }
}

/// Whether a parameter, or a schema, is a list.
fn is_list(parameter: &Map<String, Value>) -> bool {
    parameter.contains_key("items") || parameter.get("type").is_some_and(|ty| ty == "array")
}

/// The keys of a schema by which its type can be told.
const TELLING_KEYS: &[&str] =
    &["type", "items", "enum", "properties", "additionalProperties", "allOf", "oneOf", "anyOf"];

/// The type that a format or a default has; without either, that of most parameters.
fn implied_type(schema: &Map<String, Value>) -> &'static str {
    match (schema.get("format").and_then(Value::as_str), schema.get("default")) {
        (Some("int32" | "int64"), _) => "integer",
        (Some("float" | "double"), _) => "number",
        (None, Some(Value::Bool(_))) => "boolean",
        (None, Some(Value::Number(number))) if number.is_f64() => "number",
        (None, Some(Value::Number(_))) => "integer",
        _ => "string",
    }
}

/// Whether a schema, or a parameter, is a file.
pub(super) fn is_file(schema: &Map<String, Value>) -> bool {
    schema.get("type").is_some_and(|ty| ty == "file")
}

/// Whether a parameter is a list of files, which is written like as many files.
pub(super) fn is_list_of_files(parameter: &Map<String, Value>) -> bool {
    parameter.get("items").and_then(Value::as_object).is_some_and(is_file)
}

/// A truth value in quotes is still one.
pub(super) fn repair_required(parameter: &mut Map<String, Value>) {
    if let Some(required) = parameter.get_mut("required")
        && let Some(meant) = required.as_str().and_then(|text| text.parse::<bool>().ok())
    {
        *required = meant.into();
    }
}
