//! What a run would change on disk. Nothing is changed here.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::{Contents, File, LOCK, Lock, Tree, diff, hash, hash_of_text, paths, without_carriage_returns};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Place, Severity};
use crate::globs::{Globs, Of, Pattern};

/// How to treat what is on disk.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Paths that are written when they are missing, and from then on belong to the user.
    pub keep: Vec<Pattern>,
    /// Overwrite what was edited or written by others.
    pub force: bool,
}

/// What a run would do, path by path.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The crate's directory.
    pub directory: PathBuf,
    /// New files.
    pub created: Vec<Change>,
    /// Files with new contents.
    pub changed: Vec<Change>,
    /// Files that are no longer generated.
    pub removed: Vec<Change>,
    /// Files that are as they should be.
    pub unchanged: Vec<String>,
    /// Files that belong to the user.
    pub kept: Vec<String>,
}

/// One file, before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its path in the crate.
    pub path: String,
    /// What is there; `None` if nothing.
    pub old: Option<Vec<u8>>,
    /// What is to be there; `None` if nothing.
    pub new: Option<Vec<u8>>,
}

impl Plan {
    /// Whether the crate on disk is what it should be.
    pub fn is_empty(&self) -> bool {
        self.changes().next().is_none()
    }

    /// What is created, changed and removed, by these words.
    pub fn by_kind(&self) -> [(&'static str, &[Change]); 3] {
        [("created", &self.created), ("changed", &self.changed), ("removed", &self.removed)]
    }

    /// All changes, the lock file last.
    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        let all = || self.created.iter().chain(&self.changed).chain(&self.removed);
        all().filter(|change| change.path != LOCK).chain(all().filter(|change| change.path == LOCK))
    }
}

/// Compares the tree with what is in `directory`, where `old` is what the last run recorded. `new` is what this one
/// will: its `files` are filled in here. What stands in the way is reported; then the plan may not be carried out.
pub fn plan(
    tree: &Tree,
    old: &Lock,
    mut new: Lock,
    directory: &Path,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Plan {
    paths::check(tree, diagnostics);
    let keep = Globs::new("keep", Of::Paths, options.keep.clone(), diagnostics);
    let plan = Plan { directory: directory.to_owned(), ..Plan::default() };
    let mut planning = Planning { plan, old, options, diagnostics };
    let is_own = |path: &String| paths::fault(path).is_none() && !keep.matches(path);
    let own: Vec<_> = tree.files.iter().filter(|(path, _)| is_own(path)).collect();
    let hashed = own.into_par_iter().map(|(path, file)| (path.clone(), hash(file.contents.as_bytes())));
    new.files = hashed.collect::<Vec<_>>().into_iter().collect();
    for (path, file) in tree.files.iter().filter(|(path, _)| paths::fault(path).is_none()) {
        if new.files.contains_key(path) { planning.file(path, file) } else { planning.kept(path, file) }
    }
    for (path, recorded) in old.files.iter().filter(|(path, _)| !new.files.contains_key(*path) && !keep.matches(path)) {
        planning.gone(path, recorded);
    }
    planning.lock(&new);
    planning.plan
}

struct Planning<'a> {
    plan: Plan,
    old: &'a Lock,
    options: &'a Options,
    diagnostics: &'a mut Diagnostics,
}

