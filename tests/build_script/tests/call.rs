//! A call through what the build script has generated.

use build_script::name_of;
use build_script::pets::Client;
use build_script::pets::testing::{MockTransport, Reply};

#[tokio::test]
async fn a_generated_module_makes_a_call() -> Result<(), Box<dyn std::error::Error>> {
    let transport = MockTransport::new();
    transport.reply("pets.get", Reply::json(200, r#"{ "name": "Noor", "kind": "cat" }"#));
    let client = Client::builder().transport(transport.clone()).build()?;
    assert_eq!(name_of(&client, "a/b").await?, "Noor");
    let request = transport.last_request().ok_or("no request")?;
    assert_eq!(request.url, "https://pets.example.com/pets/a%2Fb");
    Ok(())
}
