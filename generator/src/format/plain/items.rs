//! Files, items and the members of an `impl`: what stands on lines of its own.

use super::super::scan::PieceKind;
use super::super::{Formatted, parsed};
use super::code::Code;
use super::cursor::Tokens;
use super::layout::Parts;

/// Writes a file.
pub struct Writer<'a, 't> {
    pub(super) code: Code<'a, 't>,
    /// What is written.
    pub text: String,
    /// The comments that moved, with the lines on which they stood.
    pub moved: Vec<(usize, String)>,
}

/// What items stand in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    File,
    Impl,
}

impl Container {
    pub(super) fn indent(self) -> usize {
        match self {
            Self::File => 0,
            Self::Impl => 4,
        }
    }
}

impl<'a, 't> Writer<'a, 't> {
    pub fn new(tokens: &'t Tokens<'a>) -> Self {
        let code = Code { tokens, at: 0, parts: Parts::default() };
        Self { code, text: String::with_capacity(tokens.source.len() * 9 / 8), moved: Vec::new() }
    }

    /// Writes all of it. `None` if its parts cannot be told apart.
    pub fn file(&mut self) -> Option<()> {
        let end = self.tokens().pieces.len();
        let mut is_headed = false;
        loop {
            let (start, written) = (self.code.at, self.text.len());
            self.gap(0, !is_headed, false)?;
            if self.tokens().is_inner_doc(self.code.at) {
                let doc = doc_line(self.code.peek())?;
                self.code.at += 1;
                self.line(0, doc);
            } else if self.code.peek() == "#" && self.code.peek_at(1) == "!" {
                self.attribute(0)?;
            } else {
                // The gap belongs to the first item.
                self.text.truncate(written);
                self.code.at = start;
                break;
            }
            is_headed = true;
        }
        self.items(end, Container::File, is_headed)
    }

    pub(super) fn tokens(&self) -> &'t Tokens<'a> {
        self.code.tokens
    }

    pub(super) fn line(&mut self, indent: usize, text: &str) {
        if !text.is_empty() {
            self.text.extend(std::iter::repeat_n(' ', indent));
            self.text.push_str(text);
        }
        self.text.push('\n');
    }

    fn blank_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// Writes what stands before a token that is not code: blank lines, of which one stays, and comments. `None` if a
    /// comment stands on the line of something else.
    fn gap(&mut self, indent: usize, is_first: bool, is_apart: bool) -> Option<()> {
        let tokens = self.tokens();
        let has_blank = |at: usize| tokens.breaks_before(at) > 1;
        if !is_first && (is_apart || has_blank(self.code.at)) {
            self.blank_line();
        }
        let mut comments = 0;
        while tokens.is_comment(self.code.at) {
            let (at, comment) = (self.code.at, self.code.peek());
            if comment.contains('\n') || (tokens.breaks_before(at) == 0 && at > 0) {
                return None;
            }
            if comments > 0 && has_blank(at) {
                self.blank_line();
            }
            self.line(indent, comment.trim_end());
            self.code.at += 1;
            comments += 1;
        }
        if comments > 0 && tokens.breaks_before(self.code.at) == 0 && self.code.at < tokens.pieces.len() {
            return None;
        }
        // The end of a container takes no blank line along.
        if comments > 0 && has_blank(self.code.at) {
            self.blank_line();
        }
        Some(())
    }

    /// Writes the items up to the token `end`.
    pub(super) fn items(&mut self, end: usize, container: Container, is_headed: bool) -> Option<()> {
        let indent = container.indent();
        let (mut is_first, mut was_apart) = (!is_headed, false);
        loop {
            if self.code.at >= end || self.only_comments_before(end) {
                return self.last_gap(end, indent, is_first);
            }
            let start = self.first_of_item();
            let stop = self.end_of_item(start, end)?;
            let is_apart = self.tokens().text(stop - 1) == "}";
            self.gap(indent, is_first, was_apart || is_apart)?;
            let written = self.text.len();
            if self.item(stop, container).is_none() {
                self.text.truncate(written);
                self.long_way(start, stop, container)?;
            }
            self.code.at = stop;
            (is_first, was_apart) = (false, is_apart);
        }
    }

    fn only_comments_before(&self, end: usize) -> bool {
        (self.code.at..end).all(|at| self.tokens().is_comment(at))
    }

    /// Writes the comments at the end of a container.
    fn last_gap(&mut self, end: usize, indent: usize, is_first: bool) -> Option<()> {
        if self.code.at < end {
            self.gap(indent, is_first, false)?;
            self.text.truncate(self.text.trim_end_matches('\n').len() + 1);
        } else if self.tokens().pieces.is_empty() {
            self.text.clear();
        }
        Some(())
    }

    fn first_of_item(&self) -> usize {
        let mut at = self.code.at;
        while self.tokens().is_comment(at) {
            at += 1;
        }
        at
    }

    /// The token after an item, which ends with a semicolon, or with a brace unless it is made of a value or names.
    fn end_of_item(&self, start: usize, end: usize) -> Option<usize> {
        let tokens = self.tokens();
        let mut at = start;
        let mut has_value = false;
        let mut is_in_head = true;
        while at < end {
            match tokens.text(at) {
                ";" => return Some(at + 1),
                "{" => {
                    let close = tokens.close_of(at)?;
                    if !has_value {
                        return Some(close + 1);
                    }
                    at = close;
                }
                "(" | "[" => at = tokens.close_of(at)?,
                "use" | "static" | "type" if is_in_head => has_value = true,
                "const" if is_in_head => has_value = !matches!(tokens.text(at + 1), "fn" | "async" | "unsafe"),
                _ => {}
            }
            // The words that say what an item is come before its name.
            is_in_head &= matches!(tokens.text(at), "pub" | "#" | "]" | ")" | "default") || tokens.is_outer_doc(at);
            at += 1;
        }
        None
    }

