//! What the users of a crate can name, each with what it means on the wire: a line for each.

use std::collections::BTreeSet;

use oasmith::ir::{Api, Field, Operation, Resource, ResourceId, Role, Server, Type, TypeDef, TypeId, TypeKind};

/// The lines of an API.
pub fn lines(api: &Api) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    let mut say = |line: String| {
        lines.insert(line);
    };
    for id in Resource::ids(api) {
        let resource = &api[id];
        let handle = resource.handle.as_ref().map(|handle| handle.rust.as_str()).unwrap_or_default();
        say(format!("mod {} = {} ({handle}, feature {})", module(api, id), resource.path, resource.feature));
        if !handle.is_empty() {
            say(format!("client…{}() = {}", resource.accessor, resource.path));
        }
    }
    for id in Operation::ids(api) {
        operation(api, &api[id], &mut say);
    }
    say(format!("ErrorBody = {:?}", api.error.as_ref().map(|error| ty(api, error))));
    for id in api.types_in_use() {
        definition(api, id, &mut say);
    }
    api.servers.iter().for_each(|server| self::server(server, &mut say));
    for scheme in &api.schemes {
        say(format!("builder.{} = {:?}", scheme.name.rust, scheme.kind));
        for (grant, name) in &scheme.grants {
            say(format!("builder.{} = {grant:?} of {}", name.rust, scheme.name.wire));
        }
    }
    lines
}

fn operation(api: &Api, operation: &Operation, say: &mut impl FnMut(String)) {
    let method = format!("{}.{}", module(api, operation.resource), operation.name.rust);
    let params = operation.params.map(|id| path(api, id)).unwrap_or_default();
    let media_type = operation.body.as_ref().map(|body| body.media_type.as_str()).unwrap_or_default();
    say(format!("{method}({params}) = {} {} {media_type}", operation.method, operation.path));
}

fn definition(api: &Api, id: TypeId, say: &mut impl FnMut(String)) {
    let name = path(api, id);
    match &api[id].kind {
        TypeKind::Struct(structure) => {
            let wire = |index: usize, field: &Field| travels(api, &api[id].role, index, field);
            for (index, field) in structure.fields.iter().enumerate() {
                say(format!("{name}.{}: {} = {}", field.name.rust, ty(api, &field.ty), wire(index, field)));
                if let Some(assumed) = &field.assumed {
                    say(format!("{name}.{}() = {}", assumed.method, wire(index, field)));
                }
            }
            if let Some(additional) = &structure.additional {
                say(format!("{name}.{} = all others", additional.name.rust));
            }
            let taken = structure.constructor.iter().map(|index| wire(*index, &structure.fields[*index]));
            say(format!("{name}::new({})", taken.collect::<Vec<_>>().join(", ")));
        }
        TypeKind::Enum(values) => {
            values.values.iter().for_each(|value| say(format!("{name}::{} = {:?}", value.name.rust, value.name.wire)));
        }
        TypeKind::Union(union) => {
            union
                .members
                .iter()
                .for_each(|member| say(format!("{name}::{}({})", member.name.rust, ty(api, &member.ty))));
        }
        TypeKind::Responses(cases) => {
            for case in cases {
                let held = case.output.json().map(|held| ty(api, held)).unwrap_or_default();
                say(format!("{name}::{}({held}) = {:?}", case.name.rust, case.status));
            }
        }
        TypeKind::Alias(target) => say(format!("{name} = {}", ty(api, target))),
        TypeKind::AllOf(_) => unreachable!("what is left of an allOf is a type"),
    }
}

/// Where a field is in a request, and under which name.
fn travels(api: &Api, role: &Role, index: usize, field: &Field) -> String {
    let parameter = match role {
        Role::Params(operation) => api[*operation].parameters.get(index),
        Role::Options(operation) => api[*operation].options.get(index),
        _ => None,
    };
    match parameter {
        Some(parameter) => format!("{:?} {}", parameter.location, parameter.wire),
        None => field.name.wire.clone(),
    }
}

fn server(server: &Server, say: &mut impl FnMut(String)) {
    say(format!("servers::{} = {}", server.name.rust, server.text()));
    for variable in &server.variables {
        say(format!("servers::{}.{} = {}", server.type_name.rust, variable.name.rust, variable.name.wire));
        for value in &variable.values {
            say(format!("servers::{}::{} = {:?}", variable.type_name.rust, value.rust, value.wire));
        }
    }
}

fn module(api: &Api, id: ResourceId) -> String {
    let above = api[id].parent.map(|parent| module(api, parent) + "::").unwrap_or_default();
    above + &api[id].name.rust
}

fn path(api: &Api, id: TypeId) -> String {
    let TypeDef { resource, name, .. } = &api[id];
    format!("{}::{}", module(api, *resource), name.rust)
}

fn ty(api: &Api, of: &Type) -> String {
    match of {
        Type::Named(id) => path(api, *id),
        Type::List(item) => format!("[{}]", ty(api, item)),
        Type::Map(value) => format!("{{{}}}", ty(api, value)),
        Type::Boxed(inner) | Type::Nullable(inner) => ty(api, inner),
        other => format!("{other:?}"),
    }
}
