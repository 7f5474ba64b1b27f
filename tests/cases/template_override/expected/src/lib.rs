// Made by the hotel's own templates.

//! # Template override
//!
//! # A first call
//!
//! ```no_run
//! # async fn run() -> Result<(), template_override::Error> {
//! use template_override::Client;
//!
//! let client = Client::builder().build()?;
//! // Handles lead to operations; a request is sent when it is awaited.
//! # Ok(())
//! # }
//! ```
//!
//! A request can be awaited as it is, for the body of the response, or
//! [`with_metadata`](runtime::Request::with_metadata), for its status and headers too. Before that it takes
//! [headers](runtime::Request::header), a [timeout](runtime::Request::timeout) and a
//! [retry policy](runtime::Request::retry) of its own.
//!
//! # Errors
//!
//! All calls fail with [`Error`]. What the server said is in [`Error::Api`]: status, headers, request id, and the body as
//! it was sent.
//!
//! # Tests
//!
//! [`testing::MockTransport`] answers in the place of a server, without a network.
//!
//! # Features
//!
//! Each resource has a feature; all are on by default. With `default-features = false`, only what the chosen resources
//! reach is compiled.
//!
//! - `rooms`
//! - `rustls` (default) or `native-tls`: the TLS library.

// Machine-made names and signatures follow the description, not the lints that guide hand-written ones; and deprecated
// items refer to each other.
#![allow(deprecated)]
#![allow(
    clippy::doc_lazy_continuation,
    clippy::enum_variant_names,
    clippy::large_enum_variant,
    clippy::module_inception,
    clippy::new_without_default,
    clippy::should_implement_trait,
    clippy::too_many_arguments,
    clippy::wrong_self_convention
)]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[rustfmt::skip]
pub mod runtime;
#[rustfmt::skip]
mod client;
pub mod ext;
#[rustfmt::skip]
mod settings;
#[rustfmt::skip]
pub mod testing;
#[rustfmt::skip]
pub mod types;
#[rustfmt::skip]
pub mod rooms;

pub use client::{Client, ClientBuilder};
#[doc(inline)]
pub use runtime::{Error, Nullable, Request, Response, RetryPolicy};

pub mod table;
