//! What `oasmith diff` says of a change is true of the crates.
//!
//! `pairs/` has small descriptions, and for each of them changes, one thing at a time. Each is looked at in both
//! directions, so that what is added in one is removed in the other. Both crates are generated, the new one with the
//! lock of the old one, and then
//!
//! - the source verdict of `oasmith diff` is the one that is stated;
//! - a program that uses what changes compiles against the old crate, and against the new one exactly if the change is
//!   not said to break it;
//! - `cargo-semver-checks` says the same; or what it says otherwise is written down, with the reason why ours is the
//!   better verdict.
//!
//! All of it happens in `target/semver/`, where a second run compiles only what changed.

mod crates;
mod judge;
mod pairs;
mod users;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Output};
use std::sync::OnceLock;

use libtest_mimic::{Arguments, Failed, Trial};
use oasmith::diff::{Kind, Level};

use pairs::Pair;

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // They share a target directory, which Cargo locks.
    arguments.test_threads = Some(1);
    let readable = judge::reads_this_rustdoc();
    let is_left_out = !tests::has_turn(0, 4);
    if !readable {
        eprintln!("cargo-semver-checks is not asked: this toolchain's rustdoc writes another format than it reads");
    }
    let trials = vec![
        Trial::test("every_kind_of_change_is_there", every_kind_is_there),
        Trial::test("oasmith_diff_says_what_is_stated", says_what_is_stated),
        Trial::test("programs_compile_unless_broken", || about(users::faults)).with_ignored_flag(is_left_out),
        Trial::test("cargo_semver_checks_agrees", || about(judge::faults)).with_ignored_flag(!readable || is_left_out),
    ];
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// What no change of a description makes, but one of the configuration: `generator/tests/diff.rs` has these.
const OF_THE_CONFIGURATION: &[Kind] =
    &[Kind::DerivesChanged, Kind::ExhaustivenessChanged, Kind::OperationHidden, Kind::PackageRenamed];

fn every_kind_is_there() -> Result<(), Failed> {
    about(|pairs| {
        let there: BTreeSet<Kind> =
            pairs.iter().flat_map(|pair| &pair.report.changes).map(|change| change.kind).collect();
        let lack = Kind::ALL.iter().filter(|kind| !OF_THE_CONFIGURATION.contains(kind) && !there.contains(kind));
        Ok(lack.map(|kind| format!("no pair gives {kind:?}")).collect())
    })
}

fn says_what_is_stated() -> Result<(), Failed> {
    about(|pairs| {
        let differs = pairs.iter().filter(|pair| pair.report.source() != pair.stated);
        Ok(differs.map(|pair| format!("{} is {}, not {}", pair.name, pair.stated, told(pair))).collect())
    })
}

/// What `oasmith diff` says, change by change.
fn told(pair: &Pair) -> String {
    let changes = pair.report.changes.iter();
    let visible = changes.filter(|change| change.source.level != Level::Invisible);
    let lines = visible.map(|change| format!("\n    {}: {} {}", change.source.level, change.subject(), change.what));
    format!("{}{}", pair.report.source(), lines.collect::<String>())
}

/// Fails with what a check finds in the pairs.
fn about(check: impl Fn(&[Pair]) -> Result<Vec<String>, String>) -> Result<(), Failed> {
    static PAIRS: OnceLock<Result<Vec<Pair>, String>> = OnceLock::new();
    let pairs = PAIRS.get_or_init(|| pairs::all().and_then(crates::write)).as_ref()?;
    let faults = check(pairs)?;
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n").into()) }
}

/// `target/semver`, wherever the target directory is.
fn directory() -> PathBuf {
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    temporary.parent().unwrap_or(temporary).join("semver")
}

/// Runs Cargo in the workspace of the crates.
///
/// Rustdoc's JSON is not stable; the format is, in a release. What lets it be made is set for all that is compiled, since
/// build scripts run again when it changes.
fn cargo(arguments: &[&str], environment: &[(&str, &str)]) -> Result<Output, String> {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(directory().join("crates")).args(arguments).arg("--target-dir").arg(directory().join("target"));
    command.env("RUSTC_BOOTSTRAP", "1").envs(environment.iter().copied());
    command.output().map_err(|error| format!("cargo cannot be run: {error}"))
}
