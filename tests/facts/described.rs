//! The API that the generator understands from the description, as lines: with the names that the SDK has.

use oasmith::ir::{
    Api, BodyEncoding, Integer, Location, Operation, Output, Parameter, ResourceId, SchemeKind, Struct, Type, TypeId,
    TypeKind,
};

use crate::Lines;

/// All that the SDK has.
pub fn lines(api: &Api) -> Lines {
    let mut lines = Lines::new();
    for resource in &api.resources {
        let id = resource.types.first().map(|id| api[*id].resource);
        let id = id.or_else(|| resource.operations.first().map(|id| api[*id].resource));
        let path = id.map_or_else(|| resource.path.replace('.', "::"), |id| module(api, id));
        lines.insert(format!("module {path}"), "a module".to_owned());
    }
    for operation in &api.operations {
        insert_operation(api, operation, &mut lines);
    }
    for id in api.types_in_use() {
        insert_type(api, id, &mut lines);
    }
    lines
}

/// The path of a type in the SDK.
pub fn path(api: &Api, id: TypeId) -> String {
    format!("{}::{}", module(api, api[id].resource), api[id].name.rust)
}

fn module(api: &Api, id: ResourceId) -> String {
    let name = &api[id].name.rust;
    api[id].parent.map_or_else(|| name.clone(), |parent| format!("{}::{name}", module(api, parent)))
}

fn insert_operation(api: &Api, operation: &Operation, lines: &mut Lines) {
    let mut insert = |of: &str, value: String| lines.insert(format!("operation {}{of}", operation.id), value);
    insert("", format!("{} {}", operation.method, operation.path));
    insert(" method", format!("{}::{}", module(api, operation.resource), operation.name.rust));
    insert(" params", operation.params.map_or_else(|| "nothing".to_owned(), |id| path(api, id)));
    let response = match &operation.output {
        Output::Json(ty) => describe_type(api, ty),
        other => format!("{other:?}"),
    };
    insert(" response", response);
    insert(" credentials", credentials(api, operation));
    insert(" options", options(api, operation));
    let Some(params) = operation.params.and_then(|id| structure(api, id)) else { return };
    let in_body = match operation.body.as_ref().map(|body| (body.encoding, body.whole)) {
        Some((BodyEncoding::Json, false)) => "in the JSON body",
        Some((BodyEncoding::Form, false)) => "in the form",
        _ => "as the body",
    };
    for (index, field) in params.fields.iter().enumerate() {
        let place = operation.parameters.get(index).map_or(in_body, place);
        insert(&format!(" field {}", field.name.wire), place.to_owned());
    }
    for fixed in &params.fixed {
        insert(&format!(" field {}", fixed.wire), in_body.to_owned());
    }
}

fn place(parameter: &Parameter) -> &'static str {
    match parameter.location {
        Location::Path => "in the path",
        Location::Query => "in the query",
        Location::Header => "in a header",
        Location::Cookie => "in a cookie",
    }
}

fn credentials(api: &Api, operation: &Operation) -> String {
    let security = operation.security.as_ref().unwrap_or(&api.security);
    let kinds = security.iter().flatten().map(|requirement| match &api[requirement.scheme].kind {
        SchemeKind::Basic => "basic".to_owned(),
        other => format!("{other:?}"),
    });
    let kinds: Vec<String> = kinds.collect();
    if kinds.is_empty() { "none".to_owned() } else { kinds.join(" or ") }
}

fn options(api: &Api, operation: &Operation) -> String {
    let Some(of) = operation.options_type.and_then(|id| structure(api, id)) else { return "none".to_owned() };
    let all = of.fields.iter().zip(&operation.options).map(|(field, parameter)| {
        let required = if field.required { "required " } else { "" };
        format!("{required}{} as {}", field.name.rust, parameter.wire)
    });
    all.collect::<Vec<_>>().join(", ")
}

fn structure(api: &Api, id: TypeId) -> Option<&Struct> {
    match &api[id].kind {
        TypeKind::Struct(of) => Some(of),
        _ => None,
    }
}

