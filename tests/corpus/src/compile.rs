//! The crates, compiled: many in one workspace, so that what they depend on is compiled once, and what the compiler said
//! of each.
//!
//! No lints are turned into errors by flags, which would compile the dependencies anew: messages are read as they are, and
//! a warning is as bad as an error.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::report::{Compiler, Report, Stage, cause};

/// Crates in one workspace: as many as Cargo still looks through quickly.
const BATCH: usize = 40;

/// What came of a crate.
#[derive(Clone, Debug, Default)]
pub struct Compiled {
    /// Whether there is a library.
    pub library: bool,
    /// The program that tries its examples.
    pub program: Option<PathBuf>,
    /// What was said.
    pub messages: Vec<Message>,
}

/// A warning or an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Whether it is about the library, or about the program with the examples.
    pub library: bool,
    /// Whether it is a warning.
    pub warning: bool,
    /// Its code and what is said, without names.
    pub cause: String,
    /// File and line.
    pub place: String,
    /// All of it.
    pub rendered: String,
}

/// What to compile, and where.
#[derive(Clone, Copy, Debug)]
pub struct Order<'o> {
    /// The workspace's folder, above that of the crates.
    pub directory: &'o Path,
    /// The lock file that names the versions of dependencies.
    pub lock: &'o Path,
    /// Whether the programs with the examples are made too.
    pub programs: bool,
}

/// Compiles crates; `done` is called for each that is finished.
pub fn all(order: Order<'_>, packages: &[String], done: &dyn Fn()) -> io::Result<BTreeMap<String, Compiled>> {
    let mut compiled = BTreeMap::new();
    for batch in packages.chunks(BATCH) {
        let (mut results, fault) = workspace(order, batch, done)?;
        if results.is_empty() && batch.len() > 1 {
            // A manifest that Cargo does not take keeps all crates of the workspace from being compiled.
            for package in batch {
                let (result, fault) = workspace(order, std::slice::from_ref(package), done)?;
                results.insert(package.clone(), result.into_values().next().unwrap_or_else(|| refused(&fault)));
            }
        }
        for package in batch {
            let result = results.remove(package).unwrap_or_else(|| refused(&fault));
            compiled.insert(package.clone(), result);
        }
    }
    Ok(compiled)
}

/// A crate for which Cargo did not even start the compiler.
fn refused(said: &str) -> Compiled {
    let first = said.lines().find_map(|line| line.strip_prefix("error: ")).unwrap_or("cargo does not say why");
    let cause = format!("cargo: {}", cause(first));
    let message = Message { library: true, warning: false, cause, place: String::new(), rendered: said.to_owned() };
    Compiled { messages: vec![message], ..Compiled::default() }
}

