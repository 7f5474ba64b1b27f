//! Names: every Rust identifier of the crate is decided here, and what was once given stays.
//!
//! Within a scope (the operations of a resource, the types of a module, the members of a type) names are given in an
//! order: first what earlier runs have named, in their order, then what is new, in the description's. A name that is
//! taken gets a number. [`Pins`] keep the orders, and those numbers, so nothing that is added, moved or removed can take
//! a name away or swap two arguments.

mod access;

use std::collections::{BTreeMap, BTreeSet};

use super::idents;
use crate::ir::{
    Api, Field, Name, Operation, OperationId, Parameter, Resource, ResourceId, Role, Struct, TypeId, TypeKind,
};
use crate::lower::words;
use crate::pins::{self, Pins};

/// Gives every name of the API but those of the members of types.
pub fn decide(api: &mut Api, pins: &mut Pins) {
    resources(api, pins);
    client(api);
    for resource in Resource::ids(api) {
        operations(api, resource, pins);
    }
    for resource in Resource::ids(api) {
        types(api, resource, pins);
    }
    features(api, pins);
    groups(api, pins);
    access::servers(api, pins);
    access::schemes(api, pins);
}

/// Gives the names of fields, their methods, variants and arguments. `prefix`: what those of setters begin with.
pub fn decide_members(api: &mut Api, prefix: &str, pins: &mut Pins) {
    for id in api.types_in_use().collect::<Vec<_>>() {
        members(api, id, prefix, pins);
    }
}

/// The modules of every generated crate.
const ROOT_MODULES: &[&str] = &[
    "client",
    "ext",
    "formats",
    "patterns",
    "runtime",
    "servers",
    "settings",
    "testing", // ours
    "bin",
    "lib",
    "main", // files that Cargo takes for targets
    "alloc",
    "bytes",
    "core",
    "http",
    "reqwest",
    "serde",
    "serde_json",
    "std", // crates that they name
];

/// What no type may be called, since generated code uses these names without a path.
const TYPES: &[&str] = &["Box", "From", "Into", "IntoIterator", "Option", "String", "Vec"];

/// What no handle may be called, since its file imports them.
const IMPORTS: &[&str] = &["Body", "Client", "Method", "Operation", "Parameter", "Request"];

/// The methods that every client has.
const CLIENT: &[&str] = &["builder", "clone", "core"];

/// The methods that every handle has.
const METHODS: &[&str] = &["client", "clone", "new"];

/// Names that are taken.
struct Taken(BTreeSet<String>);

impl Taken {
    fn new(reserved: &[&str]) -> Self {
        Self(reserved.iter().map(|&name| name.to_owned()).collect())
    }

    fn is_free(&self, name: &str) -> bool {
        !self.0.contains(name)
    }

    /// The first of several names that is free, or the last with a number.
    fn take(&mut self, names: impl IntoIterator<Item = String>) -> String {
        let mut last = String::new();
        for name in names {
            if self.is_free(&name) {
                self.0.insert(name.clone());
                return name;
            }
            last = name;
        }
        let numbered = (2_u32..).map(|n| format!("{}{n}", last.trim_end_matches('_')));
        let name = numbered.into_iter().find(|name| self.is_free(name)).unwrap_or(last);
        self.0.insert(name.clone());
        name
    }
}

/// What gets names that tell it apart, and keeps them.
struct Scope {
    key: String,
    taken: Taken,
}

impl Scope {
    /// `key`: under which [`Pins`] keep what is given.
    fn new(key: impl Into<String>, reserved: &[&str]) -> Self {
        Self { key: key.into(), taken: Taken::new(reserved) }
    }

    /// The items, with their keys, in the order in which they get their names.
    fn order<T>(&self, items: Vec<(String, T)>, pins: &mut Pins) -> Vec<(String, T)> {
        pins.order(&self.key, items)
    }

