//! The corpus runner: real descriptions, generated, compiled without a warning, and their own examples decoded and encoded
//! back to the same JSON.
//!
//! ```text
//! documents → worker (a process each) → compile → examples → summary, ratchet
//! ```
//!
//! It finds out and counts; what generated code should be like is the golden cases' business.

mod compile;
mod documents;
mod examples;
mod ratchet;
mod report;
mod summary;
mod worker;

use std::collections::BTreeSet;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

use documents::{Chance, Document, Selection};
use examples::{Example, compare, program};
use ratchet::Ratchet;
use report::{Report, Stage, cause};
use summary::Summary;
use worker::{Job, Settings, Wanted};

/// Generates crates for real OpenAPI descriptions, and says how well that went.
#[derive(Debug, Parser)]
#[command(name = "corpus", args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// One document, in a process of its own.
    #[command(hide = true)]
    Worker(Job),
}

#[derive(Debug, Args)]
struct Options {
    /// Descriptions, or folders of them.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Compile the crates of all documents, of a part of them (`1/3`), or of so many of different providers at random.
    #[arg(long, value_name = "all|1/N|N", num_args = 0..=1, default_missing_value = "all")]
    compile: Option<Selection>,
    /// Decode and encode the examples of the documents that are compiled.
    #[arg(long, requires = "compile")]
    examples: bool,
    /// Which part is compiled: any number.
    #[arg(long, value_name = "K", default_value_t = 0)]
    rotation: usize,
    /// The start of the random choice.
    #[arg(long, value_name = "K", default_value_t = 0)]
    seed: u64,
    /// Fail if a document does worse than it did, and only then.
    #[arg(long)]
    ratchet: bool,
    /// Write down how well the documents do.
    #[arg(long)]
    update_ratchet: bool,
    /// A file for all that was found out.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// The folder for crates and compiled code.
    #[arg(long, value_name = "DIR", default_value = "target/corpus")]
    directory: PathBuf,
    /// How many seconds a document may take.
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    timeout: u64,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match cli.command {
        Some(Command::Worker(job)) => worker::work(&job).map(|()| true),
        None => run(&cli.options),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// Whether all is as it should be.
fn run(options: &Options) -> Result<bool, Box<dyn Error>> {
    let documents = documents::find(&options.paths)?;
    let chance = Chance { seed: options.seed, rotation: options.rotation };
    let selection = options.compile.map(|selection| documents::select(&documents, selection, chance));
    let selected = selection.unwrap_or_default();
    std::fs::create_dir_all(&options.directory)?;
    let settings = Settings {
        // Cargo speaks of absolute paths.
        directory: options.directory.canonicalize()?,
        timeout: Duration::from_secs(options.timeout),
    };
    let mut reports = generate(&documents, &selected, options.examples, &settings)?;
    compile(&documents, &selected, options.examples, &settings, &mut reports)?;
    let summary = Summary::of(&reports);
    let groups = summary::groups(&reports);
    print!("{}{}", summary.table(), summary::told(&groups));
    if let Some(path) = &options.json {
        let json = serde_json::json!({ "summary": summary, "failures": groups, "documents": reports });
        std::fs::write(path, serde_json::to_vec_pretty(&json)?)?;
    }
    judge(options, &reports)
}

fn generate(
    documents: &[Document],
    selected: &BTreeSet<String>,
    examples: bool,
    settings: &Settings,
) -> Result<Vec<Report>, Box<dyn Error>> {
    let bar = bar("generating", documents.len());
    let one = |document: &Document| {
        let written = selected.contains(&document.name);
        let report = worker::run(document, settings, Wanted { written, examples: examples && written });
        bar.inc(1);
        report
    };
    let reports: std::io::Result<Vec<Report>> = documents.par_iter().map(one).collect();
    bar.finish_and_clear();
    Ok(reports?)
}

fn compile(
    documents: &[Document],
    selected: &BTreeSet<String>,
    examples: bool,
    settings: &Settings,
    reports: &mut [Report],
) -> Result<(), Box<dyn Error>> {
    let packages = documents.iter().zip(&*reports);
    let packages = packages.filter(|(document, report)| report.generates && selected.contains(&document.name));
    let packages: Vec<String> = packages.map(|(document, _)| document.package.clone()).collect();
    if packages.is_empty() {
        return Ok(());
    }
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.lock");
    let order = compile::Order { directory: &settings.directory, lock: &lock, programs: examples };
    let bar = bar("compiling", packages.len());
    let mut compiled = compile::all(order, &packages, &|| bar.inc(1))?;
    bar.finish_and_clear();
    for (document, report) in documents.iter().zip(reports) {
        let Some(compiled) = compiled.remove(&document.package) else { continue };
        compiled.tell(report);
        match &compiled.program {
            Some(program) => try_examples(program, &settings.examples_of(&document.package), report)?,
            None if examples => report.fail(Stage::Examples, "there is no program to try them", "", ""),
            None => {}
        }
    }
    Ok(())
}

/// Runs the program with a document's examples, and compares.
fn try_examples(program: &Path, list: &Path, report: &mut Report) -> Result<(), Box<dyn Error>> {
    let list_of_all: Vec<Example> = serde_json::from_slice(&std::fs::read(list)?)?;
    let outcomes = program::run(program, &list.with_extension("txt"), list_of_all.len())?;
    let mut counts = report.examples.unwrap_or_default();
    for (example, outcome) in list_of_all.iter().zip(outcomes) {
        let place = |at: &str| format!("{} as {}, at `{at}`", example.pointer, example.ty);
        let after = match outcome {
            Ok(after) => after,
            Err(fault) => {
                counts.failed += 1;
                // A fault of decoding begins with the path to it.
                let what = fault.find("expected ").and_then(|start| fault.get(start..)).unwrap_or(&fault);
                report.fail(Stage::Examples, cause(what), place(""), &*fault);
                continue;
            }
        };
        let comparison = compare::compare(example, &after);
        let Some(first) = comparison.differences.first() else {
            counts.same += 1;
            counts.undescribed_keys += comparison.undescribed_keys;
            counts.dropped_nulls += comparison.dropped_nulls;
            continue;
        };
        counts.failed += 1;
        let detail = format!("{} became {}", example.value, after);
        report.fail(Stage::Examples, &*first.what, place(&first.at), detail);
    }
    report.examples = Some(counts);
    Ok(())
}

/// Without the ratchet all failures count, with it only what was better once.
fn judge(options: &Options, reports: &[Report]) -> Result<bool, Box<dyn Error>> {
    let path = ratchet::file();
    let mut ratchet = Ratchet::read(&path)?;
    let (worse, better) = ratchet.compare(reports);
    if options.update_ratchet || options.ratchet {
        told("\nworse than it was:", &worse);
        told("\nnot in this run, and measured before:", &ratchet.missing(reports));
    }
    if options.update_ratchet {
        ratchet.update(reports);
        ratchet.write(&path)?;
        let lowered = if worse.is_empty() { "" } else { "; review what is worse, which is written down now too" };
        println!("\nwrote {}{lowered}", path.display());
        return Ok(true);
    }
    if !options.ratchet {
        return Ok(reports.iter().all(|report| report.failures.is_empty()));
    }
    if better > 0 {
        println!("\n{better} documents do better than they did: `--update-ratchet` writes it down");
    }
    if worse.is_empty() {
        println!("\nno document does worse than it did");
    }
    Ok(worse.is_empty())
}

/// Prints lines under a heading, if there are any.
fn told(heading: &str, lines: &[impl std::fmt::Display]) {
    if !lines.is_empty() {
        println!("{heading}");
        lines.iter().for_each(|line| println!("  {line}"));
    }
}

/// Shown on a terminal only.
fn bar(what: &'static str, length: usize) -> ProgressBar {
    let template = "{prefix:>10} [{bar:40}] {pos}/{len} {elapsed}";
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(length as u64).with_style(style.progress_chars("=> ")).with_prefix(what)
}
