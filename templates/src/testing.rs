//! A transport in memory, for tests of code that uses the client: replies are set per operation, requests are kept.
//!
//! The client does all it does otherwise (encoding, credentials, retries, decoding); only the network is left out.

use crate::runtime::{BoxFuture, HeaderMap, Method, OperationId, Transport};
use crate::runtime::{TransportBody, TransportError, TransportErrorKind};
use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A transport that answers from memory. Clones share replies and requests.
#[derive(Clone, Default)]
pub struct MockTransport(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    replies: BTreeMap<String, VecDeque<Reply>>,
    requests: Vec<Recorded>,
}

impl MockTransport {
    /// A transport without replies.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a reply to an operation, which is named by its id in the API's description. Replies are given in turn; the last one again and again.
    pub fn reply(&self, operation: impl Into<String>, reply: Reply) {
        self.state().replies.entry(operation.into()).or_default().push_back(reply);
    }

    /// The requests that were sent, in order.
    pub fn requests(&self) -> Vec<Recorded> {
        self.state().requests.clone()
    }

    /// The last request that was sent.
    pub fn last_request(&self) -> Option<Recorded> {
        self.state().requests.last().cloned()
    }

    /// A test that failed while it held the lock must not fail all others.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, operation: &str, parts: http::request::Parts, body: Bytes) -> Result<Reply, TransportError> {
        let mut state = self.state();
        state.requests.push(Recorded {
            operation: operation.to_owned(),
            method: parts.method,
            url: parts.uri.to_string(),
            headers: parts.headers,
            body,
        });
        let Some(replies) = state.replies.get_mut(operation) else {
            let known: Vec<_> = state.replies.keys().map(String::as_str).collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            let message = format!("the mock has no reply for `{operation}`; it has: {known}");
            return Err(TransportError::new(TransportErrorKind::Request, message));
        };
        let reply = if replies.len() > 1 { replies.pop_front() } else { replies.front().cloned() };
        Ok(reply.unwrap_or_else(|| Reply::status(200)))
    }
}

impl Transport for MockTransport {
    fn send(
        &self,
        request: http::Request<TransportBody>,
    ) -> BoxFuture<'_, Result<http::Response<TransportBody>, TransportError>> {
        let operation = request.extensions().get::<OperationId>().map_or("", |id| id.0);
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let body = body.collect().await?;
            let reply = self.answer(operation, parts, body)?;
            if let Some(delay) = reply.delay {
                tokio::time::sleep(delay).await;
            }
            reply.into_response()
        })
    }
}

impl fmt::Debug for MockTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("MockTransport")
            .field("replies", &state.replies.keys())
            .field("requests", &state.requests.len())
            .finish()
    }
}

/// A reply of the mock.
#[derive(Clone)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Bytes,
    failure: Option<(TransportErrorKind, &'static str)>,
    delay: Option<Duration>,
}

impl Reply {
    fn new(status: u16, body: impl Into<Bytes>) -> Self {
        Self { status, headers: Vec::new(), body: body.into(), failure: None, delay: None }
    }

    /// A status without body.
    pub fn status(status: u16) -> Self {
        Self::new(status, Bytes::new())
    }

    /// JSON text.
    pub fn json(status: u16, body: impl Into<String>) -> Self {
        Self::text(status, "application/json", body)
    }

    /// Text of any media type.
    pub fn text(status: u16, media_type: impl Into<String>, body: impl Into<String>) -> Self {
        Self::new(status, body.into()).header(CONTENT_TYPE.as_str(), media_type)
    }

    /// Bytes of any media type.
    pub fn bytes(status: u16, media_type: impl Into<String>, body: impl Into<Bytes>) -> Self {
        Self::new(status, body).header(CONTENT_TYPE.as_str(), media_type)
    }

    /// No answer in time: at once, without waiting for it.
    pub fn timeout() -> Self {
        Self { failure: Some((TransportErrorKind::Timeout, "mock timeout")), ..Self::status(0) }
    }

    /// No connection.
    pub fn refused() -> Self {
        Self { failure: Some((TransportErrorKind::Connect, "mock connection refused")), ..Self::status(0) }
    }

    /// Adds a header; one that cannot be is an error when the reply is given.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Waits before replying.
    #[must_use]
    pub fn delay(mut self, time: Duration) -> Self {
        self.delay = Some(time);
        self
    }

    fn into_response(self) -> Result<http::Response<TransportBody>, TransportError> {
        if let Some((kind, message)) = self.failure {
            return Err(TransportError::new(kind, message));
        }
        let wrong = |e: http::Error| TransportError::new(TransportErrorKind::Request, e);
        let mut response = http::Response::builder().status(self.status);
        for (name, value) in &self.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|e| wrong(e.into()))?;
            response = response.header(name, HeaderValue::from_str(value).map_err(|e| wrong(e.into()))?);
        }
        response.body(TransportBody::whole(self.body)).map_err(wrong)
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply").field("status", &self.status).finish_non_exhaustive()
    }
}

/// A request as it would have been sent.
#[derive(Clone)]
#[non_exhaustive]
pub struct Recorded {
    /// The id of the operation.
    pub operation: String,
    /// The method.
    pub method: Method,
    /// The whole URL.
    pub url: String,
    /// The headers, credentials among them.
    pub headers: HeaderMap,
    /// The body; empty when there is none.
    pub body: Bytes,
}

impl Recorded {
    /// The body as JSON, if it is.
    pub fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Path and query, as sent.
    pub fn path_and_query(&self) -> &str {
        let after_scheme = self.url.split_once("://").map_or(self.url.as_str(), |(_, rest)| rest);
        after_scheme.find('/').and_then(|at| after_scheme.get(at..)).unwrap_or_default()
    }
}

impl fmt::Debug for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without query, headers and body: they hold credentials and personal data.
        f.debug_struct("Recorded")
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("url", &self.url.split('?').next().unwrap_or_default())
            .field("body_length", &self.body.len())
            .finish_non_exhaustive()
    }
}
