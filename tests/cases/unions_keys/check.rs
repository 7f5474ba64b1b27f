//! No key of a value is lost, whichever member it is.

use serde_json::{Value, json};
use unions_keys::types::{Environment, Filter, Pages, Prerequisite, Rule};

fn read(value: &Value) -> Environment {
    let read: Environment = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), *value);
    read
}

#[test]
fn members_that_ask_for_the_same_keys() {
    let read = read(&json!({ "rules": [
        { "id": 1, "type": "timer", "wait": 30 },
        { "id": 2, "type": "review", "reviewers": [
            { "reviewer": { "id": 3, "login": "ada" } },
            { "reviewer": { "id": 4, "slug": "league", "parent": null } },
        ] },
        { "id": 5, "type": "branch" },
    ] }));
    let Some([Rule::Timer(_), Rule::Review(review), Rule::Timer(_)]) = read.rules.as_deref() else {
        panic!("{read:?}")
    };
    assert_eq!(review.reviewers.as_ref().map(Vec::len), Some(2));
}

#[test]
fn members_that_ask_for_no_keys() {
    let read = read(&json!({ "prerequisites": [
        { "type": "level", "level": 3 },
        { "type": "feature", "feature": "sight" },
        { "type": "spell", "spell": "shield" },
    ] }));
    let told = matches!(
        read.prerequisites.as_deref(),
        Some([Prerequisite::Level(_), Prerequisite::Feature(_), Prerequisite::Spell(_)])
    );
    assert!(told, "{read:?}");
}

#[test]
fn maps_are_told_apart_by_their_values() {
    let read = read(&json!({ "filters": [
        { "category": "online" },
        { "value": 1.5 },
        { "category": ["online", "shop"] },
        { "value": { "from": 1.0, "to": 2.0 } },
        { "category": "online", "value": 1 },
    ] }));
    let told = matches!(
        read.filters.as_deref(),
        Some([Filter::Text(_), Filter::Amount(_), Filter::Choice(_), Filter::Range(_), Filter::Unknown(_)])
    );
    assert!(told, "{read:?}");
}

#[test]
fn what_none_knows_is_kept_as_json() {
    let read = read(&json!({ "pages": [
        { "last": "9", "next": "2" },
        { "first": "1", "prev": "1" },
        { "first": "1", "last": "9" },
    ] }));
    let told = matches!(read.pages.as_deref(), Some([Pages::Variant1(_), Pages::Variant2(_), Pages::Variant3(_)]));
    assert!(told, "{read:?}");
}
