//! What is left when everything has its new place: references, and the few keys that schemas do not share with 3.0.

use serde_json::{Map, Value};

use super::{new_section, parameter};
use crate::grammar::{self, Kind, Path};

/// Rewrites references and schemas, wherever they stand.
pub(super) fn rewrite(root: &mut Value) {
    grammar::walk_mut(root, &Path::document(), &mut |value, path| {
        let (Value::Object(map), kind) = (value, path.kind()) else { return };
        if let Some(target) = grammar::reference(map, kind).and_then(new_reference) {
            map.insert("$ref".to_owned(), target.into());
        }
        match kind {
            Kind::Schema => rewrite_keys(map),
            Kind::Mapping => {
                for target in map.values_mut() {
                    if let Some(new) = target.as_str().and_then(new_reference) {
                        *target = new.into();
                    }
                }
            }
            _ => {}
        }
    });
}

/// What `#/definitions/Pet` is called in 3.0.
fn new_reference(text: &str) -> Option<String> {
    let (section, name) = text.strip_prefix("#/")?.split_once('/')?;
    Some(format!("#/components/{}/{name}", new_section(section)?))
}

/// What authors write for want of a key that 3.0 has.
const EXTENSIONS: &[(&str, &str)] = &[
    ("x-nullable", "nullable"),
    ("x-example", "example"),
    ("x-deprecated", "deprecated"),
    ("x-writeOnly", "writeOnly"),
];

fn rewrite_keys(schema: &mut Map<String, Value>) {
    for (extension, key) in EXTENSIONS {
        // Some have more to say under `x-deprecated` than that it is so.
        let fits = |value: &Value| value.is_boolean() || *key == "example";
        if schema.get(*extension).is_some_and(fits)
            && let Some(value) = schema.shift_remove(*extension)
        {
            schema.entry(*key).or_insert(value);
        }
    }
    if parameter::is_file(schema) {
        schema.insert("type".to_owned(), "string".into());
        schema.insert("format".to_owned(), "binary".into());
    }
}