impl Planning<'_> {
    fn kept(&mut self, path: &str, file: &File) {
        match self.read(path) {
            Ok(None) => self.create(path, file.contents.as_bytes()),
            // Whatever it is, it is the user's.
            Ok(Some(_)) | Err(_) => self.plan.kept.push(path.to_owned()),
        }
    }

    fn file(&mut self, path: &str, file: &File) {
        let new = file.contents.as_bytes();
        let present = match self.read(path) {
            Ok(None) => return self.create(path, new),
            Ok(Some(present)) => present,
            Err(diagnostic) => return self.diagnostics.push(diagnostic),
        };
        let plain = without_carriage_returns(&present);
        if present == new || (matches!(file.contents, Contents::Text(_)) && plain.as_ref() == new) {
            return self.plan.unchanged.push(path.to_owned());
        }
        let change = Change { path: path.to_owned(), old: Some(present.clone()), new: Some(new.to_vec()) };
        let recorded = self.old.files.get(path);
        if !self.options.force && recorded.is_none_or(|recorded| !is_recorded(&present, recorded)) {
            self.diagnostics.push(refusal(&self.plan.directory, &change, recorded.is_some()));
        }
        self.plan.changed.push(change);
    }

    /// A file that is no longer generated goes, unless someone made it theirs.
    fn gone(&mut self, path: &str, recorded: &str) {
        if let Some(fault) = paths::fault(path) {
            let message = format!("the lock file lists `{path}`, which {fault}");
            let place = Place::File(self.plan.directory.join(LOCK).display().to_string());
            self.diagnostics.push(Diagnostic::new(Code::BadLock, place, message));
            return;
        }
        let Ok(Some(present)) = self.read(path) else { return };
        if self.options.force || is_recorded(&present, recorded) {
            self.plan.removed.push(Change { path: path.to_owned(), old: Some(present), new: None });
            return;
        }
        let place = Place::File(self.plan.directory.join(path).display().to_string());
        let message = format!("`{path}` is no longer generated, but was edited by hand, so it is left where it is");
        let mut diagnostic = Diagnostic::new(Code::EditedByHand, place, message);
        // Nothing is lost by going on: the file only stops being the generator's.
        diagnostic.severity = Severity::Warning;
        self.diagnostics.push(diagnostic.help("delete it, or keep it as yours"));
    }

    fn lock(&mut self, new: &Lock) {
        let text = new.text();
        match self.read(LOCK) {
            Ok(None) => self.create(LOCK, text.as_bytes()),
            Ok(Some(present)) if without_carriage_returns(&present).as_ref() == text.as_bytes() => {
                self.plan.unchanged.push(LOCK.to_owned());
            }
            Ok(Some(present)) => {
                let change = Change { path: LOCK.to_owned(), old: Some(present), new: Some(text.into_bytes()) };
                self.plan.changed.push(change);
            }
            Err(diagnostic) => self.diagnostics.push(diagnostic),
        }
    }

    fn create(&mut self, path: &str, new: &[u8]) {
        self.plan.created.push(Change { path: path.to_owned(), old: None, new: Some(new.to_vec()) });
    }

    /// What is at a path: nothing, or a file's contents. Anything else cannot be replaced.
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Diagnostic> {
        let full = self.plan.directory.join(path);
        let place = Place::File(full.display().to_string());
        if let Some(link) = paths::link(&self.plan.directory, path) {
            let message = format!("`{link}` is a symbolic link, and the generator writes through none");
            return Err(Diagnostic::new(Code::UnusablePath, place, message)
                .help("replace the link by what it leads to, or name the path under `keep`"));
        }
        match fs::read(&full) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(_) if full.is_dir() => {
                let message = format!("`{path}` is a directory, and is to become a file");
                Err(Diagnostic::new(Code::ForeignFile, place, message).help("move the directory away"))
            }
            Err(error) if error.kind() == ErrorKind::NotADirectory => {
                let message = format!("`{path}` needs a directory where there is a file");
                Err(Diagnostic::new(Code::ForeignFile, place, message).help("move the file away"))
            }
            Err(error) => {
                Err(Diagnostic::new(Code::UnreadableFile, place, format!("`{path}` cannot be read: {error}")))
            }
        }
    }
}

fn is_recorded(present: &[u8], recorded: &str) -> bool {
    hash(present) == recorded || hash_of_text(present) == recorded
}

fn refusal(directory: &Path, change: &Change, known: bool) -> Diagnostic {
    let place = Place::File(directory.join(&change.path).display().to_string());
    let path = &change.path;
    let (code, message, advice) = if known {
        let advice = "move the edit to `src/ext/`, a template or the configuration, or use `--force` to undo it";
        (Code::EditedByHand, format!("`{path}` was edited by hand; generating would undo the edit"), advice)
    } else {
        let advice = "move it away, name it under `keep`, or use `--force` to replace it";
        (Code::ForeignFile, format!("`{path}` is in the way: the generator did not write it"), advice)
    };
    // From what would be generated to what is there: the edit in the direction in which it was made.
    let edit = Change { path: path.clone(), old: change.new.clone(), new: change.old.clone() };
    Diagnostic::new(code, place, message).help(format!("{advice}\n{}", diff::file(&edit, 30).trim_end()))
}
