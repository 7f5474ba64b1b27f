//! Access: where the API is, and how a caller proves who they are.

use indexmap::IndexMap;

use super::{Api, Docs, Name, SchemeId};
use crate::pointer::Pointer;

/// One of `servers`, of the API or of paths and operations.
#[derive(Clone, Debug)]
pub struct Server {
    /// Its URL, in parts.
    pub template: Vec<UrlPart>,
    /// What the URL leaves open.
    pub variables: Vec<ServerVariable>,
    /// What it is for.
    pub description: Option<String>,
    /// The name of its constant; `wire` is empty where only its URL can give it one.
    pub name: Name,
    /// The name of its type, where it has variables.
    pub type_name: Name,
    /// Whether it is the API's own, rather than that of some paths or operations only.
    pub is_of_api: bool,
}

/// A part of a server's URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UrlPart {
    /// Text that stays.
    Text(String),
    /// The value of a variable, by its index.
    Variable(usize),
}

/// A variable of a server's URL.
#[derive(Clone, Debug)]
pub struct ServerVariable {
    /// The name of its setter.
    pub name: Name,
    /// The value unless another is given. The standard asks for one.
    pub default: Option<String>,
    /// All values that it can have, if they are known.
    pub values: Vec<Name>,
    /// The name of the type of those values.
    pub type_name: Name,
    /// Prose.
    pub description: Option<String>,
}

impl Server {
    /// The URL with the default of each variable, if all have one.
    pub fn url(&self) -> Option<String> {
        let parts = self.template.iter().map(|part| match part {
            UrlPart::Text(text) => Some(text.as_str()),
            UrlPart::Variable(index) => self.variables.get(*index)?.default.as_deref(),
        });
        parts.collect()
    }

    /// The URL as the description has it, with its variables in braces.
    pub fn text(&self) -> String {
        let parts = self.template.iter().map(|part| match part {
            UrlPart::Text(text) => text.clone(),
            UrlPart::Variable(index) => {
                format!("{{{}}}", self.variables.get(*index).map_or("", |variable| &variable.name.wire))
            }
        });
        parts.collect()
    }

    /// The same without the scheme: what tells it apart where its description does not.
    pub fn address(&self) -> String {
        let text = self.text();
        text.split_once("://").map_or(text.as_str(), |(_, rest)| rest).to_owned()
    }
}

/// Whether a URL says by itself where it is.
pub fn is_absolute(url: &str) -> bool {
    url.contains("://")
}

/// One of `securitySchemes`.
#[derive(Clone, Debug)]
pub struct SecurityScheme {
    /// The key in `securitySchemes`.
    pub name: Name,
    /// How the credential travels.
    pub kind: SchemeKind,
    /// The URLs of OAuth 2 and OpenID Connect, one of each kind.
    pub endpoints: IndexMap<Endpoint, String>,
    /// The scopes that there are, each with what it allows.
    pub scopes: IndexMap<String, String>,
    /// The ways in which a client can fetch tokens, each with the name of its method.
    pub grants: Vec<(Grant, Name)>,
    /// Prose.
    pub docs: Docs,
    /// Where it stands.
    pub origin: Pointer,
}

/// How a credential travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemeKind {
    /// User name and password, RFC 7617.
    Basic,
    /// A bearer token, RFC 6750, however it was come by.
    Bearer,
    /// Another scheme of HTTP authentication, by its name, RFC 9110, section 11.
    Http(String),
    /// A key in a header of this name.
    Header(String),
    /// A key in a query parameter of this name.
    Query(String),
    /// A key in a cookie of this name.
    Cookie(String),
    /// A certificate that the connection shows, and the request does not.
    MutualTls,
}

/// What a URL of OAuth 2 or OpenID Connect is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Endpoint {
    /// `flows.clientCredentials.tokenUrl`.
    ClientCredentials,
    /// `flows.password.tokenUrl`.
    Password,
    /// `flows.authorizationCode.tokenUrl`.
    AuthorizationCode,
    /// `refreshUrl` of the first flow that has one.
    Refresh,
    /// `flows.deviceAuthorization.deviceAuthorizationUrl`.
    DeviceAuthorization,
    /// `flows.deviceAuthorization.tokenUrl`.
    DeviceCode,
    /// `authorizationUrl` of the first flow that has one.
    Authorization,
    /// `openIdConnectUrl`.
    Discovery,
    /// `oauth2MetadataUrl` (3.2).
    Metadata,
}

/// A way in which a client can fetch tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// By the client's own id and secret.
    ClientCredentials,
    /// By a refresh token.
    RefreshToken,
    /// By any that the runtime knows.
    Any,
}

impl SecurityScheme {
    /// The ways in which a client can fetch tokens from these endpoints.
    pub fn grants_at(endpoints: &IndexMap<Endpoint, String>) -> Vec<Grant> {
        let any = |wanted: &[Endpoint]| wanted.iter().any(|endpoint| endpoints.contains_key(endpoint));
        let own = any(&[Endpoint::ClientCredentials, Endpoint::Discovery]);
        let users = [Endpoint::AuthorizationCode, Endpoint::Password, Endpoint::DeviceCode, Endpoint::Discovery];
        let refresh = any(&users);
        let grants = [(Grant::ClientCredentials, own), (Grant::RefreshToken, refresh), (Grant::Any, own || refresh)];
        grants.into_iter().filter(|(_, possible)| *possible).map(|(grant, _)| grant).collect()
    }

    /// Whether a token is asked for with the scopes that the operation needs.
    pub fn asks_for_scopes(&self) -> bool {
        self.grants.iter().any(|(grant, _)| *grant == Grant::ClientCredentials)
    }
}

/// A scheme that an operation needs, and what the credential must allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The scheme.
    pub scheme: SchemeId,
    /// The scopes.
    pub scopes: Vec<String>,
}

impl Api {
    /// The server that requests go to unless the client or the operation names another: the first that has a host.
    pub fn default_server(&self) -> Option<&Server> {
        default_of(self.servers.iter().filter(|server| server.is_of_api))
    }
}

/// The first server that says where it is. A description that has it by http first, and by https as well, is not meant
/// to have credentials sent in the clear.
pub fn default_of<'s>(servers: impl IntoIterator<Item = &'s Server>) -> Option<&'s Server> {
    let mut whole = servers.into_iter().filter(|server| server.url().is_some_and(|url| is_absolute(&url)));
    let first = whole.next()?;
    let secure = first.url().and_then(|url| Some(format!("https://{}", url.strip_prefix("http://")?)));
    Some(whole.find(|server| secure.is_some() && server.url() == secure).unwrap_or(first))
}
