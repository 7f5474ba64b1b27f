//! Types that lowering made room for and nothing uses: the params of an operation without parameters, the response
//! type of one that returns a named schema.

use crate::ir::{Api, OperationId, Output, Resource, Role, Type, TypeDef, TypeId};

/// Removes them from their resources. Their ids stay, and inline types that they own keep their names.
pub fn unused(api: &mut Api) {
    for resource in Resource::ids(api) {
        let types = std::mem::take(&mut api[resource].types);
        api[resource].types = types.into_iter().filter(|id| is_used(api, *id)).collect();
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
