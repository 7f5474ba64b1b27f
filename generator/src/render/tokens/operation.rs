//! The static description of an operation as tokens: everything about it that does not differ from call to call.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::ident;
use super::security::security;
use crate::ir::{
    Api, BodyEncoding, Location, Operation, OperationId, Output, PageOrder, PagePlace, Pagination, Parameter, Style,
};

/// The name of an operation's static description.
pub fn constant(operation: &Operation) -> Ident {
    ident(&operation.name.rust.to_uppercase())
}

/// An operation's static description.
pub fn operation(api: &Api, id: OperationId) -> TokenStream {
    let operation = &api[id];
    let (name, path) = (&operation.id, &operation.path);
    let (constructor, method) = match operation.method.as_str() {
        known if is_known_method(known) => {
            let known = ident(known);
            (quote!(new), quote!(Method::#known))
        }
        named => (quote!(named), quote!(#named)),
    };
    let security = security(api, operation);
    let server = operation.server.as_ref().map(|url| quote!(.server(#url)));
    let parameters = list("parameters", &operation.parameters);
    let options = list("options", &operation.options);
    let body = operation.body.as_ref().map(|body| {
        let (kind, usual) = match body.encoding {
            BodyEncoding::Json => (quote!(JSON), "application/json"),
            BodyEncoding::Form => (quote!(FORM), "application/x-www-form-urlencoded"),
            BodyEncoding::Multipart => (quote!(MULTIPART), "multipart/form-data"),
            BodyEncoding::Text => (quote!(TEXT), "text/plain"),
            BodyEncoding::Bytes => (quote!(BYTES), "application/octet-stream"),
        };
        let media_type = &body.media_type;
        let concrete = body.media_type != usual && !body.media_type.contains('*');
        let content_type = concrete.then(|| quote!(.content_type(#media_type)));
        let whole = body.whole.then(|| quote!(.whole()));
        let optional = (!body.required).then(|| quote!(.optional()));
        let encodings = list("encodings", &body.encodings);
        quote!(.body(Body::#kind #content_type #whole #optional #encodings))
    });
    let json = |media_type: &String| media_type == "application/json" || media_type == "*/*";
    let accept = operation.accept.join(", ");
    let reading = match operation.output {
        Output::Download => Some(quote!(.download())),
        Output::Events(_) => Some(quote!(.events())),
        Output::Lines(_) => Some(quote!(.lines())),
        Output::Empty | Output::Json(_) | Output::Text | Output::Bytes | Output::Several(_) => None,
    };
    let usual = reading.is_none() && operation.accept.iter().all(json);
    let accept = (!usual && !accept.is_empty()).then(|| quote!(.accept(#accept)));
    let idempotent = operation.idempotent.then(|| quote!(.idempotent()));
    let pagination = operation.pagination.as_ref().map(|pages| {
        let pages = pagination(pages);
        quote!(.pagination(#pages))
    });
    quote! {
        Operation::#constructor(#name, #method, #path)
            #security #server #parameters #options #body #accept #reading #idempotent #pagination
    }
}

/// Whether the crate `http` has had a constant for a method all along.
pub fn is_known_method(method: &str) -> bool {
    matches!(method, "GET" | "PUT" | "POST" | "DELETE" | "OPTIONS" | "HEAD" | "PATCH" | "TRACE")
}

/// How the pages of an operation follow each other.
fn pagination(pagination: &Pagination) -> TokenStream {
    let place = |place: &PagePlace| match place {
        PagePlace::Query(name) => quote!(crate::runtime::Place::Query(#name)),
        PagePlace::Body(name) => quote!(crate::runtime::Place::Body(#name)),
    };
    let order = match &pagination.order {
        PageOrder::Cursor(at, next) => {
            let place = place(at);
            quote!(cursor(#place, #next))
        }
        PageOrder::Offset(at, first) => {
            let (place, first) = (place(at), Literal::u64_unsuffixed(*first));
            quote!(offset(#place, #first))
        }
        PageOrder::Number(at, first) => {
            let (place, first) = (place(at), Literal::u64_unsuffixed(*first));
            quote!(number(#place, #first))
        }
        PageOrder::Link(None) => quote!(link()),
        PageOrder::Link(Some(next)) => quote!(url(#next)),
    };
    let more = pagination.more.as_ref().map(|pointer| quote!(.more(#pointer)));
    let total = pagination.total.as_ref().map(|pointer| quote!(.total(#pointer)));
    quote!(crate::runtime::Pagination::#order #more #total)
}

fn list(method: &str, parameters: &[Parameter]) -> TokenStream {
    if parameters.is_empty() {
        return TokenStream::new();
    }
    let method = ident(method);
    let parameters = parameters.iter().map(parameter);
    quote!(.#method(&[#(#parameters),*]))
}

fn parameter(parameter: &Parameter) -> TokenStream {
    let wire = &parameter.wire;
    let (location, style, explode) = match parameter.location {
        Location::Path => (quote!(path), Style::Simple, false),
        Location::Query => (quote!(query), Style::Form, true),
        Location::Header => (quote!(header), Style::Simple, false),
        Location::Cookie => (quote!(cookie), Style::Form, true),
    };
    let styled = (parameter.style != style).then(|| style_call(parameter.style));
    let is_whole = matches!(parameter.style, Style::Json | Style::Querystring | Style::JsonQuerystring);
    let explode = (parameter.explode != explode && !is_whole).then(|| {
        let explode = parameter.explode;
        quote!(.explode(#explode))
    });
    let reserved = parameter.allow_reserved.then(|| quote!(.allow_reserved()));
    let content_type = parameter.content_type.as_ref().map(|media_type| quote!(.content_type(#media_type)));
    let encodings = list("encodings", &parameter.encodings);
    quote!(Parameter::#location(#wire) #styled #explode #reserved #content_type #encodings)
}

fn style_call(style: Style) -> TokenStream {
    let name = match style {
        Style::Json => return quote!(.json()),
        Style::JsonQuerystring => return quote!(.style(crate::runtime::Style::Querystring).json()),
        Style::Simple => "Simple",
        Style::Label => "Label",
        Style::Matrix => "Matrix",
        Style::Form => "Form",
        Style::SpaceDelimited => "SpaceDelimited",
        Style::PipeDelimited => "PipeDelimited",
        Style::TabDelimited => "TabDelimited",
        Style::DeepObject => "DeepObject",
        Style::Cookie => "Cookie",
        Style::Querystring => "Querystring",
    };
    let name = ident(name);
    quote!(.style(crate::runtime::Style::#name))
}
