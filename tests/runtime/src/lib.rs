//! scratch
pub mod bodies;
mod client;
mod formats;
pub mod runtime;
pub mod secured;
pub mod sessions;
mod settings;
pub mod streams;
pub mod styles;
pub mod testing;
pub mod types;
pub use client::{Client, ClientBuilder};
