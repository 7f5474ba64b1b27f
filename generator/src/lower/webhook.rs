//! What the API sends to its users: webhooks, one enum over all of their payloads, and callbacks of operations.

use super::document::{self, PathOperation};
use super::media::{Offer, offers};
use super::schema::Home;
use super::{Lower, words};
use crate::diagnostics::Code;
use crate::ir::{
    BodyEncoding, Callback, Constraints, Docs, Member, MemberTest, Name, OperationId, Role, Type, TypeId, TypeKind,
    Union,
};
use crate::pointer::Pointer;

/// The module of webhooks, and the name of the enum over them.
const MODULE: &str = "webhooks";
const PAYLOADS: &str = "webhooks.Webhook";

/// Lowers the webhooks, if there are any that carry something.
pub fn lower(lower: &mut Lower<'_>) {
    let document = lower.document;
    if document.webhooks.is_empty() {
        return;
    }
    let resource = lower.resource(MODULE);
    lower.api[resource].docs.description = Some("What the API sends to its users' servers.".to_owned());
    let origin = Pointer::root().child("webhooks");
    let kind = TypeKind::Alias(Type::Json);
    let id = lower.add_type(PAYLOADS.to_owned(), Role::Schema, resource, kind, origin);
    lower.api[id].docs.description = Some("Any webhook.".to_owned());
    let mut members = Vec::new();
    for item in &document.webhooks {
        let Some(ty) = payload(lower, item, &Home { owner: id, path: vec![words::snake(&item.path)] }) else {
            continue;
        };
        let mut name = Name::new(&item.path);
        name.wish = lower.wish(&[&item.path], &item.origin, &item.operation.extensions);
        let docs = docs(item);
        let constraints = Constraints::default();
        members.push(Member { name, ty, tags: Vec::new(), test: MemberTest::default(), constraints, docs });
    }
    lower.api[id].kind = TypeKind::Union(Union { discriminator: None, default: None, members, tried: Vec::new() });
    lower.api.webhooks = Some(id);
}

/// Lowers the callbacks of an operation; inline payloads belong to `owner`.
pub fn callbacks(lower: &mut Lower<'_>, item: &PathOperation, operation: OperationId, owner: TypeId) {
    for (name, callback) in &item.callbacks {
        let home = Home { owner, path: vec![words::snake(name), "callback".to_owned()] };
        let payload = payload(lower, callback, &home);
        let (name, expression) = (name.clone(), callback.path.clone());
        let method = callback.method.clone();
        let docs = docs(callback);
        lower.api[operation].callbacks.push(Callback { name, method, expression, payload, docs });
    }
}

/// The type of the body that is sent, if it is JSON.
fn payload(lower: &mut Lower<'_>, item: &PathOperation, home: &Home) -> Option<Type> {
    let document = lower.document;
    let at = item.origin.child("requestBody");
    let (request, at) = document::resolve(&document.request_bodies, item.operation.request_body.as_ref()?, &at)?;
    let Offer { media_type, media, family }: Offer<'_, BodyEncoding> =
        offers(&request.content, &[]).first().copied()?;
    if family != BodyEncoding::Json {
        lower.report(
            Code::Untyped,
            &at,
            format!("this has no type: the payload of `{}` is not JSON", item.path),
            "only JSON payloads become types; read this one as it comes",
        );
        return None;
    }
    let at = at.child("content").child(media_type).child("schema");
    Some(
        match &media.schema {
            Some(schema) => lower.use_of(schema, &at, home),
            None => lower.use_of_any(&at),
        }
        .element(),
    )
}

fn docs(item: &PathOperation) -> Docs {
    let operation = &item.operation;
    Docs {
        summary: operation.summary.clone(),
        description: operation.description.clone(),
        deprecated: operation.deprecated,
    }
}
