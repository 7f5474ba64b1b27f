//! What is wrong before anything is sent: with the client, with a request, or by a check that needs no server.

use super::write_line;
use http::StatusCode;
use std::error::Error as StdError;
use std::fmt;

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
    pub(super) operation: Option<&'static str>,
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
