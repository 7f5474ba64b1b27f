//! Clients for a project: its credentials, and the environment that its identifier names.

#[cfg(any(
    feature = "b2b-sessions",
    feature = "consumer-sessions",
    feature = "b2b-rbac",
    feature = "consumer-rbac"
))]
use super::{clock::Clock, state::Config};
use crate::runtime::Secret;
use crate::{Client, ClientBuilder, Error, servers};
#[cfg(any(
    feature = "b2b-sessions",
    feature = "consumer-sessions",
    feature = "b2b-rbac",
    feature = "consumer-rbac"
))]
use std::time::SystemTime;

/// What the identifiers of live projects begin with.
const LIVE_PROJECT: &str = "project-live-";

impl Client {
    /// A client for a project, with all defaults.
    ///
    /// # Errors
    /// [`Error::Config`] if TLS cannot be set up.
    ///
    /// # Example
    /// ```
    /// let client = stytch_sdk::Client::new("project-test-…", "secret-test-…")?;
    /// # Ok::<(), stytch_sdk::Error>(())
    /// ```
    pub fn new(project_id: impl Into<String>, secret: impl Into<Secret>) -> Result<Self, Error> {
        Self::for_project(project_id, secret).build()
    }

    /// Begins to make a client for a project: its credentials are set, and the server that its identifier names, the
    /// live one for `project-live-…` and the test one for all others.
    ///
    /// # Example
    /// ```
    /// use std::time::Duration;
    ///
    /// let client = stytch_sdk::Client::for_project("project-live-…", "secret-live-…")
    ///     .timeout(Duration::from_secs(5))
    ///     .build()?;
    /// # Ok::<(), stytch_sdk::Error>(())
    /// ```
    pub fn for_project(project_id: impl Into<String>, secret: impl Into<Secret>) -> ClientBuilder {
        let project_id = project_id.into();
        let server = if project_id.starts_with(LIVE_PROJECT) { servers::LIVE } else { servers::TEST };
        let mut builder = Self::builder().project(project_id, secret);
        builder.inner.default_base_url(server);
        builder
    }
}

impl ClientBuilder {
    /// Where fraud operations go. Unless set, to [`servers::FRAUD`], but with a [`base_url`](Self::base_url) there: name
    /// [`servers::FRAUD`] here if that is a domain of your own, which does not know them.
    ///
    /// # Example
    /// ```
    /// use stytch_sdk::servers;
    ///
    /// let client = stytch_sdk::Client::for_project("project-live-…", "secret-live-…")
    ///     .base_url("https://login.example.com")
    ///     .fraud_base_url(servers::FRAUD)
    ///     .build()?;
    /// # Ok::<(), stytch_sdk::Error>(())
    /// ```
    pub fn fraud_base_url(mut self, url: impl Into<String>) -> Self {
        self.inner.server(servers::FRAUD, url);
        self
    }
}

#[cfg(any(feature = "b2b-sessions", feature = "consumer-sessions", feature = "b2b-rbac", feature = "consumer-rbac"))]
impl ClientBuilder {
    /// What time it is: for tests. The times in tokens are compared with it, and keys and policies age by it. The
    /// system's clock unless set.
    ///
    /// # Example
    /// ```
    /// use std::time::{Duration, UNIX_EPOCH};
    ///
    /// let client = stytch_sdk::Client::for_project("project-test-…", "secret-test-…")
    ///     .clock(|| UNIX_EPOCH + Duration::from_secs(1_700_000_000))
    ///     .build()?;
    /// # Ok::<(), stytch_sdk::Error>(())
    /// ```
    pub fn clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Config::change(&mut self, |config| config.clock = Clock::given(now));
        self
    }

    /// The keys that tokens are checked with, in place of those that the server has: for tests. They are never fetched.
    ///
    /// # Example
    /// ```
    /// use stytch_sdk::consumer::sessions::Jwk;
    ///
    /// let key = Jwk::new().kty("RSA").kid("a-key").n("…").e("AQAB");
    /// let client = stytch_sdk::Client::for_project("project-test-…", "secret-test-…").jwks([key]).build()?;
    /// # Ok::<(), stytch_sdk::Error>(())
    /// ```
    #[cfg(any(feature = "b2b-sessions", feature = "consumer-sessions"))]
    pub fn jwks(mut self, keys: impl IntoIterator<Item = crate::consumer::sessions::Jwk>) -> Self {
        let keys: Vec<_> = keys.into_iter().collect();
        Config::change(&mut self, |config| config.keys = Some(super::keys::KeySet::new(&keys)));
        self
    }
}
