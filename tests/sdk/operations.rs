//! Each operation: what arrives at the server, and what becomes of the answer.

use serde_json::{Value, json};
use stytch_sdk::b2b::sessions::RevokeParams;
use stytch_sdk::consumer::m2m::TokenParams;

use crate::base::{BASIC, PROJECT, assert_same, client};
use crate::calls::{Answer, CALLS, Given};
use crate::facts::{FACTS, Operation};
use crate::server::{Reply, Server};
use crate::spec::SPEC;
use crate::subject::each;
use crate::values::Make;
use crate::wire::{assert_arrived, pairs};

const HEADERS: [&str; 2] = ["X-Stytch-Member-Session", "X-Stytch-Member-SessionJWT"];

#[test]
fn every_operation_is_tested_in_the_order_of_the_facts() {
    let facts: Vec<&str> = FACTS.operations.iter().map(|operation| operation.id.as_str()).collect();
    let calls: Vec<&str> = CALLS.iter().map(|call| call.id).collect();
    assert_eq!(calls, facts);
    assert_eq!(calls.len(), 186);
    let mut sorted = calls;
    sorted.sort_unstable();
    assert_eq!(sorted, SPEC.ids());
}

// ---- requests

#[test]
fn every_field_of_a_request_arrives_in_its_place() {
    each(async |subject| {
        let params = subject.params(Make::All);
        assert_arrived(subject.facts, &params, &subject.sent(params.clone()).await);
    });
}

#[test]
fn an_unset_option_does_not_arrive() {
    each(async |subject| {
        let params = subject.params(Make::Required);
        assert_arrived(subject.facts, &params, &subject.sent(params.clone()).await);
    });
}

#[test]
fn false_zero_and_nothing_arrive_where_they_were_set() {
    each(async |subject| {
        let params = subject.params(Make::Zero);
        assert_arrived(subject.facts, &params, &subject.sent(params.clone()).await);
    });
}

#[test]
fn an_enum_value_that_nobody_knows_arrives_as_it_was_set() {
    each(async |subject| {
        let params = subject.params(Make::UnknownValues);
        assert_arrived(subject.facts, &params, &subject.sent(params.clone()).await);
    });
}

#[test]
fn the_request_of_an_example_arrives_as_described() {
    let mut examples = 0;
    for id in SPEC.ids() {
        examples += usize::from(SPEC.of(id).request.is_some());
    }
    assert!(examples >= 14, "there are {examples}");
    each(async |subject| {
        if let Some(params) = &SPEC.of(subject.id).request {
            assert_arrived(subject.facts, params, &subject.sent(params.clone()).await);
        }
    });
}

// ---- the token call

