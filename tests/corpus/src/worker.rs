//! One document in a process of its own, so that its time, its memory, a crash and an endless loop are its own.
//!
//! The runner starts itself again with a [`Job`]; what is found out comes back as a file.

use std::error::Error;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use oasmith::config::{Config, Package};
use oasmith::diagnostics::{Code, Diagnostic, Diagnostics, Place, Severity};
use oasmith::grammar::{self, Kind};
use oasmith::pointer::Pointer;
use oasmith::{Generation, Pins, Sources, resolve, source};
use serde_json::{Value, json};
use tests::comparison::{self, Files};

use crate::documents::Document;
use crate::examples::{self, program};
use crate::report::{Examples, Report, Stage, cause};

/// What a process is to do.
#[derive(Clone, Debug, clap::Args)]
pub struct Job {
    /// The description.
    spec: PathBuf,
    /// The name of its crate.
    #[arg(long)]
    package: String,
    /// The folder of the crate, if it is to be written.
    #[arg(long)]
    out: Option<PathBuf>,
    /// The file for the document's examples, if they are to be tried.
    #[arg(long)]
    examples: Option<PathBuf>,
    /// The file for the report.
    #[arg(long)]
    report: PathBuf,
}

/// Where a run keeps its files, and how long it waits.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The folder for all that a run writes.
    pub directory: PathBuf,
    /// How long a document may take.
    pub timeout: Duration,
}

impl Settings {
    /// The folder of a document's crate.
    pub fn crate_of(&self, package: &str) -> PathBuf {
        self.directory.join("crates").join(package)
    }

    /// The file of a document's examples.
    pub fn examples_of(&self, package: &str) -> PathBuf {
        self.directory.join("examples").join(format!("{package}.json"))
    }
}

/// What of a document is wanted beside its report.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted {
    /// Its crate.
    pub written: bool,
    /// Its examples, and the program that tries them.
    pub examples: bool,
}

/// Has a process of its own work on the document.
pub fn run(document: &Document, settings: &Settings, wanted: Wanted) -> io::Result<Report> {
    let reports = settings.directory.join("reports");
    fs::create_dir_all(&reports)?;
    let (report, said) = (reports.join(format!("{}.json", document.package)), reports.join(&document.package));
    let _ = fs::remove_file(&report);
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("worker").arg(&document.path).args(["--package", &document.package]).arg("--report").arg(&report);
    if wanted.written {
        command.arg("--out").arg(settings.crate_of(&document.package));
    }
    if wanted.examples {
        command.arg("--examples").arg(settings.examples_of(&document.package));
    }
    // As many documents at a time as there are cores: each is to have one.
    command.env("RAYON_NUM_THREADS", "1").stdin(Stdio::null()).stdout(Stdio::null()).stderr(File::create(&said)?);
    let started = Instant::now();
    let mut child = command.spawn()?;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break Some(status);
        }
        if started.elapsed() > settings.timeout {
            child.kill()?;
            child.wait()?;
            break None;
        }
        sleep(Duration::from_millis(5));
    };
    let written = fs::read(&report).ok().and_then(|json| serde_json::from_slice::<Report>(&json).ok());
    let mut found = written.unwrap_or_default();
    found.name = document.name.clone();
    match status {
        Some(status) if status.success() => {}
        Some(status) => {
            let said = fs::read_to_string(&said).unwrap_or_default();
            let said = said.lines().find(|line| !line.is_empty()).unwrap_or_default();
            found.generates = false;
            found.fail(Stage::Generate, format!("the process died: {}", cause(said)), "", format!("{status}: {said}"));
        }
        None => found.fail(Stage::Generate, "it takes too long", "", format!("more than {:?}", settings.timeout)),
    }
    Ok(found)
}

/// Works on a document, in this process.
pub fn work(job: &Job) -> Result<(), Box<dyn Error>> {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    // A folder without a lock: names that an earlier run gave would stay.
    let out = job.report.with_extension("none");
    let package = Package { name: Some(job.package.clone()), ..Package::default() };
    let config = Config { spec: job.spec.clone(), out, package, ..Config::default() };
    let started = Instant::now();
    let generation = oasmith::generate(&config, &mut sources, &mut diagnostics);
    let mut report = Report {
        generates: generation.is_some(),
        seconds: started.elapsed().as_secs_f64(),
        megabytes: peak_memory(),
        ..Report::default()
    };
    take_diagnostics(&mut report, &diagnostics, &sources);
    let (mut sources, mut unheard) = (Sources::new(), Diagnostics::new());
    let document = source::read(&config.spec_path(), &mut sources, &mut unheard);
    let bundle =
        document.and_then(|document| resolve::bundle(&document, &mut Pins::default(), &mut sources, &mut unheard));
    let root = bundle.map(|bundle| bundle.root).unwrap_or_default();
    let described = operations(&root);
    report.operations = described.len();
    if let Some(generation) = &generation {
        take_generation(&mut report, generation, &described);
        if let Some(out) = &job.out {
            write(job, generation, out, &root, &mut report)?;
        }
    }
    fs::write(&job.report, serde_json::to_vec(&report)?)?;
    Ok(())
}

