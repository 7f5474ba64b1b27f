//! Faults that other SDKs of this API have, and that this one must not have; each test is named after what it shows.
//!
//! What the tests by theme show already (pages of proxies, redirects, secrets) is not repeated; here are the bytes as
//! the types and their setters make them.

use serde_json::json;
use stytch_sdk::b2b::discovery::organizations::CreateParams;
use stytch_sdk::b2b::passwords::session::{ResetParams, ResetRequestLocale};
use stytch_sdk::b2b::sessions::{
    AuthenticateParams, ExchangeParams, ExchangeRequestLocale, GetJwksParams, GetParams, RevokeParams,
};
use stytch_sdk::consumer::sessions::{AuthenticationFactorDeliveryMethod, AuthenticationFactorType};
use stytch_sdk::{Error, ErrorBody};

use crate::base::client;
use crate::server::{Received, Reply, Server};
use crate::spec::SPEC;

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

#[test]
fn every_enum_value_is_known_and_written_as_it_is_described() {
    let factor = SPEC.schema("consumer.sessions.AuthenticationFactor");
    let described = |property: &str| -> Vec<String> {
        serde_json::from_value(factor["properties"][property]["enum"].clone()).expect("a list of texts")
    };
    assert_eq!(described("type"), AuthenticationFactorType::KNOWN);
    assert_eq!(described("delivery_method"), AuthenticationFactorDeliveryMethod::KNOWN);
    for value in described("delivery_method") {
        let read = AuthenticationFactorDeliveryMethod::from(value.as_str());
        assert!(!matches!(read, AuthenticationFactorDeliveryMethod::Unknown(_)), "{value}");
        assert_eq!((read.as_str(), read.to_string()), (value.as_str(), value.clone()));
        assert_eq!(serde_json::to_value(&read).expect("JSON"), value);
    }
    for known in [ResetRequestLocale::KNOWN, ExchangeRequestLocale::KNOWN] {
        assert_eq!(known, ["en", "es", "pt-br"]);
    }
}

// ---- 2. unset options go out as null; what was set cannot be sent

#[tokio::test]
async fn unset_options_do_not_go_out_as_null() {
    let server = answering("b2b.discovery.organizations.create");
    let params = CreateParams::new("a-token", "Fernhill", "fernhill");
    client(&server).b2b().discovery().organizations().create(params).await.expect("success");
    let expected =
        r#"{"intermediate_session_token":"a-token","organization_name":"Fernhill","organization_slug":"fernhill"}"#;
    assert_eq!(body(&server.only()), expected);
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
    let params = CreateParams::new("t", "n", "s").email_allowed_domains([""; 0]).trusted_metadata([("", ""); 0]);
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

// ---- 5. errors lose their status, or what they say

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
    let typed: ErrorBody = error.as_api().expect("of the API").json().expect("its type");
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
