//! The template tree: which templates there are, and how one of them becomes text.
//!
//! The tree is the crate: `src/client.rs.jinja` becomes `src/client.rs`. This module owns the search order (a user's
//! directory before the built-in tree), the paths, and the `minijinja` environment. What a template gets to see is
//! decided by `render::view`, what becomes of the text by [`crate::format`] and [`crate::output`].

mod blocks;
pub mod copies;
mod escape;
mod fault;
mod filters;
mod guard;
mod listing;
mod names;
mod shape;
mod statement;
mod tree;
mod trees;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior};

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::globs::Pattern;
use crate::source::{FileId, Sources};

pub use escape::Code;
pub use listing::{Listed, State, list};
pub use shape::view as view_shape;
pub use tree::{BASE, built_in};

/// The prefix by which a template reaches the built-in that it shadows: `{% extends "default/src/lib.rs.jinja" %}`.
pub const DEFAULT: &str = "default/";

/// What every Rust file begins with.
const HEADER: &str = "partials/header.rs.jinja";

/// All templates of a run, ready to render.
pub struct Templates {
    environment: Environment<'static>,
    entries: Vec<Entry>,
    files: BTreeMap<String, FileId>,
    /// The variables that any template takes from the view.
    variables: BTreeSet<String>,
}

/// A file of the template tree that lands in the crate.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The path in the template tree, with `/`: `src/{resource}.rs.jinja`.
    pub name: String,
    /// The path in the crate, placeholders included: `src/{resource}.rs`.
    pub target: String,
    /// For what it is rendered.
    pub per: Per,
    /// Whether it is rendered or copied.
    pub kind: Kind,
    /// Where it comes from.
    pub origin: Origin,
}

/// For what a template is rendered, by the placeholder in its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// No placeholder: once per crate.
    Once,
    /// `{resource}`: once for each resource.
    Resource,
    /// `{schema}`: once for each file of named schemas.
    Schema,
    /// `{type}`: once for each type.
    Type,
}

/// Whether a file is rendered or copied.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Its name ends in `.jinja`.
    Rendered,
    /// Any other: these bytes, as they are.
    Verbatim(Cow<'static, [u8]>),
}

/// Where a template comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The tree that is part of the tool.
    BuiltIn,
    /// A file of the user's directory.
    User(PathBuf),
}

impl Entry {
    /// Its path for messages.
    pub fn shown(&self) -> String {
        tree::shown(&self.origin, &self.name)
    }

    /// The path in the crate for one resource, schema or type, given its own path (`b2b/sessions`).
    pub fn path(&self, element: &str) -> String {
        tree::path_of(&self.target, element)
    }
}

impl Templates {
    /// Reads the built-in tree and the user's `directory` over it, without what `skip` (globs of paths in the crate)
    /// takes away. Every fault of every template is reported; `None` if one of them is an error.
    pub fn load(
        directory: Option<&Path>,
        skip: Vec<Pattern>,
        sources: &mut Sources,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let mut found = Diagnostics::new();
        let tree = tree::Tree::read(directory, skip, &mut found);
        let mut environment = environment();
        let texts = Texts::of(&tree, sources);
        for (name, text) in &texts.by_name {
            if let Err(error) = environment.add_template_owned(name.clone(), text.clone()) {
                found.push(fault::syntax(&error, name, &texts.files));
            }
        }
        texts.check(&tree, &environment, &mut found);
        found.dedup();
        let usable = !found.has_errors();
        diagnostics.append(found);
        let variables =
            environment.templates().flat_map(|(_, template)| template.undeclared_variables(false)).collect();
        usable.then_some(Self { environment, entries: tree.entries, files: texts.files, variables })
    }

    /// What lands in the crate, by path.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// Whether any template takes this variable from the view.
    pub fn use_variable(&self, name: &str) -> bool {
        self.variables.contains(name)
    }

    /// What Rust files begin with that are copied.
    pub fn header(&self, view: minijinja::Value) -> Result<String, Diagnostic> {
        let (name, target) = (HEADER.to_owned(), HEADER.trim_end_matches(".jinja").to_owned());
        let entry = Entry { name, target, per: Per::Once, kind: Kind::Rendered, origin: Origin::BuiltIn };
        self.render(&entry, view, "the header of files that are copied")
    }

    /// The text of `entry` for `view`. `subject` names the element that is rendered, for messages.
    pub fn render(&self, entry: &Entry, view: minijinja::Value, subject: &str) -> Result<String, Diagnostic> {
        let render = |environment: &Environment<'static>| -> Result<String, minijinja::Error> {
            environment.get_template(&entry.name)?.render(view.clone())
        };
        let rendered = match render(&self.environment).map(|text| guard::check(text, escape::Dialect::of(&entry.name)))
        {
            Ok(Ok(text)) => Ok(text),
            // Only where it is printed the engine knows the template's line: so it is printed once more.
            Ok(Err(misplaced)) => {
                let mut environment = self.environment.clone();
                environment.set_formatter(move |out, state, value| misplaced.format(out, state, value));
                render(&environment)
            }
            Err(error) => Err(error),
        };
        rendered.map_err(|error| {
            let fault = fault::Fault { error: &error, environment: &self.environment, files: &self.files };
            fault.diagnostic(entry, &view, subject)
        })
    }
}

/// The texts of all templates, by the names that others reach them by, and where messages find them.
struct Texts {
    by_name: BTreeMap<String, String>,
    files: BTreeMap<String, FileId>,
}

impl Texts {
    fn of(tree: &tree::Tree, sources: &mut Sources) -> Self {
        let (mut by_name, mut files) = (BTreeMap::new(), BTreeMap::new());
        for template in &tree.templates {
            let file = sources.add(template.shown.clone(), template.text.clone());
            for name in &template.names {
                files.insert(name.clone(), file);
                by_name.insert(name.clone(), template.text.clone());
            }
        }
        Self { by_name, files }
    }

    /// What is wrong with templates that the engine takes, or will only find where it comes by.
    fn check(&self, tree: &tree::Tree, environment: &Environment<'static>, found: &mut Diagnostics) {
        let trees = trees::Trees::parse(&self.by_name, &self.files);
        blocks::check(&trees, found);
        if !found.has_errors() {
            let names = names::check(&trees, &tree.entries, environment);
            found.append(names.diagnostics);
            names.used.iter().for_each(|used| tree.unused(used, found));
        }
        let faults = self.by_name.iter().filter_map(|(name, text)| statement::check(text, *self.files.get(name)?));
        faults.for_each(|fault| found.push(fault));
    }
}

/// An environment without templates: what holds for all of them.
fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    // Spans and the names of undefined values are only recorded in debug mode; errors are made of them.
    environment.set_debug(true);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(escape::auto_escape);
    environment.set_formatter(escape::format);
    environment.set_path_join_callback(escape::join);
    environment.set_syntax(syntax());
    filters::register(&mut environment);
    environment
}

/// A line that holds only a tag leaves nothing behind, so that templates can be laid out like the crate.
fn syntax() -> SyntaxConfig {
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
    syntax.unwrap_or_default()
}

#[cfg(test)]
mod tests;
