//! What a JWT tells of its session: the same as the server would, and the claims in types.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};
use stytch_sdk::b2b::sessions::MemberSession;
use stytch_sdk::consumer::sessions::Session;
use stytch_sdk::ext::b2b::sessions as b2b;
use stytch_sdk::ext::consumer::sessions as consumer;

use super::{FIRST, Kind, MEMBER, NOW, ORGANIZATION, but, client, key_server, member_session, session, session_claim};

async fn b2b_check(claims: &Value) -> b2b::AuthenticateJwtLocalResponse {
    let params = b2b::AuthenticateJwtLocalParams::new(FIRST.token(claims));
    client(&key_server()).b2b().sessions().authenticate_jwt_local(params).await.expect("it is valid")
}

async fn consumer_check(claims: &Value) -> consumer::AuthenticateJwtLocalResponse {
    let params = consumer::AuthenticateJwtLocalParams::new(FIRST.token(claims));
    client(&key_server()).consumer().sessions().authenticate_jwt_local(params).await.expect("it is valid")
}

#[tokio::test]
async fn the_member_session_is_the_one_that_the_server_would_give() {
    let expected: MemberSession = serde_json::from_value(member_session()).expect("a session");
    assert_eq!(b2b_check(&Kind::B2b.claims()).await.member_session, expected);
}

#[tokio::test]
async fn the_session_is_the_one_that_the_server_would_give() {
    let expected: Session = serde_json::from_value(session()).expect("a session");
    assert_eq!(consumer_check(&Kind::Consumer.claims()).await.session, expected);
}

#[tokio::test]
async fn a_session_of_the_old_format_ends_with_its_jwt() {
    let exp = i64::try_from(NOW).expect("small") + 290;
    for absent in [json!(null), json!("")] {
        let mut old = session_claim();
        old["expires_at"] = absent;
        let claims = but(Kind::B2b.claims(), "https://stytch.com/session", old.clone());
        assert_eq!(b2b_check(&claims).await.member_session.expires_at.timestamp(), exp);
        let claims = but(Kind::Consumer.claims(), "https://stytch.com/session", old);
        assert_eq!(consumer_check(&claims).await.session.expires_at.expect("a time").timestamp(), exp);
    }
    let old = but(session_claim(), "expires_at", Value::Null);
    let claims = but(Kind::B2b.claims(), "https://stytch.com/session", old);
    assert_eq!(b2b_check(&claims).await.member_session.expires_at.timestamp(), exp);
}

#[tokio::test]
async fn the_claims_are_there_in_types() {
    let claims = b2b_check(&Kind::B2b.claims()).await.to_claims();
    assert_eq!((claims.registered.sub.as_str(), claims.session.id.as_str()), (MEMBER, "session-test-1"));
    assert_eq!(claims.organization.organization_id, ORGANIZATION);
    assert_eq!(claims.organization.slug, "fernhill");
    assert_eq!(serde_json::to_value(&claims.session).expect("JSON")["attributes"], session_claim()["attributes"]);
    assert_eq!(claims.session.roles, ["stytch_member", "editor"]);
    let claims = consumer_check(&Kind::Consumer.claims()).await.to_claims();
    assert_eq!((claims.registered.sub.as_str(), claims.session.id.as_str()), ("user-test-1", "session-test-1"));
    assert_eq!(serde_json::to_value(&claims.session).expect("JSON")["attributes"], session_claim()["attributes"]);
    assert_eq!(claims.session.roles, ["stytch_member", "editor"]);
}

#[tokio::test]
async fn reserved_claims_are_not_custom() {
    let own = ["https://stytch.com/session", "https://stytch.com/organization", "https://stytch.com/anything"];
    let reserved = ["iss", "aud", "sub", "iat", "nbf", "exp", "jti"];
    let mut claims = but(Kind::B2b.claims(), "jti", json!("an-id"));
    claims["https://stytch.com/anything"] = json!([1]);
    for custom in ["scope", "https://stytch.company/session", "", "Iss"] {
        claims[custom] = json!("theirs");
    }
    for kept in [
        b2b_check(&claims).await.member_session.custom_claims.expect("some"),
        consumer_check(&claims).await.session.custom_claims.expect("some"),
    ] {
        assert!(own.iter().chain(&reserved).all(|name| !kept.contains_key(*name)), "{kept:?}");
        assert_eq!(kept.len(), 5, "{kept:?}");
    }
}

#[tokio::test]
async fn without_custom_claims_there_are_none() {
    let response = b2b_check(&but(Kind::B2b.claims(), "custom", Value::Null)).await;
    assert_eq!(response.member_session.custom_claims, None);
    let none: BTreeMap<String, Value> = response.claims().expect("an empty map");
    assert!(none.is_empty());
}

#[derive(Debug, Deserialize, PartialEq)]
struct Outer {
    custom: Inner,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Inner {
    depth: BTreeMap<String, u8>,
}

#[tokio::test]
async fn custom_claims_come_in_a_type_of_the_callers() {
    let expected = Outer { custom: Inner { depth: BTreeMap::from([("of".to_owned(), 2)]) } };
    assert_eq!(b2b_check(&Kind::B2b.claims()).await.claims::<Outer>().expect("they fit"), expected);
    assert_eq!(consumer_check(&Kind::Consumer.claims()).await.claims::<Outer>().expect("they fit"), expected);
    let maps: BTreeMap<String, BTreeMap<String, BTreeMap<String, i64>>> =
        b2b_check(&Kind::B2b.claims()).await.claims().expect("they fit");
    assert_eq!(maps["custom"]["depth"]["of"], 2);
}

#[test]
fn sessions_of_any_response_have_their_claims_in_a_type() {
    let session: MemberSession = serde_json::from_value(member_session()).expect("a session");
    assert_eq!(session.claims::<Outer>().expect("they fit").custom.depth["of"], 2);
    let session: Session = serde_json::from_value(super::session()).expect("a session");
    assert_eq!(session.claims::<Outer>().expect("they fit").custom.depth["of"], 2);
    let value: Value = session.claims().expect("they fit");
    assert_eq!(value, super::session()["custom_claims"]);
}

#[test]
fn claims_that_do_not_fit_are_an_error_that_quotes_none() {
    let session = MemberSession::new().custom_claims([("seats", "PLANTED")]);
    let error = session.claims::<BTreeMap<String, u32>>().expect_err("a text is no number");
    assert_eq!((error.code(), error.status().map(|s| s.as_u16())), (Some("client_library_error"), Some(500)));
    assert!(!format!("{error} {error:?}").contains("PLANTED"), "{error:?}");
    let source = std::error::Error::source(&error).expect("a source");
    let claims = source.downcast_ref::<stytch_sdk::ext::claims::ClaimsError>().expect("a typed one");
    assert!(claims.cause().to_string().contains("PLANTED"));
}
