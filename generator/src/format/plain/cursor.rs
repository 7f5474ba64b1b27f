//! The tokens of a text, one after the other.

use super::super::scan::{self, Piece, PieceKind};

/// All tokens and comments of a text, and for each bracket its counterpart.
pub struct Tokens<'a> {
    pub source: &'a str,
    pub pieces: &'a [Piece],
    pairs: Vec<usize>,
}

impl<'a> Tokens<'a> {
    /// `None` if a bracket has no counterpart.
    pub fn new(source: &'a str, pieces: &'a [Piece]) -> Option<Self> {
        let mut pairs = vec![usize::MAX; pieces.len()];
        let mut open: Vec<(usize, u8)> = Vec::new();
        for (at, piece) in pieces.iter().enumerate() {
            if piece.kind != PieceKind::Mark {
                continue;
            }
            match source.as_bytes().get(piece.range.start)? {
                b'(' => open.push((at, b')')),
                b'[' => open.push((at, b']')),
                b'{' => open.push((at, b'}')),
                byte @ (b')' | b']' | b'}') => {
                    let (opened, closes) = open.pop()?;
                    if closes != *byte {
                        return None;
                    }
                    *pairs.get_mut(opened)? = at;
                }
                _ => {}
            }
        }
        open.is_empty().then_some(Self { source, pieces, pairs })
    }

    /// The text of a token; nothing after the last one.
    pub fn text(&self, at: usize) -> &'a str {
        self.pieces.get(at).and_then(|piece| self.source.get(piece.range.clone())).unwrap_or_default()
    }

    pub fn kind(&self, at: usize) -> Option<PieceKind> {
        self.pieces.get(at).map(|piece| piece.kind)
    }

    /// The bracket that closes the one at `at`.
    pub fn close_of(&self, at: usize) -> Option<usize> {
        self.pairs.get(at).copied().filter(|close| *close != usize::MAX)
    }

    /// Whether a token follows the one before without anything between them.
    pub fn is_joined(&self, at: usize) -> bool {
        let end = at.checked_sub(1).and_then(|before| self.pieces.get(before)).map(|piece| piece.range.end);
        end.is_some() && end == self.pieces.get(at).map(|piece| piece.range.start)
    }

    /// The line breaks before a token.
    pub fn breaks_before(&self, at: usize) -> usize {
        let end = at.checked_sub(1).and_then(|before| self.pieces.get(before)).map_or(0, |piece| piece.range.end);
        let start = self.pieces.get(at).map_or(self.source.len(), |piece| piece.range.start);
        self.source.get(end..start).map_or(0, |between| between.bytes().filter(|byte| *byte == b'\n').count())
    }

    pub fn start(&self, at: usize) -> usize {
        self.pieces.get(at).map_or(self.source.len(), |piece| piece.range.start)
    }

    pub fn end(&self, at: usize) -> usize {
        self.pieces.get(at).map_or(self.source.len(), |piece| piece.range.end)
    }

    /// Whether a comment stands there that is not documentation.
    pub fn is_comment(&self, at: usize) -> bool {
        scan::is_comment(self.text(at))
    }

    /// Whether documentation of what follows stands there, on a line.
    pub fn is_outer_doc(&self, at: usize) -> bool {
        self.kind(at) == Some(PieceKind::LineComment) && !self.is_comment(at) && self.text(at).starts_with("///")
    }

    /// Whether documentation of what it stands in stands there, on a line.
    pub fn is_inner_doc(&self, at: usize) -> bool {
        self.text(at).starts_with("//!")
    }
}
