//! What belongs to a client beyond what the runtime keeps: its clock, its keys, its policies. All its clones share it.

use super::clock::Clock;
#[cfg(any(feature = "b2b-sessions", feature = "consumer-sessions"))]
use super::keys::{KeySet, Keys};
#[cfg(any(feature = "b2b-rbac", feature = "consumer-rbac"))]
use super::{policy::LIMITS, refresh::Refreshed};
use crate::runtime::{Core, LocalError, StatusCode};
use crate::{Client, ClientBuilder, Error};

/// What a builder carries for the state of the client it makes.
#[derive(Clone, Default)]
pub(super) struct Config {
    pub(super) clock: Clock,
    /// Keys that stand in for those that would be fetched.
    #[cfg(any(feature = "b2b-sessions", feature = "consumer-sessions"))]
    pub(super) keys: Option<KeySet>,
}

impl Config {
    /// Changes the configuration in a builder.
    pub(super) fn change(builder: &mut ClientBuilder, change: impl FnOnce(&mut Self)) {
        let mut config = builder.inner.extension_of::<Self>().cloned().unwrap_or_default();
        change(&mut config);
        builder.inner.extension(config);
    }
}

/// Holds no client, which would then hold itself.
pub(super) struct State {
    pub(super) clock: Clock,
    /// Whose tokens are accepted; without project credentials, nobody's.
    #[cfg(any(feature = "b2b-sessions", feature = "consumer-sessions"))]
    pub(super) project: Option<Project>,
    #[cfg(feature = "b2b-sessions")]
    pub(super) b2b_keys: Keys,
    #[cfg(feature = "consumer-sessions")]
    pub(super) consumer_keys: Keys,
    #[cfg(feature = "b2b-rbac")]
    pub(super) b2b_policy: Refreshed<super::b2b::rbac::PolicyIndex>,
    #[cfg(all(feature = "b2b-rbac", feature = "b2b-sessions"))]
    pub(super) organizations: super::b2b::rbac::Organizations,
    #[cfg(feature = "consumer-rbac")]
    pub(super) consumer_policy: Refreshed<super::consumer::rbac::PolicyIndex>,
}

/// What tokens of a project say of it.
#[cfg(any(feature = "b2b-sessions", feature = "consumer-sessions"))]
pub(super) struct Project {
    pub(super) id: String,
    pub(super) issuers: [String; 2],
}

impl State {
    /// The state of a client, made on first use.
    pub(super) fn of(client: &Client) -> Result<&Self, Error> {
        client.core().state(Self::new).ok_or_else(|| {
            let what = "the state of the client is of another type";
            LocalError::new(super::error::LIBRARY, StatusCode::INTERNAL_SERVER_ERROR, what).into()
        })
    }

    fn new(core: &Core) -> Self {
        let config = core.extension::<Config>().cloned().unwrap_or_default();
        Self {
            #[cfg(any(feature = "b2b-sessions", feature = "consumer-sessions"))]
            project: Project::of(core),
            #[cfg(feature = "b2b-sessions")]
            b2b_keys: Keys::new(config.keys.clone(), super::b2b::sessions::fetch_keys),
            #[cfg(feature = "consumer-sessions")]
            consumer_keys: Keys::new(config.keys.clone(), super::consumer::sessions::fetch_keys),
            #[cfg(feature = "b2b-rbac")]
            b2b_policy: Refreshed::new(LIMITS),
            #[cfg(all(feature = "b2b-rbac", feature = "b2b-sessions"))]
            organizations: super::b2b::rbac::Organizations::default(),
            #[cfg(feature = "consumer-rbac")]
            consumer_policy: Refreshed::new(LIMITS),
            clock: config.clock,
        }
    }

    /// The project that the client has credentials of.
    #[cfg(any(feature = "b2b-sessions", feature = "consumer-sessions"))]
    pub(super) fn project(&self) -> Result<&Project, Error> {
        use crate::runtime::{InvalidKind, InvalidRequest};
        self.project.as_ref().ok_or_else(|| {
            let message = "missing credential: tokens are checked against the client's project, and it has none";
            InvalidRequest::new(None, InvalidKind::Credential, message.to_owned()).into()
        })
    }
}

#[cfg(any(feature = "b2b-sessions", feature = "consumer-sessions"))]
impl Project {
    fn of(core: &Core) -> Option<Self> {
        let id = core.credential(&crate::client::PROJECT)?.username()?;
        Some(Self { id: id.to_owned(), issuers: [format!("stytch.com/{id}"), core.base_url().to_owned()] })
    }
}
