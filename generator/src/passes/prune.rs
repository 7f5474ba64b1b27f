//! Types that lowering made room for and nothing uses: the params of an operation without parameters, the response
//! type of one that returns a named schema, a type of a field that was left out or merged with another.

use std::collections::BTreeSet;

use super::reach;
use crate::ir::{Api, Operation, OperationId, Output, Resource, Role, Type, TypeDef, TypeId};

/// Removes them from their resources. Their ids stay, and inline types that they own keep their names.
pub fn unused(api: &mut Api) {
    for resource in Resource::ids(api).collect::<Vec<_>>() {
        let types = std::mem::take(&mut api[resource].types);
        api[resource].types = types.into_iter().filter(|id| is_used(api, *id)).collect();
    }
    let is_inline = |id: &TypeId| matches!(api[*id].role, Role::Inline(..));
    let mut roots: Vec<TypeId> = api.types_in_use().filter(|id| !is_inline(id)).collect();
    roots.extend(Operation::ids(api).flat_map(|id| reach::received(api, &api[id])));
    let kept: BTreeSet<TypeId> = reach::closure(api, roots).into_iter().collect();
    for resource in Resource::ids(api).collect::<Vec<_>>() {
        api[resource].types.retain(|id| kept.contains(id));
    }
    for id in kept {
        adopt(api, id);
    }
}

/// A type inside one that is left out, since that was joined with another, belongs to what that was in.
fn adopt(api: &mut Api, id: TypeId) {
    while let Role::Inline(owner, path) = &api[id].role
        && let Role::Inline(above, before) = &api[*owner].role
        && !api[api[*owner].resource].types.contains(owner)
    {
        let path = before.iter().chain(path).cloned().collect();
        api[id].role = Role::Inline(*above, path);
    }
}

fn is_used(api: &Api, id: TypeId) -> bool {
    let TypeDef { role, .. } = &api[id];
    match role {
        Role::Params(operation) => api[*operation].params == Some(id),
        Role::Options(operation) => api[*operation].options_type == Some(id),
        Role::Response(operation) => returns(api, *operation, id),
        Role::Headers(operation) => api[*operation].headers == Some(id),
        Role::Failure(operation) => api[*operation].error_type == Some(id),
        Role::Schema | Role::Inline(..) => true,
    }
}

fn returns(api: &Api, operation: OperationId, id: TypeId) -> bool {
    match &api[operation].output {
        Output::Several(ty) => *ty == id,
        output => output.json() == Some(&Type::Named(id)),
    }
}
