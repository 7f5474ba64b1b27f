//! Links: which operation an answer leads to, for the documentation.

use openapiv3::LinkOperation;
use serde_json::Value;

use super::Lower;
use super::document::{self, PathOperation};
use crate::ir::{Link, OperationId};
use crate::pointer::Pointer;

/// Lowers the links of an operation's responses, each name once.
pub fn lower(lower: &mut Lower<'_>, item: &PathOperation, operation: OperationId) {
    let document = lower.document;
    let responses = &item.operation.responses;
    let mut links: Vec<Link> = Vec::new();
    for response in responses.responses.values().chain(&responses.default) {
        let Some((response, _)) = document::resolve(&document.responses, response, &item.origin) else { continue };
        for (name, link) in &response.links {
            let Some((link, _)) = document::resolve(&document.links, link, &item.origin) else { continue };
            if links.iter().any(|known| known.name == *name) {
                continue;
            }
            let parameters = link.parameters.iter().map(|(name, value)| (name.clone(), text(value))).collect();
            links.push(Link {
                name: name.clone(),
                operation: target(lower, &link.operation),
                parameters,
                description: link.description.clone(),
            });
        }
    }
    lower.api[operation].links = links;
}

/// The id of the operation that a link leads to, or what the link says in its place.
fn target(lower: &Lower<'_>, operation: &LinkOperation) -> String {
    match operation {
        LinkOperation::OperationId(id) => id.clone(),
        LinkOperation::OperationRef(reference) => {
            let origin = reference.strip_prefix('#').map(Pointer::parse);
            let known = lower.document.operations.iter().find(|item| Some(&item.origin) == origin.as_ref());
            known.and_then(|item| item.operation.operation_id.clone()).unwrap_or_else(|| reference.clone())
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
