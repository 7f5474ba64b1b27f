//! `cargo-semver-checks` on the pairs: its lints, run by the package in `judge/`.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use oasmith::diff::Level;
use serde::Deserialize;

use crate::pairs::Pair;
use crate::{cargo, crates, directory};

/// The release whose lints are run.
const RELEASE: &str = "cargo-semver-checks@0.51.0";

/// The format of rustdoc's JSON that the package in `judge/` reads: that of Rust 1.95.
const FORMAT: u64 = 57;

/// The step of a version that it asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Nothing to speak of.
    #[default]
    Patch,
    /// There is more.
    #[serde(alias = "Minor")]
    Minor,
    /// Something breaks.
    #[serde(alias = "Major")]
    Major,
}

/// Whether the toolchain's rustdoc writes the format that can be judged.
pub fn reads_this_rustdoc() -> bool {
    let folder = directory().join("format");
    let (source, docs) = (folder.join("format.rs"), folder.join("format.json"));
    let written = fs::create_dir_all(&folder).and_then(|()| fs::write(&source, ""));
    let mut rustdoc = Command::new(std::env::var_os("RUSTDOC").unwrap_or_else(|| "rustdoc".into()));
    rustdoc.args(["-Zunstable-options", "--output-format=json", "--out-dir"]).arg(&folder).arg(&source);
    let run = rustdoc.env("RUSTC_BOOTSTRAP", "1").output();
    let docs = run.ok().and_then(|_| fs::read(docs).ok()).and_then(|docs| serde_json::from_slice(&docs).ok());
    let docs: serde_json::Value = docs.unwrap_or_default();
    written.is_ok() && docs["format_version"] == FORMAT
}

/// Where it disagrees with what is stated, and nothing says why; and where something does, but it agrees.
pub fn faults(pairs: &[Pair]) -> Result<Vec<String>, String> {
    let found = verdicts(pairs)?;
    let mut faults = Vec::new();
    for pair in pairs {
        let none = Vec::new();
        let found = found.get(&(pair.old.name.clone(), pair.new.name.clone())).unwrap_or(&none);
        let step = found.iter().map(|found| found.update).max().unwrap_or_default();
        let lints: Vec<&str> = found.iter().map(|found| found.lint.as_str()).collect();
        let said = format!("{} is {}; cargo-semver-checks asks for {step:?} {lints:?}", pair.name, pair.stated);
        match &pair.exception {
            None if !agree(pair.stated, step) => faults.push(said),
            Some(exception) if agree(pair.stated, step) => {
                faults.push(format!("{said}: they agree, so that nothing is otherwise {:?}", exception.because));
            }
            Some(exception) if exception.step != step => faults.push(format!("{said}, not {:?}", exception.step)),
            _ => {}
        }
    }
    Ok(faults)
}

/// It knows what breaks code, and little of what only adds to it.
fn agree(stated: Level, step: Step) -> bool {
    match stated {
        Level::Breaking => step == Step::Major,
        Level::Additive => step <= Step::Minor,
        Level::Invisible => step == Step::Patch,
    }
}

#[derive(Deserialize)]
struct Verdict {
    old: String,
    new: String,
    found: Vec<Found>,
}

#[derive(Deserialize)]
struct Found {
    lint: String,
    update: Step,
}

fn verdicts(pairs: &[Pair]) -> Result<BTreeMap<(String, String), Vec<Found>>, String> {
    let (judge, lints, docs) = (build()?, lints()?, document()?);
    let mut judge = Command::new(judge)
        .args([lints, docs])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("the judge cannot be run: {error}"))?;
    let asked: String = pairs.iter().map(|pair| format!("{} {}\n", pair.old.name, pair.new.name)).collect();
    let sent = judge.stdin.take().map(|mut stdin| stdin.write_all(asked.as_bytes()));
    let output = judge.wait_with_output().map_err(|error| error.to_string())?;
    if !output.status.success() || !matches!(sent, Some(Ok(()))) {
        return Err(format!("the judge failed: {}", String::from_utf8_lossy(&output.stderr)));
    }
    let verdicts = String::from_utf8_lossy(&output.stdout);
    let verdicts =
        verdicts.lines().map(|line| serde_json::from_str::<Verdict>(line).map_err(|error| error.to_string()));
    verdicts.map(|verdict| verdict.map(|it| ((it.old, it.new), it.found))).collect()
}

/// Makes rustdoc's JSON of all crates; the file of it.
fn document() -> Result<PathBuf, String> {
    let package = format!("--package={}", crates::NAME);
    let output = cargo(
        &["doc", "--no-deps", "--lib", &package],
        &[("RUSTDOCFLAGS", "-Zunstable-options --output-format=json")],
    )?;
    match output.status.success() {
        true => Ok(directory().join("target/doc").join(crates::NAME).with_extension("json")),
        false => Err(format!("rustdoc failed: {}", String::from_utf8_lossy(&output.stderr))),
    }
}

/// Builds the package in `judge/`.
fn build() -> Result<PathBuf, String> {
    let manifest = format!("--manifest-path={}/semver/judge/Cargo.toml", env!("CARGO_MANIFEST_DIR"));
    let output = cargo(&["build", "--locked", &manifest], &[])?;
    match output.status.success() {
        true => Ok(directory().join("target/debug/judge").with_extension(std::env::consts::EXE_EXTENSION)),
        false => Err(format!(
            "the package that runs the lints of {RELEASE} cannot be built; it needs packages from crates.io, once\n{}",
            String::from_utf8_lossy(&output.stderr)
        )),
    }
}

/// The folder of the lints, in the sources of the package. To show what there is to know about a package, Cargo gets its
/// sources, and nothing of what it depends on.
fn lints() -> Result<PathBuf, String> {
    if let Some(lints) = unpacked() {
        return Ok(lints);
    }
    // Nowhere near a workspace, or it would choose a release for the Rust that this asks for.
    let output = Command::new(env!("CARGO")).args(["info", RELEASE]).current_dir(std::env::temp_dir()).output();
    let said = output.map_or_else(|error| error.to_string(), |output| String::from_utf8_lossy(&output.stderr).into());
    unpacked().ok_or_else(|| format!("the sources of {RELEASE} are needed, from crates.io, once\n{said}"))
}

fn unpacked() -> Option<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo")))?;
    let registries = fs::read_dir(home.join("registry/src")).ok()?;
    let folder = |registry: PathBuf| registry.join(RELEASE.replace('@', "-")).join("src/lints");
    registries.filter_map(|registry| Some(folder(registry.ok()?.path()))).find(|folder| folder.is_dir())
}
