//! The client of an example: of the API, of a server that you name, or of answers in memory.

#![allow(dead_code, reason = "no example needs all of it")]

pub mod token;

use std::env;

use stytch_sdk::testing::{MockTransport, Reply};
use stytch_sdk::{Client, Error};

/// With `STYTCH_PROJECT_ID` and `STYTCH_SECRET`, a client of the API; with a base URL as first argument or in
/// `STYTCH_BASE_URL`, of the server there; with neither, one that is given these answers, as (operation, status, body).
pub fn client(answers: &[(&str, u16, &str)]) -> Result<Client, Error> {
    let base_url = env::args().nth(1).or_else(|| env::var("STYTCH_BASE_URL").ok());
    let project = project();
    let without_network = base_url.is_none() && project.is_none();
    let (id, secret) = project.unwrap_or_else(|| ("project-test-example".into(), "secret-test-example".into()));

    let mut builder = Client::for_project(id, secret);
    if let Some(url) = base_url {
        builder = builder.base_url(url);
    }
    if without_network {
        let mock = MockTransport::new();
        for (operation, status, body) in answers {
            mock.reply(*operation, Reply::json(*status, *body));
        }
        builder = builder.transport(mock);
    }
    builder.build()
}

/// The identifier and the secret of the project in the environment.
pub fn project() -> Option<(String, String)> {
    env::var("STYTCH_PROJECT_ID").ok().zip(env::var("STYTCH_SECRET").ok())
}

/// What your code has from the request that it answers, and an example from the environment.
pub fn given(name: &str, otherwise: &str) -> String {
    env::var(name).unwrap_or_else(|_| otherwise.to_owned())
}
