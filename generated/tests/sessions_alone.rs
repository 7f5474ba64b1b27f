//! Without the feature `b2b-rbac` the client knows no policy: what roles permit is for the server to say.
//!
//! `cargo test -p stytch-sdk --no-default-features --features b2b-sessions --test sessions_alone`

#![cfg(all(feature = "b2b-sessions", not(feature = "b2b-rbac")))]

#[path = "../examples/support/token.rs"]
mod token;

use std::time::{Duration, UNIX_EPOCH};

use serde_json::json;
use stytch_sdk::b2b::sessions::{AuthenticateParams, AuthorizationCheck};
use stytch_sdk::ext::b2b::sessions::AuthenticateJwtParams;
use stytch_sdk::testing::{MockTransport, Reply};
use stytch_sdk::{Client, Error};

fn client(api: &MockTransport) -> Result<Client, Error> {
    api.reply("b2b.sessions.get_jwks", Reply::json(200, token::KEYS));
    api.reply("b2b.sessions.authenticate", Reply::json(403, r#"{ "error_type": "session_authorization_error" }"#));
    Client::for_project(token::PROJECT, "a-secret")
        .base_url("http://localhost")
        .transport(api.clone())
        .clock(|| UNIX_EPOCH + Duration::from_secs(token::ISSUED))
        .build()
}

#[tokio::test]
async fn a_jwt_is_checked_in_the_client() -> Result<(), Error> {
    let api = MockTransport::new();
    let params = AuthenticateJwtParams::new(AuthenticateParams::new().session_jwt(token::JWT));
    assert!(client(&api)?.b2b().sessions().authenticate_jwt(params).await?.is_local());
    assert_eq!(api.requests().len(), 1, "for the keys");
    Ok(())
}

#[tokio::test]
async fn a_check_of_roles_is_left_to_the_server() -> Result<(), Error> {
    let api = MockTransport::new();
    let check = AuthorizationCheck::new("organization-test-1", "documents", "read");
    let body = AuthenticateParams::new().session_jwt(token::JWT).authorization_check(check);
    let answer = client(&api)?.b2b().sessions().authenticate_jwt(AuthenticateJwtParams::new(body)).await;
    assert_eq!(answer.err().and_then(|error| error.status()).map(|status| status.as_u16()), Some(403));
    let sent = api.last_request().and_then(|request| request.json()).unwrap_or_default();
    let asked = json!({ "organization_id": "organization-test-1", "resource_id": "documents", "action": "read" });
    assert_eq!(sent, json!({ "session_jwt": token::JWT, "authorization_check": asked }));
    Ok(())
}
