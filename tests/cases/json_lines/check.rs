//! Lines are decoded one by one; one that does not fit is an error, and the next one comes.

use json_lines::testing::{MockTransport, Reply};
use json_lines::{Client, Error};

#[tokio::test]
async fn lines_are_read_as_they_come() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("exports.read", Reply::text(200, "application/x-ndjson", "{\"id\":1}\r\n\n{\"id\":\"x\"}\n{\"id\":3}"));
    mock.reply("imports.progress", Reply::text(200, "application/json-seq", "\u{1e}{\"done\":\n1}\n\u{1e}{\"done\":2}\n"));
    let client = Client::builder().base_url("https://example.com").transport(mock.clone()).build()?;
    let mut records = client.exports().read_as_lines().await?;
    assert_eq!(records.next().await.transpose()?.map(|record| record.id), Some(1));
    let error = records.next().await.expect("there is a line").expect_err("it does not fit");
    assert!(matches!(&error, Error::Decode(e) if &**e.body() == br#"{"id":"x"}"# && e.path().as_deref() == Some("id")));
    assert_eq!(records.next().await.transpose()?.map(|record| record.id), Some(3));
    assert!(records.next().await.is_none());
    let mut progress = client.imports().progress().await?;
    let mut done = Vec::new();
    while let Some(step) = progress.next().await {
        done.push(step?.done);
    }
    assert_eq!(done, [1, 2]);
    Ok(())
}
