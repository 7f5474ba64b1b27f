//! JWTs of members' sessions, checked in the client: no request is sent as long as the keys are known.
//!
//! What the session's roles permit is decided by [`rbac`](super::rbac).

// Owns what the JWT of a member's session holds. Signatures and registered claims are checked by `token`.

#[cfg(feature = "b2b-rbac")]
use crate::b2b::sessions::AuthorizationCheck;
use crate::b2b::sessions::{AuthenticateParams, AuthenticateResponse, GetJwksParams, MemberSession, Sessions};
use crate::ext::claims::{OWN, RegisteredClaims, SESSION};
use crate::ext::error::JwtError;
use crate::ext::keys::{KeySet, TIMEOUT};
use crate::ext::state::State;
use crate::ext::token::{self, Custom, Rules, Taken};
use crate::runtime::{BoxFuture, Empty, ReadError, Reader, Value, record};
use crate::{Client, Error};
use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::time::Duration;

pub use crate::ext::claims::SessionClaim;

pub(in crate::ext) const ORGANIZATION: &str = "https://stytch.com/organization";

/// The claim `https://stytch.com/organization`: where the session is valid.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct OrgClaim {
    /// The organization's identifier.
    pub organization_id: String,
    /// The organization's name in URLs.
    pub slug: String,
}

record! { OrgClaim {
    0 "organization_id" organization_id,
    1 "slug" slug,
} }

/// All claims of the JWT of a member's session, but the custom ones.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Claims {
    /// Those that every token has.
    pub registered: RegisteredClaims,
    /// `https://stytch.com/session`
    pub session: SessionClaim,
    /// `https://stytch.com/organization`
    pub organization: OrgClaim,
}

/// What [`Sessions::authenticate_jwt_local`] takes.
#[derive(Clone)]
#[non_exhaustive]
pub struct AuthenticateJwtLocalParams<'j> {
    /// The JWT of the session.
    pub session_jwt: Cow<'j, str>,
    /// How long ago it may have been issued. If absent, it is accepted until it expires.
    pub max_token_age: Option<Duration>,
    /// By how much the clocks of issuer and client may differ. Zero unless set.
    pub leeway: Duration,
    /// What the session's roles must permit.
    #[cfg(feature = "b2b-rbac")]
    pub authorization_check: Option<AuthorizationCheck>,
}

impl<'j> AuthenticateJwtLocalParams<'j> {
    /// With all that is required.
    pub fn new(session_jwt: impl Into<Cow<'j, str>>) -> Self {
        Self {
            session_jwt: session_jwt.into(),
            max_token_age: None,
            leeway: Duration::ZERO,
            #[cfg(feature = "b2b-rbac")]
            authorization_check: None,
        }
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
    #[cfg(feature = "b2b-rbac")]
    #[must_use]
    pub fn authorization_check(mut self, authorization_check: AuthorizationCheck) -> Self {
        self.authorization_check = Some(authorization_check);
        self
    }
}

impl fmt::Debug for AuthenticateJwtLocalParams<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("AuthenticateJwtLocalParams");
        shown.field("session_jwt", &format_args!("[redacted]"));
        shown.field("max_token_age", &self.max_token_age).field("leeway", &self.leeway);
        #[cfg(feature = "b2b-rbac")]
        shown.field("authorization_check", &self.authorization_check);
        shown.finish()
    }
}

/// What [`Sessions::authenticate_jwt_local`] gives.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct AuthenticateJwtLocalResponse {
    /// The session, as of when the JWT was issued.
    pub member_session: MemberSession,
    /// The claims that every token has.
    pub registered: RegisteredClaims,
    /// The organization that the session is valid in.
    pub organization: OrgClaim,
    attributes: Option<BTreeMap<String, String>>,
    times: Times,
}

/// The times of the claim: the session has others where they are absent.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Times {
    started_at: Option<DateTime<Utc>>,
    last_accessed_at: Option<DateTime<Utc>>,
    expires_at: Option<DateTime<Utc>>,
}

impl AuthenticateJwtLocalResponse {
    /// The session's custom claims, in a type of yours.
    ///
    /// # Errors
    /// Those of [`MemberSession::claims`].
    pub fn claims<T: DeserializeOwned>(&self) -> Result<T, Error> {
        self.member_session.claims()
    }

    /// The claims of the JWT, as they stand in it: a time that it does not have is absent. What the types have no place for
    /// is left out.
    pub fn to_claims(&self) -> Claims {
        let session = self.member_session.clone();
        Claims {
            registered: self.registered.clone(),
            session: SessionClaim {
                id: session.member_session_id,
                started_at: self.times.started_at,
                last_accessed_at: self.times.last_accessed_at,
                expires_at: self.times.expires_at,
                attributes: self.attributes.clone(),
                authentication_factors: session.authentication_factors,
                roles: session.roles,
            },
            organization: self.organization.clone(),
        }
    }
}

