//! URLs that are made of variables, and that a client can be built with them.

use server_variables::servers::{CLOUD, Cloud, CloudRegion, Server3, Server4, YOUR_OWN, YourOwn, YourOwnProtocol, YourOwnVersion};
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

#[test]
fn a_variable_leads_to_no_other_host() {
    let built = |url: String| Client::builder().base_url(url).transport(MockTransport::new()).build();
    for evil in ["evil.com/", "evil.com\\", "evil.com?", "evil.com#", "me@evil.com", "evil.com:443", "e vil", "e%2Fvil"] {
        assert!(built(Cloud::new().region(evil).into()).is_err(), "{evil}");
        assert!(built(Server3::new(evil, "v1").into()).is_err(), "{evil}");
    }
    assert!(built(YourOwn::new().protocol("https://evil.com/").into()).is_err());
    assert!(built(YourOwn::new().port("1@evil.com").into()).is_err());
    assert!(built(YourOwn::new().host("[::1]").into()).is_ok() && built(Cloud::new().into()).is_ok());
    assert_eq!(String::from(Server4::new()), "https://paths.example.com/v1/all");
    assert_eq!(String::from(Server4::new().base(".evil.com")), "https://paths.example.com/.evil.com");
    let path = String::from(Server3::new("acme", "a/b?c#d e\\f"));
    assert_eq!(path, "https://acme.example.com/a/b%3Fc%23d%20e%5Cf");
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
