//! From the bundled document to the [`ir`](crate::ir): what operations and types there are and what they mean, not yet
//! what they are called.
//!
//! Nothing here stops at the first fault: what cannot be done becomes a diagnostic, and the element is skipped or typed
//! as JSON.

mod body;
mod class;
mod compose;
mod document;
mod header;
mod link;
mod media;
mod member;
mod number;
mod operation;
mod parameter;
mod representation;
mod response;
mod schema;
mod security;
mod servers;
mod shape;
mod webhook;
pub mod words;

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde_json::Value;

use crate::config::{Config, TypeSettings};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::ir::{Api, Docs, Extensions, Name, Resource, ResourceId, Role, Type, TypeDef, TypeId, TypeKind};
use crate::pins::Pins;
use crate::pointer::Pointer;
use crate::rules::Rules;

use document::Document;

pub use words::id_of;

/// The module of schemas whose names have no dots.
pub const PLAIN_SCHEMAS: &str = "types";

/// The API that a bundled document describes. `pins` is what earlier runs have given and this one keeps.
pub fn api(root: Value, config: &Config, pins: &mut Pins, diagnostics: &mut Diagnostics) -> Api {
    let document = document::read(root, diagnostics);
    let modules = Rules::new("modules", &config.modules, config, diagnostics);
    let mut lower = Lower {
        config,
        pins,
        diagnostics,
        api: Api::default(),
        resources: BTreeMap::new(),
        schemas: IndexMap::new(),
        modules,
        document: &document,
    };
    lower.api.title = document.info.title.trim().to_owned();
    lower.api.version = document.info.version.clone();
    lower.api.description = document.info.description.clone().unwrap_or_default();
    lower.api.extensions = document.extensions.clone().into_iter().collect();
    servers::lower(&mut lower);
    security::lower(&mut lower);
    schema::declare(&mut lower);
    schema::define(&mut lower);
    operation::lower(&mut lower);
    webhook::lower(&mut lower);
    lower.modules.report_unused("operation or schema", lower.diagnostics);
    servers::shared(&mut lower);
    lower.describe_resources();
    lower.api.error = shared_error(&lower.api, lower.pins);
    lower.api
}

/// What lowering carries along.
struct Lower<'d> {
    document: &'d Document,
    config: &'d Config,
    pins: &'d mut Pins,
    diagnostics: &'d mut Diagnostics,
    api: Api,
    resources: BTreeMap<String, ResourceId>,
    schemas: IndexMap<String, TypeId>,
    /// The modules that the configuration has for operations and schemas.
    modules: Rules<'d, String>,
}

impl Lower<'_> {
    fn report(&mut self, code: Code, at: &Pointer, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(code, at, message).help(help));
    }

    /// The module that the configuration has for an operation, by its id, or a schema, by its name.
    fn configured_module(&mut self, name: &str, extensions: &Extensions) -> Option<String> {
        self.modules.of([name], extensions).pop().cloned()
    }

    /// The resource with this dotted name, made with all above it if need be.
    fn resource(&mut self, path: &str) -> ResourceId {
        if let Some(id) = self.resources.get(path) {
            return *id;
        }
        let (parent, segment) = match path.rsplit_once('.') {
            Some((parent, segment)) => (Some(self.resource(parent)), segment),
            None => (None, path),
        };
        let (name, own) = (Name::new(segment), path.to_owned());
        let id = self.api.add_resource(Resource { name, path: own, parent, ..Resource::default() });
        if let Some(parent) = parent {
            self.api[parent].children.push(id);
        }
        self.resources.insert(path.to_owned(), id);
        id
    }

    fn add_type(&mut self, wire: String, role: Role, resource: ResourceId, kind: TypeKind, origin: Pointer) -> TypeId {
        let id = self.api.add_type(TypeDef {
            name: Name::new(wire),
            role,
            resource,
            module: String::new(),
            docs: Docs::default(),
            kind,
            is_parent: false,
            page: None,
            in_request: false,
            in_response: false,
            reached_by: Vec::new(),
            origin,
            extensions: Extensions::new(),
            settings: TypeSettings::default(),
            twin_of: None,
        });
        self.api[resource].types.push(id);
        id
    }

    /// The name that the author asks for: the configuration's word first, then the description's own.
    fn wish(&self, keys: &[&str], at: &Pointer, extensions: &Extensions) -> Option<String> {
        let pointer = at.to_string();
        let configured = keys.iter().chain([&pointer.as_str()]).find_map(|key| self.config.names.get(*key));
        configured.cloned().or_else(|| Some(extensions.get("x-rust-name")?.as_str()?.to_owned()))
    }

    fn describe_resources(&mut self) {
        if let Some(&id) = self.resources.get(PLAIN_SCHEMAS) {
            self.api[id].docs.description = Some("Types that belong to no resource.".to_owned());
        }
        for tag in &self.document.tags {
            let path = self.resources.get(&tag.name).or_else(|| self.resources.get(&words::snake(&tag.name)));
            if let Some(&id) = path {
                self.api[id].docs.description = tag.description.clone();
                if let Some(wish) = tag.extensions.get("x-rust-name").and_then(Value::as_str) {
                    self.api[id].name.wish = Some(wish.to_owned());
                }
            }
        }
    }
}

/// The error body of the API: the one that it was, as long as an operation has it, or else the one that most of its
/// operations that describe one describe.
fn shared_error(api: &Api, pins: &mut Pins) -> Option<Type> {
    const SCOPE: &str = "error body";
    let mut users: BTreeMap<TypeId, usize> = BTreeMap::new();
    let mut described = 0;
    for operation in api.operations.iter().filter(|operation| operation.alternative.is_none()) {
        let bodies: BTreeSet<Option<TypeId>> =
            operation.errors.iter().filter_map(|e| e.body.as_ref()).map(named).collect();
        described += usize::from(!bodies.is_empty());
        bodies.into_iter().flatten().for_each(|body| *users.entry(body).or_default() += 1);
    }
    let given = users.keys().copied().find(|body| pins.gave(SCOPE, &api[*body].name.wire));
    let most = users.into_iter().rev().max_by_key(|(_, uses)| *uses).filter(|(_, uses)| uses * 2 > described);
    let body = given.or(most.map(|(body, _)| body))?;
    pins.note(SCOPE, &api[body].name.wire);
    Some(Type::Named(body))
}

fn named(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Named(id) => Some(*id),
        _ => None,
    }
}

/// The name at the end of a reference to a component.
fn component_name(reference: &str) -> Option<String> {
    Pointer::parse(reference.trim_start_matches('#')).last()
}
