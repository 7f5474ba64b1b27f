//! Whether every printed value is, where it stands, what its filter made it.
//!
//! A string literal is only text as a token of its own: between the quotes of a template it ends the string that it is
//! to be part of, and behind an `r` its escapes mean something else. No filter can know where its result is put. So
//! whatever prints in a Rust or TOML template is marked, and when all of it is rendered the text is read as the compiler
//! reads it. A value that begins in code must be made of whole tokens; one that begins in a comment or a string must
//! stay inside, and be nothing that ends it.
//!
//! Marks are noncharacters, which no text has: whatever makes a string printable escapes them. They go with the text
//! through macros and `set` blocks, wherever it ends up.

use std::ops::Range;

use minijinja::{Error, ErrorKind, Output, State, Value};

use super::escape::{self, Dialect, Unescaped};
use crate::format::scan::{self, Piece, PieceKind};

const START: char = '\u{fdd0}';
const NUMBERED: char = '\u{fdd1}';
const END: char = '\u{fdd2}';

/// How many values were printed.
#[derive(Default)]
struct Printed(usize);

/// Prints text, marked.
pub fn print(out: &mut Output, state: &mut State, text: &str) -> Result<(), Error> {
    let printed = state.get_or_insert_extension(Printed::default());
    printed.0 += 1;
    write!(out, "{START}{}{NUMBERED}{text}{END}", printed.0).map_err(Error::from)
}

/// A value that is not, where it stands, what its filter made it.
pub struct Misplaced {
    /// Which of all that was printed, counted from one.
    number: usize,
    message: String,
    help: &'static str,
}

impl Misplaced {
    /// Prints like [`escape::format`], and fails where this value is printed: so the error knows the template's line.
    pub fn format(&self, out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
        escape::format(out, state, value)?;
        match state.get_extension::<Printed>() {
            Some(printed) if printed.0 == self.number => {
                Err(Error::new(ErrorKind::InvalidOperation, self.message.clone())
                    .with_source(Unescaped { help: self.help.to_owned() }))
            }
            _ => Ok(()),
        }
    }
}

/// What was rendered, without its marks.
pub fn check(rendered: String, dialect: Dialect) -> Result<String, Misplaced> {
    let pieces = match dialect {
        Dialect::Rust => scan::pieces,
        Dialect::Toml => toml_pieces,
        Dialect::Markdown | Dialect::Plain => return Ok(rendered),
    };
    let (text, values) = take_marks(&rendered);
    let pieces = pieces(&text);
    let place = Place { text: &text, pieces: &pieces };
    for value in values.iter().filter(|value| !value.has_others) {
        if let Some(Fault(what, help)) = place.fault(value.range.clone()) {
            let printed = text.get(value.range.clone()).unwrap_or_default();
            let shown: String = printed.chars().take(40).collect();
            let dots = if shown.len() < printed.len() { "…" } else { "" };
            return Err(Misplaced {
                number: value.number,
                message: format!("`{shown}`{dots} is printed {what}"),
                help,
            });
        }
    }
    Ok(text)
}

/// Text without marks, for what is made of printed values.
pub fn unmarked(text: &str) -> String {
    if text.contains(START) { take_marks(text).0 } else { text.to_owned() }
}

/// A printed value in the text.
struct Marked {
    number: usize,
    range: Range<usize>,
    /// Whether other values were printed as parts of it. Then it is a template's text, which may be anything, and they
    /// are what counts.
    has_others: bool,
}

fn take_marks(marked: &str) -> (String, Vec<Marked>) {
    let mut text = String::with_capacity(marked.len());
    let mut values = Vec::new();
    let mut open: Vec<Marked> = Vec::new();
    let mut rest = marked;
    while let Some(at) = rest.find([START, END]) {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        let mark = from.strip_prefix(START).and_then(|from| from.split_once(NUMBERED));
        let number = mark.and_then(|(number, rest)| Some((number.parse().ok()?, rest)));
        if let Some((number, after)) = number {
            open.iter_mut().for_each(|value| value.has_others = true);
            open.push(Marked { number, range: text.len()..text.len(), has_others: false });
            rest = after;
        } else {
            if let Some(mut value) = from.starts_with(END).then(|| open.pop()).flatten() {
                value.range.end = text.len();
                values.push(value);
            }
            rest = from.get(START.len_utf8()..).unwrap_or_default();
        }
    }
    text.push_str(rest);
    (text, values)
}

