//! What roles and scopes permit, and the policies that say so, as a client keeps them. Shared by both kinds of projects,
//! whose policies are of different types.
//!
//! A policy is fetched when it is needed, and used for 5 minutes. From 4 minutes on, a check makes a new one be fetched in
//! the background; from 5 on, checks wait for it. An older policy decides only while a new one cannot be had, however long
//! that is.

use super::clock::Clock;
use super::error::{AuthorizationError, LIBRARY};
use super::refresh::{Held, Limits, PAUSE, Refreshed};
use crate::Error;
use crate::runtime::{LocalError, StatusCode};
use std::collections::HashMap;
use std::future::Future;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

pub(super) const LIMITS: Limits = Limits { fresh: 240 * 1_000, stale: 300 * 1_000, retry: 30 * 1_000, forced: 0 };

/// How long a fetch may take in all. Callers may be waiting for it.
pub(super) const TIMEOUT: Duration = Duration::from_secs(10);

/// The action in a policy that stands for all.
const ANY: &str = "*";

/// What is permitted, and to whom: indexed so that a question is two or three look-ups.
#[derive(Clone, Default)]
pub(super) struct Permissions {
    resources: HashMap<Box<str>, Actions>,
}

/// The actions on a resource, each with the roles, or the scopes, that permit it.
type Actions = HashMap<Box<str>, Vec<Box<str>>>;

impl Permissions {
    /// Permits these actions on a resource to whoever has a role or scope.
    pub(super) fn permit(&mut self, holder: &str, resource_id: &str, actions: &[String]) {
        let known = self.resources.entry(resource_id.into()).or_default();
        for action in actions {
            known.entry(action.as_str().into()).or_default().push(holder.into());
        }
    }

    /// Whether one of those that are held permits exactly this resource, and this action or `*`.
    pub(super) fn permits(&self, held: &[impl AsRef<str>], resource_id: &str, action: &str) -> bool {
        let Some(actions) = self.resources.get(resource_id) else { return false };
        let mut permitting = [actions.get(action), actions.get(ANY)].into_iter().flatten().flatten();
        permitting.any(|holder| held.iter().any(|held| held.as_ref() == &**holder))
    }

    /// On how many resources anything is permitted.
    pub(super) fn resources(&self) -> usize {
        self.resources.len()
    }
}

/// The policy that a client keeps. It stays as it is; ask again for a newer one.
#[derive(Clone, Debug)]
pub struct CachedPolicy<I>(Arc<Held<I>>);

impl<I> Deref for CachedPolicy<I> {
    type Target = I;

    fn deref(&self) -> &I {
        &self.0.value
    }
}

/// The policy that is kept, or a new one if that is too old.
pub(super) async fn cached<I, F>(
    policy: &Refreshed<I>,
    clock: &Clock,
    fetch: impl Fn() -> F,
) -> Result<CachedPolicy<I>, Error>
where
    I: Send + Sync + 'static,
    F: Future<Output = Result<I, Error>> + Send + 'static,
{
    let held = policy.get(clock.ticks(), PAUSE, fetch).await;
    Ok(CachedPolicy(held.map_err(AuthorizationError::PolicyUnavailable)?))
}

/// Asks the policy that is kept. While it is fresh, nothing is waited for, locked or counted.
#[cfg(any(
    all(feature = "b2b-rbac", feature = "b2b-sessions"),
    all(feature = "consumer-rbac", feature = "consumer-sessions")
))]
pub(super) async fn ask<I, F, A>(
    policy: &Refreshed<I>,
    clock: &Clock,
    fetch: impl Fn() -> F,
    question: impl Fn(&I) -> A,
) -> Result<A, Error>
where
    I: Send + Sync + 'static,
    F: Future<Output = Result<I, Error>> + Send + 'static,
{
    if let Some(Some(held)) = policy.fresh(clock.ticks()).as_deref() {
        return Ok(question(&held.value));
    }
    Ok(question(&*cached(policy, clock, fetch).await?))
}

/// An answer without a policy must not pass for a policy that permits nothing.
pub(super) fn missing() -> Error {
    LocalError::new(LIBRARY, StatusCode::INTERNAL_SERVER_ERROR, "the server's answer has no policy").into()
}
