//! Request bodies: the media types that are offered, and the fields that a body is made of.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use openapiv3::{AdditionalProperties, Encoding, MediaType, ReferenceOr, RequestBody, Schema};

use super::Lower;
use super::document::{self, PathOperation};
use super::media::{self, Family, offers};
use super::operation::{add_alternative, add_type};
use super::parameter::{self, query_style};
use super::schema::{Class, Home, Use, class};
use super::security::flag;
use super::shape::{self, Shape};
use crate::diagnostics::Code;
use crate::dialect::private::{ITEM_ENCODING, PARTS};
use crate::ir::{
    Api, Body, BodyEncoding, Docs, Field, Location, Name, OperationId, Parameter, Role, Struct, Style, Type, TypeId,
    TypeKind,
};
use crate::media_type::essence;
use crate::pins;
use crate::pointer::Pointer;

/// What is offered of one encoding.
type Offer<'d> = super::media::Offer<'d, BodyEncoding>;

/// The request body of an operation, and where it stands.
fn given<'d>(lower: &Lower<'d>, item: &'d PathOperation) -> Option<(&'d RequestBody, Pointer)> {
    let document = lower.document;
    let request = item.operation.request_body.as_ref()?;
    document::resolve(&document.request_bodies, request, &item.origin.child("requestBody"))
}

/// The media types that are offered, that of the operation's own method first.
fn offered<'d>(lower: &Lower<'d>, operation: OperationId, request: &'d RequestBody) -> Vec<Offer<'d>> {
    offers(&request.content, &media::given::<BodyEncoding>(lower.pins, &lower.api[operation].id))
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
    let Some(offer) = offered(lower, operation, request).first().copied() else { return };
    let of_body = body(lower, operation, offer, request.required, &at, params);
    fields.extend(of_body);
}

/// The body in its other media types: each encoding gives a method of its own.
pub fn alternatives<'d>(lower: &mut Lower<'d>, item: &'d PathOperation, operation: OperationId) {
    let Some((request, at)) = given(lower, item) else { return };
    let all = offered(lower, operation, request);
    let Some((default, others)) = all.split_first() else { return };
    for offer in others {
        let difference = format!("with a body of `{}`", offer.media_type);
        let id = add_alternative(lower, operation, offer.family.suffix(), BodyEncoding::KIND, difference);
        if shares_params(lower, id, is_same(default, offer)) {
            note(lower, id, offer.media_type, false);
            let encodings = encodings(offer);
            let body = lower.api[id].body.take();
            lower.api[id].body = body.map(|body| Body {
                media_type: offer.media_type.clone(),
                encoding: offer.family,
                encodings,
                ..body
            });
        } else {
            own_params(lower, id, *offer, request.required, &at);
        }
    }
}

/// Noted of a form that has params of its own.
const OWN_PARAMS: &str = "own params";

/// Whether another form takes the same params as the operation's own method: as it was given, or because it has the same
/// body.
fn shares_params(lower: &mut Lower<'_>, form: OperationId, has_same_body: bool) -> bool {
    let method = pins::method(&lower.api[form].key());
    let was_given = !lower.pins.noted(&method, BodyEncoding::KIND).is_empty();
    let shares = if was_given { !lower.pins.gave(&method, OWN_PARAMS) } else { has_same_body };
    if !shares {
        lower.pins.note(&method, OWN_PARAMS);
    }
    shares
}

/// Whether two offers take the same fields.
fn is_same(left: &Offer<'_>, right: &Offer<'_>) -> bool {
    let structured = |offer: &Offer<'_>| matches!(offer.family, BodyEncoding::Json | BodyEncoding::Form);
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
    let params = add_type(lower, operation, "params", Role::Params(operation));
    for (field, parameter) in fields.iter_mut().zip(&parameters) {
        field.name.wire.clone_from(&parameter.wire);
        lower.pins.place(&lower.api[params].name.wire, parameter.location.name(), &parameter.wire);
    }
    let of_body = body(lower, operation, offer, required, at, params);
    fields.extend(of_body);
    parameter::tell_apart(&parameters, &mut fields);
    lower.api[operation].params = (!fields.is_empty()).then_some(params);
    lower.api[params].kind = TypeKind::Struct(Struct { fields, ..Struct::default() });
}

