//! The base with another text at every place where a description may have any.
//!
//! What is structure stays, so that the description stays one that can be understood: versions, types, styles, statuses,
//! methods. Names are changed the same way wherever they stand, so that references still lead to what they name.

use std::collections::HashMap;

use oasmith::grammar::Kind;
use serde_json::{Map, Value};

/// How texts are made worse.
pub struct Worse<'a> {
    /// The new name for an old one. No two become one.
    pub name: Box<dyn FnMut(&str) -> String + 'a>,
    /// The new text for one that nothing refers to.
    pub text: Box<dyn FnMut(&str) -> String + 'a>,
}

impl<'a> Worse<'a> {
    /// The payload behind every name, and in the place of every other text.
    pub fn instead(payload: &'a str) -> Self {
        let name = move |name: &str| format!("{name}{}", undotted(payload));
        Self { name: Box::new(name), text: Box::new(|_| payload.to_owned()) }
    }

    /// The payload on both sides of everything.
    pub fn around(payload: &'a str) -> Self {
        let name = move |name: &str| format!("{}{name}{}", undotted(payload), undotted(payload));
        Self { name: Box::new(name), text: Box::new(move |text| format!("{payload}{text}{payload}")) }
    }

    /// Another payload at each place, the same ones for the same seed.
    pub fn mixed(payloads: &'a [String], seed: usize) -> Self {
        let (mut count, mut known) = (seed, HashMap::<String, String>::new());
        let mut next = move || {
            count += 1;
            payloads[(count * 31 + seed * 7) % payloads.len()].as_str()
        };
        let mut more = next;
        let mut new = move |name: &str| format!("{name}{}", undotted(next()));
        let name = move |name: &str| known.entry(name.to_owned()).or_insert_with(|| new(name)).clone();
        Self { name: Box::new(name), text: Box::new(move |text| format!("{}{text} {}", more(), more())) }
    }

    /// The payload around the nth text only.
    pub fn once(payload: &'a str, nth: usize) -> Self {
        let mut count = 0;
        let text = move |text: &str| {
            count += 1;
            if count == nth { format!("{payload}{text}{payload}") } else { text.to_owned() }
        };
        Self { name: Box::new(str::to_owned), text: Box::new(text) }
    }

    /// Other names, by the number of the old one; texts stay.
    pub fn named(new: impl Fn(usize) -> String + 'a) -> Self {
        let mut known = HashMap::<String, usize>::new();
        let name = move |name: &str| {
            let next = known.len();
            new(*known.entry(name.to_owned()).or_insert(next))
        };
        Self { name: Box::new(name), text: Box::new(str::to_owned) }
    }

    /// The document with all of its texts changed.
    pub fn document(&mut self, document: &Value) -> Value {
        self.value(document, Kind::Document, "")
    }

    /// A value of this kind, under this key.
    fn value(&mut self, value: &Value, kind: Kind, key: &str) -> Value {
        match value {
            Value::Object(map) if key == "discriminator" => self.discriminator(map),
            Value::Object(map) => Value::Object(map.iter().map(|(key, value)| self.entry(key, value, kind)).collect()),
            Value::Array(list) if key == "security" => list.iter().map(|needed| self.requirement(needed)).collect(),
            Value::Array(list) => list.iter().map(|item| self.value(item, kind.element(), key)).collect(),
            Value::String(text) => self.string(text, kind, key).into(),
            other => other.clone(),
        }
    }

    fn entry(&mut self, key: &str, value: &Value, kind: Kind) -> (String, Value) {
        let new = match kind {
            Kind::Map(Kind::MediaType) => key.to_owned(),
            Kind::Map(_) => (self.name)(key),
            Kind::Pattern(Kind::PathItem) if key.starts_with('{') => (self.text)(key),
            Kind::Pattern(Kind::PathItem) => self.template(key),
            Kind::Data if !key.starts_with("x-") => (self.name)(key),
            _ if key.starts_with("x-") && !KNOWN.contains(&key) => (self.name)(key),
            _ => key.to_owned(),
        };
        let value = match (key, value) {
            ("variables" | "scopes", Value::Object(map)) if kind != Kind::Data => self.names(map),
            ("parameters", Value::Object(map)) if kind == Kind::Link => self.names(map),
            _ => self.value(value, kind.child(key), key),
        };
        (new, value)
    }

    /// A map by names that the standard does not say more about than `Plain`.
    fn names(&mut self, map: &Map<String, Value>) -> Value {
        let entries = map.iter().map(|(key, value)| (variable((self.name)(key)), self.value(value, Kind::Plain, key)));
        Value::Object(entries.collect())
    }

