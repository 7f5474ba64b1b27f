//! What a value says is the name in the file of the member, not the one that the crate has for it.

use serde_json::json;
use unions_files::testing::{MockTransport, Reply};
use unions_files::twins::GetResponse;
use unions_files::types::Pet;
use unions_files::{Client, Error};

#[tokio::test]
async fn members_are_known_by_the_names_of_their_authors() -> Result<(), Error> {
    let mock = MockTransport::new();
    let pets = json!([{ "kind": "Cat", "lives": 9 }, { "kind": "Dog" }, { "kind": "Cat_pets" }]);
    mock.reply("pets.list", Reply::json(200, pets.to_string()));
    let client = Client::builder().base_url("https://example.com").transport(mock.clone()).build()?;
    let pets = client.pets().list().await?;
    assert!(matches!(&pets[0], Pet::CatPets(cat) if cat.lives == Some(9)));
    assert!(matches!(&pets[1], Pet::Dog(_)));
    assert!(matches!(&pets[2], Pet::Unknown(_)));

    for twin in [json!({ "kind": "Cat", "model": "x" }), json!({ "kind": "Cat", "lives": 9 })] {
        mock.reply("twins.get", Reply::json(200, twin.to_string()));
    }
    assert!(matches!(client.twins().get().await?, GetResponse::Cat(_)));
    assert!(matches!(client.twins().get().await?, GetResponse::CatPets(_)));
    Ok(())
}
