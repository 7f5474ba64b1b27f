//! `authenticate_jwt`: when the client decides, when the server is asked, and with what.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use stytch_sdk::b2b::sessions::{AuthenticateParams, AuthorizationCheck, MemberSession};
use stytch_sdk::consumer;
use stytch_sdk::ext::b2b::sessions::{AuthenticateJwtParams, AuthenticateJwtResponse};
use stytch_sdk::ext::consumer::sessions as of_consumer;

use super::rbac::policy;
use super::{FIRST, KINDS, Kind, ORGANIZATION, client, key_set, member_session, session, targets};
use crate::server::{Reply, Server};

fn remote() -> Reply {
    let session = super::but(member_session(), "custom_claims", json!({ "plan": { "seats": 5 } }));
    Reply::json(200, &json!({ "request_id": "r", "status_code": 200, "member_session": session }))
}

fn remote_of(kind: Kind) -> Reply {
    match kind {
        Kind::B2b => remote(),
        Kind::Consumer => Reply::json(200, &json!({ "request_id": "r", "status_code": 200, "session": session() })),
    }
}

fn keys() -> Reply {
    key_set(&[FIRST.jwk()])
}

fn jwt() -> String {
    FIRST.token(&Kind::B2b.claims())
}

async fn authenticate(server: &Server, params: AuthenticateJwtParams) -> AuthenticateJwtResponse {
    client(server).b2b().sessions().authenticate_jwt(params).await.expect("success")
}

const REMOTE: &str = "/v1/b2b/sessions/authenticate";

#[tokio::test]
async fn a_valid_jwt_asks_nobody() {
    let server = Server::start([keys()]);
    let body = AuthenticateParams::new().session_jwt(jwt());
    let response = authenticate(&server, AuthenticateJwtParams::new(body)).await;
    assert!(response.is_local());
    let expected: MemberSession = serde_json::from_value(member_session()).expect("a session");
    assert_eq!(response.member_session(), &expected);
    assert_eq!(response.claims::<Value>().expect("claims"), member_session()["custom_claims"]);
    assert_eq!(targets(&server), [Kind::B2b.key_path()]);
}

#[tokio::test]
async fn a_jwt_that_is_too_old_goes_to_the_server() {
    let server = Server::start([keys(), remote()]);
    let body = AuthenticateParams::new().session_jwt(jwt()).session_duration_minutes(60);
    let params = AuthenticateJwtParams::new(body).max_token_age(Duration::from_nanos(1));
    let response = authenticate(&server, params).await;
    assert!(!response.is_local());
    assert_eq!(response.claims::<Value>().expect("claims"), json!({ "plan": { "seats": 5 } }));
    let asked = server.received().pop().expect("a request");
    assert_eq!((asked.method.as_str(), asked.target.as_str()), ("POST", REMOTE));
    assert_eq!(asked.json(), json!({ "session_jwt": jwt(), "session_duration_minutes": 60 }));
}

#[tokio::test]
async fn an_age_of_zero_asks_the_server_without_looking() {
    let server = Server::start([remote()]);
    let body = AuthenticateParams::new().session_jwt(jwt());
    let response = authenticate(&server, AuthenticateJwtParams::new(body).max_token_age(Duration::ZERO)).await;
    assert!(!response.is_local());
    assert_eq!(targets(&server), [REMOTE]);
}

#[tokio::test]
async fn a_forced_answer_of_the_server_has_its_claims_in_a_type() {
    let server = Server::start([remote()]);
    let params = AuthenticateJwtParams::new(AuthenticateParams::new().session_jwt(jwt())).max_token_age(Duration::ZERO);
    let claims: BTreeMap<String, BTreeMap<String, u8>> =
        authenticate(&server, params).await.claims().expect("they fit");
    assert_eq!(claims["plan"]["seats"], 5);
}

#[tokio::test]
async fn the_leeway_decides_whether_the_server_is_asked() {
    for kind in KINDS {
        let jwt = FIRST.token(&super::but(kind.claims(), "exp", json!(super::NOW - 30)));
        for (leeway, local) in [(31, true), (30, false), (0, false)] {
            let leeway = Duration::from_secs(leeway);
            let server = Server::start([keys(), remote_of(kind)]);
            assert_eq!(authenticated_locally(kind, &server, &jwt, leeway).await, local, "{kind:?}: {leeway:?}");
            assert_eq!(server.received().len(), if local { 1 } else { 2 });
        }
    }
}

