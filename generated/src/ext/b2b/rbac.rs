//! What roles permit, decided in the client by the project's RBAC policy.
//!
//! Each client keeps the policy: fetched when it is needed, and used for 5 minutes. From 4 minutes on, a check makes a new
//! one be fetched in the background; from 5 on, checks wait for it. An older policy decides only while a new one cannot be
//! had, however long that is.

use crate::Error;
use crate::b2b::rbac::{Policy, PolicyRole, Rbac};
#[cfg(feature = "b2b-sessions")]
use crate::b2b::sessions::{AuthorizationCheck, MemberSession};
use crate::ext::error::{AuthorizationError, LIBRARY};
use crate::ext::refresh::{Held, Limits, PAUSE};
use crate::ext::state::State;
use crate::runtime::{LocalError, StatusCode};
use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

pub(in crate::ext) const LIMITS: Limits =
    Limits { fresh: 240 * 1_000, stale: 300 * 1_000, retry: 30 * 1_000, forced: 0 };

/// How long a fetch may take in all. Callers may be waiting for it.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The action in a policy that stands for all.
const ANY: &str = "*";

/// A policy, indexed so that a check is two or three look-ups.
///
/// # Example
/// ```
/// use stytch_sdk::b2b::rbac::{Policy, PolicyRole, PolicyRolePermission};
/// use stytch_sdk::ext::b2b::rbac::PolicyIndex;
///
/// let permission = PolicyRolePermission::new().resource_id("documents").actions(["read"]);
/// let policy = Policy::new().roles([PolicyRole::new().role_id("reader").permissions([permission])]);
/// let index = PolicyIndex::new(&policy);
/// assert!(index.permits(&["reader"], "documents", "read"));
/// assert!(!index.permits(&["reader"], "documents", "write"));
/// ```
#[derive(Clone, Default)]
pub struct PolicyIndex {
    resources: HashMap<Box<str>, Actions>,
}

/// The actions on a resource, each with the roles that permit it.
type Actions = HashMap<Box<str>, Vec<Box<str>>>;

impl PolicyIndex {
    /// The index of a project's policy.
    pub fn new(policy: &Policy) -> Self {
        Self::default().with_roles(&policy.roles)
    }

    /// With more roles: those that an organization has of its own, beside the project's.
    #[must_use]
    pub fn with_roles(mut self, roles: &[PolicyRole]) -> Self {
        for role in roles {
            for permission in &role.permissions {
                let actions = self.resources.entry(permission.resource_id.as_str().into()).or_default();
                for action in &permission.actions {
                    actions.entry(action.as_str().into()).or_default().push(role.role_id.as_str().into());
                }
            }
        }
        self
    }

    /// Whether one of these roles has a permission on exactly this resource, and this action or `*`.
    pub fn permits(&self, roles: &[impl AsRef<str>], resource_id: &str, action: &str) -> bool {
        let Some(actions) = self.resources.get(resource_id) else { return false };
        let mut permitting = [actions.get(action), actions.get(ANY)].into_iter().flatten().flatten();
        permitting.any(|role| roles.iter().any(|held| held.as_ref() == &**role))
    }

    /// Whether who holds these roles in this organization may do what the check is about.
    ///
    /// # Errors
    /// [`Error::Local`] with [`AuthorizationError::Tenancy`] if the check is about another organization, and
    /// [`AuthorizationError::Denied`] if no role permits it.
    #[cfg(feature = "b2b-sessions")]
    pub fn authorize(
        &self,
        roles: &[impl AsRef<str>],
        organization_id: &str,
        check: &AuthorizationCheck,
    ) -> Result<(), Error> {
        same_organization(organization_id, check)?;
        if !self.permits(roles, &check.resource_id, &check.action) {
            return Err(AuthorizationError::Denied.into());
        }
        Ok(())
    }
}

/// Whatever the policy, roles permit nothing in another organization.
#[cfg(feature = "b2b-sessions")]
fn same_organization(organization_id: &str, check: &AuthorizationCheck) -> Result<(), Error> {
    if check.organization_id == organization_id { Ok(()) } else { Err(AuthorizationError::Tenancy.into()) }
}

impl fmt::Debug for PolicyIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PolicyIndex").field("resources", &self.resources.len()).finish_non_exhaustive()
    }
}

impl Policy {
    /// The policy, ready for checks: [`PolicyIndex::new`].
    pub fn index(&self) -> PolicyIndex {
        PolicyIndex::new(self)
    }
}

/// The policy that a client keeps. It stays as it is; ask again for a newer one.
#[derive(Clone, Debug)]
pub struct CachedPolicy(Arc<Held<PolicyIndex>>);

impl Deref for CachedPolicy {
    type Target = PolicyIndex;

    fn deref(&self) -> &PolicyIndex {
        &self.0.value
    }
}

impl<'a> Rbac<'a> {
    /// Decides, by the project's policy, whether the member of a session may do what the check is about.
    ///
    /// The policy is fetched with the first check, and decides for 5 minutes; a new one is fetched in the background before
    /// these are over. While it is there, no request is waited for. A check about another organization than the session's
    /// needs none.
    ///
    /// # Errors
    /// [`Error::Local`] with [`AuthorizationError::Tenancy`] or [`AuthorizationError::Denied`] if the member may not, and
    /// [`AuthorizationError::PolicyUnavailable`] if there is no policy to decide by.
    ///
    /// # Example
    /// ```no_run
    /// # async fn run(client: stytch_sdk::Client, session: stytch_sdk::b2b::sessions::MemberSession)
    /// # -> Result<(), stytch_sdk::Error> {
    /// use stytch_sdk::b2b::sessions::AuthorizationCheck;
    ///
    /// let check = AuthorizationCheck::new("organization-live-…", "documents", "read");
    /// client.b2b().rbac().authorize(&session, &check).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "b2b-sessions")]
    pub fn authorize<'s>(
        &self,
        session: &'s MemberSession,
        check: &'s AuthorizationCheck,
    ) -> impl Future<Output = Result<(), Error>> + Send + use<'a, 's> {
        let rbac = *self;
        async move {
            same_organization(&session.organization_id, check)?;
            let decide = |policy: &PolicyIndex| policy.authorize(&session.roles, &session.organization_id, check);
            let state = State::of(rbac.client())?;
            if let Some(Some(held)) = state.policy.fresh(state.clock.ticks()).as_deref() {
                return decide(&held.value);
            }
            decide(&*rbac.policy_index().await?)
        }
    }

    /// The project's policy, ready for checks: the one that the client keeps, or a new one if that is too old.
    ///
    /// Awaited when a program starts, it spares the first check the wait.
    ///
    /// # Errors
    /// [`Error::Local`] with [`AuthorizationError::PolicyUnavailable`].
    pub fn policy_index(&self) -> impl Future<Output = Result<CachedPolicy, Error>> + Send + use<'a> {
        let rbac = *self;
        async move {
            let state = State::of(rbac.client())?;
            let fetched = state.policy.get(state.clock.ticks(), PAUSE, || {
                let request = rbac.policy().timeout(TIMEOUT);
                async move { index(request.await?.policy) }
            });
            Ok(CachedPolicy(fetched.await.map_err(AuthorizationError::PolicyUnavailable)?))
        }
    }
}

/// An answer without a policy must not pass for a policy that permits nothing.
fn index(policy: Option<Policy>) -> Result<PolicyIndex, Error> {
    policy.as_ref().map(PolicyIndex::new).ok_or_else(|| {
        LocalError::new(LIBRARY, StatusCode::INTERNAL_SERVER_ERROR, "the server's answer has no policy").into()
    })
}
