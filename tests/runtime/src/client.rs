//! The client.
use crate::runtime::{
    Builder, Core, Credential, Error, Operation, RetryPolicy, Secret, SecurityScheme, Sending, Transport,
};
use std::time::Duration;

pub(crate) static PROJECT: SecurityScheme = SecurityScheme::basic("project");
pub(crate) static TOKEN: SecurityScheme = SecurityScheme::bearer("token");
pub(crate) static KEY: SecurityScheme = SecurityScheme::header("key", "X-Api-Key");
pub(crate) static QUERY_KEY: SecurityScheme = SecurityScheme::query("query_key", "api key");
pub(crate) static SESSION: SecurityScheme = SecurityScheme::cookie("session", "sid");
pub(crate) const SECURITY: &[&[&SecurityScheme]] = &[&[&PROJECT]];
pub(crate) const ANY: &[&[&SecurityScheme]] = &[&[&KEY, &SESSION], &[&TOKEN], &[&QUERY_KEY]];
pub(crate) const OPTIONAL: &[&[&SecurityScheme]] = &[&[], &[&TOKEN]];

/// The client.
#[derive(Clone, Debug)]
pub struct Client {
    core: Core,
}

impl Client {
    /// A builder.
    pub fn builder() -> ClientBuilder {
        ClientBuilder { inner: Builder::new() }
    }
    pub(crate) fn core(&self) -> &Core {
        &self.core
    }
    /// Sessions.
    pub fn sessions(&self) -> crate::sessions::Sessions<'_> {
        crate::sessions::Sessions::new(self)
    }
    /// Streams.
    pub fn streams(&self) -> crate::streams::Streams<'_> {
        crate::streams::Streams(self)
    }
    /// Operations that need tokens, certificates and the like.
    pub fn secured(&self) -> crate::secured::Secured<'_> {
        crate::secured::Secured { client: self }
    }
}

/// Builds the client.
#[derive(Clone, Debug)]
pub struct ClientBuilder {
    pub(crate) inner: Builder,
}

macro_rules! forward {
    ($($name:ident($($arg:ident: $type:ty),*))*) => { $(
        /// Forwarded.
        pub fn $name(mut self, $($arg: $type),*) -> Self {
            self.inner.$name($($arg),*);
            self
        }
    )* };
}

impl ClientBuilder {
    /// Basic.
    pub fn project(mut self, username: impl Into<String>, password: impl Into<Secret>) -> Self {
        self.inner.credential(&PROJECT, Credential::basic(username, password));
        self
    }
    /// Bearer.
    pub fn token(mut self, token: impl Into<Secret>) -> Self {
        self.inner.credential(&TOKEN, Credential::token(token));
        self
    }
    /// Key.
    pub fn key(mut self, token: impl Into<Secret>) -> Self {
        self.inner.credential(&KEY, Credential::token(token));
        self
    }
    /// Key in the query.
    pub fn query_key(mut self, token: impl Into<Secret>) -> Self {
        self.inner.credential(&QUERY_KEY, Credential::token(token));
        self
    }
    /// Cookie.
    pub fn session(mut self, token: impl Into<Secret>) -> Self {
        self.inner.credential(&SESSION, Credential::token(token));
        self
    }
    forward! {
        base_url(url: impl Into<String>)
        server(own: impl Into<String>, url: impl Into<String>)
        allow_http(allow: bool)
        timeout(time: Duration)
        connect_timeout(time: Duration)
        retry(policy: RetryPolicy)
        max_response_bytes(bytes: usize)
        default_header(name: impl Into<String>, value: impl Into<String>)
        user_agent(value: impl Into<String>)
        http_client(client: reqwest::Client)
        transport(transport: impl Transport)
        around(around: impl Fn(&'static Operation, Sending) -> Sending + Send + Sync + 'static)
    }
    /// Builds.
    pub fn build(self) -> Result<Client, Error> {
        Ok(Client { core: self.inner.build()? })
    }
}
