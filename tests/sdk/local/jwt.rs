//! Which JWTs pass, for both kinds of projects: every rule with a token that breaks it alone.

use std::time::Duration;

use serde_json::{Value, json};
use stytch_sdk::ext::error::JwtError;

use super::{FIRST, KINDS, Kind, NOW, SECOND, Time, but, client, jwt_error, key_server};
use crate::base::PROJECT;

/// What is wrong with the JWT of a session whose claims differ in one.
async fn error(kind: Kind, name: &str, value: Value) -> JwtError {
    let jwt = FIRST.token(&but(kind.claims(), name, value));
    jwt_error(kind.check(&client(&key_server()), &jwt).await)
}

#[tokio::test]
async fn a_valid_jwt_passes() {
    for kind in KINDS {
        let claims = kind.check(&client(&key_server()), &FIRST.token(&kind.claims())).await.expect("it is valid");
        assert_eq!(claims.iss, format!("stytch.com/{PROJECT}"));
        assert_eq!((claims.aud, claims.jti), (vec![PROJECT.to_owned()], None));
        assert_eq!(claims.exp.timestamp(), i64::try_from(NOW).expect("small") + 290);
    }
}

#[tokio::test]
async fn an_expired_jwt_is_refused_from_the_very_second() {
    for kind in KINDS {
        assert!(matches!(error(kind, "exp", json!(NOW)).await, JwtError::Expired(_)));
        let jwt = FIRST.token(&but(kind.claims(), "exp", json!(NOW + 1)));
        kind.check(&client(&key_server()), &jwt).await.expect("a second is left");
    }
}

#[tokio::test]
async fn a_jwt_that_is_not_yet_valid_is_refused() {
    for kind in KINDS {
        assert!(matches!(error(kind, "nbf", json!(NOW + 1)).await, JwtError::NotYetValid(_)));
    }
}

#[tokio::test]
async fn there_is_no_leeway_unless_it_is_given() {
    for kind in KINDS {
        let client = client(&key_server());
        for (name, off) in [("exp", NOW - 30), ("nbf", NOW + 30)] {
            let jwt = FIRST.token(&but(kind.claims(), name, json!(off)));
            jwt_error(kind.check(&client, &jwt).await);
            kind.check_with(&client, &jwt, None, Duration::from_secs(31)).await.expect("it is within the leeway");
            kind.check_with(&client, &jwt, None, Duration::MAX).await.expect("nothing overflows");
        }
    }
}

#[tokio::test]
async fn a_jwt_older_than_asked_for_has_its_own_error() {
    for kind in KINDS {
        let client = client(&key_server());
        let jwt = FIRST.token(&but(kind.claims(), "iat", json!(NOW - 180)));
        let failed = kind.check_with(&client, &jwt, Some(Duration::from_secs(60)), Duration::ZERO).await;
        let error = failed.expect_err("it is 3 minutes old");
        assert!(error.is_jwt_too_old());
        assert_eq!((error.code(), error.status().map(|s| s.as_u16())), (Some("jwt_too_old"), Some(401)));
        assert_eq!(
            error.to_string(),
            "jwt_too_old: the JWT is too old: it was issued 180s ago, and may be 60s old (`iat`)"
        );
        kind.check_with(&client, &jwt, Some(Duration::from_secs(180)), Duration::ZERO).await.expect("old enough");
        kind.check(&client, &jwt).await.expect("without a limit, its age does not matter");
    }
}

#[tokio::test]
async fn a_jwt_from_the_future_has_no_age() {
    for kind in KINDS {
        for iat in [json!(NOW + 1_000), json!(8_000_000_000_000_u64)] {
            let jwt = FIRST.token(&but(kind.claims(), "iat", iat));
            let checked = kind.check_with(&client(&key_server()), &jwt, Some(Duration::ZERO), Duration::ZERO).await;
            checked.expect("it is not too old");
        }
    }
}

#[tokio::test]
async fn the_audience_must_be_the_project() {
    for kind in KINDS {
        for other in [json!("project-test-other"), json!(["project-test-other"]), json!([]), json!("")] {
            assert!(matches!(error(kind, "aud", other).await, JwtError::Audience));
        }
        for ours in [json!(PROJECT), json!(["project-test-other", PROJECT])] {
            let jwt = FIRST.token(&but(kind.claims(), "aud", ours));
            kind.check(&client(&key_server()), &jwt).await.expect("the project is among them");
        }
    }
}

