//! The API as views: every name, type and expression that a template may print.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::docs::{field_docs, one_line, prose};
use super::templates::Code;
use super::view::{
    AccessorView, AlternativeView, CallbackView, ChildView, CrateView, ErrorView, FeatureView, FieldView, FixedView,
    ForeignView, LinkView, OperationSummary, OperationView, ResourceView, SchemaItemView, SchemaView, SetterView,
    TypeView, VariantView, WebhooksView,
};
use super::{access, features, spelling, tokens};
use crate::config::{Config, KNOWN_CRATES, PATTERNS_CRATE};
use crate::ir::{
    Api, EnumRepr, Field, Operation, OperationId, Output, ResourceId, Role, SecurityScheme, Server, StatusPattern,
    Struct, Type, TypeDef, TypeId, TypeKind,
};
use tokens::{File, ident};

/// Makes views of an API.
pub struct Picture<'a> {
    pub api: &'a Api,
    config: &'a Config,
    /// The types that can be checked against the limits of the description.
    checked: BTreeSet<TypeId>,
}

impl<'a> Picture<'a> {
    /// The picture of this API under this configuration.
    pub fn new(api: &'a Api, config: &'a Config) -> Self {
        let checked = if config.package.validate { tokens::checked(api) } else { BTreeSet::new() };
        Self { api, config, checked }
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
            features: features::all(api, &package.features),
            more_features: features::more(api, &package.features),
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
            operations: Operation::ids(api).map(|id| self.summary(id)).collect(),
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
        schemas.sort_by_key(|ty| &self.api[*ty].module);
        ResourceView {
            path: resource.path.clone(),
            docs: prose(&resource.docs),
            handle: resource.handle.as_ref().map(|handle| Code::new(&handle.rust)),
            handle_cfg: features::of_handle(self.api, id).into(),
            children: self.children(resource.children.iter().copied()),
            webhooks: self.webhooks().filter(|_| self.api.webhooks.is_some_and(|ty| self.api[ty].resource == id)),
            schemas: schemas.into_iter().map(|ty| self.schema_item(ty)).collect(),
            operations: resource.operations.iter().map(|operation| self.operation(*operation)).collect(),
            imports: self.imports(&types, Some(id)),
            types: types.into_iter().map(|ty| self.type_view(ty)).collect(),
        }
    }

    fn webhooks(&self) -> Option<WebhooksView> {
        let id = self.api.webhooks?;
        let ty = &self.api[id];
        Some(WebhooksView {
            name: Code::new(&ty.name.rust),
            module: Code::new(&self.api[ty.resource].name.rust),
            feature: self.api[ty.resource].feature.clone(),
            cfg: features::of_type(self.api, id).into(),
        })
    }

    /// A named schema, with the types inside it.
    pub fn schema(&self, id: TypeId) -> SchemaView {
        let types = self.family(id);
        SchemaView {
            wire: self.api[id].name.wire.clone(),
            imports: self.imports(&types, None),
            types: types.into_iter().map(|ty| self.type_view(ty)).collect(),
        }
    }

