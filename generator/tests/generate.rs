//! What `generate` does to a folder: nothing that it need not, and all of it or nothing, however it ends.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant, SystemTime};

use oasmith::output::Claim;
use serde_json::Value;
use tempfile::TempDir;

/// A description with this many schemas, each with a property of this name.
fn description(schemas: usize, property: &str) -> String {
    let schema =
        |number| format!("    S{number}: {{ type: object, properties: {{ {property}: {{ type: string }} }} }}\n");
    let schemas: String = (0..schemas).map(schema).collect();
    format!("openapi: 3.0.3\ninfo: {{ title: Many, version: 1.0.0 }}\npaths: {{}}\ncomponents:\n  schemas:\n{schemas}")
}

/// A folder with a configuration for a description.
fn folder(description: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(folder.path(), "openapi.yaml", description);
    write(folder.path(), "oasmith.toml", "spec = \"openapi.yaml\"\nout = \"sdk\"\n");
    folder
}

fn write(folder: &Path, path: &str, text: &str) {
    fs::write(folder.join(path), text).expect("a file that can be written");
}

fn oasmith(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().expect("the command")
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oasmith"));
    command.args(arguments).current_dir(folder).env("OASMITH_CACHE", folder.join("receipts"));
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn generate(folder: &Path) -> String {
    let output = oasmith(folder, &["generate"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout)
}

/// All files of the crate, by their paths in it.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let root = folder.join("sdk");
    let (mut files, mut open) = (BTreeMap::new(), vec![root.clone()]);
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(&directory).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let contents = fs::read(&path).expect("a file that can be read");
                files.insert(path.strip_prefix(&root).expect("a path in the crate").to_owned(), contents);
            }
        }
    }
    files
}

fn times(folder: &Path) -> BTreeMap<PathBuf, SystemTime> {
    let modified = |path: &PathBuf| folder.join("sdk").join(path).metadata().and_then(|data| data.modified());
    files(folder).into_keys().map(|path| (path.clone(), modified(&path).expect("a time"))).collect()
}

#[test]
fn only_what_changes_is_touched() {
    let folder = folder(&description(5, "a"));
    generate(folder.path());
    write(folder.path(), "sdk/src/mine.rs", "// Mine.\n");
    let before = times(folder.path());
    assert!(generate(folder.path()).contains("nothing to write"));
    assert_eq!(times(folder.path()), before);

    // One property more, and one schema less.
    let other =
        description(4, "a").replace("S1: { type: object, properties: {", "S1: { type: object, properties: { b: {},");
    write(folder.path(), "openapi.yaml", &other);
    generate(folder.path());
    let after = times(folder.path());
    let touched = after.iter().filter(|(path, time)| before.get(*path) != Some(time));
    let touched: BTreeSet<String> = touched.map(|(path, _)| path.display().to_string().replace('\\', "/")).collect();
    assert_eq!(
        touched,
        ["oasmith.lock", "oasmith.surface.json", "src/types.rs", "src/types/s1.rs"].map(str::to_owned).into()
    );
    let gone: Vec<&PathBuf> = before.keys().filter(|path| !after.contains_key(*path)).collect();
    assert_eq!(gone, [Path::new("src/types/s4.rs")]);
    assert!(after.contains_key(Path::new("src/mine.rs")));
}

