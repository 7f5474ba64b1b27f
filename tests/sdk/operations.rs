//! Each operation with its examples: what arrives at the server, and what becomes of the answer.

use serde_json::Value;

use crate::base::{BASIC, assert_same, client};
use crate::calls::{Answer, CALLS, Call};
use crate::server::{Received, Reply, Server};
use crate::spec::{Extent, Operation, SPEC};
use stytch_sdk::b2b::sessions::{RevokeParams, RevokeRequestOptions};

/// Makes a call to a server that gives the answer, and hands out what arrived.
async fn exchange(call: &Call, params: Value, answer: &Value) -> (Received, Answer) {
    let server = Server::start([Reply::json(200, answer)]);
    let answer = (call.send)(&client(&server), params).await.unwrap_or_else(|e| panic!("{}: {e}", call.id));
    (server.only(), answer)
}

/// Method, target, headers and body are those of the description, and there is nothing else.
fn assert_arrived(id: &str, operation: &Operation, params: &Value, received: &Received) {
    let (method, target) = operation.request_line(params);
    assert_eq!((&received.method, &received.target), (&method, &target), "{id}");
    match operation.request_body(params) {
        Some(body) => assert_same(id, &received.json(), &body),
        None => assert_eq!(received.body, b"", "{id}"),
    }
    let mut names = received.header_names();
    names.sort();
    let expected: &[&str] = match (operation.anonymous, operation.body.is_some()) {
        (true, false) => &["accept", "host", "user-agent"],
        (false, false) => &["accept", "authorization", "host", "user-agent"],
        (_, true) => &["accept", "authorization", "content-length", "content-type", "host", "user-agent"],
    };
    assert_eq!(names, expected, "{id}");
    assert_eq!(received.header("accept"), Some("application/json"), "{id}");
    assert_eq!(received.header("content-type"), operation.body.as_ref().map(|_| "application/json"), "{id}");
    assert_eq!(received.header("authorization"), (!operation.anonymous).then_some(BASIC), "{id}");
    assert_eq!(received.header("user-agent"), Some("stytch-sdk/15.7.0"), "{id}");
}

/// The JSON without properties of an object that are null: an option that is null is one that is absent.
fn without_null(json: &Value, keep: bool) -> Value {
    match json {
        Value::Object(object) => {
            let kept = object.iter().filter(|(_, value)| keep || !value.is_null());
            // Free-form data keeps its nulls.
            let free =
                |name: &str| name.ends_with("_claims") || name.ends_with("_metadata") || name.ends_with("_tenants");
            kept.map(|(name, value)| (name.clone(), without_null(value, keep || free(name)))).collect()
        }
        Value::Array(items) => items.iter().map(|item| without_null(item, keep)).collect(),
        other => other.clone(),
    }
}

#[test]
fn every_operation_of_the_description_is_tested() {
    let mut tested: Vec<&str> = CALLS.iter().map(|call| call.id).collect();
    tested.sort_unstable();
    assert_eq!(tested, SPEC.ids());
    assert_eq!(tested.len(), 14);
}

#[tokio::test]
async fn the_request_of_the_example_arrives_as_described() {
    for call in CALLS {
        let operation = SPEC.of(call.id);
        let params = operation.example();
        let (received, _) = exchange(call, params.clone(), &operation.response.1).await;
        assert_arrived(call.id, operation, &params, &received);
    }
}

#[tokio::test]
async fn the_answer_of_the_example_is_read_and_written_as_it_was() {
    for call in CALLS {
        let operation = SPEC.of(call.id);
        let example = &operation.response.1;
        let (_, answer) = exchange(call, operation.example(), example).await;
        assert_same(call.id, &answer.body.json, &without_null(example, false));
        assert_eq!(answer.missing, [""; 0], "{}", call.id);
        assert_eq!(answer.status, 200, "{}", call.id);
        assert_eq!(answer.request_id.as_deref(), example["request_id"].as_str(), "{}", call.id);
        assert_same(call.id, &serde_json::from_slice(&answer.raw).expect("JSON"), example);
    }
}