    /// An operation.
    pub fn operation(&self, id: OperationId) -> OperationView {
        let api = self.api;
        let operation = &api[id];
        let call = tokens::call(api, id);
        let file = File::Handle(operation.resource);
        let errors = operation.errors.iter().map(|error| ErrorView {
            status: status(error.status),
            body: error.body.as_ref().map(|ty| tokens::ty(api, ty, file).into()),
            link: error.body.as_ref().map(|ty| link(api, ty, file)),
            shared: error.body.is_some() && error.body == api.error,
            docs: one_line(&error.description),
        });
        let callbacks = operation.callbacks.iter().map(|callback| CallbackView {
            name: callback.name.clone(),
            http_method: callback.method.clone(),
            expression: callback.expression.clone(),
            payload: callback.payload.as_ref().map(|ty| link(api, ty, file)),
            docs: one_line(&prose(&callback.docs)),
        });
        let links = operation.links.iter().map(|to| LinkView {
            name: to.name.clone(),
            operation: to.operation.clone(),
            link: Operation::ids(api).find(|id| api[*id].id == to.operation).map(|id| self.summary(id).link),
            parameters: to.parameters.iter().map(|(name, value)| format!("{name} = {value}")).collect(),
            docs: one_line(to.description.as_deref().unwrap_or_default()),
        });
        let security = operation.security.as_ref().unwrap_or(&api.security);
        OperationView {
            id: operation.id.clone(),
            method: Code::new(&operation.name.rust),
            http_method: operation.method.clone(),
            path: operation.path.clone(),
            docs: prose(&operation.docs),
            alternative: operation.alternative.as_ref().map(|alternative| AlternativeView {
                method: Code::new(&api[alternative.of].name.rust),
                difference: alternative.difference.clone(),
            }),
            deprecated: operation.docs.deprecated,
            arguments: call.arguments.into(),
            returns: call.returns.into(),
            request: call.request.into(),
            output: tokens::output(api, &operation.output, file).into(),
            constant: Code::new(tokens::constant(operation).to_string()),
            value: tokens::operation(api, id).into(),
            paginated: operation.pagination.is_some(),
            idempotent: operation.idempotent
                || matches!(operation.method.as_str(), "GET" | "HEAD" | "OPTIONS" | "PUT" | "DELETE" | "QUERY"),
            server: access::default_server(api, operation),
            other_servers: access::other_servers(api, operation),
            authenticated: !security.is_empty() && security.iter().all(|all| !all.is_empty()),
            scopes: access::scopes(operation, &api.security),
            errors: errors.collect(),
            callbacks: callbacks.collect(),
            links: links.collect(),
            error_type: operation.error_type.map(|ty| tokens::named(api, ty, file).into()),
            headers: operation.headers.map(|ty| tokens::named(api, ty, file).into()),
            extensions: operation.extensions.clone(),
        }
    }

    /// An operation and its types, for `oasmith inspect`.
    pub fn operation_with_types(&self, id: OperationId) -> (OperationView, Vec<TypeView>) {
        let operation = &self.api[id];
        let returned = match &operation.output {
            Output::Several(ty) => Some(*ty),
            output => match output.json() {
                Some(Type::Named(ty)) => Some(*ty),
                _ => None,
            },
        };
        let types = operation.params.into_iter().chain(operation.options_type).chain(returned);
        let types = types.chain(operation.headers).chain(operation.error_type);
        (self.operation(id), types.flat_map(|ty| self.family(ty)).map(|ty| self.type_view(ty)).collect())
    }

