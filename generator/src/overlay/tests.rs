//! What actions make of a document, and where they say that it was written.

use serde_json::{Value, json};

use super::*;

/// A document after an overlay with these actions, and what was said: codes with the author's file and pointer.
fn overlaid(document: Value, actions: Value) -> (Document, Vec<String>) {
    let overlay = json!({"overlay": "1.1.0", "info": {"title": "Changes", "version": "1.0.0"}, "actions": actions});
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let mut read = |name: &str, value: &Value| {
        let file = sources.add(name, value.to_string());
        source::parse(file, &sources, &mut Diagnostics::new()).unwrap()
    };
    let (mut document, overlay) = (read("api.json", &document), read("overlay.json", &overlay));
    if let Some(overlay) = read::overlay(overlay, &mut diagnostics) {
        overlay.actions.into_iter().for_each(|action| change::apply(action, &mut document, &mut diagnostics));
    }
    let said = diagnostics.iter().map(|diagnostic| match &diagnostic.place {
        Place::Authored(file, pointer) => format!("{} {}{pointer}", diagnostic.code.name(), sources.shown_path(*file)),
        place => format!("{} {place:?}", diagnostic.code.name()),
    });
    (document, said.collect())
}

fn changed(document: Value, actions: Value) -> Value {
    let (document, said) = overlaid(document, actions);
    assert_eq!(said, Vec::<String>::new());
    document.root
}

#[test]
fn objects_are_merged_lists_appended_to_and_single_values_replaced() {
    let pets = || json!({"get": {"tags": ["a"], "summary": "old", "x": {"y": 1}}});
    for (target, update, expected) in [
        ("$.get", json!({"summary": "new", "id": 1}), json!({"tags": ["a"], "summary": "new", "x": {"y": 1}, "id": 1})),
        ("$.get", json!({"x": {"z": 2}}), json!({"tags": ["a"], "summary": "old", "x": {"y": 1, "z": 2}})),
        ("$.get", json!({"tags": ["b", "c"]}), json!({"tags": ["a", "b", "c"], "summary": "old", "x": {"y": 1}})),
        ("$.get.tags", json!("b"), json!({"tags": ["a", "b"], "summary": "old", "x": {"y": 1}})),
        ("$.get.tags", json!(["b"]), json!({"tags": ["a", "b"], "summary": "old", "x": {"y": 1}})),
        ("$.get.tags", json!({"b": 1}), json!({"tags": ["a", {"b": 1}], "summary": "old", "x": {"y": 1}})),
        ("$.get.summary", json!("new"), json!({"tags": ["a"], "summary": "new", "x": {"y": 1}})),
        ("$.get", json!({"x": null, "tags": null}), json!({"tags": ["a"], "summary": "old", "x": {"y": 1}})),
    ] {
        let actions = json!([{"target": target, "update": update}]);
        assert_eq!(changed(pets(), actions), json!({"get": expected}), "{target} {update}");
    }
}

#[test]
fn actions_see_what_those_before_have_done() {
    let actions = json!([
        {"target": "$.a", "remove": true},
        {"target": "$", "update": {"a": {"b": [1]}}},
        {"target": "$.a.b", "update": 2, "description": "once more"},
        {"target": "$", "update": {"c": {}}},
        {"target": "$.c", "copy": "$.a"},
    ]);
    assert_eq!(changed(json!({"a": 1}), actions), json!({"a": {"b": [1, 2]}, "c": {"b": [1, 2]}}));
}

#[test]
fn all_that_is_selected_is_removed() {
    let document = json!({"list": [{"n": 1}, {"n": 2}, {"n": 1}, {"n": 3}], "x": {"x": {"y": 1}}});
    let actions = json!([{"target": "$.list[?@.n == 1]", "remove": true}, {"target": "$..x", "remove": true}]);
    assert_eq!(changed(document, actions), json!({"list": [{"n": 2}, {"n": 3}]}));
    let many: Vec<Value> = (0..12).map(|number| json!(number)).collect();
    let actions = json!([{"target": "$.list[?@ != 5]", "remove": true}]);
    assert_eq!(changed(json!({"list": many}), actions), json!({"list": [5]}));
}

#[test]
fn every_node_is_where_it_was_written() {
    let document = json!({"tags": ["x", "y", "z"], "get": {"a": 1}, "put": {}});
    let (document, said) = overlaid(
        document,
        json!([
            {"target": "$.tags[0]", "remove": true},
            {"target": "$", "update": {"tags": ["w"], "get": {"b": {"c": 2}}}},
            {"target": "$.put", "copy": "$.get"},
            {"target": "$.get.a", "update": 3},
        ]),
    );
    assert_eq!(said, Vec::<String>::new());
    assert_eq!(
        document.root,
        json!({"tags": ["y", "z", "w"], "get": {"a": 3, "b": {"c": 2}}, "put": {"a": 1, "b": {"c": 2}}})
    );
    let author = |pointer: &str| {
        let (file, author) = document.authors.author(&Pointer::parse(pointer));
        format!("{}{}", if file == document.file { "" } else { "overlay " }, author.as_str())
    };
    for (pointer, expected) in [
        ("/tags/0", "/tags/1"),
        ("/tags/1", "/tags/2"),
        ("/tags/2", "overlay /actions/1/update/tags/0"),
        ("/get", "/get"),
        ("/get/a", "overlay /actions/3/update"),
        ("/get/b/c", "overlay /actions/1/update/get/b/c"),
        ("/put/a", "/get/a"),
        ("/put/b/c", "overlay /actions/1/update/get/b/c"),
    ] {
        assert_eq!(author(pointer), expected, "{pointer}");
    }
}

#[test]
fn what_cannot_be_done_is_told_where_the_overlay_says_it() {
    let document = || json!({"list": [1], "object": {"a": {}}, "text": "a"});
    for (action, expected) in [
        (json!({"target": "$.none", "remove": true}), "unmatched-target overlay.json#/actions/0/target"),
        (json!({"target": "$", "remove": true}), "invalid-overlay overlay.json#/actions/0/target"),
        (json!({"target": "$.*", "update": {}}), "invalid-overlay overlay.json#/actions/0/target"),
        (json!({"target": "$.object", "update": {"a": [1]}}), "invalid-overlay overlay.json#/actions/0/update/a"),
        (json!({"target": "$.object", "update": 1}), "invalid-overlay overlay.json#/actions/0/update"),
        (json!({"target": "$.text", "update": {}}), "invalid-overlay overlay.json#/actions/0/update"),
        (json!({"target": "$.list", "copy": "$.*"}), "invalid-overlay overlay.json#/actions/0/copy"),
        (json!({"target": "$.list", "copy": "$.none"}), "invalid-overlay overlay.json#/actions/0/copy"),
        (json!({"target": "$.list["}), "invalid-overlay overlay.json#/actions/0/target"),
        (json!({"target": "$", "update": 1, "copy": "$"}), "invalid-overlay overlay.json#/actions/0/copy"),
        (json!({"target": "$"}), "invalid-overlay overlay.json#/actions/0"),
        (json!({"target": "$", "udpate": {}, "remove": true}), "invalid-overlay overlay.json#/actions/0/udpate"),
        (json!({"remove": true}), "invalid-overlay overlay.json#/actions/0"),
        (json!("remove"), "invalid-overlay overlay.json#/actions/0"),
    ] {
        let (after, said) = overlaid(document(), json!([action]));
        assert_eq!((said, after.root), (vec![expected.to_owned()], document()), "{action}");
    }
}
