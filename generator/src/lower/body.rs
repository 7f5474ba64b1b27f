//! Request bodies: the media type that is written, and the fields that it is made of.

use openapiv3::{MediaType, ReferenceOr};

use super::document::{self, PathOperation};
use super::media::{self, choose};
use super::parameter::query_style;
use super::schema::{Class, Home, class};
use super::{Lower, shape};
use crate::diagnostics::Code;
use crate::ir::{Body, BodyEncoding, Field, Location, Name, OperationId, Parameter, Style, Type, TypeId};
use crate::pointer::Pointer;

/// The body: each property of an inline object a field of its own, anything else one field.
pub fn lower(
    lower: &mut Lower<'_>,
    item: &PathOperation,
    operation: OperationId,
    params: TypeId,
    fields: &mut Vec<Field>,
) {
    let document = lower.document;
    let Some(request) = &item.operation.request_body else { return };
    let at = item.origin.child("requestBody");
    let Some((request, at)) = document::resolve(&document.request_bodies, request, &at) else { return };
    let Some((media_type, media, encoding)) = choose(&request.content) else {
        if !request.content.is_empty() {
            lower.report(
                Code::UnsupportedMediaType,
                &at,
                "none of the body's media types can be written",
                "JSON, form, text and octet-stream bodies are supported; the operation is generated without a body",
            );
        }
        return;
    };
    let at = at.child("content").child(media_type).child("schema");
    let mut body = Body {
        media_type: media_type.clone(),
        encoding,
        whole: true,
        required: request.required,
        encodings: if encoding == BodyEncoding::Form { encodings(media) } else { Vec::new() },
    };
    let structured = matches!(encoding, BodyEncoding::Json | BodyEncoding::Form);
    if let (Some(ReferenceOr::Item(schema)), true) = (&media.schema, structured) {
        let shape = shape::of(schema);
        let closed = !matches!(shape.additional, Some(openapiv3::AdditionalProperties::Schema(_)));
        if class(&shape) == Class::Struct && closed && !schema.schema_data.nullable {
            let home = Home { owner: params, path: Vec::new() };
            let structure = lower.structure(&shape, &at, &home);
            body.whole = false;
            // OpenAPI's default is an optional body, but a body with required properties is plainly meant to be sent.
            body.required |= structure.fields.iter().any(|field| field.required);
            fields.extend(structure.fields.into_iter().filter(|field| !field.read_only));
        }
    }
    if body.whole {
        fields.push(whole_body(lower, media, encoding, &at, params, body.required));
    }
    lower.api[operation].body = Some(body);
}

/// Properties of a form that are written in another style (3.0.3, "Encoding Object"), as query parameters would be.
fn encodings(media: &MediaType) -> Vec<Parameter> {
    let written = |(name, encoding): (&String, &openapiv3::Encoding)| {
        let style = encoding.style.as_ref().map_or(Style::Form, query_style);
        let json = encoding
            .content_type
            .as_deref()
            .is_some_and(|media_type| media::encoding(media_type) == Some(BodyEncoding::Json));
        Parameter {
            wire: name.clone(),
            location: Location::Query,
            style: if json { Style::Json } else { style },
            explode: encoding.explode,
            allow_reserved: encoding.allow_reserved,
        }
    };
    let usual =
        |parameter: &Parameter| parameter.style == Style::Form && parameter.explode && !parameter.allow_reserved;
    media.encoding.iter().map(written).filter(|parameter| !usual(parameter)).collect()
}

fn whole_body(
    lower: &mut Lower<'_>,
    media: &MediaType,
    encoding: BodyEncoding,
    at: &Pointer,
    params: TypeId,
    required: bool,
) -> Field {
    let home = Home { owner: params, path: vec!["body".to_owned()] };
    let mut used = match &media.schema {
        Some(schema) => lower.use_of(schema, at, &home),
        None => lower.use_of_any(at),
    };
    match encoding {
        BodyEncoding::Text => used.ty = Type::String,
        BodyEncoding::Bytes => used.ty = Type::Bytes,
        BodyEncoding::Json | BodyEncoding::Form => {}
    }
    used.field(Name::new("body"), required, at.clone())
}
