//! Setters have the names that the configuration wants, and no two the same.

use settings_style::types::Thing;

#[test]
fn each_field_has_a_setter() {
    let thing = Thing::new("a").with_type("b").with_new(true).with_size2(1).with_with_size(2).with_age(3);
    let thing = thing.with_with_age2(4).with_additional_properties([("more", 5)]);
    let expected = r#"{"id":"a","type":"b","new":true,"size":1,"with_size":2,"age":3,"with_age":4,"more":5}"#;
    assert_eq!(serde_json::to_string(&thing).unwrap(), expected);
}
