//! Operations: what goes out, what may come back.

use super::{Docs, Extensions, Name, Requirement, ResourceId, Type, TypeId};
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
    /// The media types of that.
    pub accept: Vec<String>,
    /// What failure gives, for the documentation.
    pub errors: Vec<ErrorResponse>,
    /// Any one of the lists, all of its schemes; `None` where the API's own security applies.
    pub security: Option<Vec<Vec<Requirement>>>,
    /// The server that it is on, where that is not the API's own. It may be relative to that.
    pub server: Option<String>,
    /// Whether repeating it is safe although its method does not say so.
    pub idempotent: bool,
    /// How the pages of its list follow each other. Filled by `passes::pagination`.
    pub pagination: Option<Pagination>,
    /// Where it stands.
    pub origin: Pointer,
    /// Its extensions.
    pub extensions: Extensions,
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
    /// `deepObject`.
    DeepObject,
    /// `content`: the value is JSON.
    Json,
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
    /// How properties of a form are written that are not written in the usual way.
    pub encodings: Vec<Parameter>,
}

/// How a body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyEncoding {
    /// As JSON.
    Json,
    /// As `application/x-www-form-urlencoded`.
    Form,
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
    /// Bytes.
    Bytes,
    /// One of several, by status: a type of kind [`super::TypeKind::Responses`].
    Several(TypeId),
}

/// A success among several.
#[derive(Clone, Debug)]
pub struct ResponseCase {
    /// The variant's name.
    pub name: Name,
    /// The statuses that select it.
    pub status: StatusPattern,
    /// What it holds; never [`Output::Several`].
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