#[tokio::test]
async fn the_issuer_must_be_the_projects() {
    for kind in KINDS {
        let others = ["stytch.com/project-test-other", "stytch.com/", "", "https://login.example.com"];
        for other in others {
            assert!(matches!(error(kind, "iss", json!(other)).await, JwtError::Issuer), "{other}");
        }
    }
}

#[tokio::test]
async fn the_issuer_may_be_the_base_url() {
    for kind in KINDS {
        let server = key_server();
        let jwt = FIRST.token(&but(kind.claims(), "iss", json!(server.url())));
        let client = Time::new().builder(&server).base_url(format!("{}/", server.url())).build().expect("a client");
        kind.check(&client, &jwt).await.expect("its slash does not matter");
    }
}

#[tokio::test]
async fn a_claim_that_is_missing_is_an_error() {
    for kind in KINDS {
        for name in ["aud", "iss", "exp", "iat", "nbf", "sub", "https://stytch.com/session"] {
            match error(kind, name, Value::Null).await {
                JwtError::MissingClaim(missing) => assert_eq!(missing, name),
                other => panic!("{name}: {other}"),
            }
        }
    }
    let error = error(Kind::B2b, "https://stytch.com/organization", Value::Null).await;
    assert!(matches!(error, JwtError::MissingClaim("https://stytch.com/organization")));
}

#[tokio::test]
async fn a_claim_that_is_null_is_missing() {
    for kind in KINDS {
        for name in ["aud", "iss", "exp", "iat", "nbf", "sub", "https://stytch.com/session"] {
            let mut claims = kind.claims();
            claims[name] = Value::Null;
            let error = jwt_error(kind.check(&client(&key_server()), &FIRST.token(&claims)).await);
            assert!(matches!(error, JwtError::MissingClaim(_)), "{name}: {error}");
        }
    }
}

#[tokio::test]
async fn a_jwt_about_nobody_is_refused() {
    for kind in KINDS {
        assert!(matches!(error(kind, "sub", json!("")).await, JwtError::MissingClaim("sub")));
    }
}

#[tokio::test]
async fn a_claim_of_another_type_is_an_error() {
    for kind in KINDS {
        for (name, value) in [("exp", json!("soon")), ("iat", json!([1])), ("nbf", json!(true)), ("sub", json!(7))] {
            assert!(matches!(error(kind, name, value).await, JwtError::InvalidClaim(claim) if claim == name));
        }
        assert!(matches!(error(kind, "aud", json!([1])).await, JwtError::InvalidClaim("aud")));
        assert!(matches!(error(kind, "exp", json!(1e300)).await, JwtError::InvalidClaim("exp")));
        assert!(matches!(error(kind, "https://stytch.com/session", json!("s")).await, JwtError::Malformed("payload")));
    }
}

#[tokio::test]
async fn times_may_have_fractions() {
    for kind in KINDS {
        let jwt = FIRST.token(&but(kind.claims(), "exp", json!(1_730_000_000.75)));
        assert!(matches!(jwt_error(kind.check(&client(&key_server()), &jwt).await), JwtError::Expired(_)));
        let jwt = FIRST.token(&but(kind.claims(), "exp", json!(1_730_000_001.75)));
        kind.check(&client(&key_server()), &jwt).await.expect("a second is left");
    }
}

#[tokio::test]
async fn no_algorithm_but_rs256_is_taken() {
    for kind in KINDS {
        let server = key_server();
        for alg in
            [json!("none"), json!("None"), json!("HS256"), json!("RS512"), json!("PS256"), json!(""), json!(null)]
        {
            let jwt = FIRST.token_with(&json!({ "alg": alg, "kid": FIRST.kid }), &kind.claims());
            assert!(matches!(jwt_error(kind.check(&client(&server), &jwt).await), JwtError::Algorithm), "{alg}");
            let unsigned = format!("{}.", jwt.rsplit_once('.').expect("a signature").0);
            assert!(matches!(jwt_error(kind.check(&client(&server), &unsigned).await), JwtError::Algorithm), "{alg}");
        }
        assert!(server.received().is_empty(), "such a JWT fetches no keys");
    }
}

