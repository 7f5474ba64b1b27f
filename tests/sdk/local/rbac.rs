//! What roles permit, decided in the client, and the policy that is kept for it.

use std::time::Duration;

use serde_json::{Value, json};
use stytch_sdk::b2b::rbac::{Policy, PolicyRole};
use stytch_sdk::b2b::sessions::{AuthorizationCheck, MemberSession};
use stytch_sdk::ext::b2b::rbac::PolicyIndex;
use stytch_sdk::ext::b2b::sessions::AuthenticateJwtLocalParams;
use stytch_sdk::ext::error::AuthorizationError;
use stytch_sdk::{Client, Error, RetryPolicy};
use tokio::task::JoinSet;

use super::{FIRST, Gate, Kind, ORGANIZATION, Time, client, key_set, member_session, targets, until_received};
use crate::server::{Reply, Server};

pub const POLICY: &str = "/v1/b2b/rbac/policy";
pub const ORGANIZATION_POLICY: &str = "/v1/b2b/rbac/organizations/organization-test-1";
const FOUR_MINUTES: Duration = Duration::from_secs(240);
const FIVE_MINUTES: Duration = Duration::from_secs(300);

pub fn roles() -> Value {
    let role = |id: &str, resource: &str, actions: &[&str]| {
        let permissions = [json!({ "resource_id": resource, "actions": actions })];
        json!({ "role_id": id, "description": "", "permissions": permissions })
    };
    json!([
        role("reader", "documents", &["read"]),
        role("editor", "documents", &["read", "write"]),
        role("admin", "documents", &["*"]),
        role("printer", "printers", &["print"]),
        role("root", "*", &["*"]),
    ])
}

pub fn scopes() -> Value {
    let scope = |scope: &str, resource: &str, actions: &[&str]| {
        let permissions = [json!({ "resource_id": resource, "actions": actions })];
        json!({ "scope": scope, "description": "", "permissions": permissions })
    };
    json!([
        scope("read:documents", "documents", &["read"]),
        scope("write:documents", "documents", &["read", "write"]),
        scope("all:documents", "documents", &["*"]),
        scope("print", "printers", &["print"]),
        scope("root", "*", &["*"]),
    ])
}

/// The answer with the policy.
pub fn policy() -> Reply {
    policy_of(roles())
}

/// The same to who asks for an organization's: it has no roles of its own.
fn policy_of(roles: Value) -> Reply {
    let policy = json!({ "roles": roles, "resources": [], "scopes": scopes() });
    let own = json!({ "roles": [] });
    Reply::json(200, &json!({ "request_id": "r", "status_code": 200, "policy": policy, "org_policy": own }))
}

fn index() -> PolicyIndex {
    let policy = json!({ "roles": roles(), "resources": [], "scopes": scopes() });
    serde_json::from_value::<Policy>(policy).expect("a policy").index()
}

pub fn session() -> MemberSession {
    serde_json::from_value(member_session()).expect("a session")
}

pub async fn may(client: &Client, action: &str) -> Result<(), Error> {
    let check = AuthorizationCheck::new(ORGANIZATION, "documents", action);
    client.b2b().rbac().authorize(&session(), &check).await
}

#[test]
fn roles_permit_what_they_should() {
    let allowed = Some(());
    let rows = [
        ("other tenant", &["editor"][..], "other", "documents", "write", Err("session_authorization_tenancy_error")),
        ("other tenant comes first", &[], "other", "none", "none", Err("session_authorization_tenancy_error")),
        ("unknown resource", &["editor"], ORGANIZATION, "pictures", "write", Err("session_authorization_error")),
        ("unknown action", &["editor"], ORGANIZATION, "documents", "burn", Err("session_authorization_error")),
        ("of another resource", &["printer"], ORGANIZATION, "documents", "print", Err("session_authorization_error")),
        ("of a stronger role", &["reader"], ORGANIZATION, "documents", "write", Err("session_authorization_error")),
        ("no such role", &["ghost"], ORGANIZATION, "documents", "read", Err("session_authorization_error")),
        ("no roles", &[], ORGANIZATION, "documents", "read", Err("session_authorization_error")),
        ("no star for resources", &["root"], ORGANIZATION, "documents", "read", Err("session_authorization_error")),
        ("allowed", &["editor"], ORGANIZATION, "documents", "write", Ok(allowed)),
        ("any action", &["admin"], ORGANIZATION, "documents", "burn", Ok(allowed)),
        ("one of several", &["ghost", "printer", "reader"], ORGANIZATION, "documents", "read", Ok(allowed)),
    ];
    for (what, roles, organization, resource, action, expected) in rows {
        let check = AuthorizationCheck::new(organization, resource, action);
        let actual = index().authorize(roles, ORGANIZATION, &check);
        let actual = actual.as_ref().map(|()| allowed).map_err(|e| e.code().expect("a code"));
        assert_eq!(actual, expected, "{what}");
    }
}

