//! The base URL: which are taken, and when two URLs have one origin.

use reqwest::Url;
use std::sync::Arc;

/// A URL that requests are sent under, without trailing slash. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BaseUrl(Arc<str>);

impl BaseUrl {
    /// The base URL that this is, or what is wrong with it.
    pub(crate) fn parse(text: &str, allow_http: bool) -> Result<Self, String> {
        // The text is not repeated where it may hold a password.
        let url = Url::parse(text.trim()).map_err(|e| format!("is not a URL with scheme and host: {e}"))?;
        if url.query().is_some() || url.fragment().is_some() {
            return Err("has a query or fragment".to_owned());
        }
        safe(&url, allow_http)?;
        Ok(Self(url.as_str().trim_end_matches('/').into()))
    }

    /// Another URL of the API's, which may be relative to this one, that credentials may be sent to; or what is wrong
    /// with it.
    pub(crate) fn join(&self, other: &str, allow_http: bool) -> Result<String, String> {
        let below = Url::parse(&format!("{}/", self.0)).and_then(|base| base.join(other.trim()));
        let url = below.map_err(|e| format!("is no URL: {e}"))?;
        safe(&url, allow_http)?;
        Ok(url.into())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn is_https(&self) -> bool {
        self.0.starts_with("https:")
    }

    /// Whether the server is on this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        Url::parse(&self.0).is_ok_and(|url| is_loopback(&url))
    }
}

/// Whether credentials may be sent there. The URL is not repeated where it may hold a password.
fn safe(url: &Url, allow_http: bool) -> Result<(), String> {
    if !url.username().is_empty() || url.password().is_some() {
        return Err("holds a user name or password: give credentials on their own".to_owned());
    }
    match url.scheme() {
        "https" => Ok(()),
        "http" if allow_http || is_loopback(url) => Ok(()),
        "http" => {
            let origin = url.origin().ascii_serialization();
            Err(format!("`{origin}` is http, which is taken for loopback only: use https, or `allow_http(true)`"))
        }
        scheme => Err(format!("has scheme `{scheme}`, not https")),
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let ip = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    ip.map_or(host == "localhost" || host.ends_with(".localhost"), |ip| ip.is_loopback())
}

/// Where a redirect leads, when that is the same scheme, host and port.
pub(crate) fn same_origin(from: &str, location: &str) -> Option<String> {
    let from = Url::parse(from).ok()?;
    let mut to = from.join(location).ok()?;
    to.set_fragment(None);
    let same = to.origin() == from.origin() && to.username().is_empty() && to.password().is_none();
    same.then(|| to.into())
}

/// Where a link to more of the same leads, when that is the same origin. A server behind a proxy that ends TLS may take
/// itself for one of http: its links stay with https.
pub(crate) fn link_of_origin(from: &str, link: &str) -> Option<String> {
    same_origin(from, link).or_else(|| {
        let rest = link.strip_prefix("http:").filter(|_| from.starts_with("https:"))?;
        same_origin(from, &format!("https:{rest}"))
    })
}
