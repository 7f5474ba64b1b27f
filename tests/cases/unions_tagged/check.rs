//! The discriminator tells, or its default; where there is none, the keys do.

use serde_json::{Value, json};
use unions_tagged::types::{Card, Event, Payment, Pet};

fn read<T: serde::de::DeserializeOwned + serde::Serialize>(value: &Value) -> T {
    let read: T = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), *value);
    read
}

#[test]
fn a_missing_discriminator_leaves_it_to_the_keys() {
    assert!(matches!(read(&json!({ "type": "reopened", "by": "a" })), Event::Opened(_)));
    assert!(matches!(read(&json!({ "reason": "a" })), Event::Closed(_)));
    assert!(matches!(read(&json!({ "by": "a" })), Event::Opened(_)));
    assert!(matches!(read(&json!({ "type": "merged", "by": "a" })), Event::Unknown(_)));
    assert!(matches!(read(&json!({})), Event::Unknown(_)));
}

#[test]
fn the_default_takes_what_is_unknown() {
    assert!(matches!(read(&json!({ "kind": "cat", "lives": 9 })), Pet::Cat(_)));
    let Pet::Animal(newt) = read(&json!({ "kind": "newt", "legs": 4, "tail": true })) else { panic!() };
    assert_eq!((newt.legs, newt.additional_properties.len()), (Some(4), 1));
}

#[test]
fn an_inner_union_has_its_values() {
    let Payment::Card(card) = read(&json!({ "method": "credit", "limit": 5 })) else { panic!() };
    assert!(matches!(*card, Card::Credit(_)));
    assert!(matches!(read(&json!({ "method": "cash" })), Payment::Cash(_)));
    assert!(matches!(read(&json!({ "method": "coin" })), Payment::Unknown(_)));
}
