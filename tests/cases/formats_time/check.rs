//! Dates of `time` are RFC 3339.

use formats_time::samples::GetParams;
use formats_time::testing::{MockTransport, Reply};
use formats_time::types::Sample;
use formats_time::{Client, Error};
use serde_json::json;

#[test]
fn a_sample_round_trips() {
    let text = json!({
        "at": "2024-02-29T12:00:00.25+02:00",
        "day": "2024-02-29",
        "closed_at": "2024-03-01T00:00:00Z",
        "holidays": ["2024-12-25", "0999-01-01"],
    });
    let sample: Sample = serde_json::from_value(text.clone()).unwrap();
    assert_eq!((sample.at.offset().whole_hours(), sample.at.millisecond()), (2, 250));
    assert_eq!(sample.day.ordinal(), 60);
    assert_eq!(serde_json::to_value(&sample).unwrap(), text);
}

#[tokio::test]
async fn parameters_have_the_same_form_and_what_was_not_sent_is_the_epoch() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("samples.get", Reply::json(200, r#"{"at":null}"#));
    let client = Client::builder().base_url("https://example.com").transport(mock.clone()).build()?;
    let epoch = time::OffsetDateTime::UNIX_EPOCH;
    let sample = client.samples().get(GetParams::new(epoch.date()).after(epoch)).await?;
    assert_eq!((sample.at, sample.day, sample.closed_at), (epoch, epoch.date(), None));
    let sent = mock.last_request().expect("a request");
    assert_eq!(sent.path_and_query(), "/samples/1970-01-01?after=1970-01-01T00%3A00%3A00Z");
    Ok(())
}

#[test]
fn what_is_no_date_is_an_error_with_its_path() {
    for text in ["noon", "2024-02-29", "2024-02-29T12:00:00Z and more"] {
        let error = serde_json::from_value::<Sample>(json!({ "at": text })).unwrap_err().to_string();
        assert!(error.contains("at") && !error.contains(text), "{error}");
    }
}
