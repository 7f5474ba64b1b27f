//! What the keywords of 3.1 say of values holds for the values that travel.

use serde_json::json;
use types_3_1::runtime::Nullable;
use types_3_1::types::{Reading, ReadingState, ReadingValue, Source, SourceStation};

#[test]
fn values_keep_their_kinds() {
    let text = json!({
        "kind": "reading",
        "value": "lost",
        "note": null,
        "state": "late",
        "position": [13.4, 52.5, "WGS 84"],
        "labels": { "x-a": 1 },
        "source": { "name": "a", "station": "north" },
        "origin": { "name": "b" },
        "version": 2,
        "complete": true,
    });
    let reading: Reading = serde_json::from_value(text.clone()).unwrap();
    assert!(matches!(&reading.value, ReadingValue::String(why) if why == "lost"));
    assert_eq!(reading.note, None);
    assert_eq!(reading.state, Nullable::Value(ReadingState::Late));
    assert_eq!(reading.position.as_ref().map(Vec::len), Some(3));
    assert_eq!(reading.labels.as_ref().and_then(|labels| labels.get("x-a")), Some(&1));
    let Nullable::Value(source) = &reading.source else { panic!("there is a source") };
    assert_eq!(source.station, Some(SourceStation::North));
    assert_eq!(serde_json::to_value(&reading).unwrap(), text);
    let source = Source::new().name("c");
    assert_eq!(serde_json::to_value(&source).unwrap(), json!({ "name": "c" }));
}
