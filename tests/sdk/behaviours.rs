//! Faults that other SDKs of this API have, and that this one must not have; each test is named after what it shows.
//!
//! What the tests by theme show already (pages of proxies, redirects, secrets) is not repeated; here are the bytes as
//! the types and their setters make them.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use stytch_sdk::b2b::discovery::organizations::CreateParams;
use stytch_sdk::b2b::organizations::UpdateParams;
use stytch_sdk::b2b::passwords::session::{ResetParams, ResetRequestLocale};
use stytch_sdk::b2b::sessions::{AuthenticateParams, ExchangeParams, GetJwksParams, GetParams, RevokeParams};
use stytch_sdk::consumer::m2m::TokenParams;
use stytch_sdk::consumer::sessions::{AuthenticationFactorDeliveryMethod, AuthenticationFactorType};
use stytch_sdk::testing::{MockTransport, Reply as MockReply};
use stytch_sdk::types::{ErrorResponse, OAuth2ErrorResponse};
use stytch_sdk::{Error, RetryPolicy};

use crate::base::{PROJECT, assert_same, builder, client};
use crate::facts::{Definition, FACTS, Operation, Place, Type, TypeName};
use crate::server::{Received, Reply, Server};
use crate::spec::SPEC;
use crate::subject::each;
use crate::values::{Make, answer, params};
use crate::wire::{pairs, target};

fn answering(id: &str) -> Server {
    Server::start([Reply::json(200, &SPEC.answer(id))])
}

fn body(received: &Received) -> &str {
    std::str::from_utf8(&received.body).expect("JSON is UTF-8")
}

// ---- 1. enum values lose their hyphens