    /// The name of an item: that which an earlier run has given to it, else the first of several that is free, or the
    /// last with a number.
    fn name(&mut self, item: &str, names: impl IntoIterator<Item = String>, pins: &mut Pins) -> String {
        let mut names = names.into_iter().peekable();
        let first = names.peek().cloned().unwrap_or_default();
        let given = pins.named(&self.key, item, &first).map(str::to_owned);
        let name = self.taken.take(given.into_iter().chain(names));
        if name != first {
            pins.note_name(&self.key, item, &first, &name);
        }
        name
    }
}

fn wish(name: &Name) -> &str {
    name.wish.as_deref().unwrap_or(&name.wire)
}

/// Modules. A resource's path is its identity, but as Rust has them two of a parent's may be the same.
fn resources(api: &mut Api, pins: &mut Pins) {
    let mut siblings: BTreeMap<Option<ResourceId>, Vec<(String, ResourceId)>> = BTreeMap::new();
    for id in Resource::ids(api) {
        siblings.entry(api[id].parent).or_default().push((api[id].name.wire.clone(), id));
    }
    for (parent, siblings) in siblings {
        let mut scope = match parent {
            None => Scope::new("modules", ROOT_MODULES),
            // The private module of a resource's operations.
            Some(parent) => Scope::new(format!("modules {}", api[parent].path), &[HANDLE_MODULE]),
        };
        for (key, id) in scope.order(siblings, pins) {
            let name = idents::module(wish(&api[id].name));
            api[id].name.rust = scope.name(&key, [name.clone(), format!("{name}_api")], pins);
        }
    }
}

/// The private module of a resource's operations.
pub const HANDLE_MODULE: &str = "handle";

/// The private module of what verifies webhooks, and what it defines.
const VERIFIER_MODULE: &str = "verifier";
const VERIFIER: &[&str] = &["Verifier", "VerifyError"];

/// The methods of the client that lead to the handles of resources.
fn client(api: &mut Api) {
    let mut taken = Taken::new(CLIENT);
    for id in api.resources_at_root().collect::<Vec<_>>() {
        api[id].accessor = taken.take(accessor(api, id));
    }
}

/// What a method that leads to a handle is called: like the module, unless something else is.
fn accessor(api: &Api, id: ResourceId) -> [String; 2] {
    let name = &api[id].name.rust;
    [name.clone(), format!("{name}_resource")]
}

/// What has a name among the methods of a handle.
#[derive(Clone, Copy)]
enum Method {
    Operation(OperationId),
    Accessor(ResourceId),
}

/// The methods of a handle: its operations, then the resources below it.
fn operations(api: &mut Api, resource: ResourceId, pins: &mut Pins) {
    let mut scope = Scope::new(format!("operations {}", api[resource].path), METHODS);
    let mut below = api[resource].children.clone();
    below.retain(|child| has_operations(api, *child));
    // Other forms of operations come after all operations, and take no name away.
    let mut ids = api[resource].operations.clone();
    ids.sort_by_key(|id| api[*id].alternative.is_some());
    let accessors = below.iter().map(|id| (handle_key(api, *id), Method::Accessor(*id)));
    let listed = ids.iter().map(|id| (api[*id].key(), Method::Operation(*id))).chain(accessors);
    let listed: Vec<(String, Method)> = unique_keys(listed);
    // Where there are no operations, nothing can take a name away.
    for child in below {
        // Earlier versions did not list it.
        if was_given(api, child, pins) {
            pins.assume(&scope.key, &handle_key(api, child));
        }
    }
    let ordered = if ids.is_empty() { listed } else { scope.order(listed, pins) };
    for (key, method) in ordered {
        let id = match method {
            Method::Operation(id) => id,
            Method::Accessor(child) => {
                api[child].accessor = scope.name(&key, accessor(api, child), pins);
                continue;
            }
        };
        let Operation { name, id: whole, alternative, .. } = &api[id];
        if let Some(alternative) = alternative {
            let name = format!("{}_{}", api[alternative.of].name.rust.trim_end_matches('_'), alternative.suffix);
            api[id].name.rust = scope.name(&key, [name], pins);
            continue;
        }
        let (name, whole) = (idents::snake(wish(name)), idents::snake(whole));
        let names = if METHODS.contains(&name.as_str()) { [format!("{name}_"), whole] } else { [name, whole] };
        api[id].name.rust = scope.name(&key, names, pins);
    }
}

