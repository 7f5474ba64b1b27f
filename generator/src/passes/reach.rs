//! Which type travels which way, and which resources reach it.

use crate::ir::{Api, Operation, Output, Resource, ResourceId, TypeDef, TypeId, TypeKind};

/// Marks every type anew.
pub fn mark(api: &mut Api) {
    for id in TypeDef::ids(api).collect::<Vec<_>>() {
        let ty = &mut api[id];
        (ty.in_request, ty.in_response) = (false, false);
        ty.reached_by.clear();
    }
    let sent: Vec<TypeId> = Operation::ids(api)
        .flat_map(|id| [api[id].params, api[id].options_type].into_iter().flatten().collect::<Vec<_>>())
        .collect();
    for id in closure(api, sent) {
        api[id].in_request = true;
    }
    let answers = Operation::ids(api).flat_map(|id| received(api, &api[id]));
    let back: Vec<TypeId> = answers.chain(api.webhooks).collect();
    for id in closure(api, back) {
        api[id].in_response = true;
    }
    let resources: Vec<ResourceId> = Resource::ids(api).collect();
    for resource in resources {
        let mut roots = Vec::new();
        for operation in &api[resource].operations {
            let operation = &api[*operation];
            roots.extend(operation.params);
            roots.extend(operation.options_type);
            roots.extend(received(api, operation));
        }
        roots.extend(api.webhooks.filter(|webhooks| api[*webhooks].resource == resource));
        for id in closure(api, roots) {
            api[id].reached_by.push(resource);
        }
    }
}

/// What an operation's responses and callbacks hold.
pub fn received(api: &Api, operation: &Operation) -> Vec<TypeId> {
    let mut types = Vec::new();
    let mut add = |id| types.push(id);
    output(&operation.output, &mut add);
    operation.headers.into_iter().chain(operation.error_type).for_each(&mut add);
    for error in &operation.errors {
        error.body.iter().for_each(|ty| ty.each_named(&mut add));
    }
    operation.callbacks.iter().flat_map(|callback| &callback.payload).for_each(|ty| ty.each_named(&mut add));
    api.error.iter().for_each(|ty| ty.each_named(&mut add));
    types
}

fn output(output: &Output, add: &mut impl FnMut(TypeId)) {
    match output {
        Output::Several(id) => add(*id),
        output => output.json().into_iter().for_each(|ty| ty.each_named(add)),
    }
}

/// The types that a type's definition names.
pub fn uses(ty: &TypeDef, add: &mut impl FnMut(TypeId)) {
    match &ty.kind {
        TypeKind::Struct(structure) => {
            structure.fields.iter().for_each(|field| field.ty.each_named(add));
            structure.additional.iter().for_each(|additional| additional.ty.each_named(add));
        }
        TypeKind::Union(union) => union.members.iter().for_each(|member| member.ty.each_named(add)),
        TypeKind::Responses(cases) => cases.iter().for_each(|case| output(&case.output, add)),
        TypeKind::Alias(ty) => ty.each_named(add),
        TypeKind::Enum(_) | TypeKind::AllOf(_) => {}
    }
}

/// All types reached from these, in the order of their ids.
pub fn closure(api: &Api, mut next: Vec<TypeId>) -> Vec<TypeId> {
    let mut reached = vec![false; api.types.len()];
    while let Some(id) = next.pop() {
        if !std::mem::replace(&mut reached[id.index()], true) {
            uses(&api[id], &mut |id| next.push(id));
        }
    }
    TypeDef::ids(api).filter(|id| reached[id.index()]).collect()
}
