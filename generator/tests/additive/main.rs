//! What a description gains takes nothing from the SDK's users: all that they could name of the crate is there after,
//! by what `oasmith.lock` remembers.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod methods;
mod removed;
mod surface;
mod types;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use oasmith::output::LOCK;
use oasmith::{Config, Diagnostics, Generation, Sources, report};

/// Generates the versions of a description one after the other, each with the lock of the one before. Nothing is lost on
/// the way, and the last one gives the same crate when it is generated again; the first one does so with a lock of before
/// there were notes. Returns what was added by the last one.
///
/// Without the locks something is lost: else the versions would show nothing.
fn grows(versions: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let generate = |version: &str, lock: &str| generate(folder.path(), version, lock);
    let [first, later @ ..] = versions else { panic!("nothing grows") };
    let mut last = generate(first, "");
    let early = generate(first, &without_notes(&last.lock.text()));
    assert_eq!(texts(&last), texts(&early), "another crate with an early lock");
    let (mut now, mut new, mut lost_without) = (surface::of(&last.tree), Vec::new(), false);
    for version in later {
        let before = std::mem::take(&mut now);
        last = generate(version, &last.lock.text());
        now = surface::of(&last.tree);
        let lost: Vec<&String> = before.difference(&now).collect();
        new = now.difference(&before).cloned().collect();
        assert!(lost.is_empty(), "this was lost:\n{lost:#?}\nthis was added:\n{new:#?}");
        lost_without |= !before.is_subset(&surface::of(&generate(version, "").tree));
    }
    assert!(lost_without, "nothing is lost without the locks either");
    let (lock, again) = (last.lock.text(), generate(later.last().unwrap_or(first), &last.lock.text()));
    assert_eq!(texts(&last), texts(&again), "another crate the second time, with\n{lock}");
    assert_eq!(lock, again.lock.text());
    new.join("\n")
}

/// What users can name of the crate that a description gives the first time.
fn surface_of(description: &str) -> BTreeSet<String> {
    surface::of(&generate(tempfile::tempdir().expect("a temporary folder").path(), description, "").tree)
}

fn generate(folder: &Path, description: &str, lock: &str) -> Generation {
    let write = |path: &str, text: &str| fs::write(folder.join(path), text).expect("a file that can be written");
    fs::create_dir_all(folder.join("sdk")).expect("a folder that can be made");
    for (path, text) in files(description) {
        write(path, text);
    }
    write("oasmith.toml", "spec = \"openapi.yaml\"\nout = \"sdk\"\n");
    match lock {
        "" => drop(fs::remove_file(folder.join("sdk").join(LOCK))),
        lock => write(&format!("sdk/{LOCK}"), lock),
    }
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let config = Config::read(&folder.join("oasmith.toml"), &mut sources, &mut diagnostics);
    let generation = config.and_then(|config| oasmith::generate(&config, &mut sources, &mut diagnostics));
    generation.unwrap_or_else(|| panic!("{}", report::human(&diagnostics, &sources, false, true)))
}

/// A description of several files has `# file PATH` before the text of each but the first.
fn files(description: &str) -> Vec<(&str, &str)> {
    let mut parts = description.split("# file ");
    let first = parts.next().map(|text| ("openapi.yaml", text));
    first.into_iter().chain(parts.filter_map(|part| part.split_once('\n'))).collect()
}

fn texts(generation: &Generation) -> Vec<(&String, String)> {
    let rendered = generation.tree.files.iter().filter(|(_, file)| file.rendered);
    rendered.map(|(path, file)| (path, String::from_utf8_lossy(file.contents.as_bytes()).into_owned())).collect()
}

/// A lock as the first version wrote it, which had names and orders only.
fn without_notes(lock: &str) -> String {
    let kept = ["\"operations ", "\"types ", "\"members ", "\"new ", "\"feature ", "\"servers\""];
    let is_note = |line: &&str| line.starts_with('"') && line.contains(" = [");
    let lines = lock.lines().filter(|line| !is_note(line) || kept.iter().any(|scope| line.starts_with(scope)));
    lines.map(|line| format!("{line}\n")).collect()
}

/// A description of these paths and schemas, in YAML.
fn api(paths: &str, schemas: &str) -> String {
    let indented =
        |text: &str, by: usize| -> String { text.lines().map(|line| format!("{}{line}\n", " ".repeat(by))).collect() };
    format!(
        "openapi: 3.0.3\ninfo: {{ title: Grows, version: '1' }}\npaths:\n{}components:\n  schemas:\n{}",
        indented(paths, 2),
        indented(schemas, 4)
    )
}

/// A request body or a response with content of a media type.
fn content(key: &str, media_type: &str, schema: &str) -> String {
    let described = if key == "requestBody" { "" } else { "description: Yes., " };
    format!("{key}: {{ {described}content: {{ {media_type}: {{ schema: {schema} }} }} }}")
}

/// The success of an operation that gives JSON.
fn answer(schema: &str) -> String {
    content("'200'", "application/json", schema)
}
