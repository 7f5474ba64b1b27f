//! The private keys in which what OpenAPI 3.0 has no place for travels from one stage to the next. They are no
//! interface: authors write what the standard has, and what they write under such a key [`crate::resolve`] leaves out.

/// How all of these begin.
pub const PREFIX: &str = "x-oasmith-";

/// Of a schema that goes by another name than its author gave it: the name that stands for it on the wire where a
/// discriminator has no mapping.
pub const AUTHOR_NAME: &str = "x-oasmith-name";

/// Of a string that holds JSON: the schema of that, which JSON Schema calls `contentSchema`.
pub const CONTENT_SCHEMA: &str = "x-oasmith-content-schema";

/// Of a discriminator: its `defaultMapping` (3.2, "Discriminator Object").
pub const DEFAULT_MAPPING: &str = "x-oasmith-default-mapping";

/// Of a security scheme: the flow of RFC 8628, `deviceAuthorization` (3.2, "OAuth Flows Object").
pub const DEVICE_FLOW: &str = "x-oasmith-device-authorization";

/// Of a media type: the schema of each item of a sequence, `itemSchema` (3.2.0, section 4.14).
pub const ITEM_SCHEMA: &str = "x-oasmith-item-schema";

/// Of a parameter: that it is the whole query (3.2.0, section 4.12.1).
pub const QUERYSTRING: &str = "x-oasmith-querystring";

/// Of a parameter: how it is written, where `style` has no word for it in that place.
pub const STYLE: &str = "x-oasmith-style";
