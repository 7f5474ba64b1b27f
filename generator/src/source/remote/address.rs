//! URLs of remote documents: which a prefix covers, and the path of the copy of each.

use std::path::PathBuf;

use url::{Host, Url};

/// The beginning of the URLs that may be read.
#[derive(Clone, Debug)]
pub struct Prefix(Url);

impl Prefix {
    /// A prefix, or why it is none.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let url = Url::parse(text).map_err(|_| "a URL is needed, such as `https://example.com/schemas/`")?;
        let is_loopback = match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        match url.scheme() {
            "https" => {}
            "http" if is_loopback => {}
            _ => return Err("only `https` can be read, or `http` of this machine"),
        }
        match url.username().is_empty() && url.password().is_none() {
            true => Ok(Self(url)),
            false => Err("a URL with a password would be written to oasmith.lock"),
        }
    }

    /// Whether a URL begins with it: the same server, without credentials of its own, and the same path or one below.
    pub fn covers(&self, url: &Url) -> bool {
        let (folder, path) = (self.0.path().trim_end_matches('/'), url.path());
        let is_below = path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        self.0.origin() == url.origin() && url.username().is_empty() && url.password().is_none() && is_below
    }
}

/// Whether the text of a reference begins like a URL that might be read.
pub fn is_url(text: &str) -> bool {
    ["https://", "http://"]
        .iter()
        .any(|scheme| text.get(..scheme.len()).is_some_and(|s| s.eq_ignore_ascii_case(scheme)))
}

/// Where the copy of a document is kept: its host and its path, in characters that every file system has.
pub(super) fn path(url: &Url) -> PathBuf {
    let mut path = PathBuf::from(plain(url.host_str().unwrap_or_default()));
    if let Some(port) = url.port() {
        path.as_mut_os_string().push(format!("_{port}"));
    }
    let mut segments: Vec<String> = url.path_segments().into_iter().flatten().map(plain).collect();
    let mut name = segments.pop().filter(|name| !name.is_empty()).unwrap_or_else(|| "index".to_owned());
    if let Some(query) = url.query() {
        name.push_str(&plain(&format!("_{query}")));
    }
    // A document and a folder may have one name on a server. JSON is read as YAML, too.
    if !name.contains('.') {
        name.push_str(".yaml");
    }
    path.extend(segments.into_iter().filter(|segment| !segment.is_empty()));
    path.push(name);
    path
}

fn plain(text: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    text.chars().map(|c| if allowed(c) { c } else { '_' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn prefixes_are_of_servers_and_whole_segments() {
        let prefix = Prefix::parse("https://example.com/schemas/").unwrap();
        for (text, covered) in [
            ("https://example.com/schemas/pet.yaml", true),
            ("https://example.com:443/schemas/a/b?c", true),
            ("https://EXAMPLE.com/schemas", true),
            ("https://example.com/schemas-of-others/pet.yaml", false),
            ("https://example.com/schemas/../secret.yaml", false),
            ("https://example.com/schemas/%2e%2e/secret.yaml", false),
            ("https://example.com.evil.example/schemas/pet.yaml", false),
            ("https://example.com@evil.example/schemas/pet.yaml", false),
            ("https://user:password@example.com/schemas/pet.yaml", false),
            ("https://example.com:8443/schemas/pet.yaml", false),
            ("http://example.com/schemas/pet.yaml", false),
        ] {
            assert_eq!(prefix.covers(&url(text)), covered, "{text}");
        }
    }

    #[test]
    fn only_what_is_safe_can_be_allowed() {
        for text in ["https://example.com", "http://localhost:8080/a", "http://127.0.0.1/", "http://[::1]/"] {
            assert!(Prefix::parse(text).is_ok(), "{text}");
        }
        for text in ["http://example.com/", "ftp://example.com/", "example.com", "", "https://a:b@example.com/"] {
            assert!(Prefix::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn copies_are_kept_by_host_and_path() {
        for (text, expected) in [
            ("https://example.com/schemas/pet.yaml", "example.com/schemas/pet.yaml"),
            ("https://example.com/schemas/", "example.com/schemas/index.yaml"),
            ("https://example.com/schemas", "example.com/schemas.yaml"),
            ("https://example.com", "example.com/index.yaml"),
            ("http://localhost:8080/a//b:c.json?d=../e", "localhost_8080/a/b_c.json_d_.._e"),
            ("http://[::1]/a", "___1_/a.yaml"),
            ("https://example.com/..%2f..%5cetc/x.yaml", "example.com/.._2f.._5cetc/x.yaml"),
        ] {
            assert_eq!(path(&url(text)), PathBuf::from(expected), "{text}");
        }
    }
}
