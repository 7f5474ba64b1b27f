//! What only describes makes no types.

use all_of_plain::types::{Colour, Owner, Thing, ThingShadesItem};
use serde_json::json;

#[test]
fn parts_are_what_they_refer_to() {
    let value = json!({
        "id": "a", "name": "b", "owner": { "id": "c" }, "colour": "red", "former": { "id": "d" },
        "strict": { "id": "e", "nick": "f" }, "shades": ["light", "new"],
    });
    let thing: Thing = serde_json::from_value(value.clone()).unwrap();
    let owner: &Owner = &thing.owner;
    let former: &Owner = thing.former.as_ref().unwrap();
    assert_eq!((owner.id.as_str(), former.id.as_str()), ("c", "d"));
    assert_eq!(thing.colour, Colour::Red);
    assert_eq!(thing.strict.as_ref().unwrap().nick, "f");
    assert_eq!(thing.shades.as_ref().unwrap()[0], ThingShadesItem::Light);
    assert_eq!(serde_json::to_value(&thing).unwrap(), value);
}
