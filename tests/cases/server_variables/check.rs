//! URLs that are made of variables, and that a client can be built with them.

use server_variables::servers::{CLOUD, Cloud, CloudRegion, Server3, YOUR_OWN, YourOwn, YourOwnProtocol, YourOwnVersion};
use server_variables::testing::{MockTransport, Reply};
use server_variables::{Client, Error};

#[test]
fn defaults_are_applied() {
    assert_eq!((YOUR_OWN, CLOUD), ("https://localhost:8443/v1/", "https://eu-west.example.com"));
    assert_eq!(String::from(YourOwn::new()), YOUR_OWN);
    assert_eq!(String::from(Cloud::default()), CLOUD);
}

#[test]
fn each_variable_can_be_set() {
    let own = YourOwn::new().protocol(YourOwnProtocol::Http).host("10.0.0.1").port("80").version(YourOwnVersion::V1Dot1);
    assert_eq!(String::from(own.region("x")), "http://10.0.0.1:80/v1.1/x");
    assert_eq!(String::from(Cloud::new().region("ap-south")), "https://ap-south.example.com");
    assert_eq!(String::from(Server3::new("acme", "v9")), "https://acme.example.com/v9");
}

#[tokio::test]
async fn a_client_takes_them() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("calls.ping", Reply::status(204));
    let builder = Client::builder().transport(mock.clone());
    builder.clone().base_url(Cloud::new().region(CloudRegion::UsEast)).build()?.calls().ping().await?;
    builder.build()?.calls().ping().await?;
    let urls: Vec<String> = mock.requests().into_iter().map(|request| request.url).collect();
    assert_eq!(urls, ["https://us-east.example.com/ping", "https://localhost:8443/v1/ping"]);
    Ok(())
}
