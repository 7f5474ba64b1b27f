//! `oasmith.toml`: what to read, what to write, and the choices that neither the description nor a template makes.

mod places;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::de::{DeTable, DeValue};

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Place};
use crate::globs::Pattern;
use crate::nearest;
use crate::pointer::Pointer;
use crate::source::remote::Prefix;
use crate::source::{FileId, Sources};

pub use places::Places;

/// The name of the configuration file.
pub const FILE_NAME: &str = "oasmith.toml";

/// What a `type/format` becomes when the configuration does not say: a type of the runtime, or the path of another
/// crate's.
pub const DEFAULT_FORMATS: &[(&str, &str)] = &[
    ("string/byte", "Base64"),
    ("string/binary", "Binary"),
    ("string/date-time", "chrono::DateTime<chrono::Utc>"),
    ("string/date", "chrono::NaiveDate"),
    ("string/uuid", "uuid::Uuid"),
];

/// The dependencies that the default formats bring along, by the crate that a type's path begins with.
pub const KNOWN_CRATES: &[(&str, &str)] = &[
    ("chrono", r#"{ version = "0.4", default-features = false, features = ["serde", "std"] }"#),
    ("uuid", r#"{ version = "1", features = ["serde"] }"#),
];

/// The crate that reads regular expressions, where values are checked against some.
pub const PATTERNS_CRATE: (&str, &str) = ("regress", r#""0.12""#);

/// The configuration of a run. Paths are relative to [`Config::directory`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Config {
    /// The folder that paths are relative to: that of the file.
    #[serde(skip)]
    pub directory: PathBuf,
    /// Where the settings stand in the file.
    #[serde(skip)]
    pub places: Places,
    /// The description: a JSON or YAML file.
    pub spec: PathBuf,
    /// Overlays that are applied to the description, in this order.
    pub overlays: Vec<PathBuf>,
    /// Overlays that are applied after these, by paths from where the tool runs.
    #[serde(skip)]
    pub more_overlays: Vec<PathBuf>,
    /// The folder of the crate.
    pub out: PathBuf,
    /// A folder of templates that replace or add to the built-in ones, by path.
    pub templates: Option<PathBuf>,
    /// The generated package.
    #[serde(rename = "crate")]
    pub package: Package,
    /// Rust types by `type/format`.
    pub formats: BTreeMap<String, String>,
    /// Rust names: of operations by id, of schemas by name, of types inside others by the path of fields that leads to
    /// them (`Pet/owner/address`), of fields and parameters by JSON Pointer (`#/…`).
    pub names: BTreeMap<String, String>,
    /// How the pages of lists follow each other, by the ids of operations or patterns of them: `users.*`.
    pub pagination: BTreeMap<String, Pagination>,
    /// What an error's body says, and where.
    pub errors: Errors,
    /// Which part of the description becomes the SDK.
    pub filter: Filter,
    /// Which documents of other machines may be read.
    pub remote: Remote,
    /// What becomes of files.
    pub output: Output,
}

/// Which documents of other machines may be read, and how.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Remote {
    /// What their URLs begin with: `https`, or `http` of this machine.
    pub allow: Vec<String>,
    /// The folder of their copies.
    pub folder: PathBuf,
    /// The size of the largest, in MiB.
    pub max_mib: u64,
    /// How long fetching one may take, in seconds.
    pub timeout_seconds: u64,
    /// Whether the network is used.
    #[serde(skip)]
    pub fetch: Fetch,
}

impl Default for Remote {
    fn default() -> Self {
        Self { allow: Vec::new(), folder: "remote".into(), max_mib: 16, timeout_seconds: 30, fetch: Fetch::Never }
    }
}

/// Whether the network is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fetch {
    /// Copies are read, and no others.
    #[default]
    Never,
    /// For documents without a copy.
    Missing,
    /// For all of them; what has changed is taken over.
    Anew,
}

/// Which part of the description becomes the SDK: what any of the first three lists names, or all if they are empty,
/// less what the others name. Patterns of tags and ids are as in `users.*`, of paths as in `/users/**`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Filter {
    /// Tags of operations.
    pub tags: Vec<String>,
    /// Paths, as the description has them, and names of webhooks.
    pub paths: Vec<String>,
    /// Ids of operations.
    pub operations: Vec<String>,
    /// Tags of operations that are left out.
    pub exclude_tags: Vec<String>,
    /// Paths that are left out.
    pub exclude_paths: Vec<String>,
    /// Ids of operations that are left out.
    pub exclude_operations: Vec<String>,
    /// Whether named schemas that no operation reaches are left out; by default, if there is a list.
    pub prune: Option<bool>,
}

impl Filter {
    /// Whether it leaves anything out.
    pub fn is_on(&self) -> bool {
        self.selects() || self.prunes()
    }

    /// Whether it chooses among operations.
    pub fn selects(&self) -> bool {
        let exclude = [&self.exclude_tags, &self.exclude_paths, &self.exclude_operations];
        self.includes() || exclude.iter().any(|list| !list.is_empty())
    }

    /// Whether only operations are kept that are named.
    pub fn includes(&self) -> bool {
        [&self.tags, &self.paths, &self.operations].iter().any(|list| !list.is_empty())
    }

