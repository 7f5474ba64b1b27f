//! Tokens of connected apps, as the server tells them and as the client reads them, for both kinds of projects.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use stytch_sdk::ext::error::{AuthorizationError, JwtError};
use stytch_sdk::ext::introspection::AppToken;
use stytch_sdk::ext::{b2b, consumer};
use stytch_sdk::testing::{MockTransport, Reply as MockReply};
use stytch_sdk::{Client, Error, RetryPolicy};

use super::rbac::policy;
use super::{
    FIRST, KINDS, Kind, NOW, ORGANIZATION, SECOND, Time, but, client, jwt_error, key_server, key_set, targets,
};
use crate::base::{PROJECT, SECRET};
use crate::server::{Reply, Server};
use crate::values::PLANTED;
use crate::wire::pairs;

const APP: &str = "connected-app-test-1";

/// A question about what a token permits; the organization is only asked about where there are any.
#[derive(Clone, Copy)]
struct Check {
    organization: &'static str,
    action: &'static str,
}

fn check(action: &'static str) -> Option<Check> {
    Some(Check { organization: ORGANIZATION, action })
}

/// The claims of a token of a connected app, valid at `NOW`.
fn claims(kind: Kind) -> Value {
    let mut claims = super::registered();
    claims["scope"] = json!("openid read:documents");
    claims["client_id"] = json!(APP);
    claims["jti"] = json!("an-id");
    claims["tier"] = json!({ "level": 3 });
    if kind == Kind::B2b {
        claims["https://stytch.com/organization"] = json!({ "organization_id": ORGANIZATION, "slug": "fernhill" });
    }
    claims
}

/// The same as the server answers them.
fn answer(kind: Kind) -> Value {
    let mut answer = claims(kind);
    for (name, value) in [("active", json!(true)), ("token_type", json!("access_token"))] {
        answer[name] = value;
    }
    answer["request_id"] = json!("r");
    answer["status_code"] = json!(200);
    answer
}

/// What the client makes of it.
fn read(kind: Kind, token: &AppToken, organization: Option<(&str, &str)>) {
    let seconds = |time: u64| Some(i64::try_from(time).expect("small"));
    assert_eq!((token.token_type.as_str(), token.client_id.as_deref()), ("access_token", Some(APP)));
    assert_eq!((token.sub.as_str(), token.iss.clone()), (super::MEMBER, format!("stytch.com/{PROJECT}")));
    assert_eq!(
        (&token.aud[..], &token.scopes[..]),
        (&[PROJECT.to_owned()][..], &["openid", "read:documents"].map(str::to_owned)[..])
    );
    assert_eq!(token.exp.map(|at| at.timestamp()), seconds(NOW + 290));
    assert_eq!(token.iat.map(|at| at.timestamp()), seconds(NOW - 10));
    assert_eq!(token.custom_claims, BTreeMap::from([("tier".to_owned(), json!({ "level": 3 }))]));
    let typed: BTreeMap<String, BTreeMap<String, u8>> = token.claims().expect("they fit");
    assert_eq!(typed["tier"]["level"], 3);
    assert_eq!(organization, (kind == Kind::B2b).then_some((ORGANIZATION, "fernhill")));
}

type Read = (AppToken, Option<(String, String)>);

fn of_member(response: b2b::idp::IntrospectTokenResponse) -> Read {
    let organization = response.organization;
    (response.token, Some((organization.organization_id, organization.slug)))
}

async fn ask(kind: Kind, client: &Client, check: Option<Check>) -> Result<Read, Error> {
    match kind {
        Kind::B2b => {
            let mut params = b2b::idp::IntrospectTokenParams::new("a.j.wt", APP).client_secret("s&cret=+ é");
            params.authorization_check = check.map(of_members);
            client.b2b().idp().introspect_token(params).await.map(of_member)
        }
        Kind::Consumer => {
            let mut params = consumer::idp::IntrospectTokenParams::new("a.j.wt", APP).client_secret("s&cret=+ é");
            params.authorization_check = check.map(of_users);
            client.consumer().idp().introspect_token(params).await.map(|token| (token, None))
        }
    }
}

