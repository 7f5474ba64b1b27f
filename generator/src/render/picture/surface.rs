//! What users see of the crate, taken from the views that it is printed from, and what travels, taken from the API.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::Picture;
use super::operation::status;
use super::types::{derives, usual_derives};
use crate::ir::{
    Api, Field, Location, Operation, OperationId, Parameter, Requirement, ResourceId, Role, SchemeKind, SecurityScheme,
    Struct, Style, TypeId, TypeKind, Union,
};
use crate::render::docs::prose;
use crate::render::spelling;
use crate::render::tokens::{self, File, ident};
use crate::render::view::{FieldView, SchemeView, ServerView, TypeView, VariantView};
use crate::surface::{self, Fingerprint, Shape, Surface};

impl Picture<'_> {
    /// The surface of the crate.
    pub fn surface(&self) -> Surface {
        let (api, whole) = (self.api, self.whole());
        let parameters = self.parameters();
        let types: Vec<TypeId> = api.types_in_use().collect();
        let types = types.into_par_iter().map(|id| (self.dotted(id), self.type_surface(id, &parameters)));
        let schemes = SecurityScheme::ids(api).zip(&whole.schemes);
        Surface {
            package: whole.name,
            version: whole.version,
            title: whole.title,
            api_version: whole.api_version,
            features: whole.features.into_iter().map(|it| (it.name, it.enables.into_iter().collect())).collect(),
            server: whole.default_server,
            servers: whole.servers.iter().map(|server| (server.constant.to_string(), server_surface(server))).collect(),
            schemes: schemes.map(|(id, view)| (view.wire.clone(), scheme_surface(&api[id], view))).collect(),
            error: whole.error_body.map(|ty| ty.to_string()),
            operations: Operation::ids(api).map(|id| self.operation_surface(id)).collect(),
            types: types.collect::<Vec<_>>().into_iter().collect(),
        }
    }

    /// The operation's key and what users see of it.
    fn operation_surface(&self, id: OperationId) -> (String, surface::Operation) {
        let api = self.api;
        let operation = &api[id];
        let call = tokens::call(api, id, File::Elsewhere);
        let security = operation.security.as_ref().unwrap_or(&api.security);
        let errors = operation.errors.iter().map(|error| {
            let body = error.body.as_ref().map(|ty| spelling::of(tokens::ty(api, ty, File::Elsewhere)));
            (status(error.status), body)
        });
        let mut call_path = self.accessors(operation.resource);
        call_path.push(operation.name.rust.clone());
        let surface = surface::Operation {
            call: call_path.join("."),
            arguments: spelling::of(call.arguments),
            output: spelling::of(tokens::output(api, &operation.output, File::Elsewhere)),
            options: operation.options_type.map(|ty| spelling::of(tokens::named(api, ty, File::Elsewhere))),
            feature: self.feature(operation.resource).unwrap_or_default(),
            hidden: !operation.is_public(),
            pages: operation.pagination.is_some(),
            method: operation.method.clone(),
            path: operation.path.clone(),
            body: operation.body.as_ref().map(|body| body.media_type.clone()),
            body_required: operation.body.as_ref().is_some_and(|body| body.required),
            accept: operation.accept.clone(),
            security: security.iter().map(|all| all.iter().map(|one| requirement(api, one)).collect()).collect(),
            server: operation.server.clone(),
            errors: errors.collect(),
            deprecated: operation.docs.deprecated,
            docs: Fingerprint::of(&prose(&operation.docs)),
        };
        (operation.key(), surface)
    }

    /// The methods that lead from the client to the handle of a resource: `b2b()`, `sessions()`.
    pub(super) fn accessors(&self, resource: ResourceId) -> Vec<String> {
        let mut path: Vec<ResourceId> = std::iter::successors(Some(resource), |id| self.api[*id].parent).collect();
        path.reverse();
        path.into_iter().map(|id| format!("{}()", self.api[id].accessor)).collect()
    }

    /// The path of a type, with dots.
    fn dotted(&self, id: TypeId) -> String {
        let path = spelling::of(tokens::named(self.api, id, File::Elsewhere));
        path.trim_start_matches("crate::").replace("::", ".")
    }

    /// How the fields of params travel that are parameters: they are the first of their struct.
    fn parameters(&self) -> BTreeMap<TypeId, &[Parameter]> {
        let of = |operation: &'_ OperationId| {
            let operation = &self.api[*operation];
            let params = operation.params.map(|params| (params, operation.parameters.as_slice()));
            let options = operation.options_type.map(|options| (options, operation.options.as_slice()));
            [params, options].into_iter().flatten()
        };
        Operation::ids(self.api).collect::<Vec<_>>().iter().flat_map(of).collect()
    }

    fn type_surface(&self, id: TypeId, parameters: &BTreeMap<TypeId, &[Parameter]>) -> surface::Type {
        let ty = &self.api[id];
        let view = self.outline(id, File::Elsewhere);
        let shape = match &ty.kind {
            TypeKind::Struct(structure) => {
                let parameters = parameters.get(&id).copied().unwrap_or_default();
                Shape::Struct(self.struct_surface(structure, &view, parameters))
            }
            TypeKind::Enum(_) => Shape::Enum { unknown: view.unknown.to_string(), values: variants(&view) },
            TypeKind::Union(union) => Shape::Union {
                by: union.discriminator.as_ref().map(|by| by.property.clone()),
                members: tagged(variants(&view), union),
            },
            TypeKind::Responses(_) => Shape::Responses(variants(&view)),
            TypeKind::Alias(_) => Shape::Alias(view.target.as_ref().map(ToString::to_string).unwrap_or_default()),
            TypeKind::AllOf(_) => Shape::Struct(surface::Struct::default()),
        };
        surface::Type {
            wire: ty.name.wire.clone(),
            operation: self.operation_of(id),
            shape,
            same_as: ty.twin_of.map(|twin| self.dotted(twin)),
            derives: derives(ty).skip(usual_derives(&ty.kind).len()).map(str::to_owned).collect(),
            exhaustive: view.exhaustive,
            sent: ty.in_request,
            received: ty.in_response,
            deprecated: ty.docs.deprecated,
            docs: Fingerprint::of(&view.docs),
        }
    }

    /// The id of the operation that a type is made for, itself or inside of another type.
    fn operation_of(&self, id: TypeId) -> Option<String> {
        match &self.api[id].role {
            Role::Schema => None,
            Role::Params(of) | Role::Options(of) | Role::Response(of) | Role::Headers(of) | Role::Failure(of) => {
                Some(self.api[*of].id.clone())
            }
            Role::Inline(owner, _) => self.operation_of(*owner),
        }
    }

    fn struct_surface(&self, structure: &Struct, view: &TypeView, parameters: &[Parameter]) -> surface::Struct {
        let known = structure.fields.iter().zip(&view.fields).enumerate();
        let mut fields: Vec<surface::Field> =
            known.map(|(at, (field, view))| self.field_surface(field, view, parameters.get(at))).collect();
        let new = structure.constructor.iter().filter_map(|at| {
            let (field, key) = (structure.fields.get(*at)?, fields.get(*at)?.key());
            let presence = tokens::presence(field);
            let name = ident(&field.name.rust);
            let argument = tokens::constructor_argument(self.api, field, presence, &name, File::Elsewhere);
            Some((key, spelling::of(argument.ty)))
        });
        let new = new.collect();
        // What the description does not name comes last among the fields of the view.
        fields.extend(view.fields.get(structure.fields.len()).map(unnamed));
        surface::Struct {
            new,
            fields,
            fixed: structure.fixed.iter().map(|fixed| (fixed.wire.clone(), fixed.value.clone())).collect(),
            page: view.page.as_ref().map(|page| page.item.to_string()),
        }
    }

    fn field_surface(&self, field: &Field, view: &FieldView, parameter: Option<&Parameter>) -> surface::Field {
        surface::Field {
            value: spelling::of(tokens::ty(self.api, &field.ty, File::Elsewhere)),
            parameter: parameter.map(parameter_surface),
            required: field.required,
            nullable: field.nullable,
            default: field.default.as_ref().map(ToString::to_string),
            limits: field.constraints.clone(),
            sensitive: field.sensitive,
            ..unnamed(view)
        }
    }
}

