//! No token is ever shown: not by parameters, not by results, not by errors.

use std::error::Error as _;
use std::fmt::Debug;

use serde_json::json;
use stytch_sdk::Error;
use stytch_sdk::b2b::sessions::AuthenticateParams;
use stytch_sdk::ext::b2b::sessions::{AuthenticateJwtLocalParams, AuthenticateJwtParams};
use stytch_sdk::ext::consumer::m2m::AuthenticateTokenParams;
use stytch_sdk::ext::consumer::sessions as consumer;

use super::{FIRST, KINDS, Kind, NOW, but, client, key_server, registered};
use crate::server::{Reply, Server};

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
