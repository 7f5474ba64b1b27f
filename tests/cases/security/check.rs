//! What is sent of which credential, where; and nothing where nothing is asked for.

use security::testing::{MockTransport, Reply};
use security::{Client, ClientBuilder, Error};

fn builder(mock: &MockTransport) -> ClientBuilder {
    for operation in ["default", "none", "any", "both", "optional", "custom", "certificate"] {
        mock.reply(format!("calls.{operation}"), Reply::status(204));
    }
    Client::builder().transport(mock.clone())
}

#[tokio::test]
async fn each_operation_gets_what_it_asks_for() -> Result<(), Error> {
    let mock = MockTransport::new();
    let client = builder(&mock)
        .bearer("token")
        .header_key("header")
        .query_key("qu ery")
        .cookie_key("cookie")
        .basic("user", "password")
        .build()?;
    let calls = client.calls();
    calls.default().await?;
    calls.none().await?;
    calls.any().await?;
    calls.both().await?;
    calls.optional().await?;
    let sent = mock.requests();
    let authorization = |index: usize| sent[index].header("authorization");
    assert_eq!(sent[0].url, "https://eu.example.com/v1/default");
    assert_eq!(authorization(0), Some("Bearer token"));
    assert_eq!((authorization(1), sent[1].header("cookie")), (None, None));
    assert_eq!(authorization(2), Some("Basic dXNlcjpwYXNzd29yZA=="));
    assert_eq!(sent[3].path_and_query(), "/v1/both?key=qu%20ery");
    assert_eq!((authorization(3), sent[3].header("cookie")), (None, Some("sid=cookie")));
    assert_eq!(authorization(4), Some("Bearer token"));
    Ok(())
}

#[tokio::test]
async fn without_a_credential_nothing_is_sent() -> Result<(), Error> {
    let mock = MockTransport::new();
    let client = builder(&mock).header_key("header").query_key("query").build()?;
    let calls = client.calls();
    assert!(calls.default().await.is_err_and(|error| error.is_invalid()));
    assert!(calls.both().await.is_err_and(|error| error.is_invalid()));
    assert_eq!(mock.requests().len(), 0);
    calls.any().await?;
    assert_eq!(mock.requests()[0].header("x-api-key"), Some("header"));
    calls.optional().await?;
    assert_eq!(mock.requests()[1].header("authorization"), None);
    Ok(())
}

#[tokio::test]
async fn a_certificate_is_not_in_the_request() -> Result<(), Error> {
    let mock = MockTransport::new();
    let client = builder(&mock).custom("signature").build()?;
    client.calls().custom().await?;
    client.calls().certificate().await?;
    let client = builder(&mock).header_key("key").build()?;
    client.calls().certificate().await?;
    assert!(client.calls().custom().await.is_err_and(|error| error.is_missing_credential()));
    let sent = mock.requests();
    assert_eq!(sent[0].header("authorization"), Some("HMAC-Sha256 signature"));
    assert_eq!((sent[1].header("authorization"), sent[1].header("x-api-key")), (None, None));
    assert_eq!((sent[2].header("x-api-key"), sent.len()), (Some("key"), 3));
    Ok(())
}