/// Gives an operation the body of an offer, and returns its fields: each property of an inline object, and of any object
/// that is sent in parts, a field of its own; anything else one field.
fn body(
    lower: &mut Lower<'_>,
    operation: OperationId,
    offer: Offer<'_>,
    required: bool,
    request: &Pointer,
    params: TypeId,
) -> Vec<Field> {
    let Offer { media_type, media, family: encoding } = offer;
    let at = request.child("content").child(media_type).child("schema");
    let encodings = encodings(&offer);
    let mut body = Body { media_type: media_type.clone(), encoding, whole: false, required, encodings };
    let home = Home { owner: params, path: Vec::new() };
    let fields = media.schema.as_ref().and_then(|schema| match encoding {
        BodyEncoding::Json | BodyEncoding::Form => {
            let given_whole = given_whole(lower, operation);
            inline_properties(lower, schema, given_whole, &at, &home)
        }
        BodyEncoding::Multipart => parts(lower, &offer, required, schema, &at, &home),
        BodyEncoding::Text | BodyEncoding::Bytes => None,
    });
    note(lower, operation, media_type, fields.is_none());
    let fields = match fields {
        Some(mut fields) => {
            // OpenAPI's default is an optional body, but a body with required properties is plainly meant to be sent.
            body.required |= fields.iter().any(|field| field.required);
            fields.retain(|field| !field.read_only);
            fields
        }
        None => {
            body.whole = true;
            vec![whole_body(lower, media, encoding, &at, params, required)]
        }
    };
    lower.api[operation].body = Some(body);
    fields
}

/// Noted of a method that takes its body as one field.
const WHOLE: &str = "whole body";

/// Notes what the method of an operation has as its body.
fn note(lower: &mut Lower<'_>, operation: OperationId, media_type: &str, whole: bool) {
    let method = pins::method(&lower.api[operation].key());
    lower.pins.note(&method, format!("{} {media_type}", BodyEncoding::KIND));
    if whole {
        lower.pins.note(&method, WHOLE);
    }
}

/// Whether the method of an operation was given with its body as one field, if it was given.
fn given_whole(lower: &Lower<'_>, operation: OperationId) -> Option<bool> {
    let method = pins::method(&lower.api[operation].key());
    let had_body = !lower.pins.noted(&method, BodyEncoding::KIND).is_empty();
    had_body.then(|| lower.pins.gave(&method, WHOLE))
}

/// The properties of an object that stands in the body itself. That there may be others, or none, does not change what
/// was given.
fn inline_properties(
    lower: &mut Lower<'_>,
    schema: &ReferenceOr<Schema>,
    given_whole: Option<bool>,
    at: &Pointer,
    home: &Home,
) -> Option<Vec<Field>> {
    let schema = schema.as_item()?;
    let shape = shape::of(schema);
    let in_fields = match given_whole {
        Some(whole) => !whole && class(&shape) == Class::Struct,
        None => is_plain_object(schema, &shape),
    };
    in_fields.then(|| lower.structure(&shape, at, home).fields)
}

fn is_plain_object(schema: &Schema, shape: &Shape<'_>) -> bool {
    let closed = !matches!(shape.additional, Some(AdditionalProperties::Schema(_)));
    class(shape) == Class::Struct && closed && !schema.schema_data.nullable
}

