//! A form travels as `application/x-www-form-urlencoded`, and its secrets are not printed.

use form_body::testing::{MockTransport, Reply};
use form_body::tokens::{CreateParams, CreateRequestGrantType, RevokeParams};
use form_body::types::Revocation;
use form_body::{Client, Error};

#[tokio::test]
async fn a_form_is_encoded() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("tokens.create", Reply::json(200, r#"{"access_token":"very secret"}"#));
    mock.reply("tokens.revoke", Reply::status(200));
    let client = Client::builder().base_url("https://example.com").transport(mock.clone()).build()?;
    let params = CreateParams::new(CreateRequestGrantType::ClientCredentials, "a b&c")
        .client_secret("hush=hush")
        .scopes(["read:a", "write+b"])
        .lifetime(60)
        .audience(["x", "y"])
        .labels([("k", "v w")]);
    assert!(!format!("{params:?}").contains("hush"), "{params:?}");
    let response = client.tokens().create(params).await?;
    let sent = &mock.requests()[0];
    assert_eq!(sent.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(
        sent.text(),
        "grant_type=client_credentials&client_id=a+b%26c&client_secret=hush%3Dhush&scopes=read%3Aa%20write%2Bb&lifetime=60&audience=x,y&labels%5Bk%5D=v+w"
    );
    assert_eq!(response.access_token, "very secret");
    assert!(!format!("{response:?}").contains("very secret"), "{response:?}");
    client.tokens().revoke(RevokeParams::new().body(Revocation::new("t"))).await?;
    assert_eq!(mock.requests()[1].text(), "token=t");
    Ok(())
}