/// Whether a JWT is enough, as a session is authenticated with it.
async fn authenticated_locally(kind: Kind, server: &Server, jwt: &str, leeway: Duration) -> bool {
    match kind {
        Kind::B2b => {
            let body = AuthenticateParams::new().session_jwt(jwt);
            authenticate(server, AuthenticateJwtParams::new(body).leeway(leeway)).await.is_local()
        }
        Kind::Consumer => {
            let body = consumer::sessions::AuthenticateParams::new().session_jwt(jwt);
            let params = of_consumer::AuthenticateJwtParams::new(body).leeway(leeway);
            client(server).consumer().sessions().authenticate_jwt(params).await.expect("success").is_local()
        }
    }
}

#[tokio::test]
async fn without_a_jwt_the_server_is_asked() {
    for body in [
        AuthenticateParams::new().session_token("a-token"),
        AuthenticateParams::new().session_token("a-token").session_jwt(""),
    ] {
        let server = Server::start([remote()]);
        assert!(!authenticate(&server, AuthenticateJwtParams::new(body)).await.is_local());
        assert_eq!(targets(&server), [REMOTE]);
    }
}

#[tokio::test]
async fn whatever_is_wrong_with_a_jwt_the_server_is_asked() {
    let expired = FIRST.token(&super::but(Kind::B2b.claims(), "exp", json!(super::NOW)));
    for jwt in ["garbage".to_owned(), expired] {
        let server = Server::start([keys(), remote()]);
        if jwt == "garbage" {
            // It does not get as far as the keys.
            server.reply(remote());
            let client = client(&server);
            client.b2b().sessions().preload_jwks().await.expect("the keys");
        }
        let body = AuthenticateParams::new().session_jwt(jwt);
        assert!(!authenticate(&server, AuthenticateJwtParams::new(body)).await.is_local());
        assert_eq!(targets(&server).last().map(String::as_str), Some(REMOTE));
    }
    let without_keys = Server::start([Reply::json(404, &json!({})), remote()]);
    let body = AuthenticateParams::new().session_jwt(jwt());
    assert!(!authenticate(&without_keys, AuthenticateJwtParams::new(body)).await.is_local());
}

#[tokio::test]
async fn what_the_server_says_is_the_error() {
    let denial = json!({ "status_code": 404, "error_type": "session_not_found" });
    let server = Server::start([Reply::json(404, &denial)]);
    let params = AuthenticateJwtParams::new(AuthenticateParams::new().session_jwt("garbage"));
    let failed = client(&server).b2b().sessions().authenticate_jwt(params).await;
    let error = failed.expect_err("the session is not there");
    assert!(error.is_api());
    assert_eq!(error.code(), Some("session_not_found"));
}

#[tokio::test]
async fn a_permitted_check_asks_nobody() {
    let server = Server::start([keys(), policy()]);
    let body = AuthenticateParams::new().session_jwt(jwt()).authorization_check(AuthorizationCheck::new(
        ORGANIZATION,
        "documents",
        "write",
    ));
    assert!(authenticate(&server, AuthenticateJwtParams::new(body)).await.is_local());
    assert_eq!(targets(&server), [Kind::B2b.key_path(), "/v1/b2b/rbac/policy".to_owned()]);
}

#[tokio::test]
async fn a_check_that_is_denied_goes_to_the_server() {
    let denial = json!({ "status_code": 403, "error_type": "session_authorization_error" });
    let denial = || Reply::json(403, &denial);
    for (check, replies) in [
        // The organization's policy is asked as well.
        (AuthorizationCheck::new(ORGANIZATION, "documents", "delete"), vec![keys(), policy(), policy(), denial()]),
        (AuthorizationCheck::new("organization-test-other", "documents", "write"), vec![keys(), policy(), denial()]),
    ] {
        let requests = replies.len();
        let server = Server::start(replies);
        let client = client(&server);
        client.b2b().sessions().preload_jwks().await.expect("the keys");
        client.b2b().rbac().policy_index().await.expect("the policy");
        let body = AuthenticateParams::new().session_jwt(jwt()).authorization_check(check);
        let params = AuthenticateJwtParams::new(body);
        let error = client.b2b().sessions().authenticate_jwt(params).await.expect_err("denied");
        assert!(error.is_api(), "the server has the last word: {error}");
        assert_eq!(server.received().len(), requests);
        let asked = server.received().pop().expect("a request");
        assert_eq!(asked.target, REMOTE);
        assert_eq!(asked.json()["authorization_check"]["resource_id"], "documents");
    }
}

