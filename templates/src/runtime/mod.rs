//! What all operations of the API share: JSON, encoding of requests, sending, retries, errors, credentials.
//!
//! The same in every crate that oasmith makes; it knows no API by name. One flat namespace of re-exports; the modules
//! below are private. Which JSON text a type has is decided by its `record!`, `string_enum!`, `integer_enum!`, `union!`
//! or `foreign!`.

// An API without unions, forms or integer enums leaves their part of the runtime unused.
#![allow(dead_code, unused_imports, unused_macros, reason = "no API uses all of the runtime")]

mod auth;
mod client;
pub mod decode;
mod encode;
mod error;
mod headers;
pub(crate) mod json;
mod operation;
mod pagination;
mod request;
mod response;
mod retry;
mod secret;
mod stream;
mod transport;
mod upload;
mod validate;

pub use auth::Credential;
pub use auth::error::TokenError;
pub use auth::grant::{DevicePrompt, Grant};
pub use auth::scheme::{Endpoint, SecurityScheme};
pub use bytes::Bytes;
pub use client::builder::Builder;
pub use client::core::{Core, Sending};
pub use error::{
    ApiError, ConfigError, DecodeError, Error, InvalidKind, InvalidRequest, LocalError, TimeoutError, TransportError,
    TransportErrorKind,
};
pub use http::{HeaderMap, Method, StatusCode};
pub use json::binary::Base64;
pub use json::fault::ReadError;
pub use json::reader::{Kind, Reader};
pub use json::record::{Field, Flag, Record};
pub use json::shape::{Shape, Values};
pub use json::union::{Constant, Key, Member, Rule, Test, Union};
pub use json::value::{Empty, Entries, Nullable, Value, from_json, to_json};
pub use json::writer::Writer;
pub use operation::{Body, Operation, Parameter, Style};
pub use pagination::{Items, Page, Pages, Pagination, Place};
pub use request::{Pending, Request, WithMetadata};
pub use response::{RawResponse, Response};
pub use retry::RetryPolicy;
pub use secret::Secret;
pub use stream::{Download, Event, Events, Lines};
pub use transport::{BoxFuture, Chunks, OperationId, Transport, TransportBody};
pub use upload::Upload;
pub use validate::{Check, Limit, Validate, Violation, Violations};

pub(crate) use encode::percent::{in_host, in_path, whole_path};
pub(crate) use json::bridge::serde_impls;
pub(crate) use json::enums::{integer_enum, string_enum};
pub(crate) use json::foreign::foreign;
pub(crate) use json::record::record;
pub(crate) use json::union::union;
