//! Members have their own fields and those that all share.

use all_of_unions::types::{Gist, Leaf, Message, MessageText, Node, Reply};
use serde_json::{Value, json};

fn read<T: serde::de::DeserializeOwned + serde::Serialize>(value: &Value) -> T {
    let read: T = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), *value);
    read
}

#[test]
fn beside_properties() {
    let Message::Text(text) = read(&json!({ "to": "a", "tag": "b", "text": "c" })) else { panic!() };
    assert_eq!((text.to.as_str(), text.text.as_str()), ("a", "c"));
    assert!(matches!(read(&json!({ "to": "a", "url": "b" })), Message::Picture(picture) if picture.to == "a"));
    assert!(matches!(read(&json!({ "to": "a" })), Message::Unknown(_)));
    let made = Message::from(MessageText::new("a", "b"));
    assert_eq!(serde_json::to_value(&made).unwrap(), json!({ "to": "a", "text": "b" }));
}

#[test]
fn among_the_parts() {
    let Reply::Sound(sound) = read(&json!({ "id": "a", "seconds": 3 })) else { panic!() };
    assert_eq!((sound.id.as_str(), sound.seconds), ("a", 3));
}

#[test]
fn a_parent_and_its_children() {
    let value = json!({ "kind": "branch", "children": [{ "kind": "leaf", "id": "a", "value": 1 }] });
    let Node::Branch(branch) = read(&value) else { panic!() };
    assert!(matches!(&branch.children.unwrap()[0], Node::Leaf(leaf) if leaf.id.as_deref() == Some("a")));
    assert_eq!(Leaf::new().kind("leaf").kind, "leaf");
}

#[test]
fn conditions_are_no_members() {
    let gist = Gist::new().content("a");
    assert_eq!(serde_json::to_value(&gist).unwrap(), json!({ "content": "a" }));
}
