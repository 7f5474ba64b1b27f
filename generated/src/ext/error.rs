//! What can be wrong with what is checked here, as types: each is the source of an [`Error::Local`].
//!
//! | code | status | source |
//! |---|---|---|
//! | `jwt_invalid` | 401 | [`JwtError`] |
//! | `jwt_too_old` | 401 | [`JwtError::TooOld`] |
//! | `jwks_unavailable` | 503 | [`JwtError::KeysUnavailable`] |
//! | `session_authorization_tenancy_error` | 403 | [`AuthorizationError::Tenancy`] |
//! | `session_authorization_error` | 403 | [`AuthorizationError::Denied`] |
//! | `m2m_authorization_error` | 403 | [`AuthorizationError::Scopes`] |
//! | `oauth2_invalid_token_error` | 400 | [`AuthorizationError::InactiveToken`] |
//! | `rbac_policy_unavailable` | 503 | [`AuthorizationError::PolicyUnavailable`] |
//! | `client_library_error` | 500 | [`ClaimsError`](super::claims::ClaimsError) and what should not happen |
//!
//! No token, and nothing that stands in one, is ever shown.

use crate::Error;
use crate::runtime::{ApiError, LocalError, StatusCode};
use crate::types::{ErrorResponse, ErrorType};
use chrono::{DateTime, Utc};
use serde_json::Value;
use std::collections::BTreeMap;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// The code of what is neither the token's nor its holder's fault.
pub(super) const LIBRARY: &str = "client_library_error";

/// Why a JWT was not accepted.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum JwtError {
    /// It is not a JWT: the part that says so, as `header`, `payload`, `signature`.
    Malformed(&'static str),
    /// It is not signed with RS256, or not with the algorithm that its key is for.
    Algorithm,
    /// Its header names no key.
    MissingKeyId,
    /// Its key is not one of the project's, as far as they could be fetched.
    UnknownKey,
    /// Its signature is not that of its key.
    Signature,
    /// A claim that it must have is not there.
    MissingClaim(&'static str),
    /// A claim has a value that cannot be: a text where a time should be.
    InvalidClaim(&'static str),
    /// It was issued for another audience than this project.
    Audience,
    /// It was issued by someone else.
    Issuer,
    /// It is the JWT of a session, where an access token is asked for.
    AnotherKind,
    /// Its time is over, since this moment.
    Expired(DateTime<Utc>),
    /// Its time has not begun, and does at this moment.
    NotYetValid(DateTime<Utc>),
    /// It was issued longer ago than was asked for.
    #[doc(alias = "ErrJWTTooOld")]
    TooOld {
        /// How long ago it was issued.
        age: Duration,
        /// How long ago it may have been.
        max: Duration,
    },
    /// There are no keys to check it with, because they could not be fetched.
    KeysUnavailable(Arc<Error>),
}

impl fmt::Display for JwtError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(part) => write!(f, "not a JWT: its {part} cannot be read"),
            Self::Algorithm => f.write_str("the JWT is not signed with RS256, or not as its key asks for"),
            Self::MissingKeyId => f.write_str("the JWT names no key: `kid` is missing in its header"),
            Self::UnknownKey => f.write_str("the JWT is signed with a key that is not one of the project's"),
            Self::Signature => f.write_str("the JWT's signature is not valid"),
            Self::MissingClaim(claim) => write!(f, "the JWT has no claim `{claim}`"),
            Self::InvalidClaim(claim) => write!(f, "the JWT's claim `{claim}` cannot be read"),
            Self::Audience => f.write_str("the JWT is for another audience than this project (`aud`)"),
            Self::Issuer => f.write_str("the JWT is of another issuer than this project's (`iss`)"),
            Self::AnotherKind => f.write_str("the JWT is that of a session, not an access token"),
            Self::Expired(at) => write!(f, "the JWT expired at {at} (`exp`)"),
            Self::NotYetValid(at) => write!(f, "the JWT is not valid before {at} (`nbf`)"),
            Self::TooOld { age, max } => {
                write!(f, "the JWT is too old: it was issued {age:?} ago, and may be {max:?} old (`iat`)")
            }
            Self::KeysUnavailable(error) => write!(f, "the keys of the project cannot be had: {error}"),
        }
    }
}

impl StdError for JwtError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::KeysUnavailable(error) => Some(&**error),
            _ => None,
        }
    }
}

