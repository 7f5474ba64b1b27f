//! References by `$id` and `$anchor` lead to types, one for each schema.

use schema_names::types::{Pet, PetTag, Toy};
use serde_json::json;

#[test]
fn names_lead_to_types() {
    let text = json!({ "tag": "new", "toy": { "colour": "red", "tag": "old" }, "size": { "metres": 0.5 } });
    let pet: Pet = serde_json::from_value(text).unwrap();
    assert_eq!(pet.tag, Some(PetTag::New));
    let toy: Toy = pet.toy.unwrap();
    assert_eq!((toy.colour.as_deref(), toy.tag), (Some("red"), Some(PetTag::Old)));
    assert_eq!(pet.size.unwrap().metres, Some(0.5));
}