#[tokio::test]
async fn without_a_policy_the_server_decides() {
    let refused = json!({ "status_code": 401, "error_type": "unauthorized_credentials" });
    let server = Server::start([keys(), Reply::json(401, &refused), remote()]);
    let check = AuthorizationCheck::new(ORGANIZATION, "documents", "write");
    let body = AuthenticateParams::new().session_jwt(jwt()).authorization_check(check);
    assert!(!authenticate(&server, AuthenticateJwtParams::new(body)).await.is_local());
    let asked = server.received().pop().expect("a request");
    assert_eq!(asked.target, REMOTE);
    let check = json!({ "organization_id": ORGANIZATION, "resource_id": "documents", "action": "write" });
    assert_eq!(asked.json(), json!({ "session_jwt": jwt(), "authorization_check": check }));
}

#[tokio::test]
async fn whatever_the_client_cannot_decide_of_a_user_the_server_is_asked_the_same() {
    let expired = FIRST.token(&super::but(Kind::Consumer.claims(), "exp", json!(super::NOW)));
    let valid = FIRST.token(&Kind::Consumer.claims());
    let body = || {
        consumer::sessions::AuthenticateParams::new()
            .session_duration_minutes(60)
            .session_custom_claims([("plan", json!({ "seats": 5 }))])
    };
    let rows = [
        ("empty JWT", body().session_token("a-token").session_jwt(""), keys()),
        ("token only", body().session_token("a-token"), keys()),
        ("garbage", body().session_jwt("garbage"), keys()),
        ("expired", body().session_jwt(&*expired), keys()),
        ("no keys", body().session_jwt(&*valid), Reply::json(404, &json!({}))),
    ];
    for (what, body, keys) in rows {
        let server = Server::start([keys, remote_of(Kind::Consumer)]);
        let client = client(&server);
        if what != "no keys" {
            client.consumer().sessions().preload_jwks().await.expect("the keys");
        }
        let mut sent = serde_json::to_value(&body).expect("JSON");
        let params = of_consumer::AuthenticateJwtParams::new(body);
        let response = client.consumer().sessions().authenticate_jwt(params).await.expect("success");
        assert!(!response.is_local(), "{what}");
        let asked = server.received().pop().expect("a request");
        assert_eq!((asked.method.as_str(), asked.target.as_str()), ("POST", "/v1/sessions/authenticate"), "{what}");
        assert_eq!(asked.json(), sent, "{what}");
        // As it was written above, and not only as the type tells it.
        for (name, value) in
            [("session_duration_minutes", json!(60)), ("session_custom_claims", json!({ "plan": { "seats": 5 } }))]
        {
            assert_eq!(sent[name].take(), value, "{what}");
        }
    }
}

#[tokio::test]
async fn users_are_authenticated_by_the_same_rules() {
    let jwt = FIRST.token(&Kind::Consumer.claims());
    let body = || consumer::sessions::AuthenticateParams::new().session_jwt(jwt.clone());
    let server = Server::start([keys(), remote_of(Kind::Consumer)]);
    let sessions = client(&server);
    let sessions = sessions.consumer().sessions();

    let params = of_consumer::AuthenticateJwtParams::new(body());
    let local = sessions.authenticate_jwt(params).await.expect("success");
    assert!(local.is_local());
    let params = of_consumer::AuthenticateJwtParams::new(body()).max_token_age(Duration::from_nanos(1));
    let aged = sessions.authenticate_jwt(params).await.expect("success");
    let params = of_consumer::AuthenticateJwtParams::new(body()).max_token_age(Duration::ZERO);
    let forced = sessions.authenticate_jwt(params).await.expect("success");
    assert!(!aged.is_local() && !forced.is_local());
    assert_eq!(local.session(), aged.session());
    assert_eq!(forced.claims::<Value>().expect("claims"), session()["custom_claims"]);

    let remote = "/v1/sessions/authenticate".to_owned();
    assert_eq!(targets(&server), [Kind::Consumer.key_path(), remote.clone(), remote]);
    assert_eq!(server.received()[1].json(), json!({ "session_jwt": jwt }));
}
