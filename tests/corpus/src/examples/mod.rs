//! The examples that a document carries: where they are, of which type each is, and whether it is valid by its own
//! schema.
//!
//! Only what travels as JSON is looked at: schemas, media types of JSON, and parameters. What a crate makes of an example
//! is [`program`]'s, whether that is the same is [`compare`]'s.

pub mod compare;
pub mod program;
mod types;
mod validity;

use oasmith::grammar::{self, Kind, Path};
use oasmith::ir::Api;
use oasmith::media_type::is_json;
use oasmith::pointer::Pointer;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use types::Types;
use validity::{Validators, Validity};

/// An example that is valid and has a type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Example {
    /// Where it stands in the document.
    pub pointer: String,
    /// The type that decodes it, by its path in the crate.
    pub ty: String,
    /// The example.
    pub value: Value,
    /// Keys in it that its schema does not describe.
    pub undescribed: Vec<String>,
    /// Keys that its type has beside those of its schema: the parameters of the operation whose body it is.
    pub parameters: Vec<String>,
}

/// What a document has.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Those that can be tried.
    pub examples: Vec<Example>,
    /// How many are not valid by their own schema.
    pub invalid: usize,
    /// How many have no type, or no usable schema.
    pub untried: usize,
    /// Why a schema of the document cannot be used to check examples, if that is so.
    pub fault: Option<String>,
}

/// The examples of a bundled document, for the crate that was made of it.
pub fn find(root: &Value, api: &Api) -> Found {
    let candidates = candidates(root);
    let types = Types::new(root, api);
    let mut found = Found::default();
    let mut validators = match Validators::new(root, candidates.iter().map(|candidate| &candidate.schema)) {
        Ok(validators) => validators,
        Err(fault) => return Found { fault: Some(fault), untried: candidates.len(), ..found },
    };
    for Candidate { pointer, schema, value } in candidates {
        let Some(use_of) = types.of(&schema, value.is_null()) else {
            found.untried += 1;
            continue;
        };
        match validators.check(&schema, &value) {
            Err(fault) => {
                found.untried += 1;
                found.fault = Some(fault);
            }
            Ok(Validity::Invalid) => found.invalid += 1,
            Ok(Validity::Valid { undescribed }) => found.examples.push(Example {
                pointer: pointer.as_str().to_owned(),
                ty: use_of.path,
                value,
                undescribed,
                parameters: use_of.parameters,
            }),
        }
    }
    found
}

/// A value that the document gives for a schema.
struct Candidate {
    pointer: Pointer,
    schema: Pointer,
    value: Value,
}

fn candidates(root: &Value) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    let mut add = |pointer, schema: &Pointer, value: &Value| {
        candidates.push(Candidate { pointer, schema: schema.clone(), value: value.clone() });
    };
    grammar::walk_mut(&mut root.clone(), &Path::document(), &mut |node, path| {
        let (Value::Object(node), kind) = (node, path.kind()) else { return };
        let at = path.pointer();
        let schema = match kind {
            // Headers have no types: nothing in one is visited.
            Kind::Header => return node.clear(),
            Kind::Schema => at.clone(),
            Kind::Parameter => at.child("schema"),
            Kind::MediaType if at.last().is_some_and(|media_type| is_json(&media_type)) => at.child("schema"),
            _ => return,
        };
        if kind != Kind::Schema && !node.contains_key("schema") {
            return;
        }
        if let Some(value) = node.get("example") {
            add(at.child("example"), &schema, value);
        }
        each_of_several(root, node, &at, kind, &mut |pointer, value| add(pointer, &schema, value));
    });
    candidates
}

