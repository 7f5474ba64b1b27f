//! The body that most failures share has a name of its own; the other is decoded by its type.

use errors_shared::testing::{MockTransport, Reply};
use errors_shared::types::OAuthError;
use errors_shared::{Client, Error, ErrorBody};

#[tokio::test]
async fn any_failure_can_be_decoded() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("teams.list", Reply::text(403, "application/problem+json", r#"{"title":"Not yours","status":403}"#));
    let client = Client::builder().base_url("https://example.com").transport(mock).build()?;
    let error = client.teams().list().await.expect_err("403 is a failure");
    let body: ErrorBody = error.as_api().expect("it is the server's").json().expect("it is a problem");
    assert_eq!((body.title.as_deref(), body.status), (Some("Not yours"), Some(403)));
    assert_eq!(error.as_api().and_then(|api| api.message()), Some("Not yours"));
    Ok(())
}

#[tokio::test]
async fn a_failure_of_another_kind_is_decoded_by_its_type() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("tokens.create", Reply::json(400, r#"{"error":"invalid_scope"}"#));
    let client = Client::builder().base_url("https://example.com").transport(mock).build()?;
    let error = client.tokens().create().await.expect_err("400 is a failure");
    let body: OAuthError = error.as_api().expect("it is the server's").json().expect("it is one of OAuth");
    assert_eq!((body.error.as_str(), error.code()), ("invalid_scope", Some("invalid_scope")));
    Ok(())
}