fn of_members(Check { organization, action }: Check) -> stytch_sdk::b2b::sessions::AuthorizationCheck {
    stytch_sdk::b2b::sessions::AuthorizationCheck::new(organization, "documents", action)
}

fn of_users(Check { action, .. }: Check) -> stytch_sdk::consumer::sessions::AuthorizationCheck {
    stytch_sdk::consumer::sessions::AuthorizationCheck::new("documents", action)
}

async fn look(kind: Kind, client: &Client, token: &str, check: Option<Check>) -> Result<Read, Error> {
    look_with(kind, client, token, check, None, Duration::ZERO).await
}

async fn look_with(
    kind: Kind,
    client: &Client,
    token: &str,
    check: Option<Check>,
    max_token_age: Option<Duration>,
    leeway: Duration,
) -> Result<Read, Error> {
    match kind {
        Kind::B2b => {
            let mut params = b2b::idp::IntrospectTokenLocalParams::new(token).leeway(leeway);
            (params.authorization_check, params.max_token_age) = (check.map(of_members), max_token_age);
            client.b2b().idp().introspect_token_local(params).await.map(of_member)
        }
        Kind::Consumer => {
            let mut params = consumer::idp::IntrospectTokenLocalParams::new(token).leeway(leeway);
            (params.authorization_check, params.max_token_age) = (check.map(of_users), max_token_age);
            client.consumer().idp().introspect_token_local(params).await.map(|token| (token, None))
        }
    }
}

fn organization(read: &Read) -> Option<(&str, &str)> {
    read.1.as_ref().map(|(id, slug)| (id.as_str(), slug.as_str()))
}

fn policy_path(kind: Kind) -> &'static str {
    if kind == Kind::B2b { "/v1/b2b/rbac/policy" } else { "/v1/rbac/policy" }
}

// ---- asked of the server

