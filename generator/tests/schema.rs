//! The JSON Schema of the configuration: it is committed as it is derived, and every configuration here is valid by it.
//!
//! `BLESS=1 cargo test -p oasmith --test schema` takes over what is derived. It is refused where `CI` is set.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use oasmith::config::{FILE_NAME, schema};
use serde_json::Value;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

fn oasmith(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oasmith"));
    command.args(arguments).current_dir(folder).output().expect("the command")
}

/// What is wrong with a configuration by the schema.
fn faults(text: &str) -> Vec<String> {
    let table: toml::Table = text.parse().expect("TOML");
    let instance: Value = serde_json::to_value(table).expect("JSON");
    let validator = jsonschema::draft7::new(&schema::value()).expect("a schema");
    validator.iter_errors(&instance).map(|error| error.to_string()).collect()
}

#[test]
fn the_schema_is_committed_as_it_is_derived() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(schema::FILE_NAME);
    if std::env::var_os("BLESS").is_some_and(|value| value != "0" && !value.is_empty()) {
        assert!(std::env::var_os("CI").is_none(), "BLESS is refused where CI is set");
        fs::write(&path, schema::text()).expect("a file that can be written");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == schema::text(), "`BLESS=1 cargo test -p oasmith --test schema` takes over what is derived");
    let printed = oasmith(Path::new(ROOT), &["schema"]);
    assert_eq!(String::from_utf8_lossy(&printed.stdout), committed);
}

#[test]
fn every_configuration_of_the_repository_is_valid() {
    // Those of these cases are wrong on purpose.
    let wrong = ["err_formats", "err_invalid_config", "err_unknown_key"];
    let cases = fs::read_dir(Path::new(ROOT).join("tests/cases")).expect("the cases");
    let cases = cases.map(|case| case.expect("a case").path());
    let cases = cases.filter(|case| !wrong.iter().any(|wrong| case.ends_with(wrong)));
    let others = ["", "tests/build_script"].map(|folder| Path::new(ROOT).join(folder));
    let files = cases.chain(others).map(|folder| folder.join(FILE_NAME));
    let files: Vec<PathBuf> = files.filter(|file| file.is_file()).collect();
    assert!(files.len() > 40, "only {} configurations were found", files.len());
    for file in files {
        let text = fs::read_to_string(&file).expect("a configuration");
        assert_eq!(faults(&text), [""; 0], "{}", file.display());
    }
}

#[test]
fn what_is_wrong_is_not_valid() {
    let base = "spec = \"a\"\nout = \"b\"\n";
    let wrong = [
        "spec = \"a\"".to_owned(),
        format!("{base}overlay = []"),
        format!("{base}crate.name = 7"),
        format!("{base}[pagination.\"users.*\"]\nstyle = \"cursors\""),
        format!("{base}[pagination.\"users.*\"]\nstyle = \"page\"\nlimit = 7"),
        format!("{base}[crate.dependencies]\nchrono = 4"),
    ];
    for text in wrong {
        assert_ne!(faults(&text), [""; 0], "{text}");
    }
}

#[test]
fn init_writes_a_valid_configuration_with_its_schema() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = |name: &str| folder.path().join(name);
    let write = |name: &str, text: &str| fs::write(file(name), text).expect("a file that can be written");
    write("openapi.yaml", "openapi: 3.0.3\ninfo: { title: Pets, version: 1.0.0 }\npaths: {}\n");
    write(schema::FILE_NAME, "{ \"title\": \"Pets\" }");
    let said = oasmith(folder.path(), &["init", "openapi.yaml"]);
    assert_eq!(said.status.code(), Some(2), "the file of others is not replaced");
    assert!(!file(FILE_NAME).exists(), "nor is the other one written");

    write(schema::FILE_NAME, &format!("{{ \"title\": {:?} }}", schema::TITLE));
    let said = oasmith(folder.path(), &["init", "openapi.yaml"]);
    assert_eq!(said.status.code(), Some(0), "{}", String::from_utf8_lossy(&said.stderr));
    assert_eq!(fs::read_to_string(file(schema::FILE_NAME)).ok(), Some(schema::text()));
    let text = fs::read_to_string(file(FILE_NAME)).expect("a configuration");
    assert_eq!(text.lines().next(), Some("#:schema ./oasmith.schema.json"));
    assert_eq!(faults(&text), [""; 0]);
    // What it proposes in comments is valid, too.
    let is_setting = |line: &&str| line.starts_with('[') || line.contains(" = ");
    let proposed = text.lines().map(|line| line.strip_prefix("# ").filter(is_setting).unwrap_or(line));
    assert_eq!(faults(&proposed.collect::<Vec<_>>().join("\n")), [""; 0]);
}
