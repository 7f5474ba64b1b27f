//! Parameters: which an operation has, how each travels, and the field that holds it.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use openapiv3::{
    Content, CookieStyle, HeaderStyle, Parameter as SpecParameter, ParameterSchemaOrContent, PathStyle, QueryStyle,
};
use serde_json::Value;

use super::Lower;
use super::body;
use super::document::{self, PathOperation};
use super::media::{Offer, offers};
use super::schema::{Home, Use};
use super::security::flag;
use crate::diagnostics::Code;
use crate::dialect::private;
use crate::ir::{BodyEncoding, Docs, Field, Location, Name, OperationId, Parameter, Style, Type, TypeId};
use crate::pointer::Pointer;

/// A parameter with where it stands.
pub struct Given<'d> {
    pub at: Pointer,
    pub spec: &'d SpecParameter,
}

/// The parameters of the path item and of the operation; the latter's replace the former's (3.0.3, "Operation Object").
pub fn given<'d>(lower: &mut Lower<'d>, item: &'d PathOperation, operation: OperationId) -> Vec<Given<'d>> {
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

/// All fields of the params are read and written by wire name, so no two may share one. A property of the body keeps
/// its name, since it travels by it; a parameter travels by its own, and gets its location in front here.
pub fn tell_apart(parameters: &[Parameter], fields: &mut [Field]) {
    let (of_parameters, of_body) = fields.split_at_mut(parameters.len());
    let mut taken: BTreeSet<String> = of_body.iter().map(|field| field.name.wire.clone()).collect();
    for (parameter, field) in parameters.iter().zip(of_parameters) {
        if taken.contains(&field.name.wire) {
            field.name.wire = format!("{}.{}", parameter.location.name(), parameter.wire);
        }
        taken.insert(field.name.wire.clone());
    }
}

pub fn lower(lower: &mut Lower<'_>, given: &Given<'_>, owner: TypeId) -> (Field, Parameter) {
    let data = given.spec.parameter_data_ref();
    let home = Home { owner, path: vec![data.name.clone()] };
    let (mut used, style, encodings) = match &data.format {
        ParameterSchemaOrContent::Schema(schema) => {
            (lower.use_of(schema, &given.at.child("schema"), &home), style(given.spec), Vec::new())
        }
        ParameterSchemaOrContent::Content(content) => in_media_type(lower, content, given, &home),
    };
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
    let explode = data.explode.unwrap_or(matches!(style, Style::Form | Style::Cookie | Style::DeepObject));
    let allow_reserved = matches!(given.spec, SpecParameter::Query { allow_reserved: true, .. })
        || flag(&data.extensions, private::ALLOW_RESERVED);
    let wire = data.name.clone();
    let parameter = Parameter { wire, location, style, explode, allow_reserved, content_type: None, encodings };
    (field(lower, used.field(name, required, given.at.clone()), &parameter, owner), parameter)
}

/// The field of a parameter, which the lock knows by its place, too.
fn field(lower: &mut Lower<'_>, field: Field, parameter: &Parameter, owner: TypeId) -> Field {
    let location = parameter.location.name();
    lower.pins.place(&lower.api[owner].name.wire, location, &parameter.wire);
    Field { key: format!("{location} {}", parameter.wire), ..field }
}

/// A parameter with `content`: JSON if it is offered, else text that the caller writes in the media type. A whole query
/// (3.2, `in: querystring`) may also be a form, with the encodings of its properties.
fn in_media_type(
    lower: &mut Lower<'_>,
    content: &Content,
    given: &Given<'_>,
    home: &Home,
) -> (Use, Style, Vec<Parameter>) {
    let at = given.at.child("content");
    let Some(offer) = offers(content, &[]).first().copied() else {
        return (lower.use_of_any(&at), Style::Json, Vec::new());
    };
    let Offer { media_type, media, family: encoding } = offer;
    let style = match (flag(&given.spec.parameter_data_ref().extensions, private::QUERYSTRING), encoding) {
        (true, BodyEncoding::Json) => Style::JsonQuerystring,
        (true, BodyEncoding::Form) => Style::Querystring,
        (true, _) => return (Use::plain(Type::String), Style::Querystring, Vec::new()),
        (false, BodyEncoding::Json) => Style::Json,
        (false, _) => return (Use::plain(Type::String), style(given.spec), Vec::new()),
    };
    let at = at.child(media_type).child("schema");
    let used = match &media.schema {
        Some(schema) => lower.use_of(schema, &at, home),
        None => lower.use_of_any(&at),
    };
    let encodings = if style == Style::Querystring { body::encodings(&offer) } else { Vec::new() };
    (used, style, encodings)
}

/// A path with a place that no parameter fills gets a string for it: the meaning is plain.
pub fn undeclared(
    lower: &mut Lower<'_>,
    item: &PathOperation,
    operation: OperationId,
    owner: TypeId,
    fields: &mut Vec<Field>,
) {
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
            content_type: None,
            encodings: Vec::new(),
        };
        let field = Use::plain(Type::String).field(Name::new(name), true, item.origin.clone());
        let field = self::field(lower, field, &parameter, owner);
        lower.api[operation].parameters.insert(index, parameter);
        fields.insert(index, field);
        index += 1;
    }
}

/// The names in braces, in order.
pub fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

pub fn location(parameter: &SpecParameter) -> Location {
    match parameter {
        SpecParameter::Path { .. } => Location::Path,
        SpecParameter::Query { .. } => Location::Query,
        SpecParameter::Header { .. } => Location::Header,
        SpecParameter::Cookie { .. } => Location::Cookie,
    }
}

fn style(parameter: &SpecParameter) -> Style {
    let written = parameter.parameter_data_ref().extensions.get(private::STYLE).and_then(Value::as_str);
    match written {
        Some("spaceDelimited") => return Style::SpaceDelimited,
        Some("pipeDelimited") => return Style::PipeDelimited,
        Some("tabDelimited") => return Style::TabDelimited,
        Some("cookie") => return Style::Cookie,
        _ => {}
    }
    match parameter {
        SpecParameter::Path { style: PathStyle::Matrix, .. } => Style::Matrix,
        SpecParameter::Path { style: PathStyle::Label, .. } => Style::Label,
        SpecParameter::Path { style: PathStyle::Simple, .. } => Style::Simple,
        SpecParameter::Header { style: HeaderStyle::Simple, .. } => Style::Simple,
        SpecParameter::Query { style, .. } => query_style(style),
        SpecParameter::Cookie { style: CookieStyle::Form, .. } => Style::Form,
    }
}

pub fn query_style(style: &QueryStyle) -> Style {
    match style {
        QueryStyle::Form => Style::Form,
        QueryStyle::SpaceDelimited => Style::SpaceDelimited,
        QueryStyle::PipeDelimited => Style::PipeDelimited,
        QueryStyle::DeepObject => Style::DeepObject,
    }
}
