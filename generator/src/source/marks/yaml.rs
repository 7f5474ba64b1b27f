//! The marks of a YAML text, from the events of a parser that knows where it is.

use std::collections::BTreeMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser, Span};

use super::{Builder, Marks, Shape};

/// The marks up to the first fault, or to the end of the first document.
pub(super) fn scan(text: &str) -> Marks {
    let bytes = Bytes::of(text);
    let mut builder = Builder::default();
    let mut anchors = BTreeMap::new();
    let mut parser = Parser::new_from_str(text);
    while let Some(Ok((event, span))) = parser.next_event() {
        let range = bytes.range(span);
        let (node, anchor) = match event {
            Event::Scalar(text, ..) if builder.wants_key() => {
                builder.key(text.into_owned(), range);
                continue;
            }
            Event::Scalar(_, _, anchor, _) => (builder.node(range, Shape::Scalar), anchor),
            Event::MappingStart(anchor, _) => (builder.open(range, Shape::Mapping(Vec::new())), anchor),
            Event::SequenceStart(anchor, _) => (builder.open(range, Shape::List(Vec::new())), anchor),
            Event::MappingEnd | Event::SequenceEnd => {
                builder.close(range.start);
                continue;
            }
            Event::Alias(anchor) if builder.wants_key() => {
                builder.key(anchor.to_string(), range);
                continue;
            }
            Event::Alias(anchor) => (builder.node(range, Shape::Alias(anchors.get(&anchor).copied())), 0),
            Event::DocumentEnd => break,
            _ => continue,
        };
        if anchor != 0 {
            anchors.insert(anchor, node);
        }
    }
    builder.marks
}

/// The parser counts characters; text is addressed by bytes.
struct Bytes {
    /// The byte of every character; empty if all characters are one byte long.
    of_character: Vec<usize>,
    length: usize,
}

impl Bytes {
    fn of(text: &str) -> Self {
        let of_character =
            if text.is_ascii() { Vec::new() } else { text.char_indices().map(|(byte, _)| byte).collect() };
        Self { of_character, length: text.len() }
    }

    fn byte(&self, character: usize) -> usize {
        if self.of_character.is_empty() {
            character.min(self.length)
        } else {
            self.of_character.get(character).copied().unwrap_or(self.length)
        }
    }

    fn range(&self, span: Span) -> Range<usize> {
        let start = self.byte(span.start.index());
        start..self.byte(span.end.index()).max(start)
    }
}
