//! A call before it is awaited, and the futures that it becomes.
//!
//! All work is in one future that is not generic; what is generic only decodes its result.

use super::client::core::{Call, Core, Sending};
use super::encode::{self, Encoded};
use super::error::{Error, InvalidKind, InvalidRequest};
use super::json::record::Record;
use super::operation::Operation;
use super::response::{RawResponse, Response};
use super::retry::RetryPolicy;
use http::HeaderMap;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

/// A function that reads an answer.
pub(crate) type Decode<T> = fn(RawResponse) -> Result<T, Error>;

/// A call of an operation: sent when it is awaited.
///
/// Awaiting gives the body; `with_metadata()` gives the status, headers and request id with it. Dropping the future
/// cancels the call. It is awaited on a `tokio` runtime with time enabled.
#[must_use = "a request is sent when awaited"]
pub struct Request<T, O = ()> {
    pub(crate) call: Box<Call>,
    pub(crate) decode: Decode<T>,
    options: PhantomData<fn(O)>,
}

impl<T, O: Record> Request<T, O> {
    /// A call with these parameters. They are encoded at once; what is wrong with them is the result of awaiting.
    #[inline]
    pub fn new(core: &Core, operation: &'static Operation, params: &dyn Record, decode: Decode<T>) -> Self {
        Self { call: call(core, operation, params), decode, options: PhantomData }
    }

    /// Optional parameters of this operation that are given per call.
    #[inline]
    pub fn options(mut self, options: O) -> Self {
        self.call.options(&options);
        self
    }

    /// A header of this call, in place of any other of its name.
    #[inline]
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.call.header(name.as_ref(), value.as_ref());
        self
    }

    /// The server of this call, in place of the client's base URL and of any server that the operation has of its own:
    /// `https`, or `http` where the client takes that. Its own path is kept.
    ///
    /// Credentials go there as they go to a base URL. What is wrong with the URL is the result of awaiting.
    #[inline]
    pub fn server(mut self, url: impl Into<String>) -> Self {
        self.call.server(&url.into());
        self
    }

    /// Time for the whole call, retries and waiting included; where the body is a stream, until that begins.
    /// `Duration::MAX` is no limit.
    #[inline]
    pub fn timeout(mut self, time: Duration) -> Self {
        self.call.timeout = Some(time);
        self
    }

    /// When this call is sent again.
    #[inline]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.call.retry = Some(policy);
        self
    }

    /// Sends, and gives the body with the metadata of the answer.
    #[inline]
    pub fn with_metadata(self) -> WithMetadata<T> {
        WithMetadata(self.into_future())
    }
}

fn call(core: &Core, operation: &'static Operation, params: &dyn Record) -> Box<Call> {
    Box::new(Call {
        core: core.clone(),
        operation,
        encoded: encode::encode(operation, params),
        server: None,
        headers: HeaderMap::new(),
        timeout: None,
        retry: None,
    })
}

impl Call {
    fn options(&mut self, options: &dyn Record) {
        self.change(|operation, encoded| encode::parameters(operation, operation.options, options, encoded));
    }

    fn header(&mut self, name: &str, value: &str) {
        match encode::header(name, value) {
            Ok((name, value)) => drop(self.headers.insert(name, value)),
            Err(problem) => self.change(|operation, _| {
                let message = format!("header `{}` {problem}", name.escape_debug());
                Err(InvalidRequest::new(Some(operation.id), InvalidKind::Header, message))
            }),
        }
    }

    fn server(&mut self, url: &str) {
        match self.core.other_base(url) {
            Ok(server) => self.server = Some(server),
            Err(problem) => {
                let problem = self.invalid_url(format!("the server of the call {problem}"));
                self.change(|_, _| Err(problem));
            }
        }
    }

    /// The first problem is the one that is told.
    fn change(&mut self, change: impl FnOnce(&'static Operation, &mut Encoded) -> Result<(), InvalidRequest>) {
        if let Ok(encoded) = &mut self.encoded
            && let Err(problem) = change(self.operation, encoded)
        {
            self.encoded = Err(problem);
        }
    }
}

impl<T, O: Record> IntoFuture for Request<T, O> {
    type Output = Result<T, Error>;
    type IntoFuture = Pending<T>;

    #[inline]
    fn into_future(self) -> Pending<T> {
        Pending { raw: self.call.send(), decode: self.decode }
    }
}

impl<T, O> fmt::Debug for Request<T, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.call.fmt(f)
    }
}

/// A call under way, whose result is the body.
#[must_use = "futures do nothing unless awaited"]
pub struct Pending<T> {
    raw: Sending,
    decode: Decode<T>,
}

impl<T> Future for Pending<T> {
    type Output = Result<T, Error>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let raw = ready!(self.raw.as_mut().poll(context));
        Poll::Ready(raw.and_then(self.decode))
    }
}

/// A call under way, whose result is the body with the metadata of the answer.
#[must_use = "futures do nothing unless awaited"]
pub struct WithMetadata<T>(Pending<T>);

impl<T> Future for WithMetadata<T> {
    type Output = Result<Response<T>, Error>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let raw = ready!(self.0.raw.as_mut().poll(context));
        Poll::Ready(raw.and_then(|raw| Ok(Response::new((self.0.decode)(raw.clone())?, raw))))
    }
}

impl<T> fmt::Debug for Pending<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pending")
    }
}

impl<T> fmt::Debug for WithMetadata<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WithMetadata")
    }
}
