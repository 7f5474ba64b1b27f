//! Operations: where they live, what the caller gives, what comes back.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use openapiv3::{
    CookieStyle, HeaderStyle, MediaType, Parameter as SpecParameter, ParameterSchemaOrContent, PathStyle, QueryStyle,
    ReferenceOr, Response, StatusCode,
};

use super::document::{self, PathOperation};
use super::schema::{Class, Home, Target, Use, class};
use super::security::{self, flag};
use super::{Lower, shape, words};
use crate::diagnostics::Code;
use crate::ir::{
    Body, BodyEncoding, Docs, ErrorResponse, Field, Location, Name, Operation, OperationId, Output, Parameter,
    ResponseCase, Role, StatusPattern, Struct, Style, Type, TypeId, TypeKind,
};
use crate::pointer::Pointer;

/// The resource of an operation for which nothing else gives one.
const NO_RESOURCE: &str = "operations";

/// Lowers every operation, in the order of the description.
pub fn lower(lower: &mut Lower<'_>) {
    let document = lower.document;
    let mut ids = BTreeSet::new();
    for item in &document.operations {
        let operation = declare(lower, item);
        let id = lower.api[operation].id.clone();
        if !ids.insert(id.clone()) {
            lower.report(
                Code::DuplicateOperationId,
                &item.origin,
                format!("another operation has the id `{id}` too"),
                "give each operation an `operationId` of its own; this one is told apart by a number",
            );
        }
        let given = parameters(lower, item, operation);
        params(lower, item, operation, given);
        responses(lower, item, operation);
    }
}

/// Adds the operation with its name, place and prose.
fn declare(lower: &mut Lower<'_>, item: &PathOperation) -> OperationId {
    let spec = &item.operation;
    let id = spec.operation_id.clone().unwrap_or_else(|| words::id_of(item.method, &item.path));
    let (resource, method) = match words::dotted(&id) {
        Some((resource, method)) => (resource.to_owned(), method.to_owned()),
        None => {
            let tag = spec.tags.first().map(|tag| words::snake(tag)).filter(|tag| !tag.is_empty());
            let resource = tag.or_else(|| words::first_literal(&item.path)).unwrap_or_else(|| NO_RESOURCE.to_owned());
            let method = words::without_resource(&id, &resource);
            (resource, method)
        }
    };
    let mut name = Name::new(method);
    name.wish = lower.wish(&[&id], &item.origin, &spec.extensions);
    let resource = lower.resource(&resource);
    let security =
        spec.security.as_ref().map(|list| security::requirements(lower, list, &item.origin.child("security")));
    let operation = lower.api.add_operation(Operation {
        id,
        name,
        resource,
        method: item.method.to_ascii_uppercase(),
        path: item.path.clone(),
        docs: Docs {
            summary: spec.summary.clone(),
            description: spec.description.clone(),
            deprecated: spec.deprecated,
        },
        parameters: Vec::new(),
        options: Vec::new(),
        body: None,
        params: None,
        options_type: None,
        output: Output::Empty,
        accept: Vec::new(),
        errors: Vec::new(),
        security,
        idempotent: flag(&spec.extensions, "x-idempotent"),
        pagination: None,
        origin: item.origin.clone(),
        extensions: spec.extensions.clone(),
    });
    lower.api[resource].operations.push(operation);
    operation
}

/// A parameter with where it stands.
struct Given<'d> {
    at: Pointer,
    spec: &'d SpecParameter,
}

/// The parameters of the path item and of the operation; the latter's replace the former's (3.0.3, "Operation Object").
fn parameters<'d>(lower: &mut Lower<'d>, item: &'d PathOperation, operation: OperationId) -> Vec<Given<'d>> {
    let document = lower.document;
    let own = item.operation.parameters.iter().enumerate();
    let own = own.map(|(index, parameter)| (item.origin.child("parameters").child(index), parameter));
    let shared = item.shared_parameters.iter().map(|(at, parameter)| (at.clone(), parameter));
    let mut given: IndexMap<(Location, &str), Given<'d>> = IndexMap::new();
    for (at, parameter) in shared.chain(own) {
        let Some((spec, at)) = document::resolve(&document.parameters, parameter, &at) else { continue };
        let name = spec.parameter_data_ref().name.as_str();
        let location = location(spec);
        // OpenAPI 3.0.3, "Parameter Object": these three are described by other means, and are ignored here.
        let ignored = ["accept", "content-type", "authorization"];
        if location == Location::Header && ignored.contains(&name.to_ascii_lowercase().as_str()) {
            continue;
        }
        given.insert((location, name), Given { at, spec });
    }
    let path = lower.api[operation].path.clone();
    given.retain(|(location, name), parameter| {
        let used = *location != Location::Path || path.contains(&format!("{{{name}}}"));
        if !used {
            lower.report(
                Code::UnusedPathParameter,
                &parameter.at,
                format!("the path `{path}` has no place for the parameter `{name}`"),
                format!("write `{{{name}}}` in the path, or remove the parameter"),
            );
        }
        used
    });
    given.sort_by(|left, _, right, _| left.0.cmp(&right.0));
    given.into_values().collect()
}

