//! A check of names that the engine does not make: a block that no parent has is never printed.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::DEFAULT;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Place};
use crate::nearest;
use crate::source::FileId;

/// Warns of every outermost block of a template with a parent that none of its ancestors has.
pub fn check(texts: &BTreeMap<String, String>, files: &BTreeMap<String, FileId>, diagnostics: &mut Diagnostics) {
    let outlines: BTreeMap<&str, Outline<'_>> =
        texts.iter().map(|(name, text)| (name.as_str(), outline(text))).collect();
    for (name, own) in &outlines {
        let (Some(_), Some(file)) = (own.parent, files.get(*name)) else { continue };
        let Some(known) = inherited(own, &outlines) else { continue };
        for block in own.blocks.iter().filter(|block| block.outermost && !known.contains(block.name)) {
            let message = format!("no parent of `{name}` has a block `{}`, so it is never printed", block.name);
            let mut diagnostic = Diagnostic::new(Code::UnknownBlock, Place::span(*file, block.range.clone()), message);
            let list = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            diagnostic.help = Some(match nearest::of(block.name, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the parents have: {list}"),
            });
            diagnostics.push(diagnostic);
        }
    }
}

struct Outline<'a> {
    parent: Option<&'a str>,
    blocks: Vec<Block<'a>>,
}

struct Block<'a> {
    name: &'a str,
    range: Range<usize>,
    outermost: bool,
}

/// The blocks of all ancestors; `None` if one of them is not known.
fn inherited<'a>(own: &Outline<'a>, outlines: &BTreeMap<&str, Outline<'a>>) -> Option<BTreeSet<&'a str>> {
    let mut known = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut parent = own.parent;
    while let Some(name) = parent {
        if !seen.insert(name) {
            return None;
        }
        let outline = outlines.get(name).or_else(|| outlines.get(name.strip_prefix(DEFAULT)?))?;
        known.extend(outline.blocks.iter().map(|block| block.name));
        parent = outline.parent;
    }
    Some(known)
}

/// The tags of a template that matter here, found without parsing its expressions.
fn outline(text: &str) -> Outline<'_> {
    let mut outline = Outline { parent: None, blocks: Vec::new() };
    let mut depth = 0_usize;
    let mut position = 0;
    while let Some(found) = text.get(position..).and_then(|rest| rest.find('{')) {
        let start = position + found;
        let rest = text.get(start..).unwrap_or_default();
        let end = if rest.starts_with("{#") { "#}" } else { "%}" };
        let Some(length) = rest.find(end).filter(|_| rest.starts_with("{#") || rest.starts_with("{%")) else {
            position = start + 1;
            continue;
        };
        position = start + length + end.len();
        if end == "#}" {
            continue;
        }
        let tag = rest.get(2..length).unwrap_or_default().trim_matches(['-', '+']).trim();
        let mut words = tag.split_whitespace();
        match (words.next(), words.next()) {
            (Some("extends"), Some(name)) => outline.parent = Some(name.trim_matches(['"', '\''])),
            (Some("block"), Some(name)) => {
                outline.blocks.push(Block { name, range: start..position, outermost: depth == 0 });
                depth += 1;
            }
            (Some("endblock"), _) => depth = depth.saturating_sub(1),
            (Some("raw"), _) => position += skip_raw(text.get(position..).unwrap_or_default()),
            _ => {}
        }
    }
    outline
}

fn skip_raw(rest: &str) -> usize {
    rest.find("endraw").unwrap_or(rest.len())
}
