//! Grants: what a client shows to get a token from the API's authorization server.

use super::scheme::Endpoint;
use crate::runtime::encode::percent::Escape;
use crate::runtime::encode::push_pair;
use crate::runtime::secret::Secret;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt;
use std::sync::Arc;

/// What a client shows to get tokens (RFC 6749, section 4). The client fetches a token when an operation first needs
/// one, and keeps it until shortly before it expires. One that the API refuses before that (status 401) is fetched anew,
/// and the call sent once more; a call whose body is a stream fails, since that cannot be sent again, and the next one
/// fetches the token.
///
/// In tests, [`MockTransport`](crate::testing::MockTransport) answers to requests for tokens as operation
/// `oauth2.token`.
#[derive(Clone)]
pub struct Grant {
    pub(super) kind: Endpoint,
    /// What is special to this kind of grant.
    shown: Vec<(&'static str, Secret)>,
    client_id: String,
    client_secret: Option<Secret>,
    secret_in_body: bool,
    pub(super) scopes: Option<String>,
    parameters: Vec<(String, String)>,
    pub(super) token_url: Option<String>,
    pub(super) new_refresh_token: Option<Tell<Secret>>,
    pub(super) prompt: Option<Tell<DevicePrompt>>,
}

/// A function of the user's that is told of something.
type Tell<T> = Arc<dyn Fn(&T) + Send + Sync>;

/// What a user is to be told, who logs in on another device (RFC 8628, section 3.2).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DevicePrompt {
    /// Where the user goes.
    pub verification_uri: String,
    /// What the user enters there.
    pub user_code: String,
    /// The same place with the code in it: for a QR code.
    pub verification_uri_complete: Option<String>,
}

impl Grant {
    fn new(kind: Endpoint, shown: Vec<(&'static str, Secret)>) -> Self {
        Self {
            kind,
            shown,
            client_id: String::new(),
            client_secret: None,
            secret_in_body: false,
            scopes: None,
            parameters: Vec::new(),
            token_url: None,
            new_refresh_token: None,
            prompt: None,
        }
    }

    /// Tokens for the client itself. Unless it has [`scopes`](Self::scopes), each token is for the scopes that the
    /// operation asks for.
    pub fn client_credentials(client_id: impl Into<String>, client_secret: impl Into<Secret>) -> Self {
        Self::new(Endpoint::ClientCredentials, Vec::new()).client(client_id, client_secret)
    }

    /// Tokens for a refresh token. Where the server gives a new refresh token with a token, that one is used from then
    /// on; [`on_new_refresh_token`](Self::on_new_refresh_token) tells of it.
    pub fn refresh_token(refresh_token: impl Into<Secret>) -> Self {
        Self::new(Endpoint::Refresh, vec![("refresh_token", refresh_token.into())])
    }

    /// Tokens for the name and password of a user; later ones for a refresh token, if the server gives one, until that is
    /// refused.
    pub fn password(username: impl Into<Secret>, password: impl Into<Secret>) -> Self {
        Self::new(Endpoint::Password, vec![("username", username.into()), ("password", password.into())])
    }

    /// Tokens for the code that came to `redirect_uri`; later ones for a refresh token, if the server gives one.
    pub fn authorization_code(code: impl Into<Secret>, redirect_uri: impl Into<Secret>) -> Self {
        Self::new(Endpoint::AuthorizationCode, vec![("code", code.into()), ("redirect_uri", redirect_uri.into())])
    }

    /// Tokens for a login on another device: when a token is first needed, `prompt` is called, and the server asked
    /// until the user has logged in; later tokens are for a refresh token, if the server gives one.
    ///
    /// The first call lasts as long as the login, unless its timeout is over before; the login goes on all the same.
    pub fn device(prompt: impl Fn(&DevicePrompt) + Send + Sync + 'static) -> Self {
        Self { prompt: Some(Arc::new(prompt)), ..Self::new(Endpoint::DeviceCode, Vec::new()) }
    }

    /// The client that the server knows, with its secret.
    #[must_use]
    pub fn client(mut self, client_id: impl Into<String>, client_secret: impl Into<Secret>) -> Self {
        (self.client_id, self.client_secret) = (client_id.into(), Some(client_secret.into()));
        self
    }

    /// A client that the server knows, but that has no secret.
    #[must_use]
    pub fn public_client(mut self, client_id: impl Into<String>) -> Self {
        (self.client_id, self.client_secret) = (client_id.into(), None);
        self
    }

    /// What the authorization code was asked for with (RFC 7636, section 4.1).
    #[must_use]
    pub fn code_verifier(mut self, verifier: impl Into<Secret>) -> Self {
        self.shown.push(("code_verifier", verifier.into()));
        self
    }

    /// The scopes of all tokens.
    #[must_use]
    pub fn scopes<S: AsRef<str>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        let mut all = String::new();
        for scope in scopes {
            if !all.is_empty() {
                all.push(' ');
            }
            all.push_str(scope.as_ref());
        }
        self.scopes = Some(all);
        self
    }

