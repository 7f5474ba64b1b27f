//! No token is ever shown: not by parameters, not by results, not by errors.

use std::collections::BTreeSet;
use std::error::Error as _;
use std::fmt::Debug;
use std::time::Duration;

use serde_json::{Value, json};
use stytch_sdk::Error;
use stytch_sdk::b2b::sessions::{AuthenticateParams, AuthorizationCheck, MemberSession};
use stytch_sdk::consumer::sessions as consumer_sessions;
use stytch_sdk::ext::b2b::sessions::{AuthenticateJwtLocalParams, AuthenticateJwtParams};
use stytch_sdk::ext::consumer::m2m::AuthenticateTokenParams;
use stytch_sdk::ext::consumer::sessions as consumer;
use stytch_sdk::ext::error::{AuthorizationError, JwtError};

use super::{FIRST, KINDS, Kind, NOW, SECOND, but, client, key_server, member_session, registered, session};
use crate::server::{Reply, Server};
use crate::values::PLANTED;

#[track_caller]
fn assert_hidden(jwt: &str, shown: &str) {
    for part in jwt.split('.').filter(|part| part.len() > 8) {
        assert!(!shown.contains(part), "{shown}");
    }
}

fn debug(value: &impl Debug) -> String {
    format!("{value:?} {value:#?}")
}

fn shown(error: &Error) -> String {
    let mut all = format!("{error} {}", debug(error));
    let mut source = error.source();
    while let Some(cause) = source {
        all += &format!(" {cause} {cause:?}");
        source = cause.source();
    }
    all
}

#[test]
fn parameters_hide_their_token() {
    let jwt = FIRST.token(&Kind::B2b.claims());
    assert_hidden(&jwt, &debug(&AuthenticateJwtLocalParams::new(&*jwt)));
    assert_hidden(&jwt, &debug(&consumer::AuthenticateJwtLocalParams::new(&*jwt)));
    assert_hidden(&jwt, &debug(&AuthenticateTokenParams::new(&*jwt)));
    let body = AuthenticateParams::new().session_jwt(&*jwt).session_token(&*jwt);
    assert_hidden(&jwt, &debug(&AuthenticateJwtParams::new(body)));
}

#[tokio::test]
async fn results_hide_the_token_they_came_from() {
    let jwt = FIRST.token(&Kind::B2b.claims());
    let client = client(&key_server());
    let local = client.b2b().sessions().authenticate_jwt_local(AuthenticateJwtLocalParams::new(&*jwt)).await;
    assert_hidden(&jwt, &debug(&local.expect("it is valid")));
    let params = AuthenticateJwtParams::new(AuthenticateParams::new().session_jwt(&*jwt));
    assert_hidden(&jwt, &debug(&client.b2b().sessions().authenticate_jwt(params).await.expect("it is valid")));
}

#[tokio::test]
async fn what_users_sessions_come_from_and_what_the_server_gave_is_hidden() {
    let jwt = FIRST.token(&Kind::Consumer.claims());
    let body = || consumer_sessions::AuthenticateParams::new().session_jwt(&*jwt).session_token(PLANTED);
    let params = consumer::AuthenticateJwtParams::new(body());
    assert_hidden(&jwt, &debug(&params));
    assert!(!debug(&params).contains(PLANTED), "{params:?}");
    let client_of = client(&key_server());
    let sessions = client_of.consumer().sessions();
    let local = sessions.authenticate_jwt_local(consumer::AuthenticateJwtLocalParams::new(&*jwt)).await;
    assert_hidden(&jwt, &debug(&local.expect("it is valid")));
    let response = sessions.authenticate_jwt(params).await.expect("it is valid");
    assert!(response.is_local());
    assert_hidden(&jwt, &debug(&response));

    let secrets = json!({ "session_token": PLANTED, "session_jwt": PLANTED });
    let users = client(&Server::start([Reply::json(200, &but_all(json!({ "session": session() }), &secrets))]));
    let params = consumer::AuthenticateJwtParams::new(body()).max_token_age(Duration::ZERO);
    let response = users.consumer().sessions().authenticate_jwt(params).await.expect("success");
    assert!(!response.is_local() && !debug(&response).contains(PLANTED), "{response:?}");

    let answer = but_all(json!({ "member_session": member_session() }), &secrets);
    let members = client(&Server::start([Reply::json(200, &answer)]));
    let params = AuthenticateJwtParams::new(AuthenticateParams::new().session_token(PLANTED));
    let response = members.b2b().sessions().authenticate_jwt(params).await.expect("success");
    assert!(!response.is_local() && !debug(&response).contains(PLANTED), "{response:?}");
}

