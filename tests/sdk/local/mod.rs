//! What the client decides on its own: JWTs, access tokens, permissions, against a server that only has keys and
//! policies to give.
//!
//! Here are the keys that tokens are signed with, made once per run; tokens, sessions and a clock to try them with.

mod clients;
mod counterparts;
mod introspection;
mod jwt;
mod keys;
pub mod m2m;
mod m2m_keys;
mod organizations;
mod rbac;
mod rbac_of_users;
mod remote;
mod secrets;
mod sessions;
mod signer;
mod waiting;

use std::io;
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, LazyLock, Mutex};
use std::thread;
use std::time::{Duration, UNIX_EPOCH};

use serde_json::{Map, Value, json};
use stytch_sdk::ext::claims::RegisteredClaims;
use stytch_sdk::testing::{MockTransport, Reply as MockReply};
use stytch_sdk::{Client, ClientBuilder, Error, RetryPolicy};

use crate::base::{PROJECT, SECRET, builder};
use crate::server::{Received, Reply, Server};

pub use signer::Signer;

/// When most tests play, in seconds since 1970.
pub const NOW: u64 = 1_730_000_000;

pub const MEMBER: &str = "member-test-1";
pub const ORGANIZATION: &str = "organization-test-1";

/// The key that most tokens are signed with, and one to rotate to.
pub static FIRST: LazyLock<Signer> = LazyLock::new(|| Signer::new("jwk-test-first"));
pub static SECOND: LazyLock<Signer> = LazyLock::new(|| Signer::new("jwk-test-second"));

/// The answer with these keys.
pub fn key_set(keys: &[Value]) -> Reply {
    Reply::json(200, &json!({ "keys": keys, "request_id": "request-id-test-keys", "status_code": 200 }))
}

/// The same, of a transport in memory.
pub fn keys(keys: &[Value]) -> MockReply {
    MockReply::json(200, json!({ "keys": keys, "request_id": "r", "status_code": 200 }).to_string())
}

/// An answer that does not come for an hour.
pub fn hanging() -> MockReply {
    MockReply::status(500).delay(Duration::from_secs(3600))
}

/// A server that has the first key, and nothing else, to give.
pub fn key_server() -> Server {
    Server::start([key_set(&[FIRST.jwk()])])
}

/// A clock that a test sets.
#[derive(Clone)]
pub struct Time(Arc<AtomicU64>);

impl Time {
    pub fn new() -> Self {
        Self(Arc::new(AtomicU64::new(NOW * 1000)))
    }

    pub fn pass(&self, time: Duration) {
        let milliseconds = u64::try_from(time.as_millis()).expect("not that long");
        self.0.fetch_add(milliseconds, Ordering::SeqCst);
    }

    pub fn builder(&self, server: &Server) -> ClientBuilder {
        self.of(builder(server))
    }

    fn of(&self, builder: ClientBuilder) -> ClientBuilder {
        let time = self.clone();
        builder.clock(move || UNIX_EPOCH + Duration::from_millis(time.0.load(Ordering::SeqCst)))
    }

    /// A client of a transport in memory that sends nothing again.
    pub fn mocked(&self, transport: &MockTransport) -> Client {
        let builder = Client::for_project(PROJECT, SECRET).transport(transport.clone()).retry(RetryPolicy::none());
        self.of(builder).build().expect("a client")
    }

    pub fn client(&self, server: &Server) -> Client {
        self.builder(server).build().expect("a client")
    }
}

/// A client whose clock stands at `NOW`.
pub fn client(server: &Server) -> Client {
    Time::new().client(server)
}

/// The two kinds of projects.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    B2b,
    Consumer,
}

pub const KINDS: [Kind; 2] = [Kind::B2b, Kind::Consumer];

impl Kind {
    /// The claims of the JWT of a session, valid at `NOW`.
    pub fn claims(self) -> Value {
        let mut claims = registered();
        claims["https://stytch.com/session"] = session_claim();
        claims["custom"] = json!({ "depth": { "of": 2 } });
        match self {
            Self::B2b => {
                claims["https://stytch.com/organization"] =
                    json!({ "organization_id": ORGANIZATION, "slug": "fernhill" });
            }
            Self::Consumer => claims["sub"] = json!("user-test-1"),
        }
        claims
    }

    pub fn key_path(self) -> String {
        match self {
            Self::B2b => format!("/v1/b2b/sessions/jwks/{PROJECT}"),
            Self::Consumer => format!("/v1/sessions/jwks/{PROJECT}"),
        }
    }

    /// The operation that gives the keys.
    pub fn key_operation(self) -> &'static str {
        match self {
            Self::B2b => "b2b.sessions.get_jwks",
            Self::Consumer => "consumer.sessions.get_jwks",
        }
    }

    /// Fetches the keys.
    pub async fn preload(self, client: &Client) -> Result<(), Error> {
        match self {
            Self::B2b => client.b2b().sessions().preload_jwks().await,
            Self::Consumer => client.consumer().sessions().preload_jwks().await,
        }
    }

    /// As `claims`, and valid for ten days more.
    pub fn far_claims(self) -> Value {
        but(self.claims(), "exp", json!(NOW + 864_000))
    }

    /// Checks a JWT in the client.
    pub async fn check(self, client: &Client, jwt: &str) -> Result<RegisteredClaims, Error> {
        self.check_with(client, jwt, None, Duration::ZERO).await
    }

    pub async fn check_with(
        self,
        client: &Client,
        jwt: &str,
        max_token_age: Option<Duration>,
        leeway: Duration,
    ) -> Result<RegisteredClaims, Error> {
        match self {
            Self::B2b => {
                let mut params = stytch_sdk::ext::b2b::sessions::AuthenticateJwtLocalParams::new(jwt).leeway(leeway);
                params.max_token_age = max_token_age;
                Ok(client.b2b().sessions().authenticate_jwt_local(params).await?.registered)
            }
            Self::Consumer => {
                let mut params =
                    stytch_sdk::ext::consumer::sessions::AuthenticateJwtLocalParams::new(jwt).leeway(leeway);
                params.max_token_age = max_token_age;
                Ok(client.consumer().sessions().authenticate_jwt_local(params).await?.registered)
            }
        }
    }
}

