//! Operations as views.

use quote::quote;

use super::Picture;
use crate::ir::{Api, Link, Operation, OperationId, Output, StatusPattern, Type};
use crate::render::docs::{one_line, prose};
use crate::render::templates::Code;
use crate::render::tokens::{self, File, ident};
use crate::render::view::{
    AlternativeView, CallbackView, ErrorView, LinkView, OperationSummary, OperationView, TypeView,
};
use crate::render::{access, spelling};

impl Picture<'_> {
    /// An operation.
    pub fn operation(&self, id: OperationId) -> OperationView {
        let api = self.api;
        let operation = &api[id];
        let file = File::Handle(operation.resource);
        let call = tokens::call(api, id, file);
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
        let security = operation.security.as_ref().unwrap_or(&api.security);
        let docs = prose(&operation.docs);
        OperationView {
            id: operation.id.clone(),
            method: Code::new(&operation.name.rust),
            visibility: Code::new(if operation.is_public() { "pub" } else { "pub(crate)" }),
            attributes: operation.settings.attributes.iter().map(Code::new).collect(),
            http_method: operation.method.clone(),
            path: operation.path.clone(),
            shows_request: self.config.docs.requests || (docs.is_empty() && operation.alternative.is_none()),
            docs,
            alias: self.alias(&operation.name.rust, &operation.id),
            alternative: operation.alternative.as_ref().map(|alternative| AlternativeView {
                method: Code::new(&api[alternative.of].name.rust),
                difference: alternative.difference.clone(),
            }),
            deprecated: operation.docs.deprecated,
            arguments: call.arguments.into(),
            params: operation.params.map(|ty| tokens::named(api, ty, file).into()),
            options: operation.options_type.map(|ty| tokens::named(api, ty, file).into()),
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
            links: operation.links.iter().map(|link| self.link_view(link)).collect(),
            error_type: operation.error_type.map(|ty| tokens::named(api, ty, file).into()),
            headers: operation.headers.map(|ty| tokens::named(api, ty, file).into()),
            extensions: operation.extensions.clone(),
        }
    }

    fn link_view(&self, link: &Link) -> LinkView {
        let api = self.api;
        let is_shown = |id: &OperationId| api[*id].id == link.operation && api[*id].is_public();
        LinkView {
            name: link.name.clone(),
            operation: link.operation.clone(),
            link: Operation::ids(api).find(is_shown).map(|id| self.summary(id).link),
            parameters: link.parameters.iter().map(|(name, value)| format!("{name} = {value}")).collect(),
            docs: one_line(link.description.as_deref().unwrap_or_default()),
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

    pub(super) fn summary(&self, id: OperationId) -> OperationSummary {
        let operation = &self.api[id];
        let accessors = self.accessors(operation.resource);
        let accessors = accessors.iter().map(|accessor| format!(".{accessor}"));
        let method = &operation.name.rust;
        let params = if operation.params.is_some() { "params" } else { "" };
        let handle = self.api[operation.resource].handle.as_ref().map(|handle| ident(&handle.rust));
        let (module, name) = (tokens::module(self.api, operation.resource), ident(method));
        let link = spelling::of(quote!(#module::#handle::#name));
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
}

/// A type for readers of documentation: a link to it, named without its path.
fn link(api: &Api, ty: &Type, file: File) -> Code {
    let path = spelling::of(tokens::ty(api, ty, file));
    Code::new(match ty {
        Type::Named(id) if api[*id].name.rust != path => format!("[`{}`]({path})", api[*id].name.rust),
        _ => format!("[`{path}`]"),
    })
}

/// A status, or several, as the description has it.
pub(super) fn status(status: StatusPattern) -> String {
    status.to_string()
}
