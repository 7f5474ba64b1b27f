//! Which server each operation goes to, and what a base URL changes.

use servers::testing::{MockTransport, Reply};
use servers::{Client, ClientBuilder, Error, servers as known};

async fn urls(builder: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Result<Vec<String>, Error> {
    let mock = MockTransport::new();
    for operation in ["api", "path", "operation", "relative", "same"] {
        mock.reply(format!("calls.{operation}"), Reply::status(204));
    }
    let client = builder(Client::builder().transport(mock.clone())).build()?;
    let calls = client.calls();
    calls.api().await?;
    calls.path().await?;
    calls.operation().await?;
    calls.relative().await?;
    calls.same().await?;
    Ok(mock.requests().into_iter().map(|request| request.url).collect())
}

#[tokio::test]
async fn an_operation_goes_to_its_own_server() -> Result<(), Error> {
    let expected = [
        "https://api.example.com/v1/api",
        "https://files.example.com/path",
        "https://upload.example.com/up/path",
        "https://api.example.com/v2/relative",
        "https://api.example.com/v1/same",
    ];
    assert_eq!(urls(|builder| builder).await?, expected);
    // The API's own server is what it would be anyway.
    assert_eq!(urls(|builder| builder.base_url(known::SECURE)).await?, expected);
    Ok(())
}

#[tokio::test]
async fn a_base_url_is_for_all() -> Result<(), Error> {
    assert_eq!((known::EUROPE, known::SERVER_4), ("https://eu.example.com/v1/", "https://sandbox.example.com/v1"));
    let urls = urls(|builder| builder.base_url(known::EUROPE)).await?;
    assert_eq!(urls.len(), 5);
    assert!(urls.iter().all(|url| url.starts_with("https://eu.example.com/v1/")), "{urls:?}");
    Ok(())
}
