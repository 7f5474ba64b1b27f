//! What only the description in `spec/` says: examples, which operations may be repeated, and what is secret.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use serde_json::{Map, Value, json};

/// What the description says.
pub static SPEC: LazyLock<Spec> = LazyLock::new(Spec::read);

#[derive(Default)]
pub struct Spec {
    operations: BTreeMap<String, Operation>,
    schemas: BTreeMap<String, Value>,
    errors: BTreeMap<u64, Value>,
}

pub struct Operation {
    pub idempotent: bool,
    /// All that the example gives, by wire name, if there is an example.
    pub request: Option<Value>,
    /// The example of the answer, if there is one.
    pub answer: Option<Value>,
    /// The fields of the answer that may be null.
    pub nullable: Vec<String>,
    /// Where secrets are in what the caller gives.
    pub secret_params: Vec<Place>,
    /// Where secrets are in the answer.
    pub secret_answers: Vec<Place>,
}

/// The names of the fields that lead to a value; `*` is every item of a list or map.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place(Vec<String>);

impl Spec {
    fn read() -> Self {
        let mut spec = Self::default();
        let mut documents = Vec::new();
        read_yaml(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../spec")), &mut documents);
        for document in &documents {
            spec.schemas.extend(entries(&document["components"]["schemas"]));
            for (_, response) in entries(&document["components"]["responses"]) {
                let example = response["content"]["application/json"]["example"].clone();
                // Some statuses have two shapes; the other is that of OAuth 2.
                if example.get("error_type").is_some() {
                    spec.errors.insert(example["status_code"].as_u64().expect("a status"), example);
                }
            }
        }
        for document in &documents {
            for (_, item) in entries(&document["paths"]).filter(|(_, item)| item.get("$ref").is_none()) {
                for (_, said) in entries(&item) {
                    let id = said["operationId"].as_str().expect("an operationId").to_owned();
                    let operation = spec.operation(&said);
                    spec.operations.insert(id, operation);
                }
            }
        }
        spec
    }

    fn operation(&self, said: &Value) -> Operation {
        // Those that are shared are optional headers, which are given per call.
        let parameters = said["parameters"].as_array().into_iter().flatten().filter(|said| said.get("$ref").is_none());
        let (body, answer) = (content(&said["requestBody"]), content(&said["responses"]["200"]));
        let mut secret_params = Vec::new();
        let mut request = Some(Map::new());
        for parameter in parameters {
            let name = parameter["name"].as_str().expect("a name").to_owned();
            if parameter["x-sensitive"] == json!(true) {
                secret_params.push(Place(vec![name.clone()]));
            }
            let required = parameter["required"] == json!(true);
            match (&mut request, parameter.get("example")) {
                (Some(request), Some(example)) => drop(request.insert(name, example.clone())),
                (request, None) if required => *request = None,
                _ => {}
            }
        }
        self.find_secrets(&body["schema"], &Place::default(), &mut secret_params);
        let has_fields = body["schema"].get("properties").is_some();
        match (&mut request, body.get("example")) {
            (Some(request), Some(example)) => request.extend(entries(example)),
            (request, None) if has_fields => *request = None,
            _ => {}
        }
        let mut secret_answers = Vec::new();
        self.find_secrets(&answer["schema"], &Place::default(), &mut secret_answers);
        Operation {
            idempotent: said["x-idempotent"] == json!(true),
            request: request.map(Value::from),
            answer: answer.get("example").cloned(),
            nullable: entries(&answer["schema"]["properties"])
                .filter(|(_, field)| field["nullable"] == json!(true))
                .map(|(name, _)| name)
                .collect(),
            secret_params,
            secret_answers,
        }
    }

    fn find_secrets(&self, schema: &Value, at: &Place, into: &mut Vec<Place>) {
        let whole = schema["allOf"].get(0).unwrap_or(schema);
        let whole = named(whole).map_or(whole, |name| &self.schemas[name]);
        if schema["x-sensitive"] == json!(true) || whole["x-sensitive"] == json!(true) {
            into.push(at.clone());
            return;
        }
        for (name, property) in entries(&whole["properties"]) {
            self.find_secrets(&property, &at.below(&name), into);
        }
        for items in [&whole["items"], &whole["additionalProperties"]] {
            if items.is_object() {
                self.find_secrets(items, &at.below("*"), into);
            }
        }
        for member in whole["oneOf"].as_array().into_iter().flatten() {
            self.find_secrets(member, at, into);
        }
    }

    /// The ids of all operations.
    pub fn ids(&self) -> Vec<&str> {
        self.operations.keys().map(String::as_str).collect()
    }

    pub fn of(&self, id: &str) -> &Operation {
        self.operations.get(id).unwrap_or_else(|| panic!("the description has no operation `{id}`"))
    }

    /// The example of the answer of an operation.
    pub fn answer(&self, id: &str) -> Value {
        self.of(id).answer.clone().unwrap_or_else(|| panic!("`{id}` has no example of an answer"))
    }

    /// The example of an error of this status.
    pub fn error(&self, status: u64) -> Value {
        self.errors.get(&status).unwrap_or_else(|| panic!("no error has status {status}")).clone()
    }
}

impl Place {
    fn below(&self, name: &str) -> Self {
        Self(self.0.iter().cloned().chain([name.to_owned()]).collect())
    }

    /// Puts a secret into all texts at this place.
    pub fn plant(&self, into: &mut Value, secret: &str) {
        plant(&self.0, into, secret);
    }
}

fn plant(way: &[String], into: &mut Value, secret: &str) {
    match (way, into) {
        ([], Value::String(text)) => *text = secret.to_owned(),
        ([], into) => each_below(into, |below| plant(way, below, secret)),
        ([first, rest @ ..], into) if first == "*" => each_below(into, |below| plant(rest, below, secret)),
        ([first, rest @ ..], into) => {
            if let Some(below) = into.get_mut(first) {
                plant(rest, below, secret);
            }
        }
    }
}

fn each_below(value: &mut Value, mut f: impl FnMut(&mut Value)) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(f),
        Value::Object(object) => object.values_mut().for_each(&mut f),
        _ => {}
    }
}

/// What a body is, whatever its media type.
fn content(of: &Value) -> Value {
    entries(&of["content"]).next().map(|(_, content)| content).unwrap_or_default()
}

/// The last word of a reference: names are unique in the description.
fn named(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.rsplit('/').next()
}

fn entries(value: &Value) -> impl Iterator<Item = (String, Value)> + use<> {
    value.as_object().cloned().unwrap_or_default().into_iter()
}

fn read_yaml(directory: &Path, into: &mut Vec<Value>) {
    let entries = fs::read_dir(directory).unwrap_or_else(|e| panic!("{}: {e}", directory.display()));
    for path in entries.map(|entry| entry.expect("an entry").path()) {
        if path.is_dir() {
            read_yaml(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            into.push(serde_yaml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display())));
        }
    }
}
