//! All operations in turn: what the facts say of each, its call, and a server that it goes to.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::Value;
use stytch_sdk::{Client, Error};

use crate::base::client;
use crate::calls::{Answer, CALLS, Call, Given};
use crate::facts::{FACTS, Operation};
use crate::server::{Received, Reply, Server};
use crate::values::{Make, answer, params};

/// An operation under test.
pub struct Subject {
    pub id: &'static str,
    pub facts: &'static Operation,
    pub call: &'static Call,
    pub server: Server,
    pub client: Client,
}

impl Subject {
    /// Makes the call to a server that gives this answer, and hands out what arrived.
    pub async fn exchange(&self, given: impl Into<Given>, reply: Reply) -> (Received, Result<Answer, Error>) {
        self.server.again([reply]);
        let outcome = self.call.send(&self.client, given).await;
        (self.server.only(), outcome)
    }

    /// What arrives when the call is made.
    pub async fn sent(&self, given: impl Into<Given>) -> Received {
        let (received, outcome) = self.exchange(given, Reply::json(200, &self.answer(Make::Required))).await;
        outcome.unwrap_or_else(|e| panic!("{}: {e}", self.id));
        received
    }

    /// What becomes of an answer.
    pub async fn read(&self, body: &Value) -> Answer {
        let outcome = self.exchange(self.params(Make::Required), Reply::json(200, body)).await.1;
        outcome.unwrap_or_else(|e| panic!("{}: {e}", self.id))
    }

    /// The error that becomes of a reply.
    pub async fn fail(&self, reply: Reply) -> Error {
        let given = Given { retry: Some(stytch_sdk::RetryPolicy::none()), ..self.params(Make::Required).into() };
        self.exchange(given, reply).await.1.map(|answer| answer.debug).expect_err(self.id)
    }

    pub fn params(&self, make: Make) -> Value {
        params(self.facts, make)
    }

    pub fn answer(&self, make: Make) -> Value {
        answer(self.facts, make)
    }
}

/// All operations, with one server and one client for all of them.
fn subjects() -> impl Iterator<Item = Subject> {
    let server = Server::start([]);
    let client = client(&server);
    CALLS.iter().map(move |call| {
        let facts = FACTS.operation(call.id);
        Subject { id: call.id, facts, call, server: server.clone(), client: client.clone() }
    })
}

/// Tries a test with every operation, and names all those with which it fails.
#[track_caller]
pub fn each(test: impl AsyncFn(&Subject)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let passes = |subject: &Subject| catch_unwind(AssertUnwindSafe(|| runtime.block_on(test(subject)))).is_ok();
    let failing: Vec<&str> = subjects().filter(|subject| !passes(subject)).map(|subject| subject.id).collect();
    assert!(failing.is_empty(), "{} of {} operations fail: {failing:#?}", failing.len(), CALLS.len());
}
