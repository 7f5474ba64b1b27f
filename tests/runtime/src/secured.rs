//! Sample resource whose operations need tokens that the client fetches, other HTTP authentication or a certificate.
#![allow(missing_docs)]
use crate::bodies::StreamParams;
use crate::client::{Client, ClientBuilder};
use crate::runtime::*;

static MACHINE: SecurityScheme = SecurityScheme::oauth2("machine", &[(Endpoint::ClientCredentials, "/oauth/token")]);
static USER: SecurityScheme = SecurityScheme::oauth2(
    "user",
    &[
        (Endpoint::AuthorizationCode, "token"),
        (Endpoint::Password, "/password"),
        (Endpoint::DeviceAuthorization, "/device"),
        (Endpoint::DeviceCode, "/token"),
    ],
);
static OIDC: SecurityScheme = SecurityScheme::oauth2("oidc", &[(Endpoint::Discovery, "/.well-known/oidc")]);
static CUSTOM: SecurityScheme = SecurityScheme::http("custom", "HOBA");
static KEY: SecurityScheme = SecurityScheme::header("key", "x-key");
static CERTIFICATE: SecurityScheme = SecurityScheme::mutual_tls("certificate");

#[derive(Clone, Copy, Debug)]
pub struct Secured<'a> {
    pub(crate) client: &'a Client,
}

macro_rules! operations {
    ($($name:ident $operation:ident = $value:expr;)*) => {
        impl Secured<'_> {
            $(
                pub fn $name(&self) -> Request<()> {
                    Request::new(self.client.core(), &$operation, &(), decode::empty)
                }
            )*
        }
        $(static $operation: Operation = $value;)*
    };
}

operations! {
    read READ = Operation::new("secured.read", Method::GET, "/read")
        .security(&[&[&MACHINE], &[&OIDC]])
        .scopes(&[(&MACHINE, "read")]);
    write WRITE = Operation::new("secured.write", Method::POST, "/write")
        .security(&[&[&MACHINE]])
        .scopes(&[(&MACHINE, "read write")]);
    user USER_CALL = Operation::new("secured.user", Method::GET, "/user").security(&[&[&USER]]);
    both BOTH = Operation::new("secured.both", Method::GET, "/both").security(&[&[&CERTIFICATE, &CUSTOM]]);
    twice TWICE = Operation::new("secured.twice", Method::GET, "/twice").security(&[&[&MACHINE, &USER, &KEY]]);
    keyed KEYED = Operation::new("secured.keyed", Method::GET, "/keyed").security(&[&[&MACHINE, &KEY]]);
    connected CONNECTED = Operation::new("secured.connected", Method::GET, "/connected")
        .security(&[&[&CERTIFICATE], &[&CUSTOM]]);
    relative RELATIVE = Operation::new("secured.relative", Method::GET, "/path").server("/v2/");
    elsewhere ELSEWHERE = Operation::new("secured.elsewhere", Method::GET, "/path").server("https://files.example.com");
    in_the_clear CLEAR = Operation::new("secured.in_the_clear", Method::GET, "/path").server("http://files.example.com");
}

/// Its body is a stream, which can be sent once.
static UPLOAD: Operation =
    Operation::new("secured.upload", Method::PUT, "/upload").security(&[&[&MACHINE]]).body(Body::BYTES);

impl Secured<'_> {
    pub fn upload(&self, body: Upload) -> Request<()> {
        Request::new(self.client.core(), &UPLOAD, &StreamParams { body }, decode::empty)
    }
}

impl ClientBuilder {
    pub fn machine_grant(mut self, grant: Grant) -> Self {
        self.inner.credential(&MACHINE, Credential::grant(grant));
        self
    }
    pub fn user_grant(mut self, grant: Grant) -> Self {
        self.inner.credential(&USER, Credential::grant(grant));
        self
    }
    pub fn oidc_grant(mut self, grant: Grant) -> Self {
        self.inner.credential(&OIDC, Credential::grant(grant));
        self
    }
    pub fn machine(mut self, token: impl Into<Secret>) -> Self {
        self.inner.credential(&MACHINE, Credential::token(token));
        self
    }
    pub fn user(mut self, token: impl Into<Secret>) -> Self {
        self.inner.credential(&USER, Credential::token(token));
        self
    }
    pub fn other_key(mut self, key: impl Into<Secret>) -> Self {
        self.inner.credential(&KEY, Credential::token(key));
        self
    }
    pub fn custom(mut self, credentials: impl Into<Secret>) -> Self {
        self.inner.credential(&CUSTOM, Credential::token(credentials));
        self
    }
    /// As hand-written code may do: a server that gives way to the user's.
    pub fn default_base_url(mut self, url: impl Into<String>) -> Self {
        self.inner.default_base_url(url);
        self
    }
}
