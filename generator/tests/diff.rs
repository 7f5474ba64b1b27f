//! `oasmith diff` and `oasmith generate --release` as people and programs use them: what is compared with what, how it is
//! told, exit codes, and what is written.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

const SPEC: &str = "\
openapi: 3.0.3
info: { title: Pets, version: 1.0.0 }
servers: [{ url: https://pets.example }]
paths:
  /pets/{id}:
    $ref: pets.yaml#/paths/get
";

const PETS: &str = "\
paths:
  get:
    get:
      operationId: pets.get
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses:
        '200':
          description: A pet.
          content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } }
components:
  schemas:
    Pet: { type: object, required: [name], properties: { name: { type: string } } }
";

/// An operation more, with a Pet of its own.
const ANOTHER: &str = "\
  /animals:
    get:
      operationId: animals.get
      responses:
        '200':
          description: An animal.
          content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } }
components:
  schemas:
    Pet: { type: object, properties: { kind: { type: string } } }
";

/// What Pet looks like with a field more, and with one that may be left out.
const MORE: (&str, &str) = ("name: { type: string } }", "name: { type: string }, age: { type: integer } }");
const LESS: (&str, &str) = ("required: [name], ", "");

/// A folder with a configuration for [`SPEC`], and a crate that was generated from it.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(&folder, "openapi.yaml", SPEC);
    write(&folder, "pets.yaml", PETS);
    let configuration = "spec = \"openapi.yaml\"\nout = \"sdk\"\n\n[crate]\nversion = \"1.0.0\" # the crate's own\n";
    write(&folder, "oasmith.toml", configuration);
    assert_eq!(oasmith(folder.path(), &["generate"]).status.code(), Some(0));
    folder
}

fn write(folder: &TempDir, path: &str, text: &str) {
    fs::write(folder.path().join(path), text).expect("a file that can be written");
}

fn read(folder: &TempDir, path: &str) -> String {
    fs::read_to_string(folder.path().join(path)).expect("a file that can be read")
}

fn edit(folder: &TempDir, path: &str, (from, to): (&str, &str)) {
    let text = read(folder, path);
    assert!(text.contains(from), "{path} has no `{from}`");
    write(folder, path, &text.replace(from, to));
}

fn oasmith(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oasmith"));
    command.args(arguments).current_dir(folder).output().expect("the command")
}

