//! The keys that a project signs its tokens with: fetched when they are needed, prepared once, found by their `kid`.
//!
//! Owns which keys are taken and which signature is good. When to fetch is decided by `refresh`; what a token says, by
//! `token`.

use super::error::JwtError;
use super::refresh::{Held, Limits, PAUSE, Refreshed};
use super::state::State;
use super::token::Token;
use crate::consumer::sessions::Jwk;
use crate::runtime::{BoxFuture, LocalError, Reader, StatusCode};
use crate::{Client, Error};
use jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER;
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

/// The only algorithm that tokens are signed with.
pub(super) const RS256: &str = "RS256";

/// How long a fetch may take in all. Callers may be waiting for it.
pub(super) const TIMEOUT: Duration = Duration::from_secs(10);

const LIMITS: Limits = Limits {
    fresh: 60 * 60 * 1_000,
    // New keys are published long before they are used, so that nobody waits because of keys of an hour.
    stale: 24 * 60 * 60 * 1_000,
    retry: 30 * 1_000,
    // Anyone can send tokens with a `kid` that does not exist.
    forced: 5 * 60 * 1_000,
};

/// How many key sets are looked through for one token: the one that is here, the one that was already under way and may
/// be older than the token's key, and the one that is fetched because of it.
const LOOKS: usize = 3;

/// Asks the server for the keys of a project.
pub(super) type Fetch = fn(&Client, &str) -> BoxFuture<'static, Result<KeySet, Error>>;

/// The keys of a project, as far as they are known.
pub(super) struct Keys {
    source: Source,
    fetch: Fetch,
}

enum Source {
    Given(KeySet),
    Fetched(Refreshed<KeySet>),
}

/// How near a key is in the keys of a project. The nearest comes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Distance {
    /// It is here, and serves. That its keys may be due for a refresh delays nobody.
    Here,
    /// It is here, among keys that are too old: new ones are waited for.
    Old,
    /// Other keys are here, and not this one.
    Newer,
    /// No keys are here.
    Absent,
}

impl Keys {
    pub(super) fn new(given: Option<KeySet>, fetch: Fetch) -> Self {
        Self { source: given.map_or_else(|| Source::Fetched(Refreshed::new(LIMITS)), Source::Given), fetch }
    }

    /// Fetches the keys, unless they are there.
    pub(super) async fn preload(&self, client: &Client, state: &State) -> Result<(), Error> {
        let project = &state.project()?.id;
        if let Source::Fetched(cache) = &self.source {
            let fetched = cache.get(state.clock.ticks(), PAUSE, || (self.fetch)(client, project)).await;
            fetched.map_err(JwtError::KeysUnavailable)?;
        }
        Ok(())
    }

    /// How near the key of this `kid` is.
    pub(super) fn distance(&self, state: &State, kid: &str) -> Distance {
        let Source::Fetched(cache) = &self.source else { return Distance::Here };
        match &*cache.current() {
            Some(held) if held.value.find(kid).is_none() => Distance::Newer,
            Some(_) if cache.serves(state.clock.ticks()) => Distance::Here,
            Some(_) => Distance::Old,
            None => Distance::Absent,
        }
    }

    /// Checks a signature with the keys that are there. `None`: they have to be looked for first.
    pub(super) fn verify_now(&self, state: &State, token: &Token<'_>, kid: &str) -> Option<Result<(), JwtError>> {
        match &self.source {
            Source::Given(set) => Some(set.find(kid).ok_or(JwtError::UnknownKey).and_then(|key| key.verify(token))),
            Source::Fetched(cache) => {
                let held = cache.fresh(state.clock.ticks())?;
                Some(held.as_ref()?.value.find(kid)?.verify(token))
            }
        }
    }