#[test]
fn scopes_permit_what_they_should() {
    let allowed = Some(());
    let rows = [
        ("exact", &["read:documents"][..], ORGANIZATION, "documents", "read", Ok(allowed)),
        ("several", &["openid", "print", "read:documents"], ORGANIZATION, "documents", "read", Ok(allowed)),
        ("any action", &["all:documents"], ORGANIZATION, "documents", "burn", Ok(allowed)),
        ("action", &["read:documents"], ORGANIZATION, "documents", "write", Err("session_authorization_error")),
        ("no action", &["write:documents"], ORGANIZATION, "documents", "burn", Err("session_authorization_error")),
        ("resource", &["print"], ORGANIZATION, "documents", "print", Err("session_authorization_error")),
        ("no resource", &["all:documents"], ORGANIZATION, "pictures", "read", Err("session_authorization_error")),
        ("no star for resources", &["root"], ORGANIZATION, "documents", "read", Err("session_authorization_error")),
        ("no such scope", &["ghost"], ORGANIZATION, "documents", "read", Err("session_authorization_error")),
        ("no scopes", &[], ORGANIZATION, "documents", "read", Err("session_authorization_error")),
        ("a role is none", &["editor"], ORGANIZATION, "documents", "read", Err("session_authorization_error")),
        ("tenant", &["read:documents"], "other", "documents", "read", Err("session_authorization_tenancy_error")),
    ];
    for (what, scopes, organization, resource, action, expected) in rows {
        let check = AuthorizationCheck::new(organization, resource, action);
        let actual = index().authorize_scopes(scopes, ORGANIZATION, &check);
        let actual = actual.as_ref().map(|()| allowed).map_err(|e| e.code().expect("a code"));
        assert_eq!(actual, expected, "{what}");
    }
    assert!(!index().permits(&["all:documents"], "documents", "read"), "nor is a scope a role");
}

#[test]
fn who_is_of_no_organization_may_do_nothing() {
    let check = AuthorizationCheck::new("", "documents", "read");
    for refused in
        [index().authorize(&["reader"], "", &check), index().authorize_scopes(&["read:documents"], "", &check)]
    {
        let error = refused.expect_err("no organization");
        assert!(matches!(error.as_authorization(), Some(AuthorizationError::Tenancy)));
    }
}

#[test]
fn roles_of_an_organization_can_be_added() {
    let own: Vec<PolicyRole> = serde_json::from_value(json!([{
        "role_id": "archivist", "description": "",
        "permissions": [{ "resource_id": "documents", "actions": ["archive"] }, { "resource_id": "vault", "actions": ["*"] }],
    }]))
    .expect("roles");
    assert!(!index().permits(&["archivist"], "documents", "archive"));
    let index = index().with_roles(&own);
    assert!(index.permits(&["archivist"], "documents", "archive"));
    assert!(index.permits(&["archivist"], "vault", "open"));
    assert!(index.permits(&["reader"], "documents", "read"), "the project's are still there");
    assert!(!index.permits(&["reader"], "documents", "archive"));
}

