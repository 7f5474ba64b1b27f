//! Types that hold themselves can be made, sent and received.

use recursion::types::{Expression, Sum, Tree};
use serde_json::json;

#[test]
fn a_tree_has_trees() {
    let text = json!({
        "name": "a",
        "parent": { "name": "b" },
        "children": [{ "name": "c", "children": [{ "name": "d" }] }],
        "by_name": { "e": { "name": "e" } },
    });
    let tree: Tree = serde_json::from_value(text.clone()).unwrap();
    assert_eq!(tree.parent.as_ref().map(|parent| parent.name.as_str()), Some("b"));
    assert_eq!(serde_json::to_value(&tree).unwrap(), text);
}

#[test]
fn an_expression_has_expressions() {
    let sum = Sum::new().left(1.0).right(Sum::new().left(2.0).right(3.0));
    let text = json!({ "left": 1.0, "right": { "left": 2.0, "right": 3.0 } });
    assert_eq!(serde_json::to_value(&sum).unwrap(), text);
    let read: Expression = serde_json::from_value(text).unwrap();
    assert_eq!(read, Expression::from(sum));
}