/// What the method that leads to a handle is told apart by from operations.
fn handle_key(api: &Api, id: ResourceId) -> String {
    format!("{} handle", api[id].path)
}

/// Whether a resource, or one below it, had operations.
fn was_given(api: &Api, id: ResourceId, pins: &Pins) -> bool {
    pins.knows(&format!("operations {}", api[id].path))
        || api[id].children.iter().any(|child| was_given(api, *child, pins))
}

/// The types of a module, its handle, and the private file modules of types.
fn types(api: &mut Api, resource: ResourceId, pins: &mut Pins) {
    let path = api[resource].path.clone();
    let (reserved, modules) = match api.has_webhooks(resource) {
        true => ([TYPES, VERIFIER].concat(), vec![HANDLE_MODULE, VERIFIER_MODULE]),
        false => (TYPES.to_vec(), vec![HANDLE_MODULE]),
    };
    let (mut scope, mut files) = (Scope::new(format!("types {path}"), &reserved), Taken::new(&modules));
    let mut types: Vec<TypeId> = Vec::new();
    for (key, named) in scope.order(named_in(api, resource), pins) {
        match named {
            // Inline types are named after their owners, which come before them.
            Some(id) => {
                let name = type_name(api, id);
                api[id].name.rust = scope.name(&key, [name.clone(), format!("{name}Type")], pins);
                types.push(id);
            }
            None => {
                let name = idents::pascal(wish(&api[resource].name));
                let free = (!IMPORTS.contains(&name.as_str())).then(|| name.clone());
                let mut handle = Name::new(&path);
                handle.rust = scope.name(&key, free.into_iter().chain([format!("{name}Resource")]), pins);
                api[resource].handle = Some(handle);
            }
        }
    }
    api[resource].children.iter().for_each(|child| drop(files.take([api[*child].name.rust.clone()])));
    // Modules and types share a namespace. Where there are no letters, as in `_400`, case does not keep them apart.
    types.iter().for_each(|ty| drop(files.take([api[*ty].name.rust.clone()])));
    // Schemas first, since the others have no file of their own unless the templates give them one.
    types.sort_by_key(|id| api[*id].role != Role::Schema);
    for id in types {
        let name = idents::module(&api[id].name.rust);
        api[id].module = files.take([name.clone(), format!("{name}_type")]);
    }
}

/// The types of a module, and behind them its handle, if it has one.
fn named_in(api: &Api, resource: ResourceId) -> Vec<(String, Option<TypeId>)> {
    let types = api[resource].types.iter().map(|id| (api[*id].name.wire.clone(), Some(*id)));
    let handle = has_operations(api, resource).then(|| ("the handle".to_owned(), None));
    unique_keys(types.chain(handle))
}

/// The features of every generated crate.
const FEATURES: &[&str] = &["default", "native-tls", "rustls"];

/// The features of resources. A name that several ask for, as `a_b` and `a.b` do, goes to the one that had it first.
fn features(api: &mut Api, pins: &mut Pins) {
    let mut wanted: BTreeMap<String, Vec<ResourceId>> = BTreeMap::new();
    for id in Resource::ids(api).filter(|id| api[*id].handle.is_some() || api.has_webhooks(*id)) {
        wanted.entry(feature(api, id)).or_default().push(id);
    }
    let mut scope = Scope::new("features", FEATURES);
    let (mut listed, mut late) = (Vec::new(), Vec::new());
    for (name, mut resources) in wanted {
        resources.sort_by_key(|id| !pins.knows(&format!("operations {}", api[*id].path)));
        let first = usize::from(scope.taken.is_free(&name)).min(resources.len());
        late.extend(resources.split_off(first).into_iter().map(|id| (api[id].path.clone(), id)));
        listed.extend(resources.into_iter().map(|id| (api[id].path.clone(), id)));
    }
    // What must take another name comes last, so that it takes none from the others.
    listed.extend(late);
    for (key, id) in scope.order(listed, pins) {
        let name = feature(api, id);
        api[id].feature = scope.name(&key, [name.clone(), format!("{name}-api")], pins);
    }
}

