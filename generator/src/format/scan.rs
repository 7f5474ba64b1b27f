//! Finds blank lines and comments in Rust text, and says what each piece of it is.
//!
//! A lexer of the few things that matter: where tokens begin and end, and what is between them. It must agree with the
//! compiler about strings, characters, lifetimes and comments, and about nothing else.

use std::ops::Range;

/// What stands between two tokens, if that is more than white space on up to two lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gap {
    /// Where the token before ends.
    pub start: usize,
    /// Where the token after begins.
    pub end: usize,
    /// A comment on the line of the token before, with nothing after it.
    pub trailing: Option<String>,
    /// What follows, line by line.
    pub lines: Vec<Line>,
}

/// A line of a gap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// One or more blank lines.
    Blank,
    /// A comment: where it begins, the column of that, and its text.
    Comment(usize, usize, String),
}

impl Gap {
    /// Whether there is more to it than a blank line.
    pub fn has_comment(&self) -> bool {
        self.trailing.is_some() || self.lines.iter().any(|line| matches!(line, Line::Comment(..)))
    }
}

/// All gaps of a text, in order.
pub fn gaps(source: &str) -> Vec<Gap> {
    let mut scanner = Scanner { source, bytes: source.as_bytes(), at: 0 };
    let mut gaps = Vec::new();
    loop {
        let gap = scanner.trivia();
        if gap.trailing.is_some() || !gap.lines.is_empty() {
            gaps.push(gap);
        }
        if scanner.at >= source.len() {
            return gaps;
        }
        scanner.token();
    }
}

/// A token or comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where it stands.
    pub range: Range<usize>,
    /// What it is.
    pub kind: PieceKind,
}

/// What a piece is, as far as it matters to what stands in it or beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceKind {
    /// From `//` to the end of the line, documentation or not.
    LineComment,
    /// From `/*` to its `*/`, documentation or not.
    BlockComment,
    /// A string, or a character.
    Quoted,
    /// An identifier, a number or a lifetime.
    Word,
    /// Any other character.
    Mark,
}

/// All tokens and comments of a text, in order.
pub fn pieces(source: &str) -> Vec<Piece> {
    let mut scanner = Scanner { source, bytes: source.as_bytes(), at: 0 };
    // Code and documentation are about six bytes to a token.
    let mut pieces = Vec::with_capacity(source.len() / 6);
    loop {
        scanner.white_space();
        let start = scanner.at;
        if start >= source.len() {
            return pieces;
        }
        scanner.token();
        let range = start..scanner.at.min(source.len());
        let text = source.get(range.clone()).unwrap_or_default();
        pieces.push(Piece { range, kind: kind(text) });
    }
}

fn kind(token: &str) -> PieceKind {
    let bytes = token.as_bytes();
    match bytes {
        [b'/', b'/', ..] => PieceKind::LineComment,
        [b'/', b'*', ..] => PieceKind::BlockComment,
        [b'\'', .., last] if *last != b'\'' => PieceKind::Word,
        [b'"' | b'\'', ..] => PieceKind::Quoted,
        // The prefix of a literal belongs to it.
        [first, ..] if first.is_ascii_alphabetic() && bytes.iter().any(|byte| matches!(byte, b'"' | b'\'')) => {
            PieceKind::Quoted
        }
        [first, ..] if *first == b'_' || first.is_ascii_alphanumeric() => PieceKind::Word,
        _ if token.starts_with(char::is_alphanumeric) => PieceKind::Word,
        _ => PieceKind::Mark,
    }
}

/// Whether a text begins with a comment that is not documentation.
pub fn is_comment(text: &str) -> bool {
    let byte = |at: usize| text.as_bytes().get(at).copied().unwrap_or(0);
    match (byte(0), byte(1), byte(2), byte(3)) {
        (b'/', b'/', b'/', next) => next == b'/',
        (b'/', b'/', next, _) => next != b'!',
        (b'/', b'*', b'*', next) => next == b'*' || next == b'/',
        (b'/', b'*', next, _) => next != b'!',
        _ => false,
    }
}

/// The ends of the line breaks within strings and block comments: the lines that begin there may not be re-indented.
pub fn literal_lines(source: &str) -> Vec<usize> {
    let mut scanner = Scanner { source, bytes: source.as_bytes(), at: 0 };
    let mut inside = Vec::new();
    while scanner.at < source.len() {
        scanner.trivia();
        let start = scanner.at;
        scanner.token();
        let token = source.get(start..scanner.at).unwrap_or_default();
        inside.extend(token.match_indices('\n').map(|(at, _)| start + at + 1));
    }
    inside
}