/// The claims that every token has.
pub fn registered() -> Value {
    json!({
        "iss": format!("stytch.com/{PROJECT}"), "aud": [PROJECT], "sub": MEMBER,
        "iat": NOW - 10, "nbf": NOW - 10, "exp": NOW + 290,
    })
}

/// A session as a token tells it.
pub fn session_claim() -> Value {
    json!({
        "id": "session-test-1",
        "started_at": "2024-10-27T03:30:00Z",
        "last_accessed_at": "2024-10-27T03:33:10Z",
        "expires_at": "2024-10-27T04:33:10Z",
        "attributes": { "ip_address": "203.0.113.7", "user_agent": "Browser/1.0" },
        "authentication_factors": factors(),
        "roles": ["stytch_member", "editor"],
    })
}

/// The same as a response tells it.
pub fn member_session() -> Value {
    json!({
        "member_session_id": "session-test-1",
        "member_id": MEMBER,
        "started_at": "2024-10-27T03:30:00Z",
        "last_accessed_at": "2024-10-27T03:33:10Z",
        "expires_at": "2024-10-27T04:33:10Z",
        "authentication_factors": factors(),
        "organization_id": ORGANIZATION,
        "organization_slug": "fernhill",
        "roles": ["stytch_member", "editor"],
        "custom_claims": { "custom": { "depth": { "of": 2 } } },
    })
}

/// The same, of a user.
pub fn session() -> Value {
    json!({
        "session_id": "session-test-1",
        "user_id": "user-test-1",
        "started_at": "2024-10-27T03:30:00Z",
        "last_accessed_at": "2024-10-27T03:33:10Z",
        "expires_at": "2024-10-27T04:33:10Z",
        "attributes": { "ip_address": "203.0.113.7", "user_agent": "Browser/1.0" },
        "authentication_factors": factors(),
        "roles": ["stytch_member", "editor"],
        "custom_claims": { "custom": { "depth": { "of": 2 } } },
    })
}

fn factors() -> Value {
    json!([
        {
            "type": "magic_link", "delivery_method": "email",
            "created_at": "2024-10-27T03:30:00Z", "updated_at": "2024-10-27T03:30:00Z",
            "last_authenticated_at": "2024-10-27T03:30:00Z",
            "email_factor": { "email_id": "email-test-1", "email_address": "pia@example.com" },
        },
        {
            "type": "a_new_kind", "delivery_method": "carrier_pigeon",
            "last_authenticated_at": "2024-10-27T03:31:00Z", "pigeon_factor": { "id": 1 },
        },
    ])
}

/// Claims that differ in one: `null` takes it away.
pub fn but(mut claims: Value, name: &str, value: Value) -> Value {
    let object: &mut Map<String, Value> = claims.as_object_mut().expect("an object");
    if value.is_null() {
        object.remove(name);
    } else {
        object.insert(name.to_owned(), value);
    }
    claims
}

/// The targets of the requests so far.
pub fn targets(server: &Server) -> Vec<String> {
    server.received().into_iter().map(|Received { target, .. }| target).collect()
}

/// The operations that a transport in memory was asked for so far.
pub fn asked(transport: &MockTransport) -> Vec<String> {
    transport.requests().into_iter().map(|recorded| recorded.operation).collect()
}

/// A token whose key nobody has.
pub fn stranger(claims: &Value) -> String {
    FIRST.token_with(&json!({ "alg": "RS256", "kid": "jwk-test-stranger" }), claims)
}

/// What is wrong with a JWT.
#[track_caller]
pub fn jwt_error<T>(result: Result<T, Error>) -> stytch_sdk::ext::error::JwtError {
    match result {
        Ok(_) => panic!("the JWT is accepted"),
        Err(error) => error.as_jwt().unwrap_or_else(|| panic!("{error} is not about the JWT")).clone(),
    }
}

/// A way to a server that lets nothing through until it is opened.
pub struct Gate {
    address: std::net::SocketAddr,
    open: Arc<(Mutex<bool>, Condvar)>,
}

impl Gate {
    pub fn before(server: &Server) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
        let gate = Self { address: listener.local_addr().expect("its address"), open: Arc::default() };
        let (open, host) = (gate.open.clone(), server.host());
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (open, host) = (open.clone(), host.clone());
                thread::spawn(move || {
                    let (is_open, opened) = &*open;
                    let closed = is_open.lock().expect("no test holds it");
                    drop(opened.wait_while(closed, |is_open| !*is_open).expect("no test holds it"));
                    let server = TcpStream::connect(host).expect("the server");
                    let (to, from) = (server.try_clone().expect("a handle"), client.try_clone().expect("a handle"));
                    thread::spawn(move || io::copy(&mut &from, &mut &to));
                    let _ = io::copy(&mut &server, &mut &client);
                });
            }
        });
        gate
    }

    pub fn open(&self) {
        *self.open.0.lock().expect("no test holds it") = true;
        self.open.1.notify_all();
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// Lets tasks that wait for the server go on, until it has had this many requests.
pub async fn until_received(server: &Server, count: usize) {
    for _ in 0..2_000 {
        if server.received().len() >= count {
            return;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    panic!("{} requests came, not {count}", server.received().len());
}
