//! The property tells; what it says is sent back, known or not.

use one_of_discriminator::pets::CreateParams;
use one_of_discriminator::testing::{MockTransport, Reply};
use one_of_discriminator::types::{Cat, Event, Pet};
use one_of_discriminator::{Client, Error};
use serde_json::json;

#[tokio::test]
async fn the_member_is_the_one_that_the_property_names() -> Result<(), Error> {
    let mock = MockTransport::new();
    let body = json!({
        "pet": { "pet_type": "kitten", "lives": 9 },
        "events": [{ "type": "Fed", "grams": 20 }, { "type": "Groomed" }, { "type": "Chipped", "at": "noon" }],
    });
    mock.reply("pets.create", Reply::json(200, body.to_string()));
    let client = Client::builder().base_url("https://example.com").transport(mock.clone()).build()?;
    let response = client.pets().create(CreateParams::new(Cat::new("kitten", 9))).await?;
    assert_eq!(mock.requests()[0].json(), Some(json!({ "pet_type": "kitten", "lives": 9 })));
    assert!(matches!(&response.pet, Pet::Cat(cat) if cat.lives == 9 && cat.pet_type == "kitten"));
    let events = response.events.clone().unwrap_or_default();
    assert!(matches!(&events[0], Event::Fed(fed) if fed.grams == 20));
    assert!(matches!(&events[1], Event::Groomed(_)));
    assert!(matches!(&events[2], Event::Unknown(_)));
    assert_eq!(serde_json::to_value(&response).unwrap(), body);
    Ok(())
}