fn insert_type(api: &Api, id: TypeId, lines: &mut Lines) {
    let path = path(api, id);
    let kind = match &api[id].kind {
        TypeKind::Struct(of) => {
            insert_fields(api, &path, of, lines);
            "a struct"
        }
        TypeKind::Enum(of) => {
            for value in &of.values {
                lines.insert(format!("value {path} {}", value.name.wire), value.name.rust.clone());
            }
            "an enum"
        }
        TypeKind::Union(of) => {
            for member in &of.members {
                let value = value_of_filter(api, &member.ty);
                for tag in &member.tags {
                    lines.insert(format!("filter {} {tag}", api[id].name.rust), value.clone());
                }
            }
            "a union"
        }
        TypeKind::Responses(_) => "several responses",
        TypeKind::Alias(_) => "an alias",
        TypeKind::AllOf(_) => "parts",
    };
    lines.insert(format!("type {path}"), kind.to_owned());
}

fn insert_fields(api: &Api, path: &str, of: &Struct, lines: &mut Lines) {
    for field in &of.fields {
        let required = if field.required { "required" } else { "optional" };
        let nullable = if field.nullable { " or null" } else { "" };
        let name = &field.name;
        let renamed = if name.rust == name.wire { String::new() } else { format!(" as {}", name.rust) };
        let ty = describe_type(api, &field.ty);
        lines.insert(format!("field {path}.{}", name.wire), format!("{required} {ty}{nullable}{renamed}"));
    }
    for fixed in &of.fixed {
        lines.insert(format!("field {path}.{}", fixed.wire), format!("always {:?}", fixed.value));
    }
    if let Some(additional) = &of.additional {
        let ty = describe_type(api, &additional.ty);
        lines.insert(format!("field {path} of any other name"), ty);
    }
}

fn describe_type(api: &Api, ty: &Type) -> String {
    match ty {
        Type::Boolean => "boolean".to_owned(),
        Type::Integer(Integer::I32) => "i32".to_owned(),
        Type::Integer(Integer::U32) => "u32".to_owned(),
        Type::Integer(Integer::I64) => "i64".to_owned(),
        Type::String => "text".to_owned(),
        Type::Json => "any".to_owned(),
        Type::Foreign { path, .. } if path == "chrono::DateTime<chrono::Utc>" => "time".to_owned(),
        Type::List(item) => format!("list of {}", describe_type(api, item)),
        Type::Map(value) => format!("map of {}", describe_type(api, value)),
        // Any JSON may be null.
        Type::Nullable(inner) if **inner == Type::Json => "any".to_owned(),
        Type::Nullable(inner) => format!("{} or null", describe_type(api, inner)),
        Type::Boxed(inner) => describe_type(api, inner),
        Type::Named(id) => match &api[*id].kind {
            TypeKind::Alias(ty) => describe_type(api, ty),
            _ => path(api, *id),
        },
        other => format!("{other:?}"),
    }
}

/// What a filter is given, in TypeScript's notation, as the facts have it.
fn value_of_filter(api: &Api, member: &Type) -> String {
    match member {
        Type::Boxed(inner) => value_of_filter(api, inner),
        Type::Named(id) => {
            let value =
                structure(api, *id).and_then(|of| of.fields.iter().find(|field| field.name.wire == "filter_value"));
            value.map_or_else(|| "nothing".to_owned(), |field| typescript(api, &field.ty))
        }
        other => format!("{other:?}"),
    }
}

fn typescript(api: &Api, ty: &Type) -> String {
    match ty {
        Type::String => "string".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::List(item) => format!("{}[]", typescript(api, item)),
        Type::Named(id) => match &api[*id].kind {
            TypeKind::Enum(of) => {
                let values: Vec<_> = of.values.iter().map(|value| format!("\"{}\"", value.name.wire)).collect();
                values.join(" | ")
            }
            TypeKind::Struct(of) => {
                let field = |field: &oasmith::ir::Field| {
                    let optional = if field.required { "" } else { "?" };
                    format!("{}{optional}: {}; ", field.name.wire, typescript(api, &field.ty))
                };
                format!("{{ {}}}", of.fields.iter().map(field).collect::<String>())
            }
            other => format!("{other:?}"),
        },
        other => describe_type(api, other),
    }
}
