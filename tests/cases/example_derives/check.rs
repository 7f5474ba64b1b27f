//! What was derived is there.

use std::collections::HashSet;

use example_derives::types::{Point, RoomKey, Size};

#[test]
fn a_type_of_this_name_is_copied_and_compared() {
    let door = Point::new().x(1.0).y(2.0);
    let moved = door;
    assert_eq!(door, moved);
    assert!(door < Point::new().x(1.5));
}

#[test]
fn a_type_whose_name_ends_like_this_can_be_a_key() {
    let key = || RoomKey::new().house("North").number(1);
    assert!(HashSet::from([key()]).contains(&key()));
}

#[test]
fn a_type_that_asks_for_it_is_ordered() {
    assert!(Size::Small < Size::Large);
}
