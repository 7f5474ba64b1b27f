//! What is sent as it is: a file of a multipart form, or a body of bytes, from memory or from a stream.

use super::error::{TransportError, TransportErrorKind};
use super::json::binary;
use super::json::fault::ReadError;
use super::json::reader::Reader;
use super::json::value::{Empty, Value};
use super::json::writer::Writer;
use super::transport::{BoxFuture, Chunks};
use bytes::Bytes;
use futures_core::Stream;
use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::io::{AsyncRead, ReadBuf};

/// A file or another run of bytes to be sent.
///
/// Bytes in memory (`Vec<u8>`, `Bytes`, `String`, `&'static [u8]`, `&'static str`) turn into it by `From`; they can be
/// sent any number of times, so retries work. A stream can be sent once: clones share it, a call whose stream was begun
/// is not repeated, and a second call with it fails before anything is sent. The time of a call includes sending, so a
/// long upload needs a longer `timeout`.
#[derive(Clone, PartialEq)]
pub struct Upload {
    pub(crate) piece: Piece,
    pub(crate) file_name: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
}

impl Upload {
    fn new(piece: Piece) -> Self {
        Self { piece, file_name: None, content_type: None, headers: Vec::new() }
    }

    /// Bytes in memory.
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self::new(Piece::Bytes(bytes.into()))
    }

    /// A stream of chunks, which is asked for the next one when the connection has taken the last.
    pub fn stream<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        Self::chunks(StreamChunks(Box::pin(stream)))
    }

    /// What a reader gives, as a `tokio::fs::File`.
    pub fn reader(reader: impl AsyncRead + Send + 'static) -> Self {
        Self::chunks(ReaderChunks(Box::pin(reader)))
    }

    fn chunks(chunks: impl Chunks + 'static) -> Self {
        Self::new(Piece::Stream(Source { chunks: Arc::new(Mutex::new(Some(Box::new(chunks)))), length: None }))
    }

    /// How many bytes the stream has. It is then sent with its length, which some servers insist on; a stream that has
    /// more or fewer is an error.
    #[must_use]
    pub fn length(mut self, bytes: u64) -> Self {
        if let Piece::Stream(source) = &mut self.piece {
            source.length = Some(bytes);
        }
        self
    }

    /// The name of the file, without path. A file of a form that has none is named after its field.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// The media type, in place of the one that the operation has.
    #[must_use]
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }

    /// A header of this part of a multipart body.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The bytes, unless they come from a stream.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.piece {
            Piece::Bytes(bytes) => Some(bytes),
            Piece::Stream(_) => None,
        }
    }
}

impl From<Bytes> for Upload {
    fn from(bytes: Bytes) -> Self {
        Self::bytes(bytes)
    }
}

impl From<Vec<u8>> for Upload {
    fn from(bytes: Vec<u8>) -> Self {
        Self::bytes(bytes)
    }
}

impl From<String> for Upload {
    fn from(text: String) -> Self {
        Self::bytes(text)
    }
}

impl From<&'static [u8]> for Upload {
    fn from(bytes: &'static [u8]) -> Self {
        Self::bytes(bytes)
    }
}

impl<const N: usize> From<&'static [u8; N]> for Upload {
    fn from(bytes: &'static [u8; N]) -> Self {
        Self::bytes(&bytes[..])
    }
}

impl From<&'static str> for Upload {
    fn from(text: &'static str) -> Self {
        Self::bytes(text)
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither content nor names: they may be personal.
        match &self.piece {
            Piece::Bytes(bytes) => write!(f, "Upload({} bytes)", bytes.len()),
            Piece::Stream(_) => f.write_str("Upload(stream)"),
        }
    }
}

/// In JSON, bytes are base64; a stream, which only a body can have, is `null`.
impl Value for Upload {
    fn read(&mut self, from: &mut Reader<'_>) -> Result<(), ReadError> {
        if let Some(bytes) = binary::read(from)? {
            *self = Self::bytes(bytes);
        }
        Ok(())
    }

    fn write(&self, to: &mut Writer) {
        to.upload(self);
    }
}

impl Empty for Upload {
    fn empty() -> Self {
        Self::bytes(Bytes::new())
    }
}

/// A piece of a body.
#[derive(Clone, PartialEq)]
pub(crate) enum Piece {
    Bytes(Bytes),
    Stream(Source),
}

/// A stream that is read once. Clones are the same stream.
#[derive(Clone)]
pub(crate) struct Source {
    chunks: Arc<Mutex<Option<Box<dyn Chunks>>>>,
    pub(crate) length: Option<u64>,
}

impl Source {
    /// Whether it was begun.
    pub(crate) fn is_spent(&self) -> bool {
        self.lock().is_none()
    }

    /// The chunks, for the one who reads them.
    pub(crate) fn begin(&self) -> Option<Box<dyn Chunks>> {
        self.lock().take()
    }

    fn lock(&self) -> MutexGuard<'_, Option<Box<dyn Chunks>>> {
        self.chunks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Streams are equal when they are the same.
impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.chunks, &other.chunks)
    }
}

struct StreamChunks<S>(Pin<Box<S>>);

impl<S, B, E> Chunks for StreamChunks<S>
where
    S: Stream<Item = Result<B, E>> + Send,
    B: Into<Bytes>,
    E: Into<Box<dyn StdError + Send + Sync>>,
{
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(poll_fn(|context| {
            self.0.as_mut().poll_next(context).map(|chunk| chunk.transpose().map(|c| c.map(Into::into)).map_err(broken))
        }))
    }
}

struct ReaderChunks<R>(Pin<Box<R>>);

impl<R: AsyncRead + Send> Chunks for ReaderChunks<R> {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        const CHUNK: usize = 64 * 1024;
        Box::pin(async move {
            let mut buffer = vec![0; CHUNK];
            let filled = poll_fn(|context| {
                let mut buffer = ReadBuf::new(&mut buffer);
                self.0.as_mut().poll_read(context, &mut buffer).map_ok(|()| buffer.filled().len())
            });
            let length = filled.await.map_err(broken)?;
            buffer.truncate(length);
            Ok((length > 0).then(|| buffer.into()))
        })
    }
}

/// What is sent broke off.
pub(crate) fn broken(source: impl Into<Box<dyn StdError + Send + Sync>>) -> TransportError {
    TransportError::new(TransportErrorKind::Interrupted, source)
}
