//! The requests that get a token: to the token endpoint, before that to those that tell where it is or begin a login.

use super::Wanted;
use super::cache::Token;
use super::error::{Refusal, TokenProblem};
use super::grant::{DevicePrompt, Grant};
use super::scheme::Endpoint;
use crate::runtime::client::core::Core;
use crate::runtime::error::Error;
use crate::runtime::json::pointer;
use crate::runtime::operation::Operation;
use crate::runtime::response::RawResponse;
use crate::runtime::secret::Secret;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method};
use std::time::Duration;
use tokio::time::Instant;

static TOKEN: Operation = Operation::new("oauth2.token", Method::POST, "");
/// Asking twice for a token of the client's own does what asking once does.
static CLIENT_TOKEN: Operation = Operation::new("oauth2.token", Method::POST, "").idempotent();
static DEVICE: Operation = Operation::new("oauth2.device", Method::POST, "").idempotent();
static DISCOVERY: Operation = Operation::new("oauth2.discovery", Method::GET, "");

/// The shortest and longest pause between two questions whether a user has logged in.
const INTERVAL: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));

/// A new token, and the refresh token for the next.
pub(super) struct Fetched {
    pub(super) token: Token,
    pub(super) refresh: Option<Secret>,
}

/// Fetches a token, by the newest refresh token if there is one. A password is as good as before when that is spent.
pub(super) async fn fetch(core: &Core, wanted: &Wanted, refresh: Option<Secret>) -> Result<Fetched, TokenProblem> {
    match fetch_by(core, wanted, refresh.clone()).await {
        Err(problem) if problem.is_invalid_grant() && refresh.is_some() && wanted.grant.kind == Endpoint::Password => {
            fetch_by(core, wanted, None).await
        }
        outcome => outcome,
    }
}

/// Fetches a token by the refresh token, else by the grant itself.
async fn fetch_by(core: &Core, wanted: &Wanted, refresh: Option<Secret>) -> Result<Fetched, TokenProblem> {
    let grant = &*wanted.grant;
    let kind = if refresh.is_some() { Endpoint::Refresh } else { grant.kind };
    let url = token_url(core, wanted, kind).await?;
    if kind == Endpoint::DeviceCode {
        return device(core, wanted, &url).await;
    }
    let (form, authorization) = grant.form(&wanted.scope, refresh.as_ref(), None);
    let operation = if kind == Endpoint::ClientCredentials { &CLIENT_TOKEN } else { &TOKEN };
    let response = post(core, operation, &url, form, authorization).await?;
    let fetched = read(grant, response)?;
    // A refresh token serves until another comes (RFC 6749, section 6).
    Ok(Fetched { refresh: fetched.refresh.or(refresh), ..fetched })
}

/// Where tokens are: as the user says, or the description, or the document that it names.
async fn token_url(core: &Core, wanted: &Wanted, kind: Endpoint) -> Result<String, TokenProblem> {
    let described = || {
        let endpoint = |kind| wanted.scheme.endpoint(kind);
        // A flow that names no URL for it refreshes where its tokens are (OpenAPI 3.0.3, "OAuth Flow Object").
        let others = [Endpoint::AuthorizationCode, Endpoint::Password, Endpoint::DeviceCode];
        let refresh = || others.into_iter().find_map(endpoint);
        endpoint(kind).or_else(|| refresh().filter(|_| kind == Endpoint::Refresh))
    };
    match wanted.grant.token_url.as_deref().or_else(described) {
        Some(url) => Ok(url.to_owned()),
        None => discover(core, wanted, "token_endpoint").await,
    }
}

async fn discover(core: &Core, wanted: &Wanted, endpoint: &str) -> Result<String, TokenProblem> {
    let Some(url) = wanted.scheme.endpoint(Endpoint::Discovery) else {
        let message = format!("the API's description has no `{endpoint}` for this grant: give its URL with the grant");
        return Err(TokenProblem::Invalid(message));
    };
    let response = send(core, &DISCOVERY, url, HeaderMap::new(), Bytes::new()).await?;
    let found = pointer::text(response.body(), &format!("/{endpoint}")).filter(|_| response.status().is_success());
    found.ok_or_else(|| Refusal::new(response).into())
}

async fn post(
    core: &Core,
    operation: &'static Operation,
    url: &str,
    form: String,
    authorization: Option<String>,
) -> Result<RawResponse, TokenProblem> {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
    if let Some(value) = authorization {
        headers.insert(AUTHORIZATION, sensitive(&value)?);
    }
    send(core, operation, url, headers, form.into()).await
}

