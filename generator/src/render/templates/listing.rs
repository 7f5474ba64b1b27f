//! The list of all templates, for people who look for the one to change.

use std::path::{Path, PathBuf};

use super::tree::{self, Tree};
use super::trees::{self, Trees};
use super::{DEFAULT, Origin, Per, Texts};
use crate::diagnostics::Diagnostics;
use crate::globs::Pattern;
use crate::source::Sources;

/// A template in the list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its path in the tree.
    pub path: String,
    /// For what it is rendered, or how else it is used.
    pub purpose: &'static str,
    /// What has become of the built-in tree at this path.
    pub state: State,
    /// The user's file, if it is one.
    pub file: Option<PathBuf>,
    /// What its first comment says of it.
    pub about: String,
    /// Its blocks, in their order.
    pub blocks: Vec<String>,
}

/// What has become of the built-in tree at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is as it was.
    BuiltIn,
    /// A user's file stands in its place.
    Replaced,
    /// A user's file stands in its place, and extends it.
    Extended,
    /// A user's file stands where nothing was.
    Added,
    /// The configuration takes it away.
    Skipped,
}

impl State {
    /// A word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::BuiltIn => "built-in",
            Self::Replaced => "replaced",
            Self::Extended => "extended",
            Self::Added => "added",
            Self::Skipped => "skipped",
        }
    }
}

/// All templates, by path.
pub fn list(
    directory: Option<&Path>,
    skip: Vec<Pattern>,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Vec<Listed> {
    let tree = Tree::read(directory, skip, diagnostics);
    let texts = Texts::of(&tree, sources);
    let trees = Trees::parse(&texts.by_name, &texts.files);
    let built_in = tree::built_in();
    let listed = |(path, origin): (&String, &Origin)| {
        let is_skipped = tree.skipped.contains(path);
        let is_used = path.starts_with(tree::PARTIALS) || tree.entries.iter().any(|entry| entry.name == *path);
        let (state, file) = match origin {
            Origin::BuiltIn => (State::BuiltIn, None),
            Origin::User(file) if !built_in.keys().any(|other| target(other) == target(path)) => {
                (State::Added, Some(file))
            }
            Origin::User(file) if extends_default(&trees, path) => (State::Extended, Some(file)),
            Origin::User(file) => (State::Replaced, Some(file)),
        };
        let state = if is_skipped { State::Skipped } else { state };
        // What is neither has lost its place to another.
        (is_skipped || is_used).then(|| Listed {
            path: path.clone(),
            purpose: purpose(path),
            state,
            file: file.cloned(),
            about: trees.get(path).map(trees::Tree::about).unwrap_or_default(),
            blocks: trees.get(path).map(block_names).unwrap_or_default(),
        })
    };
    tree.origins.iter().filter_map(listed).collect()
}

fn block_names(tree: &trees::Tree<'_>) -> Vec<String> {
    tree.blocks().iter().map(|(block, _)| block.name.to_owned()).collect()
}

fn target(path: &str) -> &str {
    path.strip_suffix(".jinja").unwrap_or(path)
}

fn extends_default(trees: &Trees<'_>, path: &str) -> bool {
    let parent = trees.get(path).and_then(|tree| tree.parent()).and_then(trees::constant);
    parent.and_then(|parent| parent.strip_prefix(DEFAULT)) == Some(path)
}

fn purpose(path: &str) -> &'static str {
    if path.starts_with(tree::PARTIALS) {
        return "partial";
    }
    match tree::per_of(path) {
        Per::Resource => "per resource",
        Per::Schema => "per schema",
        Per::Type => "per type",
        Per::Once if path.ends_with(".jinja") => "once",
        Per::Once => "copied",
    }
}