    /// Checks a signature, fetching keys if there are none, or none of this `kid`.
    ///
    /// `elsewhere` says that other keys are there. These are then unlikely to be the ones: if they could not be had, they
    /// are asked for as rarely as newer ones are.
    pub(super) async fn verify(
        &self,
        client: &Client,
        state: &State,
        token: &Token<'_>,
        kid: &str,
        elsewhere: bool,
    ) -> Result<(), Error> {
        let Source::Fetched(cache) = &self.source else { return Err(JwtError::UnknownKey.into()) };
        let project = &state.project()?.id;
        let now = state.clock.ticks();
        let fetch = || (self.fetch)(client, project);
        let pause = if elsewhere { LIMITS.forced } else { PAUSE };
        let mut held: Arc<Held<KeySet>> = cache.get(now, pause, fetch).await.map_err(JwtError::KeysUnavailable)?;
        for _ in 0..LOOKS {
            if let Some(key) = held.value.find(kid) {
                return Ok(key.verify(token)?);
            }
            let newer = cache.renew(now, held.clone(), fetch).await;
            if Arc::ptr_eq(&newer, &held) {
                break;
            }
            held = newer;
        }
        Err(JwtError::UnknownKey.into())
    }
}

/// Public keys, ready to verify with.
#[derive(Clone)]
pub(super) struct KeySet(Arc<[Key]>);

struct Key {
    kid: Box<str>,
    /// Whether tokens of it may be signed with RS256: a key can be for another algorithm.
    takes_rs256: bool,
    key: DecodingKey,
}

impl KeySet {
    /// The keys of a key set that verify signatures by RSA; others are skipped.
    pub(super) fn new(keys: &[Jwk]) -> Self {
        Self(keys.iter().filter_map(Key::new).collect())
    }

    /// The keys that the server gave. One that has not the form of a key takes nothing from the others.
    pub(super) fn of_answer(answer: Result<Vec<Jwk>, Error>) -> Result<Self, Error> {
        let set = match answer {
            Ok(keys) => Self::new(&keys),
            Err(Error::Decode(error)) => match one_by_one(error.body()) {
                Some(keys) => Self::new(&keys),
                None => return Err(Error::Decode(error)),
            },
            Err(error) => return Err(error),
        };
        if set.0.is_empty() {
            // As good as no answer: what was known before goes on serving.
            let what = "the key set has no RSA key that verifies signatures";
            return Err(LocalError::new("jwks_unavailable", StatusCode::SERVICE_UNAVAILABLE, what).into());
        }
        Ok(set)
    }

    fn find(&self, kid: &str) -> Option<&Key> {
        self.0.iter().find(|key| *key.kid == *kid)
    }
}

impl Key {
    fn new(jwk: &Jwk) -> Option<Self> {
        let verifies = jwk.key_ops.is_empty() || jwk.key_ops.iter().any(|operation| operation == "verify");
        let lacks = jwk.kid.is_empty() || jwk.n.is_empty() || jwk.e.is_empty();
        if jwk.kty != "RSA" || !matches!(jwk.use_.as_str(), "" | "sig") || !verifies || lacks {
            return None;
        }
        let key = DecodingKey::from_rsa_components(jwk.n.trim_end_matches('='), jwk.e.trim_end_matches('=')).ok()?;
        Some(Self { kid: jwk.kid.as_str().into(), takes_rs256: matches!(jwk.alg.as_str(), "" | RS256), key })
    }

    fn verify(&self, token: &Token<'_>) -> Result<(), JwtError> {
        if !self.takes_rs256 {
            return Err(JwtError::Algorithm);
        }
        // The provider is named, and not that of the process: a library must not choose that, nor rely on it.
        let verifier = (DEFAULT_PROVIDER.verifier_factory)(&Algorithm::RS256, &self.key);
        let verifier = verifier.map_err(|_| JwtError::Algorithm)?;
        verifier.verify(token.signed(), &token.signature()?).map_err(|_| JwtError::Signature)
    }
}

/// What can be read of a key set that cannot be read as a whole.
fn one_by_one(body: &[u8]) -> Option<Vec<Jwk>> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let key = |key: &Value| {
        let (json, mut read) = (key.to_string(), Jwk::new());
        crate::runtime::Value::read(&mut read, &mut Reader::forgiving(json.as_bytes()).ok()?).ok()?;
        Some(read)
    };
    Some(body.get("keys")?.as_array()?.iter().filter_map(key).collect())
}