/// Compiles crates as one workspace: what came of each that was begun, and what Cargo itself said.
fn workspace(
    order: Order<'_>,
    packages: &[String],
    done: &dyn Fn(),
) -> io::Result<(BTreeMap<String, Compiled>, String)> {
    let members: String = packages.iter().map(|package| format!("    \"crates/{package}\",\n")).collect();
    // Nobody debugs these, and they are many.
    let profile = "[profile.dev]\ndebug = false\nincremental = false\n";
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [\n{members}]\n\n{profile}");
    fs::write(order.directory.join("Cargo.toml"), manifest)?;
    fs::copy(order.lock, order.directory.join("Cargo.lock"))?;
    let said = order.directory.join("cargo.txt");
    let kinds: &[&str] = if order.programs { &["build", "--lib", "--examples"] } else { &["check", "--lib"] };
    let mut child = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .current_dir(order.directory)
        .args(kinds)
        .args(["--workspace", "--keep-going", "--message-format", "json", "--color", "never", "--target-dir", "target"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(fs::File::create(&said)?)
        .spawn()?;
    let mut results = BTreeMap::new();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines() {
            let Ok(event) = serde_json::from_str(&line?) else { continue };
            if take(&event, order.directory, &mut results) {
                done();
            }
        }
    }
    child.wait()?;
    Ok((results, fs::read_to_string(said)?))
}

/// Takes what Cargo says into account; whether a library is finished.
fn take(event: &Value, directory: &Path, results: &mut BTreeMap<String, Compiled>) -> bool {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let manifest = PathBuf::from(text(&event["manifest_path"]));
    let folder = manifest.parent().unwrap_or(&manifest);
    if folder.parent().and_then(Path::file_name) != Some("crates".as_ref()) || !folder.starts_with(directory) {
        return false;
    }
    let package = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let library = event["target"]["kind"][0] == "lib";
    let compiled = results.entry(package).or_default();
    match event["reason"].as_str() {
        Some("compiler-artifact") if library => {
            compiled.library = true;
            return true;
        }
        Some("compiler-artifact") => compiled.program = event["executable"].as_str().map(PathBuf::from),
        Some("compiler-message") => compiled.messages.extend(message(&event["message"], library)),
        _ => {}
    }
    false
}

/// A message, unless it is a note or only counts others.
fn message(message: &Value, library: bool) -> Option<Message> {
    let text = message["message"].as_str()?;
    let warning = match message["level"].as_str()? {
        "warning" => true,
        "error" => false,
        _ => return None,
    };
    if text.starts_with("aborting due to") || text.ends_with("emitted") {
        return None;
    }
    let span = message["spans"].as_array().and_then(|spans| spans.iter().find(|span| span["is_primary"] == true));
    let code = message["code"]["code"].as_str();
    let code = code.map(|code| format!("{code}: ")).unwrap_or_default();
    let place = span.map(|span| format!("{}:{}", span["file_name"].as_str().unwrap_or_default(), span["line_start"]));
    Some(Message {
        library,
        warning,
        cause: format!("{code}{}", cause(text)),
        place: place.unwrap_or_default(),
        rendered: message["rendered"].as_str().unwrap_or(text).to_owned(),
    })
}

impl Compiled {
    /// Writes what was said into the report of the document.
    pub fn tell(&self, report: &mut Report) {
        let warnings = self.messages.iter().filter(|message| message.library && message.warning).count();
        report.compiler = Some(Compiler { compiles: self.library, warnings });
        for message in &self.messages {
            let stage = if message.library { Stage::Compile } else { Stage::Examples };
            report.fail(stage, &*message.cause, &*message.place, &*message.rendered);
        }
        if !self.library && self.messages.is_empty() {
            report.fail(Stage::Compile, "there is no library, and the compiler does not say why", "", "");
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn event(reason: &str, kind: &str, message: Value) -> Value {
        json!({
            "reason": reason,
            "manifest_path": "/w/crates/api-pets/Cargo.toml",
            "target": { "kind": [kind] },
            "executable": "/w/target/debug/examples/api_pets_round_trip",
            "message": message,
        })
    }

    #[test]
    fn warnings_and_errors_are_told_of_the_crate_and_target_that_they_are_about() {
        let spans = json!([{ "is_primary": true, "file_name": "src/a.rs", "line_start": 7 }]);
        let unused = json!({ "code": "unused_variables" });
        let unused = json!({ "level": "warning", "message": "unused variable: `pet`", "code": unused, "spans": spans });
        let linking = json!({ "level": "error", "message": "linking with `cc` failed", "spans": [] });
        let count = json!({ "level": "warning", "message": "1 warning emitted", "spans": [] });
        let events = [
            event("compiler-message", "lib", unused),
            event("compiler-message", "example", linking),
            event("compiler-message", "lib", count),
            event("compiler-artifact", "lib", Value::Null),
        ];
        let mut results = BTreeMap::new();
        let finished = events.map(|event| take(&event, Path::new("/w"), &mut results));
        assert_eq!(finished, [false, false, false, true]);
        let mut report = Report::default();
        results["api-pets"].tell(&mut report);
        assert_eq!(report.compiler, Some(Compiler { compiles: true, warnings: 1 }));
        let failures: Vec<_> = report.failures.iter().map(|f| (f.stage, f.cause.as_str(), f.place.as_str())).collect();
        let expected = [
            (Stage::Compile, "unused_variables: unused variable: `…`", "src/a.rs:7"),
            (Stage::Examples, "linking with `…` failed", ""),
        ];
        assert_eq!(failures, expected);
    }

    #[test]
    fn what_is_said_of_dependencies_is_not_about_a_crate() {
        let mut results = BTreeMap::new();
        let mut other = event("compiler-artifact", "lib", Value::Null);
        other["manifest_path"] = "/registry/serde/Cargo.toml".into();
        assert!(!take(&other, Path::new("/w"), &mut results));
        assert!(results.is_empty());
    }

    #[test]
    fn a_crate_that_cargo_refuses_does_not_compile() {
        let mut report = Report::default();
        refused("warning: hm\nerror: failed to parse manifest at `/w/Cargo.toml`\n").tell(&mut report);
        assert!(!report.compiler.is_some_and(Compiler::is_clean));
        assert_eq!(report.failures[0].cause, "cargo: failed to parse manifest at `…`");
    }
}