    /// A parameter that the server wants besides, as `audience` or `resource`.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Sends the client's id and secret in the body, not as HTTP basic: for servers that know only that (RFC 6749,
    /// section 2.3.1).
    #[must_use]
    pub fn secret_in_body(mut self) -> Self {
        self.secret_in_body = true;
        self
    }

    /// Where tokens are to be had, in place of what the API's description says.
    #[must_use]
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.token_url = Some(url.into());
        self
    }

    /// What to do with a new refresh token: it is lost with the client unless it is kept.
    #[must_use]
    pub fn on_new_refresh_token(mut self, keep: impl Fn(&Secret) + Send + Sync + 'static) -> Self {
        self.new_refresh_token = Some(Arc::new(keep));
        self
    }

    /// The form that asks for a token, and what the `Authorization` header says besides.
    pub(super) fn form(&self, scope: &str, refresh: Option<&Secret>, device: Option<&str>) -> (String, Option<String>) {
        let mut form = String::new();
        let mut push = |name: &str, value: &str| {
            push_pair(&Escape::Form.text(name), &Escape::Form.text(value), "&", &mut form);
        };
        match (refresh, device) {
            (Some(token), _) => {
                push("grant_type", "refresh_token");
                push("refresh_token", token.expose());
            }
            (None, Some(code)) => {
                push("grant_type", "urn:ietf:params:oauth:grant-type:device_code");
                push("device_code", code);
            }
            (None, None) => {
                push("grant_type", self.grant_type());
                self.shown.iter().for_each(|(name, value)| push(name, value.expose()));
            }
        }
        self.finish(form, scope)
    }

    /// The form that begins a login on another device, likewise: there too the client proves who it is (RFC 8628,
    /// section 3.1).
    pub(super) fn device_form(&self, scope: &str) -> (String, Option<String>) {
        self.finish(String::new(), scope)
    }

    /// Adds what all requests have.
    fn finish(&self, mut form: String, scope: &str) -> (String, Option<String>) {
        let mut push = |name: &str, value: &str| {
            push_pair(&Escape::Form.text(name), &Escape::Form.text(value), "&", &mut form);
        };
        if !scope.is_empty() {
            push("scope", scope);
        }
        self.parameters.iter().for_each(|(name, value)| push(name, value));
        if let Some(secret) = self.client_secret.as_ref().filter(|_| !self.secret_in_body) {
            // Both are encoded before they are joined (RFC 6749, section 2.3.1).
            let pair = [Escape::Form.text(&self.client_id), Escape::Form.text(secret.expose())].join(":");
            return (form, Some(format!("Basic {}", STANDARD.encode(pair))));
        }
        if !self.client_id.is_empty() {
            push("client_id", &self.client_id);
        }
        if let Some(secret) = &self.client_secret {
            push("client_secret", secret.expose());
        }
        (form, None)
    }

    fn grant_type(&self) -> &'static str {
        match self.kind {
            Endpoint::ClientCredentials => "client_credentials",
            Endpoint::Password => "password",
            Endpoint::AuthorizationCode => "authorization_code",
            _ => "refresh_token",
        }
    }
}

impl fmt::Debug for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Grant").field("kind", &self.kind).finish_non_exhaustive()
    }
}
