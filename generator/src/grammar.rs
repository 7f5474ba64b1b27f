//! The places of an OpenAPI document as one table: which key of which object holds what kind of object.
//!
//! It says where a `$ref` is a reference and where it is somebody's data, and where the schemas are. It covers the
//! keys of 2.0, 3.0, 3.1 and 3.2 together, since none of them means two things. What the objects mean is left to
//! [`crate::dialect`] and [`crate::lower`].

use serde_json::{Map, Value};

use crate::dialect::private::{CONTENT_SCHEMA, ITEM_SCHEMA};
use crate::pointer::Pointer;

/// What stands at a place of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The document itself.
    Document,
    /// `components`.
    Components,
    /// One path and its operations.
    PathItem,
    /// An operation.
    Operation,
    /// A parameter.
    Parameter,
    /// A header of a response or of a part of a multipart body.
    Header,
    /// A request body.
    RequestBody,
    /// A response.
    Response,
    /// A media type of a body, with its schema.
    MediaType,
    /// A schema.
    Schema,
    /// A discriminator.
    Discriminator,
    /// The mapping of a discriminator: its values are names of schemas or references to them.
    Mapping,
    /// A security scheme.
    SecurityScheme,
    /// An example with its summary; the value in it is data.
    Example,
    /// A link.
    Link,
    /// How a property of a body is encoded.
    Encoding,
    /// A server.
    Server,
    /// An object of the standard without any of the others inside: `info`, `tags`, `externalDocs` …
    Plain,
    /// Free names, each with one of these. `x-` is a name like any other.
    Map(&'static Kind),
    /// Names in a pattern, each with one of these: paths, statuses, expressions. What starts with `x-` is an extension.
    Pattern(&'static Kind),
    /// A list of these.
    List(&'static Kind),
    /// Anything at all: examples, defaults, enumerated values, extensions. Nothing in it is a reference.
    Data,
}

/// A callback: expressions with a path item each.
pub const CALLBACK: Kind = Kind::Pattern(&Kind::PathItem);

/// The kinds whose objects have a section of `components`.
pub const REFERENCED: &[Kind] = &[
    Kind::Schema,
    Kind::Response,
    Kind::Parameter,
    Kind::Example,
    Kind::RequestBody,
    Kind::Header,
    Kind::SecurityScheme,
    Kind::Link,
    CALLBACK,
];

impl Kind {
    /// The kind of what this kind has under a key.
    pub fn child(self, key: &str) -> Self {
        match self {
            Self::Data | Self::Mapping => Self::Data,
            Self::Map(kind) => *kind,
            Self::Pattern(_) if key.starts_with("x-") => Self::Data,
            Self::Pattern(kind) => *kind,
            kind => {
                // Authors write methods in capitals too.
                let is_same = |name: &str| name == key || kind == Self::PathItem && name.eq_ignore_ascii_case(key);
                match kind.table().iter().find(|(name, _)| is_same(name)) {
                    Some((_, kind)) => *kind,
                    None if key.starts_with("x-") => Self::Data,
                    None => Self::Plain,
                }
            }
        }
    }

    /// The kind of an element, where this kind is a list. A list of schemas stands in the place of one under
    /// `items` (JSON Schema before 2020-12).
    pub fn element(self) -> Self {
        match self {
            Self::List(kind) => *kind,
            Self::Data | Self::Mapping => Self::Data,
            Self::Schema => Self::Schema,
            _ => Self::Plain,
        }
    }

    /// The kind of the node at a pointer below a node of this kind.
    pub fn at(self, root: &Value, pointer: &Pointer) -> Self {
        let mut kind = self;
        let mut value = Some(root);
        for token in pointer.tokens() {
            kind = match value {
                Some(Value::Array(_)) => kind.element(),
                _ => kind.child(&token),
            };
            value = value.and_then(|value| match value {
                Value::Object(map) => map.get(&token),
                Value::Array(list) => list.get(token.parse::<usize>().ok()?),
                _ => None,
            });
        }
        kind
    }

    /// The section of `components` that objects of this kind have; `None` if they have none and a reference to
    /// one is replaced by what it refers to.
    pub fn section(self) -> Option<&'static str> {
        Some(match self {
            Self::Schema => "schemas",
            Self::Response => "responses",
            Self::Parameter => "parameters",
            Self::Example => "examples",
            Self::RequestBody => "requestBodies",
            Self::Header => "headers",
            Self::SecurityScheme => "securitySchemes",
            Self::Link => "links",
            CALLBACK => "callbacks",
            _ => return None,
        })
    }

    /// What an object of this kind is called in a message.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Document => "an OpenAPI document",
            Self::Components => "`components`",
            Self::PathItem => "a path item",
            Self::Operation => "an operation",
            Self::Parameter => "a parameter",
            Self::Header => "a header",
            Self::RequestBody => "a request body",
            Self::Response => "a response",
            Self::MediaType => "a media type",
            Self::Schema => "a schema",
            Self::Discriminator => "a discriminator",
            Self::SecurityScheme => "a security scheme",
            Self::Example => "an example",
            Self::Link => "a link",
            Self::Encoding => "an encoding",
            Self::Server => "a server",
            CALLBACK => "a callback",
            Self::Map(_) | Self::Pattern(_) | Self::Mapping => "a map",
            Self::List(_) => "a list",
            Self::Plain | Self::Data => "a value",
        }
    }

    const fn table(self) -> &'static [(&'static str, Self)] {
        match self {
            Self::Document => DOCUMENT,
            Self::Components => COMPONENTS,
            Self::PathItem => PATH_ITEM,
            Self::Operation => OPERATION,
            Self::Parameter | Self::Header => PARAMETER,
            Self::RequestBody => &[("content", CONTENT), ("schema", Self::Schema)],
            Self::Response => RESPONSE,
            Self::MediaType => MEDIA_TYPE,
            Self::Schema => SCHEMA,
            Self::Discriminator => &[("mapping", Self::Mapping)],
            Self::Example => &[("value", Self::Data), ("dataValue", Self::Data)],
            Self::Link => &[("parameters", Self::Data), ("requestBody", Self::Data), ("server", Self::Server)],
            Self::Encoding => ENCODING,
            _ => &[],
        }
    }
}

