//! Carries a plan out: all of it, or nothing.
//!
//! Everything new is written to a staging directory in the crate, and flushed if it replaces something. Then a journal is put in place, in one
//! step: from there on the run is decided, and whoever finds the journal completes it. Before it, whoever finds the
//! staging directory throws it away. Should a step fail after it, what was done is undone from the files put aside.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::paths::{self, STAGING};
use super::{Change, Plan, hash};
use crate::diagnostics::{Code, Diagnostic, Place};

const JOURNAL: &str = "journal.json";

/// What the last run left to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recovered {
    /// Nothing: it ended as it should.
    Nothing,
    /// It was killed after it was decided, and is now complete.
    Completed,
    /// It was killed before, and what it had prepared is gone.
    Undone,
}

/// Writes what the plan says. On an error the crate is as it was.
pub fn write(plan: &Plan) -> Result<(), Diagnostic> {
    if plan.is_empty() {
        return Ok(());
    }
    let run = Run { directory: plan.directory.clone(), staging: plan.directory.join(STAGING) };
    let written = run.prepare(plan).and_then(|steps| run.finish(&steps, false));
    written.map_err(|(path, error)| {
        let message = format!("the output cannot be written: {error}");
        Diagnostic::new(Code::UnwritableOutput, Place::File(path.display().to_string()), message)
            .help("nothing was changed; remove the cause, if it is still there, and run again")
    })
}

/// Completes or undoes a run that was killed.
pub fn recover(directory: &Path) -> Result<Recovered, Diagnostic> {
    let run = Run { directory: directory.to_owned(), staging: directory.join(STAGING) };
    let recovered = match fs::symlink_metadata(&run.staging) {
        Err(_) => return Ok(Recovered::Nothing),
        Ok(data) if !data.is_dir() => Err((run.staging.clone(), io::Error::from(ErrorKind::AlreadyExists))),
        Ok(_) => run.recover(),
    };
    recovered.map_err(|(path, error)| {
        let message = format!("an interrupted run cannot be completed: {error}");
        let help = format!("remove the cause and run again; what that run prepared is in `{STAGING}`");
        Diagnostic::new(Code::UnwritableOutput, Place::File(path.display().to_string()), message).help(help)
    })
}

/// What a run does to one file.
#[derive(Debug, Serialize, Deserialize)]
struct Step {
    path: String,
    /// The hash of what is there before; `None` if nothing is.
    old: Option<String>,
    /// The hash of what is there after; `None` if nothing is.
    new: Option<String>,
}

type Fault = (PathBuf, io::Error);

fn at(path: &Path) -> impl FnOnce(io::Error) -> Fault {
    let path = path.to_owned();
    move |error| (path, error)
}

struct Run {
    directory: PathBuf,
    staging: PathBuf,
}

impl Run {
    fn new_file(&self, number: usize) -> PathBuf {
        self.staging.join(format!("new-{number}"))
    }

    fn old_file(&self, number: usize) -> PathBuf {
        self.staging.join(format!("old-{number}"))
    }

    /// Writes everything aside, then the journal.
    fn prepare(&self, plan: &Plan) -> Result<Vec<Step>, Fault> {
        fs::create_dir_all(&self.directory).map_err(at(&self.directory))?;
        fs::create_dir(&self.staging).map_err(at(&self.staging))?;
        let steps: Vec<Step> = plan.changes().map(step).collect();
        let prepared = self.stage(plan, &steps);
        if prepared.is_err() {
            let _ = fs::remove_dir_all(&self.staging);
        }
        prepared.map(|()| steps)
    }

    fn stage(&self, plan: &Plan, steps: &[Step]) -> Result<(), Fault> {
        // Where nothing is replaced, nothing is lost should the machine stop: that is worth no wait.
        let replaces = !plan.changed.is_empty() || !plan.removed.is_empty();
        let changes: Vec<_> = plan.changes().enumerate().collect();
        changes.into_par_iter().try_for_each(|(number, change)| {
            let path = self.new_file(number);
            change.new.as_ref().map_or(Ok(()), |new| store(&path, new, replaces).map_err(at(&path)))
        })?;
        let journal = serde_json::to_vec(steps).map_err(io::Error::other).map_err(at(&self.staging))?;
        let draft = self.staging.join("journal.draft");
        store(&draft, &journal, true).map_err(at(&draft))?;
        fs::rename(&draft, self.staging.join(JOURNAL)).map_err(at(&draft))?;
        flush(&self.staging);
        Ok(())
    }

