//! What the official SDKs write by hand has a counterpart here that is, under the path that `facts/meant.rs` names.

use std::any::type_name;

use stytch_sdk::b2b::sessions::MemberSession;
use stytch_sdk::consumer::sessions::Session;
use stytch_sdk::ext::{b2b, consumer};

#[test]
fn every_type_that_is_not_of_the_description_is_where_the_table_says() {
    for (actual, expected) in [
        (type_name::<b2b::sessions::AuthenticateJwtParams>(), "ext::b2b::sessions::AuthenticateJwtParams"),
        (type_name::<b2b::sessions::Claims>(), "ext::b2b::sessions::Claims"),
        (type_name::<b2b::sessions::OrgClaim>(), "ext::b2b::sessions::OrgClaim"),
        (type_name::<consumer::sessions::Claims>(), "ext::consumer::sessions::Claims"),
        (
            type_name::<consumer::m2m::AuthenticateTokenParams<'_>>(),
            "ext::consumer::m2m::access_token::AuthenticateTokenParams",
        ),
        (
            type_name::<consumer::m2m::AuthenticateTokenResponse>(),
            "ext::consumer::m2m::access_token::AuthenticateTokenResponse",
        ),
        (type_name::<b2b::idp::IntrospectTokenParams>(), "ext::introspection::IntrospectTokenParams"),
        (type_name::<b2b::idp::IntrospectTokenLocalParams<'_>>(), "ext::introspection::IntrospectTokenLocalParams"),
        (type_name::<b2b::idp::IntrospectTokenResponse>(), "ext::b2b::idp::IntrospectTokenResponse"),
        (type_name::<consumer::idp::IntrospectTokenParams>(), "ext::introspection::IntrospectTokenParams"),
        (
            type_name::<consumer::idp::IntrospectTokenLocalParams<'_>>(),
            "ext::introspection::IntrospectTokenLocalParams",
        ),
        (type_name::<consumer::idp::IntrospectTokenResponse>(), "ext::introspection::AppToken"),
    ] {
        assert!(actual.starts_with(&format!("stytch_sdk::{expected}")), "{actual} should be {expected}");
    }
    // Both modules have the claim of a session.
    assert_eq!(type_name::<b2b::sessions::SessionClaim>(), type_name::<consumer::sessions::SessionClaim>());
    // In place of `SessionWrapper` and `ClaimsWrapper`.
    let _: fn(&MemberSession) -> Result<serde_json::Value, stytch_sdk::Error> = MemberSession::claims;
    let _: fn(&Session) -> Result<serde_json::Value, stytch_sdk::Error> = Session::claims;
    // In place of `ErrJWTTooOld`.
    let _: fn(&stytch_sdk::Error) -> bool = stytch_sdk::Error::is_jwt_too_old;
}