#[test]
fn a_refusal_has_a_type() {
    let refused = |organization: &str, action: &str| {
        let check = AuthorizationCheck::new(organization, "documents", action);
        index().authorize(&["reader"], ORGANIZATION, &check).expect_err("refused")
    };
    let error = refused("other", "read");
    assert!(matches!(error.as_authorization(), Some(AuthorizationError::Tenancy)));
    assert_eq!(error.status().map(|status| status.as_u16()), Some(403));
    let error = refused(ORGANIZATION, "write");
    assert!(matches!(error.as_authorization(), Some(AuthorizationError::Denied)));
    assert_eq!(error.status().map(|status| status.as_u16()), Some(403));
    assert!(std::error::Error::source(&error).expect("a source").is::<AuthorizationError>());
}

#[tokio::test]
async fn a_jwt_can_be_asked_what_its_roles_permit() {
    let server = Server::start([key_set(&[FIRST.jwk()]), policy()]);
    let client = client(&server);
    let check = |organization: &str, action: &str| {
        let params = AuthenticateJwtLocalParams::new(FIRST.token(&Kind::B2b.claims()))
            .authorization_check(AuthorizationCheck::new(organization, "documents", action));
        client.b2b().sessions().authenticate_jwt_local(params)
    };
    let allowed = check(ORGANIZATION, "write").await.expect("an editor may write");
    assert!(allowed.claims::<Value>().is_ok());
    let denied = check(ORGANIZATION, "burn").await.expect_err("but not burn");
    assert_eq!(denied.code(), Some("session_authorization_error"));
    let foreign = check("organization-test-other", "write").await.expect_err("nor anywhere else");
    assert_eq!(foreign.code(), Some("session_authorization_tenancy_error"));
    assert_eq!(targets(&server), [&*Kind::B2b.key_path(), POLICY, ORGANIZATION_POLICY]);
}

#[tokio::test]
async fn a_check_that_is_not_asked_for_fetches_no_policy() {
    let server = Server::start([key_set(&[FIRST.jwk()])]);
    let params = AuthenticateJwtLocalParams::new(FIRST.token(&Kind::B2b.claims()));
    client(&server).b2b().sessions().authenticate_jwt_local(params).await.expect("it is valid");
    assert_eq!(targets(&server), [Kind::B2b.key_path()]);
}

