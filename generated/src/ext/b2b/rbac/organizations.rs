//! The roles that organizations have of their own, each organization's kept as the project's policy is.
//!
//! Owns which organizations are kept. When to fetch is decided by `refresh`.

use super::permissions;
use crate::Error;
use crate::b2b::rbac::Rbac;
use crate::b2b::rbac::organizations::GetOrgPolicyParams;
use crate::b2b::sessions::AuthorizationCheck;
use crate::ext::policy::{self, LIMITS, Permissions, TIMEOUT};
use crate::ext::refresh::Refreshed;
use crate::ext::state::State;
use std::collections::HashMap;
use std::future::Future;
use std::sync::{Mutex, PoisonError};

/// How many organizations' policies are kept, at most.
const MOST: usize = 1_000;

/// The policies that are kept, by the identifier of the organization.
#[derive(Default)]
pub(in crate::ext) struct Organizations(Mutex<HashMap<Box<str>, Kept>>);

struct Kept {
    roles: Refreshed<Permissions>,
    /// When it was last asked for.
    used: u64,
}

impl Organizations {
    /// What the roles of an organization permit, as far as that is known. The lock is held only to look it up.
    fn of(&self, organization_id: &str, now: u64) -> Refreshed<Permissions> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.get_mut(organization_id) {
            known.used = now;
            return known.roles.clone();
        }
        if kept.len() >= MOST {
            make_room(&mut kept);
        }
        let roles = Refreshed::new(LIMITS);
        kept.insert(organization_id.into(), Kept { roles: roles.clone(), used: now });
        roles
    }
}

/// Forgets the organization that nobody has asked for the longest. One that someone waits for, or that is being fetched, is
/// not forgotten: it would be fetched twice at a time.
fn make_room(kept: &mut HashMap<Box<str>, Kept>) {
    let idle = kept.iter().filter(|(_, kept)| !kept.roles.is_in_use());
    if let Some(oldest) = idle.min_by_key(|(_, kept)| kept.used).map(|(id, _)| id.clone()) {
        kept.remove(&oldest);
    }
}

/// Whether the organization's own roles permit what the check is about.
pub(super) async fn permit(
    rbac: Rbac<'_>,
    organization_id: &str,
    roles: &[String],
    check: &AuthorizationCheck,
) -> Result<bool, Error> {
    let state = State::of(rbac.client())?;
    let own = state.organizations.of(organization_id, state.clock.ticks());
    let permitted = move |own: &Permissions| own.permits(roles, &check.resource_id, &check.action);
    policy::ask(&own, &state.clock, || fetch(rbac, organization_id), permitted).await
}

fn fetch(rbac: Rbac<'_>, organization_id: &str) -> impl Future<Output = Result<Permissions, Error>> + Send + use<> {
    let params = GetOrgPolicyParams::new(organization_id);
    let request = rbac.organizations().get_org_policy(params).timeout(TIMEOUT).with_metadata();
    async move {
        let response = request.await?;
        if response.missing().iter().any(|field| field == "org_policy") {
            return Err(policy::missing());
        }
        Ok(permissions(&response.body().org_policy.roles))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ext::refresh::PAUSE;

    #[tokio::test]
    async fn those_that_were_asked_for_last_are_kept_and_those_that_are_waited_for() {
        let organizations = Organizations::default();
        let flying = organizations.of("flying", 0);
        // Its fetch goes on, although nobody waits for it.
        let fetch = flying.get(0, PAUSE, std::future::pending);
        assert!(tokio::time::timeout(std::time::Duration::from_millis(1), fetch).await.is_err());
        drop(flying);
        for number in 1..MOST {
            organizations.of(&number.to_string(), number as u64);
        }
        organizations.of("1", 2_000);
        organizations.of("new", 3_000);
        let kept = organizations.0.lock().expect("no panic");
        assert_eq!(kept.len(), MOST);
        assert!(["flying", "1", "3", "new"].iter().all(|id| kept.contains_key(*id)));
        assert!(!kept.contains_key("2"));
    }
}
