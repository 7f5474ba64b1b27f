//! Copies of built-in templates that users have made their own, and what has become of the built-ins since.
//!
//! Beside a copy, in the hidden folder [`BASE`], is the built-in as it was then. So what users have changed is told from
//! what has changed in the tool, and both can be had in one text.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use diffy::{IncompleteHunkStyle, MergeOptions};

use super::statement;
use super::tree::{self, BASE};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Place};
use crate::output;

/// A copy of a built-in template.
#[derive(Clone, Debug)]
pub struct Copied {
    /// Its path in the tree.
    pub path: String,
    /// Its file.
    pub file: PathBuf,
    /// What is in it.
    pub text: String,
    /// How it stands to the built-in.
    pub standing: Standing,
}

/// How a copy stands to the built-in that it is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The built-in is as it was.
    Current,
    /// It is the same as the built-in.
    Superfluous,
    /// The built-in has changed since: both together, and whether they do not contradict each other.
    Behind {
        /// What the copy is to hold, with marks where both have changed the same.
        merged: String,
        /// Whether there are no such marks.
        is_clean: bool,
    },
    /// Marks of an earlier merge are still in it.
    Unresolved,
    /// There is no such built-in any more.
    Orphaned,
    /// What the built-in was is not known.
    Baseless,
}

impl Standing {
    /// A word for it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Superfluous => "superfluous",
            Self::Behind { .. } => "behind",
            Self::Unresolved => "unresolved",
            Self::Orphaned => "orphaned",
            Self::Baseless => "baseless",
        }
    }
}

/// All copies among a user's templates.
pub fn copies(directory: &Path, diagnostics: &mut Diagnostics) -> Vec<Copied> {
    let built_in = tree::built_in();
    let files = tree::texts(directory, diagnostics);
    let base = directory.join(BASE);
    let bases = if base.is_dir() { tree::texts(&base, diagnostics) } else { BTreeMap::new() };
    let copied = |(path, text): (String, String)| {
        let says_so = statement::read(&path, &text).is_ok_and(|read| read.is_some_and(|statement| statement.is_copy));
        let base = bases.get(&path).map(String::as_str);
        if !says_so && base.is_none() {
            return None;
        }
        let today = built_in.get(&path).and_then(|bytes| std::str::from_utf8(bytes).ok());
        let standing = standing(&path, base, &text, today);
        Some(Copied { file: directory.join(&path), path, text, standing })
    };
    files.into_iter().filter_map(copied).collect()
}

fn standing(path: &str, base: Option<&str>, text: &str, today: Option<&str>) -> Standing {
    let yours = statement::without(path, text);
    let Some(today) = today else { return Standing::Orphaned };
    if yours == today {
        return Standing::Superfluous;
    }
    if ["<<<<<<< ", ">>>>>>> "].iter().all(|mark| yours.lines().any(|line| line.starts_with(mark))) {
        return Standing::Unresolved;
    }
    match base {
        None => Standing::Baseless,
        Some(base) if base == today => Standing::Current,
        Some(base) => {
            let mut options = MergeOptions::new();
            options.set_incomplete_hunk_style(IncompleteHunkStyle::Git);
            let merged = options.merge(base, yours, today);
            let is_clean = merged.is_ok();
            let merged = statement::copy(path, &merged.unwrap_or_else(|conflicting| conflicting));
            Standing::Behind { merged, is_clean }
        }
    }
}

/// Copies a built-in template, and keeps it as it is beside that.
///
/// # Errors
/// If a file cannot be written.
pub fn copy(directory: &Path, path: &str) -> Result<(), Diagnostic> {
    let built_in = tree::built_in();
    let Some(bytes) = built_in.get(path) else { return Ok(()) };
    store(&directory.join(BASE).join(path), bytes)?;
    let text = std::str::from_utf8(bytes).map(|text| statement::copy(path, text));
    store(&directory.join(path), text.as_deref().map_or(bytes, str::as_bytes))
}

/// Writes what a copy and the built-in are together, and takes note of the built-in as it is today.
///
/// # Errors
/// If a file cannot be written.
pub fn merge(directory: &Path, copied: &Copied) -> Result<(), Diagnostic> {
    // In this order: without the note the next merge finds it all done; the other way round it would find nothing to do.
    if let Standing::Behind { merged, .. } = &copied.standing {
        store(&copied.file, merged.as_bytes())?;
    }
    match tree::built_in().get(&copied.path) {
        Some(today) => store(&directory.join(BASE).join(&copied.path), today),
        None => Ok(()),
    }
}

fn store(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    output::replace(path, bytes).map_err(|error: io::Error| {
        let message = format!("the template cannot be written: {error}");
        Diagnostic::new(Code::UnwritableOutput, Place::File(path.display().to_string()), message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_both_have_changed_is_had_together_or_marked() {
        let (base, today) = ("a\nb\nc\nd\ne\n", "a\nb\nc\nd\nnew\n");
        let copy = |text: &str| statement::copy("x.rs.jinja", text);
        let of = |yours: &str| standing("x.rs.jinja", Some(base), &copy(yours), Some(today));
        let clean = Standing::Behind { merged: copy("mine\nb\nc\nd\nnew\n"), is_clean: true };
        assert_eq!(of("mine\nb\nc\nd\ne\n"), clean);
        let Standing::Behind { merged, is_clean: false } = of("a\nb\nc\nd\nmine\n") else { panic!() };
        assert!(merged.contains("<<<<<<< ours\nmine\n||||||| original\ne\n=======\nnew\n>>>>>>> theirs\n"), "{merged}");
        assert_eq!(standing("x.rs.jinja", Some(today), &merged, Some(today)), Standing::Unresolved);
        assert_eq!(of(today), Standing::Superfluous);
        assert_eq!(standing("x.rs.jinja", Some(today), &copy("mine\n"), Some(today)), Standing::Current);
        assert_eq!(standing("x.rs.jinja", None, &copy("mine\n"), Some(today)), Standing::Baseless);
        assert_eq!(standing("x.rs.jinja", Some(base), &copy("mine\n"), None), Standing::Orphaned);
    }
}
