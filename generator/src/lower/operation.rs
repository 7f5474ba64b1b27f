//! Operations: where they live, and the struct of all that the caller gives.

use std::collections::BTreeSet;

use super::document::PathOperation;
use super::security::{self, flag};
use super::{Lower, body, link, parameter, response, servers, webhook, words};
use crate::config::OperationSettings;
use crate::diagnostics::Code;
use crate::ir::{Alternative, Docs, Location, Name, Operation, OperationId, Output, Role, Struct, TypeId, TypeKind};
use crate::pins;

/// The resource of an operation for which nothing else gives one.
const NO_RESOURCE: &str = "operations";

/// The scope of operations that are where their path begins, since they had no tag.
const UNTAGGED: &str = "untagged";

/// Lowers every operation, in the order of the description.
pub fn lower(lower: &mut Lower<'_>) {
    let document = lower.document;
    let mut ids = BTreeSet::new();
    for item in &document.operations {
        let operation = declare(lower, item);
        let id = lower.api[operation].id.clone();
        if !ids.insert(id.clone()) {
            lower.report(
                Code::DuplicateOperationId,
                &item.origin,
                format!("another operation has the id `{id}` too"),
                "give each operation an `operationId` of its own; this one is told apart by a number",
            );
        }
        let given = parameter::given(lower, item, operation);
        let owner = params(lower, item, operation, given);
        response::lower(lower, item, operation);
        webhook::callbacks(lower, item, operation, owner);
        link::lower(lower, item, operation);
        response::alternatives(lower, item, operation);
        body::alternatives(lower, item, operation);
    }
}

/// Adds the operation with its name, place and prose.
fn declare(lower: &mut Lower<'_>, item: &PathOperation) -> OperationId {
    let spec = &item.operation;
    let id = spec.operation_id.clone().unwrap_or_else(|| words::id_of(&item.method.to_ascii_lowercase(), &item.path));
    let configured = lower.configured_module(&id, &spec.extensions);
    let (resource, method) = match words::dotted(&id) {
        Some((resource, method)) => (configured.unwrap_or_else(|| resource.to_owned()), method.to_owned()),
        None => {
            let resource = configured.unwrap_or_else(|| resource(lower, item, &id));
            let method = words::without_resource(&id, &resource);
            (resource, method)
        }
    };
    let mut name = Name::new(method);
    name.wish = lower.wish(&[&id], &item.origin, &spec.extensions);
    let resource = lower.resource(&resource);
    let security =
        spec.security.as_ref().map(|list| security::requirements(lower, list, &item.origin.child("security")));
    let (server, servers) = servers::of_operation(lower, item);
    let operation = lower.api.add_operation(Operation {
        id,
        name,
        resource,
        method: item.method.clone(),
        path: item.path.clone(),
        docs: Docs {
            summary: spec.summary.clone(),
            description: spec.description.clone(),
            deprecated: spec.deprecated,
        },
        parameters: Vec::new(),
        options: Vec::new(),
        body: None,
        params: None,
        options_type: None,
        output: Output::Empty,
        statuses: Vec::new(),
        accept: Vec::new(),
        headers: None,
        errors: Vec::new(),
        error_type: None,
        security,
        server,
        servers,
        idempotent: flag(&spec.extensions, "x-idempotent"),
        pagination: None,
        callbacks: Vec::new(),
        links: Vec::new(),
        origin: item.origin.clone(),
        extensions: spec.extensions.clone(),
        settings: OperationSettings::default(),
        alternative: None,
    });
    lower.api[resource].operations.push(operation);
    operation
}

