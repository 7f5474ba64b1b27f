//! The types of parameters as values of their own: read and written by wire name.

use serde_json::{Value, json};
use stytch_sdk::b2b::sessions::{ExchangeParams, ExchangeRequestLocale, GetJwksParams, GetParams};

use crate::base::assert_same;
use crate::calls::{CALLS, call};
use crate::spec::{Extent, SPEC};

#[test]
fn parameters_are_read_and_written_by_wire_name() {
    for call in CALLS {
        for extent in [Extent::All, Extent::Required] {
            let json = SPEC.of(call.id).made(extent, "a secret");
            let written = (call.params)(&json).unwrap_or_else(|e| panic!("{}: {e}", call.id));
            assert_same(call.id, &written.json, &json);
        }
    }
}

#[test]
fn parameters_of_path_and_query_are_among_them() {
    let get: GetParams = serde_json::from_str(r#"{"member_id": "m", "organization_id": "o"}"#).expect("parameters");
    assert_eq!((get.organization_id.as_str(), get.member_id.as_str()), ("o", "m"));
    let get: GetJwksParams = serde_json::from_str(r#"{"project_id": "p"}"#).expect("parameters");
    assert_eq!(get.project_id, "p");
    assert_eq!(serde_json::to_string(&get).expect("JSON"), r#"{"project_id":"p"}"#);
}

#[test]
fn a_required_parameter_that_is_missing_is_an_error() {
    for call in CALLS {
        let operation = SPEC.of(call.id);
        let whole = operation.made(Extent::All, "a secret");
        for name in operation.required() {
            let mut json = whole.clone();
            json.as_object_mut().expect("an object").shift_remove(&name);
            let error = (call.params)(&json).expect_err("it is missing").to_string();
            assert!(error.contains(&name), "{}: {error}", call.id);
            json[&name] = Value::Null;
            let error = (call.params)(&json).expect_err("it is null").to_string();
            assert!(error.contains(&name), "{}: {error}", call.id);
        }
    }
}

#[test]
fn a_parameter_of_the_wrong_type_is_an_error() {
    let json = json!({ "organization_id": "o", "session_duration_minutes": "60" });
    let error = (call("b2b.sessions.exchange").params)(&json).expect_err("a string is no number").to_string();
    assert!(error.contains("session_duration_minutes"), "{error}");
}

#[test]
fn an_option_that_is_null_is_one_that_is_not_set() {
    let json = json!({ "organization_id": "o", "locale": null, "session_custom_claims": null });
    let read: ExchangeParams = serde_json::from_value(json).expect("parameters");
    assert_eq!(read, ExchangeParams::new("o"));
}

#[test]
fn unknown_keys_are_ignored() {
    let read: GetJwksParams = serde_json::from_str(r#"{"project_id": "p", "later": {}}"#).expect("parameters");
    assert_eq!(read, GetJwksParams::new("p"));
}

#[test]
fn an_enum_value_that_nobody_knows_is_kept() {
    let json = json!({ "organization_id": "o", "locale": "tlh-Latn" });
    let read: ExchangeParams = serde_json::from_value(json.clone()).expect("parameters");
    assert_eq!(read.locale, Some(ExchangeRequestLocale::Unknown("tlh-Latn".to_owned())));
    assert_eq!(serde_json::to_value(&read).expect("JSON"), json);
}

#[test]
fn parameters_that_were_built_equal_those_that_were_read() {
    let built = ExchangeParams::new("o")
        .session_token("t")
        .session_duration_minutes(60)
        .session_custom_claims([("plan", json!("team")), ("beta", json!(null))])
        .locale(ExchangeRequestLocale::PtBr);
    let json = json!({
        "organization_id": "o",
        "session_token": "t",
        "session_duration_minutes": 60,
        "session_custom_claims": { "plan": "team", "beta": null },
        "locale": "pt-br",
    });
    assert_eq!(serde_json::to_value(&built).expect("JSON"), json);
    assert_eq!(serde_json::from_value::<ExchangeParams>(json).expect("parameters"), built);
}

#[test]
fn parameters_are_read_from_other_formats_than_json() {
    let text =
        "organization_id: o\nsession_duration_minutes: 60\nlocale: pt-br\nsession_custom_claims: { beta: null }\n";
    let read: ExchangeParams = serde_yaml::from_str(text).expect("parameters");
    let built = ExchangeParams::new("o").session_duration_minutes(60).locale(ExchangeRequestLocale::PtBr);
    assert_eq!(read, built.session_custom_claims([("beta", json!(null))]));
    let again: ExchangeParams = serde_yaml::from_str(&serde_yaml::to_string(&read).expect("YAML")).expect("the same");
    assert_eq!(again, read);
}

#[test]
fn answers_are_read_strictly_by_serde() {
    for call in CALLS {
        let operation = SPEC.of(call.id);
        let whole = SPEC.value(&operation.response.0, Extent::All, "a secret");
        let read = (call.response)(&whole).unwrap_or_else(|e| panic!("{}: {e}", call.id));
        assert_same(call.id, &read.json, &whole);
        let mut without = whole;
        without.as_object_mut().expect("an object").shift_remove("request_id");
        let error = (call.response)(&without).expect_err("it is missing").to_string();
        assert!(error.contains("request_id"), "{}: {error}", call.id);
    }
}
