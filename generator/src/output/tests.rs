//! What is written, kept, removed and refused; and runs that are killed.

use std::fs;
use std::path::Path;

use super::write::{recover, write};
use super::*;
use crate::diagnostics::{Code, Diagnostics, Place};
use crate::globs::Pattern;
use crate::source::Sources;

fn tree(files: &[(&str, &str)]) -> Tree {
    let file = |text: &str| File {
        contents: Contents::Text(text.to_owned()),
        template: "t.jinja".to_owned(),
        subject: String::new(),
        rendered: false,
    };
    Tree { files: files.iter().map(|(path, text)| ((*path).to_owned(), file(text))).collect() }
}

fn planned(directory: &Path, files: &[(&str, &str)], force: bool) -> (Plan, Vec<&'static str>) {
    let mut diagnostics = Diagnostics::new();
    let old = Lock::load(directory, &mut Sources::default(), &mut diagnostics).unwrap();
    let options = Options { keep: vec![Pattern::new("src/ext/**", Place::Nowhere)], force };
    let new = Lock { generator: "oasmith 0".to_owned(), ..Lock::default() };
    let plan = plan(&tree(files), &old, new, directory, &options, &mut diagnostics);
    let codes = diagnostics.iter().map(|diagnostic| diagnostic.code.name()).collect();
    (plan, codes)
}

fn generate(directory: &Path, files: &[(&str, &str)]) -> Plan {
    let (plan, codes) = planned(directory, files, false);
    assert_eq!(codes, Vec::<&str>::new());
    write(&plan).unwrap();
    assert!(!directory.join(paths::STAGING).exists());
    plan
}

fn content(directory: &Path, path: &str) -> Option<String> {
    fs::read_to_string(directory.join(path)).ok()
}

#[test]
fn writes_what_changed_and_removes_what_is_gone() {
    let temp = tempfile::tempdir().unwrap();
    let dir = &temp.path().join("new/crate");
    generate(dir, &[("src/a.rs", "a"), ("src/deep/b.rs", "b"), ("src/ext/mod.rs", "ext")]);
    assert_eq!(content(dir, "src/deep/b.rs").as_deref(), Some("b"));

    let (plan, _) = planned(dir, &[("src/a.rs", "a"), ("src/deep/b.rs", "b"), ("src/ext/mod.rs", "ext")], false);
    assert!(plan.is_empty() && diff(&plan).is_empty());
    assert_eq!(plan.kept, ["src/ext/mod.rs"]);

    fs::write(dir.join("src/ext/mod.rs"), "mine").unwrap();
    fs::write(dir.join("src/other.rs"), "not of the generator").unwrap();
    let plan = generate(dir, &[("src/a.rs", "A"), ("src/ext/mod.rs", "ext")]);
    let expected = "\
--- a/src/a.rs
+++ b/src/a.rs
@@ -1 +1 @@
-a
\\ No newline at end of file
+A
\\ No newline at end of file
--- a/src/deep/b.rs
+++ /dev/null
@@ -1 +0,0 @@
-b
\\ No newline at end of file
";
    assert_eq!(diff(&plan), expected);
    assert_eq!(content(dir, "src/a.rs").as_deref(), Some("A"));
    assert_eq!(content(dir, "src/ext/mod.rs").as_deref(), Some("mine"));
    assert_eq!(content(dir, "src/other.rs").as_deref(), Some("not of the generator"));
    assert!(!dir.join("src/deep").exists());
    assert!(!content(dir, LOCK).unwrap().contains("src/ext"));
    generate(dir, &[]);
    assert_eq!(content(dir, "src/ext/mod.rs").as_deref(), Some("mine"));
}

#[test]
fn what_others_wrote_is_not_touched() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path();
    generate(dir, &[("a.rs", "a\n"), ("b.rs", "b\n")]);
    fs::write(dir.join("a.rs"), "edited\n").unwrap();
    fs::write(dir.join("c.rs"), "mine\n").unwrap();
    let files = [("a.rs", "new\n"), ("b.rs", "b\n"), ("c.rs", "new\n")];
    assert_eq!(planned(dir, &files, false).1, ["edited-by-hand", "foreign-file"]);
    assert_eq!(planned(dir, &[("a.rs", "edited\n"), ("b.rs", "b\n")], false).1, [""; 0]);
    let (plan, codes) = planned(dir, &[("b.rs", "b\n")], false);
    assert_eq!((plan.removed.len(), codes), (0, vec!["edited-by-hand"]));
    let (plan, codes) = planned(dir, &files, true);
    assert!(codes.is_empty());
    write(&plan).unwrap();
    assert_eq!(content(dir, "c.rs").as_deref(), Some("new\n"));

    // What version control did to line breaks is no edit.
    fs::write(dir.join("a.rs"), "new\r\n").unwrap();
    assert!(planned(dir, &files, false).0.is_empty());
    assert_eq!(planned(dir, &[("a.rs", "newer\n"), files[1], files[2]], false).1, [""; 0]);
}

