//! Fields of all parts are fields of one struct, and a later part says more about them.

use all_of::types::{Car, CarKind, Open, Truck};
use serde_json::json;

#[test]
fn parts_are_one() {
    let car: Car = serde_json::from_value(json!({ "id": "a", "wheels": 4, "doors": 2, "kind": "van" })).unwrap();
    assert_eq!((car.wheels, car.doors, car.kind), (4, 2, Some(CarKind::Van)));
    let truck: Truck = serde_json::from_value(json!({ "id": "a", "wheels": 6, "doors": 2, "load": 7.5 })).unwrap();
    assert_eq!((truck.axles, truck.load), (None, 7.5));
    let open: Open = serde_json::from_value(json!({ "id": "a", "seats": 3 })).unwrap();
    assert_eq!(open.additional_properties.get("seats"), Some(&3));
}
