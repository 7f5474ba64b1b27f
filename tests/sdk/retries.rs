//! What is sent again, and when.

use std::future::IntoFuture;
use std::time::{Duration, Instant};

use stytch_sdk::b2b::discovery::organizations::ListParams;
use stytch_sdk::b2b::sessions::{GetParams, RevokeParams};
use stytch_sdk::consumer::totps::RecoveryCodesParams;
use stytch_sdk::{Error, RetryPolicy};

use crate::base::{builder, client, quick};
use crate::server::{Reply, Server};
use crate::spec::SPEC;
use crate::subject::each;
use crate::values::Make;

fn failure(status: u16) -> Reply {
    Reply::text(status, "text/plain", "not now")
}

/// A server that fails once, and then gives the example's answer.
fn failing_once(with: Reply, id: &str) -> Server {
    Server::start([with, Reply::json(200, &SPEC.answer(id))])
}

async fn get(server: &Server) -> Result<u32, Error> {
    let call = client(server).b2b().sessions().get(GetParams::new("o", "m"));
    call.with_metadata().await.map(|response| response.attempts())
}

async fn revoke(server: &Server) -> Result<u32, Error> {
    let call = client(server).b2b().sessions().revoke(RevokeParams::new().member_session_id("s"));
    call.with_metadata().await.map(|response| response.attempts())
}

#[tokio::test]
async fn a_get_is_sent_again_as_it_was() {
    let mut failures: Vec<_> = [408, 429, 500, 502, 503, 504].into_iter().map(failure).collect();
    failures.push(failure(503).header("Retry-After", "0"));
    failures.push(Reply::hang_up());
    failures.push(Reply::truncated(1000, "{"));
    for failure in failures {
        let server = failing_once(failure, "b2b.sessions.get");
        assert_eq!(get(&server).await.expect("the second time"), 2);
        let received = server.received();
        assert_eq!(received.len(), 2);
        assert_eq!(received[0].target, received[1].target);
        assert_eq!(received[0].headers, received[1].headers);
    }
}

#[tokio::test]
async fn an_error_of_the_caller_is_not_sent_again() {
    for status in [400, 401, 403, 404, 409, 422, 501] {
        let server = failing_once(failure(status), "b2b.sessions.get");
        let error = get(&server).await.expect_err("an error");
        assert_eq!(error.status().map(|known| known.as_u16()), Some(status));
        assert_eq!(server.received().len(), 1);
    }
}

#[tokio::test]
async fn a_post_is_not_sent_again_when_it_may_have_been_done() {
    let mut failures: Vec<_> = [408, 500, 502, 503, 504].into_iter().map(failure).collect();
    // Not done, perhaps; but a server that does not say when to come back does not say that.
    failures.push(failure(429));
    failures.push(failure(500).header("Retry-After", "0"));
    failures.push(Reply::hang_up());
    failures.push(Reply::truncated(1000, "{"));
    for failure in failures {
        let server = failing_once(failure, "b2b.sessions.revoke");
        revoke(&server).await.expect_err("the first answer counts");
        assert_eq!(server.received().len(), 1);
    }
}

#[tokio::test]
async fn a_post_is_sent_again_when_the_server_says_so() {
    for status in [429, 503] {
        let server = failing_once(failure(status).header("Retry-After", "0"), "b2b.sessions.revoke");
        assert_eq!(revoke(&server).await.expect("the second time"), 2);
        let received = server.received();
        assert_eq!(received.len(), 2);
        assert_eq!(received[0].body, received[1].body);
    }
}

#[tokio::test]
async fn a_post_that_changes_nothing_is_sent_again() {
    let server = failing_once(failure(500), "b2b.discovery.organizations.list");
    client(&server).b2b().discovery().organizations().list(ListParams::new()).await.expect("the second time");
    let server = failing_once(failure(500), "consumer.totps.recovery_codes");
    client(&server).consumer().totps().recovery_codes(RecoveryCodesParams::new("u")).await.expect("the second time");
}

#[test]
fn exactly_the_operations_that_read_or_are_called_idempotent_are_sent_again() {
    each(async |subject| {
        subject.server.again([failure(500), Reply::json(200, &subject.answer(Make::Required))]);
        let outcome = subject.call.send(&subject.client, subject.params(Make::Required)).await;
        let method = subject.facts.method.as_str();
        let repeats = matches!(method, "GET" | "PUT" | "DELETE") || SPEC.of(subject.id).idempotent;
        assert_eq!(outcome.is_ok(), repeats, "{}", subject.id);
        assert_eq!(subject.server.received().len(), if repeats { 2 } else { 1 }, "{}", subject.id);
    });
}

#[tokio::test]
async fn retries_are_bounded() {
    let server = Server::start([failure(503)]);
    let error = get(&server).await.expect_err("it never gets better");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(503), "the last answer is the error");
    assert_eq!(server.received().len(), 3, "the default is two retries");

    let server = Server::start([failure(429).header("Retry-After", "0")]);
    revoke(&server).await.expect_err("it never gets better");
    assert_eq!(server.received().len(), 3);
}

#[tokio::test]
async fn the_policy_of_a_call_wins_over_that_of_the_client() {
    for (policy, sent) in [(RetryPolicy::none(), 1), (quick().max_retries(5), 6)] {
        let server = Server::start([failure(503)]);
        let call = client(&server).b2b().sessions().get(GetParams::new("o", "m")).retry(policy);
        call.await.expect_err("it never gets better");
        assert_eq!(server.received().len(), sent);
    }
}

#[tokio::test]
async fn retry_after_is_waited_for() {
    let server = failing_once(failure(503).header("Retry-After", "1"), "b2b.sessions.get");
    let begun = Instant::now();
    get(&server).await.expect("the second time");
    assert!(begun.elapsed() >= Duration::from_secs(1), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_date_that_is_over_means_now() {
    let date = "Fri, 31 Dec 1999 23:59:59 GMT";
    let server = failing_once(failure(429).header("Retry-After", date), "b2b.sessions.revoke");
    revoke(&server).await.expect("the second time");
}

#[tokio::test]
async fn a_retry_after_that_is_too_long_ends_the_call_at_once() {
    let server = Server::start([failure(503).header("Retry-After", "3600")]);
    let call = client(&server).b2b().sessions().get(GetParams::new("o", "m")).timeout(Duration::MAX);
    let outcome = tokio::time::timeout(Duration::from_secs(5), call.into_future()).await;
    let error = outcome.expect("nobody waits an hour").expect_err("a 503");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(503));
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn what_is_known_is_told_when_there_is_no_time_for_a_retry() {
    let server = Server::start([failure(503).header("Retry-After", "20")]);
    let client = builder(&server).timeout(Duration::from_secs(10)).build().expect("a client");
    let begun = Instant::now();
    let error = client.b2b().sessions().get(GetParams::new("o", "m")).await.expect_err("a 503");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(503), "{error:?}");
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn the_time_of_a_call_spans_its_retries() {
    let server = Server::start([failure(503), Reply::silence()]);
    let call = client(&server).b2b().sessions().get(GetParams::new("o", "m")).timeout(Duration::from_millis(300));
    match call.await {
        Err(Error::Timeout(error)) => {
            assert_eq!(error.attempts(), 2);
            assert_eq!(error.to_string(), "b2b.sessions.get: timed out after 300ms (2 attempts)");
        }
        other => panic!("{other:?}"),
    }
}
