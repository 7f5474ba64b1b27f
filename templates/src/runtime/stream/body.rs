//! The body of an answer while it comes: piece by piece, each within a time.

use crate::runtime::client::core::Call;
use crate::runtime::error::{Error, TransportError, TransportErrorKind};
use crate::runtime::transport::{BoxFuture, TransportBody};
use bytes::{Bytes, BytesMut};
use std::future::poll_fn;
use std::task::{Context, Poll};
use std::time::Duration;

/// A body that has not been read.
pub(crate) struct Body {
    state: State,
    pub(crate) operation: &'static str,
    /// Without query.
    pub(crate) url: String,
    /// Time for each piece.
    pub(crate) idle: Duration,
    /// The most that is kept of it at once.
    pub(crate) max_bytes: usize,
    /// The call that it answers, where it can be repeated.
    pub(crate) again: Option<Box<Call>>,
}

/// What a body is held to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Time for each piece.
    pub(crate) idle: Duration,
    /// The most that is kept of it at once.
    pub(crate) max_bytes: usize,
}

enum State {
    Waiting(TransportBody),
    /// Owned by the body and not by who waits, so that nothing is lost when waiting is given up.
    Reading(BoxFuture<'static, (TransportBody, Result<Option<Bytes>, TransportError>)>),
    Over,
}

impl Body {
    /// A body of which nothing has been read.
    pub(crate) fn new(body: TransportBody, operation: &'static str, url: &str, limits: Limits) -> Self {
        let Limits { idle, max_bytes } = limits;
        Self { state: State::Waiting(body), operation, url: url.to_owned(), idle, max_bytes, again: None }
    }

    /// A body that is in memory.
    pub(crate) fn whole_already(operation: &'static str, body: Bytes) -> Self {
        let limits = Limits { idle: Duration::MAX, max_bytes: usize::MAX };
        Self::new(TransportBody::whole(body), operation, "", limits)
    }

    /// The next piece that is not empty; `None` after the last, and after a failure.
    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        loop {
            match std::mem::replace(&mut self.state, State::Over) {
                State::Over => return Poll::Ready(None),
                State::Waiting(body) => self.state = State::Reading(Box::pin(read(body, self.idle))),
                State::Reading(mut reading) => {
                    let Poll::Ready((body, outcome)) = reading.as_mut().poll(context) else {
                        self.state = State::Reading(reading);
                        return Poll::Pending;
                    };
                    match outcome {
                        Ok(None) => return Poll::Ready(None),
                        Ok(Some(piece)) => {
                            self.state = State::Waiting(body);
                            if !piece.is_empty() {
                                return Poll::Ready(Some(Ok(piece)));
                            }
                        }
                        Err(error) => return Poll::Ready(Some(Err(self.error(error)))),
                    }
                }
            }
        }
    }

    /// All that is left, within the bound.
    pub(crate) async fn whole(&mut self) -> Result<Bytes, Error> {
        let mut whole = Whole::new(self.max_bytes, None);
        while let Some(piece) = poll_fn(|context| self.poll(context)).await {
            if !whole.add(piece?) {
                return Err(self.too_large());
            }
        }
        Ok(whole.into_bytes())
    }

    /// The error "more than so many bytes". What is left is not read.
    pub(crate) fn too_large(&mut self) -> Error {
        self.state = State::Over;
        self.error(too_large(self.max_bytes))
    }

    fn error(&self, error: TransportError) -> Error {
        error.of(self.operation, &self.url).into()
    }
}

async fn read(mut body: TransportBody, idle: Duration) -> (TransportBody, Result<Option<Bytes>, TransportError>) {
    let outcome = tokio::time::timeout(idle, body.next()).await.unwrap_or_else(|_| {
        let message = format!("nothing came for {idle:?}");
        Err(TransportError::new(TransportErrorKind::Timeout, message))
    });
    (body, outcome)
}

/// The error "more than so many bytes".
pub(crate) fn too_large(max_bytes: usize) -> TransportError {
    TransportError::new(TransportErrorKind::TooLarge, format!("more than {max_bytes} bytes"))
}

/// Pieces, put together up to a bound.
pub(crate) struct Whole {
    /// Most bodies come in one piece, which then need not be copied.
    only: Bytes,
    several: BytesMut,
    /// How long it will be, as far as that is to be believed.
    expected: usize,
    max_bytes: usize,
}

/// The most that is set aside for a body by what its server says of it.
const MOST_EXPECTED: usize = 1 << 20;

impl Whole {
    pub(crate) fn new(max_bytes: usize, length: Option<u64>) -> Self {
        let expected = usize::try_from(length.unwrap_or_default()).unwrap_or_default().min(MOST_EXPECTED);
        Self { only: Bytes::new(), several: BytesMut::new(), expected, max_bytes }
    }

    /// Adds a piece, unless that would be too much.
    pub(crate) fn add(&mut self, piece: Bytes) -> bool {
        if self.several.len() + self.only.len() + piece.len() > self.max_bytes {
            return false;
        }
        if self.several.is_empty() && self.only.is_empty() {
            self.only = piece;
        } else {
            if self.several.is_empty() {
                self.several.reserve(self.expected.min(self.max_bytes));
                self.several.extend_from_slice(&std::mem::take(&mut self.only));
            }
            self.several.extend_from_slice(&piece);
        }
        true
    }

    pub(crate) fn into_bytes(self) -> Bytes {
        if self.several.is_empty() { self.only } else { self.several.freeze() }
    }
}