/// A type of an operation, empty so far. Those that stay unused are not printed.
fn add_type(lower: &mut Lower<'_>, operation: OperationId, suffix: &str, role: Role) -> TypeId {
    let Operation { id, resource, origin, .. } = &lower.api[operation];
    let (wire, resource, origin) = (format!("{id}.{suffix}"), *resource, origin.clone());
    lower.add_type(wire, role, resource, TypeKind::Struct(Struct::default()), origin)
}

/// The struct of all that the caller gives, and that of optional headers.
fn params(lower: &mut Lower<'_>, item: &PathOperation, operation: OperationId, given: Vec<Given<'_>>) {
    let params = add_type(lower, operation, "params", Role::Params(operation));
    let options = add_type(lower, operation, "options", Role::Options(operation));
    let (mut fields, mut option_fields) = (Vec::new(), Vec::new());
    for parameter in given {
        let data = parameter.spec.parameter_data_ref();
        let optional_header = location(parameter.spec) == Location::Header && !data.required;
        let owner = if optional_header { options } else { params };
        let (field, parameter) = lower_parameter(lower, &parameter, owner);
        let operation = &mut lower.api[operation];
        if optional_header {
            operation.options.push(parameter);
            option_fields.push(field);
        } else {
            operation.parameters.push(parameter);
            fields.push(field);
        }
    }
    undeclared(lower, item, operation, &mut fields);
    body(lower, item, operation, params, &mut fields);
    tell_apart(&lower.api[operation].parameters, &mut fields);
    if !fields.is_empty() {
        lower.api[operation].params = Some(params);
    }
    if !option_fields.is_empty() {
        lower.api[operation].options_type = Some(options);
    }
    lower.api[params].kind = TypeKind::Struct(Struct { fields, ..Struct::default() });
    lower.api[options].kind = TypeKind::Struct(Struct { fields: option_fields, ..Struct::default() });
}

/// All fields of the params are read and written by wire name, so no two may share one. A property of the body keeps
/// its name, since it travels by it; a parameter travels by its own, and gets its location in front here.
fn tell_apart(parameters: &[Parameter], fields: &mut [Field]) {
    let (of_parameters, of_body) = fields.split_at_mut(parameters.len());
    let mut taken: BTreeSet<String> = of_body.iter().map(|field| field.name.wire.clone()).collect();
    for (parameter, field) in parameters.iter().zip(of_parameters) {
        if taken.contains(&field.name.wire) {
            let location = format!("{:?}", parameter.location).to_lowercase();
            field.name.wire = format!("{location}.{}", parameter.wire);
        }
        taken.insert(field.name.wire.clone());
    }
}

fn lower_parameter(lower: &mut Lower<'_>, given: &Given<'_>, owner: TypeId) -> (Field, Parameter) {
    let data = given.spec.parameter_data_ref();
    let home = Home { owner, path: vec![data.name.clone()] };
    let (used, style) = match &data.format {
        ParameterSchemaOrContent::Schema(schema) => {
            (lower.use_of(schema, &given.at.child("schema"), &home), style(given.spec))
        }
        ParameterSchemaOrContent::Content(content) => {
            let at = given.at.child("content");
            let json = content.iter().find_map(|(media_type, media)| Some((media_type, media.schema.as_ref()?)));
            match json {
                Some((media_type, schema)) => {
                    let at = at.child(media_type).child("schema");
                    (lower.use_of(schema, &at, &home), Style::Json)
                }
                None => (lower.use_of_any(&at), Style::Json),
            }
        }
    };
    let mut used = used;
    used.docs = Docs {
        summary: None,
        description: data.description.clone().or(used.docs.description),
        deprecated: data.deprecated.unwrap_or_default() || used.docs.deprecated,
    };
    used.sensitive |= flag(&data.extensions, "x-sensitive");
    used.extensions.extend(data.extensions.clone());
    let mut name = Name::new(&data.name);
    name.wish = lower.wish(&[], &given.at, &data.extensions);
    let location = location(given.spec);
    let required = data.required || location == Location::Path;
    let explode = data.explode.unwrap_or(matches!(style, Style::Form | Style::DeepObject));
    let allow_reserved = matches!(given.spec, SpecParameter::Query { allow_reserved: true, .. });
    let parameter = Parameter { wire: data.name.clone(), location, style, explode, allow_reserved };
    (used.field(name, required, given.at.clone()), parameter)
}

