//! Nothing of a child is lost in its parent, and it can be read out of it.

use discriminated_parent::types::{Cat, Pet};
use serde_json::json;

#[test]
fn a_child_travels_in_its_parent() {
    let value = json!({ "kind": "Cat", "name": "a", "lives": 9 });
    let pet: Pet = serde_json::from_value(value.clone()).unwrap();
    assert_eq!((pet.kind.as_str(), pet.additional_properties.get("lives")), ("Cat", Some(&json!(9))));
    assert_eq!(serde_json::to_value(&pet).unwrap(), value);
    let cat: Cat = serde_json::from_value(serde_json::to_value(&pet).unwrap()).unwrap();
    assert_eq!((cat.name.as_deref(), cat.lives), (Some("a"), 9));
}
