//! A service that connected apps call on behalf of users: is the token that one shows still good, and for this?
//!
//! Without a network: `cargo run -p stytch-sdk --example connected_app`. With one: give a base URL as argument, or set
//! `STYTCH_PROJECT_ID`, `STYTCH_SECRET`, `APP_TOKEN` and `APP_CLIENT_ID`.

mod support;

use stytch_sdk::consumer::sessions::AuthorizationCheck;
use stytch_sdk::ext::consumer::idp::IntrospectTokenParams;
use stytch_sdk::ext::error::AuthorizationError;
use stytch_sdk::{Client, Error};

#[tokio::main]
async fn main() -> Result<(), Error> {
    // In your code: `Client::new(project_id, secret)?`, once; clones share its connections and policy.
    let client = support::client(&[
        ("consumer.idp.introspect_token_network", 200, TOKEN),
        ("consumer.idp.introspect_token_network", 200, TOKEN),
        ("consumer.idp.introspect_token_network", 200, REVOKED),
        ("consumer.rbac.policy", 200, POLICY),
    ])?;
    let token = support::given("APP_TOKEN", "eyJ…");
    for action in ["read", "delete", "read"] {
        println!("{action}: {}", answer(&client, &token, action).await?);
    }
    Ok(())
}

/// What the app is told. A token that may be a few minutes out of date will often do: `introspect_token_local` asks nobody.
async fn answer(client: &Client, token: &str, action: &str) -> Result<String, Error> {
    let params = IntrospectTokenParams::new(token, support::given("APP_CLIENT_ID", "connected-app-test-1"))
        .authorization_check(AuthorizationCheck::new("documents", action));
    match client.consumer().idp().introspect_token(params).await {
        Ok(token) => Ok(format!("the documents of {}", token.sub)),
        Err(error) => match error.as_authorization() {
            Some(AuthorizationError::InactiveToken) => Ok("ask the user again".to_owned()),
            Some(AuthorizationError::Denied) => Ok("the user has not granted this".to_owned()),
            _ => Err(error),
        },
    }
}

const TOKEN: &str = r#"{
    "active": true, "token_type": "access_token", "client_id": "connected-app-test-1", "sub": "user-test-noor",
    "scope": "openid read:documents"
}"#;

const REVOKED: &str = r#"{ "active": false }"#;

const POLICY: &str = r#"{ "policy": { "roles": [], "resources": [], "scopes": [{
    "scope": "read:documents", "permissions": [{ "resource_id": "documents", "actions": ["read"] }]
}] } }"#;