#[tokio::test]
async fn an_unset_option_is_not_sent() {
    for call in CALLS {
        let operation = SPEC.of(call.id);
        let params = operation.made(Extent::Required, "");
        let (received, _) = exchange(call, params.clone(), &operation.response.1).await;
        assert_arrived(call.id, operation, &params, &received);
    }
}

#[tokio::test]
async fn every_field_of_a_request_can_be_sent() {
    for call in CALLS {
        let operation = SPEC.of(call.id);
        let params = operation.made(Extent::All, "é\u{1F600}\n\u{7f}\\");
        let (received, _) = exchange(call, params.clone(), &operation.response.1).await;
        assert_arrived(call.id, operation, &params, &received);
    }
}

#[tokio::test]
async fn every_field_of_an_answer_is_read() {
    for call in CALLS {
        let operation = SPEC.of(call.id);
        let whole = SPEC.value(&operation.response.0, Extent::All, "a secret");
        let (_, answer) = exchange(call, operation.example(), &whole).await;
        assert_same(call.id, &answer.body.json, &whole);
        assert_eq!(answer.missing, [""; 0], "{}", call.id);
    }
}

#[tokio::test]
async fn an_answer_of_required_fields_alone_is_whole() {
    for call in CALLS {
        let operation = SPEC.of(call.id);
        let least = SPEC.value(&operation.response.0, Extent::Required, "a secret");
        let (_, answer) = exchange(call, operation.example(), &least).await;
        assert_same(call.id, &answer.body.json, &least);
        assert_eq!(answer.missing, [""; 0], "{}", call.id);
    }
}

#[tokio::test]
async fn any_2xx_is_success() {
    for status in [200, 201, 202, 206, 299] {
        let server = Server::start([Reply::json(status, &SPEC.answer("b2b.sessions.revoke"))]);
        let call = client(&server).b2b().sessions().revoke(RevokeParams::new());
        let response = call.with_metadata().await.expect("success");
        assert_eq!(response.status(), status);
    }
}

#[tokio::test]
async fn a_body_of_nothing_but_unset_options_is_an_empty_object() {
    let server = Server::start([Reply::json(200, &SPEC.answer("b2b.sessions.revoke"))]);
    client(&server).b2b().sessions().revoke(RevokeParams::new()).await.expect("success");
    assert_eq!(server.only().body, b"{}");
}

#[tokio::test]
async fn member_session_headers_go_out_with_the_revoke_call() {
    let server = Server::start([Reply::json(200, &SPEC.answer("b2b.sessions.revoke"))]);
    let params = RevokeParams::new().member_session_id("session-1");
    let options = RevokeRequestOptions::new().session_token("a-token").session_jwt("a.j.wt");
    client(&server).b2b().sessions().revoke(params).options(options).await.expect("success");
    let received = server.only();
    assert_eq!(received.header("X-Stytch-Member-Session"), Some("a-token"));
    assert_eq!(received.header("X-Stytch-Member-SessionJWT"), Some("a.j.wt"));
    assert_eq!(received.header("Authorization"), Some(BASIC), "they do not replace the project's credentials");
    assert_eq!(received.body, br#"{"member_session_id":"session-1"}"#, "they are not in the body");
}

#[tokio::test]
async fn each_member_session_header_goes_out_alone() {
    let server = Server::start([Reply::json(200, &SPEC.answer("b2b.sessions.revoke"))]);
    let options = RevokeRequestOptions::new().session_jwt("a.j.wt");
    client(&server).b2b().sessions().revoke(RevokeParams::new()).options(options).await.expect("success");
    let received = server.only();
    assert_eq!(received.header("X-Stytch-Member-Session"), None);
    assert_eq!(received.header("X-Stytch-Member-SessionJWT"), Some("a.j.wt"));
}

#[tokio::test]
async fn an_empty_member_session_token_is_not_sent() {
    let server = Server::start([Reply::json(200, &SPEC.answer("b2b.sessions.revoke"))]);
    let options = RevokeRequestOptions::new().session_token("").session_jwt("");
    client(&server).b2b().sessions().revoke(RevokeParams::new()).options(options).await.expect("success");
    let received = server.only();
    assert_eq!(received.header("X-Stytch-Member-Session"), None);
    assert_eq!(received.header("X-Stytch-Member-SessionJWT"), None);
}
