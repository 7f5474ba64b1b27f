//! Every kind of page is walked to its end, and what cannot be walked is told.

use pagination::charges::ListParams as Charges;
use pagination::members::ListParams as Members;
use pagination::orders::ListParams as Orders;
use pagination::photos::ListParams as Photos;
use pagination::repos::ListParams as Repos;
use pagination::testing::{MockTransport, Reply};
use pagination::users::SearchParams;
use pagination::{Client, Error};
use serde_json::json;

fn client(mock: &MockTransport) -> Client {
    Client::builder().base_url("https://example.com/v1").transport(mock.clone()).build().unwrap()
}

fn answering(operation: &str, bodies: &[serde_json::Value]) -> MockTransport {
    let mock = MockTransport::new();
    bodies.iter().for_each(|body| mock.reply(operation, Reply::json(200, body.to_string())));
    mock
}

fn urls(mock: &MockTransport) -> Vec<String> {
    mock.requests().iter().map(|request| request.url.replace("https://example.com/v1", "")).collect()
}

#[tokio::test]
async fn a_cursor_goes_into_the_body_until_there_is_none() -> Result<(), Error> {
    let page = |ids: &[&str], next: serde_json::Value| {
        let users: Vec<_> = ids.iter().map(|id| json!({ "id": id })).collect();
        json!({ "users": users, "meta": { "next": next } })
    };
    let pages = [page(&["a", "b"], json!("c\"1")), page(&[], json!("c2")), page(&["c"], json!(null))];
    let mock = answering("users.search", &pages);
    let users = client(&mock).users().search(SearchParams::new().limit(2)).items().into_vec().await?;
    assert_eq!(users.iter().map(|user| user.id.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
    let sent: Vec<_> = mock.requests().iter().map(|request| request.json().unwrap()).collect();
    assert_eq!(
        sent,
        [json!({ "limit": 2 }), json!({ "limit": 2, "cursor": "c\"1" }), json!({ "limit": 2, "cursor": "c2" })]
    );
    Ok(())
}

#[tokio::test]
async fn the_first_page_needs_no_body() -> Result<(), Error> {
    let mock = answering("users.search", &[json!({ "users": [], "meta": { "next": "x" } }), json!({ "meta": {} })]);
    let mut pages = client(&mock).users().search(SearchParams::new()).pages();
    assert!(pages.next().await.unwrap()?.users.is_empty());
    assert_eq!(pages.next().await.unwrap()?.meta.next, None);
    assert!(pages.next().await.is_none());
    assert!(mock.requests()[0].body.is_empty());
    assert_eq!(mock.requests()[1].json(), Some(json!({ "cursor": "x" })));
    assert_eq!(mock.requests()[1].headers["content-type"], "application/json");
    Ok(())
}

#[tokio::test]
async fn the_last_item_is_the_cursor() -> Result<(), Error> {
    let page = |ids: &[&str], more| {
        json!({ "data": ids.iter().map(|id| json!({ "id": id })).collect::<Vec<_>>(), "has_more": more })
    };
    let mock = answering("charges.list", &[page(&["1", "2"], true), page(&["3 &"], true), page(&["4"], false)]);
    let all = client(&mock).charges().list(Charges::new()).items().into_vec().await?;
    assert_eq!(all.len(), 4);
    assert_eq!(urls(&mock), ["/charges", "/charges?starting_after=2", "/charges?starting_after=3%20%26"]);
    Ok(())
}

#[tokio::test]
async fn an_offset_counts_from_where_the_caller_began() -> Result<(), Error> {
    let mock = answering(
        "orders.list",
        &[
            json!({ "total": 8, "result": { "orders": ["a", "b"] } }),
            json!({ "total": 8, "result": { "orders": ["c"] } }),
        ],
    );
    let orders = client(&mock).orders().list(Orders::new().skip(5)).items().into_vec().await?;
    assert_eq!(orders, ["a", "b", "c"]);
    assert_eq!(urls(&mock), ["/orders?skip=5", "/orders?skip=7"]);
    Ok(())
}

#[tokio::test]
async fn an_offset_ends_with_an_empty_page_when_no_total_is_given() -> Result<(), Error> {
    let mock = answering("orders.list", &[json!({ "result": { "orders": ["a"] } }), json!({})]);
    assert_eq!(client(&mock).orders().list(Orders::new()).items().into_vec().await?, ["a"]);
    assert_eq!(urls(&mock), ["/orders", "/orders?skip=1"]);
    Ok(())
}

#[tokio::test]
async fn pages_are_counted_from_the_first() -> Result<(), Error> {
    let mock = answering("photos.list", &[json!({ "pages": 2, "photos": [1] }), json!({ "pages": 2, "photos": [2] })]);
    let mut photos = client(&mock).photos().list(Photos::new().size(1)).items();
    assert_eq!(photos.next().await.unwrap()?, 1);
    assert_eq!(mock.requests().len(), 1, "a page is fetched when it is asked for");
    assert_eq!(photos.next().await.unwrap()?, 2);
    assert!(photos.next().await.is_none());
    assert_eq!(urls(&mock), ["/photos?size=1", "/photos?size=1&page=1"]);
    Ok(())
}

#[tokio::test]
async fn a_link_is_followed_as_it_is() -> Result<(), Error> {
    let mock = MockTransport::new();
    let link = r#"<https://example.com/v1/repos?p=1>; rel="prev", </v1/repos?size=1&p=3>; rel="last next"; title="a, <b>""#;
    mock.reply("repos/list", Reply::json(200, r#"["a"]"#).header("Link", link));
    mock.reply("repos/list", Reply::json(200, r#"["b"]"#));
    let repos = client(&mock).repos().list(Repos::new().size(1)).items().into_vec().await?;
    assert_eq!(repos, ["a", "b"]);
    assert_eq!(urls(&mock), ["/repos?size=1", "/repos?size=1&p=3"]);
    Ok(())
}

#[tokio::test]
async fn a_link_to_another_host_is_an_error_after_the_page() {
    let mock = MockTransport::new();
    mock.reply("repos/list", Reply::json(200, r#"["a"]"#).header("Link", r#"<https://evil.example/>; rel=next"#));
    let mut repos = client(&mock).repos().list(Repos::new()).items();
    assert_eq!(repos.next().await.unwrap().unwrap(), "a");
    let error = repos.next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("its URL is of another origin"), "{error}");
    assert!(repos.next().await.is_none());
    assert_eq!(mock.requests().len(), 1);
}

#[tokio::test]
async fn a_walk_stays_with_the_server_that_its_call_names() -> Result<(), Error> {
    let mock = MockTransport::new();
    let links = ["https://eu.example.com/repos?p=2", "https://example.com/v1/repos?p=3"];
    for link in links {
        mock.reply("repos/list", Reply::json(200, r#"["a"]"#).header("Link", format!("<{link}>; rel=next")));
    }
    let mut repos = client(&mock).repos().list(Repos::new()).server("https://eu.example.com").items();
    assert_eq!((repos.next().await.unwrap()?, repos.next().await.unwrap()?), ("a".to_owned(), "a".to_owned()));
    let error = repos.next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("its URL is of another origin"), "{error}");
    let urls: Vec<String> = mock.requests().into_iter().map(|request| request.url).collect();
    assert_eq!(urls, ["https://eu.example.com/repos", links[0]]);
    Ok(())
}

#[tokio::test]
async fn a_cursor_that_comes_again_is_an_error_and_no_endless_walk() {
    let mock = answering("charges.list", &[json!({ "data": [{ "id": "1" }], "has_more": true })]);
    let error = client(&mock).charges().list(Charges::new()).items().into_vec().await.unwrap_err();
    assert!(error.is_decode() && error.to_string().contains("the cursor of this page again"), "{error}");
    assert_eq!(mock.requests().len(), 2);
}

#[tokio::test]
async fn a_cursor_is_the_same_however_it_is_escaped() {
    let page = r#"{"data":[{"id":"a\/b"}],"has_more":true}"#;
    let mock = MockTransport::new();
    mock.reply("charges.list", Reply::json(200, page));
    let error = client(&mock).charges().list(Charges::new()).items().into_vec().await.unwrap_err();
    assert!(error.to_string().contains("the cursor of this page again"), "{error}");
    assert_eq!(urls(&mock), ["/charges", "/charges?starting_after=a%2Fb"]);
}

#[tokio::test]
async fn more_without_a_cursor_is_an_error_and_no_end() {
    let mock = answering("charges.list", &[json!({ "data": [], "has_more": true })]);
    let mut charges = client(&mock).charges().list(Charges::new()).pages();
    assert!(charges.next().await.unwrap().is_ok());
    let error = charges.next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("has more, but not where"), "{error}");
}

#[tokio::test]
async fn a_link_stays_with_https_and_has_a_key_once() -> Result<(), Error> {
    let mock = MockTransport::new();
    let next = r#"{"next":"http://example.com/v1/keys?page=2&api_key=of-the-first","keys":["a"]}"#;
    mock.reply("keys.list", Reply::json(200, next));
    mock.reply("keys.list", Reply::json(200, r#"{"next":null,"keys":["b"]}"#));
    let client = Client::builder().base_url("https://example.com/v1").transport(mock.clone()).key("k y").build()?;
    assert_eq!(client.keys().list().items().into_vec().await?, ["a", "b"]);
    assert_eq!(urls(&mock), ["/keys?api_key=k%20y", "/keys?page=2&api_key=k%20y"]);
    Ok(())
}

#[tokio::test]
async fn items_can_be_counted_from_one() -> Result<(), Error> {
    let page = |ids: &[i32]| json!({ "totalResults": 3, "Resources": ids });
    let mock = answering("members.list", &[page(&[1, 2]), page(&[3])]);
    assert_eq!(client(&mock).members().list(Members::new()).items().into_vec().await?, [1, 2, 3]);
    assert_eq!(urls(&mock), ["/members", "/members?startIndex=3"]);
    Ok(())
}

#[tokio::test]
async fn an_operation_without_pages_is_one() -> Result<(), Error> {
    let mock = answering("names.all", &[json!(["a", "b"])]);
    assert_eq!(client(&mock).names().all().items().into_vec().await?, ["a", "b"]);
    assert_eq!(mock.requests().len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_failure_is_the_last_item() {
    let mock = answering("charges.list", &[json!({ "data": [{ "id": "1" }], "has_more": true })]);
    mock.reply("charges.list", Reply::status(403));
    let mut charges = client(&mock).charges().list(Charges::new()).items();
    assert!(charges.next().await.unwrap().is_ok());
    assert_eq!(charges.next().await.unwrap().unwrap_err().status().unwrap(), 403);
    assert!(charges.next().await.is_none());
}
