//! A check of names that the engine does not make: a block that no parent has is never printed.

use std::collections::BTreeSet;

use super::trees::Trees;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::nearest;

/// Warns of every outermost block of a template with a parent that none of its ancestors has.
pub fn check(trees: &Trees<'_>, diagnostics: &mut Diagnostics) {
    for tree in trees.iter().filter(|tree| tree.parent().is_some()) {
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
