//! Signs a person in whose organization is not known yet: lists those that are open to them, and creates one more.
//!
//! Without a network: `cargo run -p stytch-sdk --example create_organization`. With one: give a base URL as argument, or
//! set `STYTCH_PROJECT_ID`, `STYTCH_SECRET` and `STYTCH_INTERMEDIATE_SESSION_TOKEN`.

mod support;

use stytch_sdk::Error;
use stytch_sdk::b2b::discovery::organizations::{CreateParams, ListParams};

#[tokio::main]
async fn main() -> Result<(), Error> {
    // In your code: `Client::new(project_id, secret)?`, once; clones share its connections.
    let client = support::client(&[
        ("b2b.discovery.organizations.list", 200, NONE),
        ("b2b.discovery.organizations.create", 200, CREATED),
    ])?;
    let organizations = client.b2b().discovery().organizations();
    let token = support::given("STYTCH_INTERMEDIATE_SESSION_TOKEN", "an-intermediate-session-token");

    let found = organizations.list(ListParams::new().intermediate_session_token(&token)).await?;
    println!("{} can sign in to {} organizations", found.email_address, found.discovered_organizations.len());
    for organization in found.discovered_organizations.iter().filter_map(|found| found.organization.as_ref()) {
        println!("- {}", organization.organization_name);
    }

    let params = CreateParams::new(&token)
        .organization_name("Fernhill Robotics")
        .organization_slug("fernhill-robotics")
        .email_allowed_domains(["fernhill.example"])
        .email_jit_provisioning("RESTRICTED")
        .trusted_metadata([("plan", "team")]);
    match organizations.create(params).await {
        Ok(created) if created.member_authenticated => println!("{} is signed in", created.member.email_address),
        // Ask for the second factor, with `created.intermediate_session_token`.
        Ok(created) => println!("{} needs a second factor", created.member.email_address),
        Err(Error::Api(error)) => match error.code() {
            Some("organization_slug_already_used") => println!("choose another short name"),
            _ => return Err(Error::Api(error)),
        },
        Err(error) => return Err(error),
    }
    Ok(())
}

/// What the API would answer, as far as this example reads it.
const NONE: &str = r#"{ "email_address": "noor@fernhill.example", "discovered_organizations": [] }"#;
const CREATED: &str = r#"{
    "member_authenticated": true,
    "member": { "email_address": "noor@fernhill.example" },
    "organization": { "organization_name": "Fernhill Robotics" }
}"#;
