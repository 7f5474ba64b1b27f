//! What roles of users permit, decided in the client, and what scopes do: as for members, but without organizations.

use std::time::Duration;

use serde_json::json;
use stytch_sdk::consumer::rbac::Policy;
use stytch_sdk::consumer::sessions::{AuthenticateParams, AuthorizationCheck, Session};
use stytch_sdk::ext::consumer::rbac::PolicyIndex;
use stytch_sdk::ext::consumer::sessions::{AuthenticateJwtLocalParams, AuthenticateJwtParams};
use stytch_sdk::ext::error::AuthorizationError;
use stytch_sdk::{Client, Error, RetryPolicy};
use tokio::task::JoinSet;

use super::rbac::{policy, roles, scopes};
use super::{FIRST, Gate, Kind, Time, client, key_set, targets, until_received};
use crate::server::{Reply, Server};

const POLICY: &str = "/v1/rbac/policy";
const REMOTE: &str = "/v1/sessions/authenticate";
const ALLOWED: Option<&str> = None;
const DENIED: Option<&str> = Some("session_authorization_error");

fn index() -> PolicyIndex {
    let policy = json!({ "roles": roles(), "resources": [], "scopes": scopes() });
    serde_json::from_value::<Policy>(policy).expect("a policy").index()
}

fn no_roles() -> Reply {
    Reply::json(200, &json!({ "policy": { "roles": [], "resources": [], "scopes": [] } }))
}

/// An editor.
fn session() -> Session {
    serde_json::from_value(super::session()).expect("a session")
}

async fn may(client: &Client, action: &str) -> Result<(), Error> {
    client.consumer().rbac().authorize(&session(), &AuthorizationCheck::new("documents", action)).await
}

#[test]
fn roles_permit_what_they_should() {
    let rows = [
        ("unknown resource", &["editor"][..], "pictures", "write", DENIED),
        ("unknown action", &["editor"], "documents", "burn", DENIED),
        ("of another resource", &["printer"], "documents", "print", DENIED),
        ("of a stronger role", &["reader"], "documents", "write", DENIED),
        ("no such role", &["ghost"], "documents", "read", DENIED),
        ("no roles", &[], "documents", "read", DENIED),
        ("no star for resources", &["root"], "documents", "read", DENIED),
        ("a scope is none", &["read:documents"], "documents", "read", DENIED),
        ("allowed", &["editor"], "documents", "write", ALLOWED),
        ("any action", &["admin"], "documents", "burn", ALLOWED),
        ("one of several", &["ghost", "printer", "reader"], "documents", "read", ALLOWED),
    ];
    for (what, roles, resource, action, expected) in rows {
        let actual = index().authorize(roles, &AuthorizationCheck::new(resource, action));
        assert_eq!(actual.as_ref().err().and_then(Error::code), expected, "{what}");
    }
}

#[test]
fn scopes_permit_what_they_should() {
    let rows = [
        ("exact", &["read:documents"][..], "documents", "read", ALLOWED),
        ("several", &["openid", "print", "read:documents"], "documents", "read", ALLOWED),
        ("any action", &["all:documents"], "documents", "burn", ALLOWED),
        ("wrong action", &["read:documents"], "documents", "write", DENIED),
        ("unknown action", &["write:documents"], "documents", "burn", DENIED),
        ("wrong resource", &["print"], "documents", "print", DENIED),
        ("unknown resource", &["all:documents"], "pictures", "read", DENIED),
        ("no star for resources", &["root"], "documents", "read", DENIED),
        ("no scopes", &[], "documents", "read", DENIED),
        ("a role is none", &["editor"], "documents", "read", DENIED),
    ];
    for (what, scopes, resource, action, expected) in rows {
        let actual = index().authorize_scopes(scopes, &AuthorizationCheck::new(resource, action));
        assert_eq!(actual.as_ref().err().and_then(Error::code), expected, "{what}");
    }
}

#[tokio::test]
async fn a_refusal_has_a_type() {
    let error = may(&client(&Server::start([policy()])), "burn").await.expect_err("an editor may not");
    assert!(matches!(error.as_authorization(), Some(AuthorizationError::Denied)));
    assert_eq!(error.status().map(|status| status.as_u16()), Some(403));
}

#[tokio::test]
async fn a_jwt_can_be_asked_what_its_roles_permit() {
    let server = Server::start([key_set(&[FIRST.jwk()]), policy()]);
    let client = client(&server);
    let check = |action: &str| {
        let params = AuthenticateJwtLocalParams::new(FIRST.token(&Kind::Consumer.claims()));
        let params = params.authorization_check(AuthorizationCheck::new("documents", action));
        client.consumer().sessions().authenticate_jwt_local(params)
    };
    assert_eq!(check("write").await.expect("an editor may write").session, session());
    let denied = check("burn").await.expect_err("but not burn");
    assert_eq!(denied.code(), Some("session_authorization_error"));
    assert_eq!(targets(&server), [&*Kind::Consumer.key_path(), POLICY]);
}

