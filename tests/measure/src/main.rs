//! Measures generated crates: what generating takes, what compiling takes, as a whole and with only some resources, and
//! what it takes to build a program again that uses them. Beside crates of other generators, if these are installed.
//!
//! ```text
//! description or crate → subject → compile, program → table, JSON
//! ```
//!
//! It finds out and compares with nothing but the same run: how fast a machine is, and what else it does, is not known.
//! Times in the table are those of the processor, times of both kinds are in the JSON.

mod compile;
mod program;
mod subject;
mod table;
mod usage;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use serde::Serialize;

use compile::{Compiled, Compiler};
use program::Rebuilt;
use subject::{Peer, Subject};
use usage::Usage;

/// What went wrong, in words: it ends the run, or is a line of the table.
#[derive(Debug)]
pub struct Failure(String);

/// What may go wrong.
pub type Result<T> = std::result::Result<T, Failure>;

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// Measures what generated crates cost.
#[derive(Debug, Parser)]
#[command(name = "measure")]
struct Options {
    /// Descriptions, and folders of crates that are there already.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// The generator.
    #[arg(long, default_value = "target/release/oasmith")]
    oasmith: PathBuf,
    /// Another generator, installed, whose crates are measured as well.
    #[arg(long)]
    peer: Vec<Peer>,
    /// Features that are measured instead of all, each for itself; several are joined by commas.
    #[arg(long, value_name = "FEATURES", action = clap::ArgAction::Append)]
    features: Vec<String>,
    /// Also so many of the features of resources, each for itself, from all over the crate.
    #[arg(long, value_name = "N", default_value_t = 0)]
    sample: usize,
    /// Also builds for release.
    #[arg(long)]
    release: bool,
    /// How often each crate is compiled; the fastest counts.
    #[arg(long, default_value_t = 2)]
    runs: usize,
    /// How often a program of one call is edited, if `calls/` has one for the description.
    #[arg(long, value_name = "N", default_value_t = 0)]
    edits: usize,
    /// Writes all that was measured.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Where crates are written and compiled.
    #[arg(long, default_value = "target/measure")]
    out: PathBuf,
}

/// What was measured of a crate.
#[derive(Debug, Serialize)]
pub struct Report {
    name: String,
    maker: String,
    generate: Option<Usage>,
    source_bytes: u64,
    compiled: Vec<Compiled>,
    rebuilt: Option<Rebuilt>,
    failure: Option<String>,
}

fn main() -> ExitCode {
    let done = match usage::wrapped() {
        Some(command) => usage::wrap(&command),
        None => run(&Options::parse()),
    };
    done.unwrap_or_else(|Failure(message)| {
        eprintln!("error: {message}");
        ExitCode::from(2)
    })
}

fn run(options: &Options) -> Result<ExitCode> {
    fs::create_dir_all(&options.out)?;
    // Generators and Cargo are run in other folders.
    let out = fs::canonicalize(&options.out)?;
    let mut reports = Vec::new();
    for path in &options.paths {
        let path = fs::canonicalize(path).map_err(|error| Failure(format!("{}: {error}", path.display())))?;
        if path.is_dir() {
            let subject = Subject::found(&path)?;
            reports.push(measure(options, subject, &out));
            continue;
        }
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let oasmith = fs::canonicalize(&options.oasmith)?;
        let ours = Subject::ours(&oasmith, &path, &name, &out.join(format!("{name}-oasmith")))?;
        reports.push(measure(options, ours, &out));
        for peer in &options.peer {
            reports.push(match Subject::by(*peer, &path, &name, &out.join(format!("{name}-{peer:?}"))) {
                Ok(subject) => measure(options, subject, &out),
                Err(failure) => Report::failed(name.clone(), format!("{peer:?}"), failure),
            });
        }
    }
    table::print(&reports);
    table::print_ratios(&reports);
    if let Some(file) = &options.json {
        fs::write(file, serde_json::to_string_pretty(&reports)?)?;
    }
    Ok(ExitCode::SUCCESS)
}

impl Report {
    fn failed(name: String, maker: String, Failure(failure): Failure) -> Self {
        let failure = Some(failure);
        Self { name, maker, generate: None, source_bytes: 0, compiled: Vec::new(), rebuilt: None, failure }
    }
}

/// Measures a crate as far as that goes: one that does not compile is a result, too.
fn measure(options: &Options, subject: Subject, out: &Path) -> Report {
    let mut report = Report {
        name: subject.name.clone(),
        maker: subject.maker.clone(),
        generate: subject.generate,
        source_bytes: subject.source_bytes().unwrap_or_default(),
        compiled: Vec::new(),
        rebuilt: None,
        failure: None,
    };
    if let Err(Failure(failure)) = fill(options, &subject, out, &mut report) {
        report.failure = Some(failure);
    }
    report
}

fn fill(options: &Options, subject: &Subject, out: &Path, report: &mut Report) -> Result<()> {
    let compiler = Compiler { target: out.join("target"), runs: options.runs };
    report.compiled.push(compiler.compile(subject, None, options.release)?);
    let resources = subject.resources()?;
    if resources.is_empty() {
        return Ok(());
    }
    for features in &options.features {
        report.compiled.push(compiler.compile(subject, Some(features), options.release)?);
    }
    let every = resources.len().div_ceil(options.sample.max(1));
    for feature in resources.iter().step_by(every).take(options.sample) {
        report.compiled.push(compiler.compile(subject, Some(feature), false)?);
    }
    if let (Some(calls), 1..) = (program::calls(&subject.name), options.edits) {
        let workspace = out.join(format!("{}-call", subject.name));
        report.rebuilt = Some(program::rebuild(&calls, subject, &workspace, &compiler.target, options.edits)?);
    }
    Ok(())
}
