//! Answers that are errors: without success, or not to be read. What the server said is kept.

use super::{write_line, write_status};
use crate::runtime::decode;
use crate::runtime::json::fault::ReadError;
use crate::runtime::json::pointer;
use crate::runtime::json::value::{Empty, Value};
use crate::runtime::response::RawResponse;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

/// An answer without success.
#[derive(Clone)]
pub struct ApiError {
    pub(super) response: RawResponse,
    code: Option<String>,
    message: Option<String>,
}

impl ApiError {
    pub(crate) fn new(response: RawResponse) -> Self {
        let code = pointer::first(response.body(), crate::settings::ERROR_CODE);
        let message = pointer::first(response.body(), crate::settings::ERROR_MESSAGE);
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
    pub(super) response: RawResponse,
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

fn write_request_id(id: Option<&str>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Some(id) = id else { return Ok(()) };
    f.write_str(" (request id ")?;
    write_line(id, f)?;
    f.write_str(")")
}