#[tokio::test]
async fn a_check_that_is_not_asked_for_fetches_no_policy() {
    let server = Server::start([key_set(&[FIRST.jwk()])]);
    let params = AuthenticateJwtLocalParams::new(FIRST.token(&Kind::Consumer.claims()));
    client(&server).consumer().sessions().authenticate_jwt_local(params).await.expect("it is valid");
    assert_eq!(targets(&server), [Kind::Consumer.key_path()]);
}

#[tokio::test]
async fn a_check_is_decided_here_if_it_is_permitted_and_by_the_server_if_not() {
    let remote = json!({ "request_id": "r", "status_code": 200, "session": super::session() });
    let denial = json!({ "status_code": 403, "error_type": "session_authorization_error" });
    let unavailable = Reply::json(401, &json!({ "error_type": "unauthorized_credentials" }));
    for (action, policy, reply, local, asked) in [
        ("write", policy(), Reply::json(403, &denial), Some(true), 2),
        ("burn", policy(), Reply::json(403, &denial), None, 3),
        ("burn", policy(), Reply::json(200, &remote), Some(false), 3),
        ("write", unavailable, Reply::json(200, &remote), Some(false), 3),
    ] {
        let server = Server::start([key_set(&[FIRST.jwk()]), policy, reply]);
        let check = AuthorizationCheck::new("documents", action);
        let jwt = FIRST.token(&Kind::Consumer.claims());
        let body = AuthenticateParams::new().session_jwt(jwt).authorization_check(check);
        let sent = serde_json::to_value(&body).expect("JSON");
        let response = client(&server).consumer().sessions().authenticate_jwt(AuthenticateJwtParams::new(body)).await;
        match (response, local) {
            (Ok(response), Some(local)) => assert_eq!(response.is_local(), local),
            (Err(error), None) => assert!(error.is_api(), "the server has the last word: {error}"),
            (outcome, _) => panic!("{action}: {outcome:?}"),
        }
        let received = server.received();
        assert_eq!(received.len(), asked);
        if asked == 3 {
            assert_eq!((received[2].target.as_str(), received[2].json()), (REMOTE, sent));
        }
    }
}

#[tokio::test]
async fn a_policy_is_kept_for_five_minutes() {
    let (time, server) = (Time::new(), Server::start([policy(), no_roles()]));
    let client = time.client(&server);
    may(&client, "write").await.expect("an editor may write");
    time.pass(Duration::from_secs(239));
    may(&client, "write").await.expect("an editor may write");
    assert_eq!(targets(&server), [POLICY]);
    time.pass(Duration::from_secs(61));
    let error = may(&client, "write").await.expect_err("nobody may any more");
    assert!(matches!(error.as_authorization(), Some(AuthorizationError::Denied)), "{error}");
    assert_eq!(targets(&server), [POLICY, POLICY]);
}

#[tokio::test]
async fn an_old_policy_serves_when_it_cannot_be_fetched_anew() {
    for answer in [Reply::json(500, &json!({})), Reply::json(200, &json!({ "request_id": "r" }))] {
        let (time, server) = (Time::new(), Server::start([policy(), answer]));
        let client = time.builder(&server).retry(RetryPolicy::none()).build().expect("a client");
        may(&client, "write").await.expect("an editor may write");
        time.pass(Duration::from_secs(3_000));
        for _ in 0..50 {
            may(&client, "write").await.expect("the old policy serves");
        }
        until_received(&server, 2).await;
        assert_eq!(server.received().len(), 2, "one try");
    }
}

#[tokio::test]
async fn without_a_policy_nothing_is_decided() {
    for answer in [Reply::json(500, &json!({})), Reply::json(200, &json!({ "policy": null }))] {
        let server = Server::start([answer]);
        let client = Time::new().builder(&server).retry(RetryPolicy::none()).build().expect("a client");
        let error = may(&client, "write").await.expect_err("there is no policy");
        assert_eq!((error.code(), error.status().map(|s| s.as_u16())), (Some("rbac_policy_unavailable"), Some(503)));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_checks_wait_for_one_policy() {
    let server = Server::start([policy()]);
    let gate = Gate::before(&server);
    let client = Time::new().builder(&server).base_url(gate.url()).build().expect("a client");
    let mut tasks = JoinSet::new();
    for _ in 0..1000 {
        let client = client.clone();
        tasks.spawn(async move { may(&client, "write").await });
    }
    tokio::time::sleep(Duration::from_millis(20)).await;
    gate.open();
    for done in tasks.join_all().await {
        done.expect("an editor may write");
    }
    assert_eq!(server.only().target, POLICY);
}

#[tokio::test]
async fn the_policies_of_members_and_users_are_kept_apart() {
    let server = Server::start([policy(), no_roles()]);
    let client = client(&server);
    super::rbac::may(&client, "write").await.expect("a member may");
    may(&client, "write").await.expect_err("a user may not");
    assert_eq!(targets(&server), [super::rbac::POLICY, POLICY]);
    let policy = client.consumer().rbac().policy_index().await.expect("a policy");
    assert!(!policy.permits(&["editor"], "documents", "write"));
    assert_eq!(server.received().len(), 2, "it is the one that was kept");
}