    /// Does what the journal says. Steps that are done already are passed over; in a recovery, so are files that
    /// someone has changed in the meantime.
    fn finish(&self, steps: &[Step], recovery: bool) -> Result<(), Fault> {
        for (number, step) in steps.iter().enumerate() {
            if let Err(fault) = self.step(number, step, recovery) {
                self.undo(steps, number);
                let _ = fs::remove_file(self.staging.join(JOURNAL));
                let _ = fs::remove_dir_all(&self.staging);
                return Err(fault);
            }
        }
        for step in steps.iter().filter(|step| step.new.is_none()) {
            self.remove_empty_directories(&step.path);
        }
        // Without its journal the staging directory is only something to throw away.
        let journal = self.staging.join(JOURNAL);
        fs::remove_file(&journal).map_err(at(&journal))?;
        let _ = fs::remove_dir_all(&self.staging);
        Ok(())
    }

    fn step(&self, number: usize, step: &Step, recovery: bool) -> Result<(), Fault> {
        let target = self.directory.join(&step.path);
        let staged = self.new_file(number);
        if paths::link(&self.directory, &step.path).is_some() {
            return Err((target, io::Error::other("there is a symbolic link now")));
        }
        let present = read(&target).map_err(at(&target))?.map(|bytes| hash(&bytes));
        if present != step.old {
            let changed = io::Error::other("it was changed while the crate was generated");
            return if recovery { Ok(()) } else { Err((target, changed)) };
        }
        if present.is_some() {
            let aside = self.old_file(number);
            // A link costs nothing; where there are none, a copy does.
            let kept = fs::hard_link(&target, &aside).or_else(|_| fs::copy(&target, &aside).map(drop));
            kept.map_err(at(&aside))?;
        }
        if step.new.is_none() {
            return match fs::remove_file(&target) {
                Err(error) if error.kind() != ErrorKind::NotFound => Err((target, error)),
                _ => Ok(()),
            };
        }
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(at(parent))?;
        }
        fs::rename(&staged, &target).map_err(at(&target))
    }

    /// Puts back what the steps before `end` replaced, the last first.
    fn undo(&self, steps: &[Step], end: usize) {
        for (number, step) in steps.iter().enumerate().take(end + 1).rev() {
            let target = self.directory.join(&step.path);
            let aside = self.old_file(number);
            if aside.exists() {
                let _ = fs::rename(&aside, &target);
            } else if step.old.is_none() && !self.new_file(number).exists() {
                let _ = fs::remove_file(&target);
                self.remove_empty_directories(&step.path);
            }
        }
    }

    fn recover(&self) -> Result<Recovered, Fault> {
        let journal = self.staging.join(JOURNAL);
        let Some(bytes) = read(&journal).map_err(at(&journal))? else {
            fs::remove_dir_all(&self.staging).map_err(at(&self.staging))?;
            return Ok(Recovered::Undone);
        };
        let steps: Vec<Step> = serde_json::from_slice(&bytes).map_err(io::Error::other).map_err(at(&journal))?;
        if let Some(step) = steps.iter().find(|step| step.path != super::LOCK && paths::fault(&step.path).is_some()) {
            return Err((journal, io::Error::other(format!("the journal names `{}`", step.path))));
        }
        // What a step put aside before it was killed is only good for undoing that very run.
        (0..steps.len()).for_each(|number| drop(fs::remove_file(self.old_file(number))));
        self.finish(&steps, true)?;
        Ok(Recovered::Completed)
    }

    /// Removes the directories above a path that hold nothing, up to the crate's own.
    fn remove_empty_directories(&self, path: &str) {
        let mut path = path;
        while let Some((parent, _)) = path.rsplit_once('/') {
            // Removing a directory that holds something fails, and that is the end of it.
            if fs::remove_dir(self.directory.join(parent)).is_err() {
                return;
            }
            path = parent;
        }
    }
}

fn step(change: &Change) -> Step {
    let hashed = |bytes: &Option<Vec<u8>>| bytes.as_deref().map(hash);
    Step { path: change.path.clone(), old: hashed(&change.old), new: hashed(&change.new) }
}

fn store(path: &Path, bytes: &[u8], flush: bool) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    if flush { file.sync_all() } else { Ok(()) }
}

/// Makes a rename in a directory last. Not every system can, and then nothing is gained or lost.
fn flush(directory: &Path) {
    if let Ok(directory) = File::open(directory) {
        let _ = directory.sync_all();
    }
}

fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// Carries a plan out as far as a process comes that is killed: before the journal (0), or after some steps.
    pub fn killed(plan: &Plan, steps_done: usize) {
        let run = Run { directory: plan.directory.clone(), staging: plan.directory.join(STAGING) };
        let steps = run.prepare(plan).unwrap();
        if steps_done == 0 {
            fs::remove_file(run.staging.join(JOURNAL)).unwrap();
        }
        for (number, step) in steps.iter().enumerate().take(steps_done) {
            run.step(number, step, false).unwrap();
        }
    }
}
