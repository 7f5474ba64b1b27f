//! A value that is fetched once for all who wait for it, read without a lock, and fetched anew when it is old.
//!
//! Owns when to fetch, and that one fetch is under way at a time. What is fetched, and what becomes of an error, is the
//! business of what is built on it: key sets (`keys`) and policies (`policy`).

use crate::Error;
use crate::runtime::{LocalError, StatusCode};
use arc_swap::{ArcSwapOption, Guard};
use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::watch;

/// How soon a fetch that failed before there was any value is repeated, as a rule.
pub(super) const PAUSE: u64 = 1_000;

/// How long a reader waits for a fetch that another began. It has its own, shorter, time.
const PATIENCE: Duration = Duration::from_secs(15);

/// How often a reader looks again when a fetch vanished with the runtime that it ran on, or was begun too early.
const ATTEMPTS: usize = 3;

/// When to fetch; all in milliseconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Age from which a read makes a new value be fetched, in the background: the old one serves meanwhile.
    pub(super) fresh: u64,
    /// Age from which all reads wait for the new value; if that cannot be had, the old one serves until it is tried
    /// again.
    pub(super) stale: u64,
    /// Time after which a value is fetched again when that failed.
    pub(super) retry: u64,
    /// Least time between two fetches that readers asked for although the value was fresh.
    pub(super) forced: u64,
}

/// A value, and when it was fetched.
#[derive(Debug)]
pub(super) struct Held<T> {
    pub(super) value: T,
    since: u64,
}

/// The value and what is known about fetching it. Times are those of one clock, in milliseconds.
pub(super) struct Refreshed<T>(Arc<Inner<T>>);

impl<T> Clone for Refreshed<T> {
    /// The same value: what one fetches, the other has.
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

struct Inner<T> {
    limits: Limits,
    current: ArcSwapOption<Held<T>>,
    /// From when on a reader is to look at `flight`; until then, the value serves.
    due: AtomicU64,
    /// Held only to look and to change, never while something is fetched.
    flight: Mutex<Flight<T>>,
}

type Outcome<T> = Result<Arc<Held<T>>, Arc<Error>>;
type Outcomes<T> = watch::Receiver<Option<Outcome<T>>>;

/// The fetch that is under way, or was the last.
struct Flight<T> {
    outcome: Option<Outcomes<T>>,
    started: u64,
    forced: Option<u64>,
}

/// Why a reader wants a fetch.
enum Why<'a, T> {
    /// There is no value, or an old one. Without any, a fetch that failed is not repeated sooner than this.
    Due(u64),
    /// This value lacks what the reader looks for.
    Lacks(&'a Arc<Held<T>>),
}

/// What became of the wish.
enum Answer<T> {
    /// It is under way, and to be waited for.
    Fetching(Outcomes<T>),
    /// It need not be waited for, or may not be done again yet: this is the value.
    Value(Arc<Held<T>>),
    /// It cannot be begun; or there is no value, and it could not be fetched a moment ago.
    Failed(Arc<Error>),
}

impl<T: Send + Sync + 'static> Refreshed<T> {
    pub(super) fn new(limits: Limits) -> Self {
        let flight = Flight { outcome: None, started: 0, forced: None };
        Self(Arc::new(Inner {
            limits,
            current: ArcSwapOption::empty(),
            due: AtomicU64::new(0),
            flight: Mutex::new(flight),
        }))
    }

    /// The value, if it is here and nothing is to be done about it. Takes no lock.
    pub(super) fn fresh(&self, now: u64) -> Option<Guard<Option<Arc<Held<T>>>>> {
        // In this order: whoever sees until when a value serves sees that value, and not the one before it.
        let serves = now < self.0.due.load(Ordering::Acquire);
        let current = self.0.current.load();
        (serves && current.is_some()).then_some(current)
    }

    /// The value, if there is one, however old.
    pub(super) fn current(&self) -> Guard<Option<Arc<Held<T>>>> {
        self.0.current.load()
    }

    /// Whether it has other owners, or is being fetched.
    #[cfg(all(feature = "b2b-rbac", feature = "b2b-sessions"))]
    pub(super) fn is_in_use(&self) -> bool {
        Arc::strong_count(&self.0) > 1
    }

