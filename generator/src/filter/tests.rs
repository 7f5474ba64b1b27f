//! What is kept of small documents, and what is still said of them.

use serde_json::json;

use super::*;
use crate::source::FileId;

fn config(filter: &str) -> Config {
    toml::from_str(&format!("[filter]\n{filter}")).unwrap()
}

fn bundle(root: Value) -> Bundle {
    Bundle { root, origins: Origins::new(FileId(0)) }
}

/// The paths and methods, and the schemas, that are left.
fn left(root: Value, filter: &str) -> (Vec<String>, Vec<String>) {
    let (mut bundle, mut diagnostics) = (bundle(root), Diagnostics::new());
    apply(&mut bundle, &config(filter), &mut diagnostics);
    let said: Vec<_> = diagnostics.iter().map(|diagnostic| diagnostic.message.clone()).collect();
    assert_eq!(said, Vec::<String>::new(), "{filter}");
    let map = |pointer: &str| bundle.root.pointer(pointer).and_then(Value::as_object).cloned().unwrap_or_default();
    let operations = map("/paths").into_iter().flat_map(|(path, item)| {
        let methods = item.as_object().into_iter().flatten().filter(|(key, _)| *key != "parameters");
        methods.map(|(method, _)| format!("{method} {path}")).collect::<Vec<_>>()
    });
    (operations.collect(), map("/components/schemas").keys().cloned().collect())
}

fn api() -> Value {
    json!({
        "paths": {
            "/pets": {"get": {"tags": ["a", "b"]}, "put": {"operationId": "pets.put", "tags": ["a"]}},
            "/pets/{id}": {"parameters": [], "get": {"tags": ["b"], "x": "#/components/schemas/Pet"}},
            "/pets/{id}/toys": {"get": {"operationId": "toys.list"}},
        },
        "components": {"schemas": {
            "Pet": {"discriminator": {"propertyName": "kind"}, "properties": {"owner": {"$ref": "#/components/schemas/Owner"}}},
            "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"$ref": "#/components/schemas/Claws"}]},
            "Claws": {}, "Owner": {}, "Unused": {"$ref": "#/components/schemas/Owner"},
        }},
    })
}

#[test]
fn lists_add_and_exclusions_take_away() {
    for (filter, expected) in [
        ("tags = ['a']", vec!["get /pets", "put /pets"]),
        ("tags = ['a', 'b']\nexclude-tags = ['b']", vec!["put /pets"]),
        ("paths = ['/pets/{id}']", vec!["get /pets/{id}"]),
        ("paths = ['/pets/*']", vec!["get /pets/{id}"]),
        ("paths = ['/pets/**']", vec!["get /pets/{id}", "get /pets/{id}/toys"]),
        ("paths = ['/pets']\noperations = ['toys.*']", vec!["get /pets", "put /pets", "get /pets/{id}/toys"]),
        // An operation without an id has the one that is made for it.
        ("operations = ['get_pets_by_id']", vec!["get /pets/{id}"]),
        ("exclude-operations = ['get_*']", vec!["put /pets", "get /pets/{id}/toys"]),
    ] {
        assert_eq!(left(api(), filter).0, expected, "{filter}");
    }
}

#[test]
fn schemas_stay_that_operations_reach() {
    let all = ["Pet", "Cat", "Claws", "Owner", "Unused"];
    for (filter, expected) in [
        ("paths = ['/pets/*']", &all[..4]),
        ("paths = ['/pets']", &[]),
        ("paths = ['/pets']\nprune = false", &all[..]),
        ("prune = true", &all[..4]),
        ("", &all[..]),
    ] {
        assert_eq!(left(api(), filter).1, expected, "{filter}");
    }
}

#[test]
fn what_is_left_out_is_not_spoken_of() {
    let mut bundle = bundle(api());
    let other = FileId(1);
    let at = |pointer: &str| Pointer::parse(pointer);
    bundle.origins.take(at("/paths/~1pets"), other, at(""));
    bundle.origins.take(at("/components/schemas/Owner"), other, at("/Owner"));
    let mut diagnostics = Diagnostics::new();
    let places = [
        (Place::from(at("/paths/~1pets~1{id}/get/responses")), true),
        (Place::from(at("/paths/~1pets/get")), false),
        (Place::Authored(other, at("/get/responses")), false),
        (Place::Authored(other, at("/Owner/type")), true),
        (Place::from(at("/components/schemas/Unused/$ref")), false),
        (Place::from(at("/info")), true),
        (Place::Nowhere, true),
    ];
    for (index, (place, _)) in places.iter().enumerate() {
        diagnostics.push(Diagnostic::new(Code::InvalidElement, place.clone(), index.to_string()));
    }
    apply(&mut bundle, &config("paths = ['/pets/*']"), &mut diagnostics);
    let left: Vec<usize> = diagnostics.iter().filter_map(|diagnostic| diagnostic.message.parse().ok()).collect();
    let expected = places.iter().enumerate().filter(|(_, (_, stays))| *stays).map(|(index, _)| index);
    assert_eq!(left, expected.collect::<Vec<_>>());
}

#[test]
fn a_file_that_something_kept_needs_is_missed_whoever_asks_first() {
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("api.yaml");
    let item = |name: &str| format!("  /{name}:\n    get: {{ responses: {{ '200': {{ $ref: 'none.yaml' }} }} }}\n");
    std::fs::write(&spec, format!("openapi: 3.0.3\npaths:\n{}{}", item("a"), item("b"))).unwrap();
    for (filter, expected) in [("paths = ['/b']", 1), ("exclude-paths = ['/*']", 0), ("prune = true", 1)] {
        let (mut sources, mut diagnostics) = (crate::Sources::new(), Diagnostics::new());
        let config = Config { spec: spec.clone(), ..config(filter) };
        crate::understand(&config, None, &mut sources, &mut diagnostics);
        let missed = diagnostics.iter().filter(|diagnostic| diagnostic.code == Code::UnreadableFile);
        assert_eq!(missed.count(), expected, "{filter}");
    }
}
