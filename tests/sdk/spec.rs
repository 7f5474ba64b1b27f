//! The description in `spec/`, as far as the tests ask it: examples, and values made from schemas.

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
    parameters: BTreeMap<String, Value>,
    errors: BTreeMap<u64, Value>,
}

pub struct Operation {
    pub method: String,
    /// With `{name}` for path parameters.
    pub path: String,
    /// No `security` of its own means that of the whole API.
    pub anonymous: bool,
    pub idempotent: bool,
    pub parameters: Vec<Parameter>,
    /// Schema and example of the request's body.
    pub body: Option<(Value, Value)>,
    /// Schema and example of the answer with status 200.
    pub response: (Value, Value),
}

pub struct Parameter {
    pub name: String,
    /// `path`, `query` or `header`
    pub location: String,
    pub example: Value,
}

/// Which properties a made value has.
#[derive(Clone, Copy, PartialEq)]
pub enum Extent {
    All,
    Required,
}

impl Spec {
    fn read() -> Self {
        let mut spec = Self::default();
        let mut documents = Vec::new();
        read_yaml(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../spec")), &mut documents);
        for document in &documents {
            spec.schemas.extend(entries(&document["components"]["schemas"]));
            spec.parameters.extend(entries(&document["components"]["parameters"]));
            for (_, response) in entries(&document["components"]["responses"]) {
                let example = response["content"]["application/json"]["example"].clone();
                spec.errors.insert(example["status_code"].as_u64().expect("a status"), example);
            }
        }
        for document in &documents {
            for (path, item) in entries(&document["paths"]).filter(|(_, item)| item.get("$ref").is_none()) {
                for (method, said) in entries(&item) {
                    let id = said["operationId"].as_str().expect("an operationId").to_owned();
                    let operation = spec.operation(&method, &path, &said);
                    spec.operations.insert(id, operation);
                }
            }
        }
        spec
    }

    fn operation(&self, method: &str, path: &str, said: &Value) -> Operation {
        let parameters = said["parameters"].as_array().cloned().unwrap_or_default();
        let parameter = |parameter: Value| {
            let said = named(&parameter).map_or(&parameter, |name| &self.parameters[name]);
            let text = |key: &str| said[key].as_str().expect(key).to_owned();
            Parameter { name: text("name"), location: text("in"), example: said["example"].clone() }
        };
        let schema_and_example = |of: &Value| {
            let content = &of["content"]["application/json"];
            (content["schema"].clone(), content["example"].clone())
        };
        Operation {
            method: method.to_uppercase(),
            path: path.to_owned(),
            anonymous: said["security"] == json!([]),
            idempotent: said["x-idempotent"] == json!(true),
            parameters: parameters.into_iter().map(parameter).collect(),
            body: said.get("requestBody").map(schema_and_example),
            response: schema_and_example(&said["responses"]["200"]),
        }
    }

    pub fn ids(&self) -> Vec<&str> {
        self.operations.keys().map(String::as_str).collect()
    }

    pub fn of(&self, id: &str) -> &Operation {
        self.operations.get(id).unwrap_or_else(|| panic!("the description has no operation `{id}`"))
    }

    /// The example of the answer of an operation.
    pub fn answer(&self, id: &str) -> Value {
        self.of(id).response.1.clone()
    }

    /// The schema with this name.
    pub fn schema(&self, name: &str) -> &Value {
        self.schemas.get(name).unwrap_or_else(|| panic!("the description has no schema `{name}`"))
    }

    /// The example of an error of this status.
    pub fn error(&self, status: u64) -> Value {
        self.errors.get(&status).unwrap_or_else(|| panic!("no error has status {status}")).clone()
    }

    /// A value of a schema. Every string that is sensitive is `secret`.
    pub fn value(&self, schema: &Value, extent: Extent, secret: &str) -> Value {
        let whole = schema["allOf"].get(0).unwrap_or(schema);
        let whole = named(whole).map_or(whole, |name| self.schema(name));
        let sensitive = schema["x-sensitive"] == json!(true) || whole["x-sensitive"] == json!(true);
        match (whole["type"].as_str(), whole["format"].as_str()) {
            (Some("string"), _) if sensitive => json!(secret),
            (Some("string"), Some("date-time")) => json!("2024-10-09T08:00:05.250Z"),
            (Some("string"), _) => whole["enum"].get(0).cloned().unwrap_or_else(|| json!("déjà \"vu\" & / 5%")),
            (Some("integer"), _) => whole["minimum"].as_u64().map_or(json!(200), |least| json!(least)),
            (Some("boolean"), _) => json!(true),
            (Some("array"), _) => {
                let mut items = whole["items"].clone();
                items["x-sensitive"] = json!(sensitive);
                json!([self.value(&items, extent, secret)])
            }
            (Some("object"), _) if whole.get("properties").is_some() => self.object(whole, extent, secret).into(),
            (Some("object"), _) => json!({ "kept": { "as": ["it", 1, null] }, "removed": null }),
            _ => panic!("what is a value of {whole}?"),
        }
    }

    fn object(&self, schema: &Value, extent: Extent, secret: &str) -> Map<String, Value> {
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        let chosen = |name: &String| extent == Extent::All || required.contains(&json!(name));
        entries(&schema["properties"])
            .filter(|(name, _)| chosen(name))
            .map(|(name, property)| (name, self.value(&property, extent, secret)))
            .collect()
    }
}

impl Operation {
    /// All that the example gives, by wire name: what its parameters' type is read from.
    pub fn example(&self) -> Value {
        let own = self.own_parameters().map(|parameter| (parameter.name.clone(), parameter.example.clone()));
        let body = self.body.iter().flat_map(|(_, example)| entries(example));
        own.chain(body).collect::<Map<_, _>>().into()
    }

    /// As `example`, made from the schema.
    pub fn made(&self, extent: Extent, secret: &str) -> Value {
        let own = self.own_parameters().map(|parameter| (parameter.name.clone(), parameter.example.clone()));
        let body = self.body.iter().flat_map(|(schema, _)| SPEC.object(schema, extent, secret));
        own.chain(body).collect::<Map<_, _>>().into()
    }

    /// The names of what must be given.
    pub fn required(&self) -> Vec<String> {
        self.made(Extent::Required, "").as_object().expect("an object").keys().cloned().collect()
    }

    /// Path and query parameters; optional headers are given per call.
    pub fn own_parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(|parameter| parameter.location != "header")
    }

    /// Method and target as they should arrive, for what `params` gives.
    pub fn request_line(&self, params: &Value) -> (String, String) {
        let (mut target, mut query) = (self.path.clone(), Vec::new());
        for parameter in self.own_parameters() {
            let value = params[&parameter.name].as_str().expect("examples of parameters are plain strings");
            match parameter.location.as_str() {
                "path" => target = target.replace(&format!("{{{}}}", parameter.name), value),
                _ => query.push(format!("{}={value}", parameter.name)),
            }
        }
        if !query.is_empty() {
            target = format!("{target}?{}", query.join("&"));
        }
        (self.method.clone(), target)
    }

    /// The body that should arrive, for what `params` gives.
    pub fn request_body(&self, params: &Value) -> Option<Value> {
        self.body.as_ref()?;
        let own: Vec<&str> = self.own_parameters().map(|parameter| parameter.name.as_str()).collect();
        let fields = entries(params).filter(|(name, _)| !own.contains(&name.as_str()));
        Some(fields.collect::<Map<_, _>>().into())
    }
}

/// The last word of a reference: names are unique in the description.
fn named(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.rsplit('/').next()
}

fn entries(value: &Value) -> impl Iterator<Item = (String, Value)> {
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
