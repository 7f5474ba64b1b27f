//! Names: every Rust identifier of the crate is decided here, and what was once given stays.
//!
//! Within a scope (the operations of a resource, the types of a module, the members of a type) names are given in an
//! order: first what earlier runs have named, in their order, then what is new, in the description's. A name that is
//! taken gets a number. [`Pins`] keep the orders, so nothing that is added or moved can take a name away or swap two
//! arguments.

use std::collections::{BTreeMap, BTreeSet};

use super::{Pins, idents};
use crate::ir::{
    Api, Field, Grant, Name, Operation, OperationId, Resource, ResourceId, Role, Server, Struct, TypeId, TypeKind,
};
use crate::lower::words;

/// Gives every name of the API.
pub fn decide(api: &mut Api, pins: &mut Pins) {
    resources(api);
    client(api);
    for resource in Resource::ids(api) {
        operations(api, resource, pins);
    }
    for resource in Resource::ids(api) {
        types(api, resource, pins);
    }
    features(api, pins);
    groups(api, pins);
    for id in api.types_in_use().collect::<Vec<_>>() {
        members(api, id, pins);
    }
    servers(api, pins);
    schemes(api);
}

/// Constants and types of the module `servers`: the API's own first, so that those of operations take no name from them.
fn servers(api: &mut Api, pins: &mut Pins) {
    let (mut constants, mut types) = (Scope::new(&[]), Scope::new(TYPES));
    let mut listed: Vec<&mut Server> = api.servers.iter_mut().collect();
    listed.sort_by_key(|server| !server.is_of_api);
    let listed = unique_keys(listed.into_iter().map(|server| (server.text(), server)));
    let ordered = if listed.is_empty() { Vec::new() } else { pins.order("servers", listed) };
    for server in ordered {
        let is_free = |words: &str| constants.is_free(&idents::shouty(words)) && types.is_free(&idents::pascal(words));
        let words = match wish(&server.name) {
            own if server.is_of_api || !own.is_empty() && is_free(own) => own.to_owned(),
            _ => server.address(),
        };
        server.name.rust = constants.take(idents::shouty(&words));
        if server.variables.is_empty() {
            continue;
        }
        server.type_name.rust = types.take(idents::pascal(&words));
        let mut setters = Scope::new(&["new"]);
        for variable in &mut server.variables {
            variable.name.rust = setters.take(idents::snake(&variable.name.wire));
            if variable.values.is_empty() {
                continue;
            }
            let words = [words.as_str(), &variable.type_name.wire].join(" ");
            variable.type_name.rust = types.take(idents::pascal(&words));
            let mut variants = Scope::new(&[UNKNOWN]);
            for value in &mut variable.values {
                value.rust = variants.take(variant(&value.wire));
            }
        }
    }
}