/// What is wrong, and what to do instead.
struct Fault(&'static str, &'static str);

const IN_QUOTES: Fault = Fault(
    "between quotes, where it can end the string",
    "print all of the string by `|lit` (in TOML `|toml`), which brings its quotes along",
);
const IN_BLOCK: Fault = Fault("in a block comment, which it can end", "print it by `|comment`, as lines of their own");
const LINES: Fault = Fault(
    "in a comment, with more than one line",
    "`|doc` and `|comment` bring their markers along: print them on lines of their own",
);
const JOINED: Fault = Fault(
    "so close to its neighbour that both are read as one",
    "put a space between them, or give it a line of its own",
);
const NOT_PROSE: Fault = Fault(
    "in documentation, which is Markdown",
    "prose goes through `|doc`, on lines of its own, and what is quoted through `|code`",
);
const FORMAT: Fault =
    Fault("as a format string, in which braces are placeholders", "print it as an argument: `println!(\"{}\", …)`");
const NOT_CODE: Fault = Fault("outside of documentation", "`|code` makes Markdown: for a literal there is `|lit`");

/// Macros of the standard library, and of those that log, whose first string is as for `format!`.
const FORMATTING: &[&str] = &[
    "assert",
    "assert_eq",
    "assert_ne",
    "debug",
    "debug_assert",
    "eprint",
    "eprintln",
    "error",
    "format",
    "format_args",
    "info",
    "log",
    "panic",
    "print",
    "println",
    "todo",
    "trace",
    "unimplemented",
    "unreachable",
    "warn",
    "write",
    "writeln",
];

struct Place<'a> {
    text: &'a str,
    pieces: &'a [Piece],
}