#[tokio::test]
async fn extensions_that_must_be_understood_are_not() {
    let header = json!({ "alg": "RS256", "kid": FIRST.kid, "crit": ["b64"], "b64": false });
    for kind in KINDS {
        let jwt = FIRST.token_with(&header, &kind.claims());
        assert!(matches!(jwt_error(kind.check(&client(&key_server()), &jwt).await), JwtError::Algorithm));
    }
}

#[tokio::test]
async fn a_jwt_must_name_its_key() {
    for kind in KINDS {
        for header in
            [json!({ "alg": "RS256" }), json!({ "alg": "RS256", "kid": "" }), json!({ "alg": "RS256", "kid": null })]
        {
            let jwt = FIRST.token_with(&header, &kind.claims());
            assert!(matches!(jwt_error(kind.check(&client(&key_server()), &jwt).await), JwtError::MissingKeyId));
        }
    }
}

#[tokio::test]
async fn a_signature_of_another_key_is_refused() {
    for kind in KINDS {
        let jwt = SECOND.token_with(&json!({ "alg": "RS256", "kid": FIRST.kid }), &kind.claims());
        assert!(matches!(jwt_error(kind.check(&client(&key_server()), &jwt).await), JwtError::Signature));
    }
}

#[tokio::test]
async fn a_changed_payload_is_refused() {
    for kind in KINDS {
        let (ours, theirs) =
            (FIRST.token(&kind.claims()), FIRST.token(&but(kind.claims(), "sub", json!("someone-else"))));
        let (ours, theirs): (Vec<_>, Vec<_>) = (ours.split('.').collect(), theirs.split('.').collect());
        let mixed = format!("{}.{}.{}", ours[0], theirs[1], ours[2]);
        assert!(matches!(jwt_error(kind.check(&client(&key_server()), &mixed).await), JwtError::Signature));
    }
}

#[tokio::test]
async fn garbage_of_any_shape_is_an_error() {
    let valid = FIRST.token(&Kind::B2b.claims());
    let long = "A".repeat(100_000);
    let garbage = [
        "",
        ".",
        "..",
        "...",
        "a.b",
        "a.b.c",
        "a.b.c.d",
        "e30.e30.",
        "bnVsbA.e30.e30",
        "W10.e30.e30",
        " ",
        "ö.ö.ö",
        &long,
        &format!("{long}.e30.e30"),
        &format!("{valid}.e30"),
        &format!(" {valid}"),
        &format!("{valid}="),
        &valid[1..],
        &valid[..valid.len() - 2],
        &valid.replace('.', "_"),
    ]
    .map(str::to_owned);
    for kind in KINDS {
        let client = client(&key_server());
        for garbage in &garbage {
            jwt_error(kind.check(&client, garbage).await);
        }
    }
}

#[tokio::test]
async fn a_payload_that_is_not_an_object_is_an_error() {
    for kind in KINDS {
        let header = json!({ "alg": "RS256", "kid": FIRST.kid }).to_string();
        let whole = kind.claims().to_string();
        for payload in
            ["", "null", "[]", "\"text\"", "{", "{}{}", &format!("{whole},"), &"[".repeat(10_000), "\u{feff}"]
        {
            let jwt = FIRST.sign(&header, payload);
            assert!(matches!(
                jwt_error(kind.check(&client(&key_server()), &jwt).await),
                JwtError::Malformed("payload")
            ));
        }
        assert!(matches!(
            jwt_error(kind.check(&client(&key_server()), &FIRST.sign(&header, "{}")).await),
            JwtError::MissingClaim(_)
        ));
    }
}

#[tokio::test]
async fn without_a_project_there_is_nothing_to_check_against() {
    for kind in KINDS {
        let client = stytch_sdk::Client::builder().base_url(key_server().url()).build().expect("a client");
        let error = kind.check(&client, &FIRST.token(&kind.claims())).await.expect_err("whose JWT should it be?");
        assert!(error.is_missing_credential(), "{error}");
    }
}
