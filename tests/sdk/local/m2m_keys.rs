//! Access tokens and the keys of both kinds of projects: which are asked for, and who waits for it.

use std::time::Duration;

use stytch_sdk::ext::consumer::m2m::{AuthenticateTokenParams, AuthenticateTokenResponse};
use stytch_sdk::ext::error::JwtError;
use stytch_sdk::testing::{MockTransport, Reply};
use stytch_sdk::{Client, Error};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use super::m2m::claims;
use super::targets;
use super::{FIRST, Gate, Kind, NOW, SECOND, Signer, Time, asked, but, hanging, jwt_error, key_server, keys, stranger};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

const B2B: &str = "b2b.sessions.get_jwks";
const CONSUMER: &str = "consumer.sessions.get_jwks";

/// A transport that gives these answers in turn, of each kind.
fn transport<const B: usize, const C: usize>(b2b: [Reply; B], consumer: [Reply; C]) -> MockTransport {
    let transport = MockTransport::new();
    b2b.into_iter().for_each(|reply| transport.reply(B2B, reply));
    consumer.into_iter().for_each(|reply| transport.reply(CONSUMER, reply));
    transport
}

/// A token that is valid for ten days.
fn token(signer: &Signer) -> String {
    signer.token(&but(claims(), "exp", serde_json::json!(NOW + 864_000)))
}

async fn check(client: &Client, token: &str) -> Result<AuthenticateTokenResponse, Error> {
    client.consumer().m2m().authenticate_token(AuthenticateTokenParams::new(token)).await
}

async fn check_at_once(client: &Client, token: &str) {
    let checked = timeout(Duration::from_secs(1), check(client, token)).await;
    checked.expect("it waits for nobody").expect("it is valid");
}

fn count(transport: &MockTransport, operation: &str) -> usize {
    asked(transport).iter().filter(|asked| *asked == operation).count()
}

#[tokio::test]
async fn keys_that_cannot_be_had_do_not_hide_that_a_key_is_unknown_nor_are_asked_for_again_and_again() {
    let (time, transport) = (Time::new(), transport([Reply::status(404)], [keys(&[FIRST.jwk()])]));
    let client = time.mocked(&transport);
    check(&client, &token(&FIRST)).await.expect("it is valid");
    assert_eq!(asked(&transport), [CONSUMER]);
    for turn in 0..20 {
        let error = check(&client, &stranger(&claims())).await.expect_err("nobody's key");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(401), "turn {turn}: {error}");
        assert!(matches!(error.as_jwt(), Some(JwtError::UnknownKey)), "turn {turn}: {error}");
        time.pass(Duration::from_millis(500));
    }
    assert_eq!(asked(&transport), [CONSUMER, CONSUMER, B2B]);
}

#[tokio::test]
async fn that_a_key_is_unknown_counts_whichever_keys_are_there() {
    for kind in [Kind::B2b, Kind::Consumer] {
        let there = || [keys(&[FIRST.jwk()])];
        let transport = match kind {
            Kind::B2b => transport(there(), [Reply::status(500)]),
            Kind::Consumer => transport([Reply::status(500)], there()),
        };
        let client = Time::new().mocked(&transport);
        for _ in 0..2 {
            let error = jwt_error(check(&client, &stranger(&claims())).await);
            assert!(matches!(error, JwtError::UnknownKey), "{kind:?}: {error}");
        }
    }
    let client = Time::new().mocked(&transport([Reply::status(404)], [Reply::status(500)]));
    let error = jwt_error(check(&client, &token(&FIRST)).await);
    assert!(matches!(error, JwtError::KeysUnavailable(_)), "there are none at all: {error}");
}

#[tokio::test]
async fn keys_that_are_absent_are_asked_for_again_after_five_minutes() {
    let answers = [Reply::status(404), keys(&[SECOND.jwk()])];
    let (time, transport) = (Time::new(), transport(answers, [keys(&[FIRST.jwk()])]));
    let client = time.mocked(&transport);
    check(&client, &token(&FIRST)).await.expect("it is valid");
    jwt_error(check(&client, &token(&SECOND)).await);
    time.pass(5 * MINUTE - Duration::from_millis(1));
    jwt_error(check(&client, &token(&SECOND)).await);
    assert_eq!(count(&transport, B2B), 1);
    time.pass(Duration::from_millis(1));
    check(&client, &token(&SECOND)).await.expect("the keys are there");
    assert_eq!(count(&transport, B2B), 2);
}

