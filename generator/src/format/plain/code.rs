//! Names and types, taken apart into [`Parts`] as `prettyplease` does it.
//!
//! What is not here, in [`super::expressions`] and in [`super::kinds`] is not plain: whatever has blocks of its own,
//! operators, patterns, comments. Each function returns `None` for it.

use super::super::scan::PieceKind;
use super::cursor::Tokens;
use super::layout::Parts;

pub const INDENT: isize = 4;

/// Reads tokens, and puts together the statement that they make.
pub struct Code<'a, 't> {
    pub tokens: &'t Tokens<'a>,
    pub at: usize,
    pub parts: Parts<'a>,
}

impl<'a> Code<'a, '_> {
    pub fn peek(&self) -> &'a str {
        self.tokens.text(self.at)
    }

    pub fn peek_at(&self, ahead: usize) -> &'a str {
        self.tokens.text(self.at + ahead)
    }

    pub fn kind(&self) -> Option<PieceKind> {
        self.tokens.kind(self.at)
    }

    /// Takes a token if it is next.
    pub fn take(&mut self, token: &str) -> bool {
        let is_next = self.peek() == token;
        self.at += usize::from(is_next);
        is_next
    }

    pub fn expect(&mut self, token: &str) -> Option<()> {
        self.take(token).then_some(())
    }

    /// Takes `::` if it is next.
    pub fn take_colons(&mut self) -> bool {
        let is_next = self.peek() == ":" && self.peek_at(1) == ":" && self.tokens.is_joined(self.at + 1);
        self.at += if is_next { 2 } else { 0 };
        is_next
    }

    /// An identifier that is no keyword. `r#` belongs to it.
    pub fn ident(&mut self) -> Option<&'a str> {
        let word = self.peek();
        if word == "r" && self.peek_at(1) == "#" && self.tokens.is_joined(self.at + 1) {
            let text = self.tokens.source.get(self.tokens.start(self.at)..self.tokens.end(self.at + 2))?;
            let is_raw = self.tokens.kind(self.at + 2) == Some(PieceKind::Word) && self.tokens.is_joined(self.at + 2);
            self.at += 3;
            return is_raw.then_some(text);
        }
        let is_word = self.kind() == Some(PieceKind::Word) && is_identifier(word);
        (is_word && KEYWORDS.binary_search(&word).is_err()).then(|| self.at += 1).map(|()| word)
    }

    /// A segment of a path: an identifier, or one of the keywords that stand for one.
    pub fn segment(&mut self) -> Option<&'a str> {
        match self.peek() {
            word @ ("self" | "Self" | "super" | "crate") => {
                self.at += 1;
                Some(word)
            }
            _ => self.ident(),
        }
    }

    pub fn lifetime(&mut self) -> Option<&'a str> {
        let word = self.peek();
        let is_lifetime = word.starts_with('\'') && self.kind() == Some(PieceKind::Word);
        is_lifetime.then(|| self.at += 1).map(|()| word)
    }

    /// The parts of a list up to the bracket `close`, which is taken.
    pub fn list(&mut self, close: &str, mut part: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.parts.line(0);
        loop {
            part(self)?;
            let comma = self.take(",");
            let is_last = self.peek() == close;
            if !comma && !is_last {
                return None;
            }
            self.parts.comma(is_last, 0, if is_last { -INDENT } else { 0 });
            if is_last {
                return self.expect(close);
            }
        }
    }

    pub fn ty(&mut self) -> Option<()> {
        match self.peek() {
            "&" => {
                self.at += 1;
                self.parts.word("&");
                if let Some(lifetime) = self.lifetime() {
                    self.parts.word(lifetime);
                    self.parts.word(" ");
                }
                if self.take("mut") {
                    self.parts.word("mut ");
                }
                self.ty()
            }
            "[" => {
                self.at += 1;
                self.parts.word("[");
                self.ty()?;
                self.expect("]")?;
                self.parts.word("]");
                Some(())
            }
            "(" => self.tuple_type(),
            word @ ("impl" | "dyn") => {
                self.at += 1;
                self.parts.word(if word == "impl" { "impl " } else { "dyn " });
                self.bounds()
            }
            _ => self.type_path(),
        }
    }

    fn tuple_type(&mut self) -> Option<()> {
        self.at += 1;
        self.parts.word("(");
        if self.take(")") {
            self.parts.word(")");
            return Some(());
        }
        // With one element only it is in parentheses, or has a comma that stays.
        let close = self.tokens.close_of(self.at - 1)?;
        self.parts.open(INDENT);
        let mut elements = 0;
        self.list(")", |code| {
            elements += 1;
            code.ty()
        })?;
        self.parts.close();
        self.parts.word(")");
        (elements > 1 && self.at == close + 1).then_some(())
    }

    fn bounds(&mut self) -> Option<()> {
        loop {
            match self.lifetime() {
                Some(lifetime) => self.parts.word(lifetime),
                None => self.type_path()?,
            }
            if !self.take("+") {
                return Some(());
            }
            self.parts.word(" + ");
        }
    }

    /// A path whose arguments follow its names.
    pub fn type_path(&mut self) -> Option<()> {
        let segment = self.segment()?;
        self.parts.word(segment);
        loop {
            match self.peek() {
                "<" => self.arguments()?,
                "(" => return None,
                _ => {}
            }
            if !self.take_colons() {
                return Some(());
            }
            self.parts.word("::");
            let segment = self.segment()?;
            self.parts.word(segment);
        }
    }

    pub fn arguments(&mut self) -> Option<()> {
        self.expect("<")?;
        self.parts.word("<");
        self.parts.open(INDENT);
        let mut has_types = false;
        self.list(">", |code| {
            if let Some(lifetime) = code.lifetime() {
                code.parts.word(lifetime);
                return (!has_types).then_some(());
            }
            has_types = true;
            if code.peek_at(1) == "=" {
                let name = code.ident()?;
                code.parts.word(name);
                code.at += 1;
                code.parts.word(" = ");
            }
            code.ty()
        })?;
        self.parts.close();
        self.parts.word(">");
        Some(())
    }

    /// A parameter of a function. `is_first`: it may be `self`.
    pub fn parameter(&mut self, is_first: bool) -> Option<()> {
        if let Some(receiver) = self.receiver() {
            self.parts.word(receiver);
            return is_first.then_some(());
        }
        if self.take("mut") {
            self.parts.word("mut ");
        }
        let name = if self.take("_") { "_" } else { self.ident()? };
        self.parts.word(name);
        self.expect(":")?;
        self.parts.word(": ");
        self.ty()
    }

    /// `self` in the ways that have no type of their own.
    fn receiver(&mut self) -> Option<&'static str> {
        const RECEIVERS: [(&[&str], &str); 4] = [
            (&["self"], "self"),
            (&["mut", "self"], "mut self"),
            (&["&", "self"], "&self"),
            (&["&", "mut", "self"], "&mut self"),
        ];
        let (tokens, text) = RECEIVERS.iter().find(|(tokens, _)| {
            tokens.iter().enumerate().all(|(ahead, token)| self.peek_at(ahead) == *token)
                && matches!(self.peek_at(tokens.len()), "," | ")")
        })?;
        self.at += tokens.len();
        Some(text)
    }
}

fn is_identifier(word: &str) -> bool {
    let mut bytes = word.bytes();
    let first = bytes.next().is_some_and(|first| first == b'_' || first.is_ascii_alphabetic());
    first && word != "_" && bytes.all(|byte| byte == b'_' || byte.is_ascii_alphanumeric())
}

pub fn is_number(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_digit())
}

/// The words that are no identifiers, in order.
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
    "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];
