//! JSON for types without derives: one reader, one writer, and macros that hand the parts of a type to them.
//!
//! Deriving serde is most of what a crate with thousands of types costs to compile. Here a struct names its fields once
//! (`record!`), and reading, writing and showing it are functions on trait objects. What macros define is `#[inline]`,
//! so that types nobody uses cost no code.

pub(crate) mod binary;
pub(crate) mod bridge;
pub(crate) mod enums;
pub(crate) mod fault;
pub(crate) mod foreign;
pub(crate) mod pointer;
pub(crate) mod reader;
pub(crate) mod record;
pub(crate) mod scan;
pub(crate) mod shape;
pub(crate) mod union;
pub(crate) mod value;
pub(crate) mod writer;
