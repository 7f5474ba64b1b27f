//! Responses: one success or several, and the failures that the description names.

use openapiv3::{Response, StatusCode};

use super::document::{self, PathOperation};
use super::media::choose;
use super::operation::add_type;
use super::schema::{Class, Home, Target, class};
use super::{Lower, shape};
use crate::ir::{
    BodyEncoding, Docs, ErrorResponse, Name, OperationId, Output, ResponseCase, Role, StatusPattern, Type, TypeId,
    TypeKind,
};
use crate::pointer::Pointer;

/// What may come back: one success or several, and the failures that the description names.
pub fn lower(lower: &mut Lower<'_>, item: &PathOperation, operation: OperationId) {
    let document = lower.document;
    let responses = &item.operation.responses;
    let section = item.origin.child("responses");
    let coded = responses.responses.iter().map(|(code, response)| (pattern(code), code.to_string(), response));
    let default = responses.default.iter().map(|response| (StatusPattern::Default, "default".to_owned(), response));
    let all: Vec<(StatusPattern, Pointer, &Response)> = coded
        .chain(default)
        .filter_map(|(status, key, response)| {
            let at = section.child(key);
            let (response, at) = document::resolve(&document.responses, response, &at)?;
            Some((status, at, response))
        })
        .collect();
    let named_success = all.iter().any(|(status, ..)| is_success(*status));
    // Without a success of its own, `default` describes it (OpenAPI 3.0.3, "Responses Object").
    let (success, failure): (Vec<_>, Vec<_>) = all
        .into_iter()
        .partition(|(status, ..)| is_success(*status) || (*status == StatusPattern::Default && !named_success));
    let owner = add_type(lower, operation, "response", Role::Response(operation));
    let output = match &success[..] {
        [] => Output::Empty,
        [(_, at, response)] => lower.output(response, at, &Home { owner, path: Vec::new() }, true),
        several => several_outputs(lower, owner, several),
    };
    lower.api[operation].output = output;
    let media_types = success.iter().filter_map(|(_, _, response)| Some(choose(&response.content)?.0.clone()));
    lower.api[operation].accept = media_types.collect::<indexmap::IndexSet<_>>().into_iter().collect();
    for (status, at, response) in failure {
        let home = Home { owner, path: vec![error_name(status)] };
        let body = match lower.output(response, &at, &home, false) {
            Output::Json(ty) => Some(ty),
            _ => None,
        };
        let description = response.description.clone();
        lower.api[operation].errors.push(ErrorResponse { status, body, description });
    }
}

/// One of several successes, unless all hold the same.
fn several_outputs(lower: &mut Lower<'_>, owner: TypeId, several: &[(StatusPattern, Pointer, &Response)]) -> Output {
    let mut cases = Vec::new();
    for (status, at, response) in several {
        let name = Name::new(status_name(*status));
        let home = Home { owner, path: vec![name.wire.clone()] };
        let output = lower.output(response, at, &home, false);
        let docs = Docs { description: Some(response.description.clone()), ..Docs::default() };
        cases.push(ResponseCase { name, status: *status, output, docs });
    }
    if let [first, rest @ ..] = &cases[..]
        && rest.iter().all(|case| case.output == first.output)
    {
        return first.output.clone();
    }
    lower.api[owner].kind = TypeKind::Responses(cases);
    Output::Several(owner)
}

impl Lower<'_> {
    /// What a response holds. `own`: an inline object is the operation's response type itself.
    fn output(&mut self, response: &Response, at: &Pointer, home: &Home, own: bool) -> Output {
        let Some((media_type, media, encoding)) = choose(&response.content) else {
            // A body of a kind that is not known is still the caller's: they get its bytes.
            return if response.content.is_empty() { Output::Empty } else { Output::Bytes };
        };
        let at = at.child("content").child(media_type).child("schema");
        match (encoding, &media.schema) {
            (BodyEncoding::Text, _) => Output::Text,
            (BodyEncoding::Bytes | BodyEncoding::Multipart, _) => Output::Bytes,
            (_, None) => Output::Json(self.use_of_any(&at).ty),
            (_, Some(schema)) => {
                if let (Target::Item(schema), true) = (Target::from(schema), own) {
                    let shape = shape::of(schema);
                    if class(&shape) != Class::Plain && !schema.schema_data.nullable {
                        self.define_response(home.owner, schema, &shape, &at);
                        return Output::Json(Type::Named(home.owner));
                    }
                }
                let home = if home.path.is_empty() { home.below("body") } else { home.clone() };
                Output::Json(self.use_of(schema, &at, &home).element())
            }
        }
    }
}

fn is_success(status: StatusPattern) -> bool {
    matches!(status, StatusPattern::Code(200..=299) | StatusPattern::Range(2))
}

fn pattern(code: &StatusCode) -> StatusPattern {
    match code {
        StatusCode::Code(code) => StatusPattern::Code(*code),
        StatusCode::Range(hundred) => StatusPattern::Range(*hundred),
    }
}

/// A success among several is called after its status.
fn status_name(status: StatusPattern) -> String {
    let name = match status {
        StatusPattern::Code(200) => "ok",
        StatusPattern::Code(201) => "created",
        StatusPattern::Code(202) => "accepted",
        StatusPattern::Code(203) => "non_authoritative",
        StatusPattern::Code(204) => "no_content",
        StatusPattern::Code(205) => "reset_content",
        StatusPattern::Code(206) => "partial_content",
        StatusPattern::Code(207) => "multi_status",
        StatusPattern::Code(code) => return format!("status_{code}"),
        StatusPattern::Range(hundred) => return format!("status_{hundred}xx"),
        StatusPattern::Default => "other",
    };
    name.to_owned()
}

/// The types inside an error body are called after its status.
fn error_name(status: StatusPattern) -> String {
    match status {
        StatusPattern::Code(code) => format!("error_{code}"),
        StatusPattern::Range(hundred) => format!("error_{hundred}xx"),
        StatusPattern::Default => "error".to_owned(),
    }
}
