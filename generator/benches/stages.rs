//! How long each stage takes, and how much memory a run needs at most.
//!
//!     cargo bench -p oasmith --bench stages -- [DESCRIPTION…] [--json FILE]
//!
//! By default the SDK's own description, and the three largest of a folder of real ones (`OASMITH_CORPUS`, else
//! `../shared/corpus` beside the checkout). Each is measured in a process of its own, several times; the medians are
//! shown. MB/s is of the description, or for the later stages of the Rust that they write.

#![allow(clippy::panic, reason = "a benchmark that cannot be run ends by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use oasmith::config::{Config, Package};
use oasmith::output::{Contents, Lock, Options};
use oasmith::render::templates::Templates;
use oasmith::{Diagnostics, Sources, format, output, render, source, surface};
use serde_json::{Value, json};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How often each stage is measured.
const TURNS: usize = 5;

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [flag, description] = arguments.as_slice()
        && flag == "--one"
    {
        return println!("{}", one(Path::new(description)));
    }
    let json = arguments.iter().position(|argument| argument == "--json").map(|at| {
        let mut option: Vec<String> = arguments.drain(at..(at + 2).min(arguments.len())).collect();
        option.pop().unwrap_or_default()
    });
    let descriptions = if arguments.is_empty() { usual() } else { arguments.iter().map(PathBuf::from).collect() };
    let measured: Vec<Value> = descriptions.iter().map(|description| alone(description)).collect();
    table(&measured);
    if let Some(file) = json {
        fs::write(&file, format!("{:#}\n", json!(measured))).unwrap_or_else(|error| panic!("{file}: {error}"));
    }
}

/// The descriptions that are measured when none are named.
fn usual() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let corpus = std::env::var_os("OASMITH_CORPUS").map_or_else(|| root.join("../shared/corpus"), PathBuf::from);
    let entries = fs::read_dir(corpus).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let mut real: Vec<(u64, PathBuf)> =
        entries.filter_map(|path| Some((fs::metadata(&path).ok()?.len(), path))).collect();
    real.sort();
    let largest = real.into_iter().rev().take(3).map(|(_, path)| path);
    std::iter::once(root.join("spec/openapi.yaml")).chain(largest).collect()
}

/// The measures of one description, from a process that does nothing else.
fn alone(description: &Path) -> Value {
    let program = std::env::current_exe().unwrap_or_else(|error| panic!("{error}"));
    let output = Command::new(program).arg("--one").arg(description).output();
    let output = output.unwrap_or_else(|error| panic!("{}: {error}", description.display()));
    assert!(output.status.success(), "{}: {}", description.display(), String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{}: {error}", description.display()))
}

/// Times the stages.
#[derive(Default)]
struct Clock {
    milliseconds: BTreeMap<&'static str, Vec<f64>>,
}

impl Clock {
    fn time<T>(&mut self, stage: &'static str, run: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = run();
        self.milliseconds.entry(stage).or_default().push(start.elapsed().as_secs_f64() * 1000.0);
        result
    }

    fn median(&self, stage: &str) -> f64 {
        let mut times = self.milliseconds.get(stage).cloned().unwrap_or_default();
        times.sort_by(f64::total_cmp);
        times.get(times.len() / 2).copied().unwrap_or_default()
    }
}

/// What becomes of the bytes: those of the description go in, those of Rust come out.
const OF_INPUT: &[&str] = &["parse", "understand"];
const OF_OUTPUT: &[&str] = &["surface", "render", "format", "compare"];

fn one(description: &Path) -> Value {
    let package = Package { name: Some("bench".to_owned()), ..Package::default() };
    let out = std::env::temp_dir().join("oasmith-bench-nothing-is-written-here");
    let config = Config { spec: description.to_owned(), out, package, ..Config::default() };
    let mut clock = Clock::default();
    let mut rust = 0;
    for _ in 0..TURNS {
        rust = turn(&config, &mut clock);
    }
    let input = fs::metadata(description).map_or(0, |data| data.len());
    let stages = OF_INPUT.iter().map(|stage| (stage, input)).chain(OF_OUTPUT.iter().map(|stage| (stage, rust)));
    let stages: serde_json::Map<String, Value> = stages
        .map(|(stage, bytes)| {
            let time = clock.median(stage);
            ((*stage).to_owned(), json!({ "ms": time, "mb_per_s": bytes as f64 / 1000.0 / time }))
        })
        .collect();
    json!({
        "description": description.file_name().map(|name| name.to_string_lossy()),
        "input_bytes": input, "rust_bytes": rust, "stages": stages, "peak_memory_kb": peak_memory(),
    })
}

/// All stages once; the answer is how many bytes of Rust there are.
fn turn(config: &Config, clock: &mut Clock) -> u64 {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    clock.time("parse", || source::read(&config.spec, &mut Sources::new(), &mut Diagnostics::new()));
    let understood = clock.time("understand", || oasmith::understand(config, None, &mut sources, &mut diagnostics));
    let (api, _) = understood.unwrap_or_else(|| panic!("it cannot be understood"));
    let templates = Templates::load(None, Vec::new(), &mut sources, &mut diagnostics);
    let templates = templates.unwrap_or_else(|| panic!("the templates cannot be loaded"));
    clock.time("surface", || surface::text(&render::surface(&api, config)));
    let mut tree = clock.time("render", || render::files(&api, config, &templates, &mut diagnostics));
    clock.time("format", || format::tree(&mut tree, &mut diagnostics));
    clock.time("compare", || {
        let lock = Lock::default();
        output::plan(&tree, &lock, lock.clone(), &config.out, &Options::default(), &mut diagnostics)
    });
    let rust = tree.files.iter().filter(|(path, _)| path.ends_with(".rs"));
    let bytes = rust.map(|(_, file)| match &file.contents {
        Contents::Text(text) => text.len(),
        Contents::Bytes(bytes) => bytes.len(),
    });
    bytes.sum::<usize>() as u64
}

/// In kB, where the system says.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}

fn table(measured: &[Value]) {
    let stages: Vec<&str> = OF_INPUT.iter().chain(OF_OUTPUT).copied().collect();
    print!("{:<28} {:>8} {:>8}", "ms (MB/s)", "in, MB", "Rust, MB");
    stages.iter().for_each(|stage| print!(" {stage:>14}"));
    println!(" {:>10}", "peak, MB");
    for one in measured {
        let mb = |key: &str| one[key].as_f64().unwrap_or_default() / 1e6;
        let name = one["description"].as_str().unwrap_or_default();
        print!("{name:<28} {:>8.1} {:>8.1}", mb("input_bytes"), mb("rust_bytes"));
        for stage in &stages {
            let figure = |key: &str| one["stages"][stage][key].as_f64().unwrap_or_default();
            print!(" {:>14}", format!("{:.0} ({:.0})", figure("ms"), figure("mb_per_s")));
        }
        println!(" {:>10.0}", mb("peak_memory_kb") * 1000.0);
    }
}
