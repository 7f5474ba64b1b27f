//! Credentials: which an operation asks for, which the client has, and how they are put into a request.

use super::encode::percent::Escape;
use super::encode::{Encoded, push_pair};
use super::error::{InvalidKind, InvalidRequest};
use super::operation::Operation;
use super::secret::Secret;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, HeaderName, HeaderValue};
use std::fmt;

#[derive(Clone, Copy, Debug)]
enum Kind {
    Basic,
    Bearer,
    Header(&'static str),
    Query(&'static str),
    Cookie(&'static str),
    /// For now the user fetches the token and gives it as a bearer token; a token cache will use these.
    ClientCredentials {
        token_url: &'static str,
        scopes: &'static [&'static str],
    },
}

/// A way to authenticate that the API describes (`securitySchemes`).
#[derive(Clone, Copy, Debug)]
pub struct SecurityScheme {
    name: &'static str,
    kind: Kind,
}

impl SecurityScheme {
    const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind }
    }

    /// HTTP basic.
    pub const fn basic(name: &'static str) -> Self {
        Self::new(name, Kind::Basic)
    }

    /// HTTP bearer.
    pub const fn bearer(name: &'static str) -> Self {
        Self::new(name, Kind::Bearer)
    }

    /// A key in a header.
    pub const fn header(name: &'static str, header: &'static str) -> Self {
        Self::new(name, Kind::Header(header))
    }

    /// A key in the query.
    pub const fn query(name: &'static str, parameter: &'static str) -> Self {
        Self::new(name, Kind::Query(parameter))
    }

    /// A key in a cookie.
    pub const fn cookie(name: &'static str, cookie: &'static str) -> Self {
        Self::new(name, Kind::Cookie(cookie))
    }

    /// OAuth 2 client credentials. For now a token that the user fetched is sent as a bearer token.
    pub const fn client_credentials(
        name: &'static str,
        token_url: &'static str,
        scopes: &'static [&'static str],
    ) -> Self {
        Self::new(name, Kind::ClientCredentials { token_url, scopes })
    }

    /// The name in the description.
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

/// A credential for a scheme. `Debug` does not show it.
#[derive(Clone)]
pub struct Credential {
    username: Option<String>,
    secret: Secret,
}

impl Credential {
    /// A user name and password, for HTTP basic.
    pub fn basic(username: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self { username: Some(username.into()), secret: password.into() }
    }

    /// A token or key, for all other schemes.
    pub fn token(token: impl Into<Secret>) -> Self {
        Self { username: None, secret: token.into() }
    }

    /// The user name of HTTP basic.
    pub fn username(&self) -> Option<&str> {
        self.username.as_deref()
    }

    /// The password, token or key.
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

/// Puts the credentials of the first alternative that the client can meet into the request. Anonymous access is the
/// last choice: who has credentials means to use them.
pub(crate) fn authenticate(
    operation: &Operation,
    credentials: &Credentials,
    to: &mut Encoded,
) -> Result<(), InvalidRequest> {
    let met = |schemes: &&&[&SecurityScheme]| schemes.iter().all(|scheme| credentials.get(scheme).is_some());
    let alternatives = operation.security;
    if let Some(schemes) = alternatives.iter().filter(|schemes| !schemes.is_empty()).find(met) {
        for scheme in schemes.iter() {
            if let Some(credential) = credentials.get(scheme) {
                apply(scheme, credential, to).map_err(|problem| {
                    let message = format!("the credential for `{}` {problem}", scheme.name);
                    InvalidRequest::new(Some(operation.id), InvalidKind::Credential, message)
                })?;
            }
        }
        return Ok(());
    }
    if alternatives.is_empty() || alternatives.iter().any(|schemes| schemes.is_empty()) {
        return Ok(());
    }
    let names: Vec<_> = alternatives
        .iter()
        .map(|schemes| schemes.iter().map(|s| format!("`{}`", s.name)).collect::<Vec<_>>().join(" and "))
        .collect();
    let message = format!("missing credential: the client has none for {}", names.join(" or for "));
    Err(InvalidRequest::new(Some(operation.id), InvalidKind::Credential, message))
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
        Kind::Bearer | Kind::ClientCredentials { .. } => insert(AUTHORIZATION, &format!("Bearer {secret}"), to),
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