/// The parts of a multipart body: the properties of an object, wherever it is described, so that files are uploads
/// although the same schema may be JSON elsewhere.
fn parts(
    lower: &mut Lower<'_>,
    offer: &Offer<'_>,
    required: bool,
    schema: &ReferenceOr<Schema>,
    at: &Pointer,
    home: &Home,
) -> Option<Vec<Field>> {
    let mut properties = Properties { home, fields: IndexMap::new(), required: Vec::new(), known: BTreeMap::new() };
    if !properties.collect(lower, schema, at) {
        let list = list(lower, required, schema, at, home)?;
        properties.fields.insert(PARTS.to_owned(), list);
        if essence(offer.media_type) == "multipart/form-data" {
            let message =
                format!("the parts of a form have names, but those of a list have none: they are called `{PARTS}`");
            lower.report(Code::Repaired, at, message, "describe an object with a property for each part");
        }
    }
    let Properties { fields, required, .. } = properties;
    let mut fields: Vec<Field> = fields.into_values().collect();
    for field in &mut fields {
        field.required |= required.contains(&field.name.wire) && !field.read_only && !field.write_only;
        // No part says `null`: it is left out.
        field.required &= !std::mem::take(&mut field.nullable);
        let encoding = offer.media.encoding.get(&field.name.wire);
        let media_type = encoding.and_then(|encoding| encoding.content_type.as_deref());
        let written = media_type.map(BodyEncoding::of);
        if written == Some(BodyEncoding::Multipart) {
            nested(lower, field);
        } else if let Some(ty) = file(&lower.api, &field.ty, written == Some(BodyEncoding::Bytes)) {
            field.ty = ty;
            describe_headers(&mut field.docs, encoding);
        }
    }
    Some(fields)
}

/// A part that has parts of its own (3.2.0, "Nested Encoding") comes from the caller as it is sent.
fn nested(lower: &mut Lower<'_>, field: &mut Field) {
    let name = &field.name.wire;
    let message = format!("the part `{name}` has parts of its own, which the SDK does not put together");
    let help = "it is an upload, to which the caller gives its content and its content type with the boundary";
    lower.report(Code::NestedParts, &field.origin, message, help);
    field.ty = match field.ty {
        Type::List(_) => Type::List(Box::new(Type::Upload)),
        _ => Type::Upload,
    };
}

/// The headers that a part may have (3.0.3, "Encoding Object"), which are given with the upload.
fn describe_headers(docs: &mut Docs, encoding: Option<&Encoding>) {
    let headers = encoding.iter().flat_map(|encoding| encoding.headers.keys());
    let headers = headers.filter(|name| !name.eq_ignore_ascii_case("content-type"));
    let headers: Vec<String> = headers.map(|name| format!("`{name}`")).collect();
    if !headers.is_empty() {
        let described = docs.description.take().map(|text| format!("{}\n\n", text.trim_end())).unwrap_or_default();
        docs.description =
            Some(format!("{described}Headers of the part, for `Upload::header`: {}.", headers.join(", ")));
    }
}

/// The properties of an object that may be described in several places.
struct Properties<'h> {
    home: &'h Home,
    fields: IndexMap<String, Field>,
    required: Vec<String>,
    /// The schemas that were come by, and whether they are objects: many may have one part.
    known: BTreeMap<Pointer, bool>,
}

impl Properties<'_> {
    /// Collects by way of references and `allOf`. Whether the schema is an object.
    fn collect(&mut self, lower: &mut Lower<'_>, schema: &ReferenceOr<Schema>, at: &Pointer) -> bool {
        let document = lower.document;
        let Some((schema, at)) = document::resolve(&document.schemas, schema, at) else { return false };
        if let Some(is_object) = self.known.get(&at) {
            return *is_object;
        }
        let shape = shape::of(schema);
        // It adds nothing to itself where it is a part of its own parts.
        self.known.insert(at.clone(), true);
        let mut parts = shape.all_of.iter().enumerate();
        let are_objects = parts.all(|(index, part)| self.collect(lower, part, &at.child("allOf").child(index)));
        let is_object = are_objects && (!shape.all_of.is_empty() || is_plain_object(schema, &shape));
        if is_object {
            self.required.extend(shape.required.iter().cloned());
            let own = lower.structure(&shape, &at, self.home).fields;
            self.fields.extend(own.into_iter().map(|field| (field.name.wire.clone(), field)));
        }
        self.known.insert(at, is_object);
        is_object
    }
}

/// The one field of a body that is a list, each item of which is a part.
fn list(
    lower: &mut Lower<'_>,
    required: bool,
    schema: &ReferenceOr<Schema>,
    at: &Pointer,
    home: &Home,
) -> Option<Field> {
    let document = lower.document;
    let (target, _) = document::resolve(&document.schemas, schema, at)?;
    let is_list = shape::of(target).ty == Some("array");
    is_list.then(|| lower.use_of(schema, at, &home.below(PARTS)).field(Name::new(PARTS), required, at.clone()))
}