const CONTENT: Kind = Kind::Map(&Kind::MediaType);
const ENCODINGS: Kind = Kind::Map(&Kind::Encoding);
const EXAMPLES: Kind = Kind::Map(&Kind::Example);
const HEADERS: Kind = Kind::Map(&Kind::Header);
const PARAMETERS: Kind = Kind::List(&Kind::Parameter);
const RESPONSES: Kind = Kind::Pattern(&Kind::Response);
const SCHEMAS: Kind = Kind::Map(&Kind::Schema);
const SCHEMA_LIST: Kind = Kind::List(&Kind::Schema);
const SERVERS: Kind = Kind::List(&Kind::Server);

const DOCUMENT: &[(&str, Kind)] = &[
    ("components", Kind::Components),
    ("paths", Kind::Pattern(&Kind::PathItem)),
    ("servers", SERVERS),
    ("webhooks", Kind::Map(&Kind::PathItem)),
    // What descriptions before 3.1 say in its place.
    ("x-webhooks", Kind::Map(&Kind::PathItem)),
    // Swagger 2.0
    ("definitions", SCHEMAS),
    ("parameters", Kind::Map(&Kind::Parameter)),
    ("responses", Kind::Map(&Kind::Response)),
    ("securityDefinitions", Kind::Map(&Kind::SecurityScheme)),
];

const COMPONENTS: &[(&str, Kind)] = &[
    ("schemas", SCHEMAS),
    ("responses", Kind::Map(&Kind::Response)),
    ("parameters", Kind::Map(&Kind::Parameter)),
    ("examples", EXAMPLES),
    ("requestBodies", Kind::Map(&Kind::RequestBody)),
    ("headers", HEADERS),
    ("securitySchemes", Kind::Map(&Kind::SecurityScheme)),
    ("links", Kind::Map(&Kind::Link)),
    ("callbacks", Kind::Map(&CALLBACK)),
    ("pathItems", Kind::Map(&Kind::PathItem)),
    ("mediaTypes", CONTENT),
];

const PATH_ITEM: &[(&str, Kind)] = &[
    ("get", Kind::Operation),
    ("put", Kind::Operation),
    ("post", Kind::Operation),
    ("delete", Kind::Operation),
    ("options", Kind::Operation),
    ("head", Kind::Operation),
    ("patch", Kind::Operation),
    ("trace", Kind::Operation),
    ("query", Kind::Operation),
    ("additionalOperations", Kind::Map(&Kind::Operation)),
    ("parameters", PARAMETERS),
    ("servers", SERVERS),
];

const OPERATION: &[(&str, Kind)] = &[
    ("parameters", PARAMETERS),
    ("requestBody", Kind::RequestBody),
    ("responses", RESPONSES),
    ("callbacks", Kind::Map(&CALLBACK)),
    ("servers", SERVERS),
];

/// Parameters and headers. In 2.0 they are schemas of a kind themselves.
const PARAMETER: &[(&str, Kind)] = &[
    ("schema", Kind::Schema),
    ("content", CONTENT),
    ("example", Kind::Data),
    ("examples", EXAMPLES),
    ("items", Kind::Schema),
    ("default", Kind::Data),
    ("enum", Kind::Data),
];

const RESPONSE: &[(&str, Kind)] = &[
    ("headers", HEADERS),
    ("content", CONTENT),
    ("links", Kind::Map(&Kind::Link)),
    // Swagger 2.0
    ("schema", Kind::Schema),
    ("examples", Kind::Data),
];

const MEDIA_TYPE: &[(&str, Kind)] = &[
    ("schema", Kind::Schema),
    ("itemSchema", Kind::Schema),
    ("example", Kind::Data),
    ("examples", EXAMPLES),
    ("encoding", ENCODINGS),
    ("prefixEncoding", Kind::List(&Kind::Encoding)),
    ("itemEncoding", Kind::Encoding),
    // What `dialect` makes of `itemSchema`.
    (ITEM_SCHEMA, Kind::Schema),
];

