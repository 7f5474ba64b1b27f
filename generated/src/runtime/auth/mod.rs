//! Credentials: which an operation asks for, which the client has, and how they are put into a request.
//!
//! Tokens that are fetched (`Grant`) come from `cache`, when the call is sent.

pub(crate) mod cache;
pub(crate) mod error;
mod fetch;
pub(crate) mod grant;
pub(crate) mod scheme;

use super::encode::percent::Escape;
use super::encode::{Encoded, push_pair};
use super::error::{InvalidKind, InvalidRequest};
use super::operation::Operation;
use super::secret::Secret;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use grant::Grant;
use http::header::{AUTHORIZATION, HeaderName, HeaderValue};
use scheme::{Endpoint, Kind, SecurityScheme};
use std::fmt;
use std::sync::Arc;

/// A credential for a scheme. `Debug` does not show it.
#[derive(Clone)]
pub struct Credential {
    username: Option<String>,
    secret: Secret,
    grant: Option<Arc<Grant>>,
}

impl Credential {
    /// A user name and password, for HTTP basic.
    pub fn basic(username: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self { username: Some(username.into()), secret: password.into(), grant: None }
    }

    /// A token or key, for all other schemes.
    pub fn token(token: impl Into<Secret>) -> Self {
        Self { username: None, secret: token.into(), grant: None }
    }

    /// Tokens that the client fetches when it needs them, for OAuth 2 and OpenID Connect.
    pub fn grant(grant: Grant) -> Self {
        Self { username: None, secret: Secret::from(""), grant: Some(Arc::new(grant)) }
    }

    /// The user name of HTTP basic.
    pub fn username(&self) -> Option<&str> {
        self.username.as_deref()
    }

    /// The password, token or key; empty where tokens are fetched.
    pub fn secret(&self) -> &Secret {
        &self.secret
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credential([redacted])")
    }
}

