//! Sending: one request, its redirects, its retries, its deadline, and reading the body within bounds.

use super::base::{BaseUrl, same_origin};
use crate::runtime::auth::cache::{TokenCache, token};
use crate::runtime::auth::scheme::SecurityScheme;
use crate::runtime::auth::{Credential, Credentials, Wanted, authenticate};
use crate::runtime::encode::Encoded;
use crate::runtime::encode::content::Content;
use crate::runtime::error::{
    ApiError, Error, InvalidKind, InvalidRequest, TimeoutError, TransportError, TransportErrorKind,
};
use crate::runtime::operation::{Operation, Reading};
use crate::runtime::response::{Head, RawResponse};
use crate::runtime::retry::RetryPolicy;
use crate::runtime::stream::{self, Limits, Whole, too_large};
use crate::runtime::transport::{BoxFuture, OperationId, Transport, TransportBody};
use bytes::Bytes;
use http::header::{
    ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HeaderMap, HeaderValue, LOCATION, USER_AGENT,
};
use http::{Method, StatusCode, Uri};
use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::time::Instant;

/// Redirects that one request may take.
const MAX_REDIRECTS: usize = 5;

/// A call under way: what all its attempts come to.
pub type Sending = BoxFuture<'static, Result<RawResponse, Error>>;

/// What is put around every call.
pub(crate) type Around = dyn Fn(&'static Operation, Sending) -> Sending + Send + Sync;

/// What all calls of a client share. Cheap to clone.
#[derive(Clone)]
pub struct Core(Arc<Shared>);

pub(crate) struct Shared {
    pub(crate) base: BaseUrl,
    /// The user chose the base URL, so that operations with a server of their own go there too.
    pub(crate) explicit_base: bool,
    /// What stands in for operations' own servers, by these.
    pub(crate) servers: Vec<(String, BaseUrl)>,
    pub(crate) allow_http: bool,
    pub(crate) credentials: Credentials,
    pub(crate) tokens: TokenCache,
    pub(crate) headers: HeaderMap,
    pub(crate) timeout: Duration,
    pub(crate) retry: RetryPolicy,
    pub(crate) max_response_bytes: usize,
    pub(crate) transport: Arc<dyn Transport>,
    /// What is put around every call, from the inside out.
    pub(crate) around: Vec<Arc<Around>>,
    /// What the builder was given for hand-written code.
    pub(crate) extension: Option<Arc<dyn Any + Send + Sync>>,
    /// What hand-written code keeps for this client.
    pub(crate) state: OnceLock<Box<dyn Any + Send + Sync>>,
}

impl Core {
    pub(crate) fn new(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }

    /// The URL that the paths are under, without trailing slash.
    pub fn base_url(&self) -> &str {
        self.0.base.as_str()
    }

    /// Another base URL that this client may use, or what is wrong with it.
    pub(crate) fn other_base(&self, url: &str) -> Result<BaseUrl, String> {
        BaseUrl::parse(url, self.0.allow_http)
    }

    /// The credential for a scheme.
    pub fn credential(&self, scheme: &SecurityScheme) -> Option<&Credential> {
        self.0.credentials.get(scheme)
    }

    /// The tokens that were fetched.
    pub(crate) fn tokens(&self) -> &TokenCache {
        &self.0.tokens
    }

    /// Another URL of the API's that credentials may be sent to, whole; or what is wrong with it.
    pub(crate) fn join(&self, url: &str) -> Result<String, String> {
        self.0.base.join(url, self.0.allow_http)
    }

    /// Sends what is no call of the API's, and so gets nothing of what the client adds to those but its name.
    pub(crate) async fn send_apart(
        &self,
        operation: &'static Operation,
        url: String,
        mut headers: HeaderMap,
        body: Bytes,
    ) -> Result<RawResponse, Error> {
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.extend(self.0.headers.get(USER_AGENT).map(|name| (USER_AGENT, name.clone())));
        let (body, timeout) = (Content::from(body), self.0.timeout);
        let prepared = Prepared { operation, url, headers, body, timeout, wanted: None };
        self.send_within(prepared, &self.0.retry).await
    }

    /// Time for a whole call.
    pub fn timeout(&self) -> Duration {
        self.0.timeout
    }

    /// The configuration of hand-written code, if the builder was given one of this type.
    pub fn extension<T: Any>(&self) -> Option<&T> {
        self.0.extension.as_deref()?.downcast_ref()
    }

    /// What hand-written code keeps for this client and all its clones: made on first use, then read without a lock.
    /// It must not hold a client, which would then never be dropped.
    ///
    /// There is one such value. `None` means that it was made with another type.
    pub fn state<T: Any + Send + Sync>(&self, make: impl FnOnce(&Self) -> T) -> Option<&T> {
        self.0.state.get_or_init(|| Box::new(make(self))).downcast_ref()
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.base_url())
            .field("credentials", &self.0.credentials)
            .field("timeout", &self.0.timeout)
            .field("retry", &self.0.retry)
            .finish_non_exhaustive()
    }
}

