//! Bytes to documents: the files of a run, read as JSON or YAML, and where in them a node stands. Documents of other
//! machines are in [`remote`].
//!
//! Nothing here knows OpenAPI. Which files belong together is for [`crate::resolve`] to find out.

mod authors;
mod marks;
mod parse;
pub mod remote;
mod revision;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Place};
use crate::nearest;
use crate::pointer::Pointer;
use marks::Marks;

pub use authors::Authors;
pub use remote::Remote;
pub use revision::Revision;

/// A file of this run, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub(crate) u32);

/// Every file of the run: descriptions, configuration, templates.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<File>,
    remote: Remote,
    revision: Option<Revision>,
    inputs: BTreeSet<PathBuf>,
}

#[derive(Debug)]
struct File {
    path: PathBuf,
    /// The revision that has it, if it is not the one on disk.
    revision: Option<String>,
    text: String,
    marks: OnceLock<Marks>,
    lines: OnceLock<Vec<usize>>,
}

/// A description, or a fragment of one, as JSON.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file it was read from.
    pub file: FileId,
    /// Its content.
    pub root: serde_json::Value,
    /// Where its nodes were written: in that file, unless overlays have changed it.
    pub authors: Authors,
}

/// Reads a JSON or YAML file. What is wrong with it is reported; `None` if nothing could be made of it.
pub fn read(path: &Path, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Document> {
    let place = Place::File(shown(path, sources.revision.as_ref().map(Revision::name)));
    read_for(path, &place, sources, diagnostics)
}

/// The same for a file that another one asks for: that it cannot be read is a fault of the place that names it.
pub fn read_for(
    path: &Path,
    asked_by: &Place,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Document> {
    sources.depend_on(path);
    let shown = shown(path, sources.revision.as_ref().map(Revision::name));
    let unreadable = |message: String| Diagnostic::new(Code::UnreadableFile, asked_by.clone(), message);
    let bytes = match sources.bytes(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let diagnostic = unreadable(format!("cannot read `{shown}`: {}", reason(&error)));
            let near = if sources.revision.is_none() { similar_file(path) } else { None };
            diagnostics.push(match near {
                Some(name) => diagnostic.help(format!("there is a file `{name}` in that folder")),
                None => diagnostic,
            });
            return None;
        }
    };
    document(path, bytes, asked_by, sources, diagnostics)
}

/// The same for a document of another machine, if it may be read.
pub fn read_remote(
    url: &url::Url,
    asked_by: &Place,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Document> {
    match sources.remote.read(url, asked_by) {
        Ok(remote::Copy { path, bytes }) => {
            sources.depend_on(&path);
            document(&path, bytes, asked_by, sources, diagnostics)
        }
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            None
        }
    }
}

fn document(
    path: &Path,
    bytes: Vec<u8>,
    asked_by: &Place,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Document> {
    let Ok(text) = String::from_utf8(bytes) else {
        let message = format!("`{}` is not UTF-8 text", path.display());
        let diagnostic = Diagnostic::new(Code::UnreadableFile, asked_by.clone(), message);
        diagnostics.push(diagnostic.help("save the file as UTF-8"));
        return None;
    };
    let file = sources.add(path, text);
    parse(file, sources, diagnostics)
}

/// Makes a document of a file that is among the sources already.
pub fn parse(file: FileId, sources: &Sources, diagnostics: &mut Diagnostics) -> Option<Document> {
    let json_only = sources.path(file).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    match parse::value(sources.text(file), json_only) {
        Ok((root, repeated)) => {
            if repeated {
                report_repeated_keys(file, sources, diagnostics);
            }
            Some(Document { file, root, authors: Authors::of(file) })
        }
        Err(fault) => {
            let diagnostic = Diagnostic::new(fault.code, Place::span(file, fault.span), fault.message);
            diagnostics.push(match fault.help {
                Some(help) => diagnostic.help(help),
                None => diagnostic,
            });
            None
        }
    }
}

fn report_repeated_keys(file: FileId, sources: &Sources, diagnostics: &mut Diagnostics) {
    let Some(marks) = sources.marks(file) else { return };
    for repeated in marks.repeated() {
        diagnostics.push(
            Diagnostic::new(
                Code::RepeatedKey,
                Place::span(file, repeated.again),
                format!("the key `{}` is given twice", repeated.key),
            )
            .label(Place::span(file, repeated.first), "first given here")
            .help("keep one of the two, or rename one"),
        );
    }
}

/// A path as messages show it: with `/` on every system, and the revision that has it.
fn shown(path: &Path, revision: Option<&str>) -> String {
    let path = path.display().to_string().replace('\\', "/");
    revision.map(|revision| format!("{revision}:{path}")).unwrap_or(path)
}

fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}

/// The name of a file beside `path` that its author may have meant.
fn similar_file(path: &Path) -> Option<String> {
    let wanted = path.file_name()?.to_str()?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let entries = std::fs::read_dir(folder).ok()?;
    let names: BTreeSet<String> = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    nearest::of(wanted, names.iter().map(String::as_str)).map(str::to_owned)
}

impl Sources {
    /// No files yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The remote documents of this run.
    pub fn remote(&self) -> &Remote {
        &self.remote
    }

    /// Says from which revision descriptions and overlays are read from now on; from the disk if none.
    pub fn set_revision(&mut self, revision: Option<Revision>) {
        self.revision = revision;
    }

    /// What a file holds, on disk or in the revision that is read from.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn bytes(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        match &self.revision {
            Some(revision) => revision.read(path),
            None => std::fs::read(path),
        }
    }

    /// Says which remote documents may be read; none until then.
    pub fn set_remote(&mut self, remote: Remote) {
        self.remote = remote;
    }

    /// What the run depends on: files that it has read, files that it would have read had they been there, and folders
    /// with all that is in them.
    pub fn inputs(&self) -> &BTreeSet<PathBuf> {
        &self.inputs
    }

    /// Notes that the run depends on a file or folder.
    pub fn depend_on(&mut self, path: &Path) {
        self.inputs.insert(path.to_owned());
    }

    /// Adds a file by the path to show. A byte order mark at the start of the text is dropped.
    pub fn add(&mut self, path: impl Into<PathBuf>, text: impl Into<String>) -> FileId {
        let mut text = text.into();
        if text.starts_with('\u{feff}') {
            text.remove(0);
        }
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        let revision = self.revision.as_ref().map(|revision| revision.name().to_owned());
        self.files.push(File { path: path.into(), revision, text, marks: OnceLock::new(), lines: OnceLock::new() });
        id
    }

    /// The path of a file, as it was given.
    pub fn path(&self, file: FileId) -> &Path {
        self.file(file).map_or(Path::new(""), |file| &file.path)
    }

    /// The path of a file as messages show it.
    pub fn shown_path(&self, file: FileId) -> String {
        shown(self.path(file), self.file(file).and_then(|file| file.revision.as_deref()))
    }

    /// The text of a file.
    pub fn text(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| &file.text)
    }

    /// The bytes to point at for the node at `pointer`, or for the nearest node above it that exists: the value
    /// of a scalar, the key of a mapping or list, so that an excerpt is one line.
    ///
    /// The file is read again for this, once, so it costs nothing until a message is printed.
    pub fn locate(&self, file: FileId, pointer: &Pointer) -> Option<Range<usize>> {
        self.marks(file)?.locate(pointer, self.text(file))
    }

    /// The text of the scalar at `pointer` as the author wrote it, quotes and all.
    pub fn scalar(&self, file: FileId, pointer: &Pointer) -> Option<&str> {
        self.text(file).get(self.marks(file)?.scalar(pointer)?)
    }

    /// Line and column, in characters and from 1, of a byte.
    pub fn position(&self, file: FileId, byte: usize) -> (usize, usize) {
        let Some(file) = self.file(file) else { return (1, 1) };
        let starts = file.lines.get_or_init(|| {
            let breaks = file.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect()
        });
        let line = starts.partition_point(|start| *start <= byte).max(1);
        let start = starts.get(line - 1).copied().unwrap_or(0);
        let column = file.text.get(start..byte).map_or(byte.saturating_sub(start), |before| before.chars().count());
        (line, column + 1)
    }

    fn file(&self, file: FileId) -> Option<&File> {
        self.files.get(file.0 as usize)
    }

    fn marks(&self, file: FileId) -> Option<&Marks> {
        self.file(file).map(|file| file.marks.get_or_init(|| Marks::of(&file.text)))
    }
}
