//! What is never printed, which the engine does not mind: a block that no parent has, and in a template with a parent
//! whatever stands in no block.

use std::collections::BTreeSet;

use minijinja::machinery::{Span, ast};

use super::trees::{Tree, Trees};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::nearest;

/// Warns of what is never printed in templates with a parent: of every outermost block that none of the ancestors has,
/// and of the first thing outside of blocks.
pub fn check(trees: &Trees<'_>, diagnostics: &mut Diagnostics) {
    for tree in trees.iter().filter(|tree| tree.parent().is_some()) {
        if let Some(span) = tree.statements().iter().find_map(|statement| printing(tree, statement)) {
            let shown = tree.covered(span).trim().lines().next().unwrap_or_default();
            let message = "what stands outside of blocks in a template that extends another is never printed";
            let help = "put it into a block: those of the parent are in its text, and `extra` is mostly for more";
            diagnostics.push(Diagnostic::new(Code::OutsideBlock, tree.place(span, shown, false), message).help(help));
        }
        let Some(line) = trees.line(tree) else { continue };
        let ancestors = line.iter().skip(1).flat_map(|ancestor| ancestor.blocks());
        let known: BTreeSet<&str> = ancestors.map(|(block, _)| block.name).collect();
        for (block, outermost) in tree.blocks() {
            if !outermost || known.contains(block.name) {
                continue;
            }
            let message = format!("no parent of `{}` has a block `{}`, so it is never printed", tree.name, block.name);
            let place = tree.place(block.span(), block.name, false);
            let list = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let help = match nearest::of(block.name, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the parents have: {list}"),
            };
            diagnostics.push(Diagnostic::new(Code::UnknownBlock, place, message).help(help));
        }
    }
}

/// Where a statement stands that would print something.
fn printing(tree: &Tree<'_>, statement: &ast::Stmt<'_>) -> Option<Span> {
    match statement {
        ast::Stmt::EmitRaw(raw) => Some(raw.span()).filter(|span| !tree.covered(*span).trim().is_empty()),
        ast::Stmt::EmitExpr(inner) => Some(inner.span()),
        ast::Stmt::ForLoop(inner) => Some(inner.span()),
        ast::Stmt::Include(inner) => Some(inner.span()),
        ast::Stmt::FilterBlock(inner) => Some(inner.span()),
        ast::Stmt::CallBlock(inner) => Some(inner.span()),
        _ => None,
    }
}
