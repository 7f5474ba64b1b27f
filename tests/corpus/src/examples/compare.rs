//! Whether an example that was decoded and encoded is the same JSON.
//!
//! The same is: the same keys in any order, numbers of the same value, texts of the same instant or UUID. By design, keys
//! that the schema does not describe are ignored, and an optional value of a response that is null is one that is not
//! there; both are counted.

use std::collections::BTreeSet;

use oasmith::pointer::Pointer;
use serde_json::{Map, Value};

use super::Example;

/// What became of an example.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// What differs: what happened, and where in the example.
    pub differences: Vec<Difference>,
    /// Keys that were lost and are not described.
    pub undescribed_keys: usize,
    /// Nulls that were lost.
    pub dropped_nulls: usize,
}

/// Something that is not the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What happened to what kind of value.
    pub what: String,
    /// Where in the example.
    pub at: String,
}

/// Compares an example with what came back.
pub fn compare(example: &Example, after: &Value) -> Comparison {
    let undescribed = example.undescribed.iter().map(String::as_str).collect();
    let mut comparing = Comparing { undescribed, found: Comparison::default() };
    let mut after = after.clone();
    if let (Value::Object(before), Value::Object(after)) = (&example.value, &mut after) {
        after.retain(|key, _| before.contains_key(key) || !example.parameters.contains(key));
    }
    comparing.value(&example.value, &after, &Pointer::root());
    comparing.found
}

struct Comparing<'e> {
    undescribed: BTreeSet<&'e str>,
    found: Comparison,
}

impl Comparing<'_> {
    fn differs(&mut self, at: &Pointer, what: String) {
        self.found.differences.push(Difference { what, at: at.as_str().to_owned() });
    }

    fn value(&mut self, before: &Value, after: &Value, at: &Pointer) {
        match (before, after) {
            (Value::Object(before), Value::Object(after)) => self.objects(before, after, at),
            (Value::Array(before), Value::Array(after)) => {
                for (index, (before, after)) in before.iter().zip(after).enumerate() {
                    self.value(before, after, &at.child(index));
                }
                if before.len() != after.len() {
                    self.differs(at, "a list has another length".to_owned());
                }
            }
            (Value::Number(left), Value::Number(right)) if left.as_f64() == right.as_f64() => {}
            (Value::String(left), Value::String(right)) if left == right || is_same_text(left, right) => {}
            (before, after) if before == after => {}
            (before, after) => {
                let what = match (noun(before), noun(after)) {
                    (left, right) if left == right => format!("{left} has another value"),
                    (left, right) => format!("{left} became {right}"),
                };
                self.differs(at, what);
            }
        }
    }

    fn objects(&mut self, before: &Map<String, Value>, after: &Map<String, Value>, at: &Pointer) {
        for (key, value) in before {
            let at = at.child(key);
            match after.get(key) {
                Some(after) => self.value(value, after, &at),
                None if self.undescribed.contains(at.as_str()) => self.found.undescribed_keys += 1,
                None if value.is_null() => self.found.dropped_nulls += 1,
                None => self.differs(&at, format!("a key with {} is lost", noun(value))),
            }
        }
        for (key, value) in after.iter().filter(|(key, _)| !before.contains_key(*key)) {
            self.differs(&at.child(key), format!("a key with {} is new", noun(value)));
        }
    }
}

/// Whether texts that are written differently mean the same to the types that they are mapped to.
fn is_same_text(left: &str, right: &str) -> bool {
    let instant = |text| chrono::DateTime::parse_from_rfc3339(text).ok();
    let uuid = |text| uuid::Uuid::try_parse(text).ok();
    (instant(left).is_some() && instant(left) == instant(right)) || (uuid(left).is_some() && uuid(left) == uuid(right))
}

fn noun(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(text) if text.is_empty() => "an empty string",
        Value::String(_) => "a string",
        Value::Array(list) if list.is_empty() => "an empty list",
        Value::Array(_) => "a list",
        Value::Object(map) if map.is_empty() => "an empty object",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn example(value: Value) -> Example {
        Example {
            pointer: String::new(),
            ty: String::new(),
            value,
            undescribed: vec!["/pet/colour".to_owned()],
            parameters: vec!["id".to_owned()],
        }
    }

    fn differences(before: Value, after: Value) -> Vec<String> {
        let comparison = compare(&example(before), &after);
        comparison.differences.into_iter().map(|difference| format!("{}: {}", difference.at, difference.what)).collect()
    }

    #[test]
    fn the_same_may_be_written_differently() {
        let before =
            json!({ "a": 1.0, "at": "2024-01-01T02:00:00+02:00", "of": "67E55044-10B1-426F-9247-BB680E5FE0C8" });
        let after = json!({ "of": "67e55044-10b1-426f-9247-bb680e5fe0c8", "at": "2024-01-01T00:00:00Z", "a": 1 });
        assert_eq!(differences(before, after), [""; 0]);
    }

    #[test]
    fn each_difference_is_told_with_its_place() {
        let before = json!({ "pet": { "name": "Rex", "age": 3, "tags": [1, 2] }, "lost": "" });
        let after = json!({ "pet": { "name": 7, "age": 4, "tags": [1] }, "new": null });
        let expected = [
            "/pet/name: a string became a number",
            "/pet/age: a number has another value",
            "/pet/tags: a list has another length",
            "/lost: a key with an empty string is lost",
            "/new: a key with null is new",
        ];
        assert_eq!(differences(before, after), expected);
    }

    #[test]
    fn what_is_ignored_by_design_is_counted() {
        let before = json!({ "pet": { "colour": "red", "chip": null } });
        // The operation's parameter stands beside the body's properties in its params.
        let after = json!({ "pet": {}, "id": "" });
        let comparison = compare(&example(before), &after);
        assert_eq!(comparison, Comparison { differences: Vec::new(), undescribed_keys: 1, dropped_nulls: 1 });
    }

    #[test]
    fn a_key_called_like_a_parameter_is_one_of_the_body_if_the_example_has_it() {
        assert_eq!(differences(json!({ "id": 1 }), json!({ "id": 2 })), ["/id: a number has another value"]);
    }
}