/// Visits `examples`: a list in a schema (JSON Schema), else names with example objects, which may be references.
fn each_of_several(
    root: &Value,
    node: &Map<String, Value>,
    at: &Pointer,
    kind: Kind,
    visit: &mut impl FnMut(Pointer, &Value),
) {
    let at = at.child("examples");
    match node.get("examples") {
        Some(Value::Array(list)) if kind == Kind::Schema => {
            list.iter().enumerate().for_each(|(index, value)| visit(at.child(index), value));
        }
        Some(Value::Object(named)) if kind != Kind::Schema => {
            for (name, example) in named {
                let reference = example.get("$ref").and_then(Value::as_str).map(|to| to.trim_start_matches('#'));
                let (example, at) = match reference {
                    Some(reference) => (root.pointer(reference), Pointer::parse(reference)),
                    None => (Some(example), at.child(name)),
                };
                if let Some(value) = example.and_then(|example| example.get("value")) {
                    visit(at.child("value"), value);
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use oasmith::{Config, Diagnostics, Sources};
    use serde_json::json;

    use super::*;

    #[test]
    fn examples_stand_in_schemas_media_types_and_parameters() {
        let document = json!({
            "openapi": "3.0.3",
            "paths": { "/pets": { "get": {
                "parameters": [{ "name": "limit", "in": "query", "schema": { "type": "integer" }, "example": 5 }],
                "responses": { "200": { "content": {
                    "application/json": {
                        "schema": { "$ref": "#/components/schemas/Pet" },
                        "examples": { "one": { "value": { "id": 1 } }, "two": { "$ref": "#/components/examples/Two" } },
                    },
                    "application/xml": { "schema": { "$ref": "#/components/schemas/Pet" }, "example": "<Pet/>" },
                } } },
            } } },
            "components": {
                "examples": { "Two": { "value": { "id": 2 } } },
                "schemas": { "Pet": {
                    "properties": { "id": { "type": "integer", "example": 3 }, "example": { "type": "string" } },
                    "example": { "id": 4 },
                } },
            },
        });
        let mut values: Vec<String> = candidates(&document).iter().map(|found| found.value.to_string()).collect();
        values.sort();
        assert_eq!(values, ["3", "5", "{\"id\":1}", "{\"id\":2}", "{\"id\":4}"]);
    }

    #[test]
    fn each_example_has_the_type_of_its_schema() {
        let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/pets.yaml");
        let config = Config { spec: spec.into(), out: "none".into(), ..Config::default() };
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        let (api, _) = oasmith::understand(&config, None, &mut sources, &mut diagnostics).unwrap();
        let document = oasmith::source::read(&config.spec, &mut sources, &mut diagnostics).unwrap();
        let bundle =
            oasmith::resolve::bundle(&document, &mut oasmith::Pins::default(), &mut sources, &mut diagnostics).unwrap();
        let found = find(&bundle.root, &api);
        let put = "/paths/~1pets~1{id}/put/requestBody/content/application~1json";
        let expected = [
            ("/paths/~1pets/get/parameters/0/example".to_owned(), "chrono::NaiveDate"),
            (
                "/paths/~1pets/get/responses/200/content/application~1json/examples/two/value".to_owned(),
                "Vec<crate::types::Pet>",
            ),
            (format!("{put}/schema/properties/name/example"), "String"),
            (format!("{put}/example"), "crate::pets::RenameParams"),
            ("/components/schemas/Pet/example".to_owned(), "crate::types::Pet"),
            ("/components/schemas/Pet/properties/tags/items/example".to_owned(), "String"),
        ];
        let mut seen: Vec<(String, &str)> =
            found.examples.iter().map(|example| (example.pointer.clone(), example.ty.as_str())).collect();
        let mut expected = expected.to_vec();
        seen.sort();
        expected.sort();
        assert_eq!(seen, expected);
        // `yesterday` is no date-time, and XML is not looked at.
        assert_eq!((found.invalid, found.untried), (1, 0));
        let of_body = found.examples.iter().find(|example| example.ty == "crate::pets::RenameParams");
        assert_eq!(of_body.map(|example| &example.parameters[..]), Some(&["id".to_owned()][..]));
        let of_list = found.examples.iter().find(|example| example.ty.starts_with("Vec"));
        assert_eq!(of_list.map(|example| &example.undescribed[..]), Some(&["/0/colour".to_owned()][..]));
    }
}
