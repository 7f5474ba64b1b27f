//! The roles that an organization has of its own: when its policy is asked for, and how it is kept.

use std::time::Duration;

use serde_json::{Value, json};
use stytch_sdk::b2b::sessions::{AuthenticateParams, AuthorizationCheck, MemberSession};
use stytch_sdk::ext::b2b::sessions::{AuthenticateJwtLocalParams, AuthenticateJwtParams};
use stytch_sdk::ext::error::AuthorizationError;
use stytch_sdk::testing::{MockTransport, Reply as MockReply};
use stytch_sdk::{Client, Error, RetryPolicy};
use tokio::task::JoinSet;

use super::rbac::{ORGANIZATION_POLICY, POLICY, policy, session};
use super::{FIRST, Gate, Kind, ORGANIZATION, Time, asked, client, key_set, targets, until_received};
use crate::server::{Reply, Server};

const FIVE_MINUTES: Duration = Duration::from_secs(300);

/// The answer to who asks for an organization's policy: its editors may archive documents.
fn own() -> Value {
    let permissions = json!([{ "resource_id": "documents", "actions": ["archive"] }]);
    let role = json!({ "role_id": "editor", "description": "", "permissions": permissions });
    json!({ "request_id": "r", "status_code": 200, "org_policy": { "roles": [role] } })
}

fn own_policy() -> Reply {
    Reply::json(200, &own())
}

fn no_roles() -> Reply {
    Reply::json(200, &json!({ "request_id": "r", "status_code": 200, "org_policy": { "roles": [] } }))
}

async fn may(client: &Client, action: &str) -> Result<(), Error> {
    super::rbac::may(client, action).await
}

/// As the member of another organization, who has the same roles.
async fn may_in(client: &Client, organization: &str, action: &str) -> Result<(), Error> {
    let session: MemberSession = session().organization_id(organization);
    let check = AuthorizationCheck::new(organization, "documents", action);
    client.b2b().rbac().authorize(&session, &check).await
}

#[tokio::test]
async fn a_role_of_the_organization_permits_what_the_projects_do_not() {
    let server = Server::start([policy(), own_policy()]);
    let client = client(&server);
    may(&client, "archive").await.expect("the organization permits it");
    may(&client, "write").await.expect("the project permits it");
    let denied = may(&client, "burn").await.expect_err("nobody permits it");
    assert!(matches!(denied.as_authorization(), Some(AuthorizationError::Denied)));
    assert_eq!(targets(&server), [POLICY, ORGANIZATION_POLICY], "each is asked for once");
}

#[tokio::test]
async fn an_organization_is_not_asked_for_what_the_project_permits() {
    let server = Server::start([policy()]);
    let client = client(&server);
    for organization in ["organization-test-a", "organization-test-b", "organization-test-c"] {
        may_in(&client, organization, "write").await.expect("an editor may write");
    }
    assert_eq!(server.only().target, POLICY);
}

#[tokio::test]
async fn roles_of_one_organization_are_none_in_another() {
    let server = Server::start([policy(), own_policy(), no_roles()]);
    let client = client(&server);
    may_in(&client, "organization-test-a", "archive").await.expect("there they may");
    may_in(&client, "organization/b", "archive").await.expect_err("here they may not");
    may_in(&client, "organization-test-a", "archive").await.expect("there they still may");
    let organizations = "/v1/b2b/rbac/organizations";
    let expected =
        [POLICY, &format!("{organizations}/organization-test-a"), &format!("{organizations}/organization%2Fb")];
    assert_eq!(targets(&server), expected);
}