/// An object with all the fields of another.
fn but_all(object: Value, with: &Value) -> Value {
    let fields = with.as_object().expect("an object").clone();
    fields.into_iter().fold(object, |object, (name, value)| but(object, &name, value))
}

#[tokio::test]
async fn access_tokens_and_the_secrets_they_are_fetched_with_are_hidden() {
    let token = FIRST.token(&super::m2m::claims());
    let client = client(&key_server());
    let m2m = client.consumer().m2m();
    let response = m2m.authenticate_token(AuthenticateTokenParams::new(&*token)).await.expect("it is valid");
    assert_hidden(&token, &debug(&response));
    let request = m2m.client_credentials("id", PLANTED, ["read:users"]);
    assert!(!debug(&request).contains(PLANTED), "{request:?}");
}

/// The errors of access tokens: each kind, with the token that it is about.
async fn refused_tokens() -> Vec<(String, Error)> {
    let valid = super::m2m::claims();
    let header = |alg: &str, kid: &str| json!({ "alg": alg, "kid": kid });
    let changed = [
        ("exp", json!(NOW)),
        ("nbf", json!(NOW + 1)),
        ("aud", json!("PLANTED-aud")),
        ("iss", json!("PLANTED-iss")),
        ("sub", json!(["PLANTED-sub"])),
        ("sub", json!("")),
        ("scope", json!(["PLANTED-scope"])),
        ("scope", Value::Null),
        ("iat", json!(NOW - 180)),
        ("scope", json!("PLANTED-scope")),
    ];
    let mut tokens: Vec<_> =
        changed.into_iter().map(|(name, value)| FIRST.token(&but(valid.clone(), name, value))).collect();
    tokens.extend([
        FIRST.token_with(&header("PLANTED-alg", FIRST.kid), &valid),
        FIRST.token_with(&header("RS256", "PLANTED-kid"), &valid),
        FIRST.token_with(&header("RS256", ""), &valid),
        SECOND.token_with(&header("RS256", FIRST.kid), &valid),
        "PLANTED-a.PLANTED-b.PLANTED-c".to_owned(),
    ]);
    let mut refused = Vec::new();
    for token in tokens {
        let params = AuthenticateTokenParams::new(&*token).required_scopes(["read:users"]);
        let params = params.max_token_age(Duration::from_secs(60));
        let error = client(&key_server()).consumer().m2m().authenticate_token(params).await.expect_err("refused");
        refused.push((token, error));
    }
    let without_keys = client(&Server::start([Reply::json(500, &json!({ "keys": PLANTED }))]));
    let token = FIRST.token(&valid);
    let unavailable = without_keys.consumer().m2m().authenticate_token(AuthenticateTokenParams::new(&*token)).await;
    refused.push((token, unavailable.expect_err("no keys")));
    refused
}

