//! The shape of the view: which members a value has that a template gets, whatever the description.
//!
//! It is the JSON Schema that `schemars` derives from the views, so there is no second list of names to keep.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Value, json};

use super::Per;
use crate::render::view::{CrateView, ResourceView, SchemaView, TypeView};

/// What is known of a value of the view: a node of the schema.
pub type Node = &'static Value;

static VIEW: LazyLock<Value> = LazyLock::new(|| {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let variables = json!({
        "view_version": variable::<u32>(&mut generator),
        "crate": variable::<CrateView>(&mut generator),
        "resource": variable::<ResourceView>(&mut generator),
        "schema": variable::<SchemaView>(&mut generator),
        "type": variable::<TypeView>(&mut generator),
        "resources": variable::<BTreeMap<String, ResourceView>>(&mut generator),
        "schemas": variable::<BTreeMap<String, SchemaView>>(&mut generator),
    });
    json!({ "variables": variables, "$defs": generator.take_definitions(true) })
});

/// The whole of it, as a JSON Schema: the variables, and in `$defs` what they refer to.
pub fn view() -> Value {
    VIEW.clone()
}

fn variable<T: JsonSchema>(generator: &mut SchemaGenerator) -> Value {
    generator.subschema_for::<T>().to_value()
}

/// What the engine gives inside of a loop.
static LOOP: LazyLock<Value> = LazyLock::new(|| {
    json!({ "type": "object", "properties": {
        "index": {}, "index0": {}, "length": {}, "revindex": {}, "revindex0": {}, "first": {}, "last": {}, "depth": {},
        "depth0": {}, "previtem": {}, "nextitem": {},
    } })
});

/// The variables that a template has from the start, by what it is rendered for.
pub fn variables(per: Per) -> impl Iterator<Item = (&'static str, Node)> {
    let element = match per {
        Per::Once => None,
        Per::Resource => Some("resource"),
        Per::Schema => Some("schema"),
        Per::Type => Some("type"),
    };
    let names = ["view_version", "crate", "resources", "schemas"].into_iter().chain(element);
    names.map(|name| (name, resolve(&VIEW["variables"][name])))
}

/// The variable `loop`.
pub fn of_loop() -> Node {
    &LOOP
}

/// What a name leads to.
pub enum Member {
    /// A value of this shape.
    Known(Node),
    /// Nothing is known of it.
    Unknown,
    /// There is no such member; these there are, or this the value is in place of something with members.
    Missing(Result<Vec<&'static str>, &'static str>),
}

/// The member `name` of a value.
pub fn member(node: Node, name: &str) -> Member {
    match kind(node) {
        Some("object") => {}
        Some("array") => return Member::Missing(Err("a list")),
        Some("string") if node["format"] == "rust" => return Member::Missing(Err("Rust code")),
        Some("string") => return Member::Missing(Err("a string")),
        Some("boolean") => return Member::Missing(Err("a boolean")),
        Some("integer" | "number") => return Member::Missing(Err("a number")),
        _ => return Member::Unknown,
    }
    let Some(properties) = node["properties"].as_object() else {
        return entry(node).map_or(Member::Unknown, Member::Known);
    };
    match properties.get(name) {
        Some(child) => Member::Known(resolve(child)),
        None => Member::Missing(Ok(properties.keys().map(String::as_str).collect())),
    }
}

/// Whether a value is plain text, which prints bare only where anything does.
pub fn is_text(node: Node) -> bool {
    kind(node) == Some("string") && node["format"] != "rust"
}

/// The shape of the items of a list.
pub fn item(node: Node) -> Option<Node> {
    node.get("items").map(resolve)
}

/// The shape of what stands at any index of a list, or under any key of a map.
pub fn entry(node: Node) -> Option<Node> {
    let values = node.get("additionalProperties").filter(|values| values.is_object());
    item(node).or_else(|| values.map(resolve))
}

/// The type of a value that is not `null`.
fn kind(node: Node) -> Option<&'static str> {
    match &node["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null"),
        kind => kind.as_str(),
    }
}

/// A node itself, where one refers to it or says that it may be `null`.
fn resolve(node: Node) -> Node {
    let reference = node["$ref"].as_str().and_then(|reference| VIEW.pointer(reference.trim_start_matches('#')));
    if let Some(target) = reference {
        return resolve(target);
    }
    let choices = node["anyOf"].as_array().into_iter().flatten();
    match choices.filter(|choice| choice["type"] != "null").collect::<Vec<_>>().as_slice() {
        [only] => resolve(only),
        _ => node,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(path: &str) -> Member {
        let variables: Vec<_> = variables(Per::Resource).collect();
        let (first, rest) = path.split_once('.').unwrap();
        let mut node = variables.iter().find(|(name, _)| *name == first).unwrap().1;
        for name in rest.split('.') {
            node = match member(item(node).unwrap_or(node), name) {
                Member::Known(node) => node,
                other => return other,
            };
        }
        Member::Known(node)
    }

    #[test]
    fn members_are_those_that_are_serialized() {
        for path in [
            "crate.errors.request_id",
            "crate.servers.variables.type",
            "resource.operations.alternative.method",
            "resource.operations.extensions",
            "resource.types.page.into_items",
        ] {
            assert!(matches!(at(path), Member::Known(_)), "{path}");
        }
        assert!(matches!(at("resource.operations.extensions.x-own"), Member::Unknown));
        assert!(matches!(at("resource.operations.method.text"), Member::Missing(Err("Rust code"))));
        assert!(matches!(at("resource.operations.path.text"), Member::Missing(Err("a string"))));
        assert!(matches!(at("crate.servers.ty"), Member::Missing(Ok(_))));
        assert!(matches!(at("crate.view_version"), Member::Missing(Ok(_))));
    }
}
