//! Methods that HTTP does not know by itself travel by their names; a question may be repeated, a copy may not.

use openapi_3_2::files::{CopyParams, DeleteParams, SearchParams};
use openapi_3_2::testing::{MockTransport, Reply};
use openapi_3_2::types::Shape;
use openapi_3_2::{Client, Error};
use serde_json::json;

#[tokio::test]
async fn methods_travel_by_their_names() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("files.search", Reply::status(503));
    mock.reply("files.search", Reply::json(200, r#"["notes.txt"]"#));
    mock.reply("files.copy", Reply::status(500));
    let client = Client::builder().device("token").transport(mock.clone()).build()?;
    assert_eq!(client.files().search(SearchParams::new("notes")).await?, ["notes.txt"]);
    let error = client.files().copy(CopyParams::new("b")).await.expect_err("500 is a failure");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(500));
    let requests = mock.requests();
    let sent: Vec<_> = requests.iter().map(|request| (request.method.as_str(), request.path_and_query())).collect();
    assert_eq!(sent, [("QUERY", "/files"), ("QUERY", "/files"), ("COPY", "/files?to=b")]);
    assert_eq!(requests[0].text(), r#"{"text":"notes"}"#);
    Ok(())
}

#[tokio::test]
async fn reserved_characters_stay_in_the_path_but_lead_nowhere_else() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("files.delete", Reply::status(204));
    let client = Client::builder().device("token").transport(mock.clone()).build()?;
    client.files().delete(DeleteParams::new("notes/old?.txt")).await?;
    assert_eq!(mock.requests()[0].path_and_query(), "/files/notes/old%3F.txt");
    let error = client.files().delete(DeleteParams::new("notes/../../shapes")).await.expect_err("it leads elsewhere");
    assert!(error.is_invalid(), "{error}");
    Ok(())
}

#[tokio::test]
async fn what_no_value_names_is_the_default() -> Result<(), Error> {
    let mock = MockTransport::new();
    let shapes = [json!({ "kind": "circle", "radius": 1 }), json!({ "name": "a" }), json!({ "kind": "blob", "name": "b" })];
    for shape in &shapes {
        mock.reply("shapes.get", Reply::json(200, shape.to_string()));
    }
    let client = Client::builder().device("token").transport(mock).build()?;
    assert!(matches!(client.shapes().get().await?, Shape::Circle(_)));
    for name in ["a", "b"] {
        assert!(matches!(client.shapes().get().await?, Shape::Other(other) if other.name.as_deref() == Some(name)));
    }
    Ok(())
}
