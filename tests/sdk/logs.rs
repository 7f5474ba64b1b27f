//! What is logged while calls and checks are made, by the SDK and by all that lies under it: never a secret.
//!
//! A subscriber of `tracing` and a logger of `log` take everything, at the finest level, from all threads.

use std::fmt::{Debug, Write as _};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::time::Duration;

use serde_json::json;
use stytch_sdk::ext::consumer::m2m::AuthenticateTokenParams;
use stytch_sdk::{Client, RetryPolicy, b2b, consumer, ext};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::base::{BASIC, SECRET, builder};
use crate::calls::Given;
use crate::local::m2m::claims as access_claims;
use crate::local::{self, FIRST, KINDS, Kind, NOW, ORGANIZATION, but, key_set, member_session, session, stranger};
use crate::server::{Reply, Server};
use crate::spec::SPEC;
use crate::subject::each;
use crate::values::{Make, PLANTED};

static CAPTURED: Mutex<String> = Mutex::new(String::new());

/// Everything that is logged from now on.
struct Listener;

/// Writes fields of events and spans.
struct Fields<'a>(&'a mut String);

impl Listener {
    fn install() {
        static INSTALLED: Once = Once::new();
        INSTALLED.call_once(|| {
            tracing::subscriber::set_global_default(Self).expect("the only subscriber");
            log::set_logger(&Self).expect("the only logger");
            log::set_max_level(log::LevelFilter::Trace);
        });
    }

    fn line(&self, target: &str, write: impl FnOnce(&mut String)) {
        let mut captured = captured();
        let _ = write!(captured, "{target}: ");
        write(&mut captured);
        captured.push('\n');
    }
}

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, "{field}={value:?} ");
    }
}

impl Subscriber for Listener {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.line(span.metadata().target(), |line| {
            line.push_str(span.metadata().name());
            span.record(&mut Fields(line));
        });
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        self.line("span", |line| values.record(&mut Fields(line)));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.line(event.metadata().target(), |line| event.record(&mut Fields(line)));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

impl log::Log for Listener {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        self.line(record.target(), |line| {
            let _ = write!(line, "{}", record.args());
        });
    }

    fn flush(&self) {}
}

/// What was logged so far, by all tests.
fn captured() -> MutexGuard<'static, String> {
    CAPTURED.lock().unwrap_or_else(PoisonError::into_inner)
}

#[track_caller]
fn assert_nothing_secret_was_logged() {
    for secret in [PLANTED, SECRET, BASIC.trim_start_matches("Basic ")] {
        assert_not_logged(secret);
    }
}

#[track_caller]
fn assert_not_logged(secret: &str) {
    let line = captured().lines().find(|line| line.contains(secret)).map(str::to_owned);
    assert_eq!(line, None, "{secret} was logged");
}

#[test]
fn the_calls_of_all_operations_log_no_secrets() {
    Listener::install();
    each(async |subject| {
        // A connection of its own, so that opening one is heard too.
        let client = builder(&subject.server).timeout(Duration::from_millis(500)).build().expect("a client");
        let mut answer = subject.answer(Make::All);
        for place in &SPEC.of(subject.id).secret_answers {
            place.plant(&mut answer, PLANTED);
        }
        let secret = json!({ "error_type": PLANTED, "error_message": PLANTED, "token": PLANTED });
        for reply in [
            Reply::json(200, &answer).header("X-Session-Token", PLANTED),
            Reply::json(400, &secret).header("Set-Cookie", PLANTED),
            Reply::text(502, "text/html", PLANTED),
            Reply::json(200, &json!({ "status_code": PLANTED })),
            Reply::hang_up(),
        ] {
            let options = json!({ "X-Stytch-Member-Session": PLANTED, "X-Stytch-Member-SessionJWT": PLANTED });
            let given = Given {
                params: subject.params(Make::Secret),
                options: subject.call.has_options.then_some(options),
                retry: Some(RetryPolicy::none()),
            };
            subject.server.again([reply]);
            // Most of these fail, and what they say is not what this is about.
            drop(subject.call.send(&client, given).await);
        }
    });
    assert_nothing_secret_was_logged();
    let captured = captured();
    for target in ["reqwest", "hyper_util"] {
        assert!(captured.lines().any(|line| line.starts_with(target)), "{target} was not heard");
    }
}

#[tokio::test]
async fn headers_retries_and_redirects_log_no_secrets() {
    Listener::install();
    let server = Server::start([]);
    let client = builder(&server).default_header("X-Key", PLANTED).build().expect("a client");
    let again = Reply::text(503, "text/plain", PLANTED).header("Retry-After", "0");
    let moved = Reply::redirect(302, "/moved").header("Set-Cookie", PLANTED);
    let refused = Reply::redirect(302, &format!("http://elsewhere.example/?token={PLANTED}"));
    server.again([again, moved, refused]);
    let call = client.b2b().sessions().get(b2b::sessions::GetParams::new("o", "m"));
    call.header("X-Token", PLANTED).await.expect_err("a redirect");
    assert_eq!(server.received().len(), 3);
    assert_nothing_secret_was_logged();
}