/// A path with a place that no parameter fills gets a string for it: the meaning is plain.
fn undeclared(lower: &mut Lower<'_>, item: &PathOperation, operation: OperationId, fields: &mut Vec<Field>) {
    let known = |lower: &Lower<'_>, name: &str| {
        lower.api[operation].parameters.iter().any(|p| p.location == Location::Path && p.wire == name)
    };
    let mut index = 0;
    for name in placeholders(&item.path) {
        if known(lower, name) {
            continue;
        }
        lower.report(
            Code::UndeclaredPathParameter,
            &item.origin,
            format!("the path `{}` has `{{{name}}}`, but no parameter describes it", item.path),
            "add it to `parameters` with `in: path`; until then it is a string",
        );
        let parameter = Parameter {
            wire: name.to_owned(),
            location: Location::Path,
            style: Style::Simple,
            explode: false,
            allow_reserved: false,
        };
        let field = Use::plain(Type::String).field(Name::new(name), true, item.origin.clone());
        lower.api[operation].parameters.insert(index, parameter);
        fields.insert(index, field);
        index += 1;
    }
}

/// The names in braces, in order.
pub fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

/// The body: each property of an inline object a field of its own, anything else one field.
fn body(lower: &mut Lower<'_>, item: &PathOperation, operation: OperationId, params: TypeId, fields: &mut Vec<Field>) {
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
            .is_some_and(|media_type| self::encoding(media_type) == Some(BodyEncoding::Json));
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

/// The first media type that can be written: JSON before forms, forms before text and bytes.
fn choose(content: &openapiv3::Content) -> Option<(&String, &MediaType, BodyEncoding)> {
    let order = [BodyEncoding::Json, BodyEncoding::Form, BodyEncoding::Text, BodyEncoding::Bytes];
    order.into_iter().find_map(|wanted| {
        let (media_type, media) = content.iter().find(|(media_type, _)| encoding(media_type) == Some(wanted))?;
        Some((media_type, media, wanted))
    })
}

/// How a media type is written and read.
fn encoding(media_type: &str) -> Option<BodyEncoding> {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        "application/json" | "text/json" | "*/*" => Some(BodyEncoding::Json),
        json if json.ends_with("+json") => Some(BodyEncoding::Json),
        "application/x-www-form-urlencoded" => Some(BodyEncoding::Form),
        "application/octet-stream" | "application/pdf" | "application/zip" => Some(BodyEncoding::Bytes),
        text if text.starts_with("text/") || text.ends_with("xml") => Some(BodyEncoding::Text),
        image if image.starts_with("image/") || image.starts_with("audio/") || image.starts_with("video/") => {
            Some(BodyEncoding::Bytes)
        }
        _ => None,
    }
}

/// What may come back: one success or several, and the failures that the description names.
fn responses(lower: &mut Lower<'_>, item: &PathOperation, operation: OperationId) {
    let document = lower.document;
    let responses = &item.operation.responses;
    let section = item.origin.child("responses");
    let coded = responses.responses.iter().map(|(code, response)| (pattern(code), code.to_string(), response));
    let default = responses.default.iter().map(|response| (StatusPattern::Default, "default".to_owned(), response));
    let all: Vec<(StatusPattern, Pointer, &Response)> = coded
        .chain(default)
        .filter_map(|(status, key, response)| {
            let at = section.child(key);
            let (response, at) = document::resolve(&document.responses, response, &at)?;
            Some((status, at, response))
        })
        .collect();
    let named_success = all.iter().any(|(status, ..)| is_success(*status));
    // Without a success of its own, `default` describes it (OpenAPI 3.0.3, "Responses Object").
    let (success, failure): (Vec<_>, Vec<_>) = all
        .into_iter()
        .partition(|(status, ..)| is_success(*status) || (*status == StatusPattern::Default && !named_success));
    let owner = add_type(lower, operation, "response", Role::Response(operation));
    let output = match &success[..] {
        [] => Output::Empty,
        [(_, at, response)] => lower.output(response, at, &Home { owner, path: Vec::new() }, true),
        several => several_outputs(lower, owner, several),
    };
    lower.api[operation].output = output;
    let media_types = success.iter().filter_map(|(_, _, response)| Some(choose(&response.content)?.0.clone()));
    lower.api[operation].accept = media_types.collect::<indexmap::IndexSet<_>>().into_iter().collect();
    for (status, at, response) in failure {
        let home = Home { owner, path: vec![error_name(status)] };
        let body = match lower.output(response, &at, &home, false) {
            Output::Json(ty) => Some(ty),
            _ => None,
        };
        let description = response.description.clone();
        lower.api[operation].errors.push(ErrorResponse { status, body, description });
    }
}

