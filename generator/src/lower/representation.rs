//! The representations of a response: how each is read, and what it holds.

use openapiv3::{MediaType, ReferenceOr, Schema};
use serde_json::Value;

use super::Lower;
use super::media::{Family, Offer};
use super::schema::{Class, Home, class};
use super::shape::{self, Shape};
use crate::dialect::private::{CONTENT_SCHEMA, ITEM_SCHEMA};
use crate::ir::{BodyEncoding, Output};
use crate::media_type::essence;
use crate::pointer::Pointer;

/// How a body that comes back is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// As one JSON document.
    Json,
    /// As server-sent events, as they come.
    Events,
    /// As JSON on each line, as it comes.
    Lines,
    /// As text.
    Text,
    /// As bytes, as they come.
    Bytes,
}

impl Family for Reading {
    const ORDER: &'static [Self] = &[Self::Json, Self::Events, Self::Lines, Self::Text, Self::Bytes];
    const JSON: Self = Self::Json;
    const TEXT: Self = Self::Text;
    const BYTES: Self = Self::Bytes;
    const KIND: &'static str = "answer";
    const JSON_IS_ENOUGH: bool = true;

    fn of(media_type: &str) -> Self {
        match essence(media_type).as_str() {
            "text/event-stream" => Self::Events,
            "application/jsonl"
            | "application/x-jsonl"
            | "application/jsonlines"
            | "application/x-jsonlines"
            | "application/json-lines"
            | "application/ndjson"
            | "application/x-ndjson"
            | "application/x-json-stream"
            | "application/stream+json"
            | "application/json-seq" => Self::Lines,
            sequence if sequence.ends_with("+json-seq") || sequence.ends_with("+jsonl") => Self::Lines,
            essence => match BodyEncoding::of(essence) {
                BodyEncoding::Json => Self::Json,
                BodyEncoding::Text | BodyEncoding::Form => Self::Text,
                BodyEncoding::Bytes | BodyEncoding::Multipart => Self::Bytes,
            },
        }
    }

    fn suffix(self) -> &'static str {
        match self {
            Self::Json => "as_json",
            Self::Events => "as_events",
            Self::Lines => "as_lines",
            Self::Text => "as_text",
            Self::Bytes => "as_bytes",
        }
    }
}

/// The fields of a server-sent event.
const EVENT_FIELDS: [&str; 5] = ["id", "event", "data", "retry", "comment"];

type AnySchema = ReferenceOr<Schema>;

impl<'d> Lower<'d> {
    /// What a representation holds. `at`: the media type.
    pub fn held(&mut self, offer: Offer<'d, Reading>, at: &Pointer, home: &Home) -> Output {
        let Offer { media, family, .. } = offer;
        let schema = at.child("schema");
        match family {
            Reading::Text => Output::Text,
            Reading::Bytes => Output::Download,
            Reading::Json => Output::Json(match &media.schema {
                Some(json) => self.use_of(json, &schema, home).element(),
                None => self.use_of_any(&schema).ty,
            }),
            // Inline types are called after what an item is.
            Reading::Events => {
                let data = item_schema(media, at).and_then(|(event, at)| self.event_data(event, at));
                Output::Events(data.map(|(data, at)| self.use_of(&data, &at, &home.below("event")).element()))
            }
            Reading::Lines => Output::Lines(match item_schema(media, at) {
                Some((item, at)) => self.use_of(&item, &at, &home.below("item")).element(),
                None => self.use_of_any(&schema).ty,
            }),
        }
    }

    /// The schema of the JSON that an event's data is, and where it stands; `None` for text. What describes the events
    /// may describe them whole (3.2, "Server-Sent Event Streams") or, as most do, only their data.
    fn event_data(&self, event: AnySchema, at: Pointer) -> Option<(AnySchema, Pointer)> {
        let Some((target, place)) = self.standing(&event, &at) else { return Some((event, at)) };
        let shape = shape::of(target);
        let alternatives = if shape.one_of.is_empty() { shape.any_of } else { shape.one_of };
        if !is_event(&shape) {
            let of_events = alternatives
                .iter()
                .all(|part| self.standing(part, &at).is_some_and(|(part, _)| is_event(&shape::of(part))));
            let is_text = is_text(&shape) || (of_events && !alternatives.is_empty());
            return (!is_text).then_some((event, at));
        }
        // In alternatives the data differs from event to event.
        let (_, data) = shape.properties.iter().find(|(name, _)| *name == "data" && alternatives.is_empty())?;
        let (data, place) = ((*data).clone().unbox(), place.child("properties").child("data"));
        let (target, target_place) = self.standing(&data, &place)?;
        match target.schema_data.extensions.get(CONTENT_SCHEMA).and_then(parsed) {
            Some(content) => Some((content, target_place.child(CONTENT_SCHEMA))),
            None => (!is_text(&shape::of(target))).then_some((data, place)),
        }
    }

