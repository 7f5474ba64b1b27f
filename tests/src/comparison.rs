//! What a case gave beside what it is expected to give: told as diffs, or taken over.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use similar::TextDiff;

/// Files by their path, with `/`, relative to a folder.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Changed lines shown for one file, before it is cut: a test that fails is read by people.
const SHOWN_LINES: usize = 120;

/// Files shown with their lines; the others are only named.
const SHOWN_FILES: usize = 12;

/// How the files of a folder differ from those that it should hold; empty if they do not.
pub fn differences(folder: &Path, expected: &Files, actual: &Files) -> String {
    let mut told = String::new();
    let mut shown = 0;
    for (path, old, new) in changes(expected, actual) {
        let place = folder.join(path);
        let place = place.display();
        let heading = match (old, new) {
            (None, _) => format!("{place} is missing: the generator makes it"),
            (_, None) => format!("{place} is stale: the generator does not make it"),
            _ => format!("{place} differs"),
        };
        let _ = writeln!(told, "{heading}");
        if let (Some(_), Some(_)) | (None, Some(_)) = (old, new)
            && shown < SHOWN_FILES
        {
            shown += 1;
            told.push_str(&diff(&place.to_string(), old.unwrap_or_default(), new.unwrap_or_default()));
        }
    }
    told
}

/// Makes the folder hold these files, and says what was changed.
pub fn bless(folder: &Path, expected: &Files, actual: &Files) -> io::Result<Vec<String>> {
    let mut done = Vec::new();
    for (path, old, new) in changes(expected, actual) {
        let place = folder.join(path);
        match new {
            Some(contents) => {
                fs::create_dir_all(place.parent().unwrap_or(folder))?;
                fs::write(&place, contents)?;
                done.push(format!("{} {}", if old.is_some() { "changed" } else { "added  " }, place.display()));
            }
            None => {
                fs::remove_file(&place)?;
                remove_empty(place.parent(), folder);
                done.push(format!("removed {}", place.display()));
            }
        }
    }
    Ok(done)
}

/// All files of a folder; none if there is no such folder.
pub fn read(folder: &Path) -> io::Result<Files> {
    let mut files = Files::new();
    let mut next = vec![folder.to_owned()];
    while let Some(directory) = next.pop() {
        if !directory.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&directory)? {
            let path = entry?.path();
            if path.is_dir() {
                next.push(path);
            } else {
                files.insert(relative(folder, &path), fs::read(&path)?);
            }
        }
    }
    Ok(files)
}

fn relative(folder: &Path, path: &Path) -> String {
    let path = path.strip_prefix(folder).unwrap_or(path);
    path.display().to_string().replace('\\', "/")
}

type Change<'a> = (&'a str, Option<&'a [u8]>, Option<&'a [u8]>);

fn changes<'a>(expected: &'a Files, actual: &'a Files) -> Vec<Change<'a>> {
    let mut paths: Vec<&String> = expected.keys().chain(actual.keys()).collect();
    paths.sort();
    paths.dedup();
    let change = |path: &'a String| {
        let (old, new) = (expected.get(path).map(Vec::as_slice), actual.get(path).map(Vec::as_slice));
        (old != new).then_some((path.as_str(), old, new))
    };
    paths.into_iter().filter_map(change).collect()
}

fn diff(path: &str, old: &[u8], new: &[u8]) -> String {
    let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
    let whole = TextDiff::from_lines(old.as_ref(), new.as_ref());
    let whole = whole.unified_diff().context_radius(3).header(path, "generated").to_string();
    let lines = whole.lines().count();
    if lines <= SHOWN_LINES {
        return whole;
    }
    let cut: String = whole.split_inclusive('\n').take(SHOWN_LINES).collect();
    format!("{cut}… and {} more lines\n", lines - SHOWN_LINES)
}

/// A folder that lost its last file would stay behind, and be seen by nobody but those who look for stale files.
fn remove_empty(directory: Option<&Path>, stop: &Path) {
    let mut directory = directory.map(PathBuf::from);
    while let Some(path) = directory.filter(|path| path != stop) {
        if fs::remove_dir(&path).is_err() {
            return;
        }
        directory = path.parent().map(Path::to_path_buf);
    }
}
