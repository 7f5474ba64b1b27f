//! Operations: what goes out, what may come back.

use std::fmt;

use super::{Docs, Extensions, Name, OperationId, Requirement, ResourceId, ServerId, Type, TypeId};
use crate::config::{OperationSettings, Visibility};
use crate::pointer::Pointer;

/// An operation: one method of a resource's handle.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The `operationId`, or one made from method and path.
    pub id: String,
    /// The method's name; `wire` is the last part of the id.
    pub name: Name,
    /// Where it lives.
    pub resource: ResourceId,
    /// The HTTP method, in capitals.
    pub method: String,
    /// The path template: `/pets/{id}`.
    pub path: String,
    /// Prose.
    pub docs: Docs,
    /// One for each of the first fields of `params`, in the same order.
    pub parameters: Vec<Parameter>,
    /// One for each field of `options`, in the same order.
    pub options: Vec<Parameter>,
    /// What the remaining fields of `params` are.
    pub body: Option<Body>,
    /// The struct of all that the caller gives, when there is anything to give.
    pub params: Option<TypeId>,
    /// The struct of optional header parameters, when there are any.
    pub options_type: Option<TypeId>,
    /// What success gives.
    pub output: Output,
    /// The statuses of that.
    pub statuses: Vec<StatusPattern>,
    /// The media types of that.
    pub accept: Vec<String>,
    /// The headers of success, when the description names any: a struct.
    pub headers: Option<TypeId>,
    /// What failure gives.
    pub errors: Vec<ErrorResponse>,
    /// The bodies of failures by status, when they differ: a type of kind [`super::TypeKind::Responses`].
    pub error_type: Option<TypeId>,
    /// Any one of the lists, all of its schemes; `None` where the API's own security applies.
    pub security: Option<Vec<Vec<Requirement>>>,
    /// The URL of the server that it goes to, where that is not the API's own. It may be relative to that; and where no
    /// server is complete, variables stand in it, in braces.
    pub server: Option<String>,
    /// The servers that it has of its own, that which it goes to first.
    pub servers: Vec<ServerId>,
    /// Whether repeating it is safe although its method does not say so.
    pub idempotent: bool,
    /// How the pages of its list follow each other. Filled by `passes::pagination`.
    pub pagination: Option<Pagination>,
    /// What the API sends to the caller later, for the documentation.
    pub callbacks: Vec<Callback>,
    /// Where its answer leads, for the documentation.
    pub links: Vec<Link>,
    /// Where it stands.
    pub origin: Pointer,
    /// Its extensions.
    pub extensions: Extensions,
    /// Filled by `passes::settings`: what the configuration says of it.
    pub settings: OperationSettings,
    /// What sets it apart, when it is another form of an operation rather than that itself.
    pub alternative: Option<Alternative>,
}

impl Operation {
    /// Whether users of the crate can call it.
    pub fn is_public(&self) -> bool {
        self.settings.visibility.unwrap_or_default() == Visibility::Public
    }

    /// What tells it apart from all others: its id, and what sets it apart from other forms.
    pub fn key(&self) -> String {
        match &self.alternative {
            Some(alternative) => format!("{} {}", self.id, alternative.suffix),
            None => self.id.clone(),
        }
    }
}

/// Another form of an operation: a method of its own beside the operation's, so that what the description adds, such as
/// a further media type, changes nothing for those who use what there was.
///
/// It is a whole [`Operation`] with the same id, which all passes treat like any other.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// The operation itself.
    pub of: OperationId,
    /// What its method's name adds to that of the operation: `as_form`.
    pub suffix: String,
    /// In what it differs, as Markdown that ends a sentence: "with a body of `text/csv`".
    pub difference: String,
}

/// A request that the API sends, to a URL that the caller of an operation gave.
#[derive(Clone, Debug)]
pub struct Callback {
    /// Its key in `callbacks`.
    pub name: String,
    /// The HTTP method, in capitals.
    pub method: String,
    /// The runtime expression that gives the URL.
    pub expression: String,
    /// The type of the body, if there is one that is JSON.
    pub payload: Option<Type>,
    /// Prose.
    pub docs: Docs,
}

/// An operation that can be called with what an answer holds.
#[derive(Clone, Debug)]
pub struct Link {
    /// Its key in `links`.
    pub name: String,
    /// The id of the operation, or the reference that the description has in its place.
    pub operation: String,
    /// Its parameters, each with a constant or the runtime expression of its value.
    pub parameters: Vec<(String, String)>,
    /// Markdown.
    pub description: Option<String>,
}

/// How the pages of a list follow each other. Pointers are JSON Pointers into the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pagination {
    /// What asks for the next page.
    pub order: PageOrder,
    /// Where the answer says whether there is more.
    pub more: Option<String>,
    /// Where the answer says how much there is in all: items by offset, pages by number.
    pub total: Option<String>,
}

