//! Each parameter travels in its media type or style.

use parameters_content::items::{
    ByFormParams, ByJsonParams, ByPathParams, FindParams, FindRequestEither, FindRequestOptions, FindRequestOrdersItem,
};
use parameters_content::testing::{MockTransport, Reply};
use parameters_content::types::Filter;
use parameters_content::{Client, Error};

#[tokio::test]
async fn parameters_travel_as_described() -> Result<(), Error> {
    let mock = MockTransport::new();
    for operation in ["items.find", "items.by_form", "items.by_json", "items.by_path"] {
        mock.reply(operation, Reply::status(204));
    }
    let client = Client::builder().base_url("https://example.com").transport(mock.clone()).build()?;
    let items = client.items();
    let filter = || Filter::new().name("a b").tags(["x", "y&z"]);
    let of = |params: FindParams| items.find(params);
    let base = FindParams::new;
    let (path, json) = ("/items", "%7B%22name%22%3A%22a%20b%22%2C%22tags%22%3A%5B%22x%22%2C%22y%26z%22%5D%7D");
    let table = [
        (base(), String::new()),
        (base().filter(filter()), format!("?filter={json}")),
        (base().note("a=b"), "?note=a%3Db".to_owned()),
        (base().document("<a/>"), "?document=%3Ca%2F%3E".to_owned()),
        (base().orders([FindRequestOrdersItem::Asc, FindRequestOrdersItem::Unknown("x,y".into())]), "?orders=asc,x%2Cy".to_owned()),
        (base().at(chrono::DateTime::UNIX_EPOCH), "?at=1970-01-01T00%3A00%3A00Z".to_owned()),
        (base().either(7), "?either=7".to_owned()),
        (base().either(FindRequestEither::List(vec!["p".into(), "q".into()])), "?either=p&either=q".to_owned()),
        (base().nullable("n"), "?nullable=n".to_owned()),
        (base().nullable(None), String::new()),
        (
            base().nested(Filter::new().not(filter())),
            "?nested%5Bnot%5D%5Bname%5D=a%20b&nested%5Bnot%5D%5Btags%5D%5B0%5D=x&nested%5Bnot%5D%5Btags%5D%5B1%5D=y%26z".to_owned(),
        ),
    ];
    for (params, query) in table {
        of(params).await?;
        let sent = mock.last_request().unwrap();
        assert_eq!(sent.path_and_query(), format!("{path}{query}"));
    }
    of(base().plain("a/b=c%")).options(FindRequestOptions::new().x_meta(filter())).await?;
    let sent = mock.last_request().unwrap();
    assert_eq!(sent.header("cookie"), Some("plain=a/b=c%"));
    assert_eq!(sent.header("x-meta"), Some(r#"{"name":"a b","tags":["x","y&z"]}"#));

    items.by_path(ByPathParams::new("$.a[1:1]&b")).await?;
    items.by_form(ByFormParams::new(filter())).await?;
    items.by_json(ByJsonParams::new().whole(filter())).await?;
    items.by_json(ByJsonParams::new()).await?;
    let sent = mock.requests();
    let last: Vec<_> = sent.iter().rev().take(4).map(|request| request.path_and_query()).collect();
    assert_eq!(last, ["/json", &format!("/json?{json}"), "/form?name=a+b&tags=x,y%26z", "/path?%24.a%5B1%3A1%5D%26b"]);
    Ok(())
}
