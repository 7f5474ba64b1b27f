//! The templates as the engine's parser reads them: their parents, their blocks, and where things stand in them.

use std::collections::BTreeMap;

use minijinja::machinery::{Span, ast, parse};

use super::{DEFAULT, escape, statement};
use crate::diagnostics::Place;
use crate::source::FileId;

/// All templates that parse, by the names by which others reach them.
pub struct Trees<'t>(BTreeMap<&'t str, Tree<'t>>);

/// A template.
pub struct Tree<'t> {
    /// The name by which others reach it.
    pub name: &'t str,
    text: &'t str,
    file: FileId,
    root: ast::Stmt<'t>,
}

impl<'t> Trees<'t> {
    /// Parses the texts. Those that are faulty are left out: the engine says so when it gets them.
    pub fn parse(texts: &'t BTreeMap<String, String>, files: &BTreeMap<String, FileId>) -> Self {
        let tree = |(name, text): (&'t String, &'t String)| {
            let root = parse(text, name, super::syntax()).ok()?;
            Some((name.as_str(), Tree { name, text, file: *files.get(name)?, root }))
        };
        Self(texts.iter().filter_map(tree).collect())
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Tree<'t>> {
        self.0.values()
    }

    /// The template of this name.
    pub fn get(&self, name: &str) -> Option<&Tree<'t>> {
        self.0.get(name)
    }

    /// Whether a template is part of the tool, by whichever of its names.
    pub fn is_built_in(&self, tree: &Tree<'_>) -> bool {
        tree.name.starts_with(DEFAULT)
            || self.0.get(format!("{DEFAULT}{}", tree.name).as_str()).is_some_and(|default| default.file == tree.file)
    }

    /// The template that `from` names so.
    pub fn find(&self, name: &str, from: &Tree<'_>) -> Option<&Tree<'t>> {
        self.get(&escape::join(name, from.name))
    }

    /// A template and its ancestors, the outermost last. `None` if one of them is not known, or an ancestor of itself.
    pub fn line<'s>(&'s self, tree: &'s Tree<'t>) -> Option<Vec<&'s Tree<'t>>> {
        let mut line = vec![tree];
        let mut last = tree;
        while let Some(parent) = last.parent() {
            last = self.find(constant(parent)?, last)?;
            if line.iter().any(|tree| tree.name == last.name) {
                return None;
            }
            line.push(last);
        }
        Some(line)
    }
}

impl<'t> Tree<'t> {
    /// Its statements.
    pub fn statements(&self) -> &[ast::Stmt<'t>] {
        match &self.root {
            ast::Stmt::Template(template) => &template.children,
            _ => &[],
        }
    }

    /// What it extends, if anything.
    pub fn parent(&self) -> Option<&ast::Expr<'t>> {
        self.statements().iter().find_map(|statement| match statement {
            ast::Stmt::Extends(extends) => Some(&extends.name),
            _ => None,
        })
    }

    /// What the first comment at its top says that is no statement of the view.
    pub fn about(&self) -> String {
        let mut rest = self.text;
        while let Some((comment, after)) = rest.trim_start().strip_prefix("{#").and_then(|rest| rest.split_once("#}")) {
            let text = comment.trim_matches('-').split_whitespace().collect::<Vec<_>>().join(" ");
            if !text.starts_with(statement::MARK) {
                return text;
            }
            rest = after;
        }
        String::new()
    }

    /// All its blocks; the second is whether a block stands in no other.
    pub fn blocks(&self) -> Vec<(&ast::Spanned<ast::Block<'t>>, bool)> {
        let mut blocks = Vec::new();
        collect(self.statements(), true, &mut blocks);
        blocks
    }

    /// The text that a span covers.
    pub fn covered(&self, span: Span) -> &'t str {
        self.text.get(span.start_offset as usize..span.end_offset as usize).unwrap_or_default()
    }

    /// Where a name stands in a span: first, as of a block, or last, as of a member.
    pub fn place(&self, span: Span, name: &str, last: bool) -> Place {
        let covered = self.covered(span);
        let is_part = |c: char| c == '_' || c.is_alphanumeric();
        let is_whole = |at: &usize| {
            let (before, after) = (covered.get(..*at), covered.get(at + name.len()..));
            !before.is_some_and(|text| text.ends_with(is_part)) && !after.is_some_and(|text| text.starts_with(is_part))
        };
        let mut found = covered.match_indices(name).map(|(at, _)| at).filter(is_whole);
        let found = if last { found.last() } else { found.next() };
        let start = span.start_offset as usize;
        match found {
            Some(at) => Place::span(self.file, start + at..start + at + name.len()),
            None => Place::span(self.file, start..start + covered.len()),
        }
    }
}

/// The text of an expression that is one.
pub fn constant<'s>(expression: &'s ast::Expr<'_>) -> Option<&'s str> {
    match expression {
        ast::Expr::Const(constant) => constant.value.as_str(),
        _ => None,
    }
}

fn collect<'s, 't>(
    statements: &'s [ast::Stmt<'t>],
    outermost: bool,
    blocks: &mut Vec<(&'s ast::Spanned<ast::Block<'t>>, bool)>,
) {
    for statement in statements {
        if let ast::Stmt::Block(block) = statement {
            blocks.push((block, outermost));
        }
        let inside = outermost && !matches!(statement, ast::Stmt::Block(_));
        bodies(statement).into_iter().for_each(|body| collect(body, inside, blocks));
    }
}

/// The statements inside of a statement that can hold blocks.
fn bodies<'s, 't>(statement: &'s ast::Stmt<'t>) -> Vec<&'s [ast::Stmt<'t>]> {
    match statement {
        ast::Stmt::ForLoop(inner) => vec![&inner.body, &inner.else_body],
        ast::Stmt::IfCond(inner) => vec![&inner.true_body, &inner.false_body],
        ast::Stmt::WithBlock(inner) => vec![&inner.body],
        ast::Stmt::SetBlock(inner) => vec![&inner.body],
        ast::Stmt::AutoEscape(inner) => vec![&inner.body],
        ast::Stmt::FilterBlock(inner) => vec![&inner.body],
        ast::Stmt::Block(inner) => vec![&inner.body],
        _ => Vec::new(),
    }
}
