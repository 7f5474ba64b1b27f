//! Tokens of connected apps: what one says, whether the server tells it or the client reads it itself.
//!
//! Shared by both kinds of projects, which add what they alone have: [`b2b`](super::b2b::idp) and
//! [`consumer`](super::consumer::idp). What scopes permit is decided by their policies.

use super::claims::{self, OWN, SESSION};
use super::error::{AuthorizationError, JwtError};
use super::keys::Keys;
use super::state::State;
use super::token::{self, Custom, Own, Payload, Rules, Taken};
use crate::consumer::idp::IntrospectTokenNetworkParams;
use crate::{Client, Error};
use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

/// The kind of token that is told by being signed.
const ACCESS_TOKEN: &str = "access_token";

/// What an answer about a token has beside the token's claims.
const OF_ANSWER: &[&str] = &["nbf", "jti", "request_id", "status_code"];

/// What a token of a connected app says. It is good now, or would not be here.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct AppToken {
    /// The kind of token: `access_token`, unless the server says otherwise.
    pub token_type: String,
    /// The app that it was issued to, if it says so.
    pub client_id: Option<String>,
    /// Whom it stands for: the identifier of the user or member.
    pub sub: String,
    /// What it is for.
    pub scopes: Vec<String>,
    /// Who issued it.
    pub iss: String,
    /// Whom it is meant for; the project is among them.
    pub aud: Vec<String>,
    /// When it expires. To the second, in UTC.
    pub exp: Option<DateTime<Utc>>,
    /// When it was issued. To the second, in UTC.
    pub iat: Option<DateTime<Utc>>,
    /// The project's own claims.
    pub custom_claims: BTreeMap<String, Value>,
}

impl AppToken {
    /// The custom claims, in a type of yours.
    ///
    /// # Errors
    /// [`Error::Local`] with a [`ClaimsError`](crate::ext::claims::ClaimsError), when they do not fit the type.
    pub fn claims<T: DeserializeOwned>(&self) -> Result<T, Error> {
        claims::decode(&self.custom_claims)
    }
}

/// What `introspect_token` takes. `C` is the check of the kind of project.
#[derive(Clone)]
#[non_exhaustive]
pub struct IntrospectTokenParams<C> {
    /// The access token or refresh token.
    pub token: String,
    /// The app that it was issued to.
    pub client_id: String,
    /// The app's secret. Absent for public apps, which have none.
    pub client_secret: Option<String>,
    /// The kind of token, where it is looked for first: `access_token` or `refresh_token`.
    pub token_type_hint: Option<String>,
    /// What the token's scopes must permit.
    pub authorization_check: Option<C>,
}

impl<C> IntrospectTokenParams<C> {
    /// With all that is required.
    pub fn new(token: impl Into<String>, client_id: impl Into<String>) -> Self {
        Self {
            token: token.into(),
            client_id: client_id.into(),
            client_secret: None,
            token_type_hint: None,
            authorization_check: None,
        }
    }

    /// Sets [`client_secret`](Self::client_secret).
    #[must_use]
    pub fn client_secret(mut self, client_secret: impl Into<String>) -> Self {
        self.client_secret = Some(client_secret.into());
        self
    }

    /// Sets [`token_type_hint`](Self::token_type_hint).
    #[must_use]
    pub fn token_type_hint(mut self, token_type_hint: impl Into<String>) -> Self {
        self.token_type_hint = Some(token_type_hint.into());
        self
    }

    /// Sets [`authorization_check`](Self::authorization_check).
    #[must_use]
    pub fn authorization_check(mut self, authorization_check: C) -> Self {
        self.authorization_check = Some(authorization_check);
        self
    }
}

impl<C: fmt::Debug> fmt::Debug for IntrospectTokenParams<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IntrospectTokenParams")
            .field("token", &format_args!("[redacted]"))
            .field("client_id", &self.client_id)
            .field("client_secret", &self.client_secret.as_ref().map(|_| format_args!("[redacted]")))
            .field("token_type_hint", &self.token_type_hint)
            .field("authorization_check", &self.authorization_check)
            .finish()
    }
}

/// What `introspect_token_local` takes. `C` is the check of the kind of project.
#[derive(Clone)]
#[non_exhaustive]
pub struct IntrospectTokenLocalParams<'t, C> {
    /// The access token.
    pub token: Cow<'t, str>,
    /// How long ago it may have been issued. If absent, it is accepted until it expires.
    pub max_token_age: Option<Duration>,
    /// By how much the clocks of issuer and client may differ. Zero unless set.
    pub leeway: Duration,
    /// What the token's scopes must permit.
    pub authorization_check: Option<C>,
}

