//! The only code that knows the versions of OpenAPI: documents of other versions are rewritten, as JSON, to 3.0.
//!
//! A document is rewritten after [`crate::resolve`] has made one of all its files, and says where it has put things
//! by [`Origins::rewritten`](crate::resolve::Origins::rewritten). What 3.0 cannot say travels in [`private`] keys.
//! Each version has a module for what it has added, but for schemas, which have [`schema`] for all of them, and
//! [`parts`] of multipart bodies; [`repair`] is for what real documents get wrong.

mod parts;
pub mod private;
mod repair;
mod schema;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod v2_0;
mod v3_1;
mod v3_2;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Place};
use crate::grammar::{self, Kind, Path};
use crate::pointer::Pointer;
use crate::resolve::{Bundle, Moves, Origins};
use crate::source::{Document, Sources};

/// A version of OpenAPI, by what matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// Swagger 2.0.
    V2_0,
    /// OpenAPI 3.0.x.
    V3_0,
    /// OpenAPI 3.1.x.
    V3_1,
    /// OpenAPI 3.2.x.
    V3_2,
}

impl Version {
    /// Where documents of this version keep the named objects of a kind; `None` if they cannot have any.
    pub fn section(self, kind: Kind) -> Option<Pointer> {
        let section = kind.section()?;
        if self > Self::V2_0 {
            return Some(Pointer::root().descend(["components", section]));
        }
        match kind {
            Kind::Schema => Some("definitions"),
            Kind::Parameter => Some("parameters"),
            Kind::Response => Some("responses"),
            Kind::SecurityScheme => Some("securityDefinitions"),
            _ => None,
        }
        .map(|section| Pointer::root().child(section))
    }

    /// Whether what stands beside a `$ref` counts (3.1.0, sections 4.8.23 and 4.8.24).
    pub fn siblings_count(self) -> bool {
        self >= Self::V3_1
    }
}

/// The version of a root document, or `None`, reported, if it cannot be read.
pub fn version(document: &Document, diagnostics: &mut Diagnostics) -> Option<Version> {
    let keys = ["openapi", "swagger"];
    let Some((key, value)) = keys.iter().find_map(|key| Some((key, document.root.get(key)?))) else {
        let place = Place::Authored(document.file, Pointer::root());
        let message = "this is not an OpenAPI description: it has neither an `openapi` nor a `swagger` key";
        let help = "give the path of the root document; its first line is usually `openapi: 3.0.3`";
        diagnostics.push(Diagnostic::new(Code::NotOpenapi, place, message).help(help));
        return None;
    };
    // YAML takes an unquoted `3.0` for a number.
    let written = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let version = recognised(key, written.trim());
    if version.is_none() {
        let place = Place::Authored(document.file, Pointer::root().child(key));
        let message = format!("version `{written}` of OpenAPI is not supported");
        let help = "oasmith reads Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2";
        diagnostics.push(Diagnostic::new(Code::UnsupportedVersion, place, message).help(help));
        return None;
    }
    version
}

fn recognised(key: &str, written: &str) -> Option<Version> {
    let mut parts = written.split('.');
    match (key, parts.next()?, parts.next().unwrap_or("0")) {
        ("swagger", "2", "0") => Some(Version::V2_0),
        (_, "3", "0") => Some(Version::V3_0),
        (_, "3", "1") => Some(Version::V3_1),
        (_, "3", "2") => Some(Version::V3_2),
        _ => None,
    }
}

/// Rewrites a bundled document of the given version to 3.0.
///
/// What later versions have added means nothing else before, and the documents of each are full of the keywords of the
/// others, so all are rewritten by what is found in them.
pub fn upgrade(bundle: &mut Bundle, version: Version, sources: &Sources, diagnostics: &mut Diagnostics) {
    if version == Version::V2_0 {
        v2_0::rewrite(bundle, diagnostics);
    }
    let section = bundle.root.pointer("/components/schemas").and_then(Value::as_object);
    let section = section.into_iter().flatten();
    let schemas = section.clone().map(|(name, _)| name.clone()).collect();
    let tuples = section.filter(|(_, schema)| schema.get("prefixItems").is_some());
    let tuples = tuples.map(|(name, schema)| (name.clone(), schema.clone())).collect();
    let moves = Moves::default();
    let mut rewriting = Rewriting { origins: &bundle.origins, sources, diagnostics, schemas, tuples, moves };
    grammar::walk_mut(&mut bundle.root, &Path::document(), &mut |value, path| {
        repair::rewrite(value, path, &mut rewriting);
        v3_2::rewrite(value, path, &mut rewriting);
        v3_1::rewrite(value, path);
        if path.kind() == Kind::Schema {
            schema::rewrite(value, path, &mut rewriting);
        }
    });
    let moves = rewriting.moves;
    bundle.origins.rewritten(moves);
}

/// What rewriting a document carries along.
struct Rewriting<'a> {
    origins: &'a Origins,
    sources: &'a Sources,
    diagnostics: &'a mut Diagnostics,
    /// The names of the components that are schemas.
    schemas: BTreeSet<String>,
    /// Those of them that say what stands at which position of a list.
    tuples: BTreeMap<String, Value>,
    moves: Moves,
}

impl Rewriting<'_> {
    /// Says that something was taken for what it plainly means.
    fn repaired(&mut self, at: Pointer, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(Code::Repaired, at, message).help(help));
    }

    /// What its author wrote at a place where YAML has made something else of it.
    fn written(&self, scalar: &Value, at: &Pointer) -> String {
        let (file, author) = self.origins.author(at);
        self.sources.scalar(file, &author).map_or_else(|| scalar.to_string(), str::to_owned)
    }
}
