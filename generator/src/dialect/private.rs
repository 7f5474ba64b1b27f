//! The private keys in which what OpenAPI 3.0 has no place for travels from one stage to the next. They are no
//! interface: authors write what the standard has, and what they write under such a key [`crate::resolve`] leaves out.

/// How all of these begin.
pub const PREFIX: &str = "x-oasmith-";

/// Of a parameter in the path: `allowReserved`, which up to 3.1 was for queries only (3.2, "Parameter Object").
pub const ALLOW_RESERVED: &str = "x-oasmith-allow-reserved";

/// Of a schema that goes by another name than its author gave it: the name that stands for it on the wire where a
/// discriminator has no mapping.
pub const AUTHOR_NAME: &str = "x-oasmith-name";

/// Of a string that holds JSON: the schema of that, which JSON Schema calls `contentSchema`.
pub const CONTENT_SCHEMA: &str = "x-oasmith-content-schema";

/// Of a discriminator: its `defaultMapping` (3.2, "Discriminator Object").
pub const DEFAULT_MAPPING: &str = "x-oasmith-default-mapping";

/// Of a security scheme: that it is to be used no more (3.2, "Security Scheme Object").
pub const DEPRECATED: &str = "x-oasmith-deprecated";

/// Of a security scheme: the flow of RFC 8628, `deviceAuthorization` (3.2, "OAuth Flows Object").
pub const DEVICE_FLOW: &str = "x-oasmith-device-authorization";

/// Of an encoding: that it is that of each item of a list, `itemEncoding` (3.2, "Encoding By Position").
pub const ITEM_ENCODING: &str = "x-oasmith-item-encoding";

/// Of a media type: the schema of each item of a sequence, `itemSchema` (3.2.0, section 4.14).
pub const ITEM_SCHEMA: &str = "x-oasmith-item-schema";

/// Of a security scheme: the URL of the authorization server's metadata, `oauth2MetadataUrl` (3.2, "Security Scheme
/// Object").
pub const METADATA_URL: &str = "x-oasmith-oauth2-metadata-url";

/// Of a parameter: that it is the whole query (3.2.0, section 4.12.1).
pub const QUERYSTRING: &str = "x-oasmith-querystring";

/// Of a parameter: how it is written, where `style` has no word for it in that place.
pub const STYLE: &str = "x-oasmith-style";

/// The one property of a body that is a list of parts, or what follows those of known position. No key, but the name of a
/// field that stages must agree on.
pub const PARTS: &str = "parts";
