//! One run at a time: a crate is for one process alone, from before it is looked at until it is written.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use fs4::TryLockError;

use super::write::{Recovered, recover, write};
use super::{Plan, hash};
use crate::diagnostics::{Code, Diagnostic, Place};

/// How long a run waits for another one to end.
const PATIENCE: Duration = Duration::from_secs(5);

/// The crate in a directory, for this process alone until it is dropped, or the process ends in whatever way.
#[derive(Debug)]
pub struct Claim {
    directory: PathBuf,
    /// None while there is no directory that another process could find something in.
    lock: Option<Lock>,
}

impl Claim {
    /// Waits for other runs in the directory, and completes or undoes one that was killed. Every command that reads or
    /// writes a crate does this first.
    pub fn take(directory: &Path) -> Result<(Self, Recovered), Diagnostic> {
        let lock = if directory.is_dir() { Some(Lock::take(directory)?) } else { None };
        let recovered = recover(directory)?;
        Ok((Self { directory: directory.to_owned(), lock }, recovered))
    }

    /// Writes what the plan says: all of it, or nothing.
    pub fn write(&mut self, plan: &Plan) -> Result<(), Diagnostic> {
        if plan.is_empty() {
            return Ok(());
        }
        if self.lock.is_none() {
            fs::create_dir_all(&self.directory).map_err(|error| {
                let message = format!("the output cannot be written: {error}");
                Diagnostic::new(Code::UnwritableOutput, Place::File(self.directory.display().to_string()), message)
            })?;
            self.lock = Some(Lock::take(&self.directory)?);
        }
        write(plan)
    }
}

/// A lock of the operating system, which ends with the process. Where there are none, as on some network drives, nothing
/// is locked.
#[derive(Debug)]
struct Lock {
    _file: Option<File>,
}

impl Lock {
    fn take(directory: &Path) -> Result<Self, Diagnostic> {
        let Ok(file) = open(directory) else { return Ok(Self { _file: None }) };
        let since = Instant::now();
        loop {
            match fs4::FileExt::try_lock(&file) {
                Ok(()) => return Ok(Self { _file: Some(file) }),
                Err(TryLockError::Error(_)) => return Ok(Self { _file: None }),
                Err(TryLockError::WouldBlock) if since.elapsed() > PATIENCE => return Err(busy(directory)),
                Err(TryLockError::WouldBlock) => std::thread::sleep(PATIENCE / 100),
            }
        }
    }
}

/// What is locked: the directory itself, so that nothing has to lie in it; where directories cannot be, a file elsewhere
/// that stands for it.
fn open(directory: &Path) -> std::io::Result<File> {
    if cfg!(unix) {
        return File::open(directory);
    }
    let path = fs::canonicalize(directory)?;
    let name = format!("oasmith-{}.lock", hash(path.as_os_str().as_encoded_bytes()));
    File::options().create(true).truncate(false).write(true).open(std::env::temp_dir().join(name))
}

fn busy(directory: &Path) -> Diagnostic {
    let place = Place::File(directory.display().to_string());
    Diagnostic::new(Code::UnwritableOutput, place, "another run is at work in this folder")
        .help("wait until it has ended, and run again; if it is `oasmith watch`, it does what you are about to do")
}