/// The resource of an operation whose id does not name one: its first tag, or else where its path begins. One that an
/// earlier run has put somewhere stays, as long as it still says so: tags that are added or moved take it nowhere else.
fn resource(lower: &mut Lower<'_>, item: &PathOperation, id: &str) -> String {
    let tags = item.operation.tags.iter().map(|tag| words::snake(tag)).filter(|tag| !tag.is_empty());
    let mut candidates: Vec<String> = tags.collect();
    if candidates.is_empty() || lower.pins.gave(UNTAGGED, id) {
        let path = words::first_literal(&item.path).unwrap_or_else(|| NO_RESOURCE.to_owned());
        lower.pins.note(UNTAGGED, id);
        candidates.push(path);
    }
    let earlier = |place: &&String| lower.pins.gave(&format!("operations {place}"), id);
    candidates.iter().find(earlier).or(candidates.first()).cloned().unwrap_or_default()
}

/// Adds another form of an operation, the same so far. The caller changes what differs. Of two that would be called alike,
/// one with another body and one with another answer, that stays which was first. `kind`: which of the two it is.
pub fn add_alternative(
    lower: &mut Lower<'_>,
    of: OperationId,
    suffix: &str,
    kind: &str,
    difference: String,
) -> OperationId {
    let scope = |suffix: &str| pins::method(&format!("{} {suffix}", lower.api[of].id));
    let is_taken = lower.api.operations.iter().filter_map(|operation| operation.alternative.as_ref());
    let is_taken = is_taken.into_iter().any(|other| other.of == of && other.suffix == suffix);
    let second = format!("{suffix}2");
    let given = |suffix: &str| !lower.pins.noted(&scope(suffix), kind).is_empty();
    let is_second = is_taken || given(&second) || (lower.pins.knows(&scope(suffix)) && !given(suffix));
    let suffix = if is_second { second } else { suffix.to_owned() };
    let alternative = Alternative { of, suffix, difference };
    let operation = Operation { alternative: Some(alternative), ..lower.api[of].clone() };
    let resource = operation.resource;
    let id = lower.api.add_operation(operation);
    lower.api[resource].operations.push(id);
    id
}

/// A type of an operation, empty so far. Those that stay unused are not printed.
pub fn add_type(lower: &mut Lower<'_>, operation: OperationId, suffix: &str, role: Role) -> TypeId {
    let Operation { id, resource, origin, alternative, .. } = &lower.api[operation];
    let form = alternative.as_ref().map(|alternative| format!(".{}", alternative.suffix)).unwrap_or_default();
    let (wire, resource, origin) = (format!("{id}{form}.{suffix}"), *resource, origin.clone());
    lower.add_type(wire, role, resource, TypeKind::Struct(Struct::default()), origin)
}

/// The struct of all that the caller gives, and that of optional headers.
fn params<'d>(
    lower: &mut Lower<'d>,
    item: &'d PathOperation,
    operation: OperationId,
    given: Vec<parameter::Given<'_>>,
) -> TypeId {
    let params = add_type(lower, operation, "params", Role::Params(operation));
    let options = add_type(lower, operation, "options", Role::Options(operation));
    let (mut fields, mut option_fields) = (Vec::new(), Vec::new());
    for parameter in given {
        let data = parameter.spec.parameter_data_ref();
        let optional_header = parameter::location(parameter.spec) == Location::Header && !data.required;
        let owner = if optional_header { options } else { params };
        let (field, parameter) = parameter::lower(lower, &parameter, owner);
        let operation = &mut lower.api[operation];
        if optional_header {
            operation.options.push(parameter);
            option_fields.push(field);
        } else {
            operation.parameters.push(parameter);
            fields.push(field);
        }
    }
    parameter::undeclared(lower, item, operation, params, &mut fields);
    body::lower(lower, item, operation, params, &mut fields);
    parameter::tell_apart(&lower.api[operation].parameters, &mut fields);
    if !fields.is_empty() {
        lower.api[operation].params = Some(params);
    }
    if !option_fields.is_empty() {
        lower.api[operation].options_type = Some(options);
    }
    lower.api[params].kind = TypeKind::Struct(Struct { fields, ..Struct::default() });
    lower.api[options].kind = TypeKind::Struct(Struct { fields: option_fields, ..Struct::default() });
    params
}
