//! Parameters in a form travel in the body, and lists as their `collectionFormat` says.

use swagger_forms::testing::{MockTransport, Reply};
use swagger_forms::tokens::CreateParams;
use swagger_forms::{Client, Error};

#[tokio::test]
async fn fields_travel_in_the_body() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("tokens.create", Reply::status(204));
    let client = Client::builder().base_url("https://example.com").transport(mock.clone()).build()?;
    let params = CreateParams::new("me", "hush")
        .lifetime(60)
        .scopes(["a", "b"])
        .audience(["a", "b"])
        .resource(["a", "b"]);
    assert!(!format!("{params:?}").contains("hush"), "{params:?}");
    client.tokens().create(params).await?;
    let sent = &mock.requests()[0];
    assert_eq!(sent.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(
        sent.text(),
        "client_id=me&client_secret=hush&lifetime=60&scopes=a%20b&audience=a,b&resource=a&resource=b"
    );
    Ok(())
}