#[tokio::test]
async fn the_server_is_asked_with_a_form_and_without_credentials() {
    for kind in KINDS {
        let server = Server::start([Reply::json(200, &answer(kind))]);
        let told = ask(kind, &client(&server), None).await.expect("it is active");
        read(kind, &told.0, organization(&told));
        let asked = server.only();
        let path = format!("/v1/public/{PROJECT}/oauth2/introspect");
        assert_eq!((asked.method.as_str(), asked.target.clone()), ("POST", path));
        assert_eq!(asked.header("content-type"), Some("application/x-www-form-urlencoded"));
        assert_eq!(asked.header("authorization"), None);
        let expected = [("token", "a.j.wt"), ("client_id", APP), ("client_secret", "s&cret=+ é")];
        assert_eq!(pairs(&asked.body), expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
}

#[tokio::test]
async fn what_is_not_set_is_not_sent_and_a_hint_is() {
    let server = Server::start([Reply::json(200, &answer(Kind::Consumer))]);
    let params = consumer::idp::IntrospectTokenParams::new("t", "c");
    client(&server).consumer().idp().introspect_token(params).await.expect("it is active");
    let params = b2b::idp::IntrospectTokenParams::new("t", "c").token_type_hint("refresh_token");
    client(&server).b2b().idp().introspect_token(params).await.expect("it is active");
    let bodies: Vec<_> = server.received().into_iter().map(|received| received.body).collect();
    assert_eq!(bodies, [&b"token=t&client_id=c"[..], b"token=t&client_id=c&token_type_hint=refresh_token"]);
}

#[tokio::test]
async fn a_token_that_is_not_active_is_an_error() {
    for kind in KINDS {
        // Whatever else is said of it.
        for said in [json!({ "active": false }), but(answer(kind), "active", json!(false)), json!({})] {
            let client = client(&Server::start([Reply::json(200, &said)]));
            let error = ask(kind, &client, check("read")).await.expect_err("it is not active");
            assert!(matches!(error.as_authorization(), Some(AuthorizationError::InactiveToken)), "{error}");
            assert_eq!(
                (error.code(), error.status().map(|s| s.as_u16())),
                (Some("oauth2_invalid_token_error"), Some(400))
            );
        }
    }
}

#[tokio::test]
async fn an_error_may_have_nothing_but_a_name() {
    for kind in KINDS {
        let server = Server::start([Reply::json(400, &json!({ "error": "invalid_client" }))]);
        let error = ask(kind, &client(&server), None).await.expect_err("400");
        assert_eq!((error.code(), error.status().map(|s| s.as_u16())), (Some("invalid_client"), Some(400)));
        assert!(error.is_api());
    }
}

#[tokio::test]
async fn what_the_server_leaves_out_is_empty() {
    for kind in KINDS {
        let server = Server::start([Reply::json(200, &json!({ "active": true }))]);
        let (token, organization) = ask(kind, &client(&server), None).await.expect("it is active");
        assert_eq!((token.sub.as_str(), token.client_id.as_deref(), token.exp), ("", None, None));
        assert!(token.scopes.is_empty() && token.aud.is_empty() && token.custom_claims.is_empty());
        assert_eq!(organization, (kind == Kind::B2b).then(<(String, String)>::default));
        // And whoever is of no organization, or has no scope, may do nothing.
        let server = Server::start([Reply::json(200, &json!({ "active": true })), policy()]);
        let check = Some(Check { organization: "", action: "read" });
        ask(kind, &client(&server), check).await.expect_err("nothing permits it");
    }
}

#[tokio::test]
async fn without_a_project_nothing_is_sent() {
    for kind in KINDS {
        let server = Server::start([]);
        let client = Client::builder().base_url(server.url()).build().expect("a client");
        let error = ask(kind, &client, None).await.expect_err("no project");
        assert!(error.is_invalid(), "{error}");
        assert!(server.received().is_empty());
    }
}

#[tokio::test]
async fn the_call_itself_leaves_the_decision_to_the_caller() {
    let server = Server::start([Reply::json(200, &json!({ "active": false }))]);
    let params = stytch_sdk::consumer::idp::IntrospectTokenNetworkParams::new(PROJECT, "t", "c");
    let said = client(&server).consumer().idp().introspect_token_network(params).await.expect("an answer");
    assert!(!said.active);
}

// ---- read by the client

#[tokio::test]
async fn a_valid_token_tells_the_same_as_the_server() {
    for kind in KINDS {
        let told = look(kind, &client(&key_server()), &FIRST.token(&claims(kind)), None).await.expect("it is valid");
        read(kind, &told.0, organization(&told));
        let server = Server::start([Reply::json(200, &answer(kind))]);
        assert_eq!(ask(kind, &client(&server), None).await.expect("it is active"), told);
    }
}

/// What is wrong with a token whose claims differ in one.
async fn error(kind: Kind, name: &str, value: Value) -> JwtError {
    let token = FIRST.token(&but(claims(kind), name, value));
    jwt_error(look(kind, &client(&key_server()), &token, None).await)
}

#[tokio::test]
async fn tokens_are_checked_as_jwts_of_sessions_are() {
    for kind in KINDS {
        assert!(matches!(error(kind, "exp", json!(NOW)).await, JwtError::Expired(_)));
        assert!(matches!(error(kind, "nbf", json!(NOW + 1)).await, JwtError::NotYetValid(_)));
        assert!(matches!(error(kind, "aud", json!("project-test-other")).await, JwtError::Audience));
        assert!(matches!(error(kind, "iss", json!("stytch.com/other")).await, JwtError::Issuer));
        for name in ["aud", "iss", "exp", "iat", "nbf", "sub"] {
            assert!(matches!(error(kind, name, Value::Null).await, JwtError::MissingClaim(missing) if missing == name));
        }
        let client = client(&key_server());
        let forged = SECOND.token_with(&json!({ "alg": "RS256", "kid": FIRST.kid }), &claims(kind));
        assert!(matches!(jwt_error(look(kind, &client, &forged, None).await), JwtError::Signature));
        let token = FIRST.token(&claims(kind));
        let age = |seconds| Some(Duration::from_secs(seconds));
        let stale = look_with(kind, &client, &token, None, age(9), Duration::ZERO).await;
        assert!(stale.expect_err("it is 10 s old").is_jwt_too_old());
        look_with(kind, &client, &token, None, age(10), Duration::ZERO).await.expect("it is no older");
        let expired = FIRST.token(&but(claims(kind), "exp", json!(NOW - 30)));
        for (leeway, passes) in [(0, false), (30, false), (31, true)] {
            let outcome = look_with(kind, &client, &expired, None, None, Duration::from_secs(leeway)).await;
            assert_eq!(outcome.is_ok(), passes, "{leeway}");
        }
    }
}

#[tokio::test]
async fn the_issuer_may_be_the_base_url_of_a_domain_of_ones_own() {
    for kind in KINDS {
        let server = key_server();
        let token = FIRST.token(&but(claims(kind), "iss", json!(server.url())));
        look(kind, &client(&server), &token, None).await.expect("it is valid");

        let transport = MockTransport::new();
        let keys = json!({ "keys": [FIRST.jwk()] }).to_string();
        transport.reply(kind.key_operation(), MockReply::json(200, keys));
        let builder = Time::new().of(Client::for_project(PROJECT, SECRET).transport(transport));
        let client = builder.base_url("https://login.example.com/").build().expect("a client");
        for (issuer, valid) in [
            ("https://login.example.com", true),
            ("https://login.example.com/", false),
            ("https://test.stytch.com", false),
            ("login.example.com", false),
        ] {
            let app = look(kind, &client, &FIRST.token(&but(claims(kind), "iss", json!(issuer))), None).await;
            assert_eq!(app.is_ok(), valid, "{issuer}");
            let session = kind.check(&client, &FIRST.token(&but(kind.claims(), "iss", json!(issuer)))).await;
            assert_eq!(session.is_ok(), valid, "{issuer}");
        }
    }
}

#[tokio::test]
async fn the_jwt_of_a_session_is_no_token_of_an_app_nor_the_other_way_round() {
    for kind in KINDS {
        let client = client(&key_server());
        let session = FIRST.token(&but(kind.claims(), "scope", json!("read:documents")));
        assert!(matches!(jwt_error(look(kind, &client, &session, None).await), JwtError::AnotherKind));
        let refused = jwt_error(kind.check(&client, &FIRST.token(&claims(kind))).await);
        assert!(matches!(refused, JwtError::MissingClaim("https://stytch.com/session")));
    }
}

#[tokio::test]
async fn a_token_of_a_member_names_the_organization() {
    for claim in [Value::Null, json!({}), json!({ "organization_id": "" })] {
        let missing = error(Kind::B2b, "https://stytch.com/organization", claim).await;
        assert!(matches!(missing, JwtError::MissingClaim("https://stytch.com/organization")));
    }
}

#[tokio::test]
async fn reserved_claims_are_not_custom() {
    for kind in KINDS {
        let mut claims = claims(kind);
        claims["https://stytch.com/anything"] = json!([1]);
        claims["https://stytch.company/session"] = json!("theirs");
        let local = look(kind, &client(&key_server()), &FIRST.token(&claims), None).await.expect("it is valid");
        let said = claims.as_object().expect("claims").clone().into_iter();
        let said = said.fold(answer(kind), |answer, (name, value)| but(answer, &name, value));
        let server = Server::start([Reply::json(200, &said)]);
        let remote = ask(kind, &client(&server), None).await.expect("it is active");
        for token in [local.0, remote.0] {
            let names: Vec<_> = token.custom_claims.keys().map(String::as_str).collect();
            assert_eq!(names, ["https://stytch.company/session", "tier"]);
        }
    }
}

#[tokio::test]
async fn a_token_without_scopes_or_app_has_none() {
    for kind in KINDS {
        let bare = but(but(claims(kind), "scope", Value::Null), "client_id", Value::Null);
        let client = client(&key_server());
        let (token, _) = look(kind, &client, &FIRST.token(&bare), None).await.expect("it is valid");
        assert_eq!((token.scopes.len(), token.client_id), (0, None));
    }
}

// ---- what scopes permit

#[tokio::test]
async fn scopes_are_checked_by_the_policy_wherever_the_token_was_read() {
    for kind in KINDS {
        for (asked, code) in [
            (check("read"), None),
            (check("write"), Some("session_authorization_error")),
            (Some(Check { organization: "organization-test-other", action: "read" }), Some("tenancy")),
        ] {
            // Users have no organization that could be another.
            let code = match (kind, code) {
                (Kind::Consumer, Some("tenancy")) => None,
                (Kind::B2b, Some("tenancy")) => Some("session_authorization_tenancy_error"),
                (_, code) => code,
            };
            let servers = [
                Server::start([key_set(&[FIRST.jwk()]), policy()]),
                Server::start([Reply::json(200, &answer(kind)), policy()]),
            ];
            let token = FIRST.token(&claims(kind));
            let outcomes =
                [look(kind, &client(&servers[0]), &token, asked).await, ask(kind, &client(&servers[1]), asked).await];
            for (outcome, server) in outcomes.iter().zip(&servers) {
                assert_eq!(outcome.as_ref().err().map(|error| error.code().expect("a code")), code);
                let needs_policy = code != Some("session_authorization_tenancy_error");
                assert_eq!(targets(server).iter().any(|target| target == policy_path(kind)), needs_policy);
                assert_eq!(targets(server).len(), if needs_policy { 2 } else { 1 });
            }
        }
    }
}

#[tokio::test]
async fn without_a_policy_no_scope_is_decided() {
    for kind in KINDS {
        let server = Server::start([key_set(&[FIRST.jwk()]), Reply::json(500, &json!({}))]);
        let client = Time::new().builder(&server).retry(RetryPolicy::none()).build().expect("a client");
        let token = FIRST.token(&claims(kind));
        let error = look(kind, &client, &token, check("read")).await.expect_err("there is no policy");
        assert_eq!((error.code(), error.status().map(|s| s.as_u16())), (Some("rbac_policy_unavailable"), Some(503)));
        look(kind, &client, &token, None).await.expect("nothing is asked of the scopes");
    }
}

// ---- what is shown

#[tokio::test]
async fn tokens_and_secrets_are_not_shown() {
    let remote = b2b::idp::IntrospectTokenParams::new(PLANTED, APP).client_secret(PLANTED);
    let of_users = consumer::idp::IntrospectTokenParams::new(PLANTED, APP).client_secret(PLANTED);
    let local = b2b::idp::IntrospectTokenLocalParams::new(PLANTED);
    let shown = format!("{remote:?} {remote:#?} {of_users:?} {local:?} {local:#?}");
    assert!(shown.contains("[redacted]") && !shown.contains(PLANTED), "{shown}");
    for reply in [
        Reply::json(400, &json!({ "error": "invalid_client", "client_secret": PLANTED })),
        Reply::json(200, &json!({ "active": false, "token": PLANTED })),
        Reply::json(200, &json!({ "active": { "is": PLANTED } })),
        Reply::hang_up(),
    ] {
        let client = client(&Server::start([reply]));
        let error = client.b2b().idp().introspect_token(remote.clone()).await.expect_err("not active");
        assert!(!format!("{error} {error:?} {error:#?}").contains(PLANTED), "{error:?}");
    }
    let error = client(&key_server()).b2b().idp().introspect_token_local(local).await.expect_err("it is no token");
    assert!(!format!("{error} {error:?}").contains(PLANTED), "{error:?}");
}
