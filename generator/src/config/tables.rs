//! The tables of `oasmith.toml`. What is said of a setting here is what editors show of it, by way of the schema.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::schema;

/// Which documents of other machines a `$ref` may name. Each is fetched once, kept as a copy, and pinned in `oasmith.lock`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct Remote {
    /// What their URLs begin with: `https`, or `http` of this machine.
    #[schemars(example = ["https://example.com/schemas/"])]
    pub allow: Vec<String>,
    /// The folder of their copies, which belong into version control.
    pub folder: PathBuf,
    /// The largest size of one, in MiB.
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

/// Which part of the description becomes the crate: what any of `tags`, `paths` and `operations` names, or all if they are
/// empty, less what the lists that begin with `exclude` name.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct Filter {
    /// Tags of operations, or patterns of them.
    #[schemars(example = ["pets*"])]
    pub tags: Vec<String>,
    /// Paths, as the description has them, and names of webhooks, or patterns of them.
    #[schemars(example = ["/owners/{id}/**"])]
    pub paths: Vec<String>,
    /// Ids of operations, or patterns of them.
    #[schemars(example = ["users.*"])]
    pub operations: Vec<String>,
    /// Tags of operations that are left out.
    pub exclude_tags: Vec<String>,
    /// Paths, and names of webhooks, that are left out.
    pub exclude_paths: Vec<String>,
    /// Ids of operations that are left out.
    pub exclude_operations: Vec<String>,
    /// Whether named schemas that no operation reaches are left out; by default, if any list has something.
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
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct Package {
    /// Its name; by default, it is made of the description's title.
    #[schemars(example = "my-sdk")]
    pub name: Option<String>,
    /// Its version; by default, that of the description when it is a semantic version, else `0.1.0`.
    pub version: Option<String>,
    /// One line about it for the registry.
    pub description: Option<String>,
    /// Its license, as an SPDX expression.
    #[schemars(example = "MIT OR Apache-2.0")]
    pub license: Option<String>,
    /// The URL of its source.
    pub repository: Option<String>,
    /// Its search words in the registry.
    pub keywords: Vec<String>,
    /// Whether the workspace gives it its lints: `lints.workspace = true`.
    pub workspace_lints: bool,
    /// Whether each resource has a feature, so that users compile only what they need: by default, it has. Without, all is
    /// always compiled.
    pub resource_features: Option<bool>,
    /// Whether what operations take can be checked against the limits of the description, by `validate()`.
    pub validate: bool,
    /// More dependencies: each a version, or a table as in `Cargo.toml`.
    #[schemars(schema_with = "schema::dependencies")]
    pub dependencies: BTreeMap<String, toml::Value>,
    /// What features turn on. That of a resource does so beyond what is generated; others are new, and on by default.
    pub features: BTreeMap<String, Vec<String>>,
    /// More dependencies of tests and examples: each a version, or a table as in `Cargo.toml`.
    #[schemars(schema_with = "schema::dependencies")]
    pub dev_dependencies: BTreeMap<String, toml::Value>,
    /// Programs under `examples/`, by their names, with the features that each needs.
    pub examples: BTreeMap<String, Vec<String>>,
    /// More Markdown for the front page of the crate's documentation.
    pub docs: Option<String>,
    /// A first example for the crate's documentation: the lines of an async function that returns a `Result`.
    pub example: Option<String>,
}

impl Package {
    /// Whether each resource has a feature.
    pub fn has_resource_features(&self) -> bool {
        self.resource_features.unwrap_or(true)
    }
}

/// How the pages of a list follow each other: in the configuration, or as `x-pagination` of an operation. Pointers are
/// JSON Pointers into the answer.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Pagination {
    /// What asks for the next page.
    pub style: PageStyle,
    /// The query parameter, or the property of the body, that says which page is wanted: with all styles but `link`.
    pub parameter: Option<String>,
    /// Pointer to the list: `/data`. Without it, the answer is the list, or has one property that is a list.
    pub items: Option<String>,
    /// With `cursor`, pointer to what the next request sends, where `-` is the last item of a list. With `link`, pointer
    /// to the next page's URL, if that is not in the `Link` header.
    #[schemars(example = "/meta/next_cursor", example = "/data/-/id")]
    pub next: Option<String>,
    /// Pointer to a boolean that says whether there is more.
    #[schemars(example = "/meta/has_more")]
    pub more: Option<String>,
    /// Pointer to how much there is in all: items with `offset`, pages with `page`.
    pub total: Option<String>,
    /// With `page`, the number of the first page, 1 by default; with `offset`, that of the first item, 0 by default.
    pub first: Option<u64>,
}

/// What asks for the next page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
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

/// Where the body of an error says what: JSON Pointers, of which the first that leads to something counts.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all(deserialize = "kebab-case"), default)]
#[schemars(deny_unknown_fields)]
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

/// Which files are written.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct Output {
    /// Patterns of paths of files that are written once, and then belong to the crate's authors.
    pub keep: Vec<String>,
    /// Patterns of paths of files that are not written at all.
    #[schemars(example = ["README.md"])]
    pub skip: Vec<String>,
    /// Whether `oasmith.surface.json` is written, with which `oasmith diff` compares what comes later.
    pub surface: bool,
}

impl Default for Output {
    fn default() -> Self {
        Self { keep: vec!["src/ext/**".to_owned()], skip: Vec::new(), surface: true }
    }
}
