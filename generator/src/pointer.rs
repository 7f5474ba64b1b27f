//! JSON Pointers (RFC 6901): the addresses of nodes in a document.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

/// A JSON Pointer in its string form: `/paths/~1pets/get`. The empty pointer is the whole document.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Pointer(String);

impl Pointer {
    /// The whole document.
    pub const fn root() -> Self {
        Self(String::new())
    }

    /// A pointer from its string form, as it stands after the `#` of a reference, percent-decoded.
    pub fn parse(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The node `token` below this one. `token` is a plain key or index; it is escaped here.
    #[must_use]
    pub fn child(&self, token: impl fmt::Display) -> Self {
        let mut child = self.clone();
        child.push(token);
        child
    }

    /// Several levels below this one.
    #[must_use]
    pub fn descend<'a>(&self, tokens: impl IntoIterator<Item = &'a str>) -> Self {
        let mut child = self.clone();
        tokens.into_iter().for_each(|token| child.push(token));
        child
    }

    fn push(&mut self, token: impl fmt::Display) {
        self.0.push('/');
        // Writing to a string does not fail.
        let _ = write!(Escaped(&mut self.0), "{token}");
    }

    /// How many levels below the document it is.
    pub fn depth(&self) -> usize {
        self.0.bytes().filter(|byte| *byte == b'/').count()
    }

    /// The unescaped tokens, from the root down.
    pub fn tokens(&self) -> impl DoubleEndedIterator<Item = String> + '_ {
        let mut tokens = self.0.split('/');
        // What stands before the first slash is the document itself.
        tokens.next();
        tokens.map(|token| token.replace("~1", "/").replace("~0", "~"))
    }

    /// The last token, unescaped; `None` for the whole document.
    pub fn last(&self) -> Option<String> {
        self.tokens().next_back()
    }

    /// The node above; `None` for the whole document.
    pub fn parent(&self) -> Option<Self> {
        self.0.rfind('/').map(|end| Self(self.0.get(..end).unwrap_or_default().to_owned()))
    }

    /// What is left of this pointer below `prefix`, itself a pointer; `None` if `prefix` is not above it.
    pub fn below(&self, prefix: &Self) -> Option<Self> {
        let rest = self.0.strip_prefix(&prefix.0)?;
        (rest.is_empty() || rest.starts_with('/')).then(|| Self(rest.to_owned()))
    }

    /// This pointer with `rest` below it.
    #[must_use]
    pub fn join(&self, rest: &Self) -> Self {
        Self(format!("{}{}", self.0, rest.0))
    }

    /// The string form, as `serde_json::Value::pointer` takes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Writes a token, escaped.
struct Escaped<'a>(&'a mut String);

impl fmt::Write for Escaped<'_> {
    fn write_str(&mut self, token: &str) -> fmt::Result {
        let mut rest = token;
        while let Some(at) = rest.find(['~', '/']) {
            let (plain, special) = rest.split_at(at);
            self.0.push_str(plain);
            self.0.push_str(if special.starts_with('~') { "~0" } else { "~1" });
            rest = special.get(1..).unwrap_or_default();
        }
        self.0.push_str(rest);
        Ok(())
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

impl fmt::Debug for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What `map` has for the nearest node at or above `pointer`, with the way from there down to it.
pub fn longest_prefix<'a, T>(map: &'a BTreeMap<Pointer, T>, pointer: &Pointer) -> Option<(&'a T, Pointer)> {
    let mut prefix = Some(pointer.clone());
    while let Some(above) = prefix {
        if let Some(found) = map.get(&above) {
            return Some((found, pointer.below(&above)?));
        }
        prefix = above.parent();
    }
    None
}
