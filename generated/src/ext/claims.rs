//! What stands in a token: the registered claims (RFC 7519, section 4.1), and the claims that the project adds.
//!
//! The claims of sessions are with the sessions: [`b2b`](super::b2b::sessions) and [`consumer`](super::consumer::sessions).

use super::error::LIBRARY;
use crate::Error;
use crate::runtime::{LocalError, StatusCode};
use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;
use std::error::Error as StdError;
use std::fmt;

/// What all of the API's own claims begin with.
#[cfg(any(feature = "b2b-sessions", feature = "consumer-sessions"))]
pub(super) const OWN: &str = "https://stytch.com/";

/// The claim that makes a JWT that of a session.
#[cfg(any(feature = "b2b-sessions", feature = "consumer-sessions"))]
pub(super) const SESSION: &str = "https://stytch.com/session";

/// The claims that every token has.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RegisteredClaims {
    /// Who issued it: `stytch.com/<project_id>`, or the base URL of the client.
    pub iss: String,
    /// Whom it is for; the project's identifier is among them.
    pub aud: Vec<String>,
    /// Whom it is about: the member, the user, or the M2M client.
    pub sub: String,
    /// When it was issued. To the second, in UTC.
    pub iat: DateTime<Utc>,
    /// When it becomes valid. To the second, in UTC.
    pub nbf: DateTime<Utc>,
    /// When it expires: for the JWT of a session 5 minutes after it was issued, however long the session lives.
    pub exp: DateTime<Utc>,
    /// The token's own identifier, if it has one.
    pub jti: Option<String>,
}

/// The claim `https://stytch.com/session`: the session that a JWT is of.
#[cfg(any(feature = "b2b-sessions", feature = "consumer-sessions"))]
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct SessionClaim {
    /// The session's identifier.
    pub id: String,
    /// When the session began.
    pub started_at: Option<DateTime<Utc>>,
    /// When the session was last authenticated, as of when the token was issued.
    pub last_accessed_at: Option<DateTime<Utc>>,
    /// When the session ends. Tokens of the old format do not say; `exp` then stands for it.
    pub expires_at: Option<DateTime<Utc>>,
    /// What the server noted about the sign-in, as `ip_address` and `user_agent`.
    pub attributes: Option<BTreeMap<String, String>>,
    /// What has been proven during the session.
    pub authentication_factors: Vec<crate::consumer::sessions::AuthenticationFactor>,
    /// Identifiers of the roles in effect.
    pub roles: Vec<String>,
}

#[cfg(any(feature = "b2b-sessions", feature = "consumer-sessions"))]
crate::runtime::record! { SessionClaim {
    0 "id" id,
    1 "started_at" started_at,
    2 "last_accessed_at" last_accessed_at,
    3 "expires_at" expires_at,
    4 "attributes" attributes,
    5 "authentication_factors" authentication_factors,
    6 "roles" roles,
} }

/// Custom claims, in a type of yours. `claims::<T>()` of sessions and tokens is this.
///
/// # Errors
/// [`Error::Local`] with a [`ClaimsError`], when they do not fit the type.
///
/// # Example
/// ```
/// use std::collections::BTreeMap;
/// use stytch_sdk::ext::claims;
///
/// let custom = BTreeMap::from([("seats".to_owned(), 5.into())]);
/// let seats: BTreeMap<String, u32> = claims::decode(&custom)?;
/// assert_eq!(seats["seats"], 5);
/// # Ok::<(), stytch_sdk::Error>(())
/// ```
pub fn decode<T: DeserializeOwned>(custom: &BTreeMap<String, Value>) -> Result<T, Error> {
    let object = Value::Object(custom.iter().map(|(name, value)| (name.clone(), value.clone())).collect());
    serde_json::from_value(object).map_err(|cause| {
        let error = ClaimsError { wanted: std::any::type_name::<T>(), cause };
        LocalError::new(LIBRARY, StatusCode::INTERNAL_SERVER_ERROR, error).into()
    })
}

/// Custom claims that do not fit the type they were asked for in.
pub struct ClaimsError {
    wanted: &'static str,
    cause: serde_json::Error,
}

impl ClaimsError {
    /// What the type says. It may quote a claim, so it is not among the sources, and not shown with the error.
    pub fn cause(&self) -> &serde_json::Error {
        &self.cause
    }
}

impl fmt::Display for ClaimsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the custom claims do not fit `{}`", self.wanted)
    }
}

impl fmt::Debug for ClaimsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClaimsError").field("wanted", &self.wanted).finish_non_exhaustive()
    }
}

impl StdError for ClaimsError {}
