//! What the kept operations reach is whole.

use filters::owners::PetsParams;
use filters::testing::{MockTransport, Reply};
use filters::types::Pet;
use filters::{Client, Error};

#[tokio::test]
async fn kept_operations_work_as_ever() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("owners.pets", Reply::json(200, r#"[{ "kind": "Dog", "size": 3 }]"#));
    mock.reply("status", Reply::status(204));
    let client = Client::builder().base_url("https://example.com").transport(mock).build()?;
    let pets = client.owners().pets(PetsParams::new("1")).await?;
    assert!(matches!(&pets[..], [Pet::Dog(dog)] if dog.size == Some(3)));
    client.status().status().await
}
