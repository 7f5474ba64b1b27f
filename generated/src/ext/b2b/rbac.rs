//! What roles of members, and scopes of tokens, permit: decided in the client by the project's RBAC policy and those of
//! its organizations.
//!
//! Each client keeps the policies: fetched when they are needed, and used for 5 minutes. From 4 minutes on, a check makes a
//! new one be fetched in the background; from 5 on, checks wait for it. An older policy decides only while a new one cannot
//! be had, however long that is.
//!
//! An organization's policy adds roles to those of the project, and is asked only for what the project's does not permit:
//! most checks need no more than that, however many organizations there are. Policies of the thousand organizations that
//! were asked for last are kept.

#[cfg(feature = "b2b-sessions")]
mod organizations;

use crate::Error;
use crate::b2b::rbac::{Policy, PolicyRole, Rbac};
#[cfg(feature = "b2b-sessions")]
use crate::b2b::sessions::{AuthorizationCheck, MemberSession};
#[cfg(feature = "b2b-sessions")]
use crate::ext::error::AuthorizationError;
use crate::ext::policy::{self, Permissions, TIMEOUT};
use crate::ext::state::State;
use std::fmt;
use std::future::Future;

#[cfg(feature = "b2b-sessions")]
pub(in crate::ext) use organizations::Organizations;

/// A policy, indexed so that a check is two or three look-ups.
///
/// # Example
/// ```
/// use stytch_sdk::b2b::rbac::{Policy, PolicyRole, PolicyRolePermission};
/// use stytch_sdk::ext::b2b::rbac::PolicyIndex;
///
/// let permission = PolicyRolePermission::new("documents", ["read"]);
/// let policy = Policy::new().roles([PolicyRole::new("reader", "Reads", [permission])]);
/// let index = PolicyIndex::new(&policy);
/// assert!(index.permits(&["reader"], "documents", "read"));
/// assert!(!index.permits(&["reader"], "documents", "write"));
/// ```
#[derive(Clone, Default)]
pub struct PolicyIndex {
    roles: Permissions,
    scopes: Permissions,
}

impl PolicyIndex {
    /// The index of a project's policy.
    pub fn new(policy: &Policy) -> Self {
        let mut scopes = Permissions::default();
        for scope in &policy.scopes {
            for permission in &scope.permissions {
                scopes.permit(&scope.scope, &permission.resource_id, &permission.actions);
            }
        }
        Self { roles: permissions(&policy.roles), scopes }
    }

    /// With more roles: those that an organization has of its own, beside the project's.
    #[must_use]
    pub fn with_roles(mut self, roles: &[PolicyRole]) -> Self {
        permit(&mut self.roles, roles);
        self
    }

    /// Whether one of these roles has a permission on exactly this resource, and this action or `*`.
    pub fn permits(&self, roles: &[impl AsRef<str>], resource_id: &str, action: &str) -> bool {
        self.roles.permits(roles, resource_id, action)
    }

    /// Whether one of these scopes has a permission on exactly this resource, and this action or `*`.
    pub fn scopes_permit(&self, scopes: &[impl AsRef<str>], resource_id: &str, action: &str) -> bool {
        self.scopes.permits(scopes, resource_id, action)
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
        allow(self.permits(roles, &check.resource_id, &check.action))
    }

    /// Whether a token with these scopes, of a member of this organization, is good for what the check is about.
    ///
    /// # Errors
    /// [`Error::Local`] with [`AuthorizationError::Tenancy`] if the check is about another organization, and
    /// [`AuthorizationError::Denied`] if no scope permits it.
    #[cfg(feature = "b2b-sessions")]
    pub fn authorize_scopes(
        &self,
        scopes: &[impl AsRef<str>],
        organization_id: &str,
        check: &AuthorizationCheck,
    ) -> Result<(), Error> {
        same_organization(organization_id, check)?;
        allow(self.scopes_permit(scopes, &check.resource_id, &check.action))
    }
}

/// What roles permit.
fn permissions(roles: &[PolicyRole]) -> Permissions {
    let mut permissions = Permissions::default();
    permit(&mut permissions, roles);
    permissions
}

fn permit(permissions: &mut Permissions, roles: &[PolicyRole]) {
    for role in roles {
        for permission in &role.permissions {
            permissions.permit(&role.role_id, &permission.resource_id, &permission.actions);
        }
    }
}

/// Whatever the policy, nothing is permitted in another organization, nor to who is of none.
#[cfg(feature = "b2b-sessions")]
fn same_organization(organization_id: &str, check: &AuthorizationCheck) -> Result<(), Error> {
    let same = check.organization_id == organization_id && !organization_id.is_empty();
    if same { Ok(()) } else { Err(AuthorizationError::Tenancy.into()) }
}

#[cfg(feature = "b2b-sessions")]
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

/// The project's policy that a client keeps. It stays as it is; ask again for a newer one.
pub type CachedPolicy = policy::CachedPolicy<PolicyIndex>;

impl<'a> Rbac<'a> {
    /// Decides whether the member of a session may do what the check is about: by the project's policy, and by that of the
    /// session's organization if the project's does not permit it.
    ///
    /// A policy is fetched when it is first asked, and decides for 5 minutes; a new one is fetched in the background before
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
            let (organization_id, roles) = (&session.organization_id, &session.roles);
            same_organization(organization_id, check)?;
            let by_project = rbac.ask(move |policy| policy.permits(roles, &check.resource_id, &check.action)).await?;
            allow(by_project || organizations::permit(rbac, organization_id, roles, check).await?)
        }
    }

    /// Decides, by the project's policy, whether a token with these scopes, of a member of this organization, is good for
    /// what the check is about.
    ///
    /// # Errors
    /// Those of [`authorize`](Self::authorize).
    #[cfg(feature = "b2b-sessions")]
    pub fn authorize_scopes<'s>(
        &self,
        scopes: &'s [String],
        organization_id: &'s str,
        check: &'s AuthorizationCheck,
    ) -> impl Future<Output = Result<(), Error>> + Send + use<'a, 's> {
        let rbac = *self;
        async move {
            same_organization(organization_id, check)?;
            rbac.ask(move |policy| policy.authorize_scopes(scopes, organization_id, check)).await?
        }
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
            policy::cached(&state.b2b_policy, &state.clock, || rbac.fetch()).await
        }
    }

    #[cfg(feature = "b2b-sessions")]
    async fn ask<A>(self, question: impl Fn(&PolicyIndex) -> A) -> Result<A, Error> {
        let state = State::of(self.client())?;
        policy::ask(&state.b2b_policy, &state.clock, || self.fetch(), question).await
    }

    fn fetch(self) -> impl Future<Output = Result<PolicyIndex, Error>> + Send + use<> {
        let request = self.policy().timeout(TIMEOUT);
        async move { request.await?.policy.as_ref().map(PolicyIndex::new).ok_or_else(policy::missing) }
    }
}
