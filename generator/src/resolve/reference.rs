//! What the text of a `$ref` says: which file, and where in it.

use std::path::{Component, Path, PathBuf};

use crate::pointer::Pointer;
use crate::source::remote::is_url;

/// A reference, taken apart but not followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reference {
    /// Something on another machine that cannot be read.
    Remote,
    /// A name given by `$anchor` rather than a place.
    Anchor(String),
    /// A place in a file.
    Local {
        /// A path or a URL; empty for the file that holds the reference.
        file: String,
        /// Where, percent-decoded.
        pointer: Pointer,
        /// Where, if the percent signs are part of the keys.
        literal: Pointer,
    },
}

impl Reference {
    pub(super) fn parse(text: &str) -> Self {
        let (file, fragment) = text.split_once('#').unwrap_or((text, ""));
        let file = file.strip_prefix("file://").unwrap_or(file);
        let is_url = is_url(file);
        if !is_url && (file.contains("://") || file.starts_with("//") || file.starts_with("urn:")) {
            return Self::Remote;
        }
        let decoded = percent_decoded(fragment);
        if !decoded.is_empty() && !decoded.starts_with('/') {
            return Self::Anchor(decoded);
        }
        // A slash at the end of a pointer is a key of no letters; nobody means it.
        let pointer = |text: &str| Pointer::parse(text.strip_suffix('/').unwrap_or(text));
        let file = if is_url { file.to_owned() } else { percent_decoded(file) };
        Self::Local { file, pointer: pointer(&decoded), literal: pointer(fragment) }
    }
}

/// The path of a file named in another one, with `.` and `..` worked in.
pub(super) fn beside(holder: &Path, named: &str) -> PathBuf {
    let folder = holder.parent().unwrap_or(Path::new(""));
    tidy(&folder.join(named.replace('\\', "/")))
}

/// A path with `.` and `..` worked in as far as its text allows.
pub(super) fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(tidy.components().next_back(), Some(Component::Normal(_))) => {
                tidy.pop();
            }
            component => tidy.push(component),
        }
    }
    tidy
}

/// Text without percent-encoding.
pub(super) fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        let digits = (ahead.next().and_then(hexadecimal), ahead.next().and_then(hexadecimal));
        match (byte, digits) {
            (b'%', (Some(high), Some(low))) => {
                bytes.push(high << 4 | low);
                rest = ahead;
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn hexadecimal(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(text: &str) -> (String, String) {
        match Reference::parse(text) {
            Reference::Local { file, pointer, .. } => (file, pointer.as_str().to_owned()),
            other => (format!("{other:?}"), String::new()),
        }
    }

    #[test]
    fn references_are_taken_apart() {
        assert_eq!(local("#/a/b"), (String::new(), "/a/b".to_owned()));
        assert_eq!(
            local("my%20pets.yaml#/paths/~1pets~1%7Bid%7D"),
            ("my pets.yaml".into(), "/paths/~1pets~1{id}".into())
        );
        assert_eq!(local("../pet.yaml"), ("../pet.yaml".to_owned(), String::new()));
        assert_eq!(local("100%25.yaml#/50%"), ("100%.yaml".to_owned(), "/50%".to_owned()));
        let url = "https://example.com/my%20pet.yaml";
        assert_eq!(local(&format!("{url}#/a%20b")), (url.to_owned(), "/a b".to_owned()));
        assert_eq!(Reference::parse("ftp://example.com/pet.yaml#/a"), Reference::Remote);
        assert_eq!(Reference::parse("#pet"), Reference::Anchor("pet".to_owned()));
    }

    #[test]
    fn paths_are_relative_to_the_file_that_holds_them() {
        assert_eq!(beside(Path::new("spec/paths/a.yaml"), "../schemas/./b.yaml"), Path::new("spec/schemas/b.yaml"));
        assert_eq!(beside(Path::new("a.yaml"), "../b.yaml"), Path::new("../b.yaml"));
        assert_eq!(beside(Path::new("../a.yaml"), "../b.yaml"), Path::new("../../b.yaml"));
    }
}