fn git(folder: &TempDir, arguments: &[&str]) {
    let identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
    let output = Command::new("git").args(identity).args(arguments).current_dir(folder.path()).output().expect("git");
    assert!(output.status.success(), "{}", text(&output.stderr));
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What is printed, and the exit code that must come with it.
fn said(folder: &TempDir, arguments: &[&str], code: i32) -> String {
    let output = oasmith(folder.path(), arguments);
    let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
    said
}

#[test]
fn the_last_generated_state_is_compared_unless_another_is_named() {
    let folder = folder();
    assert_eq!(said(&folder, &["diff"], 0), "nothing changes for users\n");

    edit(&folder, "pets.yaml", LESS);
    let report = said(&folder, &["diff"], 1);
    let expected = "\
Breaking for code
  types.Pet.name became optional
      source: code that read it no longer compiles
      wire: old programs count on it
      - pub name: String
      + pub name: Option<String>

breaking for source, breaking on the wire: a major step, 1.0.0 to 2.0.0
";
    assert_eq!(report, expected);
    // Generating says the same, and then it is the last state.
    let generated = said(&folder, &["generate"], 0);
    let line = "  for its users: breaking for source, breaking on the wire: a major step, 1.0.0 to 2.0.0\n";
    assert!(generated.contains(line), "{generated}");
    assert_eq!(said(&folder, &["diff"], 0), "nothing changes for users\n");
}

#[test]
fn two_files_two_crates_and_revisions_are_compared() {
    let folder = folder();
    for arguments in [&["init", "--quiet"][..], &["add", "."], &["commit", "--quiet", "-m", "one"], &["tag", "v1"]] {
        git(&folder, arguments);
    }
    edit(&folder, "pets.yaml", MORE);
    let additive = "additive for source, additive on the wire: a minor step, 1.0.0 to 1.1.0\n";
    // The file that the description refers to is read from the revision, too.
    let operands = [
        &["v1:openapi.yaml"][..],
        &["v1:openapi.yaml", "openapi.yaml"],
        &["HEAD:sdk"],
        &["v1:sdk/oasmith.surface.json", "openapi.yaml"],
        &["sdk"],
    ];
    for operands in operands {
        let report = said(&folder, &[&["diff"], operands].concat(), 0);
        assert!(report.ends_with(additive), "{operands:?}: {report}");
        assert!(report.contains("types.Pet gained the field age"), "{operands:?}: {report}");
    }
    assert!(said(&folder, &["diff", "openapi.yaml", "v1:openapi.yaml"], 1).contains("types.Pet.age was removed"));

    let report = said(&folder, &["diff", "v2:openapi.yaml"], 2);
    assert!(
        report.contains("error[unreadable-file]: `v2:openapi.yaml` cannot be read: there is no revision `v2`"),
        "{report}"
    );
    let report = said(&folder, &["diff", "v1:nothing.yaml"], 2);
    assert!(report.contains("cannot read `v1:nothing.yaml`: no such file\n"), "{report}");
    // What is wrong with a description at a revision is shown as it was there.
    write(&folder, "pets.yaml", "paths: [\n");
    git(&folder, &["commit", "--quiet", "-am", "two"]);
    write(&folder, "pets.yaml", PETS);
    let report = said(&folder, &["diff", "HEAD:openapi.yaml"], 2);
    assert!(report.contains("--> HEAD:pets.yaml:"), "{report}");
}

#[test]
fn files_are_compared_without_a_configuration() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(&folder, "old.yaml", SPEC);
    write(&folder, "pets.yaml", PETS);
    write(&folder, "new.yaml", &SPEC.replace("/pets/{id}", "/animals/{id}"));
    let report = said(&folder, &["diff", "old.yaml", "new.yaml"], 1);
    assert!(report.contains("pets.get is `GET /animals/{id}`, not `GET /pets/{id}`"), "{report}");
    // A server that says otherwise breaks programs, not code: the crate needs no more than a patch.
    assert!(report.ends_with("invisible for source, breaking on the wire: a patch step, 1.0.0 to 1.0.1\n"), "{report}");
    assert!(said(&folder, &["diff", "old.yaml"], 2).contains("cannot read the configuration"));
    // What the crate has given is kept in its own lock: the file's Pet stays `Pet` beside another.
    assert_eq!(oasmith(folder.path(), &["generate", "old.yaml", "--out", "sdk"]).status.code(), Some(0));
    for arguments in [&["init", "--quiet"][..], &["add", "."], &["commit", "--quiet", "-m", "one"]] {
        git(&folder, arguments);
    }
    write(&folder, "more.yaml", &format!("{SPEC}{ANOTHER}"));
    for old in ["sdk", "HEAD:sdk"] {
        let report = said(&folder, &["diff", old, "more.yaml"], 0);
        assert!(report.starts_with("Additive\n  types has the new type PetMore\n"), "{old}: {report}");
    }
    assert!(!folder.path().join("oasmith.surface.json").exists());
}

#[test]
fn another_name_of_the_package_breaks_what_depends_on_it() {
    let folder = folder();
    edit(&folder, "oasmith.toml", ("[crate]\n", "[crate]\nname = \"animals\"\n"));
    let report = said(&folder, &["diff"], 1);
    assert!(report.starts_with("Breaking for code\n  animals was called `pets`\n"), "{report}");
}

/// The configuration of [`folder`] with something more.
fn configured(more: &str) -> TempDir {
    let folder = folder();
    configure(&folder, more);
    assert_eq!(oasmith(folder.path(), &["generate"]).status.code(), Some(0));
    folder
}

fn configure(folder: &TempDir, more: &str) {
    let configuration = "spec = \"openapi.yaml\"\nout = \"sdk\"\n\n[crate]\nversion = \"1.0.0\"\n\n";
    write(folder, "oasmith.toml", &format!("{configuration}{more}"));
}

#[test]
fn settings_are_promises_to_users() {
    const HIDDEN: &str = "[operations.\"pets.get\"]\nvisibility = \"crate\"\n";
    const EXHAUSTIVE: &str = "[types.Pet]\nexhaustive = true\nderive = [\"Eq\"]\n";
    let cases = [
        ("", HIDDEN, "can be called by the crate alone", 1),
        (HIDDEN, "", "can be called", 0),
        ("", EXHAUSTIVE, "has all of its parts", 0),
        ("", EXHAUSTIVE, "derives `Eq`", 0),
        (EXHAUSTIVE, "", "may get further parts", 1),
        (EXHAUSTIVE, "", "no longer derives `Eq`", 1),
    ];
    for (old, new, expected, code) in cases {
        let folder = configured(old);
        configure(&folder, new);
        let said = said(&folder, &["diff"], code);
        assert!(said.contains(expected), "{said}");
    }
    // What else becomes of a method that users cannot call is not their business; of its types, it is.
    let folder = configured(HIDDEN);
    edit(&folder, "pets.yaml", ("operationId: pets.get", "operationId: pets.find"));
    configure(&folder, &HIDDEN.replace("get", "find"));
    let report = said(&folder, &["diff"], 1);
    assert!(report.contains("GetParams") && !report.contains("code that calls it"), "{report}");
    // A field more breaks code that names all of them.
    let folder = configured(EXHAUSTIVE);
    edit(&folder, "pets.yaml", MORE);
    let report = said(&folder, &["diff"], 1);
    assert!(report.contains("code that names all there was no longer compiles"), "{report}");
}

