//! What can go wrong with a call, told apart by what the caller can do about it.
//!
//! `Display` is one line that helps and holds no secret: no query, no header, no body. What the server said is kept.

use super::auth::error::TokenError;
use super::decode;
use super::json::fault::ReadError;
use super::json::value::{Empty, Value};
use super::request::Decode;
use super::response::RawResponse;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

/// Why a call failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The server answered, but not with success.
    Api(Box<ApiError>),
    /// The time for the whole call, retries included, was over.
    Timeout(Box<TimeoutError>),
    /// There was no whole answer.
    Transport(Box<TransportError>),
    /// The server answered with success, but its answer could not be read.
    Decode(Box<DecodeError>),
    /// The request was not sent, because it is not valid.
    Invalid(Box<InvalidRequest>),
    /// The client could not be built.
    Config(Box<ConfigError>),
    /// A check that is made in the client, without asking the server, failed.
    Local(Box<LocalError>),
    /// The request was not sent, because there was no token to be had for it.
    Token(Box<TokenError>),
}

impl Error {
    /// The server answered, but not with success.
    pub fn is_api(&self) -> bool {
        matches!(self, Self::Api(_))
    }

    /// Time was over: for the whole call, or for connecting.
    pub fn is_timeout(&self) -> bool {
        match self {
            Self::Timeout(_) => true,
            Self::Token(e) => e.is_timeout(),
            Self::Transport(e) => matches!(e.kind, TransportErrorKind::Timeout | TransportErrorKind::ConnectTimeout),
            _ => false,
        }
    }

    /// There was no connection, so that nothing reached the server.
    pub fn is_connect(&self) -> bool {
        matches!(self, Self::Transport(e) if e.is_connect())
    }

    /// There was no whole answer.
    pub fn is_transport(&self) -> bool {
        matches!(self, Self::Transport(_))
    }

    /// The answer could not be read.
    pub fn is_decode(&self) -> bool {
        matches!(self, Self::Decode(_))
    }

    /// The request was not sent, because it is not valid.
    pub fn is_invalid(&self) -> bool {
        matches!(self, Self::Invalid(_))
    }

    /// A credential is missing, so that the request was not sent.
    pub fn is_missing_credential(&self) -> bool {
        matches!(self, Self::Invalid(e) if e.kind == InvalidKind::Credential)
    }

    /// There was no token to be had for the request, so that it was not sent.
    pub fn is_token(&self) -> bool {
        matches!(self, Self::Token(_))
    }

    /// A check that is made in the client failed.
    pub fn is_local(&self) -> bool {
        matches!(self, Self::Local(_))
    }

    /// The status of the answer, if there was one; for a check made in the client, the status that stands for it.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(e) => Some(e.status()),
            Self::Decode(e) => Some(e.status()),
            Self::Local(e) => Some(e.status()),
            _ => None,
        }
    }

    /// The server's id of the request, if it gave one.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Api(e) => e.request_id(),
            Self::Decode(e) => e.response.request_id(),
            _ => None,
        }
    }

    /// The name of this kind of error: the server's, if it answered with one (the authorization server's, if there was
    /// no token), or that of the check that failed.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Api(e) => e.code(),
            Self::Local(e) => Some(e.code()),
            Self::Token(e) => e.code(),
            _ => None,
        }
    }

    /// The id of the operation, as `b2b.sessions.get`.
    pub fn operation(&self) -> Option<&str> {
        match self {
            Self::Api(e) => Some(e.operation()),
            Self::Timeout(e) => Some(e.operation),
            Self::Transport(e) => e.operation,
            Self::Decode(e) => Some(e.response.operation()),
            Self::Invalid(e) => e.operation,
            Self::Token(e) => Some(e.operation()),
            Self::Config(_) | Self::Local(_) => None,
        }
    }

    /// What the server said, when it answered without success.
    pub fn as_api(&self) -> Option<&ApiError> {
        match self {
            Self::Api(e) => Some(e),
            _ => None,
        }
    }

    /// What the server said, when it answered without success and what it said is what the description has for its status.
    pub(crate) fn described<T>(&self, decode: Decode<T>) -> Option<T> {
        decode(self.as_api()?.response.clone()).ok()
    }

    /// Why there was no token, when there was none.
    pub fn as_token(&self) -> Option<&TokenError> {
        match self {
            Self::Token(e) => Some(e),
            _ => None,
        }
    }

    /// The check that failed, when it was made in the client.
    pub fn as_local(&self) -> Option<&LocalError> {
        match self {
            Self::Local(e) => Some(e),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(e) => e.fmt(f),
            Self::Timeout(e) => e.fmt(f),
            Self::Transport(e) => e.fmt(f),
            Self::Decode(e) => e.fmt(f),
            Self::Invalid(e) => e.fmt(f),
            Self::Config(e) => e.fmt(f),
            Self::Local(e) => e.fmt(f),
            Self::Token(e) => e.fmt(f),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // The parts show themselves as the error, so their sources are its sources.
        match self {
            Self::Transport(e) => e.source(),
            Self::Decode(e) => e.source(),
            Self::Local(e) => e.source(),
            Self::Token(e) => e.source(),
            _ => None,
        }
    }
}

