//! What can be compared: a description, a crate, or either as a revision of git has it.

use std::fmt;
use std::path::{Path, PathBuf};

use oasmith::config::Config;
use oasmith::diagnostics::{Code, Diagnostic, Place};
use oasmith::output::Lock;
use oasmith::source::Revision;
use oasmith::surface::{self, SURFACE, Surface};

use super::Session;

/// Something to compare.
pub enum Compared {
    /// The description that the configuration names.
    Now,
    /// The crate as it was last generated.
    LastGenerated,
    /// A file or a folder, of a revision or on disk.
    Path(Option<Revision>, PathBuf),
}

impl Compared {
    /// What an argument names, or what stands for none.
    pub fn parse(session: &mut Session, argument: Option<&str>, default: Self) -> Option<Self> {
        let Some(argument) = argument else { return Some(default) };
        let Some((revision, path)) = of_revision(argument) else {
            return Some(Self::Path(None, argument.into()));
        };
        match Revision::find(revision) {
            Ok(revision) => Some(Self::Path(Some(revision), path.into())),
            Err(error) => {
                let message = format!("`{argument}` cannot be read: {error}");
                let help = "name a file, a folder of a crate, or `REVISION:FILE`";
                let place = Place::File(argument.to_owned());
                session.diagnostics.push(Diagnostic::new(Code::UnreadableFile, place, message).help(help));
                None
            }
        }
    }

    /// What users see of it, and what the crate remembers after it. `lock`: what it remembers before, if that is known.
    pub fn surface(self, session: &mut Session, config: &Config, lock: Option<Lock>) -> Option<(Surface, Lock)> {
        let (revision, path) = match self {
            Self::Now => return described(session, config, lock),
            Self::LastGenerated => (None, config.out_path().join(SURFACE)),
            Self::Path(None, path) if path.is_dir() => (None, path.join(SURFACE)),
            Self::Path(Some(revision), path) if revision.is_folder(&path) => (Some(revision), path.join(SURFACE)),
            Self::Path(revision, path) => (revision, path),
        };
        session.sources.set_revision(revision);
        let surface = read(session, config, &path, lock);
        session.sources.set_revision(None);
        surface
    }
}

/// `REVISION:PATH` in parts, unless there is a file of that name. One letter before the colon is a drive.
fn of_revision(argument: &str) -> Option<(&str, &str)> {
    let (revision, path) = argument.split_once(':')?;
    (revision.len() > 1 && !Path::new(argument).exists()).then_some((revision, path))
}

/// The surface in a file, or of the description in it.
fn read(session: &mut Session, config: &Config, path: &Path, lock: Option<Lock>) -> Option<(Surface, Lock)> {
    let bytes = session.sources.bytes(path);
    let text = bytes.as_ref().ok().and_then(|bytes| std::str::from_utf8(bytes).ok());
    match text.and_then(surface::parse) {
        Some(Ok(surface)) => {
            let folder = path.parent().unwrap_or(Path::new(""));
            let lock = match lock {
                Some(lock) => lock,
                None => Lock::load(folder, &mut session.sources, &mut session.diagnostics)?,
            };
            return Some((surface, lock));
        }
        Some(Err(error)) => return unreadable(session, path, &error, "generate the crate again"),
        None => {}
    }
    if let (Err(error), true) = (&bytes, path.ends_with(SURFACE)) {
        let help = "`oasmith generate` writes it; or name what to compare with: a description, `REVISION:FILE`";
        return unreadable(session, path, error, help);
    }
    // Paths of the configuration are relative to its folder, those of the command line are not.
    let spec = match config.directory.as_os_str().is_empty() {
        true => path.to_owned(),
        false => std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
    };
    described(session, &Config { spec, ..config.clone() }, lock)
}

/// The surface of the description that a configuration names.
fn described(session: &mut Session, config: &Config, lock: Option<Lock>) -> Option<(Surface, Lock)> {
    oasmith::surface_of(config, &lock.unwrap_or_default(), &mut session.sources, &mut session.diagnostics)
}

fn unreadable<T>(session: &mut Session, path: &Path, why: &dyn fmt::Display, help: &str) -> Option<T> {
    let message = format!("the surface of the crate cannot be read: {why}");
    let place = Place::File(path.display().to_string());
    session.diagnostics.push(Diagnostic::new(Code::UnreadableFile, place, message).help(help));
    None
}
