// What someone wrote against the first version of the SDK, which is `sdk` here. Every argument has a value of its own, and
// what is sent says whether each has come to its place. No line of it knows of a later version.

use sdk::groups::{SearchParams, SearchRequestFilter, SearchRequestFilterVariant1, SearchRequestFilterVariant2};
use sdk::groups::{SearchRequestFilterVariant3, UsersListParams};
use sdk::orders::PlaceParams;
use sdk::testing::{MockTransport, Recorded, Reply};
use sdk::types::{Account, Ascending, ById, ByIdType, ByIdType2, Descending, Error as Failure, ErrorOrders, Group};
use sdk::types::{GroupLevel, NewUser, Parent, Sort, Status, StatusPeople, User, UserState, UserStateType};
use sdk::types::{UserStateType2, Wrapped};
use sdk::users::{ListError, ListParams, ListUsersParams, ReplaceParams, ReplaceRequestAddress, ReplaceRequestOptions};
use sdk::{Client, Error, ErrorBody, servers};
use serde_json::{Value, json};

/// What came to another place than it was meant for.
pub async fn faults() -> Result<Vec<String>, Error> {
    let mut faults = Vec::new();
    let user = json!({ "id": "i", "name": "n", "limit": 7, "state": "old", "account": { "plan": "p", "status": { "mood": "m", "seen": "s" } } });
    let mock = MockTransport::new();
    mock.reply("replaceUser", Reply::json(200, user.to_string()));
    for operation in ["list-users", "users_list", "groups.create", "groups.search", "orders.place", "getStatus"] {
        mock.reply(operation, Reply::status(204));
    }
    for operation in ["client.ping", "client_api.ping", "a_b.ping", "a.b.ping"] {
        mock.reply(operation, Reply::status(204));
    }
    let client = Client::builder().api_key("of-the-header").base_url(servers::SERVER_3).transport(mock.clone()).build()?;
    let mut tell = |what: &str, expected: Value| {
        let found = mock.last_request().map(|sent| wire(&sent)).unwrap_or_default();
        if found != expected {
            faults.push(format!("{what}: {found} instead of {expected}"));
        }
    };

    // Ten strings in a row.
    let params = ReplaceParams::new("p-id", "p-org", "q-reason", "q-id", "h-id", "h-trace", "c-id", "b-name", "b-password", "b-user-id")
        .page("q-page")
        .user_id("b-userId")
        .user_id3("b-user_id")
        .address(ReplaceRequestAddress::new("b-street", "b-city").zip("b-zip"));
    let options = ReplaceRequestOptions::new().trace_id("h-trace-id").trace_id2("h-trace_id");
    let received: User = client.users().replace(params).options(options).await?;
    tell(
        "replace",
        json!({
            "url": "PUT https://two.example.com/orgs/p-org/users/p-id?id=q-id&page=q-page&reason=q-reason",
            "x-key": "of-the-header", "id": "h-id", "trace": "h-trace", "trace-id": "h-trace-id", "trace_id": "h-trace_id",
            "cookie": "id=c-id",
            "body": {
                "name": "b-name", "password": "b-password", "userId": "b-userId", "user-id": "b-user-id", "user_id": "b-user_id",
                "address": { "street": "b-street", "city": "b-city", "zip": "b-zip" },
            },
        }),
    );

    client.users().list_users(ListUsersParams::new(new_user())).await?;
    tell("a new user", json!({ "url": "POST https://two.example.com/users", "x-key": "of-the-header", "body": sent_user() }));
    let rest = [("more".to_owned(), "of-the-rest".to_owned())];
    let wrapped = Wrapped::new().a("b-a").additional_properties(rest.into_iter().collect::<std::collections::BTreeMap<_, _>>());
    client.groups().users_list(UsersListParams::new("q-key", wrapped)).await?;
    tell("a patch", json!({
        "url": "PATCH https://two.example.com/users?key=q-key", "x-key": "of-the-header",
        "content-type": "application/merge-patch+json", "body": { "a": "b-a", "more": "of-the-rest" },
    }));

    for (parent, expected) in [
        (Parent::from(ById::new("b-id", "b-scope")), json!({ "id": "b-id", "scope": "b-scope" })),
        (Parent::ById2(Box::new(ByIdType::new("b-key", "b-value"))), json!({ "key": "b-key", "value": "b-value" })),
        (Parent::from(ByIdType2::new("b-left", "b-right")), json!({ "left": "b-left", "right": "b-right" })),
        (Parent::String("b-text".to_owned()), json!("b-text")),
    ] {
        let group = Group::new("b-title", "b-owner", UserState::GoneAway2, GroupLevel::_10, parent);
        let group = group.state(UserStateType2::new().since("b-since"));
        client.groups().create(sdk::groups::CreateParams::new(group)).await?;
        tell("a group", json!({
            "url": "POST https://two.example.com/groups", "x-key": "of-the-header",
            "body": { "title": "b-title", "owner": "b-owner", "kind": "gone_away", "level": 10, "parent": expected, "state": { "since": "b-since" } },
        }));
    }

    let up = Sort::from(Ascending::new("b-by", "b-then"));
    let down = Sort::from(Descending::new("b-then", "b-by"));
    let sorted = |way: &str| json!({ "way": way, "by": "b-by", "then": "b-then" });
    for (filter, sort, expected) in [
        (SearchRequestFilter::from(SearchRequestFilterVariant1::new("b-from", "b-to")), up.clone(), (json!({ "from": "b-from", "to": "b-to" }), sorted("up"))),
        (SearchRequestFilter::from(SearchRequestFilterVariant2::new("b-name", "b-kind")), down, (json!({ "name": "b-name", "kind": "b-kind" }), sorted("down"))),
        (SearchRequestFilterVariant3::new("b-below").above("b-above").into(), up.clone(), (json!({ "below": "b-below", "above": "b-above" }), sorted("up"))),
        (SearchRequestFilter::List(vec!["b-item".to_owned()]), up.clone(), (json!(["b-item"]), sorted("up"))),
        (SearchRequestFilter::List2(vec![3]), up, (json!([3]), sorted("up"))),
    ] {
        client.groups().search(SearchParams::new(filter, sort)).await?;
        let (filter, sort) = expected;
        tell("a search", json!({ "url": "POST https://two.example.com/search", "x-key": "of-the-header", "body": { "filter": filter, "sort": sort } }));
    }

    client.orders().place(PlaceParams::new("b-article", "b-buyer", Status::new("b-paid", "b-sent"), StatusPeople::new("b-mood", "b-seen"))).await?;
    tell("an order", json!({
        "url": "POST https://two.example.com/orders", "x-key": "of-the-header",
        "body": { "article": "b-article", "buyer": "b-buyer", "status": { "paid": "b-paid", "sent": "b-sent" }, "people": { "mood": "b-mood", "seen": "b-seen" } },
    }));

    // Modules.
    client.client_api().ping(sdk::client_api::PingParams::new("1")).await?;
    tell("client", json!({ "url": "GET https://two.example.com/client?a=1", "x-key": "of-the-header" }));
    client.client_api_api().ping(sdk::client_api_api::PingParams::new("2")).await?;
    tell("client_api", json!({ "url": "GET https://two.example.com/client-api?a=2", "x-key": "of-the-header" }));
    client.a_b().ping(sdk::a_b::PingParams::new("3")).await?;
    tell("a_b", json!({ "url": "GET https://two.example.com/a_b?a=3", "x-key": "of-the-header" }));
    client.a().b().ping(sdk::a::b::PingParams::new("4")).await?;
    tell("a.b", json!({ "url": "GET https://two.example.com/a/b?a=4", "x-key": "of-the-header" }));
    client.status().get(sdk::status::GetParams::new("5")).await?;
    tell("status", json!({ "url": "GET https://two.example.com/status?a=5", "x-key": "of-the-header" }));

    // Credentials and servers, and what is received.
    let cloud = servers::Cloud::new().region(servers::CloudRegion::EuWest2).stage("test");
    let other = Client::builder().api_key_credential("of-the-query").machine("token").base_url(cloud).transport(mock.clone());
    mock.reply("listUsers", Reply::json(409, r#"{"reason":"r","article":"a"}"#));
    let failed = other.api_key("of-the-header").build()?.users().list(ListParams::new().state(UserState::GoneAway3)).await;
    tell("a list", json!({ "url": "GET https://eu_west.example.com/test/users?state=goneAway", "x-key": "of-the-header" }));
    let failure = failed.err().and_then(|error| ListError::of(&error));
    let reason = |body: &ErrorOrders| (body.reason.clone(), body.article.clone());
    let found = match &failure {
        Some(ListError::Conflict(body)) => reason(body) == (Some("r".to_owned()), Some("a".to_owned())),
        _ => false,
    };
    let account: Option<&Account> = received.account.as_ref();
    let status = account.and_then(|account| account.status.as_ref()).map(|status| (status.mood.as_str(), status.seen.as_str()));
    let is_read = received.id == "i" && received.name == "n" && received.limit_or_default() == 7;
    let shared: Option<ErrorBody> = None::<ErrorOrders>;
    let of_other: Option<Failure> = Some(Failure::new().message("m"));
    if !found || !is_read || status != Some(("m", "s")) || received.state != Some(UserStateType::Old) || shared.is_some() {
        faults.push(format!("what is received: {failure:?} {received:?} {of_other:?}"));
    }
    Ok(faults)
}

fn new_user() -> NewUser {
    NewUser::new("b-family", "b-given", "b-password", "b-mail").hint("b-hint").nick_name("b-nickName").nick_name2("b-nick-name")
}

fn sent_user() -> Value {
    json!({
        "family": "b-family", "given": "b-given", "password": "b-password", "mail": "b-mail",
        "hint": "b-hint", "nickName": "b-nickName", "nick-name": "b-nick-name",
    })
}

/// A request as it travels, without what every one has.
fn wire(sent: &Recorded) -> Value {
    let (path, query) = sent.url.split_once('?').unwrap_or((&sent.url, ""));
    let mut query: Vec<&str> = query.split('&').filter(|part| !part.is_empty()).collect();
    query.sort_unstable();
    let mark = if query.is_empty() { "" } else { "?" };
    let mut wire = json!({ "url": format!("{} {path}{mark}{}", sent.method, query.join("&")) });
    for (name, value) in &sent.headers {
        let is_usual = ["accept", "user-agent", "idempotency-key"].contains(&name.as_str())
            || (name == "content-type" && value == "application/json");
        if !is_usual {
            wire[name.as_str()] = value.to_str().unwrap_or_default().into();
        }
    }
    if let Some(body) = sent.json() {
        wire["body"] = body;
    }
    wire
}
