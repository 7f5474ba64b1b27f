//! One self-contained document from all files: every `$ref` that is left is `#/components/<section>/<name>`.
//!
//! This works on JSON, before any typed model sees the document, so a reference may stand wherever authors put one.
//! It comes before [`dialect::upgrade`], in whatever version the description is written: what a 2.0 or 3.1 fragment
//! is can be told only from the place that refers to it. What references mean is left to [`crate::lower`].

mod identifiers;
mod library;
mod link;
mod names;
mod order;
mod origins;
mod reference;
#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::diagnostics::Diagnostics;
use crate::dialect;
use crate::pins::Pins;
use crate::source::{Document, Sources};

pub use origins::{Moves, Origins};

/// A self-contained OpenAPI 3.0 document.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// The document.
    pub root: Value,
    /// Where its nodes come from.
    pub origins: Origins,
}

/// Joins a root document with all files that it refers to.
///
/// `pins` is what earlier runs have given and this one keeps: the names of what is imported from each file. `None` if there
/// is nothing to go on with; faults in single places are reported, and `{}` stands there.
pub fn bundle(
    document: &Document,
    pins: &mut Pins,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Bundle> {
    let version = dialect::version(document, diagnostics)?;
    let mut bundle = link::bundle(document, version, pins, sources, diagnostics);
    dialect::upgrade(&mut bundle, version, sources, diagnostics);
    Some(bundle)
}