    /// The schema itself and where it stands, behind a reference if it is one.
    fn standing<'s>(&self, schema: &'s AnySchema, at: &Pointer) -> Option<(&'s Schema, Pointer)>
    where
        'd: 's,
    {
        match schema {
            ReferenceOr::Item(schema) => Some((schema, at.clone())),
            ReferenceOr::Reference { reference } => {
                Some((self.component(reference)?, Pointer::parse(reference.trim_start_matches('#'))))
            }
        }
    }
}

fn is_event(shape: &Shape<'_>) -> bool {
    shape.properties.iter().any(|(name, _)| *name == "data")
        && shape.properties.iter().all(|(name, _)| EVENT_FIELDS.contains(name))
}

fn is_text(shape: &Shape<'_>) -> bool {
    class(shape) == Class::Plain && shape.ty == Some("string")
}

/// The schema of an item, and where it stands. A schema of the whole is that of a list of the items (3.2, "Sequential
/// Media Types"); one that is no list is meant for each.
fn item_schema(media: &MediaType, at: &Pointer) -> Option<(AnySchema, Pointer)> {
    if let Some(schema) = media.extensions.get(ITEM_SCHEMA).and_then(parsed) {
        return Some((schema, at.child(ITEM_SCHEMA)));
    }
    let (schema, at) = (media.schema.as_ref()?, at.child("schema"));
    match schema {
        ReferenceOr::Item(item) if shape::of(item).ty == Some("array") => {
            let items = shape::of(item).items?.clone().unbox();
            Some((items, at.child("items")))
        }
        schema => Some((schema.clone(), at)),
    }
}

/// A schema in an extension.
fn parsed(schema: &Value) -> Option<AnySchema> {
    serde_json::from_value(schema.clone()).ok()
}

#[cfg(test)]
mod tests {
    use openapiv3::Content;
    use serde_json::{Value, json};

    use super::super::media::offers;
    use super::*;

    fn families(content: Value) -> Vec<(String, Reading)> {
        let content: Content = serde_json::from_value(content).unwrap();
        offers(&content, &[]).into_iter().map(|offer| (offer.media_type.clone(), offer.family)).collect()
    }

    fn offered(list: &[(&str, Reading)]) -> Vec<(String, Reading)> {
        list.iter().map(|(media_type, family)| ((*media_type).to_owned(), *family)).collect()
    }

    #[test]
    fn one_of_each_family_is_offered_and_json_comes_first() {
        let binary = json!({"schema": {"type": "string", "format": "binary"}});
        let content = json!({
            "image/png": binary, "text/csv": {"schema": {"type": "string"}}, "application/pdf": binary,
            "application/x-ndjson": {}, "text/event-stream": {}, "application/hal+json; v=1": {"schema": {"type": "object"}},
        });
        let expected = [
            ("application/hal+json; v=1", Reading::Json),
            ("text/event-stream", Reading::Events),
            ("application/x-ndjson", Reading::Lines),
            ("text/csv", Reading::Text),
            ("image/png", Reading::Bytes),
        ];
        assert_eq!(families(content), offered(&expected));
    }

    #[test]
    fn the_same_in_another_writing_is_not_offered() {
        let pet = json!({"schema": {"$ref": "#/components/schemas/Pet"}});
        let content = json!({
            "application/yaml": pet, "text/plain": pet, "application/xml": {}, "application/json": pet,
            "text/event-stream": pet,
        });
        let expected = [("application/json", Reading::Json), ("text/event-stream", Reading::Events)];
        assert_eq!(families(content), offered(&expected));
        assert_eq!(families(json!({"application/xml": pet})), offered(&[("application/xml", Reading::Text)]));
    }

    #[test]
    fn what_is_no_media_type_counts_only_alone() {
        let content = json!({"total": {}, "application/json": {"schema": {"type": "object"}}});
        assert_eq!(families(content), offered(&[("application/json", Reading::Json)]));
        assert_eq!(families(json!({"total": {}})), offered(&[("total", Reading::Bytes)]));
        let binary = json!({"*/*": {"schema": {"type": "string", "format": "binary"}}});
        assert_eq!(families(binary), offered(&[("*/*", Reading::Bytes)]));
    }
}
