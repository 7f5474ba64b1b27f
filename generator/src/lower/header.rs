//! Headers of responses (3.0.3, "Header Object"): the fields that hold them.

use std::collections::BTreeSet;

use openapiv3::{ParameterSchemaOrContent, Response};

use super::Lower;
use super::document;
use super::operation::add_type;
use super::schema::Home;
use super::security::flag;
use crate::ir::{Docs, Name, OperationId, Role, Struct, TypeKind};
use crate::pointer::Pointer;

/// The headers that any success of an operation names, each once: a struct, if there are any.
///
/// All are optional: which are there depends on the status, and what stands between may take them out.
pub fn lower<'d>(
    lower: &mut Lower<'d>,
    operation: OperationId,
    responses: impl Iterator<Item = (Pointer, &'d Response)>,
) {
    let document = lower.document;
    let (mut seen, mut headers) = (BTreeSet::new(), Vec::new());
    for (at, response) in responses {
        for (name, header) in &response.headers {
            let at = at.child("headers").child(name);
            let Some((header, at)) = document::resolve(&document.headers, header, &at) else { continue };
            // OpenAPI 3.0.3, "Response Object": a response header of this name is ignored. Names have no case.
            let key = name.to_ascii_lowercase();
            if key != "content-type" && seen.insert(key) {
                headers.push((name, header, at));
            }
        }
    }
    if headers.is_empty() {
        return;
    }
    let owner = add_type(lower, operation, "headers", Role::Headers(operation));
    let mut fields = Vec::new();
    for (name, header, at) in headers {
        let home = Home { owner, path: vec![name.clone()] };
        let (schema, place) = match &header.format {
            ParameterSchemaOrContent::Schema(schema) => (Some(schema), at.child("schema")),
            ParameterSchemaOrContent::Content(content) => {
                let place = at.child("content");
                match content.first() {
                    Some((media_type, media)) => (media.schema.as_ref(), place.child(media_type).child("schema")),
                    None => (None, place),
                }
            }
        };
        let mut used = match schema {
            Some(schema) => lower.use_of(schema, &place, &home),
            None => lower.use_of_any(&place),
        };
        used.docs = Docs {
            summary: None,
            description: header.description.clone().or(used.docs.description),
            deprecated: header.deprecated.unwrap_or_default() || used.docs.deprecated,
        };
        used.nullable = false;
        // Cookies are credentials.
        used.sensitive |= flag(&header.extensions, "x-sensitive") || name.eq_ignore_ascii_case("set-cookie");
        used.extensions.extend(header.extensions.clone());
        let mut wish = Name::new(name);
        wish.wish = lower.wish(&[], &at, &header.extensions);
        fields.push(used.field(wish, false, at));
    }
    lower.api[owner].kind = TypeKind::Struct(Struct { fields, ..Struct::default() });
    lower.api[operation].headers = Some(owner);
}
