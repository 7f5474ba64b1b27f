//! Every parameter travels in its place and in its style; what was not set does not travel.

use parameters::items::{GetParams, GetRequestOptions};
use parameters::testing::{MockTransport, Reply};
use parameters::types::Range;
use parameters::{Client, Error};
use serde_json::json;

fn client(mock: &MockTransport) -> Result<Client, Error> {
    mock.reply("items.get", Reply::status(204));
    Client::builder().base_url("https://example.com/v1/").transport(mock.clone()).build()
}

fn least() -> GetParams {
    GetParams::new(7, ["a b", "c/d"], Range::new().from(1).to(2), "x&y", "acme")
}

#[tokio::test]
async fn what_is_not_set_does_not_travel() -> Result<(), Error> {
    let mock = MockTransport::new();
    client(&mock)?.items().get(least()).await?;
    let sent = &mock.requests()[0];
    assert_eq!(sent.path_and_query(), "/v1/items/7/.a%20b.c%2Fd/;matrix=from,1,to,2?id=x%26y");
    assert_eq!(sent.header("x-tenant"), Some("acme"));
    for absent in ["x-trace", "x-flags", "accept-language", "cookie", "content-type"] {
        assert_eq!(sent.header(absent), None, "{absent}");
    }
    Ok(())
}

#[tokio::test]
#[allow(deprecated)]
async fn all_travel_in_their_styles() -> Result<(), Error> {
    let mock = MockTransport::new();
    let params = least()
        .page(2)
        .exploded(["a", "b"])
        .joined([1, 2])
        .spaces(["a", "b"])
        .pipes(["a", "b"])
        .deep(Range::new().from(3))
        .flat(Range::new().from(4).to(5))
        .filter(Range::new().to(6))
        .sort_by("name")
        .path("/a/b?c")
        .session("secret")
        .since("2024-02-29".parse::<chrono::NaiveDate>().unwrap());
    let options = GetRequestOptions::new().x_trace("t").x_flags(["a", "b"]);
    client(&mock)?.items().get(params).options(options).await?;
    let sent = &mock.requests()[0];
    let query = sent.path_and_query().split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default();
    let mut parts: Vec<&str> = query.split('&').collect();
    parts.sort_unstable();
    let mut expected = vec![
        "id=x%26y",
        "page=2",
        "exploded=a",
        "exploded=b",
        "joined=1,2",
        "spaces=a%20b",
        "pipes=a%7Cb",
        "deep%5Bfrom%5D=3",
        "from=4",
        "to=5",
        "filter=%7B%22to%22%3A6%7D",
        "sort%5Bby%5D=name",
        "path=/a/b?c",
        "since=2024-02-29",
    ];
    expected.sort_unstable();
    assert_eq!(parts, expected);
    assert_eq!(sent.header("x-trace"), Some("t"));
    assert_eq!(sent.header("x-flags"), Some("a,b"));
    assert_eq!(sent.header("cookie"), Some("session=secret"));
    Ok(())
}

#[test]
fn params_are_known_by_their_wire_names() {
    let text = serde_json::to_value(least()).unwrap();
    assert_eq!(text["X-Tenant"], json!("acme"));
}
