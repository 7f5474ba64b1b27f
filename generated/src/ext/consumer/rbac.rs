//! What roles of users, and scopes of tokens, permit: decided in the client by the project's RBAC policy.
//!
//! Each client keeps the policy: fetched when it is needed, and used for 5 minutes. From 4 minutes on, a check makes a new
//! one be fetched in the background; from 5 on, checks wait for it. An older policy decides only while a new one cannot be
//! had, however long that is.

use crate::Error;
use crate::consumer::rbac::{Policy, Rbac};
#[cfg(feature = "consumer-sessions")]
use crate::consumer::sessions::{AuthorizationCheck, Session};
#[cfg(feature = "consumer-sessions")]
use crate::ext::error::AuthorizationError;
use crate::ext::policy::{self, Permissions, TIMEOUT};
use crate::ext::state::State;
use std::fmt;
use std::future::Future;

/// A policy, indexed so that a check is two or three look-ups.
///
/// # Example
/// ```
/// use stytch_sdk::consumer::rbac::{Policy, PolicyScope, PolicyScopePermission};
/// use stytch_sdk::ext::consumer::rbac::PolicyIndex;
///
/// let permission = PolicyScopePermission::new().resource_id("documents").actions(["read"]);
/// let policy = Policy::new().scopes([PolicyScope::new().scope("read:documents").permissions([permission])]);
/// let index = PolicyIndex::new(&policy);
/// assert!(index.scopes_permit(&["openid", "read:documents"], "documents", "read"));
/// assert!(!index.scopes_permit(&["openid", "read:documents"], "documents", "write"));
/// ```
#[derive(Clone, Default)]
pub struct PolicyIndex {
    roles: Permissions,
    scopes: Permissions,
}

impl PolicyIndex {
    /// The index of a project's policy.
    pub fn new(policy: &Policy) -> Self {
        let mut index = Self::default();
        for role in &policy.roles {
            for permission in &role.permissions {
                index.roles.permit(&role.role_id, &permission.resource_id, &permission.actions);
            }
        }
        for scope in &policy.scopes {
            for permission in &scope.permissions {
                index.scopes.permit(&scope.scope, &permission.resource_id, &permission.actions);
            }
        }
        index
    }

    /// Whether one of these roles has a permission on exactly this resource, and this action or `*`.
    pub fn permits(&self, roles: &[impl AsRef<str>], resource_id: &str, action: &str) -> bool {
        self.roles.permits(roles, resource_id, action)
    }

    /// Whether one of these scopes has a permission on exactly this resource, and this action or `*`.
    pub fn scopes_permit(&self, scopes: &[impl AsRef<str>], resource_id: &str, action: &str) -> bool {
        self.scopes.permits(scopes, resource_id, action)
    }

    /// Whether who holds these roles may do what the check is about.
    ///
    /// # Errors
    /// [`Error::Local`] with [`AuthorizationError::Denied`] if no role permits it.
    #[cfg(feature = "consumer-sessions")]
    pub fn authorize(&self, roles: &[impl AsRef<str>], check: &AuthorizationCheck) -> Result<(), Error> {
        allow(self.permits(roles, &check.resource_id, &check.action))
    }

    /// Whether a token with these scopes is good for what the check is about.
    ///
    /// # Errors
    /// [`Error::Local`] with [`AuthorizationError::Denied`] if no scope permits it.
    #[cfg(feature = "consumer-sessions")]
    pub fn authorize_scopes(&self, scopes: &[impl AsRef<str>], check: &AuthorizationCheck) -> Result<(), Error> {
        allow(self.scopes_permit(scopes, &check.resource_id, &check.action))
    }
}

#[cfg(feature = "consumer-sessions")]
fn allow(permitted: bool) -> Result<(), Error> {
    if permitted { Ok(()) } else { Err(AuthorizationError::Denied.into()) }
}

impl fmt::Debug for PolicyIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PolicyIndex").field("resources", &self.roles.resources()).finish_non_exhaustive()
    }
}

impl Policy {
    /// The policy, ready for checks: [`PolicyIndex::new`].
    pub fn index(&self) -> PolicyIndex {
        PolicyIndex::new(self)
    }
}

/// The policy that a client keeps. It stays as it is; ask again for a newer one.
pub type CachedPolicy = policy::CachedPolicy<PolicyIndex>;

impl<'a> Rbac<'a> {
    /// Decides, by the project's policy, whether the user of a session may do what the check is about.
    ///
    /// The policy is fetched with the first check, and decides for 5 minutes; a new one is fetched in the background before
    /// these are over. While it is there, no request is waited for.
    ///
    /// # Errors
    /// [`Error::Local`] with [`AuthorizationError::Denied`] if the user may not, and
    /// [`AuthorizationError::PolicyUnavailable`] if there is no policy to decide by.
    ///
    /// # Example
    /// ```no_run
    /// # async fn run(client: stytch_sdk::Client, session: stytch_sdk::consumer::sessions::Session)
    /// # -> Result<(), stytch_sdk::Error> {
    /// use stytch_sdk::consumer::sessions::AuthorizationCheck;
    ///
    /// let check = AuthorizationCheck::new("documents", "read");
    /// client.consumer().rbac().authorize(&session, &check).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "consumer-sessions")]
    pub fn authorize<'s>(
        &self,
        session: &'s Session,
        check: &'s AuthorizationCheck,
    ) -> impl Future<Output = Result<(), Error>> + Send + use<'a, 's> {
        let rbac = *self;
        async move { rbac.ask(move |policy| policy.authorize(&session.roles, check)).await? }
    }

    /// Decides, by the project's policy, whether a token with these scopes is good for what the check is about.
    ///
    /// # Errors
    /// Those of [`authorize`](Self::authorize).
    #[cfg(feature = "consumer-sessions")]
    pub fn authorize_scopes<'s>(
        &self,
        scopes: &'s [String],
        check: &'s AuthorizationCheck,
    ) -> impl Future<Output = Result<(), Error>> + Send + use<'a, 's> {
        let rbac = *self;
        async move { rbac.ask(move |policy| policy.authorize_scopes(scopes, check)).await? }
    }

    /// The project's policy, ready for checks: the one that the client keeps, or a new one if that is too old.
    ///
    /// Awaited when a program starts, it spares the first check the wait.
    ///
    /// # Errors
    /// [`Error::Local`] with [`AuthorizationError::PolicyUnavailable`](crate::ext::error::AuthorizationError).
    pub fn policy_index(&self) -> impl Future<Output = Result<CachedPolicy, Error>> + Send + use<'a> {
        let rbac = *self;
        async move {
            let state = State::of(rbac.client())?;
            policy::cached(&state.consumer_policy, &state.clock, || rbac.fetch()).await
        }
    }

    #[cfg(feature = "consumer-sessions")]
    async fn ask<A>(self, question: impl Fn(&PolicyIndex) -> A) -> Result<A, Error> {
        let state = State::of(self.client())?;
        policy::ask(&state.consumer_policy, &state.clock, || self.fetch(), question).await
    }

    fn fetch(self) -> impl Future<Output = Result<PolicyIndex, Error>> + Send + use<> {
        let request = self.policy().timeout(TIMEOUT);
        async move { request.await?.policy.as_ref().map(PolicyIndex::new).ok_or_else(policy::missing) }
    }
}
