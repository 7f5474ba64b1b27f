//! Dates and times of `jiff` are RFC 3339, and durations ISO 8601.

use formats_jiff::types::Sample;
use serde_json::json;

#[test]
fn a_sample_round_trips() {
    let text = json!({
        "at": "2024-02-29T12:00:00.25Z",
        "day": "2024-02-29",
        "opens": "08:30:00",
        "span": "PT1H30M",
        "closed_at": "2024-03-01T00:00:00Z",
    });
    let sample: Sample = serde_json::from_value(text.clone()).unwrap();
    assert_eq!(sample.at.as_millisecond(), 1_709_208_000_250);
    assert_eq!(sample.day, jiff::civil::date(2024, 2, 29));
    assert_eq!(sample.span, Some(jiff::SignedDuration::from_mins(90)));
    assert_eq!(serde_json::to_value(&sample).unwrap(), text);
}

#[test]
fn what_is_no_date_is_an_error_with_its_path() {
    let error = serde_json::from_value::<Sample>(json!({ "at": "noon", "day": "2024-02-29" })).unwrap_err().to_string();
    assert!(error.contains("at") && !error.contains("noon"), "{error}");
}