/// Resources without operations of their own: their features compile all below them, and go on to do so if they get some.
fn groups(api: &mut Api, pins: &mut Pins) {
    for id in Resource::ids(api).filter(|id| api[*id].handle.is_some()).collect::<Vec<_>>() {
        let path = api[id].path.clone();
        let has_content = !api[id].operations.is_empty() || api.has_webhooks(id);
        api[id].is_group = !has_content || pins.gave("groups", &path);
        if api[id].is_group {
            pins.note("groups", path);
        }
    }
}

/// What a resource's feature is called if nothing else is: `b2b-sessions`.
fn feature(api: &Api, id: ResourceId) -> String {
    let own = api[id].name.rust.trim_matches('_').replace('_', "-");
    match api[id].parent {
        Some(parent) => format!("{}-{own}", feature(api, parent)),
        None => own,
    }
}

/// Whether a resource or one below it has operations.
fn has_operations(api: &Api, resource: ResourceId) -> bool {
    !api[resource].operations.is_empty() || api[resource].children.iter().any(|child| has_operations(api, *child))
}

fn type_name(api: &Api, id: TypeId) -> String {
    let ty = &api[id];
    if let Some(wish) = &ty.name.wish {
        return idents::as_written(wish);
    }
    match &ty.role {
        Role::Schema => idents::pascal(words::short(&ty.name.wire)),
        Role::Inline(owner, path) => format!("{}{}", base(api, *owner), idents::pascal_words(path)),
        Role::Params(operation) => format!("{}Params", idents::pascal(&api[*operation].name.rust)),
        Role::Options(operation) => format!("{}RequestOptions", idents::pascal(&api[*operation].name.rust)),
        Role::Response(operation) => format!("{}Response", idents::pascal(&api[*operation].name.rust)),
        Role::Headers(operation) => format!("{}ResponseHeaders", idents::pascal(&api[*operation].name.rust)),
        Role::Failure(operation) => format!("{}Error", idents::pascal(&api[*operation].name.rust)),
    }
}

/// What the names of types inside a type begin with.
fn base(api: &Api, owner: TypeId) -> String {
    let method = |operation: OperationId| idents::pascal(&api[operation].name.rust);
    match &api[owner].role {
        Role::Params(operation) | Role::Options(operation) => format!("{}Request", method(*operation)),
        // A response type that is not printed still lends its name.
        Role::Response(operation) => format!("{}Response", method(*operation)),
        Role::Headers(_) | Role::Failure(_) | Role::Schema | Role::Inline(..) => api[owner].name.rust.clone(),
    }
}

/// Fields, variants, and the arguments of `new`.
fn members(api: &mut Api, id: TypeId, prefix: &str, pins: &mut Pins) {
    let wire = api[id].name.wire.clone();
    let fresh = !pins.gave(&format!("types {}", api[api[id].resource].path), &wire);
    let (in_request, role) = (api[id].in_request, api[id].role.clone());
    let mut kind = std::mem::replace(&mut api[id].kind, TypeKind::AllOf(Vec::new()));
    match &mut kind {
        TypeKind::Struct(structure) => {
            fields(&wire, structure, parameters(api, &role), prefix, pins);
            structure.constructor = constructor(&wire, &role, structure, Usage { fresh, in_request }, pins);
        }
        TypeKind::Enum(values) => {
            let names = values.values.iter_mut().map(|value| &mut value.name);
            name_in_order(&wire, names, variant, &[UNKNOWN], pins);
        }
        TypeKind::Union(union) => {
            let names = union.members.iter_mut().map(|member| &mut member.name);
            name_in_order(&wire, names, variant, &[UNKNOWN], pins);
        }
        TypeKind::Responses(cases) => {
            let names = cases.iter_mut().map(|case| &mut case.name);
            name_in_order(&wire, names, idents::pascal, &[], pins);
        }
        TypeKind::Alias(_) | TypeKind::AllOf(_) => {}
    }
    api[id].kind = kind;
}

