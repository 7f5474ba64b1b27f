//! Answers that are not quite those of the description: what is forgiven, and what is an error that says where.

use serde_json::{Value, json};
use stytch_sdk::b2b::sessions::{AuthenticateParams, AuthenticateResponse};
use stytch_sdk::consumer::sessions::AuthenticationFactorType;
use stytch_sdk::runtime::DecodeError;
use stytch_sdk::{Error, Response};

use crate::base::{assert_same, client};
use crate::server::{Reply, Server};
use crate::spec::SPEC;

async fn authenticate(reply: Reply) -> Result<Response<AuthenticateResponse>, Error> {
    let params = AuthenticateParams::new().session_token("a-token");
    client(&Server::start([reply])).b2b().sessions().authenticate(params).with_metadata().await
}

/// The example's answer with changes, each a JSON Pointer and a value; no value removes.
fn changed(changes: &[(&str, Option<Value>)]) -> Value {
    let mut answer = SPEC.answer("b2b.sessions.authenticate");
    for (pointer, value) in changes {
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        let parent = answer.pointer_mut(parent).unwrap_or_else(|| panic!("the example has no {parent}"));
        match (parent, value) {
            (Value::Object(object), Some(value)) => drop(object.insert(name.to_owned(), value.clone())),
            (Value::Object(object), None) => drop(object.shift_remove(name).expect("it is there")),
            (Value::Array(items), Some(value)) => items[name.parse::<usize>().expect("an index")] = value.clone(),
            other => panic!("{pointer}: {other:?}"),
        }
    }
    answer
}

async fn read(changes: &[(&str, Option<Value>)]) -> Response<AuthenticateResponse> {
    authenticate(Reply::json(200, &changed(changes))).await.expect("it is forgiven")
}

async fn decode_error(reply: Reply) -> DecodeError {
    match authenticate(reply).await {
        Err(Error::Decode(error)) => *error,
        other => panic!("not read, instead of {other:?}"),
    }
}

#[tokio::test]
async fn an_enum_value_that_nobody_knows_is_kept() {
    let pointer = "/member_session/authentication_factors/0/type";
    let answer = changed(&[(pointer, Some(json!("telepathy")))]);
    let response = authenticate(Reply::json(200, &answer)).await.expect("it is forgiven");
    let factor = &response.body().member_session.authentication_factors[0];
    assert_eq!(factor.type_, AuthenticationFactorType::Unknown("telepathy".to_owned()));
    assert_eq!(factor.type_.as_str(), "telepathy");
    assert_same("written again", &serde_json::to_value(response.body()).expect("JSON"), &answer);
    assert_eq!(response.missing(), [""; 0]);
}

#[tokio::test]
async fn a_list_or_map_that_is_null_or_missing_is_empty() {
    for value in [Some(json!(null)), None] {
        let changes = [
            ("/member_session/roles", value.clone()),
            ("/organization/sso_active_connections", value.clone()),
            ("/member/roles/0/sources", value.clone()),
            ("/member/roles/0/sources", Some(json!([{ "type": "direct_assignment", "details": null }]))),
        ];
        let response = read(&changes).await;
        let body = response.body();
        assert_eq!(body.member_session.roles, [""; 0]);
        assert_eq!(body.organization.sso_active_connections, []);
        assert_eq!(body.member.roles[0].sources.len(), 1);
        assert_eq!(response.missing(), [""; 0], "an empty list is nothing to miss");
    }
}

#[tokio::test]
async fn a_missing_field_does_not_fail_the_answer_and_is_named() {
    let changes = [
        ("/member/email_address", None),
        ("/member_session/started_at", None),
        ("/organization/sso_active_connections/0/display_name", None),
        ("/request_id", Some(json!(null))),
        ("/member/is_admin", Some(json!(null))),
    ];
    let response = read(&changes).await;
    assert_eq!(response.body().member.email_address, "");
    assert_eq!(response.body().member.name, "Noor Haddad", "what is there is read");
    let mut missing = response.missing().to_vec();
    missing.sort();
    let expected = [
        "member.email_address",
        "member.is_admin",
        "member_session.started_at",
        "organization.sso_active_connections[0].display_name",
        "request_id",
    ];
    assert_eq!(missing, expected);
}

#[tokio::test]
async fn an_object_that_is_missing_is_empty_and_named() {
    let response = read(&[("/member", None), ("/organization", Some(json!(null)))]).await;
    assert_eq!(response.body().member.member_id, "");
    let mut missing = response.missing().to_vec();
    missing.sort();
    assert_eq!(missing, ["member", "organization"]);
}

