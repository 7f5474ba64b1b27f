//! Answers: as they came (`RawResponse`), and as what they were read into, with their metadata (`Response`).

use super::error::{DecodeError, DecodeProblem, Error};
use super::json::pointer;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use std::fmt;
use std::sync::{Arc, OnceLock};

/// An answer as it came, whole. Cheap to clone.
#[derive(Clone)]
pub struct RawResponse(Arc<Inner>);

struct Inner {
    operation: &'static str,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    attempts: u32,
    /// Looked for when first asked for: it may be in the body.
    request_id: OnceLock<Option<String>>,
    missing: OnceLock<Vec<String>>,
}

impl RawResponse {
    pub(crate) fn new(
        operation: &'static str,
        status: StatusCode,
        headers: HeaderMap,
        body: Bytes,
        attempts: u32,
    ) -> Self {
        let (request_id, missing) = (OnceLock::new(), OnceLock::new());
        Self(Arc::new(Inner { operation, status, headers, body, attempts, request_id, missing }))
    }

    /// The id of the operation.
    pub fn operation(&self) -> &'static str {
        self.0.operation
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The body.
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// The server's id of the request, from a header or the body.
    pub fn request_id(&self) -> Option<&str> {
        let find = || {
            let mut headers = crate::settings::REQUEST_ID_HEADERS.iter().filter_map(|name| self.0.headers.get(*name));
            let header = headers.find_map(|value| value.to_str().ok().filter(|id| !id.is_empty()));
            header.map(str::to_owned).or_else(|| pointer::first(&self.0.body, crate::settings::REQUEST_ID))
        };
        self.0.request_id.get_or_init(find).as_deref()
    }

    /// The error "a status that the description does not have".
    pub fn unexpected(self) -> Error {
        DecodeError::new(self, DecodeProblem::Status).into()
    }

    pub(crate) fn note_missing(&self, paths: Vec<String>) {
        // An answer is decoded once; decoded again, it misses the same.
        let _ = self.0.missing.set(paths);
    }

    /// ` (the body is text/html, 1234 bytes)`
    pub(crate) fn write_body_kind(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let media_type = self.0.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let media_type = media_type.map(|value| value.split(';').next().unwrap_or_default().trim());
        match (self.0.body.len(), media_type) {
            (0, _) => f.write_str(" (the body is empty)"),
            (length, Some(media_type)) => write!(f, " (the body is {media_type}, {length} bytes)"),
            (length, None) => write!(f, " (the body is {length} bytes)"),
        }
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Headers may hold cookies, and the body anything.
        f.debug_struct("RawResponse")
            .field("operation", &self.operation())
            .field("status", &self.status())
            .field("body_length", &self.body().len())
            .finish_non_exhaustive()
    }
}

/// An answer, read, with its metadata.
#[derive(Clone)]
pub struct Response<T> {
    body: T,
    raw: RawResponse,
}

impl<T> Response<T> {
    #[inline]
    pub(crate) fn new(body: T, raw: RawResponse) -> Self {
        Self { body, raw }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.raw.status()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.raw.headers()
    }

    /// The server's id of the request, from a header or the body.
    pub fn request_id(&self) -> Option<&str> {
        self.raw.request_id()
    }

    /// Paths of required fields that the body did not have, or had as null; they were left empty. At most 100.
    pub fn missing(&self) -> &[String] {
        self.raw.0.missing.get().map_or(&[], Vec::as_slice)
    }

    /// How many times the request was sent.
    pub fn attempts(&self) -> u32 {
        self.raw.0.attempts
    }

    /// The body.
    pub fn body(&self) -> &T {
        &self.body
    }

    /// The body, taken out.
    pub fn into_body(self) -> T {
        self.body
    }

    /// The body as it came.
    pub fn raw(&self) -> &Bytes {
        self.raw.body()
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response").field("status", &self.status()).field("body", &self.body).finish_non_exhaustive()
    }
}
