//! What the last run was given, what it wrote, and what it said: where none of that has changed, there is nothing to do
//! but to say it again.
//!
//! Receipts are in the user's folder for caches, or where `OASMITH_CACHE` says, one for each crate. They may vanish at any
//! time. Inputs are compared by
//! what they hold; of the crate's files, as build tools do it, sizes and times must be as they were.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use oasmith::diagnostics::Severity;
use oasmith::output::{self, Plan};
use serde::{Deserialize, Serialize};

use super::Session;

/// The variable that names another folder for receipts. Where it is empty, there are none.
const FOLDER: &str = "OASMITH_CACHE";

/// What is known of the last run that generated a crate.
#[derive(Debug, Deserialize, Serialize)]
pub struct Receipt {
    /// The tool, how it was called, and where.
    call: String,
    /// All that the run depended on, with what it was.
    inputs: BTreeMap<PathBuf, String>,
    /// The crate's files, with their sizes and times.
    files: BTreeMap<PathBuf, (u64, u128)>,
    /// What was made, to be told.
    pub made: Made,
    /// The diagnostics, as they were printed.
    pub diagnostics: String,
}

/// What a run made, in numbers.
#[derive(Debug, Deserialize, Serialize)]
pub struct Made {
    pub operations: usize,
    pub types: usize,
    /// How often there was a warning of each code.
    pub warnings: BTreeMap<String, usize>,
    pub notes: usize,
}

impl Made {
    /// With what was found in the description.
    pub fn new(operations: usize, types: usize, session: &Session) -> Self {
        let warnings = session.diagnostics.by_code(Severity::Warning);
        let warnings = warnings.into_iter().map(|(code, count)| (code.to_owned(), count)).collect();
        Self { operations, types, warnings, notes: session.diagnostics.count(Severity::Note) }
    }
}

impl Receipt {
    /// The receipt of the last run that wrote the crate in `out`, if this one would do the same.
    pub fn of_the_same(out: &Path) -> Option<Self> {
        let receipt: Self = serde_json::from_slice(&fs::read(place(out)?).ok()?).ok()?;
        let is_same = receipt.call == call()?
            && receipt.files.iter().all(|(path, known)| size_and_time(path).as_ref() == Some(known))
            && receipt.inputs.iter().all(|(path, known)| state(path).as_ref() == Some(known));
        is_same.then_some(receipt)
    }

    /// The crate's files.
    pub fn files(&self) -> Vec<String> {
        self.files.keys().map(|path| path.display().to_string()).collect()
    }

    /// Keeps a receipt of a run that went well, unless what it depended on was changed since it `started`. That this cannot
    /// be done harms nobody.
    pub fn keep(session: &Session, plan: &Plan, made: Made, started: SystemTime) {
        if session.sources.inputs().iter().any(|path| newest(path).is_some_and(|time| time >= started)) {
            return;
        }
        let receipt = || {
            let changed = plan.created.iter().chain(&plan.changed).map(|change| change.path.as_str());
            let files = changed.chain(plan.unchanged.iter().map(String::as_str));
            let files = files.map(|path| plan.directory.join(path));
            // What belongs to the user is written where it is missing.
            let kept = plan.kept.iter().map(|path| plan.directory.join(path));
            let inputs = session.sources.inputs().iter().cloned().chain(kept);
            Some(Self {
                call: call()?,
                inputs: inputs.map(|path| Some((path.clone(), state(&path)?))).collect::<Option<_>>()?,
                files: files.map(|path| Some((path.clone(), size_and_time(&path)?))).collect::<Option<_>>()?,
                made,
                diagnostics: session.diagnostics_text(),
            })
        };
        if let (Some(place), Some(receipt)) = (place(&plan.directory), receipt())
            && let Ok(json) = serde_json::to_vec(&receipt)
        {
            let _ = output::replace(&place, &json);
        }
    }
}

/// Where the receipt of the crate in a folder is.
fn place(out: &Path) -> Option<PathBuf> {
    let out = std::path::absolute(out).ok()?;
    let name = output::hash(out.as_os_str().as_encoded_bytes());
    let folder = match std::env::var_os(FOLDER) {
        Some(folder) => Some(PathBuf::from(folder)).filter(|folder| folder.is_absolute())?,
        None => dirs::cache_dir()?.join("oasmith"),
    };
    Some(folder.join(format!("{name}.json")))
}

/// What tells this call from others: another build of the tool, other arguments, another folder that it is called in.
fn call() -> Option<String> {
    let program = std::env::current_exe().ok()?;
    let build = size_and_time(&program)?;
    let folder = std::env::current_dir().ok()?;
    let arguments: Vec<_> = std::env::args_os().collect();
    let colour = super::colours_of_diagnostics();
    Some(output::hash(format!("{program:?} {build:?} {folder:?} {arguments:?} {colour}").as_bytes()))
}

fn size_and_time(path: &Path) -> Option<(u64, u128)> {
    let data = fs::metadata(path).ok()?;
    Some((data.len(), data.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_nanos()))
}

/// When an input, or anything in it, was last changed.
fn newest(path: &Path) -> Option<SystemTime> {
    let own = fs::metadata(path).and_then(|data| data.modified()).ok();
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    entries.filter_map(|entry| newest(&entry.path())).chain(own).max()
}

/// What an input is: a file's contents, all that a folder has, or nothing.
fn state(path: &Path) -> Option<String> {
    let Ok(data) = fs::metadata(path) else { return Some("nothing".to_owned()) };
    if !data.is_dir() {
        return Some(output::hash(&fs::read(path).ok()?));
    }
    let mut entries: Vec<PathBuf> = fs::read_dir(path).ok()?.map(|it| Some(it.ok()?.path())).collect::<Option<_>>()?;
    entries.sort();
    let states = entries.iter().map(|entry| Some(format!("{entry:?} {}\n", state(entry)?)));
    Some(output::hash(states.collect::<Option<String>>()?.as_bytes()))
}