    /// Whether it leaves out what operations do not reach.
    pub fn prunes(&self) -> bool {
        self.prune.unwrap_or_else(|| self.selects())
    }
}

/// The generated package.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Package {
    /// Its name; by default, of the description's title.
    pub name: Option<String>,
    /// Its version; by default, that of the description when it is a semantic version, else `0.1.0`.
    pub version: Option<String>,
    /// One line for the registry.
    pub description: Option<String>,
    /// An SPDX expression.
    pub license: Option<String>,
    /// The URL of its source.
    pub repository: Option<String>,
    /// Search words.
    pub keywords: Vec<String>,
    /// Whether other crates of the workspace give it its lints: `lints.workspace = true`.
    pub workspace_lints: bool,
    /// Whether what operations take can be checked against the limits of the description: `validate()`.
    pub validate: bool,
    /// More dependencies: a version, or a table as in `Cargo.toml`.
    pub dependencies: BTreeMap<String, toml::Value>,
    /// What features turn on beyond what is generated: of a resource's, added to that; others are new, and on by default.
    pub features: BTreeMap<String, Vec<String>>,
    /// More dependencies of tests and examples.
    pub dev_dependencies: BTreeMap<String, toml::Value>,
    /// Programs under `examples/`, with the features that each needs.
    pub examples: BTreeMap<String, Vec<String>>,
    /// More Markdown for the front page of the crate's documentation.
    pub docs: Option<String>,
    /// A first example for the crate's documentation: the lines of an async function that returns a `Result`.
    pub example: Option<String>,
}

/// How the pages of a list follow each other: in the configuration, or as `x-pagination` of an operation. Pointers are
/// JSON Pointers into the answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Pagination {
    /// What asks for the next page.
    pub style: PageStyle,
    /// The query parameter, or the property of the body, that says which page is wanted: with all styles but `link`.
    pub parameter: Option<String>,
    /// Pointer to the list. Without it, the answer is the list, or has one property that is a list.
    pub items: Option<String>,
    /// With `cursor`, pointer to what the next request sends, where `-` is the last item of a list. With `link`, pointer
    /// to the next page's URL, if that is not in the `Link` header.
    pub next: Option<String>,
    /// Pointer to a boolean: whether there is more.
    pub more: Option<String>,
    /// Pointer to how much there is in all: items with `offset`, pages with `page`.
    pub total: Option<String>,
    /// With `page`, the number of the first page, 1 by default; with `offset`, that of the first item, 0 by default.
    pub first: Option<u64>,
}

/// What asks for the next page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PageStyle {
    /// A value out of the answer before.
    Cursor,
    /// The number of items to skip.
    Offset,
    /// The number of the page.
    Page,
    /// A URL out of the answer before: in its `Link` header, or in its body.
    Link,
    /// There are no pages, whatever else is said.
    None,
}

/// JSON Pointers into the body of an error response, tried in order.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all(deserialize = "kebab-case"), default)]
pub struct Errors {
    /// The sentence for people.
    pub message: Vec<String>,
    /// The code for programs.
    pub code: Vec<String>,
    /// The request's id.
    pub request_id: Vec<String>,
    /// Headers that carry the request's id, in any response.
    pub request_id_headers: Vec<String>,
}

impl Default for Errors {
    fn default() -> Self {
        let list = |items: &[&str]| items.iter().map(|&item| item.to_owned()).collect();
        Self {
            message: list(&[
                "/message",
                "/error/message",
                "/error_message",
                "/detail",
                "/error_description",
                "/errors/0/message",
                "/title",
                "/error",
            ]),
            code: list(&["/code", "/error/code", "/error_type", "/error/type", "/errors/0/code", "/type", "/error"]),
            request_id: list(&["/request_id", "/requestId"]),
            request_id_headers: list(&["x-request-id", "request-id", "x-correlation-id"]),
        }
    }
}

/// What becomes of files.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Output {
    /// Globs of paths that are written once and then belong to the crate's authors.
    pub keep: Vec<String>,
    /// Globs of paths that are not written at all.
    pub skip: Vec<String>,
    /// Whether `oasmith.surface.json` is written, with which `oasmith diff` compares what comes later.
    pub surface: bool,
}

