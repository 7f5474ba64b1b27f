//! Responses: one success or several, their representations and headers, and the failures that the description names.

use indexmap::IndexSet;
use openapiv3::{Response, StatusCode};

use super::document::{self, PathOperation};
use super::media::{self, Family, Offer, offers};
use super::operation::{add_alternative, add_type};
use super::representation::Reading;
use super::schema::{Class, Home, Target, class};
use super::{Lower, header, shape};
use crate::ir::{
    Docs, ErrorResponse, Name, Operation, OperationId, Output, ResponseCase, Role, StatusPattern, Type, TypeId,
    TypeKind,
};
use crate::pins;
use crate::pointer::Pointer;

/// A response, the statuses that it is for, and where it stands.
type Described<'d> = (StatusPattern, Pointer, &'d Response);

/// What may come back: one success or several, and the failures that the description names.
pub fn lower<'d>(lower: &mut Lower<'d>, item: &'d PathOperation, operation: OperationId) {
    let (success, failure) = responses(lower, item);
    let owner = add_type(lower, operation, "response", Role::Response(operation));
    let own = own_successes(lower, item, operation, owner, &success);
    let output = successes(lower, item, operation, owner, &own);
    answer(lower, item, operation, output, &own);
    header::lower(lower, operation, success.into_iter().map(|(_, at, response)| (at, response)));
    for described in failure {
        let (status, _, response) = &described;
        let home = Home { owner, path: vec![error_name(*status)] };
        let body = match lower.output(item, operation, &described, &home, false) {
            Output::Json(ty) => Some(ty),
            _ => None,
        };
        let description = response.description.clone();
        lower.api[operation].errors.push(ErrorResponse { status: *status, body, description });
    }
    failures(lower, operation);
}

/// The further representations of a success: each gives a method of its own, which asks for it alone. So do successes
/// that make another answer of it than the method was given with.
pub fn alternatives<'d>(lower: &mut Lower<'d>, item: &'d PathOperation, operation: OperationId) {
    let (mut success, _) = responses(lower, item);
    let own = lower.api[operation].statuses.clone();
    if own.len() < success.len() {
        let difference = "with an answer for each status".to_owned();
        let id = add_alternative(lower, operation, "by_status", STATUS, difference);
        let owner = add_type(lower, id, "response", Role::Response(id));
        let output = successes(lower, item, operation, owner, &success);
        answer(lower, item, id, output, &success);
        success.sort_by_key(|(status, ..)| !own.contains(status));
    }
    let all = success.iter().map(|response| (response, representations(lower, item, operation, response)));
    let Some(((status, at, _), offers)) = all.into_iter().find(|(_, offers)| offers.len() > 1) else { return };
    for offer in offers.into_iter().skip(1) {
        let difference = format!("with an answer of `{}`", offer.media_type);
        let id = add_alternative(lower, operation, offer.family.suffix(), Reading::KIND, difference);
        let owner = add_type(lower, id, "response", Role::Response(id));
        let at = at.child("content").child(offer.media_type);
        let output = lower.held(offer, &at, &Home { owner, path: Vec::new() });
        lower.api[id].output = output;
        lower.api[id].statuses = vec![*status];
        lower.api[id].accept = vec![offer.media_type.clone()];
        note(lower, id);
    }
}

/// Noted of a method, with each status that its answer is for.
const STATUS: &str = "status";

/// Gives an operation its answer.
fn answer<'d>(
    lower: &mut Lower<'d>,
    item: &'d PathOperation,
    operation: OperationId,
    output: Output,
    successes: &[Described<'d>],
) {
    let first = |response| Some(representations(lower, item, operation, response).first()?.media_type);
    let media_types = successes.iter().filter_map(first);
    let media_types: IndexSet<String> = media_types.filter(|media_type| media_type.contains('/')).cloned().collect();
    let answered = &mut lower.api[operation];
    answered.output = output;
    answered.accept = media_types.into_iter().collect();
    answered.statuses = successes.iter().map(|(status, ..)| *status).collect();
    note(lower, operation);
}

