//! How long it takes to check a token in the client: by this SDK, by the official crate, and the RSA verification alone.
//!
//!     cargo bench -p sdk-bench
//!
//! All are run in turn, many times; the medians are shown, from one thread and from two at once. Keys come once from a
//! server on loopback, as in a service; after that nothing is sent.

#[path = "../sdk/server.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod server;
#[path = "../sdk/local/signer.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod signer;

use std::hint::black_box;
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use stytch::consumer::m2m::AuthenticateTokenRequest;
use stytch_sdk::b2b::sessions::AuthorizationCheck;
use stytch_sdk::ext::b2b::sessions::AuthenticateJwtLocalParams;
use stytch_sdk::ext::consumer::m2m::AuthenticateTokenParams;
use tokio::runtime::Builder;

use server::{Reply, Server};
use signer::Signer;

const PROJECT: &str = "project-test-00000000-0000-4000-8000-000000000000";
const ORGANIZATION: &str = "organization-test-00000000-0000-4000-8000-000000000000";

/// Checks of one kind that are made in a row.
const CHECKS: u32 = 500;
/// How often each kind has its turn.
const TURNS: usize = 41;

/// What is measured: a name, and a function that makes so many checks.
type Kind<'a> = (&'static str, Box<dyn Fn(u32) + Sync + 'a>);

fn main() {
    // `cargo test --benches` and the like only want to know whether it runs.
    let turns = if std::env::args().any(|argument| argument == "--bench") { TURNS } else { 1 };
    let signer = Signer::new("jwk-test-bench");
    let keys = json!({ "keys": [signer.jwk()], "request_id": "r", "status_code": 200 });
    let policy = json!({ "policy": { "roles": [{
        "role_id": "reader", "permissions": [{ "resource_id": "documents", "actions": ["read"] }],
    }] }, "request_id": "r", "status_code": 200 });
    let key_server = Server::start([Reply::json(200, &keys)]);
    let ours = client(&key_server);
    // It asks for the keys first.
    let with_policy = client(&Server::start([Reply::json(200, &keys), Reply::json(200, &policy)]));
    let official = official(&key_server);
    let (access_token, session_jwt) = (signer.token(&access_claims()), signer.token(&session_claims()));
    let check = AuthorizationCheck::new(ORGANIZATION, "documents", "read");
    let access_signature = Signature::of(&signer, &access_token);
    let session_signature = Signature::of(&signer, &session_jwt);
    let kinds: Vec<Kind<'_>> = vec![
        ("RSA verification alone", Box::new(|checks| access_signature.verify(checks))),
        (
            "ours, authenticate_token",
            Box::new(|checks| {
                run(checks, async || {
                    let params = AuthenticateTokenParams::new(&access_token).required_scopes(["read:users"]);
                    black_box(ours.consumer().m2m().authenticate_token(params).await.expect("it is valid"));
                });
            }),
        ),
        (
            "official, authenticate_token",
            Box::new(|checks| {
                run(checks, async || {
                    let request = AuthenticateTokenRequest {
                        access_token: access_token.clone(),
                        required_scopes: Some(vec!["read:users".to_owned()]),
                        scope_authorization_func: None,
                        max_token_age_seconds: None,
                    };
                    black_box(official.m2m.authenticate_token(request).await.expect("it is valid"));
                });
            }),
        ),
        ("RSA verification alone, session", Box::new(|checks| session_signature.verify(checks))),
        (
            "ours, authenticate_jwt_local",
            Box::new(|checks| {
                run(checks, async || {
                    let params = AuthenticateJwtLocalParams::new(&session_jwt);
                    black_box(ours.b2b().sessions().authenticate_jwt_local(params).await.expect("it is valid"));
                });
            }),
        ),
        (
            "ours, with a check of roles",
            Box::new(|checks| {
                run(checks, async || {
                    let params = AuthenticateJwtLocalParams::new(&session_jwt).authorization_check(check.clone());
                    black_box(with_policy.b2b().sessions().authenticate_jwt_local(params).await.expect("it is valid"));
                });
            }),
        ),
    ];
    kinds.iter().for_each(|(_, measure)| measure(10));

    let one: Vec<Duration> = medians(&kinds, turns, |measure| timed(|| measure(CHECKS)));
    let two: Vec<Duration> = medians(&kinds, turns, |measure| {
        timed(|| thread::scope(|scope| (0..2).for_each(|_| drop(scope.spawn(|| measure(CHECKS))))))
    });
    println!("{:<34} {:>12} {:>12} {:>14}", "", "us a check", "of it RSA", "2 threads, /s");
    for (index, (name, _)) in kinds.iter().enumerate() {
        let alone = if index < 3 { one[0] } else { one[3] };
        let share = 100.0 * alone.as_secs_f64() / one[index].as_secs_f64();
        let per_second = f64::from(2 * CHECKS) / two[index].as_secs_f64();
        let each = one[index].as_secs_f64() * 1e6 / f64::from(CHECKS);
        println!("{name:<34} {each:>12.1} {share:>11.0}% {per_second:>14.0}");
    }
    println!("official / ours, authenticate_token: {:.2}", one[2].as_secs_f64() / one[1].as_secs_f64());
    println!("requests for keys: {} of ours and of the official crate together", key_server.received().len());
}

