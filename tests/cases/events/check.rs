//! Events are typed, an end marker ends them, and what does not fit is an error that keeps it.

use events::changes::WatchResponseEvent;
use events::chats::CreateParams;
use events::testing::{MockTransport, Reply};
use events::{Client, Error};

fn client(mock: &MockTransport) -> Result<Client, Error> {
    Client::builder().base_url("https://example.com").transport(mock.clone()).build()
}

fn stream(text: &str) -> Reply {
    Reply::text(200, "text/event-stream; charset=utf-8", text)
}

#[tokio::test]
async fn an_operation_answers_with_json_or_with_events() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("chats.create", Reply::json(200, r#"{"text":"hello"}"#));
    mock.reply("chats.create", stream("data: {\"delta\":\"hel\"}\n\ndata: nonsense\n\ndata: {\"delta\":\"lo\"}\n\ndata: [DONE]\n\n"));
    let client = client(&mock)?;
    assert_eq!(client.chats().create(CreateParams::new("hi")).await?.text, "hello");
    let mut pieces = client.chats().create_as_events(CreateParams::new("hi").stream(true)).await?;
    assert_eq!(pieces.next().await.transpose()?.map(|piece| piece.data.delta).as_deref(), Some("hel"));
    let error = pieces.next().await.expect("there is an event").expect_err("it is no JSON");
    assert!(matches!(&error, Error::Decode(e) if &**e.body() == b"nonsense"), "{error}");
    assert_eq!(pieces.next().await.transpose()?.map(|piece| piece.data.delta).as_deref(), Some("lo"));
    assert!(pieces.next().await.is_none());
    let accepted: Vec<_> = mock.requests().iter().filter_map(|request| request.header("accept").map(str::to_owned)).collect();
    assert_eq!(accepted, ["application/json", "text/event-stream"]);
    Ok(())
}

#[tokio::test]
async fn events_have_names_and_ids() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("changes.watch", stream("id: 1\nevent: made\ndata: {\"made\":\"a\"}\n\ndata: {\"gone\":\"a\"}\n\n"));
    let mut changes = client(&mock)?.changes().watch().await?;
    let made = changes.next().await.transpose()?.expect("there is one");
    assert_eq!((made.id.as_deref(), made.event.as_str()), (Some("1"), "made"));
    assert!(matches!(made.data, WatchResponseEvent::Made(made) if made.made == "a"));
    let gone = changes.next().await.transpose()?.expect("there is another");
    assert_eq!((gone.id.as_deref(), gone.event.as_str()), (Some("1"), "message"));
    assert!(matches!(gone.data, WatchResponseEvent::Gone(_)));
    assert!(changes.next().await.is_none());
    Ok(())
}

#[tokio::test]
async fn data_is_text_where_it_is_described_so_and_one_field_of_a_whole_event() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("log.follow", stream("data: [DONE]\n\n"));
    mock.reply("prices.watch", stream("data: {\"price\": 1.5}\n\n"));
    mock.reply("steps.watch", stream("data: {\"delta\": \"x\"}\n\n"));
    let client = client(&mock)?;
    assert_eq!(client.steps().watch().await?.next().await.transpose()?.map(|event| event.data.delta).as_deref(), Some("x"));
    assert_eq!(client.log().follow().await?.next().await.transpose()?.map(|line| line.data).as_deref(), Some("[DONE]"));
    assert_eq!(client.prices().watch().await?.next().await.transpose()?.map(|event| event.data.price), Some(1.5));
    Ok(())
}

#[tokio::test]
async fn json_in_the_place_of_events_is_an_error_that_keeps_it() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("changes.watch", Reply::json(200, r#"{"made":"a"}"#));
    let error = client(&mock)?.changes().watch().await.expect_err("these are no events");
    assert!(matches!(&error, Error::Decode(e) if &**e.body() == br#"{"made":"a"}"#));
    let said = "changes.watch: 200 OK: the body is not of the media type that was asked for (the body is application/json, 12 bytes)";
    assert_eq!(error.to_string(), said);
    Ok(())
}
