//! `authenticate_jwt`: when the client decides, when the server is asked, and with what.

use std::time::Duration;

use serde_json::{Value, json};
use stytch_sdk::b2b::sessions::{AuthenticateParams, AuthorizationCheck, MemberSession};
use stytch_sdk::consumer;
use stytch_sdk::ext::b2b::sessions::{AuthenticateJwtParams, AuthenticateJwtResponse};
use stytch_sdk::ext::consumer::sessions as of_consumer;

use super::rbac::policy;
use super::{FIRST, Kind, ORGANIZATION, client, key_set, member_session, session, targets};
use crate::server::{Reply, Server};

fn remote() -> Reply {
    let session = super::but(member_session(), "custom_claims", json!({ "plan": { "seats": 5 } }));
    Reply::json(200, &json!({ "request_id": "r", "status_code": 200, "member_session": session }))
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
    for check in [
        AuthorizationCheck::new(ORGANIZATION, "documents", "delete"),
        AuthorizationCheck::new("organization-test-other", "documents", "write"),
    ] {
        let denial = json!({ "status_code": 403, "error_type": "session_authorization_error" });
        let server = Server::start([keys(), policy(), Reply::json(403, &denial)]);
        let body = AuthenticateParams::new().session_jwt(jwt()).authorization_check(check);
        let params = AuthenticateJwtParams::new(body);
        let error = client(&server).b2b().sessions().authenticate_jwt(params).await.expect_err("denied");
        assert!(error.is_api(), "the server has the last word: {error}");
        let asked = server.received().pop().expect("a request");
        assert_eq!(asked.target, REMOTE);
        assert_eq!(asked.json()["authorization_check"]["resource_id"], "documents");
    }
}

#[tokio::test]
async fn users_are_authenticated_by_the_same_rules() {
    let jwt = FIRST.token(&Kind::Consumer.claims());
    let body = || consumer::sessions::AuthenticateParams::new().session_jwt(jwt.clone());
    let remote = Reply::json(200, &json!({ "request_id": "r", "status_code": 200, "session": session() }));
    let server = Server::start([keys(), remote]);
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
