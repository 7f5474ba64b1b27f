//! The representations that a response offers: how each is read, which is the operation's own, and which give methods
//! beside it.

use openapiv3::{Content, MediaType, ReferenceOr, Schema};
use serde_json::Value;

use super::Lower;
use super::media;
use super::schema::{Class, Home, class};
use super::shape::{self, Shape};
use crate::dialect::private::{CONTENT_SCHEMA, ITEM_SCHEMA};
use crate::ir::{BodyEncoding, Output};
use crate::media_type::{essence, is_xml};
use crate::pointer::Pointer;

/// How a body that comes back is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
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

/// The order in which families are preferred.
const ORDER: [Family; 5] = [Family::Json, Family::Events, Family::Lines, Family::Text, Family::Bytes];

/// What is offered of one family.
#[derive(Clone, Copy, Debug)]
pub struct Representation<'d> {
    pub media_type: &'d String,
    pub media: &'d MediaType,
    pub family: Family,
}

/// The first media type of every family, the best one first. The first is the operation's own representation.
///
/// What is no media type, as a key that has come one level too high, is left out beside one. So is XML beside anything
/// else, and whatever has the schema of the JSON: it is the same in another writing.
pub fn offers(content: &Content) -> Vec<Representation<'_>> {
    let is_media_type = |key: &str| key.contains('/');
    let any = content.keys().any(|key| is_media_type(key));
    let all = content.iter().filter(|(key, _)| !any || is_media_type(key)).map(|(media_type, media)| Representation {
        media_type,
        media,
        family: family(media_type, media),
    });
    let (xml, others): (Vec<_>, Vec<_>) = all.partition(|offer| is_xml(offer.media_type));
    let mut offers: Vec<Representation<'_>> = Vec::new();
    for wanted in ORDER {
        let of_family = others
            .iter()
            .find(|offer| offer.family == wanted && !offers.first().is_some_and(|first| is_rewritten(first, offer)));
        offers.extend(of_family.copied());
    }
    if offers.is_empty() { xml.into_iter().take(1).collect() } else { offers }
}

/// Whether an offer is the JSON of another in another writing: YAML, say, or a label that some frameworks add.
fn is_rewritten(json: &Representation<'_>, offer: &Representation<'_>) -> bool {
    json.family == Family::Json
        && matches!(offer.family, Family::Text | Family::Bytes)
        && json.media.schema == offer.media.schema
}

fn family(media_type: &str, media: &MediaType) -> Family {
    match essence(media_type).as_str() {
        "text/event-stream" => Family::Events,
        "application/jsonl"
        | "application/x-jsonl"
        | "application/jsonlines"
        | "application/x-jsonlines"
        | "application/json-lines"
        | "application/ndjson"
        | "application/x-ndjson"
        | "application/x-json-stream"
        | "application/stream+json"
        | "application/json-seq" => Family::Lines,
        sequence if sequence.ends_with("+json-seq") || sequence.ends_with("+jsonl") => Family::Lines,
        "*/*" if media::is_binary(media) => Family::Bytes,
        essence => match media::encoding(essence) {
            BodyEncoding::Json => Family::Json,
            BodyEncoding::Text | BodyEncoding::Form => Family::Text,
            BodyEncoding::Bytes | BodyEncoding::Multipart => Family::Bytes,
        },
    }
}

impl Family {
    /// What the method of a further representation is called after.
    pub fn suffix(self) -> &'static str {
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
    pub fn held(&mut self, offer: Representation<'d>, at: &Pointer, home: &Home) -> Output {
        let Representation { media, family, .. } = offer;
        let schema = at.child("schema");
        match family {
            Family::Text => Output::Text,
            Family::Bytes => Output::Download,
            Family::Json => Output::Json(match &media.schema {
                Some(json) => self.use_of(json, &schema, home).element(),
                None => self.use_of_any(&schema).ty,
            }),
            // Inline types are called after what an item is.
            Family::Events => {
                let data = item_schema(media, at).and_then(|(event, at)| self.event_data(event, at));
                Output::Events(data.map(|(data, at)| self.use_of(&data, &at, &home.below("event")).element()))
            }
            Family::Lines => Output::Lines(match item_schema(media, at) {
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
    use serde_json::{Value, json};

    use super::*;

    fn families(content: Value) -> Vec<(String, Family)> {
        let content: Content = serde_json::from_value(content).unwrap();
        offers(&content).into_iter().map(|offer| (offer.media_type.clone(), offer.family)).collect()
    }

    fn offered(list: &[(&str, Family)]) -> Vec<(String, Family)> {
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
            ("application/hal+json; v=1", Family::Json),
            ("text/event-stream", Family::Events),
            ("application/x-ndjson", Family::Lines),
            ("text/csv", Family::Text),
            ("image/png", Family::Bytes),
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
        let expected = [("application/json", Family::Json), ("text/event-stream", Family::Events)];
        assert_eq!(families(content), offered(&expected));
        assert_eq!(families(json!({"application/xml": pet})), offered(&[("application/xml", Family::Text)]));
    }

    #[test]
    fn what_is_no_media_type_counts_only_alone() {
        let content = json!({"total": {}, "application/json": {"schema": {"type": "object"}}});
        assert_eq!(families(content), offered(&[("application/json", Family::Json)]));
        assert_eq!(families(json!({"total": {}})), offered(&[("total", Family::Bytes)]));
        let binary = json!({"*/*": {"schema": {"type": "string", "format": "binary"}}});
        assert_eq!(families(binary), offered(&[("*/*", Family::Bytes)]));
    }
}
