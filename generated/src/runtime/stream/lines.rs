//! Lines of JSON as they come: JSON Lines, newline-delimited JSON, JSON text sequences (RFC 7464).

use super::body::Body;
use crate::runtime::error::Error;
use crate::runtime::request::Decode;
use crate::runtime::response::RawResponse;
use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::{HeaderMap, StatusCode};
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

/// Begins every text of a JSON text sequence.
const RECORD_SEPARATOR: u8 = 0x1e;

/// The values of an answer that has one on each line, decoded as they come: a [`Stream`].
///
/// A line that does not fit the type is a [`Decode`](Error::Decode) error that keeps it, and the stream goes on; any
/// other failure is the last item. The time of the call ends with the headers. From then on each piece of the body has as
/// much time as the call had, unless [`idle_timeout`](Self::idle_timeout) says otherwise. A line may be as long as the
/// client's `max_response_bytes`.
#[must_use = "streams do nothing unless polled"]
pub struct Lines<T> {
    source: Source,
    decode: Decode<T>,
}

impl<T> Lines<T> {
    pub(crate) fn new(response: RawResponse, decode: Decode<T>) -> Self {
        Self { source: Source::new(response), decode }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.source.response.status()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.source.response.headers()
    }

    /// Time for each piece of the body. `Duration::MAX` is no limit.
    pub fn idle_timeout(mut self, time: Duration) -> Self {
        self.source.body.idle = time;
        self
    }

    /// The next value; `None` after the last.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        self.source.poll(context).map(|line| line.map(|line| line.and_then(self.decode)))
    }
}

impl<T> Stream for Lines<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<T> fmt::Debug for Lines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lines").field("response", &self.source.response).finish_non_exhaustive()
    }
}

/// The lines as bytes, each as the body of an answer of its own.
struct Source {
    response: RawResponse,
    body: Box<Body>,
    /// What has come and was not handed out.
    kept: BytesMut,
    /// Where the search for the end of the line goes on.
    searched: usize,
    /// The body is over.
    ended: bool,
}

impl Source {
    fn new(response: RawResponse) -> Self {
        Self { body: response.take_body(), response, kept: BytesMut::new(), searched: 0, ended: false }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<RawResponse, Error>>> {
        loop {
            while let Some(line) = self.line() {
                let value = trimmed(&line);
                if !value.is_empty() {
                    return Poll::Ready(Some(Ok(self.response.with_body(line.slice_ref(value)))));
                }
            }
            match ready!(self.body.poll(context)) {
                Some(Ok(piece)) => self.kept.extend_from_slice(&piece),
                Some(Err(error)) => return Poll::Ready(Some(Err(self.fail(error)))),
                None if std::mem::replace(&mut self.ended, true) => return Poll::Ready(None),
                None => {}
            }
            if self.kept.len() > self.body.max_bytes && self.end().is_none() {
                let error = self.body.too_large();
                return Poll::Ready(Some(Err(self.fail(error))));
            }
        }
    }

    /// A line that broke off is none.
    fn fail(&mut self, error: Error) -> Error {
        self.kept.clear();
        error
    }

    /// The next line that is whole; the last one need not end.
    fn line(&mut self) -> Option<Bytes> {
        let end = match self.end() {
            Some(end) => end,
            None if self.ended && !self.kept.is_empty() => self.kept.len(),
            None => return None,
        };
        self.searched = 0;
        Some(self.kept.split_to(end).freeze())
    }

    /// Where the first line ends. A text that begins with a record separator may have lines in it, and ends with the
    /// next one.
    fn end(&mut self) -> Option<usize> {
        let sequence = self.kept.first() == Some(&RECORD_SEPARATOR);
        let from = if sequence { self.searched.max(1) } else { self.searched };
        let ends = |byte: &u8| if sequence { *byte == RECORD_SEPARATOR } else { *byte == b'\n' };
        let found = self.kept.get(from..).unwrap_or_default().iter().position(ends);
        self.searched = self.kept.len();
        let end = from + found?;
        self.searched = 0;
        Some(if sequence { end } else { end + 1 })
    }
}

fn trimmed(line: &[u8]) -> &[u8] {
    line.strip_prefix(&[RECORD_SEPARATOR]).unwrap_or(line).trim_ascii()
}