async fn send(
    core: &Core,
    operation: &'static Operation,
    url: &str,
    headers: HeaderMap,
    body: Bytes,
) -> Result<RawResponse, TokenProblem> {
    let url = core.join(url).map_err(|problem| TokenProblem::Invalid(format!("its URL {problem}")))?;
    core.send_apart(operation, url, headers, body).await.map_err(TokenProblem::Call)
}

fn sensitive(value: &str) -> Result<HeaderValue, TokenProblem> {
    let mut value = HeaderValue::from_str(value)
        .map_err(|_| TokenProblem::Invalid("it has characters that a header cannot hold".to_owned()))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Reads a token (RFC 6749, section 5.1).
fn read(grant: &Grant, response: RawResponse) -> Result<Fetched, TokenProblem> {
    let text = |name| pointer::text(response.body(), name).filter(|text| !text.is_empty());
    let Some(token) = text("/access_token").filter(|_| response.status().is_success()) else {
        return Err(Refusal::new(response).into());
    };
    // A token of a type that is not understood must not be used (RFC 6749, section 7.1).
    let bearer = |kind: &String| kind.to_ascii_lowercase().starts_with("bearer");
    if text("/token_type").is_some_and(|kind| !bearer(&kind)) {
        return Err(TokenProblem::Invalid("it is no bearer token".to_owned()));
    }
    let seconds = text("/expires_in").and_then(|seconds| seconds.parse::<f64>().ok());
    let lifetime = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds.max(0.0)).ok());
    let refresh = text("/refresh_token").map(Secret::from).filter(|_| grant.kind != Endpoint::ClientCredentials);
    if let (Some(refresh), Some(keep)) = (&refresh, &grant.new_refresh_token) {
        keep(refresh);
    }
    let header = sensitive(&format!("Bearer {token}"))?;
    Ok(Fetched { token: Token::new(header, lifetime), refresh })
}

/// A login on another device (RFC 8628): tells the user where to go, and asks until it is done.
async fn device(core: &Core, wanted: &Wanted, token_url: &str) -> Result<Fetched, TokenProblem> {
    let grant = &*wanted.grant;
    let start = match wanted.scheme.endpoint(Endpoint::DeviceAuthorization) {
        Some(url) => url.to_owned(),
        None => discover(core, wanted, "device_authorization_endpoint").await?,
    };
    let (form, authorization) = grant.device_form(&wanted.scope);
    let response = post(core, &DEVICE, &start, form, authorization).await?;
    let text = |name| pointer::text(response.body(), name).filter(|_| response.status().is_success());
    let (Some(code), Some(user_code), Some(verification_uri)) =
        (text("/device_code"), text("/user_code"), text("/verification_uri").or_else(|| text("/verification_url")))
    else {
        return Err(Refusal::new(response).into());
    };
    let seconds = |name| text(name).and_then(|seconds| seconds.parse().ok()).map(Duration::from_secs);
    let mut interval = seconds("/interval").unwrap_or(Duration::from_secs(5));
    let until = seconds("/expires_in").and_then(|time| Instant::now().checked_add(time));
    if let Some(prompt) = &grant.prompt {
        let verification_uri_complete = text("/verification_uri_complete");
        prompt(&DevicePrompt { verification_uri, user_code, verification_uri_complete });
    }
    while until.is_none_or(|until| Instant::now() < until) {
        interval = interval.clamp(INTERVAL.0, INTERVAL.1);
        tokio::time::sleep(interval).await;
        let (form, authorization) = grant.form("", None, Some(&code));
        match post(core, &TOKEN, token_url, form, authorization).await {
            // The server may be gone for a moment; then it is asked less often (RFC 8628, section 3.5).
            Err(TokenProblem::Call(Error::Transport(_) | Error::Timeout(_))) => interval *= 2,
            Err(problem) => return Err(problem),
            Ok(response) => match read(grant, response) {
                Err(TokenProblem::Refused(refusal)) if refusal.code.as_deref() == Some("authorization_pending") => {}
                Err(TokenProblem::Refused(refusal)) if refusal.code.as_deref() == Some("slow_down") => {
                    interval += Duration::from_secs(5);
                }
                outcome => return outcome,
            },
        }
    }
    Err(TokenProblem::Invalid("the user did not log in in time".to_owned()))
}
