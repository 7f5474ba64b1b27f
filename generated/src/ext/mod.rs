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
//! | what roles permit, decided here | `b2b().rbac()`: `authorize`, `policy_index` |
//!
//! Each part is compiled with the resources that it is about. Authorization checks need `b2b-rbac`, and checks of access
//! tokens the keys that come with `consumer-sessions` or `b2b-sessions`.
//!
//! All failures are [`Error`](crate::Error); those of checks made here are its variant `Local`, with a typed source.

mod client;
#[cfg(any(feature = "b2b-sessions", feature = "consumer-sessions", feature = "b2b-rbac"))]
mod clock;
#[cfg(any(feature = "b2b-sessions", feature = "consumer-sessions", feature = "b2b-rbac"))]
#[cfg_attr(
    not(any(feature = "b2b-sessions", feature = "consumer-sessions")),
    allow(dead_code, reason = "without sessions, nothing looks for what a policy lacks")
)]
mod refresh;
#[cfg(any(feature = "b2b-sessions", feature = "consumer-sessions", feature = "b2b-rbac"))]
mod state;

pub mod claims;
pub mod error;
#[cfg(any(feature = "b2b-sessions", feature = "consumer-sessions"))]
mod keys;
#[cfg(any(feature = "b2b-sessions", feature = "consumer-sessions"))]
mod token;

pub mod b2b;
pub mod consumer;
