//! The SDK in `generated/`, tested against a server on loopback: real sockets, and the bytes as they came.
//!
//! What a request should look like and what an answer may hold is read from `spec/`, so that nothing is said twice:
//! `calls` names the operations with their Rust types, and the tests go through all of them.

mod base;
mod behaviours;
mod calls;
mod client;
mod decoding;
mod errors;
mod operations;
mod params;
mod redirects;
mod retries;
mod secrets;
mod server;
mod spec;