#[tokio::test]
async fn the_token_call_is_a_form_without_credentials() {
    let reply = json!({ "access_token": "a.j.wt", "expires_in": 3600, "token_type": "bearer" });
    let server = Server::start([Reply::json(200, &reply)]);
    let params = TokenParams::new(PROJECT, "m2m-client-1", "s&cret=+ é").scope(["read:users", "write:users"]);
    let token = client(&server).consumer().m2m().token(params).await.expect("a token");
    assert_eq!((token.access_token.as_str(), token.expires_in, token.token_type.as_str()), ("a.j.wt", 3600, "bearer"));
    let received = server.only();
    assert_eq!(received.target, format!("/v1/public/{PROJECT}/oauth2/token"));
    assert_eq!(received.header("authorization"), None);
    assert_eq!(received.header("content-type"), Some("application/x-www-form-urlencoded"));
    let expected = [
        ("grant_type", "client_credentials"),
        ("client_id", "m2m-client-1"),
        ("client_secret", "s&cret=+ é"),
        ("scope", "read:users write:users"),
    ];
    assert_eq!(pairs(&received.body), expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

#[tokio::test]
async fn a_token_call_without_scopes_sends_none() {
    let reply = json!({ "access_token": "a.j.wt", "expires_in": 3600, "token_type": "bearer" });
    for params in [TokenParams::new(PROJECT, "c", "s"), TokenParams::new(PROJECT, "c", "s").scope([""; 0])] {
        let server = Server::start([Reply::json(200, &reply)]);
        client(&server).consumer().m2m().token(params).await.expect("a token");
        assert_eq!(server.only().body, b"grant_type=client_credentials&client_id=c&client_secret=s");
    }
}

// ---- sessions of members

/// The operations that take a member's session, with the headers of both kinds.
fn of_members(facts: &Operation, token: &str, jwt: &str) -> Option<Value> {
    facts.member_session.then(|| json!({ HEADERS[0]: token, HEADERS[1]: jwt }))
}

#[test]
fn member_session_headers_are_options_of_40_operations() {
    assert_eq!(CALLS.iter().filter(|call| call.has_options).count(), 40);
    each(async |subject| assert_eq!(subject.call.has_options, subject.facts.member_session, "{}", subject.id));
}

#[test]
fn member_session_headers_go_out_beside_all_else() {
    each(async |subject| {
        let Some(options) = of_members(subject.facts, "a-token", "a.j.wt") else { return };
        let params = subject.params(Make::All);
        let mut received = subject.sent(Given { options: Some(options), ..params.clone().into() }).await;
        assert_eq!(HEADERS.map(|name| received.header(name)), [Some("a-token"), Some("a.j.wt")], "{}", subject.id);
        assert_eq!(received.header("authorization"), Some(BASIC), "they do not replace the project's credentials");
        received.headers.retain(|(name, _)| !HEADERS.iter().any(|header| header.eq_ignore_ascii_case(name)));
        assert_arrived(subject.facts, &params, &received);
    });
}

#[test]
fn each_member_session_header_goes_out_alone() {
    each(async |subject| {
        for (token, jwt) in [("a-token", ""), ("", "a.j.wt")] {
            let Some(options) = of_members(subject.facts, token, jwt) else { return };
            let options = Some(options);
            let received = subject.sent(Given { options, ..subject.params(Make::Required).into() }).await;
            let expected = [token, jwt].map(|value| Some(value).filter(|value| !value.is_empty()));
            assert_eq!(HEADERS.map(|name| received.header(name)), expected, "{}", subject.id);
        }
        for index in [0, 1] {
            let options = Some(json!({ HEADERS[index]: "given" }));
            let received = subject.sent(Given { options, ..subject.params(Make::Required).into() }).await;
            assert_eq!(received.header(HEADERS[index]), Some("given"), "{}", subject.id);
            assert_eq!(received.header(HEADERS[1 - index]), None, "{}", subject.id);
        }
    });
}

#[test]
fn an_empty_member_session_is_not_sent() {
    each(async |subject| {
        let Some(options) = of_members(subject.facts, "", "") else { return };
        let params = subject.params(Make::Required);
        let received = subject.sent(Given { options: Some(options), ..params.clone().into() }).await;
        assert_arrived(subject.facts, &params, &received);
    });
}

// ---- answers

#[track_caller]
fn assert_read(id: &str, answer: &Answer, expected: &Value) {
    assert_same(id, &answer.body.json, expected);
    assert_eq!(answer.missing, [""; 0], "{id}");
    assert_eq!(answer.status, 200, "{id}");
}

#[test]
fn every_field_of_an_answer_is_read() {
    each(async |subject| {
        let whole = subject.answer(Make::All);
        let answer = subject.read(&whole).await;
        assert_read(subject.id, &answer, &whole);
        assert_eq!(answer.request_id.as_deref(), whole["request_id"].as_str(), "{}", subject.id);
        assert_same(subject.id, &serde_json::from_slice(&answer.raw).expect("JSON"), &whole);
    });
}

#[test]
fn an_answer_of_required_fields_alone_is_whole() {
    each(async |subject| {
        let least = subject.answer(Make::Required);
        assert_read(subject.id, &subject.read(&least).await, &least);
    });
}

#[test]
fn false_zero_and_nothing_are_read_as_they_are() {
    each(async |subject| {
        let zero = subject.answer(Make::Zero);
        assert_read(subject.id, &subject.read(&zero).await, &zero);
    });
}

#[test]
fn unknown_enum_values_and_fields_do_not_fail_an_answer() {
    each(async |subject| {
        let whole = subject.answer(Make::UnknownFields);
        let answer = subject.read(&whole).await;
        // What is said of a token may have custom claims, which are kept.
        let is_open = subject.id == "consumer.idp.introspect_token_network";
        assert_read(subject.id, &answer, &if is_open { whole } else { subject.answer(Make::UnknownValues) });
    });
}

#[test]
fn null_in_place_of_a_list_or_map_is_an_empty_one() {
    each(async |subject| {
        let answer = subject.read(&subject.answer(Make::NullLists)).await;
        assert_read(subject.id, &answer, &subject.answer(Make::EmptyLists));
    });
}

#[test]
fn an_answer_without_any_field_is_read_and_what_is_missing_named() {
    each(async |subject| {
        let answer = subject.read(&json!({})).await;
        let lists = subject.answer(Make::NullLists);
        for field in FACTS.fields(&subject.facts.response) {
            let nullable = SPEC.of(subject.id).nullable.contains(&field.wire);
            let expected = field.required == Some(true) && !lists[&field.wire].is_null() && !nullable;
            let missing = answer.missing.contains(&field.wire);
            assert_eq!(missing, expected, "{}: {}, of {:?}", subject.id, field.wire, answer.missing);
        }
    });
}

#[test]
fn the_answer_of_an_example_is_read_and_written_as_it_was() {
    each(async |subject| {
        let Some(example) = &SPEC.of(subject.id).answer else { return };
        assert_read(subject.id, &subject.read(example).await, &without_null(example, false));
    });
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