/// What [`Sessions::authenticate_jwt`] takes.
#[doc(alias = "AuthenticateJWTParams")]
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct AuthenticateJwtParams {
    /// What is asked of the server if the JWT does not do. Its `session_jwt` and `authorization_check` are checked in the
    /// client first.
    pub body: AuthenticateParams,
    /// How long ago the JWT may have been issued. Zero asks the server in any case; if absent, the JWT is accepted until
    /// it expires.
    pub max_token_age: Option<Duration>,
    /// By how much the clocks of issuer and client may differ. Zero unless set.
    pub leeway: Duration,
}

impl AuthenticateJwtParams {
    /// With all that is required.
    pub fn new(body: AuthenticateParams) -> Self {
        Self { body, max_token_age: None, leeway: Duration::ZERO }
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
}

/// What [`Sessions::authenticate_jwt`] gives: who answered, and what.
#[derive(Clone, Debug, PartialEq)]
pub enum AuthenticateJwtResponse {
    /// The JWT did, and no request was sent.
    Local(Box<AuthenticateJwtLocalResponse>),
    /// The server was asked.
    Remote(Box<AuthenticateResponse>),
}

impl AuthenticateJwtResponse {
    /// Whether no request was sent.
    pub fn is_local(&self) -> bool {
        matches!(self, Self::Local(_))
    }

    /// The session.
    pub fn member_session(&self) -> &MemberSession {
        match self {
            Self::Local(response) => &response.member_session,
            Self::Remote(response) => &response.member_session,
        }
    }

    /// The session itself.
    pub fn into_member_session(self) -> MemberSession {
        match self {
            Self::Local(response) => response.member_session,
            Self::Remote(response) => response.member_session,
        }
    }

    /// The session's custom claims, in a type of yours.
    ///
    /// # Errors
    /// Those of [`MemberSession::claims`].
    #[doc(alias = "authenticate_jwt_with_claims")]
    pub fn claims<T: DeserializeOwned>(&self) -> Result<T, Error> {
        self.member_session().claims()
    }
}

impl<'a> Sessions<'a> {
    /// Checks the JWT of a session without asking the server: its signature, that it is for this project and valid now,
    /// and, if asked for, what the session's roles permit.
    ///
    /// The session may have been revoked since the JWT was issued, which is 5 minutes ago at most; `max_token_age` makes
    /// that less. The project's keys are fetched with the first JWT, and now and then after that.
    ///
    /// # Errors
    /// [`Error::Local`] with a [`JwtError`] or, for the authorization check, an
    /// [`AuthorizationError`](crate::ext::error::AuthorizationError).
    ///
    /// # Example
    /// ```no_run
    /// # async fn run(client: stytch_sdk::Client) -> Result<(), stytch_sdk::Error> {
    /// use std::time::Duration;
    /// use stytch_sdk::ext::b2b::sessions::AuthenticateJwtLocalParams;
    ///
    /// let params = AuthenticateJwtLocalParams::new("eyJ…").max_token_age(Duration::from_secs(60));
    /// match client.b2b().sessions().authenticate_jwt_local(params).await {
    ///     Ok(response) => println!("{} is signed in", response.member_session.member_id),
    ///     Err(error) if error.is_jwt_too_old() => println!("ask the server"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn authenticate_jwt_local<'j>(
        &self,
        params: AuthenticateJwtLocalParams<'j>,
    ) -> impl Future<Output = Result<AuthenticateJwtLocalResponse, Error>> + Send + use<'a, 'j> {
        let client = self.client();
        async move {
            let rules = Rules { leeway: params.leeway, max_age: params.max_token_age };
            let response = check(client, &params.session_jwt, rules).await?;
            #[cfg(feature = "b2b-rbac")]
            if let Some(check) = &params.authorization_check {
                client.b2b().rbac().authorize(&response.member_session, check).await?;
            }
            Ok(response)
        }
    }

