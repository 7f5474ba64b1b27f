//! The API as views: every name, type and expression that a template may print.

mod operation;
mod surface;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;
use rayon::prelude::*;

use super::docs::prose;
use super::templates::Code;
use super::view::{
    AccessorView, ChildView, CrateView, FeatureView, ForeignView, ResourceView, TypeFileView, WebhooksView,
};
use super::{access, features, tokens};
use crate::config::{Config, KNOWN_CRATES, PATTERNS_CRATE};
use crate::ir::{Api, EnumRepr, Operation, ResourceId, Role, SecurityScheme, Server, Type, TypeDef, TypeId, TypeKind};
use tokens::{File, ident};

/// Makes views of an API.
pub struct Picture<'a> {
    pub api: &'a Api,
    config: &'a Config,
    /// The types that can be checked against the limits of the description.
    checked: BTreeSet<TypeId>,
    /// The types that are defined inside each type.
    inside: BTreeMap<TypeId, Vec<TypeId>>,
}

impl<'a> Picture<'a> {
    /// The picture of this API under this configuration.
    pub fn new(api: &'a Api, config: &'a Config) -> Self {
        let checked = if config.package.validate { tokens::checked(api) } else { BTreeSet::new() };
        Self { api, config, checked, inside: types::inside(api) }
    }

    /// The crate as a whole.
    pub fn whole(&self) -> CrateView {
        let (api, package) = (self.api, &self.config.package);
        let name = package.name.clone().unwrap_or_else(|| package_name(&api.title));
        let foreign = self.foreign();
        let security =
            (!api.security.is_empty()).then(|| tokens::alternatives(api, &api.security, &TokenStream::new()).into());
        CrateView {
            generator: crate::GENERATOR.to_owned(),
            module: Code::new(module(&name)),
            name,
            version: package.version.clone().unwrap_or_else(|| semantic(&api.version)),
            description: package.description.clone().unwrap_or_else(|| format!("Client of the {}", api.title)),
            license: package.license.clone(),
            repository: package.repository.clone(),
            keywords: package.keywords.clone(),
            workspace_lints: package.workspace_lints,
            example: lines(package.example.as_deref()),
            more_docs: lines(package.docs.as_deref()),
            title: api.title.clone(),
            api_version: api.version.clone(),
            docs: api.description.clone(),
            source: self.config.spec.display().to_string(),
            features: features::all(api, package),
            more_features: features::more(api, package),
            dependencies: self.dependencies(&foreign),
            dev_dependencies: package.dev_dependencies.iter().map(|(name, value)| dependency(name, value)).collect(),
            examples: feature_views(&package.examples),
            default_server: api.default_server().and_then(Server::url),
            has_own_servers: api.operations.iter().any(|operation| operation.server.is_some()),
            servers: api.servers.iter().map(access::server).collect(),
            schemes: SecurityScheme::ids(api).map(|id| access::scheme(&api[id])).collect(),
            security,
            scopes: tokens::scopes(api, &api.security, &TokenStream::new()).map(Code::from),
            errors: self.config.errors.clone(),
            error_body: api.error.as_ref().map(|ty| tokens::ty(api, ty, File::Elsewhere).into()),
            webhooks: self.webhooks(),
            validate: package.validate,
            patterns: self.has_patterns(),
            has_pages: api.operations.iter().any(|operation| operation.pagination.is_some()),
            has_uploads: api
                .operations
                .iter()
                .filter_map(|operation| operation.params)
                .any(|params| has_upload(api, params)),
            has_streams: api.operations.iter().any(|operation| operation.output.is_stream()),
            has_operations: !api.operations.is_empty(),
            resources: self.children(api.resources_at_root()),
            operations: Operation::ids(api).filter(|id| api[*id].is_public()).map(|id| self.summary(id)).collect(),
            foreign,
        }
    }

