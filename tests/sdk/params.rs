//! The types of parameters as values of their own: read and written by wire name.

use serde_json::{Value, json};
use stytch_sdk::b2b::sessions::{ExchangeParams, ExchangeRequestLocale, GetJwksParams, GetParams};

use crate::base::assert_same;
use crate::calls::call;
use crate::facts::{FACTS, Field, Type};
use crate::spec::SPEC;
use crate::subject::each;
use crate::values::{Make, operand, params};

#[test]
fn parameters_are_read_and_written_by_wire_name() {
    each(async |subject| {
        for make in [Make::All, Make::Required, Make::Zero, Make::UnknownValues] {
            let json = subject.params(make);
            let written = subject.call.params(&json).unwrap_or_else(|e| panic!("{}: {e}", subject.id));
            assert_same(subject.id, &written.json, &json);
        }
    });
}

#[test]
fn parameters_of_path_and_query_are_among_them() {
    let get: GetParams = serde_json::from_str(r#"{"member_id": "m", "organization_id": "o"}"#).expect("parameters");
    assert_eq!((get.organization_id.as_str(), get.member_id.as_str()), ("o", "m"));
    let get: GetJwksParams = serde_json::from_str(r#"{"project_id": "p"}"#).expect("parameters");
    assert_eq!(get.project_id, "p");
    assert_eq!(serde_json::to_string(&get).expect("JSON"), r#"{"project_id":"p"}"#);
}

/// A list or map that is missing or null is an empty one.
fn must_be_there(field: &Field) -> bool {
    field.required == Some(true) && !matches!(field.ty, Type::List(_) | Type::Map(_) | Type::Free)
}

#[test]
fn a_required_parameter_that_is_missing_or_null_is_an_error() {
    each(async |subject| {
        // What can have one value is always sent, whatever is read.
        let fields = subject.facts.request.iter().map(|(_, field)| field).filter(|field| field.wire != "grant_type");
        for field in fields.filter(|field| must_be_there(field)) {
            let mut json = subject.params(Make::All);
            json.as_object_mut().expect("an object").shift_remove(&field.wire);
            let error = subject.call.params(&json).expect_err("it is missing").to_string();
            assert!(error.contains(&field.wire), "{}: {error}", subject.id);
            json[&field.wire] = Value::Null;
            let error = subject.call.params(&json).expect_err("it is null").to_string();
            assert!(error.contains(&field.wire), "{}: {error}", subject.id);
        }
    });
}

#[test]
fn options_are_read_and_written_by_the_names_of_headers() {
    each(async |subject| {
        if subject.facts.member_session {
            let json = json!({ "X-Stytch-Member-Session": "a-token", "X-Stytch-Member-SessionJWT": "a.j.wt" });
            assert_same(subject.id, &subject.call.options(&json).expect("options").json, &json);
        }
    });
}

#[test]
fn every_filter_of_a_search_is_a_type_of_its_own() {
    for (operation, operand_type) in [
        ("b2b.organizations.search", "SearchQueryOperand"),
        ("b2b.organizations.members.search", "SearchQueryOperand"),
        ("consumer.m2m.clients.search", "M2MSearchQueryOperand"),
        ("consumer.users.search", "SearchUsersQueryOperand"),
    ] {
        let with = |query: Value| {
            let mut json = params(FACTS.operation(operation), Make::Required);
            json["query"] = query;
            json
        };
        for filter in FACTS.filters(operand_type).expect("filters") {
            let json = with(json!({ "operator": "OR", "operands": [operand(filter, operation)] }));
            let written = call(operation).params(&json).expect("parameters");
            assert_same(operation, &written.json, &json);
            assert!(!written.debug.contains("Unknown"), "{operation}: {} is not known: {}", filter.name, written.debug);
        }
        let later = with(json!({ "operator": "XOR", "operands": [{ "filter_name": "later", "filter_value": 1 }] }));
        let written = call(operation).params(&later).expect("parameters");
        assert_same(operation, &written.json, &later);
    }
}

#[test]
fn a_parameter_of_the_wrong_type_is_an_error() {
    let json = json!({ "organization_id": "o", "session_duration_minutes": "60" });
    let error = call("b2b.sessions.exchange").params(&json).expect_err("a string is no number").to_string();
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
    each(async |subject| {
        let whole = subject.answer(Make::All);
        let read = subject.call.response(&whole).unwrap_or_else(|e| panic!("{}: {e}", subject.id));
        assert_same(subject.id, &read.json, &whole);
        let nullable = &SPEC.of(subject.id).nullable;
        let fields = FACTS.fields(&subject.facts.response).iter();
        for field in fields.filter(|field| must_be_there(field) && !nullable.contains(&field.wire)) {
            let mut without = whole.clone();
            without.as_object_mut().expect("an object").shift_remove(&field.wire);
            let error = subject.call.response(&without).expect_err("it is missing").to_string();
            assert!(error.contains(&field.wire), "{}: {error}", subject.id);
        }
    });
}
