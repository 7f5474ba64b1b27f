//! What most tests begin with: a client of a server.

use std::time::Duration;

use serde_json::Value;
use stytch_sdk::{Client, ClientBuilder, RetryPolicy};

use crate::server::Server;

pub const PROJECT: &str = "project-test-00000000-0000-4000-8000-000000000000";
pub const SECRET: &str = "secret-test-planted";
/// `PROJECT:SECRET` in base64.
pub const BASIC: &str =
    "Basic cHJvamVjdC10ZXN0LTAwMDAwMDAwLTAwMDAtNDAwMC04MDAwLTAwMDAwMDAwMDAwMDpzZWNyZXQtdGVzdC1wbGFudGVk";

/// A client of the server, with credentials, that does not wait long before it sends again.
pub fn client(server: &Server) -> Client {
    builder(server).build().expect("a client")
}

pub fn builder(server: &Server) -> ClientBuilder {
    Client::for_project(PROJECT, SECRET).base_url(server.url()).retry(quick())
}

/// The default number of retries, without the default waiting.
pub fn quick() -> RetryPolicy {
    RetryPolicy::new().initial_backoff(Duration::from_millis(1))
}

/// Fails with the places where two documents differ, since whole ones are too long to compare by eye.
#[track_caller]
pub fn assert_same(what: &str, actual: &Value, expected: &Value) {
    let mut differences = Vec::new();
    compare("", actual, expected, &mut differences);
    assert!(differences.is_empty(), "{what}:\n{}", differences.join("\n"));
}

fn compare(path: &str, actual: &Value, expected: &Value, differences: &mut Vec<String>) {
    match (actual, expected) {
        (Value::Object(left), Value::Object(right)) => {
            for name in left.keys().chain(right.keys().filter(|name| !left.contains_key(*name))) {
                match (left.get(name), right.get(name)) {
                    (Some(left), Some(right)) => compare(&format!("{path}/{name}"), left, right, differences),
                    (Some(left), None) => differences.push(format!("{path}/{name}: {left} should be absent")),
                    (None, right) => differences.push(format!("{path}/{name}: absent, should be {right:?}")),
                }
            }
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            for (index, (left, right)) in left.iter().zip(right).enumerate() {
                compare(&format!("{path}/{index}"), left, right, differences);
            }
        }
        _ if actual == expected => {}
        _ => differences.push(format!("{path}: {actual} should be {expected}")),
    }
}
