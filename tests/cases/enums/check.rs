//! Values that the description does not know are kept and sent back as they came.

use enums::lights::{ListParams, ListRequestOrder};
use enums::testing::{MockTransport, Reply};
use enums::types::{Level, Odd, State};
use enums::{Client, Error};

fn client(mock: &MockTransport) -> Result<Client, Error> {
    Client::builder().base_url("https://example.com").transport(mock.clone()).build()
}

#[tokio::test]
async fn unknown_values_travel_both_ways() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply(
        "lights.list",
        Reply::json(200, r#"{"lights":[{"state":"flickering","level":7,"shape":"ring"},{"state":"on","level":-1}]}"#),
    );
    let params = ListParams::new("flickering").order(ListRequestOrder::Desc).level(7);
    let response = client(&mock)?.lights().list(params).await?;
    assert_eq!(mock.requests()[0].path_and_query(), "/lights/flickering?order=desc&level=7");
    assert_eq!(response.lights[0].state, State::Unknown("flickering".to_owned()));
    assert_eq!(response.lights[0].level, Some(Level::Unknown(7)));
    assert_eq!(response.lights[1].state, State::On);
    Ok(())
}

#[test]
fn every_value_is_told_apart() {
    for value in Odd::KNOWN {
        let odd = Odd::from(*value);
        assert!(!matches!(odd, Odd::Unknown(_)), "{value:?}");
        assert_eq!(odd.as_str(), *value);
        let json = serde_json::to_string(&odd).unwrap();
        assert_eq!(serde_json::from_str::<Odd>(&json).unwrap(), odd);
    }
    let numbers: Vec<Level> = serde_json::from_str("[0, 1, 10, -1, 2]").unwrap();
    assert_eq!(numbers.last(), Some(&Level::Unknown(2)));
    assert_eq!(serde_json::to_string(&numbers).unwrap(), "[0,1,10,-1,2]");
}
