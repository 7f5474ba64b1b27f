//! What users of a generated crate see of it, and what travels between it and the server: the two things that a change
//! of a description can break.
//!
//! A surface is plain data. `render` takes it of an API, `oasmith.surface.json` in the crate keeps it from one run to the next
//! ([`text`], [`parse`]), and [`crate::diff`] compares two.

mod file;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::ir::Constraints;

pub use file::{ParseError, SURFACE, parse, text};

/// The surface of a crate. Rust types are spelled with their whole paths: `crate::b2b::sessions::MemberSession`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Surface {
    /// The package's name.
    pub package: String,
    /// The package's version.
    pub version: String,
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub api_version: String,
    /// The features of resources, each with those that it turns on.
    pub features: BTreeMap<String, BTreeSet<String>>,
    /// The URL that requests go to unless the client says otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// The servers, by their constants.
    pub servers: BTreeMap<String, Server>,
    /// The security schemes, by their keys.
    pub schemes: BTreeMap<String, Scheme>,
    /// The type of the error body that operations share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The operations by their ids; further forms of one as `id as_form`.
    pub operations: BTreeMap<String, Operation>,
    /// The types by their paths, with dots: `b2b.sessions.MemberSession`.
    pub types: BTreeMap<String, Type>,
}

/// One of `servers`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Server {
    /// Its URL, with variables in braces.
    pub url: String,
    /// The name of its type, if it has variables.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ty: Option<String>,
    /// What `new` of that takes.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub arguments: String,
    /// Its variables by their setters, each with its type and its default.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub variables: BTreeMap<String, (String, Option<String>)>,
    /// The variants of its variables' types, by type.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, BTreeSet<String>>,
}

/// One of `securitySchemes`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scheme {
    /// How the credential travels.
    pub how: String,
    /// The methods of the builder, each with what it takes.
    pub methods: BTreeMap<String, String>,
    /// Whether it is to be used no more.
    #[serde(default, skip_serializing_if = "is_default")]
    pub deprecated: bool,
}

/// An operation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Operation {
    /// How it is called: `b2b().sessions().exchange`.
    pub call: String,
    /// What the method takes.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub arguments: String,
    /// What it gives when it is awaited.
    pub output: String,
    /// What is given with it by `.options(…)`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<String>,
    /// The feature that compiles it; empty where resources have none.
    pub feature: String,
    /// Whether only the crate itself can call it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub hidden: bool,
    /// Whether its pages can be walked.
    #[serde(default, skip_serializing_if = "is_default")]
    pub pages: bool,
    /// The HTTP method, in capitals.
    pub method: String,
    /// The path template.
    pub path: String,
    /// The media type of the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Whether there must be a body.
    #[serde(default, skip_serializing_if = "is_default")]
    pub body_required: bool,
    /// The media types that it asks for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accept: Vec<String>,
    /// Any one of the lists, all of its schemes, each with its scopes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub security: Vec<BTreeSet<String>>,
    /// The URL of a server of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// The failures that the description names, each with the type of its body.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub errors: BTreeMap<String, Option<String>>,
    /// Whether it is to be used no more.
    #[serde(default, skip_serializing_if = "is_default")]
    pub deprecated: bool,
    /// A fingerprint of its documentation.
    pub docs: Fingerprint,
}

/// A type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Type {
    /// Its identity in the description.
    pub wire: String,
    /// The id of the operation that it is made for, itself or inside of another type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// What it is.
    pub shape: Shape,
    /// The path, with dots, of the type that says the same, and of which it is a further name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as: Option<String>,
    /// What it derives beside what all of its kind do.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub derives: BTreeSet<String>,
    /// Whether other crates may rely on there being no further fields or variants.
    #[serde(default, skip_serializing_if = "is_default")]
    pub exhaustive: bool,
    /// Whether it is in requests.
    #[serde(default, skip_serializing_if = "is_default")]
    pub sent: bool,
    /// Whether it is in responses.
    #[serde(default, skip_serializing_if = "is_default")]
    pub received: bool,
    /// Whether it is to be used no more.
    #[serde(default, skip_serializing_if = "is_default")]
    pub deprecated: bool,
    /// A fingerprint of its documentation.
    pub docs: Fingerprint,
}

/// What a type is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// A struct.
    Struct(Struct),
    /// An enum of values.
    Enum {
        /// What the variant for unknown values holds.
        unknown: String,
        /// The known values.
        values: Vec<Variant>,
    },
    /// An enum of other types.
    Union {
        /// The property that tells its members apart.
        by: Option<String>,
        /// Its members.
        members: Vec<Variant>,
    },
    /// An enum of the answers of an operation.
    Responses(Vec<Variant>),
    /// Another name for a type.
    Alias(String),
}

/// A struct.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Struct {
    /// What `new` takes: the fields by their keys ([`Field::key`]), each with the type of its argument.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub new: Vec<(String, String)>,
    /// Its fields.
    pub fields: Vec<Field>,
    /// Properties that have one possible value, and are sent without being fields.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fixed: BTreeMap<String, String>,
    /// The type of the items of the list that it is a page of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
}

/// A field.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// Its name in Rust.
    pub name: String,
    /// Its name on the wire. That of properties which the description does not name is empty.
    pub wire: String,
    /// Its type.
    pub ty: String,
    /// The type of a value that is there and not null.
    pub value: String,
    /// The name of its setter, and the type of the argument.
    pub setter: Option<(String, String)>,
    /// The name of the method that gives its default where it was left out, and what that gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub or_default: Option<(String, String)>,
    /// Where and how it travels, if it is a parameter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter: Option<Parameter>,
    /// Whether it must be there.
    #[serde(default, skip_serializing_if = "is_default")]
    pub required: bool,
    /// Whether it may be null.
    #[serde(default, skip_serializing_if = "is_default")]
    pub nullable: bool,
    /// What holds when it is absent, as JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// Limits of its value.
    #[serde(default, skip_serializing_if = "is_default")]
    pub limits: Constraints,
    /// Whether `Debug` hides it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub sensitive: bool,
    /// Whether it is to be used no more.
    #[serde(default, skip_serializing_if = "is_default")]
    pub deprecated: bool,
    /// A fingerprint of its documentation.
    pub docs: Fingerprint,
}

/// Where and how a parameter travels.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Parameter {
    /// `path`, `query`, `header` or `cookie`.
    pub place: String,
    /// How its value is written: `form, exploded`.
    pub style: String,
}

/// A variant of an enum.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Variant {
    /// Its name in Rust.
    pub name: String,
    /// The value, the schema or the status.
    pub wire: String,
    /// What it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ty: Option<String>,
    /// What `From` takes for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What selects it: values of the discriminator.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// A fingerprint of its documentation.
    pub docs: Fingerprint,
}

/// Stands for a text, so that a surface need not hold it: equal texts have equal ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(u32);

impl Fingerprint {
    /// That of a text (FNV-1a, which is the same on every machine). None has that of no text.
    pub fn of(text: &str) -> Self {
        let step = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        Self(if text.is_empty() { 0 } else { text.bytes().fold(0x811c_9dc5, step) })
    }
}

impl Field {
    /// What it is known by among the fields of its struct: its name on the wire and where it travels.
    pub fn key(&self) -> String {
        match &self.parameter {
            Some(parameter) => format!("{} {}", parameter.place, self.wire),
            None => self.wire.clone(),
        }
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
