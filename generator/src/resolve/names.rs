//! Names for what is imported into `components`: from the pointer and the file, never from the order of things,
//! unless two different things want the same name. It stays with the file that had it first.

use std::collections::BTreeMap;

use serde_json::Value;

use super::library::{Found, Spot};
use crate::pointer::Pointer;

/// Which name every imported node has, and which names are taken.
#[derive(Default)]
pub(super) struct Names {
    given: BTreeMap<(&'static str, Spot), String>,
    taken: BTreeMap<(&'static str, String), Spot>,
}

impl Names {
    /// The name that a node was given in a section.
    pub fn get(&self, section: &'static str, spot: &Spot) -> Option<&str> {
        self.given.get(&(section, spot.clone())).map(String::as_str)
    }

    /// Gives a node a name that nothing else may take.
    pub fn give(&mut self, section: &'static str, spot: Spot, name: &str) {
        self.taken.entry((section, name.to_owned())).or_insert_with(|| spot.clone());
        self.given.entry((section, spot)).or_insert_with(|| name.to_owned());
    }

    /// The node that has a name.
    pub fn owner(&self, section: &'static str, name: &str) -> Option<&Spot> {
        self.taken.get(&(section, name.to_owned()))
    }

    /// A free name as near as can be to the one wanted: itself, then with the name of the file added. That which it had
    /// until now goes first, and one that something else had is not for it.
    pub fn free(&self, section: &'static str, wanted: &str, stem: &str, had: impl Fn(&str) -> Had) -> String {
        let with_stem = format!("{wanted}_{}", plain(stem));
        let candidates = || {
            let numbered = (2..).map(|number| format!("{with_stem}_{number}"));
            let all = [wanted.to_owned(), with_stem.clone()].into_iter().chain(numbered);
            all.filter(|name| !self.taken.contains_key(&(section, name.clone())))
        };
        let own = candidates().take(MOST_NAMES).find(|name| had(name) == Had::This);
        own.or_else(|| candidates().find(|name| had(name) != Had::Another)).unwrap_or(with_stem)
    }
}

/// What had a name until now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Had {
    Nothing,
    /// Something of this file.
    This,
    /// Only something of another file.
    Another,
}

/// The names that are looked at for one that was given.
const MOST_NAMES: usize = 16;

/// The name that a node asks for by where it stands.
pub(super) fn wanted(found: &Found, document: &Value, stem: &str) -> String {
    let pointer = &found.spot.1;
    let mut words = Vec::new();
    let mut at = Pointer::root();
    let mut container = false;
    for token in pointer.tokens() {
        at = at.child(&token);
        if container || !is_structure(&token) {
            words.extend(word(&token, document.pointer(at.as_str())));
        }
        container = !container && is_container(&token);
    }
    let whole_file = pointer.as_str().is_empty();
    let starts_inside = pointer.tokens().next().is_some_and(|token| SCHEMA_PLACES.contains(&token.as_str()));
    if whole_file || starts_inside || words.is_empty() {
        words.insert(0, plain(stem));
    }
    words.join("_")
}

/// A file's stem as one word: no dots, which would make a path of it, and no suffix that only says what it holds.
fn plain(stem: &str) -> String {
    let stem = [".schema", ".model", ".openapi", ".yaml", ".json"]
        .iter()
        .find_map(|suffix| stem.strip_suffix(suffix))
        .unwrap_or(stem);
    allowed(stem).replace('.', "_")
}

/// What a token adds to a name, if anything.
fn word(token: &str, value: Option<&Value>) -> Option<String> {
    if token.parse::<usize>().is_ok_and(|number| number < 100) {
        // An element of a list: a parameter has a name, the others have only their number.
        let name = value.and_then(|value| value.get("name")).and_then(Value::as_str);
        return Some(name.map_or_else(|| token.to_owned(), allowed));
    }
    let word = match token {
        "items" => "item",
        "additionalProperties" => "value",
        "requestBody" => "request",
        token => token,
    };
    Some(allowed(word).trim_matches('_').to_owned()).filter(|word| !word.is_empty())
}

/// A component's name is made of these characters (OpenAPI 3.0.3, section 4.7.7).
fn allowed(text: &str) -> String {
    let mut name = String::new();
    for c in text.chars() {
        match c {
            '.' | '-' | '_' => name.push(c),
            c if c.is_ascii_alphanumeric() => name.push(c),
            _ if !name.ends_with('_') => name.push('_'),
            _ => {}
        }
    }
    name
}

/// Tokens after which a free name follows.
fn is_container(token: &str) -> bool {
    const CONTAINERS: &[&str] = &["properties", "patternProperties", "definitions", "$defs", "paths", "responses"];
    CONTAINERS.contains(&token) || is_section(token)
}

fn is_section(token: &str) -> bool {
    const SECTIONS: &[&str] = &[
        "schemas",
        "parameters",
        "examples",
        "requestBodies",
        "headers",
        "securitySchemes",
        "links",
        "callbacks",
        "pathItems",
        "mediaTypes",
    ];
    SECTIONS.contains(&token)
}

const SCHEMA_PLACES: &[&str] = &["properties", "items", "allOf", "oneOf", "anyOf", "additionalProperties", "not"];

/// Tokens that say nothing about what something is.
fn is_structure(token: &str) -> bool {
    const STRUCTURE: &[&str] = &["components", "content", "schema", "allOf", "oneOf", "anyOf"];
    is_container(token) || STRUCTURE.contains(&token) || token.contains('/')
}
