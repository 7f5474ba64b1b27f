//! Lists and maps: missing ones are empty, keys that are not named are kept.

use arrays_maps::types::{Board, Player, Settings};
use serde_json::json;

#[test]
fn what_is_missing_or_null_is_empty() {
    let board: Board = serde_json::from_value(json!({ "cells": null, "moves": [{ "from": "a1" }] })).unwrap();
    assert!(board.cells.is_empty());
    assert_eq!(board.moves[0].to, None);
}

#[test]
fn null_items_stay_where_they_are() {
    let text = json!({ "cells": [[1, 2], []], "moves": [], "gaps": ["a", null], "sparse": { "x": null, "y": 1 } });
    let board: Board = serde_json::from_value(text.clone()).unwrap();
    let gaps: Vec<Option<String>> = vec![Some("a".to_owned()), None];
    assert_eq!(board.gaps, Some(gaps));
    assert_eq!(serde_json::to_value(&board).unwrap(), text);
}

#[test]
fn keys_that_are_not_named_are_kept() {
    let text = json!({ "name": "Ada", "rank": "first", "club": "north" });
    let player: Player = serde_json::from_value(text.clone()).unwrap();
    assert_eq!(player.additional_properties["club"], "north");
    assert_eq!(serde_json::to_value(&player).unwrap(), text);
    let text = json!({ "theme": "dark", "additional_properties": 1, "volume": [1, { "a": null }] });
    let settings: Settings = serde_json::from_value(text.clone()).unwrap();
    assert_eq!(serde_json::to_value(&settings).unwrap(), text);
}