/// One of several successes, unless all hold the same.
fn several_outputs(lower: &mut Lower<'_>, owner: TypeId, several: &[(StatusPattern, Pointer, &Response)]) -> Output {
    let mut cases = Vec::new();
    for (status, at, response) in several {
        let name = Name::new(status_name(*status));
        let home = Home { owner, path: vec![name.wire.clone()] };
        let output = lower.output(response, at, &home, false);
        let docs = Docs { description: Some(response.description.clone()), ..Docs::default() };
        cases.push(ResponseCase { name, status: *status, output, docs });
    }
    if let [first, rest @ ..] = &cases[..]
        && rest.iter().all(|case| case.output == first.output)
    {
        return first.output.clone();
    }
    lower.api[owner].kind = TypeKind::Responses(cases);
    Output::Several(owner)
}

impl Lower<'_> {
    /// What a response holds. `own`: an inline object is the operation's response type itself.
    fn output(&mut self, response: &Response, at: &Pointer, home: &Home, own: bool) -> Output {
        let Some((media_type, media, encoding)) = choose(&response.content) else {
            // A body of a kind that is not known is still the caller's: they get its bytes.
            return if response.content.is_empty() { Output::Empty } else { Output::Bytes };
        };
        let at = at.child("content").child(media_type).child("schema");
        match (encoding, &media.schema) {
            (BodyEncoding::Text, _) => Output::Text,
            (BodyEncoding::Bytes, _) => Output::Bytes,
            (_, None) => Output::Json(self.use_of_any(&at).ty),
            (_, Some(schema)) => {
                if let (Target::Item(schema), true) = (Target::from(schema), own) {
                    let shape = shape::of(schema);
                    if class(&shape) != Class::Plain && !schema.schema_data.nullable {
                        self.define_response(home.owner, schema, &shape, &at);
                        return Output::Json(Type::Named(home.owner));
                    }
                }
                let home = if home.path.is_empty() { home.below("body") } else { home.clone() };
                Output::Json(self.use_of(schema, &at, &home).element())
            }
        }
    }

    /// Any JSON, since there is no schema.
    fn use_of_any(&mut self, at: &Pointer) -> Use {
        Use::plain(self.untyped(at, "there is no schema"))
    }
}

fn is_success(status: StatusPattern) -> bool {
    matches!(status, StatusPattern::Code(200..=299) | StatusPattern::Range(2))
}

fn pattern(code: &StatusCode) -> StatusPattern {
    match code {
        StatusCode::Code(code) => StatusPattern::Code(*code),
        StatusCode::Range(hundred) => StatusPattern::Range(*hundred),
    }
}

/// A success among several is called after its status.
fn status_name(status: StatusPattern) -> String {
    let name = match status {
        StatusPattern::Code(200) => "ok",
        StatusPattern::Code(201) => "created",
        StatusPattern::Code(202) => "accepted",
        StatusPattern::Code(203) => "non_authoritative",
        StatusPattern::Code(204) => "no_content",
        StatusPattern::Code(205) => "reset_content",
        StatusPattern::Code(206) => "partial_content",
        StatusPattern::Code(207) => "multi_status",
        StatusPattern::Code(code) => return format!("status_{code}"),
        StatusPattern::Range(hundred) => return format!("status_{hundred}xx"),
        StatusPattern::Default => "other",
    };
    name.to_owned()
}

/// The types inside an error body are called after its status.
fn error_name(status: StatusPattern) -> String {
    match status {
        StatusPattern::Code(code) => format!("error_{code}"),
        StatusPattern::Range(hundred) => format!("error_{hundred}xx"),
        StatusPattern::Default => "error".to_owned(),
    }
}

fn location(parameter: &SpecParameter) -> Location {
    match parameter {
        SpecParameter::Path { .. } => Location::Path,
        SpecParameter::Query { .. } => Location::Query,
        SpecParameter::Header { .. } => Location::Header,
        SpecParameter::Cookie { .. } => Location::Cookie,
    }
}

fn style(parameter: &SpecParameter) -> Style {
    match parameter {
        SpecParameter::Path { style: PathStyle::Matrix, .. } => Style::Matrix,
        SpecParameter::Path { style: PathStyle::Label, .. } => Style::Label,
        SpecParameter::Path { style: PathStyle::Simple, .. } => Style::Simple,
        SpecParameter::Header { style: HeaderStyle::Simple, .. } => Style::Simple,
        SpecParameter::Query { style, .. } => query_style(style),
        SpecParameter::Cookie { style: CookieStyle::Form, .. } => Style::Form,
    }
}

fn query_style(style: &QueryStyle) -> Style {
    match style {
        QueryStyle::Form => Style::Form,
        QueryStyle::SpaceDelimited => Style::SpaceDelimited,
        QueryStyle::PipeDelimited => Style::PipeDelimited,
        QueryStyle::DeepObject => Style::DeepObject,
    }
}
