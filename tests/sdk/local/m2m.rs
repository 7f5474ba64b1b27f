//! Machine to machine: the request for a token, the check of one, and the rule for scopes.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use stytch_sdk::Error;
use stytch_sdk::ext::consumer::m2m::{AuthenticateTokenParams, AuthenticateTokenResponse, scopes_cover};
use stytch_sdk::ext::error::{AuthorizationError, JwtError};

use super::targets;
use super::{FIRST, KINDS, Kind, NOW, SECOND, Time, but, client, jwt_error, key_server, key_set, registered, stranger};
use crate::base::PROJECT;
use crate::server::{Reply, Server};

/// The claims of an access token, valid at `NOW`.
pub fn claims() -> Value {
    let mut claims = but(registered(), "sub", json!("m2m-client-test-1"));
    claims["scope"] = json!("read:users write:users");
    claims["jti"] = json!("an-id");
    claims["tier"] = json!({ "level": 3 });
    claims
}

async fn check(params: AuthenticateTokenParams<'_>) -> Result<AuthenticateTokenResponse, Error> {
    client(&key_server()).consumer().m2m().authenticate_token(params).await
}

async fn error(name: &str, value: Value) -> JwtError {
    jwt_error(check(AuthenticateTokenParams::new(FIRST.token(&but(claims(), name, value)))).await)
}

// ---- token

