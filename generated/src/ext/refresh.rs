//! A value that is fetched once for all who wait for it, read without a lock, and fetched anew when it is old.
//!
//! Owns when to fetch, and that one fetch is under way at a time. What is fetched, and what becomes of an error, is the
//! business of the two caches built on it: key sets (`keys`) and policies (`b2b::rbac`).

use crate::Error;
use crate::runtime::{LocalError, StatusCode};
use arc_swap::{ArcSwapOption, Guard};
use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::runtime::Handle;
use tokio::sync::watch;

/// A fetch that failed before there was any value is not repeated sooner than this.
const PAUSE: u64 = 1_000;

/// How often a reader looks again when a fetch vanished with the runtime that it ran on, or was begun too early.
const ATTEMPTS: usize = 3;

/// When to fetch; all in milliseconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Age from which a read makes a new value be fetched, in the background: the old one serves meanwhile.
    pub(super) fresh: u64,
    /// Age from which a read waits for the new value; if that cannot be had, the old one still serves.
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

struct Inner<T> {
    limits: Limits,
    current: ArcSwapOption<Held<T>>,
    /// From when on a reader is to look at `flight`.
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
    /// There is no value, or an old one.
    Due,
    /// This value lacks what the reader looks for.
    Lacks(&'a Arc<Held<T>>),
}

/// What became of the wish.
enum Answer<T> {
    /// It is under way.
    Fetching(Outcomes<T>),
    /// There is no need, or it may not be done again yet: this is the value.
    Value(Arc<Held<T>>),
    /// There is no value, and it could not be fetched a moment ago.
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
        let current = self.0.current.load();
        (current.is_some() && now < self.0.due.load(Ordering::Acquire)).then_some(current)
    }

    /// The value. Waits only when there is none, or one that is too old to serve.
    pub(super) async fn get<F>(&self, now: u64, fetch: impl Fn() -> F) -> Outcome<T>
    where
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        for _ in 0..ATTEMPTS {
            let current = self.0.current.load_full();
            let answer = match &current {
                Some(held) if now < self.0.due.load(Ordering::Acquire) => return Ok(held.clone()),
                _ => self.ask(now, &Why::Due, &fetch),
            };
            let serves = |held: &Arc<Held<T>>| now.saturating_sub(held.since) < self.0.limits.stale;
            match (current, answer) {
                (_, Answer::Value(held)) => return Ok(held),
                (Some(held), _) if serves(&held) => return Ok(held),
                (current, Answer::Failed(error)) => return current.ok_or(error),
                (current, Answer::Fetching(outcome)) => match landed(outcome).await {
                    Some(Ok(held)) => return Ok(held),
                    Some(Err(error)) => return current.ok_or(error),
                    None => {}
                },
            }
        }
        self.0.current.load_full().ok_or_else(|| Arc::new(failure("what was to be fetched never came")))
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
        // A fetch may have ended since the reader looked. Its value is here before its outcome is.
        let current = inner.current.load_full();
        match (&current, why) {
            (Some(held), Why::Lacks(seen)) if !Arc::ptr_eq(held, seen) => return Answer::Value(held.clone()),
            (Some(held), Why::Due) if held.since.saturating_add(inner.limits.fresh) > now => {
                return Answer::Value(held.clone());
            }
            _ => {}
        }
        match flight.state() {
            State::Flying(outcome) => return Answer::Fetching(outcome),
            State::Failed(error) if current.is_none() && now < flight.started.saturating_add(PAUSE) => {
                return Answer::Failed(error);
            }
            _ => {}
        }
        match (current, why) {
            (Some(held), Why::Due) if now < inner.due.load(Ordering::Acquire) => return Answer::Value(held),
            (Some(held), Why::Lacks(_)) if flight.was_forced(now, inner.limits.forced) => return Answer::Value(held),
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
        inner.due.store(now.saturating_add(inner.limits.retry), Ordering::Release);
        let (sender, outcome) = watch::channel(None);
        flight.outcome = Some(outcome.clone());
        drop(flight);
        // A task of its own: a caller that is dropped cancels nobody else.
        runtime.spawn(land(inner.clone(), now, sender, fetch()));
        Answer::Fetching(outcome)
    }
}

impl<T> Inner<T> {
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
            inner.due.store(started.saturating_add(inner.limits.fresh), Ordering::Release);
            Ok(held)
        }
        Err(error) => Err(Arc::new(error)),
    };
    sender.send_replace(Some(outcome));
}

/// The outcome; `None` if the fetch vanished.
async fn landed<T>(mut outcome: Outcomes<T>) -> Option<Outcome<T>> {
    outcome.wait_for(Option::is_some).await.ok()?.clone()
}

fn failure(what: &'static str) -> Error {
    LocalError::new(super::error::LIBRARY, StatusCode::INTERNAL_SERVER_ERROR, what).into()
}
