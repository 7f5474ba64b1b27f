//! The kinds of items, and of members of an `impl`.

use super::super::restore::indented;
use super::super::weave::STANDARD;
use super::code::{Code, INDENT};
use super::items::{Container, Writer};
use super::layout::{Break, When};

impl Writer<'_, '_> {
    pub(super) fn macro_call(&mut self, stop: usize, container: Container) -> Option<()> {
        let tokens = self.tokens();
        let name = self.code.peek();
        let (start, open) = (self.code.at, self.code.at + 2);
        let is_known = STANDARD.contains(&name) || matches!(name, "macro_rules" | "thread_local");
        if tokens.text(open) != "{" || is_known || tokens.close_of(open)? + 1 != stop {
            return None;
        }
        let written = tokens.source.get(tokens.start(start)..tokens.end(stop - 1))?;
        // On one line, the printer spaces its tokens.
        if !written.contains('\n') {
            return None;
        }
        let indent = container.indent();
        self.line(indent, &indented(written, indent));
        Some(())
    }

    pub(super) fn import(&mut self, indent: usize) -> Option<()> {
        self.code.at += 1;
        self.code.parts.word("use ");
        self.use_tree(true)?;
        self.code.expect(";")?;
        self.code.parts.word(";");
        self.statement(indent, indent)?;
        self.text.push('\n');
        Some(())
    }

    fn use_tree(&mut self, may_nest: bool) -> Option<()> {
        loop {
            match self.code.peek() {
                "*" => {
                    self.code.at += 1;
                    self.code.parts.word("*");
                    return Some(());
                }
                "{" if may_nest => return self.use_group(),
                word @ ("self" | "super" | "crate") => {
                    self.code.at += 1;
                    self.code.parts.word(word);
                }
                _ => {
                    let name = self.code.ident()?;
                    self.code.parts.word(name);
                }
            }
            if self.code.take("as") {
                self.code.parts.word(" as ");
                let name = if self.code.take("_") { "_" } else { self.code.ident()? };
                self.code.parts.word(name);
                return Some(());
            }
            if self.code.peek() != ":" {
                return Some(());
            }
            self.code.at += 1;
            self.code.expect(":")?;
            self.code.parts.word("::");
        }
    }

    fn use_group(&mut self) -> Option<()> {
        let tokens = self.tokens();
        let close = tokens.close_of(self.code.at)?;
        let is_single = !(self.code.at..close.checked_sub(1)?).any(|at| tokens.text(at) == ",");
        self.code.at += 1;
        if is_single {
            if self.code.peek() == "self" {
                return None;
            }
            self.use_tree(false)?;
            self.code.take(",");
            return self.code.expect("}");
        }
        self.code.parts.open(INDENT);
        self.code.parts.word("{");
        self.code.parts.line(0);
        self.code.parts.open_fill(0);
        loop {
            self.use_tree(false)?;
            let comma = self.code.take(",");
            if self.code.take("}") {
                break;
            }
            comma.then_some(())?;
            self.code.parts.word(",");
            self.code.parts.line(1);
        }
        self.code.parts.close();
        self.code.parts.comma(true, 0, -INDENT);
        self.code.parts.word("}");
        self.code.parts.close();
        Some(())
    }

    pub(super) fn module(&mut self, indent: usize) -> Option<()> {
        self.code.at += 1;
        self.code.parts.word("mod ");
        let name = self.code.ident()?;
        self.code.parts.word(name);
        self.code.expect(";")?;
        self.code.parts.word(";\n");
        self.statement(indent, indent)
    }

    /// Lifetimes and names of types, without bounds.
    fn generics(&mut self) -> Option<()> {
        if !self.code.take("<") {
            return Some(());
        }
        self.code.parts.word("<");
        let mut has_types = false;
        loop {
            let name = match self.code.lifetime() {
                Some(_) if has_types => return None,
                Some(lifetime) => lifetime,
                None => {
                    has_types = true;
                    self.code.ident()?
                }
            };
            self.code.parts.word(name);
            if self.code.take(">") {
                self.code.parts.word(">");
                return Some(());
            }
            self.code.expect(",")?;
            self.code.parts.word(", ");
        }
    }

    pub(super) fn structure(&mut self, indent: usize) -> Option<()> {
        self.code.at += 1;
        self.code.parts.word("struct ");
        let name = self.code.ident()?;
        self.code.parts.word(name);
        self.generics()?;
        self.braced(indent, |writer| {
            writer.visibility()?;
            let name = writer.code.ident()?;
            writer.code.parts.word(name);
            writer.code.expect(":")?;
            writer.code.parts.word(": ");
            writer.code.ty()
        })
    }

    pub(super) fn enumeration(&mut self, indent: usize) -> Option<()> {
        self.code.at += 1;
        self.code.parts.word("enum ");
        let name = self.code.ident()?;
        self.code.parts.word(name);
        self.generics()?;
        self.braced(indent, |writer| {
            let name = writer.code.ident()?;
            writer.code.parts.word(name);
            match writer.code.peek() {
                "(" => writer.variant_fields(),
                "{" | "=" => None,
                _ => Some(()),
            }
        })
    }

    fn variant_fields(&mut self) -> Option<()> {
        self.code.at += 1;
        self.code.parts.open(INDENT);
        self.code.parts.word("(");
        self.code.list(")", Code::ty)?;
        self.code.parts.word(")");
        self.code.parts.close();
        Some(())
    }

