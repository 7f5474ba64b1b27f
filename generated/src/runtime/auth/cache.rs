//! Tokens that were fetched, until shortly before they expire. One fetch is under way for all who wait for a token; it
//! runs in a task of its own, so that a caller who gives up takes it from nobody else.

use super::Wanted;
use super::error::{TokenError, TokenProblem};
use super::fetch::{Fetched, fetch};
use crate::runtime::client::core::Core;
use crate::runtime::secret::Secret;
use http::HeaderValue;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::time::Instant;

/// How long before it expires a token is no longer used: requests take time, and clocks differ.
const MARGIN: Duration = Duration::from_secs(30);

/// How often a caller looks again, when a fetch vanished with the runtime that it ran on.
const ATTEMPTS: usize = 3;

/// The tokens of a client, by scheme and scopes. All its clones share them.
#[derive(Default)]
pub(crate) struct TokenCache(Mutex<BTreeMap<(&'static str, String), Slot>>);

#[derive(Default)]
struct Slot {
    state: State,
    /// The newest refresh token.
    refresh: Option<Secret>,
}

#[derive(Default)]
enum State {
    #[default]
    Empty,
    Fetching(Outcome),
    Held(Arc<Token>),
}

type Outcome = watch::Receiver<Option<Result<Arc<Token>, Arc<TokenProblem>>>>;

/// A token, as the header that it is sent in.
pub(crate) struct Token {
    pub(crate) header: HeaderValue,
    until: Option<Instant>,
}

impl Token {
    pub(super) fn new(header: HeaderValue, lifetime: Option<Duration>) -> Self {
        let until = lifetime.and_then(|time| Instant::now().checked_add(time - MARGIN.min(time / 10)));
        Self { header, until }
    }

    fn serves(&self) -> bool {
        self.until.is_none_or(|until| Instant::now() < until)
    }
}

/// A token, and whether it was there before it was asked for.
pub(crate) struct Leased {
    pub(crate) token: Arc<Token>,
    pub(crate) cached: bool,
}

impl TokenCache {
    /// A failed call must not fail all others.
    fn slots(&self) -> MutexGuard<'_, BTreeMap<(&'static str, String), Slot>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The token; or the outcome of the fetch that is under way, which is begun if there is none.
    fn look(&self, core: &Core, wanted: &Wanted) -> Result<Result<Arc<Token>, Outcome>, TokenProblem> {
        let mut slots = self.slots();
        let slot = slots.entry(wanted.key()).or_default();
        match &slot.state {
            State::Held(token) if token.serves() => return Ok(Ok(token.clone())),
            // Without a sender, the task is gone.
            State::Fetching(outcome) if outcome.has_changed().is_ok() => return Ok(Err(outcome.clone())),
            _ => {}
        }
        // Spawning without a runtime would panic.
        let runtime = Handle::try_current()
            .map_err(|_| TokenProblem::Invalid("there is no `tokio` runtime to fetch it on".to_owned()))?;
        let (sender, outcome) = watch::channel(None);
        slot.state = State::Fetching(outcome.clone());
        let (core, wanted, refresh) = (core.clone(), wanted.clone(), slot.refresh.clone());
        drop(slots);
        runtime.spawn(async move {
            let fetched = fetch(&core, &wanted, refresh).await;
            sender.send_replace(Some(core.tokens().settle(&wanted, fetched)));
        });
        Ok(Err(outcome))
    }

    fn settle(&self, wanted: &Wanted, fetched: Result<Fetched, TokenProblem>) -> Result<Arc<Token>, Arc<TokenProblem>> {
        let mut slots = self.slots();
        let slot = slots.entry(wanted.key()).or_default();
        match fetched {
            Ok(Fetched { token, refresh }) => {
                let token = Arc::new(token);
                slot.state = State::Held(token.clone());
                slot.refresh = refresh;
                Ok(token)
            }
            Err(problem) => {
                slot.state = State::Empty;
                if problem.is_invalid_grant() {
                    slot.refresh = None;
                }
                Err(Arc::new(problem))
            }
        }
    }

    /// The API refused the token. Another one, which came meanwhile, stays.
    pub(crate) fn forget(&self, wanted: &Wanted, refused: &Arc<Token>) {
        if let Some(slot) = self.slots().get_mut(&wanted.key())
            && matches!(&slot.state, State::Held(token) if Arc::ptr_eq(token, refused))
        {
            slot.state = State::Empty;
        }
    }
}

/// The token that a call needs.
pub(crate) async fn token(core: &Core, operation: &'static str, wanted: &Wanted) -> Result<Leased, TokenError> {
    let error = |problem| TokenError::new(operation, wanted.scheme.name(), problem);
    for _ in 0..ATTEMPTS {
        let mut outcome = match core.tokens().look(core, wanted).map_err(|problem| error(Arc::new(problem)))? {
            Ok(token) => return Ok(Leased { token, cached: true }),
            Err(outcome) => outcome,
        };
        let landed = outcome.wait_for(Option::is_some).await.ok().and_then(|outcome| outcome.clone());
        if let Some(landed) = landed {
            return landed.map(|token| Leased { token, cached: false }).map_err(error);
        }
    }
    Err(error(Arc::new(TokenProblem::Invalid("the runtime that fetched it was shut down".to_owned()))))
}
