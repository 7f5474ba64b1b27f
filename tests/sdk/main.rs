//! The SDK in `generated/`, tested against a server on loopback: real sockets, and the bytes as they came.
//!
//! What a request should look like and what an answer may hold is read from the facts that the official SDKs agree on,
//! and not from the description that the SDK is made of; of that only examples and what it says alone. `calls` names
//! the operations, and the tests go through all of them.

mod base;
mod behaviours;
mod calls;
mod client;
mod decoding;
mod errors;
#[path = "../facts/mod.rs"]
#[allow(dead_code, reason = "the comparison of the description asks for more")]
mod facts;
mod local;
mod logs;
mod operations;
mod pages;
mod params;
mod redirects;
mod retries;
mod secrets;
mod server;
mod spec;
mod subject;
mod values;
mod wire;