#[tokio::test]
async fn a_jwt_is_asked_by_the_policy_of_its_own_organization() {
    let server = Server::start([key_set(&[FIRST.jwk()]), policy(), own_policy()]);
    let client = client(&server);
    let jwt = FIRST.token(&Kind::B2b.claims());
    let check = AuthorizationCheck::new(ORGANIZATION, "documents", "archive");
    let params = AuthenticateJwtLocalParams::new(&*jwt).authorization_check(check.clone());
    client.b2b().sessions().authenticate_jwt_local(params).await.expect("the organization permits it");
    let params = AuthenticateJwtParams::new(AuthenticateParams::new().session_jwt(jwt).authorization_check(check));
    let response = client.b2b().sessions().authenticate_jwt(params).await.expect("the organization permits it");
    assert!(response.is_local());
    assert_eq!(targets(&server), [&*Kind::B2b.key_path(), POLICY, ORGANIZATION_POLICY]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_checks_wait_for_one_policy_of_each_organization() {
    let server = Server::start([policy(), own_policy()]);
    let first = Gate::before(&server);
    let client = Time::new().builder(&server).base_url(first.url()).build().expect("a client");
    let mut tasks = JoinSet::new();
    for number in 0..1_000 {
        let client = client.clone();
        let organization = format!("organization-test-{}", number % 3);
        tasks.spawn(async move { may_in(&client, &organization, "archive").await });
    }
    tokio::time::sleep(Duration::from_millis(20)).await;
    first.open();
    for done in tasks.join_all().await {
        done.expect("the organization permits it");
    }
    let mut targets = targets(&server);
    targets.sort();
    let organization = |number: u8| format!("/v1/b2b/rbac/organizations/organization-test-{number}");
    assert_eq!(targets, [organization(0), organization(1), organization(2), POLICY.to_owned()]);
}

#[tokio::test]
async fn an_organizations_policy_of_five_minutes_is_fetched_anew() {
    let server = Server::start([policy(), own_policy(), policy(), no_roles()]);
    let time = Time::new();
    let client = time.client(&server);
    may(&client, "archive").await.expect("the organization permits it");
    time.pass(FIVE_MINUTES);
    may(&client, "archive").await.expect_err("and now it does not");
    assert_eq!(targets(&server), [POLICY, ORGANIZATION_POLICY, POLICY, ORGANIZATION_POLICY]);
}

#[tokio::test]
async fn an_organizations_policy_is_fetched_anew_in_the_background_before_its_five_minutes_are_over() {
    let transport = MockTransport::new();
    let project = json!({ "policy": { "roles": super::rbac::roles(), "resources": [], "scopes": [] } });
    transport.reply("b2b.rbac.policy", MockReply::json(200, project.to_string()));
    for policy in [own(), json!({ "org_policy": { "roles": [] } })] {
        transport.reply("b2b.rbac.organizations.get_org_policy", MockReply::json(200, policy.to_string()));
    }
    let time = Time::new();
    let client = time.mocked(&transport);
    may(&client, "archive").await.expect("the organization permits it");
    time.pass(Duration::from_secs(240));
    may(&client, "archive").await.expect("the old policy serves while the new one is fetched");
    for _ in 0..2_000 {
        if may(&client, "archive").await.is_err() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    may(&client, "archive").await.expect_err("nobody may any more");
    assert_eq!(asked(&transport).len(), 4);
}

#[tokio::test]
async fn an_old_policy_of_an_organization_serves_when_it_cannot_be_fetched_anew() {
    let server = Server::start([policy(), own_policy(), policy(), Reply::json(500, &json!({}))]);
    let time = Time::new();
    let client = time.builder(&server).retry(RetryPolicy::none()).build().expect("a client");
    may(&client, "archive").await.expect("the organization permits it");
    time.pass(FIVE_MINUTES);
    for _ in 0..50 {
        may(&client, "archive").await.expect("the old policy serves");
    }
    until_received(&server, 4).await;
    assert_eq!(server.received().len(), 4, "one try");
}

#[tokio::test]
async fn without_the_organizations_policy_only_what_the_project_permits_is_decided() {
    for answer in [
        Reply::json(500, &json!({})),
        Reply::json(200, &json!({ "request_id": "r", "status_code": 200 })),
        Reply::json(200, &json!({ "org_policy": null })),
        Reply::text(200, "text/html", "<h1>Sign in</h1>"),
    ] {
        let server = Server::start([policy(), answer]);
        let client = Time::new().builder(&server).retry(RetryPolicy::none()).build().expect("a client");
        let error = may(&client, "archive").await.expect_err("there is no policy");
        assert_eq!((error.code(), error.status().map(|s| s.as_u16())), (Some("rbac_policy_unavailable"), Some(503)));
        may(&client, "write").await.expect("the project permits it");
    }
}

#[tokio::test]
async fn what_is_odd_in_an_organizations_policy_takes_nothing_from_the_rest() {
    let mut odd = own();
    let roles = odd["org_policy"]["roles"].as_array_mut().expect("roles");
    roles.extend([
        json!({ "role_id": "no-permissions", "permissions": null }),
        json!({ "role_id": "editor", "permissions": [{ "resource_id": null, "actions": ["burn"] }] }),
        json!({ "role_id": "newer", "unless": [1], "permissions": [{ "resource_id": "vault" }] }),
    ]);
    let server = Server::start([policy(), Reply::json(200, &odd)]);
    let client = client(&server);
    may(&client, "archive").await.expect("the organization permits it");
    may(&client, "burn").await.expect_err("but not this");
}

#[tokio::test]
async fn of_many_organizations_those_that_were_asked_for_last_are_kept() {
    let transport = MockTransport::new();
    let project = json!({ "policy": { "roles": [], "resources": [], "scopes": [] } });
    transport.reply("b2b.rbac.policy", MockReply::json(200, project.to_string()));
    transport.reply("b2b.rbac.organizations.get_org_policy", MockReply::json(200, own().to_string()));
    let time = Time::new();
    let client = time.mocked(&transport);
    for number in 0..1_001 {
        time.pass(Duration::from_millis(1));
        may_in(&client, &format!("organization-test-{number}"), "archive").await.expect("permitted");
    }
    assert_eq!(transport.requests().len(), 1_002);
    may_in(&client, "organization-test-1", "archive").await.expect("permitted");
    assert_eq!(transport.requests().len(), 1_002, "it is still kept");
    may_in(&client, "organization-test-0", "archive").await.expect("permitted");
    assert_eq!(transport.requests().len(), 1_003, "it made room");
}
