//! Everything is where the configuration puts it.

use settings_modules::animals::food::{FeedResponse, Food};
use settings_modules::animals::{Pet, PetToysItem};
use settings_modules::common::Status;
use settings_modules::testing::{MockTransport, Reply};
use settings_modules::{Client, Error};

#[tokio::test]
async fn operations_are_where_they_are_put() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("listPets", Reply::json(200, r#"[{"name":"Rex","toys":[{"name":"ball"}],"food":{"name":"fish"}}]"#));
    mock.reply("store.pets.feed", Reply::json(200, r#"{"eaten":3}"#));
    mock.reply("getStatus", Reply::json(200, r#""up""#));
    let client = Client::builder().base_url("https://example.com").transport(mock.clone()).build()?;
    let pets: Vec<Pet> = client.animals().list_pets().await?;
    assert_eq!(pets[0].toys.as_ref().unwrap()[0], PetToysItem::new().name("ball"));
    assert_eq!(pets[0].food, Some(Food::new().name("fish")));
    let fed: FeedResponse = client.animals().food().feed().await?;
    assert_eq!(fed.eaten, Some(3));
    assert_eq!(client.everything().get_status().await?, Status::Up);
    Ok(())
}
