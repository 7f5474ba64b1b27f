//! Not a part of the crate.
