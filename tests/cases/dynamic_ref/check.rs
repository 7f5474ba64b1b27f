//! A generic schema has the elements of whatever refers to it.

use dynamic_ref::types::{NamedTree, PetPage, ToyPage};
use serde_json::json;

#[test]
fn elements_are_typed() {
    let pets: PetPage = serde_json::from_value(json!({ "items": [{ "name": "Rex" }], "next": "2" })).unwrap();
    assert_eq!((pets.items[0].name.as_str(), pets.next.as_deref()), ("Rex", Some("2")));
    let toys: ToyPage = serde_json::from_value(json!({ "items": [{ "colour": "red" }] })).unwrap();
    assert_eq!(toys.items[0].colour, "red");
    let tree: NamedTree = serde_json::from_value(json!({ "name": "a", "children": [{ "name": "b" }] })).unwrap();
    assert_eq!(tree.children.unwrap()[0].name, "b");
}
