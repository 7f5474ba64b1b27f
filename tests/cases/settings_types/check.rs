//! Types have what the configuration gives them.

use std::collections::HashSet;

use settings_types::types::{Kind, Owner, Pet, PetChip, Size};

fn owner(name: &str) -> Owner {
    Owner::new().name(name)
}

#[test]
fn derived_traits_can_be_used() {
    // Made without `new`, and so only where there are no further fields.
    let pet = Pet { kind: Kind::Cat, owner: owner("Ann"), size: Size { height: 3 }, chip: Some(PetChip::Integer(7)) };
    let pets = HashSet::from([pet.clone(), pet.clone(), Pet { kind: Kind::Dog, ..pet }]);
    assert_eq!(pets.len(), 2);
    assert!(Kind::Cat < Kind::Dog);
    assert_eq!(owner("Ann").max(owner("Bob")), owner("Bob"));
}

#[test]
fn exhaustive_enums_can_be_matched_without_a_wildcard() {
    let legs = match Kind::Dog {
        Kind::Cat | Kind::Dog => 4,
        Kind::Unknown(_) => 0,
    };
    assert_eq!(legs, 4);
}
