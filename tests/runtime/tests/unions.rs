//! Unions: by discriminator, by what a value holds, and what no member fits.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::type_complexity, missing_docs)]

use sample::runtime::{Empty, Reader, Value, from_json, to_json};
use sample::types::{Circle, Pet, Shape, Tree};
use std::time::{Duration, Instant};

fn read<T: Value + Empty>(json: &str) -> T {
    from_json(json.as_bytes()).unwrap()
}

fn text(value: &dyn Value) -> String {
    String::from_utf8(to_json(value)).unwrap()
}

#[test]
fn by_discriminator() {
    for tag in ["cat", "Cat"] {
        let json = format!(r#"{{"lives":9,"petType":"{tag}"}}"#);
        let Pet::Cat(cat) = read(&json) else { panic!("{json}") };
        assert_eq!((cat.lives, cat.pet_type.as_str()), (9, tag));
    }
    let json = r#"{"petType":"dog","friend":{"petType":"cat","lives":7}}"#;
    let pet: Pet = read(json);
    assert!(matches!(&pet, Pet::Dog(dog) if matches!(dog.friend, Some(Pet::Cat(_)))));
    assert_eq!(text(&pet), json);
    assert_eq!(serde_json::to_string(&pet).unwrap(), json);
    assert_eq!(serde_json::from_str::<Pet>(json).unwrap(), pet);
}

#[test]
fn what_the_discriminator_does_not_know_is_kept() {
    for json in [r#"{"petType":"bird","wings":[2,{"a":null}]}"#, r#"{"wings":2}"#, "[1]", "null", r#""x""#] {
        let pet: Pet = read(json);
        assert!(matches!(pet, Pet::Unknown(_)), "{json}");
        assert_eq!(text(&pet), json);
    }
}

#[test]
fn a_member_that_does_not_fit_its_discriminator_is_an_error() {
    let e = from_json::<Pet>(br#"{"petType":"dog","friend":{"petType":"cat","lives":"nine"}}"#).unwrap_err();
    assert_eq!(e.to_string(), "friend.lives: expected a 32-bit integer, found a string (byte 51)");
    // In an answer, a missing field of the member is forgiven and noted, as everywhere.
    let mut pet = Pet::empty();
    let mut reader = Reader::forgiving(br#"{"petType":"dog","friend":{"petType":"cat"}}"#).unwrap();
    pet.read(&mut reader).unwrap();
    assert_eq!(reader.missing(), ["friend.lives"]);
}

#[test]
fn by_what_it_holds() {
    let cases: &[(&str, fn(&Shape) -> bool)] = &[
        (r#"{"radius":1.5}"#, |s| matches!(s, Shape::Circle(_))),
        (r#"{"kind":"square","side":2.0}"#, |s| matches!(s, Shape::Square(_))),
        (
            r#"{"kind":"square","side":2.0,"within":{"radius":1.0}}"#,
            |s| matches!(s, Shape::Square(square) if matches!(square.within.as_deref(), Some(Shape::Circle(_)))),
        ),
        (r#"{"a":1,"b":2}"#, |s| matches!(s, Shape::Other(_))),
        (r#""x""#, |s| matches!(s, Shape::Name(_))),
        ("3", |s| matches!(s, Shape::Count(3))),
        ("3.0", |s| matches!(s, Shape::Ratio(_))),
        ("true", |s| matches!(s, Shape::Flag(true))),
        (r#"[1,"x",[null]]"#, |s| matches!(s, Shape::Many(_))),
        ("null", |s| matches!(s, Shape::Nothing(()))),
        (r#"{"kind":"cube","side":2.0}"#, |s| matches!(s, Shape::Unknown(_))),
        (r#"{"radius":"x"}"#, |s| matches!(s, Shape::Unknown(_))),
        (
            r#"{"side":1,"kind":"square","within":{"radius":"x"}}"#,
            |s| matches!(s, Shape::Square(square) if matches!(square.within.as_deref(), Some(Shape::Unknown(_)))),
        ),
    ];
    for (json, expected) in cases {
        let shape: Shape = read(json);
        assert!(expected(&shape), "{json}: {shape:?}");
        let mut back: serde_json::Value = serde_json::from_slice(&to_json(&shape)).unwrap();
        let mut tree: serde_json::Value = serde_json::from_str(json).unwrap();
        // Another package of the workspace may have `serde_json` keep the order of keys.
        back.sort_all_objects();
        tree.sort_all_objects();
        assert_eq!(back.to_string().replace(".0", ""), tree.to_string().replace(".0", ""));
        // A forgiving reader tries as strictly: no member is taken for having forgiven all.
        let mut forgiven = Shape::empty();
        let mut reader = Reader::forgiving(json.as_bytes()).unwrap();
        forgiven.read(&mut reader).unwrap();
        reader.finish().unwrap();
        assert_eq!(forgiven, shape);
        assert!(reader.missing().is_empty() && !reader.is_strict());
    }
}

#[test]
fn what_is_not_json_is_an_error_in_a_union() {
    for json in [r#"{"radius":1"#, r#"{"radius":tru}"#, "[1,]", ""] {
        from_json::<Shape>(json.as_bytes()).unwrap_err();
    }
}

#[test]
fn debug_names_the_variant() {
    assert_eq!(format!("{:?}", Shape::Circle(Circle { radius: 1.0 })), "Circle(Circle { radius: 1.0 })");
    assert_eq!(format!("{:?}", read::<Shape>(r#"{"x":"y"}"#)), r#"Unknown(Object {"x": String("y")})"#);
}

#[test]
fn a_document_cannot_multiply_the_trials() {
    // Every level fits `Left` by its keys, and fails at its end.
    for depth in [20, 60, 120] {
        let json = r#"{"next":"#.repeat(depth) + "null" + &r#","right":"r"}"#.repeat(depth);
        let start = Instant::now();
        let tree: Tree = read(&json);
        assert!(start.elapsed() < Duration::from_secs(5), "{depth}: {:?}", start.elapsed());
        assert_eq!(text(&tree), json);
        if depth == 20 {
            println!("{depth}: {:?}", start.elapsed());
        }
    }
}
