//! Access tokens, checked with the project's keys.
//!
//! Owns what an access token holds; the rule for scopes is with `m2m`, signatures and registered claims with `token`.

use super::scopes_cover;
use crate::consumer::m2m::M2m;
use crate::ext::claims::{self, RegisteredClaims, SESSION};
use crate::ext::error::{AuthorizationError, JwtError};
use crate::ext::keys::Keys;
use crate::ext::state::State;
use crate::ext::token::{self, Rules, Taken};
use crate::{Client, Error};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

/// Whether the scopes that a token has, given first, do for those that are required.
type Authorize = Arc<dyn Fn(&[String], &[String]) -> bool + Send + Sync>;

/// What [`M2m::authenticate_token`] takes.
#[derive(Clone)]
#[non_exhaustive]
pub struct AuthenticateTokenParams<'t> {
    /// The access token.
    pub access_token: Cow<'t, str>,
    /// The scopes that it must have.
    pub required_scopes: Vec<String>,
    /// How long ago it may have been issued. If absent, it is accepted until it expires.
    pub max_token_age: Option<Duration>,
    /// By how much the clocks of issuer and client may differ. Zero unless set.
    pub leeway: Duration,
    authorize: Option<Authorize>,
}

impl<'t> AuthenticateTokenParams<'t> {
    /// With all that is required.
    pub fn new(access_token: impl Into<Cow<'t, str>>) -> Self {
        Self {
            access_token: access_token.into(),
            required_scopes: Vec::new(),
            max_token_age: None,
            leeway: Duration::ZERO,
            authorize: None,
        }
    }

    /// Sets [`required_scopes`](Self::required_scopes).
    #[must_use]
    pub fn required_scopes(mut self, required_scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.required_scopes = required_scopes.into_iter().map(Into::into).collect();
        self
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

    /// Another rule than [`scopes_cover`]. It is given the scopes that the token has and those that are required,
    /// and asked even when none are.
    ///
    /// # Example
    /// ```
    /// use stytch_sdk::ext::consumer::m2m::AuthenticateTokenParams;
    ///
    /// let params = AuthenticateTokenParams::new("eyJ…")
    ///     .required_scopes(["read:users"])
    ///     .authorize_with(|has, required| has.iter().any(|scope| scope == "admin") || has == required);
    /// ```
    #[must_use]
    pub fn authorize_with(mut self, rule: impl Fn(&[String], &[String]) -> bool + Send + Sync + 'static) -> Self {
        self.authorize = Some(Arc::new(rule));
        self
    }
}

impl fmt::Debug for AuthenticateTokenParams<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthenticateTokenParams")
            .field("access_token", &format_args!("[redacted]"))
            .field("required_scopes", &self.required_scopes)
            .field("max_token_age", &self.max_token_age)
            .field("leeway", &self.leeway)
            .finish_non_exhaustive()
    }
}

/// What [`M2m::authenticate_token`] gives.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct AuthenticateTokenResponse {
    /// The M2M client that the token was issued to.
    pub client_id: String,
    /// What the token is for.
    pub scopes: Vec<String>,
    /// All claims but the registered ones and `scope`.
    pub custom_claims: BTreeMap<String, Value>,
    /// The claims that every token has.
    pub registered: RegisteredClaims,
}

impl AuthenticateTokenResponse {
    /// The token's custom claims, in a type of yours.
    ///
    /// # Errors
    /// [`Error::Local`] with a [`ClaimsError`](crate::ext::claims::ClaimsError), when they do not fit the type.
    pub fn claims<T: DeserializeOwned>(&self) -> Result<T, Error> {
        claims::decode(&self.custom_claims)
    }
}

impl<'a> M2m<'a> {
    /// Checks an access token without asking the server: its signature, that it is for this project and valid now,
    /// and its scopes.
    ///
    /// # Errors
    /// [`Error::Local`] with a [`JwtError`], or with [`AuthorizationError::Scopes`].
    ///
    /// # Example
    /// ```no_run
    /// # async fn run(client: stytch_sdk::Client) -> Result<(), stytch_sdk::Error> {
    /// use stytch_sdk::ext::consumer::m2m::AuthenticateTokenParams;
    ///
    /// let params = AuthenticateTokenParams::new("eyJ…").required_scopes(["read:users"]);
    /// let token = client.consumer().m2m().authenticate_token(params).await?;
    /// println!("{} may {:?}", token.client_id, token.scopes);
    /// # Ok(())
    /// # }
    /// ```
    pub fn authenticate_token<'t>(
        &self,
        params: AuthenticateTokenParams<'t>,
    ) -> impl Future<Output = Result<AuthenticateTokenResponse, Error>> + Send + use<'a, 't> {
        let client = self.client();
        async move {
            let rules = Rules { leeway: params.leeway, max_age: params.max_token_age };
            let response = check(client, &params.access_token, rules).await?;
            let allowed = match &params.authorize {
                Some(rule) => rule(&response.scopes, &params.required_scopes),
                None => scopes_cover(&response.scopes, &params.required_scopes),
            };
            if allowed { Ok(response) } else { Err(AuthorizationError::Scopes.into()) }
        }
    }
}

async fn check(client: &Client, token: &str, rules: Rules) -> Result<AuthenticateTokenResponse, Error> {
    let state = State::of(client)?;
    // Projects of both kinds have M2M clients, and the token does not say of which kind it is.
    let keys: &[&Keys] = &[
        #[cfg(feature = "consumer-sessions")]
        &state.consumer_keys,
        #[cfg(feature = "b2b-sessions")]
        &state.b2b_keys,
    ];
    let payload = token::verify(client, state, keys, token).await?;
    let (mut scope, mut is_session) = (None, false);
    let (registered, custom_claims) = payload.claims(state, rules, &mut |name, from| {
        match name {
            "scope" => scope = from.string()?.map(Cow::into_owned),
            // A custom claim of a session may be called `scope`.
            SESSION => {
                is_session = true;
                from.skip()?;
            }
            _ => return Ok(Taken::Custom),
        }
        Ok(Taken::Own)
    })?;
    if is_session {
        return Err(JwtError::AnotherKind.into());
    }
    let scope = scope.ok_or(JwtError::MissingClaim("scope"))?;
    Ok(AuthenticateTokenResponse {
        client_id: registered.sub.clone(),
        scopes: scope.split_ascii_whitespace().map(str::to_owned).collect(),
        custom_claims,
        registered,
    })
}
