//! Media types: how each is written and read, and which of several is taken.

use openapiv3::{Content, MediaType, ReferenceOr};

use super::shape;
use crate::ir::BodyEncoding;
use crate::media_type::{essence, is_json, is_xml};

/// What is offered of one encoding.
#[derive(Clone, Copy, Debug)]
pub struct Offer<'d> {
    pub media_type: &'d String,
    pub media: &'d MediaType,
    pub encoding: BodyEncoding,
}

/// The order in which encodings are preferred.
const ORDER: [BodyEncoding; 5] =
    [BodyEncoding::Json, BodyEncoding::Form, BodyEncoding::Multipart, BodyEncoding::Text, BodyEncoding::Bytes];

/// The first media type of every encoding, the best one first. XML, which travels as text, is offered only where no
/// better structure is.
pub fn offers(content: &Content) -> Vec<Offer<'_>> {
    let all = content.iter().map(|(media_type, media)| {
        // Any media type is JSON, as almost always, unless the schema says that it is a file.
        let is_file = media_type == "*/*" && is_binary(media);
        let encoding = if is_file { BodyEncoding::Bytes } else { encoding(media_type) };
        Offer { media_type, media, encoding }
    });
    let (xml, others): (Vec<_>, Vec<_>) = all.partition(|offer| is_xml(offer.media_type));
    let mut offers: Vec<Offer<'_>> = Vec::new();
    for wanted in ORDER {
        let better = wanted == BodyEncoding::Text && offers.is_empty();
        let xml = xml.iter().filter(|_| better);
        offers.extend(others.iter().chain(xml).find(|offer| offer.encoding == wanted).copied());
    }
    offers
}

/// How a media type is written and read.
pub fn encoding(media_type: &str) -> BodyEncoding {
    match essence(media_type).as_str() {
        json if is_json(json) => BodyEncoding::Json,
        "application/x-www-form-urlencoded" => BodyEncoding::Form,
        parts if parts.starts_with("multipart/") => BodyEncoding::Multipart,
        text if text.starts_with("text/") || is_xml(text) => BodyEncoding::Text,
        _ => BodyEncoding::Bytes,
    }
}

/// Whether the schema says that it is a file.
pub fn is_binary(media: &MediaType) -> bool {
    let shape = media.schema.as_ref().and_then(ReferenceOr::as_item).map(shape::of);
    shape.is_some_and(|shape| shape.ty == Some("string") && shape.format.as_deref() == Some("binary"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The media types that are offered, of those given.
    fn offered(content: serde_json::Value) -> Vec<(String, BodyEncoding)> {
        let content: Content = serde_json::from_value(content).unwrap();
        offers(&content).iter().map(|offer| (offer.media_type.clone(), offer.encoding)).collect()
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
