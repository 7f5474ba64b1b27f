//! Decimals are read and written as numbers of JSON, without the errors of floats.

use formats_decimal::types::{Price, PriceTax};
use rust_decimal::Decimal;
use serde_json::json;

#[test]
fn a_price_round_trips() {
    let text =
        json!({ "amount": 19.99, "steps": [0.1, 0.2, -1234567890.12345], "limit": 47.4973131430789, "tax": 0.19 });
    let price: Price = serde_json::from_value(text.clone()).unwrap();
    assert_eq!(price.amount, Decimal::new(1999, 2));
    let steps = price.steps.as_ref().unwrap();
    assert_eq!(steps[0] + steps[1], Decimal::new(3, 1));
    assert_eq!(price.tax, Some(PriceTax::Decimal(Decimal::new(19, 2))));
    assert_eq!(serde_json::to_value(&price).unwrap(), text);
    let price: Price = serde_json::from_value(json!({ "amount": 5, "tax": "reduced" })).unwrap();
    assert_eq!(price.amount, Decimal::from(5));
    assert_eq!(price.tax, Some(PriceTax::String("reduced".to_owned())));
}

#[test]
fn what_is_no_number_is_an_error_with_its_path() {
    let error = serde_json::from_value::<Price>(json!({ "amount": "much" })).unwrap_err().to_string();
    assert!(error.contains("amount"), "{error}");
}
