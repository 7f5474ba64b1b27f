//! The runner as it is started, over small documents. Nothing is compiled here: that is tried on real descriptions.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test may panic, and so may what it is made of")]

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// The exit code, and what `--json` holds.
fn run(arguments: &[&str]) -> (Option<i32>, Value) {
    let folder = tempfile::tempdir().unwrap();
    let json = folder.path().join("out.json");
    let output = Command::new(env!("CARGO_BIN_EXE_corpus"))
        .args(arguments)
        .arg("--directory")
        .arg(folder.path().join("crates"))
        .arg("--json")
        .arg(&json)
        .output()
        .unwrap();
    let json = std::fs::read(&json).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    (output.status.code(), serde_json::from_slice(&json).unwrap())
}

fn fixture(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name).display().to_string()
}

#[test]
fn every_description_of_a_folder_is_reported() {
    let (code, found) = run(&[&fixture("")]);
    assert_eq!(code, Some(1));
    let documents = found["documents"].as_array().unwrap();
    let seen: Vec<_> = documents.iter().map(|d| (d["name"].as_str(), d["generates"].as_bool())).collect();
    assert_eq!(seen, [(Some("broken.yaml"), Some(false)), (Some("pets.yaml"), Some(true))]);
    let failure = &documents[0]["failures"][0];
    assert!(failure["cause"].as_str().unwrap().starts_with("unsupported-version: "), "{failure}");
    assert_eq!(failure["place"], "#/openapi");
    let pets = &documents[1];
    assert_eq!((&pets["operations"], &pets["generated"]), (&2.into(), &2.into()));
    assert!(pets["lines"].as_u64() > Some(1000), "{pets}");
    assert_eq!(found["summary"]["generated"], 1);
}

#[test]
fn a_run_without_failures_is_told_by_the_exit_code() {
    assert_eq!(run(&[&fixture("pets.yaml")]).0, Some(0));
}

#[test]
fn a_document_that_takes_too_long_is_given_up() {
    let (code, found) = run(&[&fixture("pets.yaml"), "--timeout", "0"]);
    assert_eq!(code, Some(1));
    assert_eq!(found["documents"][0]["failures"][0]["cause"], "it takes too long");
}