impl Default for Output {
    fn default() -> Self {
        Self { keep: vec!["src/ext/**".to_owned()], skip: Vec::new(), surface: true }
    }
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
        Diagnostic::new(Code::InvalidConfig, Place::span(file, span), first_line(error.message()))
    };
    let table = match DeTable::parse(text) {
        Ok(table) => table,
        Err(error) => {
            diagnostics.push(faulty(&error));
            return None;
        }
    };
    let before = diagnostics.count(crate::diagnostics::Severity::Error);
    for (path, keys) in KEYS {
        if let Some((_, section)) = section(table.get_ref(), path) {
            unknown_keys(section, path, keys, file, diagnostics);
        }
    }
    if let Some((_, formats)) = section(table.get_ref(), "formats") {
        no_types(formats, file, diagnostics);
    }
    if let Some((_, package)) = section(table.get_ref(), "crate")
        && let Some((_, features)) = section(package, "features")
    {
        taken_features(features, file, diagnostics);
    }
    if let Some((_, remote)) = section(table.get_ref(), "remote") {
        no_prefixes(remote, file, diagnostics);
    }
    for key in ["spec", "out"] {
        if !table.get_ref().contains_key(key) {
            diagnostics.push(
                Diagnostic::new(Code::InvalidConfig, Place::span(file, 0..0), format!("`{key}` is missing")).help(
                    "name the description with `spec = \"openapi.yaml\"` and the crate's folder with `out = \"sdk\"`",
                ),
            );
        }
    }
    let config = toml::from_str::<Config>(text);
    if let Err(error) = &config {
        diagnostics.push(faulty(error));
    }
    let clean = before == diagnostics.count(crate::diagnostics::Severity::Error);
    let places = Places::of(table.get_ref(), file);
    config.ok().filter(|_| clean).map(|config| Config { places, ..config })
}

/// The keys of each table whose keys are fixed.
const KEYS: &[(&str, &[&str])] = &[
    (
        "",
        &[
            "spec",
            "overlays",
            "out",
            "templates",
            "crate",
            "formats",
            "names",
            "pagination",
            "errors",
            "filter",
            "remote",
            "output",
        ],
    ),
    (
        "crate",
        &[
            "name",
            "version",
            "description",
            "license",
            "repository",
            "keywords",
            "workspace-lints",
            "validate",
            "dependencies",
            "features",
            "dev-dependencies",
            "examples",
            "docs",
            "example",
        ],
    ),
    ("errors", &["message", "code", "request-id", "request-id-headers"]),
    ("filter", &["tags", "paths", "operations", "exclude-tags", "exclude-paths", "exclude-operations", "prune"]),
    ("remote", &["allow", "folder", "max-mib", "timeout-seconds"]),
    ("output", &["keep", "skip", "surface"]),
];

fn section<'t, 'i>(root: &'t DeTable<'i>, path: &str) -> Option<(Range<usize>, &'t DeTable<'i>)> {
    if path.is_empty() {
        return Some((0..0, root));
    }
    let (key, value) = root.iter().find(|(key, _)| key.get_ref() == path)?;
    match value.get_ref() {
        DeValue::Table(table) => Some((key.span(), table)),
        _ => None,
    }
}

fn unknown_keys(table: &DeTable<'_>, path: &str, known: &[&str], file: FileId, diagnostics: &mut Diagnostics) {
    for (key, _) in table.iter().filter(|(key, _)| !known.contains(&key.get_ref().as_ref())) {
        let name = key.get_ref();
        let message = match path {
            "" => format!("unknown key `{name}`"),
            path => format!("unknown key `{name}` in `[{path}]`"),
        };
        let help = match nearest::of(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known here: {}", known.join(", ")),
        };
        diagnostics.push(Diagnostic::new(Code::UnknownKey, Place::span(file, key.span()), message).help(help));
    }
}

/// The features that every generated crate has.
const FEATURES: &[&str] = &["default", "native-tls", "rustls"];

fn taken_features(features: &DeTable<'_>, file: FileId, diagnostics: &mut Diagnostics) {
    for (key, _) in features.iter().filter(|(key, _)| FEATURES.contains(&key.get_ref().as_ref())) {
        let message = format!("the feature `{}` is there already", key.get_ref());
        let help = "use another name, or that of a resource, to add to it";
        diagnostics.push(Diagnostic::new(Code::InvalidConfig, Place::span(file, key.span()), message).help(help));
    }
}

/// A format is mapped to a Rust type; anything else would end up in the crate as it stands.
fn no_types(formats: &DeTable<'_>, file: FileId, diagnostics: &mut Diagnostics) {
    for (format, ty) in formats.iter() {
        let DeValue::String(path) = ty.get_ref() else { continue };
        if syn::parse_str::<syn::Type>(path).is_err() {
            let message = format!("`{path}`, to which `{}` is mapped, is not a Rust type", format.get_ref());
            diagnostics.push(Diagnostic::new(Code::InvalidConfig, Place::span(file, ty.span()), message).help(
                "write a path, such as `chrono::DateTime<chrono::Utc>`, or a type of the runtime, such as `Base64`",
            ));
        }
    }
}

/// What may be fetched must not be read or changed on the way by others.
fn no_prefixes(remote: &DeTable<'_>, file: FileId, diagnostics: &mut Diagnostics) {
    let Some(DeValue::Array(prefixes)) = remote.get("allow").map(|allow| allow.get_ref()) else { return };
    for prefix in prefixes.iter() {
        let DeValue::String(text) = prefix.get_ref() else { continue };
        if let Err(why) = Prefix::parse(text) {
            let message = format!("`{text}` cannot be allowed");
            diagnostics.push(Diagnostic::new(Code::InvalidConfig, Place::span(file, prefix.span()), message).help(why));
        }
    }
}

fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().to_owned()
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
            "`a date; fn x() {}`, to which `string/date` is mapped, is not a Rust type",
            "the feature `rustls` is there already",
            "`out` is missing",
        ];
        assert_eq!(said(text), expected);
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