#[tokio::test]
async fn a_locale_goes_out_with_its_hyphen() {
    let server = answering("b2b.passwords.session.reset");
    let params = ResetParams::new("o", "a-password").locale(ResetRequestLocale::PtBr);
    client(&server).b2b().passwords().session().reset(params).await.expect("success");
    assert_eq!(body(&server.only()), r#"{"organization_id":"o","password":"a-password","locale":"pt-br"}"#);
}

#[tokio::test]
async fn a_locale_that_is_only_text_goes_out_as_it_is() {
    let server = answering("b2b.sessions.exchange");
    let params = ExchangeParams::new("o").locale("fr-CA");
    client(&server).b2b().sessions().exchange(params).await.expect("success");
    assert_eq!(body(&server.only()), r#"{"organization_id":"o","locale":"fr-CA"}"#);
}

/// The enums that fields of a request have, with the names of the fields.
fn enums_of(operation: &Operation) -> impl Iterator<Item = (&str, &TypeName, &[String])> {
    operation.request.iter().filter_map(|(_, field)| match &field.ty {
        Type::Named(name) => match FACTS.types.get(name) {
            Some(Definition::Enum(values)) => Some((field.wire.as_str(), name, values.as_slice())),
            _ => None,
        },
        _ => None,
    })
}

#[test]
fn every_value_of_every_enum_of_a_request_goes_out_as_it_is() {
    each(async |subject| {
        for (field, name, values) in enums_of(subject.facts) {
            for value in values {
                let mut params = subject.params(Make::Required);
                params[field] = json!(value);
                let shown = subject.call.params(&params).expect("parameters").debug;
                assert!(!shown.contains("Unknown("), "{}: {name:?} does not know {value}: {shown}", subject.id);
                assert_eq!(subject.sent(params).await.json()[field], *value, "{}", subject.id);
            }
        }
    });
}

#[test]
fn the_34_enums_of_locales_and_identity_providers_have_values_with_hyphens() {
    let all = FACTS.operations.iter().flat_map(enums_of);
    let hyphens = all.filter(|(_, _, values)| values.iter().any(|value| value.contains('-')));
    let names: BTreeSet<&TypeName> = hyphens.map(|(_, name, _)| name).collect();
    assert!(names.iter().all(|name| name.name.ends_with("Locale") || name.name.ends_with("IdentityProvider")));
    assert_eq!(names.len(), 34);
}

#[test]
fn every_value_of_the_enums_of_answers_is_known() {
    let described = |name: &str| match &FACTS.types[&TypeName::new("consumer.sessions", name)] {
        Definition::Enum(values) => values.clone(),
        _ => panic!("{name} is no enum"),
    };
    assert_eq!(described("AuthenticationFactorType"), AuthenticationFactorType::KNOWN);
    assert_eq!(described("AuthenticationFactorDeliveryMethod"), AuthenticationFactorDeliveryMethod::KNOWN);
    for value in described("AuthenticationFactorDeliveryMethod") {
        let read = AuthenticationFactorDeliveryMethod::from(value.as_str());
        assert!(!matches!(read, AuthenticationFactorDeliveryMethod::Unknown(_)), "{value}");
        assert_eq!((read.as_str(), read.to_string()), (value.as_str(), value.clone()));
        assert_eq!(serde_json::to_value(&read).expect("JSON"), value);
    }
}

// ---- 2. unset options go out as null; what was set cannot be sent

#[tokio::test]
async fn unset_options_do_not_go_out_as_null() {
    let server = answering("b2b.discovery.organizations.create");
    let params = CreateParams::new("a-token").organization_name("Fernhill").organization_slug("fernhill");
    client(&server).b2b().discovery().organizations().create(params).await.expect("success");
    let expected =
        r#"{"intermediate_session_token":"a-token","organization_name":"Fernhill","organization_slug":"fernhill"}"#;
    assert_eq!(body(&server.only()), expected);
}

#[tokio::test]
async fn an_update_of_an_organization_sends_the_one_field_that_was_set() {
    let updated = answer(FACTS.operation("b2b.organizations.update"), Make::Required);
    let server = Server::start([Reply::json(200, &updated)]);
    let params = UpdateParams::new("organization-1").organization_name("Fernhill");
    client(&server).b2b().organizations().update(params).await.expect("success");
    let received = server.only();
    assert_eq!((received.method.as_str(), received.target.as_str()), ("PUT", "/v1/b2b/organizations/organization-1"));
    assert_eq!(body(&received), r#"{"organization_name":"Fernhill"}"#);
}

/// What is required, with one field more.
#[test]
fn every_option_goes_out_alone() {
    each(async |subject| {
        let all = subject.params(Make::All);
        let in_body = |place: &Place| *place == Place::Body;
        let required = subject.params(Make::Required);
        for (_, field) in
            subject.facts.request.iter().filter(|(place, field)| in_body(place) && field.required != Some(true))
        {
            let mut params = required.clone();
            params[&field.wire] = all[&field.wire].clone();
            let of_body = |(place, field): &(Place, crate::facts::Field)| in_body(place).then(|| field.wire.clone());
            let names: BTreeSet<String> = subject.facts.request.iter().filter_map(of_body).collect();
            let mut expected: Map<String, Value> = params.as_object().expect("an object").clone();
            expected.retain(|name, _| names.contains(name));
            assert_same(subject.id, &subject.sent(params).await.json(), &expected.into());
        }
    });
}

#[tokio::test]
async fn null_zero_and_nothing_go_out_where_they_were_set() {
    let server = answering("b2b.sessions.authenticate");
    let params = AuthenticateParams::new()
        .session_token("")
        .session_duration_minutes(0)
        .session_custom_claims([("removed", json!(null)), ("kept", json!(false))]);
    client(&server).b2b().sessions().authenticate(params).await.expect("success");
    let expected =
        r#"{"session_token":"","session_duration_minutes":0,"session_custom_claims":{"kept":false,"removed":null}}"#;
    assert_eq!(body(&server.only()), expected);
}

#[tokio::test]
async fn an_empty_list_or_map_goes_out_where_it_was_set() {
    let server = answering("b2b.discovery.organizations.create");
    let params = CreateParams::new("t").email_allowed_domains([""; 0]).trusted_metadata([("", ""); 0]);
    client(&server).b2b().discovery().organizations().create(params).await.expect("success");
    let sent = server.only().json();
    assert_eq!((&sent["email_allowed_domains"], &sent["trusted_metadata"]), (&json!([]), &json!({})));
}

// ---- 3. one odd value fails the whole answer

#[tokio::test]
async fn an_answer_with_odd_values_is_read_all_the_same() {
    let odd = json!({
        "request_id": "r",
        "member_sessions": [
            { "member_id": "m", "roles": null, "authentication_factors": [{ "type": "aura", "delivery_method": null }] },
            { "member_id": "n", "roles": ["reader"] },
        ],
    });
    let server = Server::start([Reply::json(200, &odd)]);
    let call = client(&server).b2b().sessions().get(GetParams::new("o", "m"));
    let response = call.with_metadata().await.expect("it is forgiven");
    let sessions = &response.body().member_sessions;
    assert_eq!((sessions[0].member_id.as_str(), sessions[1].member_id.as_str()), ("m", "n"));
    assert_eq!(sessions[0].authentication_factors[0].type_.as_str(), "aura");
    assert_eq!(sessions[1].roles, ["reader"]);
    for path in ["status_code", "member_sessions[1].organization_id", "member_sessions[0].started_at"] {
        assert!(response.missing().iter().any(|missing| missing == path), "{path}: {:?}", response.missing());
    }
}

#[tokio::test]
async fn a_key_set_with_an_odd_key_is_read() {
    let mut keys = SPEC.answer("b2b.sessions.get_jwks");
    keys["keys"].as_array_mut().expect("a list").push(json!({ "kty": "OKP", "crv": "Ed25519", "x": "…", "kid": "k" }));
    let server = Server::start([Reply::json(200, &keys)]);
    let read = client(&server).b2b().sessions().get_jwks(GetJwksParams::new("p")).await.expect("it is forgiven");
    assert_eq!(read.keys.len(), 2);
    assert_eq!((read.keys[1].kty.as_str(), read.keys[1].kid.as_str()), ("OKP", "k"));
}

// ---- 4. values that nobody chose, paths that nobody meant

#[tokio::test]
async fn no_option_is_chosen_for_the_caller() {
    let server = answering("b2b.sessions.revoke");
    client(&server).b2b().sessions().revoke(RevokeParams::new()).await.expect("success");
    assert_eq!(body(&server.only()), "{}");
    assert_eq!(ExchangeParams::new("o").locale, None);
}

#[tokio::test]
async fn a_forgotten_id_does_not_give_another_path() {
    let server = answering("b2b.sessions.get_jwks");
    let error = client(&server).b2b().sessions().get_jwks(GetJwksParams::new("")).await.expect_err("refused");
    assert_eq!(
        error.to_string(),
        "b2b.sessions.get_jwks: not sent: parameter `project_id` is empty, and stands in the path"
    );
    assert_eq!(server.received().len(), 0);
}

/// `/v1/b2b/organizations//members/` is another path.
#[test]
fn no_path_parameter_of_any_operation_may_be_empty() {
    each(async |subject| {
        for (_, field) in subject.facts.request.iter().filter(|(place, _)| *place == Place::Path) {
            for value in ["", ".", ".."] {
                let mut params = subject.params(Make::Required);
                params[&field.wire] = json!(value);
                subject.server.again([]);
                let error = subject.call.send(&subject.client, params).await.expect_err("refused");
                let expected = format!("{}: not sent: parameter `{}` is ", subject.id, field.wire);
                assert!(error.is_invalid() && error.to_string().starts_with(&expected), "{error}");
                assert_eq!(subject.server.received().len(), 0, "{}", subject.id);
            }
        }
    });
}

// ---- 5. errors lose their status, or what they say

#[test]
fn a_page_of_a_proxy_keeps_its_status_and_text_for_every_operation() {
    each(async |subject| {
        let page = "<html><h1>502 Bad Gateway</h1></html>";
        let error = subject.fail(Reply::text(502, "text/html", page)).await;
        let error = error.as_api().unwrap_or_else(|| panic!("{}: {error:?}", subject.id));
        assert_eq!((error.status().as_u16(), error.text().as_ref()), (502, page), "{}", subject.id);
        assert_eq!(error.error_details(), None);
        assert_eq!(error.operation(), subject.id);
    });
}

#[test]
fn an_error_says_what_it_is_for_every_operation() {
    each(async |subject| {
        let said = json!({
            "status_code": 404,
            "request_id": "request-1",
            "error_type": "nothing_found",
            "error_message": "There is nothing here.",
            "error_url": null,
            "error_details": { "limit": [3] },
        });
        let error = subject.fail(Reply::json(404, &said)).await;
        let error = error.as_api().unwrap_or_else(|| panic!("{}: {error:?}", subject.id));
        assert_eq!(error.status(), 404);
        assert_eq!((error.code(), error.message()), (Some("nothing_found"), Some("There is nothing here.")));
        assert_eq!(error.request_id(), Some("request-1"));
        let details = error.error_details().expect("the details are kept");
        assert_eq!(json!(details), said["error_details"]);
        assert_eq!(serde_json::from_slice::<Value>(error.body()).expect("JSON"), said, "and all else");
    });
}

#[test]
fn an_error_of_oauth_is_no_fault_of_decoding_for_any_operation() {
    each(async |subject| {
        let error = subject.fail(Reply::json(400, &json!({ "error": "invalid_client" }))).await;
        let error = error.as_api().unwrap_or_else(|| panic!("{}: {error:?}", subject.id));
        assert_eq!((error.status().as_u16(), error.text().as_ref()), (400, r#"{"error":"invalid_client"}"#));
        let typed: OAuth2ErrorResponse = error.json().expect("its type");
        assert_eq!((typed.error.as_str(), typed.error_description), ("invalid_client", None));
    });
}

#[tokio::test]
async fn a_failed_token_call_says_why() {
    let said = json!({ "error": "invalid_scope", "error_description": "Not this one." });
    let server = Server::start([Reply::json(400, &said)]);
    let call = client(&server).consumer().m2m().token(TokenParams::new(PROJECT, "c", "s").scope(["x"]));
    let error = call.await.expect_err("refused");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(400));
    let shown = error.to_string();
    assert!(shown.contains("invalid_scope") && shown.contains("Not this one."), "{shown}");
}

#[tokio::test]
async fn an_error_of_another_shape_keeps_what_it_says() {
    for said in [
        json!({ "error": "invalid_client", "error_description": "No such client." }),
        json!({ "error_type": "x", "error_message": "y", "error_details": { "limit": 3 }, "error_url": null }),
        json!({ "error_type": 7, "error_message": ["y"], "status_code": "many" }),
        json!(["not", "an", "object"]),
        json!(null),
    ] {
        let server = Server::start([Reply::json(400, &said)]);
        let error = match client(&server).b2b().sessions().revoke(RevokeParams::new()).await {
            Err(Error::Api(error)) => error,
            other => panic!("{said}: {other:?}"),
        };
        assert_eq!(error.status(), 400);
        assert_eq!(error.text(), said.to_string());
        let own: serde_json::Value = error.json().expect("any JSON");
        assert_eq!(own, said);
    }
}

#[tokio::test]
async fn an_error_url_of_null_is_read() {
    let mut said = SPEC.error(404);
    said["error_url"] = json!(null);
    let server = Server::start([Reply::json(404, &said)]);
    let error = client(&server).b2b().sessions().revoke(RevokeParams::new()).await.expect_err("an error");
    let typed: ErrorResponse = error.as_api().expect("of the API").json().expect("its type");
    assert_eq!((typed.error_url.as_ref(), typed.error_type.as_str()), (None, "session_not_found"));
    assert_eq!(serde_json::to_value(&typed).expect("JSON"), said);
}

// ---- 6. bodies of GET, parameters in several places, question marks that lead nowhere

#[tokio::test]
async fn a_get_sends_no_body_and_says_nothing_of_one() {
    let server = answering("b2b.sessions.get");
    client(&server).b2b().sessions().get(GetParams::new("o", "m")).await.expect("success");
    let received = server.only();
    assert_eq!(received.body, b"");
    for name in ["content-type", "content-length", "transfer-encoding"] {
        assert_eq!(received.header(name), None, "{name}");
    }
}

#[tokio::test]
async fn a_path_parameter_is_in_the_path_alone_and_no_question_mark_follows() {
    let server = answering("b2b.sessions.get_jwks");
    client(&server).b2b().sessions().get_jwks(GetJwksParams::new("project-test-1")).await.expect("success");
    let received = server.only();
    assert_eq!(received.target, "/v1/b2b/sessions/jwks/project-test-1");
    assert_eq!(received.body, b"");
}

#[test]
fn get_and_delete_send_no_body_for_any_operation() {
    each(async |subject| {
        let received = subject.sent(subject.params(Make::All)).await;
        if matches!(subject.facts.method.as_str(), "GET" | "DELETE") {
            assert_eq!(received.body, b"", "{}", subject.id);
            for name in ["content-type", "content-length", "transfer-encoding"] {
                assert_eq!(received.header(name), None, "{}: {name}", subject.id);
            }
        }
    });
}

#[test]
fn no_question_mark_is_left_where_no_query_is_set() {
    each(async |subject| {
        let mut params = subject.params(Make::All);
        for (_, field) in
            subject.facts.request.iter().filter(|(place, field)| *place == Place::Query && field.required != Some(true))
        {
            params.as_object_mut().expect("an object").shift_remove(&field.wire);
        }
        let received = subject.sent(params).await;
        assert!(!received.target.ends_with('?'), "{}: {}", subject.id, received.target);
    });
}

#[test]
fn the_prefix_of_a_base_url_is_kept_by_every_operation() {
    each(async |subject| {
        let base = format!("{}/a/prefix/", subject.server.url());
        let client = builder(&subject.server).base_url(base).build().expect("a client");
        subject.server.again([Reply::json(200, &subject.answer(Make::Required))]);
        let params = subject.params(Make::All);
        subject.call.send(&client, params.clone()).await.expect(subject.id);
        assert_eq!(subject.server.only().target, format!("/a/prefix{}", target(subject.facts, &params)));
    });
}

// ---- 9. the token call sends a list where the API reads a text

#[tokio::test]
async fn the_scopes_of_a_token_call_are_one_text() {
    let token = json!({ "access_token": "a.j.wt", "expires_in": 3600, "token_type": "bearer" });
    let server = Server::start([Reply::json(200, &token)]);
    let params = TokenParams::new(PROJECT, "c", "s").scope(["read:users", "write:users"]);
    client(&server).consumer().m2m().token(params).await.expect("a token");
    let pairs = pairs(&server.only().body);
    let scopes: Vec<_> = pairs.iter().filter(|(name, _)| name.starts_with("scope")).collect();
    assert_eq!(scopes, [&("scope".to_owned(), "read:users write:users".to_owned())]);
}

// ---- 11. no timeouts, no options per call, no way to test one's own code

#[test]
fn no_operation_waits_for_ever() {
    each(async |subject| {
        let client = builder(&subject.server).timeout(Duration::from_millis(5)).retry(RetryPolicy::none()).build();
        subject.server.again([Reply::silence()]);
        let begun = Instant::now();
        let outcome = subject.call.send(&client.expect("a client"), subject.params(Make::Required)).await;
        let error = outcome.expect_err("nothing comes");
        assert!(error.is_timeout() && begun.elapsed() < Duration::from_secs(5), "{}: {error:?}", subject.id);
    });
}

#[tokio::test]
async fn every_operation_can_be_answered_by_a_double() {
    let mock = MockTransport::new();
    let client = builder(&Server::start([])).transport(mock.clone()).build().expect("a client");
    for (call, facts) in crate::calls::CALLS.iter().zip(&FACTS.operations) {
        let expected = answer(facts, Make::All);
        mock.reply(call.id, MockReply::json(200, expected.to_string()));
        let given = params(facts, Make::All);
        let answer = call.send(&client, given.clone()).await.unwrap_or_else(|e| panic!("{}: {e}", call.id));
        assert_same(call.id, &answer.body.json, &expected);
        let sent = mock.last_request().expect("a request");
        assert_eq!((sent.operation.as_str(), sent.path_and_query()), (call.id, target(facts, &given).as_str()));
    }
}