/// What users see of a field, whatever travels.
fn unnamed(view: &FieldView) -> surface::Field {
    surface::Field {
        name: view.name.to_string(),
        wire: view.wire.clone(),
        ty: view.ty.to_string(),
        value: view.ty.to_string(),
        setter: view.setter.as_ref().map(|setter| (setter.name.to_string(), setter.argument.to_string())),
        or_default: view.or_default.as_ref().map(|method| (method.name.to_string(), method.ty.to_string())),
        deprecated: view.deprecated,
        docs: Fingerprint::of(&view.docs),
        ..surface::Field::default()
    }
}

fn variants(view: &TypeView) -> Vec<surface::Variant> {
    let variant = |variant: &VariantView| surface::Variant {
        name: variant.name.to_string(),
        wire: variant.wire.clone(),
        ty: variant.ty.as_ref().map(ToString::to_string),
        from: variant.from.as_ref().map(ToString::to_string),
        tags: Vec::new(),
        docs: Fingerprint::of(&variant.docs),
    };
    view.variants.iter().map(variant).collect()
}

/// The variants of a union, with what selects each.
fn tagged(variants: Vec<surface::Variant>, union: &Union) -> Vec<surface::Variant> {
    let members = variants.into_iter().zip(&union.members);
    members.map(|(variant, member)| surface::Variant { tags: member.tags.clone(), ..variant }).collect()
}

