//! A value is the member that it fits, whatever the order of the description.

use one_of::types::{Dot, Holder, Result as Outcome, Scalar, Shape};
use serde_json::json;

#[test]
fn the_kind_of_json_tells() {
    for (value, fits) in [
        (json!(true), matches as fn(&Scalar) -> bool),
        (json!(3), |it: &Scalar| matches!(it, Scalar::Integer(3))),
        (json!(2.5), |it: &Scalar| matches!(it, Scalar::Number(_))),
        (json!("a"), |it: &Scalar| matches!(it, Scalar::String(_))),
        (json!(["a", "b"]), |it: &Scalar| matches!(it, Scalar::List(list) if list.len() == 2)),
        (json!({ "a": 1 }), |it: &Scalar| matches!(it, Scalar::Unknown(_))),
        (json!([1]), |it: &Scalar| matches!(it, Scalar::Unknown(_))),
    ] {
        let scalar: Scalar = serde_json::from_value(value.clone()).unwrap();
        assert!(fits(&scalar), "{value} is {scalar:?}");
        assert_eq!(serde_json::to_value(&scalar).unwrap(), value);
    }
}

fn matches(scalar: &Scalar) -> bool {
    matches!(scalar, Scalar::Boolean(true))
}

#[test]
fn the_keys_tell_and_the_most_particular_member_counts() {
    for (value, fits) in [
        (json!({ "x": 1.5, "y": 2.5 }), (|it| matches!(it, Shape::Dot(_))) as fn(&Shape) -> bool),
        (json!({ "x": 1.5, "y": 2.5, "radius": 3.5 }), |it| matches!(it, Shape::Circle(_))),
        (json!({ "x": 1.5, "y": 2.5, "radius": 3.5, "hole": 0.5 }), |it| matches!(it, Shape::Ring(_))),
        (json!({ "x": 1.5 }), |it| matches!(it, Shape::Unknown(_))),
        (json!("square"), |it| matches!(it, Shape::NameOfAShape(_))),
    ] {
        let shape: Shape = serde_json::from_value(value.clone()).unwrap();
        assert!(fits(&shape), "{value} is {shape:?}");
        assert_eq!(serde_json::to_value(&shape).unwrap(), value);
    }
}

#[test]
fn constants_tell() {
    let done: Outcome = serde_json::from_value(json!({ "status": "done" })).unwrap();
    let failed: Outcome = serde_json::from_value(json!({ "status": "failed", "reason": "a" })).unwrap();
    assert!(matches!(done, Outcome::Unknown(_)), "`area` is missing: {done:?}");
    assert!(matches!(failed, Outcome::Failed(_)), "{failed:?}");
}

#[test]
fn members_convert() {
    let dot = Dot::new(1.0, 2.0);
    assert!(matches!(Shape::from(dot), Shape::Dot(_)));
    let holder: Holder = serde_json::from_value(json!({ "scalar": 1, "maybe": null, "list": ["a", ["b"]] })).unwrap();
    assert!(matches!(holder.scalar, Scalar::Integer(1)));
}
