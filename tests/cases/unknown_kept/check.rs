//! What the description does not name is read, kept and sent.

use serde_json::{Value, json};
use unknown_kept::testing::{MockTransport, Reply};
use unknown_kept::things::ImportParams;
use unknown_kept::types::{Base, Thing};
use unknown_kept::{Client, Error};

#[tokio::test]
async fn what_is_unknown_comes_back_to_the_server() -> Result<(), Error> {
    let sent = json!({
        "id": "1",
        "part": { "name": "leg", "size": 2, "colour": { "r": 1.5, "names": ["a", null] } },
        "labels": { "main": "a", "other": "b" },
        "additional_properties": true,
        "since": "today",
    });
    let mock = MockTransport::new();
    mock.reply("things.get", Reply::json(200, sent.to_string()));
    mock.reply("things.import", Reply::status(204));
    let client = Client::builder().base_url("https://example.com").transport(mock.clone()).build()?;
    let thing = client.things().get(unknown_kept::things::GetParams::new("1")).await?;
    assert_eq!(thing.additional_properties, Some(true));
    assert_eq!(thing.additional_properties2["since"], "today");
    assert_eq!(thing.part.as_ref().map(|part| part.additional_properties.len()), Some(1));
    client.things().import(ImportParams::new([thing])).await?;
    let requests = mock.requests();
    let back: Value = serde_json::from_slice(requests[1].text().as_bytes()).unwrap();
    assert_eq!(back, json!({ "things": [sent] }));
    Ok(())
}

#[test]
fn all_other_types_forget_it() {
    let text = r#"{"name":"a","else":1}"#;
    assert_eq!(serde_json::to_string(&serde_json::from_str::<Base>(text).unwrap()).unwrap(), r#"{"name":"a"}"#);
    let text = r#"{"id":"a","else":1}"#;
    assert_eq!(serde_json::to_string(&serde_json::from_str::<Thing>(text).unwrap()).unwrap(), text);
}
