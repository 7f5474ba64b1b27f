//! Media types: how each is written and read, and which of several is taken.

use openapiv3::{Content, MediaType};

use crate::ir::BodyEncoding;

/// What is offered of one encoding.
#[derive(Clone, Copy, Debug)]
pub struct Offer<'d> {
    pub media_type: &'d String,
    pub media: &'d MediaType,
    pub encoding: BodyEncoding,
}

/// The order in which encodings are preferred.
const ORDER: [BodyEncoding; 4] = [BodyEncoding::Json, BodyEncoding::Form, BodyEncoding::Text, BodyEncoding::Bytes];

/// The first media type of every encoding, the best one first. XML, which travels as text, is offered only where no
/// better structure is.
pub fn offers(content: &Content) -> Vec<Offer<'_>> {
    let all = content.iter().map(|(media_type, media)| Offer { media_type, media, encoding: encoding(media_type) });
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
        "application/json" | "text/json" | "*/*" => BodyEncoding::Json,
        json if json.ends_with("+json") => BodyEncoding::Json,
        "application/x-www-form-urlencoded" => BodyEncoding::Form,
        text if text.starts_with("text/") || is_xml(text) => BodyEncoding::Text,
        _ => BodyEncoding::Bytes,
    }
}

/// Whether it is XML.
pub fn is_xml(media_type: &str) -> bool {
    essence(media_type).ends_with("xml")
}

/// The media type without its parameters.
pub fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
