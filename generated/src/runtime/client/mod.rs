//! What all calls share: how a client is configured (`builder`) and how a request is sent (`core`).

pub(crate) mod base;
pub(crate) mod builder;
pub(crate) mod core;
