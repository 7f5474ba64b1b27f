//! Registers an authenticator app for a user: shows its secret, and checks the first code.
//!
//! Without a network: `cargo run -p stytch-sdk --example register_totp`. With one: give a base URL as argument, or set
//! `STYTCH_PROJECT_ID`, `STYTCH_SECRET` and `STYTCH_USER_ID`.

mod support;

use std::io::{IsTerminal, stdin};

use stytch_sdk::Error;
use stytch_sdk::consumer::totps::{AuthenticateParams, CreateParams};

#[tokio::main]
async fn main() -> Result<(), Error> {
    // In your code: `Client::new(project_id, secret)?`, once; clones share its connections.
    let client =
        support::client(&[("consumer.totps.create", 200, CREATED), ("consumer.totps.authenticate", 200, RIGHT)])?;
    let user = support::given("STYTCH_USER_ID", "user-test-1");

    let app = client.consumer().totps().create(CreateParams::new(&user).expiration_minutes(30)).await?;
    println!("type into the app: {}", app.secret);
    println!("keep for the day the app is lost: {}", app.recovery_codes.join(", "));

    // The registration counts once a code was right.
    let params = AuthenticateParams::new(&user, code()).session_duration_minutes(60);
    match client.consumer().totps().authenticate(params).await {
        Ok(right) => println!("{} is registered, and a session has begun", right.totp_id),
        Err(Error::Api(error)) if error.status().is_client_error() => println!("not registered: {error}"),
        Err(error) => return Err(error),
    }
    Ok(())
}

/// The code that the app shows, from whoever sits at the terminal.
fn code() -> String {
    let mut code = String::new();
    if stdin().is_terminal() {
        println!("what does the app show?");
        let _ = stdin().read_line(&mut code);
    }
    Some(code.trim()).filter(|code| !code.is_empty()).unwrap_or("123456").to_owned()
}

/// What the API would answer, as far as this example reads it.
const CREATED: &str = r#"{ "secret": "EXAMPLESECRETNOTREAL", "recovery_codes": ["example-code-1", "example-code-2"] }"#;
const RIGHT: &str = r#"{ "totp_id": "totp-test-1", "session_token": "a-session-token" }"#;
