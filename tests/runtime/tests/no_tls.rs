//! Without a TLS feature, https is refused when the client is built, not when it is used.
#![cfg(not(any(feature = "rustls", feature = "native-tls")))]
#![allow(clippy::unwrap_used, missing_docs)]

#[test]
fn https_needs_tls() {
    let e = sample::Client::builder().base_url("https://example.com").build().unwrap_err();
    assert!(e.to_string().contains("turn on feature `rustls` or `native-tls`"), "{e}");
    sample::Client::builder().base_url("http://localhost").build().unwrap();
}