    /// Whether there is a value that need not be waited for.
    pub(super) fn serves(&self, now: u64) -> bool {
        self.fresh(now).is_some() || self.current().as_ref().is_some_and(|held| now < self.0.serves_until(held))
    }

    /// The value. Waits only when there is none, or one that is too old to serve. When there is none, a fetch that failed
    /// is repeated after `pause`.
    pub(super) async fn get<F>(&self, now: u64, pause: u64, fetch: impl Fn() -> F) -> Outcome<T>
    where
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        let or_old = |error| self.0.current.load_full().ok_or(error);
        for _ in 0..ATTEMPTS {
            if let Some(Some(held)) = self.fresh(now).as_deref() {
                return Ok(held.clone());
            }
            match self.ask(now, &Why::Due(pause), &fetch) {
                Answer::Value(held) => return Ok(held),
                Answer::Failed(error) => return or_old(error),
                Answer::Fetching(outcome) => match landed(outcome).await {
                    Some(Ok(held)) => return Ok(held),
                    Some(Err(error)) => return or_old(error),
                    None => {}
                },
            }
        }
        or_old(Arc::new(failure("what was to be fetched never came")))
    }

    /// A value other than `seen`, which lacks what the reader looks for; `seen` itself if there is none yet.
    pub(super) async fn renew<F>(&self, now: u64, seen: Arc<Held<T>>, fetch: impl Fn() -> F) -> Arc<Held<T>>
    where
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        for _ in 0..ATTEMPTS {
            match self.ask(now, &Why::Lacks(&seen), &fetch) {
                Answer::Value(held) => return held,
                Answer::Failed(_) => return seen,
                Answer::Fetching(outcome) => match landed(outcome).await {
                    Some(Ok(held)) => return held,
                    Some(Err(_)) => return seen,
                    None => {}
                },
            }
        }
        seen
    }

    /// Joins the fetch that is under way, or begins one unless that is too early.
    fn ask<F>(&self, now: u64, why: &Why<'_, T>, fetch: impl Fn() -> F) -> Answer<T>
    where
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        let inner = &self.0;
        let mut flight = inner.lock();
        // In this order: a fetch that ends in between has its value here before its outcome, which is still awaited then.
        let state = flight.state();
        let current = inner.current.load_full();
        match (&current, why) {
            (Some(held), Why::Lacks(seen)) if !Arc::ptr_eq(held, seen) => return Answer::Value(held.clone()),
            (Some(held), Why::Due(_)) if now < inner.fresh_until(held) => return Answer::Value(held.clone()),
            _ => {}
        }
        match (state, why) {
            (State::Flying(outcome), _) => return inner.meanwhile(now, why, current, outcome),
            (State::Failed(error), Why::Due(pause))
                if current.is_none() && now < flight.started.saturating_add(*pause) =>
            {
                return Answer::Failed(error);
            }
            _ => {}
        }
        let due = inner.due.load(Ordering::Acquire);
        match (&current, why) {
            (Some(held), Why::Due(_)) if now < due => return Answer::Value(held.clone()),
            (Some(held), Why::Lacks(_)) if flight.was_forced(now, inner.limits.forced) => {
                return Answer::Value(held.clone());
            }
            _ => {}
        }
        // Spawning without a runtime would panic.
        let Ok(runtime) = Handle::try_current() else {
            return Answer::Failed(Arc::new(failure("there is no `tokio` runtime here")));
        };
        if matches!(why, Why::Lacks(_)) {
            flight.forced = Some(now);
        }
        flight.started = now;
        if let Some(held) = current.as_ref().filter(|_| now >= due) {
            // Meanwhile the value serves, but no longer than it may. One that may not any more is waited for by all.
            let until = now.saturating_add(inner.limits.retry).min(inner.serves_until(held));
            inner.due.store(until, Ordering::Release);
        }
        let (sender, outcome) = watch::channel(None);
        flight.outcome = Some(outcome.clone());
        drop(flight);
        // A task of its own: a caller that is dropped cancels nobody else.
        runtime.spawn(land(inner.clone(), now, sender, fetch()));
        inner.meanwhile(now, why, current, outcome)
    }
}

impl<T> Inner<T> {
    /// From when on a new value is fetched.
    fn fresh_until(&self, held: &Held<T>) -> u64 {
        held.since.saturating_add(self.limits.fresh)
    }

