//! The `oasmith` command as people and programs use it: exit codes, what is printed, and what is written.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

const SPEC: &str = "\
openapi: 3.0.3
info: { title: Pets, version: 1.0.0 }
paths:
  /pets/{id}:
    get:
      operationId: pets.get
      responses: { '200': { description: A pet., content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } } }
components:
  schemas:
    Pet: { type: object, properties: { name: { type: string }, born: { type: moment }, more: {} } }
";

const OVERLAY: &str = "\
overlay: 1.1.0
info: { title: Renamed, version: 1.0.0 }
actions:
  - target: $.paths.*.get.operationId
    update: pets.fetch
";

/// A folder with a configuration for [`SPEC`].
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(&folder, "openapi.yaml", SPEC);
    write(&folder, "overlay.yaml", OVERLAY);
    write(&folder, "oasmith.toml", "spec = \"openapi.yaml\"\nout = \"sdk\"\n");
    folder
}

fn write(folder: &TempDir, path: &str, text: &str) {
    fs::write(folder.path().join(path), text).expect("a file that can be written");
}

fn oasmith(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oasmith"));
    command.args(arguments).current_dir(folder).output().expect("the command")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The objects that a program reads.
fn objects(output: &Output) -> Vec<Value> {
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect()
}

fn has_operation(folder: &TempDir, method: &str) -> bool {
    let handle = fs::read_to_string(folder.path().join("sdk/src/pets/handle.rs")).unwrap_or_default();
    handle.contains(&format!("pub fn {method}("))
}

#[test]
fn strict_writes_nothing_that_was_guessed() {
    let folder = folder();
    let output = oasmith(folder.path(), &["generate", "--strict"]);
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(said.contains("error[undeclared-path-parameter]") && said.contains("error[unknown-type]"), "{said}");
    assert!(said.ends_with("2 errors, 1 note (shown with --verbose)\n"), "{said}");
    assert!(!folder.path().join("sdk").exists());

    let output = oasmith(folder.path(), &["generate"]);
    assert_eq!(output.status.code(), Some(0));
    let counts = "  repaired, guessed or left out: 1 undeclared-path-parameter, 1 unknown-type\n";
    assert!(text(&output.stdout).contains(counts), "{}", text(&output.stdout));
    assert_eq!(oasmith(folder.path(), &["check", "--strict"]).status.code(), Some(2));
    assert_eq!(oasmith(folder.path(), &["check"]).status.code(), Some(0));
}

#[test]
fn the_report_has_all_that_was_said_also_of_a_run_that_failed() {
    let folder = folder();
    for (arguments, severity) in [(vec!["generate"], "warning"), (vec!["generate", "--strict"], "error")] {
        let output = oasmith(folder.path(), &[arguments, vec!["--report", "report.json", "--quiet"]].concat());
        assert_eq!(text(&output.stdout), "");
        let report = fs::read_to_string(folder.path().join("report.json")).expect("a report");
        let report: Value = serde_json::from_str(&report).expect("JSON");
        let found = report["diagnostics"].as_array().and_then(|list| list.iter().find(|d| d["code"] == "unknown-type"));
        let found = found.expect("the unknown type");
        assert_eq!(found["severity"], severity);
        assert_eq!(found["file"], "openapi.yaml");
        assert_eq!((&found["line"], &found["column"]), (&Value::from(10), &Value::from(64)));
        assert_eq!(report["notes"]["untyped"], 1);
    }
    let output = oasmith(folder.path(), &["check", "--report", "no/such/folder.json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("error[unwritable-output]: the report cannot be written"));
}

#[test]
fn programs_read_what_became_of_the_files() {
    let folder = folder();
    let json = |arguments: &[&str]| {
        let output = oasmith(folder.path(), &[arguments, &["--message-format", "json"]].concat());
        (output.status.code(), objects(&output))
    };
    let kinds = |objects: &[Value], kind: &str| objects.iter().filter(|object| object["kind"] == kind).count();
    let (code, generated) = json(&["generate"]);
    assert_eq!(code, Some(0));
    let created = |object: &Value| object["change"] == "created" && object["path"] == "src/pets/handle.rs";
    assert!(generated.iter().any(created));
    let summary = generated.iter().find(|object| object["kind"] == "summary").expect("a summary");
    assert_eq!((&summary["operations"], &summary["warnings"]["unknown-type"]), (&Value::from(1), &Value::from(1)));
    assert_eq!(kinds(&generated, "diagnostic"), 3);

    let (code, checked) = json(&["check"]);
    assert_eq!((code, kinds(&checked, "file")), (Some(0), 0));
    let (code, checked) = json(&["check", "--overlay", "overlay.yaml"]);
    let summary = checked.iter().find(|object| object["kind"] == "summary").expect("a summary");
    assert_eq!((code, &summary["current"]), (Some(1), &Value::from(false)));
    assert!(kinds(&checked, "file") > 0);

    let (_, inspected) = json(&["inspect", "pets.get"]);
    assert_eq!(kinds(&inspected, "view"), 1);
    let (_, explained) = json(&["explain", "untyped"]);
    assert_eq!((explained.len(), &explained[0]["severity"]), (1, &Value::from("note")));
}

#[test]
fn overlays_are_named_in_the_configuration_or_on_the_command_line() {
    let folder = folder();
    assert_eq!(oasmith(folder.path(), &["generate", "--overlay", "overlay.yaml"]).status.code(), Some(0));
    assert!(has_operation(&folder, "fetch") && !has_operation(&folder, "get"));
    assert_eq!(oasmith(folder.path(), &["generate"]).status.code(), Some(0));
    assert!(has_operation(&folder, "get"));

    fs::remove_file(folder.path().join("oasmith.toml")).expect("the configuration");
    let output = oasmith(folder.path(), &["init", "openapi.yaml", "--overlay", "overlay.yaml"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(oasmith(folder.path(), &["generate"]).status.code(), Some(0));
    assert!(has_operation(&folder, "fetch"));

    let alone = ["generate", "openapi.yaml", "--out", "sdk", "--overlay", "overlay.yaml"];
    let output = oasmith(folder.path(), &alone);
    assert!(text(&output.stdout).contains("1 operations"), "{}", text(&output.stdout));
    let output = oasmith(folder.path(), &["check", "--overlay", "missing.yaml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("error[unreadable-file]"), "{}", text(&output.stderr));

    write(&folder, "oasmith.toml", "spec = \"openapi.yaml\"\nout = \"sdk\"\noverlays = [\"missing.yaml\"]\n");
    let said = text(&oasmith(folder.path(), &["check"]).stderr);
    assert!(said.contains("cannot read `missing.yaml`: no such file\n --> oasmith.toml:3:13"), "{said}");
}
