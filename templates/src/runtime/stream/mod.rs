//! Answers that are read as they come: downloads, server-sent events, lines of JSON.
//!
//! How bytes become events and lines is not generic; what is generic only decodes an item, as if it were an answer of
//! its own.

mod body;
mod disposition;
mod download;
mod event;
mod events;
mod lines;

pub use download::Download;
pub use event::Event;
pub use events::Events;
pub use lines::Lines;

pub(crate) use body::{Body, Limits, Whole, too_large};
pub(crate) use events::Ends;
