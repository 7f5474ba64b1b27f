//! `oasmith templates`, as people and programs use it: what is listed, copied, found, and merged.

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
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses: { '200': { description: A pet., content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } } }
components:
  schemas:
    Pet: { type: object, properties: { name: { type: string } } }
";

const CLIENT: &str = "src/client.rs.jinja";

/// A folder with a configuration for [`SPEC`], and files beside.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(&folder, "openapi.yaml", SPEC);
    write(&folder, "oasmith.toml", "# The SDK.\nspec = \"openapi.yaml\"\nout = \"sdk\"\n\n[crate]\nname = \"pets\"\n");
    files.iter().for_each(|(path, text)| write(&folder, path, text));
    folder
}

fn write(folder: &TempDir, path: &str, text: &str) {
    let path = folder.path().join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder that can be made");
    fs::write(path, text).expect("a file that can be written");
}

fn read(folder: &TempDir, path: &str) -> String {
    fs::read_to_string(folder.path().join(path)).expect(path)
}

/// Changes what a file holds. What is replaced must be there.
fn change(folder: &TempDir, path: &str, from: &str, to: &str) {
    let text = read(folder, path);
    assert!(text.contains(from), "{path} has no {from:?}");
    write(folder, path, &text.replacen(from, to, 1));
}

/// The exit code, and what is said: to standard output, and to standard error.
fn oasmith(folder: &TempDir, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oasmith"));
    let Output { status, stdout, stderr } = command.args(arguments).current_dir(folder).output().expect("the command");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (status.code(), text(stdout), text(stderr))
}

fn objects(folder: &TempDir, arguments: &[&str]) -> Vec<Value> {
    let (_, stdout, _) = oasmith(folder, &[arguments, &["--message-format", "json"]].concat());
    stdout.lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect()
}

/// All files of a folder, by path.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push((
                    path.display().to_string().split_off(folder.as_os_str().len()),
                    fs::read(path).expect("a file"),
                ));
            }
        }
    }
    found.sort();
    found
}

/// As if a copy were of an older version, in which a line was another one.
fn age(folder: &TempDir) {
    for path in [CLIENT.to_owned(), format!(".base/{CLIENT}")] {
        change(folder, &format!("templates/{path}"), "30 seconds unless set.", "20 seconds unless set.");
    }
}

