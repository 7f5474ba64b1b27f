//! The same operation in other media types: each has its own method, and answers alike.

use body_alternatives::pets::{CreateAsBytesParams, CreateAsTextParams, CreateParams, CreateRequestOptions, PatchParams};
use body_alternatives::testing::{MockTransport, Reply};
use body_alternatives::types::Pet;
use body_alternatives::{Client, Error};

#[tokio::test]
async fn each_form_sends_its_media_type() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("pets.create", Reply::json(201, r#"{"name":"Rex"}"#));
    mock.reply("pets.patch", Reply::status(204));
    let client = Client::builder().base_url("https://example.com").transport(mock.clone()).build()?;
    let pets = client.pets();
    let params = CreateParams::new("me", Pet::new("Rex & co"));
    let options = CreateRequestOptions::new().x_trace("t");
    assert_eq!(pets.create(params.clone()).options(options.clone()).await?.name, "Rex");
    pets.create_as_form2(params).options(options.clone()).await?;
    pets.create_as_text(CreateAsTextParams::new("me", "name\nRex")).options(options.clone()).await?;
    pets.create_as_bytes(CreateAsBytesParams::new("me", "png")).options(options).await?;
    pets.patch_as_form(PatchParams::new().tags(["a", "b"])).await?;
    pets.patch(PatchParams::new().tags(["a", "b"])).await?;
    let sent = mock.requests();
    let sent: Vec<_> = sent
        .iter()
        .map(|r| (r.path_and_query(), r.header("x-trace"), r.text(), r.header("content-type").unwrap_or_default()))
        .collect();
    let create = |body: &str, ty| ("/pets/me", Some("t"), body.to_owned(), ty);
    assert_eq!(
        sent,
        [
            create(r#"{"name":"Rex & co"}"#, "application/vnd.pet+json"),
            create("name=Rex+%26+co", "application/x-www-form-urlencoded"),
            create("name\nRex", "text/csv"),
            create("png", "image/png"),
            ("/fields", None, "tags=a,b".to_owned(), "application/x-www-form-urlencoded"),
            ("/fields", None, r#"{"tags":["a","b"]}"#.to_owned(), "application/json"),
        ]
    );
    Ok(())
}