    /// A type.
    pub fn type_view(&self, id: TypeId) -> TypeView {
        let ty = &self.api[id];
        let file = tokens::file_of(self.api, id);
        let mut view = TypeView {
            kind: "alias",
            role: match ty.role {
                Role::Schema => "schema",
                Role::Params(_) => "params",
                Role::Options(_) => "options",
                Role::Response(_) => "response",
                Role::Headers(_) => "headers",
                Role::Failure(_) => "error",
                Role::Inline(..) => "inline",
            },
            name: Code::new(&ty.name.rust),
            operation: self.method_of(&ty.role),
            owner: self.owner_of(&ty.role),
            wire: ty.name.wire.clone(),
            docs: prose(&ty.docs),
            deprecated: ty.docs.deprecated,
            default: false,
            fields: Vec::new(),
            fixed: Vec::new(),
            variants: Vec::new(),
            arguments: Code::default(),
            new: Code::default(),
            unknown: Code::new("serde_json::Value"),
            target: None,
            decode: None,
            codec: tokens::codec(self.api, id).map(Code::new),
            checks: self.checked.contains(&id).then(|| tokens::checks(self.api, id, &self.checked).into()),
            page: tokens::page(self.api, id),
            in_request: ty.in_request,
            in_response: ty.in_response,
            extensions: ty.extensions.clone(),
        };
        match &ty.kind {
            TypeKind::Struct(structure) => self.structure(&mut view, ty, structure, file),
            TypeKind::Enum(values) => {
                view.kind = "enum";
                view.unknown = Code::new(match values.repr {
                    EnumRepr::String => "String",
                    EnumRepr::Integer => "i64",
                });
                view.variants = values
                    .values
                    .iter()
                    .map(|value| VariantView {
                        name: Code::new(&value.name.rust),
                        wire: value.name.wire.clone(),
                        ty: None,
                        from: None,
                        boxed: false,
                        docs: match value.name.wire.as_str() {
                            "" if value.docs.description.is_none() => "The empty string.".to_owned(),
                            _ => prose(&value.docs),
                        },
                    })
                    .collect();
            }
            TypeKind::Union(union) => {
                view.kind = "union";
                let types: Vec<String> =
                    union.members.iter().map(|member| tokens::ty(self.api, &member.ty, file).to_string()).collect();
                view.variants = union
                    .members
                    .iter()
                    .zip(&types)
                    .map(|(member, ty)| {
                        let alone = types.iter().filter(|other| *other == ty).count() == 1;
                        let (boxed, held) = match &member.ty {
                            Type::Boxed(inner) => (true, &**inner),
                            held => (false, held),
                        };
                        VariantView {
                            name: Code::new(&member.name.rust),
                            wire: member.name.wire.clone(),
                            ty: Some(Code::new(ty)),
                            from: (alone && convertible(self.api, held))
                                .then(|| tokens::ty(self.api, held, file).into()),
                            boxed,
                            docs: prose(&member.docs),
                        }
                    })
                    .collect();
            }
            TypeKind::Responses(cases) => {
                view.kind = "responses";
                view.decode = Some(tokens::decode_several(self.api, id, file).into());
                view.variants = cases
                    .iter()
                    .map(|case| VariantView {
                        name: Code::new(&case.name.rust),
                        wire: status(case.status),
                        ty: (case.output != Output::Empty).then(|| tokens::output(self.api, &case.output, file).into()),
                        from: None,
                        boxed: false,
                        docs: prose(&case.docs),
                    })
                    .collect();
            }
            TypeKind::Alias(target) => view.target = Some(tokens::ty(self.api, target, file).into()),
            TypeKind::AllOf(_) => {}
        }
        view
    }

    /// The type that a type is defined in, unless that one only lends its name.
    fn owner_of(&self, role: &Role) -> Option<Code> {
        let Role::Inline(owner, _) = role else { return None };
        let ty = &self.api[*owner];
        self.api[ty.resource].types.contains(owner).then(|| Code::new(&ty.name.rust))
    }

    /// The method of the operation that a type is made for.
    fn method_of(&self, role: &Role) -> Option<Code> {
        let (Role::Params(id) | Role::Options(id) | Role::Response(id) | Role::Headers(id) | Role::Failure(id)) = role
        else {
            return None;
        };
        let operation = &self.api[*id];
        let handle = self.api[operation.resource].handle.as_ref()?;
        Some(Code::new(format!("{}::{}", handle.rust, operation.name.rust)))
    }

