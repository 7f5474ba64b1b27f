//! What the official SDKs of the Stytch API agree on, read from `stytch-18.1.0.json`: operations, types, enums and
//! search filters. `stytch-15.7.0.json` says the same of the version that the SDK had before. The tests compare the description and the SDK with it, so that neither is measured by itself.
//!
//! Types have the names that the Go SDK gives them. What becomes of these in Rust is left to those who ask.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// The facts of the version that the SDK is of.
pub static FACTS: LazyLock<Facts> = LazyLock::new(|| Facts::read(include_str!("stytch-18.1.0.json")));

/// Those of the version before.
pub static BEFORE: LazyLock<Facts> = LazyLock::new(|| Facts::read(include_str!("stytch-15.7.0.json")));

pub struct Facts {
    pub version: String,
    /// In the order of the file; the calls that other SDKs write by hand are the last.
    pub operations: Vec<Operation>,
    /// Calls of B2B that other SDKs write by hand a second time: they are the same as those of consumer projects.
    pub twins: Vec<Operation>,
    /// By module and name.
    pub types: BTreeMap<TypeName, Definition>,
    /// By the name of the type that a search query has.
    filters: BTreeMap<String, Operands>,
}

pub struct Operation {
    /// `b2b.sessions.get`
    pub id: String,
    /// `b2b.sessions`
    pub module: String,
    /// In capitals.
    pub method: String,
    /// With `{name}` for path parameters.
    pub path: String,
    /// All that the caller gives: path, query, body.
    pub request: Vec<(Place, Field)>,
    pub params: TypeName,
    pub response: TypeName,
    /// Whether a member's session can be given per call, in two headers.
    pub member_session: bool,
    /// Whether it carries the project's credentials.
    pub credentials: bool,
}

/// Where a field travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Path,
    Query,
    Body,
    /// The body too, but as a form.
    Form,
}

/// A module and the name of a type in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeName {
    pub module: String,
    pub name: String,
}

pub enum Definition {
    Struct(Vec<Field>),
    /// The values.
    Enum(Vec<String>),
    /// Another name for a basic type, or a function.
    Other,
}

#[derive(Clone)]
pub struct Field {
    pub wire: String,
    pub ty: Type,
    /// `None` where nobody says.
    pub required: Option<bool>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    Text,
    Boolean,
    I32,
    U32,
    I64,
    Time,
    /// An object of any JSON.
    Free,
    List(Box<Type>),
    /// An object of any keys.
    Map(Box<Type>),
    Named(TypeName),
}

/// A filter of a search.
#[derive(Clone, Debug, Deserialize)]
pub struct Filter {
    #[serde(rename = "filter_name")]
    pub name: String,
    /// In TypeScript's notation.
    #[serde(rename = "filter_value_type")]
    pub value: String,
}

#[derive(Deserialize)]
struct Operands {
    operands: Vec<Filter>,
    union_of: Vec<String>,
}

/// The file as it is written.
#[derive(Deserialize)]
struct Document {
    version: String,
    operations: Vec<WrittenOperation>,
    handwritten_operations: Vec<Handwritten>,
    types: Vec<WrittenType>,
    search_operands: BTreeMap<String, Operands>,
}

#[derive(Deserialize)]
struct WrittenOperation {
    operation_id: String,
    module: String,
    method: String,
    path: String,
    path_params: Vec<String>,
    query_params: Vec<String>,
    body_fields: Vec<String>,
    params_type: String,
    params_module: String,
    response_type: String,
    response_module: String,
    member_session_headers: bool,
}

#[derive(Deserialize)]
struct Handwritten {
    id: String,
    http_method: String,
    path: String,
    path_params: Vec<String>,
    form_fields: Vec<String>,
    params_type_ref: String,
    response_type_ref: String,
    auth: String,
}

#[derive(Deserialize)]
struct WrittenType {
    module: String,
    name: String,
    kind: String,
    #[serde(default)]
    fields: Vec<WrittenField>,
    #[serde(default)]
    values: Vec<String>,
}

#[derive(Deserialize)]
struct WrittenField {
    wire: String,
    go_type: String,
    required: Option<bool>,
}

impl Facts {
    fn read(text: &str) -> Self {
        let document: Document = serde_json::from_str(text).expect("the facts");
        let names: Vec<TypeName> = document.types.iter().map(|ty| TypeName::new(&ty.module, &ty.name)).collect();
        let define = |ty: &WrittenType| match ty.kind.as_str() {
            "struct" => Definition::Struct(ty.fields.iter().map(|field| field.read(&ty.module, &names)).collect()),
            "string_enum" => Definition::Enum(ty.values.clone()),
            _ => Definition::Other,
        };
        let types: BTreeMap<_, _> = names.iter().cloned().zip(document.types.iter().map(define)).collect();
        let written = document.operations.into_iter().map(|operation| operation.read(&types));
        let handwritten = document.handwritten_operations.into_iter().map(Handwritten::read);
        let (twins, handwritten): (Vec<_>, Vec<_>) =
            handwritten.partition(|operation| operation.module.starts_with("b2b."));
        let operations = written.chain(handwritten).collect();
        Self { version: document.version, operations, twins, types, filters: document.search_operands }
    }

    /// The operation with this id.
    pub fn operation(&self, id: &str) -> &Operation {
        self.operations.iter().find(|operation| operation.id == id).unwrap_or_else(|| panic!("no operation `{id}`"))
    }

