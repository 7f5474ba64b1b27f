//! `oasmith.toml`: what to read, what to write, and the choices that neither the description nor a template makes.

mod checks;
mod formats;
mod keys;
mod places;
pub mod schema;
mod settings;
mod tables;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Deserialize;
use toml::de::{DeTable, Deserializer};

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Place, Severity};
use crate::globs::Pattern;
use crate::pointer::Pointer;
use crate::source::{FileId, Sources};

pub use formats::{Formats, KNOWN_CRATES};
pub use places::Places;
pub use settings::{DocsSettings, OperationSettings, Style, TypeSettings, Visibility};
pub use tables::{Errors, Fetch, Filter, Output, Package, PageStyle, Pagination, Remote};

/// The name of the configuration file.
pub const FILE_NAME: &str = "oasmith.toml";

/// The crate that reads regular expressions, where values are checked against some.
pub const PATTERNS_CRATE: (&str, &str) = ("regress", r#""0.12""#);

/// Which description becomes which crate, and how. Paths are relative to the folder of this file.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields, title = schema::TITLE, extend("required" = ["spec", "out"]))]
pub struct Config {
    /// The folder that paths are relative to: that of the file.
    #[serde(skip)]
    pub directory: PathBuf,
    /// Where the settings stand in the file.
    #[serde(skip)]
    pub places: Places,
    /// The description: a YAML or JSON file of Swagger 2.0 or OpenAPI 3.0 to 3.2.
    #[schemars(example = "openapi.yaml")]
    pub spec: PathBuf,
    /// Overlays that are applied to the description, in this order.
    #[schemars(example = ["overlay.yaml"])]
    pub overlays: Vec<PathBuf>,
    /// Overlays that are applied after these, by paths from where the tool runs.
    #[serde(skip)]
    pub more_overlays: Vec<PathBuf>,
    /// The folder of the crate.
    #[schemars(example = &"sdk")]
    pub out: PathBuf,
    /// A folder of templates that replace or add to the built-in ones, by path.
    #[schemars(example = &"templates")]
    pub templates: Option<PathBuf>,
    /// The generated package: what its `Cargo.toml` and its documentation say.
    #[serde(rename = "crate")]
    pub package: Package,
    /// Rust types by `type/format`.
    pub formats: Formats,
    /// Rust names: of operations by id, of schemas by name, of types inside others by the path of fields that leads to
    /// them (`Pet/owner/address`), of fields and parameters by JSON Pointer (`#/…`).
    pub names: BTreeMap<String, String>,
    /// The modules of operations and schemas, by ids and names or patterns of them: `b2b.sessions`.
    pub modules: BTreeMap<String, String>,
    /// What is said of types, by patterns of their names in Rust (`Pet`, `b2b.sessions.Member*`) or in the description, or
    /// of extensions that they have: `x-domain-model`.
    pub types: BTreeMap<String, TypeSettings>,
    /// What is said of operations, by patterns of their ids, or of extensions that they have.
    pub operations: BTreeMap<String, OperationSettings>,
    /// How values are made.
    pub style: Style,
    /// What the documentation says beside what the description does.
    pub docs: DocsSettings,
    /// How the pages of lists follow each other, by the ids of operations or patterns of them, such as `users.*`.
    pub pagination: BTreeMap<String, Pagination>,
    /// Where the body of an error says what.
    pub errors: Errors,
    /// Which part of the description becomes the crate.
    pub filter: Filter,
    /// Which documents of other machines a `$ref` may name.
    pub remote: Remote,
    /// Which files are written.
    pub output: Output,
}

impl Config {
    /// Reads `oasmith.toml`. All unknown keys and the first wrong value are reported.
    pub fn read(path: &Path, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Self> {
        sources.depend_on(path);
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => {
                let place = Place::File(path.display().to_string());
                diagnostics.push(
                    Diagnostic::new(Code::UnreadableFile, place, format!("cannot read the configuration: {error}"))
                        .help("`oasmith init SPEC` writes a first one; `--config FILE` names another"),
                );
                return None;
            }
        };
        let file = sources.add(path, text.clone());
        let mut config = parse(&text, file, diagnostics)?;
        config.directory = path.parent().map(Path::to_path_buf).unwrap_or_default();
        Some(config)
    }

    /// Reports a package name that Cargo would not take, from the file or the command line.
    pub fn check_name(&self, diagnostics: &mut Diagnostics) {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let valid = |name: &String| name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(plain);
        if let Some(name) = self.package.name.as_ref().filter(|name| !valid(name)) {
            diagnostics.push(
                Diagnostic::new(
                    Code::InvalidConfig,
                    self.place(["crate", "name"]),
                    format!("`{name}` is not the name of a package"),
                )
                .help("use letters, digits, `-` and `_`, and begin with a letter"),
            );
        }
    }

    /// Where a setting stands, by the keys that lead to it.
    pub fn place<'a>(&self, keys: impl IntoIterator<Item = &'a str>) -> Place {
        self.places.at(&Pointer::root().descend(keys))
    }

    /// The patterns of a list, with the place of each.
    pub fn patterns<'a>(&self, list: &[String], keys: impl IntoIterator<Item = &'a str>) -> Vec<Pattern> {
        let at = Pointer::root().descend(keys);
        let pattern = |(index, text): (usize, &String)| Pattern::new(text, self.places.at(&at.child(index)));
        list.iter().enumerate().map(pattern).collect()
    }

    /// The description's path, from where the tool runs.
    pub fn spec_path(&self) -> PathBuf {
        self.directory.join(&self.spec)
    }

    /// The paths of all overlays, from where the tool runs, and where each is named.
    pub fn overlay_paths(&self) -> Vec<(PathBuf, Place)> {
        let at = Pointer::root().child("overlays");
        let configured = self.overlays.iter().enumerate();
        let configured = configured.map(|(index, path)| (self.directory.join(path), self.places.at(&at.child(index))));
        configured.chain(self.more_overlays.iter().map(|path| (path.clone(), Place::Nowhere))).collect()
    }

    /// The crate's folder, from where the tool runs.
    pub fn out_path(&self) -> PathBuf {
        self.directory.join(&self.out)
    }

    /// The folder of the user's templates, from where the tool runs.
    pub fn templates_path(&self) -> Option<PathBuf> {
        self.templates.as_ref().map(|templates| self.directory.join(templates))
    }
}