#[test]
fn what_would_change_nothing_is_only_said_again() {
    // A path with a parameter that nothing describes is warned of.
    let folder = folder(&description(2, "a").replace("paths: {}", "paths: { \"/x/{id}\": { get: {} } }"));
    generate(folder.path());
    let first = oasmith(folder.path(), &["generate"]);
    let receipt = fs::read_dir(folder.path().join("receipts")).expect("receipts").next().expect("one").expect("a file");
    // Nothing but the receipt can know of so many operations.
    let forged = fs::read_to_string(receipt.path()).expect("text").replace("\"operations\":1", "\"operations\":77");
    fs::write(receipt.path(), forged).expect("a receipt");
    let again = oasmith(folder.path(), &["generate"]);
    assert_eq!(text(&again.stdout), text(&first.stdout).replace("1 operations", "77 operations"));
    assert_eq!(text(&again.stderr), text(&first.stderr));
    assert!(!again.stderr.is_empty());

    // Whatever is not as it was is looked at: other arguments, what is generated, what it is generated from.
    let is_forged = |arguments: &[&str]| text(&oasmith(folder.path(), arguments).stdout).contains("77");
    assert!(!is_forged(&["generate", "--verbose"]));
    generate(folder.path());
    fs::remove_file(folder.path().join("sdk/src/types/s1.rs")).expect("a file");
    assert!(generate(folder.path()).contains("created src/types/s1.rs"));
    write(folder.path(), "sdk/src/types/s1.rs", "// Mine.\n");
    let refused = oasmith(folder.path(), &["generate"]);
    assert_eq!(refused.status.code(), Some(2), "{}", text(&refused.stdout));
    assert_eq!(oasmith(folder.path(), &["generate", "--force"]).status.code(), Some(0));
    generate(folder.path());
    write(folder.path(), "openapi.yaml", &description(3, "a"));
    assert!(generate(folder.path()).contains("created src/types/s2.rs"));
    write(folder.path(), "oasmith.toml", "spec = \"openapi.yaml\"\nout = \"sdk\"\n[style]\nsetters = false\n");
    assert!(generate(folder.path()).contains("changed src/types/s2.rs"));
}

#[test]
fn cargo_rebuilds_nothing_after_a_run_that_wrote_nothing() {
    let folder = folder(&description(1, "a"));
    generate(folder.path());
    // What the crates of the golden cases depend on, this one does too; and all versions are those of the repository.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    fs::copy(root.join("Cargo.lock"), folder.path().join("sdk/Cargo.lock")).expect("the versions of the repository");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../golden-crates/target");
    let is_fresh = || {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["check", "--verbose", "--no-default-features", "--target-dir"]).arg(&target);
        cargo.envs([("CARGO_PROFILE_DEV_DEBUG", "false"), ("CARGO_INCREMENTAL", "0"), ("RUSTFLAGS", "-D warnings")]);
        let output = cargo.current_dir(folder.path().join("sdk")).output().expect("cargo");
        let said = text(&output.stderr);
        assert!(output.status.success(), "{said}");
        said.lines().any(|line| line.trim_start().starts_with("Fresh many v1.0.0"))
    };
    assert!(!is_fresh());
    generate(folder.path());
    assert!(is_fresh());
    write(folder.path(), "openapi.yaml", &description(1, "b"));
    generate(folder.path());
    assert!(!is_fresh());
}

#[test]
fn an_edit_is_shown_and_kept_unless_it_is_to_go() {
    let folder = folder(&description(2, "a"));
    generate(folder.path());
    let path = "sdk/src/types/s1.rs";
    let generated = fs::read_to_string(folder.path().join(path)).expect("the file of the schema");
    let edited = generated.replace("/// The schema `S1`.", "/// My words.");
    assert_ne!(edited, generated);
    write(folder.path(), path, &edited);
    for change in [false, true] {
        if change {
            write(folder.path(), "openapi.yaml", &description(3, "a"));
        }
        let before = files(folder.path());
        let output = oasmith(folder.path(), &["generate"]);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2));
        assert!(said.contains("error[edited-by-hand]: `src/types/s1.rs` was edited by hand"), "{said}");
        assert!(said.contains("-/// The schema `S1`.\n") && said.contains("+/// My words.\n"), "{said}");
        assert_eq!(files(folder.path()), before);
    }
    assert_eq!(oasmith(folder.path(), &["generate", "--force"]).status.code(), Some(0));
    assert_eq!(fs::read_to_string(folder.path().join(path)).expect("the file"), generated);
}

#[test]
fn check_shows_what_differs_to_people_and_programs() {
    let folder = folder(&description(2, "a"));
    generate(folder.path());
    write(folder.path(), "openapi.yaml", &description(2, "b"));
    let before = files(folder.path());
    let output = oasmith(folder.path(), &["check"]);
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1));
    let line = "-    /// `a`\n-    pub a: Option<String>,\n+    /// `b`\n+    pub b: Option<String>,\n";
    assert!(shown.contains("--- a/src/types/s0.rs\n+++ b/src/types/s0.rs\n") && shown.contains(line), "{shown}");
    let output = oasmith(folder.path(), &["check", "--message-format", "json"]);
    let objects = text(&output.stdout);
    let objects = objects.lines().map(|line| serde_json::from_str::<Value>(line).expect("an object a line"));
    let file = objects.into_iter().find(|object| object["path"] == "src/types/s0.rs").expect("the file");
    assert!(file["diff"].as_str().is_some_and(|diff| diff.contains(line)), "{file}");
    assert_eq!(files(folder.path()), before);
}

