//! The methods of a handle as tokens: what they take, what they give, and how an answer is read.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::operation::constant;
use super::{File, ident, named, ty};
use crate::ir::{Api, OperationId, Output, StatusPattern, TypeId, TypeKind};

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

/// How a method of a handle calls an operation, as a file has it.
pub fn call(api: &Api, id: OperationId, file: File) -> Call {
    let operation = &api[id];
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
        Output::Download => quote!(crate::runtime::Download),
        Output::Events(Some(json)) => {
            let json = ty(api, json, file);
            quote!(crate::runtime::Events<#json>)
        }
        Output::Events(None) => quote!(crate::runtime::Events<String>),
        Output::Lines(json) => {
            let json = ty(api, json, file);
            quote!(crate::runtime::Lines<#json>)
        }
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
        Output::Download => quote!(crate::runtime::decode::download),
        Output::Events(Some(_)) => quote!(crate::runtime::decode::events),
        Output::Events(None) => quote!(crate::runtime::decode::text_events),
        Output::Lines(_) => quote!(crate::runtime::decode::lines),
        Output::Several(id) => {
            let name = named(api, *id, file);
            quote!(#name::decode)
        }
    }
}

/// The body of `decode` of a type of several answers.
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
