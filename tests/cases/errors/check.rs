//! An error keeps what the server said, and can be decoded as what the description says of its status.

use errors::accounts::{DeleteParams, DeleteResponseError409, GetParams};
use errors::testing::{MockTransport, Reply};
use errors::types::Failure;
use errors::{Client, Error};

#[tokio::test]
async fn an_error_says_what_the_server_said() -> Result<(), Error> {
    let mock = MockTransport::new();
    let body = r#"{"reason":{"code":"not_found","text":"no such account"},"trace":"t-1"}"#;
    mock.reply("accounts.get", Reply::json(404, body));
    mock.reply("accounts.delete", Reply::json(409, r#"{"balance":12}"#));
    let client = Client::builder().base_url("https://example.com").transport(mock.clone()).build()?;
    let error = client.accounts().get(GetParams::new("1")).await.expect_err("404 is a failure");
    let api = error.as_api().expect("it is the server's");
    assert_eq!((api.status().as_u16(), api.code(), api.message()), (404, Some("not_found"), Some("no such account")));
    assert_eq!(error.request_id(), Some("t-1"));
    let failure: Failure = api.json().expect("the body is a failure");
    assert_eq!(failure.reason.code, "not_found");
    let error = client.accounts().delete(DeleteParams::new("1")).await.expect_err("409 is a failure");
    let conflict: DeleteResponseError409 =
        error.as_api().expect("it is the server's").json().expect("it has a balance");
    assert_eq!(conflict.balance, 12);
    Ok(())
}