    fn requirement(&mut self, needed: &Value) -> Value {
        let schemes = needed.as_object().into_iter().flatten();
        let scheme = |(key, scopes): (&String, &Value)| {
            let scopes = scopes.as_array().into_iter().flatten().filter_map(Value::as_str);
            ((self.name)(key), scopes.map(|scope| variable((self.name)(scope))).collect())
        };
        Value::Object(schemes.map(scheme).collect())
    }

    fn discriminator(&mut self, map: &Map<String, Value>) -> Value {
        let property = (self.name)(map["propertyName"].as_str().unwrap_or_default());
        let mapping = map["mapping"].as_object().into_iter().flatten().map(|(value, schema)| {
            let schema = schema.as_str().unwrap_or_default();
            let schema = if schema.contains('#') { self.reference(schema) } else { (self.name)(schema) };
            ((self.name)(value), Value::String(schema))
        });
        let mapping: Map<String, Value> = mapping.collect();
        serde_json::json!({ "propertyName": property, "mapping": mapping })
    }

    fn string(&mut self, text: &str, kind: Kind, key: &str) -> String {
        match key {
            "$ref" => self.reference(text),
            _ if STRUCTURE.contains(&key) && kind != Kind::Data => text.to_owned(),
            "url" | "tokenUrl" | "authorizationUrl" | "refreshUrl" | "openIdConnectUrl" | "termsOfService" => {
                self.url(text)
            }
            "format" if ["binary", "uri"].contains(&text) => text.to_owned(),
            "pattern" => format!("{text}|{}", escaped(&(self.text)(""))),
            "name" => variable((self.name)(text)),
            // The values of a server's variable; elsewhere they are data.
            "enum" | "default" | "tags" if kind == Kind::Plain => variable((self.name)(text)),
            "operationId" | "required" | "enum" | "const" | "default" | "x-enum-varnames" => (self.name)(text),
            _ => (self.text)(text),
        }
    }

    fn reference(&mut self, text: &str) -> String {
        let (section, name) = text.rsplit_once('/').unwrap_or_default();
        let name = (self.name)(name).replace('~', "~0").replace('/', "~1");
        let percent =
            |byte: u8| if byte.is_ascii_alphanumeric() { char::from(byte).into() } else { format!("%{byte:02x}") };
        format!("{section}/{}", name.bytes().map(percent).collect::<String>())
    }

    /// A template of a path or URL, whose variables are names.
    fn template(&mut self, text: &str) -> String {
        let mut parts = text.split('{');
        let mut new = format!("{}{}", parts.next().unwrap_or_default(), plain(&(self.text)("")));
        for part in parts {
            let (name, rest) = part.split_once('}').unwrap_or_default();
            new += &format!("{{{}}}{rest}{}", variable((self.name)(name)), plain(&(self.text)("")));
        }
        new
    }

    /// A URL that is still one: of a server, or of something to read.
    fn url(&mut self, text: &str) -> String {
        let (scheme, rest) = text.split_once("://").unwrap_or_default();
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let host = host.split('{').map(|part| match part.split_once('}') {
            Some((name, rest)) => format!("{{{}}}{rest}", variable((self.name)(name))),
            None => part.to_owned(),
        });
        let host: String = host.collect();
        format!("{scheme}://{host}/{}", self.template(path))
    }
}

/// Keys whose strings say what something is, and not what it is called.
const STRUCTURE: &[&str] = &["openapi", "type", "in", "style", "scheme", "contentType", "identifier", "operationRef"];

/// Extensions that mean something, so that only their values change.
const KNOWN: &[&str] = &["x-enum-varnames", "x-enum-descriptions", "x-sensitive"];

/// What a name can have in it without being the path of a module, or longer than a file's name can be.
fn undotted(text: &str) -> String {
    text.replace('.', "_").chars().take(40).collect()
}

/// A name as a variable of a template can have it.
fn variable(name: String) -> String {
    name.replace(['{', '}', '/', '?', '#'], "_")
}

/// Text as a path can have it.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !"{}/?#".contains(*c) && !c.is_control()).collect()
}

/// A regular expression that only this text matches.
fn escaped(text: &str) -> String {
    let escape = |c: char| if "^$\\.*+?()[]{}|/".contains(c) { format!("\\{c}") } else { c.to_string() };
    text.chars().map(escape).collect()
}