    /// A resource.
    pub fn resource(&self, id: ResourceId) -> ResourceView {
        let resource = &self.api[id];
        let in_file = |ty: &TypeId| tokens::file_of(self.api, *ty) == File::Handle(id);
        let types: Vec<TypeId> = resource.types.iter().copied().filter(in_file).collect();
        // By name, so that an index changes only where a schema comes or goes.
        let is_schema = |ty: &&TypeId| self.api[**ty].role == Role::Schema;
        let mut schemas: Vec<TypeId> = resource.types.iter().filter(is_schema).copied().collect();
        let by_module = |ty: &TypeId| &self.api[*ty].module;
        schemas.sort_by_key(by_module);
        let mut files = resource.types.clone();
        files.sort_by_key(by_module);
        ResourceView {
            path: resource.path.clone(),
            docs: prose(&resource.docs),
            handle: resource.handle.as_ref().map(|handle| Code::new(&handle.rust)),
            handle_cfg: self.cfg(features::of_handle(self.api, id)),
            children: self.children(resource.children.iter().copied()),
            webhooks: self.webhooks().filter(|_| self.api.webhooks.is_some_and(|ty| self.api[ty].resource == id)),
            schemas: schemas.into_iter().map(|ty| self.schema_file(ty)).collect(),
            type_files: files.into_iter().map(|ty| self.type_file(ty)).collect(),
            operations: resource.operations.par_iter().map(|operation| self.operation(*operation)).collect(),
            imports: self.imports(&types, Some(id)),
            operation_imports: self.imports(&[], Some(id)),
            // One resource can be most of an API.
            types: types.into_par_iter().map(|ty| self.type_view(ty)).collect(),
        }
    }

    /// The name of something in the description, where documentation is to be found by it, too. Rustdoc looks for names
    /// whatever their case, and takes neither quotes nor white space but spaces in an alias.
    fn alias(&self, rust: &str, wire: &str) -> Option<String> {
        let is_taken = !wire.is_empty()
            && wire.trim() == wire
            && !wire.contains(|c: char| matches!(c, '"' | '\'') || (c != ' ' && c.is_whitespace()));
        let differs = !wire.eq_ignore_ascii_case(rust);
        (self.config.docs.aliases && is_taken && differs).then(|| wire.to_owned())
    }

    fn webhooks(&self) -> Option<WebhooksView> {
        let id = self.api.webhooks?;
        let ty = &self.api[id];
        Some(WebhooksView {
            name: Code::new(&ty.name.rust),
            module: Code::new(&self.api[ty.resource].name.rust),
            feature: self.feature(ty.resource),
            cfg: self.cfg(features::of_type(self.api, id)),
        })
    }

    /// The feature of a resource, where resources have some.
    fn feature(&self, id: ResourceId) -> Option<String> {
        self.config.package.has_resource_features().then(|| self.api[id].feature.clone())
    }

    /// `#[cfg(…)]`, where resources have features.
    fn cfg(&self, condition: TokenStream) -> Code {
        if self.config.package.has_resource_features() { condition } else { TokenStream::new() }.into()
    }

