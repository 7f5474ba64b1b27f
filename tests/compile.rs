//! Every crate of every case compiles without a warning, with all its resources and with each alone, documents itself
//! without one, and does what `check.rs` says.
//!
//! Where CI takes turns (`has_turn`), all this is done with a twelfth of them, and a quarter are checked by the compiler.
//!
//! The crates are written to `target/golden-crates/`, as one workspace. A second run compiles only what changed. Cargo is
//! asked for many crates at once, so that no core waits for another.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::OnceLock;

use libtest_mimic::{Arguments, Failed, Trial};
use tests::case::Case;
use tests::workspace::{Package, Workspace};

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // They share a target directory, which Cargo locks.
    arguments.test_threads = Some(1);
    let targets = ["--lib", "--examples", "--test", "check", "--keep-going"];
    let mut trials = vec![
        // Built rather than checked: the examples in the documentation and `check.rs` need the libraries, too.
        Trial::test("crates_compile", move || cargo(is_tried, &[&["build"], &targets[..]].concat())),
        Trial::test("crates_beside_messages_compile", || cargo(is_about_messages, &["check", "--keep-going"])),
        Trial::test("crates_compile_with_each_feature_alone", each_feature_alone),
        Trial::test("crates_document", || cargo(is_tried, &["doc", "--no-deps", "--keep-going"])),
        Trial::test("examples_compile", || cargo(is_tried, &["test", "--doc", "--quiet", "--no-fail-fast"])),
    ];
    if Case::all().iter().any(|case| !has_turn(&case.name)) {
        let is_other = |package: &Package| {
            is_about_code(package) && !is_tried(package) && tests::has_turn(number(&package.case), 4)
        };
        trials.push(Trial::test("other_crates_compile", move || cargo(is_other, &[&["check"], &targets[..]].concat())));
    }
    // One by one, so that a crate that does not compile hides nothing of the others.
    for case in Case::all().into_iter().filter(|case| case.check().is_some() && has_turn(&case.name)) {
        let name = format!("behaves_{}", case.name);
        let is_it = move |package: &Package| package.case == case.name;
        trials.push(Trial::test(name, move || cargo(is_it, &["test", "--test", "check", "--quiet"])));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// How these crates document themselves and behave is the other cases' business: they need only compile.
fn is_about_messages(package: &Package) -> bool {
    package.case.starts_with("err_")
}

fn is_about_code(package: &Package) -> bool {
    !is_about_messages(package)
}

/// Whether this crate is tried in this run, and not only checked.
fn is_tried(package: &Package) -> bool {
    is_about_code(package) && has_turn(&package.case)
}

/// Whether it is the turn of this case: by its name, so that a new one moves no other.
fn has_turn(case: &str) -> bool {
    tests::has_turn(number(case), 12)
}

fn number(case: &str) -> usize {
    case.bytes().map(usize::from).sum()
}

/// Any one resource alone compiles without a warning, and so does a crate without any: first all crates without, then all
/// with their first resource, and so on.
fn each_feature_alone() -> Result<(), Failed> {
    let workspace = workspace()?;
    let has_several = |package: &&Package| is_tried(package) && package.features.len() > 1;
    let packages: Vec<&Package> = workspace.packages.iter().filter(has_several).collect();
    let most = packages.iter().map(|package| package.features.len()).max().unwrap_or_default();
    let mut faults = Vec::new();
    for count in 0..=most {
        let mut arguments = vec!["check".to_owned(), "--keep-going".to_owned(), "--no-default-features".to_owned()];
        for package in packages.iter().filter(|package| package.features.len() >= count) {
            arguments.push(format!("--package={}", package.name));
            let feature = count.checked_sub(1).and_then(|nth| package.features.get(nth));
            arguments.extend(feature.map(|feature| format!("--features={}/{feature}", package.name)));
        }
        faults.extend(cargo_in(workspace, &arguments).err());
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n").into()) }
}

/// Runs Cargo on some crates. Any warning is a failure.
fn cargo(is_meant: impl Fn(&Package) -> bool, arguments: &[&str]) -> Result<(), Failed> {
    let workspace = workspace()?;
    let packages: Vec<&Package> = workspace.packages.iter().filter(|package| is_meant(package)).collect();
    if packages.is_empty() {
        return Err("there is no such crate".into());
    }
    let mut arguments: Vec<String> = arguments.iter().copied().map(str::to_owned).collect();
    arguments.extend(packages.iter().map(|package| format!("--package={}", package.name)));
    cargo_in(workspace, &arguments).map_err(Failed::from)
}

/// Runs Cargo in the workspace; what it says, if it fails.
fn cargo_in(workspace: &Workspace, arguments: &[String]) -> Result<(), String> {
    let output = Command::new(env!("CARGO"))
        .current_dir(&workspace.directory)
        .args(arguments)
        .args(["--target-dir", "target", "--color", "never"])
        .env("RUSTFLAGS", "-D warnings")
        .env("RUSTDOCFLAGS", "-D warnings")
        .output()
        .map_err(|error| format!("cargo cannot be run: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let tested = String::from_utf8_lossy(&output.stdout);
    Err(format!("cargo {} failed in {}\n{said}\n{tested}", arguments.join(" "), workspace.directory.display()))
}

/// The crates, generated and written once.
fn workspace() -> Result<&'static Workspace, Failed> {
    static WORKSPACE: OnceLock<Result<Workspace, String>> = OnceLock::new();
    let written = WORKSPACE.get_or_init(|| write().map_err(|error| error.to_string()));
    written.as_ref().map_err(Failed::from)
}

fn write() -> Result<Workspace, Box<dyn Error>> {
    let mut crates = Vec::new();
    // A case that shares another's `expected/` gives the same crate.
    for case in Case::all().into_iter().filter(Case::owns_expected) {
        let outcome = case.run()?;
        if !outcome.whole.is_empty() {
            crates.push((case, outcome.whole));
        }
    }
    Ok(Workspace::write(&directory(), crates)?)
}

/// `target/golden-crates`, wherever the target directory is.
fn directory() -> PathBuf {
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    temporary.parent().unwrap_or(temporary).join("golden-crates")
}