struct Scanner<'a> {
    source: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl Scanner<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn white_space(&mut self) {
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b'\t'..=b'\r' | b' ' => self.at += 1,
                0x80.. => match self.rest().chars().next().filter(|c| c.is_whitespace()) {
                    Some(c) => self.at += c.len_utf8(),
                    None => return,
                },
                _ => return,
            }
        }
    }

    fn rest(&self) -> &str {
        self.source.get(self.at..).unwrap_or_default()
    }

    /// Moves to the next token, and says what was on the way.
    fn trivia(&mut self) -> Gap {
        let mut gap = Gap { start: self.at, ..Gap::default() };
        let mut breaks = 0;
        // At the start of the file there is no token on whose line a comment could stand.
        let mut same_line = self.at > 0;
        loop {
            match self.peek(0) {
                b'\n' => {
                    breaks += 1;
                    same_line = false;
                    self.at += 1;
                }
                b' ' | b'\t' | b'\r' | b'\x0b' | b'\x0c' => self.at += 1,
                b'/' if is_comment(self.rest()) => {
                    if breaks > 1 {
                        gap.lines.push(Line::Blank);
                    }
                    breaks = 0;
                    let start = self.at;
                    self.comment();
                    let text = self.source.get(start..self.at).unwrap_or_default().trim_end().to_owned();
                    let last =
                        matches!(self.rest().trim_start_matches([' ', '\t']).as_bytes().first(), Some(b'\n') | None);
                    if same_line && last && !text.contains('\n') {
                        gap.trailing = Some(text);
                    } else {
                        gap.lines.push(Line::Comment(start, self.column(start), text));
                    }
                    same_line = same_line && !last;
                }
                _ if self.rest().starts_with(char::is_whitespace) => {
                    self.at += self.rest().chars().next().map_or(1, char::len_utf8);
                }
                _ => break,
            }
        }
        if breaks > 1 {
            gap.lines.push(Line::Blank);
        }
        gap.end = self.at;
        gap
    }

    fn column(&self, at: usize) -> usize {
        let before = self.source.get(..at).unwrap_or_default();
        at - before.rfind('\n').map_or(0, |newline| newline + 1)
    }

    fn comment(&mut self) {
        if self.peek(1) == b'/' {
            self.at += self.rest().find('\n').unwrap_or(self.rest().len());
        } else {
            self.block_comment();
        }
    }

    /// Block comments nest.
    fn block_comment(&mut self) {
        let mut depth = 0_usize;
        while self.at < self.bytes.len() {
            match (self.peek(0), self.peek(1)) {
                (b'/', b'*') => {
                    depth += 1;
                    self.at += 2;
                }
                (b'*', b'/') => {
                    depth = depth.saturating_sub(1);
                    self.at += 2;
                    if depth == 0 {
                        return;
                    }
                }
                _ => self.at += 1,
            }
        }
    }

    fn token(&mut self) {
        match self.peek(0) {
            b'"' => self.string(),
            b'\'' => self.character_or_lifetime(),
            b'/' if self.peek(1) == b'/' => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
            b'/' if self.peek(1) == b'*' => self.block_comment(),
            byte if byte == b'_' || byte.is_ascii_alphanumeric() || byte >= 0x80 => self.word(),
            _ => self.at += 1,
        }
    }

    /// An identifier or number, and the literal that some of them begin.
    fn word(&mut self) {
        let start = self.at;
        self.identifier();
        let word = self.source.get(start..self.at).unwrap_or_default();
        match (word, self.peek(0)) {
            ("r" | "br" | "cr", b'"' | b'#') => self.raw_string(),
            ("b" | "c", b'"') => self.string(),
            ("b", b'\'') => self.character_or_lifetime(),
            _ => {}
        }
    }

    fn identifier(&mut self) {
        let is_part = |byte: &&u8| **byte == b'_' || byte.is_ascii_alphanumeric();
        let ascii = self.bytes.iter().skip(self.at).take_while(is_part).count();
        self.at += ascii;
        if self.peek(0) < 0x80 && ascii > 0 {
            return;
        }
        let rest = self.rest();
        self.at +=
            rest.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(rest.len()).max(usize::from(ascii == 0));
        while !self.source.is_char_boundary(self.at) {
            self.at += 1;
        }
    }

    fn raw_string(&mut self) {
        let hashes = self.rest().len() - self.rest().trim_start_matches('#').len();
        if self.peek(hashes) != b'"' {
            // A raw identifier: its `#` is a token of its own here.
            return;
        }
        let end = format!("\"{}", "#".repeat(hashes));
        self.at += hashes + 1;
        self.at += self.rest().find(&end).map_or(self.rest().len(), |at| at + end.len());
    }

    fn string(&mut self) {
        self.at += 1;
        while self.at < self.bytes.len() {
            match self.peek(0) {
                b'\\' => self.at += 2,
                b'"' => {
                    self.at += 1;
                    return;
                }
                _ => self.at += 1,
            }
        }
        self.at = self.bytes.len();
    }

    fn character_or_lifetime(&mut self) {
        self.at += 1;
        if self.peek(0) == b'\\' {
            self.at += 2;
            self.at += self.rest().find('\'').map_or(0, |at| at + 1);
            return;
        }
        let length = self.rest().chars().next().map_or(0, char::len_utf8);
        if self.peek(length) == b'\'' {
            self.at += length + 1;
        } else if self.rest().starts_with(|c: char| c == '_' || c.is_alphanumeric()) {
            self.identifier();
        }
    }
}
