//! Media types: how each is written and read, and which of several is taken.

use openapiv3::MediaType;

use crate::ir::BodyEncoding;

/// The first media type that can be written: JSON before forms, forms before text and bytes.
pub fn choose(content: &openapiv3::Content) -> Option<(&String, &MediaType, BodyEncoding)> {
    let order = [BodyEncoding::Json, BodyEncoding::Form, BodyEncoding::Text, BodyEncoding::Bytes];
    order.into_iter().find_map(|wanted| {
        let (media_type, media) = content.iter().find(|(media_type, _)| encoding(media_type) == Some(wanted))?;
        Some((media_type, media, wanted))
    })
}

/// How a media type is written and read.
pub fn encoding(media_type: &str) -> Option<BodyEncoding> {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        "application/json" | "text/json" | "*/*" => Some(BodyEncoding::Json),
        json if json.ends_with("+json") => Some(BodyEncoding::Json),
        "application/x-www-form-urlencoded" => Some(BodyEncoding::Form),
        "application/octet-stream" | "application/pdf" | "application/zip" => Some(BodyEncoding::Bytes),
        text if text.starts_with("text/") || text.ends_with("xml") => Some(BodyEncoding::Text),
        image if image.starts_with("image/") || image.starts_with("audio/") || image.starts_with("video/") => {
            Some(BodyEncoding::Bytes)
        }
        _ => None,
    }
}