/// A name in a struct.
#[derive(Clone, Copy, Debug)]
enum Naming {
    /// Of a field, and its setter.
    Field(usize),
    /// Of the method that gives a field's default.
    OrDefault(usize),
    /// Of the field for all keys that the others do not name.
    Additional,
    /// Of the setter of a field, or of that for all other keys, where setters have a prefix.
    Setter(Option<usize>),
}

/// The parameters that the first fields of a type hold.
fn parameters<'a>(api: &'a Api, role: &Role) -> &'a [Parameter] {
    match role {
        Role::Params(operation) => &api[*operation].parameters,
        _ => &[],
    }
}

/// The fields of a struct with their setters, and the methods that give their defaults.
///
/// All are of one scope, since a setter is called like its field, and so that a new field takes no method's name.
fn fields(wire: &str, structure: &mut Struct, parameters: &[Parameter], prefix: &str, pins: &mut Pins) {
    let has_own_name = |index: usize, field: &Field| parameters.get(index).is_none_or(|it| it.wire == field.name.wire);
    let numbered = || structure.fields.iter().enumerate();
    let (own, others): (Vec<_>, Vec<_>) = numbered().partition(|(index, field)| has_own_name(*index, field));
    let fields = own.into_iter().chain(others).map(|(index, field)| (field.key.clone(), Naming::Field(index)));
    let assuming = numbered().filter(|(_, field)| field.assumed.is_some());
    let methods = assuming.map(|(index, field)| (format!("{} or default", field.key), Naming::OrDefault(index)));
    let additional = structure.additional.iter().map(|_| ("all others".to_owned(), Naming::Additional));
    let members = fields.chain(methods).chain(additional);
    let listed = unique_keys(members.chain(prefixed_setters(structure, prefix)));
    let mut scope = Scope::new(pins::members(wire), &[]);
    for (key, naming) in scope.order(listed, pins) {
        match naming {
            Naming::Field(index) => {
                let Some(field) = structure.fields.get_mut(index) else { continue };
                // The place of a parameter is a part of its name only where something else was called like it before.
                let own = parameters.get(index).map(|parameter| &parameter.wire).filter(|_| field.name.wish.is_none());
                let names = own.into_iter().map(String::as_str).chain([wish(&field.name)]).map(idents::snake);
                field.name.rust = scope.name(&key, names, pins);
                field.setter = setter(&field.name.rust);
            }
            Naming::OrDefault(index) => {
                let Some(field) = structure.fields.get_mut(index) else { continue };
                let name = format!("{}_or_default", field.name.rust.trim_end_matches('_'));
                if let Some(assumed) = &mut field.assumed {
                    assumed.method = scope.name(&key, [name], pins);
                }
            }
            Naming::Additional => {
                if let Some(additional) = &mut structure.additional {
                    additional.name.rust = scope.name(&key, [idents::snake(wish(&additional.name))], pins);
                    additional.setter = setter(&additional.name.rust);
                }
            }
            Naming::Setter(index) => {
                let named = match index {
                    Some(index) => structure.fields.get_mut(index).map(|it| (&it.name, &mut it.setter)),
                    None => structure.additional.as_mut().map(|it| (&it.name, &mut it.setter)),
                };
                let Some((name, given)) = named else { continue };
                let name = format!("{prefix}{}", name.rust.trim_end_matches('_'));
                *given = scope.name(&key, [setter(&idents::as_written(&name))], pins);
            }
        }
    }
}

/// The setters that have names of their own, since there is a prefix: of all fields, also those that `new` takes, which
/// it may come to take no longer.
fn prefixed_setters(structure: &Struct, prefix: &str) -> Vec<(String, Naming)> {
    if prefix.is_empty() {
        return Vec::new();
    }
    let of_fields = structure.fields.iter().enumerate();
    let of_fields = of_fields.map(|(index, field)| (format!("{} setter", field.key), Naming::Setter(Some(index))));
    let of_others = structure.additional.iter().map(|_| ("all others setter".to_owned(), Naming::Setter(None)));
    of_fields.chain(of_others).collect()
}

/// The variant for what this version of the crate does not know.
const UNKNOWN: &str = "Unknown";