#[test]
fn the_list_says_what_has_become_of_each() {
    let folder = folder(&[
        ("mine/src/client.rs.jinja", "//! Replaced.\n"),
        ("mine/src/lib.rs.jinja", "{% extends \"default/src/lib.rs.jinja\" %}\n"),
        ("mine/src/{resource}/more.rs.jinja", "//! Added.\n"),
        ("mine/.hidden/notes.jinja", "not a template"),
    ]);
    let configuration =
        "spec = \"openapi.yaml\"\nout = \"sdk\"\ntemplates = \"mine\"\n[output]\nskip = [\"README.md\"]\n";
    write(&folder, "oasmith.toml", configuration);
    let (code, stdout, stderr) = oasmith(&folder, &["templates", "list"]);
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    let line = |path: &str| {
        let line = stdout.lines().find(|line| line.split_whitespace().next() == Some(path)).unwrap_or_default();
        line.split_whitespace().skip(1).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(line("src/client.rs.jinja"), "once replaced mine/src/client.rs.jinja");
    assert_eq!(line("src/lib.rs.jinja"), "once extended mine/src/lib.rs.jinja");
    assert_eq!(line("src/{resource}/more.rs.jinja"), "per resource added mine/src/{resource}/more.rs.jinja");
    assert_eq!(line("README.md.jinja"), "once skipped");
    assert_eq!(line("src/{schema}.rs.jinja"), "per schema built-in");
    assert_eq!(line("partials/server.rs.jinja"), "partial built-in");
    assert_eq!(line("src/runtime/mod.rs"), "copied built-in");
    assert!(!stdout.contains("hidden"));

    let listed = objects(&folder, &["templates", "list"]);
    let client = listed.iter().find(|object| object["path"] == CLIENT).expect("the client");
    assert_eq!((&client["for"], &client["state"]), (&Value::from("once"), &Value::from("replaced")));
    fs::remove_file(folder.path().join("oasmith.toml")).expect("the configuration");
    let listed = objects(&folder, &["templates", "list"]);
    assert!(listed.len() > 20 && listed.iter().all(|object| object["state"] == "built-in"));
    assert_eq!(oasmith(&folder, &["templates", "list", "--config", "no.toml"]).0, Some(2));
}

#[test]
fn copies_make_the_same_crate() {
    let folder = folder(&[]);
    assert_eq!(oasmith(&folder, &["generate"]).0, Some(0));
    let before = files(&folder.path().join("sdk"));
    let (code, stdout, stderr) = oasmith(&folder, &["templates", "eject", "--all"]);
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    assert!(stdout.contains("set `templates = \"templates\"` in oasmith.toml\n"), "{stdout}");
    let configuration = read(&folder, "oasmith.toml");
    assert!(configuration.starts_with("# The SDK.\n") && configuration.contains("\ntemplates = \"templates\"\n"));
    let first = |path: &str| read(&folder, path).lines().next().map(str::to_owned);
    let of = format!("of oasmith {}", env!("CARGO_PKG_VERSION"));
    let header = format!("{{# oasmith: view = 1; based on default/{CLIENT} {of} #}}");
    assert_eq!(first(&format!("templates/{CLIENT}")), Some(header));
    let header = format!("// oasmith: based on default/src/runtime/mod.rs {of}");
    assert_eq!(first("templates/src/runtime/mod.rs"), Some(header));

    assert_eq!(oasmith(&folder, &["generate"]).0, Some(0));
    assert!(before == files(&folder.path().join("sdk")), "the crate is another one");
    let (code, stdout, stderr) = oasmith(&folder, &["templates", "check"]);
    assert_eq!((code, stderr.as_str()), (Some(0), ""), "{stdout}");
    assert!(stdout.contains("are the same as the built-in ones, and can be deleted"), "{stdout}");
    // What is there is passed over.
    write(&folder, "templates/README.md.jinja", "mine\n");
    fs::remove_file(folder.path().join("templates").join(CLIENT)).expect("a copy");
    let (code, stdout, _) = oasmith(&folder, &["templates", "eject", "--all"]);
    assert_eq!(code, Some(0));
    assert!(
        stdout.contains("  kept templates/README.md.jinja\n")
            && stdout.contains(&format!("  created templates/{CLIENT}\n"))
    );
    assert_eq!(read(&folder, "templates/README.md.jinja"), "mine\n");
}

#[test]
fn the_line_that_waits_for_the_folder_names_it() {
    let folder = folder(&[]);
    fs::remove_file(folder.path().join("oasmith.toml")).expect("a configuration");
    assert_eq!(oasmith(&folder, &["init", "openapi.yaml"]).0, Some(0));
    let before = read(&folder, "oasmith.toml");
    assert_eq!(oasmith(&folder, &["templates", "eject", CLIENT]).0, Some(0));
    let after = read(&folder, "oasmith.toml");
    assert_eq!(after, before.replace("# templates = \"templates\"", "templates = \"templates\""));
    assert_ne!(after, before);
}

#[test]
fn only_what_is_meant_is_copied_and_nothing_overwritten() {
    let folder = folder(&[]);
    let (code, _, stderr) = oasmith(&folder, &["templates", "eject", "src/clients.rs.jinja"]);
    assert_eq!(
        (code, stderr.as_str()),
        (Some(2), "there is no template `src/clients.rs.jinja`: did you mean `src/client.rs.jinja`?\n")
    );
    assert!(!folder.path().join("templates").exists());
    assert_eq!(oasmith(&folder, &["templates", "eject"]).0, Some(2));

    assert_eq!(oasmith(&folder, &["templates", "eject", "src/{resource}/*.jinja", "src/runtime/json"]).0, Some(0));
    assert!(folder.path().join("templates/src/{resource}/handle.rs.jinja").exists());
    assert!(folder.path().join("templates/src/runtime/json/mod.rs").exists());
    assert!(!folder.path().join("templates/src/runtime/mod.rs").exists());

    change(&folder, "templates/src/{resource}/handle.rs.jinja", "client", "klient");
    let mine = read(&folder, "templates/src/{resource}/handle.rs.jinja");
    let named = ["templates", "eject", "src/{resource}/handle.rs.jinja", CLIENT];
    let (code, _, stderr) = oasmith(&folder, &named);
    assert_eq!(code, Some(2));
    assert!(stderr.starts_with("error[unwritable-output]: the template is there already"), "{stderr}");
    assert_eq!(read(&folder, "templates/src/{resource}/handle.rs.jinja"), mine);
    assert!(!folder.path().join("templates").join(CLIENT).exists());
}

#[test]
fn what_is_wrong_is_found_without_writing_anything() {
    let folder = folder(&[
        ("mine/src/lib.rs.jinja", "{% extends \"default/src/lib.rs.jinja\" %}{% block import %}{% endblock %}\n"),
        ("mine/src/clients.rs.jinja", "{% if crate.webhooks %}{{ crate.webhoks }}{% endif %}"),
        ("mine/src/bad.rs.jinja", "pub fn {\n"),
        ("mine/partials/lonely.rs.jinja", "{{ anything }}"),
    ]);
    write(&folder, "oasmith.toml", "spec = \"openapi.yaml\"\nout = \"sdk\"\ntemplates = \"mine\"\n");
    let (code, _, stderr) = oasmith(&folder, &["templates", "check"]);
    assert_eq!(code, Some(1), "{stderr}");
    for said in [
        "warning[unknown-block]: no parent of `src/lib.rs.jinja` has a block `import`",
        "warning[template-near-miss]: `src/clients.rs.jinja` replaces nothing",
        "error[unknown-name]: `crate.webhoks` is undefined\n --> mine/src/clients.rs.jinja:1:33",
        "help: did you mean `webhooks`? `crate` has: ",
        "error[not-rust]",
        "note[unused-template]: no template that is rendered uses `partials/lonely.rs.jinja`",
        "note[unused-template]: `src/clients.rs.jinja` rendered nothing",
    ] {
        assert!(stderr.contains(said), "{said}\n{stderr}");
    }
    assert!(!folder.path().join("sdk/src").exists());
    // What keeps templates from being rendered is no fault of theirs.
    write(&folder, "openapi.yaml", "openapi: 3.0.3\n  : -");
    assert_eq!(oasmith(&folder, &["templates", "check"]).0, Some(2));
}

#[test]
fn what_has_changed_in_the_tool_is_merged_into_a_copy() {
    let folder = folder(&[]);
    assert_eq!(oasmith(&folder, &["templates", "eject", CLIENT]).0, Some(0));
    age(&folder);
    let copy = format!("templates/{CLIENT}");
    change(&folder, &copy, "/// Begins to make a client.", "/// Begins.");
    let (code, stdout, stderr) = oasmith(&folder, &["templates", "check"]);
    assert_eq!(code, Some(1), "{stderr}");
    assert!(
        stdout.contains("lags behind: the built-in template has changed since, which `oasmith templates merge`"),
        "{stdout}"
    );
    assert!(stdout.contains("20 seconds unless set.\n+") && stdout.contains("30 seconds unless set.\n"), "{stdout}");
    assert!(!stdout.contains("Begins to make"), "{stdout}");
    let told = objects(&folder, &["templates", "check"]);
    let told = told.iter().find(|object| object["kind"] == "template").expect("the copy");
    assert_eq!((&told["standing"], &told["clean"]), (&Value::from("behind"), &Value::from(true)));

    assert_eq!(oasmith(&folder, &["templates", "merge", "--all"]).0, Some(0));
    let merged = read(&folder, &copy);
    assert!(
        merged.contains("/// Begins.\n") && merged.contains("30 seconds unless set.") && !merged.contains("20 seconds")
    );
    let (code, stdout, stderr) = oasmith(&folder, &["templates", "check"]);
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    assert_eq!(stdout, "nothing is wrong with the templates; copies of built-in ones, all current: 1\n");
    assert_eq!(oasmith(&folder, &["templates", "merge", CLIENT]).0, Some(0));
    assert_eq!(read(&folder, &copy), merged);
}

#[test]
fn what_both_have_changed_is_marked() {
    let folder = folder(&[]);
    assert_eq!(oasmith(&folder, &["templates", "eject", CLIENT]).0, Some(0));
    age(&folder);
    let copy = format!("templates/{CLIENT}");
    change(&folder, &copy, "20 seconds unless set.", "A minute unless set.");
    let (code, stdout, _) = oasmith(&folder, &["templates", "check"]);
    assert_eq!(code, Some(1));
    assert!(stdout.contains("+<<<<<<< ours\n") && stdout.contains("merge` marks these places"), "{stdout}");

    let (code, stdout, _) = oasmith(&folder, &["templates", "merge", CLIENT]);
    assert_eq!(code, Some(1));
    assert!(stdout.contains("merged, with conflicts that are marked in it"), "{stdout}");
    let (code, stdout, _) = oasmith(&folder, &["templates", "check"]);
    assert_eq!(code, Some(1));
    assert!(stdout.contains("has conflicts of a merge that are not resolved"), "{stdout}");
    let marked = read(&folder, &copy);
    assert_eq!(oasmith(&folder, &["templates", "merge", CLIENT]).0, Some(1));
    assert_eq!(read(&folder, &copy), marked);

    let (before, rest) = marked.split_once("<<<<<<< ours\n").expect("a mark");
    let (mine, rest) = rest.split_once("||||||| original\n").expect("a mark");
    let (_, after) = rest.split_once(">>>>>>> theirs\n").expect("a mark");
    write(&folder, &copy, &format!("{before}{mine}{after}"));
    assert_eq!(oasmith(&folder, &["templates", "check"]).0, Some(0));
}

#[test]
fn a_copy_whose_base_is_lost_is_told() {
    let folder = folder(&[]);
    assert_eq!(oasmith(&folder, &["templates", "eject", CLIENT]).0, Some(0));
    change(&folder, &format!("templates/{CLIENT}"), "/// Begins to make a client.", "/// Begins.");
    fs::remove_dir_all(folder.path().join("templates/.base")).expect("the bases");
    let (code, stdout, _) = oasmith(&folder, &["templates", "check"]);
    assert_eq!(code, Some(1));
    assert!(stdout.contains("what it was copied from is missing in `.base`"), "{stdout}");
    assert_eq!(oasmith(&folder, &["templates", "merge", CLIENT]).0, Some(1));
}
