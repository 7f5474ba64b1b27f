//! What can go wrong with a call, told apart by what the caller can do about it.
//!
//! `Display` is one line that helps and holds no secret: no query, no header, no body. What the server said is kept.

mod answer;
mod before;
mod exchange;

use super::auth::error::TokenError;
use super::request::Decode;
use http::StatusCode;
use std::error::Error as StdError;
use std::fmt;

pub(crate) use answer::DecodeProblem;
pub use answer::{ApiError, DecodeError};
pub use before::{ConfigError, InvalidKind, InvalidRequest, LocalError};
pub use exchange::{TimeoutError, TransportError, TransportErrorKind};

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
            Self::Transport(e) => matches!(e.kind(), TransportErrorKind::Timeout | TransportErrorKind::ConnectTimeout),
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
        matches!(self, Self::Invalid(e) if e.kind() == InvalidKind::Credential)
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
