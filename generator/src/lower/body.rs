//! Request bodies: the media types that are offered, and the fields that a body is made of.

use openapiv3::{MediaType, ReferenceOr, RequestBody};

use super::document::{self, PathOperation};
use super::media::{self, Offer};
use super::operation::{add_alternative, add_type};
use super::parameter::{self, query_style};
use super::schema::{Class, Home, class};
use super::{Lower, shape};
use crate::ir::{
    Body, BodyEncoding, Field, Location, Name, OperationId, Parameter, Role, Struct, Style, Type, TypeId, TypeKind,
};
use crate::pointer::Pointer;

/// The request body of an operation, and where it stands.
fn given<'d>(lower: &Lower<'d>, item: &'d PathOperation) -> Option<(&'d RequestBody, Pointer)> {
    let document = lower.document;
    let request = item.operation.request_body.as_ref()?;
    document::resolve(&document.request_bodies, request, &item.origin.child("requestBody"))
}

/// The body in the best of its media types, whose fields are added to those of the params.
pub fn lower<'d>(
    lower: &mut Lower<'d>,
    item: &'d PathOperation,
    operation: OperationId,
    params: TypeId,
    fields: &mut Vec<Field>,
) {
    let Some((request, at)) = given(lower, item) else { return };
    let Some(offer) = media::offers(&request.content).first().copied() else { return };
    let (body, of_body) = body(lower, offer, request.required, &at, params);
    fields.extend(of_body);
    lower.api[operation].body = Some(body);
}

/// The body in its other media types: each encoding gives a method of its own.
pub fn alternatives<'d>(lower: &mut Lower<'d>, item: &'d PathOperation, operation: OperationId) {
    let Some((request, at)) = given(lower, item) else { return };
    let offers = media::offers(&request.content);
    let Some((default, others)) = offers.split_first() else { return };
    for offer in others {
        let suffix = match offer.encoding {
            BodyEncoding::Json => "as_json",
            BodyEncoding::Form => "as_form",
            BodyEncoding::Text => "as_text",
            BodyEncoding::Bytes => "as_bytes",
        };
        let id = add_alternative(lower, operation, suffix, format!("with a body of `{}`", offer.media_type));
        if is_same(default, offer) {
            let encodings = encodings(offer);
            let body = lower.api[id].body.take();
            lower.api[id].body = body.map(|body| Body {
                media_type: offer.media_type.clone(),
                encoding: offer.encoding,
                encodings,
                ..body
            });
        } else {
            own_params(lower, id, *offer, request.required, &at);
        }
    }
}

/// Whether two offers take the same fields.
fn is_same(left: &Offer<'_>, right: &Offer<'_>) -> bool {
    let structured = |offer: &Offer<'_>| matches!(offer.encoding, BodyEncoding::Json | BodyEncoding::Form);
    structured(left) && structured(right) && left.media.schema == right.media.schema
}

/// Gives another form of an operation params of its own: the parameters of the operation, and other fields of a body.
fn own_params(lower: &mut Lower<'_>, operation: OperationId, offer: Offer<'_>, required: bool, at: &Pointer) {
    let parameters = lower.api[operation].parameters.clone();
    let shared = lower.api[operation].params.map(|shared| lower.api[shared].kind.clone());
    let mut fields = match shared {
        Some(TypeKind::Struct(shared)) => shared.fields,
        _ => Vec::new(),
    };
    fields.truncate(parameters.len());
    for (field, parameter) in fields.iter_mut().zip(&parameters) {
        field.name.wire.clone_from(&parameter.wire);
    }
    let params = add_type(lower, operation, "params", Role::Params(operation));
    let (body, of_body) = body(lower, offer, required, at, params);
    fields.extend(of_body);
    parameter::tell_apart(&parameters, &mut fields);
    lower.api[operation].body = Some(body);
    lower.api[operation].params = (!fields.is_empty()).then_some(params);
    lower.api[params].kind = TypeKind::Struct(Struct { fields, ..Struct::default() });
}

/// The body of an offer: each property of an inline object a field of its own, anything else one field.
fn body(
    lower: &mut Lower<'_>,
    offer: Offer<'_>,
    required: bool,
    request: &Pointer,
    params: TypeId,
) -> (Body, Vec<Field>) {
    let Offer { media_type, media, encoding } = offer;
    let at = request.child("content").child(media_type).child("schema");
    let mut body =
        Body { media_type: media_type.clone(), encoding, whole: true, required, encodings: encodings(&offer) };
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
            let fields = structure.fields.into_iter().filter(|field| !field.read_only).collect();
            return (body, fields);
        }
    }
    let field = whole_body(lower, media, encoding, &at, params, body.required);
    (body, vec![field])
}

/// Properties of a form that are written in another style (3.0.3, "Encoding Object"), as query parameters would be.
fn encodings(offer: &Offer<'_>) -> Vec<Parameter> {
    if offer.encoding != BodyEncoding::Form {
        return Vec::new();
    }
    let written = |(name, encoding): (&String, &openapiv3::Encoding)| {
        let style = encoding.style.as_ref().map_or(Style::Form, query_style);
        let json = encoding
            .content_type
            .as_deref()
            .is_some_and(|media_type| media::encoding(media_type) == BodyEncoding::Json);
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
    offer.media.encoding.iter().map(written).filter(|parameter| !usual(parameter)).collect()
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
