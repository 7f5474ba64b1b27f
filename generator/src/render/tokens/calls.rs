//! Operations as tokens: their static descriptions, the calls of a handle's methods, and credentials.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::{Argument, File, ident, named, ty};
use crate::ir::{
    Api, BodyEncoding, Location, Operation, OperationId, Output, PageOrder, PagePlace, Pagination, Parameter, SchemeId,
    SchemeKind, SecurityScheme, StatusPattern, Style, TypeId, TypeKind,
};

/// What an operation's request is made of.
#[derive(Debug)]
pub struct Call {
    /// `params: ResetParams`, or nothing.
    pub arguments: TokenStream,
    /// `Request<ResetResponse, ResetRequestOptions>`.
    pub returns: TokenStream,
    /// The expression that makes the request.
    pub request: TokenStream,
}

/// How a method of a handle calls an operation.
pub fn call(api: &Api, id: OperationId) -> Call {
    let operation = &api[id];
    let file = File::Handle(operation.resource);
    let constant = constant(operation);
    let (arguments, params) = match operation.params {
        Some(params) => {
            let ty = named(api, params, file);
            (quote!(params: #ty), quote!(&params))
        }
        None => (TokenStream::new(), quote!(&())),
    };
    let output = output(api, &operation.output, file);
    let decode = decode(api, &operation.output, file);
    let returns = match operation.options_type {
        Some(options) => {
            let options = named(api, options, file);
            quote!(Request<#output, #options>)
        }
        None => quote!(Request<#output>),
    };
    Call { arguments, returns, request: quote!(Request::new(self.client.core(), &#constant, #params, #decode)) }
}

/// The Rust type of what comes back.
pub fn output(api: &Api, output: &Output, file: File) -> TokenStream {
    match output {
        Output::Empty => quote!(()),
        Output::Json(json) => ty(api, json, file),
        Output::Text => quote!(String),
        Output::Bytes => quote!(crate::runtime::Bytes),
        Output::Several(id) => named(api, *id, file),
    }
}

/// The function that decodes what comes back.
fn decode(api: &Api, output: &Output, file: File) -> TokenStream {
    match output {
        Output::Empty => quote!(crate::runtime::decode::empty),
        Output::Json(_) => quote!(crate::runtime::decode::json),
        Output::Text => quote!(crate::runtime::decode::text),
        Output::Bytes => quote!(crate::runtime::decode::bytes),
        Output::Several(id) => {
            let name = named(api, *id, file);
            quote!(#name::decode)
        }
    }
}

/// The body of `decode` of a type of several successes.
pub fn decode_several(api: &Api, id: TypeId, file: File) -> TokenStream {
    let TypeKind::Responses(cases) = &api[id].kind else { return TokenStream::new() };
    // A status of its own comes before its hundred, and that before all others.
    let mut order: Vec<_> = cases.iter().collect();
    order.sort_by_key(|case| case.status);
    let arms = order.iter().map(|case| {
        let name = ident(&case.name.rust);
        let value = match &case.output {
            Output::Empty => quote!(Ok(Self::#name)),
            output => {
                let decode = decode(api, output, file);
                quote!(#decode(response).map(Self::#name))
            }
        };
        let pattern = match case.status {
            StatusPattern::Code(code) => {
                let code = Literal::u16_unsuffixed(code);
                quote!(#code)
            }
            StatusPattern::Range(hundred) => {
                let (first, last) =
                    (Literal::u16_unsuffixed(hundred * 100), Literal::u16_unsuffixed(hundred * 100 + 99));
                quote!(#first..=#last)
            }
            StatusPattern::Default => quote!(_),
        };
        quote!(#pattern => #value)
    });
    let rest = match order.last().map(|case| case.status) {
        Some(StatusPattern::Default) => TokenStream::new(),
        _ => quote!(_ => Err(response.unexpected())),
    };
    quote!(match response.status().as_u16() { #(#arms,)* #rest })
}

/// The name of an operation's static description.
pub fn constant(operation: &Operation) -> Ident {
    ident(&operation.name.rust.to_uppercase())
}

/// An operation's static description.
pub fn operation(api: &Api, id: OperationId) -> TokenStream {
    let operation = &api[id];
    let (name, path) = (&operation.id, &operation.path);
    let method = ident(&operation.method);
    let security = security(api, operation);
    let parameters = list("parameters", &operation.parameters);
    let options = list("options", &operation.options);
    let body = operation.body.as_ref().map(|body| {
        let (kind, usual) = match body.encoding {
            BodyEncoding::Json => (quote!(JSON), "application/json"),
            BodyEncoding::Form => (quote!(FORM), "application/x-www-form-urlencoded"),
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
    let accept = (!operation.accept.iter().all(json)).then(|| quote!(.accept(#accept)));
    let idempotent = operation.idempotent.then(|| quote!(.idempotent()));
    let pagination = operation.pagination.as_ref().map(|pages| {
        let pages = pagination(pages);
        quote!(.pagination(#pages))
    });
    quote! {
        Operation::new(#name, Method::#method, #path)
            #security #parameters #options #body #accept #idempotent #pagination
    }
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

fn security(api: &Api, operation: &Operation) -> TokenStream {
    match &operation.security {
        None if api.security.is_empty() => TokenStream::new(),
        None => quote!(.security(crate::client::SECURITY)),
        Some(own) if own.is_empty() => TokenStream::new(),
        Some(own) if *own == api.security => quote!(.security(crate::client::SECURITY)),
        Some(own) => {
            let own = alternatives(api, own, &quote!(crate::client::));
            quote!(.security(#own))
        }
    }
}

/// Alternatives of security schemes: any one of the lists, all of its schemes.
pub fn alternatives(api: &Api, alternatives: &[Vec<SchemeId>], path: &TokenStream) -> TokenStream {
    let lists = alternatives.iter().map(|all| {
        let schemes = all.iter().map(|id| {
            let name = ident(&api[*id].name.rust.to_uppercase());
            quote!(&#path #name)
        });
        quote!(&[#(#schemes),*])
    });
    quote!(&[#(#lists),*])
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
    let styled = (parameter.style != style).then(|| match parameter.style {
        Style::Simple => quote!(.style(crate::runtime::Style::Simple)),
        Style::Label => quote!(.style(crate::runtime::Style::Label)),
        Style::Matrix => quote!(.style(crate::runtime::Style::Matrix)),
        Style::Form => quote!(.style(crate::runtime::Style::Form)),
        Style::SpaceDelimited => quote!(.style(crate::runtime::Style::SpaceDelimited)),
        Style::PipeDelimited => quote!(.style(crate::runtime::Style::PipeDelimited)),
        Style::DeepObject => quote!(.style(crate::runtime::Style::DeepObject)),
        Style::Json => quote!(.json()),
    });
    let explode = (parameter.explode != explode && parameter.style != Style::Json).then(|| {
        let explode = parameter.explode;
        quote!(.explode(#explode))
    });
    let reserved = parameter.allow_reserved.then(|| quote!(.allow_reserved()));
    quote!(Parameter::#location(#wire) #styled #explode #reserved)
}

/// The static description of a security scheme.
pub fn scheme(scheme: &SecurityScheme) -> TokenStream {
    let name = &scheme.name.wire;
    match &scheme.kind {
        SchemeKind::Basic => quote!(SecurityScheme::basic(#name)),
        SchemeKind::Bearer => quote!(SecurityScheme::bearer(#name)),
        SchemeKind::Header(header) => quote!(SecurityScheme::header(#name, #header)),
        SchemeKind::Query(parameter) => quote!(SecurityScheme::query(#name, #parameter)),
        SchemeKind::Cookie(cookie) => quote!(SecurityScheme::cookie(#name, #cookie)),
    }
}

/// What a builder's method takes for a scheme, and the credential that it makes of it.
pub fn credential(scheme: &SecurityScheme) -> Argument {
    match &scheme.kind {
        SchemeKind::Basic => Argument {
            ty: quote!(username: impl Into<String>, password: impl Into<Secret>),
            value: quote!(Credential::basic(username, password)),
        },
        SchemeKind::Bearer => {
            Argument { ty: quote!(token: impl Into<Secret>), value: quote!(Credential::token(token)) }
        }
        SchemeKind::Header(_) | SchemeKind::Query(_) | SchemeKind::Cookie(_) => {
            Argument { ty: quote!(key: impl Into<Secret>), value: quote!(Credential::token(key)) }
        }
    }
}
