//! What the configuration says of the generated code itself: of types and operations by patterns, of their modules, of
//! how values are made, and of the documentation.

use schemars::JsonSchema;
use serde::Deserialize;
use syn::parse::Parser as _;

use super::Config;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};

/// What is said of types that a pattern fits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct TypeSettings {
    /// More derives: paths of macros, such as `Hash` or `schemars::JsonSchema`.
    pub derive: Vec<String>,
    /// More attributes, as Rust has them: `#[cfg_attr(feature = "ts", derive(ts_rs::TS))]`.
    pub attributes: Vec<String>,
    /// Whether other crates may rely on there being no further fields or variants: without `#[non_exhaustive]`.
    pub exhaustive: Option<bool>,
    /// Whether a struct that is received keeps the properties that the description does not name.
    pub keep_unknown: Option<bool>,
}

impl TypeSettings {
    /// Adds what something more special says.
    pub fn add(&mut self, more: &Self) {
        self.derive.extend(more.derive.iter().cloned());
        self.attributes.extend(more.attributes.iter().cloned());
        self.exhaustive = more.exhaustive.or(self.exhaustive);
        self.keep_unknown = more.keep_unknown.or(self.keep_unknown);
    }
}

/// What is said of operations that a pattern fits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct OperationSettings {
    /// Who can call the method.
    pub visibility: Option<Visibility>,
    /// More attributes of the method, as Rust has them: `#[must_use]`.
    pub attributes: Vec<String>,
}

impl OperationSettings {
    /// Adds what something more special says.
    pub fn add(&mut self, more: &Self) {
        self.visibility = more.visibility.or(self.visibility);
        self.attributes.extend(more.attributes.iter().cloned());
    }
}

/// Who can use something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Visibility {
    /// Everybody.
    #[default]
    Public,
    /// The crate itself: what is written by hand in `src/ext/`.
    Crate,
}

/// How values are made.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct Style {
    /// Whether structs have a method for each field that `new` does not take: `Pet::new("Rex").age(3)`.
    pub setters: bool,
    /// What the names of these methods begin with: `with_`.
    pub setter_prefix: String,
}

impl Default for Style {
    fn default() -> Self {
        Self { setters: true, setter_prefix: String::new() }
    }
}

/// What the documentation says beside what the description does.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct DocsSettings {
    /// The limits of fields: "From 1 to 10."
    pub limits: bool,
    /// The requests of operations: `GET /pets/{id}`. One that nothing else is said of has it anyway.
    pub requests: bool,
    /// Names in the description, where those in Rust differ, as what the documentation's search finds, too.
    pub aliases: bool,
}

impl Default for DocsSettings {
    fn default() -> Self {
        Self { limits: true, requests: true, aliases: false }
    }
}

/// Reports what is said in Rust and is none, and names that cannot be.
pub fn check(config: &Config, diagnostics: &mut Diagnostics) {
    let mut faults = Faults { config, diagnostics };
    for (pattern, said) in &config.types {
        faults.in_list(["types", pattern, "derive"], &said.derive, not_derivable);
        faults.in_list(["types", pattern, "attributes"], &said.attributes, no_attribute);
    }
    for (pattern, said) in &config.operations {
        faults.in_list(["operations", pattern, "attributes"], &said.attributes, no_attribute);
    }
    for (pattern, module) in &config.modules {
        faults.at(&["modules", pattern], no_module(module));
    }
    faults.at(&["style", "setter-prefix"], no_prefix(&config.style.setter_prefix));
}

/// What is wrong with a text, and what to do about it.
struct Fault {
    found: String,
    help: &'static str,
}

struct Faults<'c, 'd> {
    config: &'c Config,
    diagnostics: &'d mut Diagnostics,
}

impl Faults<'_, '_> {
    fn in_list(&mut self, [section, pattern, key]: [&str; 3], list: &[String], fault: fn(&str) -> Option<Fault>) {
        for (index, text) in list.iter().enumerate() {
            self.at(&[section, pattern, key, &index.to_string()], fault(text));
        }
    }

    fn at(&mut self, keys: &[&str], fault: Option<Fault>) {
        if let Some(Fault { found, help }) = fault {
            let place = self.config.place(keys.iter().copied());
            self.diagnostics.push(Diagnostic::new(Code::InvalidConfig, place, found).help(help));
        }
    }
}

/// What the runtime implements for types.
const IMPLEMENTED: &[&str] = &["Debug", "Deserialize", "Serialize"];

fn not_derivable(text: &str) -> Option<Fault> {
    let Ok(path) = syn::Path::parse_mod_style.parse_str(text) else {
        let found = format!("`{text}` cannot be derived: it is not a path");
        return Some(Fault { found, help: "name a macro, such as `Hash` or `schemars::JsonSchema`" });
    };
    let last = path.segments.last()?.ident.to_string();
    IMPLEMENTED.contains(&last.as_str()).then(|| Fault {
        found: format!("`{text}` cannot be derived: types implement it themselves"),
        help: "remove it; what they read and write is what the description says",
    })
}

fn no_attribute(text: &str) -> Option<Fault> {
    let is_some = syn::Attribute::parse_outer.parse_str(text).is_ok_and(|attributes| !attributes.is_empty());
    (!is_some).then(|| Fault {
        found: format!("`{text}` is not an attribute"),
        help: "write it as in Rust, `#[must_use]`; in TOML, `'…'` around it needs no escapes",
    })
}

fn no_module(text: &str) -> Option<Fault> {
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    (!text.split('.').all(is_name)).then(|| Fault {
        found: format!("`{text}` is not a module"),
        help: "write names of letters, digits and `_` with dots between them: `b2b.sessions`",
    })
}

/// A prefix may be empty: then there is none.
fn no_prefix(text: &str) -> Option<Fault> {
    let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let is_prefix = text.chars().all(is_part) && !text.starts_with(|c: char| c.is_ascii_digit());
    (!is_prefix).then(|| Fault {
        found: format!("`{text}` cannot begin the name of a method"),
        help: "use small letters, digits and `_`: `with_`",
    })
}