fn timed(run: impl FnOnce()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

/// Each kind in turn, so that a slow moment of the machine is everybody's.
fn medians(kinds: &[Kind<'_>], turns: usize, time: impl Fn(&(dyn Fn(u32) + Sync)) -> Duration) -> Vec<Duration> {
    let mut times = vec![Vec::new(); kinds.len()];
    for _ in 0..turns {
        for ((_, measure), times) in kinds.iter().zip(&mut times) {
            times.push(time(measure));
        }
    }
    let median = |mut times: Vec<Duration>| {
        times.sort();
        times[times.len() / 2]
    };
    times.into_iter().map(median).collect()
}

/// Makes checks one after the other, on a runtime of this thread.
fn run(checks: u32, check: impl AsyncFn()) {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        for _ in 0..checks {
            check().await;
        }
    });
}

/// A signature, in its parts.
struct Signature {
    key: RsaPublicKeyComponents<Vec<u8>>,
    signed: Vec<u8>,
    signature: Vec<u8>,
}

impl Signature {
    fn of(signer: &Signer, token: &str) -> Self {
        let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).expect("base64");
        let jwk = signer.jwk();
        let part = |name: &str| bytes(jwk[name].as_str().expect("a text"));
        let (signed, signature) = token.rsplit_once('.').expect("three parts");
        let key = RsaPublicKeyComponents { n: part("n"), e: part("e") };
        Self { key, signed: signed.into(), signature: bytes(signature) }
    }

    fn verify(&self, checks: u32) {
        for _ in 0..checks {
            let verified = self.key.verify(&RSA_PKCS1_2048_8192_SHA256, &self.signed, &self.signature);
            verified.expect("it is good");
        }
    }
}

fn client(server: &Server) -> stytch_sdk::Client {
    stytch_sdk::Client::for_project(PROJECT, "secret").base_url(server.url()).build().expect("a client")
}

fn official(server: &Server) -> stytch::consumer::client::Client {
    let url: url::Url = server.url().parse().expect("a URL");
    let http = || {
        stytch::client::Client::new_with_base_url(PROJECT, "secret", url.clone(), stytch::client::Vertical::Consumer)
            .expect("a client")
    };
    stytch::consumer::client::Client::new_with_http_client(http(), http())
}

fn registered(subject: &str) -> Value {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a time").as_secs();
    json!({
        "iss": format!("stytch.com/{PROJECT}"), "aud": [PROJECT], "sub": subject,
        "iat": now, "nbf": now, "exp": now + 3600,
    })
}

fn access_claims() -> Value {
    let mut claims = registered("m2m-client-test-00000000-0000-4000-8000-000000000000");
    claims["scope"] = json!("read:users write:users read:documents");
    claims["tenant"] = json!("fernhill");
    claims
}

fn session_claims() -> Value {
    let mut claims = registered("member-test-00000000-0000-4000-8000-000000000000");
    claims["https://stytch.com/session"] = json!({
        "id": "session-test-00000000-0000-4000-8000-000000000000",
        "started_at": "2024-10-27T03:30:00Z",
        "last_accessed_at": "2024-10-27T03:33:10Z",
        "expires_at": "2024-10-27T04:33:10Z",
        "attributes": { "ip_address": "203.0.113.7", "user_agent": "Mozilla/5.0 (X11; Linux x86_64)" },
        "authentication_factors": [{
            "type": "magic_link", "delivery_method": "email",
            "created_at": "2024-10-27T03:30:00Z", "updated_at": "2024-10-27T03:30:00Z",
            "last_authenticated_at": "2024-10-27T03:30:00Z",
            "email_factor": { "email_id": "email-test-1", "email_address": "noor@fernhill.example" },
        }],
        "roles": ["stytch_member", "reader"],
    });
    claims["https://stytch.com/organization"] = json!({ "organization_id": ORGANIZATION, "slug": "fernhill" });
    claims
}
