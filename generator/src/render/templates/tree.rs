//! Which files the template tree holds: the built-in ones, a user's over them, less what is skipped.
//!
//! Owns paths and search order. Knows nothing of template syntax.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use super::{DEFAULT, Entry, Kind, Origin, Per, statement};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Place};
use crate::globs::{Globs, Of, Pattern};

/// The folder of templates that only others use.
pub const PARTIALS: &str = "partials/";
/// What stands in a template's path for that of an element.
const PLACEHOLDERS: &[(&str, Per)] = &[("{resource}", Per::Resource), ("{schema}", Per::Schema), ("{type}", Per::Type)];

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// The pages that document the built-in tree. Files of the same name in a user's directory are part of the crate.
const PAGES: &[&str] = &["GUIDE.md", "README.md"];

/// How deep a user's directory may be nested; symbolic links can make it endless.
const DEPTH: usize = 32;

/// The folder of a user's templates that has the built-in ones as they were when they were copied.
pub const BASE: &str = ".base";

/// The merged tree.
pub struct Tree {
    /// Where each file comes from, by path.
    pub origins: BTreeMap<String, Origin>,
    /// The paths that are skipped.
    pub skipped: BTreeSet<String>,
    /// What lands in the crate, by path.
    pub entries: Vec<Entry>,
    /// Every text that templates can name, once.
    pub templates: Vec<Template>,
}

/// A template's text, and the names by which others reach it.
pub struct Template {
    pub names: Vec<String>,
    /// The path to show in messages.
    pub shown: String,
    pub text: String,
}

struct Found {
    bytes: Cow<'static, [u8]>,
    origin: Origin,
}

impl Tree {
    /// Merges the trees.
    pub fn read(directory: Option<&Path>, skip: Vec<Pattern>, diagnostics: &mut Diagnostics) -> Self {
        let found = |bytes| Found { bytes: Cow::Borrowed(bytes), origin: Origin::BuiltIn };
        let built_in = built_in().into_iter().map(|(path, bytes)| (path, found(bytes))).collect();
        let mut user = BTreeMap::new();
        if let Some(directory) = directory {
            walk(directory, "", DEPTH, &mut user, diagnostics);
        }
        Self::merge(&built_in, &user, skip, diagnostics)
    }

    fn merge(
        built_in: &BTreeMap<String, Found>,
        user: &BTreeMap<String, Found>,
        skip: Vec<Pattern>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut templates = Vec::new();
        let mut effective: BTreeMap<&str, &Found> = BTreeMap::new();
        for (path, found) in built_in {
            effective.insert(path, found);
            let mut names = vec![format!("{DEFAULT}{path}")];
            if !user.contains_key(path) {
                names.push(path.clone());
            }
            templates.extend(template(path, found, names, diagnostics));
        }
        for (path, found) in user {
            effective.insert(path, found);
            templates.extend(template(path, found, vec![path.clone()], diagnostics));
            near_miss(path, found, built_in, diagnostics);
        }
        let origins = effective.iter().map(|(path, found)| ((*path).to_owned(), found.origin.clone())).collect();
        let mut skipped = BTreeSet::new();
        let entries = entries(&effective, skip, &mut skipped, diagnostics);
        Self { origins, skipped, entries, templates }
    }

    /// Notes what of the user's is neither rendered by itself nor among the templates in use.
    pub fn unused(&self, used: &BTreeSet<String>, diagnostics: &mut Diagnostics) {
        for (path, origin) in self.origins.iter().filter(|(path, _)| !used.contains(*path)) {
            let message = match path.starts_with(PARTIALS) {
                true => format!("no template that is rendered uses `{path}`"),
                false if self.skipped.contains(path) => {
                    format!("`{path}` makes no file, because of `skip`, and no template uses it")
                }
                false => continue,
            };
            if *origin != Origin::BuiltIn {
                diagnostics.push(Diagnostic::new(Code::UnusedTemplate, place(origin, path), message));
            }
        }
    }
}

/// The files of the built-in tree, by path.
pub fn built_in() -> BTreeMap<String, &'static [u8]> {
    let mut files = BTreeMap::new();
    walk_built_in(&BUILT_IN, &mut files);
    files
}

/// The texts of a directory's files, by path. What is no text is left out.
pub fn texts(directory: &Path, diagnostics: &mut Diagnostics) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    walk(directory, "", DEPTH, &mut files, diagnostics);
    let text = |(path, found): (String, Found)| {
        let text = String::from_utf8(found.bytes.into_owned()).ok()?;
        Some((path, text.replace("\r\n", "\n")))
    };
    files.into_iter().filter_map(text).collect()
}

