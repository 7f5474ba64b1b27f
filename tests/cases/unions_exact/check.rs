//! A value is the member that it exactly is; nothing of it is lost, whichever that is.

use std::fmt::Debug;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use unions_exact::types::{Amount, ByConstant, ByKeys, Colour, Holder, Lists, Nested, Word};

/// Reads each value, asks whether it is what it should be, and writes it back.
fn each<T: Serialize + DeserializeOwned + Debug>(cases: &[(Value, fn(&T) -> bool)]) {
    for (value, fits) in cases {
        let read: T = serde_json::from_value(value.clone()).unwrap();
        assert!(fits(&read), "{value} is {read:?}");
        assert_eq!(serde_json::to_value(&read).unwrap(), *value);
    }
}

#[test]
fn strings() {
    each::<Word>(&[
        (json!("red"), |it| matches!(it, Word::Colour(Colour::Red))),
        (json!("blue"), |it| matches!(it, Word::String(_))),
        (json!("67e55044-10b1-426f-9247-bb680e5fe0c8"), |it| matches!(it, Word::Uuid(_))),
    ]);
}

#[test]
fn numbers() {
    each::<Amount>(&[
        (json!(3), |it| matches!(it, Amount::Int32(3))),
        (json!(3_000_000_000_i64), |it| matches!(it, Amount::Integer(3_000_000_000))),
        (json!(3.0), |it| matches!(it, Amount::Number(_))),
        (json!(0.5), |it| matches!(it, Amount::Number(_))),
    ]);
}

#[test]
fn lists() {
    each::<Lists>(&[
        (json!(["red", "green"]), |it| matches!(it, Lists::Colours(_))),
        (json!(["red", "blue"]), |it| matches!(it, Lists::Texts(_))),
        (json!([1, 2]), |it| matches!(it, Lists::Numbers(_))),
        (json!([]), |it| matches!(it, Lists::Colours(_))),
        (json!([1, "red"]), |it| matches!(it, Lists::Unknown(_))),
    ]);
}

#[test]
fn keys() {
    each::<ByKeys>(&[
        (json!({ "id": "a" }), |it| matches!(it, ByKeys::Plain(_))),
        (json!({ "id": "a", "note": "b" }), |it| matches!(it, ByKeys::Detailed(_))),
        (json!({ "size": 1 }), |it| matches!(it, ByKeys::Detailed(_))),
        (json!({ "x": "y" }), |it| matches!(it, ByKeys::Map(_))),
    ]);
    // A key that is new to all: the one that knows most of the others.
    let read: ByKeys = serde_json::from_value(json!({ "id": "a", "note": "b", "new": 1 })).unwrap();
    assert!(matches!(read, ByKeys::Detailed(_)), "{read:?}");
}

#[test]
fn constants() {
    each::<ByConstant>(&[
        (json!({ "version": 1 }), |it| matches!(it, ByConstant::Old(_))),
        (json!({ "version": 2, "a": "b" }), |it| matches!(it, ByConstant::New(_))),
        (json!({ "draft": true }), |it| matches!(it, ByConstant::Draft(_))),
        (json!({ "draft": false }), |it| matches!(it, ByConstant::Final(_))),
        (json!({ "version": 3 }), |it| matches!(it, ByConstant::Unknown(_))),
    ]);
}

#[test]
fn unions_in_unions() {
    each::<Nested>(&[
        (json!(3), |it| matches!(it, Nested::Amount(amount) if matches!(**amount, Amount::Int32(3)))),
        (json!({ "size": 1 }), |it| matches!(it, Nested::ByKeys(keys) if matches!(**keys, ByKeys::Detailed(_)))),
        (json!(true), |it| matches!(it, Nested::Boolean(true))),
        (json!("else"), |it| matches!(it, Nested::Unknown(_))),
    ]);
}

#[test]
fn null_is_no_member() {
    let value = json!({ "word": "red", "same": "::1", "nested": null, "maybe": { "id": "a" } });
    let holder: Holder = serde_json::from_value(value.clone()).unwrap();
    let same: Option<&String> = holder.same.as_ref();
    assert_eq!(same.map(String::as_str), Some("::1"));
    assert!(holder.nested.is_null());
    assert_eq!(holder.maybe.value().unwrap().id.as_deref(), Some("a"));
    assert_eq!(serde_json::to_value(&holder).unwrap(), value);
}

#[test]
fn a_boolean_with_one_value_is_not_asked_for() {
    use unions_exact::types::{ByConstantDraft, ByConstantFinal};
    assert!(ByConstantDraft::new().draft && !ByConstantFinal::new().draft);
}
