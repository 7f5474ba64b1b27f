//! `[formats]`: what a `type/format` becomes, and how types of other crates travel.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use syn::parse::Parser;

use super::Places;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Place};
use crate::ir::Type;
use crate::pointer::Pointer;

/// What a `type/format` becomes when the configuration does not say: a type of the runtime, or the path of another
/// crate's.
const DEFAULTS: &[(&str, &str)] = &[
    ("string/byte", "Base64"),
    ("string/binary", "Binary"),
    ("string/date-time", "chrono::DateTime<chrono::Utc>"),
    ("string/date", "chrono::NaiveDate"),
    ("string/uuid", "uuid::Uuid"),
];

/// The dependencies that types of well-known crates bring along, by the crate that a type's path begins with.
pub const KNOWN_CRATES: &[(&str, &str)] = &[
    ("chrono", r#"{ version = "0.4", default-features = false, features = ["serde", "std"] }"#),
    ("jiff", r#"{ version = "0.2", default-features = false, features = ["serde", "std"] }"#),
    (
        "rust_decimal",
        r#"{ version = "1", default-features = false, features = ["serde-with-float", "serde-with-str", "std"] }"#,
    ),
    ("time", r#"{ version = "0.3", features = ["serde-human-readable", "serde-well-known"] }"#),
    ("uuid", r#"{ version = "1", features = ["serde"] }"#),
];

/// Types of well-known crates whose `serde` form is not what is meant, or that have no `Default`: what they are in JSON,
/// their paths, how an empty one is made, and the module by which they travel.
const KNOWN_TYPES: &[(&str, &str, Option<&str>, Option<&str>)] = &[
    ("integer", "chrono::DateTime<chrono::Utc>", None, Some("chrono::serde::ts_seconds")),
    ("integer", "jiff::Timestamp", None, Some("jiff::fmt::serde::timestamp::second::required")),
    ("integer", "time::OffsetDateTime", Some("time::OffsetDateTime::UNIX_EPOCH"), Some("time::serde::timestamp")),
    ("number", "rust_decimal::Decimal", None, Some("rust_decimal::serde::float")),
    ("string", "rust_decimal::Decimal", None, Some("rust_decimal::serde::str")),
    ("string", "time::Date", Some("time::OffsetDateTime::UNIX_EPOCH.date()"), None),
    ("string", "time::OffsetDateTime", Some("time::OffsetDateTime::UNIX_EPOCH"), Some("time::serde::rfc3339")),
];

/// Rust types by `type/format`: those of the configuration, and the default ones of other formats.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(from = "BTreeMap<String, Written>")]
pub struct Formats(BTreeMap<String, Mapped>);

/// A Rust type: its path, or a table that says more of it.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected a Rust type, or a table with `type`")]
enum Written {
    /// A type of the runtime (`String`, `Base64`, `Binary`, `Bytes`, `Json`, or a number such as `f32`), or the path of
    /// another crate's. That crate belongs into `[crate.dependencies]`, unless it is `chrono`, `jiff`, `rust_decimal`,
    /// `time` or `uuid`.
    #[schemars(example = &"time::OffsetDateTime", example = &"rust_decimal::Decimal")]
    Path(String),
    Table(Mapped),
}

/// A type of another crate that does not travel by its own `Serialize` and `Deserialize`, or has no `Default`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Mapped {
    /// Its path.
    #[serde(rename = "type")]
    #[schemars(example = &"time::OffsetDateTime")]
    pub ty: String,
    /// The expression of a required value that was not sent: by default, `Default::default()`.
    #[schemars(example = &"time::OffsetDateTime::UNIX_EPOCH")]
    pub empty: Option<String>,
    /// The path of a module with `serialize` and `deserialize`, as `#[serde(with = "…")]` takes it.
    #[schemars(example = &"time::serde::rfc3339")]
    pub with: Option<String>,
}

impl Default for Formats {
    fn default() -> Self {
        BTreeMap::new().into()
    }
}

impl From<BTreeMap<String, Written>> for Formats {
    fn from(written: BTreeMap<String, Written>) -> Self {
        let path = |ty: &str| Mapped { ty: ty.to_owned(), ..Mapped::default() };
        let mut formats: BTreeMap<String, Mapped> =
            DEFAULTS.iter().map(|(format, ty)| ((*format).to_owned(), path(ty))).collect();
        formats.extend(written.into_iter().map(|(format, written)| match written {
            Written::Path(ty) => (format, path(&ty)),
            Written::Table(mapped) => (format, mapped),
        }));
        for (format, mapped) in &mut formats {
            mapped.know(format);
        }
        Self(formats)
    }
}

impl Mapped {
    /// Adds what is known of its type, where nothing else is said.
    fn know(&mut self, format: &str) {
        let is_it = |(json, ty, ..): &&(&str, &str, _, _)| {
            format.split('/').next() == Some(*json) && ty.chars().eq(self.ty.chars().filter(|c| !c.is_whitespace()))
        };
        if let Some((_, _, empty, with)) = KNOWN_TYPES.iter().find(is_it) {
            self.empty = self.empty.take().or(empty.map(str::to_owned));
            self.with = self.with.take().or(with.map(str::to_owned));
        }
    }
}

impl Formats {
    /// The type of a `type/format`, if it has one of its own.
    pub fn ty(&self, format: &str) -> Option<&str> {
        self.0.get(format).map(|mapped| mapped.ty.as_str())
    }

    /// How a type of another crate travels. It does so in one way, whichever of its formats a value has.
    pub fn of_type(&self, path: &str) -> Option<&Mapped> {
        self.0.values().find(|mapped| mapped.ty == path)
    }

    /// Reports what cannot be meant. What is not Rust would end up in the crate as it stands.
    pub(super) fn check(&self, places: &Places, diagnostics: &mut Diagnostics) {
        for (format, mapped) in &self.0 {
            let at = Pointer::root().descend(["formats", format]);
            let two_ways = self.other_way(format, mapped, places).map(|other| two_ways(format, other, &mapped.ty));
            for Fault { part, message, help } in mapped.faults(format).into_iter().chain(two_ways) {
                let place = match places.at(&at.child(part)) {
                    Place::Nowhere => places.at(&at),
                    place => place,
                };
                diagnostics.push(Diagnostic::new(Code::InvalidConfig, place, message).help(help));
            }
        }
    }

    /// Another format of the same type whose values travel otherwise. Of two that are configured, the second has one.
    fn other_way(&self, format: &str, mapped: &Mapped, places: &Places) -> Option<&str> {
        let is_configured = |format: &str| places.at(&Pointer::root().descend(["formats", format])) != Place::Nowhere;
        let is_before = |other: &str| is_configured(format) && (!is_configured(other) || other < format);
        let is_other =
            |other: &Mapped| other.ty == mapped.ty && (&other.empty, &other.with) != (&mapped.empty, &mapped.with);
        let mut others = self.0.iter().filter(|(name, other)| is_other(other) && is_before(name));
        others.next().map(|(other, _)| other.as_str())
    }
}

/// What is wrong with a part of a mapping, and what to do.
struct Fault {
    part: &'static str,
    message: String,
    help: &'static str,
}

impl Mapped {
    fn faults(&self, format: &str) -> Vec<Fault> {
        let Self { ty, empty, with } = self;
        let mut faults = Vec::new();
        if syn::parse_str::<syn::Type>(ty).is_err() {
            let message = format!("`{ty}`, to which `{format}` is mapped, is not a Rust type");
            let help =
                "write a path, such as `chrono::DateTime<chrono::Utc>`, or a type of the runtime, such as `Base64`";
            faults.push(Fault { part: "type", message, help });
        }
        if let Some(empty) = empty.as_ref().filter(|empty| syn::parse_str::<syn::Expr>(empty).is_err()) {
            let message = format!("`{empty}`, the empty value of `{format}`, is not a Rust expression");
            faults.push(Fault { part: "empty", message, help: "write one of the type, such as `Default::default()`" });
        }
        if let Some(with) = with.as_ref().filter(|with| syn::Path::parse_mod_style.parse_str(with).is_err()) {
            let message = format!("`{with}`, by which `{format}` travels, is not the path of a module");
            faults.push(Fault { part: "with", message, help: "write a path, such as `time::serde::rfc3339`" });
        }
        if Type::of_runtime(ty).is_some() && (empty.is_some() || with.is_some()) {
            let message =
                format!("`{ty}`, to which `{format}` is mapped, is a type of the runtime, which knows its form");
            let help = "take `empty` and `with` away, or write a type of another crate";
            faults.push(Fault { part: "type", message, help });
        }
        faults
    }
}

fn two_ways(format: &str, other: &str, ty: &str) -> Fault {
    let message = format!("`{ty}` would have one form in JSON for `{format}`, and another for `{other}`");
    let help = "a Rust type has one form: map one of the two to another type, such as one of your own around this";
    Fault { part: "type", message, help }
}