fn walk_built_in(dir: &Dir<'static>, into: &mut BTreeMap<String, &'static [u8]>) {
    for file in dir.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        if is_template_file(&path) && !PAGES.contains(&path.as_str()) {
            into.insert(path, file.contents());
        }
    }
    for dir in dir.dirs() {
        walk_built_in(dir, into);
    }
}

fn walk(
    directory: &Path,
    prefix: &str,
    depth: usize,
    into: &mut BTreeMap<String, Found>,
    diagnostics: &mut Diagnostics,
) {
    let unreadable = |path: &Path, what: String| {
        Diagnostic::new(Code::UnreadableFile, Place::File(path.display().to_string()), what)
    };
    if depth == 0 {
        diagnostics.push(unreadable(directory, "the template directory is nested too deeply".to_owned()));
        return;
    }
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) => {
            diagnostics.push(unreadable(directory, format!("the template directory cannot be read: {error}")));
            return;
        }
    };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.sort();
    for path in paths {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            diagnostics.push(unreadable(&path, "the file's name is not UTF-8".to_owned()));
            continue;
        };
        let tree_path = format!("{prefix}{name}");
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            walk(&path, &format!("{tree_path}/"), depth - 1, into, diagnostics);
        } else if is_template_file(&tree_path) {
            match fs::read(&path) {
                Ok(bytes) => {
                    into.insert(tree_path, Found { bytes: Cow::Owned(bytes), origin: Origin::User(path) });
                }
                Err(error) => diagnostics.push(unreadable(&path, format!("the template cannot be read: {error}"))),
            }
        }
    }
}

/// Leaves out what editors and file managers leave behind.
fn is_template_file(path: &str) -> bool {
    !path.ends_with('~')
}

fn template(path: &str, found: &Found, names: Vec<String>, diagnostics: &mut Diagnostics) -> Option<Template> {
    if !path.ends_with(".jinja") {
        return None;
    }
    let shown = shown(&found.origin, path);
    match std::str::from_utf8(&found.bytes) {
        // A template checked out with CRLF gives the same crate as one with LF.
        Ok(text) => Some(Template { names, shown, text: text.replace("\r\n", "\n") }),
        Err(error) => {
            let message = format!("the template is not UTF-8 from byte {}", error.valid_up_to());
            diagnostics.push(Diagnostic::new(Code::UnreadableFile, Place::File(shown), message));
            None
        }
    }
}

/// A path one letter off a built-in's replaces nothing, and is easily overlooked.
fn near_miss(path: &str, found: &Found, built_in: &BTreeMap<String, Found>, diagnostics: &mut Diagnostics) {
    let Origin::User(file) = &found.origin else { return };
    if built_in.contains_key(path) {
        return;
    }
    let plain = |path: &str| path.trim_end_matches(".jinja").to_owned();
    let near = built_in
        .keys()
        .map(|other| (strsim::damerau_levenshtein(&plain(path), &plain(other)), other))
        .filter(|(distance, _)| *distance <= 1)
        .min();
    if let Some((_, other)) = near {
        let message = format!("`{path}` replaces nothing, but `{other}` is part of the built-in templates");
        diagnostics.push(
            Diagnostic::new(Code::TemplateNearMiss, Place::File(file.display().to_string()), message)
                .help(format!("rename it to `{other}` to replace that one")),
        );
    }
}

fn entries(
    effective: &BTreeMap<&str, &Found>,
    skip: Vec<Pattern>,
    skipped: &mut BTreeSet<String>,
    diagnostics: &mut Diagnostics,
) -> Vec<Entry> {
    let skip = Globs::new("skip", Of::Paths, skip, diagnostics);
    let mut matched = vec![false; skip.patterns().len()];
    let mut by_target: BTreeMap<String, Entry> = BTreeMap::new();
    for (path, found) in effective {
        if path.starts_with(PARTIALS) {
            continue;
        }
        let (target, kind) = match path.strip_suffix(".jinja") {
            Some(target) => (target, Kind::Rendered),
            None => (*path, Kind::Verbatim(without_statement(path, found))),
        };
        // In a pattern, braces are those of alternatives: `{resource}` stands for the text `resource`.
        let matching = skip.matching(&target.replace(['{', '}'], ""));
        if !matching.is_empty() {
            matching.iter().filter_map(|index| matched.get_mut(*index).map(|seen| *seen = true)).for_each(drop);
            skipped.insert((*path).to_owned());
            continue;
        }
        let Some(per) = per(target, &kind, &found.origin, diagnostics) else { continue };
        let entry =
            Entry { name: (*path).to_owned(), target: target.to_owned(), per, kind, origin: found.origin.clone() };
        replace(&mut by_target, entry, diagnostics);
    }
    for (pattern, seen) in skip.patterns().zip(matched) {
        if !seen {
            let message = format!("`skip` has `{}`, which matches no file of the crate", pattern.text);
            diagnostics.push(
                Diagnostic::new(Code::UnusedSkip, pattern.place.clone(), message)
                    .help("patterns are paths in the crate, without `.jinja`: `src/blocking.rs`, `examples/**`"),
            );
        }
    }
    by_target.into_values().collect()
}

