//! A webhook is read after its signature was checked, and told apart by what it holds.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use webhooks::runtime::HeaderMap;
use webhooks::webhooks::{Verifier, VerifyError, Webhook};

/// The example of the specification of Standard Webhooks, which was signed by another implementation.
const SECRET: &str = "whsec_plJ3nmyCDGBKInavdOK15jsl";

fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
    let parsed = |(name, value): &(&str, &str)| {
        (name.parse::<http::HeaderName>().expect("a name"), value.parse().expect("a value"))
    };
    pairs.iter().map(parsed).collect()
}

fn signed(verifier: &Verifier, sent: SystemTime, body: &[u8]) -> HeaderMap {
    let pairs = verifier.sign("msg_1", sent, body);
    headers(&pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect::<Vec<_>>())
}

#[test]
fn a_signature_of_another_implementation_fits() {
    let verifier = Verifier::new(SECRET).expect("base64");
    let body = br#"{"event_type":"ping","data":{"success":true}}"#;
    let good = headers(&[
        ("webhook-id", "msg_loFOjxBNrRLzqYUf"),
        ("webhook-timestamp", "1731705121"),
        ("webhook-signature", "v1a,bm90LW91cnM= v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0="),
    ]);
    let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
    assert_eq!(verifier.verify_at(&good, body, at(1_731_705_121)), Ok(()));
    assert_eq!(verifier.verify_at(&good, body, at(1_731_705_421)), Ok(()));
    assert_eq!(verifier.verify_at(&good, body, at(1_731_705_422)), Err(VerifyError::TooOld));
    assert_eq!(verifier.verify_at(&good, body, at(1_731_704_820)), Err(VerifyError::TooNew));
    assert_eq!(verifier.verify_at(&good, b"{}", at(1_731_705_121)), Err(VerifyError::Signature));
    let unsigned = Err(VerifyError::Header("webhook-id".to_owned()));
    assert_eq!(verifier.verify_at(&HeaderMap::new(), body, at(1_731_705_121)), unsigned);
}

#[test]
fn secrets_are_exchanged_one_after_the_other() {
    let (old, new) = ("whsec_b2xkIHNlY3JldA==", "bmV3IHNlY3JldA==");
    let both = Verifier::new(new).and_then(|verifier| verifier.secret(old)).expect("base64");
    let body = b"{}";
    for signer in [old, new] {
        let headers = signed(&Verifier::new(signer).expect("base64"), SystemTime::now(), body);
        assert_eq!(both.verify(&headers, body), Ok(()));
    }
    let other = Verifier::new("b3RoZXI=").expect("base64");
    assert_eq!(both.verify(&signed(&other, SystemTime::now(), body), body), Err(VerifyError::Signature));
    assert_eq!(Verifier::new("whsec_no base64").err(), Some(VerifyError::Secret));
    assert_eq!(Verifier::new("").err(), Some(VerifyError::Secret));
    let svix = other.clone().prefix("svix");
    assert!(signed(&svix, SystemTime::now(), body).contains_key("svix-signature"));
    assert_eq!(svix.verify(&signed(&svix, SystemTime::now(), body), body), Ok(()));
    assert!(!format!("{other:?}").contains("other"));
}

#[test]
fn webhooks_are_told_apart() {
    let verifier = Verifier::new(SECRET).expect("base64");
    let receive = |body: &str| verifier.receive(&signed(&verifier, SystemTime::now(), body.as_bytes()), body.as_bytes());
    match receive(r#"{"type":"order.created","data":{"id":"o-1","total":12}}"#) {
        Ok(Webhook::OrderCreated(created)) => assert_eq!((&*created.data.id, created.data.total), ("o-1", Some(12))),
        other => panic!("{other:?}"),
    }
    match receive(r#"{"type":"order.cancelled","reason":"out of stock"}"#) {
        Ok(Webhook::OrderCancelled(cancelled)) => assert_eq!(cancelled.reason, "out of stock"),
        other => panic!("{other:?}"),
    }
    assert!(matches!(receive(r#"{"type":"order.lost"}"#), Ok(Webhook::Unknown(_))));
    assert!(matches!(receive("{"), Err(VerifyError::Body(_))));
}