/// A variant of an enum or union, beside `Unknown`.
fn variant(name: &str) -> String {
    match idents::pascal(name) {
        name if name == UNKNOWN => format!("{name}Value"),
        name => name,
    }
}

fn name_in_order<'n>(
    wire: &str,
    names: impl Iterator<Item = &'n mut Name>,
    case: fn(&str) -> String,
    reserved: &[&str],
    pins: &mut Pins,
) {
    let listed = unique_keys(names.map(|name| (name.wire.clone(), name)));
    let mut scope = Scope::new(pins::members(wire), reserved);
    for (key, name) in scope.order(listed, pins) {
        name.rust = scope.name(&key, [case(wish(name))], pins);
    }
}

/// A setter is called like its field, unless `new` or a derived method is.
fn setter(name: &str) -> String {
    match name {
        taken @ ("new" | "clone") => format!("{taken}_"),
        name => name.to_owned(),
    }
}

/// What `new` takes: of a type that is sent, what must be there, in the order once given. A type that is only received
/// is made empty, so that a field which the server adds changes nobody's tests; and it stays so when it is sent later.
fn constructor(wire: &str, role: &Role, structure: &Struct, usage: Usage, pins: &mut Pins) -> Vec<usize> {
    let scope = pins::arguments(wire);
    let of_operation = matches!(role, Role::Params(_) | Role::Options(_));
    let takes_arguments = of_operation || pins.knows(&scope) || (usage.fresh && usage.in_request);
    let is_preset = |index: usize| structure.presets.iter().any(|preset| preset.field == index);
    let taken = |(index, field): &(usize, &Field)| takes_arguments && field.required && !is_preset(*index);
    let taken = structure.fields.iter().enumerate().filter(taken);
    let listed: Vec<(String, usize)> = taken.map(|(index, field)| (field.key.clone(), index)).collect();
    if takes_arguments && !of_operation {
        // An empty list of a schema is kept too: it says that `new` takes what will be required one day.
        pins.keep(&scope);
    }
    pins.order(&scope, listed).into_iter().map(|(_, index)| index).collect()
}

/// What a type is for, as far as `new` cares.
#[derive(Clone, Copy, Debug)]
struct Usage {
    /// No earlier run knew it.
    fresh: bool,
    /// It travels in requests.
    in_request: bool,
}

/// Keys that tell all items apart: a repeated one gets a number.
pub fn unique_keys<T>(items: impl Iterator<Item = (String, T)>) -> Vec<(String, T)> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    items
        .map(|(key, item)| {
            let times = seen.entry(key.clone()).or_default();
            *times += 1;
            let key = if *times == 1 { key } else { format!("{key}#{times}") };
            (key, item)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::Lock;

    #[test]
    fn a_feature_stays_with_the_resource_that_had_it() {
        let given = |earlier: &[(&str, &[&str])]| {
            let mut api = Api::default();
            for (path, parent) in [("a", None), ("a.b", Some(0)), ("a_b", None)] {
                let parent = parent.and_then(|index| Resource::ids(&api).nth(index));
                let (name, handle) = (Name::new(path.rsplit('.').next().unwrap_or(path)), Some(Name::new(path)));
                api.add_resource(Resource { name, path: path.to_owned(), parent, handle, ..Resource::default() });
            }
            let owned = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
            let orders = earlier.iter().map(|(scope, keys)| ((*scope).to_owned(), owned(keys))).collect();
            let mut pins = Pins::new(&Lock { orders, ..Lock::default() });
            resources(&mut api, &mut pins);
            features(&mut api, &mut pins);
            let features: Vec<String> = api.resources.iter().map(|resource| resource.feature.clone()).collect();
            (features, pins.into_orders().remove("features").unwrap_or_default())
        };
        let (first, second) = (["a", "a-b", "a-b-api"], ["a", "a-b-api", "a-b"]);
        assert_eq!(given(&[]).0, first);
        // Only the other one was there before.
        let (features, kept) = given(&[("operations a_b", &["list"])]);
        assert_eq!(features, second);
        assert_eq!(kept, ["a", "a_b", "a.b"]);
        assert_eq!(given(&[("features", &["a", "a_b", "a.b"])]).0, second);
    }
}