/// A call that has not begun.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) core: Core,
    pub(crate) operation: &'static Operation,
    /// What was wrong with the parameters comes out when the call is awaited.
    pub(crate) encoded: Result<Encoded, InvalidRequest>,
    /// The server given for this call, which wins over all others.
    pub(crate) server: Option<BaseUrl>,
    /// Headers given for this call, which win over all others.
    pub(crate) headers: HeaderMap,
    pub(crate) timeout: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
}

/// A request that can be sent more than once, unless its body is a stream.
struct Prepared {
    operation: &'static Operation,
    url: String,
    headers: HeaderMap,
    body: Content,
    /// Time for the whole call.
    timeout: Duration,
    /// The token that is to be fetched, or is here already.
    wanted: Option<Wanted>,
}

impl Call {
    /// Puts together what comes from the parameters, the client and the call.
    fn prepare(&mut self) -> Result<Prepared, InvalidRequest> {
        let empty = Ok(Encoded::default());
        let mut encoded = std::mem::replace(&mut self.encoded, empty)?;
        let operation = self.operation;
        let shared = &self.core.0;
        let wanted = authenticate(operation, &shared.credentials, &mut encoded)?;
        let mut headers = shared.headers.clone();
        if let Ok(accept) = HeaderValue::from_maybe_shared(Bytes::from_static(operation.accept.as_bytes())) {
            headers.insert(ACCEPT, accept);
        }
        replace(&mut headers, encoded.headers);
        if !encoded.cookies.is_empty() {
            let mut cookies = HeaderValue::from_str(&encoded.cookies).map_err(|_| {
                let message = "a cookie has characters that a header cannot hold".to_owned();
                InvalidRequest::new(Some(operation.id), InvalidKind::Header, message)
            })?;
            cookies.set_sensitive(true);
            headers.insert(COOKIE, cookies);
        }
        let body = encoded.body.unwrap_or_default();
        if !body.is_ready() {
            let message = "the body has a stream that was sent already".to_owned();
            return Err(InvalidRequest::new(Some(operation.id), InvalidKind::Body, message));
        }
        if body.length() == Some(0) && takes_content(&operation.method()) {
            // Some servers refuse a POST that does not say that it has no content (RFC 9110, section 8.6).
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        let wanted = wanted.filter(|_| !self.headers.contains_key(AUTHORIZATION));
        replace(&mut headers, std::mem::take(&mut self.headers));
        let mut url = match encoded.url {
            // It may have our credentials in it already.
            Some(url) => without_pairs_of(&url, &encoded.query),
            None => {
                let base = self.base()?;
                let slash = if encoded.path.starts_with('/') { "" } else { "/" };
                format!("{}{slash}{}", base.as_str(), encoded.path)
            }
        };
        if !encoded.query.is_empty() {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(&encoded.query);
        }
        let timeout = self.timeout.unwrap_or(shared.timeout);
        Ok(Prepared { operation, url, headers, body, timeout, wanted })
    }

    /// Where the path is under: the server of the call, else the operation's own or what stands in for it, unless the user
    /// chose another for all.
    pub(crate) fn base(&self) -> Result<BaseUrl, InvalidRequest> {
        if let Some(server) = &self.server {
            return Ok(server.clone());
        }
        let shared = &self.core.0;
        let in_place_of = |own: &str| shared.servers.iter().find(|(known, _)| known == own);
        if let Some((_, server)) = self.operation.server.and_then(in_place_of) {
            return Ok(server.clone());
        }
        let Some(own) = self.operation.server.filter(|_| !shared.explicit_base) else {
            return Ok(shared.base.clone());
        };
        let base = if own.contains('{') {
            Err(format!("`{own}` has variables without a value: name a server for the call"))
        } else {
            self.core.join(own).and_then(|url| self.core.other_base(&url))
        };
        base.map_err(|problem| self.invalid_url(format!("the operation's own server {problem}")))
    }

    pub(crate) fn invalid_url(&self, message: String) -> InvalidRequest {
        InvalidRequest::new(Some(self.operation.id), InvalidKind::Url, message)
    }

    /// Begins the call, within what is put around every call.
    pub(crate) fn send(self) -> Sending {
        let (core, operation) = (self.core.clone(), self.operation);
        core.0.around.iter().fold(Box::pin(self.answer()), |sending, around| around(operation, sending))
    }

    /// Sends, and again where the policy says so, until the time is over.
    async fn answer(mut self) -> Result<RawResponse, Error> {
        let again = self.again();
        let prepared = self.prepare()?;
        let response = self.core.send_within(prepared, self.policy()).await?;
        if response.status().is_success() {
            response.keep_call(again);
            Ok(response)
        } else {
            Err(ApiError::new(response).into())
        }
    }

    /// The call itself, if what it streams may be asked for again.
    fn again(&self) -> Option<Box<Self>> {
        let repeatable = self.operation.reading == Reading::Events && self.operation.is_idempotent();
        repeatable.then(|| Box::new(self.clone()))
    }

    /// When it is sent again.
    pub(crate) fn policy(&self) -> &RetryPolicy {
        self.retry.as_ref().unwrap_or(&self.core.0.retry)
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The path's template, not the path: parameters may be secret.
        f.debug_struct("Request")
            .field("operation", &self.operation.id)
            .field("method", &self.operation.method())
            .field("path", &self.operation.path)
            .finish_non_exhaustive()
    }
}

fn replace(headers: &mut HeaderMap, with: HeaderMap) {
    // An iterator of a header map gives the name only once for several values; ours have one each.
    for (name, value) in with {
        if let Some(name) = name {
            headers.insert(name, value);
        }
    }
}

fn takes_content(method: &Method) -> bool {
    matches!(*method, Method::POST | Method::PUT | Method::PATCH)
}

/// The URL, without those parameters of its query that stand in another.
fn without_pairs_of(url: &str, query: &str) -> String {
    let Some((path, own)) = url.split_once('?') else { return url.to_owned() };
    let name = |pair: &str| pair.split('=').next().unwrap_or_default().to_owned();
    let others: Vec<String> = query.split('&').map(name).collect();
    let kept: Vec<&str> = own.split('&').filter(|pair| !others.contains(&name(pair))).collect();
    if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) }
}

