//! The content of a request: pieces of bytes and streams, one after the other, which a transport reads as one body.

use crate::runtime::error::TransportError;
use crate::runtime::transport::{BoxFuture, Chunks, TransportBody};
use crate::runtime::upload::{Piece, Source, broken};
use bytes::Bytes;
use std::collections::VecDeque;
use std::fmt;

/// What a request has for content. It can be opened for each attempt, until a stream in it was begun.
#[derive(Clone, Default)]
pub(crate) struct Content(Vec<Piece>);

impl Content {
    pub(crate) fn push(&mut self, piece: Piece) {
        self.0.push(piece);
    }

    /// The content, where it is bytes in one piece.
    pub(crate) fn as_bytes(&self) -> Option<&Bytes> {
        match &self.0[..] {
            [Piece::Bytes(bytes)] => Some(bytes),
            _ => None,
        }
    }

    /// How many bytes there are, if that is known.
    pub(crate) fn length(&self) -> Option<u64> {
        self.0.iter().map(length).sum()
    }

    /// Whether it can be sent (again).
    pub(crate) fn is_ready(&self) -> bool {
        !self.0.iter().any(|piece| matches!(piece, Piece::Stream(source) if source.is_spent()))
    }

    /// The body for one attempt.
    pub(crate) fn open(&self) -> TransportBody {
        match &self.0[..] {
            [] => TransportBody::whole(Bytes::new()),
            [Piece::Bytes(bytes)] => TransportBody::whole(bytes.clone()),
            pieces => {
                let pieces = pieces.iter().cloned().collect();
                TransportBody::chunks(Sending { pieces, stream: None, length: self.length() })
            }
        }
    }
}

fn length(piece: &Piece) -> Option<u64> {
    match piece {
        Piece::Bytes(bytes) => Some(bytes.len() as u64),
        Piece::Stream(source) => source.length,
    }
}

impl<B: Into<Bytes>> From<B> for Content {
    fn from(bytes: B) -> Self {
        Self(vec![Piece::Bytes(bytes.into())])
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Content").field("length", &self.length()).finish_non_exhaustive()
    }
}

/// Content on its way.
struct Sending {
    pieces: VecDeque<Piece>,
    stream: Option<Begun>,
    length: Option<u64>,
}

/// A stream that is being sent.
struct Begun {
    chunks: Box<dyn Chunks>,
    /// How much is still to come, if its length was given.
    left: Option<u64>,
}

impl Begun {
    fn of(source: &Source) -> Result<Self, TransportError> {
        let chunks = source.begin().ok_or_else(|| broken("the stream was sent already"))?;
        Ok(Self { chunks, left: source.length })
    }

    async fn next(&mut self) -> Result<Option<Bytes>, TransportError> {
        let chunk = self.chunks.next().await?;
        if let Some(left) = &mut self.left {
            let length = chunk.as_ref().map_or(0, |chunk| chunk.len() as u64);
            if length > *left || (chunk.is_none() && *left > 0) {
                return Err(broken("the stream does not have the length that was given"));
            }
            *left -= length;
        }
        Ok(chunk)
    }
}

impl Chunks for Sending {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async move {
            loop {
                let chunk = match &mut self.stream {
                    Some(stream) => stream.next().await?,
                    None => match self.pieces.pop_front() {
                        None => return Ok(None),
                        Some(Piece::Bytes(bytes)) => Some(bytes),
                        Some(Piece::Stream(source)) => {
                            self.stream = Some(Begun::of(&source)?);
                            continue;
                        }
                    },
                };
                match chunk {
                    None => self.stream = None,
                    Some(chunk) if chunk.is_empty() => {}
                    chunk => return Ok(chunk),
                }
            }
        })
    }

    fn length(&self) -> Option<u64> {
        self.length
    }
}
