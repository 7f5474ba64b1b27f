//! Absent, null and a value are three things in a request, and two in a response.

use nullable_optional::notes::{ReplaceParams, UpdateParams};
use nullable_optional::runtime::Nullable;
use nullable_optional::testing::{MockTransport, Reply};
use nullable_optional::types::{Maybe, Note};
use nullable_optional::{Client, Error};
use serde_json::json;

fn client(mock: &MockTransport) -> Result<Client, Error> {
    Client::builder().base_url("https://example.com").transport(mock.clone()).build()
}

#[tokio::test]
async fn a_request_says_only_what_was_set() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("notes.update", Reply::json(200, r#"{"required":"a","required_nullable":null,"note":{}}"#));
    let notes = client(&mock)?;
    let notes = notes.notes();
    let least = || UpdateParams::new("1", "a", None);
    for (params, body) in [
        (least(), json!({ "required": "a", "required_nullable": null })),
        (least().optional("b"), json!({ "required": "a", "required_nullable": null, "optional": "b" })),
        (
            least().optional_nullable("b"),
            json!({ "required": "a", "required_nullable": null, "optional_nullable": "b" }),
        ),
        (
            least().optional_nullable(Nullable::Null),
            json!({ "required": "a", "required_nullable": null, "optional_nullable": null }),
        ),
        (least().optional_nullable(Nullable::Absent), json!({ "required": "a", "required_nullable": null })),
        (
            least().inner(Nullable::Null).list(Nullable::Null),
            json!({ "required": "a", "required_nullable": null, "inner": null, "list": null }),
        ),
    ] {
        let response = notes.update(params).await?;
        assert_eq!(mock.requests().last().and_then(|sent| sent.json()), Some(body));
        assert_eq!(response.required_nullable, None);
        assert_eq!(response.optional, None);
        assert_eq!(response.optional_nullable, None);
    }
    Ok(())
}

#[tokio::test]
async fn a_schema_that_travels_both_ways_says_what_was_set() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("notes.replace", Reply::json(200, "null"));
    mock.reply(
        "notes.replace",
        Reply::json(200, r#"{"required":1,"required_nullable":2,"optional_nullable":null,"maybe":null}"#),
    );
    let client = client(&mock)?;
    let note = || Note::new(1, Some(2)).optional_nullable(3);
    let before = client.notes().replace(ReplaceParams::new("1", note())).await?;
    assert_eq!(before, None);
    let body = json!({ "required": 1, "required_nullable": 2, "optional_nullable": 3 });
    assert_eq!(mock.requests()[0].json(), Some(body));
    let note = note().maybe(Maybe::YesPlease);
    let before = client.notes().replace(ReplaceParams::new("1", note)).await?;
    let before = before.expect("the second reply is a note");
    assert!(before.optional_nullable.is_null());
    assert!(before.maybe.is_null());
    assert_eq!(before.optional, None);
    Ok(())
}
