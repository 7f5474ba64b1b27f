//! Clients for a project: its credentials, and the environment that its identifier names.

use crate::runtime::Secret;
use crate::{Client, ClientBuilder, Error, servers};

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