/// What is copied of a file: all but the line that says what it is a copy of.
fn without_statement(path: &str, found: &Found) -> Cow<'static, [u8]> {
    let text = std::str::from_utf8(&found.bytes).unwrap_or_default();
    let length = text.len() - statement::without(path, text).len();
    if length == 0 { found.bytes.clone() } else { Cow::Owned(found.bytes.get(length..).unwrap_or_default().to_vec()) }
}

/// `src/a.rs` and `src/a.rs.jinja` land at the same path: a user's wins over a built-in, otherwise it is a fault.
fn replace(by_target: &mut BTreeMap<String, Entry>, entry: Entry, diagnostics: &mut Diagnostics) {
    match by_target.get(&entry.target) {
        Some(other) if (other.origin == Origin::BuiltIn) == (entry.origin == Origin::BuiltIn) => {
            let message = format!("`{}` and `{}` both become `{}`", other.name, entry.name, entry.target);
            let help = "keep one of them";
            diagnostics
                .push(Diagnostic::new(Code::TemplatePath, place(&entry.origin, &entry.name), message).help(help));
        }
        Some(other) if other.origin != Origin::BuiltIn => {}
        _ => {
            by_target.insert(entry.target.clone(), entry);
        }
    }
}

fn place(origin: &Origin, path: &str) -> Place {
    Place::File(shown(origin, path))
}

/// The path of a template for messages.
pub fn shown(origin: &Origin, path: &str) -> String {
    match origin {
        Origin::BuiltIn => format!("{DEFAULT}{path}"),
        Origin::User(file) => file.display().to_string(),
    }
}

/// The path in the crate for one element, given its own path (`b2b/sessions`).
pub fn path_of(target: &str, element: &str) -> String {
    PLACEHOLDERS.iter().fold(target.to_owned(), |path, (placeholder, _)| path.replace(placeholder, element))
}

/// For what a path is rendered; `None`, reported, if its placeholders mean nothing.
fn per(target: &str, kind: &Kind, origin: &Origin, diagnostics: &mut Diagnostics) -> Option<Per> {
    let found: Vec<&(&str, Per)> = PLACEHOLDERS.iter().filter(|(name, _)| target.contains(name)).collect();
    let rest = found.iter().fold(target.to_owned(), |rest, (name, _)| rest.replacen(name, "", 1));
    let fault = if rest.contains(['{', '}']) {
        Some(format!("`{target}` has a placeholder that means nothing"))
    } else if found.len() > 1 {
        Some(format!("`{target}` has several placeholders"))
    } else if !found.is_empty() && matches!(kind, Kind::Verbatim(_)) {
        Some(format!("`{target}` has a placeholder, but is copied, not rendered"))
    } else {
        None
    };
    if let Some(message) = fault {
        let help = "a path has at most one of `{resource}`, `{schema}` and `{type}`, once, and then ends in `.jinja`";
        diagnostics.push(Diagnostic::new(Code::TemplatePath, place(origin, target), message).help(help));
        return None;
    }
    Some(per_of(target))
}

/// For what a path is rendered.
pub fn per_of(path: &str) -> Per {
    PLACEHOLDERS.iter().find(|(placeholder, _)| path.contains(placeholder)).map_or(Per::Once, |(_, per)| *per)
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// An environment with the templates of two trees, as they are merged.
    pub fn merged<T>(
        built_in: &BTreeMap<&str, &'static str>,
        user: &BTreeMap<&str, &'static str>,
        then: impl FnOnce(&minijinja::Environment<'static>) -> T,
    ) -> T {
        let found = |tree: &BTreeMap<&str, &'static str>, origin: &Origin| -> BTreeMap<String, Found> {
            let bytes = |text: &'static str| Cow::Borrowed(text.as_bytes());
            tree.iter()
                .map(|(path, text)| ((*path).to_owned(), Found { bytes: bytes(text), origin: origin.clone() }))
                .collect()
        };
        let user = found(user, &Origin::User(PathBuf::from("user")));
        let tree = Tree::merge(&found(built_in, &Origin::BuiltIn), &user, Vec::new(), &mut Diagnostics::new());
        let mut environment = super::super::environment();
        for template in tree.templates {
            for name in template.names {
                environment.add_template_owned(name, template.text.clone()).unwrap();
            }
        }
        then(&environment)
    }
}
