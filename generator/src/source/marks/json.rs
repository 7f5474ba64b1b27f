//! The marks of a JSON text. (The YAML scanner would refuse some JSON: escaped surrogate pairs, tabs.)

use std::ops::Range;

use super::{Builder, Marks, Shape};

/// `None` if the text is not JSON in its structure.
pub(super) fn scan(text: &str) -> Option<Marks> {
    let mut builder = Builder::default();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let start = at;
        at += 1;
        match byte {
            b'{' => drop(builder.open(start..at, Shape::Mapping(Vec::new()))),
            b'[' => drop(builder.open(start..at, Shape::List(Vec::new()))),
            b'}' | b']' => builder.close(at),
            b'"' => {
                at = end_of_string(bytes, at)?;
                if builder.wants_key() {
                    builder.key(unescaped(text, start..at)?, start..at);
                } else {
                    builder.node(start..at, Shape::Scalar);
                }
            }
            b',' | b':' => {}
            byte if byte.is_ascii_whitespace() => {}
            _ if builder.wants_key() => return None,
            _ => {
                let rest = bytes.get(at..).unwrap_or_default();
                at += rest.iter().take_while(|byte| !is_delimiter(**byte)).count();
                builder.node(start..at, Shape::Scalar);
            }
        }
    }
    Some(builder.marks)
}

fn end_of_string(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

fn unescaped(text: &str, range: Range<usize>) -> Option<String> {
    serde_json::from_str(text.get(range)?).ok()
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b',' | b':' | b'}' | b']') || byte.is_ascii_whitespace()
}
