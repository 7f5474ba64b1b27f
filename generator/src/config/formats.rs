//! What becomes of formats.

/// What a `type/format` becomes when the configuration does not say: a type of the runtime, or the path of another
/// crate's.
pub const DEFAULT_FORMATS: &[(&str, &str)] = &[
    ("string/byte", "Base64"),
    ("string/binary", "Binary"),
    ("string/date-time", "chrono::DateTime<chrono::Utc>"),
    ("string/date", "chrono::NaiveDate"),
    ("string/uuid", "uuid::Uuid"),
];

/// The dependencies that the default formats bring along, by the crate that a type's path begins with.
pub const KNOWN_CRATES: &[(&str, &str)] = &[
    ("chrono", r#"{ version = "0.4", default-features = false, features = ["serde", "std"] }"#),
    ("uuid", r#"{ version = "1", features = ["serde"] }"#),
];
