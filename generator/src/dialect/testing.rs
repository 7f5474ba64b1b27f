//! What rewriting makes of small documents, for the tests of its parts.

use serde_json::{Value, json};

use crate::diagnostics::{Diagnostics, Place};
use crate::pins::Pins;
use crate::resolve::{self, Bundle};
use crate::source::{self, Sources};

/// The bundle of a document, rewritten, and what was said: code and the author's pointer.
pub fn bundle(document: &Value) -> (Bundle, Vec<String>) {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let file = sources.add("api.json", document.to_string());
    let read = source::parse(file, &sources, &mut diagnostics).expect("the document is JSON");
    let bundle =
        resolve::bundle(&read, &mut Pins::default(), &mut sources, &mut diagnostics).expect("the document is OpenAPI");
    diagnostics.trace(&bundle.origins);
    let said = diagnostics.iter().map(|diagnostic| match &diagnostic.place {
        Place::Authored(_, pointer) => format!("{} {pointer}", diagnostic.code.name()),
        place => format!("{} {place:?}", diagnostic.code.name()),
    });
    let said = said.collect();
    (bundle, said)
}

/// What becomes of a schema, and what was said.
pub fn schema(schema: Value) -> (Value, Vec<String>) {
    let schemas = json!({ "A": schema, "B": { "type": "string" } });
    let document =
        json!({ "openapi": "3.1.0", "info": { "title": "T", "version": "1" }, "components": { "schemas": schemas } });
    let (bundle, said) = bundle(&document);
    (bundle.root.pointer("/components/schemas/A").cloned().unwrap_or_default(), said)
}
