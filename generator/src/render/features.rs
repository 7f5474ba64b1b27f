//! Cargo features: one for each resource, and which of them a module or a type needs.
//!
//! The feature of a resource with operations compiles these, what they reach, and the handles above it. That of a group
//! without operations of its own compiles all resources below it, and goes on to do so when it gets some. That of webhooks
//! compiles what they carry. Where the configuration wants no features of resources, all is always compiled.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::view::FeatureView;
use crate::config::Package;
use crate::ir::{Api, Resource, ResourceId, TypeId};

/// The features of resources, with what the configuration adds to them.
pub fn all(api: &Api, package: &Package) -> Vec<FeatureView> {
    let mut features: Vec<FeatureView> = of_resources(api, package)
        .map(|id| {
            let name = api[id].feature.clone();
            let added = package.features.get(&name).into_iter().flatten().cloned();
            let enables = enables(api, id).into_iter().chain(dependencies(api, id)).chain(added);
            FeatureView { enables: enables.collect(), name }
        })
        .collect();
    features.sort_by(|left, right| left.name.cmp(&right.name));
    features
}

/// The features that only the configuration has.
pub fn more(api: &Api, package: &Package) -> Vec<FeatureView> {
    let known: BTreeSet<&str> = of_resources(api, package).map(|id| api[id].feature.as_str()).collect();
    let more = package.features.iter().filter(|(name, _)| !known.contains(name.as_str()));
    more.map(|(name, enables)| FeatureView { name: name.clone(), enables: enables.clone() }).collect()
}

/// The resources that have a feature: those with operations or webhooks, or with some below them.
fn of_resources<'a>(api: &'a Api, package: &Package) -> impl Iterator<Item = ResourceId> + use<'a> {
    let has_features = package.has_resource_features();
    Resource::ids(api).filter(move |id| has_features && (api[*id].handle.is_some() || api.has_webhooks(*id)))
}

/// The optional dependencies that a resource's feature turns on.
fn dependencies(api: &Api, id: ResourceId) -> Vec<String> {
    let of_webhooks = ["dep:hmac", "dep:sha2"];
    if api.has_webhooks(id) { of_webhooks.map(str::to_owned).to_vec() } else { Vec::new() }
}

/// Whether something of the resource itself is compiled by its feature, beside what others reach.
fn has_content(api: &Api, id: ResourceId) -> bool {
    !api[id].operations.is_empty() || api.has_webhooks(id)
}

fn enables(api: &Api, id: ResourceId) -> Vec<String> {
    let mut enables = if api[id].is_group { below(api, id) } else { Vec::new() };
    if has_content(api, id) {
        let above = above(api, id).filter(|above| !api[*above].operations.is_empty());
        enables.extend(above.map(|above| api[above].feature.clone()));
    }
    enables.sort();
    enables
}

/// The features of all resources below a group: those below a group in it are turned on by its own.
fn below(api: &Api, id: ResourceId) -> Vec<String> {
    let children = api[id].children.iter().copied().filter(|child| api[*child].handle.is_some());
    children
        .flat_map(|child| {
            let deeper = if api[child].is_group { Vec::new() } else { below(api, child) };
            std::iter::once(api[child].feature.clone()).chain(deeper)
        })
        .collect()
}

fn above(api: &Api, id: ResourceId) -> impl Iterator<Item = ResourceId> {
    std::iter::successors(api[id].parent, |parent| api[*parent].parent)
}

/// `#[cfg(…)]` of a resource's handle: any resource with operations at or below it.
pub fn of_handle(api: &Api, id: ResourceId) -> TokenStream {
    let mut needed = BTreeSet::new();
    with_operations(api, id, &mut needed);
    // The features of those below turn on that of a resource with operations of its own.
    if !api[id].operations.is_empty() {
        needed = BTreeSet::from([id]);
    }
    any(api, &needed)
}

/// `#[cfg(…)]` of a type's file: any resource that reaches it. One that none reaches is always there.
pub fn of_type(api: &Api, id: TypeId) -> TokenStream {
    any(api, &api[id].reached_by.iter().copied().collect())
}

/// `#[cfg(…)]` of a resource's module: its handle or any type in it or below.
pub fn of_module(api: &Api, id: ResourceId) -> TokenStream {
    match needed_by_module(api, id) {
        Some(needed) => any(api, &needed),
        None => TokenStream::new(),
    }
}

/// `None`: always.
fn needed_by_module(api: &Api, id: ResourceId) -> Option<BTreeSet<ResourceId>> {
    let mut needed = BTreeSet::new();
    with_operations(api, id, &mut needed);
    for ty in &api[id].types {
        if api[*ty].reached_by.is_empty() {
            return None;
        }
        needed.extend(&api[*ty].reached_by);
    }
    for child in &api[id].children {
        needed.extend(needed_by_module(api, *child)?);
    }
    Some(needed)
}

fn with_operations(api: &Api, id: ResourceId, found: &mut BTreeSet<ResourceId>) {
    if has_content(api, id) {
        found.insert(id);
    }
    api[id].children.iter().for_each(|child| with_operations(api, *child, found));
}

/// Any of these resources' features; nothing where that is no condition.
fn any(api: &Api, needed: &BTreeSet<ResourceId>) -> TokenStream {
    let every = Resource::ids(api).filter(|id| has_content(api, *id)).count();
    if needed.is_empty() || needed.len() == every {
        return TokenStream::new();
    }
    // What turns on another of them anyway need not be named.
    let names = needed.iter().filter(|id| !above(api, **id).any(|above| needed.contains(&above)));
    let mut names: Vec<String> = names.map(|id| api[*id].feature.clone()).collect();
    names.sort();
    match &names[..] {
        [only] => quote!(#[cfg(feature = #only)]),
        names => quote!(#[cfg(any(#(feature = #names),*))]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::Name;

    #[test]
    fn what_is_configured_is_added_to_the_features_of_resources_and_else_new() {
        let mut api = Api::default();
        for (path, handle) in [("sessions", Some(Name::new("sessions"))), ("types", None)] {
            let name = Name { rust: path.to_owned(), ..Name::new(path) };
            let (feature, path) = (path.to_owned(), path.to_owned());
            api.add_resource(Resource { name, path, handle, feature, ..Resource::default() });
        }
        let names = ["sessions", "types", "jwt"];
        let features = names.map(|name| (name.to_owned(), vec![format!("dep:{name}")])).into();
        let mut package = Package { features, ..Package::default() };
        let shown = |features: Vec<FeatureView>| -> Vec<String> {
            features.iter().map(|feature| format!("{} = {}", feature.name, feature.enables.join(" "))).collect()
        };
        assert_eq!(shown(all(&api, &package)), ["sessions = dep:sessions"]);
        // A resource that only has types has no feature of its own.
        assert_eq!(shown(more(&api, &package)), ["jwt = dep:jwt", "types = dep:types"]);
        package.resource_features = Some(false);
        assert_eq!(shown(all(&api, &package)), [""; 0]);
        assert_eq!(shown(more(&api, &package)), ["jwt = dep:jwt", "sessions = dep:sessions", "types = dep:types"]);
    }
}