fn parse(text: &str, file: FileId, diagnostics: &mut Diagnostics) -> Option<Config> {
    let faulty = |error: &toml::de::Error| {
        let span = error.span().unwrap_or(0..0);
        let message = error.message().lines().next().unwrap_or_default();
        Diagnostic::new(Code::InvalidConfig, Place::span(file, span), message)
    };
    let mut table = match DeTable::parse(text) {
        Ok(table) => table,
        Err(error) => {
            diagnostics.push(faulty(&error));
            return None;
        }
    };
    let before = diagnostics.count(Severity::Error);
    keys::take_unknown(table.get_mut(), &schema::value(), file, diagnostics);
    checks::check(table.get_ref(), file, diagnostics);
    let places = Places::of(table.get_ref(), file);
    let config = Config::deserialize(Deserializer::from(table));
    let config = config.map(|config| Config { places, ..config });
    match &config {
        Ok(config) => {
            config.formats.check(&config.places, diagnostics);
            settings::check(config, diagnostics);
        }
        Err(error) => diagnostics.push(faulty(error)),
    }
    let clean = before == diagnostics.count(Severity::Error);
    config.ok().filter(|_| clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<String> {
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        let file = sources.add(FILE_NAME, text);
        let config = parse(text, file, &mut diagnostics);
        let said: Vec<String> = diagnostics.iter().map(|diagnostic| diagnostic.message.clone()).collect();
        assert_eq!(config.is_none(), !said.is_empty(), "{text}");
        said
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let text = "spec = \"a\"\n[crate]\nversoin = \"1\"\nfeatures = { rustls = [], jwt = [] }\n[formats]\n\"string/date\" = \"a date; fn x() {}\"\n";
        let expected = [
            "unknown key `versoin` in `[crate]`",
            "the feature `rustls` is there already",
            "`out` is missing",
            "`a date; fn x() {}`, to which `string/date` is mapped, is not a Rust type",
        ];
        assert_eq!(said(text), expected);
    }

    #[test]
    fn unknown_keys_are_found_in_every_table_whose_keys_are_fixed() {
        let text = "spec = \"a\"\nout = \"b\"\nnames = { any = \"is_good\" }\nremote = { alow = [] }\n\
                    crate = { dependencies.x = { any = \"is good\" }, features.any = [] }\n\
                    [pagination.\"users.*\"]\nstyle = \"page\"\nwait = 1\n\
                    [formats]\n\"string/date\" = { type = \"time::Date\", emty = 7 }\n";
        let mut said = said(text);
        said.sort();
        let expected = [
            "unknown key `alow` in `[remote]`",
            "unknown key `emty` in `[formats.\"string/date\"]`",
            "unknown key `wait` in `[pagination.\"users.*\"]`",
        ];
        assert_eq!(said, expected);
    }

    #[test]
    fn only_safe_urls_are_allowed() {
        let allow = "[\"https://example.com/\", \"http://example.com/\", \"schemas\"]";
        let text = format!("spec = \"a\"\nout = \"b\"\n[remote]\nallow = {allow}\n");
        assert_eq!(said(&text), ["`http://example.com/` cannot be allowed", "`schemas` cannot be allowed"]);
    }

    #[test]
    fn settings_are_found_where_they_stand() {
        let text =
            "spec = \"a\"\nout = \"b\"\n[output]\nskip = [\"x\", \"y/**\"]\n[pagination.\"a.b/c\"]\nstyle = \"none\"\n";
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        let file = sources.add(FILE_NAME, text);
        let config = parse(text, file, &mut diagnostics).unwrap();
        let shown = |place: Place| match place {
            Place::Span(_, (start, end)) => text[start..end].to_owned(),
            place => format!("{place:?}"),
        };
        let patterns = config.patterns(&config.output.skip, ["output", "skip"]);
        let places: Vec<String> = patterns.into_iter().map(|pattern| shown(pattern.place)).collect();
        assert_eq!(places, ["\"x\"", "\"y/**\""]);
        assert_eq!(shown(config.place(["pagination", "a.b/c"])), "\"a.b/c\"");
        assert_eq!(shown(config.place(["crate", "name"])), "Nowhere");
    }

    #[test]
    fn types_are_paths_with_arguments_or_without() {
        let text =
            "spec = \"a\"\nout = \"b\"\n[formats]\na = \"Vec<(u8, String)>\"\nb = \"time::Date\"\nc = \"Base64\"\n";
        assert_eq!(said(text), [""; 0]);
    }
}
