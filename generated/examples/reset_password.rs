//! Sets a new password for a member who is signed in.
//!
//! Without a network: `cargo run -p stytch-sdk --example reset_password`. With one: give a base URL as argument, or set
//! `STYTCH_PROJECT_ID`, `STYTCH_SECRET`, `STYTCH_ORGANIZATION_ID` and `STYTCH_SESSION_TOKEN`.

mod support;

use stytch_sdk::Error;
use stytch_sdk::b2b::passwords::session::{ResetParams, ResetRequestLocale};

#[tokio::main]
async fn main() -> Result<(), Error> {
    // In your code: `Client::new(project_id, secret)?`, once; clones share its connections.
    let client = support::client(&[("b2b.passwords.session.reset", 200, RESET)])?;

    let organization = support::given("STYTCH_ORGANIZATION_ID", "organization-test-1");
    let params = ResetParams::new(organization, "correct horse battery staple")
        .session_token(support::given("STYTCH_SESSION_TOKEN", "a-session-token"))
        .session_duration_minutes(60)
        .locale(ResetRequestLocale::PtBr);

    match client.b2b().passwords().session().reset(params).await {
        Ok(reset) if reset.member_authenticated => {
            println!("{} has a new password, and is signed in", reset.member.email_address);
        }
        Ok(reset) => println!("{} has a new password; missing: {:?}", reset.member.email_address, reset.mfa_required),
        // What the person can do something about. Codes are for programs; the wording of messages can change.
        Err(Error::Api(error)) => match error.code() {
            Some("weak_password") => println!("choose a better password: {}", error.message().unwrap_or_default()),
            Some("session_not_found") => println!("sign in again first"),
            _ => return Err(Error::Api(error)),
        },
        Err(error) => return Err(error),
    }
    Ok(())
}

/// What the API would answer, as far as this example reads it.
const RESET: &str = r#"{
    "member_authenticated": true,
    "member": { "email_address": "noor@fernhill.example" },
    "session_token": "a-new-session-token"
}"#;