#[test]
fn paths_stay_in_the_crate() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path();
    for path in
        ["../x", "/x", "a//b", "a/../b", "a\\b", "c:x", "src/aux.rs", "COM1", "a./b", LOCK, ".oasmith-staging/x"]
    {
        assert_eq!(planned(dir, &[(path, "x")], true).1, ["unusable-path"], "{path}");
    }
    assert_eq!(planned(dir, &[("src/Pet.rs", ""), ("src/pet.rs", "")], true).1, ["path-clash"]);
    assert_eq!(planned(dir, &[("a", ""), ("a/b", "")], true).1, ["path-clash"]);
    assert_eq!(planned(dir, &[("A/x", ""), ("a/b", "")], true).1, ["path-clash"]);
    assert_eq!(planned(dir, &[("src/ok.rs", ""), ("src/ok/auxiliary.rs", "")], true).1, [""; 0]);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let (temp, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::os::unix::fs::symlink(outside.path(), temp.path().join("src")).unwrap();
    assert_eq!(planned(temp.path(), &[("src/a.rs", "a")], true).1, ["unusable-path"]);
}

#[test]
fn a_killed_run_is_completed_or_undone() {
    for (kill_after, expected) in [(0, Recovered::Undone), (1, Recovered::Completed), (2, Recovered::Completed)] {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path();
        generate(dir, &[("a.rs", "a"), ("gone.rs", "g")]);
        let (plan, _) = planned(dir, &[("a.rs", "A"), ("b/new.rs", "n")], false);
        super::write::tests::killed(&plan, kill_after);
        assert_eq!(recover(dir).unwrap(), expected);
        assert_eq!(recover(dir).unwrap(), Recovered::Nothing);
        let done = expected == Recovered::Completed;
        assert_eq!(content(dir, "a.rs").as_deref(), Some(if done { "A" } else { "a" }));
        assert_eq!(content(dir, "b/new.rs").as_deref(), done.then_some("n"));
        assert_eq!(content(dir, "gone.rs").as_deref(), (!done).then_some("g"));
        assert_eq!(content(dir, LOCK).unwrap().contains("gone.rs"), !done);
    }
}

#[test]
fn a_run_that_fails_changes_nothing() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path();
    generate(dir, &[("a.rs", "a"), ("z.rs", "z")]);
    let (plan, _) = planned(dir, &[("a.rs", "A"), ("m/new.rs", "n"), ("z.rs", "Z")], false);
    // A directory has come into the way of the last file.
    fs::remove_file(dir.join("z.rs")).unwrap();
    fs::create_dir(dir.join("z.rs")).unwrap();
    assert_eq!(write(&plan).unwrap_err().code, Code::UnwritableOutput);
    assert_eq!(content(dir, "a.rs").as_deref(), Some("a"));
    assert!(!dir.join("m").exists() && !dir.join(paths::STAGING).exists());
}

#[test]
fn the_lock_reads_back_and_says_what_is_wrong() {
    let temp = tempfile::tempdir().unwrap();
    let lock = Lock {
        generator: "oasmith \"1\"".to_owned(),
        files: BTreeMap::from([("src/a b.rs".to_owned(), "00".to_owned())]),
        orders: BTreeMap::from([("/x\n\\".to_owned(), vec!["a".to_owned(), "b".to_owned()])]),
        remote: BTreeMap::from([("https://example.com/a.yaml?b".to_owned(), "01".to_owned())]),
        calls_parameters_by_name: false,
    };
    let load = |text: &str| {
        fs::write(temp.path().join(LOCK), text).unwrap();
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::new());
        let lock = Lock::load(temp.path(), &mut sources, &mut diagnostics);
        lock.ok_or_else(|| diagnostics.iter().map(|diagnostic| diagnostic.code.name()).collect::<Vec<_>>())
    };
    assert_eq!(load(&lock.text()), Ok(lock));
    assert!(load("version = 1\ngenerator = \"oasmith 0\"\n").is_ok_and(|lock| lock.calls_parameters_by_name));
    assert_eq!(load("version = 3\n[strange]\n"), Err(vec!["newer-lock"]));
    assert_eq!(load("<<<<<<< HEAD\nversion = 1\n"), Err(vec!["bad-lock"]));
    assert_eq!(load("version = 1\n[strange]\n"), Err(vec!["bad-lock"]));
}