    /// What is in the braces of a struct or an enum, each with its documentation.
    fn braced(&mut self, indent: usize, mut part: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        let close = self.tokens().close_of(self.code.at)?;
        self.code.expect("{")?;
        if self.code.at == close {
            self.code.at += 1;
            self.code.parts.word(" {}\n");
            return self.statement(indent, indent);
        }
        self.code.parts.word(" {\n");
        self.statement(indent, indent)?;
        let inner = indent + INDENT as usize;
        let mut is_first = true;
        while self.code.at < close {
            if !is_first && self.tokens().breaks_before(self.code.at) > 1 {
                self.text.push('\n');
            }
            is_first = false;
            self.attributes(inner)?;
            part(self)?;
            if !self.code.take(",") && self.code.at != close {
                return None;
            }
            self.code.parts.word(",");
            self.statement(inner, inner)?;
            self.text.push('\n');
        }
        self.code.at = close + 1;
        self.line(indent, "}");
        Some(())
    }

    pub(super) fn type_alias(&mut self, indent: usize) -> Option<()> {
        self.code.at += 1;
        self.code.parts.word("type ");
        let name = self.code.ident()?;
        self.code.parts.word(name);
        self.generics()?;
        self.code.expect("=")?;
        self.code.parts.word(" = ");
        self.code.parts.push_break(Break { when: When::Never, ..Break::default() });
        self.code.parts.open_fill(-INDENT);
        self.code.ty()?;
        self.code.parts.close();
        self.code.expect(";")?;
        self.code.parts.word(";");
        self.statement(indent, indent + INDENT as usize)?;
        self.text.push('\n');
        Some(())
    }

    pub(super) fn value(&mut self, keyword: &'static str, indent: usize) -> Option<()> {
        self.code.at += 1;
        self.code.parts.word(keyword);
        let name = if self.code.take("_") { "_" } else { self.code.ident()? };
        self.code.parts.word(name);
        self.code.expect(":")?;
        self.code.parts.word(": ");
        self.code.ty()?;
        self.code.value()?;
        self.code.expect(";")?;
        self.code.parts.word(";");
        self.statement(indent, indent)?;
        self.text.push('\n');
        Some(())
    }

    pub(super) fn impl_block(&mut self, stop: usize) -> Option<()> {
        self.code.at += 1;
        self.code.parts.open_fill(-INDENT);
        self.code.parts.open(INDENT);
        self.code.parts.word("impl");
        self.generics()?;
        self.code.parts.close();
        self.code.parts.word(" ");
        self.code.type_path()?;
        if self.code.take("for") {
            self.code.parts.line(1);
            self.code.parts.word("for ");
            self.code.ty()?;
        }
        self.code.parts.close();
        let close = self.tokens().close_of(self.code.at)?;
        self.code.expect("{")?;
        if self.code.at == close {
            self.code.at += 1;
            self.code.parts.word(" {}");
            self.statement(0, INDENT as usize)?;
        } else {
            self.code.parts.word(" {");
            self.statement(0, INDENT as usize)?;
            self.text.push('\n');
            self.items(close, Container::Impl, false)?;
            self.code.at = close + 1;
            self.text.push('}');
        }
        self.text.push('\n');
        (self.code.at == stop).then_some(())
    }

    pub(super) fn function(&mut self, indent: usize) -> Option<()> {
        let inner = indent + INDENT as usize;
        if self.code.take("const") {
            self.code.parts.word("const ");
        }
        if self.code.take("async") {
            self.code.parts.word("async ");
        }
        self.code.expect("fn")?;
        self.code.parts.word("fn ");
        let name = self.code.ident()?;
        self.code.parts.word(name);
        self.generics()?;
        self.parameters()?;
        self.code.parts.open(-INDENT);
        if self.code.take("-") {
            self.code.expect(">")?;
            self.code.parts.word(" -> ");
            self.code.ty()?;
        }
        self.code.parts.close();
        let close = self.tokens().close_of(self.code.at)?;
        self.code.expect("{")?;
        if self.code.at == close {
            self.code.at += 1;
            self.code.parts.word(" {}");
            self.statement(indent, inner)?;
            self.text.push('\n');
            return Some(());
        }
        self.code.parts.word(" {");
        self.statement(indent, inner)?;
        self.text.push('\n');
        let mut is_first = true;
        while self.code.at < close {
            if !is_first && self.tokens().breaks_before(self.code.at) > 1 {
                self.text.push('\n');
            }
            is_first = false;
            self.code.statement(close)?;
            self.statement(inner, inner)?;
            self.text.push('\n');
        }
        self.code.at = close + 1;
        self.line(indent, "}");
        Some(())
    }

    fn parameters(&mut self) -> Option<()> {
        self.code.expect("(")?;
        self.code.parts.word("(");
        self.code.parts.push_break(Break { when: When::Never, ..Break::default() });
        if self.code.take(")") {
            self.code.parts.word(")");
            return Some(());
        }
        self.code.parts.open(0);
        let mut is_first = true;
        self.code.list(")", |code| code.parameter(std::mem::take(&mut is_first)))?;
        self.code.parts.close();
        self.code.parts.word(")");
        Some(())
    }
}