/// Notes what the method of an operation has as its answer.
fn note(lower: &mut Lower<'_>, operation: OperationId) {
    let Operation { statuses, accept, .. } = &lower.api[operation];
    let method = pins::method(&lower.api[operation].key());
    for status in statuses {
        lower.pins.note(&method, format!("{STATUS} {status}"));
    }
    for media_type in accept {
        lower.pins.note(&method, format!("{} {media_type}", Reading::KIND));
    }
}

/// The successes that the method's own answer is for: all, unless those that are new make another of it.
fn own_successes<'d>(
    lower: &mut Lower<'d>,
    item: &'d PathOperation,
    operation: OperationId,
    owner: TypeId,
    success: &[Described<'d>],
) -> Vec<Described<'d>> {
    let given = lower.pins.noted(&pins::method(&lower.api[operation].id), STATUS);
    let is_given = |(status, ..): &&Described<'d>| given.contains(&status.to_string());
    let own: Vec<Described<'d>> = success.iter().filter(is_given).cloned().collect();
    if own.is_empty() || own.len() == success.len() {
        return success.to_vec();
    }
    let stays = match successes(lower, item, operation, owner, &own) {
        // A further one is one more variant.
        Output::Several(_) => false,
        output => successes(lower, item, operation, owner, success) != output,
    };
    if stays { own } else { success.to_vec() }
}

/// The successes and the failures of an operation.
fn responses<'d>(lower: &Lower<'d>, item: &'d PathOperation) -> (Vec<Described<'d>>, Vec<Described<'d>>) {
    let document = lower.document;
    let responses = &item.operation.responses;
    let section = item.origin.child("responses");
    let coded = responses.responses.iter().map(|(code, response)| (pattern(code), code.to_string(), response));
    let default = responses.default.iter().map(|response| (StatusPattern::Default, "default".to_owned(), response));
    let all: Vec<Described<'d>> = coded
        .chain(default)
        .filter_map(|(status, key, response)| {
            let at = section.child(key);
            let (response, at) = document::resolve(&document.responses, response, &at)?;
            Some((status, at, response))
        })
        // An interim response is never the answer (RFC 9110, section 15.2).
        .filter(|(status, ..)| !matches!(status, StatusPattern::Code(100..=199) | StatusPattern::Range(1)))
        .collect();
    let named_success = all.iter().any(|(status, ..)| is_success(*status));
    // Without a success of its own, `default` describes it (OpenAPI 3.0.3, "Responses Object").
    all.into_iter()
        .partition(|(status, ..)| is_success(*status) || (*status == StatusPattern::Default && !named_success))
}

/// The representations of a response, none where there can be no body (RFC 9110, sections 9.3.2 and 15.3.5 f.).
fn representations<'d>(
    lower: &Lower<'d>,
    item: &PathOperation,
    operation: OperationId,
    (status, _, response): &Described<'d>,
) -> Vec<Offer<'d, Reading>> {
    let empty = matches!(status, StatusPattern::Code(204 | 205 | 304)) || item.method.eq_ignore_ascii_case("head");
    if empty {
        Vec::new()
    } else {
        offers(&response.content, &media::given::<Reading>(lower.pins, &lower.api[operation].id))
    }
}

