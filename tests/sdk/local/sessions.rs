//! What a JWT tells of its session: the same as the server would, and the claims in types.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};
use stytch_sdk::b2b::sessions::MemberSession;
use stytch_sdk::consumer::sessions::Session;
use stytch_sdk::ext::b2b::sessions as b2b;
use stytch_sdk::ext::consumer::sessions as consumer;

use crate::base::assert_same;
use crate::server::{Reply, Server};

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
    let claims = but(Kind::B2b.claims(), "https://stytch.com/session", old.clone());
    assert_eq!(b2b_check(&claims).await.member_session.expires_at.timestamp(), exp);
    let claims = but(Kind::Consumer.claims(), "https://stytch.com/session", old);
    assert_eq!(consumer_check(&claims).await.session.expires_at.expect("a time").timestamp(), exp);
}

#[tokio::test]
async fn what_a_session_claim_lacks_is_empty() {
    const EMPTY: [&str; 3] = ["roles", "authentication_factors", "attributes"];
    let nulls = EMPTY.iter().fold(session_claim(), |mut claim, name| {
        claim[*name] = Value::Null;
        claim
    });
    let absent = EMPTY.iter().fold(session_claim(), |claim, name| but(claim, name, Value::Null));
    for claim in [nulls, absent] {
        let with = |kind: Kind| but(kind.claims(), "https://stytch.com/session", claim.clone());
        let member = b2b_check(&with(Kind::B2b)).await;
        assert!(member.member_session.roles.is_empty() && member.member_session.authentication_factors.is_empty());
        let user = consumer_check(&with(Kind::Consumer)).await;
        assert!(user.session.attributes.is_none() && user.session.authentication_factors.is_empty());
        for told in [member.to_claims().session, user.to_claims().session] {
            assert!(told.roles.is_empty() && told.authentication_factors.is_empty() && told.attributes.is_none());
            assert_eq!(told.id, "session-test-1");
            assert!(told.started_at.is_some() && told.expires_at.is_some());
        }
    }
}

/// The session claims that a JWT tells, of both kinds.
async fn told(claim: &Value) -> [Value; 2] {
    let with = |kind: Kind| but(kind.claims(), "https://stytch.com/session", claim.clone());
    let member = b2b_check(&with(Kind::B2b)).await.to_claims().session;
    let user = consumer_check(&with(Kind::Consumer)).await.to_claims().session;
    [member, user].map(|claim| serde_json::to_value(claim).expect("JSON"))
}

#[tokio::test]
async fn the_session_claim_is_told_as_it_stands_in_the_jwt() {
    let mut more = session_claim();
    more["attributes"]["device"] = json!("a-phone");
    let mut fewer = session_claim();
    fewer["attributes"] = json!({});
    let times = ["expires_at", "started_at", "last_accessed_at"];
    let old = times.map(|time| but(session_claim(), time, Value::Null));
    for claim in [session_claim(), more, fewer].into_iter().chain(old) {
        // A factor of a new kind is told without what is new in it.
        let mut known = claim.clone();
        known["authentication_factors"][1].as_object_mut().expect("a factor").remove("pigeon_factor");
        for told in told(&claim).await {
            assert_same("the claim", &told, &known);
        }
    }
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

#[derive(Debug, Deserialize, PartialEq)]
struct Settings {
    theme: String,
    limits: Limits,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Limits {
    seats: BTreeMap<String, i64>,
}

/// The sessions that the server gives, with these claims: the member's and the user's.
async fn authenticated(custom_claims: Value) -> (MemberSession, Session) {
    let answer = |name: &str, session: Value| {
        let session = but(session, "custom_claims", custom_claims.clone());
        Reply::json(200, &json!({ "request_id": "r", "status_code": 200, name: session }))
    };
    let members = client(&Server::start([answer("member_session", member_session())]));
    let params = stytch_sdk::b2b::sessions::AuthenticateParams::new().session_token("a-token");
    let member = members.b2b().sessions().authenticate(params).await.expect("success").member_session;
    let users = client(&Server::start([answer("session", session())]));
    let params = stytch_sdk::consumer::sessions::AuthenticateParams::new().session_token("a-token");
    (member, users.consumer().sessions().authenticate(params).await.expect("success").session)
}

#[tokio::test]
async fn claims_that_the_server_answers_with_come_in_a_type_of_the_callers() {
    let (member, user) =
        authenticated(json!({ "theme": "dark", "limits": { "seats": { "east": 5, "west": -1 } } })).await;
    let seats = BTreeMap::from([("east".to_owned(), 5), ("west".to_owned(), -1)]);
    let expected = Settings { theme: "dark".to_owned(), limits: Limits { seats } };
    assert_eq!(member.claims::<Settings>().expect("they fit"), expected);
    assert_eq!(user.claims::<Settings>().expect("they fit"), expected);
    let loose: [BTreeMap<String, Value>; 2] = [member.claims().expect("a map"), user.claims().expect("a map")];
    assert!(loose.iter().all(|map| map["theme"] == "dark" && map["limits"]["seats"]["west"] == -1));

    let (member, user) = authenticated(json!({ "east": { "seats": 5 }, "west": { "seats": -1, "desks": 7 } })).await;
    let maps: [BTreeMap<String, BTreeMap<String, i64>>; 2] =
        [member.claims().expect("they fit"), user.claims().expect("they fit")];
    assert!(
        maps.iter().all(|map| map["east"]["seats"] == 5 && map["west"]["seats"] == -1 && map["west"]["desks"] == 7)
    );
}

#[tokio::test]
async fn claims_of_a_jwt_come_in_a_map() {
    let maps: [BTreeMap<String, Value>; 2] = [
        b2b_check(&Kind::B2b.claims()).await.claims().expect("a map"),
        consumer_check(&Kind::Consumer.claims()).await.claims().expect("a map"),
    ];
    let expected = BTreeMap::from([("custom".to_owned(), json!({ "depth": { "of": 2 } }))]);
    assert!(maps.iter().all(|map| *map == expected), "{maps:?}");
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
