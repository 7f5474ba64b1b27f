//! Configuration of a client; checked when it is built.

use super::base::BaseUrl;
use super::core::{Around, Core, Sending, Shared};
use crate::runtime::auth::cache::TokenCache;
use crate::runtime::auth::scheme::SecurityScheme;
use crate::runtime::auth::{Credential, Credentials};
use crate::runtime::encode;
use crate::runtime::error::{ConfigError, Error};
use crate::runtime::operation::Operation;
use crate::runtime::retry::RetryPolicy;
use crate::runtime::transport::{Reqwest, Transport};
use crate::settings;
use http::header::{HeaderMap, HeaderValue, USER_AGENT};
use std::any::Any;
use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// What a client is built from. The generated `ClientBuilder` forwards to it.
#[derive(Clone)]
pub struct Builder {
    base_url: Option<String>,
    fallback_url: Option<String>,
    servers: Vec<(String, String)>,
    allow_http: bool,
    credentials: Credentials,
    headers: Vec<(String, String)>,
    user_agent: String,
    timeout: Duration,
    connect_timeout: Duration,
    retry: RetryPolicy,
    max_response_bytes: usize,
    transport: Option<Arc<dyn Transport>>,
    around: Vec<Arc<Around>>,
    extension: Option<Arc<dyn Any + Send + Sync>>,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            base_url: None,
            fallback_url: settings::DEFAULT_SERVER.map(str::to_owned),
            servers: Vec::new(),
            allow_http: false,
            credentials: Credentials::default(),
            headers: Vec::new(),
            user_agent: settings::USER_AGENT.to_owned(),
            timeout: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(10),
            retry: RetryPolicy::default(),
            max_response_bytes: 64 << 20,
            transport: None,
            around: Vec::new(),
            extension: None,
        }
    }
}

impl Builder {
    /// The defaults: the API's server, 30 s for a call, 10 s to connect, 2 retries, answers up to 64 MiB.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the credential for a scheme.
    pub fn credential(&mut self, scheme: &SecurityScheme, credential: Credential) {
        self.credentials.set(scheme, credential);
    }

    /// The credential that was set for a scheme.
    pub fn credential_of(&self, scheme: &SecurityScheme) -> Option<&Credential> {
        self.credentials.get(scheme)
    }

    /// The URL that the paths are under: https, or http on loopback. Its own path is kept.
    pub fn base_url(&mut self, url: impl Into<String>) {
        self.base_url = Some(url.into());
    }

    /// The URL used when none is set, instead of the API's own.
    pub fn default_base_url(&mut self, url: impl Into<String>) {
        self.fallback_url = Some(url.into());
    }

    /// Where operations go that have this server of their own, whatever the base URL is.
    pub fn server(&mut self, own: impl Into<String>, url: impl Into<String>) {
        self.servers.push((own.into(), url.into()));
    }

    /// Takes an http URL of any host. Credentials then travel unprotected.
    pub fn allow_http(&mut self, allow: bool) {
        self.allow_http = allow;
    }

    /// Time for a whole call, retries and waiting included. `Duration::MAX` is no limit.
    pub fn timeout(&mut self, time: Duration) {
        self.timeout = time;
    }

    /// Time to connect. Not used with a client or transport of the user's.
    pub fn connect_timeout(&mut self, time: Duration) {
        self.connect_timeout = time;
    }

    /// When requests are sent again.
    pub fn retry(&mut self, policy: RetryPolicy) {
        self.retry = policy;
    }

    /// Largest body of an answer, in bytes; of a stream, the largest event or line.
    pub fn max_response_bytes(&mut self, bytes: usize) {
        self.max_response_bytes = bytes;
    }

    /// A header of all requests; checked when the client is built.
    pub fn default_header(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.headers.push((name.into(), value.into()));
    }

    /// The `User-Agent`, instead of the crate's own.
    pub fn user_agent(&mut self, value: impl Into<String>) {
        self.user_agent = value.into();
    }

    /// A `reqwest` client of the user's, with its own proxy, certificates, timeouts. It should follow no redirects:
    /// with `redirect::Policy::none()` the client follows those that stay with the host.
    pub fn http_client(&mut self, client: reqwest::Client) {
        self.transport = Some(Arc::new(Reqwest::with(client)));
    }