/// Methods of the client's builder, beside its own: of every scheme first, so that the others take no name from them.
fn schemes(api: &mut Api) {
    let mut scope = Scope::new(BUILDER);
    for scheme in &mut api.schemes {
        let name = idents::snake(wish(&scheme.name));
        scheme.name.rust = scope.take_first([name.clone(), format!("{name}_credential")]);
    }
    for scheme in &mut api.schemes {
        for (grant, name) in &mut scheme.grants {
            let suffix = match grant {
                Grant::ClientCredentials => "client_credentials",
                Grant::RefreshToken => "refresh_token",
                Grant::Any => "grant",
            };
            name.rust = scope.take(format!("{}_{suffix}", scheme.name.rust.trim_end_matches('_')));
        }
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

/// The methods that every client's builder has.
const BUILDER: &[&str] = &[
    "base_url",
    "build",
    "builder",
    "connect_timeout",
    "default_header",
    "allow_http",
    "http_client",
    "max_response_bytes",
    "new",
    "retry",
    "timeout",
    "transport",
    "user_agent",
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
struct Scope {
    taken: BTreeSet<String>,
}

impl Scope {
    fn new(reserved: &[&str]) -> Self {
        Self { taken: reserved.iter().map(|&name| name.to_owned()).collect() }
    }

    fn is_free(&self, name: &str) -> bool {
        !self.taken.contains(name)
    }

    /// The name, with a number if it is taken.
    fn take(&mut self, name: String) -> String {
        let free = |name: &String| self.is_free(name);
        let name = match free(&name) {
            true => name,
            false => (2_u32..).map(|n| format!("{}{n}", name.trim_end_matches('_'))).find(free).unwrap_or(name),
        };
        self.taken.insert(name.clone());
        name
    }

    /// The first of several names that is free, or the last with a number.
    fn take_first(&mut self, names: impl IntoIterator<Item = String>) -> String {
        let mut last = String::new();
        for name in names {
            if self.is_free(&name) {
                return self.take(name);
            }
            last = name;
        }
        self.take(last)
    }
}

fn wish(name: &Name) -> &str {
    name.wish.as_deref().unwrap_or(&name.wire)
}

/// Modules. A resource's path is its identity, so siblings never collide but by case.
fn resources(api: &mut Api) {
    let mut scopes: BTreeMap<Option<ResourceId>, Scope> = BTreeMap::new();
    for id in Resource::ids(api) {
        let parent = api[id].parent;
        let scope = scopes.entry(parent).or_insert_with(|| match parent {
            None => Scope::new(ROOT_MODULES),
            // The private module of a resource's operations.
            Some(_) => Scope::new(&[HANDLE_MODULE]),
        });
        let name = idents::module(wish(&api[id].name));
        api[id].name.rust = scope.take_first([name.clone(), format!("{name}_api")]);
    }
}

/// The private module of a resource's operations.
pub const HANDLE_MODULE: &str = "handle";

/// The private module of what verifies webhooks, and what it defines.
const VERIFIER_MODULE: &str = "verifier";
const VERIFIER: &[&str] = &["Verifier", "VerifyError"];

/// The methods of the client that lead to the handles of resources.
fn client(api: &mut Api) {
    let mut scope = Scope::new(CLIENT);
    for id in api.resources_at_root().collect::<Vec<_>>() {
        api[id].accessor = scope.take_first(accessor(api, id));
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
    let mut scope = Scope::new(METHODS);
    let scope_of = format!("operations {}", api[resource].path);
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
            pins.assume(&scope_of, &handle_key(api, child));
        }
    }
    let ordered = if ids.is_empty() {
        listed.into_iter().map(|(_, method)| method).collect()
    } else {
        pins.order(&scope_of, listed)
    };
    for method in ordered {
        let id = match method {
            Method::Operation(id) => id,
            Method::Accessor(child) => {
                api[child].accessor = scope.take_first(accessor(api, child));
                continue;
            }
        };
        let Operation { name, id: whole, alternative, .. } = &api[id];
        if let Some(alternative) = alternative {
            let name = format!("{}_{}", api[alternative.of].name.rust.trim_end_matches('_'), alternative.suffix);
            api[id].name.rust = scope.take(name);
            continue;
        }
        let (name, whole) = (idents::snake(wish(name)), idents::snake(whole));
        let names = if METHODS.contains(&name.as_str()) { [format!("{name}_"), whole] } else { [name, whole] };
        api[id].name.rust = scope.take_first(names);
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

/// The types of a module, its handle, and the private file modules of its schemas.
fn types(api: &mut Api, resource: ResourceId, pins: &mut Pins) {
    let path = api[resource].path.clone();
    let has_webhooks = api.has_webhooks(resource);
    let mut scope = Scope::new(TYPES);
    let mut files = Scope::new(&[HANDLE_MODULE]);
    if has_webhooks {
        VERIFIER.iter().for_each(|name| drop(scope.take((*name).to_owned())));
        files.take(VERIFIER_MODULE.to_owned());
    }
    let listed: Vec<(String, TypeId)> =
        unique_keys(api[resource].types.iter().map(|id| (api[*id].name.wire.clone(), *id)));
    if !listed.is_empty() {
        // Inline types are named after their owners, which come before them.
        for id in pins.order(&format!("types {path}"), listed) {
            let name = type_name(api, id);
            api[id].name.rust = scope.take_first([name.clone(), format!("{name}Type")]);
        }
    }
    api[resource].children.iter().for_each(|child| drop(files.take(api[*child].name.rust.clone())));
    // Modules and types share a namespace. Where there are no letters, as in `_400`, case does not keep them apart.
    api[resource].types.iter().for_each(|ty| drop(files.take(api[*ty].name.rust.clone())));
    for id in api[resource].types.clone() {
        if api[id].role == Role::Schema {
            let name = idents::module(&api[id].name.rust);
            api[id].module = files.take_first([name.clone(), format!("{name}_type")]);
        }
    }
    if has_operations(api, resource) {
        let name = idents::pascal(wish(&api[resource].name));
        let mut handle = Name::new(path);
        let free = (!IMPORTS.contains(&name.as_str())).then(|| name.clone());
        handle.rust = scope.take_first(free.into_iter().chain([format!("{name}Resource")]));
        api[resource].handle = Some(handle);
    }
}

/// The features of every generated crate.
const FEATURES: &[&str] = &["default", "native-tls", "rustls"];

/// The features of resources. A name that several ask for, as `a_b` and `a.b` do, goes to the one that had it first.
fn features(api: &mut Api, pins: &mut Pins) {
    let mut wanted: BTreeMap<String, Vec<(String, ResourceId)>> = BTreeMap::new();
    for id in Resource::ids(api).filter(|id| api[*id].handle.is_some() || api.has_webhooks(*id)) {
        wanted.entry(feature(api, id)).or_default().push((api[id].path.clone(), id));
    }
    let mut scope = Scope::new(FEATURES);
    let mut late = Vec::new();
    for (name, mut resources) in wanted {
        if resources.len() > 1 {
            resources.sort_by_key(|(path, _)| !pins.knows(&format!("operations {path}")));
            let ordered = pins.order(&format!("feature {name}"), resources);
            resources = ordered.into_iter().map(|id| (name.clone(), id)).collect();
        }
        for (_, id) in resources {
            if scope.taken.contains(&name) {
                late.push((name.clone(), id));
            } else {
                api[id].feature = scope.take(name.clone());
            }
        }
    }
    for (name, id) in late {
        api[id].feature = scope.take(format!("{name}-api"));
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
fn members(api: &mut Api, id: TypeId, pins: &mut Pins) {
    let wire = api[id].name.wire.clone();
    let fresh = !pins.gave(&format!("types {}", api[api[id].resource].path), &wire);
    let (in_request, role) = (api[id].in_request, api[id].role.clone());
    let mut kind = std::mem::replace(&mut api[id].kind, TypeKind::AllOf(Vec::new()));
    match &mut kind {
        TypeKind::Struct(structure) => {
            let mut scope = Scope::new(&[]);
            fields(&wire, structure, &mut scope, pins);
            if let Some(additional) = &mut structure.additional {
                additional.name.rust = scope.take(idents::snake(wish(&additional.name)));
            }
            structure.constructor = constructor(&wire, &role, structure, Usage { fresh, in_request }, pins);
        }
        TypeKind::Enum(values) => {
            let names = values.values.iter_mut().map(|value| &mut value.name);
            name_in_order(&wire, names, variant, &mut Scope::new(&[UNKNOWN]), pins);
        }
        TypeKind::Union(union) => {
            let names = union.members.iter_mut().map(|member| &mut member.name);
            name_in_order(&wire, names, variant, &mut Scope::new(&[UNKNOWN]), pins);
        }
        TypeKind::Responses(cases) => {
            let names = cases.iter_mut().map(|case| &mut case.name);
            name_in_order(&wire, names, idents::pascal, &mut Scope::new(&[]), pins);
        }
        TypeKind::Alias(_) | TypeKind::AllOf(_) => {}
    }
    api[id].kind = kind;
}

/// The fields of a struct with their setters, and the methods that give their defaults.
///
/// All are of one scope, since a setter is called like its field, and so that a new field takes no method's name.
fn fields(wire: &str, structure: &mut Struct, scope: &mut Scope, pins: &mut Pins) {
    let numbered = || structure.fields.iter().enumerate();
    let fields = numbered().map(|(index, field)| (field.name.wire.clone(), (index, false)));
    let assuming = numbered().filter(|(_, field)| field.assumed.is_some());
    let methods = assuming.map(|(index, field)| (format!("{} or default", field.name.wire), (index, true)));
    let listed = unique_keys(fields.chain(methods));
    if listed.is_empty() {
        return;
    }
    for (index, is_method) in pins.order(&format!("members {wire}"), listed) {
        let Some(field) = structure.fields.get_mut(index) else { continue };
        match &mut field.assumed {
            Some(assumed) if is_method => {
                let name = field.name.rust.trim_end_matches('_');
                assumed.method = scope.take(format!("{name}_or_default"));
            }
            _ => {
                field.name.rust = scope.take(idents::snake(wish(&field.name)));
                field.setter = setter(field);
            }
        }
    }
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
    scope: &mut Scope,
    pins: &mut Pins,
) {
    let listed = unique_keys(names.map(|name| (name.wire.clone(), name)));
    if listed.is_empty() {
        return;
    }
    for name in pins.order(&format!("members {wire}"), listed) {
        name.rust = scope.take(case(wish(name)));
    }
}

/// The setter is called like the field, unless `new` or a derived method is.
fn setter(field: &Field) -> String {
    match field.name.rust.as_str() {
        taken @ ("new" | "clone") => format!("{taken}_"),
        name => name.to_owned(),
    }
}

/// What `new` takes: of a type that is sent, what must be there, in the order once given. A type that is only received
/// is made empty, so that a field which the server adds changes nobody's tests; and it stays so when it is sent later.
fn constructor(wire: &str, role: &Role, structure: &Struct, usage: Usage, pins: &mut Pins) -> Vec<usize> {
    let scope = format!("new {wire}");
    let of_operation = matches!(role, Role::Params(_) | Role::Options(_));
    let takes_arguments = of_operation || pins.knows(&scope) || (usage.fresh && usage.in_request);
    let is_preset = |index: usize| structure.presets.iter().any(|preset| preset.field == index);
    let taken = |(index, field): &(usize, &Field)| takes_arguments && field.required && !is_preset(*index);
    let taken = structure.fields.iter().enumerate().filter(taken);
    let listed: Vec<(String, usize)> = taken.map(|(index, field)| (field.name.wire.clone(), index)).collect();
    // An empty list of a schema is kept too: it says that `new` takes what will be required one day.
    let is_kept = !listed.is_empty() || (takes_arguments && !of_operation);
    if is_kept { pins.order(&scope, listed) } else { Vec::new() }
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
    use crate::ir::{Docs, UrlPart};

    #[test]
    fn a_server_of_an_operation_takes_no_name_from_the_apis() {
        let named = |earlier: &[&str]| {
            let mut api = Api::default();
            for (url, description, is_of_api) in [
                ("https://files.example.com", "Main", false),
                ("https://api.example.com", "Main", true),
                ("https://eu.example.com", "Main", true),
                ("https://up.example.com/{area}", "", false),
            ] {
                let (name, type_name) = (Name::new(description), Name::new(description));
                let template = vec![UrlPart::Text(url.to_owned())];
                let (variables, description) = (Vec::new(), None);
                api.add_server(Server { template, variables, description, name, type_name, is_of_api });
            }
            let order = earlier.iter().map(|url| (*url).to_owned()).collect();
            let mut pins = Pins::new([("servers".to_owned(), order)].into());
            servers(&mut api, &mut pins);
            let names: Vec<String> = api.servers.iter().map(|server| server.name.rust.clone()).collect();
            (names.join(" "), pins.into_orders().remove("servers").unwrap_or_default().len())
        };
        let fresh = "FILES_EXAMPLE_COM MAIN MAIN2 UP_EXAMPLE_COM_AREA";
        assert_eq!(named(&[]), (fresh.to_owned(), 4));
        // What was named first keeps its name.
        let kept = "MAIN MAIN2 MAIN3 UP_EXAMPLE_COM_AREA";
        assert_eq!(named(&["https://files.example.com"]), (kept.to_owned(), 4));
    }

    #[test]
    fn a_feature_stays_with_the_resource_that_had_it() {
        let given = |earlier: &[(&str, &[&str])]| {
            let mut api = Api::default();
            for (path, parent) in [("a", None), ("a.b", Some(0)), ("a_b", None)] {
                let parent = parent.and_then(|index| Resource::ids(&api).nth(index));
                let name = Name::new(path.rsplit('.').next().unwrap_or(path));
                let (path, handle, feature, docs) =
                    (path.to_owned(), Some(Name::new(path)), String::new(), Docs::default());
                let (children, operations, types) = (Vec::new(), Vec::new(), Vec::new());
                let (accessor, is_group) = (String::new(), false);
                api.add_resource(Resource {
                    name,
                    path,
                    parent,
                    children,
                    operations,
                    types,
                    handle,
                    feature,
                    accessor,
                    is_group,
                    docs,
                });
            }
            let owned = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
            let mut pins = Pins::new(earlier.iter().map(|(scope, keys)| ((*scope).to_owned(), owned(keys))).collect());
            resources(&mut api);
            features(&mut api, &mut pins);
            let features: Vec<String> = api.resources.iter().map(|resource| resource.feature.clone()).collect();
            (features, pins.into_orders().remove("feature a-b").unwrap_or_default())
        };
        let (first, second) = (["a", "a-b", "a-b-api"], ["a", "a-b-api", "a-b"]);
        assert_eq!(given(&[]).0, first);
        // Only the other one was there before.
        let (features, kept) = given(&[("operations a_b", &["list"])]);
        assert_eq!(features, second);
        assert_eq!(kept, ["a_b", "a.b"]);
        assert_eq!(given(&[("feature a-b", &["a_b", "a.b"])]).0, second);
    }
}
