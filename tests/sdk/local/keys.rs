//! The project's keys: when they are fetched, how often, which are taken, and who waits for it.

use std::time::Duration;

use serde_json::{Value, json};
use stytch_sdk::RetryPolicy;
use stytch_sdk::ext::error::JwtError;
use stytch_sdk::testing::{MockTransport, Reply as MockReply};
use tokio::task::JoinSet;

use super::until_received;
use super::{FIRST, Gate, KINDS, Kind, SECOND, Time, client, jwt_error, key_server, key_set, keys, stranger, targets};
use crate::server::{Reply, Server};

const HOUR: Duration = Duration::from_secs(3600);
const FIVE_MINUTES: Duration = Duration::from_secs(300);

#[tokio::test]
async fn keys_are_fetched_with_the_first_jwt_and_once() {
    for kind in KINDS {
        let server = key_server();
        let client = client(&server);
        assert!(server.received().is_empty());
        for _ in 0..3 {
            kind.check(&client.clone(), &FIRST.token(&kind.claims())).await.expect("it is valid");
        }
        let request = server.only();
        assert_eq!((request.method.as_str(), request.target), ("GET", kind.key_path()));
        assert!(request.body.is_empty());
    }
}

#[tokio::test]
async fn the_fetch_carries_no_credentials() {
    for kind in KINDS {
        let server = key_server();
        kind.preload(&client(&server)).await.expect("the keys");
        assert_eq!(server.only().header("authorization"), None, "{kind:?}");
    }
}

#[tokio::test]
async fn preloaded_keys_spare_the_first_jwt_the_fetch() {
    for kind in KINDS {
        let server = key_server();
        let client = client(&server);
        kind.preload(&client).await.expect("the keys");
        kind.preload(&client).await.expect("they are there");
        kind.check(&client, &FIRST.token(&kind.claims())).await.expect("it is valid");
        server.only();
    }
}