/// The credentials of a client, by scheme.
#[derive(Clone, Default)]
pub(crate) struct Credentials(Vec<(&'static str, Credential)>);

impl Credentials {
    pub(crate) fn set(&mut self, scheme: &SecurityScheme, credential: Credential) {
        self.0.retain(|(name, _)| *name != scheme.name);
        self.0.push((scheme.name, credential));
    }

    pub(crate) fn get(&self, scheme: &SecurityScheme) -> Option<&Credential> {
        self.0.iter().find(|(name, _)| *name == scheme.name).map(|(_, credential)| credential)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

/// A token that a call needs, and by which grant it is to be had.
#[derive(Clone)]
pub(crate) struct Wanted {
    pub(crate) scheme: &'static SecurityScheme,
    grant: Arc<Grant>,
    scope: String,
}

impl Wanted {
    /// What the user says about scopes comes before what the operation asks for. Only a client of its own may ask for
    /// any: all other tokens are for what the user once allowed.
    fn new(operation: &Operation, scheme: &'static SecurityScheme, grant: &Arc<Grant>) -> Self {
        let asked = || {
            let scopes = operation.scopes.iter().find(|(of, _)| of.name == scheme.name);
            scopes.filter(|_| grant.kind == Endpoint::ClientCredentials).map_or("", |(_, scopes)| scopes)
        };
        let scope = grant.scopes.clone().unwrap_or_else(|| asked().to_owned());
        Self { scheme, grant: grant.clone(), scope }
    }

    fn key(&self) -> (&'static str, String) {
        (self.scheme.name, self.scope.clone())
    }
}

/// Puts the credentials of the first alternative that the client can meet into the request, but for a token that is yet
/// to be fetched, which is returned. Anonymous access is the last choice: who has credentials means to use them.
pub(crate) fn authenticate(
    operation: &Operation,
    credentials: &Credentials,
    to: &mut Encoded,
) -> Result<Option<Wanted>, InvalidRequest> {
    let alternatives = operation.security;
    let met = |schemes: &&&[&SecurityScheme]| {
        schemes.iter().all(|scheme| !scheme.is_sent() || credentials.get(scheme).is_some())
    };
    let nothing = |schemes: &&[&SecurityScheme]| !schemes.iter().any(|scheme| scheme.is_sent());
    if let Some(schemes) = alternatives.iter().filter(|schemes| !nothing(schemes)).find(met) {
        return apply_all(operation, schemes, credentials, to);
    }
    if alternatives.is_empty() || alternatives.iter().any(nothing) {
        return Ok(None);
    }
    let names: Vec<_> = alternatives
        .iter()
        .map(|schemes| schemes.iter().map(|s| format!("`{}`", s.name)).collect::<Vec<_>>().join(" and "))
        .collect();
    let message = format!("missing credential: the client has none for {}", names.join(" or for "));
    Err(InvalidRequest::new(Some(operation.id), InvalidKind::Credential, message))
}

/// Puts the credentials of one alternative into the request. A request has one `Authorization` header, so of two that go
/// there one would be lost.
fn apply_all(
    operation: &Operation,
    schemes: &[&'static SecurityScheme],
    credentials: &Credentials,
    to: &mut Encoded,
) -> Result<Option<Wanted>, InvalidRequest> {
    let mut wanted = None;
    let mut authorized = false;
    for &scheme in schemes {
        let Some(credential) = credentials.get(scheme) else { continue };
        let refuse = |problem: &str| {
            let message = format!("the credential for `{}` {problem}", scheme.name);
            InvalidRequest::new(Some(operation.id), InvalidKind::Credential, message)
        };
        let earlier = to.headers.get(AUTHORIZATION).filter(|_| authorized).cloned();
        let fetched = wanted.is_some() || credential.grant.is_some();
        match &credential.grant {
            Some(grant) if wanted.is_none() => wanted = Some(Wanted::new(operation, scheme, grant)),
            Some(_) => {}
            None => apply(scheme, credential, to).map_err(refuse)?,
        }
        let same = !fetched && earlier.as_ref() == to.headers.get(AUTHORIZATION);
        if authorized && scheme.is_authorization() && !same {
            return Err(refuse("and that of another scheme both go into the `Authorization` header"));
        }
        authorized |= scheme.is_authorization();
    }
    Ok(wanted)
}

fn apply(scheme: &SecurityScheme, credential: &Credential, to: &mut Encoded) -> Result<(), &'static str> {
    let secret = credential.secret.expose();
    match scheme.kind {
        Kind::Basic => {
            let username = credential.username().ok_or("has no user name")?;
            // The colon parts the two (RFC 7617, section 2).
            if username.contains(':') {
                return Err("has a colon in its user name");
            }
            let pair = STANDARD.encode(format!("{username}:{secret}"));
            insert(AUTHORIZATION, &format!("Basic {pair}"), to)
        }
        Kind::Bearer => insert(AUTHORIZATION, &format!("Bearer {secret}"), to),
        Kind::Http(name) => insert(AUTHORIZATION, &format!("{name} {secret}"), to),
        Kind::MutualTls => Ok(()),
        Kind::Header(name) => {
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| "goes into a header that cannot be")?;
            insert(name, secret, to)
        }
        Kind::Query(name) => {
            push_pair(&Escape::All.text(name), &Escape::All.text(secret), "&", &mut to.query);
            Ok(())
        }
        Kind::Cookie(name) => {
            push_pair(&Escape::All.text(name), &Escape::All.text(secret), "; ", &mut to.cookies);
            Ok(())
        }
    }
}

fn insert(name: HeaderName, value: &str, to: &mut Encoded) -> Result<(), &'static str> {
    let mut value = HeaderValue::from_str(value).map_err(|_| "has characters that a header cannot hold")?;
    value.set_sensitive(true);
    to.headers.insert(name, value);
    Ok(())
}