fn take_diagnostics(report: &mut Report, diagnostics: &Diagnostics, sources: &Sources) {
    for diagnostic in diagnostics.iter().filter(|diagnostic| diagnostic.severity > Severity::Note) {
        *report.diagnostics.entry(diagnostic.code.name().to_owned()).or_default() += 1;
    }
    for Diagnostic { code, message, place, .. } in diagnostics.iter() {
        if *code == Code::Untyped {
            let why = message.split_once(": ").map_or(message.as_str(), |(_, why)| why);
            *report.untyped.entry(cause(why)).or_default() += 1;
        }
        if code.severity() == Severity::Error {
            let at = match place {
                Place::Node(pointer) | Place::Authored(_, pointer) => pointer.to_string(),
                Place::Span(file, (start, _)) => format!("{}, byte {start}", sources.shown_path(*file)),
                Place::File(path) => path.clone(),
                Place::Nowhere => String::new(),
            };
            report.fail(Stage::Generate, format!("{}: {}", code.name(), cause(message)), at, message);
        }
    }
}

fn take_generation(report: &mut Report, generation: &Generation, described: &[Pointer]) {
    report.generated = generation.api.operations.len();
    for at in described {
        if !generation.api.operations.iter().any(|operation| operation.origin == *at) {
            report.fail(Stage::Generate, "an operation is left out", at.to_string(), "");
        }
    }
    for (path, file) in &generation.tree.files {
        if path.ends_with(".rs") {
            let text = file.contents.as_bytes();
            report.bytes += text.len();
            report.lines += text.iter().filter(|byte| **byte == b'\n').count();
        }
    }
}

/// Where the operations of the paths are; those of callbacks are for the other side.
fn operations(root: &Value) -> Vec<Pointer> {
    let mut found = Vec::new();
    let mut paths = json!({ "paths": root.get("paths") });
    grammar::walk_mut(&mut paths, &grammar::Path::document(), &mut |node, path| {
        if let (Kind::Operation, Value::Object(node)) = (path.kind(), node) {
            node.shift_remove("callbacks");
            found.push(path.pointer());
        }
    });
    found
}

/// Writes the crate, and with it the program for the document's examples.
fn write(
    job: &Job,
    generation: &Generation,
    out: &Path,
    root: &Value,
    report: &mut Report,
) -> Result<(), Box<dyn Error>> {
    let mut files = Files::new();
    for (path, file) in &generation.tree.files {
        let contents = file.contents.as_bytes();
        let contents = match path.as_str() {
            "Cargo.toml" => tests::workspace::manifest(&String::from_utf8_lossy(contents)).into_bytes(),
            _ => contents.to_vec(),
        };
        files.insert(path.clone(), contents);
    }
    if let Some(list) = &job.examples {
        let found = examples::find(root, &generation.api);
        report.examples = Some(Examples { invalid: found.invalid, untried: found.untried, ..Examples::default() });
        if let Some(fault) = &found.fault {
            report.fail(Stage::Examples, "a schema cannot be used", "", fault);
        }
        let module = job.package.replace('-', "_");
        files.insert(program::SOURCE.to_owned(), program::source(&module, &found.examples).into_bytes());
        fs::create_dir_all(list.parent().unwrap_or(list))?;
        fs::write(list, serde_json::to_vec(&found.examples)?)?;
        fs::write(list.with_extension("txt"), program::input(&found.examples))?;
        // All crates of a workspace have their programs in one folder.
        let target = format!("\n[[example]]\nname = \"{module}_round_trip\"\npath = \"{}\"\n", program::SOURCE);
        files.entry("Cargo.toml".to_owned()).or_default().extend(target.into_bytes());
    }
    comparison::bless(out, &comparison::read(out)?, &files)?;
    Ok(())
}

/// In megabytes, where the system has a `/proc`.
fn peak_memory() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes / 1024.0)
}
