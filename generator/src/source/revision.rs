//! Files as a revision of a git repository has them.

use std::ffi::OsStr;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

/// A revision of the repository that the tool runs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// As the user named it: `v1.2.0`, `HEAD~3`.
    name: String,
    /// The folder of the repository.
    root: PathBuf,
}

impl Revision {
    /// The revision of this name.
    ///
    /// # Errors
    /// If there is no git, no repository, or no such revision: what git says of it.
    pub fn find(name: &str) -> io::Result<Self> {
        let root = git(["rev-parse", "--show-toplevel"])?;
        git(["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{name}^{{commit}}")])
            .map_err(|_| io::Error::new(io::ErrorKind::NotFound, format!("there is no revision `{name}`")))?;
        let root = String::from_utf8_lossy(&root).trim_end_matches(['\r', '\n']).into();
        Ok(Self { name: name.to_owned(), root })
    }

    /// As the user named it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What a file held.
    ///
    /// # Errors
    /// If the revision does not have it, or it is outside of the repository.
    pub fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let path = self.inside(path)?;
        git([OsStr::new("show"), OsStr::new(&format!("{}:{path}", self.name))])
            .map_err(|_| io::Error::new(io::ErrorKind::NotFound, format!("no such file at `{}`", self.name)))
    }

    /// Whether a path is a folder.
    pub fn is_folder(&self, path: &Path) -> bool {
        let kind = self.inside(path).and_then(|path| git(["cat-file", "-t", &format!("{}:{path}", self.name)]));
        kind.is_ok_and(|kind| kind.trim_ascii() == b"tree")
    }

    /// A path from where the tool runs, as one inside of the repository.
    fn inside(&self, path: &Path) -> io::Result<String> {
        let outside = || io::Error::new(io::ErrorKind::NotFound, "it is outside of the repository");
        // git resolves links in the root, so the folder that the tool runs in must be seen the same way.
        let here = std::env::current_dir()?.canonicalize()?;
        let root = self.root.canonicalize()?;
        let whole = if path.is_absolute() { path.to_path_buf() } else { here.join(path) };
        let mut tidy = PathBuf::new();
        for part in whole.components() {
            match part {
                Component::CurDir => {}
                Component::ParentDir => drop(tidy.pop()),
                part => tidy.push(part),
            }
        }
        let inside = tidy.strip_prefix(&root).map_err(|_| outside())?;
        let parts: Option<Vec<&str>> = inside.components().map(|part| part.as_os_str().to_str()).collect();
        Ok(parts.ok_or_else(outside)?.join("/"))
    }
}

/// What a git command prints.
fn git(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> io::Result<Vec<u8>> {
    let output = Command::new("git").args(arguments).output().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => io::Error::new(error.kind(), "there is no `git` to ask for it"),
        _ => error,
    })?;
    match output.status.success() {
        true => Ok(output.stdout),
        false => Err(io::Error::other(String::from_utf8_lossy(&output.stderr).trim().to_owned())),
    }
}
