//! Which paths may be written: inside the crate, through no symbolic link, and on every system that Rust runs on.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::{LOCK, Tree};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Place};

/// The directory, in the crate, in which a run prepares what it writes.
pub const STAGING: &str = ".oasmith-staging";

/// Names that Windows reserves, with any ending.
const RESERVED: &[&str] = &["con", "prn", "aux", "nul"];

/// Reports every path of the tree that cannot be written, and every two that exclude each other.
pub fn check(tree: &Tree, diagnostics: &mut Diagnostics) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for (path, file) in &tree.files {
        let place = || Place::File(file.template.clone());
        if let Some(fault) = fault(path) {
            let help = "rename the element in `oasmith.toml` or with `x-rust-name`, or the template";
            diagnostics.push(Diagnostic::new(Code::UnusablePath, place(), format!("`{path}` {fault}")).help(help));
            continue;
        }
        // The file itself, and each directory above it: all must be the same in every spelling.
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        for part in ends.filter_map(|end| path.get(..end)) {
            let other = seen.entry(part.to_lowercase()).or_insert(part);
            let file_as_directory = part != path.as_str() && tree.files.contains_key(part);
            if *other != part || file_as_directory {
                let message = if file_as_directory {
                    format!("`{part}` is a file, and `{path}` needs it as a directory")
                } else {
                    format!("`{part}` and `{other}` differ only in case")
                };
                let help = "rename one of the two in `oasmith.toml` or with `x-rust-name`";
                diagnostics.push(Diagnostic::new(Code::PathClash, place(), message).help(help));
                break;
            }
        }
    }
}

/// What is wrong with a path, as the rest of a sentence.
pub fn fault(path: &str) -> Option<&'static str> {
    if path == LOCK || path.split('/').next() == Some(STAGING) {
        return Some("is the generator's own");
    }
    path.split('/').find_map(component_fault)
}

fn component_fault(name: &str) -> Option<&'static str> {
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let numbered = |prefix: &str| {
        let number = stem.strip_prefix(prefix);
        number.is_some_and(|number| number.len() == 1 && number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    if name.is_empty() {
        Some("is absolute or has an empty part")
    } else if name == "." || name == ".." {
        Some("leads out of the crate or around in it")
    } else if name.contains(['\\', ':', '<', '>', '"', '|', '?', '*']) || name.chars().any(char::is_control) {
        Some("has a character that not every system allows in a path")
    } else if name.ends_with(['.', ' ']) {
        Some("has a part that ends in a dot or a blank, which Windows cannot hold")
    } else if RESERVED.contains(&stem.as_str()) || numbered("com") || numbered("lpt") {
        Some("has a name that Windows reserves")
    } else if name.len() > 200 {
        Some("has a part longer than 200 bytes")
    } else {
        None
    }
}

/// The part of `path` that is a symbolic link in `directory`, if there is one.
pub fn link<'a>(directory: &Path, path: &'a str) -> Option<&'a str> {
    let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
    ends.filter_map(|end| path.get(..end))
        .find(|part| fs::symlink_metadata(directory.join(part)).is_ok_and(|data| data.file_type().is_symlink()))
}