/// The name of what is wrong, to see that each kind was tried.
fn kind_of(error: &Error) -> &'static str {
    match (error.as_jwt(), error.as_authorization()) {
        (Some(JwtError::Malformed(_)), _) => "malformed",
        (Some(JwtError::Algorithm), _) => "algorithm",
        (Some(JwtError::MissingKeyId), _) => "no key",
        (Some(JwtError::UnknownKey), _) => "unknown key",
        (Some(JwtError::Signature), _) => "signature",
        (Some(JwtError::MissingClaim(_)), _) => "missing claim",
        (Some(JwtError::InvalidClaim(_)), _) => "invalid claim",
        (Some(JwtError::Audience), _) => "audience",
        (Some(JwtError::Issuer), _) => "issuer",
        (Some(JwtError::Expired(_)), _) => "expired",
        (Some(JwtError::NotYetValid(_)), _) => "not yet valid",
        (Some(JwtError::TooOld { .. }), _) => "too old",
        (Some(JwtError::KeysUnavailable(_)), _) => "keys unavailable",
        (_, Some(AuthorizationError::Scopes)) => "scopes",
        _ => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn errors_of_access_tokens_hide_the_token() {
    let refused = refused_tokens().await;
    let kinds: BTreeSet<_> = refused.iter().map(|(_, error)| kind_of(error)).collect();
    assert_eq!(kinds.len(), 14, "not all kinds of errors: {kinds:?}");
    for (token, error) in refused {
        assert_hidden(&token, &shown(&error));
        assert!(!shown(&error).contains("PLANTED"), "{error:?}");
    }
}

#[tokio::test]
async fn errors_of_client_credentials_hide_the_secret_and_what_the_server_said() {
    for reply in [
        Reply::json(400, &json!({ "error": "invalid_client", "client_secret": PLANTED, "hint": PLANTED })),
        Reply::text(502, "text/html", &format!("<h1>{PLANTED}</h1>")),
        Reply::json(200, &json!({ "access_token": { "is": PLANTED }, "token_type": PLANTED })),
        Reply::hang_up(),
    ] {
        let client = client(&Server::start([reply]));
        let failed = client.consumer().m2m().client_credentials("id", PLANTED, ["read:users"]).await;
        let shown = shown(&failed.expect_err("no token"));
        assert!(!shown.contains(PLANTED), "{shown}");
    }
}

#[tokio::test]
async fn errors_for_want_of_keys_or_a_policy_hide_what_the_server_said() {
    let page = |status: u16| Reply::text(status, "text/html", &format!("<h1>{PLANTED}</h1>"));
    let check = AuthorizationCheck::new(super::ORGANIZATION, "documents", "write");
    let session: MemberSession = serde_json::from_value(member_session()).expect("a session");
    for (keys, policy) in [
        (page(502), page(502)),
        (page(200), page(200)),
        (Reply::json(200, &json!({ "keys": PLANTED })), Reply::json(200, &json!({ "policy": PLANTED }))),
        (
            Reply::json(200, &json!({ "keys": [{ "kid": [PLANTED], "n": PLANTED }, PLANTED] })),
            Reply::json(200, &json!({ "policy": { "roles": [{ "role_id": { "is": PLANTED } }] } })),
        ),
    ] {
        let mut errors = Vec::new();
        for kind in KINDS {
            let client = client(&Server::start([keys.clone()]));
            errors.push(kind.check(&client, &FIRST.token(&kind.claims())).await.expect_err("no keys"));
        }
        let token = FIRST.token(&super::m2m::claims());
        let params = AuthenticateTokenParams::new(token);
        let without_keys = client(&Server::start([keys]));
        errors.push(without_keys.consumer().m2m().authenticate_token(params).await.expect_err("no keys"));
        for error in &errors {
            assert!(matches!(error.as_jwt(), Some(JwtError::KeysUnavailable(_))), "{error:?}");
        }
        let without_policy = client(&Server::start([policy]));
        let error = without_policy.b2b().rbac().authorize(&session, &check).await.expect_err("no policy");
        assert!(matches!(error.as_authorization(), Some(AuthorizationError::PolicyUnavailable(_))), "{error:?}");
        for error in errors.iter().chain([&error]) {
            assert!(!shown(error).contains(PLANTED), "{}", shown(error));
        }
    }
}

#[tokio::test]
async fn errors_hide_the_token_they_are_about() {
    for kind in KINDS {
        let valid = kind.claims();
        let changed = [
            but(valid.clone(), "exp", json!(NOW)),
            but(valid.clone(), "aud", json!("other")),
            but(valid.clone(), "iss", json!("other")),
            but(valid.clone(), "sub", json!(5)),
            but(valid.clone(), "https://stytch.com/session", json!("PLANTED-claim")),
            registered(),
        ];
        let signed = changed.iter().map(|claims| FIRST.token(claims));
        let kid = "PLANTED-kid";
        let stranger = FIRST.token_with(&json!({ "alg": "RS256", "kid": kid }), &valid);
        let none = FIRST.token_with(&json!({ "alg": "PLANTED-alg", "kid": kid }), &valid);
        let garbage = ["PLANTED-garbage".to_owned(), "PLANTED-a.PLANTED-b.PLANTED-c".to_owned()];
        for jwt in signed.chain([stranger, none]).chain(garbage) {
            let error = kind.check(&client(&key_server()), &jwt).await.expect_err("it is not valid");
            assert_hidden(&jwt, &shown(&error));
            assert!(!shown(&error).contains("PLANTED"), "{error:?}");
        }
        let without_keys = client(&Server::start([Reply::json(500, &json!({}))]));
        let jwt = FIRST.token(&valid);
        let error = kind.check(&without_keys, &jwt).await.expect_err("there are no keys");
        assert_hidden(&jwt, &shown(&error));
    }
}
