//! One test for each directory of `cases`: what is generated and said is what `expected/` and `expected.stderr` hold.
//!
//! `BLESS=1 cargo test -p tests --test golden [NAME…]` takes over what is generated, and prints what that changed: read
//! it before you commit it. It is refused where `CI` is set, since a golden that follows the code tests nothing.

use std::path::Path;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use oasmith::diagnostics::Code;
use tests::case::Case;
use tests::comparison::{self, Files};

const HINT: &str = "`BLESS=1 cargo test -p tests --test golden` takes over what is generated";

fn main() -> ExitCode {
    let bless = tests::blesses();
    let arguments = Arguments::from_args();
    let mut trials: Vec<Trial> =
        Case::all().into_iter().map(|case| Trial::test(case.name.clone(), move || run(&case, bless))).collect();
    trials.push(Trial::test("every_code_has_a_case", every_code_has_a_case));
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// Runs a case and compares, or takes over, what it gave.
fn run(case: &Case, bless: bool) -> Result<(), Failed> {
    let outcome = case.run()?;
    let mut told = String::new();
    if !case.is_about_messages() {
        let folder = case.expected();
        let expected = comparison::read(&folder)?;
        if bless && case.owns_expected() {
            report(case, &comparison::bless(&folder, &expected, &outcome.compared)?);
        } else if expected.is_empty() && !outcome.compared.is_empty() {
            told.push_str(&format!("{} is missing\n", folder.display()));
        } else {
            told.push_str(&comparison::differences(&folder, &expected, &outcome.compared));
        }
    }
    let folder = case.directory();
    let expected = stderr(std::fs::read(folder.join(STDERR)).ok());
    let actual = stderr(Some(outcome.said.into_bytes()).filter(|said| !said.is_empty()));
    if bless {
        report(case, &comparison::bless(&folder, &expected, &actual)?);
    } else {
        told.push_str(&comparison::differences(&folder, &expected, &actual));
    }
    if told.is_empty() { Ok(()) } else { Err(format!("{told}\n{HINT}").into()) }
}

const STDERR: &str = "expected.stderr";

fn stderr(contents: Option<Vec<u8>>) -> Files {
    contents.into_iter().map(|contents| (STDERR.to_owned(), contents)).collect()
}

fn report(case: &Case, done: &[String]) {
    for line in done {
        eprintln!("{}: {line}", case.name);
    }
}

/// A message that no case shows is one that nobody has read.
fn every_code_has_a_case() -> Result<(), Failed> {
    let said: String =
        Case::all().iter().filter_map(|case| std::fs::read_to_string(case.directory().join(STDERR)).ok()).collect();
    let is_missing = |code: &&Code| !said.contains(&format!("[{}]", code.name()));
    let missing: Vec<_> = Code::ALL.iter().filter(is_missing).map(|code| code.name()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let example = Path::new("cases").join(format!("err_{}", missing[0].replace('-', "_")));
    let message = format!("no case says {}; add a directory such as {}", missing.join(", "), example.display());
    Err(message.into())
}