#[tokio::test]
async fn a_value_of_the_wrong_type_is_named_by_its_path() {
    let cases = [
        ("/member_session/roles/1", json!(7), "member_session.roles[1]", "a string", "a number"),
        ("/member/is_admin", json!("yes"), "member.is_admin", "a boolean", "a string"),
        ("/status_code", json!("200"), "status_code", "", "a string"),
        ("/status_code", json!(200.5), "status_code", "", "a fraction"),
        ("/status_code", json!(3_000_000_000_u32), "status_code", "", "out of range"),
        ("/member/roles", json!({}), "member.roles", "an array", "an object"),
        ("/organization", json!([]), "organization", "an object", "an array"),
        ("/member/roles/1/sources/0/details", json!("x"), "member.roles[1].sources[0].details", "", "a string"),
        ("/member_session/started_at", json!("soon"), "member_session.started_at", "", ""),
        ("/member_session/expires_at", json!(12), "member_session.expires_at", "", ""),
    ];
    for (pointer, value, path, expected, found) in cases {
        let answer = changed(&[(pointer, Some(value))]);
        let error = decode_error(Reply::json(200, &answer)).await;
        assert_eq!(error.path().as_deref(), Some(path), "{error}");
        assert_eq!(error.status(), 200);
        assert_eq!(serde_json::from_slice::<Value>(error.body()).expect("JSON"), answer, "the body is kept");
        let shown = error.to_string();
        assert!(shown.starts_with("b2b.sessions.authenticate: 200 OK: "), "{shown}");
        assert!(shown.contains(path) && shown.contains(expected) && shown.contains(found), "{shown}");
        assert!(shown.ends_with("(request id request-id-test-41dd086f-f730-5bff-8cfc-3c605d7568a7)"), "{shown}");
    }
}

#[tokio::test]
async fn fields_that_nobody_knows_are_ignored() {
    let changes = [
        ("/new", Some(json!({ "deep": [[[null, -1.5e-7, "\u{0}"]]] }))),
        ("/member/new", Some(json!("x"))),
        ("/member_session/authentication_factors/0/new_factor", Some(json!({ "id": 1 }))),
    ];
    let response = read(&changes).await;
    assert_eq!(response.missing(), [""; 0]);
    let unchanged = SPEC.answer("b2b.sessions.authenticate");
    assert_same("written again", &serde_json::to_value(response.body()).expect("JSON"), &unchanged);
}

#[tokio::test]
async fn an_option_that_is_null_is_absent() {
    let response = read(&[("/verdict", Some(json!(null))), ("/member/created_at", Some(json!(null)))]).await;
    assert_eq!(response.body().verdict, None);
    assert_eq!(response.body().member.created_at, None);
    assert_eq!(response.missing(), [""; 0]);
}

#[tokio::test]
async fn an_optional_time_that_is_empty_is_absent() {
    let response = read(&[("/member/created_at", Some(json!("")))]).await;
    assert_eq!(response.body().member.created_at, None);
}

#[tokio::test]
async fn times_of_any_offset_are_read() {
    let response = read(&[("/member_session/started_at", Some(json!("2024-10-09T10:00:05.123456+02:00")))]).await;
    assert_eq!(response.body().member_session.started_at.to_rfc3339(), "2024-10-09T08:00:05.123456+00:00");
}

#[tokio::test]
async fn an_integer_that_is_written_as_a_float_is_read() {
    assert_eq!(read(&[("/status_code", Some(json!(200.0)))]).await.body().status_code, 200);
}

#[tokio::test]
async fn free_form_data_is_kept_as_it_is() {
    let claims = json!({ "a": null, "b": [1, 2.5, { "c": "é" }], "": {}, "big": 18_446_744_073_709_551_615_u64 });
    let response = read(&[("/member_session/custom_claims", Some(claims.clone()))]).await;
    let read = response.into_body().member_session.custom_claims.expect("they are there");
    assert_eq!(serde_json::to_value(read).expect("JSON"), claims);
}

#[tokio::test]
async fn an_answer_that_is_null_as_a_whole_is_an_error() {
    let error = decode_error(Reply::json(200, &json!(null))).await;
    assert_eq!(error.to_string().lines().count(), 1, "{error}");
    assert!(error.to_string().contains("expected a value, found null"), "{error}");
}

#[tokio::test]
async fn what_is_not_one_json_document_is_an_error() {
    let whole = SPEC.answer("b2b.sessions.authenticate").to_string();
    let half = whole[..whole.len() / 2].to_owned();
    let cases = [half, format!("{whole}{whole}"), format!("{whole},"), "[]".to_owned(), "\u{1f}".to_owned()];
    for body in cases {
        match authenticate(Reply::text(200, "application/json", &body)).await {
            Err(Error::Decode(error)) => assert_eq!(error.body(), body.as_bytes()),
            other => panic!("{body:.40}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_byte_order_mark_is_skipped() {
    let body = format!("\u{feff}{}", SPEC.answer("b2b.sessions.authenticate"));
    authenticate(Reply::text(200, "application/json", &body)).await.expect("it is forgiven");
}

#[test]
fn a_value_called_unknown_is_known() {
    use stytch_sdk::consumer::project::ProjectMetricMetricType as Metric;
    let read: Metric = serde_json::from_value(json!("UNKNOWN")).expect("a value");
    assert_eq!(read, Metric::UnknownValue);
    assert_eq!(serde_json::to_value(&read).expect("JSON"), "UNKNOWN");
    assert_eq!(Metric::from("LATER"), Metric::Unknown("LATER".to_owned()));
}
