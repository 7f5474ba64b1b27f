//! A body of bytes that is handed out as it comes.

use super::body::Body;
use super::disposition;
use crate::runtime::error::Error;
use crate::runtime::response::RawResponse;
use bytes::Bytes;
use futures_core::Stream;
use http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

/// A body of bytes that is handed out as it comes, piece by piece: a [`Stream`] of [`Bytes`].
///
/// The time of the call ends with the headers. From then on each piece has as much time as the call had, counted from
/// when it is asked for, unless [`idle_timeout`](Self::idle_timeout) says otherwise. A failure is the last item; a
/// download that has begun is not begun again. Dropping it ends the transfer.
#[must_use = "a download is read by `next`, `bytes` or as a stream"]
pub struct Download {
    body: Box<Body>,
    response: RawResponse,
}

impl Download {
    pub(crate) fn new(response: RawResponse) -> Self {
        Self { body: response.take_body(), response }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.response.status()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// The media type, with its parameters.
    pub fn content_type(&self) -> Option<&str> {
        self.headers().get(CONTENT_TYPE)?.to_str().ok()
    }

    /// The length of the whole body in bytes, if the server says it.
    pub fn content_length(&self) -> Option<u64> {
        self.headers().get(CONTENT_LENGTH)?.to_str().ok()?.trim().parse().ok()
    }

    /// The name that the server gives the file (RFC 6266), without directories: it can be joined to a path.
    pub fn file_name(&self) -> Option<String> {
        disposition::file_name(self.headers().get(CONTENT_DISPOSITION)?.as_bytes())
    }

    /// Time for each piece. `Duration::MAX` is no limit.
    pub fn idle_timeout(mut self, time: Duration) -> Self {
        self.body.idle = time;
        self
    }

    /// The next piece; `None` after the last.
    pub async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        poll_fn(|context| self.body.poll(context)).await
    }

    /// All that is left, in memory.
    ///
    /// # Errors
    /// When the body breaks off, or is larger than the client's `max_response_bytes`.
    pub async fn bytes(mut self) -> Result<Bytes, Error> {
        self.body.whole().await
    }
}

impl Stream for Download {
    type Item = Result<Bytes, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().body.poll(context)
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download").field("response", &self.response).finish_non_exhaustive()
    }
}
