//! Media types: the families of those that are written alike, or read alike, and which of several are offered.

use openapiv3::{Content, MediaType, ReferenceOr};

use super::shape;
use crate::ir::BodyEncoding;
use crate::media_type::{essence, is_json, is_xml};
use crate::pins::{self, Pins};

/// How bodies of some media types are alike: in how they are written, or in how they are read.
pub trait Family: Copy + PartialEq + 'static {
    /// All families, the best one first.
    const ORDER: &'static [Self];
    /// That of a JSON document.
    const JSON: Self;
    /// That of text, as which XML travels.
    const TEXT: Self;
    /// That of bytes.
    const BYTES: Self;
    /// What the media type is of, in the notes of what was given.
    const KIND: &'static str;
    /// Whether a text or bytes with the schema of the JSON are the same in another writing: YAML, say, or a label that
    /// some frameworks add. What is sent may well mean something else, as the formats of a patch do.
    const JSON_IS_ENOUGH: bool;

    /// The family of a media type.
    fn of(media_type: &str) -> Self;

    /// What the method is called after that has a body of this family where another has a better one.
    fn suffix(self) -> &'static str;
}

impl Family for BodyEncoding {
    const ORDER: &'static [Self] = &[Self::Json, Self::Form, Self::Multipart, Self::Text, Self::Bytes];
    const JSON: Self = Self::Json;
    const TEXT: Self = Self::Text;
    const BYTES: Self = Self::Bytes;
    const KIND: &'static str = "body";
    const JSON_IS_ENOUGH: bool = false;

    fn of(media_type: &str) -> Self {
        match essence(media_type).as_str() {
            json if is_json(json) => Self::Json,
            "application/x-www-form-urlencoded" => Self::Form,
            parts if parts.starts_with("multipart/") => Self::Multipart,
            text if text.starts_with("text/") || is_xml(text) => Self::Text,
            _ => Self::Bytes,
        }
    }

    fn suffix(self) -> &'static str {
        match self {
            Self::Json => "as_json",
            Self::Form => "as_form",
            Self::Multipart => "as_multipart",
            Self::Text => "as_text",
            Self::Bytes => "as_bytes",
        }
    }
}

/// What is offered of one family.
#[derive(Clone, Copy, Debug)]
pub struct Offer<'d, F> {
    pub media_type: &'d String,
    pub media: &'d MediaType,
    pub family: F,
}

/// The media types for which the methods of an operation were given, that of the operation's own first.
pub fn given<F: Family>(pins: &Pins, id: &str) -> Vec<String> {
    let suffixes = F::ORDER.iter().map(|family| family.suffix());
    let forms = suffixes.flat_map(|suffix| [format!("{id} {suffix}"), format!("{id} {suffix}2")]);
    let keys = [id.to_owned()].into_iter().chain(forms);
    keys.flat_map(|key| pins.noted(&pins::method(&key), F::KIND)).collect()
}

/// The first media type of every family, the best one first; but that which the method was given for stays its own, and
/// so do those of its other forms.
///
/// What is no media type, as a key that has come one level too high, is left out beside one. So is XML where there is a
/// better structure, and what says no more than the JSON.
pub fn offers<'d, F: Family>(content: &'d Content, given: &[String]) -> Vec<Offer<'d, F>> {
    let is_media_type = |key: &str| key.contains('/');
    let any = content.keys().any(|key| is_media_type(key));
    let all = content.iter().filter(|(key, _)| !any || is_media_type(key)).map(|(media_type, media)| {
        // Any media type is JSON, as almost always, unless the schema says that it is a file.
        let is_file = media_type == "*/*" && is_binary(media);
        let family = if is_file { F::BYTES } else { F::of(media_type) };
        Offer { media_type, media, family }
    });
    let all: Vec<Offer<'_, F>> = all.collect();
    let (xml, others): (Vec<&Offer<'_, F>>, Vec<&Offer<'_, F>>) =
        all.iter().partition(|offer| is_xml(offer.media_type));
    let mut offers: Vec<Offer<'_, F>> = Vec::new();
    for wanted in F::ORDER {
        let better = *wanted == F::TEXT && offers.is_empty();
        let xml = xml.iter().filter(|_| better);
        let known = all.iter().find(|offer| offer.family == *wanted && given.contains(offer.media_type));
        let first =
            others.iter().chain(xml).copied().find(|offer| {
                offer.family == *wanted && !offers.first().is_some_and(|first| is_rewritten(first, offer))
            });
        offers.extend(known.or(first).copied());
    }
    offers.sort_by_key(|offer| given.first() != Some(offer.media_type));
    offers
}

