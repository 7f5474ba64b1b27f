//! `oasmith watch`: generates again whenever something that it depends on changes.
//!
//! Folders are watched, not files: editors replace files, and a file that is missing may come to be there. Where a folder
//! vanishes, what is left above it is watched until it is back.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant, SystemTime};

use clap::Args;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use oasmith::config::Fetch;
use oasmith::diagnostics::{Code, Diagnostic, Place, Severity};
use oasmith::output::Plan;
use serde_json::json;

use super::generate::{self, Target, Written};
use super::{Format, Outcome, Session};

/// What to generate, and where.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    target: Target,
}

/// How long nothing must change before it is taken for complete: editors write in several steps.
const QUIET: Duration = Duration::from_millis(100);

/// What the watching ends or goes on with.
enum Signal {
    Changed(Vec<PathBuf>),
    End,
}

/// Generates at once, and again whenever something changes, until it is interrupted.
pub fn run(session: &mut Session, arguments: &Arguments) -> Outcome {
    let (sender, signals) = channel();
    let mut watch = match Watch::new(sender) {
        Ok(watch) => watch,
        Err(message) => {
            session.diagnostics.push(Diagnostic::new(Code::UnreadableFile, Place::Nowhere, message));
            return Outcome::Failed;
        }
    };
    let mut said = String::new();
    loop {
        let started = SystemTime::now();
        let mut once = Session::new(session.global.clone());
        generate_once(&mut once, &arguments.target, &mut said);
        watch.follow(&mut once);
        // What changed before it was watched would be missed.
        if !watch.has_changed_since(started) && !watch.wait(&signals) {
            return Outcome::Fine;
        }
    }
}

/// One run, with a line on what came of it. Diagnostics are told unless they are those of the last run, `said`.
fn generate_once(session: &mut Session, target: &Target, said: &mut String) {
    let started = Instant::now();
    let written = generate::write(session, target, Fetch::Missing, None);
    let seconds = started.elapsed().as_secs_f64();
    session.write_report();
    let text = session.diagnostics_text();
    if *said != text || session.global.message_format == Format::Json {
        session.report();
        *said = text;
    }
    let count = |severity| session.diagnostics.count(severity);
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let Some(Written { config, plan, .. }) = written else {
        session.tell(&json!({ "kind": "run", "errors": errors, "warnings": warnings, "seconds": seconds }));
        session.say(&format!("nothing was written: {errors} errors, {seconds:.1} s"));
        return;
    };
    session.tell_changes(&plan, None);
    let shown = config.out_path().display().to_string();
    session.tell(&json!({
        "kind": "run", "crate": shown, "errors": errors, "warnings": warnings, "seconds": seconds,
    }));
    session.say(&format!("{shown}: {}, {seconds:.1} s", what(&plan)));
}

/// What was written: a few files by their names.
fn what(plan: &Plan) -> String {
    const NAMED: usize = 4;
    let groups = plan.by_kind();
    let files: Vec<String> =
        groups.iter().flat_map(|(what, changes)| changes.iter().map(move |it| format!("{what} {}", it.path))).collect();
    if files.is_empty() || files.len() > NAMED { generate::brief(plan) } else { files.join(", ") }
}

/// What is watched.
struct Watch {
    watcher: RecommendedWatcher,
    /// The folders that are, and whether all below them is.
    folders: BTreeSet<(PathBuf, bool)>,
    /// What runs depend on.
    inputs: BTreeSet<PathBuf>,
    /// What runs write.
    out: Option<PathBuf>,
}