macro_rules! from_boxed {
    ($($variant:ident $type:ident)*) => { $(
        impl From<$type> for Error {
            fn from(error: $type) -> Self {
                Self::$variant(Box::new(error))
            }
        }
    )* };
}
from_boxed! {
    Api ApiError Timeout TimeoutError Transport TransportError
    Decode DecodeError Invalid InvalidRequest Config ConfigError
    Local LocalError Token TokenError
}

/// `404 Not Found`, or the number alone where it has no name.
pub(crate) fn write_status(status: StatusCode, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{}", status.as_u16())?;
    status.canonical_reason().map_or(Ok(()), |reason| write!(f, " {reason}"))
}

/// Text of the server in one line, and not a page of it.
pub(crate) fn write_line(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    const LONGEST: usize = 300;
    for c in text.chars().take(LONGEST) {
        write!(f, "{}", if c.is_control() { ' ' } else { c })?;
    }
    if text.chars().nth(LONGEST).is_some() { f.write_str("…") } else { Ok(()) }
}

fn write_request_id(id: Option<&str>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Some(id) = id else { return Ok(()) };
    f.write_str(" (request id ")?;
    write_line(id, f)?;
    f.write_str(")")
}

/// An answer without success.
#[derive(Clone)]
pub struct ApiError {
    response: RawResponse,
    code: Option<String>,
    message: Option<String>,
}

impl ApiError {
    pub(crate) fn new(response: RawResponse) -> Self {
        let code = super::json::pointer::first(response.body(), crate::settings::ERROR_CODE);
        let message = super::json::pointer::first(response.body(), crate::settings::ERROR_MESSAGE);
        Self { response, code, message }
    }

    /// The status: that of HTTP, whatever the body says.
    pub fn status(&self) -> StatusCode {
        self.response.status()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// The server's id of the request, from a header or the body.
    pub fn request_id(&self) -> Option<&str> {
        self.response.request_id()
    }

    /// The server's name for this kind of error.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// The server's words.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The body as it came.
    pub fn body(&self) -> &Bytes {
        self.response.body()
    }

    /// The body as text; what is not UTF-8 in it is replaced.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(self.response.body())
    }

    /// The body as the type that the description gives for this status.
    ///
    /// # Errors
    /// When the body is not JSON or does not fit the type.
    pub fn json<T: Value + Empty>(&self) -> Result<T, DecodeError> {
        let mut value = T::empty();
        decode::fill(&mut value, &self.response)?;
        Ok(value)
    }

    /// The id of the operation.
    pub fn operation(&self) -> &'static str {
        self.response.operation()
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.operation())?;
        write_status(self.status(), f)?;
        for part in [self.code(), self.message()].into_iter().flatten() {
            f.write_str(": ")?;
            write_line(part, f)?;
        }
        if self.code.is_none() && self.message.is_none() {
            self.response.write_body_kind(f)?;
        }
        write_request_id(self.request_id(), f)
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("operation", &self.operation())
            .field("status", &self.status())
            .field("code", &self.code)
            .field("message", &self.message)
            .field("request_id", &self.request_id())
            .finish_non_exhaustive()
    }
}

impl StdError for ApiError {}

/// The time for the whole call was over.
#[derive(Clone, Debug)]
pub struct TimeoutError {
    pub(crate) operation: &'static str,
    pub(crate) after: Duration,
    pub(crate) attempts: u32,
}

impl TimeoutError {
    /// The time that the call had, retries included.
    pub fn after(&self) -> Duration {
        self.after
    }

    /// How many times the request was begun.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }
}

impl fmt::Display for TimeoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: timed out after {:?}", self.operation, self.after)?;
        if self.attempts > 1 { write!(f, " ({} attempts)", self.attempts) } else { Ok(()) }
    }
}

impl StdError for TimeoutError {}

/// What happened between us and the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// There was no connection; nothing was sent.
    Connect,
    /// There was no connection in time; nothing was sent.
    ConnectTimeout,
    /// There was a connection, but no answer in time.
    Timeout,
    /// The connection broke off before the whole answer had come.
    Interrupted,
    /// The answer is larger than the client takes.
    TooLarge,
    /// The transport did not take the request; nothing was sent.
    Request,
}

/// There was no whole answer.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    operation: Option<&'static str>,
    url: Option<String>,
    source: Box<dyn StdError + Send + Sync>,
}

impl TransportError {
    /// An error of a transport. The source must not contain secrets.
    pub fn new(kind: TransportErrorKind, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { kind, operation: None, url: None, source: source.into() }
    }

    /// Says of which call; `url` without query.
    pub(crate) fn of(mut self, operation: &'static str, url: &str) -> Self {
        self.operation = Some(operation);
        self.url = Some(url.to_owned());
        self
    }