impl From<JwtError> for Error {
    fn from(error: JwtError) -> Self {
        let (code, status) = match &error {
            JwtError::TooOld { .. } => ("jwt_too_old", StatusCode::UNAUTHORIZED),
            JwtError::KeysUnavailable(_) => ("jwks_unavailable", StatusCode::SERVICE_UNAVAILABLE),
            _ => ("jwt_invalid", StatusCode::UNAUTHORIZED),
        };
        LocalError::new(code, status, error).into()
    }
}

/// Why something is not allowed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum AuthorizationError {
    /// It is about another organization than that of the session or token.
    Tenancy,
    /// No role of the session permits it, or no scope of the token of a connected app.
    Denied,
    /// The scopes of the access token do not cover those that are required.
    Scopes,
    /// The token of a connected app is not active: it has expired, was revoked, or never was one.
    InactiveToken,
    /// There is no policy to decide by, because it could not be fetched.
    PolicyUnavailable(Arc<Error>),
}

impl fmt::Display for AuthorizationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tenancy => f.write_str("the check is about another organization"),
            Self::Denied => f.write_str("no role or scope permits the action on the resource"),
            Self::Scopes => f.write_str("the scopes of the access token do not cover the required ones"),
            Self::InactiveToken => f.write_str("the token is not active"),
            Self::PolicyUnavailable(error) => write!(f, "the RBAC policy cannot be had: {error}"),
        }
    }
}

impl StdError for AuthorizationError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::PolicyUnavailable(error) => Some(&**error),
            _ => None,
        }
    }
}

impl From<AuthorizationError> for Error {
    fn from(error: AuthorizationError) -> Self {
        let (code, status) = match &error {
            AuthorizationError::Tenancy => ("session_authorization_tenancy_error", StatusCode::FORBIDDEN),
            AuthorizationError::Denied => ("session_authorization_error", StatusCode::FORBIDDEN),
            AuthorizationError::Scopes => ("m2m_authorization_error", StatusCode::FORBIDDEN),
            AuthorizationError::InactiveToken => ("oauth2_invalid_token_error", StatusCode::BAD_REQUEST),
            AuthorizationError::PolicyUnavailable(_) => ("rbac_policy_unavailable", StatusCode::SERVICE_UNAVAILABLE),
        };
        LocalError::new(code, status, error).into()
    }
}

impl ApiError {
    /// The kind of failure, of those that the API documents; others are kept in [`ErrorType::Unknown`]. Of an OAuth 2
    /// call, the `error` of RFC 6749, section 5.2. `None` if the answer is not the API's: a page of a proxy, say.
    ///
    /// # Example
    /// ```
    /// use stytch_sdk::Error;
    /// use stytch_sdk::types::ErrorType;
    ///
    /// fn is_signed_out(error: &Error) -> bool {
    ///     matches!(error.error_type(), Some(ErrorType::SessionNotFound))
    /// }
    /// ```
    pub fn error_type(&self) -> Option<ErrorType> {
        self.code().map(ErrorType::from)
    }

    /// What the API adds for this kind of failure: an object whose properties differ by kind. `None` if there is none.
    ///
    /// # Example
    /// ```
    /// use stytch_sdk::Error;
    ///
    /// fn limit(error: &Error) -> Option<u64> {
    ///     error.as_api()?.error_details()?.get("limit")?.as_u64()
    /// }
    /// ```
    pub fn error_details(&self) -> Option<BTreeMap<String, Value>> {
        self.json::<ErrorResponse>().ok()?.error_details
    }
}

impl Error {
    /// The kind of failure, whether the server or a check made here says so: see [`ApiError::error_type`].
    pub fn error_type(&self) -> Option<ErrorType> {
        self.code().map(ErrorType::from)
    }

    /// What was wrong with the JWT, when one was checked here.
    ///
    /// # Example
    /// ```
    /// use stytch_sdk::Error;
    /// use stytch_sdk::ext::error::JwtError;
    ///
    /// let error = Error::from(JwtError::UnknownKey);
    /// assert!(matches!(error.as_jwt(), Some(JwtError::UnknownKey)));
    /// assert_eq!(error.code(), Some("jwt_invalid"));
    /// ```
    pub fn as_jwt(&self) -> Option<&JwtError> {
        self.as_local()?.downcast_ref()
    }

    /// A JWT was issued longer ago than `max_token_age`: the session may still live, ask the server.
    #[doc(alias = "ErrJWTTooOld")]
    pub fn is_jwt_too_old(&self) -> bool {
        matches!(self.as_jwt(), Some(JwtError::TooOld { .. }))
    }

    /// Why something is not allowed, when that was decided here.
    pub fn as_authorization(&self) -> Option<&AuthorizationError> {
        self.as_local()?.downcast_ref()
    }
}