fn without_query(url: &str) -> &str {
    url.split('?').next().unwrap_or_default()
}

impl Core {
    /// Sends, and again where the policy says so, until the time is over.
    async fn send_within(&self, mut prepared: Prepared, policy: &RetryPolicy) -> Result<RawResponse, Error> {
        let (operation, timeout) = (prepared.operation.id, prepared.timeout);
        let deadline = Instant::now().checked_add(timeout);
        // Outside of the future that the deadline drops, so that it can still be told.
        let attempts = AtomicU32::new(0);
        let sending = self.send_authorized(&mut prepared, policy, deadline, &attempts);
        match deadline {
            None => sending.await,
            Some(deadline) => tokio::time::timeout_at(deadline, sending).await.map_err(|_| {
                let attempts = attempts.load(Ordering::Relaxed);
                TimeoutError { operation, after: timeout, attempts }
            })?,
        }
    }

    /// Sends with the token that is wanted. One that was fetched for an earlier call may have been revoked since: when
    /// the API refuses it, it is forgotten, and the request sent once more with a new one, unless its body is a stream.
    async fn send_authorized(
        &self,
        prepared: &mut Prepared,
        policy: &RetryPolicy,
        deadline: Option<Instant>,
        attempts: &AtomicU32,
    ) -> Result<RawResponse, Error> {
        let operation = prepared.operation.id;
        let mut may_be_old = true;
        loop {
            let mut refused = None;
            if let Some(wanted) = &prepared.wanted {
                let leased = token(self, operation, wanted).await?;
                prepared.headers.insert(AUTHORIZATION, leased.token.header.clone());
                refused = Some(leased.token).filter(|_| leased.cached && may_be_old);
            }
            let outcome = send_repeatedly(&self.0, prepared, policy, deadline, attempts).await;
            let response = outcome.map_err(|e| e.of(operation, without_query(&prepared.url)))?;
            match (&prepared.wanted, refused) {
                (Some(wanted), Some(token)) if response.status() == StatusCode::UNAUTHORIZED => {
                    self.0.tokens.forget(wanted, &token);
                    // A stream that was begun cannot be sent again: the next call fetches a token.
                    if !prepared.body.is_ready() {
                        return Ok(response);
                    }
                    may_be_old = false;
                }
                _ => return Ok(response),
            }
        }
    }
}

