//! Keys and policies that are fetched anew: who waits for that, who goes on with the old ones, and for how long.

use std::time::Duration;

use serde_json::json;
use stytch_sdk::Client;
use stytch_sdk::ext::error::JwtError;
use stytch_sdk::testing::{MockTransport, Reply};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

use super::rbac::{may, roles};
use super::{FIRST, KINDS, Kind, SECOND, Time, asked, hanging, jwt_error, keys, stranger};

const SECOND_OF_TIME: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

/// Long enough for all tasks to come while it is waited for.
const DELAY: Duration = Duration::from_millis(100);

const POLICY: &str = "b2b.rbac.policy";
const ORGANIZATION_POLICY: &str = "b2b.rbac.organizations.get_org_policy";

fn policy() -> Reply {
    Reply::json(200, json!({ "policy": { "roles": roles(), "resources": [] } }).to_string())
}

/// The policy that permits nothing.
fn no_roles() -> Reply {
    Reply::json(200, json!({ "policy": { "roles": [], "resources": [] } }).to_string())
}

/// A transport that gives these answers in turn. No organization has roles of its own.
fn transport(operation: &str, replies: impl IntoIterator<Item = Reply>) -> MockTransport {
    let transport = MockTransport::new();
    transport.reply(ORGANIZATION_POLICY, Reply::json(200, json!({ "org_policy": { "roles": [] } }).to_string()));
    for reply in replies {
        transport.reply(operation, reply);
    }
    transport
}

/// How often the project's policy was fetched.
fn fetches(transport: &MockTransport) -> usize {
    asked(transport).iter().filter(|operation| *operation == POLICY).count()
}

/// How many of this many checks at once are allowed.
async fn allowed(client: &Client, checks: usize) -> usize {
    let mut tasks = JoinSet::new();
    for _ in 0..checks {
        let client = client.clone();
        tasks.spawn(async move { may(&client, "write").await });
    }
    let outcomes = tasks.join_all().await;
    for outcome in &outcomes {
        let code = outcome.as_ref().err().map(|error| error.code().expect("a code"));
        assert!(matches!(code, None | Some("session_authorization_error")), "{outcome:?}");
    }
    outcomes.iter().filter(|outcome| outcome.is_ok()).count()
}

/// How many of this many checks of a JWT at once pass; the others know no such key.
async fn passing(kind: Kind, client: &Client, jwt: &str, checks: usize) -> usize {
    let mut tasks = JoinSet::new();
    for _ in 0..checks {
        let (client, jwt) = (client.clone(), jwt.to_owned());
        tasks.spawn(async move { kind.check(&client, &jwt).await.map(drop) });
    }
    let outcomes = tasks.join_all().await;
    let passing = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    for refused in outcomes.into_iter().filter(Result::is_err) {
        assert!(matches!(jwt_error(refused), JwtError::UnknownKey));
    }
    passing
}

async fn until_asked(transport: &MockTransport, count: usize) {
    for _ in 0..2_000 {
        if transport.requests().len() >= count {
            return;
        }
        sleep(Duration::from_millis(1)).await;
    }
    panic!("{} requests came, not {count}", transport.requests().len());
}

