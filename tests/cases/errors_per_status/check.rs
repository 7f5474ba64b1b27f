//! One match tells failures apart, with the body of each.

use errors_per_status::orders::CreateError;
use errors_per_status::testing::{MockTransport, Reply};
use errors_per_status::{Client, Error};

async fn failure(reply: Reply) -> Error {
    let mock = MockTransport::new();
    mock.reply("orders.create", reply);
    let client = Client::builder().base_url("https://example.com").transport(mock);
    let client = client.retry(errors_per_status::RetryPolicy::none()).build().expect("it is configured");
    client.orders().create().await.expect_err("it is no success")
}

#[tokio::test]
async fn the_body_is_that_of_the_status() {
    let error = failure(Reply::json(400, r#"{"fields":["amount"]}"#)).await;
    assert!(matches!(CreateError::of(&error), Some(CreateError::BadRequest(body)) if body.fields == ["amount"]));
    let error = failure(Reply::json(409, r#"{"order_id":"7"}"#)).await;
    assert!(matches!(CreateError::of(&error), Some(CreateError::Conflict(body)) if body.order_id == "7"));
    let error = failure(Reply::status(401)).await;
    assert!(matches!(CreateError::of(&error), Some(CreateError::Unauthorized)));
    let error = failure(Reply::json(503, r#"{"title":"asleep"}"#)).await;
    assert!(matches!(CreateError::of(&error), Some(CreateError::Status5xx(body)) if body.title.as_deref() == Some("asleep")));
    let error = failure(Reply::text(418, "text/plain", "a teapot")).await;
    assert!(matches!(CreateError::of(&error), Some(CreateError::Other)));
    assert_eq!(error.as_api().map(|api| api.text().into_owned()).as_deref(), Some("a teapot"));
}

#[tokio::test]
async fn what_the_server_did_not_say_is_none() {
    assert_eq!(CreateError::of(&failure(Reply::text(400, "text/html", "<html>")).await), None);
    assert_eq!(CreateError::of(&failure(Reply::refused()).await), None);
}