fn parameter_surface(parameter: &Parameter) -> surface::Parameter {
    let place = match parameter.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    };
    let style = match parameter.style {
        Style::Simple => "simple",
        Style::Label => "label",
        Style::Matrix => "matrix",
        Style::Form => "form",
        Style::SpaceDelimited => "delimited by spaces",
        Style::PipeDelimited => "delimited by pipes",
        Style::TabDelimited => "delimited by tabs",
        Style::DeepObject => "deep object",
        Style::Cookie => "cookie",
        Style::Json => "JSON",
        Style::Querystring => "the whole query",
        Style::JsonQuerystring => "the whole query, as JSON",
    };
    let exploded = if parameter.explode { ", exploded" } else { "" };
    surface::Parameter { place: place.to_owned(), style: format!("{style}{exploded}") }
}

/// A scheme with the scopes that the credential must have.
fn requirement(api: &Api, requirement: &Requirement) -> String {
    let scheme = &api[requirement.scheme].name.wire;
    let scopes: BTreeSet<&str> = requirement.scopes.iter().map(String::as_str).collect();
    let scopes: Vec<&str> = scopes.into_iter().collect();
    if scopes.is_empty() { scheme.clone() } else { format!("{scheme} ({})", scopes.join(" ")) }
}

fn server_surface(server: &ServerView) -> surface::Server {
    let setters = server.variables.iter().filter(|variable| variable.default.is_some());
    let variables = setters.map(|it| (it.name.to_string(), (it.ty.to_string(), it.default.clone())));
    let values = server.variables.iter().filter(|variable| !variable.values.is_empty());
    let values = values.map(|it| (it.ty.to_string(), it.values.iter().map(|value| value.name.to_string()).collect()));
    surface::Server {
        url: server.template.clone(),
        ty: server.ty.as_ref().map(ToString::to_string),
        arguments: server.arguments.to_string(),
        variables: variables.collect(),
        values: values.collect(),
    }
}

fn scheme_surface(scheme: &SecurityScheme, view: &SchemeView) -> surface::Scheme {
    let own = view.arguments.as_ref().map(|arguments| (view.method.to_string(), arguments.to_string()));
    let grants = view.grants.iter().map(|grant| (grant.method.to_string(), grant.arguments.to_string()));
    let how = match &scheme.kind {
        SchemeKind::Basic => "user name and password".to_owned(),
        SchemeKind::Bearer => "a bearer token".to_owned(),
        SchemeKind::Http(name) => format!("HTTP authentication `{name}`"),
        SchemeKind::Header(name) => format!("a key in the header `{name}`"),
        SchemeKind::Query(name) => format!("a key in the query parameter `{name}`"),
        SchemeKind::Cookie(name) => format!("a key in the cookie `{name}`"),
        SchemeKind::MutualTls => "a client certificate".to_owned(),
    };
    surface::Scheme { how, methods: own.into_iter().chain(grants).collect(), deprecated: view.deprecated }
}
