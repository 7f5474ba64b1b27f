//! Hand-written additions to this crate. Oasmith writes this file once and never touches it again.
//!
//! Inherent methods can be added to every generated type: `impl crate::Client { … }`. Requests are made through the
//! same runtime that generated code uses.