async fn send_repeatedly(
    shared: &Shared,
    prepared: &Prepared,
    policy: &RetryPolicy,
    deadline: Option<Instant>,
    attempts: &AtomicU32,
) -> Result<RawResponse, TransportError> {
    loop {
        let attempt = attempts.fetch_add(1, Ordering::Relaxed) + 1;
        let outcome = send_following(shared, prepared, attempt).await;
        let wait = policy.wait(prepared.operation.is_idempotent(), attempt, &outcome);
        // A stream that was begun cannot be sent again.
        let Some(wait) = wait.filter(|_| prepared.body.is_ready()) else {
            return outcome;
        };
        // What is known now is worth more than a timeout later.
        let until = Instant::now().checked_add(wait);
        match (until, deadline) {
            (None, _) => return outcome,
            (Some(until), Some(deadline)) if until >= deadline => return outcome,
            (Some(until), _) => tokio::time::sleep_until(until).await,
        }
    }
}

/// Sends once, and follows redirects that stay with the host: credentials go nowhere else.
async fn send_following(shared: &Shared, prepared: &Prepared, attempt: u32) -> Result<RawResponse, TransportError> {
    let mut url = Cow::Borrowed(prepared.url.as_str());
    let mut redirects = 0;
    loop {
        let response = shared.transport.send(request(prepared, &url)?).await?;
        let next = redirect(&prepared.operation.method(), &url, &response);
        match next.filter(|_| redirects < MAX_REDIRECTS && prepared.body.is_ready()) {
            Some(next) => {
                redirects += 1;
                url = Cow::Owned(next);
            }
            None => return read(shared, prepared, response, attempt).await,
        }
    }
}

fn request(prepared: &Prepared, url: &str) -> Result<http::Request<TransportBody>, TransportError> {
    let uri: Uri = url.parse().map_err(|e| TransportError::new(TransportErrorKind::Request, e))?;
    let mut request = http::Request::new(prepared.body.open());
    *request.method_mut() = prepared.operation.method();
    *request.uri_mut() = uri;
    *request.headers_mut() = prepared.headers.clone();
    request.extensions_mut().insert(OperationId(prepared.operation.id));
    Ok(request)
}

/// Where an answer redirects to, if it may be followed. Other methods are left to the caller, who knows whether
/// sending them again is wanted.
fn redirect(method: &Method, url: &str, response: &http::Response<TransportBody>) -> Option<String> {
    let redirects = matches!(
        response.status(),
        StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT
    );
    if !redirects || !matches!(*method, Method::GET | Method::HEAD) {
        return None;
    }
    same_origin(url, response.headers().get(LOCATION)?.to_str().ok()?)
}

/// Reads the body up to the bound, unless that is the caller's. An error's status matters more than its body, so of
/// that what came is kept.
async fn read(
    shared: &Shared,
    prepared: &Prepared,
    response: http::Response<TransportBody>,
    attempts: u32,
) -> Result<RawResponse, TransportError> {
    let (parts, mut body) = response.into_parts();
    let (operation, status, headers) = (prepared.operation, parts.status, parts.headers);
    let max_bytes = shared.max_response_bytes;
    let unread = status.is_success() && is_read_by_caller(operation, &headers);
    let head = Head { operation: operation.id, status, headers, attempts };
    if unread {
        let limits = Limits { idle: prepared.timeout, max_bytes };
        let body = stream::Body::new(body, operation.id, without_query(&prepared.url), limits);
        return Ok(RawResponse::unread(head, body));
    }
    let mut whole = Whole::new(max_bytes, body.length());
    loop {
        let outcome = match body.next().await {
            Ok(None) => break,
            Ok(Some(piece)) => whole.add(piece).then_some(()).ok_or_else(|| too_large(max_bytes)),
            Err(e) => Err(e),
        };
        match outcome {
            Ok(()) => {}
            Err(e) if status.is_success() => return Err(e),
            Err(_) => break,
        }
    }
    Ok(RawResponse::new(head, whole.into_bytes()))
}

/// Whether a body is handed out as it comes. A stream of items is not when it is plainly something else: a page of a
/// proxy, or JSON in the place of events. Then it is read, for the error.
fn is_read_by_caller(operation: &Operation, headers: &HeaderMap) -> bool {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is = |other: &str| media_type.split(';').next().is_some_and(|own| own.trim().eq_ignore_ascii_case(other));
    match operation.reading {
        Reading::Whole => false,
        Reading::Download => true,
        Reading::Events => !is("text/html") && !is("application/json"),
        Reading::Lines => !is("text/html"),
    }
}
