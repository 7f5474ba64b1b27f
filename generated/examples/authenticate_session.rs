//! Checks on each request of a browser that its session is active and that its member may do what they ask for.
//!
//! Without a network: `cargo run -p stytch-sdk --example authenticate_session`. With one: give a base URL as argument,
//! or set `STYTCH_PROJECT_ID`, `STYTCH_SECRET`, `STYTCH_ORGANIZATION_ID` and `STYTCH_SESSION_TOKEN`.

mod support;

use std::time::Duration;

use stytch_sdk::b2b::organizations::Member;
use stytch_sdk::b2b::sessions::{AuthenticateParams, AuthorizationCheck};
use stytch_sdk::{Client, Error};

#[tokio::main]
async fn main() -> Result<(), Error> {
    // In your code: `Client::new(project_id, secret)?`, once; clones share its connections.
    let client =
        support::client(&[("b2b.sessions.authenticate", 200, ACTIVE), ("b2b.sessions.authenticate", 403, FORBIDDEN)])?;
    let session_token = support::given("STYTCH_SESSION_TOKEN", "a-session-token");

    for action in ["read", "delete"] {
        match allowed(&client, &session_token, action).await? {
            Some(member) => println!("{} may {action} documents", member.email_address),
            None => println!("not allowed to {action} documents"),
        }
    }
    Ok(())
}

/// The member behind the session, if they may do this with documents.
async fn allowed(client: &Client, session_token: &str, action: &str) -> Result<Option<Member>, Error> {
    let organization = support::given("STYTCH_ORGANIZATION_ID", "organization-test-1");
    let params = AuthenticateParams::new()
        .session_token(session_token)
        .session_duration_minutes(60)
        .authorization_check(AuthorizationCheck::new(organization, "documents", action));

    // A page waits for this: two seconds, retries included. The metadata has the id that support asks for.
    let call = client.b2b().sessions().authenticate(params).timeout(Duration::from_secs(2));
    match call.with_metadata().await {
        Ok(response) => {
            println!("request {}", response.request_id().unwrap_or("without id"));
            Ok(Some(response.into_body().member))
        }
        Err(Error::Api(error)) => match error.code() {
            // The session is over, or the roles of the member do not permit the action.
            Some("session_not_found" | "session_authorization_error") => Ok(None),
            _ => Err(Error::Api(error)),
        },
        Err(error) => Err(error),
    }
}

/// What the API would answer, as far as this example reads it.
const ACTIVE: &str = r#"{
    "request_id": "request-id-test-1",
    "member": { "email_address": "noor@fernhill.example" },
    "verdict": { "authorized": true, "granting_roles": ["reader"] }
}"#;
const FORBIDDEN: &str = r#"{
    "status_code": 403,
    "request_id": "request-id-test-2",
    "error_type": "session_authorization_error",
    "error_message": "No role of the member permits the action."
}"#;
