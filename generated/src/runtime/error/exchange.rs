//! Exchanges without a whole answer: none in time, or none at all.

use super::write_line;
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

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
    pub(super) operation: Option<&'static str>,
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