    /// From when on a new value is waited for.
    fn serves_until(&self, held: &Held<T>) -> u64 {
        held.since.saturating_add(self.limits.stale)
    }

    /// What a reader gets while a fetch is under way.
    fn meanwhile(&self, now: u64, why: &Why<'_, T>, current: Option<Arc<Held<T>>>, outcome: Outcomes<T>) -> Answer<T> {
        match (current, why) {
            (Some(held), Why::Due(_)) if now < self.serves_until(&held) => Answer::Value(held),
            _ => Answer::Fetching(outcome),
        }
    }

    /// Nothing that could panic is done with the lock held.
    fn lock(&self) -> MutexGuard<'_, Flight<T>> {
        self.flight.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

enum State<T> {
    /// Never begun, ended well, or gone with its runtime.
    Idle,
    Flying(Outcomes<T>),
    Failed(Arc<Error>),
}

impl<T> Flight<T> {
    fn state(&self) -> State<T> {
        let Some(outcome) = &self.outcome else { return State::Idle };
        match &*outcome.borrow() {
            None if outcome.has_changed().is_ok() => State::Flying(outcome.clone()),
            Some(Err(error)) => State::Failed(error.clone()),
            _ => State::Idle,
        }
    }

    fn was_forced(&self, now: u64, within: u64) -> bool {
        self.forced.is_some_and(|then| now < then.saturating_add(within))
    }
}

async fn land<T>(
    inner: Arc<Inner<T>>,
    started: u64,
    sender: watch::Sender<Option<Outcome<T>>>,
    fetch: impl Future<Output = Result<T, Error>>,
) {
    let outcome = match fetch.await {
        Ok(value) => {
            let held = Arc::new(Held { value, since: started });
            inner.current.store(Some(held.clone()));
            inner.due.store(inner.fresh_until(&held), Ordering::Release);
            Ok(held)
        }
        Err(error) => {
            // The old value serves until it is tried again: not sooner than it would have been, if it is fresh.
            let retry = started.saturating_add(inner.limits.retry);
            let until = inner.current.load().as_deref().map_or(retry, |held| retry.max(inner.fresh_until(held)));
            inner.due.store(until, Ordering::Release);
            Err(Arc::new(error))
        }
    };
    sender.send_replace(Some(outcome));
}

/// The outcome; `None` if the fetch vanished, or if nothing drives the runtime that it runs on.
async fn landed<T>(mut outcome: Outcomes<T>) -> Option<Outcome<T>> {
    let landed = outcome.wait_for(Option::is_some);
    match Handle::try_current() {
        Ok(_) => tokio::time::timeout(PATIENCE, landed).await.ok()?.ok()?.clone(),
        Err(_) => landed.await.ok()?.clone(),
    }
}

fn failure(what: &'static str) -> Error {
    LocalError::new(super::error::LIBRARY, StatusCode::INTERNAL_SERVER_ERROR, what).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { fresh: 1_000, stale: 2_000, retry: 10, forced: 100 };

    #[tokio::test]
    async fn a_fresh_value_is_read_without_a_lock_whatever_becomes_of_a_forced_fetch() {
        let cache = Refreshed::new(LIMITS);
        let first = cache.get(0, PAUSE, || async { Ok(1) }).await.expect("a value");
        let fail = || async { Err(failure("no")) };
        let seen = cache.renew(500, first.clone(), fail).await;
        assert_eq!(seen.value, 1);
        assert!(cache.fresh(999).is_some());
        assert!(cache.fresh(1_000).is_none());
        // Shortly before it is due, and then not before the pause is over.
        cache.renew(995, first, fail).await;
        assert!(cache.fresh(1_004).is_some());
        assert!(cache.fresh(1_005).is_none());
    }

    #[tokio::test]
    async fn a_value_is_read_without_a_lock_during_a_fetch_and_not_longer_than_it_serves() {
        let cache = Refreshed::new(LIMITS);
        cache.get(0, PAUSE, || async { Ok(1) }).await.expect("a value");
        cache.get(1_995, PAUSE, std::future::pending).await.expect("the old value");
        assert!(cache.fresh(1_999).is_some());
        assert!(cache.fresh(2_000).is_none());
        assert!(cache.serves(1_999) && !cache.serves(2_000));
    }
}
