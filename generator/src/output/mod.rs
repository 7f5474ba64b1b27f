//! The crate as files: in memory, against what is on disk, and written.
//!
//! [`Claim`] keeps other runs out; [`plan`] compares and decides, and touches nothing; [`Claim::write`] carries a plan
//! out, all of it or nothing; [`diff`] shows it. What the generator wrote is recorded in [`Lock`], so that what it did not write is never overwritten or
//! deleted. What the files hold is decided elsewhere.

mod claim;
mod diff;
mod lock;
mod paths;
mod plan;
mod write;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use sha2::{Digest, Sha256};

pub use claim::Claim;
pub use diff::{diff, file_diff};
pub use lock::{LOCK, Lock};
pub use plan::{Change, Options, Plan, plan};
pub use write::Recovered;

/// The files of a crate, by their paths relative to it, with `/`.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// The files.
    pub files: BTreeMap<String, File>,
}

/// A file of the crate.
#[derive(Clone, Debug)]
pub struct File {
    /// What it holds.
    pub contents: Contents,
    /// The template that it comes from, for messages.
    pub template: String,
    /// The element that it was rendered for, for messages; empty if it is the crate as a whole.
    pub subject: String,
    /// Whether it was rendered, and is laid out by [`crate::format`], or copied.
    pub rendered: bool,
}

impl File {
    /// A file that no template makes.
    pub fn copied(text: String) -> Self {
        Self { contents: Contents::Text(text), template: String::new(), subject: String::new(), rendered: false }
    }
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contents {
    /// Text.
    Text(String),
    /// Bytes that are copied.
    Bytes(Cow<'static, [u8]>),
}

impl Contents {
    /// As they are written.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }
}

/// Writes a file that is none of a crate's whole, or not at all. What may be done with it stays.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut draft = tempfile::Builder::new().make_in(folder, |draft| fs::File::create_new(draft))?;
    draft.write_all(bytes)?;
    if let Ok(present) = fs::metadata(path) {
        draft.as_file().set_permissions(present.permissions())?;
    }
    draft.persist(path)?;
    Ok(())
}

/// The hash by which the lock knows contents: SHA-256 in hexadecimal.
pub fn hash(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The hash of a text, whatever version control has made of its line breaks.
pub(crate) fn hash_of_text(bytes: &[u8]) -> String {
    hash(&without_carriage_returns(bytes))
}

/// Contents as the generator writes them: version control may have turned line breaks into CRLF on checkout.
fn without_carriage_returns(bytes: &[u8]) -> Cow<'_, [u8]> {
    if !bytes.contains(&b'\r') || bytes.contains(&0) {
        return Cow::Borrowed(bytes);
    }
    let mut plain = Vec::with_capacity(bytes.len());
    let mut rest = bytes.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        if byte != b'\r' || rest.peek() != Some(&b'\n') {
            plain.push(byte);
        }
    }
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests;
