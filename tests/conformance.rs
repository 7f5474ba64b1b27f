//! The description in `spec/` says what the official SDKs of the Stytch API agree on (`facts/`), no less and no more.
//!
//! Both are written as lines, each with a key that says what it is about; then the lines are compared, both ways. A
//! difference that is meant stands in the table of `facts/meant.rs` with its reason. One that is not there fails, and
//! so does an entry of the table that explains nothing.

#[path = "facts/described.rs"]
mod described;
#[path = "facts/expected.rs"]
mod expected;
#[path = "facts/mod.rs"]
#[allow(dead_code, reason = "the tests of the SDK ask for more")]
mod facts;
#[path = "facts/meant.rs"]
mod meant;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use oasmith::output::Lock;
use oasmith::{Config, Diagnostics, Sources, ir, report};

use meant::{Difference, MEANT};

/// What is known about an API, by what it is about.
type Lines = BTreeMap<String, String>;

/// The API as the SDK has it.
fn api() -> ir::Api {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../oasmith.toml");
    let understood = Config::read(&file, &mut sources, &mut diagnostics).and_then(|config| {
        let before = Lock::load(&config.out_path(), &mut sources, &mut diagnostics);
        oasmith::understand(&config, before.as_ref(), &mut sources, &mut diagnostics)
    });
    match understood {
        Some((api, _)) if !diagnostics.has_errors() => api,
        _ => panic!("{}", report::human(&diagnostics, &sources, false, false)),
    }
}

/// What differs: the key, what the facts say, what the SDK has.
fn differences<'a>(facts: &'a Lines, sdk: &'a Lines) -> Vec<(&'a str, Option<&'a str>, Option<&'a str>)> {
    let mut keys: Vec<&String> = facts.keys().chain(sdk.keys()).collect();
    keys.sort();
    keys.dedup();
    let difference = |key: &'a String| {
        let (facts, sdk) = (facts.get(key).map(String::as_str), sdk.get(key).map(String::as_str));
        (facts != sdk).then_some((key.as_str(), facts, sdk))
    };
    keys.into_iter().filter_map(difference).collect()
}

#[test]
fn the_sdk_is_what_the_facts_say() {
    let (facts, sdk) = (expected::lines(&facts::FACTS), described::lines(&api()));
    let meant: Vec<&Difference> = MEANT.iter().flat_map(|meant| meant.differences).collect();
    let mut used = vec![0; meant.len()];
    let mut unexplained = String::new();
    for (key, facts, sdk) in differences(&facts, &sdk) {
        match meant.iter().position(|meant| meant.explains(key, facts, sdk)) {
            Some(index) => used[index] += 1,
            None => {
                let (facts, sdk) = (facts.unwrap_or("nothing"), sdk.unwrap_or("nothing"));
                let _ = writeln!(unexplained, "{key}: the facts say {facts}; the SDK has {sdk}");
            }
        }
    }
    assert!(unexplained.is_empty(), "{} differences:\n{unexplained}", unexplained.lines().count());
    let idle: Vec<&str> = meant.iter().zip(used).filter(|(_, used)| *used == 0).map(|(meant, _)| meant.key).collect();
    assert!(idle.is_empty(), "these entries of the table explain no difference: {idle:#?}");
}

#[test]
fn the_facts_are_whole() {
    let facts = &*facts::FACTS;
    assert_eq!(facts.version, "18.1.0");
    assert_eq!((facts.operations.len(), facts.types.len()), (186, 673));
    let enums = facts.types.values().filter_map(|definition| match definition {
        facts::Definition::Enum(values) => Some(values.len()),
        _ => None,
    });
    assert_eq!((enums.clone().count(), enums.sum()), (60, 443));
    assert_eq!(facts.operations.iter().filter(|operation| operation.member_session).count(), 40);
    let lines = expected::lines(&facts::FACTS);
    let count = |kind: &str| lines.keys().filter(|key| key.starts_with(kind)).count();
    // The modules of operations, and those that only have types.
    assert_eq!((count("module "), count("type "), count("value ")), (76, 673, 443));
    let (generated, handwritten) = facts.operations.split_at(184);
    let modules: BTreeSet<_> = generated.iter().map(|operation| &operation.module).collect();
    assert_eq!(modules.len(), 62);
    let handwritten: Vec<&str> =
        handwritten.iter().chain(&facts.twins).map(|operation| operation.id.as_str()).collect();
    let introspections = ["consumer", "b2b"].map(|vertical| format!("{vertical}.idp.introspect_token_network"));
    assert_eq!(handwritten, [&introspections[0], "consumer.m2m.token", &introspections[1]]);
}

/// The features of the SDK's crate, with those that each turns on.
fn features() -> BTreeMap<String, Vec<String>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated/Cargo.toml");
    let text = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let mut manifest: toml::Table = text.parse().expect("TOML");
    manifest.remove("features").and_then(|features| features.try_into().ok()).expect("features")
}

#[test]
fn every_module_with_operations_is_a_feature() {
    let features = features();
    for operation in &facts::FACTS.operations {
        let name = operation.module.replace(['.', '_'], "-");
        assert!(features.contains_key(&name), "{name} is no feature");
        assert!(features["default"].contains(&name), "{name} is not on by default");
    }
}

#[test]
fn the_feature_of_a_vertical_turns_on_all_that_is_below() {
    let features = features();
    for vertical in ["b2b", "consumer"] {
        let mut on = vec![vertical.to_owned()];
        let mut next = 0;
        while let Some(name) = on.get(next) {
            // What it turns on besides features: dependencies, and features of theirs.
            let below = features.get(name).into_iter().flatten();
            let new: Vec<String> = below.filter(|name| !on.contains(name)).cloned().collect();
            on.extend(new);
            next += 1;
        }
        let below = features.keys().filter(|name| name.starts_with(&format!("{vertical}-")));
        let off: Vec<_> = below.filter(|name| !on.contains(name)).collect();
        assert!(off.is_empty(), "`{vertical}` leaves these off: {off:#?}");
    }
}

/// Names of fields whose values are always secret. Those of whole families are not all of them: it is enough that
/// nobody takes the mark away from these.
const SECRETS: &[&str] = &[
    "access_token",
    "bearer_token",
    "client_secret",
    "code",
    "existing_password",
    "id_token",
    "intermediate_session_token",
    "magic_links_token",
    "next_bearer_token",
    "next_client_secret",
    "password",
    "password_reset_token",
    "pkce_code_verifier",
    "recovery_code",
    "recovery_codes",
    "refresh_token",
    "secret",
    "session_jwt",
    "session_token",
    "sso_token",
    "totp_code",
];

#[test]
fn secrets_are_marked_as_sensitive() {
    let api = api();
    let mut open = Vec::new();
    let mut found = BTreeMap::new();
    for id in api.types_in_use() {
        let ir::TypeKind::Struct(of) = &api[id].kind else { continue };
        for field in &of.fields {
            let name = &field.name.rust;
            // Only what is text can be given away; the field `password` of a user is an object.
            let is_text = matches!(&field.ty, ir::Type::String)
                || matches!(&field.ty, ir::Type::List(item) if **item == ir::Type::String);
            if SECRETS.contains(&name.as_str()) && is_text {
                *found.entry(name.clone()).or_insert(0) += 1;
                if !field.sensitive {
                    open.push(format!("{}.{name}", described::path(&api, id)));
                }
            }
        }
    }
    assert!(open.is_empty(), "these are not sensitive: {open:#?}");
    let missing: Vec<_> = SECRETS.iter().filter(|name| !found.contains_key(**name)).collect();
    assert!(missing.is_empty(), "no field is called {missing:?}");
}
