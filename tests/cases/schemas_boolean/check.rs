//! `true` is any JSON, `false` none.

use schemas_boolean::types::BoxType;
use serde_json::json;

#[test]
fn anything_is_kept() {
    let text = json!({ "anything": [1, null], "more": { "a": 1 }, "list": [true, "x"], "closed": {}, "open": { "b": 2 } });
    let value: BoxType = serde_json::from_value(text.clone()).unwrap();
    assert_eq!(value.list.as_ref().map(Vec::len), Some(2));
    assert_eq!(serde_json::to_value(&value).unwrap(), text);
}