const ENCODING: &[(&str, Kind)] = &[
    ("headers", HEADERS),
    ("encoding", ENCODINGS),
    ("prefixEncoding", Kind::List(&Kind::Encoding)),
    ("itemEncoding", Kind::Encoding),
];

const SCHEMA: &[(&str, Kind)] = &[
    ("properties", SCHEMAS),
    ("additionalProperties", Kind::Schema),
    ("items", Kind::Schema),
    ("allOf", SCHEMA_LIST),
    ("oneOf", SCHEMA_LIST),
    ("anyOf", SCHEMA_LIST),
    ("not", Kind::Schema),
    ("discriminator", Kind::Discriminator),
    ("default", Kind::Data),
    ("enum", Kind::Data),
    ("example", Kind::Data),
    ("examples", Kind::Data),
    ("const", Kind::Data),
    // JSON Schema
    ("$defs", SCHEMAS),
    ("definitions", SCHEMAS),
    ("patternProperties", SCHEMAS),
    ("dependentSchemas", SCHEMAS),
    ("prefixItems", SCHEMA_LIST),
    ("additionalItems", Kind::Schema),
    ("unevaluatedItems", Kind::Schema),
    ("unevaluatedProperties", Kind::Schema),
    ("contains", Kind::Schema),
    ("contentSchema", Kind::Schema),
    ("propertyNames", Kind::Schema),
    ("if", Kind::Schema),
    ("then", Kind::Schema),
    ("else", Kind::Schema),
    // What `dialect` makes of `contentSchema`.
    (CONTENT_SCHEMA, Kind::Schema),
];

/// The target of a reference, if an object of this kind is one.
///
/// A `$ref` that is not a string is something else, such as a property of that name.
pub fn reference(object: &Map<String, Value>, kind: Kind) -> Option<&str> {
    match kind {
        Kind::Data | Kind::Mapping => None,
        _ => object.get("$ref")?.as_str(),
    }
}

/// The way from the document to a node, as a chain on the stack: most nodes are never asked for their pointer.
#[derive(Clone, Copy, Debug)]
pub struct Path<'a> {
    above: Option<(&'a Path<'a>, Token<'a>)>,
    kind: Kind,
}

#[derive(Clone, Copy, Debug)]
enum Token<'a> {
    Key(&'a str),
    Index(usize),
}

impl<'a> Path<'a> {
    /// The way to the document itself.
    pub const fn document() -> Self {
        Self { above: None, kind: Kind::Document }
    }

    /// What stands here.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The key under which it stands, and the kind of the object that has the key; `None` in a list.
    pub fn key(&self) -> Option<(Kind, &'a str)> {
        match self.above {
            Some((above, Token::Key(key))) => Some((above.kind, key)),
            _ => None,
        }
    }

    /// The pointer.
    pub fn pointer(&self) -> Pointer {
        match self.above {
            Some((above, Token::Key(key))) => above.pointer().child(key),
            Some((above, Token::Index(index))) => above.pointer().child(index),
            None => Pointer::root(),
        }
    }
}

/// Visits a node and all below it that are not data, each before its children, to change them: the children that are
/// visited are those that the visitor has left.
pub fn walk_mut(value: &mut Value, path: &Path<'_>, visit: &mut impl FnMut(&mut Value, &Path<'_>)) {
    if path.kind == Kind::Data {
        return;
    }
    visit(value, path);
    match value {
        Value::Object(map) => {
            for (key, child) in map {
                let kind = path.kind.child(key);
                walk_mut(child, &Path { above: Some((path, Token::Key(key))), kind }, visit);
            }
        }
        Value::Array(list) => {
            let kind = path.kind.element();
            for (index, child) in list.iter_mut().enumerate() {
                walk_mut(child, &Path { above: Some((path, Token::Index(index))), kind }, visit);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(pointer: &str) -> Kind {
        let list = serde_json::json!({"paths": {"/a": {"get": {"parameters": [{"schema": {}}]}}}});
        Kind::Document.at(&list, &Pointer::parse(pointer))
    }

    #[test]
    fn kinds_follow_the_table() {
        assert_eq!(at("/paths/~1a/get/parameters/0/schema/properties/x-a"), Kind::Schema);
        assert_eq!(at("/components/callbacks/c/{$request.body}/post/requestBody"), Kind::RequestBody);
        assert_eq!(at("/info/contact"), Kind::Plain);
    }

    #[test]
    fn examples_defaults_and_extensions_are_data() {
        for pointer in [
            "/components/schemas/A/example/a",
            "/components/schemas/A/properties/b/default",
            "/components/examples/e/value/c",
            "/x-internal/schema",
            "/paths/x-all/get",
        ] {
            assert_eq!(at(pointer), Kind::Data, "{pointer}");
        }
    }

    #[test]
    fn a_property_named_ref_is_no_reference() {
        let properties = serde_json::json!({"$ref": {"type": "string"}});
        let properties = properties.as_object().cloned().unwrap_or_default();
        assert_eq!(reference(&properties, SCHEMAS), None);
    }
}
