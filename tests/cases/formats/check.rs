//! Values of formatted types are read and written as what they are.

use formats::types::Sample;
use serde_json::json;

#[test]
fn a_sample_round_trips() {
    let text = json!({
        "at": "2024-02-29T12:00:00.250Z",
        "day": "2024-02-29",
        "id": "67e55044-10b1-426f-9247-bb680e5fe0c8",
        "parts": ["67e55044-10b1-426f-9247-bb680e5fe0c8"],
        "seal": "aGVsbG8=",
        "small": -1,
        "big": i64::MIN,
        "natural": u32::MAX,
        "huge": u64::MAX,
        "raw": "no base64",
        "single": 47.4973131430789,
        "double": 1e300,
        "price": "0.10",
        "span": "PT1H",
        "epoch": 1700000000_u64,
        "changed": 1709208000250_i64,
        "pin": "1234",
        "mail": "a@example.com",
    });
    let sample: Sample = serde_json::from_value(text.clone()).unwrap();
    assert_eq!(sample.seal.as_ref().map(|seal| seal.as_ref().to_vec()), Some(b"hello".to_vec()));
    assert_eq!(sample.price, Some(rust_decimal::Decimal::new(10, 2)));
    assert_eq!(sample.changed.map(|changed| changed.to_string()).as_deref(), Some("2024-02-29 12:00:00.250"));
    assert_eq!(sample.raw.as_deref(), Some("no base64"));
    assert_eq!(sample.single, Some(47.4973131430789_f64));
    assert_eq!(sample.small, Some(-1_i32));
    assert_eq!(sample.natural, Some(u32::MAX));
    assert!(!format!("{sample:?}").contains("1234"), "{sample:?}");
    assert_eq!(serde_json::to_value(&sample).unwrap(), text);
}

#[test]
fn what_does_not_fit_is_an_error_with_its_path() {
    let error = serde_json::from_value::<Sample>(json!({ "at": "noon", "id": "x" })).unwrap_err();
    assert!(error.to_string().contains("at"), "{error}");
    let error = serde_json::from_value::<Sample>(json!({ "small": 1_u64 << 40 })).unwrap_err();
    assert!(error.to_string().contains("small"), "{error}");
}