/// The answer with a session, and secrets beside it.
fn session_answer(kind: Kind) -> Reply {
    let answer = match kind {
        Kind::B2b => json!({ "member_session": member_session(), "session_token": PLANTED, "session_jwt": PLANTED }),
        Kind::Consumer => json!({ "session": session(), "session_token": PLANTED, "session_jwt": PLANTED }),
    };
    Reply::json(200, &answer).header("Set-Cookie", PLANTED)
}

/// Whether a JWT is enough, as a session is authenticated with it.
async fn authenticated_locally(kind: Kind, client: &Client, jwt: &str, max_token_age: Duration) -> bool {
    match kind {
        Kind::B2b => {
            let body = b2b::sessions::AuthenticateParams::new().session_jwt(jwt).session_token(PLANTED);
            let params = ext::b2b::sessions::AuthenticateJwtParams::new(body).max_token_age(max_token_age);
            client.b2b().sessions().authenticate_jwt(params).await.expect("success").is_local()
        }
        Kind::Consumer => {
            let body = consumer::sessions::AuthenticateParams::new().session_jwt(jwt).session_token(PLANTED);
            let params = ext::consumer::sessions::AuthenticateJwtParams::new(body).max_token_age(max_token_age);
            client.consumer().sessions().authenticate_jwt(params).await.expect("success").is_local()
        }
    }
}

#[track_caller]
fn assert_no_token_was_logged(tokens: &[String]) {
    for part in tokens.iter().flat_map(|token| token.split('.')).filter(|part| part.len() > 8) {
        assert_not_logged(part);
    }
}

#[tokio::test]
async fn checks_of_jwts_log_no_tokens() {
    Listener::install();
    for kind in KINDS {
        let valid = FIRST.token(&kind.claims());
        let expired = FIRST.token(&but(kind.claims(), "exp", json!(NOW)));
        let unknown = stranger(&kind.claims());
        let server = Server::start([key_set(&[FIRST.jwk()])]);
        let client = local::client(&server);
        kind.check(&client, &valid).await.expect("it is valid");
        for jwt in [&expired, &unknown] {
            kind.check(&client, jwt).await.expect_err("it is not valid");
        }
        assert!(authenticated_locally(kind, &client, &valid, Duration::MAX).await);
        server.again([session_answer(kind)]);
        assert!(!authenticated_locally(kind, &client, &valid, Duration::from_nanos(1)).await);
        assert!(!authenticated_locally(kind, &client, &expired, Duration::MAX).await);
        assert_eq!(server.received().len(), 2);
        assert_no_token_was_logged(&[valid, expired, unknown]);
    }
    assert_nothing_secret_was_logged();
}

#[tokio::test]
async fn machine_to_machine_logs_neither_tokens_nor_secrets() {
    Listener::install();
    let claims = access_claims();
    let tokens = [FIRST.token(&claims), FIRST.token(&but(claims.clone(), "exp", json!(NOW))), stranger(&claims)];
    let server = Server::start([key_set(&[FIRST.jwk()])]);
    let client = local::client(&server);
    for (token, passes) in tokens.iter().zip([true, false, false]) {
        let params = AuthenticateTokenParams::new(&**token).required_scopes(["read:users"]);
        assert_eq!(client.consumer().m2m().authenticate_token(params).await.is_ok(), passes);
    }
    for (reply, succeeds) in [
        (Reply::json(200, &json!({ "access_token": PLANTED, "expires_in": 3600, "token_type": "bearer" })), true),
        (Reply::json(400, &json!({ "error": "invalid_client", "error_description": PLANTED })), false),
    ] {
        server.again([reply.header("Set-Cookie", PLANTED)]);
        let call = client.consumer().m2m().client_credentials("an-id", PLANTED, ["read:users"]);
        assert_eq!(call.await.is_ok(), succeeds);
        assert!(String::from_utf8_lossy(&server.only().body).contains(PLANTED), "it was sent");
    }
    assert_no_token_was_logged(&tokens);
    assert_nothing_secret_was_logged();
}

#[tokio::test]
async fn a_policy_that_cannot_be_read_is_not_logged() {
    Listener::install();
    let session: b2b::sessions::MemberSession = serde_json::from_value(member_session()).expect("a session");
    let check = b2b::sessions::AuthorizationCheck::new(ORGANIZATION, "documents", "write");
    for status in [200, 502] {
        let client = local::client(&Server::start([Reply::text(status, "text/html", PLANTED)]));
        client.b2b().rbac().authorize(&session, &check).await.expect_err("no policy");
    }
    assert_nothing_secret_was_logged();
}
