//! The status says which success it is.

use several_responses::jobs::StartResponse;
use several_responses::testing::{MockTransport, Reply};
use several_responses::{Client, Error};

#[tokio::test]
async fn the_status_selects() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("jobs.start", Reply::json(200, r#"{"value":1}"#));
    mock.reply("jobs.start", Reply::json(201, r#"{"id":"j"}"#));
    mock.reply("jobs.start", Reply::status(204));
    mock.reply("jobs.start", Reply::text(299, "text/plain", "new"));
    mock.reply("jobs.last", Reply::json(203, r#"{"value":2}"#));
    let client = Client::builder().base_url("https://example.com").transport(mock.clone()).build()?;
    let jobs = client.jobs();
    assert!(matches!(jobs.start().await?, StartResponse::Ok(outcome) if outcome.value == 1));
    assert!(matches!(jobs.start().await?, StartResponse::Created(created) if created.id == "j"));
    assert!(matches!(jobs.start().await?, StartResponse::NoContent));
    assert!(matches!(jobs.start().await?, StartResponse::Status2xx(text) if text == "new"));
    assert_eq!(jobs.last().await?.value, 2);
    Ok(())
}