/// What successes hold: one of several, unless all hold the same.
fn successes<'d>(
    lower: &mut Lower<'d>,
    item: &'d PathOperation,
    operation: OperationId,
    owner: TypeId,
    successes: &[Described<'d>],
) -> Output {
    let several = match successes {
        [] => return Output::Empty,
        [one] => return lower.output(item, operation, one, &Home { owner, path: Vec::new() }, true),
        several => several,
    };
    let mut cases = Vec::new();
    for described in several {
        let (status, _, response) = described;
        let name = Name::new(status_name(*status));
        let home = Home { owner, path: vec![name.wire.clone()] };
        let output = lower.output(item, operation, described, &home, false);
        let docs = Docs { description: Some(response.description.clone()), ..Docs::default() };
        cases.push(ResponseCase { name, status: *status, output, docs });
    }
    if let [first, rest @ ..] = &cases[..]
        && rest.iter().all(|case| case.output == first.output)
    {
        return first.output.clone();
    }
    for case in &mut cases {
        case.output = case.output.clone().whole();
    }
    lower.api[owner].kind = TypeKind::Responses(cases);
    Output::Several(owner)
}

/// The failures as one type, where their bodies differ: which one it is then says the status.
fn failures(lower: &mut Lower<'_>, operation: OperationId) {
    let errors = &lower.api[operation].errors;
    let mut bodies = errors.iter().filter_map(|error| error.body.as_ref());
    let first = bodies.next();
    if bodies.all(|body| Some(body) == first) {
        return;
    }
    let cases = errors.iter().map(|error| ResponseCase {
        name: Name::new(status_name(error.status)),
        status: error.status,
        output: error.body.clone().map_or(Output::Empty, Output::Json),
        docs: Docs { description: Some(error.description.clone()), ..Docs::default() },
    });
    let cases = cases.collect();
    let id = add_type(lower, operation, "error", Role::Failure(operation));
    lower.api[id].kind = TypeKind::Responses(cases);
    lower.api[operation].error_type = Some(id);
}

impl<'d> Lower<'d> {
    /// What a response holds. `own`: an inline object is the operation's response type itself.
    fn output(
        &mut self,
        item: &'d PathOperation,
        operation: OperationId,
        described: &Described<'d>,
        home: &Home,
        own: bool,
    ) -> Output {
        let Some(offer) = representations(self, item, operation, described).first().copied() else {
            return Output::Empty;
        };
        let at = described.1.child("content").child(offer.media_type);
        if offer.family != Reading::Json {
            return self.held(offer, &at, home);
        }
        if let (Some(Target::Item(schema)), true) = (offer.media.schema.as_ref().map(Target::from), own) {
            let shape = shape::of(schema);
            if class(&shape) != Class::Plain && !schema.schema_data.nullable {
                self.define_response(home.owner, schema, &shape, &at.child("schema"));
                return Output::Json(Type::Named(home.owner));
            }
        }
        let home = if home.path.is_empty() { home.below("body") } else { home.clone() };
        self.held(offer, &at, &home)
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

/// An answer among several is called after its status.
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
        StatusPattern::Code(304) => "not_modified",
        StatusPattern::Code(400) => "bad_request",
        StatusPattern::Code(401) => "unauthorized",
        StatusPattern::Code(402) => "payment_required",
        StatusPattern::Code(403) => "forbidden",
        StatusPattern::Code(404) => "not_found",
        StatusPattern::Code(405) => "method_not_allowed",
        StatusPattern::Code(406) => "not_acceptable",
        StatusPattern::Code(408) => "request_timeout",
        StatusPattern::Code(409) => "conflict",
        StatusPattern::Code(410) => "gone",
        StatusPattern::Code(412) => "precondition_failed",
        StatusPattern::Code(413) => "content_too_large",
        StatusPattern::Code(415) => "unsupported_media_type",
        StatusPattern::Code(422) => "unprocessable_content",
        StatusPattern::Code(423) => "locked",
        StatusPattern::Code(424) => "failed_dependency",
        StatusPattern::Code(428) => "precondition_required",
        StatusPattern::Code(429) => "too_many_requests",
        StatusPattern::Code(451) => "unavailable_for_legal_reasons",
        StatusPattern::Code(500) => "internal_server_error",
        StatusPattern::Code(501) => "not_implemented",
        StatusPattern::Code(502) => "bad_gateway",
        StatusPattern::Code(503) => "service_unavailable",
        StatusPattern::Code(504) => "gateway_timeout",
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
