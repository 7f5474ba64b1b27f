//! The seam between the client and the network, and the transport over `reqwest` that is used unless another is given.

use super::error::{TransportError, TransportErrorKind};
use bytes::Bytes;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// A boxed future that can move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends one request and gives the answer, whatever its status. It follows no redirects and repeats nothing: that is
/// the client's. It may be dropped at any time, when the call's time is over.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request. Its extensions hold the `OperationId`.
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<TransportBody>, TransportError>>;
}

/// The id of the operation that a request is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperationId(pub &'static str);

/// The body of an answer, which may come in pieces.
pub struct TransportBody(Pieces);

enum Pieces {
    Whole(Option<Bytes>),
    Chunks(Box<dyn Chunks>),
}

/// A body that comes in pieces.
pub trait Chunks: Send {
    /// The next piece; `None` after the last.
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>>;
}

impl TransportBody {
    /// A body that is there already.
    pub fn whole(body: impl Into<Bytes>) -> Self {
        Self(Pieces::Whole(Some(body.into())))
    }

    /// A body that comes in pieces.
    pub fn chunks(chunks: impl Chunks + 'static) -> Self {
        Self(Pieces::Chunks(Box::new(chunks)))
    }

    /// The next piece; `None` after the last.
    ///
    /// # Errors
    /// Those of the transport.
    pub async fn next(&mut self) -> Result<Option<Bytes>, TransportError> {
        match &mut self.0 {
            Pieces::Whole(body) => Ok(body.take()),
            Pieces::Chunks(chunks) => chunks.next().await,
        }
    }
}

impl fmt::Debug for TransportBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TransportBody")
    }
}

/// The transport over `reqwest`.
#[derive(Clone, Debug)]
pub(crate) struct Reqwest(reqwest::Client);

impl Reqwest {
    /// `loopback`: the server is on this machine, and no proxy of the environment may come between.
    pub(crate) fn new(connect_timeout: Duration, loopback: bool) -> Result<Self, reqwest::Error> {
        // Redirects are followed by the client, which knows what may be sent where.
        let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        let builder = if loopback { builder.no_proxy() } else { builder };
        builder.connect_timeout(connect_timeout).build().map(Self)
    }

    pub(crate) fn with(client: reqwest::Client) -> Self {
        Self(client)
    }
}

impl Transport for Reqwest {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<TransportBody>, TransportError>> {
        Box::pin(async move {
            let request = reqwest::Request::try_from(request).map_err(error)?;
            let response = self.0.execute(request).await.map_err(error)?;
            let mut answer = http::Response::new(());
            *answer.status_mut() = response.status();
            *answer.headers_mut() = response.headers().clone();
            Ok(answer.map(|()| TransportBody::chunks(response)))
        })
    }
}

impl Chunks for reqwest::Response {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async move { self.chunk().await.map_err(error) })
    }
}

fn error(error: reqwest::Error) -> TransportError {
    let kind = match (error.is_connect(), error.is_timeout()) {
        (true, true) => TransportErrorKind::ConnectTimeout,
        (true, false) => TransportErrorKind::Connect,
        (false, true) => TransportErrorKind::Timeout,
        (false, false) if error.is_builder() => TransportErrorKind::Request,
        (false, false) => TransportErrorKind::Interrupted,
    };
    // Its URL has the query, and that may have a key.
    TransportError::new(kind, error.without_url())
}
