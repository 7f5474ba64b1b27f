//! Settings.
pub(crate) const USER_AGENT: &str = concat!("rt-sdk/", env!("CARGO_PKG_VERSION"));
pub(crate) const DEFAULT_SERVER: Option<&str> = Some("https://test.example.com");
pub(crate) const ERROR_MESSAGE: &[&str] = &["/error_message", "/message"];
pub(crate) const ERROR_CODE: &[&str] = &["/error_type"];
pub(crate) const REQUEST_ID: &[&str] = &["/request_id"];
pub(crate) const REQUEST_ID_HEADERS: &[&str] = &["x-request-id"];
