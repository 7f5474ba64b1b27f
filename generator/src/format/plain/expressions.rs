//! Expressions and statements, taken apart into parts.

use super::super::scan::PieceKind;
use super::code::{Code, INDENT, is_number};
use super::layout::{Break, Part, When};

/// The widest struct expression that stays on its line.
const STRUCT_WIDTH: isize = 34;

/// What matters of an expression to the call that it is an argument of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// It has brackets of its own, which stand for those of the call.
    Bracketed,
    Other,
}

/// The first part of an expression, before its dots and calls.
enum Head {
    /// A name of up to four characters, after which a line does not end.
    Short,
    Path,
    Literal,
    Bracketed,
}

impl<'a> Code<'a, '_> {
    /// An expression. `at_start`: it begins a statement.
    pub fn expr(&mut self, at_start: bool) -> Option<()> {
        self.shaped_expr(at_start).map(|_| ())
    }

    fn shaped_expr(&mut self, at_start: bool) -> Option<Shape> {
        match self.peek() {
            "&" => {
                self.at += 1;
                self.parts.word("&");
                if self.take("mut") {
                    self.parts.word("mut ");
                }
                if self.peek() == "&" {
                    return None;
                }
                self.expr(false).map(|()| Shape::Other)
            }
            "|" | "move" => self.closure().map(|()| Shape::Bracketed),
            _ => self.chain(at_start),
        }
    }

    /// An expression with its dots, calls and question marks.
    fn chain(&mut self, at_start: bool) -> Option<Shape> {
        let (outer, inner) = (self.parts.keep_place(), self.parts.keep_place());
        let head = self.head()?;
        let inner_end = self.parts.keep_place();
        // The place after the last dotted part, and the box of its arguments if it comes right after the head.
        let mut dotted: Option<(usize, Option<usize>)> = None;
        let is_short = at_start && matches!(head, Head::Short);
        let mut is_first = true;
        loop {
            match self.peek() {
                "(" if is_first && matches!(head, Head::Short | Head::Path) => {
                    self.at += 1;
                    self.call()?;
                }
                "?" => {
                    self.at += 1;
                    self.parts.word("?");
                }
                "." if self.peek_at(1) != "." => {
                    self.at += 1;
                    if !(is_first && is_short) {
                        self.parts.line(0);
                    }
                    let arguments = self.member()?;
                    dotted = Some((self.parts.keep_place(), arguments.filter(|_| is_first && is_short)));
                }
                _ => break,
            }
            is_first = false;
        }
        let Some((end, arguments)) = dotted else {
            let bracketed = is_first && matches!(head, Head::Bracketed);
            return Some(if bracketed { Shape::Bracketed } else { Shape::Other });
        };
        if matches!(head, Head::Bracketed) {
            return None;
        }
        self.parts.fill_in(outer, Part::Open { offset: INDENT, fill: false });
        self.parts.fill_in(inner, Part::Open { offset: -INDENT, fill: false });
        self.parts.fill_in(inner_end, Part::Close);
        self.parts.fill_in(end, Part::Close);
        if let Some(arguments) = arguments {
            self.parts.fill_in(arguments, Part::Open { offset: -INDENT, fill: false });
        }
        Some(Shape::Other)
    }

    /// What follows a dot. For a method, the place where the box of its arguments begins.
    fn member(&mut self) -> Option<Option<usize>> {
        self.parts.word(".");
        if self.take("await") {
            self.parts.word("await");
            return Some(None);
        }
        let name = if is_number(self.peek()) { self.number()? } else { self.ident()? };
        self.parts.word(name);
        let has_turbofish = self.take_colons();
        if has_turbofish {
            self.parts.word("::");
            self.arguments()?;
        }
        if !self.take("(") {
            return (!has_turbofish).then_some(None);
        }
        let place = self.parts.keep_place();
        self.parts.fill_in(place, Part::Open { offset: 0, fill: false });
        self.call()?;
        self.parts.close();
        Some(Some(place))
    }

    /// The arguments of a call, after its bracket.
    fn call(&mut self) -> Option<()> {
        self.parts.word("(");
        if self.take(")") {
            self.parts.word(")");
            return Some(());
        }
        let (open, line) = (self.parts.keep_place(), self.parts.keep_place());
        let shape = self.shaped_expr(false)?;
        let comma = self.take(",");
        if self.take(")") {
            // A single argument with brackets of its own needs none of the call.
            if shape == Shape::Other {
                self.parts.fill_in(open, Part::Open { offset: INDENT, fill: false });
                self.parts.fill_in(line, Part::Break(Break::default()));
                self.parts.comma(true, 0, -INDENT);
                self.parts.close();
            }
            self.parts.word(")");
            return Some(());
        }
        self.parts.fill_in(open, Part::Open { offset: INDENT, fill: false });
        self.parts.fill_in(line, Part::Break(Break::default()));
        if !comma {
            return None;
        }
        self.parts.comma(false, 0, 0);
        loop {
            self.expr(false)?;
            let comma = self.take(",");
            let is_last = self.take(")");
            if !comma && !is_last {
                return None;
            }
            self.parts.comma(is_last, 0, if is_last { -INDENT } else { 0 });
            if is_last {
                break;
            }
        }
        self.parts.close();
        self.parts.word(")");
        Some(())
    }

    fn head(&mut self) -> Option<Head> {
        match (self.kind()?, self.peek()) {
            (PieceKind::Quoted, _) => {
                let literal = self.literal()?;
                self.parts.word(literal);
                Some(Head::Literal)
            }
            (_, "[") => self.array().map(|()| Head::Bracketed),
            (_, "(") => self.tuple(),
            (PieceKind::Word, word) if is_number(word) => {
                let number = self.number()?;
                self.parts.word(number);
                // A dot after a number needs a blank.
                (self.peek() != ".").then_some(Head::Literal)
            }
            (PieceKind::Word, word @ ("true" | "false")) => {
                self.at += 1;
                self.parts.word(word);
                Some(Head::Literal)
            }
            (PieceKind::Word, _) => self.path_or_struct(),
            _ => None,
        }
    }

    /// A string or character on one line, with escapes that are certainly right.
    fn literal(&mut self) -> Option<&'a str> {
        let text = self.peek();
        let mut bytes = text.bytes();
        while let Some(byte) = bytes.next() {
            let is_plain = match byte {
                b'\n' => false,
                b'\\' => matches!(bytes.next(), Some(b'n' | b'r' | b't' | b'\\' | b'"' | b'\'' | b'0')),
                _ => true,
            };
            if !is_plain {
                return None;
            }
        }
        let is_whole = text.len() > 1 && text.ends_with(['"', '\'']) && text.starts_with(['"', '\'']);
        is_whole.then(|| self.at += 1).map(|()| text)
    }

    fn number(&mut self) -> Option<&'a str> {
        let text = self.peek();
        text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_').then(|| self.at += 1).map(|()| text)
    }

    fn path_or_struct(&mut self) -> Option<Head> {
        let (open, fill) = (self.parts.keep_place(), self.parts.keep_place());
        let began = self.parts.open_width();
        let first = self.segment()?;
        self.parts.word(first);
        let mut is_single = true;
        while self.take_colons() {
            is_single = false;
            self.parts.word("::");
            match self.peek() {
                "<" => self.arguments()?,
                _ => {
                    let segment = self.segment()?;
                    self.parts.word(segment);
                }
            }
        }
        match self.peek() {
            "!" => None,
            "{" => {
                self.parts.fill_in(open, Part::Open { offset: INDENT, fill: false });
                self.parts.fill_in(fill, Part::Open { offset: -INDENT, fill: true });
                self.parts.close();
                self.struct_fields(began)?;
                Some(Head::Bracketed)
            }
            _ => Some(if is_single && first.len() <= INDENT as usize { Head::Short } else { Head::Path }),
        }
    }

    fn struct_fields(&mut self, began: isize) -> Option<()> {
        self.at += 1;
        self.parts.word(" {");
        if self.take("}") {
            self.parts.close();
            self.parts.word("}");
            return Some(());
        }
        self.parts.line(1);
        loop {
            if self.peek() == "." && self.peek_at(1) == "." && self.tokens.is_joined(self.at + 1) {
                self.at += 2;
                self.parts.word("..");
                self.expr(false)?;
                self.parts.push_break(Break { blank: 1, offset: -INDENT, ..Break::default() });
                self.expect("}")?;
                break;
            }
            let name = self.ident()?;
            self.parts.word(name);
            if self.peek() == ":" && !(self.peek_at(1) == ":" && self.tokens.is_joined(self.at + 1)) {
                self.at += 1;
                self.parts.word(": ");
                self.parts.open_fill(0);
                self.expr(false)?;
                self.parts.close();
            }
            let comma = self.take(",");
            let is_last = self.take("}");
            if !comma && !is_last {
                return None;
            }
            self.parts.comma(is_last, 1, if is_last { -INDENT } else { 0 });
            if is_last {
                break;
            }
        }
        self.parts.close_if_narrow(began, STRUCT_WIDTH);
        self.parts.word("}");
        Some(())
    }

    fn array(&mut self) -> Option<()> {
        let close = self.tokens.close_of(self.at)?;
        self.at += 1;
        if self.take("]") {
            self.parts.word("[]");
            return Some(());
        }
        // Numbers and the like fill lines.
        let is_simple = |at: usize| {
            let text = self.tokens.text(at);
            text == "," || text == "true" || text == "false" || is_number(text) || text.starts_with('\'')
        };
        if (self.at..close).all(is_simple) {
            return None;
        }
        self.parts.word("[");
        self.parts.open(INDENT);
        self.list("]", |code| code.expr(false))?;
        self.parts.close();
        self.parts.word("]");
        Some(())
    }

    fn tuple(&mut self) -> Option<Head> {
        self.at += 1;
        self.parts.word("(");
        if self.take(")") {
            self.parts.word(")");
            return Some(Head::Bracketed);
        }
        self.parts.open(INDENT);
        let mut elements = 0;
        self.list(")", |code| {
            elements += 1;
            code.expr(false)
        })?;
        self.parts.close();
        self.parts.word(")");
        (elements > 1).then_some(Head::Bracketed)
    }

    fn closure(&mut self) -> Option<()> {
        self.parts.open_fill(0);
        if self.take("move") {
            self.parts.word("move ");
        }
        self.expect("|")?;
        self.parts.open(INDENT);
        self.parts.word("|");
        let mut is_first = true;
        while !self.take("|") {
            if is_first {
                self.parts.line(0);
            }
            let name = if self.take("_") { "_" } else { self.ident()? };
            self.parts.word(name);
            is_first = false;
            match self.peek() {
                "|" => {}
                "," if self.peek_at(1) != "|" => {
                    self.at += 1;
                    self.parts.word(",");
                    self.parts.line(1);
                }
                _ => return None,
            }
        }
        self.parts.word("|");
        self.parts.push_break(Break { blank: 1, offset: -INDENT, ..Break::default() });
        self.parts.close();
        self.parts.push_break(Break { when: When::Never, ..Break::default() });
        let (open, line) = (self.parts.keep_place(), self.parts.keep_place());
        let start = self.at;
        let shape = self.shaped_expr(false)?;
        if shape == Shape::Other && !self.is_call(start) {
            // Where it does not fit, it needs braces.
            self.parts.fill_in(open, Part::Open { offset: INDENT, fill: false });
            self.parts.fill_in(line, Part::Break(Break { when: When::Unknown, ..Break::default() }));
            self.parts.push_break(Break { when: When::Unknown, ..Break::default() });
            self.parts.close();
        }
        self.parts.close();
        Some(())
    }

    /// Whether the expression from `start` to here is a call of a function.
    fn is_call(&self, start: usize) -> bool {
        let mut at = start;
        while at < self.at && self.tokens.text(at) != "(" {
            if !matches!(self.tokens.kind(at), Some(PieceKind::Word)) && self.tokens.text(at) != ":" {
                return false;
            }
            at += 1;
        }
        self.tokens.close_of(at).is_some_and(|close| close + 1 == self.at)
    }

    /// A statement, and whether it is followed by something.
    pub fn statement(&mut self, close: usize) -> Option<()> {
        self.parts.open_fill(0);
        if self.take("let") {
            self.parts.word("let ");
            if self.take("mut") {
                self.parts.word("mut ");
            }
            let name = self.ident()?;
            self.parts.word(name);
            if self.take(":") {
                self.parts.word(": ");
                self.ty()?;
            }
            self.value()?;
            self.expect(";")?;
            self.parts.close();
            self.parts.word(";");
            return Some(());
        }
        if self.is_assignment() {
            self.parts.open_fill(0);
            self.expr(false)?;
            self.value()?;
            self.parts.close();
        } else {
            self.expr(true)?;
        }
        if self.take(";") {
            self.parts.word(";");
        } else if self.at != close {
            return None;
        }
        self.parts.close();
        Some(())
    }

    /// What comes after a name that it is given.
    pub fn value(&mut self) -> Option<()> {
        self.expect("=")?;
        self.parts.word(" = ");
        self.parts.push_break(Break { when: When::Never, ..Break::default() });
        self.expr(false)
    }

    /// Whether a name with dots is given a value.
    fn is_assignment(&self) -> bool {
        let mut at = self.at;
        while self.tokens.kind(at) == Some(PieceKind::Word) {
            match self.tokens.text(at + 1) {
                "." => at += 2,
                "=" => return !(matches!(self.tokens.text(at + 2), "=" | ">") && self.tokens.is_joined(at + 2)),
                _ => return false,
            }
        }
        false
    }
}
