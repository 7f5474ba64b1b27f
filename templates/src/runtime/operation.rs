//! Static descriptions of operations: what the generated code says, and `encode` and `client` act on.

use super::auth::scheme::SecurityScheme;
use super::pagination::Pagination;
use http::Method;

/// An operation of the API.
#[derive(Clone, Debug)]
pub struct Operation {
    pub(crate) id: &'static str,
    method: Verb,
    pub(crate) path: &'static str,
    pub(crate) security: &'static [&'static [&'static SecurityScheme]],
    pub(crate) scopes: &'static [(&'static SecurityScheme, &'static str)],
    pub(crate) parameters: &'static [Parameter],
    pub(crate) options: &'static [Parameter],
    pub(crate) body: Option<Body>,
    pub(crate) accept: &'static str,
    pub(crate) reading: Reading,
    pub(crate) idempotent: bool,
    pub(crate) server: Option<&'static str>,
    pub(crate) pagination: Option<Pagination>,
}

impl Operation {
    /// An operation without parameters, body and security. The path is a template as in OpenAPI: `/pets/{pet_id}`.
    pub const fn new(id: &'static str, method: Method, path: &'static str) -> Self {
        Self::with(id, Verb::Known(method), path)
    }

    /// The same, with a method that is not one of those that every server knows, such as `QUERY`.
    pub const fn named(id: &'static str, method: &'static str, path: &'static str) -> Self {
        Self::with(id, Verb::Named(method), path)
    }

    const fn with(id: &'static str, method: Verb, path: &'static str) -> Self {
        Self {
            id,
            method,
            path,
            security: &[],
            scopes: &[],
            parameters: &[],
            options: &[],
            body: None,
            accept: "application/json",
            reading: Reading::Whole,
            idempotent: false,
            server: None,
            pagination: None,
        }
    }

    /// The credentials that are sent: any one of the inner lists, all of its schemes. An empty inner list allows none.
    #[must_use]
    pub const fn security(mut self, alternatives: &'static [&'static [&'static SecurityScheme]]) -> Self {
        self.security = alternatives;
        self
    }

    /// What a token of a scheme is to allow: scopes, with spaces between them.
    #[must_use]
    pub const fn scopes(mut self, scopes: &'static [(&'static SecurityScheme, &'static str)]) -> Self {
        self.scopes = scopes;
        self
    }

    /// The parameters, which are the first fields of the operation's record, in this order.
    #[must_use]
    pub const fn parameters(mut self, parameters: &'static [Parameter]) -> Self {
        self.parameters = parameters;
        self
    }

    /// The parameters that are given per call, which are the fields of the options' record, in this order.
    #[must_use]
    pub const fn options(mut self, options: &'static [Parameter]) -> Self {
        self.options = options;
        self
    }

    /// The body, made of the record's fields after the parameters.
    #[must_use]
    pub const fn body(mut self, body: Body) -> Self {
        self.body = Some(body);
        self
    }

    /// The `Accept` header; `application/json` unless said otherwise.
    #[must_use]
    pub const fn accept(mut self, media_types: &'static str) -> Self {
        self.accept = media_types;
        self
    }

    /// The body of a success is handed out as it comes.
    #[must_use]
    pub const fn download(mut self) -> Self {
        self.reading = Reading::Download;
        self
    }

    /// The server-sent events of a success are handed out as they come.
    #[must_use]
    pub const fn events(mut self) -> Self {
        self.reading = Reading::Events;
        self
    }

    /// The lines of a success are handed out as they come.
    #[must_use]
    pub const fn lines(mut self) -> Self {
        self.reading = Reading::Lines;
        self
    }

    /// Sending it twice does what sending it once does, whatever the method says.
    #[must_use]
    pub const fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// A server of its own, unless the client was given a base URL. It may be relative to the API's. Where variables stand
    /// in it, in braces, each call must name a server.
    #[must_use]
    pub const fn server(mut self, url: &'static str) -> Self {
        self.server = Some(url);
        self
    }

    /// Its answers are pages of a list, which follow each other like this.
    #[must_use]
    pub const fn pagination(mut self, pagination: Pagination) -> Self {
        self.pagination = Some(pagination);
        self
    }

    /// The id, as `b2b.sessions.get`.
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// The method.
    pub fn method(&self) -> Method {
        match &self.method {
            Verb::Known(method) => method.clone(),
            // The generator lets through only what can be one.
            Verb::Named(name) => Method::from_bytes(name.as_bytes()).unwrap_or_default(),
        }
    }

    /// The path's template.
    pub const fn path(&self) -> &'static str {
        self.path
    }

