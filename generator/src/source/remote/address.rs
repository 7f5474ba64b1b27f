//! URLs of remote documents: which a prefix covers, and the path of the copy of each.

use std::path::PathBuf;

use url::{Host, Url};

use crate::output::hash_of_text;

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

/// Where the copy of a document is kept: its host and its path, in characters that every file system has. Where these do
/// not say the whole URL, a part of its hash does, since no two documents may share a copy.
pub(super) fn path(url: &Url) -> PathBuf {
    let host = plain(url.host_str().unwrap_or_default());
    // One port speaks one scheme.
    let (folder, server) = match url.port() {
        Some(port) => (format!("{host}_{port}"), format!("{}://{host}:{port}", url.scheme())),
        None => (host.clone(), format!("https://{host}")),
    };
    let mut segments: Vec<String> = url.path_segments().into_iter().flatten().map(plain).collect();
    let name = segments.pop().filter(|name| !name.is_empty()).unwrap_or_else(|| "index".to_owned());
    // A document and a folder may have one name on a server. JSON is read as YAML, too.
    let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, "yaml"));
    segments.retain(|segment| !segment.is_empty());
    let folders: String = segments.iter().map(|segment| format!("/{segment}")).collect();
    let is_whole = !host.contains('_') && url.as_str() == format!("{server}{folders}/{stem}.{extension}");
    let hash = if is_whole { String::new() } else { format!("-{:.8}", hash_of_text(url.as_str().as_bytes())) };
    PathBuf::from(format!("{folder}{folders}/{stem}{hash}.{extension}"))
}

fn plain(text: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    text.chars().map(|c| if allowed(c) { c } else { '_' }).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

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

    /// The path of a copy, without the hash in it.
    fn copy(text: &str) -> String {
        let hash = format!("-{:.8}", hash_of_text(text.as_bytes()));
        path(&url(text)).to_string_lossy().replace('\\', "/").replace(&hash, "-#")
    }

    #[test]
    fn copies_are_kept_by_host_and_path() {
        for (text, expected) in [
            ("https://example.com/schemas/pet.yaml", "example.com/schemas/pet.yaml"),
            ("https://example.com:8443/a/b.c.json", "example.com_8443/a/b.c.json"),
            ("http://localhost:8080/a.json", "localhost_8080/a.json"),
            ("http://localhost/a.json", "localhost/a-#.json"),
            ("https://example.com/schemas/", "example.com/schemas/index-#.yaml"),
            ("https://example.com/schemas", "example.com/schemas-#.yaml"),
            ("https://example.com/", "example.com/index-#.yaml"),
            ("http://localhost:8080/a//b:c.json?d=../e", "localhost_8080/a/b_c-#.json"),
            ("http://[::1]/a", "___1_/a-#.yaml"),
            ("https://a_1/a.yaml", "a_1/a-#.yaml"),
            ("https://example.com/..%2f..%5cetc/x.yaml", "example.com/.._2f.._5cetc/x-#.yaml"),
        ] {
            assert_eq!(copy(text), expected, "{text}");
        }
    }

    #[test]
    fn no_two_documents_share_a_copy() {
        let texts = [
            "a.yaml",
            "a.yaml?b",
            "a.yaml?c",
            "a",
            "a/",
            "a/index.yaml",
            "%61.yaml",
            "/a.yaml",
            "b%20c.yaml",
            "b_20c.yaml",
        ];
        let paths: BTreeSet<PathBuf> =
            texts.iter().map(|text| path(&url(&format!("https://a.example/{text}")))).collect();
        assert_eq!(paths.len(), texts.len(), "{paths:?}");
    }
}