#[tokio::test]
async fn given_keys_are_never_fetched() {
    for kind in KINDS {
        let server = Server::start([]);
        let client = Time::new().builder(&server).jwks([FIRST.public_key()]).build().expect("a client");
        kind.preload(&client).await.expect("nothing to do");
        kind.check(&client, &FIRST.token(&kind.claims())).await.expect("it is valid");
        assert!(matches!(jwt_error(kind.check(&client, &stranger(&kind.claims())).await), JwtError::UnknownKey));
        assert!(server.received().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_callers_wait_for_one_fetch() {
    for kind in KINDS {
        let server = key_server();
        let gate = Gate::before(&server);
        let client = Time::new().builder(&server).base_url(gate.url()).build().expect("a client");
        let jwt = FIRST.token(&kind.claims());
        let mut tasks = JoinSet::new();
        for _ in 0..1000 {
            let (client, jwt) = (client.clone(), jwt.clone());
            tasks.spawn(async move { kind.check(&client, &jwt).await.map(drop) });
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        gate.open();
        while let Some(done) = tasks.join_next().await {
            done.expect("no panic").expect("it is valid");
        }
        server.only();
    }
}

#[tokio::test]
async fn a_caller_that_gives_up_cancels_nobody_else() {
    let server = key_server();
    let gate = Gate::before(&server);
    let client = Time::new().builder(&server).base_url(gate.url()).build().expect("a client");
    let jwt = FIRST.token(&Kind::B2b.claims());
    let given_up = tokio::time::timeout(Duration::from_millis(20), Kind::B2b.check(&client, &jwt)).await;
    assert!(given_up.is_err(), "the gate is closed");
    let waiting = tokio::spawn({
        let (client, jwt) = (client.clone(), jwt.clone());
        async move { Kind::B2b.check(&client, &jwt).await.map(drop) }
    });
    tokio::task::yield_now().await;
    gate.open();
    waiting.await.expect("no panic").expect("it is valid");
    server.only();
}

#[test]
fn a_fetch_that_ended_with_its_runtime_is_begun_anew() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let server = key_server();
    let gate = Gate::before(&server);
    let client = Time::new().builder(&server).base_url(gate.url()).build().expect("a client");
    let jwt = FIRST.token(&Kind::B2b.claims());
    runtime().block_on(async {
        let given_up = tokio::time::timeout(Duration::from_millis(20), Kind::B2b.check(&client, &jwt)).await;
        assert!(given_up.is_err(), "the gate is closed");
    });
    gate.open();
    runtime().block_on(Kind::B2b.check(&client, &jwt)).expect("it is valid");
}

#[test]
fn without_a_runtime_there_is_an_error_and_no_panic() {
    use std::future::Future;
    use std::task::{Context, Poll, Waker};
    let client = client(&key_server());
    let jwt = FIRST.token(&Kind::B2b.claims());
    let mut check = Box::pin(Kind::B2b.check(&client, &jwt));
    match check.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => assert!(matches!(jwt_error(result), JwtError::KeysUnavailable(_))),
        Poll::Pending => panic!("nobody would ever wake it"),
    }
}

#[tokio::test]
async fn keys_of_an_hour_serve_while_new_ones_are_fetched() {
    for kind in KINDS {
        let (time, server) = (Time::new(), Server::start([key_set(&[FIRST.jwk()]), key_set(&[SECOND.jwk()])]));
        let client = time.client(&server);
        kind.preload(&client).await.expect("the keys");
        let (old, new) = (FIRST.token(&kind.far_claims()), SECOND.token(&kind.far_claims()));
        time.pass(HOUR - Duration::from_millis(1));
        kind.check(&client, &old).await.expect("it is valid");
        assert_eq!(server.received().len(), 1);
        time.pass(Duration::from_millis(1));
        // This call sees the old keys: it does not wait.
        kind.check(&client, &old).await.expect("the old keys serve");
        until_received(&server, 2).await;
        kind.check(&client, &new).await.expect("the new keys are here, or waited for");
        assert_eq!(server.received().len(), 2);
    }
}

#[tokio::test]
async fn old_keys_serve_when_a_refresh_fails_and_it_is_not_repeated_at_once() {
    let (time, server) = (Time::new(), Server::start([key_set(&[FIRST.jwk()]), Reply::json(500, &json!({}))]));
    let client = time.builder(&server).retry(RetryPolicy::none()).build().expect("a client");
    let jwt = FIRST.token(&Kind::B2b.far_claims());
    Kind::B2b.check(&client, &jwt).await.expect("it is valid");
    for attempts in 2..4 {
        time.pass(HOUR);
        for _ in 0..50 {
            Kind::B2b.check(&client, &jwt).await.expect("the old keys serve");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert_eq!(server.received().len(), attempts, "a try, in the background");
        for _ in 0..100 {
            Kind::B2b.check(&client, &jwt).await.expect("the old keys serve");
            tokio::task::yield_now().await;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert_eq!(server.received().len(), attempts);
    }
    time.pass(48 * HOUR);
    Kind::B2b.check(&client, &jwt).await.expect("the old keys serve, however old");
}

#[tokio::test]
async fn an_unknown_key_fetches_the_keys_again_at_most_every_five_minutes() {
    for kind in KINDS {
        let (time, server) = (Time::new(), key_server());
        let client = time.client(&server);
        kind.preload(&client).await.expect("the keys");
        for fetches in [2, 3] {
            for _ in 0..20 {
                assert!(matches!(
                    jwt_error(kind.check(&client, &stranger(&kind.claims())).await),
                    JwtError::UnknownKey
                ));
            }
            assert_eq!(server.received().len(), fetches);
            time.pass(FIVE_MINUTES - Duration::from_millis(1));
            jwt_error(kind.check(&client, &stranger(&kind.claims())).await);
            assert_eq!(server.received().len(), fetches);
            time.pass(Duration::from_millis(1));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn keys_that_rotate_in_the_middle_fail_nobody() {
    for kind in KINDS {
        let rotated = key_set(&[SECOND.jwk(), FIRST.jwk()]);
        let server = Server::start([key_set(&[FIRST.jwk()]), rotated]);
        let client = client(&server);
        let jwts = [FIRST.token(&kind.claims()), SECOND.token(&kind.claims())];
        kind.check(&client, &jwts[0]).await.expect("it is valid");
        let mut tasks = JoinSet::new();
        for turn in 0..400 {
            let (client, jwt) = (client.clone(), jwts[turn % 2].clone());
            tasks.spawn(async move { kind.check(&client, &jwt).await.map(drop) });
        }
        while let Some(done) = tasks.join_next().await {
            done.expect("no panic").expect("it is valid");
        }
        assert_eq!(targets(&server), [kind.key_path(), kind.key_path()]);
    }
}

#[tokio::test]
async fn odd_keys_are_skipped() {
    let but = |name: &str, value: Value| super::but(FIRST.jwk(), name, value);
    let odd = [
        json!({ "kty": "EC", "crv": "P-256", "kid": FIRST.kid, "x": "AA", "y": "AA" }),
        json!({ "kty": "oct", "kid": FIRST.kid, "k": "c2VjcmV0" }),
        but("n", json!("%%%")),
        but("use", json!("enc")),
        but("key_ops", json!(["encrypt"])),
        but("kid", Value::Null),
        but("kty", json!("PQ")),
    ];
    let odder = [json!({ "kty": "RSA", "kid": FIRST.kid, "n": 5, "e": [], "x5c": "text" }), json!("key"), json!(null)];
    for kind in KINDS {
        for keys in [odd.to_vec(), odder.to_vec()] {
            let server = Server::start([key_set(&[keys, vec![FIRST.jwk()]].concat())]);
            kind.check(&client(&server), &FIRST.token(&kind.claims())).await.expect("the good key is found");
        }
        // A key that is for something else is not taken for another because of its neighbours.
        let server = Server::start([key_set(&[odder.to_vec(), vec![but("key_ops", json!(["encrypt"]))]].concat())]);
        let result = kind.check(&client(&server), &FIRST.token(&kind.claims())).await;
        assert!(matches!(jwt_error(result), JwtError::KeysUnavailable(_)));
    }
}

#[tokio::test]
async fn a_key_for_another_algorithm_checks_nothing_and_one_for_any_does() {
    for kind in KINDS {
        let jwt = FIRST.token(&kind.claims());
        let other = Server::start([key_set(&[super::but(FIRST.jwk(), "alg", json!("RS512"))])]);
        assert!(matches!(jwt_error(kind.check(&client(&other), &jwt).await), JwtError::Algorithm));
        let any = Server::start([key_set(&[super::but(FIRST.jwk(), "alg", Value::Null)])]);
        kind.check(&client(&any), &jwt).await.expect("it is valid");
    }
}

#[tokio::test]
async fn keys_that_cannot_be_had_are_an_error_of_their_own() {
    for kind in KINDS {
        let jwt = FIRST.token(&kind.claims());
        let answers = [
            Reply::json(404, &json!({ "status_code": 404, "error_type": "project_not_found" })),
            Reply::text(502, "text/html", "<h1>Bad Gateway</h1>"),
            Reply::text(200, "text/html", "<h1>Welcome</h1>"),
            key_set(&[]),
            Reply::hang_up(),
        ];
        for answer in answers {
            let client = client(&Server::start([answer]));
            let error = kind.check(&client, &jwt).await.expect_err("there are no keys");
            assert_eq!((error.code(), error.status().map(|s| s.as_u16())), (Some("jwks_unavailable"), Some(503)));
            match error.as_jwt() {
                Some(JwtError::KeysUnavailable(cause)) => assert!(!cause.to_string().is_empty()),
                other => panic!("{other:?}"),
            }
        }
    }
}

#[tokio::test]
async fn keys_that_could_not_be_had_are_fetched_with_a_later_jwt() {
    let (time, server) = (
        Time::new(),
        Server::start([Reply::json(404, &json!({})), Reply::json(404, &json!({})), key_set(&[FIRST.jwk()])]),
    );
    let client = time.client(&server);
    let jwt = FIRST.token(&Kind::B2b.claims());
    for _ in 0..10 {
        jwt_error(Kind::B2b.check(&client, &jwt).await);
    }
    assert_eq!(server.received().len(), 1, "not again and again");
    time.pass(Duration::from_secs(1));
    jwt_error(Kind::B2b.check(&client, &jwt).await);
    time.pass(Duration::from_secs(1));
    Kind::B2b.check(&client, &jwt).await.expect("it is valid");
}

#[tokio::test]
async fn keys_that_lack_the_first_jwts_key_are_fetched_once_more() {
    for kind in KINDS {
        let server = Server::start([key_set(&[FIRST.jwk()]), key_set(&[FIRST.jwk(), SECOND.jwk()])]);
        kind.check(&client(&server), &SECOND.token(&kind.claims())).await.expect("its key is there by now");
        assert_eq!(server.received().len(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn a_refresh_that_was_begun_before_the_key_was_there_is_followed_by_another() {
    for kind in KINDS {
        let transport = MockTransport::new();
        transport.reply(kind.key_operation(), keys(&[FIRST.jwk()]));
        transport.reply(kind.key_operation(), keys(&[FIRST.jwk()]).delay(Duration::from_secs(1)));
        transport.reply(kind.key_operation(), keys(&[FIRST.jwk(), SECOND.jwk()]));
        let time = Time::new();
        let client = time.mocked(&transport);
        kind.preload(&client).await.expect("the keys");
        time.pass(HOUR);
        kind.check(&client, &FIRST.token(&kind.far_claims())).await.expect("the old keys serve");
        // This one joins the refresh.
        kind.check(&client, &SECOND.token(&kind.far_claims())).await.expect("its key is there by now");
        assert_eq!(transport.requests().len(), 3);
    }
}

#[tokio::test]
async fn an_unknown_key_that_cannot_be_looked_for_takes_nothing_from_the_others() {
    for kind in KINDS {
        let transport = MockTransport::new();
        transport.reply(kind.key_operation(), keys(&[FIRST.jwk()]));
        transport.reply(kind.key_operation(), MockReply::status(500));
        let time = Time::new();
        let client = time.mocked(&transport);
        kind.preload(&client).await.expect("the keys");
        for _ in 0..10 {
            let refused = jwt_error(kind.check(&client, &stranger(&kind.far_claims())).await);
            assert!(matches!(refused, JwtError::UnknownKey), "{refused}");
            kind.check(&client, &FIRST.token(&kind.far_claims())).await.expect("it is valid");
            assert_eq!(transport.requests().len(), 2);
            time.pass(FIVE_MINUTES / 10 - Duration::from_millis(1));
        }
        time.pass(Duration::from_millis(10));
        jwt_error(kind.check(&client, &stranger(&kind.far_claims())).await);
        assert_eq!(transport.requests().len(), 3);
    }
}

#[tokio::test]
async fn a_client_keeps_its_keys_to_itself_and_its_clones() {
    let server = key_server();
    let jwt = FIRST.token(&Kind::B2b.claims());
    let (one, other) = (client(&server), client(&server));
    for client in [&one, &other, &one.clone(), &other.clone()] {
        Kind::B2b.check(client, &jwt).await.expect("it is valid");
    }
    assert_eq!(server.received().len(), 2);
}
