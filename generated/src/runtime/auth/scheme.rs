//! The ways to authenticate that the API describes.

/// Where a credential goes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Basic,
    Bearer,
    /// Any other scheme of HTTP authentication.
    Http(&'static str),
    Header(&'static str),
    Query(&'static str),
    Cookie(&'static str),
    /// The connection proves who is calling: nothing is sent.
    MutualTls,
}

/// What a URL of an OAuth 2 flow is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// Tokens for clients of their own (RFC 6749, section 4.4).
    ClientCredentials,
    /// Tokens for a user's name and password (RFC 6749, section 4.3).
    Password,
    /// Tokens for an authorization code (RFC 6749, section 4.1.3).
    AuthorizationCode,
    /// New tokens for old ones (RFC 6749, section 6).
    Refresh,
    /// The start of a login on another device (RFC 8628, section 3.1).
    DeviceAuthorization,
    /// Tokens for such a login (RFC 8628, section 3.4).
    DeviceCode,
    /// A document that names all others (OpenID Connect Discovery 1.0, section 4).
    Discovery,
}

/// A way to authenticate that the API describes (`securitySchemes`).
#[derive(Clone, Copy, Debug)]
pub struct SecurityScheme {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    endpoints: &'static [(Endpoint, &'static str)],
}

impl SecurityScheme {
    const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, endpoints: &[] }
    }

    /// HTTP basic.
    pub const fn basic(name: &'static str) -> Self {
        Self::new(name, Kind::Basic)
    }

    /// HTTP bearer.
    pub const fn bearer(name: &'static str) -> Self {
        Self::new(name, Kind::Bearer)
    }

    /// Any other scheme of HTTP authentication, by its name in the `Authorization` header.
    pub const fn http(name: &'static str, scheme: &'static str) -> Self {
        Self::new(name, Kind::Http(scheme))
    }

    /// A key in a header.
    pub const fn header(name: &'static str, header: &'static str) -> Self {
        Self::new(name, Kind::Header(header))
    }

    /// A key in the query.
    pub const fn query(name: &'static str, parameter: &'static str) -> Self {
        Self::new(name, Kind::Query(parameter))
    }

    /// A key in a cookie.
    pub const fn cookie(name: &'static str, cookie: &'static str) -> Self {
        Self::new(name, Kind::Cookie(cookie))
    }

    /// A certificate of the client's, which the HTTP client shows when it connects.
    pub const fn mutual_tls(name: &'static str) -> Self {
        Self::new(name, Kind::MutualTls)
    }

    /// OAuth 2 or OpenID Connect: bearer tokens, and where they are to be had.
    pub const fn oauth2(name: &'static str, endpoints: &'static [(Endpoint, &'static str)]) -> Self {
        Self { name, kind: Kind::Bearer, endpoints }
    }

    /// The name in the description.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Whether something of it is in the request itself.
    pub(super) const fn is_sent(&self) -> bool {
        !matches!(self.kind, Kind::MutualTls)
    }

    /// Whether its credential goes into the `Authorization` header.
    pub(super) fn is_authorization(&self) -> bool {
        match self.kind {
            Kind::Basic | Kind::Bearer | Kind::Http(_) => true,
            Kind::Header(name) => name.eq_ignore_ascii_case("authorization"),
            Kind::Query(_) | Kind::Cookie(_) | Kind::MutualTls => false,
        }
    }

    pub(super) fn endpoint(&self, wanted: Endpoint) -> Option<&'static str> {
        self.endpoints.iter().find(|(endpoint, _)| *endpoint == wanted).map(|(_, url)| *url)
    }
}