/// When a run is killed: so long after it has begun, or after a file of it has come to be there.
#[derive(Clone, Copy, Debug)]
enum Moment {
    After(Duration),
    With(&'static str, Duration),
}

#[test]
fn a_run_that_is_killed_leaves_the_old_crate_or_the_new_one() {
    let folder = folder(&description(60, "a"));
    generate(folder.path());
    let old = files(folder.path());
    write(folder.path(), "openapi.yaml", &description(80, "b"));
    let started = Instant::now();
    generate(folder.path());
    let (new, whole) = (files(folder.path()), started.elapsed());

    let fractions = (1..4).map(|quarter| Moment::After(whole * quarter / 4));
    let staged = (0..4).map(|step| Moment::With("new-0", Duration::from_millis(5 * step)));
    // Files are put in their places within a few milliseconds.
    let decided = (0..10).map(|step| Moment::With("journal.json", Duration::from_micros(400 * step)));
    let mut cleared = Vec::new();
    for moment in fractions.chain(staged).chain(decided) {
        restore(folder.path(), &old);
        kill(command(folder.path(), &["generate"]), moment, &folder.path().join("sdk/.oasmith-staging"));
        // Whoever comes next clears up, and if it only looks.
        let said = text(&oasmith(folder.path(), &["check"]).stdout);
        cleared.extend(said.lines().next().filter(|line| line.ends_with("an interrupted run")).map(str::to_owned));
        let found = files(folder.path());
        assert!(found == old || found == new, "{moment:?}: {:?}", found.keys());
        generate(folder.path());
        assert!(files(folder.path()) == new, "{moment:?}");
    }
    assert!(!cleared.is_empty(), "no run was killed while it wrote");
}

fn restore(folder: &Path, files: &BTreeMap<PathBuf, Vec<u8>>) {
    let root = folder.join("sdk");
    fs::remove_dir_all(&root).expect("a folder that can be removed");
    for (path, contents) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder that can be made");
        fs::write(path, contents).expect("a file that can be written");
    }
}

fn kill(mut command: Command, moment: Moment, staging: &Path) {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the command");
    match moment {
        Moment::After(time) => std::thread::sleep(time),
        Moment::With(file, time) => {
            while !staging.join(file).exists() && is_running(&mut child) {
                std::hint::spin_loop();
            }
            std::thread::sleep(time);
        }
    }
    let _ = child.kill();
    child.wait().expect("the end of it");
}

fn is_running(child: &mut Child) -> bool {
    child.try_wait().is_ok_and(|status| status.is_none())
}

#[test]
fn runs_in_one_folder_wait_for_each_other() {
    let folder = folder(&description(20, "a"));
    generate(folder.path());
    write(folder.path(), "openapi.yaml", &description(30, "b"));
    let runs: Vec<Child> = (0..4)
        .map(|_| command(folder.path(), &["generate", "--quiet"]).stderr(Stdio::piped()).spawn().expect("the command"))
        .collect();
    for run in runs {
        let output = run.wait_with_output().expect("the end of it");
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    }
    assert_eq!(oasmith(folder.path(), &["check"]).status.code(), Some(0));
}

#[test]
fn a_folder_that_is_taken_is_left_alone() {
    let folder = folder(&description(1, "a"));
    generate(folder.path());
    write(folder.path(), "openapi.yaml", &description(1, "b"));
    let before = files(folder.path());
    let (claim, _) = Claim::take(&folder.path().join("sdk")).expect("a folder that nobody else has");
    for arguments in [["generate"], ["check"]] {
        let output = oasmith(folder.path(), &arguments);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2));
        assert!(
            said.contains("another run is at work in this folder") && said.contains("help: wait until it has ended"),
            "{said}"
        );
    }
    assert_eq!(files(folder.path()), before);
    drop(claim);
    generate(folder.path());
    assert_ne!(files(folder.path()), before);
}