impl Place<'_> {
    fn fault(&self, range: Range<usize>) -> Option<Fault> {
        let from = self.pieces.partition_point(|piece| piece.range.end <= range.start);
        let to = self.pieces.partition_point(|piece| piece.range.start < range.end);
        let (before, pieces) = (self.pieces.get(..from)?, self.pieces.get(from..to)?);
        let (first, last) = (pieces.first()?, pieces.last()?);
        // Words that are put together are still a word.
        if first.range.start < range.start && first.kind != PieceKind::Word {
            return self.fault_inside(first, range);
        }
        if last.range.end > range.end && !self.ends_line(last, range.end) {
            return Some(JOINED);
        }
        if self.of(&range).starts_with('`') {
            return Some(NOT_CODE);
        }
        let has_text = pieces.iter().any(|piece| piece.kind == PieceKind::Quoted);
        if has_text && self.is_documentation(before) {
            return Some(NOT_PROSE);
        }
        let has_braces = first.kind == PieceKind::Quoted && self.of(&range).contains(['{', '}']);
        (has_braces && self.is_format_string(before)).then_some(FORMAT)
    }

    /// Whether a string after these pieces is the first in a call of a macro that formats.
    fn is_format_string(&self, before: &[Piece]) -> bool {
        let mut closed = 0_usize;
        for (at, piece) in before.iter().enumerate().rev() {
            match (piece.kind, self.of(&piece.range)) {
                (PieceKind::Mark, ")" | "]" | "}") => closed += 1,
                (PieceKind::Mark, "(" | "[" | "{") if closed > 0 => closed -= 1,
                (PieceKind::Mark, "(" | "[" | "{") => {
                    let called = before.get(..at).unwrap_or_default();
                    let [.., name, mark] = called else { return false };
                    return self.of(&mark.range) == "!" && FORMATTING.contains(&self.of(&name.range));
                }
                (PieceKind::Mark, ";") | (PieceKind::Quoted, _) if closed == 0 => return false,
                _ => {}
            }
        }
        false
    }

    fn of(&self, range: &Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// Whether what follows belongs to the value's last piece and is still nothing else.
    fn ends_line(&self, last: &Piece, end: usize) -> bool {
        match last.kind {
            PieceKind::Word => true,
            PieceKind::LineComment => self.of(&(end..last.range.end)).trim().is_empty(),
            _ => false,
        }
    }

    /// What is wrong with a value that begins inside of a comment or a string.
    fn fault_inside(&self, piece: &Piece, range: Range<usize>) -> Option<Fault> {
        let printed = self.of(&range);
        match piece.kind {
            PieceKind::LineComment if range.end > piece.range.end => Some(LINES),
            PieceKind::LineComment => self.fault_in_prose(piece, &range),
            PieceKind::BlockComment => {
                // With the characters around it, which can be the other half of a mark.
                let before = self.text.get(..range.start)?.chars().next_back();
                let after = self.text.get(range.end..)?.chars().next();
                let around: String = before.into_iter().chain(printed.chars()).chain(after).collect();
                let ends = range.end >= piece.range.end || around.contains("*/") || around.contains("/*");
                if ends { Some(IN_BLOCK) } else { self.fault_in_prose(piece, &range) }
            }
            _ if range.end >= piece.range.end => Some(IN_QUOTES),
            // Braces are placeholders where the string is one for `format!`.
            _ if printed.contains(['"', '\\', '#', '{', '}']) => Some(IN_QUOTES),
            _ => (self.of(&piece.range).ends_with('\'') && printed.contains('\'')).then_some(IN_QUOTES),
        }
    }

    fn fault_in_prose(&self, comment: &Piece, range: &Range<usize>) -> Option<Fault> {
        let printed = self.of(range);
        if range.start == comment.range.start + 2 && printed.starts_with(['/', '*', '!']) {
            return Some(JOINED);
        }
        let is_documentation = match self.of(&comment.range).as_bytes() {
            [b'/', mark, next, after @ ..] => *next == b'!' || next == mark && after.first() != Some(mark),
            _ => false,
        };
        // Code is quoted in documentation, by the backticks of the template; a literal or comment of its own is not.
        let is_literal = printed.starts_with('"') && printed.ends_with('"');
        (is_documentation && (is_literal || printed.starts_with("//"))).then_some(NOT_PROSE)
    }

    /// Whether what follows these pieces is the value of an attribute `doc`: Markdown, whose code blocks are tests.
    fn is_documentation(&self, before: &[Piece]) -> bool {
        let mut is_documentation = false;
        let mut next = "";
        for piece in before.iter().rev() {
            let text = self.of(&piece.range);
            match text {
                "doc" if next == "=" => is_documentation = true,
                "#" => return is_documentation,
                ";" | "{" | "}" | "]" => return false,
                _ => {}
            }
            next = text;
        }
        false
    }
}

/// All tokens and comments of a TOML text.
fn toml_pieces(source: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(rest) = source.get(at..)
        && let Some(first) = rest.chars().next()
    {
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        let (kind, length) = match first {
            '#' => (PieceKind::LineComment, rest.find('\n').unwrap_or(rest.len())),
            '"' | '\'' => (PieceKind::Quoted, quoted(rest, first)),
            _ if is_word(first) => (PieceKind::Word, rest.find(|c| !is_word(c)).unwrap_or(rest.len())),
            _ => (PieceKind::Mark, first.len_utf8()),
        };
        if !first.is_whitespace() {
            pieces.push(Piece { range: at..at + length, kind });
        }
        at += length;
    }
    pieces
}

/// The length of the TOML string that the text begins with.
fn quoted(text: &str, quote: char) -> usize {
    let long = quote.to_string().repeat(3);
    let end = if text.starts_with(&long) { long.as_str() } else { long.get(..1).unwrap_or_default() };
    let mut at = end.len();
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with(end) {
            return at + end.len();
        }
        let escaped = quote == '"' && rest.starts_with('\\');
        at += rest.chars().take(if escaped { 2 } else { 1 }).map(char::len_utf8).sum::<usize>();
    }
    text.len()
}
