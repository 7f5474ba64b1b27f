//! The error of checks made in the client, as all errors are; and clients that differ in what they were built with.

use std::error::Error as _;
use std::time::{Duration, UNIX_EPOCH};

use jsonwebtoken::crypto::{CryptoProvider, KeyUtils};
use jsonwebtoken::errors::ErrorKind;
use serde_json::json;
use stytch_sdk::Error;
use stytch_sdk::ext::error::JwtError;
use stytch_sdk::testing::{MockTransport, Reply as MockReply};

use super::{FIRST, KINDS, Kind, NOW, but, key_server};
use crate::base::builder;

#[tokio::test]
async fn a_failed_check_is_an_error_with_a_typed_source() {
    let error = Kind::B2b.check(&super::client(&key_server()), "garbage").await.expect_err("it is no JWT");
    assert!(error.is_local() && !error.is_api() && !error.is_invalid() && !error.is_timeout());
    assert_eq!((error.code(), error.status().map(|s| s.as_u16())), (Some("jwt_invalid"), Some(401)));
    assert_eq!((error.request_id(), error.operation()), (None, None));
    assert_eq!(error.to_string(), "jwt_invalid: not a JWT: its form of three parts cannot be read");
    assert!(error.source().expect("a source").is::<JwtError>());
    let local = error.as_local().expect("a check made here");
    assert!(local.downcast_ref::<JwtError>().is_some());
    assert!(matches!(error, Error::Local(_)));
}

#[tokio::test]
async fn without_a_clock_of_its_own_a_client_goes_by_the_systems() {
    let now = UNIX_EPOCH.elapsed().expect("after 1970").as_secs();
    for kind in KINDS {
        let server = key_server();
        let client = builder(&server).build().expect("a client");
        let at = |now: u64| {
            let claims = but(but(kind.claims(), "nbf", json!(now)), "exp", json!(now + 300));
            FIRST.token(&but(claims, "iat", json!(now)))
        };
        kind.check(&client, &at(now)).await.expect("it is valid");
        assert!(matches!(super::jwt_error(kind.check(&client, &at(NOW)).await), JwtError::Expired(_)));
    }
}

#[tokio::test]
async fn builders_take_clock_and_keys_in_any_order() {
    for kind in KINDS {
        let clock = || UNIX_EPOCH + Duration::from_secs(NOW);
        let server = crate::server::Server::start([]);
        let one = builder(&server).clock(clock).jwks([FIRST.public_key()]).build().expect("a client");
        let other = builder(&server).jwks([FIRST.public_key()]).clock(clock).build().expect("a client");
        for client in [one, other] {
            kind.check(&client, &FIRST.token(&kind.claims())).await.expect("it is valid");
        }
    }
}

/// What a program may have chosen for its own JWTs: it can do nothing.
static CHOSEN: CryptoProvider = CryptoProvider {
    signer_factory: |_, _| Err(ErrorKind::InvalidAlgorithm.into()),
    verifier_factory: |_, _| Err(ErrorKind::InvalidAlgorithm.into()),
    key_utils: KeyUtils::new_unimplemented(),
};

#[tokio::test]
async fn the_programs_choice_of_cryptography_is_neither_made_nor_used() {
    for kind in KINDS {
        let client = super::client(&key_server());
        kind.check(&client, &FIRST.token(&kind.claims())).await.expect("it is valid");
        if kind == KINDS[0] {
            CHOSEN.install_default().expect("nobody has chosen yet");
        }
        kind.check(&client, &FIRST.token(&kind.claims())).await.expect("it is valid");
    }
}

#[tokio::test]
async fn keys_are_under_the_base_urls_own_path() {
    for kind in KINDS {
        let server = key_server();
        let builder = super::Time::new().builder(&server).base_url(format!("{}/stytch/", server.url()));
        kind.check(&builder.build().expect("a client"), &FIRST.token(&kind.claims())).await.expect("it is valid");
        assert_eq!(server.only().target, format!("/stytch{}", kind.key_path()));
    }
}

#[tokio::test]
async fn keys_come_through_the_transport_that_the_client_was_given() {
    for kind in KINDS {
        let transport = MockTransport::new();
        let keys = json!({ "keys": [FIRST.jwk()], "request_id": "r", "status_code": 200 });
        for operation in ["b2b.sessions.get_jwks", "consumer.sessions.get_jwks"] {
            transport.reply(operation, MockReply::json(200, keys.to_string()));
        }
        let builder = super::Time::new().builder(&key_server()).transport(transport.clone());
        kind.check(&builder.build().expect("a client"), &FIRST.token(&kind.claims())).await.expect("it is valid");
        assert_eq!(transport.requests().len(), 1);
    }
}