    /// What happened.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// The URL, without query.
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    pub(crate) fn is_connect(&self) -> bool {
        matches!(self.kind, TransportErrorKind::Connect | TransportErrorKind::ConnectTimeout)
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.operation {
            write!(f, "{operation}: ")?;
        }
        let url = self.url.as_deref().unwrap_or("the server");
        match self.kind {
            TransportErrorKind::Connect => write!(f, "could not connect to {url}")?,
            TransportErrorKind::ConnectTimeout => write!(f, "could not connect in time to {url}")?,
            TransportErrorKind::Timeout => write!(f, "no answer in time from {url}")?,
            TransportErrorKind::Interrupted => write!(f, "the connection to {url} broke off")?,
            TransportErrorKind::TooLarge => write!(f, "too large an answer from {url}")?,
            TransportErrorKind::Request => write!(f, "could not send to {url}")?,
        }
        // The innermost cause is the one that says something: "Connection refused".
        let mut cause: &dyn StdError = &*self.source;
        while let Some(next) = cause.source() {
            cause = next;
        }
        f.write_str(": ")?;
        write_line(&cause.to_string(), f)
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}

/// Why an answer could not be read.
#[derive(Clone, Debug)]
pub(crate) enum DecodeProblem {
    Json(ReadError),
    /// The description knows no success of this status.
    Status,
    /// The body is not UTF-8.
    Text,
    /// The body is not of the media type that was asked for.
    MediaType,
    /// The page was read, but it cannot be told which one is next.
    NextPage(&'static str),
}

/// An answer that could not be read. The body is kept, and shown by neither `Display` nor `Debug`.
#[derive(Clone)]
pub struct DecodeError {
    response: RawResponse,
    problem: DecodeProblem,
}

impl DecodeError {
    pub(crate) fn new(response: RawResponse, problem: DecodeProblem) -> Self {
        Self { response, problem }
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.response.status()
    }

    /// The headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// The body as it came.
    pub fn body(&self) -> &Bytes {
        self.response.body()
    }

    /// Where in the body, as `member.roles[3].role_id`, when it is there that something does not fit.
    pub fn path(&self) -> Option<String> {
        match &self.problem {
            DecodeProblem::Json(e) => Some(e.path()),
            _ => None,
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.response.operation())?;
        write_status(self.status(), f)?;
        match &self.problem {
            DecodeProblem::Json(e) => {
                f.write_str(": the body does not fit: ")?;
                write_line(&e.to_string(), f)?;
            }
            DecodeProblem::Status => f.write_str(": a status that the description does not have")?,
            DecodeProblem::Text => f.write_str(": the body is not UTF-8")?,
            DecodeProblem::MediaType => f.write_str(": the body is not of the media type that was asked for")?,
            DecodeProblem::NextPage(problem) => write!(f, ": the next page cannot be fetched: {problem}")?,
        }
        self.response.write_body_kind(f)?;
        write_request_id(self.response.request_id(), f)
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("operation", &self.response.operation())
            .field("status", &self.status())
            .field("problem", &self.problem)
            .finish_non_exhaustive()
    }
}

impl StdError for DecodeError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.problem {
            DecodeProblem::Json(e) => Some(e),
            _ => None,
        }
    }
}

/// What of a request is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidKind {
    /// A parameter.
    Parameter,
    /// A header given for the call.
    Header,
    /// The body.
    Body,
    /// A credential that the operation needs is missing or cannot be sent.
    Credential,
    /// The URL as a whole.
    Url,
}

/// A request that was not sent, because it is not valid.
#[derive(Clone, Debug)]
pub struct InvalidRequest {
    operation: Option<&'static str>,
    kind: InvalidKind,
    message: String,
}

impl InvalidRequest {
    /// A message for people, without values of parameters: they may be secret.
    pub(crate) fn new(operation: Option<&'static str>, kind: InvalidKind, message: String) -> Self {
        Self { operation, kind, message }
    }

    /// What is not valid.
    pub fn kind(&self) -> InvalidKind {
        self.kind
    }

    /// The problem in words.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for InvalidRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: not sent: {}", self.operation.unwrap_or("request"), self.message)
    }
}

impl StdError for InvalidRequest {}

/// A client that could not be built.
#[derive(Clone, Debug)]
pub struct ConfigError {
    message: String,
}

impl ConfigError {
    /// A message for people, without secrets.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "client: {}", self.message)
    }
}

impl StdError for ConfigError {}

/// A check made in the client that failed: of a token, say, or of what its holder may do.
///
/// Which checks there are is the business of the hand-written part of a crate. Each has a type for its failures, which
/// is the `source()` of this error and of the `Error` around it.
#[derive(Debug)]
pub struct LocalError {
    code: &'static str,
    status: StatusCode,
    source: Box<dyn StdError + Send + Sync>,
}

impl LocalError {
    /// A failed check: the name of its kind, the status that a server would have answered with, and what failed. The
    /// source must not contain secrets.
    pub fn new(code: &'static str, status: StatusCode, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { code, status, source: source.into() }
    }

    /// The name of this kind of error, for programs.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The status that stands for this kind of error.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// What failed, if it is of this type.
    pub fn downcast_ref<T: StdError + 'static>(&self) -> Option<&T> {
        self.source.downcast_ref()
    }
}

impl fmt::Display for LocalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.code)?;
        write_line(&self.source.to_string(), f)
    }
}

impl StdError for LocalError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}
