//! What the configuration says of types and operations, by their names in Rust, among others: so this comes after
//! `names` has given those, and before it names the members of types.

use std::collections::BTreeMap;

use crate::config::Config;
use crate::diagnostics::Diagnostics;
use crate::ir::{Additional, Api, Operation, Resource, ResourceId, Role, Type, TypeDef, TypeId, TypeKind};
use crate::rules::Rules;

/// Notes what is said of each type and operation.
pub fn apply(api: &mut Api, config: &Config, diagnostics: &mut Diagnostics) {
    operations(api, config, diagnostics);
    types(api, config, diagnostics);
}

fn operations(api: &mut Api, config: &Config, diagnostics: &mut Diagnostics) {
    let mut rules = Rules::new("operations", &config.operations, config, diagnostics);
    for id in Operation::ids(api) {
        let operation = &mut api[id];
        for said in rules.of([operation.id.as_str()], &operation.extensions) {
            operation.settings.add(said);
        }
    }
    rules.report_unused("operation", diagnostics);
}

fn types(api: &mut Api, config: &Config, diagnostics: &mut Diagnostics) {
    let mut rules = Rules::new("types", &config.types, config, diagnostics);
    let modules: BTreeMap<ResourceId, String> = Resource::ids(api).map(|id| (id, module(api, id))).collect();
    for id in api.types_in_use().collect::<Vec<_>>() {
        let ty = &mut api[id];
        // Nothing can be said of another name for a type.
        if matches!(ty.kind, TypeKind::Alias(_)) {
            continue;
        }
        let module = modules.get(&ty.resource).map(String::as_str).unwrap_or_default();
        let path = format!("{module}.{}", ty.name.rust);
        for said in rules.of([ty.name.wire.as_str(), &ty.name.rust, &path], &ty.extensions) {
            ty.settings.add(said);
        }
        if ty.settings.keep_unknown == Some(true) {
            keep_unknown(api, id);
        }
    }
    rules.report_unused("struct or enum", diagnostics);
}

/// The path of a resource's module, with dots.
fn module(api: &Api, id: ResourceId) -> String {
    let own = &api[id].name.rust;
    match api[id].parent {
        Some(parent) => format!("{}.{own}", module(api, parent)),
        None => own.clone(),
    }
}

/// Keeps the properties that the description does not name in a field, as of a schema that says there may be some: if
/// it comes to say so, the field stays. What is only sent has none, and headers are not JSON.
fn keep_unknown(api: &mut Api, id: TypeId) {
    let TypeDef { role, in_response: true, kind: TypeKind::Struct(structure), .. } = &mut api[id] else { return };
    if !matches!(role, Role::Params(_) | Role::Options(_) | Role::Headers(_)) {
        structure.additional.get_or_insert_with(|| Additional::new(Type::Json));
    }
}
