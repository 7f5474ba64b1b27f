//! All operations, as data.

/// The id of each operation, and the path that it is sent to.
pub const OPERATIONS: &[(&str, &str)] = &[
    // GET
    ("rooms.list", "/rooms"),
];
