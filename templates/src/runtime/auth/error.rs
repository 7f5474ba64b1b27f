//! Why there is no token.

use crate::runtime::error::{Error, write_line, write_status};
use crate::runtime::json::pointer;
use crate::runtime::response::RawResponse;
use http::StatusCode;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

/// The operation was not called, because the API's authorization server gave no token for it.
#[derive(Clone)]
pub struct TokenError {
    operation: &'static str,
    scheme: &'static str,
    problem: Arc<TokenProblem>,
}

/// What went wrong, for all calls that wait for one token.
pub(super) enum TokenProblem {
    /// The server answered, but with no token.
    Refused(Box<Refusal>),
    /// There was no whole answer.
    Call(Error),
    /// Nothing was sent, since something about it is not valid.
    Invalid(String),
}

/// An answer without a token (RFC 6749, section 5.2).
pub(super) struct Refusal {
    response: RawResponse,
    pub(super) code: Option<String>,
    description: Option<String>,
    uri: Option<String>,
}

impl Refusal {
    pub(super) fn new(response: RawResponse) -> Self {
        let text = |name| pointer::text(response.body(), name);
        let (code, description, uri) = (text("/error"), text("/error_description"), text("/error_uri"));
        Self { response, code, description, uri }
    }
}

impl From<Refusal> for TokenProblem {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl TokenProblem {
    /// Whether what was shown is spent, or was never good (RFC 6749, section 5.2).
    pub(super) fn is_invalid_grant(&self) -> bool {
        matches!(self, Self::Refused(refusal) if refusal.code.as_deref() == Some("invalid_grant"))
    }
}

impl TokenError {
    pub(super) fn new(operation: &'static str, scheme: &'static str, problem: Arc<TokenProblem>) -> Self {
        Self { operation, scheme, problem }
    }

    fn refusal(&self) -> Option<&Refusal> {
        match &*self.problem {
            TokenProblem::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// The operation that needed the token.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// The name of the security scheme in the API's description.
    pub fn scheme(&self) -> &'static str {
        self.scheme
    }

    /// The status of the authorization server's answer, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        self.refusal().map(|refusal| refusal.response.status())
    }

    /// The authorization server's name for the error: `invalid_client`, `invalid_grant`, `invalid_scope` …
    pub fn code(&self) -> Option<&str> {
        self.refusal()?.code.as_deref()
    }

    /// The authorization server's words.
    pub fn description(&self) -> Option<&str> {
        self.refusal()?.description.as_deref()
    }

    /// A page about the error.
    pub fn uri(&self) -> Option<&str> {
        self.refusal()?.uri.as_deref()
    }

    /// Whether there was no answer in time.
    pub fn is_timeout(&self) -> bool {
        matches!(&*self.problem, TokenProblem::Call(error) if error.is_timeout())
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: no token for `{}`: ", self.operation, self.scheme)?;
        match &*self.problem {
            TokenProblem::Call(error) => error.fmt(f),
            TokenProblem::Invalid(message) => f.write_str(message),
            TokenProblem::Refused(refusal) => {
                write_status(refusal.response.status(), f)?;
                for part in [&refusal.code, &refusal.description].into_iter().flatten() {
                    f.write_str(": ")?;
                    write_line(part, f)?;
                }
                // A body with neither may be anything, a token that was not understood among it.
                if refusal.code.is_none() { refusal.response.write_body_kind(f) } else { Ok(()) }
            }
        }
    }
}

impl fmt::Debug for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenError")
            .field("operation", &self.operation)
            .field("scheme", &self.scheme)
            .field("status", &self.status())
            .field("code", &self.code())
            .finish_non_exhaustive()
    }
}

impl StdError for TokenError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &*self.problem {
            TokenProblem::Call(error) => Some(error),
            _ => None,
        }
    }
}