// ---- policies

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_policy_that_is_too_old_decides_for_nobody() {
    let (time, transport) = (Time::new(), transport(POLICY, [policy(), no_roles().delay(DELAY)]));
    let client = time.mocked(&transport);
    assert_eq!(allowed(&client, 1).await, 1);
    time.pass(5 * MINUTE);
    assert_eq!(allowed(&client, 100).await, 0);
    assert_eq!(fetches(&transport), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_policy_that_becomes_too_old_while_it_is_fetched_anew_decides_for_nobody() {
    let (time, transport) = (Time::new(), transport(POLICY, [policy(), no_roles().delay(DELAY)]));
    let client = time.mocked(&transport);
    assert_eq!(allowed(&client, 1).await, 1);
    time.pass(5 * MINUTE - SECOND_OF_TIME);
    assert_eq!(allowed(&client, 1).await, 1, "the old policy serves");
    time.pass(SECOND_OF_TIME);
    assert_eq!(allowed(&client, 100).await, 0);
    assert_eq!(fetches(&transport), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_checks_at_the_moment_of_a_refresh_make_one_request_and_wait_for_none() {
    let (time, transport) = (Time::new(), transport(POLICY, [policy(), no_roles().delay(10 * SECOND_OF_TIME)]));
    let client = time.mocked(&transport);
    assert_eq!(allowed(&client, 1).await, 1);
    time.pass(4 * MINUTE);
    assert_eq!(allowed(&client, 1000).await, 1000, "the old policy serves");
    until_asked(&transport, 2).await;
    assert_eq!(fetches(&transport), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_policy_that_could_not_be_fetched_anew_decides_until_that_is_tried_again() {
    let answers = [policy(), Reply::status(500), no_roles().delay(DELAY)];
    let (time, transport) = (Time::new(), transport(POLICY, answers));
    let client = time.mocked(&transport);
    assert_eq!(allowed(&client, 1).await, 1);
    time.pass(5 * MINUTE);
    assert_eq!(allowed(&client, 100).await, 100, "there is no other");
    time.pass(MINUTE / 2 - Duration::from_millis(1));
    assert_eq!(allowed(&client, 100).await, 100, "there is no other");
    assert_eq!(fetches(&transport), 2);
    time.pass(Duration::from_millis(1));
    assert_eq!(allowed(&client, 100).await, 0);
    assert_eq!(fetches(&transport), 3);
}

#[tokio::test(start_paused = true)]
async fn a_refresh_of_a_policy_that_hangs_is_waited_for_only_when_the_policy_is_too_old() {
    let (time, transport) = (Time::new(), transport(POLICY, [policy(), hanging()]));
    let client = time.mocked(&transport);
    may(&client, "write").await.expect("an editor may write");
    time.pass(4 * MINUTE);
    for _ in 0..10 {
        timeout(SECOND_OF_TIME, may(&client, "write")).await.expect("nobody waits").expect("the old policy serves");
        tokio::task::yield_now().await;
    }
    let begun = Instant::now();
    time.pass(MINUTE);
    may(&client, "write").await.expect("there is no other");
    assert_eq!(begun.elapsed().as_secs(), 10);
    assert_eq!(asked(&transport), [POLICY; 2]);
}

#[tokio::test(start_paused = true)]
async fn a_policy_is_waited_for_no_longer_than_ten_seconds() {
    let client = Time::new().mocked(&transport(POLICY, [hanging()]));
    let begun = Instant::now();
    let error = may(&client, "write").await.expect_err("there is no policy");
    assert_eq!(begun.elapsed().as_secs(), 10);
    match error.as_authorization() {
        Some(stytch_sdk::ext::error::AuthorizationError::PolicyUnavailable(cause)) => assert!(cause.is_timeout()),
        other => panic!("{other:?}"),
    }
}

// ---- keys

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_jwts_at_the_moment_of_a_refresh_make_one_request_and_wait_for_none() {
    for kind in KINDS {
        let answers = [keys(&[FIRST.jwk()]), keys(&[SECOND.jwk()]).delay(10 * SECOND_OF_TIME)];
        let (time, transport) = (Time::new(), transport(kind.key_operation(), answers));
        let client = time.mocked(&transport);
        kind.preload(&client).await.expect("the keys");
        time.pass(HOUR);
        let jwt = FIRST.token(&kind.far_claims());
        assert_eq!(passing(kind, &client, &jwt, 1000).await, 1000, "the old keys serve");
        until_asked(&transport, 2).await;
        assert_eq!(transport.requests().len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn keys_of_a_day_let_nobody_pass() {
    for kind in KINDS {
        let answers = [keys(&[FIRST.jwk()]), keys(&[SECOND.jwk()]).delay(DELAY)];
        let (time, transport) = (Time::new(), transport(kind.key_operation(), answers));
        let client = time.mocked(&transport);
        kind.preload(&client).await.expect("the keys");
        time.pass(24 * HOUR);
        let withdrawn = FIRST.token(&kind.far_claims());
        assert_eq!(passing(kind, &client, &withdrawn, 100).await, 0);
        assert_eq!(passing(kind, &client, &SECOND.token(&kind.far_claims()), 100).await, 100);
        // Once because of the age, and once because of the key.
        assert_eq!(transport.requests().len(), 3);
    }
}

#[tokio::test(start_paused = true)]
async fn a_fetch_for_an_unknown_key_that_hangs_delays_no_known_one() {
    for kind in KINDS {
        let (time, transport) = (Time::new(), transport(kind.key_operation(), [keys(&[FIRST.jwk()]), hanging()]));
        let client = time.mocked(&transport);
        kind.preload(&client).await.expect("the keys");
        let waiting = tokio::spawn({
            let (client, jwt) = (client.clone(), stranger(&kind.claims()));
            async move { kind.check(&client, &jwt).await.map(drop) }
        });
        until_asked(&transport, 2).await;
        for _ in 0..10 {
            let known = FIRST.token(&kind.claims());
            let checked = timeout(SECOND_OF_TIME, kind.check(&client, &known)).await;
            checked.expect("it waits for nobody").expect("it is valid");
        }
        assert!(!waiting.is_finished(), "the stranger does");
        assert!(matches!(jwt_error(waiting.await.expect("no panic")), JwtError::UnknownKey));
    }
}

#[tokio::test(start_paused = true)]
async fn a_refresh_of_keys_that_hangs_delays_nobody_for_a_day() {
    for kind in KINDS {
        let (time, transport) = (Time::new(), transport(kind.key_operation(), [keys(&[FIRST.jwk()]), hanging()]));
        let client = time.mocked(&transport);
        kind.preload(&client).await.expect("the keys");
        let jwt = FIRST.token(&kind.far_claims());
        for _ in 1..24 {
            time.pass(HOUR);
            let checked = timeout(SECOND_OF_TIME, kind.check(&client, &jwt)).await;
            checked.expect("it waits for nobody").expect("it is valid");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn keys_are_waited_for_no_longer_than_ten_seconds() {
    for kind in KINDS {
        let client = Time::new().mocked(&transport(kind.key_operation(), [hanging()]));
        let begun = Instant::now();
        let error = kind.preload(&client).await.expect_err("there are no keys");
        assert_eq!(begun.elapsed().as_secs(), 10);
        match error.as_jwt() {
            Some(JwtError::KeysUnavailable(cause)) => assert!(cause.is_timeout(), "{cause}"),
            other => panic!("{other:?}"),
        }
    }
}