impl Watch {
    fn new(sender: Sender<Signal>) -> Result<Self, String> {
        let (end, is_ending) = (sender.clone(), AtomicBool::new(false));
        // The run that is under way is completed. Who cannot wait for it asks twice: the next run clears up.
        let handled = ctrlc::set_handler(move || match is_ending.swap(true, Ordering::Relaxed) {
            false => drop(end.send(Signal::End)),
            true => std::process::exit(130),
        });
        handled.map_err(|error| format!("the signal to end cannot be waited for: {error}"))?;
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // That files are read is no change: runs do that themselves.
            let event = event.ok().filter(|event| !matches!(event.kind, EventKind::Access(_)));
            if let Some(event) = event {
                let _ = sender.send(Signal::Changed(event.paths));
            }
        });
        let watcher = watcher.map_err(|error| format!("files cannot be watched: {error}"))?;
        Ok(Self { watcher, folders: BTreeSet::new(), inputs: BTreeSet::new(), out: None })
    }

    /// Watches what a run depended on. After one that failed early, so is what the run before did: it may be needed again.
    fn follow(&mut self, session: &mut Session) {
        let inputs = session.sources.inputs().iter().map(|path| real(path));
        match session.diagnostics.has_errors() {
            true => self.inputs.extend(inputs),
            false => self.inputs = inputs.collect(),
        }
        self.out = session.out.as_deref().map(real).or(self.out.take());
        let folders: BTreeSet<(PathBuf, bool)> = self.inputs.iter().filter_map(|path| folder(path)).collect();
        // Also those that are watched already: one that was replaced by another is not.
        for (folder, _) in &self.folders {
            let _ = self.watcher.unwatch(folder);
        }
        for (folder, is_whole) in &folders {
            let mode = if *is_whole { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
            if let Err(error) = self.watcher.watch(folder, mode) {
                session.say(&format!("changes in `{}` cannot be seen: {error}", folder.display()));
            }
        }
        self.folders = folders;
    }

    fn has_changed_since(&self, time: SystemTime) -> bool {
        let changed = |path: &PathBuf| path.metadata().and_then(|data| data.modified()).is_ok_and(|at| at >= time);
        self.inputs.iter().any(changed)
    }

    /// Waits until something has changed, and nothing more does. `false` if it is to end.
    fn wait(&self, signals: &Receiver<Signal>) -> bool {
        let mut is_due = false;
        loop {
            let signal = if is_due {
                signals.recv_timeout(QUIET)
            } else {
                signals.recv().map_err(|_| RecvTimeoutError::Disconnected)
            };
            match signal {
                Ok(Signal::Changed(paths)) => is_due |= paths.iter().any(|path| self.concerns(&real(path))),
                Ok(Signal::End) | Err(RecvTimeoutError::Disconnected) => return false,
                Err(RecvTimeoutError::Timeout) => return true,
            }
        }
    }

    /// Whether a change at a path may change what is generated: of an input, in it, or of a folder above it; but not what
    /// runs write.
    fn concerns(&self, path: &Path) -> bool {
        let is_out = |path: &Path| self.out.as_ref().is_some_and(|out| path.starts_with(out));
        let is_of = |input: &PathBuf| path.starts_with(input) || input.starts_with(path);
        self.inputs.iter().any(|input| is_of(input) && (is_out(input) || !is_out(path)))
    }
}

/// The folder in which changes of a path are seen, the nearest that is there; and whether all below it counts.
fn folder(path: &Path) -> Option<(PathBuf, bool)> {
    if path.is_dir() {
        return Some((path.to_owned(), true));
    }
    let above = path.ancestors().skip(1).find(|above| above.is_dir())?;
    Some((above.to_owned(), false))
}

/// A path as the system tells changes of it: absolute, and through no links, as far as it is there.
fn real(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let found = path.ancestors().find_map(|above| Some((above, above.canonicalize().ok()?)));
    let Some((above, real)) = found else { return path };
    match path.strip_prefix(above) {
        Ok(rest) if !rest.as_os_str().is_empty() => real.join(rest),
        _ => real,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_waited_for_in_the_nearest_folder() {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path().canonicalize().unwrap();
        std::fs::create_dir(root.join("spec")).unwrap();
        assert_eq!(folder(&root.join("spec/a.yaml")), Some((root.join("spec"), false)));
        assert_eq!(folder(&root.join("spec/deep/a.yaml")), Some((root.join("spec"), false)));
        assert_eq!(folder(&root.join("spec")), Some((root.join("spec"), true)));
        assert_eq!(real(&temp.path().join("spec/new/a.yaml")), root.join("spec/new/a.yaml"));
    }
}