impl<'t, C> IntrospectTokenLocalParams<'t, C> {
    /// With all that is required.
    pub fn new(token: impl Into<Cow<'t, str>>) -> Self {
        Self { token: token.into(), max_token_age: None, leeway: Duration::ZERO, authorization_check: None }
    }

    /// Sets [`max_token_age`](Self::max_token_age).
    #[must_use]
    pub fn max_token_age(mut self, max_token_age: Duration) -> Self {
        self.max_token_age = Some(max_token_age);
        self
    }

    /// Sets [`leeway`](Self::leeway).
    #[must_use]
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// Sets [`authorization_check`](Self::authorization_check).
    #[must_use]
    pub fn authorization_check(mut self, authorization_check: C) -> Self {
        self.authorization_check = Some(authorization_check);
        self
    }
}

impl<C: fmt::Debug> fmt::Debug for IntrospectTokenLocalParams<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IntrospectTokenLocalParams")
            .field("token", &format_args!("[redacted]"))
            .field("max_token_age", &self.max_token_age)
            .field("leeway", &self.leeway)
            .field("authorization_check", &self.authorization_check)
            .finish()
    }
}

/// What the server says of a token, with the API's own claims apart.
pub(super) async fn remote<C>(client: &Client, params: &IntrospectTokenParams<C>) -> Result<(AppToken, Custom), Error> {
    let mut asked =
        IntrospectTokenNetworkParams::new(&State::of(client)?.project()?.id, &params.token, &params.client_id);
    asked.client_secret.clone_from(&params.client_secret);
    asked.token_type_hint.clone_from(&params.token_type_hint);
    let answer = client.consumer().idp().introspect_token_network(asked).await?;
    if !answer.active {
        return Err(AuthorizationError::InactiveToken.into());
    }
    let (own, mut custom_claims): (Custom, Custom) =
        answer.additional_properties.into_iter().partition(|(name, _)| name.starts_with(OWN));
    custom_claims.retain(|name, _| !OF_ANSWER.contains(&name.as_str()));
    let time = |seconds| DateTime::from_timestamp(seconds, 0);
    let token = AppToken {
        token_type: answer.token_type.unwrap_or_else(|| ACCESS_TOKEN.to_owned()),
        client_id: answer.client_id,
        sub: answer.sub.unwrap_or_default(),
        scopes: scopes(answer.scope.as_deref()),
        iss: answer.iss.unwrap_or_default(),
        aud: answer.aud.unwrap_or_default(),
        exp: answer.exp.and_then(time),
        iat: answer.iat.and_then(time),
        custom_claims,
    };
    Ok((token, own))
}

/// Checks the signature of a token.
pub(super) async fn verify(client: &Client, keys: &Keys, token: &str) -> Result<Payload, Error> {
    token::verify(client, State::of(client)?, &[keys], token).await
}

/// What a token itself says, if it is one of the project's that is valid now. The API's own claims are offered to the
/// caller.
pub(super) fn read<C>(
    client: &Client,
    payload: &Payload,
    params: &IntrospectTokenLocalParams<'_, C>,
    own: Own<'_>,
) -> Result<AppToken, Error> {
    let rules = Rules { leeway: params.leeway, max_age: params.max_token_age };
    let (mut scope, mut client_id, mut is_session) = (None, None, false);
    let (registered, custom_claims) = payload.claims(State::of(client)?, rules, &mut |name, from| {
        match name {
            "scope" => scope = from.string()?.map(Cow::into_owned),
            "client_id" => client_id = from.string()?.map(Cow::into_owned),
            SESSION => {
                is_session = true;
                from.skip()?;
            }
            _ if name.starts_with(OWN) => {
                if own(name, from)? == Taken::Custom {
                    from.skip()?;
                }
            }
            _ => return Ok(Taken::Custom),
        }
        Ok(Taken::Own)
    })?;
    if is_session {
        return Err(JwtError::AnotherKind.into());
    }
    Ok(AppToken {
        token_type: ACCESS_TOKEN.to_owned(),
        client_id,
        sub: registered.sub,
        scopes: scopes(scope.as_deref()),
        iss: registered.iss,
        aud: registered.aud,
        exp: Some(registered.exp),
        iat: Some(registered.iat),
        custom_claims,
    })
}

/// A token without scopes is for nothing.
fn scopes(scope: Option<&str>) -> Vec<String> {
    scope.unwrap_or_default().split_ascii_whitespace().map(str::to_owned).collect()
}
