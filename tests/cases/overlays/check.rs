//! The operation that an overlay copied is one of its own, and the schema that it added to has its new property.

use overlays::pets::{ListParams, SimilarParams};
use overlays::testing::{MockTransport, Reply};
use overlays::{Client, Error};

#[tokio::test]
async fn what_overlays_bring_is_sent_and_read() -> Result<(), Error> {
    let mock = MockTransport::new();
    let pets = r#"[{ "id": "1", "owner": { "name": "Noor", "address": { "city": "Lund" } } }]"#;
    mock.reply("pets.similar", Reply::json(200, pets));
    mock.reply("pets.list", Reply::json(200, "[]"));
    let client = Client::builder().base_url("https://example.com").transport(mock.clone()).build()?;
    let found = client.pets().similar(SimilarParams::new("7").kind("cat")).await?;
    assert_eq!(found[0].owner.address.city.as_deref(), Some("Lund"));
    assert!(client.pets().list(ListParams::new()).await?.is_empty());
    let urls: Vec<String> = mock.requests().into_iter().map(|request| request.url).collect();
    assert_eq!(urls, ["https://example.com/pets/7?kind=cat", "https://example.com/pets"]);
    Ok(())
}