#[tokio::test]
async fn a_token_is_asked_for_with_a_form() {
    let answer = json!({ "access_token": "a.b.c", "expires_in": 3600, "token_type": "bearer" });
    let server = Server::start([Reply::json(200, &answer)]);
    let client = client(&server);
    let request = client.consumer().m2m().client_credentials("an-id", "a&secret", ["read:users", "write:users"]);
    let response = request.await.expect("success");
    assert_eq!((response.access_token.as_str(), response.expires_in), ("a.b.c", 3600));
    let asked = server.only();
    assert_eq!((asked.method.as_str(), asked.target.clone()), ("POST", format!("/v1/public/{PROJECT}/oauth2/token")));
    assert_eq!(asked.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(asked.header("authorization"), None);
    let form = String::from_utf8(asked.body).expect("text").replace('+', "%20");
    assert_eq!(
        form,
        "grant_type=client_credentials&client_id=an-id&client_secret=a%26secret&scope=read%3Ausers%20write%3Ausers"
    );
}

#[tokio::test]
async fn without_scopes_none_are_asked_for() {
    let server = Server::start([Reply::json(200, &json!({ "access_token": "a", "expires_in": 1, "token_type": "b" }))]);
    client(&server).b2b().m2m().client_credentials("i", "s", [""; 0]).await.expect("success");
    assert_eq!(server.only().body, b"grant_type=client_credentials&client_id=i&client_secret=s");
}

#[tokio::test]
async fn an_error_may_have_nothing_but_a_name() {
    let server = Server::start([Reply::json(400, &json!({ "error": "invalid_scope" }))]);
    let failed = client(&server).consumer().m2m().client_credentials("i", "s", ["x"]).await;
    let error = failed.expect_err("400");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(400));
    assert_eq!(error.as_api().expect("an answer").text(), r#"{"error":"invalid_scope"}"#);
}

#[tokio::test]
async fn without_a_project_nothing_is_sent() {
    let server = Server::start([]);
    let client = stytch_sdk::Client::builder().base_url(server.url()).build().expect("a client");
    let error = client.consumer().m2m().client_credentials("i", "s", ["x"]).await.expect_err("no project");
    assert!(error.is_invalid(), "{error}");
    assert!(server.received().is_empty());
}

// ---- authenticate_token

#[tokio::test]
async fn a_valid_token_tells_client_scopes_and_claims() {
    let response = check(AuthenticateTokenParams::new(FIRST.token(&claims())).required_scopes(["read:users"])).await;
    let response = response.expect("it is valid");
    assert_eq!(response.client_id, "m2m-client-test-1");
    assert_eq!(response.scopes, ["read:users", "write:users"]);
    assert_eq!(response.custom_claims, BTreeMap::from([("tier".to_owned(), json!({ "level": 3 }))]));
    let typed: BTreeMap<String, BTreeMap<String, u8>> = response.claims().expect("they fit");
    assert_eq!(typed["tier"]["level"], 3);
}

#[tokio::test]
async fn the_handle_of_b2b_is_the_same() {
    let params = AuthenticateTokenParams::new(FIRST.token(&claims()));
    client(&key_server()).b2b().m2m().authenticate_token(params).await.expect("it is valid");
}

#[tokio::test]
async fn tokens_are_checked_as_jwts_of_sessions_are() {
    assert!(matches!(error("exp", json!(NOW)).await, JwtError::Expired(_)));
    assert!(matches!(error("nbf", json!(NOW + 1)).await, JwtError::NotYetValid(_)));
    assert!(matches!(error("aud", json!("project-test-other")).await, JwtError::Audience));
    assert!(matches!(error("iss", json!("stytch.com/other")).await, JwtError::Issuer));
    for name in ["aud", "iss", "exp", "iat", "nbf", "sub", "scope"] {
        assert!(matches!(error(name, Value::Null).await, JwtError::MissingClaim(missing) if missing == name));
    }
    let stale = AuthenticateTokenParams::new(FIRST.token(&claims())).max_token_age(Duration::from_secs(9));
    assert!(check(stale).await.expect_err("it is 10 s old").is_jwt_too_old());
    check(AuthenticateTokenParams::new(FIRST.token(&claims())).max_token_age(Duration::from_secs(10)))
        .await
        .expect("it is no older");
}

#[tokio::test]
async fn a_token_is_signed_with_rs256_by_a_key_of_the_project_that_it_names() {
    let refused = async |token: String| jwt_error(check(AuthenticateTokenParams::new(token)).await);
    let claims = claims();
    let forged = SECOND.token_with(&json!({ "alg": "RS256", "kid": FIRST.kid }), &claims);
    assert!(matches!(refused(forged).await, JwtError::Signature));
    let (ours, theirs) = (FIRST.token(&claims), FIRST.token(&but(claims.clone(), "scope", json!("admin"))));
    let (ours, theirs): (Vec<_>, Vec<_>) = (ours.split('.').collect(), theirs.split('.').collect());
    let swapped = format!("{}.{}.{}", ours[0], theirs[1], ours[2]);
    assert!(matches!(refused(swapped).await, JwtError::Signature));
    for alg in ["none", "HS256"] {
        let token = FIRST.token_with(&json!({ "alg": alg, "kid": FIRST.kid }), &claims);
        let unsigned = format!("{}.", token.rsplit_once('.').expect("a signature").0);
        assert!(matches!(refused(token).await, JwtError::Algorithm), "{alg}");
        assert!(matches!(refused(unsigned).await, JwtError::Algorithm), "{alg}");
    }
    let nameless = FIRST.token_with(&json!({ "alg": "RS256" }), &claims);
    assert!(matches!(refused(nameless).await, JwtError::MissingKeyId));
    assert!(matches!(refused(stranger(&claims)).await, JwtError::UnknownKey));
}

#[tokio::test]
async fn a_token_has_no_leeway_unless_it_is_given() {
    let params = || AuthenticateTokenParams::new(FIRST.token(&but(claims(), "exp", json!(NOW - 30))));
    assert!(matches!(jwt_error(check(params()).await), JwtError::Expired(_)));
    assert!(matches!(jwt_error(check(params().leeway(Duration::from_secs(30))).await), JwtError::Expired(_)));
    check(params().leeway(Duration::from_secs(31))).await.expect("it is within the leeway");
}

#[tokio::test]
async fn a_tokens_issuer_may_be_the_base_url() {
    let server = key_server();
    let token = FIRST.token(&but(claims(), "iss", json!(server.url())));
    let params = AuthenticateTokenParams::new(token);
    client(&server).consumer().m2m().authenticate_token(params).await.expect("it is valid");
}

#[tokio::test]
async fn the_jwt_of_a_session_is_no_access_token_nor_the_other_way_round() {
    for kind in KINDS {
        // A session's custom claims stand where an access token has its scope.
        for claims in [kind.claims(), but(kind.claims(), "scope", json!("read:users"))] {
            let jwt = FIRST.token(&claims);
            assert!(matches!(jwt_error(check(AuthenticateTokenParams::new(jwt)).await), JwtError::AnotherKind));
        }
        let refused = jwt_error(kind.check(&client(&key_server()), &FIRST.token(&claims())).await);
        assert!(matches!(refused, JwtError::MissingClaim("https://stytch.com/session")));
    }
}

#[tokio::test]
async fn a_missing_scope_is_forbidden() {
    let params = AuthenticateTokenParams::new(FIRST.token(&claims())).required_scopes(["delete:users"]);
    let error = check(params).await.expect_err("it may not");
    assert!(matches!(error.as_authorization(), Some(AuthorizationError::Scopes)));
    assert_eq!((error.code(), error.status().map(|s| s.as_u16())), (Some("m2m_authorization_error"), Some(403)));
}

#[tokio::test]
async fn a_rule_of_the_callers_decides_and_is_asked_even_when_nothing_is_required() {
    let token = FIRST.token(&claims());
    let params = AuthenticateTokenParams::new(&*token)
        .required_scopes(["anything"])
        .authorize_with(|has, required| has == ["read:users", "write:users"] && required == ["anything"]);
    check(params).await.expect("the rule says so");
    let error =
        check(AuthenticateTokenParams::new(&*token).authorize_with(|_, _| false)).await.expect_err("it is asked");
    assert!(matches!(error.as_authorization(), Some(AuthorizationError::Scopes)));
    let no_scopes = FIRST.token(&but(claims(), "scope", json!("")));
    check(
        AuthenticateTokenParams::new(no_scopes).authorize_with(|has, required| has.is_empty() && required.is_empty()),
    )
    .await
    .expect("no scope is none, not an empty one");
}

#[tokio::test]
async fn keys_of_either_kind_of_project_will_do() {
    // A project whose keys are in one place only, as far as the other is concerned.
    let server = Server::start([Reply::json(404, &json!({})), key_set(&[FIRST.jwk()])]);
    let client = Time::new().client(&server);
    for _ in 0..3 {
        let params = AuthenticateTokenParams::new(FIRST.token(&claims()));
        client.consumer().m2m().authenticate_token(params).await.expect("it is valid");
    }
    assert_eq!(targets(&server), [Kind::Consumer.key_path(), Kind::B2b.key_path()]);
}

// ---- the rule for scopes

#[test]
fn scopes_cover_what_they_should() {
    let rows: [(&str, &str, bool); 15] = [
        ("read:users write:users", "read:users", true),
        ("read:users write:users read:books", "read:users write:users", true),
        ("read_users", "read_users", true),
        ("read:* write:books", "read:users write:books", true),
        ("read:users", "write:users", false),
        ("read:users write:*", "delete:books", false),
        ("read", "read:users", false),
        ("read:users", "read", false),
        ("read:*", "read", true),
        ("read:-", "read", true),
        ("a:b:c", "a:b:c", true),
        ("a:b:c", "a:b", false),
        ("a:*", "a:b:c", true),
        ("", "read", false),
        ("", "", true),
    ];
    for (has, required, covers) in rows {
        let split = |scopes: &'static str| scopes.split_whitespace().collect::<Vec<_>>();
        assert_eq!(scopes_cover(&split(has), &split(required)), covers, "{has:?} for {required:?}");
    }
    assert!(!scopes_cover(&["read:users"], &["read:*"]), "only what is granted may be a star");
}