    /// The fields of a struct.
    pub fn fields(&self, name: &TypeName) -> &[Field] {
        match self.types.get(name) {
            Some(Definition::Struct(fields)) => fields,
            _ => panic!("no struct {name:?}"),
        }
    }

    /// The names of the types of search operands, without those that are only parts of others.
    pub fn operand_types(&self) -> impl Iterator<Item = &str> {
        let is_part = |name: &&String| self.filters.values().any(|whole| whole.union_of.contains(name));
        self.filters.keys().filter(move |name| !is_part(name)).map(String::as_str)
    }

    /// The filters that a type of search operands has.
    pub fn filters(&self, operand_type: &str) -> Option<Vec<&Filter>> {
        let operands = self.filters.get(operand_type)?;
        let inherited = operands.union_of.iter().flat_map(|of| self.filters(of).expect("a part of a union"));
        let mut all: Vec<&Filter> = operands.operands.iter().chain(inherited).collect();
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all.dedup_by(|a, b| a.name == b.name);
        Some(all)
    }
}

impl TypeName {
    pub fn new(module: &str, name: &str) -> Self {
        Self { module: module.to_owned(), name: name.to_owned() }
    }

    /// From `consumer/m2m.TokenParams`.
    fn of_reference(reference: &str) -> Self {
        let (module, name) = reference.rsplit_once('.').expect("a package and a name");
        Self::new(&module.replace('/', "."), name)
    }
}

impl WrittenOperation {
    fn read(self, types: &BTreeMap<TypeName, Definition>) -> Operation {
        let params = TypeName::new(&self.params_module, &self.params_type);
        let Some(Definition::Struct(fields)) = types.get(&params) else { panic!("no struct {params:?}") };
        let places =
            [(Place::Path, &self.path_params), (Place::Query, &self.query_params), (Place::Body, &self.body_fields)];
        let request: Vec<_> = places
            .into_iter()
            .flat_map(|(place, names)| names.iter().map(move |name| (place, name)))
            .map(|(place, name)| {
                (place, fields.iter().find(|field| field.wire == *name).expect("a field of the parameters").clone())
            })
            .collect();
        assert_eq!(request.len(), fields.len(), "{}: each field travels once", self.operation_id);
        Operation {
            // The keys are public, and needed before there is a client.
            credentials: !self.path.contains("/jwks/"),
            id: self.operation_id,
            module: self.module,
            method: self.method,
            path: self.path,
            request,
            params,
            response: TypeName::new(&self.response_module, &self.response_type),
            member_session: self.member_session_headers,
        }
    }
}

impl Handwritten {
    fn read(self) -> Operation {
        let path = self.path_params.iter().map(|name| (Place::Path, Field::required(name, Type::Text)));
        // Who asks for a token has a secret; who asks about one may have none.
        let grants = self.form_fields.iter().any(|name| name == "grant_type");
        let form = self.form_fields.iter().map(|name| {
            let (ty, required) = match name.as_str() {
                // Space-joined.
                "scope" => (Type::List(Box::new(Type::Text)), false),
                "client_secret" => (Type::Text, grants),
                "token_type_hint" => (Type::Text, false),
                _ => (Type::Text, true),
            };
            (Place::Form, Field { required: Some(required), ..Field::required(name, ty) })
        });
        let module = self.id.rsplit_once('.').expect("a module").0.to_owned();
        Operation {
            request: path.chain(form).collect(),
            id: self.id,
            module,
            method: self.http_method,
            path: self.path,
            params: TypeName::of_reference(&self.params_type_ref),
            response: TypeName::of_reference(&self.response_type_ref),
            member_session: false,
            credentials: self.auth != "none",
        }
    }
}

impl Field {
    fn required(wire: &str, ty: Type) -> Self {
        Self { wire: wire.to_owned(), ty, required: Some(true) }
    }
}

impl WrittenField {
    fn read(&self, module: &str, names: &[TypeName]) -> Field {
        Field { wire: self.wire.clone(), ty: Type::read(&self.go_type, module, names), required: self.required }
    }
}

impl Type {
    /// From Go's notation, as a module has it.
    fn read(text: &str, module: &str, names: &[TypeName]) -> Self {
        // A pointer only says that it may be absent.
        let text = text.trim_start_matches('*');
        if let Some(item) = text.strip_prefix("[]") {
            return Self::List(Box::new(Self::read(item, module, names)));
        }
        match text {
            "string" => Self::Text,
            "bool" => Self::Boolean,
            "int32" => Self::I32,
            "uint32" => Self::U32,
            "int" | "jwt.NumericDate" => Self::I64,
            "time.Time" => Self::Time,
            "map[string]any" => Self::Free,
            _ => match text.strip_prefix("map[string]") {
                Some(value) => Self::Map(Box::new(Self::read(value, module, names))),
                None => Self::Named(resolve(text, module, names)),
            },
        }
    }
}

/// The type that a name means in a module: its own, or that of another package, first of the same vertical.
fn resolve(text: &str, module: &str, names: &[TypeName]) -> TypeName {
    let Some((package, name)) = text.split_once('.') else { return TypeName::new(module, text) };
    let of_package = |module: &str| module.rsplit('.').next().is_some_and(|last| last.replace('_', "") == package);
    let vertical = |module: &str| module.split('.').next().map(str::to_owned);
    let mut found: Vec<_> = names.iter().filter(|known| known.name == name && of_package(&known.module)).collect();
    found.sort_by_key(|known| vertical(&known.module) != vertical(module));
    found.first().copied().unwrap_or_else(|| panic!("{module}: no type {text}")).clone()
}
