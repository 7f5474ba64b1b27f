//! Bodies travel as `consumes` says, and are asked for as `produces` says.

use swagger_media_types::notes::{AppendParams, CreateParams, ReplaceParams};
use swagger_media_types::testing::{MockTransport, Reply};
use swagger_media_types::types::Note;
use swagger_media_types::{Client, Error};

#[tokio::test]
async fn media_types_are_those_of_the_operation() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("notes.create", Reply::text(200, "text/plain", "a text"));
    mock.reply("notes.replace", Reply::json(200, r#"{"text":"b"}"#));
    mock.reply("notes.append", Reply::status(204));
    let client = Client::builder().base_url("https://example.com").transport(mock.clone()).build()?;
    assert_eq!(client.notes().create(CreateParams::new(Note::new("a"))).await?, "a text");
    assert_eq!(client.notes().replace(ReplaceParams::new(Note::new("b"))).await?.text, "b");
    client.notes().append(AppendParams::new("c")).await?;
    let requests = mock.requests();
    let sent: Vec<_> = requests.iter().map(|sent| (sent.header("content-type"), sent.header("accept"))).collect();
    assert_eq!(sent[0], (Some("application/json"), Some("text/plain; charset=utf-8")));
    assert_eq!(sent[1], (Some("application/vnd.notes+json"), Some("application/json")));
    assert_eq!((sent[2].0, requests[2].text().as_ref()), (Some("text/plain; charset=utf-8"), "c"));
    Ok(())
}