/// What asks for the next page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageOrder {
    /// What the answer has at a pointer.
    Cursor(PagePlace, String),
    /// How many items to skip, counted from this number.
    Offset(PagePlace, u64),
    /// The page's number, counted from this one.
    Number(PagePlace, u64),
    /// The URL in the answer's `Link` header, or at a pointer.
    Link(Option<String>),
}

/// Where a request says which page it wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PagePlace {
    /// In a query parameter of this name.
    Query(String),
    /// In a property of the body of this name.
    Body(String),
}

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

impl Location {
    /// As the description has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// How a parameter's value is written (OpenAPI 3.0.3, "Style Values").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `simple`.
    Simple,
    /// `label`.
    Label,
    /// `matrix`.
    Matrix,
    /// `form`.
    Form,
    /// `spaceDelimited`.
    SpaceDelimited,
    /// `pipeDelimited`.
    PipeDelimited,
    /// Values joined by tabs (Swagger 2.0, `tsv`).
    TabDelimited,
    /// `deepObject`.
    DeepObject,
    /// `cookie` (3.2): as `form`, without percent-encoding.
    Cookie,
    /// `content`: the value is JSON.
    Json,
    /// `in: querystring` (3.2): the value is the whole query, as a form, or a text that the caller writes.
    Querystring,
    /// The same, as JSON.
    JsonQuerystring,
}

/// How one parameter travels. Its name in Rust, its type and its prose are those of the field.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The name on the wire.
    pub wire: String,
    /// Where.
    pub location: Location,
    /// How.
    pub style: Style,
    /// Whether lists and objects are written in parts.
    pub explode: bool,
    /// Whether reserved characters travel as they are.
    pub allow_reserved: bool,
    /// The media type of a part of a multipart body, where it is not the usual one.
    pub content_type: Option<String>,
    /// Of a form that is the whole query: how its properties are written, where that is not the usual way.
    pub encodings: Vec<Parameter>,
}

/// A request body.
#[derive(Clone, Debug)]
pub struct Body {
    /// The media type as the description has it.
    pub media_type: String,
    /// How it is written.
    pub encoding: BodyEncoding,
    /// Whether the one remaining field is the whole body, rather than each a property of it.
    pub whole: bool,
    /// Whether there must be one.
    pub required: bool,
    /// How properties of a form or parts are written that are not written in the usual way.
    pub encodings: Vec<Parameter>,
}

/// How a body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyEncoding {
    /// As JSON.
    Json,
    /// As `application/x-www-form-urlencoded`.
    Form,
    /// In parts, as `multipart/form-data` or another multipart type.
    Multipart,
    /// As text.
    Text,
    /// As bytes.
    Bytes,
}

/// What a successful call gives.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// Nothing.
    Empty,
    /// JSON of this type.
    Json(Type),
    /// Text.
    Text,
    /// Bytes, all of them.
    Bytes,
    /// Bytes as they come.
    Download,
    /// Server-sent events as they come: the type of their JSON, or text.
    Events(Option<Type>),
    /// Lines of JSON of this type as they come.
    Lines(Type),
    /// One of several, by status: a type of kind [`super::TypeKind::Responses`].
    Several(TypeId),
}

impl Output {
    /// The type of the JSON that it holds, whole or in items.
    pub fn json(&self) -> Option<&Type> {
        match self {
            Self::Json(ty) | Self::Lines(ty) => Some(ty),
            Self::Events(ty) => ty.as_ref(),
            Self::Empty | Self::Text | Self::Bytes | Self::Download | Self::Several(_) => None,
        }
    }

    /// Whether it is handed out as it comes.
    pub fn is_stream(&self) -> bool {
        matches!(self, Self::Download | Self::Events(_) | Self::Lines(_))
    }

    /// The same, read before the call ends: which of several there is must be known first.
    pub fn whole(self) -> Self {
        match self {
            Self::Download => Self::Bytes,
            Self::Events(_) | Self::Lines(_) => Self::Text,
            whole => whole,
        }
    }
}

/// An answer among several, by status.
#[derive(Clone, Debug)]
pub struct ResponseCase {
    /// The variant's name.
    pub name: Name,
    /// The statuses that select it.
    pub status: StatusPattern,
    /// What it holds; never [`Output::Several`] or a stream.
    pub output: Output,
    /// Prose.
    pub docs: Docs,
}

/// Which statuses a response is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StatusPattern {
    /// This one.
    Code(u16),
    /// All of a hundred: `2` for `2XX`.
    Range(u16),
    /// All not named otherwise.
    Default,
}

/// As the description has it.
impl fmt::Display for StatusPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(f, "{code}"),
            Self::Range(hundred) => write!(f, "{hundred}XX"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A failure that the description names.
#[derive(Clone, Debug)]
pub struct ErrorResponse {
    /// The statuses.
    pub status: StatusPattern,
    /// The body's type, when it is JSON.
    pub body: Option<Type>,
    /// Prose.
    pub description: String,
}