/// The type of a part that is a file, or a list of them: bytes (3.0.3, "Considerations for File Uploads"), or what its
/// encoding says to be binary.
fn file(api: &Api, ty: &Type, is_binary: bool) -> Option<Type> {
    match ty {
        Type::Bytes | Type::Binary => Some(Type::Upload),
        Type::String | Type::Json => is_binary.then_some(Type::Upload),
        Type::List(item) => Some(Type::List(Box::new(file(api, item, is_binary)?))),
        Type::Map(value) => Some(Type::Map(Box::new(file(api, value, is_binary)?))),
        Type::Nullable(inner) => file(api, inner, is_binary),
        Type::Named(id) => match &api[*id].kind {
            TypeKind::Alias(target) => file(api, target, is_binary),
            _ => None,
        },
        _ => None,
    }
}

/// Properties of a form or parts that are written in another way than usual (3.0.3, "Encoding Object"), as query
/// parameters would be.
pub fn encodings(offer: &Offer<'_>) -> Vec<Parameter> {
    let multipart = match offer.family {
        BodyEncoding::Form => false,
        BodyEncoding::Multipart => true,
        _ => return Vec::new(),
    };
    let written = |(name, encoding): (&String, &Encoding)| {
        let style = encoding.style.as_ref().map_or(Style::Form, query_style);
        // Of several media types, the first stands for all; a range says only what is accepted.
        let media_type = encoding.content_type.as_deref().and_then(|list| list.split(',').next()).map(str::trim);
        // A list is one JSON document, unless its items are parts of their own.
        let json = media_type.is_some_and(|media_type| BodyEncoding::of(media_type) == BodyEncoding::Json)
            && !flag(&encoding.extensions, ITEM_ENCODING);
        let is_sent =
            |media_type: &&str| !media_type.contains('*') && BodyEncoding::of(media_type) != BodyEncoding::Multipart;
        let content_type = media_type.filter(is_sent).filter(|_| multipart);
        Parameter {
            wire: name.clone(),
            location: Location::Query,
            style: if json { Style::Json } else { style },
            explode: encoding.explode,
            allow_reserved: encoding.allow_reserved,
            content_type: content_type.map(str::to_owned),
            encodings: Vec::new(),
        }
    };
    let usual = |parameter: &Parameter| {
        parameter.style == Style::Form
            && parameter.explode
            && !parameter.allow_reserved
            && parameter.content_type.is_none()
    };
    offer.media.encoding.iter().map(written).filter(|parameter| !usual(parameter)).collect()
}

/// One field for the body as a whole.
fn whole_body(
    lower: &mut Lower<'_>,
    media: &MediaType,
    encoding: BodyEncoding,
    at: &Pointer,
    params: TypeId,
    required: bool,
) -> Field {
    let home = Home { owner: params, path: vec!["body".to_owned()] };
    let mut used = match encoding {
        BodyEncoding::Text => described(lower, media, at, &home, Type::String),
        BodyEncoding::Bytes => described(lower, media, at, &home, Type::Upload),
        BodyEncoding::Json | BodyEncoding::Form | BodyEncoding::Multipart => match &media.schema {
            Some(schema) => lower.use_of(schema, at, &home),
            None => lower.use_of_any(at),
        },
    };
    if encoding == BodyEncoding::Multipart {
        used.ty = file(&lower.api, &used.ty, false).unwrap_or(used.ty);
    }
    used.field(Name::new("body"), required, at.clone())
}

/// A body that is not structured, whatever its schema says; that of a string may still say more of it.
fn described(lower: &mut Lower<'_>, media: &MediaType, at: &Pointer, home: &Home, ty: Type) -> Use {
    let is_string = |schema: &&ReferenceOr<Schema>| match schema {
        ReferenceOr::Reference { .. } => true,
        ReferenceOr::Item(schema) => {
            let shape = shape::of(schema);
            class(&shape) == Class::Plain && shape.ty == Some("string")
        }
    };
    match media.schema.as_ref().filter(is_string) {
        Some(schema) => Use { ty, ..lower.use_of(schema, at, home) },
        None => Use::plain(ty),
    }
}