#[test]
fn the_exit_code_says_how_serious_it_is() {
    let folder = folder();
    let fail_on = |level: &str, code| said(&folder, &["diff", "--fail-on", level], code);
    fail_on("invisible", 0);
    edit(&folder, "pets.yaml", ("A pet.", "An animal."));
    edit(&folder, "pets.yaml", MORE);
    fail_on("breaking", 0);
    fail_on("additive", 1);
    edit(&folder, "pets.yaml", LESS);
    fail_on("breaking", 1);
    fail_on("never", 0);
}

#[test]
fn reports_are_laid_out_for_people_and_programs() {
    let folder = folder();
    edit(&folder, "pets.yaml", LESS);
    let markdown = said(&folder, &["diff", "--format", "markdown"], 1);
    let line = "- `types.Pet.name` became optional: code that read it no longer compiles; on the wire, old programs count on it.";
    assert!(markdown.contains(line), "{markdown}");

    let json: Value = serde_json::from_str(&said(&folder, &["diff", "--format", "json"], 1)).expect("JSON");
    assert_eq!(
        (&json["source"], &json["step"], &json["version"]),
        (&"breaking".into(), &"major".into(), &"2.0.0".into())
    );
    assert_eq!(json["changes"][0]["kind"], "field-optional");
    assert_eq!(json["changes"][0]["source"]["because"], "code that read it no longer compiles");
    let object: Value =
        serde_json::from_str(&said(&folder, &["diff", "--message-format", "json"], 1)).expect("one object");
    assert_eq!((&object["kind"], &object["changes"]), (&"diff".into(), &json["changes"]));

    let told = said(&folder, &["diff", "--format", "html", "--output", "page.html"], 1);
    assert!(told.starts_with("page.html: breaking for source"), "{told}");
    assert!(read(&folder, "page.html").contains("types.Pet.name"));
    assert_eq!(said(&folder, &["diff", "--format", "html"], 1), read(&folder, "page.html"));
}

#[test]
fn a_release_gets_its_version_and_its_entry_in_the_changelog() {
    let folder = folder();
    write(&folder, "sdk/CHANGELOG.md", "# Changelog\n\n## 1.0.0\n\n- The first one.\n");
    git(&folder, &["init", "--quiet"]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "--quiet", "-m", "one"]);
    edit(&folder, "pets.yaml", MORE);
    assert!(said(&folder, &["generate"], 0).contains("a minor step, 1.0.0 to 1.1.0"));
    // Nothing has changed since it was generated, but much since it was released.
    assert!(said(&folder, &["generate", "--release"], 0).starts_with("no release: nothing changes for users\n"));
    let told = said(&folder, &["generate", "--release", "--since", "HEAD:sdk"], 0);
    assert!(told.contains("release 1.1.0, set in the configuration; its changes are in CHANGELOG.md\n"), "{told}");
    let changelog = read(&folder, "sdk/CHANGELOG.md");
    let expected = "# Changelog\n\n## 1.1.0\n\n### Additive\n\n- `types.Pet` gained the field `age`.\n\n## 1.0.0\n\n- The first one.\n";
    assert_eq!(changelog, expected);
    assert!(read(&folder, "oasmith.toml").contains("version = \"1.1.0\" # the crate's own\n"));
    assert!(read(&folder, "sdk/Cargo.toml").contains("version = \"1.1.0\"\n"));
    said(&folder, &["check"], 0);

    let again = said(&folder, &["generate", "--release", "--since", "HEAD:sdk"], 2);
    assert!(again.contains("the changelog has an entry for 1.1.0 already"), "{again}");
    assert_eq!(read(&folder, "sdk/CHANGELOG.md"), expected);
}

#[test]
fn a_surface_that_cannot_be_read_says_what_to_do() {
    let folder = folder();
    edit(&folder, "sdk/oasmith.surface.json", ("\"surface\": 1", "\"surface\": 7"));
    let report = said(&folder, &["diff"], 2);
    assert!(report.contains("it has version 7; this oasmith knows 1"), "{report}");
    fs::remove_file(folder.path().join("sdk/oasmith.surface.json")).expect("the file");
    let report = said(&folder, &["diff"], 2);
    assert!(report.contains("`oasmith generate` writes it"), "{report}");
    edit(&folder, "oasmith.toml", ("[crate]", "[output]\nsurface = false\n\n[crate]"));
    said(&folder, &["generate"], 0);
    assert!(!folder.path().join("sdk/oasmith.surface.json").exists());
}
