//! Which features compile a type: those of the operations that reach it.

use std::collections::{BTreeMap, BTreeSet};

use crate::surface::{Shape, Struct, Surface, Type};

/// The features of all types that operations reach, by the types' keys.
pub(super) fn of(surface: &Surface) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut of_operation: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (key, ty) in &surface.types {
        if let Some(operation) = &ty.operation {
            of_operation.entry(operation).or_default().push(key);
        }
    }
    let shared: Vec<&str> = surface.error.iter().flat_map(|ty| named(ty, surface)).collect();
    // What several operations of a feature reach is walked once.
    let mut roots: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (key, operation) in &surface.operations {
        let roots = roots.entry(&operation.feature).or_default();
        roots.extend(of_operation.get(super::pairs::id(key)).into_iter().flatten());
        let bodies = operation.errors.values().flatten();
        let types = bodies.chain([&operation.arguments, &operation.output]).chain(&operation.options);
        roots.extend(types.flat_map(|ty| named(ty, surface)));
        roots.extend(&shared);
    }
    let mut reached: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (feature, roots) in roots {
        let mut next: Vec<&str> = roots.into_iter().collect();
        while let Some(key) = next.pop() {
            if reached.entry(key).or_default().insert(feature)
                && let Some(ty) = surface.types.get(key)
            {
                next.extend(uses(ty).into_iter().flat_map(|ty| named(ty, surface)));
            }
        }
    }
    reached
}

/// The types that a type's definition spells.
fn uses(ty: &Type) -> Vec<&str> {
    match &ty.shape {
        Shape::Struct(Struct { fields, .. }) => fields.iter().map(|field| field.value.as_str()).collect(),
        Shape::Union { members, .. } | Shape::Responses(members) => {
            members.iter().filter_map(|member| member.ty.as_deref()).collect()
        }
        Shape::Alias(target) => vec![target],
        Shape::Enum { .. } => Vec::new(),
    }
}

/// The keys of the crate's types in a spelled type.
fn named<'a>(ty: &str, surface: &'a Surface) -> Vec<&'a str> {
    let mut keys = Vec::new();
    for part in ty.split("crate::").skip(1) {
        let end = part.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(part.len());
        let key = part.get(..end).unwrap_or_default().trim_end_matches(':').replace("::", ".");
        keys.extend(surface.types.get_key_value(&key).map(|(key, _)| key.as_str()));
    }
    keys
}
