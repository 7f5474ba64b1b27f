//! Server-sent events as a typed stream, which takes up again what broke off.

use super::body::Body;
use super::event::{Event, Parser};
use crate::runtime::client::core::{Call, Sending};
use crate::runtime::error::{DecodeError, DecodeProblem, Error};
use crate::runtime::request::Decode;
use crate::runtime::response::RawResponse;
use futures_core::Stream;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

/// Says after which event a stream is to go on.
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// What many servers send as the data of a last event, where all others are JSON.
const DONE: &str = "[DONE]";

/// Server-sent events, decoded as they come: a [`Stream`].
///
/// Data that does not fit the type is a [`Decode`](Error::Decode) error that keeps it, and the stream goes on; any other
/// failure is the last item. Where data is JSON, `[DONE]` in its place ends the stream.
///
/// The time of the call ends with the headers. From then on each piece of the body has as much time as the call had,
/// unless [`idle_timeout`](Self::idle_timeout) says otherwise. An event may be as large as the client's
/// `max_response_bytes`.
///
/// A connection that breaks off is made again where repeating the request is safe and nothing is lost or comes twice by
/// it: the server gives its events ids, of which the last is sent as `Last-Event-ID`, or none has come yet. The call's
/// [`RetryPolicy`](crate::runtime::RetryPolicy) says how many times in a row, and how long it waits before, unless the
/// server does; with [`RetryPolicy::none`](crate::runtime::RetryPolicy::none) it is never made again.
#[must_use = "streams do nothing unless polled"]
pub struct Events<T> {
    source: Box<Source>,
    decode: Decode<T>,
}

impl<T> Events<T> {
    pub(crate) fn new(response: RawResponse, decode: Decode<T>, ends: Ends) -> Self {
        Self { source: Box::new(Source::new(response, ends)), decode }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.source.response.status()
    }

    /// The headers: those of the last connection.
    pub fn headers(&self) -> &HeaderMap {
        self.source.response.headers()
    }

    /// The last id that the server has given.
    pub fn last_event_id(&self) -> Option<&str> {
        self.source.parser.last_id()
    }

    /// Time for each piece of the body. `Duration::MAX` is no limit.
    pub fn idle_timeout(mut self, time: Duration) -> Self {
        self.source.idle = Some(time);
        self
    }

    /// Connects again as browsers do: also when the server has ended the stream, and when its events have no ids. Status
    /// 204 ends it. As before, only where repeating the request is safe, and as often in a row as the policy says.
    pub fn subscribe(mut self) -> Self {
        self.source.subscribed = true;
        self
    }

    /// The next event; `None` after the last.
    pub async fn next(&mut self) -> Option<Result<Event<T>, Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Event<T>, Error>>> {
        let Some(event) = ready!(self.source.poll(context)) else { return Poll::Ready(None) };
        Poll::Ready(Some(event.and_then(|Event { id, event, data }| {
            let data = (self.decode)(self.source.response.with_body(data.into()))?;
            Ok(Event { id, event, data })
        })))
    }
}

impl<T> Stream for Events<T> {
    type Item = Result<Event<T>, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<T> fmt::Debug for Events<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").field("response", &self.source.response).finish_non_exhaustive()
    }
}

/// What ends a stream beside its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ends {
    /// Nothing: any text may be an event's data.
    Never,
    /// `[DONE]`, which is no JSON.
    WithDone,
}

/// The events as text, over one connection after the other.
struct Source {
    /// The answer that is being read.
    response: RawResponse,
    connection: Connection,
    parser: Parser,
    /// What ended the stream, to be told after the events that came before.
    failure: Option<Error>,
    /// The call to make again, where it can be.
    again: Option<Box<Call>>,
    /// How many times it was made again since the last event.
    repeated: u32,
    /// An event was handed out.
    begun: bool,
    ends: Ends,
    idle: Option<Duration>,
    subscribed: bool,
}

enum Connection {
    Open(Box<Body>),
    Opening(Sending),
    Closed,
}

impl Source {
    fn new(response: RawResponse, ends: Ends) -> Self {
        let mut body = response.take_body();
        Self {
            again: body.again.take(),
            connection: Connection::Open(body),
            response,
            parser: Parser::default(),
            failure: None,
            repeated: 0,
            begun: false,
            ends,
            idle: None,
            subscribed: false,
        }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Event<String>, Error>>> {
        loop {
            if let Some(event) = self.parser.events.pop_front() {
                (self.begun, self.repeated) = (true, 0);
                if self.ends == Ends::WithDone && event.data.trim() == DONE {
                    self.parser.events.clear();
                    self.close(None);
                    return Poll::Ready(None);
                }
                return Poll::Ready(Some(Ok(event)));
            }
            if let Some(error) = self.failure.take() {
                return Poll::Ready(Some(Err(error)));
            }
            match &mut self.connection {
                Connection::Closed => return Poll::Ready(None),
                Connection::Open(body) => {
                    body.idle = self.idle.unwrap_or(body.idle);
                    match ready!(body.poll(context)) {
                        Some(Ok(piece)) if self.parser.push(&piece, body.max_bytes) => {}
                        Some(Ok(_)) => {
                            let error = body.too_large();
                            self.close(Some(error));
                        }
                        Some(Err(error)) => self.lost(Some(error)),
                        None => self.lost(None),
                    }
                }
                Connection::Opening(opening) => match ready!(opening.as_mut().poll(context)) {
                    Ok(response) => self.opened(response),
                    Err(error) => self.close(Some(error)),
                },
            }
        }
    }

    fn close(&mut self, failure: Option<Error>) {
        self.connection = Connection::Closed;
        self.failure = failure;
    }

    /// Goes on with another answer. One without content says that there is nothing more to come.
    fn opened(&mut self, response: RawResponse) {
        if response.status() == StatusCode::NO_CONTENT {
            self.close(None);
        } else if response.is_read() {
            self.close(Some(DecodeError::new(response, DecodeProblem::MediaType).into()));
        } else {
            let mut body = response.take_body();
            self.again = body.again.take();
            self.connection = Connection::Open(body);
            self.response = response;
            self.parser.restart();
        }
    }

    /// Connects again where that may be; else this is the end.
    fn lost(&mut self, failure: Option<Error>) {
        let goes_on = !self.begun || self.parser.last_id().is_some();
        let wanted = self.subscribed || (failure.is_some() && goes_on);
        let Some(mut call) = self.again.take().filter(|_| wanted) else { return self.close(failure) };
        let wait = call.policy().wait_for_stream(self.repeated, self.parser.retry);
        let Some(wait) = wait else { return self.close(failure) };
        self.repeated += 1;
        if self.parser.id.is_some() {
            call.headers.remove(LAST_EVENT_ID);
        }
        if let Some(Ok(id)) = self.parser.last_id().map(HeaderValue::from_str) {
            call.headers.insert(LAST_EVENT_ID, id);
        }
        self.connection = Connection::Opening(Box::pin(async move {
            tokio::time::sleep(wait).await;
            call.send().await
        }));
    }
}