    fn structure(&self, view: &mut TypeView, ty: &TypeDef, structure: &Struct, file: File) {
        view.kind = "struct";
        view.fields = structure
            .fields
            .iter()
            .enumerate()
            .map(|(index, field)| self.field(ty, structure, index, field, file))
            .collect();
        if let Some(additional) = &structure.additional {
            let ty = Type::Map(Box::new(additional.ty.clone()));
            let argument = tokens::value_argument(self.api, &ty, &ident(&additional.name.rust), file);
            view.fields.push(FieldView {
                name: Code::new(&additional.name.rust),
                wire: String::new(),
                ty: tokens::ty(self.api, &ty, file).into(),
                docs: "Properties that the description does not name.".to_owned(),
                deprecated: false,
                required: false,
                setter: Some(SetterView {
                    name: Code::new(&additional.name.rust),
                    argument: argument.ty.into(),
                    value: argument.value.into(),
                }),
                or_default: None,
                extensions: crate::ir::Extensions::new(),
            });
        }
        view.fixed = structure
            .fixed
            .iter()
            .map(|fixed| FixedView { wire: fixed.wire.clone(), value: fixed.value.clone() })
            .collect();
        view.default = structure.constructor.is_empty();
        let arguments = structure.constructor.iter().filter_map(|index| structure.fields.get(*index)).map(|field| {
            let name = ident(&field.name.rust);
            let presence = tokens::presence(field, ty.in_request);
            let argument = tokens::constructor_argument(self.api, field, presence, &name, file);
            (name, argument)
        });
        let arguments: Vec<_> = arguments.collect();
        let (names, types): (Vec<_>, Vec<_>) = arguments.iter().map(|(name, argument)| (name, &argument.ty)).unzip();
        view.arguments = quote!(#(#names: #types),*).into();
        let constants = structure.constants.iter().filter_map(|index| structure.fields.get(*index));
        let constants: Vec<TokenStream> = constants.filter_map(|field| self.constant(field, file)).collect();
        view.new = match arguments.is_empty() && constants.is_empty() {
            true => quote!(crate::runtime::Empty::empty()).into(),
            false => {
                let given = arguments.iter().map(|(name, argument)| assignment(name, &argument.value));
                let all = arguments.len() + constants.len() == structure.fields.len() && structure.additional.is_none();
                let rest = (!all).then(|| quote!(..crate::runtime::Empty::empty()));
                quote!(Self { #(#given,)* #(#constants,)* #rest }).into()
            }
        };
    }

    /// `field: Type::Variant`, or `field: true`, of a field with one value.
    fn constant(&self, field: &Field, file: File) -> Option<TokenStream> {
        let name = ident(&field.name.rust);
        if let Some(value) = field.only_boolean() {
            return Some(quote!(#name: #value));
        }
        let Type::Named(id) = field.ty else { return None };
        let TypeKind::Enum(values) = &self.api[id].kind else { return None };
        let variant = ident(&values.values.first()?.name.rust);
        let ty = tokens::named(self.api, id, file);
        Some(quote!(#name: #ty::#variant))
    }

    fn field(&self, ty: &TypeDef, structure: &Struct, index: usize, field: &Field, file: File) -> FieldView {
        let presence = tokens::presence(field, ty.in_request);
        let name = ident(&field.name.rust);
        let setter = (!structure.constructor.contains(&index)).then(|| {
            let argument = tokens::setter(self.api, field, presence, &name, file);
            SetterView { name: Code::new(&field.setter), argument: argument.ty.into(), value: argument.value.into() }
        });
        FieldView {
            name: Code::new(&field.name.rust),
            wire: field.name.wire.clone(),
            ty: tokens::field_type(self.api, field, presence, file).into(),
            docs: field_docs(field, presence),
            deprecated: field.docs.deprecated,
            required: field.required,
            setter,
            or_default: tokens::or_default(self.api, field, presence, file),
            extensions: field.extensions.clone(),
        }
    }

    /// A type and all that is defined inside it, in the order of their ids.
    fn family(&self, id: TypeId) -> Vec<TypeId> {
        let mut family = vec![id];
        for other in &self.api[self.api[id].resource].types {
            if matches!(&self.api[*other].role, Role::Inline(owner, _) if family.contains(owner)) {
                family.push(*other);
            }
        }
        family
    }

    fn children(&self, ids: impl Iterator<Item = ResourceId>) -> Vec<ChildView> {
        ids.map(|id| {
            let resource = &self.api[id];
            let accessor = resource.handle.as_ref().map(|handle| {
                let (module, handle) = (tokens::module(self.api, id), ident(&handle.rust));
                AccessorView {
                    method: Code::new(self.accessor_name(id)),
                    handle: quote!(#module::#handle).into(),
                    cfg: features::of_handle(self.api, id).into(),
                    docs: prose(&resource.docs),
                }
            });
            ChildView {
                module: Code::new(&resource.name.rust),
                path: resource.path.clone(),
                cfg: features::of_module(self.api, id).into(),
                accessor,
            }
        })
        .collect()
    }

    /// The accessor is called like the module, unless an operation of the resource above is.
    fn accessor_name(&self, id: ResourceId) -> String {
        let resource = &self.api[id];
        let taken = resource.parent.is_some_and(|parent| {
            self.api[parent].operations.iter().any(|operation| self.api[*operation].name.rust == resource.name.rust)
        });
        if taken { format!("{}_resource", resource.name.rust) } else { resource.name.rust.clone() }
    }

    fn schema_item(&self, id: TypeId) -> SchemaItemView {
        SchemaItemView {
            module: Code::new(&self.api[id].module),
            names: self.family(id).iter().map(|ty| Code::new(&self.api[*ty].name.rust)).collect(),
            cfg: features::of_type(self.api, id).into(),
        }
    }

    fn summary(&self, id: OperationId) -> OperationSummary {
        let operation = &self.api[id];
        let mut path = Vec::new();
        let mut resource = Some(operation.resource);
        while let Some(id) = resource {
            path.push(id);
            resource = self.api[id].parent;
        }
        path.reverse();
        let accessors = path.iter().map(|id| format!(".{}()", self.accessor_name(*id)));
        let method = &operation.name.rust;
        let params = if operation.params.is_some() { "params" } else { "" };
        let handle = self.api[operation.resource].handle.as_ref().map(|handle| ident(&handle.rust));
        let (module, name) = (tokens::module(self.api, operation.resource), ident(method));
        let link = spelling::of(&quote!(#module::#handle::#name));
        OperationSummary {
            id: operation.id.clone(),
            http_method: operation.method.clone(),
            path: operation.path.clone(),
            summary: one_line(
                operation.docs.summary.as_deref().or(operation.docs.description.as_deref()).unwrap_or_default(),
            ),
            call: Code::new(format!("client{}.{method}({params})", accessors.collect::<String>())),
            link: Code::new(link),
        }
    }

    /// What a file uses of the runtime, by name.
    fn imports(&self, types: &[TypeId], handle: Option<ResourceId>) -> Vec<Code> {
        let mut names = BTreeSet::new();
        for id in types {
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
                let ty = tokens::foreign(path);
                ForeignView { empty: quote!(Default::default()).into(), ty: ty.into() }
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

/// `name`, or `name: value` where they differ.
fn assignment(name: &Ident, value: &TokenStream) -> TokenStream {
    if *name == value.to_string() { quote!(#name) } else { quote!(#name: #value) }
}

/// Whether `From` for this type can stand beside those of other members.
fn convertible(api: &Api, ty: &Type) -> bool {
    match ty {
        Type::Named(id) => matches!(api[*id].kind, TypeKind::Struct(_) | TypeKind::Enum(_) | TypeKind::Union(_)),
        Type::Boxed(_) | Type::Nullable(_) | Type::Json => false,
        _ => true,
    }
}

/// A type for readers of documentation: a link to it, named without its path.
fn link(api: &Api, ty: &Type, file: File) -> Code {
    let path = spelling::of(&tokens::ty(api, ty, file));
    Code::new(match ty {
        Type::Named(id) if api[*id].name.rust != path => format!("[`{}`]({path})", api[*id].name.rust),
        _ => format!("[`{path}`]"),
    })
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

fn status(status: StatusPattern) -> String {
    match status {
        StatusPattern::Code(code) => code.to_string(),
        StatusPattern::Range(hundred) => format!("{hundred}XX"),
        StatusPattern::Default => "default".to_owned(),
    }
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