    /// Authenticates a session by its JWT in the client, and by the server if that does not do.
    ///
    /// Without a JWT, or with a `max_token_age` of zero, the server is asked; else the JWT is checked as by
    /// [`authenticate_jwt_local`](Self::authenticate_jwt_local), and whatever is wrong with it (an authorization check
    /// that is denied, too), the server is asked the same. What the request would change, a longer session or other
    /// custom claims, takes effect only if the server is asked.
    ///
    /// # Errors
    /// Those of [`authenticate`](Self::authenticate).
    ///
    /// # Example
    /// ```no_run
    /// # async fn run(client: stytch_sdk::Client) -> Result<(), stytch_sdk::Error> {
    /// use std::time::Duration;
    /// use stytch_sdk::b2b::sessions::AuthenticateParams;
    /// use stytch_sdk::ext::b2b::sessions::AuthenticateJwtParams;
    ///
    /// let body = AuthenticateParams::new().session_jwt("eyJ…");
    /// let params = AuthenticateJwtParams::new(body).max_token_age(Duration::from_secs(60));
    /// let response = client.b2b().sessions().authenticate_jwt(params).await?;
    /// println!("{}, locally: {}", response.member_session().member_id, response.is_local());
    /// # Ok(())
    /// # }
    /// ```
    pub fn authenticate_jwt(
        &self,
        params: AuthenticateJwtParams,
    ) -> impl Future<Output = Result<AuthenticateJwtResponse, Error>> + Send + use<'a> {
        let sessions = *self;
        async move {
            if let Some(response) = sessions.try_local(&params).await {
                return Ok(AuthenticateJwtResponse::Local(Box::new(response)));
            }
            let response = sessions.authenticate(params.body).await?;
            Ok(AuthenticateJwtResponse::Remote(Box::new(response)))
        }
    }

    /// The answer to the request, if the client alone can give it.
    async fn try_local(&self, params: &AuthenticateJwtParams) -> Option<AuthenticateJwtLocalResponse> {
        let jwt = params.body.session_jwt.as_deref().filter(|jwt| !jwt.is_empty())?;
        if params.max_token_age == Some(Duration::ZERO) {
            return None;
        }
        // Without policies, what the roles permit is for the server to say.
        #[cfg(not(feature = "b2b-rbac"))]
        if params.body.authorization_check.is_some() {
            return None;
        }
        let rules = Rules { leeway: params.leeway, max_age: params.max_token_age };
        let response = check(self.client(), jwt, rules).await.ok()?;
        #[cfg(feature = "b2b-rbac")]
        if let Some(check) = &params.body.authorization_check {
            self.client().b2b().rbac().authorize(&response.member_session, check).await.ok()?;
        }
        Some(response)
    }

    /// Fetches the project's keys, unless they are there, so that the first JWT need not wait for them.
    ///
    /// # Errors
    /// [`Error::Local`] with [`JwtError::KeysUnavailable`].
    pub fn preload_jwks(&self) -> impl Future<Output = Result<(), Error>> + Send + use<'a> {
        let client = self.client();
        async move {
            let state = State::of(client)?;
            state.b2b_keys.preload(client, state).await
        }
    }
}

async fn check(client: &Client, jwt: &str, rules: Rules) -> Result<AuthenticateJwtLocalResponse, Error> {
    let state = State::of(client)?;
    let payload = token::verify(client, state, &[&state.b2b_keys], jwt).await?;
    let mut session = SessionClaim::empty();
    let mut organization = OrgClaim::empty();
    let (registered, custom) =
        payload.claims(state, rules, &mut |name, from| own(name, from, &mut session, &mut organization))?;
    if session.id.is_empty() {
        return Err(JwtError::MissingClaim(SESSION).into());
    }
    if organization.organization_id.is_empty() {
        return Err(JwtError::MissingClaim(ORGANIZATION).into());
    }
    Ok(response(registered, session, organization, custom))
}

fn own(
    name: &str,
    from: &mut Reader<'_>,
    session: &mut SessionClaim,
    organization: &mut OrgClaim,
) -> Result<Taken, ReadError> {
    match name {
        SESSION => session.read(from)?,
        ORGANIZATION => organization.read(from)?,
        _ if name.starts_with(OWN) => from.skip()?,
        _ => return Ok(Taken::Custom),
    }
    Ok(Taken::Own)
}

fn response(
    registered: RegisteredClaims,
    session: SessionClaim,
    organization: OrgClaim,
    custom: Custom,
) -> AuthenticateJwtLocalResponse {
    let times = Times {
        started_at: session.started_at,
        last_accessed_at: session.last_accessed_at,
        expires_at: session.expires_at,
    };
    AuthenticateJwtLocalResponse {
        member_session: MemberSession {
            member_session_id: session.id,
            member_id: registered.sub.clone(),
            started_at: times.started_at.unwrap_or_default(),
            last_accessed_at: times.last_accessed_at.unwrap_or_default(),
            expires_at: times.expires_at.unwrap_or(registered.exp),
            authentication_factors: session.authentication_factors,
            organization_id: organization.organization_id.clone(),
            roles: session.roles,
            organization_slug: organization.slug.clone(),
            custom_claims: (!custom.is_empty()).then_some(custom),
        },
        registered,
        organization,
        attributes: session.attributes,
        times,
    }
}

pub(in crate::ext) fn fetch_keys(client: &Client, project: &str) -> BoxFuture<'static, Result<KeySet, Error>> {
    let request = client.b2b().sessions().get_jwks(GetJwksParams::new(project)).timeout(TIMEOUT);
    Box::pin(async move { KeySet::of_answer(request.await.map(|response| response.keys)) })
}