#[tokio::test(start_paused = true)]
async fn an_endpoint_that_hangs_delays_no_token_whose_key_the_other_has() {
    let (time, transport) = (Time::new(), transport([keys(&[FIRST.jwk()])], [Reply::status(404), hanging()]));
    let client = time.mocked(&transport);
    check(&client, &token(&FIRST)).await.expect("it is valid");
    assert_eq!(asked(&transport), [CONSUMER, B2B]);
    for hours in 1..4 {
        time.pass(HOUR);
        check_at_once(&client, &token(&FIRST)).await;
        tokio::task::yield_now().await;
        assert_eq!(count(&transport, B2B), 1 + hours, "its own keys are fetched anew, in the background");
    }
    assert_eq!(count(&transport, CONSUMER), 1, "the others are not asked for");
}

#[tokio::test(start_paused = true)]
async fn an_endpoint_that_hangs_delays_no_token_whose_key_both_have() {
    let both = || keys(&[FIRST.jwk()]);
    let (time, transport) = (Time::new(), transport([both()], [both(), hanging()]));
    let client = time.mocked(&transport);
    Kind::Consumer.preload(&client).await.expect("the keys");
    time.pass(23 * HOUR);
    Kind::B2b.preload(&client).await.expect("the keys");
    time.pass(HOUR);
    // Those of users would have to be waited for.
    check_at_once(&client, &token(&FIRST)).await;
}

#[tokio::test(start_paused = true)]
async fn keys_that_have_the_key_and_are_too_old_are_waited_for_and_no_others() {
    let (time, transport) = (Time::new(), transport([keys(&[FIRST.jwk()]), hanging()], [keys(&[SECOND.jwk()])]));
    let client = time.mocked(&transport);
    for kind in [Kind::B2b, Kind::Consumer] {
        kind.preload(&client).await.expect("the keys");
    }
    time.pass(24 * HOUR);
    let begun = Instant::now();
    check(&client, &token(&FIRST)).await.expect("there are no others");
    assert_eq!(begun.elapsed().as_secs(), 10);
    assert_eq!(asked(&transport), [B2B, CONSUMER, B2B]);
}

#[tokio::test]
async fn a_key_that_was_withdrawn_is_gone() {
    let (time, transport) =
        (Time::new(), transport([keys(&[FIRST.jwk()]), keys(&[SECOND.jwk()])], [Reply::status(404)]));
    let client = time.mocked(&transport);
    check(&client, &token(&FIRST)).await.expect("it is valid");
    time.pass(24 * HOUR);
    assert!(matches!(jwt_error(check(&client, &token(&FIRST)).await), JwtError::UnknownKey));
    check(&client, &token(&SECOND)).await.expect("it is valid");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_tokens_wait_for_one_fetch() {
    let server = key_server();
    let gate = Gate::before(&server);
    let client = Time::new().builder(&server).base_url(gate.url()).build().expect("a client");
    let mut tasks = JoinSet::new();
    for _ in 0..1000 {
        let (client, token) = (client.clone(), token(&FIRST));
        tasks.spawn(async move { check(&client, &token).await.map(drop) });
    }
    tokio::time::sleep(Duration::from_millis(20)).await;
    gate.open();
    for outcome in tasks.join_all().await {
        outcome.expect("it is valid");
    }
    assert_eq!(targets(&server), [Kind::Consumer.key_path()]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn keys_that_rotate_in_the_middle_fail_no_token() {
    for kind in [Kind::B2b, Kind::Consumer] {
        let rotated = keys(&[SECOND.jwk(), FIRST.jwk()]).delay(Duration::from_millis(20));
        let there = [keys(&[FIRST.jwk()]), rotated];
        let transport = match kind {
            Kind::B2b => transport(there, [Reply::status(404)]),
            Kind::Consumer => transport([Reply::status(404)], there),
        };
        let client = Time::new().mocked(&transport);
        let tokens = [token(&FIRST), token(&SECOND)];
        check(&client, &tokens[0]).await.expect("it is valid");
        let mut tasks = JoinSet::new();
        for turn in 0..400 {
            let (client, token) = (client.clone(), tokens[turn % 2].clone());
            tasks.spawn(async move { check(&client, &token).await.map(drop) });
        }
        for outcome in tasks.join_all().await {
            outcome.expect("it is valid");
        }
        assert_eq!(count(&transport, kind.key_operation()), 2, "{kind:?}");
    }
}