#[tokio::test]
async fn a_policy_is_fetched_anew_in_the_background_before_its_five_minutes_are_over() {
    let (time, server) = (Time::new(), Server::start([policy(), policy_of(json!([]))]));
    let client = time.client(&server);
    may(&client, "write").await.expect("an editor may write");
    time.pass(FOUR_MINUTES - Duration::from_millis(1));
    may(&client, "write").await.expect("an editor may write");
    assert_eq!(targets(&server), [POLICY]);
    time.pass(Duration::from_millis(1));
    may(&client, "write").await.expect("the old policy serves while the new one is fetched");
    until_received(&server, 2).await;
    for _ in 0..2_000 {
        if may(&client, "write").await.is_err() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    may(&client, "write").await.expect_err("nobody may any more");
    assert_eq!(targets(&server), [POLICY, POLICY, ORGANIZATION_POLICY]);
}

#[tokio::test]
async fn a_policy_of_five_minutes_is_not_used_before_it_is_fetched_anew() {
    let (time, server) = (Time::new(), Server::start([policy(), policy_of(json!([]))]));
    let client = time.client(&server);
    may(&client, "write").await.expect("an editor may write");
    time.pass(FIVE_MINUTES);
    let error = may(&client, "write").await.expect_err("nobody may any more");
    assert!(matches!(error.as_authorization(), Some(AuthorizationError::Denied)), "{error}");
}

#[tokio::test]
async fn an_old_policy_serves_when_it_cannot_be_fetched_anew() {
    for answer in [Reply::json(500, &json!({})), Reply::json(200, &json!({ "request_id": "r", "status_code": 200 }))] {
        let (time, server) = (Time::new(), Server::start([policy(), answer]));
        let client = time.builder(&server).retry(RetryPolicy::none()).build().expect("a client");
        may(&client, "write").await.expect("an editor may write");
        for after in [FOUR_MINUTES, 10 * FIVE_MINUTES] {
            time.pass(after);
            for _ in 0..50 {
                may(&client, "write").await.expect("the old policy serves");
            }
        }
        until_received(&server, 3).await;
        assert_eq!(server.received().len(), 3, "one try each time");
    }
}

#[tokio::test]
async fn without_a_policy_nothing_is_decided() {
    let server =
        Server::start([Reply::json(401, &json!({ "status_code": 401, "error_type": "unauthorized_credentials" }))]);
    let error = may(&client(&server), "write").await.expect_err("there is no policy");
    assert_eq!((error.code(), error.status().map(|s| s.as_u16())), (Some("rbac_policy_unavailable"), Some(503)));
    match error.as_authorization() {
        Some(AuthorizationError::PolicyUnavailable(cause)) => {
            assert_eq!(cause.code(), Some("unauthorized_credentials"))
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn another_organization_is_forbidden_even_without_a_policy() {
    let server = Server::start([Reply::json(500, &json!({}))]);
    let client = client(&server);
    let check = AuthorizationCheck::new("organization-test-other", "documents", "write");
    let error = client.b2b().rbac().authorize(&session(), &check).await.expect_err("foreign");
    assert_eq!(error.code(), Some("session_authorization_tenancy_error"));
    assert_eq!(error.status().map(|status| status.as_u16()), Some(403));
    assert!(server.received().is_empty(), "no policy would change that");
}

#[tokio::test]
async fn what_is_odd_in_a_policy_takes_nothing_from_the_rest() {
    let mut all = roles();
    let all = all.as_array_mut().expect("roles");
    all.extend([
        json!({ "role_id": "no-permissions", "description": null, "permissions": null }),
        json!({ "role_id": "no-actions", "permissions": [{ "resource_id": "documents", "actions": null }] }),
        json!({ "role_id": "no-resource", "permissions": [{ "resource_id": null, "actions": ["write"] }] }),
        json!({ "role_id": "bare" }),
        json!({ "role_id": "newer", "level": 5, "permissions": [{ "unless": ["at night"], "resource_id": "vault" }] }),
    ]);
    let policy = json!({ "roles": all, "resources": null, "scopes": [{ "scope": "read" }] });
    let server = Server::start([Reply::json(200, &json!({ "policy": policy, "as_of": 7 }))]);
    let client = client(&server);
    may(&client, "write").await.expect("an editor may write");
    let policy = client.b2b().rbac().policy_index().await.expect("the policy");
    for role in ["no-permissions", "no-actions", "no-resource", "bare", "newer"] {
        assert!(!policy.permits(&[role], "documents", "write"), "{role}");
    }
    assert!(policy.permits(&["printer"], "printers", "print"));
}

#[tokio::test]
async fn an_answer_without_a_policy_is_none() {
    for answer in [json!({ "status_code": 200 }), json!({ "policy": null })] {
        let error = may(&client(&Server::start([Reply::json(200, &answer)])), "write").await.expect_err("no policy");
        assert!(matches!(error.as_authorization(), Some(AuthorizationError::PolicyUnavailable(_))), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_checks_wait_for_one_policy() {
    let server = Server::start([policy()]);
    let gate = Gate::before(&server);
    let client = Time::new().builder(&server).base_url(gate.url()).build().expect("a client");
    let mut tasks = JoinSet::new();
    for _ in 0..1000 {
        let client = client.clone();
        tasks.spawn(async move { may(&client, "write").await });
    }
    tokio::time::sleep(Duration::from_millis(20)).await;
    gate.open();
    while let Some(done) = tasks.join_next().await {
        done.expect("no panic").expect("an editor may write");
    }
    assert_eq!(server.only().target, POLICY);
}

#[tokio::test]
async fn the_policy_can_be_had_for_many_checks() {
    let server = Server::start([policy()]);
    let client = client(&server);
    let policy = client.b2b().rbac().policy_index().await.expect("a policy");
    assert!(policy.permits(&["reader"], "documents", "read"));
    policy
        .authorize(&session().roles, ORGANIZATION, &AuthorizationCheck::new(ORGANIZATION, "documents", "read"))
        .expect("allowed");
    may(&client, "write").await.expect("it is the same policy");
    server.only();
}