    fn children(&self, ids: impl Iterator<Item = ResourceId>) -> Vec<ChildView> {
        ids.map(|id| {
            let resource = &self.api[id];
            let accessor = resource.handle.as_ref().map(|handle| {
                let (module, handle) = (tokens::module(self.api, id), ident(&handle.rust));
                AccessorView {
                    method: Code::new(&resource.accessor),
                    handle: quote!(#module::#handle).into(),
                    cfg: self.cfg(features::of_handle(self.api, id)),
                    docs: prose(&resource.docs),
                }
            });
            ChildView {
                module: Code::new(&resource.name.rust),
                path: resource.path.clone(),
                cfg: self.cfg(features::of_module(self.api, id)),
                accessor,
            }
        })
        .collect()
    }

    fn schema_file(&self, id: TypeId) -> TypeFileView {
        TypeFileView {
            wire: self.api[id].name.wire.clone(),
            module: Code::new(&self.api[id].module),
            names: self.family(id).iter().map(|ty| Code::new(&self.api[*ty].name.rust)).collect(),
            cfg: self.cfg(features::of_type(self.api, id)),
        }
    }

    fn type_file(&self, id: TypeId) -> TypeFileView {
        let cfg = match tokens::file_of(self.api, id) {
            File::Handle(resource) => features::of_handle(self.api, resource),
            File::Schema(schema) => features::of_type(self.api, schema),
            File::Elsewhere => TokenStream::new(),
        };
        let ty = &self.api[id];
        TypeFileView {
            wire: ty.name.wire.clone(),
            module: Code::new(&ty.module),
            names: vec![Code::new(&ty.name.rust)],
            cfg: cfg.into(),
        }
    }

    /// What a file uses of the runtime, by name.
    fn imports(&self, types: &[TypeId], handle: Option<ResourceId>) -> Vec<Code> {
        let mut names = BTreeSet::new();
        for id in types.iter().filter(|id| self.api[**id].twin_of.is_none()) {
            names.extend(match &self.api[*id].kind {
                TypeKind::Struct(_) => Some("record"),
                TypeKind::Enum(values) => Some(match values.repr {
                    EnumRepr::String => "string_enum",
                    EnumRepr::Integer => "integer_enum",
                }),
                TypeKind::Union(_) => Some("union"),
                TypeKind::Responses(_) | TypeKind::Alias(_) | TypeKind::AllOf(_) => None,
            });
        }
        for id in handle.iter().flat_map(|id| &self.api[*id].operations) {
            let operation = &self.api[*id];
            names.extend(["Operation", "Request"]);
            names.extend(tokens::is_known_method(&operation.method).then_some("Method"));
            names.extend(operation.body.iter().map(|_| "Body"));
            let encodings = operation.body.iter().flat_map(|body| &body.encodings);
            names.extend(operation.parameters.iter().chain(&operation.options).chain(encodings).map(|_| "Parameter"));
        }
        names.into_iter().map(Code::new).collect()
    }

    fn has_patterns(&self) -> bool {
        self.checked.iter().any(|id| tokens::has_pattern(self.api, *id))
    }

    /// The types of other crates, each with the value of a required field that was not sent.
    fn foreign(&self) -> Vec<ForeignView> {
        let mut paths = BTreeSet::new();
        let mut add = |path: &str| {
            paths.insert(path.to_owned());
        };
        for id in TypeDef::ids(self.api) {
            tokens::foreign_of(&self.api[id], &mut add);
        }
        for operation in &self.api.operations {
            operation.output.json().into_iter().for_each(|ty| tokens::foreign_in(ty, &mut add));
        }
        paths
            .iter()
            .map(|path| {
                let mapped = self.config.formats.of_type(path);
                let empty = mapped.and_then(|mapped| mapped.empty.as_deref()).unwrap_or("Default::default()");
                let with = mapped.and_then(|mapped| mapped.with.as_deref());
                ForeignView {
                    ty: tokens::foreign(path).into(),
                    empty: tokens::foreign(empty).into(),
                    with: with.map(|with| tokens::foreign(with).into()),
                }
            })
            .collect()
    }

    /// The configuration's dependencies, and those that the default formats bring along.
    fn dependencies(&self, foreign: &[ForeignView]) -> Vec<Code> {
        let configured = &self.config.package.dependencies;
        let known = KNOWN_CRATES.iter().filter(|(name, _)| {
            let used =
                foreign.iter().any(|ty| ty.ty.as_str().split("::").next().is_some_and(|root| root.trim() == *name));
            used && !configured.contains_key(*name)
        });
        let mut lines: Vec<(String, Code)> =
            known.map(|(name, value)| ((*name).to_owned(), Code::new(format!("{name} = {value}")))).collect();
        let (name, version) = PATTERNS_CRATE;
        if self.has_patterns() && !configured.contains_key(name) {
            lines.push((name.to_owned(), Code::new(format!("{name} = {version}"))));
        }
        lines.extend(configured.iter().map(|(name, value)| (name.clone(), dependency(name, value))));
        lines.sort_by(|left, right| left.0.cmp(&right.0));
        lines.into_iter().map(|(_, line)| line).collect()
    }
}

/// Whether the params of an operation hold what is sent as it is.
fn has_upload(api: &Api, params: TypeId) -> bool {
    let TypeKind::Struct(params) = &api[params].kind else { return false };
    params.fields.iter().any(|field| matches!(field.ty.innermost(), Type::Upload))
}

/// Text of the crate's author, which is printed as it stands.
fn lines(text: Option<&str>) -> Vec<Code> {
    text.iter().flat_map(|text| text.trim().lines()).map(Code::new).collect()
}

fn feature_views(features: &BTreeMap<String, Vec<String>>) -> Vec<FeatureView> {
    features.iter().map(|(name, enables)| FeatureView { name: name.clone(), enables: enables.clone() }).collect()
}

fn dependency(name: &str, value: &toml::Value) -> Code {
    Code::new(format!("{name} = {value}"))
}

/// A package's name from a title.
pub fn package_name(title: &str) -> String {
    let words: Vec<String> = title
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let name = words.join("-");
    match name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        true => name,
        false => format!("api-{name}").trim_end_matches('-').to_owned(),
    }
}

/// The name of a package's library: `snake_case`, of whatever case the package is, since the compiler warns of others.
fn module(package: &str) -> String {
    let words = package.split(['-', '_']).filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("_")
}

/// The API's version where it is a semantic version, else the first one.
fn semantic(version: &str) -> String {
    let numbers: Vec<&str> = version.trim_start_matches('v').split('.').collect();
    let plain = numbers.len() == 3 && numbers.iter().all(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    let no_leading_zero = numbers.iter().all(|n| n.len() == 1 || !n.starts_with('0'));
    if plain && no_leading_zero { numbers.join(".") } else { "0.1.0".to_owned() }
}
