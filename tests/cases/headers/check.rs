//! Headers are read by their types; one that does not fit is not there, and the header itself still is.

use headers::testing::{MockTransport, Reply};
use headers::things::{ListResponse, ListResponseHeaders, ListResponseHeadersXKind};
use headers::{Client, Error};

async fn headers_of(headers: &[(&str, &str)]) -> Result<ListResponseHeaders, Error> {
    let mock = MockTransport::new();
    let reply = headers.iter().fold(Reply::json(200, "[]"), |reply, (name, value)| reply.header(*name, *value));
    mock.reply("things.list", reply);
    let client = Client::builder().base_url("https://example.com").transport(mock).build()?;
    let response = client.things().list().with_metadata().await?;
    assert_eq!(response.body(), &ListResponse::Ok(Vec::new()));
    Ok(ListResponseHeaders::from(response.headers()))
}

#[tokio::test]
async fn every_kind_of_header_is_read() -> Result<(), Error> {
    let headers = headers_of(&[
        ("x-rate-limit", "12"),
        ("X-Page", "number,2,size,50,of,1 or 2"),
        ("X-Range", "from=3, to=5"),
        ("X-Tags", "a, 7"),
        ("X-Sizes", "1,2"),
        ("x-sizes", "3"),
        ("X-Detail", r#"{"done": true}"#),
        ("X-Kind", "used"),
        ("Set-Cookie", "a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT"),
        ("Set-Cookie", "b=2"),
    ])
    .await?;
    assert!(!format!("{headers:?}").contains("b=2"), "cookies are not shown");
    assert_eq!(headers.x_rate_limit, Some(12));
    let page = headers.x_page.expect("it is there");
    assert_eq!((page.number, page.size, page.of.as_deref()), (Some(2), Some(50), Some("1 or 2")));
    let range = headers.x_range.expect("it is there");
    assert_eq!((range.from, range.to), (Some(3), Some(5)));
    assert_eq!(headers.x_tags, Some(vec!["a".to_owned(), "7".to_owned()]));
    assert_eq!(headers.x_sizes, Some(vec![1, 2, 3]));
    assert!(headers.x_detail.is_some_and(|detail| detail.done));
    #[allow(deprecated)]
    let kind = headers.x_kind;
    assert_eq!(kind, Some(ListResponseHeadersXKind::Used));
    assert_eq!(headers.set_cookie.map(|cookies| cookies.len()), Some(2));
    assert_eq!(headers.retry_after, None);
    Ok(())
}

#[tokio::test]
async fn what_does_not_fit_is_none() -> Result<(), Error> {
    let headers = headers_of(&[("X-Rate-Limit", "many"), ("X-Detail", "{"), ("X-Sizes", "1,b"), ("X-Page", "1")]).await?;
    assert_eq!(headers, ListResponseHeaders::new());
    Ok(())
}
