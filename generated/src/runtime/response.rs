//! Answers: as they came (`RawResponse`), and as what they were read into, with their metadata (`Response`).

use super::client::core::Call;
use super::error::{DecodeError, DecodeProblem, Error};
use super::json::pointer;
use super::stream;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// An answer as it came, whole. Cheap to clone.
#[derive(Clone)]
pub struct RawResponse(Arc<Inner>);

struct Inner {
    head: Arc<Head>,
    body: Bytes,
    /// Looked for when first asked for: it may be in the body.
    request_id: OnceLock<Option<String>>,
    missing: OnceLock<Vec<String>>,
    /// Of an answer that is read as it comes, the body until it is taken.
    unread: Option<Mutex<Option<Box<stream::Body>>>>,
}

/// What comes before the body.
pub(crate) struct Head {
    pub(crate) operation: &'static str,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) attempts: u32,
}

impl RawResponse {
    /// An answer that was read whole.
    pub(crate) fn new(head: Head, body: Bytes) -> Self {
        Self::with(Arc::new(head), body, None)
    }

    /// An answer whose body is read as it comes.
    pub(crate) fn unread(head: Head, body: stream::Body) -> Self {
        Self::with(Arc::new(head), Bytes::new(), Some(Mutex::new(Some(Box::new(body)))))
    }

    fn with(head: Arc<Head>, body: Bytes, unread: Option<Mutex<Option<Box<stream::Body>>>>) -> Self {
        let (request_id, missing) = (OnceLock::new(), OnceLock::new());
        Self(Arc::new(Inner { head, body, request_id, missing, unread }))
    }

    /// An item of this answer, as if it were the body of one.
    pub(crate) fn with_body(&self, body: Bytes) -> Self {
        Self::with(self.0.head.clone(), body, None)
    }

    /// Whether the body was read before the call ended.
    pub(crate) fn is_read(&self) -> bool {
        self.0.unread.is_none()
    }

    /// Keeps the call with the unread body, to be made again when that breaks off.
    pub(crate) fn keep_call(&self, call: Option<Box<Call>>) {
        let Some(unread) = &self.0.unread else { return };
        if let Some(body) = &mut *unread.lock().unwrap_or_else(PoisonError::into_inner) {
            body.again = call;
        }
    }

    /// The body, to be read as it comes; what was read already comes in one piece. It can be taken once.
    pub(crate) fn take_body(&self) -> Box<stream::Body> {
        let unread = self.0.unread.as_ref();
        let taken = unread.and_then(|body| body.lock().unwrap_or_else(PoisonError::into_inner).take());
        taken.unwrap_or_else(|| Box::new(stream::Body::whole_already(self.operation(), self.0.body.clone())))
    }

    /// The id of the operation.
    pub fn operation(&self) -> &'static str {
        self.0.head.operation
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.0.head.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.head.headers
    }

    /// The body.
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// The server's id of the request, from a header or the body.
    pub fn request_id(&self) -> Option<&str> {
        let find = || {
            let mut headers =
                crate::settings::REQUEST_ID_HEADERS.iter().filter_map(|name| self.0.head.headers.get(*name));
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
        let media_type = self.0.head.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
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
        self.raw.0.head.attempts
    }

    /// The body.
    pub fn body(&self) -> &T {
        &self.body
    }

    /// The body, taken out.
    pub fn into_body(self) -> T {
        self.body
    }

    /// The body as it came; empty where it is read as a stream.
    pub fn raw(&self) -> &Bytes {
        self.raw.body()
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response").field("status", &self.status()).field("body", &self.body).finish_non_exhaustive()
    }
}