    /// Writes an item as `prettyplease` does, with all else of it as it was.
    fn long_way(&mut self, start: usize, stop: usize, container: Container) -> Option<()> {
        let tokens = self.tokens();
        let text = tokens.source.get(tokens.start(start)..tokens.end(stop - 1))?;
        let line = tokens.source.get(..tokens.start(start))?.matches('\n').count();
        let (formatted, before) = match container {
            Container::File => (parsed(text).ok()?, 0),
            Container::Impl => {
                let Formatted { text, moved } = parsed(&format!("{IMPL}\n{text}\n}}\n")).ok()?;
                let members = text.strip_prefix(IMPL)?.strip_prefix('\n')?.strip_suffix("}\n")?;
                (Formatted { text: members.to_owned(), moved }, 1)
            }
        };
        self.moved.extend(formatted.moved.into_iter().map(|(at, comment)| (at + line - before, comment)));
        self.text.push_str(&formatted.text);
        Some(())
    }

    /// Writes documentation and attributes.
    pub(super) fn attributes(&mut self, indent: usize) -> Option<()> {
        loop {
            if self.tokens().is_outer_doc(self.code.at) {
                let doc = doc_line(self.code.peek())?;
                self.code.at += 1;
                self.line(indent, doc);
            } else if self.code.peek() == "#" {
                self.attribute(indent)?;
            } else {
                return Some(());
            }
        }
    }

    /// Writes an attribute, on one line.
    fn attribute(&mut self, indent: usize) -> Option<()> {
        let tokens = self.tokens();
        let start = self.text.len();
        self.text.extend(std::iter::repeat_n(' ', indent));
        self.text.push('#');
        self.code.at += 1;
        if self.code.take("!") {
            self.text.push('!');
        }
        let close = tokens.close_of(self.code.at)?;
        self.code.expect("[")?;
        self.text.push('[');
        let mut after_word = false;
        while self.code.at < close {
            let (at, token) = (self.code.at, self.code.peek());
            let is_word = tokens.kind(at).is_some_and(|kind| kind == PieceKind::Word);
            let is_text = token.starts_with('"') && !token.contains(['\n', '\\']);
            match token {
                _ if is_word || is_text => self.text.push_str(if after_word { " " } else { "" }),
                "=" => self.text.push_str(if after_word { " " } else { return None }),
                // One that nothing follows stays only where the line breaks.
                "," if matches!(tokens.text(at + 1), ")" | "]") => return None,
                "," | "(" | ")" => {}
                ":" => {}
                _ => return None,
            }
            self.text.push_str(token);
            if matches!(token, "=" | ",") {
                self.text.push(' ');
            }
            after_word = is_word || is_text;
            self.code.at += 1;
        }
        self.code.at += 1;
        self.text.push_str("]\n");
        (self.text.len() - start <= MOST).then_some(())
    }

    /// Writes an item up to the token `stop`. `None` if it is not plain.
    fn item(&mut self, stop: usize, container: Container) -> Option<()> {
        let indent = container.indent();
        self.attributes(indent)?;
        self.code.parts.clear();
        let kind = self.code.peek();
        if self.code.peek_at(1) == "!" {
            return self.macro_call(stop, container);
        }
        if kind == "impl" && container == Container::File {
            return self.impl_block(stop);
        }
        self.visibility()?;
        match (self.code.peek(), container) {
            ("use", Container::File) => self.import(indent)?,
            ("mod", Container::File) => self.module(indent)?,
            ("struct", Container::File) => self.structure(indent)?,
            ("enum", Container::File) => self.enumeration(indent)?,
            ("type", _) => self.type_alias(indent)?,
            ("static", Container::File) => self.value("static ", indent)?,
            ("const", _) if !matches!(self.code.peek_at(1), "fn" | "async" | "unsafe" | "extern") => {
                self.value("const ", indent)?
            }
            _ => self.function(indent)?,
        }
        (self.code.at == stop).then_some(())
    }

    /// Writes the statement that was put together, from `column` on.
    pub(super) fn statement(&mut self, column: usize, indent: usize) -> Option<()> {
        self.text.extend(std::iter::repeat_n(' ', column));
        self.code.parts.write(column, indent, &mut self.text)?;
        self.code.parts.clear();
        Some(())
    }

    pub(super) fn visibility(&mut self) -> Option<()> {
        if !self.code.take("pub") {
            return Some(());
        }
        if !self.code.take("(") {
            self.code.parts.word("pub ");
            return Some(());
        }
        self.code.parts.word(match self.code.peek() {
            "crate" => "pub(crate) ",
            "super" => "pub(super) ",
            "self" => "pub(self) ",
            _ => return None,
        });
        self.code.at += 1;
        self.code.expect(")")
    }
}

/// The head of the `impl` in which members go the long way.
const IMPL: &str = "impl __Members {";

/// The longest attribute, with its line break.
const MOST: usize = 90;

/// A line of documentation, if it is spelled as it is to be: with a blank after the marker, and none at the end.
fn doc_line(line: &str) -> Option<&str> {
    let text = line.get(3..)?;
    (text.is_empty() || text.starts_with(' ')).then_some(line.trim_end_matches(' '))
}