    /// Whether it may be repeated when it is not known what became of it (RFC 9110, section 9.2.2). `QUERY` asks, as
    /// `GET` does.
    pub(crate) fn is_idempotent(&self) -> bool {
        const IDEMPOTENT: &[&str] = &["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "QUERY"];
        let name = match &self.method {
            Verb::Known(method) => method.as_str(),
            Verb::Named(name) => name,
        };
        self.idempotent || IDEMPOTENT.contains(&name)
    }
}

/// A method. One that is made of a name cannot be in a `static`.
#[derive(Clone, Debug)]
enum Verb {
    Known(Method),
    Named(&'static str),
}

/// How the body of a success is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// Before the call ends.
    Whole,
    /// As it comes, whatever it is.
    Download,
    /// Event by event.
    Events,
    /// Line by line.
    Lines,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

/// How lists and objects are written in a parameter (OpenAPI 3.0.3, "Style Values").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `blue,black`: path and header
    Simple,
    /// `.blue.black`: path
    Label,
    /// `;color=blue;color=black`: path
    Matrix,
    /// `color=blue&color=black`: query and cookie
    Form,
    /// `color=blue%20black`: query
    SpaceDelimited,
    /// `color=blue%7Cblack`: query
    PipeDelimited,
    /// `color=blue%09black`: query
    TabDelimited,
    /// `color[R]=100&color[G]=200`: query
    DeepObject,
    /// `color=blue; color=black`: cookie, and nothing is encoded
    Cookie,
    /// `R=100&G=200`, and no other parameters: the whole query; a string is sent as it is, percent-encoded
    Querystring,
}

/// A parameter of an operation.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    pub(crate) location: Location,
    pub(crate) name: &'static str,
    pub(crate) style: Style,
    explode: Option<bool>,
    pub(crate) allow_reserved: bool,
    pub(crate) json: bool,
    pub(crate) content_type: Option<&'static str>,
    pub(crate) encodings: &'static [Parameter],
}

impl Parameter {
    const fn new(location: Location, name: &'static str, style: Style) -> Self {
        let (explode, content_type, encodings) = (None, None, &[] as &[Self]);
        Self { location, name, style, explode, allow_reserved: false, json: false, content_type, encodings }
    }

    /// A parameter in the path: style simple.
    pub const fn path(name: &'static str) -> Self {
        Self::new(Location::Path, name, Style::Simple)
    }

    /// A parameter in the query: style form, exploded.
    pub const fn query(name: &'static str) -> Self {
        Self::new(Location::Query, name, Style::Form)
    }

    /// A header: style simple.
    pub const fn header(name: &'static str) -> Self {
        Self::new(Location::Header, name, Style::Simple)
    }

    /// A cookie: style form, exploded.
    pub const fn cookie(name: &'static str) -> Self {
        Self::new(Location::Cookie, name, Style::Form)
    }

    /// Another style; it also decides what `explode` is when nothing is said.
    #[must_use]
    pub const fn style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }

    /// Whether each item of a list, each property of an object, stands for itself.
    #[must_use]
    pub const fn explode(mut self, explode: bool) -> Self {
        self.explode = Some(explode);
        self
    }

    /// Reserved characters are sent as they are, but for those that would change the other parameters.
    #[must_use]
    pub const fn allow_reserved(mut self) -> Self {
        self.allow_reserved = true;
        self
    }

    /// The value is sent as JSON text (`content: application/json`).
    #[must_use]
    pub const fn json(mut self) -> Self {
        self.json = true;
        self
    }

    /// The media type of a part.
    #[must_use]
    pub const fn content_type(mut self, media_type: &'static str) -> Self {
        self.content_type = Some(media_type);
        self
    }

    /// How properties of the form that is the whole query are written, as [`Body::encodings`].
    #[must_use]
    pub const fn encodings(mut self, encodings: &'static [Self]) -> Self {
        self.encodings = encodings;
        self
    }

    /// "When style is form, the default value is true. For all other styles, the default value is false."
    pub(crate) const fn is_exploded(&self) -> bool {
        match self.explode {
            Some(explode) => explode,
            None => matches!(self.style, Style::Form | Style::Cookie),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyKind {
    Json,
    Form,
    /// A part for each property.
    Multipart,
    /// A string or bytes as they are.
    Plain,
}

/// The body of a request.
#[derive(Clone, Copy, Debug)]
pub struct Body {
    pub(crate) kind: BodyKind,
    pub(crate) content_type: &'static str,
    pub(crate) whole: bool,
    pub(crate) optional: bool,
    pub(crate) encodings: &'static [Parameter],
}

impl Body {
    /// `application/json`, an object of the fields after the parameters.
    pub const JSON: Self = Self::new(BodyKind::Json, "application/json", false);
    /// `application/x-www-form-urlencoded`, of the fields after the parameters.
    pub const FORM: Self = Self::new(BodyKind::Form, "application/x-www-form-urlencoded", false);
    /// `multipart/form-data`, of the fields after the parameters.
    pub const MULTIPART: Self = Self::new(BodyKind::Multipart, "multipart/form-data", false);
    /// `text/plain`, the one field after the parameters.
    pub const TEXT: Self = Self::new(BodyKind::Plain, "text/plain; charset=utf-8", true);
    /// `application/octet-stream`, the one field after the parameters.
    pub const BYTES: Self = Self::new(BodyKind::Plain, "application/octet-stream", true);

    const fn new(kind: BodyKind, content_type: &'static str, whole: bool) -> Self {
        Self { kind, content_type, whole, optional: false, encodings: &[] }
    }

    /// The one field after the parameters is the body.
    #[must_use]
    pub const fn whole(mut self) -> Self {
        self.whole = true;
        self
    }

    /// When nothing of the body is set, there is none.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// Another `Content-Type`.
    #[must_use]
    pub const fn content_type(mut self, media_type: &'static str) -> Self {
        self.content_type = media_type;
        self
    }

    /// How properties of a form or parts are written (OpenAPI 3.0.3, "Encoding Object"), as query parameters of their
    /// names.
    #[must_use]
    pub const fn encodings(mut self, encodings: &'static [Parameter]) -> Self {
        self.encodings = encodings;
        self
    }
}
