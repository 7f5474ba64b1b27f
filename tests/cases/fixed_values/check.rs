//! What has one possible value is sent without being asked for; what comes back is kept, whatever it is.

use fixed_values::searches::{CreateParams, CreateResponseObject};
use fixed_values::testing::{MockTransport, Reply};
use fixed_values::types::{ByAge, ByName, Operand};
use fixed_values::{Client, Error};
use serde_json::json;

#[tokio::test]
async fn fixed_values_are_sent() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("searches.create", Reply::json(200, r#"{"object":"saved_search","id":"s"}"#));
    let client = Client::builder().base_url("https://example.com").transport(mock.clone()).build()?;
    let operands = [Operand::from(ByName::new("Noor")), ByAge::new().value(3).into(), ByAge::new().into()];
    let response = client.searches().create(CreateParams::new(operands)).await?;
    let sent = &mock.requests()[0];
    assert_eq!(sent.url, "https://example.com/searches?mode=full");
    let operands = r#"[{"filter":"by_name","value":"Noor"},{"filter":"by_age","value":3},{"filter":"by_age"}]"#;
    assert_eq!(sent.text(), format!(r#"{{"version":"v2","operands":{operands}}}"#));
    assert_eq!(response.object, CreateResponseObject::Unknown("saved_search".to_owned()));
    Ok(())
}

#[test]
fn fixed_values_are_read_over() {
    let operand = json!({ "filter": "by_age", "value": 3, "more": 1 });
    let json = json!({ "version": "v2", "mode": "full", "operands": [operand] });
    let params: CreateParams = serde_json::from_value(json.clone()).unwrap();
    let Operand::ByAge(age) = &params.operands[0] else { panic!("{params:?}") };
    assert_eq!(age.value, Some(3));
    assert_eq!(age.additional_properties.len(), 1, "the fixed value is not kept beside: {age:?}");
    assert_eq!(serde_json::to_value(&params).unwrap(), json);
}
