//! No key that a part describes is lost, however deep it stands.

use all_of_properties::types::{Boat, Ferry};
use serde_json::json;

#[test]
fn objects_in_properties_have_the_fields_of_all_parts() {
    let text = json!({
        "engine": { "power": 90, "fuel": { "kind": "diesel", "litres": 40.5 }, "screws": 2 },
        "crew": { "captain": "Ada", "cook": "Bo" },
    });
    let boat: Boat = serde_json::from_value(text.clone()).unwrap();
    assert_eq!((boat.engine.power, boat.engine.screws), (90, Some(2)));
    assert_eq!(boat.engine.fuel.as_ref().and_then(|fuel| fuel.kind.as_deref()), Some("diesel"));
    assert_eq!(serde_json::to_value(&boat).unwrap(), text);

    let text = json!({ "engine": { "power": 90, "fuel": { "kind": "diesel", "litres": 40.5 }, "silent": true } });
    let ferry: Ferry = serde_json::from_value(text.clone()).unwrap();
    assert_eq!(ferry.engine.silent, Some(true));
    assert_eq!(serde_json::to_value(&ferry).unwrap(), text);
}