/// Whether an offer is the JSON of another in another writing.
fn is_rewritten<F: Family>(json: &Offer<'_, F>, offer: &Offer<'_, F>) -> bool {
    F::JSON_IS_ENOUGH
        && json.family == F::JSON
        && [F::TEXT, F::BYTES].contains(&offer.family)
        && json.media.schema == offer.media.schema
}

/// Whether the schema says that it is a file.
fn is_binary(media: &MediaType) -> bool {
    let shape = media.schema.as_ref().and_then(ReferenceOr::as_item).map(shape::of);
    shape.is_some_and(|shape| shape.ty == Some("string") && shape.format.as_deref() == Some("binary"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The media types that are offered, of those given.
    fn offered(content: serde_json::Value) -> Vec<(String, BodyEncoding)> {
        let content: Content = serde_json::from_value(content).unwrap();
        offers(&content, &[]).iter().map(|offer| (offer.media_type.clone(), offer.family)).collect()
    }

    fn of(media_types: &[&str]) -> Vec<String> {
        let content = media_types.iter().map(|media_type| ((*media_type).to_owned(), serde_json::json!({})));
        offered(serde_json::Value::Object(content.collect())).into_iter().map(|(media_type, _)| media_type).collect()
    }

    #[test]
    fn the_best_comes_first_and_each_encoding_once() {
        let all =
            ["image/png", "text/csv", "multipart/mixed", "multipart/form-data", "application/x-www-form-urlencoded"];
        assert_eq!(of(&all), ["application/x-www-form-urlencoded", "multipart/mixed", "text/csv", "image/png"]);
        assert_eq!(
            of(&["text/plain", "Application/Problem+JSON; charset=utf-8", "text/json"])[..1],
            ["Application/Problem+JSON; charset=utf-8"]
        );
        assert_eq!(of(&["application/vnd.example.json", "application/zip"])[..1], ["application/vnd.example.json"]);
        assert_eq!(of(&["application/x-protobuf", "application/zip"]), ["application/x-protobuf"]);
        assert!(of(&[]).is_empty());
    }

    #[test]
    fn what_is_sent_may_mean_something_else_in_another_writing() {
        let patches = ["application/json-patch+json", "application/apply-patch+yaml", "application/merge-patch+json"];
        assert_eq!(of(&patches), patches[..2]);
    }

    #[test]
    fn xml_is_text_where_there_is_nothing_better() {
        assert_eq!(of(&["application/xml"]), ["application/xml"]);
        assert_eq!(of(&["application/xml", "image/png"]), ["application/xml", "image/png"]);
        assert_eq!(of(&["text/xml", "application/atom+xml", "text/plain"]), ["text/plain"]);
        assert_eq!(of(&["application/xml", "multipart/form-data"]), ["multipart/form-data"]);
    }

    #[test]
    fn any_media_type_is_what_its_schema_says() {
        let file = serde_json::json!({ "*/*": { "schema": { "type": "string", "format": "binary" } } });
        assert_eq!(offered(file), [("*/*".to_owned(), BodyEncoding::Bytes)]);
        let text = serde_json::json!({ "*/*": { "schema": { "type": "string" } } });
        assert_eq!(offered(text), [("*/*".to_owned(), BodyEncoding::Json)]);
    }
}
