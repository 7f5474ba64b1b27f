//! JSON text, written to memory. Owns escaping and numbers; what is written is decided by the types.

use super::scan;
use crate::runtime::upload::Upload;

/// Files that were written aside, each with the place in the text where it stands.
pub(crate) type Files = Vec<(usize, Upload)>;

/// The members that unions were when they were written, by name, each with the place where it begins.
pub(crate) type Members = Vec<(usize, &'static str)>;

/// Collects JSON text.
#[derive(Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
    /// The value is written as itself, not as JSON: the body of a `text/plain` or `application/octet-stream` request.
    plain: bool,
    /// Where a file is written to, if the body can have one.
    files: Option<Files>,
    /// Which members were written, for who asks.
    members: Option<Members>,
    /// What only responses have is left out.
    request: bool,
}

impl Writer {
    /// An empty writer.
    pub fn new() -> Self {
        Self { bytes: Vec::with_capacity(1024), ..Self::default() }
    }

    /// A writer of what is sent, which leaves out what only responses have.
    pub(crate) fn for_request() -> Self {
        Self { request: true, ..Self::new() }
    }

    pub(crate) fn is_request(&self) -> bool {
        self.request
    }

    /// A writer that puts down a string as it is, without quotes, and a file aside.
    pub(crate) fn plain() -> Self {
        Self { plain: true, files: Some(Files::new()), request: true, ..Self::default() }
    }

    /// A writer of what is sent that puts files aside: the text has `null` in their place.
    pub(crate) fn with_files() -> Self {
        Self { files: Some(Files::new()), ..Self::for_request() }
    }

    /// A writer of what is sent that notes which members of unions it was.
    pub(crate) fn with_members() -> Self {
        Self { members: Some(Members::new()), ..Self::for_request() }
    }

    /// What was written.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// What was written, and the files that were put aside.
    pub(crate) fn into_parts(self) -> (Vec<u8>, Files) {
        (self.bytes, self.files.unwrap_or_default())
    }

    /// What was written, and the members that it was; an outer one before those that begin at the same place.
    pub(crate) fn into_members(self) -> (Vec<u8>, Members) {
        (self.bytes, self.members.unwrap_or_default())
    }

    /// The member of a union that is written next.
    pub(crate) fn member(&mut self, name: &'static str) {
        if let Some(members) = &mut self.members {
            members.push((self.bytes.len(), name));
        }
    }

    /// JSON text as it is: the caller answers for it.
    pub fn raw(&mut self, json: &str) {
        self.bytes.extend_from_slice(json.as_bytes());
    }

    /// The bracket that opens an array or object: what is inside is JSON, even in a plain body.
    pub(crate) fn open(&mut self, bracket: u8) {
        self.plain = false;
        self.bytes.push(bracket);
    }

    /// One ASCII byte of punctuation.
    pub(crate) fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    pub(crate) fn truncate(&mut self, length: usize) {
        self.bytes.truncate(length);
    }

    /// A string.
    pub fn string(&mut self, text: &str) {
        if self.plain {
            return self.raw(text);
        }
        self.quoted(text, b"\"");
    }

    /// A name of an object, with what stands before and after it.
    pub(crate) fn key(&mut self, first: &mut bool, name: &str) {
        if !std::mem::replace(first, false) {
            self.bytes.push(b',');
        }
        self.quoted(name, b"\":");
    }

    #[inline]
    fn quoted(&mut self, text: &str, end: &[u8]) {
        let text = text.as_bytes();
        self.bytes.reserve(text.len() + 1 + end.len());
        self.bytes.push(b'"');
        if scan::plain(text) == text.len() {
            self.bytes.extend_from_slice(text);
        } else {
            self.escaped(text);
        }
        self.bytes.extend_from_slice(end);
    }

    #[cold]
    fn escaped(&mut self, text: &[u8]) {
        let mut rest = text;
        loop {
            let (run, tail) = rest.split_at(scan::plain(rest));
            self.bytes.extend_from_slice(run);
            let Some((special, tail)) = tail.split_first() else { return };
            self.escape(*special);
            rest = tail;
        }
    }

    fn escape(&mut self, byte: u8) {
        match byte {
            b'"' => self.raw("\\\""),
            b'\\' => self.raw("\\\\"),
            b'\n' => self.raw("\\n"),
            b'\r' => self.raw("\\r"),
            b'\t' => self.raw("\\t"),
            _ => {
                self.raw("\\u00");
                for digit in [byte >> 4, byte & 15] {
                    self.bytes.push(if digit < 10 { b'0' + digit } else { b'a' + digit - 10 });
                }
            }
        }
    }

    /// Bytes, as a string of base64.
    pub(crate) fn binary(&mut self, bytes: &[u8]) {
        let text = super::binary::encode(bytes);
        self.string(&text);
    }

    /// A file: aside, where the body can have one; otherwise its bytes as base64.
    pub(crate) fn upload(&mut self, upload: &Upload) {
        match (&mut self.files, upload.as_bytes()) {
            (Some(files), _) => {
                files.push((self.bytes.len(), upload.clone()));
                self.raw("null");
            }
            (None, Some(bytes)) => self.binary(bytes),
            (None, None) => self.raw("null"),
        }
    }

    /// A number or a tree, in the form `serde_json` gives it: floats so that they read back the same, not finite ones
    /// as `null`.
    pub(crate) fn serialize<T: serde::Serialize + ?Sized>(&mut self, value: &T) {
        self.serialize_by(|json| value.serialize(json));
    }

    /// What is written to a serializer of JSON text.
    pub(crate) fn serialize_by(
        &mut self,
        write: impl FnOnce(&mut serde_json::Serializer<&mut Vec<u8>>) -> serde_json::Result<()>,
    ) {
        let start = self.bytes.len();
        if write(&mut serde_json::Serializer::new(&mut self.bytes)).is_err() {
            // Only a foreign type can refuse, and then nothing of it may remain.
            self.bytes.truncate(start);
            self.raw("null");
        }
    }
}
