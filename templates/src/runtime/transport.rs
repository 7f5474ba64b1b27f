//! The seam between the client and the network, and the transport over `reqwest` that is used unless another is given.

use super::error::{TransportError, TransportErrorKind};
use bytes::{Bytes, BytesMut};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

/// A boxed future that can move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends one request and gives the answer, whatever its status. It follows no redirects and repeats nothing: that is
/// the client's. It may be dropped at any time, when the call's time is over.
///
/// Most requests have a body of bytes, which [`TransportBody::as_bytes`] gives; uploads may come in pieces. Where that
/// does not matter, [`TransportBody::collect`] gives all of it.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request. Its extensions hold the `OperationId`.
    fn send(
        &self,
        request: http::Request<TransportBody>,
    ) -> BoxFuture<'_, Result<http::Response<TransportBody>, TransportError>>;
}

/// The id of the operation that a request is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperationId(pub &'static str);

/// The body of a request or of an answer, which may come in pieces.
pub struct TransportBody(Pieces);

enum Pieces {
    Whole(Option<Bytes>),
    Chunks(Box<dyn Chunks>),
}

/// A body that comes in pieces.
pub trait Chunks: Send {
    /// The next piece; `None` after the last.
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>>;

    /// How many bytes all pieces have, if that is known before.
    fn length(&self) -> Option<u64> {
        None
    }
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

    /// The body, where it is there already.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Pieces::Whole(body) => body.as_ref(),
            Pieces::Chunks(_) => None,
        }
    }

    /// How many bytes it has, if that is known.
    pub fn length(&self) -> Option<u64> {
        match &self.0 {
            Pieces::Whole(body) => Some(body.as_ref().map_or(0, |body| body.len() as u64)),
            Pieces::Chunks(chunks) => chunks.length(),
        }
    }

    /// All of it, in one piece.
    ///
    /// # Errors
    /// Those of reading the pieces.
    pub async fn collect(mut self) -> Result<Bytes, TransportError> {
        let mut whole = self.next().await?.unwrap_or_default();
        while let Some(piece) = self.next().await? {
            let mut longer = BytesMut::from(whole);
            longer.extend_from_slice(&piece);
            whole = longer.freeze();
        }
        Ok(whole)
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
        request: http::Request<TransportBody>,
    ) -> BoxFuture<'_, Result<http::Response<TransportBody>, TransportError>> {
        Box::pin(async move {
            let request = reqwest::Request::try_from(request.map(outgoing)).map_err(error)?;
            let mut response = self.0.execute(request).await.map_err(error)?;
            let mut answer = http::Response::new(());
            *answer.status_mut() = response.status();
            *answer.headers_mut() = std::mem::take(response.headers_mut());
            Ok(answer.map(|()| TransportBody::chunks(response)))
        })
    }
}

impl Chunks for reqwest::Response {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async move { self.chunk().await.map_err(error) })
    }

    fn length(&self) -> Option<u64> {
        self.content_length()
    }
}

fn outgoing(body: TransportBody) -> reqwest::Body {
    match body.0 {
        Pieces::Whole(body) => body.unwrap_or_default().into(),
        Pieces::Chunks(chunks) => {
            let length = chunks.length();
            reqwest::Body::wrap(Outgoing { length, chunks: Mutex::new(Reading::Idle(chunks)) })
        }
    }
}

/// A body in pieces, on its way out. The lock is never contended: it makes `Sync` what is only `Send`.
struct Outgoing {
    length: Option<u64>,
    chunks: Mutex<Reading>,
}

/// Chunks between two of them, while the next one is read, and after the last.
enum Reading {
    Idle(Box<dyn Chunks>),
    Busy(BoxFuture<'static, (Box<dyn Chunks>, Next)>),
    Over,
}

/// The next chunk, or the end.
type Next = Result<Option<Bytes>, TransportError>;

impl http_body::Body for Outgoing {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, TransportError>>> {
        let reading = self.chunks.get_mut().unwrap_or_else(PoisonError::into_inner);
        loop {
            match std::mem::replace(reading, Reading::Over) {
                Reading::Over => return Poll::Ready(None),
                Reading::Idle(mut chunks) => {
                    *reading = Reading::Busy(Box::pin(async move {
                        let next = chunks.next().await;
                        (chunks, next)
                    }));
                }
                Reading::Busy(mut next) => match next.as_mut().poll(context) {
                    Poll::Pending => {
                        *reading = Reading::Busy(next);
                        return Poll::Pending;
                    }
                    Poll::Ready((chunks, next)) => {
                        if let Ok(Some(_)) = next {
                            *reading = Reading::Idle(chunks);
                        }
                        return Poll::Ready(next.transpose().map(|next| next.map(http_body::Frame::data)));
                    }
                },
            }
        }
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.length.map(http_body::SizeHint::with_exact).unwrap_or_default()
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
