//! What this SDK does beyond the API's operations: checks of tokens and permissions in the client.
//!
//! Methods stand on the generated types, their parameters and results here, in modules of the same names:
//!
//! | what | where |
//! |---|---|
//! | a client for a project, its clock and its keys | [`Client`](crate::Client), [`ClientBuilder`](crate::ClientBuilder) |
//! | session JWTs, checked here | `b2b().sessions()` and `consumer().sessions()`: `authenticate_jwt_local`, `authenticate_jwt` |
//! | custom claims in a type of yours | `claims::<T>()` of `MemberSession`, `Session`, and of what the checks give |
//! | machine to machine | `consumer().m2m()` and `b2b().m2m()`: `client_credentials`, `authenticate_token` |
//! | tokens of connected apps | `consumer().idp()` and `b2b().idp()`: `introspect_token`, `introspect_token_local` |
//! | what roles and scopes permit, decided here | `consumer().rbac()` and `b2b().rbac()`: `authorize`, `authorize_scopes`, `policy_index` |
//!
//! Each part is compiled with the resources that it is about. Authorization checks of sessions need `consumer-rbac` or
//! `b2b-rbac`, checks of access tokens of machines the keys that come with `consumer-sessions` or `b2b-sessions`, and those
//! of connected apps `consumer-idp` or `b2b-idp`.
//!
//! All failures are [`Error`](crate::Error); those of checks made here are its variant `Local`, with a typed source.

mod client;
#[cfg(any(feature = "b2b-sessions", feature = "consumer-sessions", feature = "b2b-rbac", feature = "consumer-rbac"))]
mod clock;
#[cfg(any(feature = "b2b-rbac", feature = "consumer-rbac"))]
mod policy;
#[cfg(any(feature = "b2b-sessions", feature = "consumer-sessions", feature = "b2b-rbac", feature = "consumer-rbac"))]
#[cfg_attr(
    not(any(feature = "b2b-sessions", feature = "consumer-sessions")),
    allow(dead_code, reason = "without sessions, nothing looks for what a policy lacks")
)]
mod refresh;
#[cfg(any(feature = "b2b-sessions", feature = "consumer-sessions", feature = "b2b-rbac", feature = "consumer-rbac"))]
mod state;

pub mod claims;
pub mod error;
#[cfg(feature = "consumer-idp")]
pub mod introspection;
#[cfg(any(feature = "b2b-sessions", feature = "consumer-sessions"))]
mod keys;
#[cfg(any(feature = "b2b-sessions", feature = "consumer-sessions"))]
mod token;

pub mod b2b;
pub mod consumer;
