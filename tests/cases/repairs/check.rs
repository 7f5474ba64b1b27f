//! A document that gets nearly everything wrong still gives the client that its author has in mind.

use repairs::pets::{CreateParams, DeleteParams, GetParams};
use repairs::testing::{MockTransport, Reply};
use repairs::types::Kind;
use repairs::{Client, Error};

#[tokio::test]
async fn what_is_meant_is_what_is_sent() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("pets.get", Reply::json(200, r#"{"name":"Rex","kind":"dog","tags":["a"],"weight":1.5,"mother":7}"#));
    mock.reply("pets.create", Reply::status(204));
    mock.reply("pets.delete", Reply::status(204));
    let client = Client::builder().key("secret").base_url("https://example.com").transport(mock.clone()).build()?;
    let pet = client.pets().get(GetParams::new(7).fields("name")).await?;
    assert_eq!((pet.name.as_str(), pet.kind, pet.weight), ("Rex", Some(Kind::Dog), Some(1.5)));
    client.pets().create(CreateParams::new("Tom")).await?;
    client.pets().delete(DeleteParams::new("7")).await?;
    let requests = mock.requests();
    let sent: Vec<_> = requests.iter().map(|request| request.path_and_query()).collect();
    assert_eq!(sent, ["/pets/7?fields=name", "/pets", "/pets/7"]);
    assert_eq!(requests[0].header("x-key"), Some("secret"));
    assert_eq!(requests[1].text(), r#"{"name":"Tom"}"#);
    Ok(())
}
