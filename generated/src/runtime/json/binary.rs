//! Bytes: base64 in JSON, themselves in a body of bytes.

use super::fault::ReadError;
use super::reader::Reader;
use super::value::{Empty, Value};
use super::writer::Writer;
use crate::runtime::upload::Upload;
use base64::Engine as _;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use base64::engine::{DecodePaddingMode, general_purpose::PAD};
use bytes::Bytes;
use std::fmt;

/// Padding or not, servers disagree.
const LENIENT: GeneralPurposeConfig = PAD.with_decode_padding_mode(DecodePaddingMode::Indifferent);

pub(crate) fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

fn decode(text: &str) -> Option<Vec<u8>> {
    let url_safe = text.contains(['-', '_']);
    let alphabet = if url_safe { &alphabet::URL_SAFE } else { &alphabet::STANDARD };
    GeneralPurpose::new(alphabet, LENIENT).decode(text).ok()
}

pub(crate) fn read(from: &mut Reader<'_>) -> Result<Option<Vec<u8>>, ReadError> {
    let mark = from.mark();
    let Some(text) = from.string()? else { return Ok(None) };
    match decode(&text) {
        Some(bytes) => Ok(Some(bytes)),
        None => {
            from.return_to(mark);
            Err(ReadError::new(from.offset(), "base64", "other text"))
        }
    }
}

/// Bytes that travel in JSON as base64 (format `byte`). Written in the standard alphabet with padding; read in the
/// standard or the URL-safe alphabet, padded or not.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Base64(pub Vec<u8>);

impl Base64 {
    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The bytes, taken out.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<&[u8]> for Base64 {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl AsRef<[u8]> for Base64 {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Base64({} bytes)", self.0.len())
    }
}

impl Value for Base64 {
    fn read(&mut self, from: &mut Reader<'_>) -> Result<(), ReadError> {
        if let Some(bytes) = read(from)? {
            self.0 = bytes;
        }
        Ok(())
    }

    fn write(&self, to: &mut Writer) {
        to.binary(&self.0);
    }
}

impl Empty for Base64 {
    fn empty() -> Self {
        Self::default()
    }
}

super::bridge::serde_impls! { Base64 }

/// A body of bytes or a file of a form; inside JSON, as `Base64`.
impl Value for Bytes {
    fn read(&mut self, from: &mut Reader<'_>) -> Result<(), ReadError> {
        if let Some(bytes) = read(from)? {
            *self = bytes.into();
        }
        Ok(())
    }

    fn write(&self, to: &mut Writer) {
        to.upload(&Upload::bytes(self.clone()));
    }
}

impl Empty for Bytes {
    fn empty() -> Self {
        Self::new()
    }
}