    /// Another transport.
    pub fn transport(&mut self, transport: impl Transport) {
        self.transport = Some(Arc::new(transport));
    }

    /// What is put around every call, its retries and redirects included: a span, a measurement, a limit of how many run
    /// at once. It is called when a call begins, and gives the future that is awaited in its place. Each is put around
    /// those given before; every page of a list that is walked is a call.
    pub fn around(&mut self, around: impl Fn(&'static Operation, Sending) -> Sending + Send + Sync + 'static) {
        self.around.push(Arc::new(around));
    }

    /// Configuration of hand-written code, which that code finds in the client: see `Core::extension`. It takes the
    /// place of any given before.
    pub fn extension(&mut self, configuration: impl Any + Send + Sync) {
        self.extension = Some(Arc::new(configuration));
    }

    /// The configuration of hand-written code, if there is one and it has this type.
    pub fn extension_of<T: Any>(&self) -> Option<&T> {
        self.extension.as_deref()?.downcast_ref()
    }

    /// Checks all and builds the core of a client.
    ///
    /// # Errors
    /// When the base URL is missing or not taken, a header cannot be sent, or TLS is not to be had.
    pub fn build(self) -> Result<Core, Error> {
        let url = self.base_url.as_deref().or(self.fallback_url.as_deref());
        let url = url.ok_or_else(|| ConfigError::new("the API names no server: give a base URL"))?;
        let base = BaseUrl::parse(url, self.allow_http)
            .map_err(|problem| ConfigError::new(format!("the base URL {problem}")))?;
        let server = |(own, url): (String, String)| match BaseUrl::parse(&url, self.allow_http) {
            Ok(url) => Ok((own, url)),
            Err(problem) => Err(ConfigError::new(format!("the URL in place of `{own}` {problem}"))),
        };
        // The last one that was given counts.
        let servers = self.servers.into_iter().rev().map(server).collect::<Result<_, _>>()?;
        let mut headers = HeaderMap::new();
        let user_agent = HeaderValue::from_str(&self.user_agent)
            .map_err(|_| ConfigError::new("the user agent has characters that a header cannot hold"))?;
        headers.insert(USER_AGENT, user_agent);
        for (name, value) in &self.headers {
            let (name, value) = encode::header(name, value)
                .map_err(|problem| ConfigError::new(format!("default header `{}` {problem}", name.escape_debug())))?;
            headers.insert(name, value);
        }
        Ok(Core::new(Shared {
            // Naming the API's own server says nothing about operations that have another.
            explicit_base: self.base_url.is_some() && Some(base.as_str()) != own_server().as_deref(),
            servers,
            allow_http: self.allow_http,
            credentials: self.credentials,
            tokens: TokenCache::default(),
            headers,
            timeout: self.timeout,
            retry: self.retry,
            max_response_bytes: self.max_response_bytes,
            transport: match self.transport {
                Some(transport) => transport,
                None => default_transport(&base, self.connect_timeout)?,
            },
            around: self.around,
            extension: self.extension,
            state: OnceLock::new(),
            base,
        }))
    }
}

/// The API's own server, as it is when it is the base URL.
fn own_server() -> Option<String> {
    Some(BaseUrl::parse(settings::DEFAULT_SERVER?, true).ok()?.as_str().to_owned())
}

fn default_transport(base: &BaseUrl, connect_timeout: Duration) -> Result<Arc<dyn Transport>, ConfigError> {
    if base.is_https() && !cfg!(any(feature = "rustls", feature = "native-tls")) {
        let message = "https needs TLS: turn on feature `rustls` or `native-tls`, or give an HTTP client or transport";
        return Err(ConfigError::new(message));
    }
    match Reqwest::new(connect_timeout, base.is_loopback()) {
        Ok(transport) => Ok(Arc::new(transport)),
        Err(e) => {
            // "builder error" alone does not help.
            let cause = std::error::Error::source(&e).map_or_else(|| e.to_string(), ToString::to_string);
            Err(ConfigError::new(format!("the HTTP client could not be made: {cause}")))
        }
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL as given may hold a password, and headers may hold keys.
        f.debug_struct("Builder")
            .field("credentials", &self.credentials)
            .field("timeout", &self.timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("retry", &self.retry)
            .field("max_response_bytes", &self.max_response_bytes)
            .finish_non_exhaustive()
    }
}
