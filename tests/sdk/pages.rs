//! Searches, walked from page to page: what is asked for, and what comes of it.

use serde_json::{Value, json};
use stytch_sdk::b2b::organizations::members;
use stytch_sdk::b2b::organizations::{MemberEmailsOperand, SearchParams, SearchQuery, SearchQueryOperator};
use stytch_sdk::b2b::scim::connection::{GetGroupsParams, GetGroupsRequestOptions};
use stytch_sdk::consumer::connected_apps::clients;
use stytch_sdk::consumer::fraud::rules;
use stytch_sdk::consumer::users;
use stytch_sdk::{Error, RetryPolicy};

use crate::base::client;
use crate::server::{Reply, Server};

/// A page of a search: the list under its name, and the cursor of the next.
fn page(list: &str, id: &str, ids: &[&str], next: Option<&str>) -> Reply {
    let items: Vec<Value> = ids.iter().map(|value| json!({ id: value })).collect();
    let total = json!({ "total": 3, "next_cursor": next });
    Reply::json(200, &json!({ list: items, "results_metadata": total, "request_id": "r", "status_code": 200 }))
}

#[tokio::test]
async fn the_items_of_all_pages_come_one_after_the_other() {
    let list = |ids: &[&str], next| page("results", "user_id", ids, next);
    let server = Server::start([list(&["a", "b"], Some("page 2")), list(&["c"], None)]);
    let mut users = client(&server).consumer().users().search(users::SearchParams::new().limit(2)).items();
    let mut ids = Vec::new();
    while let Some(user) = users.next().await {
        ids.push(user.expect("a user").user_id);
        assert_eq!(server.received().len(), 1 + ids.len() / 3, "a page is fetched when it is needed");
    }
    assert_eq!(ids, ["a", "b", "c"]);
    let bodies: Vec<Value> = server.received().iter().map(|received| received.json()).collect();
    assert_eq!(bodies, [json!({ "limit": 2 }), json!({ "limit": 2, "cursor": "page 2" })]);
}

#[tokio::test]
async fn every_page_is_asked_for_with_the_same_query() {
    let list = |next| page("organizations", "organization_id", &["o"], next);
    let server = Server::start([list(Some("next")), list(None)]);
    let query = SearchQuery::new(SearchQueryOperator::And, [MemberEmailsOperand::new(["noor@fernhill.example"])]);
    let all = client(&server).b2b().organizations().search(SearchParams::new().query(query)).items().into_vec();
    assert_eq!(all.await.expect("all pages").len(), 2);
    let asked = json!({
        "operator": "AND",
        "operands": [{ "filter_name": "member_emails", "filter_value": ["noor@fernhill.example"] }],
    });
    let bodies: Vec<Value> = server.received().iter().map(|received| received.json()).collect();
    assert_eq!(bodies, [json!({ "query": asked }), json!({ "query": asked, "cursor": "next" })]);
}

#[tokio::test]
async fn every_page_is_asked_for_in_the_name_of_the_same_member() {
    let answer = |next: &str| Reply::json(200, &json!({ "scim_groups": [{ "group_id": "g" }], "next_cursor": next }));
    let server = Server::start([answer("c=2&d"), answer("")]);
    let params = GetGroupsParams::new("o", "scim-1").limit(1);
    let options = GetGroupsRequestOptions::new().session_token("a-token");
    let request = client(&server).b2b().scim().connection().get_groups(params).options(options);
    let mut pages = request.pages();
    while let Some(page) = pages.next().await {
        assert_eq!(page.expect("a page").scim_groups.len(), 1);
    }
    let received = server.received();
    let targets: Vec<&str> = received.iter().map(|received| received.target.as_str()).collect();
    let path = "/v1/b2b/scim/o/connection/scim-1";
    assert_eq!(targets, [format!("{path}?limit=1"), format!("{path}?limit=1&cursor=c%3D2%26d")]);
    assert!(received.iter().all(|received| received.header("X-Stytch-Member-Session") == Some("a-token")));
}

#[tokio::test]
async fn the_lists_that_came_with_18_1_are_walked_as_well() {
    let list = |next| page("connected_apps", "client_id", &["a"], next);
    let server = Server::start([list(Some("next")), list(None)]);
    let apps = client(&server).consumer().connected_apps().clients().search(clients::SearchParams::new()).items();
    assert_eq!(apps.into_vec().await.expect("all pages").len(), 2);
    let bodies: Vec<Value> = server.received().iter().map(|received| received.json()).collect();
    assert_eq!(bodies, [json!({}), json!({ "cursor": "next" })]);

    // Whatever the last page says instead of a cursor.
    for last in [json!(null), json!("")] {
        let list = |next| Reply::json(200, &json!({ "rules": [{ "rule_type": "ASN" }], "next_cursor": next }));
        let server = Server::start([list(json!("next")), list(last)]);
        let rules = client(&server).consumer().fraud().rules().list(rules::ListParams::new().limit(1)).items();
        assert_eq!(rules.into_vec().await.expect("all pages").len(), 2);
        let bodies: Vec<Value> = server.received().iter().map(|received| received.json()).collect();
        assert_eq!(bodies, [json!({ "limit": 1 }), json!({ "limit": 1, "cursor": "next" })]);
    }
}

#[tokio::test]
async fn a_page_that_fails_ends_the_walk() {
    let list = page("members", "member_id", &["m"], Some("next"));
    let server = Server::start([list, Reply::json(500, &json!({ "error_type": "internal_server_error" }))]);
    let request = client(&server).b2b().organizations().members().search(members::SearchParams::new(["o"]));
    let mut members = request.retry(RetryPolicy::none()).items();
    assert!(members.next().await.is_some_and(|member| member.is_ok()));
    let error = members.next().await.expect("the failure").expect_err("it is one");
    assert!(matches!(error, Error::Api(_)) && error.status().is_some_and(|status| status == 500), "{error}");
    assert!(members.next().await.is_none());
}
